"""Deal cards, move them, set them aside, split them, and take any of it back."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Count, F, Max, Q
from django.db.models.functions import Length

from campaigns import clock
from campaigns.models import Activity, Campaign, Contribution, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from clustering.models import Card, Move, Need

_CHUNK = 500


class Conflict(Exception):
    """Raised when somebody else moved the same cards in the meantime."""

    def __init__(self, by: User | None, cards: Collection[int]) -> None:
        super().__init__(str(by))
        self.by = by
        self.cards = sorted(cards)


class NothingToUndo(Exception):
    """Raised when a person has no move left to take back."""


class NotAQuote(Exception):
    """Raised when a part of a card is empty or lies outside it."""


@dataclass(frozen=True)
class Batch:
    """Cards that moved together, and can be taken back together."""

    id: uuid.UUID
    cards: int
    to: Need | None = None
    reason: str = ""


@dataclass(frozen=True)
class Counts:
    """How many cards lie where. They always add up: pile + placed + aside = all."""

    pile: int
    placed: int
    aside: int
    all: int
    newest: int  # the highest card, to tell whether cards were added
    undealt: int  # placed contributions that have no card yet

    @property
    def percent(self) -> int:
        return 100 * (self.placed + self.aside) // self.all if self.all else 0


def counts(campaign: Campaign) -> Counts:
    """Count the cards of everything that was placed. One query."""
    numbers = Contribution.objects.of(campaign).placed().exclude(text="").aggregate(
        pile=Count("cards", filter=Q(cards__need=None, cards__set_aside="")),
        placed=Count("cards", filter=Q(cards__need__isnull=False)),
        aside=Count("cards", filter=Q(cards__set_aside__gt="")),
        all=Count("cards"),
        newest=Max("cards"),
        undealt=Count("pk", filter=Q(cards__isnull=True)),
    )  # fmt: skip
    return Counts(**{name: number or 0 for name, number in numbers.items()})


_WHOLE: Final = Max("cards__end", filter=Q(cards__start=0))


@transaction.atomic
def deal_cards(campaign: Campaign) -> int:
    """Make a card for every placed contribution without one; return how many are new.

    A card of a whole text that was corrected since quotes the whole text again. Safe to call at any
    time and from two places at once: a quote has one card.
    """
    _recut_cards(campaign)
    without = (
        Contribution.objects.of(campaign)
        .placed()
        .filter(cards__isnull=True)
        .annotate(length=Length("text"))
        .filter(length__gt=0)
        .order_by("pk")
        .values_list("pk", "length")
    )
    rows = list(without)
    Card.objects.bulk_create(
        (Card(campaign=campaign, contribution_id=pk, end=length) for pk, length in rows),
        batch_size=_CHUNK,
        ignore_conflicts=True,
    )
    return len(rows)


def _recut_cards(campaign: Campaign) -> None:
    """Let cards follow texts their dreamers corrected. One query when nothing changed.

    The longest quote from the start was the whole text. A part that reaches past the new end
    quotes nothing any more; it goes, and the whole text stays to be split again.
    """
    stale = (
        Contribution.objects.of(campaign)
        .placed()
        .annotate(length=Length("text"), reach=Max("cards__end"), whole=_WHOLE)
        .filter(Q(reach__gt=F("length")) | Q(whole__lt=F("length")))
        .filter(length__gt=0)
    )
    for contribution in stale:
        cards = Card.objects.filter(contribution_id=contribution.pk)
        first = cards.filter(start=0).order_by("-end").first()
        cards.filter(end__gt=contribution.length).exclude(pk=first.pk if first else None).delete()
        if first is None:
            Card.objects.create(
                campaign=campaign, contribution_id=contribution.pk, end=contribution.length
            )
            continue
        cards.filter(start=0, end=contribution.length).exclude(pk=first.pk).delete()
        Card.objects.filter(pk=first.pk).update(end=contribution.length)


@transaction.atomic
def move_cards(
    *,
    campaign: Campaign,
    cards: Collection[int],
    to: Need | None,
    by: User | None,
    seen: int | None = None,
) -> Batch:
    """Put cards in a need, or back on the pile, and remember each move.

    `seen` is the last move the person knew of (`Move.objects.last_seen()`): cards that somebody
    else moved after it raise `Conflict`. Cards that already lie there are left alone.
    """
    return _move(campaign, cards, to=to, reason="", by=by, seen=seen)


@transaction.atomic
def set_aside_cards(
    *,
    campaign: Campaign,
    cards: Collection[int],
    reason: str,
    by: User | None,
    seen: int | None = None,
) -> Batch:
    """Lay cards aside to talk about, with the reason."""
    if not reason.strip():
        raise ValueError("A card is set aside with a reason.")
    return _move(campaign, cards, to=None, reason=reason.strip()[:300], by=by, seen=seen)


def _move(
    campaign: Campaign,
    cards: Collection[int],
    *,
    to: Need | None,
    reason: str,
    by: User | None,
    seen: int | None,
) -> Batch:
    campaign.timeline(clock.today()).require(Door.READ)
    if to is not None and to.campaign_id != campaign.pk:
        raise ValueError("A card stays in its own campaign.")
    rows = _lock(campaign, cards)
    if seen is not None:
        _refuse_moved(rows, seen, by)
    rows = [card for card in rows if (card.need_id, card.set_aside) != (to and to.pk, reason)]
    batch = Batch(uuid.uuid4(), len(rows), to, reason)
    if rows:
        _write(batch, [(card, to, reason) for card in rows], by)
        verb = "set_aside_cards" if reason else "move_cards"
        place = to or reason or "stapel"
        record_activity(
            campaign=campaign, by=by, verb=verb, subject=f"{len(rows)} → {place}",
            batch=str(batch.id), need=to.slug if to else "",
        )  # fmt: skip
    return batch


def _lock(campaign: Campaign, cards: Collection[int]) -> list[Card]:
    """Take the cards in hand, in one order, so that two people never wait for each other."""
    wanted = sorted(set(cards))
    found: list[Card] = []
    for at in range(0, len(wanted), _CHUNK):
        found += (
            Card.objects.of(campaign)
            .filter(pk__in=wanted[at : at + _CHUNK])
            .select_for_update(of=("self",))
            .order_by("pk")
        )
    return found


def _refuse_moved(rows: list[Card], seen: int, by: User | None) -> None:
    moves = list(
        Move.objects.since(seen)
        .filter(card__in=[card.pk for card in rows])
        .exclude(by=by)
        .select_related("by")
        .order_by("-pk")[:_CHUNK]
    )
    if moves:
        raise Conflict(moves[0].by, {move.card_id for move in moves})


def _write(
    batch: Batch,
    changes: list[tuple[Card, Need | None, str]],
    by: User | None,
    undoes: uuid.UUID | None = None,
) -> None:
    now = clock.now()
    moves = []
    for card, need, reason in changes:
        moves.append(
            Move(
                card=card, batch=batch.id, before_id=card.need_id, after=need,
                before_aside=card.set_aside, after_aside=reason, undoes=undoes, by=by, at=now,
            )
        )  # fmt: skip
        card.need, card.set_aside, card.moved_at, card.moved_by = need, reason, now, by
    Move.objects.bulk_create(moves, batch_size=_CHUNK)
    Card.objects.bulk_update(
        [card for card, _need, _reason in changes],
        ["need", "set_aside", "moved_at", "moved_by"],
        batch_size=_CHUNK,
    )


def last_batch(*, campaign: Campaign, by: User) -> uuid.UUID:
    """Return a person's last batch that was not taken back yet."""
    mine = Move.objects.filter(card__campaign=campaign, by=by)
    undone = mine.filter(undoes__isnull=False).values("undoes")
    newest = (
        mine.filter(undoes=None).exclude(batch__in=undone).order_by("-pk").values("batch").first()
    )
    if newest is None:
        raise NothingToUndo
    found: uuid.UUID = newest["batch"]
    return found


