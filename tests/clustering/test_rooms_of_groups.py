"""Groups at their own tables: they propose, agree or differ, and the core team settles it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.permissions import Role
from campaigns.phases import PhaseClosed
from campaigns.services.ledger import withdraw_contribution
from clustering.models import Card, Group, GroupCard, Need
from clustering.services.cards import counts, move_cards
from clustering.services.groups import (
    CardSettled,
    NoCards,
    make_group,
    outcome_of,
    place_for_group,
    settle_groups,
)
from tests import factories
from tests.clustering.builders import make_cards, make_zone, need_of

GROUPS = reverse("clustering:groups")


@pytest.fixture
def cards(campaign):
    make_zone(campaign, "Ademen", "Groen", "Stilte")
    return make_cards(campaign, "Een bos", "Een vijver", "Een bank")


def group_of(campaign, name, cards, by=None):
    rows = Card.objects.filter(pk__in=[card.pk for card in cards])
    return make_group(campaign=campaign, name=name, cards=rows, by=by)


@pytest.fixture
def two(campaign, cards):
    return group_of(campaign, "Tafel 1", cards[:2]), group_of(campaign, "Tafel 2", cards)


def lay(group, card, slug, by):
    need = need_of(group.campaign, slug) if slug else None
    return place_for_group(group=group, card=card.pk, need=need, by=by)


def test_what_a_group_lays_moves_nothing(campaign, organiser, two, cards):
    before = counts(campaign)
    lay(two[0], cards[0], "groen", organiser)
    assert counts(campaign) == before
    assert outcome_of(campaign).waiting == 3


def test_what_all_agree_on_is_laid_by_one_click(campaign, organiser, ambassador, two, cards):
    for group in two:
        lay(group, cards[0], "groen", ambassador)
    lay(two[1], cards[2], "stilte", ambassador)
    found = outcome_of(campaign)
    assert ([v.card for v in found.agreed], found.waiting) == ([cards[0], cards[2]], 1)
    assert settle_groups(campaign=campaign, by=organiser) == (2, 0)
    assert dict(Card.objects.values_list("pk", "need__slug")) == {
        cards[0].pk: "groen", cards[1].pk: None, cards[2].pk: "stilte",
    }  # fmt: skip
    assert settle_groups(campaign=campaign, by=organiser) == (0, 0), "twice is harmless"
    assert counts(campaign).placed == 2


def test_where_they_differ_it_is_talked_about_with_both_places_and_who(
    campaign, organiser, ambassador, two, cards
):
    lay(two[0], cards[0], "groen", ambassador)
    lay(two[1], cards[0], "stilte", organiser)
    assert settle_groups(campaign=campaign, by=organiser) == (0, 1)
    card = Card.objects.get(pk=cards[0].pk)
    assert (card.need, card.to_discuss) == (None, True)
    assert card.set_aside == "Tafel 1: Groen (Wim) · Tafel 2: Stilte (An)"
    assert outcome_of(campaign).different == []


def test_the_last_tap_counts_and_can_be_taken_back(campaign, organiser, two, cards):
    lay(two[1], cards[2], "groen", organiser)
    lay(two[1], cards[2], "stilte", organiser)
    assert [str(v.need) for v in outcome_of(campaign).agreed] == ["Stilte"]
    lay(two[1], cards[2], "", organiser)
    assert outcome_of(campaign).agreed == []


def test_a_card_that_lies_elsewhere_already_stays_there(campaign, organiser, two, cards):
    lay(two[1], cards[2], "groen", organiser)
    move_cards(campaign=campaign, cards=[cards[2].pk], to=need_of(campaign, "stilte"), by=organiser)
    assert outcome_of(campaign).elsewhere == 1
    assert settle_groups(campaign=campaign, by=organiser) == (0, 0)
    assert Card.objects.get(pk=cards[2].pk).need.slug == "stilte"


def test_a_card_that_is_settled_takes_no_tap(campaign, organiser, client_of, two, cards):
    lay(two[1], cards[2], "groen", organiser)
    settle_groups(campaign=campaign, by=organiser)
    with pytest.raises(CardSettled):
        lay(two[1], cards[2], "stilte", organiser)
    url = reverse("clustering:group", args=[two[1].pk])
    answer = client_of(organiser).post(url, {"card": cards[2].pk, "need": "stilte"}, follow=True)
    assert answer.status_code == 200
    assert Card.objects.get(pk=cards[2].pk).need.slug == "groen"


def test_a_withdrawn_dream_and_a_need_that_went_leave_the_table(
    campaign, organiser, client_of, two, cards
):
    lay(two[1], cards[2], "groen", organiser)
    lay(two[1], cards[1], "stilte", organiser)
    withdraw_contribution(contribution=cards[2].contribution)
    Need.objects.filter(slug="stilte").delete()
    assert outcome_of(campaign).agreed == []
    page = client_of(organiser).get(reverse("clustering:group", args=[two[1].pk])).content.decode()
    assert "Een bank" not in page
    assert "Een vijver" in page


def test_one_tap_lays_a_card_and_brings_the_next(campaign, ambassador, client_of, two, cards):
    client, url = client_of(ambassador), reverse("clustering:group", args=[two[0].pk])
    first = client.get(url)
    assert first.context["chosen"].card == cards[0]
    assert client.post(url, {"card": cards[0].pk, "need": "groen"}).status_code == 302
    assert client.get(url).context["chosen"].card == cards[1]
    again = client.get(url, {"kaart": cards[0].pk})
    assert again.context["chosen"].need.slug == "groen"
    client.post(url, {"card": cards[0].pk, "need": "terug"})
    assert GroupCard.objects.filter(need__isnull=False).count() == 0
    for bad in ({"card": cards[2].pk, "need": "groen"}, {"card": "x", "need": "groen"},
                {"card": cards[1].pk, "need": "nergens"}, {}):  # fmt: skip
        assert client.post(url, bad).status_code == 404, bad
    for card in cards[:2]:
        client.post(url, {"card": card.pk, "need": "groen"})
    assert client.get(url).context["chosen"] is None


def test_a_group_gets_a_part_of_the_pile(campaign, organiser, client_of, cards):
    client = client_of(organiser)
    client.post(GROUPS, {"name": "Tafel 1", "plek": "stapel", "aantal": "2"})
    client.post(GROUPS, {"name": "Tafel 2", "plek": "stapel", "aantal": ""})
    client.post(GROUPS, {"name": "Tafel 3", "plek": "stapel", "samen": "on"})
    number = cards[1].contribution.number
    client.post(GROUPS, {"name": "Tafel 4", "plek": "stapel", "nummers": f"{number}, 99999"})
    assert {
        group.name: [row.card for row in group.group_cards.order_by("pk")]
        for group in Group.objects.all()
    } == {"Tafel 1": cards[:2], "Tafel 2": cards[2:], "Tafel 3": cards, "Tafel 4": [cards[1]]}
    for bad in ({"name": ""}, {"nummers": "een"}, {"aantal": "0"}, {"plek": "nergens"}, {}):
        data = {"name": "Tafel 5", "plek": "stapel"} | bad  # and nothing is left
        assert client.post(GROUPS, data).status_code == 422, bad
    assert Group.objects.count() == 4


def test_the_same_name_gets_more_cards_and_none_twice(campaign, cards):
    first = group_of(campaign, "Tafel 1", cards[:2])
    assert group_of(campaign, "tafel 1", cards) == first
    assert first.group_cards.count() == 3
    with pytest.raises(NoCards):
        group_of(campaign, "Tafel 2", [])


def test_only_the_core_team_settles_and_takes_groups_away(
    campaign, organiser, ambassador, client_of, two, cards
):
    lay(two[1], cards[2], "groen", ambassador)
    settle = reverse("clustering:settle_groups")
    drop = reverse("clustering:drop_group", args=[two[1].pk])
    page = client_of(ambassador).get(GROUPS).content.decode()
    assert settle not in page
    assert client_of(ambassador).post(settle).status_code == 403
    client = client_of(organiser)
    assert settle in client.get(GROUPS).content.decode()
    assert client.get(settle).status_code == 405
    client.post(settle)
    client.post(drop)
    assert Card.objects.get(pk=cards[2].pk).need.slug == "groen", "laid stays laid"
    assert [group.name for group in Group.objects.all()] == ["Tafel 1"]
    assert client.post(drop).status_code == 404


def test_the_room_shows_both_places(campaign, organiser, client_of, two, cards):
    lay(two[0], cards[0], "groen", organiser)
    lay(two[1], cards[0], "stilte", organiser)
    page = client_of(organiser).get(GROUPS).content.decode()
    assert "Tafel 1: Groen (An)" in page
    assert "Tafel 2: Stilte (An)" in page


def test_another_campaign_has_its_own_groups(campaign, organiser, client_of, two):
    campaign.domain = "testserver"
    campaign.save()
    other = factories.make_campaign()
    there = group_of(other, "Elders", make_cards(other, "Elders"))
    client = client_of(organiser)
    assert client.get(reverse("clustering:group", args=[there.pk])).status_code == 404
    assert "Elders" not in client.get(GROUPS).content.decode()


def test_a_group_gets_the_cards_of_a_district_or_a_language(campaign, organiser, client_of, cards):
    beveren = factories.make_district(campaign, "Beveren")
    near = make_cards(campaign, "Un banc.", language="fr", district=beveren)
    near += make_cards(campaign, "Een brug.", district=beveren)
    asked = {"plek": "stapel", "bron": "", "aantal": "60", "wijk": beveren.slug}
    client = client_of(organiser)
    client.post(GROUPS, asked | {"name": "Beveren"})
    client.post(GROUPS, asked | {"name": "Frans", "taal": "fr", "samen": "on"})
    assert {row.card for row in GroupCard.objects.filter(group__name="Beveren")} == set(near)
    assert [row.card for row in GroupCard.objects.filter(group__name="Frans")] == near[:1]


def test_the_rooms_take_the_same_queries_whatever_lies_there(
    campaign, organiser, client_of, two, cards, django_assert_num_queries
):
    client = client_of(organiser)
    urls = (GROUPS, reverse("clustering:group", args=[two[1].pk]))
    lay(two[1], cards[2], "groen", organiser)
    counted = []
    for url in urls:
        client.get(url)  # the choices of the filters are remembered for a minute
        with CaptureQueriesContext(connection) as found:
            client.get(url)
        counted.append(len(found))
    more = make_cards(campaign, *(f"Droom {n}" for n in range(12)))
    member = factories.make_member(campaign, Role.AMBASSADOR, first_name="Bo")
    for name in ("Tafel 2", "Tafel 3", "Tafel 4"):
        group = group_of(campaign, name, more)
        for card in more[:6]:
            lay(group, card, "stilte" if name == "Tafel 4" else "groen", member)
    for url, queries in zip(urls, counted, strict=True):
        with django_assert_num_queries(queries):
            client.get(url)


@pytest.mark.phase(2)
def test_before_the_dreams_there_are_no_groups(campaign):
    with pytest.raises(PhaseClosed):
        make_group(campaign=campaign, name="Tafel", cards=Card.objects.all(), by=None)
