"""Files of the kit come in piece by piece, without where they were made, and go in time."""

import hashlib
import io
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.services.ledger import withdraw_contribution
from dreamsessions import tasks
from dreamsessions.models import Device, Media, Note, Piece, Session
from dreamsessions.services.after import forget_sound
from dreamsessions.services.devices import revoke_device
from tests.conftest import ClientOf
from tests.dreamsessions.builders import (
    SOUND,
    make_ambassador,
    make_device,
    make_media,
    make_note,
    make_session,
    photo,
)
from tests.factories import make_campaign


@pytest.fixture
def session(campaign: Campaign, ambassador: User) -> Session:
    return make_session(campaign, make_ambassador(campaign, ambassador))


@pytest.fixture
def tablet(campaign: Campaign, ambassador: User) -> Device:
    return make_device(campaign, ambassador)


class Sending:
    """One file on its way, as the app sends it."""

    def __init__(
        self, user: User, tablet: Device, data: bytes, *, note: Note | None, session: Session | None,
        kind: str = "photo",
    ) -> None:  # fmt: skip
        self.client, self.key, self.data = ClientOf(user), uuid.uuid4(), data
        self.headers = {
            "X-Kind": kind, "X-Size": str(len(data)), "X-Device": str(tablet.pk),
            "X-Digest": hashlib.sha256(data).hexdigest(),
            "X-Session": str(session.pk) if session else "",
            "X-Note": str(note.submission_key) if note else "",
        }  # fmt: skip

    def put(self, first: int, last: int | None = None, **headers: str) -> Any:
        return self.client.put(
            reverse("dreamsessions:media", args=[self.key]), self.data[first:last],
            content_type="application/octet-stream",
            headers=self.headers | {"X-Offset": str(first)} | headers,
        )  # fmt: skip

    def ask(self) -> Any:
        return self.client.get(reverse("dreamsessions:media", args=[self.key])).json()


def send(user: User, tablet: Device, session: Session, data: bytes, **more: Any) -> Sending:
    return Sending(user, tablet, data, note=make_note(session), session=session, **more)


def files(key: uuid.UUID) -> list[str]:
    """Return what is stored under a file's key, its pieces included."""

    def below(folder: str) -> list[str]:
        try:
            folders, names = default_storage.listdir(folder)
        except FileNotFoundError:
            return []
        deeper = [name for sub in folders for name in below(f"{folder}/{sub}")]
        return [f"{folder}/{name}" for name in names] + deeper

    return [name for name in below("kit") if str(key) in name]


def test_a_file_comes_in_pieces_and_can_be_resumed(
    ambassador: User, tablet: Device, session: Session
) -> None:
    sending = send(ambassador, tablet, session, photo())
    assert sending.put(0, 100).json()["received"] == 100
    assert sending.put(0, 100).json()["received"] == 100  # the answer was lost: sent again
    assert sending.put(300, 400).json()["received"] == 100  # go on there
    assert sending.ask()["received"] == 100
    assert sending.put(100).json()["finished"] is True
    media = Media.objects.get()
    assert media.note == Note.objects.get()
    assert not Piece.objects.exists()
    assert sending.put(100).json()["finished"] is True
    assert Media.objects.count() == 1


def test_a_photo_comes_out_without_where_and_by_whom_it_was_made(
    ambassador: User, tablet: Device, session: Session
) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Telefoon van Ines"
    exif.get_ifd(0x8825)[2] = (50.0, 56.0, 40.0)
    data = photo(exif=exif.tobytes())
    assert b"Ines" in data
    send(ambassador, tablet, session, data).put(0)
    media = Media.objects.get()
    answer = ClientOf(ambassador).get(reverse("dreamsessions:media_file", args=[media.pk]))
    out = b"".join(answer.streaming_content)
    assert b"Ines" not in out
    assert dict(Image.open(io.BytesIO(out)).getexif()) == {}


def test_bytes_that_changed_on_the_way_are_asked_for_again(
    ambassador: User, tablet: Device, session: Session
) -> None:
    sending = send(ambassador, tablet, session, photo())
    right = sending.data
    sending.data = b"x" * len(right)
    assert sending.put(0).json() | {"received": 0, "finished": False} == sending.put(0).json()
    sending.data = right
    assert sending.put(0).json()["finished"] is True


