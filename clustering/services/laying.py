"""Take cards and needs in hand, in one order for everybody, and lay cards down with their moves."""

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import TypeVar

from django.db import transaction

from campaigns import clock
from campaigns.models import Campaign, Contribution, User
from clustering.models import Card, Move, Need

# Twenty thousand cards go back at once in a few questions; each still fits every database.
_CHUNK = 5_000
T = TypeVar("T")


class Conflict(Exception):
    """Raised when somebody else changed the same cards, or the same need, in the meantime."""

    def __init__(self, by: User | None, cards: Collection[int]) -> None:
        super().__init__(str(by))
        self.by = by
        self.cards = sorted(cards)


class NeedGone(Exception):
    """Raised when a need went while somebody laid cards there."""


@dataclass(frozen=True)
class Place:
    """Where a card lies: in a need, aside with a reason, aside to talk about; else on the pile."""

    need: Need | None = None
    reason: str = ""
    talk: bool = False

    @property
    def name(self) -> str:
        """Return the word the board has for it: the slug of a need, or one of its trays."""
        if self.need is not None:
            return self.need.slug
        return "bespreken" if self.talk else "apart" if self.reason else "stapel"


@dataclass(frozen=True)
class Batch:
    """Cards that moved together, and can be taken back together."""

    id: uuid.UUID
    cards: int
    to: Need | None = None
    reason: str = ""
    talk: bool = False
    gone: tuple[int, ...] = field(default=())  # cards the dreamer took away in the meantime
    touched: tuple[int, ...] = field(default=())  # cards to draw anew where they lie


def place_of(card: Card) -> tuple[int | None, str, bool]:
    return card.need_id, card.set_aside, card.to_discuss


def where_is(card: Card) -> str:
    """Return the board's word for where a card lies. Reads its need, so select it along."""
    return Place(card.need, card.set_aside, card.to_discuss).name


def lock_cards(campaign: Campaign, cards: Collection[int]) -> list[Card]:
    """Take the cards in hand, with their dreams first, in one order for everybody. Two queries.

    Whoever withdraws a dream that is being moved waits, and takes card and moves along.
    """
    wanted = sorted(set(cards))
    for part in _by_dream(campaign, wanted):
        dreams = Contribution.objects.of(campaign).filter(cards__in=part).order_by("pk")
        list(dreams.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    found: list[Card] = []
    for part in chunks(wanted):
        rows = Card.objects.of(campaign).filter(pk__in=part).select_related("need")
        found += rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    return found


def _by_dream(campaign: Campaign, cards: list[int]) -> Iterator[list[int]]:
    """Yield the cards in parts, the lowest dreams first; what fits in one question is one part."""
    if len(cards) > _CHUNK:
        dreams: dict[int, int] = {}
        for part in chunks(cards):
            rows = Card.objects.of(campaign).filter(pk__in=part).order_by()
            dreams.update(rows.values_list("pk", "contribution"))
        cards = sorted(dreams, key=lambda card: (dreams[card], card))
    return chunks(cards)


def hold_cards(
    campaign: Campaign, cards: Collection[int], *, stacks: Collection[uuid.UUID] = ()
) -> list[Card]:
    """Take cards in hand with everything they are stacked with, and all of these stacks.

    Looks again whether a stack grew while it waited for others: then it starts over. Two queries
    for loose cards.
    """
    wanted, known = set(cards), set(stacks)
    while True:
        point = transaction.savepoint()
        wanted |= _lying_in(campaign, known)
        rows = lock_cards(campaign, wanted)
        known |= {row.stack for row in rows if row.stack}
        if not known or _lying_in(campaign, known) <= wanted:
            transaction.savepoint_commit(point)
            return rows
        transaction.savepoint_rollback(point)


def _lying_in(campaign: Campaign, stacks: Collection[uuid.UUID]) -> set[int]:
    """Return the cards of some stacks, also those that are held back for now."""
    found: set[int] = set()
    for part in chunks(sorted(stacks)):
        found.update(Card.objects.of(campaign).filter(stack__in=part).values_list("pk", flat=True))
    return found


def lock_needs(campaign: Campaign, needs: Iterable[int]) -> None:
    """Take needs in hand, in one order for everybody; a need that went raises `NeedGone`."""
    wanted = sorted(set(needs))
    rows = Need.objects.of(campaign).filter(pk__in=wanted).select_for_update(no_key=True)
    if len(rows.order_by("pk").values_list("pk", flat=True)) < len(wanted):
        raise NeedGone


def chunks(numbers: list[T]) -> Iterator[list[T]]:
    """Yield parts small enough for one question to the database."""
    return (numbers[at : at + _CHUNK] for at in range(0, len(numbers), _CHUNK))


def lay_cards(
    batch: uuid.UUID,
    changes: list[tuple[Card, Place]],
    by: User | None,
    undoes: uuid.UUID | None = None,
) -> dict[str, object]:
    """Write the moves and the places of cards that are locked; return what the log tells of it."""
    now, who = clock.now(), by.pk if by else None
    moves = [
        Move(
            card_id=card.pk, batch=batch, before_id=card.need_id,
            after_id=to.need.pk if to.need else None,
            before_aside=card.set_aside, after_aside=to.reason,
            before_discuss=card.to_discuss, after_discuss=to.talk, undoes=undoes, by_id=who, at=now,
        )
        for card, to in changes
    ]  # fmt: skip
    Move.objects.bulk_create(moves, batch_size=_CHUNK)
    left: dict[str, list[int]] = {}
    laid: dict[str, list[int]] = {}
    for card, to in changes:
        left.setdefault(where_is(card), []).append(card.pk)
        laid.setdefault(to.name, []).append(card.pk)

    def where(change: tuple[Card, Place]) -> tuple[int, str, bool]:
        to = change[1]
        return (to.need.pk if to.need else 0, to.reason, to.talk)

    for _place, group in groupby(sorted(changes, key=where), key=where):
        together = list(group)
        to = together[0][1]
        for part in chunks([card.pk for card, _to in together]):
            Card.objects.filter(pk__in=part).update(
                need=to.need, set_aside=to.reason, to_discuss=to.talk, moved_at=now, moved_by=by
            )
    return {"cards": [card.pk for card, _to in changes], "from": left, "to": laid}
