"""A file comes in pieces; a cut line costs one piece, and only what was promised is kept."""

import hashlib
import io
import json
import os
import uuid
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from campaigns.models import Campaign, User
from campaigns.permissions import Role
from campaigns.services.ledger import withdraw_contribution
from dreamsessions.models import Device, Media, Note, Piece, Session
from dreamsessions.services.devices import revoke_device
from tests.dreamsessions.builders import make_ambassador, make_session, record
from tests.factories import make_member

PIECE = 15_000


def make_photo() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Geheime camera"
    Image.frombytes("RGB", (300, 200), os.urandom(180_000)).save(out, "JPEG", quality=95, exif=exif)
    return out.getvalue()


class Sender:
    """A tablet that sends one file."""

    def __init__(self, user: User, session: Session, content: bytes, kind: str = "photo") -> None:
        self.user, self.session, self.content, self.kind = user, session, content, kind
        self.device, self.note, self.key = (str(uuid.uuid4()) for _ in range(3))
        self.digest = hashlib.sha256(content).hexdigest()
        self.client = Client()
        self.client.force_login(user)

    @property
    def address(self) -> str:
        return f"/ambassadeur/kit/bestand/{self.key}/"

    def write_note(self) -> None:
        raw = record("write", session=self.session.pk, text="Zie de foto.", note=self.note)
        self.send(raw)

    def send(self, *records: str) -> Any:
        body = {"version": 1, "device": self.device, "user": self.user.pk, "records": records}
        return self.client.post(
            "/ambassadeur/kit/sync/", json.dumps(body), content_type="application/json"
        )

    def put(
        self, offset: int, piece: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Any:
        piece = self.content[offset : offset + PIECE] if piece is None else piece
        about = {
            "X-Offset": str(offset), "X-Size": str(len(self.content)), "X-Digest": self.digest,
            "X-Kind": self.kind, "X-Note": self.note, "X-Session": str(self.session.pk),
            "X-Device": self.device,
        } | (headers or {})  # fmt: skip
        return self.client.put(
            self.address, piece, content_type="application/octet-stream", headers=about
        )

    def put_all(self, start: int = 0) -> Any:
        answer = None
        for offset in range(start, len(self.content), PIECE):
            answer = self.put(offset)
        return answer.json() if answer is not None else {}


@pytest.fixture
def sender(campaign: Campaign, ambassador: User) -> Sender:
    session = make_session(campaign, make_ambassador(campaign, ambassador))
    return Sender(ambassador, session, make_photo())


def test_the_last_piece_makes_it_whole_without_its_metadata(sender: Sender) -> None:
    sender.write_note()
    answer = sender.put_all()
    assert (answer["finished"], answer["digest"]) == (True, sender.digest)
    media = Media.objects.get()
    assert (media.note_id, media.received) == (Note.objects.get().pk, len(sender.content))
    kept = media.file.read()
    assert b"Geheime camera" in sender.content
    assert b"Geheime camera" not in kept
    assert Image.open(io.BytesIO(kept)).size == (300, 200)
    assert not Piece.objects.exists()


def test_after_a_cut_line_it_goes_on_where_the_server_stopped(sender: Sender) -> None:
    sender.write_note()
    sender.put(0)
    sender.put(PIECE)
    asked = sender.client.get(sender.address).json()
    assert asked["received"] == 2 * PIECE
    assert sender.put(PIECE).json()["received"] == 2 * PIECE  # the same piece again
    ahead = sender.put(3 * PIECE)
    assert (ahead.status_code, ahead.json()["refused"]) == (409, "go_on_there")
    assert ahead.json()["received"] == 2 * PIECE
    assert sender.put_all(2 * PIECE)["finished"] is True
    assert sender.put(0).json()["finished"] is True  # late copies change nothing
    assert Media.objects.count() == 1


def test_a_piece_that_changed_on_the_way_starts_the_file_over(sender: Sender) -> None:
    sender.write_note()
    sender.put(0, b"\x00" * PIECE)
    answer = sender.put_all(PIECE)
    assert (answer["finished"], answer["received"]) == (False, 0)
    assert sender.put_all()["finished"] is True


def test_words_come_before_pictures(sender: Sender) -> None:
    sender.send()
    answer = sender.put(0)
    assert (answer.status_code, answer.json()["refused"]) == (409, "note_first")
    assert not Media.objects.exists()


def test_a_picture_of_a_dream_that_was_taken_back_stays_away(sender: Sender) -> None:
    sender.write_note()
    withdraw_contribution(contribution=Note.objects.get())
    assert sender.put(0).json()["refused"] == "withdrawn"


def test_withdrawing_a_dream_takes_its_pictures_along(sender: Sender) -> None:
    sender.write_note()
    sender.put_all()
    media = Media.objects.get()
    withdraw_contribution(contribution=Note.objects.get())
    assert not Media.objects.exists()
    assert media.note_key is not None


def test_what_is_no_picture_and_no_recording_is_refused(sender: Sender) -> None:
    sender.write_note()
    sender.content, sender.key = b"%PDF-1.7 " + os.urandom(500), str(uuid.uuid4())
    sender.digest = hashlib.sha256(sender.content).hexdigest()
    refused = sender.put(0)
    assert refused.status_code == 422
    assert refused.json()["refused"]
    sender.key = str(uuid.uuid4())
    assert sender.put(0, headers={"X-Kind": "voice"}).json()["refused"] == "no_recording"
    assert not Media.objects.exclude(finished_at=None).exists()


def test_a_lost_tablet_cannot_even_finish_what_it_began(sender: Sender, organiser: User) -> None:
    sender.write_note()
    sender.put(0)
    revoke_device(device=Device.objects.get(), by=organiser)
    answer = sender.put(PIECE)
    assert (answer.status_code, answer.json()["refused"]) == (403, "revoked")
    assert Media.objects.get().received == PIECE
    sender.key = str(uuid.uuid4())
    assert sender.put(0).json()["refused"] == "revoked"


def test_nobody_adds_to_the_file_of_another(sender: Sender, campaign: Campaign) -> None:
    sender.write_note()
    sender.put(0)
    colleague = Client()
    colleague.force_login(make_member(campaign, Role.AMBASSADOR))
    sender.client = colleague
    assert sender.put(PIECE).json()["refused"] == "other_person"
    assert colleague.get(sender.address).json()["refused"] == "other_person"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-Size": "30000000"}, 413), ({"X-Size": "0"}, 413), ({"X-Size": "veel"}, 400),
        ({"X-Kind": "film"}, 400), ({"X-Offset": "-5"}, 409), ({"X-Session": "99999999"}, 403),
        ({"X-Device": str(uuid.uuid4())}, 403), ({"X-Note": "geen"}, 400),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_by_name(
    sender: Sender, headers: dict[str, str], status: int
) -> None:
    sender.write_note()
    answer = sender.put(0, headers=headers)
    assert answer.status_code == status, answer.content
    assert answer.json()["refused"]
