"""Sessions: the public agenda, the table, the plan."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client

from campaigns import clock
from campaigns.models import Campaign, Contribution, Status, User
from campaigns.phases import PhaseClosed
from dreamsessions.models import Note, Session, Visibility
from dreamsessions.services.noting import (
    SessionClosed,
    close_session,
    correct_note,
    start_session,
    write_note,
)
from tests.dreamsessions.builders import make_ambassador, make_session


@pytest.fixture
def session(campaign: Campaign, ambassador: User) -> Session:
    return make_session(campaign, make_ambassador(campaign, ambassador))


@pytest.fixture
def started(session: Session, ambassador: User) -> Session:
    return start_session(session=session, by=ambassador)


def note_form(**changes: object) -> dict[str, object]:
    return {
        "submission_key": str(uuid.uuid4()),
        "chair": "3",
        "speaker": "Ines",
        "text": "Een lange tafel.",
    } | changes


def write(session: Session, by: User, text: str = "Een lange tafel.", **fields: object) -> Note:
    values = {"chair": 1, "speaker": "Ines", "submission_key": uuid.uuid4()} | fields
    return write_note(session=session, text=text, by=by, **values)[0]


# The agenda -------------------------------------------------------------------------------------
def test_the_agenda_shows_public_sessions_only(client: Client, campaign: Campaign) -> None:
    make_session(campaign, title="Iedereen welkom")
    hidden = make_session(campaign, title="Bij ons thuis", visibility="hidden")
    page = client.get("/sessies/").content.decode()
    assert "Iedereen welkom" in page
    assert "Bij ons thuis" not in page
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert client.get(f"/sessies/{hidden.slug}/agenda.ics").status_code == 404


def test_the_agenda_asks_the_same_number_of_queries_for_many_sessions(
    client: Client, campaign: Campaign, django_assert_max_num_queries: object
) -> None:
    for n in range(40):
        make_session(campaign, starts_at=clock.now() + timedelta(days=n - 30))
    with django_assert_max_num_queries(7):
        assert client.get("/sessies/").status_code == 200


# The table --------------------------------------------------------------------------------------
def test_an_ambassador_writes_a_dream_at_the_table(
    client_of: type, ambassador: User, started: Session
) -> None:
    answer = client_of(ambassador).post(f"/ambassadeur/sessies/{started.pk}/", note_form(next=""))
    assert answer.status_code == 302
    note = Note.objects.get()
    assert (note.chair, note.display_name, note.origin) == (3, "Ines", started.title)
    assert note.status == Status.PLACED
    assert note.contribution.decisions.get().by == ambassador


def test_another_one_of_the_same_person_keeps_the_chair(
    client_of: type, ambassador: User, started: Session
) -> None:
    browser = client_of(ambassador)
    answer = browser.post(f"/ambassadeur/sessies/{started.pk}/", note_form(same=""))
    assert answer.headers["Location"].endswith("?stoel=3")
    assert "Ines droomt" in browser.get(answer.headers["Location"]).content.decode()


def test_the_same_note_sent_twice_is_one_note(
    client_of: type, ambassador: User, started: Session
) -> None:
    data = note_form()
    for _ in range(2):
        client_of(ambassador).post(f"/ambassadeur/sessies/{started.pk}/", data)
    assert Note.objects.count() == 1


def test_an_empty_note_is_asked_again(client_of: type, ambassador: User, started: Session) -> None:
    page = client_of(ambassador).post(f"/ambassadeur/sessies/{started.pk}/", note_form(text=" "))
    assert page.status_code == 422
    assert "Schrijf eerst de droom." in page.content.decode()


def test_personal_data_makes_a_note_wait_for_the_reading_queue(
    ambassador: User, started: Session
) -> None:
    note = write(started, ambassador, "Bel mij op 0475 12 34 56 voor de tafel.")
    assert note.status == Status.WAITING


def test_only_my_own_sessions_open(client_of: type, ambassador: User, campaign: Campaign) -> None:
    other = make_session(campaign)
    assert client_of(ambassador).get(f"/ambassadeur/sessies/{other.pk}/").status_code == 404
    assert client_of(ambassador).post(f"/ambassadeur/sessies/{other.pk}/klopt/").status_code == 404


def test_planners_open_every_session(client_of: type, organiser: User, campaign: Campaign) -> None:
    other = make_session(campaign)
    assert client_of(organiser).get(f"/ambassadeur/sessies/{other.pk}/").status_code == 200


def test_a_session_starts_only_after_the_sentence_was_read(
    client_of: type, ambassador: User, session: Session
) -> None:
    browser = client_of(ambassador)
    browser.post(f"/ambassadeur/sessies/{session.pk}/start/")
    session.refresh_from_db()
    assert session.started_at is None
    browser.post(f"/ambassadeur/sessies/{session.pk}/start/", {"consent": "on"})
    session.refresh_from_db()
    assert session.started_at is not None


def test_a_closed_session_takes_nothing_more_and_keeps_the_text(
    client_of: type, ambassador: User, started: Session
) -> None:
    note = write(started, ambassador)
    browser = client_of(ambassador)
    browser.post(f"/ambassadeur/sessies/{started.pk}/klopt/", {"participants": "9"})
    started.refresh_from_db()
    assert started.closed_at is not None
    assert started.participants == 9
    with pytest.raises(SessionClosed):
        write(started, ambassador)
    with pytest.raises(SessionClosed):
        correct_note(note=Note.objects.get(pk=note.pk), text="Anders")
    page = browser.post(f"/ambassadeur/sessies/{started.pk}/", note_form(text="Te laat verteld"))
    assert page.status_code == 422
    assert Note.objects.count() == 1


def test_closing_twice_keeps_the_first_time(ambassador: User, started: Session) -> None:
    first = close_session(session=started, participants=9, by=ambassador).closed_at
    assert close_session(session=started, participants=4, by=ambassador).closed_at == first
    assert Session.objects.get(pk=started.pk).participants == 9


@pytest.mark.phase(6)
def test_after_the_dreaming_phase_no_notes_are_taken(ambassador: User, session: Session) -> None:
    with pytest.raises(PhaseClosed):
        write(session, ambassador)
    assert Contribution.objects.count() == 0


# The plan ---------------------------------------------------------------------------------------
def test_the_team_plans_a_session(client_of: type, organiser: User, campaign: Campaign) -> None:
    data = {
        "title": "Droomsessie in Oekene", "kind": "group", "visibility": "public", "place": "Parochiezaal",
        "starts_at": "2027-05-20T19:30", "minutes": "120", "capacity": "12", "step_free": "on",
    }  # fmt: skip
    for _ in range(2):
        assert client_of(organiser).post("/team/sessies/nieuw/", data).status_code == 302
    assert set(Session.objects.values_list("slug", flat=True)) == {
        "droomsessie-in-oekene", "droomsessie-in-oekene-2",
    }  # fmt: skip


def test_the_plan_asks_the_same_number_of_queries_for_many_sessions(
    client_of: type, organiser: User, campaign: Campaign, django_assert_max_num_queries: object
) -> None:
    for _ in range(10):
        make_session(campaign)
    browser = client_of(organiser)
    with django_assert_max_num_queries(9):
        assert browser.get("/team/sessies/").status_code == 200


def test_the_plan_is_for_the_core_team(
    client_of: type, ambassador: User, stranger: User, client: Client
) -> None:
    assert client_of(ambassador).get("/team/sessies/").status_code == 403
    assert client_of(stranger).get("/team/sessies/").status_code == 404
    assert client.get("/team/sessies/").status_code == 302


@pytest.mark.parametrize("visibility", [Visibility.INVITED, Visibility.HIDDEN])
def test_a_dream_does_not_tell_the_title_of_a_session_behind_a_link(
    campaign, ambassador, visibility
):
    session = make_session(campaign, title="Verjaardag bij Jan thuis", visibility=visibility)
    start_session(session=session, by=ambassador)
    note, _new = write_note(
        session=session, text="Een bank", chair=None, speaker="", by=ambassador,
        submission_key=uuid.uuid4(),
    )  # fmt: skip
    assert "Jan" not in note.source_line