@transaction.atomic
def undo_batch(*, campaign: Campaign, batch: uuid.UUID, by: User) -> Batch:
    """Put the cards of a batch back where they were. A second undo changes nothing.

    Raises `Conflict` with the person who moved one of them since.
    """
    campaign.timeline(clock.today()).require(Door.READ)
    moves = {
        move.card_id: move
        for move in Move.objects.filter(batch=batch, card__campaign=campaign).select_related(
            "before"
        )
    }
    if not moves:
        raise NothingToUndo
    again = Move.objects.filter(undoes=batch, card__campaign=campaign).first()
    if again is not None:
        return Batch(again.batch, 0)
    cards = _lock(campaign, moves)
    newest = (
        Move.objects.filter(card__in=[card.pk for card in cards])
        .newest_per_card()
        .exclude(batch=batch)
        .select_related("by")
        .order_by("-pk")
    )
    changed = list(newest)
    if changed:
        raise Conflict(changed[0].by, {move.card_id for move in changed})
    revived = _revive(campaign, batch)
    undo = Batch(uuid.uuid4(), len(cards), revived)
    _write(
        undo,
        [(card, revived or moves[card.pk].before, moves[card.pk].before_aside) for card in cards],
        by,
        undoes=batch,
    )
    record_activity(
        campaign=campaign, by=by, verb="undo_batch", subject=str(len(cards)), undoes=str(batch)
    )
    return undo


def _revive(campaign: Campaign, batch: uuid.UUID) -> Need | None:
    """Bring back the need that went up in another one by this batch, if it did."""
    merge = Activity.objects.filter(
        campaign=campaign, verb="merge_needs", details__batch=str(batch)
    ).first()
    if merge is None:
        return None
    gone = merge.details["need"]
    need, _new = Need.objects.get_or_create(
        campaign=campaign,
        slug=gone["slug"],
        defaults={name: gone[name] for name in ("name", "statement", "summary")},
    )
    need.key = campaign.keys.filter(pk=gone["key"]).first()
    need.save(update_fields=["key"])
    need.core_values.set(campaign.core_values.filter(pk__in=gone["core_values"]))
    need.qualities.set(campaign.qualities.filter(pk__in=gone["qualities"]))
    return need


@transaction.atomic
def split_card(*, card: Card, start: int, end: int, by: User | None) -> Card:
    """Make a new card on the pile that quotes a part of a card; the card itself stays as it is.

    `start` and `end` count from the beginning of the contribution's text.
    """
    card.campaign.timeline(clock.today()).require(Door.READ)
    text = card.contribution.text
    if not card.start <= start < end <= min(card.end, len(text)):
        raise NotAQuote
    quote = text[start:end]
    start += len(quote) - len(quote.lstrip())
    end -= len(quote) - len(quote.rstrip())
    if start >= end:
        raise NotAQuote
    part, new = Card.objects.get_or_create(
        contribution=card.contribution, start=start, end=end, defaults={"campaign": card.campaign}
    )
    if new:
        record_activity(
            campaign=card.campaign, by=by, verb="split_card", subject=part.quote[:80],
            card=card.pk, part=part.pk,
        )  # fmt: skip
    return part
