"""Find the keys: make, rename and describe them, and write the DNA of the city."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max

from campaigns import clock
from campaigns.models import Activity, Campaign, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from clustering.models import Card, CoreValue, Dna, Key, KeyTranslation, Need, Quality
from clustering.services.events import find_act, record_event
from clustering.services.freezing import MOST_KEYS, lock_keys, refuse_frozen
from clustering.services.names import clean_name, free_slug
from clustering.services.translating import bring_translations_back, keep_translations
from clustering.services.wording import record_wording

KEY_TEXTS = (
    "question", "vision", "story", "experience", "images", "unique", "open_questions",
)  # fmt: skip

SENTENCES = ("question", "vision")  # one line each


class TooManyKeys(Exception):
    """Raised for a ninth key: a city cannot steer by more than eight words."""


class NameTaken(Exception):
    """Raised when another one has this name already."""


class KeyInUse(Exception):
    """Raised when a key is removed that tables, actions or articles speak of."""


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
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    keys = Key.objects.of(campaign)
    found: Key | None = keys.filter(name__iexact=name).first()
    if found is not None:
        return found
    refuse_frozen(campaign)
    if keys.count() >= MOST_KEYS:
        raise TooManyKeys
    _refuse_taken(campaign, shape, None)
    highest = keys.aggregate(highest=Max("position"))["highest"] or 0
    slug = free_slug(keys, name, fallback="sleutel")
    key = Key.objects.create(
        campaign=campaign, name=name, shape=shape, slug=slug, position=highest + 1
    )
    record_activity(campaign=campaign, by=by, verb="make_key", subject=name, shape=shape, ref=slug)
    _tell_the_board(key, "make_key", by)
    return key


def _refuse_taken(campaign: Campaign, shape: str, key: Key | None) -> None:
    other = Key.objects.of(campaign).filter(shape=shape).exclude(pk=key.pk if key else None).first()
    if other is not None:
        raise ShapeTaken(other)


@transaction.atomic
def rename_key(
    *, key: Key, name: str, by: User | None, act: uuid.UUID | None = None,
    undoes: uuid.UUID | None = None,
) -> Key:  # fmt: skip
    """Give a key another name. Its address stays the same. On the board it can be undone."""
    key.campaign.timeline(clock.today()).require(Door.READ)
    name = clean_name(name, longest=60)
    before = lock_keys(key.campaign_id, [key.pk])[0].name
    if before == name or (act and find_act(key.campaign, act)):
        return key
    refuse_frozen(key.campaign)
    if Key.objects.of(key.campaign).filter(name__iexact=name).exclude(pk=key.pk).exists():
        raise NameTaken(name)
    key.name = name
    key.save(update_fields=["name"])
    record_wording(
        campaign=key.campaign, by=by, verb="rename_key", subject=name, thing="key", ref=key.slug,
        before={"name": before}, after={"name": name},
    )  # fmt: skip
    details = {"kind": "key_name", "before": before, "after": name}
    if undoes:
        details["undoes"] = str(undoes)
    _tell_the_board(key, "rename_key", by, batch=act or uuid.uuid4(), **details)
    return key


def _tell_the_board(
    key: Key, verb: str, by: User | None, *, batch: uuid.UUID | None = None, **more: str
) -> None:
    details = {"key": key.slug, "name": key.name, **more}
    record_event(campaign=key.campaign, verb=verb, by=by, batch=batch, details=details)


@transaction.atomic
def write_key(*, key: Key, by: User | None, shape: str = "", **texts: str) -> Key:
    """Write the texts of a key, and give it another shape where one is named.

    While the keys lie fast, its shape and vision stay; the story around them may get better.
    """
    key.campaign.timeline(clock.today()).require(Door.READ)
    unknown = set(texts) - set(KEY_TEXTS)
    if unknown:
        raise TypeError(f"A key has no text {', '.join(sorted(unknown))}.")
    stored = lock_keys(key.campaign_id, [key.pk])[0]
    after = {
        name: " ".join(text.split()) if name in SENTENCES else text.strip()
        for name, text in texts.items()
    }
    if shape:
        after["shape"] = shape
    before = {name: str(getattr(stored, name)) for name in after}
    changed = {name for name in after if _plain(before[name]) != _plain(after[name])}
    if changed & {"shape", "vision"}:
        refuse_frozen(key.campaign)
    if "shape" in changed:
        _refuse_taken(key.campaign, shape, key)
    for name in after:
        setattr(key, name, after[name] if name in changed else before[name])
    if changed:
        key.save(update_fields=sorted(changed))
        record_wording(
            campaign=key.campaign, by=by, verb="write_key", subject=key.name, thing="key",
            ref=key.slug, before=before, after={name: after[name] for name in sorted(changed)},
        )  # fmt: skip
        if "shape" in changed:
            _tell_the_board(key, "write_key", by)
    return key


@transaction.atomic
def rewrite_key(*, key: Key, name: str, shape: str, by: User | None, **texts: str) -> Key:
    """Name and write a key in one act: all of it, or nothing when something is refused."""
    rename_key(key=key, name=name, by=by)
    return write_key(key=key, shape=shape, by=by, **texts)


def _plain(text: str) -> str:
    """Browsers send other line ends than we keep; that is no change."""
    return text.replace("\r\n", "\n")


@transaction.atomic
def delete_key(*, key: Key, by: User | None) -> Activity:
    """Remove a key. Its needs, with everything on them, go to the free zone.

    `bring_key_back` with the line that comes back undoes it. Raises `KeyInUse` once the debate
    speaks of it.
    """
    campaign = key.campaign
    campaign.timeline(clock.today()).require(Door.READ)
    lock_keys(campaign.pk, [key.pk])
    refuse_frozen(campaign)
    needs = list(key.needs.order_by("slug").values_list("slug", flat=True))
    kept = {name: getattr(key, name) for name in (*KEY_TEXTS, "slug", "name", "shape", "position")}
    translations = keep_translations(key)
    if _is_used(key):
        raise KeyInUse(key)
    key.needs.update(key=None)
    Key.objects.filter(pk=key.pk).delete()
    line = record_activity(
        campaign=campaign,
        by=by,
        verb="delete_key",
        subject=key.name,
        ref=key.slug,
        key=kept,
        needs=needs,
        translations=translations,
    )
    _tell_the_board(key, "delete_key", by)
    return line


def _is_used(key: Key) -> bool:
    """Tell whether rows of later phases, which go with a key, hang on it."""
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: key}).exists()
        for relation in Key._meta.related_objects
        if relation.related_model not in {Need, KeyTranslation}
    )


@transaction.atomic
def bring_key_back(*, deletion: Activity, by: User | None) -> Key:
    """Bring a removed key back, with those of its needs that found no other key. Twice is once."""
    key = revive_key(campaign=deletion.campaign, kept=deletion.details["key"], by=by)
    back = Need.objects.of(deletion.campaign).filter(slug__in=deletion.details["needs"], key=None)
    back.update(key=key)
    _tell_the_board(key, "bring_key_back", by)
    return key


@transaction.atomic
def revive_key(*, campaign: Campaign, kept: dict[str, Any], by: User | None) -> Key:
    """Make a key again as it was, under its old address; one that is there is given back."""
    campaign.timeline(clock.today()).require(Door.READ)
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    keys = Key.objects.of(campaign)
    found: Key | None = keys.filter(slug=kept["slug"]).first()
    if found is not None:
        return found
    refuse_frozen(campaign)
    if keys.count() >= MOST_KEYS:
        raise TooManyKeys
    if keys.filter(name__iexact=kept["name"]).exists():
        raise NameTaken(kept["name"])
    _refuse_taken(campaign, kept["shape"], None)
    fields = dict(kept)
    if keys.filter(position=kept["position"]).exists():
        fields["position"] = (keys.aggregate(highest=Max("position"))["highest"] or 0) + 1
    key: Key = Key.objects.create(campaign=campaign, **fields)
    bring_translations_back(key)
    record_activity(campaign=campaign, by=by, verb="bring_key_back", subject=key.name, ref=key.slug)
    return key


@transaction.atomic
def write_dna(*, campaign: Campaign, statement: str, story: str, by: User | None) -> Dna:
    """Write what the city is."""
    campaign.timeline(clock.today()).require(Door.READ)
    texts = {"statement": statement.strip(), "story": story.strip()}
    old = Dna.objects.filter(campaign=campaign).first()
    before = {name: getattr(old, name, "") for name in texts}
    dna, _new = Dna.objects.update_or_create(campaign=campaign, defaults=texts)
    record_wording(
        campaign=campaign, by=by, verb="write_dna", subject=dna.statement[:80], thing="dna",
        ref="", before=before, after=texts,
    )  # fmt: skip
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
    if rows.filter(name__iexact=name).exclude(pk=row.pk).exists():
        raise NameTaken(name)
    before = {"name": row.name, "statement": row.statement}
    # Naming one again with nothing to say keeps what was said; writing it by its number may empty it.
    row.name, row.statement = name, statement.strip() or ("" if pk else row.statement)
    row.save()
    kind = str(model._meta.model_name)
    record_wording(
        campaign=campaign, by=by, verb=f"write_{kind}", subject=name, thing=kind, ref=str(row.pk),
        before=before, after={"name": row.name, "statement": row.statement},
    )  # fmt: skip
    written: CoreValue | Quality = row
    return written


@transaction.atomic
def tag_card(
    *,
    card: Card,
    core_values: Iterable[CoreValue],
    qualities: Iterable[Quality],
    by: User | None,
) -> Card:
    """Say which values and qualities speak from a card, beside the need it lies in."""
    card.campaign.timeline(clock.today()).require(Door.READ)
    wanted = ({one.pk for one in core_values}, {one.pk for one in qualities})
    had = tuple(
        set(layer.values_list("pk", flat=True)) for layer in (card.core_values, card.qualities)
    )
    if wanted != had:
        card.core_values.set(wanted[0])
        card.qualities.set(wanted[1])
        record_activity(
            campaign=card.campaign, by=by, verb="tag_card", subject=str(card.contribution.number), card=card.pk,
            core_values=sorted(wanted[0]), qualities=sorted(wanted[1]),
        )  # fmt: skip
    return card
