"""Take back what somebody did on the board, and do it again: per person, a hundred acts deep."""

import uuid
from collections.abc import Callable
from typing import Any, Final

from django.db import transaction

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from clustering.models import BoardEvent, Card, Key, Move, Need
from clustering.services.events import find_act, record_event, who_moved
from clustering.services.freezing import refuse_frozen
from clustering.services.keys import rename_key
from clustering.services.laying import (
    Batch,
    Conflict,
    Place,
    hold_cards,
    lay_cards,
    lock_needs,
    where_is,
)
from clustering.services.names import RESERVED
from clustering.services.needs import find_need, merge_needs, move_need, rename_need
from clustering.services.stacking import lying_of, restack

DEEP: Final = 100
# What was done, taken back and done again still leaves a hundred acts to go back.
_READ: Final = 5 * DEEP


class NothingToUndo(Exception):
    """Raised when a person has nothing left to take back, or to do again."""


def last_batch(*, campaign: Campaign, by: User) -> uuid.UUID:
    """Return a person's last act that was not taken back yet. One query."""
    return _last(_stacks(campaign, by)[0])


def last_undone(*, campaign: Campaign, by: User) -> uuid.UUID:
    """Return what takes a person's last undo back. One query."""
    return _last(_stacks(campaign, by)[1])


def _last(stack: list[uuid.UUID]) -> uuid.UUID:
    if not stack:
        raise NothingToUndo
    return stack[-1]


def _stacks(campaign: Campaign, by: User) -> tuple[list[uuid.UUID], list[uuid.UUID]]:
    """Return what a person can take back and what they can do again, newest last."""
    mine = BoardEvent.objects.filter(campaign=campaign, by=by).exclude(batch=None)
    rows = mine.order_by("-number").values_list("batch", "details__undoes")[:_READ]
    done: list[uuid.UUID] = []
    undone: list[uuid.UUID] = []
    for batch, named in reversed(rows):
        undoes = uuid.UUID(named) if named else None
        if batch is None:
            continue
        if undoes is None:
            done.append(batch)
            undone.clear()
        elif undoes in done:
            done.remove(undoes)
            undone.append(batch)
        elif undoes in undone:
            undone.remove(undoes)
            done.append(batch)
    return done[-DEEP:], undone[-DEEP:]


@transaction.atomic
def undo_batch(
    *,
    campaign: Campaign,
    batch: uuid.UUID,
    by: User,
    act: uuid.UUID | None = None,
    anyway: bool = False,
) -> Batch:
    """Take an act back; with the batch of an undo, do it again. A second time changes nothing.

    Raises `Conflict` with the person who changed it since, unless `anyway`.
    """
    campaign.timeline(clock.today()).require(Door.READ)
    sent = find_act(campaign, act) if act else None
    if act and sent is not None:
        return Batch(act, 0, touched=tuple(sent.details.get("cards", ())))
    event = find_act(campaign, batch)
    if event is None or "kind" not in event.details:
        raise NothingToUndo
    stacks = event.details.get("stacks", {}).get("before", {})
    marks = {uuid.UUID(mark) for mark, _top in stacks.values() if mark}
    held = hold_cards(campaign, event.details.get("cards", []), stacks=marks)
    later = BoardEvent.objects.filter(campaign=campaign, number__gt=event.number)
    again = later.filter(details__undoes=str(batch)).first()
    if again is not None:
        return Batch(again.batch or uuid.uuid4(), 0)
    return _WAYS_BACK[event.details["kind"]](event, held, by, act or uuid.uuid4(), anyway)


def _of(event: BoardEvent, held: list[Card]) -> list[Card]:
    """Return the cards of an act, out of those that are held because they lie under or over them."""
    wanted = set(event.details.get("cards", ()))
    return [card for card in held if card.pk in wanted]


