"""Go back: to the board of a snapshot, or to an earlier wording. Always as a new act.

Nothing is deleted. What was made since stays, cards that came since stay where they lie, every
card that moves back has the move in its history, and a snapshot made just before leads forward.
"""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns import clock
from campaigns.models import Activity, Campaign, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from clustering.models import Card, CoreValue, Dna, Key, Need, Quality, Snapshot
from clustering.services.events import record_event
from clustering.services.freezing import lock_keys, refuse_frozen
from clustering.services.keys import (
    KEY_TEXTS,
    NameTaken,
    ShapeTaken,
    TooManyKeys,
    rename_key,
    revive_key,
    write_dna,
    write_key,
    write_value,
)
from clustering.services.laying import Place, hold_cards, lay_cards, lock_needs, place_of
from clustering.services.needs import (
    NeedExists,
    describe_need,
    move_need,
    rename_need,
    revive_need,
)
from clustering.services.snapshots import (
    PILE,
    Contents,
    contents_of,
    meaning_of,
    read_board,
    take_snapshot,
)
from clustering.services.stacking import Lying, restack
from clustering.services.translating import translate_dna, translate_key


class NothingToRestore(Exception):
    """Raised when what a wording belonged to is no longer there."""


@dataclass
class Restoration:
    """What going back did: the snapshot to go forward with, and what could not come back."""

    before: Snapshot
    cards: int = 0
    left: list[str] = field(default_factory=list)


@transaction.atomic
def restore_snapshot(*, snapshot: Snapshot, by: User) -> Restoration:
    """Lay the board as it lay then. Cards that somebody moves meanwhile keep the last move."""
    campaign = snapshot.campaign
    campaign.timeline(clock.today()).require(Door.READ)
    # Everything in hand at once, in the order of everybody: nobody waits for somebody who waits.
    then = contents_of(snapshot)
    # Cards that are merged now, or were then, go together.
    cards = hold_cards(campaign, _displaced(then, read_board(campaign)))
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    lock_needs(campaign, Need.objects.of(campaign).values_list("pk", flat=True))
    lock_keys(campaign.pk)
    now = read_board(campaign)
    if meaning_of(then) != meaning_of(now):
        refuse_frozen(campaign)
    name = _("Before going back to %(name)s") % {"name": snapshot}
    done = Restoration(take_snapshot(campaign=campaign, name=name, by=by))
    if then == now:
        return done
    _restore_keys(campaign, then, now, done, by)
    _restore_values(campaign, then, now, by)
    _restore_needs(campaign, then, now, done, by)
    done.cards = _restore_cards(campaign, then, cards, by)
    if then["dna"] and then["dna"] != now["dna"]:
        write_dna(campaign=campaign, by=by, **then["dna"])
    record_activity(
        campaign=campaign, by=by, verb="restore_snapshot", subject=str(snapshot),
        snapshot=snapshot.pk, before=done.before.pk, cards=done.cards,
    )  # fmt: skip
    return done


def _restore_keys(
    campaign: Campaign, then: Contents, now: Contents, done: Restoration, by: User
) -> None:
    there = {key.slug: key for key in Key.objects.of(campaign).select_related("campaign")}
    for slug, row in then["keys"].items():
        if now["keys"].get(slug) == row:
            continue
        try:
            with transaction.atomic():
                if slug not in there:
                    revive_key(campaign=campaign, kept={"slug": slug, **row}, by=by)
                    continue
                texts = {name: row[name] for name in (*KEY_TEXTS, "shape")}
                write_key(key=there[slug], by=by, **texts)
                rename_key(key=there[slug], name=row["name"], by=by)
        except (NameTaken, ShapeTaken, TooManyKeys):
            done.left.append(row["name"])


def _restore_values(campaign: Campaign, then: Contents, now: Contents, by: User) -> None:
    """Write values and qualities back, and tie them to the cards they spoke from."""
    cards = set(Card.objects.of(campaign).values_list("pk", flat=True))
    for layer, model in (("core_values", CoreValue), ("qualities", Quality)):
        objects: Any = model._default_manager
        names = dict(objects.filter(campaign=campaign).values_list("pk", "name"))
        for pk, row in then[layer].items():
            if now[layer].get(pk) == row:
                continue
            known = int(pk) if int(pk) in names else None
            value = write_value(
                campaign=campaign, model=model, name=row["name"], statement=row["statement"],
                by=by, pk=known,
            )  # fmt: skip
            value.cards.set(cards.intersection(row["cards"]))


def _restore_needs(
    campaign: Campaign, then: Contents, now: Contents, done: Restoration, by: User
) -> None:
    keys = {key.slug: key for key in Key.objects.of(campaign)}
    there = {need.slug: need for need in Need.objects.of(campaign).select_related("campaign")}
    for slug, row in then["needs"].items():
        if now["needs"].get(slug) == row and _ties(then, slug) == _ties(now, slug):
            continue
        need = there.get(slug)
        try:
            with transaction.atomic():
                if need is None:
                    need = revive_need(campaign=campaign, slug=slug, name=row["name"], by=by)
                rename_need(need=need, name=row["name"], by=by)
        except NeedExists:
            done.left.append(row["name"])
        if need is None:
            continue
        if not row["key"] or row["key"] in keys:
            move_need(need=need, key=keys.get(row["key"]), by=by)
        describe_need(
            need=need, statement=row["statement"], summary=row["summary"], by=by,
            core_values=_tied(campaign, CoreValue, then["core_values"], slug),
            qualities=_tied(campaign, Quality, then["qualities"], slug),
        )  # fmt: skip


