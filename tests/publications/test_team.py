"""The team's start page shows what needs this person now."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from campaigns import clock
from campaigns.models import Campaign, Channel, Status, User
from dreamsessions.models import Session
from tests.factories import make_contribution
from tests.publications.builders import make_card, make_issue


def titles(browser: Client) -> list[tuple[int, str]]:
    return [(task.count, task.url) for task in browser.get("/team/").context["tasks"]]


def test_what_waits_is_counted_most_pressing_first(
    client_of: type, organiser: User, campaign: Campaign
) -> None:
    for _ in range(2):
        make_contribution(campaign, status=Status.WAITING)
    make_contribution(campaign, status=Status.WAITING, channel=Channel.SCHOOL)
    make_card(make_contribution(campaign))
    make_issue(campaign, status="failed")
    assert titles(client_of(organiser)) == [
        (1, "/team/nota/"), (2, "/team/lezen/"), (1, "/team/kunst/"), (1, "/team/bord/"),
    ]  # fmt: skip


def test_everybody_sees_only_what_they_may_do(
    client_of: type, moderator: User, editor: User, campaign: Campaign
) -> None:
    make_contribution(campaign, status=Status.WAITING)
    make_issue(campaign, "newspaper", status="failed")
    assert titles(client_of(moderator)) == [(1, "/team/lezen/")]
    assert titles(client_of(editor)) == [(1, "/team/krant/")]


def test_when_nothing_waits_it_says_so(
    client_of: type, organiser: User, campaign: Campaign
) -> None:
    page = client_of(organiser).get("/team/").content.decode()
    assert "Er wacht niets." in page


def test_sessions_of_today_are_named(client_of: type, organiser: User, campaign: Campaign) -> None:
    for days, title in ((0, "Sessie in Krottegem"), (1, "Sessie van morgen")):
        Session.objects.create(
            campaign=campaign, slug=f"s{days}", title=title, place="Zaal",
            starts_at=clock.now() + timedelta(days=days),
        )  # fmt: skip
    page = client_of(organiser).get("/team/").content.decode()
    assert "Sessie in Krottegem" in page
    assert "Sessie van morgen" not in page


def test_figures_count_what_they_say(client_of: type, organiser: User, campaign: Campaign) -> None:
    make_contribution(campaign)
    make_contribution(campaign, status=Status.HELD)
    for n, closed in enumerate((clock.now(), None)):
        Session.objects.create(
            campaign=campaign, slug=f"s{n}", title="S", place="Zaal", participants=12,
            starts_at=clock.now(), closed_at=closed,
        )  # fmt: skip
    figures = client_of(organiser).get("/team/").context["figures"]
    assert [n for n, _what, _how in figures] == [1, 1, 1, 12]


@pytest.mark.parametrize(("who", "status"), [("scribe", 403), ("board", 403), ("stranger", 404)])
def test_the_page_is_for_the_team(
    client_of: type, campaign: Campaign, request: pytest.FixtureRequest, who: str, status: int
) -> None:
    assert client_of(request.getfixturevalue(who)).get("/team/").status_code == status


def test_the_page_asks_a_fixed_number_of_queries(
    client_of: type, organiser: User, campaign: Campaign, django_assert_max_num_queries: Any
) -> None:
    for n in range(5):
        make_contribution(campaign, status=Status.WAITING)
        make_issue(campaign, version=n + 1, status="failed")
    browser = client_of(organiser)
    with django_assert_max_num_queries(11):
        browser.get("/team/")
