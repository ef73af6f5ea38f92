"""Make, rename, move and merge needs, and say which values and qualities they point at."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from clustering.models import BoardEvent, Card, CoreValue, Key, Need, Quality
from clustering.services.events import find_act, record_event
from clustering.services.freezing import refuse_frozen
from clustering.services.laying import Batch, Place, lay_cards, lock_cards, lock_needs
from clustering.services.names import clean_name, free_slug
from clustering.services.wording import record_wording


class NeedExists(Exception):
    """Raised when another need has this name already: merge the two."""

    def __init__(self, need: Need) -> None:
        super().__init__(need.name)
        self.need = need


class SameNeed(Exception):
    """Raised when a need is merged with itself."""


@transaction.atomic
def make_need(
    *, campaign: Campaign, name: str, key: Key | None = None, by: User | None = None
) -> Need:
    """Make a need; a name that exists already gives that need back as it is."""
    campaign.timeline(clock.today()).require(Door.READ)
    name = clean_name(name, longest=80)
    # Two people who name the same need at once wait for each other here.
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    found: Need | None = Need.objects.of(campaign).filter(name__iexact=name).first()
    if found is not None:
        return found
    if key is not None:
        refuse_frozen(campaign)
    slug = free_slug(Need.objects.of(campaign), name, fallback="behoefte")
    need = Need.objects.create(campaign=campaign, name=name, slug=slug, key=key)
    record_activity(
        campaign=campaign,
        by=by,
        verb="make_need",
        subject=name,
        key=key.slug if key else "",
        ref=slug,
    )
    record_event(
        campaign=campaign, verb="make_need", by=by,
        details={"need": slug, "name": name, "key": key.slug if key else ""},
    )  # fmt: skip
    return need


def find_need(campaign: Campaign, slug: str) -> Need | None:
    """Return a need; one that went up in another is found there. One query, as a rule."""
    for _step in range(50):
        need: Need | None = Need.objects.of(campaign).filter(slug=slug).first()
        if need is not None:
            return need
        merges = BoardEvent.objects.filter(campaign=campaign, details__need__slug=slug)
        merge = merges.order_by("-number").first()
        if merge is None:
            return None
        slug = merge.details["into"]
    return None


@transaction.atomic
def revive_need(*, campaign: Campaign, slug: str, name: str, by: User | None) -> Need:
    """Make a need again under its old address, without a key; one that is there is given back."""
    campaign.timeline(clock.today()).require(Door.READ)
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    needs = Need.objects.of(campaign)
    found: Need | None = needs.filter(slug=slug).first()
    if found is not None:
        return found
    other = needs.filter(name__iexact=name).first()
    if other is not None:
        raise NeedExists(other)
    need: Need = Need.objects.create(campaign=campaign, slug=slug, name=name)
    record_activity(campaign=campaign, by=by, verb="bring_need_back", subject=name, ref=slug)
    record_event(
        campaign=campaign, verb="make_need", by=by, details={"need": slug, "name": name, "key": ""}
    )
    return need


@transaction.atomic
def rename_need(
    *, need: Need, name: str, by: User | None, act: uuid.UUID | None = None,
    undoes: uuid.UUID | None = None,
) -> Need:  # fmt: skip
    """Give a need another name. Its address stays the same: it may be printed already."""
    need.campaign.timeline(clock.today()).require(Door.READ)
    name = clean_name(name, longest=80)
    lock_needs(need.campaign, [need.pk])
    # Two people who give two needs the same name wait for each other here.
    Campaign.objects.select_for_update(no_key=True).get(pk=need.campaign_id)
    if act and find_act(need.campaign, act):
        return need
    before = Need.objects.get(pk=need.pk).name
    if before == name:
        return need
    if need.key_id:
        refuse_frozen(need.campaign)
    other = Need.objects.of(need.campaign).filter(name__iexact=name).exclude(pk=need.pk).first()
    if other is not None:
        raise NeedExists(other)
    need.name = name
    need.save(update_fields=["name"])
    record_wording(
        campaign=need.campaign, by=by, verb="rename_need", subject=name, thing="need",
        ref=need.slug, before={"name": before}, after={"name": name},
    )  # fmt: skip
    _record_change(need, "rename_need", "rename", before, name, by, act, undoes)
    return need


def _record_change(
    need: Need, verb: str, kind: str, before: str, after: str, by: User | None,
    act: uuid.UUID | None, undoes: uuid.UUID | None,
) -> None:  # fmt: skip
    details = {"kind": kind, "need": need.slug, "before": before, "after": after}
    if undoes:
        details["undoes"] = str(undoes)
    record_event(
        campaign=need.campaign, verb=verb, by=by, batch=act or uuid.uuid4(), details=details
    )


@transaction.atomic
def move_need(
    *, need: Need, key: Key | None, by: User | None, act: uuid.UUID | None = None,
    undoes: uuid.UUID | None = None,
) -> Need:  # fmt: skip
    """Put a need, with everything on it, under another key; or under none."""
    need.campaign.timeline(clock.today()).require(Door.READ)
    if key is not None and key.campaign_id != need.campaign_id:
        raise ValueError("A need stays in its own campaign.")
    lock_needs(need.campaign, [need.pk])
    if act and find_act(need.campaign, act):
        return need
    before = Need.objects.select_related("key").get(pk=need.pk).key
    if before != key:
        refuse_frozen(need.campaign)
        need.key = key
        need.save(update_fields=["key"])
        record_activity(
            campaign=need.campaign, by=by, verb="move_need", subject=need.name,
            before=before.slug if before else "", after=key.slug if key else "", ref=need.slug,
        )  # fmt: skip
        was, now = before.slug if before else "", key.slug if key else ""
        _record_change(need, "move_need", "key", was, now, by, act, undoes)
    return need


@transaction.atomic
def describe_need(
    *,
    need: Need,
    statement: str,
    summary: str,
    core_values: Iterable[CoreValue],
    qualities: Iterable[Quality],
    by: User | None,
) -> Need:
    """Write what a need means, and tie values and qualities to it."""
    need.campaign.timeline(clock.today()).require(Door.READ)
    texts = {"statement": statement.strip(), "summary": summary.strip().replace("\r\n", "\n")}
    stored = Need.objects.get(pk=need.pk)
    before = {"statement": stored.statement, "summary": stored.summary}
    need.statement, need.summary = texts["statement"], texts["summary"]
    need.save(update_fields=["statement", "summary"])
    _tie(need, core_values, qualities, by)
    record_wording(
        campaign=need.campaign, by=by, verb="describe_need", subject=need.name, thing="need",
        ref=need.slug, before=before, after=texts,
    )  # fmt: skip
    return need


@transaction.atomic
def rewrite_need(
    *, need: Need, name: str, key: Key | None, by: User | None, **meaning: Any
) -> Need:  # fmt: skip
    """Name, place and describe a need in one act: all of it, or nothing when something is refused."""
    rename_need(need=need, name=name, by=by)
    move_need(need=need, key=key, by=by)
    return describe_need(need=need, by=by, **meaning)


def _tie(
    need: Need, core_values: Iterable[CoreValue], qualities: Iterable[Quality], by: User | None
) -> None:
    """Tie values and qualities to a need, and write down when that changes something."""
    wanted = ({one.pk for one in core_values}, {one.pk for one in qualities})
    had = tuple(
        set(layer.values_list("pk", flat=True)) for layer in (need.core_values, need.qualities)
    )
    if wanted != had:
        need.core_values.set(wanted[0])
        need.qualities.set(wanted[1])
        record_activity(
            campaign=need.campaign, by=by, verb="tie_need", subject=need.name, ref=need.slug,
            core_values=sorted(wanted[0]), qualities=sorted(wanted[1]),
        )  # fmt: skip


@transaction.atomic
def merge_needs(
    *, need: Need, into: Need, by: User | None, act: uuid.UUID | None = None,
    undoes: uuid.UUID | None = None,
) -> Batch:  # fmt: skip
    """Let one need go up in another: its cards, values and qualities move along.

    `undo_batch` with the batch that comes back brings the need and its cards back. Raises `NeedGone`
    when one of the two went up elsewhere in the meantime.
    """
    campaign = need.campaign
    campaign.timeline(clock.today()).require(Door.READ)
    if need.pk == into.pk:
        raise SameNeed
    if campaign.pk != into.campaign_id:
        raise ValueError("Needs of two campaigns are never merged.")
    done = find_act(campaign, act) if act else None
    if done is not None:
        return Batch(done.batch or uuid.uuid4(), len(done.details["cards"]), into)
    cards = _hold(need, into)
    if need.key_id or into.key_id:
        refuse_frozen(campaign)
    kept = _describe(need)
    batch = act or uuid.uuid4()
    details = {
        "kind": "merge", "need": kept, "into": into.slug,
        **lay_cards(batch, [(card, Place(into)) for card in cards], by, undoes),
        "added": {
            layer: sorted(
                set(kept[layer]) - set(getattr(into, layer).values_list("pk", flat=True))
            )
            for layer in ("core_values", "qualities")
        },
    }  # fmt: skip
    if undoes:
        details["undoes"] = str(undoes)
    into.core_values.add(*kept["core_values"])
    into.qualities.add(*kept["qualities"])
    record_activity(
        campaign=campaign, by=by, verb="merge_needs", subject=f"{need.name} → {into.name}",
        batch=str(batch), need=kept,
    )  # fmt: skip
    record_event(campaign=campaign, verb="merge_needs", by=by, batch=batch, details=details)
    need.delete()
    return Batch(batch, len(cards), into)


def _hold(need: Need, into: Need) -> list[Card]:
    """Take two needs and every card of the first in hand: cards first, like everybody else."""
    while True:
        point = transaction.savepoint()
        cards = lock_cards(need.campaign, list(need.cards.values_list("pk", flat=True)))
        lock_needs(need.campaign, [need.pk, into.pk])
        if {card.pk for card in cards} == set(need.cards.values_list("pk", flat=True)):
            transaction.savepoint_commit(point)
            return cards
        # Somebody laid a card there, or took one away, while we waited for the others.
        transaction.savepoint_rollback(point)


def _describe(need: Need) -> dict[str, Any]:
    return {
        "slug": need.slug, "name": need.name, "statement": need.statement,
        "summary": need.summary, "key": need.key_id,
        "core_values": list(need.core_values.values_list("pk", flat=True)),
        "qualities": list(need.qualities.values_list("pk", flat=True)),
    }  # fmt: skip