def _ties(contents: Contents, slug: str) -> list[str]:
    """Return the names of what a need was tied to, values before qualities."""
    return [
        f"{layer} {row['name']}"
        for layer in ("core_values", "qualities")
        for row in contents[layer].values()
        if slug in row["needs"]
    ]


def _tied(campaign: Campaign, model: Any, rows: dict[str, Any], slug: str) -> list[Any]:
    names = [row["name"] for row in rows.values() if slug in row["needs"]]
    return list(model._default_manager.filter(campaign=campaign, name__in=names)) if names else []


def _displaced(then: Contents, now: Contents) -> set[int]:
    """Return the cards that lie elsewhere now, and are there still."""

    def lying(contents: Contents) -> dict[int, tuple[str, str, bool]]:
        return {
            card: (row["need"], row["aside"], row["discuss"])
            for row in contents["cards"]
            for card in row["cards"]
        }

    before, after = lying(then), lying(now)
    there = before.keys() & after.keys()
    moved = {card for card in there if before[card] != after[card]}
    was, lies = _stack_of(then), _stack_of(now)
    return moved | {card for card in there if was.get(card) != lies.get(card)}


def _stack_of(contents: Contents) -> dict[int, tuple[int, ...]]:
    return {card: tuple(stack) for stack in contents["stacks"] for card in stack}


def _stacks_then(then: Contents, cards: list[Card]) -> dict[int, Lying]:
    """Return which of these cards were merged then, and which lay loose."""
    was = _stack_of(then)
    marks: dict[tuple[int, ...], str] = {}
    lying: dict[int, Lying] = {}
    for card in cards:
        stack = was.get(card.pk)
        if stack is None:
            lying[card.pk] = ("", False)
        else:
            mark = marks.setdefault(stack, str(uuid.uuid4()))
            lying[card.pk] = (mark, card.pk == stack[0])
    return lying


def _restore_cards(campaign: Campaign, then: Contents, cards: list[Card], by: User) -> int:
    """Lay cards where they lay, in one act that can be undone as one."""
    needs = {need.slug: need for need in Need.objects.of(campaign)}
    places = {
        card: Place(needs.get(row["need"]), row["aside"], row["discuss"])
        for row in then["cards"]
        if row["need"] == PILE or row["need"] in needs
        for card in row["cards"]
    }
    changes = []
    for card in cards:
        to = places.get(card.pk)
        if to and place_of(card) != (to.need and to.need.pk, to.reason, to.talk):
            changes.append((card, to))
    batch = uuid.uuid4()
    laid = lay_cards(batch, changes, by)
    stacks = restack(cards, _stacks_then(then, cards), moved=[card.pk for card, _to in changes])
    touched = {*(card.pk for card, _to in changes), *map(int, stacks.get("after", ()))}
    if touched:
        details = {"kind": "cards", **laid, "stacks": stacks, "cards": sorted(touched)}
        record_event(
            campaign=campaign, verb="restore_snapshot", by=by, batch=batch, details=details
        )
    return len(touched)


@transaction.atomic
def restore_wording(*, activity: Activity, name: str, by: User) -> str:
    """Give a text the words it had before this change; return them."""
    details, campaign = activity.details, activity.campaign
    words: str = details["before"][name]
    thing, ref = details["thing"], details["ref"]
    kind, _dash, language = thing.partition("_")
    if language and kind == "key":
        key = _found(Key.objects.of(campaign).filter(slug=ref).first())
        translate_key(key=key, language=language, by=by, **{name: words})
    elif language:
        dna = _found(Dna.objects.filter(campaign=campaign).first())
        translate_dna(dna=dna, language=language, by=by, **{name: words})
    elif thing == "key":
        key = _found(Key.objects.of(campaign).filter(slug=ref).first())
        if name == "name":
            rename_key(key=key, name=words, by=by)
        else:
            write_key(key=key, by=by, **{name: words})
    elif thing == "need":
        need = _found(Need.objects.of(campaign).filter(slug=ref).first())
        if name == "name":
            rename_need(need=need, name=words, by=by)
        else:
            texts = {"statement": need.statement, "summary": need.summary} | {name: words}
            describe_need(
                need=need, core_values=need.core_values.all(), qualities=need.qualities.all(),
                by=by, **texts,
            )  # fmt: skip
    elif thing == "dna":
        dna = _found(Dna.objects.filter(campaign=campaign).first())
        write_dna(
            campaign=campaign, by=by,
            **({"statement": dna.statement, "story": dna.story} | {name: words}),
        )  # fmt: skip
    else:
        model: Any = CoreValue if thing == "corevalue" else Quality
        value = _found(model.objects.filter(campaign=campaign, pk=ref).first())
        texts = {"name": value.name, "statement": value.statement} | {name: words}
        write_value(campaign=campaign, model=model, by=by, pk=value.pk, **texts)
    return words


def _found(row: Any) -> Any:
    if row is None:
        raise NothingToRestore
    return row
