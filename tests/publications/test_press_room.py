"""The press edition of a newspaper: asked for once, made by a worker, told in words when it fails."""

import io
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import ImageCms

from campaigns.models import Activity, Campaign, User
from campaigns.press.checks import check_press
from campaigns.press.newsprint import newsprint
from publications import tasks
from publications.models import Article, Issue, Kind, PressFile, PressSettings, Status
from publications.services import issues, press
from publications.services.issues import render_issue, request_issue
from publications.services.jobs import NotFinished
from publications.services.press import (
    make_press,
    press_settings,
    request_press,
    stop_press,
    sweep_press,
)
from tests.factories import make_campaign
from tests.publications.builders import make_article, make_issue, make_key, make_laid, make_need

ROOM = "/team/krant/druk/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def printed(campaign: Campaign, editor: User) -> Issue:
    """Return a finished newspaper, really made."""
    need = make_need(make_key(campaign))
    make_laid(campaign, need, "Ik droom van een lange tafel.")
    make_article(campaign, need)
    issue, _new = request_issue(campaign=campaign, kind=Kind.NEWSPAPER, by=editor)
    render_issue(issue.pk)
    issue.refresh_from_db()
    assert issue.status == Status.READY, issue.error
    return issue


@pytest.fixture
def nudged(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    sent: list[int] = []
    monkeypatch.setattr(tasks.make_press, "delay_on_commit", sent.append)
    monkeypatch.setattr(tasks.make_press, "delay", sent.append)
    return sent


@pytest.mark.pdf
def test_from_a_version_to_a_file_a_printer_takes(
    client_of: Any, editor: User, printed: Issue, nudged: list[int]
) -> None:
    client = client_of(editor)
    assert client.post(f"{ROOM}1/maak/").status_code == 302
    assert client.post(f"{ROOM}1/maak/").status_code == 302
    assert nudged == [printed.pk]
    assert 'data-progress="/team/krant/druk/1/"' in client.get(ROOM).content.decode()
    make_press(printed.pk)
    made = PressFile.objects.get()
    assert (made.status, made.error) == (Status.READY, "")
    answer = client.get(f"{ROOM}1/pdf/")
    pdf = b"".join(answer.streaming_content)
    assert answer.headers["Content-Disposition"].endswith('-drukwerk.pdf"')
    assert check_press(pdf, ink_limit=2.4) == made.findings
    assert made.findings == []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == printed.pages
        trim = [float(side) * 25.4 / 72 for side in opened.pages[0].obj.TrimBox]
    assert trim == pytest.approx([0, 0, 289, 380], abs=0.05)
    page = client.get(ROOM).content.decode()
    assert made.sha256[:12] in page
    first = made.sha256
    request_press(issue=printed, by=editor)
    make_press(printed.pk)
    made.refresh_from_db()
    assert made.sha256 == first  # the same newspaper, the same bytes


@pytest.mark.pdf
def test_a_newspaper_that_changed_since_is_not_printed(printed: Issue, editor: User) -> None:
    Article.objects.update(headline="Een andere kop")
    request_press(issue=printed, by=editor)
    make_press(printed.pk)
    made = PressFile.objects.get()
    assert made.status == Status.FAILED
    assert "een nieuwe versie" in made.error
    assert not made.file


@pytest.mark.pdf
def test_a_profile_that_is_gone_is_told(printed: Issue, editor: User) -> None:
    PressSettings.objects.create(campaign=printed.campaign, profile="profiles/weg.icc")
    request_press(issue=printed, by=editor)
    make_press(printed.pk)
    made = PressFile.objects.get()
    assert made.status == Status.FAILED
    assert "Laad het opnieuw op" in made.error


def test_a_press_edition_is_asked_only_of_a_finished_newspaper(
    client_of: Any, editor: User, campaign: Campaign
) -> None:
    making = make_issue(campaign, kind=Kind.NEWSPAPER, version=1, status=Status.RENDERING)
    note = make_issue(campaign, kind=Kind.NOTE, version=1)
    for issue in (making, note):
        with pytest.raises(NotFinished):
            request_press(issue=issue, by=editor)
    assert client_of(editor).post(f"{ROOM}1/maak/").status_code == 404
    elsewhere = make_campaign(domain="elders.be")
    make_issue(elsewhere, kind=Kind.NEWSPAPER, version=9)
    assert client_of(editor).post(f"{ROOM}9/maak/").status_code == 404
    assert not PressFile.objects.exists()


def test_the_room_asks_the_same_number_of_questions_whatever_it_shows(
    client_of: Any, editor: User, campaign: Campaign
) -> None:
    client = client_of(editor)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(ROOM).status_code == 200
        return len(queries)

    make_issue(campaign, kind=Kind.NEWSPAPER, version=1)
    few = asked()
    for version in range(2, 12):
        issue = make_issue(campaign, kind=Kind.NEWSPAPER, version=version)
        PressFile.objects.create(issue=issue, status=Status.READY, findings=["Pagina 1: fout."])
    assert asked() == few


def test_an_empty_room_says_what_to_do_first(client_of: Any, editor: User) -> None:
    page = client_of(editor).get(ROOM).content.decode()
    assert "Maak er eerst een" in page


# Settings ---------------------------------------------------------------------------------------


def uploaded(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("pers.icc", data)


def test_the_printers_profile_is_kept_and_forgotten(
    client_of: Any, editor: User, campaign: Campaign
) -> None:
    client = client_of(editor)
    data = {"bleed": "4", "ink_limit": "220", "profile_file": uploaded(newsprint())}
    assert client.post(ROOM, data).status_code == 302
    kept = PressSettings.objects.get()
    assert (kept.bleed, kept.ink_limit) == (4, 220)
    assert kept.profile.read() == newsprint()
    assert kept.profile_name in client.get(ROOM).content.decode()
    separation = press.read_separation(press_settings(campaign))
    assert separation.ink_limit == pytest.approx(2.2)
    client.post(ROOM, {"bleed": "3", "ink_limit": "240", "forget_profile": "on"})
    kept = PressSettings.objects.get()
    assert not kept.profile
    assert press.read_separation(kept).profile == newsprint()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"geen profiel", "Dit bestand is geen kleurprofiel"),
        (ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), "voor RGB"),
        (b"x" * (press.LARGEST_PROFILE + 1), "te groot"),
    ],
)
def test_a_file_that_is_no_press_profile_is_refused_beside_its_field(
    client_of: Any, editor: User, campaign: Campaign, data: bytes, sentence: str
) -> None:
    answer = client_of(editor).post(
        ROOM, {"bleed": "3", "ink_limit": "240", "profile_file": uploaded(data)}
    )
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not PressSettings.objects.exists()


