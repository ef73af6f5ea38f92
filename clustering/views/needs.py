"""Where needs, values, qualities and keys get their words."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from clustering.board import table_of
from clustering.forms import (
    DnaForm,
    KeyForm,
    MergeForm,
    NeedForm,
    NewKeyForm,
    NewNeedForm,
    ValueForm,
)
from clustering.models import Card, CoreValue, Dna, Key, Need, Quality
from clustering.services.freezing import MOST_KEYS, standing_of
from clustering.services.keys import (
    KEY_TEXTS,
    KeyInUse,
    NameTaken,
    ShapeTaken,
    TooManyKeys,
    delete_key,
    make_key,
    rewrite_key,
    write_dna,
    write_value,
)
from clustering.services.laying import NeedGone
from clustering.services.needs import NeedExists, make_need, merge_needs, rewrite_need
from clustering.services.translating import how_far
from clustering.views.kindly import kind_when_frozen

KINDS: dict[str, type[CoreValue] | type[Quality]] = {"waarde": CoreValue, "kwaliteit": Quality}
PAGE = 24


@require_safe
@campaign_view(Permission.CLUSTER)
def needs(request: MemberRequest) -> HttpResponse:
    """Show everything that was found: DNA, keys with their needs, values and qualities."""
    return _room(request)


def _room(request: MemberRequest, status: int = 200, **bound: Any) -> HttpResponse:
    """Render the room; a form that came back with errors replaces its empty twin."""
    campaign = request.campaign
    dna = Dna.objects.filter(campaign=campaign).first() or Dna(campaign=campaign)
    table = table_of(campaign)
    context = {
        "table": table,
        "values": CoreValue.objects.filter(campaign=campaign).annotate(n=Count("needs")),
        "qualities": Quality.objects.filter(campaign=campaign).annotate(n=Count("needs")),
        "standing": standing_of(campaign),
        "may_add_key": len(table.zones) < MOST_KEYS,
        "dna_form": DnaForm(instance=dna, auto_id="dna-%s"),
        "tongues": how_far(dna) if dna.pk else [],
        "need_form": NewNeedForm(
            campaign, initial={"key": request.GET.get("sleutel")}, auto_id="behoefte-%s"
        ),
        "key_form": NewKeyForm(auto_id="sleutel-%s"),
        "waarde_form": ValueForm(auto_id="waarde-%s"),
        "kwaliteit_form": ValueForm(auto_id="kwaliteit-%s"),
        "form": next(iter(bound.values()), None),
    }
    return render(request, "clustering/needs.html", context | bound, status=status)


@require_POST
@campaign_view(Permission.CLUSTER)
@kind_when_frozen
def add_need(request: MemberRequest) -> HttpResponse:
    form = NewNeedForm(request.campaign, request.POST, auto_id="behoefte-%s")
    if not form.is_valid():
        return _room(request, 422, need_form=form)
    need = make_need(campaign=request.campaign, by=request.user, **form.cleaned_data)
    messages.success(request, _("“%(need)s” is on the board.") % {"need": need})
    return redirect("clustering:needs")


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.CLUSTER)
@kind_when_frozen
def edit_need(request: MemberRequest, slug: str) -> HttpResponse:
    """Write what one need means."""
    need = get_object_or_404(
        Need.objects.with_cards(request.campaign).select_related("campaign", "key"), slug=slug
    )
    title, fixed = need.name, bool(need.key and standing_of(request.campaign).fixed)
    form = NeedForm(request.POST or None, instance=need, fixed=fixed)
    if request.method == "POST" and form.is_valid():
        stored = Need.objects.select_related("campaign").get(pk=need.pk)
        try:
            rewrite_need(need=stored, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("clustering:needs")
        except NeedExists as twin:
            text = _("“%(need)s” is there already. Merge the two below, or choose another name.")
            form.add_error("name", text % {"need": twin.need})
    return render(
        request,
        "clustering/edit_need.html",
        {
            "need": need,
            "title": title,
            "form": form,
            "merge_form": MergeForm(need),
            "fixed": fixed,
        },
        status=422 if form.is_bound else 200,
    )


@require_POST
@campaign_view(Permission.CLUSTER)
@kind_when_frozen
def merge(request: MemberRequest, slug: str) -> HttpResponse:
    """Let one need go up in another."""
    need = get_object_or_404(
        Need.objects.with_cards(request.campaign).select_related("campaign", "key"), slug=slug
    )
    form = MergeForm(need, request.POST)
    if not form.is_valid():
        context = {
            "need": need,
            "title": need.name,
            "form": NeedForm(instance=need),
            "merge_form": form,
        }
        return render(request, "clustering/edit_need.html", context, status=422)
    into = form.cleaned_data["into"]
    try:
        batch = merge_needs(need=need, into=into, by=request.user)
    except NeedGone:
        messages.warning(request, _("A colleague merged one of the two just now. Nothing changed."))
        return redirect("clustering:needs")
    messages.success(
        request,
        _("“%(need)s” went up in “%(into)s”. On the board you can undo it.")
        % {"need": need.name, "into": into.name},
    )
    return redirect("clustering:board" if batch.cards else "clustering:needs")


@require_POST
@campaign_view(Permission.CLUSTER)
@kind_when_frozen
def add_key(request: MemberRequest) -> HttpResponse:
    form = NewKeyForm(request.POST, auto_id="sleutel-%s")
    try:
        if form.is_valid():
            make_key(campaign=request.campaign, by=request.user, **form.cleaned_data)
            return redirect("clustering:needs")
    except ShapeTaken as taken:
        form.add_error("shape", _taken(taken))
    except TooManyKeys:
        form.add_error("name", _("There are eight keys already. Merge two of them first."))
    return _room(request, 422, key_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.CLUSTER)
@kind_when_frozen
def edit_key(request: MemberRequest, slug: str) -> HttpResponse:
    """Write the texts of one key."""
    key = get_object_or_404(Key.objects.of(request.campaign).select_related("campaign"), slug=slug)
    title, css, fixed = key.name, key.shape, bool(standing_of(request.campaign).fixed)
    form = KeyForm(request.POST or None, instance=key, fixed=fixed)
    if request.method == "POST" and form.is_valid():
        stored = Key.objects.select_related("campaign").get(pk=key.pk)
        texts = {name: form.cleaned_data[name] for name in (*KEY_TEXTS, "shape")}
        try:
            rewrite_key(key=stored, name=form.cleaned_data["name"], by=request.user, **texts)
            messages.success(request, _("Saved."))
            return redirect("clustering:needs")
        except ShapeTaken as taken:
            form.add_error("shape", _taken(taken))
        except NameTaken:
            form.add_error("name", _("Another key is called this already."))
    context = {
        "key": key, "title": title, "css": css, "form": form, "fixed": fixed,
        # As it is stored: a form with faults leaves its own words on the key.
        "tongues": how_far(Key.objects.get(pk=key.pk) if form.is_bound else key),
    }  # fmt: skip
    return render(
        request, "clustering/edit_key.html", context, status=422 if form.is_bound else 200
    )


@require_POST
@campaign_view(Permission.CLUSTER)
@kind_when_frozen
def remove_key(request: MemberRequest, slug: str) -> HttpResponse:
    """Remove a key; its needs go to the free zone, and it can come back."""
    key = get_object_or_404(Key.objects.of(request.campaign).select_related("campaign"), slug=slug)
    try:
        delete_key(key=key, by=request.user)
    except KeyInUse:
        text = _("Tables, actions or articles speak of “%(key)s”. Rename it instead.")
        messages.error(request, text % {"key": key})
        return redirect("clustering:edit_key", slug)
    messages.success(
        request,
        _("“%(key)s” is gone. Its needs lie free. You can bring it back here.") % {"key": key},
    )
    return redirect("clustering:wording")


def _taken(taken: ShapeTaken) -> str:
    return _("“%(key)s” has this shape already. Choose another one.") % {"key": taken.key}


@require_POST
@campaign_view(Permission.CLUSTER)
def save_dna(request: MemberRequest) -> HttpResponse:
    dna = Dna.objects.filter(campaign=request.campaign).first() or Dna(campaign=request.campaign)
    form = DnaForm(request.POST, instance=dna, auto_id="dna-%s")
    if not form.is_valid():
        return _room(request, 422, dna_form=form)
    write_dna(campaign=request.campaign, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("clustering:needs")


@require_POST
@campaign_view(Permission.CLUSTER)
def add_value(request: MemberRequest, kind: str) -> HttpResponse:
    """Name a core value or a quality."""
    form = ValueForm(request.POST, auto_id=f"{kind}-%s")
    if not form.is_valid():
        return _room(request, 422, **{f"{kind}_form": form})
    write_value(campaign=request.campaign, model=KINDS[kind], by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("clustering:needs")


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.CLUSTER)
def edit_value(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """Rewrite a core value or a quality."""
    rows: Any = KINDS[kind]._default_manager
    value = rows.filter(campaign=request.campaign, pk=pk).first()
    if value is None:
        raise Http404
    start = {"name": value.name, "statement": value.statement}
    form = ValueForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            write_value(
                campaign=request.campaign,
                model=KINDS[kind],
                by=request.user,
                pk=pk,
                **form.cleaned_data,
            )
            messages.success(request, _("Saved."))
            return redirect("clustering:needs")
        except NameTaken:
            form.add_error("name", _("Another one is called this already."))
    cards = Card.objects.live(request.campaign).with_contribution()
    page = Paginator(cards.filter(_carries(kind, pk)).distinct().order_by("-pk"), PAGE)
    context = {
        "value": value,
        "thing": KINDS[kind]._meta.model_name,
        "kind": kind,
        "form": form,
        "needs": value.needs.order_by("name"),
        "page": page.get_page(request.GET.get("bladzijde")),
    }
    return render(
        request, "clustering/edit_value.html", context, status=422 if form.is_bound else 200
    )


def _carries(kind: str, pk: int) -> Q:
    """Say of a card that a value or quality speaks from it, or from its need."""
    if kind == "waarde":
        return Q(core_values=pk) | Q(need__core_values=pk)
    return Q(qualities=pk) | Q(need__qualities=pk)
