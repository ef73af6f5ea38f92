"""The inbox of the field kit: what could not be entered, and what two tablets wrote differently.

Nothing in it disappears by being looked at. Each choice stands in the logbook; most can be undone.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from campaigns import clock
from campaigns.models import Activity, Campaign, Contribution, Membership, User
from campaigns.services.activity import record_activity
from campaigns.services.ledger import withdraw_contribution
from dreamsessions.models import Device, Edit, EditKind, Note, Receipt, Rejected, Session
from dreamsessions.services.after import AlreadySettled, keep_words, show_edit, write_new
from dreamsessions.services.syncing import Answer, sync_records

# What the privacy page says about settled records.
KEEP_SETTLED: Final = timedelta(days=90)
BATCH: Final = 200


class CannotUndo(Exception):
    """Raised when something happened since to what a choice was about."""


class BadFile(Exception):
    """Raised for a file that is not what a tablet saves; `reason` names why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# Records nobody could enter ----------------------------------------------------------------------


def open_records(campaign: Campaign) -> QuerySet[Rejected]:
    """Return the records that wait for a colleague, oldest first; not those that came in since."""
    known = Receipt.objects.filter(campaign=campaign).values("pk")
    return (
        Rejected.objects.filter(campaign=campaign, settled_at=None)
        .exclude(pk__in=known)
        .select_related("device", "by")
    )


def open_conflicts(campaign: Campaign) -> QuerySet[Edit]:
    """Return the edits that stand beside the words of their note, oldest first."""
    return Edit.objects.filter(conflicts=True, note__campaign=campaign).select_related(
        "note__session", "note__campaign", "device", "by"
    )


@dataclass(frozen=True)
class Told:
    """What can be read of a record that may be broken."""

    text: str = ""
    speaker: str = ""
    place: str = ""
    session: int | None = None
    note: uuid.UUID | None = None


def read_told(raw: str) -> Told:
    """Return what a broken record still tells; where nothing can be read, the record itself."""
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return Told(text=raw)
    if not isinstance(data, dict):
        return Told(text=raw)

    def words(name: str, longest: int) -> str:
        value = data.get(name)
        text = value if isinstance(value, str) else ""
        return text.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")[:longest]

    session, note = data.get("session"), data.get("note")
    try:
        key = uuid.UUID(note) if isinstance(note, str) else None
    except ValueError:
        key = None
    return Told(
        text=words("text", 100_000),
        speaker=words("speaker", 60),
        place=words("place", 120),
        session=session if type(session) is int else None,
        note=key,
    )


@transaction.atomic
def enter_rejected(
    *, rejected: Rejected, session: Session | None, text: str, by: User, speaker: str = "",
    place: str = "",
) -> Note:  # fmt: skip
    """Enter a rejected record after all, as a note; when it comes again it is known.

    Raises `AlreadySettled`.
    """
    _claim(rejected, by)
    note, _created = write_new(
        campaign=rejected.campaign, session=session, text=text, by=by, speaker=speaker,
        place=place, key=_free_key(rejected),
    )  # fmt: skip
    Rejected.objects.filter(pk=rejected.pk).update(note=note)
    Receipt.objects.get_or_create(
        id=rejected.pk,
        defaults={
            "campaign": rejected.campaign, "note_key": note.submission_key,
            "digest": rejected.digest, "device": rejected.device,
        },
    )  # fmt: skip
    _log(rejected, by, "enter_rejected", note=note.number)
    return note


def _free_key(rejected: Rejected) -> uuid.UUID:
    """Return the key the tablet knows the note by, unless another note has or had it."""
    key = read_told(rejected.record).note
    rows = {"campaign": rejected.campaign_id}
    if (
        key is None
        or Contribution.objects.filter(submission_key=key, **rows).exists()
        or Receipt.objects.filter(note_key=key, **rows).exists()
    ):
        return uuid.uuid5(rejected.pk, "entered")
    return key


@transaction.atomic
def dismiss_rejected(*, rejected: Rejected, reason: str, by: User) -> Rejected:
    """Say why a record need not be entered. It stays here for 90 days. Raises `AlreadySettled`."""
    _claim(rejected, by)
    _log(rejected, by, "dismiss_rejected", why=reason)
    return rejected


@transaction.atomic
def restore_rejected(*, rejected: Rejected, by: User) -> Rejected:
    """Lay a record that was dismissed in the inbox again; twice is harmless."""
    changed = Rejected.objects.filter(
        pk=rejected.pk, note=None, settled_at__isnull=False
    ).update(settled_at=None, settled_by=None)  # fmt: skip
    rejected.refresh_from_db()
    if changed:
        _log(rejected, by, "restore_rejected")
    return rejected


def _claim(rejected: Rejected, by: User) -> None:
    claimed = Rejected.objects.filter(pk=rejected.pk, settled_at=None).update(
        settled_at=clock.now(), settled_by=by
    )
    if not claimed:
        raise AlreadySettled
    rejected.refresh_from_db()


def _log(rejected: Rejected, by: User, verb: str, **details: Any) -> None:
    record_activity(
        campaign=rejected.campaign, by=by, verb=verb, subject=rejected.reason,
        record=str(rejected.pk), **details,
    )  # fmt: skip


@transaction.atomic
def forget_rejected(*, campaign: Campaign) -> int:
    """Forget records settled 90 days ago, and those that came in or were withdrawn since."""
    rows = Rejected.objects.filter(campaign=campaign)
    # It came in after all: the note has its words, or whoever took that away took these away too.
    known = Receipt.objects.filter(campaign=campaign).values("pk")
    withdrawn, _rows = rows.filter(note=None, pk__in=known).delete()
    old, _rows = rows.filter(settled_at__lt=clock.now() - KEEP_SETTLED).delete()
    return withdrawn + old


