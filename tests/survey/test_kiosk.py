"""A tablet many people use: each dream of somebody else, and nothing of the one before."""

import pytest
from django.urls import reverse

from survey.models import Dream, Participant
from survey.participants import COOKIE
from tests.survey.builders import typed

KIOSK = reverse("survey:kiosk")
pytestmark = pytest.mark.django_db


def test_a_dream_goes_in_and_the_receipt_shows_its_code_once(campaign, client):
    told = typed("Een tafel buiten.", place="bibliotheek", display_name="Ines")
    response = client.post(KIOSK, told)
    dream = Dream.objects.get()
    assert dream.display_name == "Ines"
    receipt = client.get(response.url)
    page = receipt.content.decode()
    assert dream.receipt in page
    assert "<svg" in page
    # Back, reload or the address in somebody's history: a fresh form for the same tablet.
    again = client.get(response.url)
    assert again.status_code == 302
    assert again.url == f"{KIOSK}?plek=bibliotheek"
    assert dream.text not in client.get(again.url).content.decode()


def test_each_dream_is_of_somebody_else_and_no_cookie_stays(campaign, client):
    for text in ("Een.", "Twee."):
        client.post(KIOSK, typed(text))
    assert COOKIE not in client.cookies
    assert Participant.objects.count() == 2
    assert Dream.objects.values("participant").distinct().count() == 2


def test_only_a_first_name_is_taken(campaign, client):
    page = client.post(KIOSK, typed(display_name="Ines Peeters")).content.decode()
    assert page.count("Vul een voornaam in, zonder familienaam.") == 2
    assert 'value="Ines Peeters"' in page
    assert not Dream.objects.exists()


def test_nothing_of_a_kiosk_page_is_kept(campaign, client):
    posted = client.post(KIOSK, typed())
    receipt = client.get(posted.url)
    for response in (client.get(KIOSK), posted, receipt, client.post(KIOSK, typed(""))):
        assert "no-store" in response["Cache-Control"]
    assert receipt["Referrer-Policy"] == "no-referrer"
    # The form itself is posted with its origin, or no browser could send it.
    assert client.get(KIOSK)["Referrer-Policy"] == "same-origin"
    page = client.get(KIOSK).content.decode()
    assert "data-draft" not in page
    assert 'autocomplete="off"' in page
    assert 'name="picture"' not in page


def test_the_place_is_in_the_origin(campaign, client):
    page = client.get(KIOSK, {"plek": "bibliotheek Noord"}).content.decode()
    assert 'value="bibliotheek Noord"' in page
    client.post(f"/en{KIOSK}", typed(place="bibliotheek Noord"))
    assert Dream.objects.get().origin == "On the tablet: bibliotheek Noord"


@pytest.mark.parametrize(
    "place", ["<b>", "x" * 61, "0470 12 34 56", "http://spam.example", "", "  ", "ine@voorbeeld.be"]
)
def test_a_place_that_is_no_place_is_left_out(campaign, client, place):
    client.post(f"/en{KIOSK}", typed(place=place))
    assert Dream.objects.get().origin == "On a tablet"


def test_a_place_in_the_ordinary_form_means_nothing(campaign, client):
    client.post(reverse("survey:submit"), typed(place="bibliotheek"))
    assert Dream.objects.get().origin == ""


def test_a_double_click_gives_one_dream(campaign, client):
    once = typed()
    for _attempt in range(2):
        client.post(KIOSK, once)
    assert Dream.objects.count() == 1
    assert Participant.objects.count() == 1


def test_a_made_up_receipt_leads_to_a_fresh_form(campaign, client):
    response = client.get(reverse("survey:kiosk_receipt", args=["verzonnen:1:x"]))
    assert response.url == KIOSK


def test_a_receipt_is_not_for_posting_and_opening_creates_nothing(campaign, client):
    assert client.get(KIOSK).status_code == 200
    assert not Dream.objects.exists()
    assert client.post(reverse("survey:kiosk_receipt", args=["x"])).status_code == 405


@pytest.mark.phase(6)
def test_after_the_dreaming_the_tablet_says_so(campaign, client):
    assert client.get(KIOSK).status_code == 409
    assert client.post(KIOSK, typed()).status_code == 409
