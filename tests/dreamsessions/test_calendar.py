"""Sessions in people's own calendars, as RFC 5545 wants them."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from campaigns import clock
from campaigns.models import Campaign, User
from dreamsessions.calendar import calendar_feed, calendar_file
from dreamsessions.models import Session
from dreamsessions.services.planning import cancel_session, save_session
from tests.dreamsessions.builders import make_session
from tests.factories import make_district

FEED = "/sessies/agenda.ics"


def lines_of(contents: bytes) -> list[str]:
    """Return the lines of a calendar, unfolded; fails where a line is not as it must be."""
    assert contents.endswith(b"\r\n")
    raw = contents.split(b"\r\n")
    assert max(len(line) for line in raw) <= 75
    assert b"\n" not in b"".join(raw)
    for line in raw:
        line.decode()  # no character is cut in two
    return contents.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def events_of(contents: bytes) -> list[dict[str, str]]:
    """Return the events of a calendar, by property."""
    lines = lines_of(contents)
    found: list[dict[str, str]] = []
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    for line in lines:
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            assert name not in found[-1] or name in {"END"}, line
            found[-1].setdefault(name, value)
    return found


def test_one_session_is_in_utc_and_escaped(campaign: Campaign) -> None:
    row = make_session(
        campaign, title="Dromen, samen; hier", description="é" * 80 + "\r\nregel\ttwee \\ einde\x07",
        starts_at=datetime(2027, 5, 4, 19, 30, tzinfo=ZoneInfo("Europe/Brussels")), minutes=90,
        latitude="50.946100", longitude="3.122500",
    )  # fmt: skip
    (event,) = events_of(calendar_file(row, url="https://x.example/a,b"))
    assert event["DTSTART"] == "20270504T173000Z"
    assert event["DTEND"] == "20270504T190000Z"
    assert event["SUMMARY"] == r"Dromen\, samen\; hier"
    assert event["DESCRIPTION"] == "é" * 80 + r"\nregel twee \\ einde "
    assert event["GEO"] == "50.946100;3.122500"
    assert event["URL"] == "https://x.example/a,b"
    assert event["STATUS"] == "CONFIRMED"


@pytest.mark.parametrize("sign", ["a", "é", "€", "🌞"])
def test_long_lines_are_folded_between_characters(campaign: Campaign, sign: str) -> None:
    for length in range(55, 80):
        row = Session(
            campaign=campaign, slug="x", title=sign * length, place="", starts_at=clock.now()
        )
        (event,) = events_of(calendar_file(row, url=""))
        assert event["SUMMARY"] == sign * length
        assert {"LOCATION", "DESCRIPTION", "GEO", "URL"}.isdisjoint(event)


def test_a_session_can_be_saved_as_a_file(client: Client, campaign: Campaign) -> None:
    row = make_session(campaign)
    answer = client.get(f"/sessies/{row.slug}/agenda.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert f'filename="{row.slug}.ics"' in answer.headers["Content-Disposition"]
    assert events_of(answer.content)[0]["URL"] == f"http://testserver/sessies/{row.slug}/"


def test_the_feed_holds_every_public_session_once(client: Client, campaign: Campaign) -> None:
    rows = [make_session(campaign, starts_at=clock.now() + timedelta(days=n)) for n in (-9, 2, 1)]
    answer = client.get(FEED)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    events = events_of(answer.content)
    assert [event["URL"].split("/")[-2] for event in events] == [
        rows[0].slug, rows[2].slug, rows[1].slug,
    ]  # fmt: skip
    assert len({event["UID"] for event in events}) == 3
    for event in events:
        assert {"DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND"} <= set(event)


def test_the_feed_of_a_district_holds_its_own_sessions(client: Client, campaign: Campaign) -> None:
    make_session(campaign, title="Elders")
    make_session(campaign, title="Thuis", district=make_district(campaign, "Rumbeke"))
    events = events_of(client.get("/sessies/agenda/rumbeke.ics").content)
    assert [event["SUMMARY"] for event in events] == ["Thuis"]
    assert client.get("/sessies/agenda/nergens.ics").status_code == 404


def test_an_entry_keeps_its_identity_and_counts_its_changes(
    client: Client, campaign: Campaign, organiser: User
) -> None:
    row = make_session(campaign)
    before = events_of(client.get(FEED).content)[0]
    row.starts_at += timedelta(days=1)
    row.title = "Anders"
    with clock.travel(clock.now() + timedelta(hours=1)):
        save_session(session=row, ambassadors=[], by=organiser)
    after = events_of(client.get(FEED).content)[0]
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == ("0", "1")
    assert after["LAST-MODIFIED"] > before["LAST-MODIFIED"]
    assert after["DTSTAMP"] == after["LAST-MODIFIED"]


def test_a_cancelled_session_stays_in_the_feed_as_cancelled(
    client: Client, campaign: Campaign, organiser: User
) -> None:
    row = make_session(campaign)
    for _n in range(2):
        cancel_session(session=row, reason="De zaal, en de trap, staan onder water.", by=organiser)
    (event,) = events_of(client.get(FEED).content)
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", "1")
    assert event["DESCRIPTION"] == r"De zaal\, en de trap\, staan onder water."


def test_a_calendar_without_sessions_still_holds_a_component(campaign: Campaign) -> None:
    lines = lines_of(calendar_feed([], name="Leeg"))
    assert "BEGIN:VTIMEZONE" in lines
    assert "BEGIN:VEVENT" not in lines


def test_the_feed_is_not_sent_again_when_nothing_changed(
    client: Client, campaign: Campaign, organiser: User
) -> None:
    row = make_session(campaign)
    tag = client.get(FEED).headers["ETag"]
    with clock.travel(clock.now() + timedelta(days=1)):
        assert client.get(FEED, headers={"if-none-match": tag}).status_code == 304
    cancel_session(session=row, reason="Ziek.", by=organiser)
    assert client.get(FEED, headers={"if-none-match": tag}).status_code == 200


def test_the_feed_asks_the_same_number_of_queries_for_many_sessions(
    client: Client, campaign: Campaign, django_assert_max_num_queries: Any
) -> None:
    for _n in range(30):
        make_session(campaign)
    with django_assert_max_num_queries(3):
        assert client.get(FEED).status_code == 200
