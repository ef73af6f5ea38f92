"""What people answer is kept once, counted exactly, and can be taken back."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns import clock
from campaigns.models import Channel, Contribution, Status, Translation
from campaigns.phases import PhaseClosed
from campaigns.services.ledger import withdraw_contribution
from survey.cards import deal_card
from survey.models import Burst, BurstKind, BurstStatus, Participant, Score, Tally
from survey.participants import COOKIE
from survey.services.dealing import next_dream
from survey.services.scoring import (
    NotScorable,
    OwnDream,
    give_score,
    see_card,
    take_back_score,
)
from survey.services.tallies import keep_tally_in_step, recount_tallies, straighten_tallies
from tests.conftest import MOMENTS
from tests.factories import make_campaign, make_contribution
from tests.survey.builders import client_as, make_deck, make_dream, make_participant, tally_of

SCORE, ANSWER, SEEN = (
    reverse("survey:score"), reverse("survey:answer"), reverse("survey:seen"),
)  # fmt: skip
TAKE_BACK, DONE = reverse("survey:take_back"), reverse("survey:round_done")
CARD, ACK = {"X-Fragment": "card"}, {"X-Fragment": "ack"}
SUMS = ("views", "scores", "total", "weight", "weighed", "weighed_squares")
pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite writes one at a time"
)


def card_of(dream: Contribution) -> str:
    return deal_card(dream.campaign_id, dream.number)


def sums_of(dream: Contribution) -> tuple[int, ...]:
    return tuple(Tally.objects.values_list(*SUMS).get(pk=dream.pk))


def rows() -> tuple[int, int, int]:
    """Return how many scores, participants and tallies there are."""
    return Score.objects.count(), Participant.objects.count(), Tally.objects.count()


def answer_all(client: Client, amount: int = 10, value: str = "2") -> Any:
    for _ in range(amount):
        response = client.post(ANSWER, {"card": client.get(SCORE).context["card"], "value": value})
    return response


def at_once(jobs: list[Any]) -> list[Any]:
    """Run jobs in threads that start together; return what each gave, or the error it raised."""
    start, results = threading.Barrier(len(jobs)), []

    def run(job: Any) -> None:
        try:
            start.wait(timeout=30)
            with clock.travel(MOMENTS[5]):
                results.append(job())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


# The services -----------------------------------------------------------------------------------


def test_a_score_is_kept_and_counted(campaign):
    dream, participant = make_dream(campaign), make_participant(campaign)
    give_score(participant=participant, contribution=dream, value=2, network="ab12")
    score = Score.objects.get()
    assert (score.value, score.network, score.answered_at) == (2, "ab12", clock.now())
    assert sums_of(dream) == (1, 1, 2, 10, 20, 40)
    assert Tally.objects.get().is_stale


def test_a_confirmed_participant_weighs_one_and_a_half(campaign):
    dream, participant = make_dream(campaign), make_participant(campaign)
    Participant.objects.update(confirmed_at=clock.now())
    participant.refresh_from_db()
    give_score(participant=participant, contribution=dream, value=2)
    assert sums_of(dream) == (1, 1, 2, 15, 30, 60)


def test_answering_again_changes_the_score_and_counts_one_view(campaign):
    dream, participant = make_dream(campaign), make_participant(campaign)
    for value in (2, 2, 1, None):
        give_score(participant=participant, contribution=dream, value=value)
    assert Score.objects.get().value == 1  # skipping later does not wipe the score
    assert sums_of(dream) == (1, 1, 1, 10, 10, 10)


def test_a_skipped_card_is_a_view_and_can_be_scored_later(campaign):
    dream, participant = make_dream(campaign), make_participant(campaign)
    give_score(participant=participant, contribution=dream, value=None)
    assert sums_of(dream) == (1, 0, 0, 0, 0, 0)
    assert not Tally.objects.get().is_stale
    give_score(participant=participant, contribution=dream, value=2)
    assert sums_of(dream) == (1, 1, 2, 10, 20, 40)


@pytest.mark.parametrize("was_seen", [True, False])
def test_a_seen_card_is_one_view_whatever_follows(campaign, was_seen):
    dream, participant = make_dream(campaign), make_participant(campaign)
    assert see_card(participant=participant, contribution=dream)
    assert not see_card(participant=participant, contribution=dream)
    score = Score.objects.get()
    assert (score.value, score.answered_at) == (None, None)
    assert sums_of(dream) == (1, 0, 0, 0, 0, 0)
    give_score(participant=participant, contribution=dream, value=1, was_seen=was_seen)
    assert sums_of(dream) == (1, 1, 1, 10, 10, 10)
    assert not see_card(participant=participant, contribution=dream)
    assert Score.objects.get().value == 1


def test_the_wrong_hint_does_no_harm(campaign):
    dream, participant = make_dream(campaign), make_participant(campaign)
    give_score(participant=participant, contribution=dream, value=2, was_seen=True)
    give_score(participant=participant, contribution=dream, value=1, was_seen=True)
    assert sums_of(dream) == (1, 1, 1, 10, 10, 10)


def test_taking_back_forgets_the_answer_and_keeps_the_view(campaign):
    dream, participant = make_dream(campaign), make_participant(campaign)
    give_score(participant=participant, contribution=dream, value=2)
    assert take_back_score(participant=participant, contribution=dream)
    assert not take_back_score(participant=participant, contribution=dream)
    score = Score.objects.get()
    assert (score.value, score.answered_at) == (None, None)
    assert sums_of(dream) == (1, 0, 0, 0, 0, 0)
    assert next_dream(participant=participant, campaign=campaign) == Contribution.objects.get()
    give_score(participant=participant, contribution=dream, value=1)
    assert sums_of(dream) == (1, 1, 1, 10, 10, 10)


def test_ones_own_dream_is_not_scored(campaign):
    participant = make_participant(campaign)
    own = make_dream(campaign, participant=participant)
    for act in (
        lambda: give_score(participant=participant, contribution=own, value=2),
        lambda: see_card(participant=participant, contribution=own),
    ):
        with pytest.raises(OwnDream):
            act()
    assert not Score.objects.exists()
    assert not Tally.objects.filter(views__gt=0).exists()


@pytest.mark.parametrize("fields", [{"status": Status.WAITING}, {"consent_online": False}])
def test_what_is_not_public_is_not_scored(campaign, fields):
    hidden, participant = make_dream(campaign, **fields), make_participant(campaign)
    with pytest.raises(NotScorable):
        give_score(participant=participant, contribution=hidden, value=2)
    assert rows() == (0, 1, 0)


def test_a_dream_of_another_campaign_is_not_scored(campaign):
    elsewhere = make_dream(make_campaign(domain="elders.be"))
    with pytest.raises(NotScorable):
        give_score(participant=make_participant(campaign), contribution=elsewhere, value=2)
    assert rows() == (0, 1, 0)


@pytest.mark.django_db(transaction=True)
def test_a_dream_that_is_withdrawn_meanwhile_is_not_scored(campaign):
    dream, participant = make_dream(campaign), make_participant(campaign)
    held = Contribution.objects.get(pk=dream.pk)
    withdraw_contribution(contribution=dream)
    with pytest.raises(NotScorable):
        give_score(participant=participant, contribution=held, value=2)
    assert rows() == (0, 1, 0)


@pytest.mark.phase(6)
def test_nobody_scores_after_the_dreaming_phase(campaign, client):
    dream, participant = make_dream(campaign), make_participant(campaign)
    for act in (
        lambda: give_score(participant=participant, contribution=dream, value=2),
        lambda: see_card(participant=participant, contribution=dream),
        lambda: take_back_score(participant=participant, contribution=dream),
    ):
        with pytest.raises(PhaseClosed):
            act()
    assert client.get(SCORE).status_code == 409
    for url in (ANSWER, SEEN, TAKE_BACK):
        assert client.post(url, {"card": card_of(dream), "value": "2"}).status_code == 409
    assert rows() == (0, 1, 0)


def make_burst(campaign, dream, status) -> Burst:
    return Burst.objects.create(
        campaign=campaign, kind=BurstKind.SCORES, contribution=dream, started_at=clock.now(),
        ended_at=clock.now(), status=status,
    )  # fmt: skip


@pytest.mark.parametrize("status", [BurstStatus.SET_APART, BurstStatus.EXCLUDED])
def test_what_is_set_apart_does_not_count_whatever_happens_to_it(campaign, status):
    dream, pushing, honest = (
        make_dream(campaign), make_participant(campaign), make_participant(campaign),
    )  # fmt: skip
    give_score(participant=honest, contribution=dream, value=1)
    give_score(participant=pushing, contribution=dream, value=2)
    burst = make_burst(campaign, dream, status)
    Score.objects.filter(participant=pushing).update(burst=burst)
    recount_tallies(contributions=[dream.pk])
    counted = (2, 1, 1, 10, 10, 10)
    assert sums_of(dream) == counted
    give_score(participant=pushing, contribution=dream, value=0)
    assert sums_of(dream) == counted
    take_back_score(participant=pushing, contribution=dream)
    assert sums_of(dream) == counted
    give_score(participant=pushing, contribution=dream, value=2, was_seen=True)
    assert sums_of(dream) == counted
    Burst.objects.update(status=BurstStatus.RESTORED)
    recount_tallies(contributions=[dream.pk])
    assert sums_of(dream) == (2, 2, 3, 20, 30, 50)
    give_score(participant=pushing, contribution=dream, value=1)
    assert sums_of(dream) == (2, 2, 2, 20, 20, 20)


def test_counting_again_gives_what_was_counted_along_the_way(campaign):
    dreams = [make_dream(campaign) for _ in range(3)]
    for n in range(7):
        participant = make_participant(campaign)
        if n % 3 == 0:
            participant.confirmed_at = clock.now()
            participant.save()
        for k, dream in enumerate(dreams):
            value = (n + k) % 4
            give_score(
                participant=participant, contribution=dream, value=None if value == 3 else value
            )
    take_back_score(participant=participant, contribution=dreams[0])
    before = [sums_of(dream) for dream in dreams]
    assert len(set(before)) > 1
    Tally.objects.update(is_stale=False)
    recount_tallies(contributions=[dream.pk for dream in dreams])
    assert [sums_of(dream) for dream in dreams] == before
    assert Tally.objects.filter(is_stale=True).count() == 3


def test_counting_again_costs_the_same_for_many(campaign):
    dreams = [make_dream(campaign) for _ in range(20)]
    participant = make_participant(campaign)
    for dream in dreams:
        give_score(participant=participant, contribution=dream, value=1)
    with CaptureQueriesContext(connection) as few:
        recount_tallies(contributions=[dreams[0].pk])
    with CaptureQueriesContext(connection) as many:
        recount_tallies(contributions=[dream.pk for dream in dreams])
    assert len(few) == len(many)


def test_a_tally_follows_the_district_and_the_moment_of_its_dream(campaign):
    here = campaign.districts.create(name="Krottegem", slug="krottegem")
    there = campaign.districts.create(name="Beveren", slug="beveren")
    dreams = [make_dream(campaign, district=here) for _ in range(3)]
    next_dream(participant=None, campaign=campaign)
    assert set(Tally.objects.values_list("district", flat=True)) == {here.pk}
    dreams[0].district = there
    dreams[0].save()
    keep_tally_in_step(dreams[0])
    assert Tally.objects.get(pk=dreams[0].pk).district == there
    later = MOMENTS[6]
    Contribution.objects.filter(pk=dreams[1].pk).update(district=None, placed_at=later)
    Contribution.objects.filter(pk=dreams[2].pk).update(channel=Channel.SESSION)
    assert straighten_tallies(campaign=campaign) == 2
    assert straighten_tallies(campaign=campaign) == 0
    moved = Tally.objects.get(pk=dreams[1].pk)
    assert (moved.district, moved.placed_at) == (None, later)
    assert Tally.objects.get(pk=dreams[2].pk).channel == Channel.SESSION
    Contribution.objects.filter(pk=dreams[1].pk).update(district=there)
    assert straighten_tallies(campaign=campaign) == 1


# Many at once -----------------------------------------------------------------------------------


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_hundred_people_at_one_dream_lose_no_count():
    campaign = make_campaign()
    dream = Contribution.objects.get(pk=make_dream(campaign).pk)
    people = [make_participant(campaign) for _ in range(200)]
    values = [(0, 1, 2, None)[n % 4] for n in range(200)]

    def job(person, value):
        def give():
            if value == 2:
                see_card(participant=person, contribution=dream)
            give_score(participant=person, contribution=dream, value=value, was_seen=value == 2)

        return give

    done = []
    for start in range(0, 200, 50):  # the server takes a hundred connections at most
        some = zip(people[start : start + 50], values[start : start + 50], strict=True)
        done += at_once([job(person, value) for person, value in some])
    assert done == [None] * 200
    assert sums_of(dream) == (200, 150, 150, 1500, 1500, 2500)
    recount_tallies(contributions=[dream.pk])
    assert sums_of(dream) == (200, 150, 150, 1500, 1500, 2500)


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_hundred_answers_of_one_cookie_count_once():
    campaign = make_campaign()
    dream = make_dream(campaign)
    participant = make_participant(campaign)
    sent = {"card": card_of(dream), "value": "2"}

    def post(url):
        return lambda: client_as(participant).post(url, sent, headers=ACK).json()["saved"]

    done = []
    for _ in range(2):
        done += at_once([post(ANSWER) for _ in range(40)] + [post(SEEN) for _ in range(10)])
    assert done == [True] * 100
    assert sums_of(dream) == (1, 1, 2, 10, 20, 40)
    assert rows() == (1, 1, 1)


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_recount_beside_people_who_score_is_exact():
    campaign = make_campaign()
    dream = Contribution.objects.get(pk=make_dream(campaign).pk)
    people = [make_participant(campaign) for _ in range(40)]

    def give(person):
        return lambda: give_score(participant=person, contribution=dream, value=2)

    jobs = [give(person) for person in people]
    jobs += [lambda: recount_tallies(contributions=[dream.pk])] * 10
    assert at_once(jobs) == [None] * 50
    assert sums_of(dream) == (40, 40, 80, 400, 800, 1600)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("was_seen", [False, True])
def test_an_answer_costs_six_queries(was_seen):
    campaign = make_campaign()
    make_deck(campaign, online=3)
    participant = make_participant(campaign)
    dream = next_dream(participant=participant, campaign=campaign)
    client, sent = client_as(participant), {"card": card_of(dream), "value": "2"}
    if was_seen:
        assert cost_of(lambda: client.post(SEEN, sent)) == 6
        sent["seen"] = "on"
    assert cost_of(lambda: client.post(ANSWER, sent, headers=ACK)) == 6
    assert sums_of(dream) == (1, 1, 2, 10, 20, 40)


def cost_of(act: Any) -> int:
    """Return how many queries something asks, besides where its transaction begins and ends."""
    with CaptureQueriesContext(connection) as queries:
        act()
    return len([q for q in queries if not q["sql"].startswith(("BEGIN", "COMMIT"))])


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
    assert page.count("<h1") == 1 + page.count("<template")
    assert COOKIE not in client.cookies
    assert not Score.objects.exists()


def test_a_form_post_without_script_leads_to_the_next_card(campaign, client):
    make_deck(campaign, online=3)
    card = client.get(SCORE).context["card"]
    response = client.post(ANSWER, {"card": card, "value": "2"}, follow=True)
    assert Score.objects.get().value == 2
    assert Score.objects.get().network
    assert client.cookies[COOKIE]["httponly"]
    assert "Droom 2 van 10" in response.content.decode()
    assert "Droom 2 van 10" in client.get(SCORE).content.decode()


def test_a_script_hears_only_that_the_named_card_is_saved(campaign, client):
    dream = make_dream(campaign)
    response = client.post(ANSWER, {"card": card_of(dream), "value": "1"}, headers=ACK)
    assert response.json() == {"card": card_of(dream), "saved": True}
    assert COOKIE in client.cookies


def test_without_script_the_tenth_answer_leads_to_the_morning(campaign, client):
    make_deck(campaign, online=10)
    assert answer_all(client).url == DONE
    page = client.get(DONE).content.decode()
    assert "Goeiemorgen, Roeselare." in page
    assert "Je scoorde 10 dromen." in page
    assert "Bij 10 dromen scheen jouw zon het hardst." in page
    assert "Je bent de eerste vandaag." in page
    assert "Je las alle dromen van vandaag." in client.get(SCORE).content.decode()


def test_skipped_cards_fill_the_round_and_are_no_scores(campaign, client):
    make_deck(campaign, online=12)
    answer_all(client, 9)
    assert answer_all(client, 1, value="skip").url == DONE
    assert "Je scoorde 9 dromen." in client.get(DONE).content.decode()


def test_seen_cards_are_no_part_of_the_round(campaign, client):
    make_deck(campaign, online=12)
    answer_all(client, 1)
    for dream in Contribution.objects.exclude(scores__isnull=False)[:4]:
        assert client.post(SEEN, {"card": card_of(dream)}).json()["saved"]
    assert Score.objects.count() == 5
    assert "Droom 2 van 10" in client.get(SCORE).content.decode()


def test_looking_alone_gives_nobody_a_cookie(campaign, client):
    dream = make_dream(campaign)
    response = client.post(SEEN, {"card": card_of(dream)})
    assert response.json() == {"card": card_of(dream), "saved": False}
    assert COOKIE not in client.cookies
    assert rows() == (0, 0, 0)


def test_seeing_a_card_again_changes_nothing(campaign, client):
    make_deck(campaign, online=2)
    answer_all(client, 1)
    dream = Contribution.objects.get(scores=None)
    for _ in range(2):
        client.post(SEEN, {"card": card_of(dream)})
    assert rows() == (2, 1, 2)
    assert tally_of(dream) == (1, 0, 0)


def test_sending_the_same_answer_again_counts_once(campaign, client):
    make_deck(campaign, online=3)
    sent = {"card": client.get(SCORE).context["card"], "value": "2"}
    for _ in range(3):
        client.post(ANSWER, sent)
    assert rows() == (1, 1, 3)
    assert Tally.objects.filter(views=1, scores=1, total=2).count() == 1
    assert Tally.objects.filter(views=0).count() == 2


@pytest.mark.parametrize("value", ["3", "-1", "", "x", "1.5", None])
def test_a_value_off_the_scale_is_refused(campaign, client, value):
    dream = make_dream(campaign)
    sent = {"card": card_of(dream)} | ({} if value is None else {"value": value})
    page = client.post(ANSWER, sent, follow=True).content.decode()
    assert "Je score is niet bewaard. Tik nog eens." in page
    response = client.post(ANSWER, sent, headers=ACK)
    assert (response.status_code, response.json()["saved"]) == (422, False)
    assert rows() == (0, 0, 1)  # the page dealt the card


def test_one_browser_is_slowed_down_before_its_network(campaign, client, limits_on):
    make_deck(campaign, online=2)
    answer_all(client, 1)
    answers = [client.post(ANSWER, {"card": "x"}, headers=ACK) for _ in range(601)]
    assert [response.status_code for response in answers] == [422] * 600 + [429]
    assert Client().post(ANSWER, {"card": "x"}, headers=ACK).status_code == 422


def test_a_card_we_did_not_deal_is_refused(campaign, client):
    dream = make_dream(campaign)
    for card in (str(dream.number), f"{dream.number}:x", "", "x" * 500):
        for url in (ANSWER, TAKE_BACK, SEEN):
            client.post(url, {"card": card, "value": "2"})
            assert not client.post(url, {"card": card, "value": "2"}, headers=ACK).json()["saved"]
    page = client.post(ANSWER, {"card": "x", "value": "2"}, follow=True).content.decode()
    assert "Je score is niet bewaard. Tik nog eens." in page
    assert rows() == (0, 0, 1)


def test_a_card_of_another_campaign_is_refused(campaign, client):
    dream, elsewhere = make_dream(campaign), make_dream(make_campaign(domain="elders.be"))
    assert dream.number == elsewhere.number
    campaign.domain = "testserver"
    campaign.save()
    sent = {"card": card_of(elsewhere), "value": "2"}
    assert client.post(ANSWER, sent, headers=ACK).status_code == 422
    assert rows() == (0, 0, 0)
    assert client.post(ANSWER, sent | {"card": card_of(dream)}, headers=ACK).json()["saved"]


def test_scoring_what_was_withdrawn_is_told_in_words(campaign, client):
    dream = make_dream(campaign)
    sent = {"card": card_of(dream), "value": "2"}
    withdraw_contribution(contribution=dream)
    response = client.post(ANSWER, sent, headers=ACK)
    assert response.status_code == 410
    assert response.json() == {
        "card": sent["card"], "saved": False, "message": "De dromer haalde deze droom weg.",
    }  # fmt: skip
    page = client.post(ANSWER, sent, follow=True).content.decode()
    assert "De dromer haalde deze droom weg." in page
    assert rows() == (0, 0, 0)


def test_scoring_what_was_held_back_is_told_in_words(campaign, client):
    dream = make_dream(campaign)
    Contribution.objects.update(status=Status.HELD)
    response = client.post(ANSWER, {"card": card_of(dream), "value": "2"}, headers=ACK)
    assert response.status_code == 410
    assert rows() == (0, 0, 0)


def test_scoring_ones_own_dream_is_told_in_words(campaign):
    dream = make_dream(campaign, participant=make_participant(campaign))
    client, sent = client_as(dream.participant), {"card": card_of(dream), "value": "2"}
    page = client.post(ANSWER, sent, follow=True)
    assert "Dat is je eigen droom. Anderen scoren hem." in page.content.decode()
    response = client.post(ANSWER, sent, headers=ACK)
    assert (response.status_code, response.json()["saved"]) == (409, False)
    assert rows()[:2] == (0, 1)


def test_undo_brings_the_card_back(campaign, client):
    make_deck(campaign, online=5)
    card = client.get(SCORE).context["card"]
    client.post(ANSWER, {"card": card, "value": "2"})
    assert client.get(SCORE).context["undo"] == card
    for _ in range(2):
        response = client.post(TAKE_BACK, {"card": card}, follow=True)
        assert response.context["card"] == card
        assert "Droom 1 van 10" in response.content.decode()
    assert client.post(TAKE_BACK, {"card": card}, headers=ACK).json()["saved"]
    assert Score.objects.get().answered_at is None
    assert Tally.objects.filter(views=1, scores=0, total=0, weight=0).count() == 1


@pytest.mark.parametrize("url", [ANSWER, TAKE_BACK, SEEN])
def test_getting_a_posting_address_does_nothing(campaign, client, url):
    dream = make_dream(campaign)
    assert client.get(url, {"card": card_of(dream), "value": "2"}).status_code == 405
    assert rows() == (0, 0, 0)


def test_the_end_of_the_round_needs_a_round(campaign, client):
    assert client.get(DONE).url == SCORE


# Without a cookie -------------------------------------------------------------------------------


def test_a_browser_that_keeps_no_cookie_is_told_why_after_its_first_answer(campaign):
    dreams = [make_dream(campaign) for _ in range(3)]
    first = Client().post(ANSWER, {"card": card_of(dreams[0]), "value": "2"}, headers=ACK)
    assert first.json()["saved"]
    for dream in dreams[1:]:
        sent = {"card": card_of(dream), "value": "2", "eerder": "1"}
        response = Client().post(ANSWER, sent, headers=ACK)
        assert response.status_code == 403
        assert response.json()["go"] == f"{SCORE}?eerder=1"
    assert rows() == (1, 1, 1)
    page = Client().get(f"{SCORE}?eerder=1")
    assert page.status_code == 200
    assert page.context["blocked"]
    assert "data-answer" not in page.content.decode()


def test_a_browser_that_keeps_no_cookie_and_runs_no_script_is_told_too(campaign):
    dream = make_dream(campaign)
    response = Client().post(ANSWER, {"card": card_of(dream), "value": "2"})
    assert Client().get(response.url).context["blocked"]
    sent = {"card": card_of(dream), "value": "2", "eerder": "1"}
    assert Client().get(Client().post(ANSWER, sent).url).context["blocked"]
    assert rows() == (1, 1, 1)


def test_a_browser_that_keeps_its_cookie_goes_on_after_its_first_answer(campaign, client):
    make_deck(campaign, online=3)
    card = client.get(SCORE).context["card"]
    response = client.post(ANSWER, {"card": card, "value": "2"}, follow=True)
    assert not response.context["blocked"]
    assert 'name="eerder" value="1"' in response.content.decode()


# Another language -------------------------------------------------------------------------------


def test_an_approved_translation_lies_one_tap_away(campaign, client):
    dream = make_dream(campaign, text="Un marché de nuit.", language="fr")
    draft = Translation.objects.create(
        contribution=dream, language="nl", text="Een nachtmarkt.", engine="argos"
    )
    assert "Een nachtmarkt." not in client.get(SCORE).content.decode()
    draft.approved_at = clock.now()
    draft.save()
    page = client.get(SCORE).content.decode()
    assert "Een nachtmarkt." in page
    assert 'lang="fr" dir="auto" tabindex="-1" data-text>Un marché de nuit.' in page


def test_a_dream_in_ones_own_language_asks_for_no_translation(campaign, client):
    make_deck(campaign, online=2)
    with CaptureQueriesContext(connection) as queries:
        client.get(SCORE)
    assert not [q for q in queries if "translation" in q["sql"]]


def test_the_score_page_asks_a_fixed_number_of_queries(campaign, django_assert_max_num_queries):
    make_deck(campaign, online=30, session=15, school=15)
    participant = make_participant(campaign)
    client = client_as(participant)
    answer_all(client, 11)
    with django_assert_max_num_queries(9):
        assert client.get(SCORE).status_code == 200
