"""What the city reads of its keys: nothing before two people fixed them, then all of it."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from campaigns import clock
from campaigns.models import Channel
from clustering.models import CoreValue
from clustering.services.cards import move_cards
from clustering.services.freezing import end_freeze
from clustering.services.keys import rename_key, write_dna, write_key, write_value
from debate.services import add_table, record_action
from tests import factories
from tests.clustering.builders import fix_keys, make_cards, make_zone, need_of

pytestmark = pytest.mark.phase(6)
KEYS = reverse("clustering:keys")
KEY = reverse("clustering:key", args=["ademen"])
NEED = reverse("clustering:need", args=["ademen", "groen"])


@pytest.fixture
def zone(campaign):
    return make_zone(campaign, "Ademen", "Groen", "Stilte")


def lay(campaign, by, *texts, **fields):
    cards = make_cards(campaign, *texts, **fields)
    move_cards(
        campaign=campaign, cards=[card.pk for card in cards], to=need_of(campaign, "groen"), by=by
    )
    return cards


def test_until_two_people_fixed_them_there_are_only_silhouettes(campaign, client, zone):
    page = client.get(KEYS)
    assert page.status_code == 200
    assert "Ademen" not in page.content.decode()
    assert page.content.decode().count("#o-") == 6
    for url in (KEY, NEED):
        hidden = client.get(url)
        assert hidden.status_code == 404
        assert "Groen" not in hidden.content.decode()


def test_a_proposal_alone_shows_nothing(campaign, client, zone):
    fix_keys(campaign, confirmed_by=None, confirmed_at=None)
    assert "Ademen" not in client.get(KEYS).content.decode()
    home = client.get(reverse("publications:home")).content.decode()
    assert "Ademen" not in home


def test_once_fixed_everybody_reads_keys_needs_values_and_quotes(campaign, organiser, client, zone):
    write_key(
        key=zone, by=organiser, vision="In 2030 ademt iedereen.", images="Een bos", unique="Polder",
        experience="Druk", open_questions="Wie betaalt?",
    )  # fmt: skip
    write_dna(campaign=campaign, statement="Een stad van doeners.", story="", by=organiser)
    value = write_value(
        campaign=campaign, model=CoreValue, name="Zorgzaam", statement="Voor later.", by=organiser
    )
    need_of(campaign, "groen").core_values.add(value)
    lay(campaign, organiser, "Een boom voor elke deur.")
    fix_keys(campaign)
    assert "Een stad van doeners." in client.get(KEYS).content.decode()
    key = client.get(KEY).content.decode()
    for words in (
        "In 2030 ademt iedereen.", "Een bos", "Polder", "Druk", "Wie betaalt?", "Zorgzaam",
        "Een boom voor elke deur.", "Groen",
    ):  # fmt: skip
        assert words in key
    need = client.get(NEED).content.decode()
    assert "Voor later." in need
    assert "Een boom voor elke deur." in need


def test_thawing_hides_nothing(campaign, organiser, client, zone):
    freeze = fix_keys(campaign)
    end_freeze(freeze=freeze, reason="Een naam klopt niet.", by=organiser)
    assert client.get(KEY).status_code == 200


def test_channels_are_counted_once_per_dream_and_stand_in_a_table_too(
    campaign, organiser, client, zone
):
    lay(campaign, organiser, "Een boom.", "Een bos.", "Gras.")
    lay(campaign, organiser, "Een boomhut.", channel=Channel.SCHOOL)
    (quiet,) = lay(campaign, organiser, "Alleen op papier.")
    quiet.contribution.consent_online = False
    quiet.contribution.save()
    fix_keys(campaign)
    for url in (KEY, NEED):
        bars = client.get(url).content.decode()
        assert '<rect width="75" height="5"/>' in bars
        assert "Alleen op papier." not in bars
        table = client.get(url, {"tabel": "1"}).content.decode()
        assert '<th scope="row">Online</th><td class="getal">3</td>' in table
        assert '<th scope="row">School</th><td class="getal">1</td>' in table


def test_a_dream_shows_its_place_once_the_keys_are_fixed(campaign, organiser, client, zone):
    (card,) = lay(campaign, organiser, "Een boom.")
    url = reverse("publications:dream", args=[card.contribution.number])
    assert "Ademen" not in client.get(url).content.decode()
    fix_keys(campaign)
    page = client.get(url).content.decode()
    assert "Ademen" in page
    assert "Groen" in page


@pytest.mark.phase(5)
def test_a_freeze_opens_nothing_before_its_phase(campaign, client, zone):
    fix_keys(campaign)
    for url in (KEYS, KEY, NEED):
        assert client.get(url).status_code == 409


def test_keys_of_another_campaign_do_not_show(campaign, client, zone):
    campaign.domain = "testserver"
    campaign.save()
    other = factories.make_campaign(domain="elders.example")
    make_zone(other, "Vliegen", "Vleugels")
    fix_keys(other)
    assert "Vliegen" not in client.get(KEYS).content.decode()
    fix_keys(campaign)
    assert "Vliegen" not in client.get(KEYS).content.decode()
    assert client.get(reverse("clustering:key", args=["vliegen"])).status_code == 404


def test_reading_changes_nothing_and_posting_is_refused(client, campaign, zone):
    fix_keys(campaign)
    for url in (KEYS, KEY, NEED):
        assert client.post(url).status_code == 405


@pytest.mark.parametrize("url", [KEYS, KEY, NEED])
def test_public_pages_cost_the_same_for_any_number_of_dreams(
    url, campaign, organiser, client, zone, django_assert_max_num_queries
):
    lay(campaign, organiser, *[f"Droom {n}." for n in range(30)])
    fix_keys(campaign)
    with django_assert_max_num_queries(12):
        assert client.get(url).status_code == 200


def test_after_thawing_everybody_reads_the_names_that_were_fixed(campaign, organiser, client, zone):
    """The freeze decides, not the phase: a working name stays inside until two people fix it."""
    lay(campaign, organiser, "Een boom.")
    freeze = fix_keys(campaign)
    end_freeze(freeze=freeze, reason="Een naam klopt niet.", by=organiser)
    rename_key(key=zone, name="Zuurstof", by=organiser)
    make_zone(campaign, "Groeien", "Leren", shape="groeien")
    debate = reverse("debate:debate")
    for url in (KEYS, KEY, NEED, reverse("publications:home")):
        page = client.get(url).content.decode()
        assert "Ademen" in page
        assert "Zuurstof" not in page
        assert "Groeien" not in page
    assert "Zuurstof" not in client.get(debate).content.decode()
    assert client.get(reverse("clustering:key", args=["groeien"])).status_code == 404
    fix_keys(campaign, confirmed_at=clock.now() + timedelta(seconds=1))
    with clock.travel(clock.now() + timedelta(minutes=1)):
        assert "Zuurstof" in client.get(KEY).content.decode()
        assert "Groeien" in client.get(KEYS).content.decode()


@pytest.mark.phase(7)
def test_a_key_that_was_never_fixed_has_a_number_at_the_debate(campaign, organiser, client, zone):
    table = add_table(campaign=campaign, key=zone, by=organiser)
    record_action(
        campaign=campaign, key=zone, need=None, table=table, by=organiser, title="Plant een boom.",
        what="Eén boom per straat.", who="De stad", first_step="Kies een plek.", year=2028,
        dreams=[], submission_key=uuid.uuid4(),
    )  # fmt: skip
    names = [reverse("debate:actions"), reverse("debate:now"), reverse("debate:screen")]
    for url in names:
        page = client.get(url).content.decode()
        assert "Plant een boom." in page
        assert "Ademen" not in page
    fix_keys(campaign)
    assert "Ademen" in client.get(names[0]).content.decode()