def _lay_back(event: BoardEvent, held: list[Card], by: User, act: uuid.UUID, anyway: bool) -> Batch:
    """Put cards back where they lay, and in the stacks they lay in."""
    cards = _of(event, held)
    if not anyway:
        _refuse_moved(event, cards, by)
        _refuse_restacked(event, held, by)
    moves = {move.card_id: move for move in Move.objects.filter(batch=event.batch or act)}
    slugs = [slug for slug in event.details["from"] if slug not in RESERVED]
    lay = {slug: need for slug in slugs if (need := find_need(event.campaign, slug))}
    came = {card: slug for slug, rows in event.details["from"].items() for card in rows}

    def back(card: Card) -> Place:
        move = moves[card.pk]
        return Place(lay.get(came[card.pk]), move.before_aside, move.before_discuss)

    lock_needs(event.campaign, [need.pk for need in lay.values()])
    changes = [(card, back(card)) for card in cards if card.pk in moves]
    return _write(event, changes, by, act, {"kind": "cards"}, held=held)


def _refuse_moved(event: BoardEvent, cards: list[Card], by: User) -> None:
    """Ask first where somebody else moved a card since, and it lies elsewhere now."""
    newest = Move.objects.filter(card__in=[card.pk for card in cards]).newest_per_card()
    others = {
        move.card_id: move.by
        for move in newest.exclude(batch=event.batch).exclude(by=by).select_related("by")
    }
    laid = {card: slug for slug, rows in event.details["to"].items() for card in rows}
    moved = [
        card.pk
        for card in cards
        if card.pk in others and card.pk in laid and where_is(card) != laid[card.pk]
    ]
    if moved:
        raise Conflict(others[moved[-1]], moved)


def _refuse_restacked(event: BoardEvent, held: list[Card], by: User) -> None:
    """Ask first where somebody else merged or parted these cards since."""
    cards = {card.pk: card for card in _of(event, held)}
    after = event.details.get("stacks", {}).get("after", {})
    shared = {card.stack for card in held if card.pk not in cards and card.stack}
    other = {
        pk
        for pk, card in cards.items()
        if (list(lying_of(card)) != after[str(pk)] if str(pk) in after else card.stack in shared)
    }
    moved = who_moved(event.campaign, other, since=event.number, but=by) if other else None
    if moved is not None:
        raise Conflict(*moved)


def _write(
    event: BoardEvent,
    changes: list[tuple[Card, Place]],
    by: User,
    act: uuid.UUID,
    details: dict[str, Any],
    *,
    held: list[Card],
) -> Batch:
    campaign = event.campaign
    details |= lay_cards(act, changes, by, undoes=event.batch) | {"undoes": str(event.batch)}
    lay = event.details.get("stacks", {}).get("before", {})
    stacks = restack(
        held,
        {int(card): (mark, on_top) for card, (mark, on_top) in lay.items()},
        moved=[card.pk for card, _to in changes],
    )
    if stacks:
        touched = {*(card.pk for card, _to in changes), *map(int, stacks["after"])}
        details |= {"stacks": stacks, "cards": sorted(touched)}
    record_activity(
        campaign=campaign, by=by, verb="undo_batch", subject=str(len(details["cards"])),
        undoes=str(event.batch),
    )  # fmt: skip
    record_event(campaign=campaign, verb="undo", by=by, batch=act, details=details)
    return Batch(act, len(details["cards"]), touched=tuple(details["cards"]))


