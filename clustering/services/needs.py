"""Make, rename, move and merge needs, and say which values and qualities they point at."""

from collections.abc import Iterable

from django.db import transaction

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from clustering.models import CoreValue, Key, Need, Quality
from clustering.services.cards import Batch, move_cards
from clustering.services.names import clean_name, free_slug


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
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    found: Need | None = Need.objects.of(campaign).filter(name__iexact=name).first()
    if found is not None:
        return found
    slug = free_slug(Need.objects.of(campaign), name, fallback="behoefte")
    need = Need.objects.create(campaign=campaign, name=name, slug=slug, key=key)
    record_activity(
        campaign=campaign, by=by, verb="make_need", subject=name, key=key.slug if key else ""
    )
    return need


@transaction.atomic
def rename_need(*, need: Need, name: str, by: User | None) -> Need:
    """Give a need another name. Its address stays the same: it may be printed already."""
    need.campaign.timeline(clock.today()).require(Door.READ)
    name = clean_name(name, longest=80)
    before = Need.objects.get(pk=need.pk).name
    if before != name:
        need.name = name
        need.save(update_fields=["name"])
        record_activity(
            campaign=need.campaign, by=by, verb="rename_need", subject=name, before=before
        )
    return need


@transaction.atomic
def move_need(*, need: Need, key: Key | None, by: User | None) -> Need:
    """Put a need, with everything on it, under another key; or under none."""
    need.campaign.timeline(clock.today()).require(Door.READ)
    if key is not None and key.campaign_id != need.campaign_id:
        raise ValueError("A need stays in its own campaign.")
    before = Need.objects.select_related("key").get(pk=need.pk).key
    if before != key:
        need.key = key
        need.save(update_fields=["key"])
        record_activity(
            campaign=need.campaign, by=by, verb="move_need", subject=need.name,
            before=before.slug if before else "", after=key.slug if key else "",
        )  # fmt: skip
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
    need.statement, need.summary = statement.strip(), summary.strip()
    need.save(update_fields=["statement", "summary"])
    need.core_values.set(core_values)
    need.qualities.set(qualities)
    record_activity(campaign=need.campaign, by=by, verb="describe_need", subject=need.name)
    return need


@transaction.atomic
def merge_needs(*, need: Need, into: Need, by: User | None) -> Batch:
    """Let one need go up in another: its cards, values and qualities move along.

    `undo_batch` with the batch that comes back brings the need and its cards back.
    """
    if need.pk == into.pk:
        raise SameNeed
    if need.campaign_id != into.campaign_id:
        raise ValueError("Needs of two campaigns are never merged.")
    values, qualities = list(need.core_values.all()), list(need.qualities.all())
    batch = move_cards(
        campaign=need.campaign,
        cards=list(need.cards.values_list("pk", flat=True)),
        to=into,
        by=by,
    )
    into.core_values.add(*values)
    into.qualities.add(*qualities)
    record_activity(
        campaign=need.campaign, by=by, verb="merge_needs", subject=f"{need.name} → {into.name}",
        batch=str(batch.id),
        need={
            "slug": need.slug, "name": need.name, "statement": need.statement,
            "summary": need.summary, "key": need.key_id,
            "core_values": [value.pk for value in values],
            "qualities": [quality.pk for quality in qualities],
        },
    )  # fmt: skip
    need.delete()
    return batch
