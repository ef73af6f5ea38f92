"""The room where needs get their words, and the public pages of the keys."""

import pytest
from django.urls import reverse

from campaigns.models import Channel
from clustering.models import CoreValue, Dna, Key, Need
from clustering.services.cards import move_cards
from clustering.services.keys import write_value
from clustering.services.needs import make_need
from tests.clustering.builders import fix_keys, make_cards, make_zone, need_of

PUBLIC = [
    ("clustering:keys", []),
    ("clustering:key", ["ademen"]),
    ("clustering:need", ["ademen", "groen"]),
]


@pytest.fixture
def zone(campaign):
    return make_zone(campaign, "Ademen", "Groen", "Stilte")


def test_the_room_names_everything_that_was_found(campaign, organiser, client_of, zone):
    make_need(campaign=campaign, name="Nog los")
    write_value(campaign=campaign, model=CoreValue, name="Durven", statement="", by=organiser)
    page = client_of(organiser).get(reverse("clustering:needs")).content.decode()
    for word in ("Ademen", "Groen", "Nog los", "Durven"):
        assert word in page


def test_a_need_is_written_and_tied_to_a_value(campaign, organiser, client_of, zone):
    value = write_value(
        campaign=campaign, model=CoreValue, name="Durven", statement="", by=organiser
    )
    fields = {
        "name": "Groen om de hoek", "key": "", "statement": "Mensen willen groen dichtbij.",
        "summary": "", "core_values": [value.pk],
    }  # fmt: skip
    client = client_of(organiser)
    url = reverse("clustering:edit_need", args=["groen"])
    assert client.get(url).status_code == 200
    assert client.post(url, fields).status_code == 302
    need = Need.objects.get(slug="groen")
    assert (need.name, need.key, list(need.core_values.all())) == (
        "Groen om de hoek",
        None,
        [value],
    )
    refused = client.post(url, fields | {"name": ""})
    assert refused.status_code == 422
    assert "Geef het een naam." in refused.content.decode()
    assert "Mensen willen groen dichtbij." in refused.content.decode()


def test_two_needs_are_merged(campaign, organiser, client_of, zone):
    url = reverse("clustering:merge", args=["stilte"])
    client = client_of(organiser)
    assert client.post(url, {}).status_code == 422
    client.post(url, {"into": need_of(campaign, "groen").pk})
    assert [need.slug for need in Need.objects.all()] == ["groen"]


def test_a_key_is_made_and_written(campaign, organiser, client_of, zone):
    client = client_of(organiser)
    add = reverse("clustering:add_key")
    taken = client.post(add, {"name": "Bewegen", "shape": "ademen"})
    assert taken.status_code == 422
    assert "“Ademen” heeft deze vorm al. Kies een andere." in taken.content.decode()
    client.post(add, {"name": "Bewegen", "shape": "bewegen"})
    url = reverse("clustering:edit_key", args=["bewegen"])
    client.post(url, {"name": "Vooruit", "shape": "driehoek", "vision": "In 2030 fietst elk kind."})
    key = Key.objects.get(slug="bewegen")
    assert (key.name, key.shape, key.vision) == ("Vooruit", "driehoek", "In 2030 fietst elk kind.")
    refused = client.post(url, {"name": "Vooruit", "shape": "ademen"})
    assert refused.status_code == 422
    assert Key.objects.get(slug="bewegen").shape == "driehoek"


def test_dna_values_and_qualities_are_written(campaign, organiser, client_of):
    client = client_of(organiser)
    client.post(reverse("clustering:save_dna"), {"statement": "Een stad van doeners."})
    client.post(reverse("clustering:save_dna"), {"statement": "Een stad van doeners dicht bijeen."})
    assert Dna.objects.get().statement == "Een stad van doeners dicht bijeen."
    assert client.post(reverse("clustering:save_dna"), {"statement": ""}).status_code == 422
    client.post(reverse("clustering:add_value", args=["kwaliteit"]), {"name": "Fier"})
    quality = campaign.qualities.get()
    url = reverse("clustering:edit_value", args=["kwaliteit", quality.pk])
    client.post(url, {"name": "Trots", "statement": "Zonder luid te zijn."})
    quality.refresh_from_db()
    assert (quality.name, quality.statement) == ("Trots", "Zonder luid te zijn.")
    wrong = reverse("clustering:edit_value", args=["waarde", quality.pk])
    assert client.get(wrong).status_code == 404


@pytest.mark.parametrize(("name", "args"), PUBLIC)
def test_keys_are_hidden_until_they_are_found(name, args, client, zone):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 409
    assert "Ademen" not in answer.content.decode()


@pytest.mark.phase(6)
def test_from_phase_six_everybody_reads_what_was_heard(campaign, organiser, client, zone):
    online = make_cards(campaign, "Een boom voor de deur.", "Een bos.")
    child = make_cards(campaign, "Een boomhut.", channel=Channel.SCHOOL)
    (quiet,) = make_cards(campaign, "Alleen op papier.")
    quiet.contribution.consent_online = False
    quiet.contribution.save()
    fix_keys(campaign)
    cards = [card.pk for card in [*online, *child, quiet]]
    move_cards(campaign=campaign, cards=cards, to=need_of(campaign, "groen"), by=organiser)
    tiles = client.get(reverse("clustering:keys")).content.decode()
    assert "Één sleutel voor de stad" in tiles
    assert "3 dromen" in tiles
    key = client.get(reverse("clustering:key", args=["ademen"])).content.decode()
    assert "Lees alle 3 dromen" in key
    assert "Alleen op papier." not in key
    need = client.get(reverse("clustering:need", args=["ademen", "groen"])).content.decode()
    assert "Een boomhut." in need
    assert "Alleen op papier." not in need
    table = client.get(reverse("clustering:need", args=["ademen", "groen"]) + "?tabel=1")
    assert '<th scope="row">School</th><td class="getal">1</td>' in table.content.decode()


@pytest.mark.phase(6)
def test_an_unknown_key_or_a_need_under_another_key_does_not_exist(campaign, client, zone):
    make_zone(campaign, "Bewegen", shape="bewegen")
    make_need(campaign=campaign, name="Los")
    fix_keys(campaign)
    assert client.get(reverse("clustering:key", args=["vliegen"])).status_code == 404
    assert client.get(reverse("clustering:need", args=["bewegen", "groen"])).status_code == 404
    assert client.get(reverse("clustering:need", args=["ademen", "los"])).status_code == 404


@pytest.mark.phase(6)
@pytest.mark.parametrize(("name", "args"), PUBLIC)
def test_public_pages_cost_few_queries(
    name, args, campaign, organiser, client, zone, django_assert_max_num_queries
):
    cards = make_cards(campaign, *[f"Droom nummer {n}." for n in range(30)])
    move_cards(
        campaign=campaign, cards=[card.pk for card in cards], to=need_of(campaign, "groen"),
        by=organiser,
    )  # fmt: skip
    fix_keys(campaign)
    with django_assert_max_num_queries(10):
        assert client.get(reverse(name, args=args)).status_code == 200
