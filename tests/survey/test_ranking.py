"""The estimate is right, the order is the published one, and only what changed is made again."""

import random
from itertools import pairwise
from math import sqrt

import pytest

from campaigns.models import Campaign, Contribution, Status
from survey import tasks
from survey.models import Tally
from survey.ranking import (
    UNIFORM,
    Answers,
    Estimate,
    Z,
    about_equal,
    answers_from_sums,
    estimate,
    place_order,
    pooled,
)
from survey.services.ranking import most_loved, rank_dreams
from tests import factories
from tests.survey.builders import make_dream, make_scored


def dirichlet_variance(alphas: list[float], values: list[float]) -> float:
    """The variance of a weighed sum of Dirichlet shares, from the full covariance matrix."""
    total = sum(alphas)
    variance = 0.0
    for i, a in enumerate(alphas):
        for j, b in enumerate(alphas):
            covariance = (a * (total - a) if i == j else -a * b) / (total**2 * (total + 1))
            variance += values[i] * values[j] * covariance
    return variance


@pytest.mark.parametrize("answers", [(30, 0, 0), (0, 0, 30), (5, 20, 25), (100, 40, 3), (1, 1, 1)])
def test_the_margin_is_the_exact_deviation_of_the_posterior(answers: tuple[int, ...]) -> None:
    found = estimate(Answers(*answers), z=0.5)
    exact = dirichlet_variance([a + 1 for a in answers], [0, 1, 2])
    assert found.high - found.middle == pytest.approx(0.5 * sqrt(exact))
    assert found.middle - found.low == pytest.approx(0.5 * sqrt(exact))


@pytest.mark.parametrize("answers", [(5, 20, 25), (2, 8, 20), (20, 8, 2), (15, 0, 15)])
def test_one_in_twenty_lies_below_the_lower_end(answers: tuple[int, ...]) -> None:
    dice = random.Random(2030)
    found = estimate(Answers(*answers))
    below = above = 0
    for _ in range(20_000):
        none, one, two = (dice.gammavariate(a + 1, 1) for a in answers)
        appeal = (one + 2 * two) / (none + one + two)
        below += appeal < found.low
        above += appeal > found.high
    assert 0.03 < below / 20_000 < 0.07
    assert 0.03 < above / 20_000 < 0.07


def test_the_ends_stay_on_the_scale() -> None:
    assert estimate(Answers(0, 0, 0)).low >= 0
    assert estimate(Answers(0, 0, 40)).high <= 2
    assert estimate(Answers(40, 0, 0)).low == 0


def test_three_sums_give_the_answers_back() -> None:
    # 5 cookies and 2 confirmed browsers gave 2, 4 cookies gave 1, 3 confirmed ones gave 0.
    weight = 5 * 1.0 + 2 * 1.5 + 4 * 1.0 + 3 * 1.5
    weighed = 2 * (5 + 3) + 4
    squares = 4 * (5 + 3) + 4
    assert answers_from_sums(weight, weighed, squares) == Answers(4.5, 4.0, 8.0)


def test_more_scores_with_the_same_answers_give_a_shorter_bar() -> None:
    few, many = estimate(Answers(3, 12, 15)), estimate(Answers(30, 120, 150))
    assert few.low < many.low
    assert few.high - few.low > 2.5 * (many.high - many.low)


def test_confirmed_people_are_more_evidence_and_no_other_opinion() -> None:
    cookie, confirmed = Answers(10, 10, 10), Answers(15, 15, 15)
    assert estimate(cookie).middle == estimate(confirmed).middle
    assert estimate(cookie).low < estimate(confirmed).low


def test_the_fixed_prior_orders_as_well_as_one_taken_from_the_campaign() -> None:
    """The comparison in docs/ranking.md."""
    dice = random.Random(2030)
    truths, rows = [], []
    for _ in range(300):
        shares = [dice.gammavariate(a, 1) for a in (2, 4, 3)]
        truths.append((shares[1] + 2 * shares[2]) / sum(shares))
        given = dice.choices([0, 1, 2], shares, k=dice.randint(30, 70))
        rows.append(Answers(given.count(0), given.count(1), given.count(2)))
    campaign = pooled(rows)
    fixed = [estimate(row).low for row in rows]
    from_campaign = [estimate(row, prior=campaign.scaled_to(3)).low for row in rows]
    strong = [estimate(row, prior=campaign.scaled_to(30)).low for row in rows]
    assert abs(kendall(fixed, truths) - kendall(from_campaign, truths)) < 0.005
    assert abs(kendall(fixed, truths) - kendall(strong, truths)) < 0.02
    assert kendall(fixed, truths) > 0.7


def kendall(found: list[float], truth: list[float]) -> float:
    pairs = [(i, j) for i in range(len(truth)) for j in range(i)]
    agree = sum((found[i] - found[j]) * (truth[i] - truth[j]) > 0 for i, j in pairs)
    return 2 * agree / len(pairs) - 1


def test_ties_go_to_more_people_and_then_to_the_older_dream() -> None:
    rows = [place_order(1.2, 30, 7), place_order(1.2, 40, 9), place_order(1.2, 30, 3)]
    assert sorted(rows) == [rows[1], rows[2], rows[0]]
    assert place_order(1.3, 30, 99) < place_order(1.2, 500, 1)


