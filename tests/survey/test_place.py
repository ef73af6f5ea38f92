"""A place on the map: within the city or not at all, and the district follows."""

from decimal import Decimal

import pytest
from django.urls import reverse

from survey.models import Dream
from tests.factories import make_campaign, make_district
from tests.survey.builders import typed

SUBMIT = reverse("survey:submit")
SQUARE = [[[[3.0, 50.0], [3.1, 50.0], [3.1, 50.1], [3.0, 50.1], [3.0, 50.0]]]]
NEXT = [[[[3.1, 50.0], [3.2, 50.0], [3.2, 50.1], [3.1, 50.1], [3.1, 50.0]]]]
pytestmark = pytest.mark.django_db


def test_a_pin_gives_the_dream_its_place_and_its_district(campaign, client):
    make_district(campaign, "Rumbeke", outline=SQUARE)
    beside = make_district(campaign, "Beveren", outline=NEXT)
    client.post(SUBMIT, typed(longitude="3.1500004", latitude="50.0512345678"))
    dream = Dream.objects.get()
    assert (dream.longitude, dream.latitude) == (Decimal("3.150000"), Decimal("50.051235"))
    assert dream.district == beside


def test_a_pin_just_outside_has_a_place_and_no_district(campaign, client):
    make_district(campaign, "Rumbeke", outline=SQUARE)
    client.post(SUBMIT, typed(longitude="3.104", latitude="50.05"))
    dream = Dream.objects.get()
    assert dream.longitude == Decimal("3.104")
    assert dream.district is None


@pytest.mark.parametrize(
    ("longitude", "latitude"),
    [("4.3", "50.8"), ("50.05", "3.05"), ("NaN", "50.05"), ("1e400", "50"), ("x", "y"), ("3.05", "")],
)  # fmt: skip
def test_a_place_elsewhere_is_refused_in_words_and_the_text_stays(
    campaign, client, longitude, latitude
):
    make_district(campaign, "Rumbeke", outline=SQUARE)
    response = client.post(
        f"/en{SUBMIT}", typed("Mijn tekst.", longitude=longitude, latitude=latitude)
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "Mijn tekst." in page
    assert "That place is not in the city. Choose one on the map." in page
    assert not Dream.objects.exists()
    # Sending again without a place goes through.
    form = response.context["form"]
    again = typed("Mijn tekst.", longitude=form["longitude"].value() or "", latitude="")
    assert client.post(SUBMIT, again).status_code == 302


def test_without_borders_there_is_no_map(campaign, client):
    make_district(campaign, "Rumbeke")
    page = client.get(SUBMIT).content.decode()
    assert "data-place" not in page
    assert client.post(SUBMIT, typed()).status_code == 302


def test_the_map_shows_the_districts_of_this_campaign_only(client):
    here = make_campaign(domain="testserver")
    make_district(here, "Rumbeke", outline=SQUARE)
    make_district(make_campaign(domain="elders.be"), "Ver weg", outline=NEXT)
    page = client.get(SUBMIT).content.decode()
    assert 'data-district="Rumbeke"' in page
    assert "Ver weg" not in page


def test_the_form_asks_a_fixed_number_of_queries(campaign, client, django_assert_max_num_queries):
    for n in range(30):
        make_district(campaign, f"Wijk {n}", slug=f"wijk-{n}", outline=SQUARE)
    with django_assert_max_num_queries(6):
        client.get(SUBMIT)
