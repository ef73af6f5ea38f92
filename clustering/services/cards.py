"""Deal cards, move them, set them aside, park them to talk about, and split them."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Count, F, Max, Q
from django.db.models.functions import Length
from django.utils.translation import gettext

from campaigns import clock
from campaigns.models import Campaign, Contribution, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from clustering.models import BoardEvent, Card, Need
from clustering.querysets import on_the_table
from clustering.services.events import find_act, record_event, who_moved
from clustering.services.laying import (
    Batch,
    Conflict,
    Place,
    hold_cards,
    lay_cards,
    lock_cards,
    lock_needs,
    place_of,
)
from clustering.services.recent import recent_or_done

_CHUNK = 500
# Higher than any number of a log: who has seen everything.
_ALL: Final = 2**62


class NotAQuote(Exception):
    """Raised when a part of a card is empty or lies outside it."""


@dataclass(frozen=True)
class Counts:
    """How many cards lie where. They always add up: placed + aside + to discuss + pile = all."""

    pile: int
    placed: int
    aside: int
    talk: int
    all: int
    newest: int  # the highest card, to tell whether cards were added
    undealt: int  # placed contributions that have no card yet

    @property
    def percent(self) -> int:
        return 100 * (self.placed + self.aside + self.talk) // self.all if self.all else 0

    @property
    def adds_up(self) -> bool:
        return self.placed + self.aside + self.talk + self.pile == self.all


def counts(campaign: Campaign) -> Counts:
    """Count the cards of everything that was placed. One query."""
    numbers = Contribution.objects.of(campaign).placed().filter(on_the_table()).aggregate(
        pile=Count("cards", filter=Q(cards__need=None, cards__set_aside="")),
        placed=Count("cards", filter=Q(cards__need__isnull=False)),
        aside=Count("cards", filter=Q(cards__set_aside__gt="", cards__to_discuss=False)),
        talk=Count("cards", filter=Q(cards__to_discuss=True)),
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
    recut = _recut_cards(campaign)
    without = (
        Contribution.objects.of(campaign)
        .placed()
        .filter(on_the_table(), cards__isnull=True)
        .annotate(length=Length("text"))
        .order_by("pk")
        .values_list("pk", "length")
        # A dream that is withdrawn right now waits until it has its card, and takes it along.
        .select_for_update(of=("self",), no_key=True)
    )
    rows = list(without)
    Card.objects.bulk_create(
        (Card(campaign=campaign, contribution_id=pk, end=length) for pk, length in rows),
        batch_size=_CHUNK,
        ignore_conflicts=True,
    )
    if rows or recut:
        record_event(
            campaign=campaign, verb="deal_cards", by=None,
            details={"new": len(rows), "recut": recut},
        )  # fmt: skip
    return len(rows)


def _recut_cards(campaign: Campaign) -> int:
    """Let cards follow texts their dreamers corrected. One query when nothing changed.

    The longest quote from the start was the whole text. A part that reaches past the new end
    quotes nothing any more; it goes, and the whole text stays to be split again.
    """
    stale = (
        Contribution.objects.of(campaign)
        .placed()
        .annotate(length=Length("text"), reach=Max("cards__end"), whole=_WHOLE)
        .filter(Q(reach__gt=F("length")) | Q(whole__lt=F("length")))
    )
    recut = 0
    for contribution in stale:
        recut += 1
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
    return recut


@transaction.atomic
def move_cards(
    *,
    campaign: Campaign,
    cards: Collection[int],
    to: Need | None,
    by: User | None,
    seen: int | None = None,
    act: uuid.UUID | None = None,
) -> Batch:
    """Put cards in a need, or back on the pile, and remember each move.

    `seen` is the last event the person knew of (`events.last_number`): cards that somebody else
    moved after it raise `Conflict`. `act` names what the person did: twice the same is once. Cards
    that already lie there are left alone; what lies under a card goes along with it.
    """
    if to is not None and to.campaign_id != campaign.pk:
        raise ValueError("A card stays in its own campaign.")
    return _move(campaign, cards, Place(to), verb="move_cards", by=by, seen=seen, act=act)


@transaction.atomic
def set_aside_cards(
    *,
    campaign: Campaign,
    cards: Collection[int],
    reason: str,
    by: User | None,
    seen: int | None = None,
    act: uuid.UUID | None = None,
) -> Batch:
    """Lay cards aside for good, with the reason."""
    if not reason.strip():
        raise ValueError("A card is set aside with a reason.")
    place = Place(reason=reason.strip()[:300])
    return _move(campaign, cards, place, verb="set_aside_cards", by=by, seen=seen, act=act)


@transaction.atomic
def park_cards(
    *,
    campaign: Campaign,
    cards: Collection[int],
    by: User | None,
    reason: str = "",
    seen: int | None = None,
    act: uuid.UUID | None = None,
) -> Batch:
    """Lay cards on the tray of what the table still talks about."""
    place = Place(reason=reason.strip()[:300] or gettext("To talk about."), talk=True)
    return _move(campaign, cards, place, verb="park_cards", by=by, seen=seen, act=act)


def _move(
    campaign: Campaign,
    cards: Collection[int],
    to: Place,
    *,
    verb: str,
    by: User | None,
    seen: int | None,
    act: uuid.UUID | None,
) -> Batch:
    campaign.timeline(clock.today()).require(Door.READ)
    rows = hold_cards(campaign, cards)
    news, was_done = recent_or_done(campaign, since=_ALL if seen is None else seen, act=act)
    done = find_act(campaign, act) if act and was_done else None
    if done is not None:
        return batch_of(done, to)
    if to.need is not None:
        lock_needs(campaign, [to.need.pk])
    found = {card.pk for card in rows}
    if seen is not None and news.may_have_moved(found, since=seen, but=by):
        moved = who_moved(campaign, found, since=seen, but=by)
        if moved is not None:
            raise Conflict(*moved)
    rows = [card for card in rows if place_of(card) != (to.need and to.need.pk, to.reason, to.talk)]
    gone = tuple(sorted(set(cards) - found))
    batch = Batch(act or uuid.uuid4(), len(rows), to.need, to.reason, to.talk, gone)
    if rows:
        details = {"kind": "cards", **lay_cards(batch.id, [(card, to) for card in rows], by)}
        record_activity(
            campaign=campaign, by=by, verb=verb,
            subject=f"{len(rows)} → {to.need or to.reason or 'stapel'}",
            batch=str(batch.id), need=to.need.slug if to.need else "",
        )  # fmt: skip
        record_event(campaign=campaign, verb=verb, by=by, batch=batch.id, details=details)
    return batch


def batch_of(event: BoardEvent, to: Place) -> Batch:
    """Return what an act that was sent before did."""
    laid = len(event.details.get("cards", ()))
    return Batch(event.batch or uuid.uuid4(), laid, to.need, to.reason, to.talk)


@transaction.atomic
def split_card(*, card: Card, start: int, end: int, by: User | None) -> Card:
    """Make a new card on the pile that quotes a part of a card; the card itself stays as it is.

    `start` and `end` count from the beginning of the contribution's text.
    """
    card.campaign.timeline(clock.today()).require(Door.READ)
    lock_cards(card.campaign, [card.pk])
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
            campaign=card.campaign, by=by, verb="split_card",
            subject=str(card.contribution.number), card=card.pk, part=part.pk,
        )  # fmt: skip
        record_event(
            campaign=card.campaign, verb="split_card", by=by,
            details={"cards": [part.pk], "card": card.pk, "to": {"stapel": [part.pk]}},
        )  # fmt: skip
    return part