def test_a_group_ends_where_the_difference_is_more_than_chance() -> None:
    rows = [(1.5, 1.9), (1.4, 1.6), (1.2, 1.5), (1.1, 1.4), (0.9, 1.7), (0.2, 0.5)]
    estimates = [Estimate(low, (low + high) / 2, high) for low, high in rows]
    assert about_equal(estimates) == [1, 1, 1, 2, 2, 3]
    assert about_equal([]) == []


def test_every_other_row_of_a_group_reaches_its_first() -> None:
    dice = random.Random(4)
    lows = sorted((dice.random() for _ in range(200)), reverse=True)
    estimates = [Estimate(low, low + 0.05, low + dice.uniform(0.05, 0.3)) for low in lows]
    groups = about_equal(estimates)
    for number in set(groups):
        rows = [row for row, group in zip(estimates, groups, strict=True) if group == number]
        assert all(row.high >= rows[0].low for row in rows)
    assert all(after - before in {0, 1} for before, after in pairwise(groups))


def test_an_empty_campaign_has_an_even_prior() -> None:
    assert Answers(0, 0, 0).scaled_to(3) == UNIFORM
    assert pytest.approx(1.645, abs=0.001) == Z


# In the database ---------------------------------------------------------------------------------

database = pytest.mark.django_db


@database
def test_only_thirty_people_give_an_estimate(campaign: Campaign) -> None:
    few = make_scored(campaign, 5, 10, 14)
    enough = make_scored(campaign, 5, 10, 15)
    assert rank_dreams(campaign=campaign) == 2
    assert Tally.objects.get(pk=few.pk).low is None
    tally = Tally.objects.get(pk=enough.pk)
    found = estimate(Answers(5, 10, 15))
    assert (tally.low, tally.middle, tally.high) == pytest.approx(
        (found.low, found.middle, found.high)
    )
    assert list(most_loved(campaign=campaign)) == [tally]


@database
def test_thirty_scores_of_fewer_people_stay_out_however_they_weigh(campaign: Campaign) -> None:
    dream = make_scored(campaign, 0, 0, 29, weight=15)
    rank_dreams(campaign=campaign)
    assert Tally.objects.get(pk=dream.pk).low is None


@database
def test_only_what_changed_is_made_again(campaign: Campaign, django_assert_num_queries) -> None:
    for _ in range(3):
        make_scored(campaign, 10, 10, 10)
    tasks.rank_dreams()
    assert not Tally.objects.filter(is_stale=True).exists()
    with django_assert_num_queries(4):  # what is hidden, what changed, and a savepoint around it
        assert rank_dreams(campaign=campaign) == 0


@database
def test_ranking_many_costs_a_few_queries(
    campaign: Campaign, django_assert_max_num_queries
) -> None:
    for _ in range(40):
        make_scored(campaign, 10, 10, 10)
    with django_assert_max_num_queries(12):
        assert rank_dreams(campaign=campaign) == 40


@database
def test_a_dream_that_falls_under_thirty_loses_its_estimate(campaign: Campaign) -> None:
    dream = make_scored(campaign, 10, 10, 10)
    rank_dreams(campaign=campaign)
    Tally.objects.filter(pk=dream.pk).update(scores=29, is_stale=True)
    rank_dreams(campaign=campaign)
    assert Tally.objects.get(pk=dream.pk).low is None


@database
def test_what_is_held_back_leaves_the_list_and_comes_back_when_placed(campaign: Campaign) -> None:
    dream = make_scored(campaign, 0, 10, 20)
    rank_dreams(campaign=campaign)
    Contribution.objects.filter(pk=dream.pk).update(status=Status.HELD)
    assert not most_loved(campaign=campaign).exists()
    Tally.objects.filter(pk=dream.pk).update(is_stale=True)
    assert rank_dreams(campaign=campaign) == 0
    assert Tally.objects.get(pk=dream.pk).low is None
    Contribution.objects.filter(pk=dream.pk).update(status=Status.PLACED)
    assert rank_dreams(campaign=campaign) == 1
    assert most_loved(campaign=campaign).exists()


@database
def test_equal_scores_give_equal_places_by_the_published_rule(campaign: Campaign) -> None:
    first, second = make_scored(campaign, 5, 10, 15), make_scored(campaign, 5, 10, 15)
    better = make_scored(campaign, 0, 10, 20)
    rank_dreams(campaign=campaign)
    order = [tally.contribution.number for tally in most_loved(campaign=campaign)]
    assert order == [better.number, first.number, second.number]
    Tally.objects.filter(pk=second.pk).update(scores=31)  # the same lower end, one person more
    order = [tally.contribution.number for tally in most_loved(campaign=campaign)]
    assert order == [better.number, second.number, first.number]


@database
def test_another_campaigns_dreams_are_left_alone(campaign: Campaign) -> None:
    other = factories.make_campaign(domain="elders.be")
    make_scored(other, 5, 10, 15)
    assert rank_dreams(campaign=campaign) == 0
    assert Tally.objects.get().is_stale
    make_dream(campaign)
    assert not most_loved(campaign=campaign).exists()