# Two tablets, one note ---------------------------------------------------------------------------


@transaction.atomic
def settle_conflict(*, edit: Edit, choice: str, by: User) -> Note | None:
    """Choose between the words that stand (`left`), those beside them (`right`), or `both`.

    Returns the note that holds the words now; None when it was taken back on purpose. Raises
    `AlreadySettled`.
    """
    if choice == "both" and edit.kind == EditKind.RETRACT:
        raise ValueError("Taking back is no second dream.")
    note = Note.objects.select_for_update().get(pk=edit.note_id)
    if not Edit.objects.filter(pk=edit.pk, conflicts=True).update(conflicts=False):
        raise AlreadySettled
    campaign, number, before = note.campaign, note.number, note.head
    made: Note | None = None
    result: Note | None = note
    if choice == "right" and edit.kind == EditKind.RETRACT:
        withdraw_contribution(contribution=note, by=by)
        result = None
    elif choice == "right":
        before = keep_words(note=note).head
        result = show_edit(note=note, edit=edit)
    elif choice == "both":
        made, _created = write_new(
            campaign=campaign, session=note.session, text=edit.text, by=by,
            speaker=edit.speaker, chair=note.chair, place=note.origin,
            age_group=note.age_group, key=uuid.uuid5(edit.pk, "both"),
        )  # fmt: skip
        result = made
    record_activity(
        campaign=campaign, by=by, verb="settle_conflict", subject=f"droom {number}",
        edit=str(edit.pk), choice=choice, before=str(before or ""), gone=result is None,
        made=made.pk if made else None,
    )  # fmt: skip
    return result


@transaction.atomic
def undo_conflict(*, edit: Edit, by: User) -> Note:
    """Take the last choice about an edit back: both texts lie in the inbox again.

    Raises `CannotUndo` when the note got other words since.
    """
    note: Note = Note.objects.select_for_update().get(pk=edit.note_id)
    last = _last_choice(edit)
    if last is None or Edit.objects.filter(pk=edit.pk, conflicts=True).exists():
        raise CannotUndo
    if last.details["choice"] == "right":
        earlier = str(last.details["before"])
        before = Edit.objects.filter(pk=earlier, note=note).first() if earlier else None
        if note.head != edit.pk or note.text != edit.text or before is None:
            raise CannotUndo
        show_edit(note=note, edit=before)
    if last.details["choice"] == "both":
        made = Note.objects.filter(pk=last.details["made"]).first()
        if made is not None and made.text != edit.text:
            raise CannotUndo
        if made is not None:
            withdraw_contribution(contribution=made, by=by)
    Edit.objects.filter(pk=edit.pk).update(conflicts=True)
    record_activity(
        campaign=note.campaign, by=by, verb="undo_conflict", subject=f"droom {note.number}",
        edit=str(edit.pk),
    )  # fmt: skip
    note.refresh_from_db()
    return note


def _last_choice(edit: Edit) -> Activity | None:
    return (
        Activity.objects.filter(verb="settle_conflict", details__edit=str(edit.pk))
        .order_by("-pk")
        .first()
    )


def settled_lately(campaign: Campaign) -> list[Activity]:
    """Return the last choices that can still be taken back, newest first. One query."""
    lines = Activity.objects.filter(
        campaign=campaign, verb__in=["settle_conflict", "undo_conflict"]
    ).select_related("by")[:40]
    seen: set[str] = set()
    standing = []
    for line in lines:
        edit = line.details["edit"]
        if line.verb == "settle_conflict" and edit not in seen and not line.details["gone"]:
            standing.append(line)
        seen.add(edit)
    return standing[:8]


# A file a tablet saved ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Imported:
    """What became of one record of a file."""

    answer: Answer
    text: str


def read_saved(data: bytes) -> tuple[uuid.UUID, int, list[str]]:
    """Return the tablet, the person and the records of a saved file. Raises `BadFile`."""
    try:
        body = json.loads(data.decode("utf-8-sig"))
        version, device = body["version"], uuid.UUID(body["device"])
        user, records = body["user"], body["records"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadFile("unreadable") from None
    if version != 1:
        raise BadFile("other_version")
    if type(user) is not int or not isinstance(records, list):
        raise BadFile("unreadable")
    # A hand that opened the file may have left records as objects; the tablet writes texts.
    texts = [r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in records]
    if not texts:
        raise BadFile("nothing")
    return device, user, texts


@transaction.atomic
def import_saved(
    *, campaign: Campaign, device: uuid.UUID, user: int, raw: Sequence[str], by: User
) -> list[Imported]:
    """Take in what a tablet saved as a file, for the person it belongs to; twice is harmless.

    Also from a tablet that was revoked: the team has it in its hands. Raises `BadFile`.
    """
    membership = (
        Membership.objects.filter(campaign=campaign, user=user).select_related("user").first()
    )
    if membership is None:
        raise BadFile("unknown_person")
    tablet, _created = Device.objects.get_or_create(
        pk=device, defaults={"campaign": campaign, "user": membership.user}
    )
    if tablet.user_id != user or tablet.campaign_id != campaign.pk:
        raise BadFile("other_person")
    answers: list[Answer] = []
    for start in range(0, len(raw), BATCH):
        answers += sync_records(
            campaign=campaign, device=tablet, membership=membership, raw=raw[start : start + BATCH]
        )
    record_activity(
        campaign=campaign, by=by, verb="import_tablet", subject=str(tablet), records=len(raw),
        stored=sum(answer.state == "stored" for answer in answers),
    )  # fmt: skip
    return [Imported(answer, _first_words(text)) for answer, text in zip(answers, raw, strict=True)]


def _first_words(raw: str) -> str:
    return read_told(raw).text[:120]
