"""Asking for a session, and the answer."""

import uuid
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.phases import PhaseClosed
from dreamsessions.models import Session, SessionRequest
from dreamsessions.services.requests import (
    AlreadyAnswered,
    ask_session,
    decline_request,
    forget_askers,
    mail_answer,
    plan_request,
)
from tests.conftest import MOMENTS
from tests.dreamsessions.builders import live_here, make_session
from tests.dreamsessions.test_planning import form as session_form
from tests.factories import make_campaign, make_district


def ask(**changes: Any) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()), "group": "Buren van de Mandelstraat", "place": "De garage",
        "people": "10", "when": "Dinsdag", "by_themselves": "", "first_name": "Carine",
        "email": "carine@example.org", "phone": "", "website": "",
    } | changes  # fmt: skip


def make_request(campaign: Campaign, **fields: Any) -> SessionRequest:
    values = {
        "group": "De buren", "first_name": "Carine", "email": "carine@example.org", "people": 10,
    } | fields  # fmt: skip
    return SessionRequest.objects.create(campaign=campaign, **values)


# Asking ------------------------------------------------------------------------------------------
def test_somebody_asks_and_finds_the_answer_at_the_same_address(
    client: Client, campaign: Campaign, organiser: User
) -> None:
    district = make_district(campaign, "Oekene")
    answer = client.post("/sessies/vraag/", ask(district=district.pk))
    row = SessionRequest.objects.get()
    assert answer.headers["Location"] == f"/sessies/vraag/{row.key}/"
    assert (row.group, row.people, row.district) == ("Buren van de Mandelstraat", 10, district)
    page = client.get(answer.headers["Location"])
    assert "carine@example.org" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    decline_request(asked=row, reason="Kom op de 27e naar het bos.", by=organiser)
    assert "Kom op de 27e naar het bos." in client.get(answer.headers["Location"]).content.decode()


def test_the_same_request_sent_twice_is_one(client: Client, campaign: Campaign) -> None:
    data = ask()
    places = {client.post("/sessies/vraag/", data).headers["Location"] for _ in range(3)}
    assert len(places) == 1
    assert SessionRequest.objects.count() == 1


def test_looking_asks_nothing(client: Client, campaign: Campaign) -> None:
    for path in ("vraag/", "vraag/?zelf=1", "zelf/"):
        assert client.get(f"/sessies/{path}").status_code == 200
    assert not SessionRequest.objects.exists()