def _part(event: BoardEvent, held: list[Card], by: User, act: uuid.UUID, anyway: bool) -> Batch:
    """Bring the need back that went up in another one, with its cards."""
    cards = _of(event, held)
    if not anyway:
        _refuse_moved(event, cards, by)
    campaign, gone = event.campaign, event.details["need"]
    if gone["key"]:
        refuse_frozen(campaign)
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    need, _new = Need.objects.get_or_create(
        campaign=campaign,
        slug=gone["slug"],
        defaults={name: gone[name] for name in ("name", "statement", "summary")},
    )
    need.key = campaign.keys.filter(pk=gone["key"]).first()
    need.save(update_fields=["key"])
    need.core_values.set(campaign.core_values.filter(pk__in=gone["core_values"]))
    need.qualities.set(campaign.qualities.filter(pk__in=gone["qualities"]))
    into = find_need(campaign, event.details["into"])
    if into is not None:
        into.core_values.remove(*event.details["added"]["core_values"])
        into.qualities.remove(*event.details["added"]["qualities"])
    details = {"kind": "part", "need": need.slug, "into": event.details["into"]}
    changes = [(card, Place(need)) for card in cards]
    return _write(event, changes, by, act, details, held=held)


def _join(event: BoardEvent, held: list[Card], by: User, act: uuid.UUID, anyway: bool) -> Batch:
    """Let the need that came back go up in the other one again."""
    cards = _of(event, held)
    campaign = event.campaign
    need = Need.objects.of(campaign).filter(slug=event.details["need"]).first()
    into = find_need(campaign, event.details["into"])
    if need is None or into is None or need == into:
        raise NothingToUndo
    if not anyway:
        _refuse_moved(event, cards, by)
        late = need.cards.exclude(pk__in=[card.pk for card in cards]).select_related("moved_by")
        if late:
            raise Conflict(late[0].moved_by, {card.pk for card in late})
    need.campaign = campaign
    return merge_needs(need=need, into=into, by=by, act=act, undoes=event.batch)


def _rename(event: BoardEvent, _cards: list[Card], by: User, act: uuid.UUID, anyway: bool) -> Batch:
    need = _need_of(event)
    if not anyway and need.name != event.details["after"]:
        raise Conflict(_last_hand(event), [])
    rename_need(need=need, name=event.details["before"], by=by, act=act, undoes=event.batch)
    return Batch(act, 0, need)


def _rezone(event: BoardEvent, _cards: list[Card], by: User, act: uuid.UUID, anyway: bool) -> Batch:
    need = _need_of(event)
    if not anyway and (need.key.slug if need.key else "") != event.details["after"]:
        raise Conflict(_last_hand(event), [])
    key = Key.objects.of(event.campaign).filter(slug=event.details["before"]).first()
    move_need(need=need, key=key, by=by, act=act, undoes=event.batch)
    return Batch(act, 0, need)


def _recall(event: BoardEvent, _held: list[Card], by: User, act: uuid.UUID, anyway: bool) -> Batch:
    """Give a key the name it had."""
    keys = Key.objects.of(event.campaign).select_related("campaign")
    key: Key | None = keys.filter(slug=event.details["key"]).first()
    if key is None:
        raise NothingToUndo
    if not anyway and key.name != event.details["after"]:
        raise Conflict(_last_hand(event, "key"), [])
    rename_key(key=key, name=event.details["before"], by=by, act=act, undoes=event.batch)
    return Batch(act, 0)


def _need_of(event: BoardEvent) -> Need:
    rows = Need.objects.of(event.campaign).select_related("campaign", "key")
    need: Need | None = rows.filter(slug=event.details["need"]).first()
    if need is None:
        raise NothingToUndo
    return need


def _last_hand(event: BoardEvent, thing: str = "need") -> User | None:
    """Return who changed the same need, or key, last."""
    same = {f"details__{thing}": event.details[thing], "details__kind": event.details["kind"]}
    later = BoardEvent.objects.filter(campaign=event.campaign, number__gt=event.number, **same)
    newest = later.select_related("by").order_by("-number").first()
    return newest.by if newest else None


_WAYS_BACK: Final[dict[str, Callable[[BoardEvent, list[Card], User, uuid.UUID, bool], Batch]]] = {
    "cards": _lay_back,
    "merge": _part,
    "part": _join,
    "rename": _rename,
    "key": _rezone,
    "key_name": _recall,
}
