"""Rows for tests about dream sessions."""

import hashlib
import io
import itertools
import json
import uuid
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from ambassadors.models import Ambassador, Candidate, Level, Outcome
from campaigns import clock
from campaigns.models import Campaign, Channel, Status, User
from campaigns.services.ledger import enter_contribution
from dreamsessions.models import Device, Media, Note, Session
from tests.factories import make_department

_numbers = itertools.count(1)


def live_here(campaign: Campaign) -> Campaign:
    """Let a campaign answer where the test's browser looks, so that there may be another one."""
    campaign.domain = "testserver"
    campaign.save()
    return campaign


def make_ambassador(campaign: Campaign, user: User) -> Ambassador:
    candidate = Candidate.objects.create(
        campaign=campaign, first_name=user.first_name, last_name="Test", email=user.email,
        department=make_department(campaign), level=Level.OPERATIONAL, function="Tuinman",
        outcome=Outcome.CHOSEN,
    )  # fmt: skip
    return Ambassador.objects.create(candidate=candidate, user=user)


def make_session(campaign: Campaign, *ambassadors: Ambassador, **fields: Any) -> Session:
    n = next(_numbers)
    values = {
        "slug": f"sessie-{n}", "title": f"Droomsessie {n}", "place": "De Spil",
        "starts_at": clock.now() + timedelta(hours=3), "capacity": 12,
    } | fields  # fmt: skip
    session = Session.objects.create(campaign=campaign, **values)
    session.ambassadors.set(ambassadors)
    return session


def record(kind: str, **fields: Any) -> str:
    """Return a record as the field kit stores and sends it."""
    values: dict[str, Any] = {
        "id": str(uuid.uuid4()), "kind": kind, "at": clock.now().isoformat(), "seq": next(_numbers)
    }  # fmt: skip
    if kind in {"write", "retract"}:
        values["note"] = str(uuid.uuid4())
    return json.dumps(values | fields, ensure_ascii=False)


def make_note(session: Session, text: str = "Een bank onder elke boom.", **fields: Any) -> Note:
    """Make a placed note of a session, as the table wrote it down."""
    values: dict[str, Any] = {
        "channel": Channel.SESSION, "status": Status.PLACED, "placed_at": clock.now(),
        "origin": session.title, "language": "nl",
    } | fields  # fmt: skip
    note, _created = enter_contribution(
        model=Note, campaign=session.campaign, session=session, text=text, **values
    )
    return note


def make_device(campaign: Campaign, user: User, **fields: Any) -> Device:
    values = {"name": "Tablet 7", "app_version": "abc"} | fields
    return Device.objects.create(campaign=campaign, user=user, **values)


def photo(colour: str = "red", *, exif: bytes = b"") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(out, "JPEG", exif=exif)
    return out.getvalue()


# The first bytes of a WebM file, and something to play.
SOUND = b"\x1a\x45\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1fB\x82\x84webm" + bytes(range(200))


def make_media(
    session: Session | None, kind: str = "photo", *, note: Note | None = None, **fields: Any
) -> Media:
    """Make a file that came in whole."""
    data = SOUND if kind == "voice" else photo()
    values: dict[str, Any] = {
        "id": uuid.uuid4(), "kind": kind, "size": len(data), "received": len(data),
        "digest": hashlib.sha256(data).hexdigest(), "finished_at": clock.now(),
        "content_type": "audio/webm" if kind == "voice" else "image/jpeg",
        "note_key": note.submission_key if note else None,
        "campaign": session.campaign if session else None,
    } | fields  # fmt: skip
    media = Media(session=session, note=note, **values)
    media.file.save(f"{media.pk}", ContentFile(data), save=False)
    media.save(force_insert=True)
    return media
