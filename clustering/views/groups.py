"""Groups at their own tables: who has which cards, one tap each, and what they agree on."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from clustering.board import table_of
from clustering.forms_paper import GroupForm
from clustering.models import Group, GroupCard, Need
from clustering.services.cards import deal_cards
from clustering.services.groups import (
    CardSettled,
    NoCards,
    cards_of_group,
    drop_group,
    list_groups,
    make_group,
    outcome_of,
    place_for_group,
    settle_groups,
)

_SHOWN = 60


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.CLUSTER)
def groups(request: MemberRequest) -> HttpResponse:
    """List the groups and what they say together; make a new one."""
    campaign = request.campaign
    form = GroupForm(campaign, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        deal_cards(campaign)
        try:
            group = make_group(
                campaign=campaign, name=form.cleaned_data["name"], cards=form.chosen(),
                by=request.user,
            )  # fmt: skip
        except NoCards:
            form.add_error("plek", _("No card is left here. Choose others."))
        else:
            messages.success(request, _("“%(group)s” has its cards.") % {"group": group})
            return redirect("clustering:groups")
    context = {
        "form": form, "groups": list_groups(campaign), "outcome": outcome_of(campaign),
        "shown": _SHOWN, "may_settle": request.membership.may(Permission.STEER),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "clustering/groups.html", context, status=status)


def _find(request: MemberRequest, pk: int) -> Group:
    mine = Group.objects.filter(campaign=request.campaign)
    return get_object_or_404(mine.select_related("campaign"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.CLUSTER)
def group(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a group its cards and the needs: one tap lays a card and brings the next."""
    found = _find(request, pk)
    if request.method == "POST":
        return _place(request, found)
    rows = cards_of_group(found)
    waiting = list(rows.filter(need=None, settled_at=None)[:_SHOWN])
    done = list(rows.filter(need__isnull=False).order_by("-at")[:_SHOWN])
    asked = request.GET.get("kaart", "")
    chosen = next((row for row in (*waiting, *done) if str(row.card_id) == asked), None)
    context: dict[str, Any] = {
        "group": list_groups(request.campaign).get(pk=found.pk), "waiting": waiting, "done": done,
        "chosen": chosen or (waiting[0] if waiting else None), "table": table_of(request.campaign),
    }  # fmt: skip
    return render(request, "clustering/group.html", context)


def _place(request: MemberRequest, found: Group) -> HttpResponse:
    card, place = request.POST.get("card", ""), request.POST.get("need", "")
    rows = GroupCard.objects.filter(group=found)
    number = int(card) if card.isascii() and card.isdigit() and len(card) < 19 else 0
    row = get_object_or_404(rows, card=number)
    need = None
    if place != "terug":
        need = get_object_or_404(Need.objects.of(request.campaign), slug=place)
    try:
        place_for_group(group=found, card=row.card_id, need=need, by=request.user)
    except CardSettled:
        messages.info(request, _("This card was laid on the board already. Nothing changed."))
    target = reverse("clustering:group", args=[found.pk])
    return redirect(f"{target}?kaart={row.card_id}" if need is None else target)


@require_POST
@campaign_view(Permission.STEER)
def settle(request: MemberRequest) -> HttpResponse:
    """Lay what all groups agree on, and park what they differ on."""
    laid, parked = settle_groups(campaign=request.campaign, by=request.user)
    said = ngettext("%(n)s card is laid.", "%(n)s cards are laid.", laid) % {"n": laid}
    if parked:
        more = ngettext(
            "%(n)s card lies on the tray to talk about.",
            "%(n)s cards lie on the tray to talk about.", parked,
        )  # fmt: skip
        said = f"{said} {more % {'n': parked}}"
    messages.success(request, said)
    return redirect("clustering:groups")


@require_POST
@campaign_view(Permission.STEER)
def drop(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a group away; what was laid for real stays."""
    drop_group(group=_find(request, pk), by=request.user)
    messages.success(request, _("The group is gone. What was laid stays laid."))
    return redirect("clustering:groups")