def test_what_is_no_picture_is_refused_and_leaves_no_file_behind(
    ambassador: User, tablet: Device, session: Session
) -> None:
    sending = send(ambassador, tablet, session, b"geen foto")
    for _n in range(3):
        answer = sending.put(0)
        assert (answer.status_code, answer.json()["refused"]) == (422, "not_an_image")
    assert files(sending.key) == []


def test_a_revoked_tablet_sends_no_file(
    ambassador: User, organiser: User, tablet: Device, session: Session
) -> None:
    revoke_device(device=tablet, by=organiser)
    answer = send(ambassador, tablet, session, photo()).put(0)
    assert (answer.status_code, answer.json()["refused"]) == (403, "revoked")
    assert not Media.objects.exists()


def test_a_photo_of_a_note_that_was_taken_back_does_not_come_in(
    ambassador: User, tablet: Device, session: Session, django_capture_on_commit_callbacks: Any
) -> None:
    note = make_note(session)
    sending = Sending(ambassador, tablet, photo(), note=note, session=session)
    sending.put(0)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_contribution(contribution=note)
    assert not Media.objects.exists()
    assert [name for name in files(sending.key) if "pieces" not in name] == []
    assert sending.put(0).json()["refused"] == "note_first"


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, slice(0, 4)), ("bytes=10-", 206, slice(10, None)),
        ("bytes=4-999999", 206, slice(4, None)), ("bytes=5-3", 200, slice(None)),
        ("bytes=-5", 200, slice(None)), ("words", 200, slice(None)),
    ],
)  # fmt: skip
def test_a_recording_is_served_in_the_parts_a_player_asks_for(
    ambassador: User, session: Session, asked: str, status: int, part: slice
) -> None:
    media = make_media(session, "voice")
    answer = ClientOf(ambassador).get(
        reverse("dreamsessions:media_file", args=[media.pk]), headers={"Range": asked}
    )
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert (answer.status_code, body) == (status, SOUND[part])
    assert answer.headers["Content-Type"] == "audio/webm"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_part_past_the_end_is_refused(ambassador: User, session: Session) -> None:
    media = make_media(session, "voice")
    answer = ClientOf(ambassador).get(
        reverse("dreamsessions:media_file", args=[media.pk]), headers={"Range": "bytes=9999-"}
    )
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(SOUND)}"


def test_a_stranger_kind_of_file_is_never_shown_as_a_page(
    ambassador: User, session: Session
) -> None:
    media = make_media(session, "voice", content_type="text/html")
    answer = ClientOf(ambassador).get(reverse("dreamsessions:media_file", args=[media.pk]))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    b"".join(answer.streaming_content)


def test_sound_is_forgotten_after_30_days_and_pictures_stay(
    session: Session, django_capture_on_commit_callbacks: Any
) -> None:
    voice, kept = make_media(session, "voice"), make_media(session, "photo")
    name = voice.file.name
    with clock.travel(clock.now() + timedelta(days=29)):
        tasks.forget_sound()
    voice.refresh_from_db()
    assert voice.deleted_at is None
    with (
        clock.travel(clock.now() + timedelta(days=31)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        tasks.forget_sound()
        tasks.forget_sound()
    voice.refresh_from_db()
    kept.refresh_from_db()
    assert voice.deleted_at is not None
    assert (bool(voice.file), bool(kept.file)) == (False, True)
    assert not default_storage.exists(name)


def test_parts_that_never_became_a_file_are_forgotten_and_can_be_sent_anew(
    ambassador: User, tablet: Device, session: Session, django_capture_on_commit_callbacks: Any
) -> None:
    sending = send(ambassador, tablet, session, photo())
    sending.put(0, 100)
    assert files(sending.key)
    with (
        clock.travel(clock.now() + timedelta(days=31)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        tasks.forget_sound()
    assert files(sending.key) == []
    assert sending.ask()["received"] == 0
    assert sending.put(0).json()["finished"] is True


def test_another_campaign_keeps_its_sound(campaign: Campaign) -> None:
    other = make_session(make_campaign())
    voice = make_media(other, "voice")
    with clock.travel(clock.now() + timedelta(days=31)):
        assert forget_sound(campaign=campaign) == 0
    voice.refresh_from_db()
    assert voice.file
