"""Take in what tablets send: each record once, whatever happens on the way.

A batch is one transaction that holds the campaign's lock, so that the same batch sent ten times at
once waits for itself and finds its own receipts. Every record gets an answer with its id and
digest; only then may the tablet forget its copy. Nothing a tablet sends is thrown away: what
cannot be entered lies in the inbox of the team, and stays on the tablet.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from campaigns import clock
from campaigns.models import (
    Campaign,
    Channel,
    Decision,
    Membership,
    Status,
    User,
    Verdict,
)
from campaigns.personal import find_spans
from campaigns.phases import Door
from campaigns.services.ledger import enter_many, withdraw_contribution
from campaigns.services.searching import index_contribution
from dreamsessions.kit import BadRecord, Record, digest_of, read_record, record_id
from dreamsessions.models import Device, Edit, EditKind, Note, Receipt, Rejected, Session
from dreamsessions.services.noting import close_session, start_session

# Clocks that differ less are taken at their word.
CLOCK_DRIFT: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class Answer:
    """What the server says about one record."""

    id: str
    digest: str
    state: str  # stored, known, rejected
    reason: str = ""
    number: int | None = None
    conflict: bool = False

    def as_json(self) -> dict[str, Any]:
        row: dict[str, Any] = {"id": self.id, "digest": self.digest, "state": self.state}
        if self.reason:
            row["reason"] = self.reason
        if self.number is not None:
            row["number"] = self.number
        if self.conflict:
            row["conflict"] = True
        return row


@dataclass
class _Batch:
    """What one request is about, looked up once for all its records."""

    campaign: Campaign
    device: Device
    by: User
    sessions: dict[int, Session]
    receipts: dict[uuid.UUID, Receipt]
    notes: dict[uuid.UUID, Note]
    edits: dict[int, dict[uuid.UUID, Edit]]
    withdrawn: set[uuid.UUID]
    is_open: bool
    arrived: list[Receipt] = field(default_factory=list)
    fresh: list[tuple[Record, dict[str, Any]]] = field(default_factory=list)


@transaction.atomic
def sync_records(
    *, campaign: Campaign, device: Device, membership: Membership, raw: Sequence[str]
) -> list[Answer]:
    """Enter a batch of records and answer each, in the order they came.

    About 20 queries for the batch, one for each new note and six for each changed one.
    """
    # Held until the end: numbers are handed out in order, and equal batches wait for each other.
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    read = [_read(text) for text in raw]
    batch = _look_up(campaign, device, membership, [r for r in read if isinstance(r, Record)])
    answers: list[Answer] = []
    for text, found in zip(raw, read, strict=True):
        if isinstance(found, BadRecord):
            answers.append(_reject(batch, text, record_id(text), found.reason))
        else:
            answers.append(_take(batch, text, found))
    Receipt.objects.bulk_create(batch.arrived)
    numbers = _enter_fresh(batch)
    return [_numbered(answer, numbers, batch) for answer in answers]


def _read(text: str) -> Record | BadRecord:
    try:
        return read_record(text)
    except BadRecord as bad:
        return bad


def _look_up(
    campaign: Campaign, device: Device, membership: Membership, records: Iterable[Record]
) -> _Batch:
    records = list(records)
    keys = {record.note for record in records if record.note}
    ids = [record.id for record in records]
    notes = {
        note.submission_key: note
        for note in Note.objects.filter(campaign=campaign, submission_key__in=keys)
    }
    edits: dict[int, dict[uuid.UUID, Edit]] = {}
    for edit in Edit.objects.filter(note__in=[note.pk for note in notes.values()]):
        edits.setdefault(edit.note_id, {})[edit.pk] = edit
    known = set(
        Receipt.objects.filter(campaign=campaign, note_key__in=keys).values_list(
            "note_key", flat=True
        )
    )
    return _Batch(
        campaign=campaign,
        device=device,
        by=membership.user,
        sessions={s.pk: s for s in Session.objects.editable_by(membership)},
        receipts={r.pk: r for r in Receipt.objects.filter(pk__in=ids, campaign=campaign)},
        notes=notes,
        edits=edits,
        # A receipt without a note: it was taken away since, and must not come back.
        withdrawn={key for key in known if key is not None and key not in notes},
        is_open=campaign.timeline(clock.today()).is_open(Door.SESSIONS),
    )


def _take(batch: _Batch, raw: str, record: Record) -> Answer:
    known = batch.receipts.get(record.id)
    if known is not None:
        return _known(batch, raw, record, known)
    if record.session is not None and record.session not in batch.sessions:
        return _reject(batch, raw, record.id, "not_your_session")
    if record.note in batch.withdrawn:
        return _reject(batch, raw, record.id, "withdrawn")
    if record.kind in {"start", "close"}:
        return _open_or_close(batch, record)
    if record.note in batch.notes:
        return _change(batch, raw, record, batch.notes[record.note])
    if record.kind == EditKind.RETRACT:
        # Taken back before it was ever sent, or in the same breath: it never comes in.
        batch.fresh = [(told, row) for told, row in batch.fresh if told.note != record.note]
        batch.withdrawn.add(record.note)  # type: ignore[arg-type]
        _forget_refused(batch, record)
        return _receive(batch, record)
    return _begin(batch, record)


def _known(batch: _Batch, raw: str, record: Record, known: Receipt) -> Answer:
    if known.digest != record.digest:
        # One id for two contents: neither may be forgotten.
        return _reject(batch, raw, uuid.uuid5(record.id, record.digest), "changed", says=record.id)
    note = batch.notes.get(record.note) if record.note else None
    if note is None:
        return Answer(str(record.id), record.digest, "known")
    edit = batch.edits.get(note.pk, {}).get(record.id)
    conflict = edit is not None and edit.conflicts
    return Answer(str(record.id), record.digest, "known", number=note.number, conflict=conflict)


def _forget_refused(batch: _Batch, record: Record) -> None:
    """Taken back is taken back in the team's inbox too: this tablet's words about the note go."""
    Rejected.objects.filter(
        campaign=batch.campaign, device=batch.device, record__contains=str(record.note)
    ).delete()


def _receive(batch: _Batch, record: Record, **says: Any) -> Answer:
    receipt = Receipt(
        id=record.id, campaign=batch.campaign, note_key=record.note, digest=record.digest,
        device=batch.device,
    )  # fmt: skip
    batch.receipts[record.id] = receipt
    batch.arrived.append(receipt)
    return Answer(str(record.id), record.digest, "stored", **says)


def _reject(
    batch: _Batch, raw: str, key: uuid.UUID | None, reason: str, says: uuid.UUID | None = None
) -> Answer:
    """Lay a record in the team's inbox; the same one again stays one.

    What the team has settled is known: it was read by a person, and the tablet may forget it.
    """
    digest = digest_of(raw)
    key = key or uuid.uuid5(batch.device.pk, digest)
    row, _created = Rejected.objects.get_or_create(
        id=key,
        defaults={
            "campaign": batch.campaign, "device": batch.device, "by": batch.by,
            "reason": reason, "record": raw.replace("\x00", "\ufffd"), "digest": digest,
        },
    )  # fmt: skip
    if row.settled_at is not None and row.digest == digest:
        return Answer(str(says or key), digest, "known")
    return Answer(str(says or key), digest, "rejected", reason=reason)


def _open_or_close(batch: _Batch, record: Record) -> Answer:
    session = batch.sessions[record.session or 0]
    session.campaign = batch.campaign
    if record.kind == "start":
        start_session(session=session, by=batch.by)
    else:
        close_session(session=session, participants=record.participants or 0, by=batch.by)
    return _receive(batch, record)


def _begin(batch: _Batch, record: Record) -> Answer:
    """Remember a note that is new; all new ones are entered together at the end."""
    session = batch.sessions[record.session] if record.session is not None else None
    late = not batch.is_open or (session is not None and session.closed_at is not None)
    # A colleague heard it, so it is placed at once; late ones and personal data are read first.
    waits = late or bool(find_spans(record.text))
    now = clock.now()
    row = {
        "submission_key": record.note, "channel": Channel.SESSION, "text": record.text,
        "session": session, "chair": record.chair, "display_name": record.speaker,
        "origin": session.origin if session else record.place, "language": record.language,
        "district_id": session.district_id if session else None, "age_group": record.age,
        "need": record.need,
        "head": record.id, "created_at": _believable(record.claimed_at, now, batch.device),
        "status": Status.WAITING if waits else Status.PLACED, "placed_at": None if waits else now,
    }  # fmt: skip
    earlier = next((i for i, (r, _row) in enumerate(batch.fresh) if r.note == record.note), None)
    if earlier is None:
        batch.fresh.append((record, row))
        return _receive(batch, record)
    # Written and corrected within one batch: the later words stand, both are kept as edits.
    batch.fresh[earlier][1].update(
        {k: row[k] for k in ("text", "display_name", "head", "status", "placed_at")}
    )
    batch.fresh.append((record, {}))
    return _receive(batch, record)


def _believable(claimed: datetime | None, now: datetime, device: Device) -> datetime:
    """Return when something was told: what the tablet claims, less how far its clock is off.

    A clock that was set right in between is beyond repair; no note comes from the future.
    """
    if claimed is None:
        return now
    off = timedelta(seconds=device.clock_skew)
    try:
        return min(claimed - off if abs(off) > CLOCK_DRIFT else claimed, now)
    except OverflowError:
        return now


def _enter_fresh(batch: _Batch) -> dict[uuid.UUID, int]:
    rows = [row for _record, row in batch.fresh if row]
    made = enter_many(model=Note, campaign=batch.campaign, rows=rows)
    placed = [note for note in made.values() if note.status == Status.PLACED]
    Decision.objects.bulk_create(
        Decision(contribution_id=note.pk, verdict=Verdict.PLACE, by=batch.by) for note in placed
    )
    Edit.objects.bulk_create(_edit(batch, record, made[record.note]) for record, _ in batch.fresh)  # type: ignore[index]
    return {key: note.number for key, note in made.items()}


def _edit(batch: _Batch, record: Record, note: Note, *, conflicts: bool = False) -> Edit:
    return Edit(
        id=record.id, note=note, base=record.base, kind=record.kind, text=record.text,
        speaker=record.speaker, device=batch.device, by=batch.by, claimed_at=record.claimed_at,
        sequence=record.sequence, conflicts=conflicts,
    )  # fmt: skip


def _change(batch: _Batch, raw: str, record: Record, note: Note) -> Answer:
    """Apply an edit to a note that exists, keep it beside it, or leave it for a colleague."""
    known = batch.edits.setdefault(note.pk, {})
    order = _order(batch, record, note, known)
    if order == "later":
        if record.kind == EditKind.RETRACT:
            return _take_back(batch, record, note)
        _apply(batch, record, note)
    edit = _edit(batch, record, note, conflicts=order == "beside")
    edit.save(force_insert=True)
    known[edit.pk] = edit
    return _receive(batch, record, number=note.number, conflict=edit.conflicts)


def _order(batch: _Batch, record: Record, note: Note, known: dict[uuid.UUID, Edit]) -> str:
    """Tell whether an edit comes later than the words that stand, earlier, or beside them."""
    head = known.get(note.head) if note.head else None
    if head is not None and head.device_id == batch.device.pk:
        # One hand does not argue with itself: the tablet's own order decides.
        return "later" if record.sequence >= head.sequence else "earlier"
    if _comes_before(record.id, note.head, known):
        return "earlier"
    return "later" if _comes_before(note.head, record.base, known) else "beside"


def _take_back(batch: _Batch, record: Record, note: Note) -> Answer:
    withdraw_contribution(contribution=note, by=batch.by)
    _forget_refused(batch, record)
    batch.withdrawn.add(note.submission_key)
    del batch.notes[note.submission_key]
    return _receive(batch, record)


def _comes_before(
    first: uuid.UUID | None, last: uuid.UUID | None, known: dict[uuid.UUID, Edit]
) -> bool:
    """Tell whether `first` is `last`, or one of the edits `last` was written on top of."""
    seen: set[uuid.UUID] = set()
    while last is not None and last not in seen:
        if last == first:
            return True
        seen.add(last)
        last = known[last].base if last in known else None
    return False


def _apply(batch: _Batch, record: Record, note: Note) -> None:
    note.text, note.head = record.text, record.id
    note.display_name = record.speaker or note.display_name
    late = not batch.is_open or (note.session is not None and note.session.closed_at is not None)
    if late or find_spans(record.text):
        note.status, note.placed_at = Status.WAITING, None
    note.save(update_fields=["text", "head", "display_name", "status", "placed_at"])
    note.translations.all().delete()
    index_contribution(contribution=note)


def _numbered(answer: Answer, numbers: dict[uuid.UUID, int], batch: _Batch) -> Answer:
    """Add the number a new note got to its answer."""
    if answer.state != "stored" or answer.number is not None:
        return answer
    receipt = batch.receipts.get(uuid.UUID(answer.id))
    number = numbers.get(receipt.note_key) if receipt and receipt.note_key else None
    return Answer(answer.id, answer.digest, answer.state, number=number) if number else answer
