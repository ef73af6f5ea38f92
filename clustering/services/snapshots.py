"""Snapshots: the whole board at one moment, as plain data, small and never changed.

A snapshot names needs and keys by their slugs, which survive renaming and undoing a merge. Cards
are grouped by the place where they lay, so twenty thousand of them stay some hundred kilobytes.

Kept: every snapshot with a name, and every one a freeze stands on, for ever. Those of the clock:
all of the last two days, then the last one of each day.
"""

import hashlib
import json
import uuid
import zlib
from collections import defaultdict
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.services.activity import record_activity
from clustering.models import BoardLog, Card, CoreValue, Dna, Freeze, Key, Need, Quality, Snapshot

Contents = dict[str, Any]
KEEP_ALL_FOR: Final = timedelta(days=2)
PILE: Final = ""
KEY_FIELDS: Final = (
    "position", "name", "shape", "question", "vision", "story", "experience", "images", "unique",
    "open_questions",
)  # fmt: skip
NEED_FIELDS: Final = ("name", "statement", "summary")
_LAYERS: Final = (("core_values", CoreValue), ("qualities", Quality))


def read_board(campaign: Campaign) -> Contents:
    """Return the board as it lies now, as plain data. Eleven queries, whatever lies on it."""
    keys = Key.objects.of(campaign).values("slug", *KEY_FIELDS)
    needs = Need.objects.of(campaign).values("slug", "key__slug", *NEED_FIELDS)
    dna = Dna.objects.filter(campaign=campaign).values("statement", "story").first()
    return {
        "keys": {row.pop("slug"): row for row in keys},
        "needs": {
            row.pop("slug"): {"key": row.pop("key__slug") or "", **row} for row in needs
        },
        "dna": dna or {},
        "cards": _places(campaign),
        "stacks": _stacks(campaign),
        **{name: _layer(campaign, model) for name, model in _LAYERS},
    }  # fmt: skip


def _places(campaign: Campaign) -> list[dict[str, Any]]:
    """Return the cards, grouped by where they lie."""
    lying: dict[tuple[str, str, bool], list[int]] = defaultdict(list)
    rows = Card.objects.of(campaign).order_by("pk")
    for pk, need, aside, discuss in rows.values_list("pk", "need__slug", "set_aside", "to_discuss"):
        lying[need or PILE, aside, discuss].append(pk)
    return [
        {"need": need, "aside": aside, "discuss": discuss, "cards": cards}
        for (need, aside, discuss), cards in sorted(lying.items())
    ]


def _stacks(campaign: Campaign) -> list[list[int]]:
    """Return the cards that were merged, the one on top first; stacks by their lowest card."""
    lying: dict[uuid.UUID, list[int]] = defaultdict(list)
    rows = Card.objects.of(campaign).filter(stack__isnull=False).order_by("-on_top", "pk")
    for pk, mark in rows.values_list("pk", "stack"):
        lying[mark].append(pk)
    return sorted((cards for cards in lying.values() if len(cards) > 1), key=min)


def _layer(campaign: Campaign, model: type[CoreValue] | type[Quality]) -> dict[str, Any]:
    """Return the values or the qualities, with the needs and cards that carry them."""
    objects: Any = model._default_manager
    rows = {
        row["pk"]: {"name": row["name"], "statement": row["statement"], "needs": [], "cards": []}
        for row in objects.filter(campaign=campaign).values("pk", "name", "statement")
    }
    name = str(model._meta.model_name)
    of_needs = model.needs.through._default_manager.filter(need__campaign=campaign)
    for pk, slug in of_needs.order_by("need__slug").values_list(f"{name}_id", "need__slug"):
        rows[pk]["needs"].append(slug)
    through = getattr(Card, "core_values" if model is CoreValue else "qualities").through
    of_cards = through._default_manager.filter(card__campaign=campaign)
    for pk, card in of_cards.order_by("card_id").values_list(f"{name}_id", "card_id"):
        rows[pk]["cards"].append(card)
    return {str(pk): row for pk, row in sorted(rows.items())}


def pack(contents: Contents) -> tuple[bytes, str]:
    """Return contents compressed, and the digest that tells equal boards."""
    text = json.dumps(contents, sort_keys=True, separators=(",", ":")).encode()
    return zlib.compress(text, 6), hashlib.sha256(text).hexdigest()


def contents_of(snapshot: Snapshot) -> Contents:
    contents: Contents = json.loads(zlib.decompress(bytes(snapshot.contents)))
    contents.setdefault("stacks", [])  # kept before cards could be merged
    return contents


def meaning_of(contents: Contents) -> Contents:
    """Return what freezing is about: the keys and the needs, without the cards."""
    return {"keys": contents["keys"], "needs": contents["needs"]}


@transaction.atomic
def take_snapshot(*, campaign: Campaign, name: str, by: User | None) -> Snapshot:
    """Keep the board as it lies now, under a name. The same board and name twice is one."""
    name = " ".join(name.split())[:80]
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    packed, digest = pack(read_board(campaign))
    newest = _newest(campaign)
    if newest is not None and (newest.digest, newest.name) == (digest, name):
        return newest
    return _keep(campaign, packed, digest, name=name, by=by)


@transaction.atomic
def snap_by_the_clock(*, campaign: Campaign) -> Snapshot | None:
    """Keep the board when it changed since the last snapshot; otherwise do nothing."""
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    contents = read_board(campaign)
    if not contents["cards"] and not contents["needs"]:
        return None
    packed, digest = pack(contents)
    newest = _newest(campaign)
    if newest is not None and newest.digest == digest:
        return None
    return _keep(campaign, packed, digest, name="", by=None)


def _newest(campaign: Campaign) -> Snapshot | None:
    return Snapshot.objects.filter(campaign=campaign).defer("contents").order_by("-pk").first()


def _keep(
    campaign: Campaign, packed: bytes, digest: str, *, name: str, by: User | None
) -> Snapshot:
    log = BoardLog.objects.filter(campaign=campaign).first()
    snapshot = Snapshot.objects.create(
        campaign=campaign, name=name, by=by, contents=packed, digest=digest,
        event=log.last if log else 0, cards=Card.objects.of(campaign).count(),
    )  # fmt: skip
    if name:
        record_activity(
            campaign=campaign, by=by, verb="take_snapshot", subject=name, snapshot=snapshot.pk
        )
    return snapshot


@transaction.atomic
def forget_snapshots(*, campaign: Campaign) -> int:
    """Drop the clock's snapshots older than two days, but the last one of each day."""
    fixed = Freeze.objects.filter(campaign=campaign).values("snapshot")
    old = (
        Snapshot.objects.filter(campaign=campaign, name="", at__lt=clock.now() - KEEP_ALL_FOR)
        .exclude(pk__in=fixed)
        .order_by("at", "pk")
        .values_list("pk", "at")
    )
    days = [(pk, timezone.localdate(at)) for pk, at in old]
    last = {day: pk for pk, day in days}
    gone = [pk for pk, day in days if last[day] != pk]
    Snapshot.objects.filter(pk__in=gone).delete()
    return len(gone)
