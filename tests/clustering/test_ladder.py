"""The need ladder: from a wish up to its key, each rung written in place."""

import pytest
from django.urls import reverse

from campaigns.models import Status
from clustering.models import Card, CoreValue, Dna, Key, Move, Need, Quality
from clustering.services.cards import move_cards
from clustering.services.keys import tag_card, write_value
from clustering.services.ladder import NoNeedYet, say_key, say_need
from tests import factories
from tests.clustering.builders import fix_keys, make_cards, make_zone, need_of

RUNGS = ["wens", "behoefte", "waarden", "dna", "sleutel"]


@pytest.fixture
def zone(campaign):
    return make_zone(campaign, "Ademen", "Groen", "Stilte")


@pytest.fixture
def card(campaign, zone):
    (card,) = make_cards(campaign, "Een boom voor elke deur.")
    return card


@pytest.fixture
def value(campaign):
    return write_value(
        campaign=campaign, model=CoreValue, name="Zorgzaam", statement="Voor later.", by=None
    )


def ladder(card):
    return reverse("clustering:ladder", args=[card.pk])


def climb(card, rung):
    return reverse("clustering:climb", args=[card.pk, rung])


@pytest.mark.parametrize("rung", RUNGS)
def test_each_rung_opens_and_leads_one_step_up(campaign, organiser, client_of, card, rung):
    to = need_of(campaign, "groen")
    move_cards(campaign=campaign, cards=[card.pk], to=to, by=organiser)
    page = client_of(organiser).get(ladder(card), {"trede": rung}).content.decode()
    assert "Een boom voor elke deur." in page
    following = RUNGS[RUNGS.index(rung) + 1 :][:1]
    for name in following:
        assert f'class="knop knop--zon knop--klein" href="?trede={name}#{name}"' in page


def test_a_need_is_said_from_the_ladder(campaign, organiser, client_of, card):
    client = client_of(organiser)
    client.post(climb(card, "behoefte"), {"need": "groen", "statement": "Groen dichtbij."})
    need = Card.objects.get().need
    assert (need.slug, need.statement) == ("groen", "Groen dichtbij.")
    client.post(climb(card, "behoefte"), {"need": "groen", "name": "Schaduw", "statement": ""})
    assert Card.objects.get().need.name == "Schaduw"
    assert Move.objects.count() == 2
    client.post(climb(card, "behoefte"), {"need": "schaduw", "name": "", "statement": ""})
    assert Move.objects.count() == 2


def test_a_rung_without_an_answer_is_refused_beside_its_field(organiser, client_of, card):
    answer = client_of(organiser).post(climb(card, "behoefte"), {"need": "", "name": " "})
    assert answer.status_code == 422
    assert 'id="id_need-error"' in answer.content.decode()
    assert Card.objects.get().need is None


def test_values_and_qualities_speak_from_a_card_and_from_its_need(
    campaign, organiser, client_of, card, value
):
    quality = write_value(
        campaign=campaign, model=Quality, name="Nuchter", statement="", by=organiser
    )
    to = need_of(campaign, "groen")
    move_cards(campaign=campaign, cards=[card.pk], to=to, by=organiser)
    client = client_of(organiser)
    fields = {"core_values": [value.pk], "qualities": [quality.pk], "need_values": [value.pk]}
    client.post(climb(card, "waarden"), fields)
    assert list(card.core_values.all()) == [value]
    assert list(card.qualities.all()) == [quality]
    assert list(to.core_values.all()) == [value]
    client.post(climb(card, "waarden"), {})
    assert not card.core_values.exists()
    assert not to.core_values.exists()


def test_a_value_shows_the_cards_that_carry_it_themselves_or_through_their_need(
    campaign, organiser, client_of, zone, value
):
    tagged, through, _other, held = make_cards(campaign, "Zelf.", "Via behoefte.", "Niet.", "Weg.")
    need = need_of(campaign, "groen")
    move_cards(campaign=campaign, cards=[tagged.pk, through.pk], to=need, by=organiser)
    for card in (tagged, held):
        tag_card(card=card, core_values=[value], qualities=[], by=organiser)
    need.core_values.add(value)
    held.contribution.status = Status.HELD
    held.contribution.save()
    url = reverse("clustering:edit_value", args=["waarde", value.pk])
    page = client_of(organiser).get(url).content.decode()
    assert page.count("Zelf.") == 1
    assert "Via behoefte." in page
    assert "Niet." not in page
    assert "Weg." not in page