@pytest.mark.parametrize("typed", [{"bleed": "40"}, {"ink_limit": "20"}, {"ink_limit": "veel"}])
def test_nonsense_for_a_printer_is_refused(
    client_of: Any, editor: User, campaign: Campaign, typed: dict[str, str]
) -> None:
    answer = client_of(editor).post(ROOM, {"bleed": "3", "ink_limit": "240"} | typed)
    assert answer.status_code == 422
    assert not PressSettings.objects.exists()


# The queue --------------------------------------------------------------------------------------


def waiting(campaign: Campaign, status: Status, **fields: Any) -> PressFile:
    issue = make_issue(campaign, kind=Kind.NEWSPAPER, version=Issue.objects.count() + 1)
    long_ago = timezone.now() - timedelta(minutes=9)
    return PressFile.objects.create(issue=issue, status=status, heartbeat_at=long_ago, **fields)


def test_what_a_dead_worker_left_is_taken_up_again_three_times(
    campaign: Campaign, nudged: list[int]
) -> None:
    lost, dead = waiting(campaign, Status.QUEUED), waiting(campaign, Status.RENDERING, attempts=1)
    hopeless = waiting(campaign, Status.RENDERING, attempts=3)
    tasks.sweep_press()
    assert sorted(nudged) == [lost.pk, dead.pk]
    hopeless.refresh_from_db()
    assert hopeless.status == Status.FAILED
    assert sweep_press(now=timezone.now()) == []  # told a moment ago


