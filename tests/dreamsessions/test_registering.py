"""A chair in a session: taking one, the letters about it, giving it back."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.phases import PhaseClosed
from dreamsessions import tasks
from dreamsessions.models import News, Place, Registration, Session
from dreamsessions.services import letters
from dreamsessions.services.planning import cancel_session, save_session
from dreamsessions.services.registering import (
    NoMoreChairs,
    SessionFull,
    Stage,
    give_back,
    register,
    stage_of,
)
from tests.dreamsessions.builders import make_ambassador, make_note, make_session
from tests.dreamsessions.chairs import at_once, chair_form, take_chair
from tests.factories import make_district

Commit = Callable[..., Any]


@pytest.fixture
def session(campaign: Campaign, ambassador: User) -> Session:
    return make_session(
        campaign, make_ambassador(campaign, ambassador), title="Dromen in De Spil",
        starts_at=clock.now() + timedelta(days=5), capacity=2, address="Spilstraat 1",
    )  # fmt: skip


@pytest.fixture
def full(session: Session) -> Session:
    for name in ("Ayoub", "Rita"):
        take_chair(session, name)
    return session


def page_of(session: Session) -> str:
    return f"/en/sessies/{session.slug}/"


def read(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def later(session: Session, **time: float) -> Any:
    return clock.travel(session.starts_at + timedelta(**time))


# Taking a chair ---------------------------------------------------------------------------------
def test_a_visitor_takes_a_chair_and_sees_it_confirmed(
    client: Client, session: Session, django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(page_of(session), chair_form(email="Ines@Example.org"))
    row = session.registrations.get()
    assert (row.first_name, row.email, row.place) == ("Ines", "ines@example.org", Place.CHAIR)
    assert answer.headers["Location"] == f"/en/stoel/{row.token}/"
    page = client.get(answer.headers["Location"])
    assert "Your chair is ready, Ines." in page.content.decode()
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in page.headers["Cache-Control"]
    assert [letter.to for letter in mail.outbox] == [["ines@example.org"]]


def test_the_confirmation_carries_the_code_for_the_door(client: Client, session: Session) -> None:
    row = take_chair(session)
    page = read(client, f"/en/stoel/{row.token}/")
    assert 'aria-label="Code for the door"' in page
    assert page.count("<svg") > 1
    assert f"/stoel/{row.token}/afzeggen/" in page


def test_looking_takes_no_chair(client: Client, session: Session) -> None:
    assert "2 chairs left" in read(client, page_of(session))
    client.get(page_of(session), chair_form())
    client.head(page_of(session))
    assert not session.registrations.exists()


def test_a_double_click_takes_one_chair(
    client: Client, session: Session, django_capture_on_commit_callbacks: Commit
) -> None:
    data = chair_form(email="ines@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        answers = {client.post(page_of(session), data).headers["Location"] for _n in range(2)}
    assert len(answers) == 1
    assert session.registrations.count() == 1
    assert len(mail.outbox) == 1


def test_mail_is_not_needed(
    client: Client, session: Session, django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(page_of(session), chair_form())
    assert "You left no address" in read(client, answer.headers["Location"])
    assert session.registrations.get().news == ""
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("first_name", ""), ("first_name", "  "), ("first_name", "win www.geld.example"),
        ("first_name", "https://geld.example"), ("first_name", "x@y.example"),
        ("email", "geen-adres"), ("website", "https://geld.example"), ("key", "x"),
    ],
)  # fmt: skip
def test_what_is_not_right_is_asked_again_and_keeps_what_was_typed(
    client: Client, session: Session, field: str, typed: str
) -> None:
    data = chair_form(first_name="Ines", email="ines@example.org") | {field: typed}
    answer = client.post(page_of(session), data)
    assert answer.status_code == 422
    assert not session.registrations.exists()
    kept = "Ines" if field != "first_name" else "ines@example.org"
    assert f'value="{kept}"' in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_a_network_that_takes_chair_after_chair_is_slowed_down(
    client: Client, session: Session, settings: Any
) -> None:
    settings.RATE_LIMITS_ENABLED = True
    for _n in range(30):
        assert client.post(page_of(session), chair_form(first_name="")).status_code == 422
    answer = client.post(page_of(session), chair_form())
    assert answer.status_code == 429
    assert not session.registrations.exists()


# Full -------------------------------------------------------------------------------------------
def test_a_full_session_offers_the_waiting_list(client: Client, full: Session) -> None:
    page = read(client, page_of(full))
    assert "This session is full." in page
    assert "Put me on the waiting list" in page
    assert "I am coming" not in page


def test_who_came_just_too_late_keeps_what_was_typed_and_can_wait(
    client: Client, full: Session
) -> None:
    data = chair_form(email="ines@example.org")
    answer = client.post(page_of(full), data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Somebody just took the last chair." in page
    assert data["key"] in page
    assert 'value="ines@example.org"' in page
    assert full.registrations.count() == 2


def test_a_visitor_waits_in_line(
    client: Client, full: Session, django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(page_of(full), chair_form(email="ines@example.org", wait="1"))
    row = full.registrations.get(first_name="Ines")
    assert row.place == Place.WAITING
    assert "You are the first in line." in read(client, answer.headers["Location"])
    assert mail.outbox[0].subject == "You are on the waiting list: Dromen in De Spil"
    assert "You are the first in line." in mail.outbox[0].body
    assert mail.outbox[0].attachments == []


def test_without_asking_nobody_is_put_in_line(full: Session) -> None:
    with pytest.raises(SessionFull):
        register(session=full, first_name="B", email="", key=uuid.uuid4())
    assert full.registrations.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_the_last_chair_goes_to_one_person(campaign: Campaign) -> None:
    small = make_session(campaign, capacity=1)

    def act() -> str:
        register(session=small, first_name="X", email="", key=uuid.uuid4())
        return "chair"

    assert sorted(map(str, at_once([act] * 6))) == [*["SessionFull"] * 5, "chair"]
    assert small.registrations.filter(place=Place.CHAIR).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_a_double_click_at_the_same_moment_takes_one_chair(campaign: Campaign) -> None:
    small, key = make_session(campaign, capacity=3), uuid.uuid4()
    came = at_once([lambda: register(session=small, first_name="X", email="", key=key)[1]] * 4)
    assert sorted(map(str, came)) == ["False", "False", "False", "True"]
    assert small.registrations.count() == 1


# Too late ---------------------------------------------------------------------------------------
def test_a_session_that_started_takes_nobody_any_more(client: Client, session: Session) -> None:
    with later(session, minutes=1):
        assert "They are dreaming here now." in read(client, page_of(session))
        assert client.post(page_of(session), chair_form()).status_code == 409
    assert not session.registrations.exists()


def test_a_past_session_says_how_many_dreams_were_told(
    client: Client, session: Session, campaign: Campaign
) -> None:
    for text in ("Een bank.", "Een boom.", "Een plein."):
        make_note(session, text)
    with later(session, hours=3):
        assert "3 dreams were told here." in read(client, page_of(session))
        assert client.post(page_of(session), chair_form()).status_code == 409
    assert not session.registrations.exists()


def test_a_cancelled_session_says_why(client: Client, session: Session, organiser: User) -> None:
    cancel_session(session=session, reason="De zaal staat onder water.", by=organiser)
    page = client.post(page_of(session), chair_form())
    assert page.status_code == 409
    assert "De zaal staat onder water." in page.content.decode()
    assert not session.registrations.exists()


@pytest.mark.phase(6)
def test_after_the_dreaming_phase_nobody_takes_a_chair(client: Client, session: Session) -> None:
    assert "Taking a chair is over." in read(client, page_of(session))
    answer = client.post(page_of(session), chair_form())
    assert answer.status_code == 409
    assert "28" in answer.content.decode()
    with pytest.raises(PhaseClosed):
        take_chair(session)
    assert not session.registrations.exists()


@pytest.mark.phase(4)
def test_before_the_dreaming_phase_one_can_already_take_a_chair(
    client: Client, campaign: Campaign
) -> None:
    first = make_session(campaign, starts_at=clock.now() + timedelta(days=30))
    assert client.post(page_of(first), chair_form()).status_code == 302
    assert stage_of(first, campaign.timeline(clock.today())) == Stage.OPEN


# Behind a link ----------------------------------------------------------------------------------
def test_an_invited_session_opens_with_its_link_only(client: Client, campaign: Campaign) -> None:
    invited = make_session(campaign, visibility="invited", title="Bij Omer thuis")
    path = page_of(invited)
    for wrong in ("", "?sleutel=", "?sleutel=fout", "?sleutel=é"):
        assert client.get(path + wrong).status_code == 404
        assert client.post(path + wrong, chair_form()).status_code == 404
        assert client.get(f"{path}agenda.ics{wrong}").status_code == 404
    secret = f"?sleutel={invited.token}"
    page = client.get(path + secret)
    assert "Bij Omer thuis" in page.content.decode()
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert client.get(f"{path}agenda.ics{secret}").headers["X-Robots-Tag"] == "noindex"
    assert client.post(path + secret, chair_form()).status_code == 302
    assert invited.registrations.count() == 1


def test_a_hidden_session_opens_for_nobody(client: Client, campaign: Campaign) -> None:
    hidden = make_session(campaign, visibility="hidden")
    for path in (page_of(hidden), f"{page_of(hidden)}?sleutel={hidden.token}"):
        assert client.get(path).status_code == 404
        assert client.post(path, chair_form()).status_code == 404
    assert client.get(f"{page_of(hidden)}agenda.ics?sleutel={hidden.token}").status_code == 404


def test_a_chair_in_a_hidden_session_has_a_page_without_a_way_to_the_session(
    client: Client, campaign: Campaign
) -> None:
    hidden = make_session(campaign, visibility="hidden", slug="bij-ons-thuis")
    row = take_chair(hidden)
    assert "/sessies/bij-ons-thuis/" not in read(client, f"/en/stoel/{row.token}/")
    entry = read(client, f"/en/stoel/{row.token}/agenda.ics")
    assert "BEGIN:VEVENT" in entry
    assert "URL:" not in entry


@pytest.mark.parametrize("visibility", ["invited", "hidden"])
def test_what_is_not_public_stands_on_no_list(
    client: Client, campaign: Campaign, visibility: str
) -> None:
    make_district(campaign)
    make_session(campaign, visibility=visibility, title="Bij Omer thuis")
    for path in (
        "/sessies/", "/sessies/?toon=maand", "/sessies/agenda.ics", "/sessies/agenda/rumbeke.ics",
        "/sessies/uitdatabank.json",
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200
        assert "Bij Omer thuis" not in answer.content.decode(), path


def test_the_chairs_of_another_campaign_stay_closed(client: Client, session: Session) -> None:
    row = take_chair(session)
    campaign = session.campaign
    Campaign.objects.create(
        slug="elders", name="Elders", city="Izegem", horizon_year=2030, domain="elders.example"
    )
    Campaign.objects.filter(pk=campaign.pk).update(domain="hier.example")
    path = f"/stoel/{row.token}/"
    assert client.get(path, headers={"host": "hier.example"}).status_code == 200
    assert client.get(path, headers={"host": "elders.example"}).status_code == 404


# Letters ----------------------------------------------------------------------------------------
def test_the_confirmation_says_where_and_when_and_how_to_cancel(session: Session) -> None:
    row = take_chair(session, email="ines@example.org")
    assert letters.tell(registration_pk=row.pk)
    letter = mail.outbox[0]
    assert letter.subject == "Your chair is ready: Dromen in De Spil"
    for needle in (
        "Hello Ines,", "De Spil, Spilstraat 1", "12.00 hrs",
        f"/en/stoel/{row.token}/afzeggen/", "An, city of Roeselare", "051 00 00 00",
    ):  # fmt: skip
        assert needle in letter.body, needle
    (name, entry, kind), (picture, drawn, image) = letter.attachments
    assert (name, kind) == (f"{session.slug}.ics", "text/calendar")
    assert f"UID:{session.campaign.slug}-{session.slug}@roeselare2030" in str(entry)
    assert (picture, image) == (f"{session.slug}.png", "image/png")
    assert bytes(drawn).startswith(b"\x89PNG")


def test_letters_speak_the_language_of_who_took_the_chair(session: Session) -> None:
    row = take_chair(session, email="ines@example.org", language="fr")
    letters.tell(registration_pk=row.pk)
    assert f"/fr/stoel/{row.token}/" in mail.outbox[0].body


def test_a_letter_goes_once(session: Session) -> None:
    row = take_chair(session, email="ines@example.org")
    assert letters.tell(registration_pk=row.pk)
    assert not letters.tell(registration_pk=row.pk)
    tasks.tell_session(session.pk)
    tasks.sweep_letters()
    assert len(mail.outbox) == 1
    row.refresh_from_db()
    assert row.told_at == clock.now()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_workers_at_once_send_one_letter(campaign: Campaign) -> None:
    row = take_chair(make_session(campaign), email="ines@example.org")
    came = at_once([lambda: letters.tell(registration_pk=row.pk)] * 4)
    assert sorted(map(str, came)) == ["False", "False", "False", "True"]
    assert len(mail.outbox) == 1


def test_a_letter_that_fails_is_tried_again(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = take_chair(session, email="ines@example.org")

    def fail(**_letter: object) -> None:
        raise SMTPServerDisconnected("gone")

    with monkeypatch.context() as patched:
        patched.setattr(letters, "send_letter", fail)
        with pytest.raises(SMTPServerDisconnected):
            letters.tell(registration_pk=row.pk)
        assert letters.tell_everybody() == 0
    row.refresh_from_db()
    assert (row.news, row.told_at) == (News.CHAIR, None)
    assert letters.tell_everybody() == 1
    assert len(mail.outbox) == 1


def test_an_address_that_does_not_exist_is_not_tried_again(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = take_chair(session, email="ines@example.org")

    def refuse(**_letter: object) -> None:
        raise SMTPRecipientsRefused({"ines@example.org": (550, b"unknown")})

    monkeypatch.setattr(letters, "send_letter", refuse)
    assert not letters.tell(registration_pk=row.pk)
    row.refresh_from_db()
    assert row.news == ""


def test_a_mistake_of_ours_is_not_taken_for_a_postman(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = take_chair(session, email="ines@example.org")

    def break_down(**_letter: object) -> None:
        raise KeyError("ours")

    monkeypatch.setattr(letters, "send_letter", break_down)
    with pytest.raises(KeyError):
        tasks.mail_registration(row.pk)
    row.refresh_from_db()
    assert row.news == ""


def test_everybody_hears_that_a_session_does_not_go_on(
    client_of: type, organiser: User, full: Session, django_capture_on_commit_callbacks: Commit
) -> None:
    take_chair(full, "Ines", "ines@example.org")
    gone = take_chair(full, "Weg", "weg@example.org")
    give_back(registration=gone)
    Registration.objects.filter(first_name="Rita").update(email="rita@example.org")
    path = f"/en/team/sessies/{full.pk}/afgelasten/"
    with django_capture_on_commit_callbacks(execute=True):
        for _n in range(2):
            client_of(organiser).post(path, {"reason": "De zaal staat onder water."})
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "ines@example.org",
        "rita@example.org",
    ]
    letter = next(letter for letter in mail.outbox if letter.to == ["ines@example.org"])
    assert letter.subject == "It does not go on: Dromen in De Spil"
    assert "De zaal staat onder water." in letter.body
    entry = str(letter.attachments[0][1])
    assert "STATUS:CANCELLED" in entry
    assert "SEQUENCE:1" in entry


def test_everybody_hears_that_a_session_moved(full: Session, organiser: User) -> None:
    Registration.objects.filter(first_name="Rita").update(email="rita@example.org", language="en")
    full.refresh_from_db()
    full.starts_at += timedelta(days=1)
    full.place = "Het Huis"
    save_session(session=full, ambassadors=full.ambassadors.all(), by=organiser)
    tasks.tell_session(full.pk)
    letter = mail.outbox[0]
    assert letter.to == ["rita@example.org"]
    assert letter.subject == "Another moment or place: Dromen in De Spil"
    assert "Het Huis" in letter.body
    assert "SEQUENCE:1" in str(letter.attachments[0][1])
    assert len(mail.outbox) == 1


def test_nobody_is_bothered_when_only_words_changed(full: Session, organiser: User) -> None:
    Registration.objects.update(email="rita@example.org")
    full.refresh_from_db()
    full.materials = "Een stift."
    save_session(session=full, ambassadors=[], by=organiser)
    assert not letters.untold().exists()
    full.refresh_from_db()
    assert full.revision == 0
    full.description = "Kom maar."
    save_session(session=full, ambassadors=[], by=organiser)
    full.refresh_from_db()
    assert full.revision == 1
    assert not letters.untold().exists()


def test_a_session_that_moved_before_the_confirmation_went_is_one_letter(
    session: Session, organiser: User
) -> None:
    row = take_chair(session, email="ines@example.org")
    session.place = "Het Huis"
    save_session(session=session, ambassadors=[], by=organiser)
    row.refresh_from_db()
    assert row.news == News.CHAIR
    letters.tell_everybody()
    assert len(mail.outbox) == 1
    assert "Het Huis" in mail.outbox[0].body


# Reminders --------------------------------------------------------------------------------------
@pytest.fixture
def told(session: Session) -> Registration:
    row = take_chair(session, email="ines@example.org")
    letters.tell(registration_pk=row.pk)
    mail.outbox.clear()
    return row


def test_the_day_before_somebody_is_reminded_once(session: Session, told: Registration) -> None:
    with later(session, hours=-25):
        tasks.remind_everybody()
    assert mail.outbox == []
    with later(session, hours=-23):
        for _n in range(2):
            tasks.remind_everybody()
            tasks.remind(told.pk)
    assert len(mail.outbox) == 1
    letter = mail.outbox[0]
    assert "Dromen in De Spil" in letter.subject
    assert f"/stoel/{told.token}/afzeggen/" in letter.body
    assert "STATUS:CONFIRMED" in str(letter.attachments[0][1])


def test_nobody_is_reminded_of_what_they_just_heard(session: Session) -> None:
    with later(session, hours=-30):
        row = take_chair(session, email="ines@example.org")
        letters.tell(registration_pk=row.pk)
    mail.outbox.clear()
    with later(session, hours=-23):
        tasks.remind_everybody()
    assert mail.outbox == []


@pytest.mark.parametrize("place", [Place.WAITING, Place.CANCELLED])
def test_only_who_has_a_chair_is_reminded(
    session: Session, told: Registration, place: Place
) -> None:
    Registration.objects.update(place=place)
    with later(session, hours=-23):
        tasks.remind_everybody()
        assert not letters.remind(registration_pk=told.pk)
    assert mail.outbox == []


def test_nobody_is_reminded_of_a_session_that_does_not_go_on(
    session: Session, told: Registration, organiser: User
) -> None:
    cancel_session(session=session, reason="Ziek.", by=organiser)
    with later(session, hours=-23):
        assert not letters.remind(registration_pk=told.pk)
    assert mail.outbox == []


def test_a_session_that_moved_is_reminded_of_again(
    session: Session, told: Registration, organiser: User
) -> None:
    with later(session, hours=-23):
        tasks.remind_everybody()
        session.starts_at += timedelta(days=7)
        save_session(session=session, ambassadors=[], by=organiser)
        tasks.tell_session(session.pk)
    assert len(mail.outbox) == 2
    session.refresh_from_db()
    with later(session, hours=-20):
        tasks.remind_everybody()
    assert len(mail.outbox) == 3


def test_a_reminder_that_fails_is_tried_again(
    session: Session, told: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_letter: object) -> None:
        raise ConnectionRefusedError

    with later(session, hours=-23):
        with monkeypatch.context() as patched:
            patched.setattr(letters, "send_letter", fail)
            with pytest.raises(ConnectionRefusedError):
                letters.remind(registration_pk=told.pk)
        assert letters.remind(registration_pk=told.pk)
    assert len(mail.outbox) == 1


# Giving it back ---------------------------------------------------------------------------------
def test_the_link_asks_first_and_a_click_gives_the_chair_back(
    client: Client, session: Session, django_capture_on_commit_callbacks: Commit
) -> None:
    row = take_chair(session)
    path = f"/en/stoel/{row.token}/afzeggen/"
    page = client.get(path)
    assert "You cannot come?" in page.content.decode()
    assert page.headers["X-Robots-Tag"] == "noindex"
    row.refresh_from_db()
    assert row.place == Place.CHAIR
    with django_capture_on_commit_callbacks(execute=True):
        for _n in range(2):
            answer = client.post(path)
            assert answer.headers["Location"] == f"/en/stoel/{row.token}/"
    row.refresh_from_db()
    assert row.place == Place.CANCELLED
    assert "You gave your chair back." in read(client, f"/en/stoel/{row.token}/")
    assert "There is nothing more to do." in read(client, path)
    assert "2 chairs left" in read(client, page_of(session))


def test_once_it_started_nothing_is_given_back(client: Client, session: Session) -> None:
    row = take_chair(session)
    path = f"/en/stoel/{row.token}/afzeggen/"
    with later(session, minutes=5):
        assert "This session has started." in read(client, path)
        assert client.post(path).status_code == 409
        with pytest.raises(NoMoreChairs):
            give_back(registration=row)
    row.refresh_from_db()
    assert row.place == Place.CHAIR


def test_a_cancelled_session_needs_no_giving_back(
    client: Client, session: Session, organiser: User
) -> None:
    row = take_chair(session)
    cancel_session(session=session, reason="De zaal staat onder water.", by=organiser)
    answer = client.post(f"/en/stoel/{row.token}/afzeggen/")
    assert answer.status_code == 409
    assert "De zaal staat onder water." in answer.content.decode()
    assert "De zaal staat onder water." in read(client, f"/en/stoel/{row.token}/")


def test_a_wrong_link_opens_nothing(client: Client, session: Session) -> None:
    take_chair(session)
    for path in ("/stoel/fout/", "/stoel/fout/afzeggen/", "/stoel/fout/agenda.ics"):
        assert client.get(path).status_code == 404


# The page ---------------------------------------------------------------------------------------
def test_the_page_says_what_one_wants_to_know(client: Client, campaign: Campaign) -> None:
    row = make_session(
        campaign, description="Een avond over de straat.", host="Wijkraad Krottegem", language="fr",
        address="Spilstraat 1", step_free=False, accessibility="Er is een lift aan de achterkant.",
        target_group="seniors", materials="De sleutel ligt onder de mat.", district=make_district(campaign),
    )  # fmt: skip
    page = read(client, page_of(row))
    for needle in (
        "Een avond over de straat.", "Wijkraad Krottegem", "Spilstraat 1", "Rumbeke", "French",
        "There are steps. Call us, we help.", "Er is een lift aan de achterkant.",
        "Older people", "webcal://testserver/en/sessies/agenda.ics", "mailto:?subject=",
    ):  # fmt: skip
        assert needle in page, needle


def test_what_only_the_leaders_must_know_is_told_to_nobody(
    client: Client, session: Session
) -> None:
    Session.objects.filter(pk=session.pk).update(materials="De sleutel ligt onder de mat.")
    row = take_chair(session, email="ines@example.org")
    letters.tell(registration_pk=row.pk)
    assert "sleutel" not in mail.outbox[0].body
    for path in (
        page_of(session), f"/en/stoel/{row.token}/", "/sessies/agenda.ics",
        "/sessies/uitdatabank.json",
    ):  # fmt: skip
        assert "De sleutel" not in read(client, path), path


def test_the_pages_ask_the_same_number_of_queries_for_many_people(
    client: Client, campaign: Campaign, ambassador: User, django_assert_max_num_queries: Any
) -> None:
    big = make_session(campaign, make_ambassador(campaign, ambassador), capacity=30)
    rows = [take_chair(big, f"Mens {n}x") for n in range(40)]
    with django_assert_max_num_queries(5):
        assert client.get(page_of(big)).status_code == 200
    with django_assert_max_num_queries(5):
        assert client.get(f"/stoel/{rows[-1].token}/").status_code == 200
