"""Versions are made in the background: claimed once, followed, stored whole, or failed readably."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from campaigns.models import Activity, Campaign, User
from campaigns.rendering import RenderingFailed
from campaigns.services.ledger import withdraw_contribution
from publications import tasks
from publications.models import Citation, Issue, Kind, Status
from publications.rendering.content import NoteContent, Rendered
from publications.services import issues as services
from publications.services.issues import (
    AlreadyInTheMaking,
    publish_issue,
    render_issue,
    request_issue,
    retry_issue,
    sweep_issues,
)
from publications.services.jobs import NotFinished
from tests.factories import make_contribution
from tests.publications.builders import make_issue, rendered

Layout = Callable[..., Rendered]


@pytest.fixture
def layout(monkeypatch: pytest.MonkeyPatch) -> Callable[[Layout], None]:
    def put(made: Layout) -> None:
        monkeypatch.setattr(services, "render_note", made)

    put(lambda content, *, progress: rendered())
    return put


def ask(campaign: Campaign, by: User, **fields: Any) -> Issue:
    return request_issue(campaign=campaign, kind=Kind.NOTE, by=by, **fields)[0]


def stored_files() -> list[str]:
    return default_storage.listdir("issues")[1] if default_storage.exists("issues") else []


def test_two_clicks_make_one_version(campaign: Campaign, editor: User) -> None:
    first, new = request_issue(campaign=campaign, kind=Kind.NOTE, by=editor)
    second, again = request_issue(campaign=campaign, kind=Kind.NOTE, by=editor)
    assert (new, again) == (True, False)
    assert first == second
    assert request_issue(campaign=campaign, kind=Kind.NEWSPAPER, by=editor)[1]


def test_the_next_version_has_the_next_number(campaign: Campaign, editor: User) -> None:
    make_issue(campaign, version=4)
    assert ask(campaign, editor).version == 5


def test_a_version_is_stored_with_its_pages_and_citations(
    campaign: Campaign, editor: User, layout: Callable[[Layout], None]
) -> None:
    dream = make_contribution(campaign)
    layout(lambda content, *, progress: rendered((dream.number, 23, True), (999, 2, False)))
    issue = ask(campaign, editor)
    render_issue(issue.pk)
    issue.refresh_from_db()
    assert (issue.status, issue.pages, issue.progress) == (Status.READY, 3, 100)
    assert issue.file.read() == b"%PDF-1.7 made"
    assert len(issue.sha256) == 64
    cited = Citation.objects.get()
    assert (cited.contribution, cited.page, cited.quoted) == (dream, 23, True)


def test_the_file_name_cannot_be_guessed(
    campaign: Campaign, editor: User, layout: Callable[[Layout], None]
) -> None:
    issue = ask(campaign, editor)
    render_issue(issue.pk)
    issue.refresh_from_db()
    assert len(str(issue.file.name).removeprefix("issues/").removesuffix(".pdf")) >= 32


def test_making_a_version_twice_does_it_once(
    campaign: Campaign, editor: User, layout: Callable[[Layout], None]
) -> None:
    made = []
    layout(lambda content, *, progress: made.append(1) or rendered())
    issue = ask(campaign, editor)
    tasks.render_issue(issue.pk)
    tasks.render_issue(issue.pk)
    assert made == [1]


def test_the_editor_sees_how_far_it_is(
    campaign: Campaign, editor: User, layout: Callable[[Layout], None]
) -> None:
    issue = ask(campaign, editor)
    seen = []

    def slow(content: NoteContent, *, progress: Callable[[int, str], None]) -> Rendered:
        progress(40, "Bladzijde 12 is opgemaakt.")
        seen.append(Issue.objects.values_list("progress", "stage", "status").get(pk=issue.pk))
        return rendered()

    layout(slow)
    render_issue(issue.pk)
    assert seen == [(40, "Bladzijde 12 is opgemaakt.", Status.RENDERING)]


def test_a_window_that_is_lit_stays_lit(
    campaign: Campaign, editor: User, layout: Callable[[Layout], None]
) -> None:
    issue = ask(campaign, editor)
    seen = []

    def twice(content: NoteContent, *, progress: Callable[[int, str], None]) -> Rendered:
        for percent in (70, 30, 80):
            progress(percent, "")
            seen.append(Issue.objects.get(pk=issue.pk).progress)
        return rendered()

    layout(twice)
    render_issue(issue.pk)
    assert seen == [70, 70, 80]


def test_a_layout_that_fails_is_told_in_words(
    campaign: Campaign, editor: User, layout: Callable[[Layout], None]
) -> None:
    def broken(content: NoteContent, *, progress: object) -> Rendered:
        raise RenderingFailed("Kort de langste tekst in.")

    layout(broken)
    issue = ask(campaign, editor)
    render_issue(issue.pk)
    issue.refresh_from_db()
    assert (issue.status, issue.error) == (Status.FAILED, "Kort de langste tekst in.")


def test_an_unexpected_error_never_leaves_a_version_hanging(
    campaign: Campaign, editor: User, layout: Callable[[Layout], None]
) -> None:
    def broken(content: NoteContent, *, progress: object) -> Rendered:
        raise KeyError("geheim")

    layout(broken)
    issue = ask(campaign, editor)
    render_issue(issue.pk)
    issue.refresh_from_db()
    assert issue.status == Status.FAILED
    assert "KeyError" in issue.error
    assert "geheim" not in issue.error


def test_trouble_that_passes_is_tried_three_times(
    campaign: Campaign, editor: User, layout: Callable[[Layout], None]
) -> None:
    def full(content: NoteContent, *, progress: object) -> Rendered:
        raise OSError("disk")

    layout(full)
    issue = ask(campaign, editor)
    states = []
    for _ in range(4):
        render_issue(issue.pk)
        issue.refresh_from_db()
        states.append((issue.status, issue.attempts))
    assert states == [
        (Status.QUEUED, 1), (Status.QUEUED, 2), (Status.FAILED, 3), (Status.FAILED, 3),
    ]  # fmt: skip


def test_a_dream_withdrawn_meanwhile_is_not_printed(
    campaign: Campaign, editor: User, layout: Callable[[Layout], None]
) -> None:
    dream = make_contribution(campaign)
    number = dream.number

    def slow(content: NoteContent, *, progress: object) -> Rendered:
        withdraw_contribution(contribution=dream)
        return rendered((number, 3, True))

    layout(slow)
    issue = ask(campaign, editor)
    before = stored_files()
    render_issue(issue.pk)
    issue.refresh_from_db()
    assert issue.status == Status.QUEUED
    assert not issue.file
    assert stored_files() == before


def test_a_worker_that_died_is_noticed_and_the_work_goes_on(
    campaign: Campaign, editor: User, layout: Callable[[Layout], None]
) -> None:
    now = timezone.now()
    issue = make_issue(
        campaign, status=Status.RENDERING, attempts=1, heartbeat_at=now - timedelta(seconds=61)
    )
    assert sweep_issues(now=now) == [issue.pk]
    render_issue(issue.pk)
    issue.refresh_from_db()
    assert (issue.status, issue.attempts) == (Status.READY, 2)


def test_a_worker_that_lives_is_left_alone(campaign: Campaign) -> None:
    now = timezone.now()
    issue = make_issue(
        campaign, status=Status.RENDERING, attempts=1, heartbeat_at=now - timedelta(seconds=50)
    )
    assert sweep_issues(now=now) == []
    issue.refresh_from_db()
    assert issue.status == Status.RENDERING


def test_a_worker_that_died_three_times_ends_it(campaign: Campaign) -> None:
    now = timezone.now()
    issue = make_issue(
        campaign, status=Status.RENDERING, attempts=3, heartbeat_at=now - timedelta(seconds=90)
    )
    assert sweep_issues(now=now) == []
    issue.refresh_from_db()
    assert issue.status == Status.FAILED
    assert issue.error


def test_a_lost_message_is_sent_again_once_a_minute(
    campaign: Campaign, editor: User, layout: Callable[[Layout], None]
) -> None:
    issue = ask(campaign, editor)
    later = timezone.now() + timedelta(seconds=61)
    assert sweep_issues(now=later) == [issue.pk]
    assert sweep_issues(now=later + timedelta(seconds=15)) == []


def test_a_worker_that_was_overtaken_stops_and_leaves_nothing(
    campaign: Campaign, editor: User, layout: Callable[[Layout], None]
) -> None:
    issue = ask(campaign, editor)

    def slow(content: NoteContent, *, progress: Callable[[int, str], None]) -> Rendered:
        # The sweeper gave this version to another worker, which is at its second attempt.
        Issue.objects.filter(pk=issue.pk).update(attempts=2, run=2)
        progress(50, "")
        raise AssertionError("went on")

    layout(slow)
    render_issue(issue.pk)
    issue.refresh_from_db()
    assert (issue.status, issue.attempts, bool(issue.file)) == (Status.RENDERING, 2, False)


def test_a_failed_version_can_be_tried_again(campaign: Campaign, editor: User) -> None:
    issue = make_issue(campaign, status=Status.FAILED, attempts=3, error="Stuk")
    assert retry_issue(issue=issue, by=editor) == (issue, True)
    issue.refresh_from_db()
    assert (issue.status, issue.attempts, issue.error) == (Status.QUEUED, 0, "")
    assert retry_issue(issue=issue, by=editor) == (issue, False)


def test_trying_again_waits_for_the_version_in_the_making(campaign: Campaign, editor: User) -> None:
    failed = make_issue(campaign, status=Status.FAILED)
    make_issue(campaign, version=2, status=Status.QUEUED)
    with pytest.raises(AlreadyInTheMaking):
        retry_issue(issue=failed, by=editor)


def test_a_published_version_never_changes(campaign: Campaign, editor: User) -> None:
    issue = make_issue(campaign)
    publish_issue(issue=issue, by=editor)
    when = Issue.objects.get().published_at
    publish_issue(issue=issue, by=editor)
    render_issue(issue.pk)
    assert retry_issue(issue=issue, by=editor)[1] is False
    assert Issue.objects.get().published_at == when
    assert Activity.objects.filter(verb="publish_issue").count() == 1


def test_what_is_not_ready_cannot_be_published(campaign: Campaign, editor: User) -> None:
    with pytest.raises(NotFinished):
        publish_issue(issue=make_issue(campaign, status=Status.FAILED), by=editor)
