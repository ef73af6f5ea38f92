"""Pages that explain, and pages for when something goes wrong."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client, RequestFactory

from campaigns.models import Campaign, Commitment, Status, User
from campaigns.phases import Door
from campaigns.views import errors
from tests import factories


@pytest.fixture
def promise(campaign: Campaign, board: User) -> Commitment:
    return Commitment.objects.create(
        campaign=campaign, horizon_year=2030, promise="Geen droom gaat verloren.",
        what_happens="Gelezen.\n\nGeplaatst.", not_negotiable="De wet.", signed_name="Kris Dewitte",
        signed_function="Burgemeester", signed_by=board, signed_at=datetime(2027, 1, 5, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize("language", ["", "/fr", "/en"])
@pytest.mark.parametrize("page", ["/zo-werkt-het/", "/privacy/", "/toegankelijkheid/"])
def test_pages_that_explain_stand_in_every_language(
    language: str,
    page: str,
    promise: Commitment,
    client: Client,
    django_assert_max_num_queries: Any,
) -> None:
    with django_assert_max_num_queries(4):
        response = client.get(language + page)
    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1


def test_the_way_shows_the_promise_with_its_signature(promise: Commitment, client: Client) -> None:
    page = client.get("/zo-werkt-het/").content.decode()
    assert "Geen droom gaat verloren." in page
    assert page.count("<li>Gelezen.</li>") == page.count("<li>Geplaatst.</li>") == 1
    assert "Getekend op dinsdag 5 januari 2027" in page
    assert 'aria-current="step"' in page


def test_an_unsigned_promise_is_not_shown(promise: Commitment, client: Client) -> None:
    Commitment.objects.update(signed_at=None)
    page = client.get("/zo-werkt-het/").content.decode()
    assert "Geen droom gaat verloren." not in page
    assert "tekende zijn belofte nog niet" in page


CLOSED = {Door.APPLY: "/oproep/", Door.MEET: "/ambassadeurs/", Door.READ: "/kinderen/"}


@pytest.mark.phase(2)
@pytest.mark.parametrize("door", list(CLOSED))
def test_a_door_that_opens_later_says_when(door: Door, campaign: Campaign, client: Client) -> None:
    response = client.get(CLOSED[door])
    assert response.status_code == 409
    month = {3: "maart", 4: "april", 5: "mei"}[door.first]
    assert f"anaf 1 {month}" in response.content.decode()


@pytest.mark.phase(6)
def test_a_dream_after_the_last_day_gets_the_kind_sentence(
    campaign: Campaign, client: Client
) -> None:
    response = client.post("/droom/", {"text": "Een bank"})
    assert response.status_code == 409
    assert (
        "Dromen indienen kon tot 28 mei. Je kan wel nog lezen en volgen."
        in response.content.decode()
    )


def test_an_old_form_keeps_every_word(campaign: Campaign) -> None:
    browser = Client(enforce_csrf_checks=True)
    text = "Een heel lange tafel in de Ooststraat.\nMet soep & <brood>."
    response = browser.post("/oproep/", {"motivation": text, "level": "lead", "password": "geheim"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "Je formulier was te oud. Je tekst staat er nog." in page
    assert "Met soep &amp; &lt;brood&gt;.</textarea>" in page
    assert '<input type="hidden" name="level" value="lead">' in page
    assert "geheim" not in page
    assert 'action="/oproep/"' in page


@pytest.mark.phase(3)
def test_the_form_that_was_too_old_can_be_sent_again(campaign: Campaign) -> None:
    department = factories.make_department(campaign)
    browser = Client(enforce_csrf_checks=True)
    data = {
        "first_name": "Rita", "last_name": "V", "email": "r@stad.example", "level": "lead",
        "department": department.pk, "function": "Poetsvrouw",
    }  # fmt: skip
    page = browser.post("/oproep/", data).content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    assert browser.post("/oproep/", data | {"csrfmiddlewaretoken": token}).status_code == 302


def test_a_form_of_another_site_is_not_offered_again(campaign: Campaign) -> None:
    browser = Client(enforce_csrf_checks=True)
    for headers in (
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Referer": "https://evil.example/x"},
        {"Sec-Fetch-Site": "cross-site"},
    ):  # fmt: skip
        response = browser.post("/team/lezen/1/plaats/", {"seen": "waiting"}, headers=headers)
        assert response.status_code == 403
        assert 'name="seen"' not in response.content.decode()


def test_an_unknown_page_shows_a_way_on(campaign: Campaign, client: Client) -> None:
    response = client.get("/bestaat-niet/")
    assert response.status_code == 404
    assert "Je droom is niet verloren" in response.content.decode()


def test_error_pages_need_no_database(rf: RequestFactory, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["elsewhere.example"]
    request = rf.get("/")
    broken = errors.server_error(request)
    odd = errors.bad_request(request, Exception())
    assert (broken.status_code, odd.status_code) == (500, 400)
    assert "Er ging iets stuk, bij ons" in broken.content.decode()
    assert "We begrijpen deze vraag niet" in odd.content.decode()


def test_a_picture_is_seen_only_by_who_may(
    campaign: Campaign,
    client: Client,
    moderator: User,
    ambassador: User,
    scribe: User,
    client_of: Any,
) -> None:
    work = factories.make_contribution(campaign, consent_online=False)
    path = f"/beeld/{work.number}/"
    assert client_of(moderator).get(path).status_code == 404  # there is no picture yet
    work.thumbnail.save("x.jpg", ContentFile(b"jpeg"))
    assert client.get(path).status_code == 404
    assert client_of(scribe).get(path).status_code == 404
    assert client_of(moderator).get(path).status_code == 200
    work.consent_online = True
    work.save()
    response = client.get(path)
    assert b"".join(response.streaming_content) == b"jpeg"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    work.status = Status.HELD
    work.save()
    assert client.get(path).status_code == 404
