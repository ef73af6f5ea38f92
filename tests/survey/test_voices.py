import stat
import sys
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from campaigns import clock
from campaigns.models import Decision, Status
from survey import tasks
from survey.models import Dream, Recording
from survey.services.voices import VoiceSettled, drop_voice, forget_voices, write_down_voice
from tests.factories import make_campaign
from tests.survey.builders import make_dream

VOICES = reverse("survey:voices")
SOUND = b"OggS" + bytes(range(200))
pytestmark = pytest.mark.django_db


def make_voice(campaign, **fields):
    """Make a spoken dream that waits."""
    dream = make_dream(campaign, text="", status=Status.WAITING, placed_at=None)
    recording = Recording(dream=dream, content_type="audio/ogg", seconds=12, **fields)
    recording.file.save("stem.ogg", ContentFile(SOUND), save=False)
    recording.save()
    return recording


def url(name, recording):
    return reverse(f"survey:{name}", args=[recording.pk])


def written(recording, text="Een bos naast de school.", **values):
    return {f"r{recording.pk}-text": text} | {f"r{recording.pk}-{k}": v for k, v in values.items()}


def engine(tmp_path, settings, body):
    """Make a tiny program and let it transcribe."""
    script = tmp_path / "engine"
    script.write_text(f"#!{sys.executable}\nimport sys\n{body}\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    settings.TRANSCRIBE_COMMAND = f"{script} --file {{file}}"


def test_a_spoken_dream_is_written_down_and_the_sound_is_gone(
    campaign, ambassador, client_of, django_capture_on_commit_callbacks
):
    recording = make_voice(campaign)
    name = recording.file.name
    client = client_of(ambassador)
    assert url("voice_audio", recording) in client.get(VOICES).content.decode()
    assert client.get(url("write_voice", recording)).status_code == 405
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("write_voice", recording), written(recording))
    recording.refresh_from_db()
    dream = Dream.objects.get()
    assert (dream.text, dream.status, dream.entered_by) == (
        "Een bos naast de school.", Status.WAITING, ambassador,
    )  # fmt: skip
    assert (recording.written_by, bool(recording.file)) == (ambassador, False)
    assert not default_storage.exists(name)
    assert url("voice_audio", recording) not in client.get(VOICES).content.decode()


def test_the_language_of_what_is_said_is_kept(campaign, ambassador, client_of):
    recording = make_voice(campaign)
    text = "Je rêve d'une ville avec plus d'arbres"
    client_of(ambassador).post(url("write_voice", recording), written(recording, text))
    assert Dream.objects.get().language == "fr"


def test_writing_down_twice_keeps_the_first(campaign, ambassador, client_of):
    recording = make_voice(campaign)
    client = client_of(ambassador)
    client.post(url("write_voice", recording), written(recording, "Eerst."))
    client.post(url("write_voice", recording), written(recording, "Daarna."))
    assert Dream.objects.get().text == "Eerst."
    with pytest.raises(VoiceSettled):
        write_down_voice(recording=recording, text="x", language="nl", by=ambassador)
    with pytest.raises(VoiceSettled):
        drop_voice(recording=recording, reason="x", by=ambassador)


def test_words_that_were_typed_along_stay_and_a_placed_dream_is_left_alone(
    campaign, ambassador, client_of
):
    recording = make_voice(campaign)
    Dream.objects.update(text="Met deze woorden erbij.")
    client = client_of(ambassador)
    assert "Met deze woorden erbij." in client.get(VOICES).content.decode()
    Dream.objects.update(status=Status.PLACED)
    client.post(url("write_voice", recording), written(recording, "Iets anders."))
    assert Dream.objects.get().text == "Met deze woorden erbij."


@pytest.mark.parametrize("text", ["", "  ", "a" * 1001])
def test_no_words_get_a_sentence_and_the_sound_stays(campaign, ambassador, client_of, text):
    recording = make_voice(campaign)
    answer = client_of(ambassador).post(url("write_voice", recording), written(recording, text))
    assert answer.status_code == 422
    assert "foutlijst" in answer.content.decode()
    recording.refresh_from_db()
    assert recording.file
    assert recording.written_at is None


def test_a_recording_without_words_is_held_with_a_reason(campaign, ambassador, client_of):
    recording = make_voice(campaign)
    client = client_of(ambassador)
    client.post(url("drop_voice", recording))
    client.post(url("drop_voice", recording))
    assert Dream.objects.get().status == Status.HELD
    assert Decision.objects.get().reason
    assert url("voice_audio", recording) not in client.get(VOICES).content.decode()