def test_who_comes_from_the_kit_leads_it_themselves(client: Client, campaign: Campaign) -> None:
    page = client.get("/sessies/vraag/?zelf=1")
    assert page.context["form"]["by_themselves"].value() == "1"
    client.post("/sessies/vraag/", ask(by_themselves="1"))
    assert SessionRequest.objects.get().by_themselves


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"group": " "}, "group"), ({"first_name": ""}, "first_name"),
        ({"email": ""}, "email"), ({"email": "carine"}, "email"),
        ({"email": "", "phone": "051"}, "phone"), ({"people": "0"}, "people"),
        ({"people": "veel"}, "people"), ({"people": "501"}, "people"), ({"key": "x"}, "key"),
        ({"website": "https://spam.example"}, "__all__"), ({"district": "999999"}, "district"),
        ({"group": "x" * 121}, "group"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_asked_again(
    client: Client, campaign: Campaign, changes: dict[str, str], field: str
) -> None:
    answer = client.post("/sessies/vraag/", ask(**changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not SessionRequest.objects.exists()


def test_a_telephone_number_is_enough(client: Client, campaign: Campaign) -> None:
    answer = client.post("/sessies/vraag/", ask(email="", phone="051 26 00 00"))
    assert "051 26 00 00" in client.get(answer.headers["Location"]).content.decode()


def test_a_district_of_another_campaign_cannot_be_chosen(
    client: Client, campaign: Campaign
) -> None:
    live_here(campaign)
    far = make_district(make_campaign(), "Ergens")
    assert client.post("/sessies/vraag/", ask(district=far.pk)).status_code == 422


@pytest.mark.phase(7)
def test_after_the_dreaming_phase_the_door_is_shut(client: Client, campaign: Campaign) -> None:
    assert client.post("/sessies/vraag/", ask()).status_code == 409
    with pytest.raises(PhaseClosed):
        ask_session(campaign=campaign, key=uuid.uuid4(), language="nl", group="X", email="a@b.be")
    assert not SessionRequest.objects.exists()


def test_a_request_nobody_can_answer_cannot_exist(campaign: Campaign) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_request(campaign, email="")


# The kit of a club -------------------------------------------------------------------------------
@pytest.mark.pdf
def test_a_club_prints_its_kit(client: Client, campaign: Campaign) -> None:
    answer = client.get("/sessies/zelf/kit.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert client.get("/sessies/zelf/kit.pdf").content == answer.content


def test_the_kit_links_to_what_can_be_printed(client: Client, campaign: Campaign) -> None:
    assert "/sessies/zelf/kit.pdf" in client.get("/sessies/zelf/").content.decode()
    assert client.post("/sessies/zelf/kit.pdf").status_code == 405


# The queue ---------------------------------------------------------------------------------------
def test_the_queue_shows_the_oldest_first_and_what_was_answered(
    client_of: Any, organiser: User, campaign: Campaign
) -> None:
    now = clock.now()
    late = make_request(campaign, group="Later", asked_at=now)
    early = make_request(campaign, group="Eerst", asked_at=now - timedelta(days=2))
    gone = make_request(campaign, group="Klaar")
    decline_request(asked=gone, reason="Te ver.", by=organiser)
    browser = client_of(organiser)
    assert list(browser.get("/team/sessies/vragen/").context["page"]) == [early, late]
    answered = browser.get("/team/sessies/vragen/?staat=beantwoord")
    assert list(answered.context["page"]) == [gone]
    assert "Te ver." in answered.content.decode()


@pytest.mark.parametrize("query", ["", "?staat=beantwoord"])
def test_ten_times_the_requests_ask_as_many_queries(
    client_of: Any, organiser: User, campaign: Campaign, query: str
) -> None:
    browser, district = client_of(organiser), make_district(campaign)

    def fill(amount: int) -> None:
        for n in range(amount):
            make_request(campaign, district=district)
            make_request(
                campaign, state="planned", session=make_session(campaign), settled_by=organiser,
                settled_at=clock.now(), group=f"G{n}",
            )  # fmt: skip

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"/team/sessies/vragen/{query}").status_code == 200
        return len(queries)

    fill(2)
    count()
    few = count()
    fill(18)
    assert count() == few


def test_planning_from_a_request_answers_it(
    client_of: Any, organiser: User, campaign: Campaign,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    row, browser = make_request(campaign, by_themselves=True), client_of(organiser)
    page = browser.get(f"/team/sessies/nieuw/?vraag={row.pk}")
    fields = page.context["form"]
    assert [fields[n].value() for n in ("title", "kind", "visibility", "capacity")] == [
        "De buren", "club", "invited", 10,
    ]  # fmt: skip
    data = session_form(asked=row.pk, visibility="invited", kind="club")
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            browser.post("/team/sessies/nieuw/", data)
    made = Session.objects.get()
    row.refresh_from_db()
    assert (row.state, row.session, row.settled_by) == ("planned", made, organiser)
    assert len(mail.outbox) == 1
    letter = mail.outbox[0].body
    assert f"/sessies/{made.slug}/?sleutel={made.token}" in letter
    assert "/sessies/zelf/" in letter


def test_two_colleagues_answer_one_request_once(
    client_of: Any, organiser: User, campaign: Campaign
) -> None:
    row, browser = make_request(campaign), client_of(organiser)
    decline_request(asked=row, reason="Te ver.", by=organiser)
    # The other one had the form open.
    answer = browser.post("/team/sessies/nieuw/", session_form(asked=row.pk))
    assert answer.headers["Location"] == f"/team/sessies/vragen/{row.pk}/"
    assert not Session.objects.exists()
    browser.post(f"/team/sessies/vragen/{row.pk}/", {"reason": "Iets anders."})
    row.refresh_from_db()
    assert row.answer == "Te ver."
    assert mail.outbox == []
    with pytest.raises(AlreadyAnswered):
        plan_request(asked=row, session=Session(campaign=campaign), ambassadors=(), by=organiser)


def test_a_kind_no_goes_by_mail(
    client_of: Any, organiser: User, campaign: Campaign,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    row = make_request(campaign, language="fr")
    browser = client_of(organiser)
    assert browser.post(f"/team/sessies/vragen/{row.pk}/", {"reason": " "}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"/team/sessies/vragen/{row.pk}/", {"reason": "Venez au bois le 27."})
    assert [letter.to for letter in mail.outbox] == [["carine@example.org"]]
    assert "Venez au bois le 27." in mail.outbox[0].body


def test_the_answer_is_mailed_once_and_again_when_the_post_office_failed(
    organiser: User, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make_request(campaign)
    decline_request(asked=row, reason="Het bos is bezet.", by=organiser)

    def refuse(**_letter: object) -> None:
        raise SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr("dreamsessions.services.requests.send_letter", refuse)
        with pytest.raises(SMTPServerDisconnected):
            mail_answer(asked=row)
    assert mail_answer(asked=row)
    assert not mail_answer(asked=row)
    assert len(mail.outbox) == 1


def test_without_an_address_no_letter_goes(organiser: User, campaign: Campaign) -> None:
    row = make_request(campaign, email="", phone="051 26 00 00")
    assert not mail_answer(asked=row)
    decline_request(asked=row, reason="Te ver.", by=organiser)
    assert not mail_answer(asked=row)
    assert mail.outbox == []


def test_requests_are_for_who_plans_and_of_this_campaign(
    client_of: Any, organiser: User, ambassador: User, campaign: Campaign
) -> None:
    live_here(campaign)
    other = make_request(make_campaign(), group="Van hiernaast")
    own = make_request(campaign)
    for path in ("vragen/", f"vragen/{own.pk}/"):
        assert client_of(ambassador).get(f"/team/sessies/{path}").status_code == 403
    browser = client_of(organiser)
    assert browser.get(f"/team/sessies/vragen/{other.pk}/").status_code == 404
    answer = browser.post(f"/team/sessies/vragen/{other.pk}/", {"reason": "Nee"})
    assert answer.status_code == 404
    assert "Van hiernaast" not in browser.get("/team/sessies/vragen/").content.decode()
    assert browser.get(f"/sessies/vraag/{other.key}/").status_code == 404
    browser.post("/team/sessies/nieuw/", session_form(asked=other.pk))
    other.refresh_from_db()
    assert other.state == "open"


def test_who_asked_is_forgotten_after_ninety_days(campaign: Campaign, organiser: User) -> None:
    row, waiting = make_request(campaign), make_request(campaign, group="Wacht nog")
    decline_request(asked=row, reason="Te ver.", by=organiser)
    with clock.travel(MOMENTS[5] + timedelta(days=91)):
        assert forget_askers(campaign=campaign) == 1
        assert forget_askers(campaign=campaign) == 0
    row.refresh_from_db()
    waiting.refresh_from_db()
    assert (row.first_name, row.email, row.answer) == ("", "", "Te ver.")
    assert waiting.email
