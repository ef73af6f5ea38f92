"""The room with suggestions: the machine proposes, people decide, nothing moves by itself."""

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns import clock
from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from clustering import tasks
from clustering.forms_suggesting import PairForm
from clustering.models import Card, KeptApart, Key, Need
from clustering.services.cards import counts, deal_cards
from clustering.services.events import last_number
from clustering.services.needs import merge_needs
from clustering.services.suggesting import (
    advise_pile,
    ask_piles,
    find_lonely,
    find_offer,
    find_overlaps,
    find_pile,
    is_learning,
    keep_apart,
    load_corpus,
    offered_piles,
    propose_again,
    reasons_of,
    with_sources,
)
from clustering.views.answers import REFUSALS, done, refusal, refused
from clustering.views.narrowing import corpus_of

PAGE: Final = 60
_VOICES: Final = 2
_WORDS: Final = 6


@require_safe
@campaign_view(Permission.CLUSTER)
def suggestions(request: MemberRequest) -> HttpResponse:
    """Show the piles that were made of the cards that wait, or offer to make them."""
    campaign = request.campaign
    numbers = counts(campaign)
    if numbers.undealt:
        deal_cards(campaign)
        numbers = counts(campaign)
    offer = find_offer(campaign)
    busy = bool(offer and offer.is_busy(clock.now()))
    corpus = load_corpus(campaign, cards=numbers.all, newest=numbers.newest)
    piles = offered_piles(campaign, corpus)
    voices = _voices(request, [card for pile in piles for card in pile.cards[:_VOICES]])
    rows = [
        {
            "pile": pile,
            "reasons": reasons_of(pile, corpus)[:_WORDS],
            "voices": [voices[card] for card in pile.cards[:_VOICES] if card in voices],
        }
        for pile in piles
    ]
    context = {
        "tab": "stapels", "offer": offer, "busy": busy, "rows": rows, "counts": numbers,
        "learning": is_learning(campaign, cards=numbers.all), "seen": last_number(campaign),
        "on_piles": sum(len(pile.cards) for pile in piles),
    }  # fmt: skip
    return render(request, "clustering/suggestions.html", context)


def _voices(request: MemberRequest, cards: list[int]) -> dict[int, Card]:
    rows: Any = Card.objects.live(request.campaign).select_related("contribution")
    found: dict[int, Card] = rows.in_bulk(cards)
    return found


@require_POST
@campaign_view(Permission.CLUSTER)
def make_piles(request: MemberRequest) -> HttpResponse:
    """Ask for piles. A second click finds the first one at work."""
    if not counts(request.campaign).pile:
        messages.info(request, _("No card waits. There is nothing to make piles of."))
    elif ask_piles(campaign=request.campaign, by=request.user):
        # celery-types does not know the task class Django projects get.
        tasks.offer_piles.delay_on_commit(request.campaign.pk)  # type: ignore[attr-defined]
    else:
        messages.info(request, _("The piles are being made already."))
    return redirect("clustering:suggestions")


@require_safe
@campaign_view(Permission.CLUSTER)
def pile(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one pile with its cards, to lay them all, or all but a few."""
    corpus = corpus_of(request)
    found = find_pile(request.campaign, pk, corpus)
    if found is None:
        messages.info(request, _("These piles were made anew. Choose again."))
        return redirect("clustering:suggestions")
    reasons = reasons_of(found, corpus)
    chosen = next((one for one in reasons if request.GET.get(one.query[0]) == one.key), None)
    cards = [card for card in found.cards if chosen is None or card in chosen.cards]
    page = Paginator(cards, PAGE).get_page(request.GET.get("bladzijde"))
    advice = advise_pile(request.campaign, corpus=corpus, cards=found.cards)
    shown = _voices(request, list(page))
    context = {
        "tab": "stapels", "pile": found, "reasons": reasons, "chosen": chosen, "page": page,
        "cards": [shown[card] for card in page if card in shown],
        "ticked": "leeg" not in request.GET, "advice": advice[0] if advice else None,
        "query": f"{chosen.query[0]}={chosen.key}&" if chosen else "", **_places(request),
    }  # fmt: skip
    return render(request, "clustering/pile.html", context)


def _places(request: MemberRequest) -> dict[str, Any]:
    """Return where cards can be laid, for the form beside a list. Three queries."""
    return {
        "needs": list(Need.objects.of(request.campaign).order_by("name")),
        "keys": list(Key.objects.of(request.campaign).order_by("position")),
        "seen": last_number(request.campaign),
    }


@require_safe
@campaign_view(Permission.CLUSTER)
def overlaps(request: MemberRequest) -> HttpResponse:
    """Show pairs of needs that may be one, and the pairs that were kept apart."""
    campaign = request.campaign
    found = find_overlaps(campaign, corpus=corpus_of(request))
    sources = with_sources(campaign, [pair.reasons for pair in found], most=6)
    needs = {need.slug: need for need in Need.objects.of(campaign)}
    apart = [
        (kept, needs[kept.one], needs[kept.other])
        for kept in KeptApart.objects.filter(campaign=campaign).select_related("by")
        if kept.one in needs and kept.other in needs
    ]
    context = {
        "tab": "overlap", "pairs": list(zip(found, sources, strict=True)), "apart": apart,
        "needs": len(needs),
    }  # fmt: skip
    return render(request, "clustering/overlaps.html", context)


@require_POST
@campaign_view(Permission.CLUSTER)
def merge_pair(request: MemberRequest) -> HttpResponse:
    """Let one need of a pair go up in the other."""
    form = PairForm(request.campaign, request.POST)
    if not form.is_valid():
        return refused(request, form)
    goes, stays = form.direction()
    said = _("“%(need)s” went up in “%(into)s”.") % {"need": goes, "into": stays}
    try:
        merge_needs(need=goes, into=stays, by=request.user)
    except REFUSALS as error:
        return refusal(request, error)
    return done(request, said)


@require_POST
@campaign_view(Permission.CLUSTER)
def part_pair(request: MemberRequest) -> HttpResponse:
    """Remember that two needs are not the same."""
    form = PairForm(request.campaign, request.POST)
    if not form.is_valid():
        return refused(request, form)
    one, other = form.cleaned_data["one"], form.cleaned_data["other"]
    keep_apart(campaign=request.campaign, one=one, other=other, by=request.user)
    names = {"one": one, "other": other}
    return done(request, _("“%(one)s” and “%(other)s” stay two needs.") % names)


@require_POST
@campaign_view(Permission.CLUSTER)
def show_pair(request: MemberRequest, pk: int) -> HttpResponse:
    """Let a pair that was kept apart be proposed again."""
    mine = KeptApart.objects.filter(campaign=request.campaign).select_related("campaign")
    propose_again(kept=get_object_or_404(mine, pk=pk), by=request.user)
    messages.success(request, _("This pair may be proposed again."))
    return redirect("clustering:overlaps")


@require_safe
@campaign_view(Permission.CLUSTER)
def lonely(request: MemberRequest) -> HttpResponse:
    """Show the cards on the pile that fit nowhere, and why."""
    found = find_lonely(request.campaign, corpus=corpus_of(request))
    page = Paginator(found or [], PAGE).get_page(request.GET.get("bladzijde"))
    cards = _voices(request, [one.card for one in page])
    context = {
        "tab": "nergens", "page": page, "early": found is None, "query": "",
        "rows": [(cards[one.card], one) for one in page if one.card in cards], **_places(request),
    }  # fmt: skip
    return render(request, "clustering/lonely.html", context)