def test_dna_and_key_are_written_from_the_ladder(campaign, organiser, client_of, card):
    client = client_of(organiser)
    assert client.post(climb(card, "sleutel"), {"key": "ademen"}).status_code == 404
    make_zone(campaign, "Bewegen", shape="bewegen")
    to = need_of(campaign, "groen")
    move_cards(campaign=campaign, cards=[card.pk], to=to, by=organiser)
    client.post(climb(card, "dna"), {"statement": "Een stad van doeners."})
    assert Dna.objects.get().statement == "Een stad van doeners."
    client.post(climb(card, "sleutel"), {"key": "bewegen", "vision": "In 2030 fietst elk kind."})
    assert need_of(campaign, "groen").key.slug == "bewegen"
    assert Key.objects.get(slug="bewegen").vision == "In 2030 fietst elk kind."
    client.post(climb(card, "sleutel"), {"key": "weg", "vision": ""})
    assert need_of(campaign, "groen").key.slug == "bewegen"


def test_the_services_ask_for_a_need_first(organiser, card):
    with pytest.raises(NoNeedYet):
        say_need(card=card, need=None, name=" ", statement="", by=organiser)
    with pytest.raises(NoNeedYet):
        say_key(card=card, key=None, vision="", by=organiser)


@pytest.mark.phase(6)
def test_a_fixed_key_keeps_its_needs(campaign, organiser, client_of, card):
    to = need_of(campaign, "groen")
    fix_keys(campaign)
    client = client_of(organiser)
    client.post(climb(card, "behoefte"), {"need": "groen", "statement": ""})
    assert Card.objects.get().need == to
    answer = client.post(climb(card, "sleutel"), {"key": "", "vision": ""})
    assert answer.headers["Location"] == reverse("clustering:freezing")
    assert need_of(campaign, "groen").key.slug == "ademen"


@pytest.mark.phase(6)
def test_the_rung_of_a_fixed_key_is_read_and_says_why(campaign, organiser, client_of, card):
    move_cards(campaign=campaign, cards=[card.pk], to=need_of(campaign, "groen"), by=organiser)
    client = client_of(organiser)
    form = f'action="{climb(card, "sleutel")}"'
    assert form in client.get(ladder(card), {"trede": "sleutel"}).content.decode()
    fix_keys(campaign)
    page = client.get(ladder(card), {"trede": "sleutel"}).content.decode()
    assert form not in page
    assert "Ademen" in page
    assert "An en Wim" in page
    assert f'href="{reverse("clustering:freezing")}"' in page


def test_climbing_by_looking_changes_nothing(organiser, client_of, card):
    client = client_of(organiser)
    client.get(ladder(card), {"trede": "behoefte", "need": "groen"})
    for rung in RUNGS[1:]:
        assert client.get(climb(card, rung)).status_code == 405
    assert Card.objects.get().need is None


def test_somebody_without_the_board_does_not_climb(moderator, client_of, card):
    client = client_of(moderator)
    assert client.get(ladder(card)).status_code == 403
    assert client.post(climb(card, "behoefte"), {"need": "groen"}).status_code == 403
    assert Card.objects.get().need is None


def test_a_card_of_another_campaign_or_of_a_held_dream_has_no_ladder(
    campaign, organiser, client_of, card
):
    campaign.domain = "testserver"
    campaign.save()
    (elsewhere,) = make_cards(factories.make_campaign(domain="elders.example"), "Elders.")
    client = client_of(organiser)
    assert client.get(ladder(elsewhere)).status_code == 404
    assert client.post(climb(elsewhere, "behoefte"), {"name": "Iets"}).status_code == 404
    card.contribution.status = Status.HELD
    card.contribution.save()
    assert client.get(ladder(card)).status_code == 404
    assert not Need.objects.filter(name="Iets").exists()


@pytest.mark.parametrize("rung", RUNGS)
def test_a_ladder_costs_the_same_for_any_number_of_cards(
    campaign, organiser, client_of, card, value, rung, django_assert_max_num_queries
):
    need = need_of(campaign, "groen")
    need.core_values.add(value)
    cards = make_cards(campaign, *[f"Droom {n}." for n in range(20)])
    move_cards(
        campaign=campaign, cards=[card.pk, *[one.pk for one in cards]], to=need, by=organiser
    )
    client = client_of(organiser)
    client.get(ladder(card), {"trede": rung})
    with django_assert_max_num_queries(18):
        client.get(ladder(card), {"trede": rung})
