"""The plan: a list, a month and a map; one session; cancelling; copying."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns import clock
from campaigns.models import Activity, Campaign, User
from dreamsessions.models import Device, Registration, Session
from dreamsessions.services.planning import (
    SessionOver,
    busy_ambassadors,
    cancel_session,
    coming_sessions,
    copied_fields,
    plan_of,
)
from tests.conftest import BRUSSELS
from tests.dreamsessions.builders import live_here, make_ambassador, make_session
from tests.factories import make_campaign, make_district, make_member

SQUARE = [[[[3.1, 50.9], [3.2, 50.9], [3.2, 51.0], [3.1, 51.0]]]]


def form(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Droomsessie in Oekene", "kind": "group", "visibility": "public",
        "starts_at": "2027-05-20T19:30", "minutes": "120", "capacity": "12", "step_free": "on",
        "place": "Parochiezaal", "key": str(uuid.uuid4()),
    } | changes  # fmt: skip


def chairs(session: Session, amount: int, **fields: Any) -> None:
    for n in range(amount):
        Registration.objects.create(session=session, first_name=f"N{n}", **fields)


# The list, the month and the map -----------------------------------------------------------------
def test_the_plan_tells_what_asks_for_attention(campaign: Campaign, ambassador: User) -> None:
    leader = make_ambassador(campaign, ambassador)
    now = clock.now()
    alone = make_session(campaign, leader, title="Alleen")
    make_session(campaign, title="Nergens", place="", kind="club")
    over = make_session(campaign, leader, starts_at=now - timedelta(hours=5), started_at=now)
    Device.objects.create(
        campaign=campaign, user=ambassador, waiting=3, waiting_since=now - timedelta(hours=4)
    )
    found = {p.session.pk: p for p in plan_of(campaign, at=now)}
    assert len(found[alone.pk].warnings) == 1
    assert found[over.pk].state == "late"
    assert len(found[over.pk].warnings) == 2
    # A club leads it itself: only the place is missing.
    assert [len(p.warnings) for p in found.values() if p.session.title == "Nergens"] == [1]


@pytest.mark.parametrize("view", ["", "?toon=maand", "?toon=kaart", "?staat=alles"])
def test_the_plan_asks_as_many_queries_for_ten_times_the_sessions(
    client_of: Any, organiser: User, campaign: Campaign, view: str
) -> None:
    browser, district = client_of(organiser), make_district(campaign, outline=SQUARE)

    def fill(amount: int) -> None:
        for _ in range(amount):
            member = make_member(campaign)
            session = make_session(
                campaign, make_ambassador(campaign, member), district=district,
                longitude=Decimal("3.15"), latitude=Decimal("50.95"),
            )  # fmt: skip
            chairs(session, 2)

    def ask() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(f"/team/sessies/{view}").status_code == 200
        return len(queries)

    fill(3)
    ask()
    few = ask()
    fill(27)
    assert ask() == few
    assert few <= 10


def test_the_plan_shows_what_is_chosen_and_forgets_what_nobody_can_choose(
    client_of: Any, organiser: User, campaign: Campaign
) -> None:
    oekene = make_district(campaign, "Oekene")
    make_session(campaign, title="Op het plein", district=oekene, kind="chat")
    make_session(campaign, title="In de kantine", kind="club", visibility="invited")
    browser = client_of(organiser)

    def shown(query: str) -> list[str]:
        page = browser.get(f"/team/sessies/?{query}").content.decode()
        return [title for title in ("Op het plein", "In de kantine") if title in page]

    assert shown("") == ["Op het plein", "In de kantine"]
    assert shown("wijk=oekene") == ["Op het plein"]
    assert shown("soort=club") == ["In de kantine"]
    assert shown("zichtbaar=invited") == ["In de kantine"]
    assert shown("wijk=oekene&soort=club") == []
    assert shown("wijk=niets&soort=%22%3E&staat=x&bladzijde=zz") == [
        "Op het plein", "In de kantine",
    ]  # fmt: skip
    assert shown("toon=maand&maand=2027-05") == ["Op het plein", "In de kantine"]
    assert shown("toon=maand&maand=2027-06") == []


def test_the_map_names_the_parts_without_a_session(
    client_of: Any, organiser: User, campaign: Campaign
) -> None:
    rumbeke = make_district(campaign, outline=SQUARE)
    make_district(campaign, "Oekene")
    make_session(campaign, district=rumbeke, longitude=Decimal("3.15"), latitude=Decimal("50.95"))
    answer = client_of(organiser).get("/team/sessies/?toon=kaart")
    assert [(name, len(rows)) for name, rows in answer.context["parts"]] == [
        ("Oekene", 0), ("Rumbeke", 1),
    ]  # fmt: skip
    assert "stadskaart__nummer" in answer.content.decode()


# One session -------------------------------------------------------------------------------------
def test_everything_of_a_session_is_kept(
    client_of: Any, organiser: User, ambassador: User, campaign: Campaign
) -> None:
    leader, district = make_ambassador(campaign, ambassador), make_district(campaign, "Oekene")
    data = form(
        kind="club", visibility="invited", description="Na het kaarten.", host="De kaarters",
        target_group="seniors", language="fr", address="Oekeneplein 3", district=district.pk,
        accessibility="De bel hangt laag.", materials="Koekjes", ambassadors=[leader.pk],
    )  # fmt: skip
    data.pop("step_free")
    assert client_of(organiser).post("/team/sessies/nieuw/", data).status_code == 302
    made = Session.objects.get()
    assert made.starts_at == datetime(2027, 5, 20, 19, 30, tzinfo=BRUSSELS)
    for name in ("kind", "visibility", "host", "target_group", "language", "materials", "address"):
        assert getattr(made, name) == data[name]
    assert not made.step_free
    assert made.district == district
    assert list(made.ambassadors.all()) == [leader]
    page = client_of(organiser).get(f"/team/sessies/{made.pk}/").content.decode()
    assert f"?sleutel={made.token}" in page


def test_a_new_session_sent_twice_is_one(
    client_of: Any, organiser: User, campaign: Campaign
) -> None:
    data, browser = form(), client_of(organiser)
    browser.post("/team/sessies/nieuw/", data)
    browser.post("/team/sessies/nieuw/", data | {"capacity": "9"})
    assert Session.objects.get().capacity == 9
    browser.post("/team/sessies/nieuw/", form())
    assert Session.objects.count() == 2


def test_a_key_of_another_campaign_opens_nothing(
    client_of: Any, organiser: User, campaign: Campaign
) -> None:
    data = form()
    live_here(campaign)
    client_of(organiser).post("/team/sessies/nieuw/", data)
    made = Session.objects.get()
    Session.objects.filter(pk=made.pk).update(campaign=make_campaign())
    client_of(organiser).post("/team/sessies/nieuw/", data | {"title": "Anders"})
    assert set(Session.objects.values_list("title", flat=True)) == {
        "Droomsessie in Oekene", "Anders",
    }  # fmt: skip


def test_looking_changes_nothing(client_of: Any, organiser: User, campaign: Campaign) -> None:
    row = make_session(campaign)
    browser = client_of(organiser)
    for path in ("", "nieuw/", f"nieuw/?van={row.pk}", f"{row.pk}/"):
        assert browser.get(f"/team/sessies/{path}").status_code == 200
    assert browser.get(f"/team/sessies/{row.pk}/afgelasten/").status_code == 405
    row.refresh_from_db()
    assert row.cancelled_at is None
    assert Session.objects.count() == 1
    assert not Activity.objects.exists()


def test_the_rooms_are_for_who_plans(
    client_of: Any, ambassador: User, moderator: User, campaign: Campaign
) -> None:
    row = make_session(campaign)
    for user in (ambassador, moderator):
        browser = client_of(user)
        assert browser.post("/team/sessies/nieuw/", form()).status_code == 403
        assert browser.post(f"/team/sessies/{row.pk}/", form()).status_code == 403
        answer = browser.post(f"/team/sessies/{row.pk}/afgelasten/", {"reason": "Ziek"})
        assert answer.status_code == 403
    assert Session.objects.filter(cancelled_at=None).count() == 1


def test_sessions_of_another_campaign_stay_shut(
    client_of: Any, organiser: User, campaign: Campaign
) -> None:
    live_here(campaign)
    other = make_session(make_campaign(), title="Van hiernaast")
    browser = client_of(organiser)
    assert browser.get("/team/sessies/").status_code == 200
    assert browser.get(f"/team/sessies/{other.pk}/").status_code == 404
    assert browser.post(f"/team/sessies/{other.pk}/", form()).status_code == 404
    answer = browser.post(f"/team/sessies/{other.pk}/afgelasten/", {"reason": "Ziek"})
    assert answer.status_code == 404
    assert "Van hiernaast" not in browser.get("/team/sessies/?staat=alles").content.decode()
    copy = browser.get(f"/team/sessies/nieuw/?van={other.pk}")
    assert "Van hiernaast" not in copy.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " "), ("starts_at", ""), ("starts_at", "morgen"), ("minutes", "0"),
        ("minutes", "-30"), ("minutes", "999"), ("capacity", "0"), ("capacity", "1000"),
        ("kind", "feest"), ("visibility", "geheim"), ("language", "xx"), ("ambassadors", "999999"),
        # On 28 March 2027 the clock jumps from 2 to 3.
        ("starts_at", "2027-03-28T02:30"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_asked_again(
    client_of: Any, organiser: User, campaign: Campaign, field: str, value: str
) -> None:
    answer = client_of(organiser).post("/team/sessies/nieuw/", form(**{field: value}))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Session.objects.exists()


def test_what_is_odd_is_told_once_and_then_passes(
    client_of: Any, organiser: User, ambassador: User, campaign: Campaign
) -> None:
    leader = make_ambassador(campaign, ambassador)
    make_session(
        campaign, leader, title="Elders", starts_at=datetime(2027, 5, 1, 20, tzinfo=BRUSSELS)
    )
    row = make_session(campaign, leader)
    chairs(row, 3)
    chairs(row, 2, place="waiting")
    data = form(capacity="2", starts_at="2027-05-01T19:30", ambassadors=[leader.pk], key="")
    browser = client_of(organiser)
    answer = browser.post(f"/team/sessies/{row.pk}/", data)
    assert answer.status_code == 422
    warned = answer.context["form"].warnings
    assert set(warned) == {"past", "chairs", f"busy-{leader.pk}"}
    assert "3" in warned["chairs"]
    again = data | {"warned": answer.context["form"]["warned"].value()}
    assert browser.post(f"/team/sessies/{row.pk}/", again).status_code == 302
    row.refresh_from_db()
    assert row.capacity == 2
    assert row.registrations.filter(place="chair").count() == 3


def test_an_hour_that_comes_twice_is_the_first_one(
    client_of: Any, organiser: User, campaign: Campaign
) -> None:
    data = form(starts_at="2027-10-31T02:30")
    assert client_of(organiser).post("/team/sessies/nieuw/", data).status_code == 302
    assert Session.objects.get().starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_a_pin_finds_its_district_and_must_lie_in_the_city(
    client_of: Any, organiser: User, campaign: Campaign
) -> None:
    rumbeke, browser = make_district(campaign, outline=SQUARE), client_of(organiser)
    far = browser.post("/team/sessies/nieuw/", form(longitude="4.35", latitude="50.85"))
    assert far.status_code == 422
    assert "latitude" in far.context["form"].errors
    browser.post("/team/sessies/nieuw/", form(longitude="3.15", latitude="50.95"))
    assert Session.objects.get().district == rumbeke
    browser.post("/team/sessies/nieuw/", form(longitude="3.15", latitude=""))
    assert Session.objects.filter(longitude=None, latitude=None).count() == 1


def test_the_form_asks_as_many_queries_for_ten_times_the_ambassadors(
    client_of: Any, organiser: User, campaign: Campaign
) -> None:
    browser = client_of(organiser)

    def ask() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/team/sessies/nieuw/").status_code == 200
        return len(queries)

    for _ in range(2):
        make_ambassador(campaign, make_member(campaign))
    ask()
    few = ask()
    for _ in range(18):
        make_ambassador(campaign, make_member(campaign))
    assert ask() == few


# Another one like it -----------------------------------------------------------------------------
def test_a_copy_takes_everything_but_its_people(
    client_of: Any, organiser: User, ambassador: User, campaign: Campaign
) -> None:
    row = make_session(
        campaign, make_ambassador(campaign, ambassador), title="Bij de fanfare", materials="Stoelen",
        starts_at=datetime(2027, 3, 24, 19, 30, tzinfo=BRUSSELS), participants=9,
    )  # fmt: skip
    chairs(row, 2)
    page = client_of(organiser).get(f"/team/sessies/nieuw/?van={row.pk}")
    # The clock goes forward in that week; the session stays at half past seven.
    assert 'value="2027-03-31T19:30"' in page.content.decode()
    assert page.context["form"]["materials"].value() == "Stoelen"
    assert page.context["form"].chosen == set()
    start = copied_fields(Session.objects.get())
    assert start["starts_at"].astimezone(UTC) == datetime(2027, 3, 31, 17, 30, tzinfo=UTC)
    assert "participants" not in start


def test_who_leads_another_session_at_that_hour_counts_real_minutes(
    campaign: Campaign, ambassador: User
) -> None:
    leader = make_ambassador(campaign, ambassador)
    # From 1.30 to 3.30 on the wall is one hour that night.
    make_session(
        campaign, leader, title="Nacht", minutes=60,
        starts_at=datetime(2027, 3, 28, 1, 30, tzinfo=BRUSSELS),
    )  # fmt: skip

    def busy(hour: int, minute: int) -> dict[int, str]:
        at = datetime(2027, 3, 28, hour, minute, tzinfo=BRUSSELS)
        return busy_ambassadors(campaign, starts_at=at, minutes=60, leave_out=None)

    assert busy(3, 0) == {leader.pk: "Nacht"}
    assert busy(3, 30) == {}
    assert busy(0, 15) == {}
    assert busy(0, 45) == {leader.pk: "Nacht"}


def test_today_is_the_day_here(campaign: Campaign) -> None:
    late = make_session(campaign, starts_at=datetime(2027, 5, 11, 0, 15, tzinfo=BRUSSELS))
    at = datetime(2027, 5, 10, 22, 30, tzinfo=UTC)
    assert coming_sessions(Session.objects.all(), at) == ([late], [])


# Cancelling --------------------------------------------------------------------------------------
def test_cancelling_needs_a_reason_and_is_told(
    client_of: Any, organiser: User, campaign: Campaign
) -> None:
    row, browser = make_session(campaign), client_of(organiser)
    browser.post(f"/team/sessies/{row.pk}/afgelasten/", {"reason": "  "})
    row.refresh_from_db()
    assert row.cancelled_at is None
    for reason in ("De zaal staat onder water.", "Iets anders."):
        answer = browser.post(f"/team/sessies/{row.pk}/afgelasten/", {"reason": reason})
        assert answer.status_code == 302
    row.refresh_from_db()
    assert row.cancel_reason == "De zaal staat onder water."
    assert Activity.objects.filter(verb="cancel_session").count() == 1
    assert "De zaal staat onder water." in browser.get(f"/team/sessies/{row.pk}/").content.decode()


def test_what_started_cannot_be_cancelled(organiser: User, campaign: Campaign) -> None:
    row = make_session(campaign, started_at=clock.now())
    with pytest.raises(SessionOver):
        cancel_session(session=row, reason="Toch niet", by=organiser)


def test_the_end_is_counted_in_real_minutes(campaign: Campaign) -> None:
    row = make_session(campaign, minutes=120, starts_at=datetime(2027, 3, 28, 1, tzinfo=BRUSSELS))
    ends = timezone.localtime(Session.objects.get(pk=row.pk).ends_at)
    assert (ends.hour, ends.minute) == (4, 0)
