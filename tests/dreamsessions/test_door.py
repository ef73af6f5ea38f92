"""The door of a session: the list, people who come along, codes that are scanned."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from campaigns import clock
from campaigns.models import Campaign, User
from dreamsessions.models import Place, Registration, Session
from dreamsessions.services.door import add_person, check_in, undo_check_in
from dreamsessions.services.noting import SessionClosed, close_session, start_session
from tests.dreamsessions.builders import make_ambassador, make_session
from tests.dreamsessions.chairs import take_chair


@pytest.fixture
def session(campaign: Campaign, ambassador: User) -> Session:
    """Starts in an hour, with two chairs."""
    return make_session(
        campaign, make_ambassador(campaign, ambassador), capacity=2, title="Dromen in De Spil",
        starts_at=clock.now() + timedelta(hours=1),
    )  # fmt: skip


@pytest.fixture
def ines(session: Session) -> Registration:
    return take_chair(session, "Ines", "ines@example.org")


def door(session: Session) -> str:
    return f"/en/ambassadeur/sessies/{session.pk}/deur/"


def test_the_list_shows_names_and_the_line_and_no_address(
    client_of: type, ambassador: User, session: Session, ines: Registration
) -> None:
    take_chair(session, "Ayoub")
    take_chair(session, "Rita", "rita@example.org")
    page = client_of(ambassador).get(door(session)).content.decode()
    assert page.index("<b>Ayoub</b>") < page.index("<b>Ines</b>") < page.index("Waiting list")
    assert page.index("Waiting list") < page.index("<b>Rita</b>")
    assert "@example.org" not in page
    assert "no-store" in client_of(ambassador).get(door(session)).headers["Cache-Control"]


def test_the_door_is_for_who_leads_the_session(
    client: Client, client_of: type, moderator: User, stranger: User, organiser: User,
    session: Session, ines: Registration, campaign: Campaign, ambassador: User,
) -> None:  # fmt: skip
    mark, scan = f"{door(session)}{ines.pk}/", f"/en/ambassadeur/stoel/{ines.token}/"
    data = {"wat": "er"}
    assert "/aanmelden/" in client.get(scan).headers["Location"]
    assert f"next=/en/ambassadeur/stoel/{ines.token}/" in client.get(scan).headers["Location"]
    for user, status in ((moderator, 403), (stranger, 404)):
        browser = client_of(user)
        for path in (door(session), mark, scan):
            assert browser.post(path, data).status_code == status
    other = make_session(campaign)
    elsewhere = take_chair(other, "Omar")
    browser = client_of(ambassador)
    assert browser.get(door(other)).status_code == 404
    assert browser.post(f"{door(session)}{elsewhere.pk}/", data).status_code == 404
    assert browser.post(f"/en/ambassadeur/stoel/{elsewhere.token}/", data).status_code == 404
    assert not Registration.objects.exclude(came_at=None).exists()
    assert client_of(organiser).get(door(session)).status_code == 200


def test_a_tap_checks_in_and_another_takes_it_back(
    client_of: type, ambassador: User, session: Session, ines: Registration
) -> None:
    browser, path = client_of(ambassador), f"{door(session)}{ines.pk}/"
    assert browser.get(path).status_code == 405
    for _n in range(2):
        assert browser.post(path, {"wat": "er"}).headers["Location"] == door(session)
    ines.refresh_from_db()
    assert ines.came_at == clock.now()
    assert "here since 12.00 hrs" in browser.get(door(session)).content.decode()
    for _n in range(2):
        browser.post(path, {"wat": "terug"})
    ines.refresh_from_db()
    assert (ines.came_at, ines.place) == (None, Place.CHAIR)


def test_a_word_the_list_does_not_know_does_nothing(
    client_of: type, ambassador: User, session: Session, ines: Registration
) -> None:
    for data in ({}, {"wat": "iets"}):
        assert client_of(ambassador).post(f"{door(session)}{ines.pk}/", data).status_code == 302
    ines.refresh_from_db()
    assert (ines.came_at, ines.place) == (None, Place.CHAIR)


def test_a_scanned_code_opens_a_page_and_a_tap_checks_in(
    client_of: type, ambassador: User, session: Session, ines: Registration
) -> None:
    browser, path = client_of(ambassador), f"/en/ambassadeur/stoel/{ines.token}/"
    assert "Ines is here" in browser.get(path).content.decode()
    ines.refresh_from_db()
    assert ines.came_at is None
    for _n in range(2):
        assert browser.post(path, {"wat": "er"}).headers["Location"] == path
    page = browser.get(path).content.decode()
    assert "Checked in at 12.00 hrs." in page
    assert "1 of 1 is here" in page
    browser.post(path, {"wat": "terug"})
    ines.refresh_from_db()
    assert ines.came_at is None


def test_checking_in_keeps_the_first_time(session: Session, ines: Registration) -> None:
    assert check_in(registration=ines)
    first = ines.came_at
    with clock.travel(clock.now() + timedelta(minutes=5)):
        assert not check_in(registration=ines)
    assert ines.came_at == first
    assert undo_check_in(registration=ines)
    assert not undo_check_in(registration=ines)


def test_somebody_who_comes_along_sits_down_once_even_when_it_is_full(
    client_of: type, ambassador: User, session: Session, ines: Registration
) -> None:
    take_chair(session, "Ayoub")
    data = {"key": str(uuid.uuid4()), "first_name": "Omar"}
    browser = client_of(ambassador)
    for _n in range(2):
        assert browser.post(door(session), data).status_code == 302
    omar = session.registrations.get(first_name="Omar")
    assert (omar.place, omar.came_at) == (Place.CHAIR, clock.now())
    assert session.registrations.count() == 3


def test_a_name_is_needed(client_of: type, ambassador: User, session: Session) -> None:
    answer = client_of(ambassador).post(
        door(session), {"key": str(uuid.uuid4()), "first_name": " "}
    )
    assert answer.status_code == 422
    assert not session.registrations.exists()


def test_who_rings_up_days_before_waits_their_turn(
    client_of: type, ambassador: User, session: Session
) -> None:
    with clock.travel(session.starts_at - timedelta(days=3)):
        take_chair(session, "Ayoub")
        take_chair(session, "Rita")
        add_person(session=session, first_name="Omar", key=uuid.uuid4())
    omar = session.registrations.get(first_name="Omar")
    assert (omar.place, omar.came_at) == (Place.WAITING, None)


def test_who_waits_and_who_cancelled_can_still_sit_down_at_the_door(session: Session) -> None:
    rows = [take_chair(session, name) for name in ("Ayoub", "Rita", "Wacht")]
    Registration.objects.filter(pk=rows[0].pk).update(place=Place.CANCELLED)
    for row in (rows[0], rows[2]):
        assert check_in(registration=row)
        assert row.place == Place.CHAIR


def test_who_is_struck_off_leaves_a_chair_and_the_next_one_hears_it(
    client_of: type, ambassador: User, session: Session, ines: Registration,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    take_chair(session, "Ayoub")
    take_chair(session, "Rita", "rita@example.org")
    Registration.objects.update(news="")
    with django_capture_on_commit_callbacks(execute=True):
        client_of(ambassador).post(f"{door(session)}{ines.pk}/", {"wat": "afzeggen"})
    assert session.registrations.get(first_name="Rita").place == Place.CHAIR
    assert [letter.to for letter in mail.outbox] == [["rita@example.org"]]


def test_a_closed_session_keeps_its_list_as_it_is(
    client_of: type, ambassador: User, session: Session, ines: Registration
) -> None:
    check_in(registration=ines)
    close_session(session=session, participants=9, by=ambassador)
    for act in (check_in, undo_check_in):
        with pytest.raises(SessionClosed):
            act(registration=ines)
    browser = client_of(ambassador)
    browser.post(f"{door(session)}{ines.pk}/", {"wat": "terug"})
    browser.post(door(session), {"key": str(uuid.uuid4()), "first_name": "Omar"})
    ines.refresh_from_db()
    assert ines.came_at is not None
    assert session.registrations.count() == 1
    page = browser.get(door(session)).content.decode()
    assert "This session is closed." in page
    assert 'name="wat"' not in page


def test_who_was_checked_in_counts_only_when_the_session_closes(
    ambassador: User, session: Session, ines: Registration
) -> None:
    check_in(registration=ines)
    add_person(session=session, first_name="Omar", key=uuid.uuid4())
    session.refresh_from_db()
    assert session.participants == 0
    assert close_session(session=session, participants=0, by=ambassador).participants == 2


def test_what_somebody_counted_by_hand_is_what_counts(
    ambassador: User, session: Session, ines: Registration
) -> None:
    check_in(registration=ines)
    assert close_session(session=session, participants=9, by=ambassador).participants == 9


def test_the_table_proposes_how_many_people_were_checked_in(
    client_of: type, ambassador: User, session: Session, ines: Registration
) -> None:
    start_session(session=session, by=ambassador)
    browser, table = client_of(ambassador), f"/ambassadeur/sessies/{session.pk}/?afronden"
    asked = re.compile(r'<input type="number" name="participants"[^>]*>')
    assert "value=" not in asked.findall(browser.get(table).content.decode())[0]
    for person in (ines, take_chair(session, "Ayoub")):
        check_in(registration=person)
    assert 'value="2"' in asked.findall(browser.get(table).content.decode())[0]


def test_the_list_asks_the_same_number_of_queries_for_many_people(
    client_of: type, ambassador: User, session: Session, django_assert_max_num_queries: Any
) -> None:
    for n in range(30):
        take_chair(session, f"Mens {n}x")
    browser = client_of(ambassador)
    with django_assert_max_num_queries(7):
        assert browser.get(door(session)).status_code == 200
