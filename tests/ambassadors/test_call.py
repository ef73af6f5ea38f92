"""Colleagues answer the call."""

from typing import Any

import pytest
from django.test import Client

from ambassadors.models import Candidate, Outcome
from ambassadors.services import answer_call
from campaigns.models import Campaign, Department
from campaigns.phases import PhaseClosed
from tests import factories
from tests.ambassadors.builders import make_ambassador, make_candidate

pytestmark = pytest.mark.phase(3)


@pytest.fixture
def department(campaign: Campaign) -> Department:
    return factories.make_department(campaign, "Groendienst")


def answer(department: Department, **changes: object) -> dict[str, object]:
    return {
        "first_name": "Rita", "last_name": "Vanhoutte", "email": "rita@stad.example",
        "department": department.pk, "level": "operational", "function": "Poetsvrouw",
        "motivation": "Ik wil zelf eens iets opschrijven.",
    } | changes  # fmt: skip


def test_a_colleague_answers_the_call(client: Client, department: Department) -> None:
    response = client.post("/oproep/", answer(department), follow=True)
    assert "Je antwoord is goed aangekomen" in response.content.decode()
    candidate = Candidate.objects.get()
    assert (candidate.full_name, candidate.outcome) == ("Rita Vanhoutte", Outcome.OPEN)


def test_reading_the_call_changes_nothing(client: Client, department: Department) -> None:
    response = client.get("/oproep/")
    assert response.status_code == 200
    assert "durven luisteren" in response.content.decode()
    assert not Candidate.objects.exists()


def test_answering_again_updates_the_first_answer(client: Client, department: Department) -> None:
    client.post("/oproep/", answer(department))
    client.post("/oproep/", answer(department, email="RITA@stad.example", function="Ploegbaas"))
    assert Candidate.objects.get().function == "Ploegbaas"


def test_a_decided_answer_is_not_rewritten(client: Client, department: Department) -> None:
    client.post("/oproep/", answer(department))
    Candidate.objects.update(outcome=Outcome.CHOSEN)
    assert client.post("/oproep/", answer(department, function="Burgemeester")).status_code == 302
    candidate = Candidate.objects.get()
    assert (candidate.function, candidate.outcome) == ("Poetsvrouw", Outcome.CHOSEN)


def test_wrong_input_gets_a_sentence_and_keeps_the_rest(
    client: Client, department: Department
) -> None:
    response = client.post("/oproep/", answer(department, email="rita", first_name=""))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Dit mailadres klopt niet." in page
    assert "Vul je voornaam in." in page
    assert "Ik wil zelf eens iets opschrijven." in page
    assert not Candidate.objects.exists()


def test_a_department_of_another_city_is_refused(client: Client, campaign: Campaign) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(domain="testserver")
    other = factories.make_department(factories.make_campaign())
    assert client.post("/oproep/", answer(other)).status_code == 422


@pytest.mark.phase(6)
def test_the_call_is_closed_with_a_kind_sentence(client: Client, department: Department) -> None:
    response = client.post("/oproep/", answer(department))
    assert response.status_code == 409
    assert "Antwoorden op de oproep kon tot 28 april" in response.content.decode()
    assert not Candidate.objects.exists()


@pytest.mark.phase(6)
def test_the_service_keeps_the_door_too(campaign: Campaign, department: Department) -> None:
    with pytest.raises(PhaseClosed):
        answer_call(campaign=campaign, **(answer(department) | {"department": department}))  # type: ignore[arg-type]


def test_a_flood_of_answers_is_slowed_down(
    client: Client, department: Department, settings: Any
) -> None:
    settings.RATE_LIMITS_ENABLED = True
    codes = [client.post("/oproep/", answer(department)).status_code for _ in range(121)]
    assert set(codes[:120]) == {302}
    assert codes[120] == 429


@pytest.mark.phase(4)
def test_the_public_list_shows_first_name_and_department_only(
    client: Client, campaign: Campaign, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        ambassador = make_ambassador(campaign)
    Candidate.objects.update(may_be_named=True)
    with django_assert_max_num_queries(4):
        page = client.get("/ambassadeurs/").content.decode()
    assert page.count("<b>Kurt</b>") == 5
    assert "Groendienst" in page
    assert ambassador.candidate.last_name not in page
    assert ambassador.candidate.email not in page


def test_the_public_list_is_closed_before_the_training(client: Client, campaign: Campaign) -> None:
    make_candidate(campaign)
    response = client.get("/ambassadeurs/")
    assert response.status_code == 409
    assert "Vanaf 1 april" in response.content.decode()
