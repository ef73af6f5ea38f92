"""Verify that nothing fell off the board and that its log tells the truth."""

import uuid
from collections import Counter, defaultdict

from django.db.models import Count, Max

from campaigns.models import Campaign
from clustering.models import BoardEvent, Card, Move
from clustering.services.cards import Counts, counts
from clustering.services.events import last_number
from clustering.services.laying import place_of

_NAMED = 10


def find_faults(campaign: Campaign, numbers: Counts | None = None) -> list[str]:
    """Return in words what does not hold on a board; nothing when all is well. Seven queries."""
    found = numbers or counts(campaign)
    faults = []
    if not found.adds_up:
        faults.append("the numbers do not add up.")
    if found.undealt:
        faults.append(f"{found.undealt} placed contributions have no card.")
    astray = _astray(campaign)
    if astray:
        named = ", ".join(str(card) for card in astray[:_NAMED])
        faults.append(f"{len(astray)} cards lie elsewhere than their last move says: {named}.")
    torn = _torn(campaign)
    if torn:
        named = ", ".join(str(card) for card in torn[:_NAMED])
        faults.append(f"{len(torn)} merged cards lie in two places, or under two others: {named}.")
    gaps = _gaps(campaign)
    if gaps:
        faults.append(gaps)
    return faults


def _astray(campaign: Campaign) -> list[int]:
    """Return the cards that lie elsewhere than where their last move laid them."""
    moves = Move.objects.filter(card__campaign=campaign).newest_per_card()
    last = {
        card: place
        for card, *place in moves.values_list(
            "card", "after", "after_aside", "after_discuss"
        ).iterator()
    }
    rows = Card.objects.of(campaign).order_by("pk")
    return [
        card
        for card, *place in rows.values_list("pk", "need", "set_aside", "to_discuss").iterator()
        if place != last.get(card, [None, "", False])
    ]


def _torn(campaign: Campaign) -> list[int]:
    """Return the lowest card of each stack that lies in two places or has two cards on top."""
    places: dict[uuid.UUID, set[tuple[int | None, str, bool]]] = defaultdict(set)
    tops: Counter[uuid.UUID] = Counter()
    first: dict[uuid.UUID, int] = {}
    for card in Card.objects.of(campaign).filter(stack__isnull=False).order_by("pk"):
        mark = card.stack
        places[mark].add(place_of(card))
        tops[mark] += card.on_top
        first.setdefault(mark, card.pk)
    return sorted(first[mark] for mark in first if len(places[mark]) > 1 or tops[mark] > 1)


def _gaps(campaign: Campaign) -> str:
    """Say where the log misses a number."""
    last = last_number(campaign)
    events = BoardEvent.objects.filter(campaign=campaign)
    seen = events.aggregate(n=Count("pk"), highest=Max("number"))
    if seen["n"] == last == (seen["highest"] or 0):
        return ""
    return (
        f"the log counts {last} events, {seen['n']} are there and the last one is"
        f" number {seen['highest'] or 0}."
    )