@pytest.mark.parametrize("trouble", [MemoryError(), SoftTimeLimitExceeded(), KeyError("geheim")])
def test_what_a_worker_runs_out_of_is_told_and_tried_by_hand(
    campaign: Campaign, editor: User, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    row = waiting(campaign, Status.QUEUED)

    def fail(*_args: object) -> None:
        raise trouble

    monkeypatch.setattr(press, "read_separation", fail)
    make_press(row.pk)
    row.refresh_from_db()
    assert (row.status, row.stage, row.attempts) == (Status.FAILED, "", 1)
    assert row.error
    assert "geheim" not in row.error
    assert row.finished_at is not None
    assert request_press(issue=row.issue, by=editor) == (row, True)
    row.refresh_from_db()
    assert (row.status, row.attempts, row.error, row.finished_at) == (Status.QUEUED, 0, "", None)


def test_a_press_edition_is_stopped_once_and_its_worker_writes_nothing_more(
    client_of: Any, editor: User, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = waiting(campaign, Status.QUEUED)
    client = client_of(editor)

    def slow(_issue: Issue) -> None:
        assert client.get(f"{ROOM}1/stop/").status_code == 405
        assert f'action="{ROOM}1/stop/"' in client.get(ROOM).content.decode()
        assert client.post(f"{ROOM}1/stop/").status_code == 302
        assert request_press(issue=row.issue, by=editor)[1]  # and asked for again at once
        PressFile.objects.update(status=Status.RENDERING, attempts=1, run=2)
        raise OSError("disk full")

    monkeypatch.setattr(press, "collect_newspaper", slow)
    make_press(row.pk)
    row.refresh_from_db()
    assert (row.status, row.stage, row.run) == (Status.RENDERING, "", 2)
    assert [line.subject for line in Activity.objects.filter(verb="stop_press")] == [str(row)]
    PressFile.objects.update(status=Status.FAILED)
    assert stop_press(press=row, by=editor) is False


def test_trouble_that_passes_is_tried_again_and_then_given_up(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = waiting(campaign, Status.QUEUED)

    def full(*_args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(press, "read_separation", full)
    for status in (Status.QUEUED, Status.QUEUED, Status.FAILED):
        make_press(row.pk)
        row.refresh_from_db()
        assert row.status == status
    make_press(row.pk)
    row.refresh_from_db()
    assert row.attempts == 3  # nothing waits any more


def test_ready_for_print_asks_for_the_version_and_for_its_press_edition(
    client_of: Any,
    editor: User,
    campaign: Campaign,
    nudged: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tasks.render_issue, "delay_on_commit", lambda _pk: None)
    client = client_of(editor)
    for _click in range(2):
        assert client.post("/team/krant/maak/", {"druk": "1"}).status_code == 302
    issue, row = Issue.objects.get(), PressFile.objects.get()
    # It waits for its version: no worker begins with it, not even one that sweeps.
    make_press(row.pk)
    PressFile.objects.update(heartbeat_at=None)
    tasks.sweep_press()
    row.refresh_from_db()
    assert (row.status, row.attempts, nudged) == (Status.QUEUED, 0, [])

    def finish(pk: int) -> None:
        Issue.objects.filter(pk=pk).update(status=Status.READY)

    monkeypatch.setattr(issues, "render_issue", finish)
    tasks.render_issue(issue.pk)
    assert nudged == [row.pk]


def test_a_version_made_to_read_has_no_press_edition(
    client_of: Any, editor: User, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks.render_issue, "delay_on_commit", lambda _pk: None)
    client_of(editor).post("/team/krant/maak/", {})
    assert Issue.objects.exists()
    assert not PressFile.objects.exists()
