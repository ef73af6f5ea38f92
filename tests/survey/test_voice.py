"""A dream that is spoken waits for somebody to write it down; its sound does not stay."""

import struct
import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from campaigns import clock
from campaigns.audio import LONGEST, MAX_BYTES, BadSound, check_sound, recognise
from campaigns.models import Contribution, Moderation, Status
from campaigns.services.ledger import withdraw_contribution
from campaigns.services.moderation import NothingToRead, place_contribution
from survey import tasks
from survey.models import Dream, Recording
from survey.services.handing_in import Sound, submit_dream
from survey.services.retention import forget_recordings
from tests.survey.builders import client_as, typed

SUBMIT = reverse("survey:submit")
WEBM = b"\x1a\x45\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1fB\x86\x81\x01B\x82\x84webm" + b"\0" * 400
pytestmark = pytest.mark.django_db


def wav(seconds: int, per_second: int = 800) -> bytes:
    data = bytes(seconds * per_second)
    head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1,
                       per_second, per_second, 1, 8)  # fmt: skip
    return head + struct.pack("<4sI", b"data", len(data)) + data


def ogg(seconds: int) -> bytes:
    return b"OggS" + bytes(60) + b"OggS\0\4" + struct.pack("<q", seconds * 48_000) + bytes(12)


def mp4(seconds: int) -> bytes:
    movie = b"mvhd" + bytes(12) + struct.pack(">II", 1000, seconds * 1000)
    return b"\0\0\0\x1cftypM4A " + bytes(16) + movie + bytes(80)


def upload(data: bytes = WEBM, name: str = "stem.webm", kind: str = "audio/webm") -> object:
    return SimpleUploadedFile(name, data, content_type=kind)


@pytest.mark.parametrize(
    ("data", "kind", "seconds"),
    [
        (WEBM, "audio/webm", 12), (wav(7), "audio/wav", 7), (ogg(8), "audio/ogg", 8),
        (mp4(9), "audio/mp4", 9), (b"ID3\4" + bytes(90), "audio/mpeg", 12),
    ],
)  # fmt: skip
def test_sound_is_known_by_its_bytes(data: bytes, kind: str, seconds: int) -> None:
    assert check_sound(data, told_seconds=12) == (kind, seconds)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"), (b"<html><script>", "not_audio"), (b"\xff\xd8\xff\xe0" + bytes(90), "not_audio"),
        (b"\x1a\x45\xdf\xa3" + bytes(90), "not_audio"), (b"\0\0\0\x1cftypheic" + bytes(90), "not_audio"),
        (wav(LONGEST + 6), "too_long"), (ogg(3600), "too_long"), (mp4(3600), "too_long"),
        (WEBM + bytes(MAX_BYTES), "too_large"),
    ],
)  # fmt: skip
def test_anything_else_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(BadSound) as refused:
        check_sound(data)
    assert refused.value.code == code


def test_half_a_file_is_no_crash() -> None:
    for data in (wav(3), ogg(3), mp4(3)):
        for length in range(0, 120, 3):
            if recognise(data[:length]):
                check_sound(data[:length])


def test_a_spoken_dream_waits_without_text(campaign, client):
    response = client.post(SUBMIT, typed("", recording=upload(), seconds="14"), follow=True)
    dream = Dream.objects.get()
    assert (dream.text, dream.status) == ("", Status.WAITING)
    assert (dream.recording.content_type, dream.recording.seconds) == ("audio/webm", 14)
    assert dream.recording.file.read() == WEBM
    assert dream.receipt in response.content.decode()
    assert response.status_code == 200


def test_a_dream_without_text_is_never_shown_nor_placed(campaign, client, moderator):
    campaign.moderation = Moderation.AFTER
    campaign.save()
    client.post(SUBMIT, typed("", recording=upload()))
    dream = Contribution.objects.get()
    assert dream.status == Status.WAITING
    assert not Contribution.objects.public().exists()
    with pytest.raises(NothingToRead):
        place_contribution(contribution=dream, by=moderator)


def test_text_and_voice_are_both_kept_and_read_first(campaign, client):
    campaign.moderation = Moderation.AFTER
    campaign.save()
    client.post(SUBMIT, typed("Een bank.", recording=upload()))
    dream = Dream.objects.get()
    assert dream.text == "Een bank."
    assert dream.recording.file
    assert dream.status == Status.WAITING


def test_the_same_recording_twice_is_one_dream_and_another_one_is_another(campaign, client):
    once = typed("")
    for data in (WEBM, WEBM, WEBM + b"anders"):
        client.post(SUBMIT, once | {"recording": upload(data)})
    assert Dream.objects.count() == Recording.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "We hear nothing in this recording. Please try again."),
        (b"MZ\x90 program", "This file is not a recording. Choose a sound file, or write your dream."),
        (wav(200), "This recording is too long. Keep it under a minute and a half."),
    ],
)  # fmt: skip
def test_a_wrong_file_gets_a_sentence_and_keeps_the_text(campaign, client, data, sentence):
    answer = client.post(f"/en{SUBMIT}", typed("Mijn tekst.", recording=upload(data)), follow=True)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count(sentence) == 2
    assert "Mijn tekst." in page
    assert not Dream.objects.exists()


def test_nothing_said_and_nothing_written_is_no_dream(campaign, client):
    assert client.post(SUBMIT, typed("")).status_code == 422


def test_odd_seconds_do_no_harm(campaign, client):
    for seconds in ("-5", "1e9", "NaN", "999999999999"):
        client.post(SUBMIT, typed(f"Droom {seconds}", recording=upload(), seconds=seconds))
    assert all(0 <= each.seconds <= LONGEST for each in Recording.objects.all())


def test_the_page_may_ask_for_the_microphone_and_play_what_was_said(campaign, client):
    response = client.get(SUBMIT)
    assert "microphone=(self)" in response["Permissions-Policy"]
    assert "media-src 'self' blob:" in response["Content-Security-Policy"]
    assert 'name="recording"' in response.content.decode()


def _spoken(campaign, text: str) -> Recording:
    dream, _new = submit_dream(
        campaign=campaign,
        text=text,
        submission_key=uuid.uuid4(),
        sound=Sound(WEBM, "audio/webm", 5),
    )
    return dream.recording


def test_the_sound_of_a_written_dream_goes_after_thirty_days(
    campaign, django_capture_on_commit_callbacks
):
    written, only_spoken = _spoken(campaign, "Een bank."), _spoken(campaign, "")
    with clock.travel(clock.now() + timedelta(days=29)):
        assert forget_recordings(campaign=campaign) == 0
    with clock.travel(clock.now() + timedelta(days=31)):
        with django_capture_on_commit_callbacks(execute=True):
            tasks.forget_recordings()
        assert forget_recordings(campaign=campaign) == 0
    assert not default_storage.exists(written.file.name)
    assert not Recording.objects.get(pk=written.pk).file
    assert only_spoken.file.read() == WEBM  # it is all there is


def test_the_receipt_of_a_spoken_dream_says_what_happens(campaign):
    dream = _spoken(campaign, "").dream
    page = client_as(dream.participant).get(f"/en{reverse('survey:receipt')}").content.decode()
    assert "listened to it and wrote it down" in page


def test_withdrawing_a_spoken_dream_deletes_its_sound(campaign, django_capture_on_commit_callbacks):
    recording = _spoken(campaign, "")
    name = recording.file.name
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_contribution(contribution=recording.dream)
    assert not Recording.objects.exists()
    assert not default_storage.exists(name)
