"""Merge cards that say the same into one, and take them apart again.

Merged cards carry the same mark and lie in one place: whatever moves one of them moves all. Each stays
a card of its own with its dream, so every number counts people and no quote is lost.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db import transaction

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from clustering.models import BoardEvent, Card
from clustering.services.events import find_act, record_event, who_moved
from clustering.services.laying import (
    Batch,
    Conflict,
    Place,
    chunks,
    hold_cards,
    lay_cards,
    lock_needs,
    place_of,
)

MOST_MERGED: Final = 200
# A card's stack as the log tells it: the mark, empty for a loose card, and whether it lies on top.
Lying = tuple[str, bool]


class TooFewCards(Exception):
    """Raised when there is only one card to merge, or none that lies under another one."""


class TooManyCards(Exception):
    """Raised for more cards than anybody looked at before merging them."""


def lying_of(card: Card) -> Lying:
    return (str(card.stack or ""), card.on_top)


@transaction.atomic
def merge_cards(
    *,
    campaign: Campaign,
    cards: Collection[int],
    top: int | None,
    by: User | None,
    seen: int | None = None,
    act: uuid.UUID | None = None,
) -> Batch:
    """Lay cards under one of them as one card, where that one lies. Stacks among them join.

    Without `top`, or when it went, the first card lies on top. `seen` and `act` as in `move_cards`.
    """
    campaign.timeline(clock.today()).require(Door.READ)
    rows = hold_cards(campaign, cards)
    done = find_act(campaign, act) if act else None
    if done is not None:
        return _again(done)
    found = {card.pk: card for card in rows}
    if len(found) < 2:
        raise TooFewCards
    if len(found) > MOST_MERGED:
        raise TooManyCards
    if seen is not None:
        moved = who_moved(campaign, set(found), since=seen, but=by)
        if moved is not None:
            raise Conflict(*moved)
    gone = tuple(sorted(set(cards) - found.keys()))
    face = found.get(top or 0) or next((one for one in rows if one.on_top), rows[0])
    if face.stack and face.on_top and len({card.stack for card in rows}) == 1:
        return Batch(act or uuid.uuid4(), 0, gone=gone)  # it is one card already
    batch = act or uuid.uuid4()
    mark = str(uuid.uuid4())
    to = Place(face.need, face.set_aside, face.to_discuss)
    if to.need is not None:
        lock_needs(campaign, [to.need.pk])
    away = [(card, to) for card in rows if place_of(card) != place_of(face)]
    laid = lay_cards(batch, away, by)
    stacks = restack(rows, {pk: (mark, pk == face.pk) for pk in found})
    details = {"kind": "cards", **laid, "stacks": stacks, "cards": sorted(found)}
    _record(campaign, "merge_cards", batch, details, by)
    return Batch(batch, len(found), gone=gone, touched=tuple(sorted(found)))


@transaction.atomic
def part_cards(
    *,
    campaign: Campaign,
    cards: Collection[int],
    by: User | None,
    seen: int | None = None,
    act: uuid.UUID | None = None,
) -> Batch:
    """Take cards out of their stack; they lie loose in the same place. A last one is loose too."""
    campaign.timeline(clock.today()).require(Door.READ)
    rows = hold_cards(campaign, cards)
    done = find_act(campaign, act) if act else None
    if done is not None:
        return _again(done)
    wanted = {card.pk for card in rows if card.pk in set(cards) and card.stack}
    if not wanted:
        raise TooFewCards
    if seen is not None:
        moved = who_moved(campaign, wanted, since=seen, but=by)
        if moved is not None:
            raise Conflict(*moved)
    rest: dict[str, list[Card]] = defaultdict(list)
    for card in rows:
        if card.stack and card.pk not in wanted:
            rest[str(card.stack)].append(card)
    to: dict[int, Lying] = dict.fromkeys(wanted, ("", False))
    for mark, left in rest.items():
        face = next((card for card in left if card.on_top), left[0])
        for card in left:
            to[card.pk] = (mark, card.pk == face.pk) if len(left) > 1 else ("", False)
    batch = act or uuid.uuid4()
    stacks = restack(rows, to)
    changed = sorted(int(pk) for pk in stacks["after"])
    details = {"kind": "cards", "cards": changed, "from": {}, "to": {}, "stacks": stacks}
    _record(campaign, "part_cards", batch, details, by)
    return Batch(batch, len(wanted), touched=tuple(changed))


def _again(event: BoardEvent) -> Batch:
    """Return what an act that was sent before did."""
    cards = event.details["cards"]
    return Batch(event.batch or uuid.uuid4(), len(cards), touched=tuple(cards))


def _record(
    campaign: Campaign, verb: str, batch: uuid.UUID, details: dict[str, Any], by: User | None
) -> None:
    record_activity(
        campaign=campaign, by=by, verb=verb, subject=str(len(details["cards"])),
        batch=str(batch), cards=details["cards"],
    )  # fmt: skip
    record_event(campaign=campaign, verb=verb, by=by, batch=batch, details=details)


def restack(
    rows: Collection[Card], wanted: Mapping[int, Lying], *, moved: Collection[int] = ()
) -> dict[str, dict[str, Lying]]:
    """Write the stacks of cards in hand, whose places are written already; return what the log tells.

    `rows` are all cards of the stacks concerned. A card never joins a stack that lies elsewhere, and
    one that `moved` away from its stack leaves it.
    """
    before = {card.pk: lying_of(card) for card in rows}
    marks = {mark for mark, _top in (*before.values(), *wanted.values()) if mark}
    if not marks:
        return {}
    ways: dict[Lying, list[int]] = defaultdict(list)
    for pk, lying in wanted.items():
        if pk in before and before[pk] != lying:
            ways[lying].append(pk)
    for (mark, on_top), cards in ways.items():
        for part in chunks(cards):
            Card.objects.filter(pk__in=part).update(stack=mark or None, on_top=on_top)
    _keep_together(marks, ours={*wanted, *moved})
    after: dict[int, Lying] = {}
    for part in chunks(sorted(before)):
        after.update({card.pk: lying_of(card) for card in Card.objects.filter(pk__in=part)})
    changed = [pk for pk in sorted(before) if before[pk] != after[pk]]
    if not changed:
        return {}
    return {
        "before": {str(pk): before[pk] for pk in changed},
        "after": {str(pk): after[pk] for pk in changed},
    }


def _keep_together(marks: Collection[str], *, ours: Collection[int]) -> None:
    """Loosen those of our cards that lie elsewhere than the rest of their stack, and a last one."""
    stacks: dict[str, list[Card]] = defaultdict(list)
    for part in chunks(sorted(marks)):
        for card in Card.objects.filter(stack__in=part).order_by("pk"):
            stacks[str(card.stack)].append(card)
    loose: set[int] = set()
    lower: set[int] = set()
    for cards in stacks.values():
        home = place_of(next((card for card in cards if card.pk not in ours), cards[0]))
        left = [card for card in cards if place_of(card) == home]
        loose.update(card.pk for card in cards if card not in left or len(left) == 1)
        tops = [card.pk for card in left if card.on_top]
        stays = next((pk for pk in tops if pk not in ours), tops[0] if tops else None)
        lower.update(pk for pk in tops if pk != stays)
    for cards_apart in chunks(sorted(loose)):
        Card.objects.filter(pk__in=cards_apart).update(stack=None, on_top=False)
    for cards_below in chunks(sorted(lower - loose)):
        Card.objects.filter(pk__in=cards_below).update(on_top=False)
