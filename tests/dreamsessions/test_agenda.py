"""The public agenda: what people see, and what they look for."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns import clock
from campaigns.models import Campaign, Channel
from dreamsessions.models import Note, Registration, Session
from tests.conftest import BRUSSELS
from tests.dreamsessions.builders import live_here, make_session
from tests.factories import make_campaign, make_contribution, make_district

SQUARE = [[[[3.1, 50.9], [3.2, 50.9], [3.2, 51.0], [3.1, 51.0]]]]


def titles(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/sessies/?{query}")
    assert answer.status_code == 200
    if answer.context.get("month"):
        return [s.title for week in answer.context["month"].weeks for d in week for s in d.rows]
    return [s.title for _first, rows in answer.context["weeks"] for s, _number in rows]


@pytest.fixture
def some(campaign: Campaign) -> list[Session]:
    rumbeke = make_district(campaign, outline=SQUARE)
    full = make_session(campaign, title="Vol", capacity=1, step_free=False)
    Registration.objects.create(session=full, first_name="A")
    return [
        full,
        make_session(
            campaign, title="In Rumbeke", district=rumbeke, target_group="seniors",
            longitude=Decimal("3.15"), latitude=Decimal("50.95"),
        ),
        make_session(campaign, title="En français", language="fr", target_group="young"),
        make_session(campaign, title="Toch niet", cancelled_at=clock.now(), cancel_reason="Ziek"),
        make_session(campaign, title="Met de link", visibility="invited"),
        make_session(campaign, title="Bij ons thuis", visibility="hidden"),
    ]  # fmt: skip


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Vol", "In Rumbeke", "En français", "Toch niet"]),
        ("wijk=rumbeke", ["In Rumbeke"]),
        # What is for everybody is for older people too.
        ("voor=seniors", ["Vol", "In Rumbeke", "Toch niet"]),
        ("taal=fr", ["En français"]),
        ("drempelvrij=1", ["In Rumbeke", "En français", "Toch niet"]),
        ("vrij=1", ["In Rumbeke", "En français"]),
        ("wijk=rumbeke&voor=young", []),
        ("wijk=nergens&voor=iedereen&taal=%00%22&vrij=ja&bladzijde=0", None),
        ("toon=maand&maand=2027-05", ["Vol", "In Rumbeke", "En français", "Toch niet"]),
        ("toon=maand&maand=2027-05&vrij=1", ["In Rumbeke", "En français"]),
        ("toon=maand&maand=2027-06", []),
    ],
)
def test_people_find_what_they_look_for(
    client: Client, query: str, found: list[str] | None
) -> None:
    assert titles(client, query) == (titles(client) if found is None else found)


def test_the_filters_stay_in_every_link(client: Client, some: list[Session]) -> None:
    page = client.get("/sessies/?wijk=rumbeke&drempelvrij=1").content.decode()
    assert "?wijk=rumbeke&amp;drempelvrij=1&amp;toon=maand" in page
    month = client.get("/sessies/?toon=maand&maand=2027-05&wijk=rumbeke").content.decode()
    assert "?wijk=rumbeke&amp;toon=maand&amp;maand=2027-06" in month


def test_the_number_on_the_map_is_the_number_in_the_list(
    client: Client, some: list[Session]
) -> None:
    answer = client.get("/sessies/")
    numbers = {s.title: n for _f, rows in answer.context["weeks"] for s, n in rows}
    assert numbers == {"Vol": None, "In Rumbeke": 1, "En français": None, "Toch niet": None}
    assert answer.content.decode().count('class="stadskaart__nummer"') == 1
    assert "stadskaart" not in client.get("/sessies/?taal=fr").content.decode()


def test_two_sessions_in_one_place_share_a_number(client: Client, campaign: Campaign) -> None:
    make_district(campaign, outline=SQUARE)
    for _ in range(2):
        make_session(campaign, longitude=Decimal("3.15"), latitude=Decimal("50.95"))
    make_session(campaign, longitude=Decimal("3.16"), latitude=Decimal("50.95"))
    rows = client.get("/sessies/").context["weeks"][0][1]
    assert [number for _session, number in rows] == [1, 1, 2]


def test_an_empty_agenda_says_what_one_can_do(client: Client, campaign: Campaign) -> None:
    page = client.get("/sessies/").content.decode()
    assert 'class="leeg"' in page
    assert "/sessies/vraag/" in page
    assert 'class="leeg"' in client.get("/sessies/?toon=maand").content.decode()


@pytest.mark.phase(6)
def test_after_the_dreaming_phase_nobody_can_ask(client: Client, campaign: Campaign) -> None:
    assert "/sessies/vraag/" not in client.get("/sessies/").content.decode()


def test_past_sessions_are_paged_latest_first(client: Client, campaign: Campaign) -> None:
    now = clock.now()
    for n in range(1, 46):
        make_session(campaign, title=f"Dag {n}", starts_at=now - timedelta(days=n), closed_at=now)
    make_session(campaign, starts_at=now - timedelta(days=3), cancelled_at=now, title="Afgelast")
    first = client.get("/sessies/").context["past"]
    assert [s.title for s in first][:2] == ["Dag 1", "Dag 2"]
    assert (first.paginator.num_pages, first.paginator.count) == (3, 45)
    last = client.get("/sessies/?bladzijde=3").context["past"]
    assert [s.title for s in last] == [f"Dag {n}" for n in range(41, 46)]
    assert client.get("/sessies/?bladzijde=veel").context["past"].number == 1


def test_only_what_everybody_may_read_is_counted(client: Client, campaign: Campaign) -> None:
    row = make_session(campaign, starts_at=clock.now() - timedelta(days=1), closed_at=clock.now())
    for status in ("placed", "placed", "waiting"):
        make_contribution(
            campaign, model=Note, session=row, channel=Channel.SESSION, status=status,
            text=f"Droom {uuid.uuid4()}",
        )  # fmt: skip
    assert [s.told for s in client.get("/sessies/").context["past"]] == [2]


def test_what_goes_on_now_is_not_told_to_be_over(client: Client, campaign: Campaign) -> None:
    make_session(campaign, starts_at=clock.now() - timedelta(minutes=20), minutes=60)
    assert "pil--zon" in client.get("/sessies/").content.decode()


def test_a_session_in_the_first_hour_of_a_month_is_of_that_month(
    client: Client, campaign: Campaign
) -> None:
    make_session(campaign, title="Nacht", starts_at=datetime(2027, 6, 1, 0, 30, tzinfo=BRUSSELS))
    assert titles(client, "toon=maand&maand=2027-06") == ["Nacht"]
    assert titles(client, "toon=maand&maand=2027-05") == []


@pytest.mark.parametrize("query", ["", "toon=maand&maand=2027-05", "vrij=1", "wijk=rumbeke"])
def test_ten_times_the_sessions_ask_as_many_queries(
    client: Client, campaign: Campaign, query: str
) -> None:
    rumbeke = make_district(campaign, outline=SQUARE)

    def fill(amount: int) -> None:
        for n in range(amount):
            for sign in (1, -1):
                row = make_session(
                    campaign, district=rumbeke, longitude=Decimal("3.15"),
                    latitude=Decimal("50.95"), starts_at=clock.now() + timedelta(hours=sign * (n + 3)),
                )  # fmt: skip
                Registration.objects.create(session=row, first_name="A")

    def ask() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/sessies/?{query}").status_code == 200
        return len(queries)

    fill(2)
    ask()
    few = ask()
    fill(18)
    assert ask() == few
    assert few <= 7


def test_sessions_of_another_campaign_are_not_listed(client: Client, campaign: Campaign) -> None:
    live_here(campaign)
    make_session(make_campaign(), title="Van hiernaast")
    make_session(campaign, title="Van ons")
    assert titles(client) == ["Van ons"]
    assert titles(client, "toon=maand&maand=2027-05") == ["Van ons"]


def test_the_agenda_is_only_read(client: Client, campaign: Campaign, some: Any) -> None:
    assert client.post("/sessies/", {"wijk": "rumbeke"}).status_code == 405
