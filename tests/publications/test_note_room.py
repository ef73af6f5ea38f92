"""Editors write the texts of the note and ask for versions."""

from typing import Any

import pytest
from django.test import Client

from campaigns.models import Campaign, User
from publications import tasks
from publications.models import Issue, Status
from tests.publications.builders import make_issue, make_key


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The versions that were sent to a worker."""
    numbers: list[int] = []
    monkeypatch.setattr(tasks.render_issue, "delay_on_commit", numbers.append)
    return numbers


def test_the_room_lists_every_chapter_and_those_of_the_keys(
    client_of: type, editor: User, campaign: Campaign
) -> None:
    make_key(campaign)
    page = client_of(editor).get("/team/nota/").content.decode()
    for slug in ("belofte", "kort", "geluisterd", "sleutel-ontmoeten", "kaart", "niet", "bijlage"):
        assert f"/team/nota/hoofdstuk/{slug}/" in page


def test_a_version_is_asked_for_in_a_language(
    client_of: type, editor: User, campaign: Campaign, sent: list[int]
) -> None:
    client_of(editor).post("/team/nota/maak/", {"language": "fr"})
    assert Issue.objects.get().language == "fr"


def test_a_version_in_the_making_is_stopped(
    client_of: type, editor: User, campaign: Campaign
) -> None:
    issue = make_issue(campaign, status=Status.RENDERING)
    browser = client_of(editor)
    for _ in range(2):
        assert browser.post(f"/team/uitgaven/{issue.pk}/stop/").status_code == 302
    issue.refresh_from_db()
    assert issue.status == Status.FAILED
    assert str(editor) in issue.error


def test_what_is_made_cannot_be_stopped(client_of: type, editor: User, campaign: Campaign) -> None:
    issue = make_issue(campaign)
    client_of(editor).post(f"/team/uitgaven/{issue.pk}/stop/")
    issue.refresh_from_db()
    assert issue.status == Status.READY


def test_one_button_makes_a_version(
    client_of: type, editor: User, campaign: Campaign, sent: list[int]
) -> None:
    browser = client_of(editor)
    for _ in range(2):
        answer = browser.post("/team/nota/maak/", {"changes": "Acties erbij."})
        assert answer.headers["Location"] == "/team/nota/"
    issue = Issue.objects.get()
    assert sent == [issue.pk]
    assert (issue.kind, issue.changes, issue.requested_by) == ("note", "Acties erbij.", editor)


def test_what_changed_is_at_most_300_letters(
    client_of: type, editor: User, sent: list[int]
) -> None:
    answer = client_of(editor).post("/team/nota/maak/", {"changes": "x" * 301})
    assert answer.status_code == 422
    assert "x" * 301 in answer.content.decode()
    assert not Issue.objects.exists()


def test_progress_lights_windows(client_of: type, editor: User, campaign: Campaign) -> None:
    issue = make_issue(campaign, status=Status.RENDERING, progress=42, stage="Bladzijde 12.")
    browser = client_of(editor)
    part = browser.get(f"/team/uitgaven/{issue.pk}/").content.decode()
    assert part.count('class="aan"') == 4
    assert 'aria-valuenow="42"' in part
    assert "Bladzijde 12." in part
    # Without JavaScript the page asks again by itself.
    assert 'http-equiv="refresh"' in browser.get("/team/nota/").content.decode()


def test_a_finished_version_ends_the_asking(
    client_of: type, editor: User, campaign: Campaign
) -> None:
    issue = make_issue(campaign)
    browser = client_of(editor)
    assert 'data-progress=""' in browser.get(f"/team/uitgaven/{issue.pk}/").content.decode()
    assert "http-equiv" not in browser.get("/team/nota/").content.decode()


def test_a_failure_is_read_and_tried_again(
    client_of: type, editor: User, campaign: Campaign, sent: list[int]
) -> None:
    issue = make_issue(campaign, status=Status.FAILED, error="Kort de langste tekst in.")
    browser = client_of(editor)
    page = browser.get("/team/nota/").content.decode()
    assert "Kort de langste tekst in." in page
    assert "Probeer opnieuw" in page
    for _ in range(2):
        assert browser.post(f"/team/uitgaven/{issue.pk}/opnieuw/").status_code == 302
    assert sent == [issue.pk]


def test_trying_again_while_another_is_made_is_explained(
    client_of: type, editor: User, campaign: Campaign, sent: list[int]
) -> None:
    issue = make_issue(campaign, status=Status.FAILED)
    make_issue(campaign, version=2, status=Status.QUEUED)
    page = (
        client_of(editor).post(f"/team/uitgaven/{issue.pk}/opnieuw/", follow=True).content.decode()
    )
    assert "Er wordt al een andere versie gemaakt." in page
    assert sent == []


def test_warnings_of_a_version_are_shown(client_of: type, editor: User, campaign: Campaign) -> None:
    make_issue(campaign, error="Bladzijde 1, opening: 3 regels te lang")
    page = client_of(editor).get("/team/nota/").content.decode()
    assert "melding--warning" in page
    assert "3 regels te lang" in page


def test_a_version_is_published_by_hand(client_of: type, editor: User, campaign: Campaign) -> None:
    issue = make_issue(campaign)
    browser = client_of(editor)
    assert browser.get(f"/team/uitgaven/{issue.pk}/publiceer/").status_code == 405
    for _ in range(2):
        browser.post(f"/team/uitgaven/{issue.pk}/publiceer/")
    assert Issue.objects.get().status == Status.PUBLISHED


def test_what_failed_is_not_published(client_of: type, editor: User, campaign: Campaign) -> None:
    issue = make_issue(campaign, status=Status.FAILED)
    page = (
        client_of(editor)
        .post(f"/team/uitgaven/{issue.pk}/publiceer/", follow=True)
        .content.decode()
    )
    assert "Deze versie is nog niet klaar." in page
    assert Issue.objects.get().status == Status.FAILED


@pytest.mark.parametrize(
    "path", ["nota/maak/", "krant/maak/", "uitgaven/1/opnieuw/", "uitgaven/1/publiceer/"]
)
def test_looking_changes_nothing(
    client_of: type, editor: User, campaign: Campaign, path: str
) -> None:
    assert client_of(editor).get(f"/team/{path}").status_code == 405


@pytest.mark.parametrize(
    "path",
    ["nota/", "krant/", "krant/nieuw/", "nota/maak/", "uitgaven/1/", "uitgaven/1/publiceer/"],
)
def test_the_rooms_are_for_editors(
    client_of: type,
    client: Client,
    board: User,
    moderator: User,
    stranger: User,
    campaign: Campaign,
    path: str,
) -> None:
    method = "post" if "maak" in path or "publiceer" in path else "get"
    for browser, status in (
        (client_of(board), 403), (client_of(moderator), 403), (client_of(stranger), 404), (client, 302),
    ):  # fmt: skip
        assert getattr(browser, method)(f"/team/{path}").status_code == status
    assert not Issue.objects.exists()


def test_a_version_of_another_campaign_is_out_of_reach(
    client_of: type, editor: User, campaign: Campaign
) -> None:
    from_here = make_issue(campaign, status=Status.FAILED)
    assert client_of(editor).get(f"/team/uitgaven/{from_here.pk + 1}/").status_code == 404


def test_the_room_asks_a_fixed_number_of_queries(
    client_of: type, editor: User, campaign: Campaign, django_assert_max_num_queries: Any
) -> None:
    for version in range(1, 9):
        make_issue(campaign, version=version)
    browser = client_of(editor)
    with django_assert_max_num_queries(12):
        browser.get("/team/nota/")
