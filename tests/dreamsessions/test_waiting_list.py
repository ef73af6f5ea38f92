"""The waiting list moves up by itself: who came first, first; nobody twice, nobody passed by."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from campaigns import clock
from campaigns.models import Campaign, User
from dreamsessions import tasks
from dreamsessions.models import Place, Registration, Session
from dreamsessions.services.door import strike_off
from dreamsessions.services.planning import cancel_session, save_session
from dreamsessions.services.registering import give_back
from dreamsessions.services.waiting import place_in_line
from tests.dreamsessions.builders import make_session
from tests.dreamsessions.chairs import at_once, chair_form, take_chair


@pytest.fixture
def session(campaign: Campaign) -> Session:
    return make_session(
        campaign, capacity=2, starts_at=clock.now() + timedelta(days=5), title="Dromen in De Spil"
    )


@pytest.fixture
def people(session: Session) -> dict[str, Registration]:
    """Two on chairs, three in line; the second in line left no address."""
    names = {
        "Ayoub": "a@example.org", "Rita": "r@example.org", "Een": "een@example.org", "Twee": "",
        "Drie": "drie@example.org",
    }  # fmt: skip
    rows = {name: take_chair(session, name, email) for name, email in names.items()}
    tasks.sweep_letters()
    mail.outbox.clear()
    return rows


def seated(session: Session) -> set[str]:
    return set(session.registrations.filter(place=Place.CHAIR).values_list("first_name", flat=True))


def raise_capacity(session: Session, to: int, by: User) -> None:
    session.refresh_from_db()
    session.capacity = to
    save_session(session=session, ambassadors=[], by=by)


def test_the_line_is_in_order_of_arrival(people: dict[str, Registration]) -> None:
    assert [place_in_line(people[name]) for name in ("Ayoub", "Een", "Twee", "Drie")] == [
        0,
        1,
        2,
        3,
    ]


def test_a_chair_given_back_goes_to_who_waits_longest(
    session: Session, people: dict[str, Registration]
) -> None:
    assert give_back(registration=people["Rita"])
    assert seated(session) == {"Ayoub", "Een"}
    assert place_in_line(people["Twee"]) == 1


def test_who_moves_up_hears_it(
    client: Client,
    session: Session,
    people: dict[str, Registration],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/stoel/{people['Ayoub'].token}/afzeggen/")
    (letter,) = mail.outbox
    assert letter.to == ["een@example.org"]
    assert letter.subject == "A chair came free: Dromen in De Spil"
    assert f"/stoel/{people['Een'].token}/afzeggen/" in letter.body
    assert [kind for _name, _file, kind in letter.attachments] == ["text/calendar", "image/png"]


def test_giving_back_twice_moves_one_person_up(
    session: Session, people: dict[str, Registration]
) -> None:
    assert give_back(registration=people["Rita"])
    assert not give_back(registration=people["Rita"])
    assert seated(session) == {"Ayoub", "Een"}


def test_somebody_without_an_address_moves_up_as_well(
    client: Client, session: Session, people: dict[str, Registration]
) -> None:
    give_back(registration=people["Rita"])
    give_back(registration=people["Ayoub"])
    assert seated(session) == {"Een", "Twee"}
    tasks.sweep_letters()
    assert [letter.to for letter in mail.outbox] == [["een@example.org"]]
    page = client.get(f"/en/stoel/{people['Twee'].token}/").content.decode()
    assert "Your chair is ready, Twee." in page


def test_who_leaves_the_line_lets_the_others_move_on(
    session: Session, people: dict[str, Registration]
) -> None:
    give_back(registration=people["Een"])
    assert seated(session) == {"Ayoub", "Rita"}
    assert place_in_line(people["Twee"]) == 1


def test_more_chairs_let_as_many_move_up(
    session: Session, people: dict[str, Registration], organiser: User
) -> None:
    raise_capacity(session, 4, organiser)
    assert seated(session) == {"Ayoub", "Rita", "Een", "Twee"}
    raise_capacity(session, 4, organiser)
    assert place_in_line(people["Drie"]) == 1
    tasks.tell_session(session.pk)
    assert [letter.to for letter in mail.outbox] == [["een@example.org"]]


def test_fewer_chairs_send_nobody_away(
    client: Client, session: Session, people: dict[str, Registration], organiser: User
) -> None:
    raise_capacity(session, 1, organiser)
    assert seated(session) == {"Ayoub", "Rita"}
    give_back(registration=people["Rita"])
    assert seated(session) == {"Ayoub"}
    page = client.get(f"/en/sessies/{session.slug}/").content.decode()
    assert "This session is full." in page


def test_a_new_visitor_does_not_pass_the_line(
    client: Client, session: Session, people: dict[str, Registration]
) -> None:
    # A chair came free past the services, by a hand in the database.
    Registration.objects.filter(pk=people["Rita"].pk).delete()
    answer = client.post(f"/sessies/{session.slug}/", chair_form(first_name="Nieuw", wait="1"))
    assert answer.status_code == 302
    assert seated(session) == {"Ayoub", "Een"}
    assert place_in_line(session.registrations.get(first_name="Nieuw")) == 3


def test_the_host_frees_a_chair_for_the_line(
    session: Session, people: dict[str, Registration]
) -> None:
    assert strike_off(registration=people["Rita"])
    assert not strike_off(registration=people["Rita"])
    assert seated(session) == {"Ayoub", "Een"}


def test_nobody_moves_up_in_a_session_that_started(
    session: Session, people: dict[str, Registration]
) -> None:
    with clock.travel(session.starts_at + timedelta(minutes=1)):
        strike_off(registration=people["Rita"])
    assert seated(session) == {"Ayoub"}


def test_nobody_moves_up_in_a_cancelled_session(
    session: Session, people: dict[str, Registration], organiser: User
) -> None:
    cancel_session(session=session, reason="Ziek.", by=organiser)
    raise_capacity(session, 9, organiser)
    assert seated(session) == {"Ayoub", "Rita"}
    tasks.sweep_letters()
    assert {letter.subject for letter in mail.outbox} == {"It does not go on: Dromen in De Spil"}
    assert len(mail.outbox) == 4


def test_a_colleague_who_saves_an_old_form_does_not_bring_a_cancelled_session_back(
    session: Session, organiser: User
) -> None:
    old = Session.objects.get(pk=session.pk)
    cancel_session(session=session, reason="Ziek.", by=organiser)
    old.title = "Anders"
    save_session(session=old, ambassadors=[], by=organiser)
    session.refresh_from_db()
    assert (session.title, session.cancel_reason, session.revision) == ("Anders", "Ziek.", 2)
    assert session.cancelled_at is not None


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_chairs_given_back_at_once_move_different_people_up(
    session: Session, people: dict[str, Registration]
) -> None:
    names = ("Ayoub", "Rita", "Rita")
    came = at_once([partial(give_back, registration=people[name]) for name in names])
    assert sorted(map(str, came)) == ["False", "True", "True"]
    assert seated(session) == {"Een", "Twee"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_who_comes_while_a_chair_is_given_back_stands_behind_the_line(
    session: Session, people: dict[str, Registration]
) -> None:
    acts: list[Callable[[], object]] = [
        partial(take_chair, session, f"Nieuw {sign}") for sign in "abcd"
    ]
    at_once([partial(give_back, registration=people["Rita"]), *acts])
    assert seated(session) == {"Ayoub", "Een"}
    assert place_in_line(people["Twee"]) == 1
    assert session.registrations.filter(place=Place.WAITING).count() == 6
