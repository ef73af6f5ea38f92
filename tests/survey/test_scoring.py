from collections import Counter

import pytest
from django.urls import reverse

from campaigns.models import Channel, Contribution, Status
from campaigns.phases import PhaseClosed
from campaigns.services.ledger import withdraw_contribution
from survey.cards import deal_card
from survey.models import Participant, Score, Tally
from survey.participants import COOKIE
from survey.services.scoring import (
    NotScorable,
    OwnDream,
    deal_tallies,
    give_score,
    next_dream,
    take_back_score,
)
from tests.factories import make_campaign, make_contribution
from tests.survey.builders import client_as, make_deck, make_dream, make_participant, tally_of

SCORE, ANSWER = reverse("survey:score"), reverse("survey:answer")
TAKE_BACK, DONE = reverse("survey:take_back"), reverse("survey:round_done")
CARD = {"X-Fragment": "card"}
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


def test_a_score_is_kept_and_counted(campaign):
    dream, participant = make_dream(campaign), make_participant(campaign)
    score = give_score(participant=participant, contribution=dream, value=2)
    assert score.value == 2
    assert tally_of(dream) == (1, 1, 2)


def test_answering_again_changes_the_score_and_counts_one_view(campaign):
    dream, participant = make_dream(campaign), make_participant(campaign)
    for value in (2, 2, 0, None):
        give_score(participant=participant, contribution=dream, value=value)
    assert Score.objects.get().value == 0  # skipping later does not wipe the score
    assert tally_of(dream) == (1, 1, 0)


def test_a_skipped_card_is_a_view_and_can_be_scored_later(campaign):
    dream, participant = make_dream(campaign), make_participant(campaign)
    give_score(participant=participant, contribution=dream, value=None)
    assert tally_of(dream) == (1, 0, 0)
    give_score(participant=participant, contribution=dream, value=2)
    assert tally_of(dream) == (1, 1, 2)


def test_taking_back_is_as_if_the_card_was_never_shown(campaign):
    dream, participant = make_dream(campaign), make_participant(campaign)
    give_score(participant=participant, contribution=dream, value=2)
    assert take_back_score(participant=participant, contribution=dream)
    assert not take_back_score(participant=participant, contribution=dream)
    assert tally_of(dream) == (0, 0, 0)
    assert next_dream(participant=participant, campaign=campaign) == Contribution.objects.get()


def test_own_dreams_are_neither_dealt_nor_scored(campaign):
    participant = make_participant(campaign)
    own = make_dream(campaign, participant=participant)
    assert next_dream(participant=participant, campaign=campaign) is None
    with pytest.raises(OwnDream):
        give_score(participant=participant, contribution=own, value=2)
    assert not Score.objects.exists()


@pytest.mark.parametrize("fields", [{"status": Status.WAITING}, {"consent_online": False}])
def test_what_is_not_public_is_neither_dealt_nor_scored(campaign, fields):
    hidden, participant = make_dream(campaign, **fields), make_participant(campaign)
    assert next_dream(participant=participant, campaign=campaign) is None
    with pytest.raises(NotScorable):
        give_score(participant=participant, contribution=hidden, value=2)


def test_a_dream_that_is_held_later_is_not_dealt_any_more(campaign):
    dream = make_dream(campaign)
    deal_tallies(campaign=campaign)
    Contribution.objects.filter(pk=dream.pk).update(status=Status.HELD)
    assert next_dream(participant=None, campaign=campaign) is None


@pytest.mark.phase(6)
def test_nobody_scores_after_the_dreaming_phase(campaign, client):
    dream, participant = make_dream(campaign), make_participant(campaign)
    with pytest.raises(PhaseClosed):
        give_score(participant=participant, contribution=dream, value=2)
    with pytest.raises(PhaseClosed):
        take_back_score(participant=participant, contribution=dream)
    assert client.get(SCORE).status_code == 409
    answer = client.post(ANSWER, {"card": deal_card(dream.number), "value": "2"})
    assert answer.status_code == 409


def test_dealing_tallies_twice_opens_each_once(campaign, django_assert_num_queries):
    make_deck(campaign, online=3, session=2)
    make_dream(campaign, status=Status.WAITING)
    assert deal_tallies(campaign=campaign) == 5
    with django_assert_num_queries(1):
        assert deal_tallies(campaign=campaign) == 0
    assert Counter(Tally.objects.values_list("channel", flat=True)) == {"online": 3, "session": 2}


def test_nobody_sees_a_card_twice_until_all_are_read(campaign):
    make_deck(campaign, online=14, session=4, school=2)
    participant = make_participant(campaign)
    cards = play(participant, rounds=2)
    assert len({card.pk for card in cards}) == 20
    assert next_dream(participant=participant, campaign=campaign) is None


def test_every_round_holds_three_sessions_and_a_child(campaign):
    make_deck(campaign, online=60, session=40, school=30)
    participant = make_participant(campaign)
    cards = play(participant, rounds=3)
    for start in (0, 10, 20):
        channels = Counter(card.channel for card in cards[start : start + 10])
        assert channels[Channel.SESSION] >= 3
        assert channels[Channel.SCHOOL] >= 1


def test_a_round_goes_on_where_sessions_and_children_are_missing(campaign):
    make_deck(campaign, online=12)
    assert len(play(make_participant(campaign))) == 10


def test_exposure_stays_even(campaign):
    make_deck(campaign, online=20)
    for _ in range(8):
        play(make_participant(campaign))
    views = list(Tally.objects.values_list("views", flat=True))
    assert sum(views) == 80
    assert max(views) - min(views) <= 1


def test_ties_are_broken_by_chance(campaign):
    make_deck(campaign, online=30)
    first = {next_dream(participant=None, campaign=campaign).pk for _ in range(40)}
    assert len(first) > 5


