"""What a tablet sends: records, each a text of its own, read one by one so that none spoils another.

Version 1, and the newest. An old app keeps sending what it always sent; what it does not know yet
gets a default here. A record that cannot be read is rejected by name, and stays on the tablet.
"""

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.dateparse import parse_datetime

from campaigns.models import AgeGroup

VERSION: Final = 1
LONGEST: Final = 5_000
MOST_RECORDS: Final = 500  # in one request
_KINDS: Final = frozenset({"write", "retract", "start", "close"})


class BadRecord(Exception):
    """Raised for a record nobody can enter; `reason` is a word the app explains in plain Dutch."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Record:
    """One thing that happened on a tablet."""

    id: uuid.UUID
    kind: str
    digest: str
    session: int | None
    note: uuid.UUID | None = None
    base: uuid.UUID | None = None
    text: str = ""
    chair: int | None = None
    speaker: str = ""
    place: str = ""
    age: str = ""
    need: str = ""
    language: str = "nl"
    participants: int | None = None
    claimed_at: datetime | None = None
    sequence: int = 0


def digest_of(raw: str) -> str:
    """Return the SHA-256 of a record as it came, in hexadecimals; the tablet computes the same."""
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()


def record_id(raw: str) -> uuid.UUID | None:
    """Return the id of a record that may be broken otherwise, so that it can be rejected by name."""
    try:
        return uuid.UUID(json.loads(raw)["id"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def read_record(raw: str) -> Record:
    """Read one record. Raises `BadRecord` with a reason.

    Unknown fields are ignored: a newer app may say more than this server understands.
    """
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadRecord("unreadable") from None
    if not isinstance(data, dict) or data.get("kind") not in _KINDS:
        raise BadRecord("unknown_kind")
    record = Record(
        id=_needed(data, "id", _uuid),
        kind=data["kind"],
        digest=digest_of(raw),
        session=_optional(data, "session", _whole),
        note=_optional(data, "note", _uuid),
        base=_optional(data, "base", _uuid),
        text=_text(data, "text", LONGEST, "too_long"),
        chair=_optional(data, "chair", _whole),
        speaker=_text(data, "speaker", 60, "name_too_long").strip(),
        place=_text(data, "place", 120, "place_too_long").strip(),
        age=data["age"] if data.get("age") in AgeGroup.values else "",
        need=_text(data, "need", 120, "place_too_long").strip(),
        language=_text(data, "language", 8, "unreadable") or "nl",
        participants=_optional(data, "participants", _whole),
        claimed_at=_moment(data.get("at")),
        sequence=_optional(data, "seq", _whole) or 0,
    )
    _check(record)
    return record


def _check(record: Record) -> None:
    if record.kind in {"write", "retract"} and record.note is None:
        raise BadRecord("no_note")
    if record.kind == "write" and not record.text.strip():
        raise BadRecord("empty")
    if record.kind in {"start", "close"} and record.session is None:
        raise BadRecord("no_session")
    if record.kind == "write" and record.session is None and not record.place:
        raise BadRecord("no_place")


def _needed(data: dict[str, Any], name: str, read: Callable[[Any], Any]) -> Any:
    found = _optional(data, name, read)
    if found is None:
        raise BadRecord("unreadable")
    return found


def _optional(data: dict[str, Any], name: str, read: Callable[[Any], Any]) -> Any:
    value = data.get(name)
    if value is None:
        return None
    try:
        return read(value)
    except (ValueError, TypeError, AttributeError):
        raise BadRecord("unreadable") from None


def _uuid(value: Any) -> uuid.UUID:
    if not isinstance(value, str):
        raise ValueError
    return uuid.UUID(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**53:
        raise ValueError
    return value


def _text(data: dict[str, Any], name: str, longest: int, reason: str) -> str:
    value = data.get(name) or ""
    if not isinstance(value, str) or "\x00" in value:
        raise BadRecord("unreadable")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadRecord("unreadable") from None
    if len(value) > longest:
        raise BadRecord(reason)
    return value


def _moment(value: Any) -> datetime | None:
    """Return what the tablet's clock said; nonsense is no reason to refuse a note."""
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None
