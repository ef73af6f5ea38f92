"""Verify that nothing fell off the board and that its log tells the truth."""

from django.db.models import Count, Max

from campaigns.models import Campaign
from clustering.models import BoardEvent, Card, Move
from clustering.services.cards import Counts, counts
from clustering.services.events import last_number

_NAMED = 10


def find_faults(campaign: Campaign, numbers: Counts | None = None) -> list[str]:
    """Return in words what does not hold on a board; nothing when all is well. Six queries."""
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
