"""The debate for everybody, the table for its scribe, the screen for the hall."""

from itertools import groupby

import segno
from django.contrib import messages
from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import CampaignRequest, MemberRequest, campaign_view
from campaigns.models import Contribution
from campaigns.permissions import Permission
from campaigns.phases import Door
from clustering.models import Key
from clustering.services.freezing import keys_are_public
from clustering.services.naming import name_publicly
from debate.forms import ActionForm, TableForm, blank_action
from debate.live import Live, etag_of, look
from debate.models import Action, Debate, Table
from debate.services import add_table, change_action, record_action

DREAMS_PER_NEED = 6
NEEDS_AT_THE_TABLE = 12


@require_safe
@campaign_view()
def debate(request: CampaignRequest) -> HttpResponse:
    """Tell when and where the debate is, and which table talks about which key."""
    tables = list(Table.objects.filter(campaign=request.campaign).select_related("key"))
    name_publicly(request.campaign, [table.key for table in tables])
    context = {
        "debate": Debate.objects.filter(campaign=request.campaign).first(),
        "tables": tables if keys_are_public(request.campaign) else [],
        "has_actions": request.timeline.is_open(Door.ACTIONS),
    }
    return render(request, "debate/debate.html", context)


@require_safe
@campaign_view(door=Door.ACTIONS)
def actions(request: CampaignRequest) -> HttpResponse:
    """List the actions by key; one key on request."""
    keys = name_publicly(request.campaign, Key.objects.filter(campaign=request.campaign))
    chosen = next((k for k in keys if k.slug == request.GET.get("sleutel")), None)
    rows = (
        Action.objects.of(request.campaign)
        .with_places()
        .order_by("key__position", "year", "number")
    )
    if chosen is not None:
        rows = rows.filter(key=chosen)
    groups = [(key, list(members)) for key, members in groupby(rows, key=lambda a: a.key)]
    name_publicly(request.campaign, [key for key, _members in groups])
    context = {
        "groups": groups,
        "keys": keys,
        "chosen": chosen,
        "total": sum(len(g) for _k, g in groups),
    }
    return render(request, "debate/actions.html", context)


@require_safe
@campaign_view(door=Door.ACTIONS)
def action(request: CampaignRequest, number: int) -> HttpResponse:
    """Show one action: who, first step, when, and the dreams behind it."""
    row = get_object_or_404(Action.objects.of(request.campaign).with_places(), number=number)
    name_publicly(request.campaign, [row.key])
    dreams = (
        Contribution.objects.public().filter(answers__action=row).with_district().order_by("number")
    )
    return render(request, "debate/action.html", {"action": row, "dreams": dreams})


@require_safe
@campaign_view()
def short_link(request: CampaignRequest, number: int) -> HttpResponseBase:
    """Send a printed /a/17 to its page."""
    row = get_object_or_404(Action.objects.of(request.campaign), number=number)
    return HttpResponsePermanentRedirect(row.get_absolute_url())


@require_safe
@campaign_view(door=Door.ACTIONS)
def now(request: CampaignRequest) -> HttpResponse:
    """Mirror the hall's screen as text, for phones and screen readers."""
    return _live(request, "debate/now.html", look(request.campaign, how_many=20))


@require_safe
@campaign_view(door=Door.ACTIONS)
def screen(request: CampaignRequest) -> HttpResponse:
    """Show the hall what the tables just decided; driven by nobody, it never stops."""
    return _live(request, "debate/screen.html", look(request.campaign))


def _live(request: CampaignRequest, template: str, live: Live) -> HttpResponse:
    etag, unchanged = etag_of(request, live)
    if unchanged:
        response = HttpResponse(status=304)
    else:
        follow = request.build_absolute_uri("/nu/")
        context = {
            "live": live,
            "follow": follow.partition("://")[2].rstrip("/"),
            "qr": qr_code(follow),
        }
        response = render(request, template, context)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    return response


def qr_code(address: str) -> str:
    """Draw an address as a QR code."""
    drawn = segno.make(address, error="m").svg_inline(omitsize=True, border=0, dark="#22123F")
    return mark_safe(drawn)  # noqa: S308 -- drawn from our own address