def test_another_campaigns_dreams_are_never_dealt(campaign):
    make_deck(make_campaign(domain="elders.be"), online=3)
    assert next_dream(participant=None, campaign=campaign) is None


# The pages ---------------------------------------------------------------------------------------


def test_the_page_shows_one_card_and_no_name(campaign, client):
    make_contribution(
        campaign, "Een fluitende postbode.", channel=Channel.SESSION, display_name="Hilde",
        origin="Droomsessie in Krottegem", language="nl",
    )  # fmt: skip
    page = client.get(SCORE).content.decode()
    assert "Een fluitende postbode." in page
    assert "Droomsessie in Krottegem" in page
    assert "Hilde" not in page
    assert "Droom 1 van 10" in page
    assert page.count("<h1") == 1
    assert COOKIE not in client.cookies
    assert not Score.objects.exists()


def test_a_form_post_without_script_leads_to_the_next_card(campaign, client):
    make_deck(campaign, online=3)
    card = client.get(SCORE).context["card"]
    response = client.post(ANSWER, {"card": card, "value": "2"})
    assert response.url == SCORE
    assert Score.objects.get().value == 2
    assert client.cookies[COOKIE]["httponly"]
    assert "Droom 2 van 10" in client.get(SCORE).content.decode()


def test_a_script_gets_the_next_card_alone_and_the_end_of_the_round(campaign, client):
    make_deck(campaign, online=12)
    card = client.get(SCORE).context["card"]
    for place in range(2, 11):
        response = client.post(ANSWER, {"card": card, "value": "1"}, headers=CARD)
        assert "<html" not in response.content.decode()
        assert f'data-place="{place}"' in response.content.decode()
        card = response.context["card"]
    response = client.post(ANSWER, {"card": card, "value": "skip"}, headers=CARD)
    assert (response.status_code, response["X-Go"]) == (204, DONE)
    page = client.get(DONE).content.decode()
    assert "Goeiemorgen, Roeselare." in page
    assert "Je scoorde 9 dromen." in page
    assert "Je bent de eerste vandaag." in page


def test_without_script_the_tenth_answer_leads_to_the_morning(campaign, client):
    make_deck(campaign, online=10)
    for _ in range(10):
        response = client.post(ANSWER, {"card": client.get(SCORE).context["card"], "value": "2"})
    assert response.url == DONE
    assert "Bij 10 dromen scheen jouw zon het hardst." in client.get(DONE).content.decode()
    assert "Je las alle dromen van vandaag." in client.get(SCORE).content.decode()


def test_sending_the_same_answer_twice_counts_once(campaign, client):
    make_deck(campaign, online=3)
    sent = {"card": client.get(SCORE).context["card"], "value": "2"}
    client.post(ANSWER, sent)
    client.post(ANSWER, sent)
    assert Score.objects.count() == 1
    assert Tally.objects.filter(views=1).count() == 1


@pytest.mark.parametrize("value", ["3", "-1", "", "x"])
def test_a_value_off_the_scale_is_refused(campaign, client, value):
    dream = make_dream(campaign)
    response = client.post(ANSWER, {"card": deal_card(dream.number), "value": value}, follow=True)
    assert response.status_code == 200
    assert not Score.objects.exists()


def test_a_card_we_did_not_deal_is_refused(campaign, client):
    dream = make_dream(campaign)
    for card in (str(dream.number), f"{dream.number}:x", ""):
        response = client.post(ANSWER, {"card": card, "value": "2"}, follow=True)
        assert "Je score is niet bewaard. Tik nog eens." in response.content.decode()
    assert not Score.objects.exists()
    assert not Participant.objects.exists()


def test_scoring_what_was_withdrawn_is_told_in_words(campaign, client):
    dream = make_dream(campaign)
    sent = {"card": deal_card(dream.number), "value": "2"}
    withdraw_contribution(contribution=dream)
    page = client.post(ANSWER, sent, headers=CARD).content.decode()
    assert "De dromer haalde deze droom weg." in page


def test_scoring_ones_own_dream_is_told_in_words(campaign):
    dream = make_dream(campaign, participant=make_participant(campaign))
    client = client_as(dream.participant)
    page = client.post(ANSWER, {"card": deal_card(dream.number), "value": "2"}, follow=True)
    assert "Dat is je eigen droom. Anderen scoren hem." in page.content.decode()
    assert not Score.objects.exists()


def test_undo_brings_the_card_back(campaign, client):
    make_deck(campaign, online=5)
    card = client.get(SCORE).context["card"]
    client.post(ANSWER, {"card": card, "value": "2"})
    assert client.get(SCORE).context["undo"] == card
    response = client.post(TAKE_BACK, {"card": card}, follow=True)
    assert response.context["card"] == card
    assert "Droom 1 van 10" in response.content.decode()
    client.post(TAKE_BACK, {"card": card})
    assert not Score.objects.exists()


@pytest.mark.parametrize("url", [ANSWER, TAKE_BACK])
def test_getting_a_posting_address_does_nothing(campaign, client, url):
    assert client.get(url).status_code == 405


def test_the_end_of_the_round_needs_a_round(campaign, client):
    assert client.get(DONE).url == SCORE


def test_the_score_page_asks_a_fixed_number_of_queries(campaign, django_assert_max_num_queries):
    # More of each channel than eleven turns can use up: without a card of the wanted channel, by
    # chance, the page needs one look-up more.
    make_deck(campaign, online=30, session=15, school=15)
    participant = make_participant(campaign)
    play(participant)
    give_score(
        participant=participant,
        contribution=next_dream(participant=participant, campaign=campaign),
        value=1,
    )
    client = client_as(participant)
    with django_assert_max_num_queries(8):
        assert client.get(SCORE).status_code == 200
