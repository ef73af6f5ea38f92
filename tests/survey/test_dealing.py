"""Who gets the next reader: everybody evenly, with a place for sessions, children and the young."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns import clock
from campaigns.models import Campaign, Channel, Contribution, Status
from survey.cards import deal_card, read_card
from survey.models import Bundle, Participant, Score, Tally
from survey.services.dealing import next_dream, next_dreams, round_so_far
from survey.services.scoring import give_score, see_card
from survey.services.tallies import deal_tallies
from survey.tasks import deal_cards, straighten_tallies
from tests.factories import make_campaign
from tests.survey.builders import client_as, make_deck, make_dream, make_participant

SCORE = reverse("survey:score")
pytestmark = pytest.mark.django_db


def play(participant: Participant, rounds: int = 1) -> list[Contribution]:
    """Answer whole rounds and return the cards."""
    cards = []
    for _ in range(10 * rounds):
        card = next_dream(participant=participant, campaign=participant.campaign)
        assert card is not None
        give_score(participant=participant, contribution=card, value=1)
        cards.append(card)
    return cards


def grow_old(campaign: Campaign, but: int = 0) -> None:
    """Let all dreams be older than two days, except the last ones."""
    deal_tallies(campaign=campaign)
    keys = list(Tally.objects.filter(campaign=campaign).order_by("pk").values_list("pk", flat=True))
    Tally.objects.filter(pk__in=keys[: len(keys) - but]).update(
        placed_at=clock.now() - timedelta(hours=49)
    )


def gini(views: list[int]) -> float:
    ordered, total = sorted(views), sum(views)
    return sum((2 * n - len(ordered) - 1) * x for n, x in enumerate(ordered, start=1)) / (
        len(ordered) * total
    )


def test_dealing_tallies_twice_opens_each_once(campaign, django_assert_num_queries):
    make_deck(campaign, online=3, session=2)
    make_dream(campaign, status=Status.WAITING)
    assert deal_tallies(campaign=campaign) == 5
    with django_assert_num_queries(1):
        assert deal_tallies(campaign=campaign) == 0
    assert Counter(Tally.objects.values_list("channel", flat=True)) == {"online": 3, "session": 2}
    placed = Contribution.objects.exclude(tally=None).values_list("pk", "placed_at", "district")
    assert set(Tally.objects.values_list("pk", "placed_at", "district")) == set(placed)


def test_the_task_opens_tallies_so_that_no_page_has_to(campaign):
    make_deck(campaign, online=3)
    deal_cards()
    assert Tally.objects.count() == 3
    with CaptureQueriesContext(connection) as queries:
        next_dream(participant=None, campaign=campaign)
    assert not [q for q in queries if "LEFT OUTER JOIN" in q["sql"]]
    Contribution.objects.update(channel=Channel.SESSION)
    straighten_tallies()
    assert set(Tally.objects.values_list("channel", flat=True)) == {Channel.SESSION}


def test_nobody_sees_a_card_twice_until_all_are_read(campaign):
    make_deck(campaign, online=14, session=4, school=2)
    participant = make_participant(campaign)
    cards = play(participant, rounds=2)
    assert len({card.pk for card in cards}) == 20
    assert next_dream(participant=participant, campaign=campaign) is None


def test_own_dreams_are_not_dealt(campaign):
    participant = make_participant(campaign)
    make_dream(campaign, participant=participant)
    assert next_dream(participant=participant, campaign=campaign) is None


@pytest.mark.parametrize("fields", [{"status": Status.WAITING}, {"consent_online": False}])
def test_what_is_not_public_is_not_dealt(campaign, fields):
    make_dream(campaign, **fields)
    assert next_dream(participant=None, campaign=campaign) is None


def test_a_dream_that_is_held_later_is_not_dealt_any_more(campaign):
    dream = make_dream(campaign)
    deal_tallies(campaign=campaign)
    Contribution.objects.filter(pk=dream.pk).update(status=Status.HELD)
    assert next_dream(participant=None, campaign=campaign) is None


def test_another_campaigns_dreams_are_never_dealt(campaign):
    make_deck(make_campaign(domain="elders.be"), online=3)
    assert next_dream(participant=None, campaign=campaign) is None


def test_a_card_that_was_only_seen_comes_back(campaign):
    dream, participant = make_dream(campaign), make_participant(campaign)
    see_card(participant=participant, contribution=dream)
    assert next_dream(participant=participant, campaign=campaign).pk == dream.pk
    give_score(participant=participant, contribution=dream, value=None)
    assert next_dream(participant=participant, campaign=campaign) is None


def test_of_dreams_that_say_the_same_one_is_dealt(campaign):
    alike = [make_dream(campaign) for _ in range(3)]
    other = make_dream(campaign)
    bundle = Bundle.objects.create(campaign=campaign, face=alike[0])
    for dream in alike:
        bundle.members.create(contribution=dream)
    participant, somebody = make_participant(campaign), make_participant(campaign)
    give_score(participant=participant, contribution=alike[1], value=2)
    assert next_dream(participant=participant, campaign=campaign).pk == other.pk
    give_score(participant=participant, contribution=other, value=2)
    assert next_dream(participant=participant, campaign=campaign) is None
    assert next_dream(participant=somebody, campaign=campaign) is not None


# The mix of a round -----------------------------------------------------------------------------


def test_every_round_holds_three_sessions_and_a_child(campaign):
    make_deck(campaign, online=90, session=30, school=10)
    grow_old(campaign)
    cards = play(make_participant(campaign), rounds=3)
    for start in (0, 10, 20):
        channels = Counter(card.channel for card in cards[start : start + 10])
        assert channels[Channel.SESSION] >= 3
        assert channels[Channel.SCHOOL] >= 1


def test_every_round_holds_two_dreams_of_the_last_two_days(campaign):
    make_deck(campaign, online=100)
    grow_old(campaign, but=8)
    young = set(Tally.objects.order_by("-pk").values_list("pk", flat=True)[:8])
    for _ in range(3):
        cards = play(make_participant(campaign))
        assert sum(card.pk in young for card in cards) >= 2


def test_no_round_holds_more_than_two_of_a_district(campaign):
    deck = {}
    for n in range(5):
        district = campaign.districts.create(name=f"Wijk {n}", slug=f"wijk-{n}")
        for _ in range(12):
            deck[make_dream(campaign, district=district).pk] = n
    for _ in range(4):
        cards = play(make_participant(campaign))
        assert set(Counter(deck[card.pk] for card in cards).values()) == {2}


def test_dreams_without_a_district_are_free(campaign):
    district = campaign.districts.create(name="Krottegem", slug="krottegem")
    here = {make_dream(campaign, district=district).pk for _ in range(10)}
    make_deck(campaign, online=10)
    cards = play(make_participant(campaign))
    assert sum(card.pk in here for card in cards) <= 2


def test_a_round_goes_on_where_only_one_district_is_left(campaign):
    district = campaign.districts.create(name="Krottegem", slug="krottegem")
    for _ in range(12):
        make_dream(campaign, district=district)
    assert len(play(make_participant(campaign))) == 10


def test_a_round_goes_on_where_sessions_and_children_are_missing(campaign):
    make_deck(campaign, online=12)
    assert len(play(make_participant(campaign))) == 10


# Even exposure ----------------------------------------------------------------------------------


def test_everybody_gets_readers_evenly(campaign):
    make_deck(campaign, online=40, session=30, school=10)
    grow_old(campaign, but=20)
    # Six readers a dream: with three, one reader more or less would already look uneven.
    for _ in range(48):
        play(make_participant(campaign))
    views = list(Tally.objects.values_list("views", flat=True))
    assert sum(views) == 480
    assert max(views) - min(views) <= 2
    assert min(views) >= 4
    assert gini(views) <= 0.10


def test_few_children_do_not_get_all_readers(campaign):
    make_deck(campaign, online=60, school=1)
    for _ in range(15):
        play(make_participant(campaign))
    views = Tally.objects.get(channel=Channel.SCHOOL).views
    others = Tally.objects.exclude(channel=Channel.SCHOOL).values_list("views", flat=True)
    assert views <= 2 * min(others) + 3


def test_late_dreams_catch_up(campaign):
    make_deck(campaign, online=30)
    for _ in range(9):
        play(make_participant(campaign))
    late = [make_dream(campaign).pk for _ in range(5)]
    deal_tallies(campaign=campaign)
    for _ in range(3):
        play(make_participant(campaign))
    assert min(Tally.objects.filter(pk__in=late).values_list("views", flat=True)) == 3


def test_ties_are_broken_by_chance(campaign):
    make_deck(campaign, online=60)
    first = {next_dream(participant=None, campaign=campaign).pk for _ in range(60)}
    assert len(first) > 15


# Cards ahead ------------------------------------------------------------------------------------


def test_cards_ahead_are_others_and_keep_the_mix(campaign):
    make_deck(campaign, online=40, session=20, school=10)
    grow_old(campaign)
    participant = make_participant(campaign)
    for _ in range(6):
        hand: list[int] = []
        while len(hand) < 10:
            cards = next_dreams(participant=participant, campaign=campaign, hand=hand, amount=3)
            hand += [card.number for card in cards][: 10 - len(hand)]
        assert len(set(hand)) == 10
        channels = Counter(
            Contribution.objects.filter(number__in=hand).values_list("channel", flat=True)
        )
        assert channels[Channel.SESSION] >= 3
        assert channels[Channel.SCHOOL] >= 1
    assert not Tally.objects.filter(views__gt=0).exists()


def test_a_script_gets_three_signed_cards_ahead_and_no_view_is_counted(campaign, client):
    make_deck(campaign, online=6)
    held = client.get(SCORE).context["card"]
    response = client.get(SCORE, {"vooraf": held}, headers={"X-Fragment": "card"})
    cards = [each["card"] for each in response.context["cards"]]
    assert response["X-Cards"] == "3"
    assert len({held, *cards}) == 4
    assert all(read_card(campaign.pk, card) for card in cards)
    page = response.content.decode()
    assert page.count("data-answer") == 3
    assert "<html" not in page
    assert "no-store" in response["Cache-Control"]
    rest = client.get(SCORE, {"vooraf": ",".join([held, *cards])})
    assert rest["X-Cards"] == "2"
    assert not Score.objects.exists()


def test_a_script_that_holds_the_last_card_gets_none_and_without_it_the_end(campaign, client):
    dream = make_dream(campaign)
    held = deal_card(campaign.pk, dream.number)
    assert client.get(SCORE, {"vooraf": held})["X-Cards"] == "0"
    participant = make_participant(campaign)
    give_score(participant=participant, contribution=dream, value=1)
    page = client_as(participant).get(SCORE, {"vooraf": ""}).content.decode()
    assert "Je las alle dromen van vandaag." in page


def test_forged_cards_in_the_hand_are_ignored(campaign, client):
    make_deck(campaign, online=2)
    assert client.get(SCORE, {"vooraf": "1:x,2,,\x00"})["X-Cards"] == "2"


# Cost -------------------------------------------------------------------------------------------


def test_a_card_costs_the_same_in_a_large_deck(campaign):
    make_deck(campaign, online=12, session=6, school=6)
    participant = make_participant(campaign)
    deal_tallies(campaign=campaign)
    few = _most_queries(participant)
    make_deck(campaign, online=60, session=30, school=30)
    deal_tallies(campaign=campaign)
    assert few <= 12
    assert _most_queries(participant) <= 12


def _most_queries(participant: Participant) -> int:
    """Return the most a card costs, the place in the round included."""
    found = []
    for _ in range(25):
        with CaptureQueriesContext(connection) as queries:
            next_dream(participant=participant, campaign=participant.campaign)
        found.append(len(queries))
    return max(found[1:])


def test_the_place_in_the_round_is_one_query(campaign, django_assert_num_queries):
    make_deck(campaign, online=15)
    participant = make_participant(campaign)
    play(participant)
    with django_assert_num_queries(1):
        so_far = round_so_far(participant)
    assert (so_far.answered, so_far.place, so_far.is_done, so_far.cards) == (10, 1, True, ())
