"""Lay, write, move and take out the blocks of the note. Nobody overwrites anybody."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from campaigns import clock
from campaigns.models import Campaign, Commitment, Contribution, User
from campaigns.services.activity import record_activity
from clustering.models import Card
from publications.models import Block, BlockKind, BlockVersion, Place, SignOff
from publications.plan import STANDARD, ChapterOf
from publications.quoting import digest

# What the page saves by itself while one person types makes one version.
ONE_SITTING = timedelta(minutes=10)


class Conflict(Exception):
    """Raised when somebody else saved a block since it was read; `block` is how it stands now."""

    def __init__(self, block: Block) -> None:
        super().__init__(block.pk)
        self.block = block


class KindNotTaken(Exception):
    """Raised when a chapter does not take this kind of block."""


@dataclass(frozen=True)
class Words:
    """What somebody wants a block to say."""

    heading: str = ""
    text: str = ""
    translations: dict[str, Any] = field(default_factory=dict)
    spans: Sequence[Sequence[int]] = ()


@transaction.atomic
def begin_chapter(*, campaign: Campaign, chapter: ChapterOf, by: User | None) -> bool:
    """Lay the standard blocks of a chapter nobody wrote in yet; tell whether there were none."""
    if Block.objects.of(campaign).chapter(chapter.place, chapter.key).exists():
        return False
    words: dict[BlockKind, str] = {}
    if chapter.place == Place.PROMISE:
        commitment = Commitment.objects.filter(campaign=campaign).first()
        words[BlockKind.TEXT] = commitment.promise if commitment else ""
    for position, kind in enumerate(STANDARD[chapter.place], start=1):
        _lay(campaign, chapter, kind, position, by, text=words.get(kind, ""))
    return True


def _lay(
    campaign: Campaign,
    chapter: ChapterOf,
    kind: str,
    position: int,
    by: User | None,
    text: str = "",
) -> Block:
    block = Block.objects.create(
        campaign=campaign, place=chapter.place, key=chapter.key, kind=kind, position=position,
        text=text, changed_by=by,
    )  # fmt: skip
    _keep_version(block, by, auto=False)
    return block


@transaction.atomic
def add_block(*, campaign: Campaign, chapter: ChapterOf, kind: str, by: User | None) -> Block:
    """Lay a block at the end of a chapter. Raises `KindNotTaken`."""
    if kind not in chapter.kinds:
        raise KindNotTaken(kind)
    begin_chapter(campaign=campaign, chapter=chapter, by=by)
    rows = Block.objects.of(campaign).chapter(chapter.place, chapter.key)
    last = rows.aggregate(n=Max("position"))["n"] or 0
    block = _lay(campaign, chapter, kind, last + 1, by)
    _changed(block, by, "add_block")
    return block


@transaction.atomic
def save_block(
    *, block: Block, revision: int, words: Words, by: User | None, auto: bool = False
) -> Block:
    """Keep what somebody wrote, if nobody else saved since they read revision `revision`.

    Raises `Conflict`. Saving what stands there already changes nothing.
    """
    now = Block.objects.get(pk=block.pk)
    if _same(now, words):
        return now
    return _write(
        now, revision, by, auto=auto, heading=words.heading, text=words.text,
        translations=words.translations, spans=[list(span) for span in words.spans],
    )  # fmt: skip


def _same(block: Block, words: Words) -> bool:
    return (block.heading, block.text, block.translations, block.spans) == (
        words.heading, words.text, words.translations, [list(span) for span in words.spans],
    )  # fmt: skip


@transaction.atomic
def choose_card(*, block: Block, card: Card, by: User | None) -> Block:
    """Quote a card, whole; its words stay with the dream."""
    return _write(
        block, block.revision, by, card=card, spans=[],
        source_digest=digest(card.contribution.text),
    )  # fmt: skip


@transaction.atomic
def choose_work(*, block: Block, work: Contribution, by: User | None) -> Block:
    """Show a child's work."""
    return _write(block, block.revision, by, work=work)


def _write(
    block: Block, revision: int, by: User | None, *, auto: bool = False, **fields: Any
) -> Block:
    if fields.get("spans") and block.card is not None:
        fields["source_digest"] = digest(block.card.contribution.text)
    changed = Block.objects.filter(pk=block.pk, revision=revision, removed_at=None).update(
        revision=F("revision") + 1, changed_at=clock.now(), changed_by=by, **fields
    )
    block.refresh_from_db()
    if not changed:
        raise Conflict(block)
    _keep_version(block, by, auto=auto)
    _changed(block, by, "" if auto else "save_block")
    return block


def _keep_version(block: Block, by: User | None, *, auto: bool) -> None:
    words = {
        "heading": block.heading, "text": block.text, "translations": block.translations,
        "spans": block.spans, "source_digest": block.source_digest,
    }  # fmt: skip
    last = block.versions.first()
    if (
        auto and last is not None and last.is_auto and last.by == by
        and last.at > clock.now() - ONE_SITTING
    ):  # fmt: skip
        BlockVersion.objects.filter(pk=last.pk).update(
            revision=block.revision, at=clock.now(), **words
        )
        return
    BlockVersion.objects.create(block=block, revision=block.revision, by=by, is_auto=auto, **words)


def _changed(block: Block, by: User | None, verb: str) -> None:
    """Let the signatures under the chapter fall, and write it down."""
    SignOff.objects.filter(campaign=block.campaign, place=block.place, key=block.key).delete()
    if verb:
        record_activity(
            campaign=block.campaign, by=by, verb=verb, subject=str(block), block=block.pk
        )


@transaction.atomic
def move_block(*, block: Block, up: bool, by: User | None) -> None:
    """Let a block change places with its neighbour; at the end of the row nothing happens."""
    rows = list(Block.objects.of(block.campaign).chapter(block.place, block.key).standing())
    at = next((n for n, row in enumerate(rows) if row.pk == block.pk), None)
    if at is None or not 0 <= (there := at - 1 if up else at + 1) < len(rows):
        return
    rows[at], rows[there] = rows[there], rows[at]
    for position, row in enumerate(rows, start=1):
        row.position = position
    Block.objects.bulk_update(rows, ["position"])
    _changed(block, by, "move_block")


@transaction.atomic
def remove_block(*, block: Block, by: User | None) -> None:
    """Take a block out of the note; it can be put back."""
    if Block.objects.filter(pk=block.pk, removed_at=None).update(removed_at=clock.now()):
        _changed(block, by, "remove_block")


@transaction.atomic
def restore_block(*, block: Block, by: User | None) -> None:
    """Put a block back where it stood."""
    if Block.objects.filter(pk=block.pk).exclude(removed_at=None).update(removed_at=None):
        _changed(block, by, "restore_block")
