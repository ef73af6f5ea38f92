"""The need ladder: why is this wanted? One click up each."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from clustering.forms import DnaForm, KeyRungForm, MeaningForm, NeedRungForm
from clustering.ladder import DNA, KEY, MEANING, NEED, RUNGS, ladder_of
from clustering.models import Card, Dna, Freeze
from clustering.services.freezing import KeysFrozen, standing_of
from clustering.services.keys import tag_card, write_dna
from clustering.services.ladder import say_key, say_need
from clustering.services.needs import describe_need
from clustering.views.kindly import frozen_text, kind_when_frozen


@require_safe
@campaign_view(Permission.CLUSTER)
def ladder(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the ladder of one card, with one rung open."""
    rung = request.GET.get("trede", NEED)
    card = _card(request, pk)
    rung = rung if rung in RUNGS else NEED
    fixed = standing_of(request.campaign).fixed if rung == KEY else None
    form = None if fixed else _form(request, card, rung)
    return _page(request, card, rung, form, fixed=fixed)


@require_POST
@campaign_view(Permission.CLUSTER)
@kind_when_frozen
def climb(request: MemberRequest, pk: int, rung: str) -> HttpResponse:
    """Write one rung in place."""
    card = _card(request, pk)
    form = _form(request, card, rung)
    if form is None:
        raise Http404
    if not form.is_valid():
        return _page(request, card, rung, form, 422)
    _WRITERS[rung](request, card, form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect(reverse("clustering:ladder", args=[pk]) + f"?trede={rung}#{rung}")


def _card(request: MemberRequest, pk: int) -> Card:
    rows = Card.objects.live(request.campaign).with_contribution().select_related("campaign")
    card: Card = get_object_or_404(rows, pk=pk)
    return card


def _page(
    request: MemberRequest,
    card: Card,
    rung: str,
    form: Any,
    status: int = 200,
    *,
    fixed: Freeze | None = None,
) -> HttpResponse:
    context = {
        "ladder": ladder_of(request.campaign, card, rung),
        "form": form,
        "why_fixed": frozen_text(KeysFrozen(fixed)) if fixed else "",
    }
    return render(request, "clustering/ladder.html", context, status=status)


def _form(request: MemberRequest, card: Card, rung: str) -> Any:
    """Return the form of a rung, filled with what stands there. The wish itself never changes."""
    data, campaign, need = request.POST or None, request.campaign, card.need
    if rung == NEED:
        start: dict[str, Any] = {
            "need": need and need.slug,
            "statement": need.statement if need else "",
        }
        return NeedRungForm(campaign, data, initial=start)
    if rung == MEANING:
        tied: dict[str, Any] = {
            "core_values": card.core_values.all(),
            "qualities": card.qualities.all(),
        }
        if need:
            tied["need_values"] = need.core_values.all()
            tied["need_qualities"] = need.qualities.all()
        # An empty choice is an answer too, so a post is read even when nothing is ticked.
        bound = request.POST if request.method == "POST" else None
        return MeaningForm(campaign, bool(need), bound, initial=tied)
    if rung == DNA:
        return DnaForm(data, instance=Dna.objects.filter(campaign=campaign).first())
    if rung == KEY and need:
        start = {"key": need.key and need.key.slug, "vision": need.key.vision if need.key else ""}
        return KeyRungForm(campaign, data, initial=start)
    return None


def _write_need(request: MemberRequest, card: Card, data: dict[str, Any]) -> None:
    say_need(card=card, by=request.user, **data)


def _write_meaning(request: MemberRequest, card: Card, data: dict[str, Any]) -> None:
    tag_card(
        card=card, core_values=data["core_values"], qualities=data["qualities"], by=request.user
    )
    if card.need:
        card.need.campaign = request.campaign
        describe_need(
            need=card.need, statement=card.need.statement, summary=card.need.summary,
            core_values=data["need_values"], qualities=data["need_qualities"], by=request.user,
        )  # fmt: skip


def _write_dna(request: MemberRequest, card: Card, data: dict[str, Any]) -> None:
    write_dna(campaign=request.campaign, by=request.user, **data)


def _write_key(request: MemberRequest, card: Card, data: dict[str, Any]) -> None:
    say_key(card=card, by=request.user, **data)


_WRITERS = {NEED: _write_need, MEANING: _write_meaning, DNA: _write_dna, KEY: _write_key}