@require_safe
@campaign_view(Permission.SCRIBE)
def tables(request: MemberRequest) -> HttpResponse:
    """List the tables a scribe can sit at."""
    rows = (
        Table.objects.filter(campaign=request.campaign)
        .select_related("key")
        .annotate(recorded=Count("actions"))
    )
    return render(request, "debate/tables.html", {"tables": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.SCRIBE, door=Door.DEBATE)
def table(request: MemberRequest, code: str) -> HttpResponse:
    """Let the scribe record the actions of one table, linked to the dreams they answer."""
    row = get_object_or_404(
        Table.objects.select_related("key", "campaign"),
        campaign=request.campaign,
        code=code.upper(),
    )
    form = blank_action(row)
    if request.method == "POST":
        form = ActionForm(request.POST, table=row)
        if form.is_valid():
            made, _new = record_action(
                campaign=request.campaign, key=row.key, table=row, by=request.user,
                dreams=form.cleaned_data["dreams"], submission_key=form.cleaned_data["submission_key"],
                **form.words(),
            )  # fmt: skip
            messages.success(
                request, _("Action %(number)s is on the screen.") % {"number": made.number}
            )
            return redirect(row.get_absolute_url())
    context = {
        "table": row, "form": form, "needs": _needs(row), "picked": _picked(form),
        "actions": row.actions.with_places(),
    }  # fmt: skip
    return render(request, "debate/table.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.SCRIBE, door=Door.DEBATE)
def edit_action(request: MemberRequest, code: str, number: int) -> HttpResponse:
    """Let the scribe change an action of the table."""
    row = get_object_or_404(
        Table.objects.select_related("key", "campaign"),
        campaign=request.campaign,
        code=code.upper(),
    )
    made = get_object_or_404(row.actions, number=number)
    initial = {"submission_key": made.submission_key, "dreams": made.dreams.all()}
    form = ActionForm(request.POST or None, instance=made, table=row, initial=initial)
    if request.method == "POST" and form.is_valid():
        stored = row.actions.get(pk=made.pk)
        change_action(
            action=stored, dreams=form.cleaned_data["dreams"], by=request.user, **form.words()
        )
        messages.success(request, _("The action is changed."))
        return redirect(row.get_absolute_url())
    context = {
        "table": row, "form": form, "action": made, "needs": _needs(row), "picked": _picked(form),
    }  # fmt: skip
    return render(request, "debate/edit_action.html", context, status=422 if form.is_bound else 200)


def _picked(form: ActionForm) -> set[int]:
    """Return the dreams that are ticked in a form, new or posted back."""
    chosen = form["dreams"].value() or []
    return {
        int(getattr(one, "pk", one)) for one in chosen if str(getattr(one, "pk", one)).isdigit()
    }


def _needs(row: Table) -> list[tuple[str, list[Contribution]]]:
    """Return the largest needs of the table's key, each with its newest dreams. Two queries."""
    readable = Q(cards__contribution__status="placed", cards__contribution__consent_online=True)
    needs = list(
        row.key.needs.annotate(size=Count("cards", filter=readable)).order_by("-size", "name")[
            :NEEDS_AT_THE_TABLE
        ]
    )
    ranked = (
        Contribution.objects.of(row.campaign)
        .public()
        .filter(cards__need__in=needs)
        .annotate(
            need=F("cards__need"),
            rank=Window(RowNumber(), partition_by="cards__need", order_by="-number"),
        )
        .filter(rank__lte=DREAMS_PER_NEED)
    )
    dreams: dict[int, list[Contribution]] = {need.pk: [] for need in needs}
    for dream in ranked:
        dreams[dream.need].append(dream)
    return [(need.name, dreams[need.pk]) for need in needs]


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.DIRECT)
def direct(request: MemberRequest) -> HttpResponse:
    """Show the tables with their codes, and add one."""
    keys = Key.objects.filter(campaign=request.campaign)
    form = TableForm(request.POST or None, keys=keys)
    if request.method == "POST" and form.is_valid():
        made = add_table(campaign=request.campaign, key=form.cleaned_data["key"], by=request.user)
        messages.success(request, _("%(table)s is ready.") % {"table": made})
        return redirect("debate:direct")
    rows = (
        Table.objects.filter(campaign=request.campaign)
        .select_related("key")
        .annotate(recorded=Count("actions"))
    )
    listed = [(t, request.build_absolute_uri(t.get_absolute_url())) for t in rows]
    context = {
        "tables": [(t, address, qr_code(address)) for t, address in listed],
        "form": form,
        "debate": Debate.objects.filter(campaign=request.campaign).first(),
    }
    return render(request, "debate/direct.html", context, status=422 if form.is_bound else 200)