def test_the_sound_of_a_held_dream_goes_after_30_days(
    campaign, ambassador, django_capture_on_commit_callbacks
):
    waiting = make_voice(campaign)
    recording = make_voice(campaign)
    name = recording.file.name
    drop_voice(recording=recording, reason="Niets te horen.", by=ambassador)
    for days, forgotten in ((29, 0), (31, 1), (32, 0)):
        with (
            clock.travel(clock.now() + timedelta(days=days)),
            django_capture_on_commit_callbacks(execute=True),
        ):
            assert forget_voices(campaign=campaign) == forgotten
    assert not default_storage.exists(name)
    assert default_storage.exists(waiting.file.name)


# Listening ---------------------------------------------------------------------------------------


def test_only_colleagues_of_this_campaign_hear_it(campaign, ambassador, board, client, client_of):
    recording = make_voice(campaign)
    assert client.get(url("voice_audio", recording)).status_code == 302
    assert client_of(board).get(url("voice_audio", recording)).status_code == 403
    answer = client_of(ambassador).get(url("voice_audio", recording))
    assert b"".join(answer.streaming_content) == SOUND
    assert answer.headers["Content-Type"] == "audio/ogg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    campaign.domain = "hier.example.org"
    campaign.save()
    other = make_voice(make_campaign(domain="elders.example.org"))
    mine = client_of(ambassador)
    refused = mine.get(url("voice_audio", other), headers={"host": "hier.example.org"})
    assert refused.status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, SOUND[:4]),
        ("bytes=200-", 206, SOUND[200:]),
        ("bytes=0-99999", 206, SOUND),
        ("bytes=5-2", 206, b""),
        ("bytes=9999-", 200, SOUND),
        ("lines=1-2", 200, SOUND),
    ],
)
def test_browsers_may_ask_for_a_part(campaign, ambassador, client_of, asked, status, part):
    recording = make_voice(campaign)
    answer = client_of(ambassador).get(url("voice_audio", recording), headers={"range": asked})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert (answer.status_code, content) == (status, part)


def test_a_file_that_calls_itself_a_page_is_never_served_as_one(campaign, ambassador, client_of):
    recording = make_voice(campaign)
    Recording.objects.update(content_type="text/html")
    answer = client_of(ambassador).get(url("voice_audio", recording))
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_the_list_asks_the_same_number_of_questions_for_3_and_30(
    campaign, ambassador, client_of, django_assert_max_num_queries
):
    client, counts = client_of(ambassador), []
    for amount in (3, 27):
        for _n in range(amount):
            make_voice(campaign)
        with django_assert_max_num_queries(8) as asked:
            client.get(VOICES)
        counts.append(len(asked))
    assert counts[0] == counts[1]


# A local engine ----------------------------------------------------------------------------------


def test_without_an_engine_nothing_is_drafted(campaign):
    recording = make_voice(campaign)
    tasks.transcribe(recording.pk)
    tasks.draft_voices()
    recording.refresh_from_db()
    assert recording.draft == ""


def test_a_local_engine_drafts_and_a_colleague_decides(
    campaign, ambassador, client_of, tmp_path, settings
):
    engine(tmp_path, settings, "print('Gehoord:', len(open(sys.argv[2], 'rb').read()), 'bytes')")
    recording = make_voice(campaign)
    tasks.draft_voices()
    recording.refresh_from_db()
    assert recording.draft == f"Gehoord: {len(SOUND)} bytes"
    assert Dream.objects.get().text == ""
    assert "Gehoord: 204 bytes" in client_of(ambassador).get(VOICES).content.decode()


@pytest.mark.parametrize("body", ["sys.exit(3)", "pass", "sys.stdout.buffer.write(b'\\xff')"])
def test_an_engine_that_fails_is_asked_once_an_hour(campaign, tmp_path, settings, caplog, body):
    log = tmp_path / "asked"
    engine(tmp_path, settings, f"open({str(log)!r}, 'a').write('x')\n{body}")
    recording = make_voice(campaign)
    tasks.draft_voices()
    tasks.transcribe(recording.pk)
    recording.refresh_from_db()
    assert recording.draft == ""
    assert log.read_text() == "x"
    assert "No draft" in caplog.text


def test_no_shell_reads_what_an_engine_is_given(campaign, tmp_path, settings):
    settings.TRANSCRIBE_COMMAND = f"echo {{file}} ; touch {tmp_path / 'hacked'}"
    recording = make_voice(campaign)
    tasks.transcribe(recording.pk)
    recording.refresh_from_db()
    assert "touch" in recording.draft
    assert not (tmp_path / "hacked").exists()
