"""Find the keys: make, rename and describe them, and write the DNA of the city."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from clustering.models import CoreValue, Dna, Key, Quality
from clustering.services.names import clean_name, free_slug

MOST_KEYS = 8
KEY_TEXTS = (
    "question", "vision", "story", "experience", "images", "unique", "open_questions",
)  # fmt: skip


class TooManyKeys(Exception):
    """Raised for a ninth key: a city cannot steer by more than eight words."""


class ShapeTaken(Exception):
    """Raised when another key has this shape and colour already."""

    def __init__(self, key: Key) -> None:
        super().__init__(key.name)
        self.key = key


@transaction.atomic
def make_key(*, campaign: Campaign, name: str, shape: str, by: User | None = None) -> Key:
    """Make a key with a shape of its own; a name that exists already gives that key back."""
    campaign.timeline(clock.today()).require(Door.READ)
    name = clean_name(name, longest=60)
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    keys = Key.objects.of(campaign)
    found: Key | None = keys.filter(name__iexact=name).first()
    if found is not None:
        return found
    if keys.count() >= MOST_KEYS:
        raise TooManyKeys
    _refuse_taken(campaign, shape, None)
    highest = keys.aggregate(highest=Max("position"))["highest"] or 0
    slug = free_slug(keys, name, fallback="sleutel")
    key = Key.objects.create(
        campaign=campaign, name=name, shape=shape, slug=slug, position=highest + 1
    )
    record_activity(campaign=campaign, by=by, verb="make_key", subject=name, shape=shape)
    return key


def _refuse_taken(campaign: Campaign, shape: str, key: Key | None) -> None:
    other = Key.objects.of(campaign).filter(shape=shape).exclude(pk=key.pk if key else None).first()
    if other is not None:
        raise ShapeTaken(other)


@transaction.atomic
def rename_key(*, key: Key, name: str, by: User | None) -> Key:
    """Give a key another name. Its address stays the same."""
    key.campaign.timeline(clock.today()).require(Door.READ)
    name = clean_name(name, longest=60)
    before = Key.objects.get(pk=key.pk).name
    if before != name:
        key.name = name
        key.save(update_fields=["name"])
        record_activity(
            campaign=key.campaign, by=by, verb="rename_key", subject=name, before=before
        )
    return key


@transaction.atomic
def write_key(*, key: Key, by: User | None, shape: str = "", **texts: str) -> Key:
    """Write the texts of a key, and give it another shape where one is named."""
    key.campaign.timeline(clock.today()).require(Door.READ)
    unknown = set(texts) - set(KEY_TEXTS)
    if unknown:
        raise TypeError(f"A key has no text {', '.join(sorted(unknown))}.")
    for name, text in texts.items():
        setattr(key, name, text.strip())
    if shape:
        _refuse_taken(key.campaign, shape, key)
        key.shape = shape
    key.save(update_fields=[*texts, "shape"])
    record_activity(
        campaign=key.campaign, by=by, verb="write_key", subject=key.name, texts=sorted(texts)
    )
    return key


@transaction.atomic
def write_dna(*, campaign: Campaign, statement: str, story: str, by: User | None) -> Dna:
    """Write what the city is."""
    campaign.timeline(clock.today()).require(Door.READ)
    dna, _new = Dna.objects.update_or_create(
        campaign=campaign, defaults={"statement": statement.strip(), "story": story.strip()}
    )
    record_activity(campaign=campaign, by=by, verb="write_dna", subject=dna.statement[:80])
    return dna


@transaction.atomic
def write_value(
    *,
    campaign: Campaign,
    model: type[CoreValue] | type[Quality],
    name: str,
    statement: str,
    by: User | None,
    pk: int | None = None,
) -> CoreValue | Quality:
    """Write a core value or a quality; the same name twice is the same one."""
    campaign.timeline(clock.today()).require(Door.READ)
    name = clean_name(name, longest=60)
    rows: Any = model._default_manager.filter(campaign=campaign)
    row = rows.filter(pk=pk).first() if pk else rows.filter(name__iexact=name).first()
    row = row or model(campaign=campaign)
    row.name, row.statement = name, statement.strip() or row.statement
    row.save()
    record_activity(campaign=campaign, by=by, verb=f"write_{model._meta.model_name}", subject=name)
    written: CoreValue | Quality = row
    return written
