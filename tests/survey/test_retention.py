"""Browsers are forgotten after 180 days; addresses go with their dream."""

from datetime import UTC, datetime, timedelta

import pytest

from campaigns import clock
from campaigns.models import Activity, Campaign
from campaigns.services.ledger import withdraw_contribution
from survey import tasks
from survey.models import Dream, Participant, Reason, Report, Scale, Score
from survey.services.handing_in import report_contribution
from survey.services.retention import FORGET_AFTER, forget_browsers
from survey.services.scoring import give_score
from tests import factories
from tests.survey.builders import make_dream, make_participant, tally_of


@pytest.fixture
def browser(campaign: Campaign) -> Participant:
    """A browser that dreamed, scored a dream of somebody else and reported it."""
    browser = make_participant(campaign)
    make_dream(campaign, participant=browser, display_name="Hilde", email="hilde@example.org")
    other = make_dream(campaign)
    give_score(participant=browser, contribution=other, value=Scale.MINE_TOO)
    report_contribution(contribution=other, participant=browser, reason=Reason.HURTFUL)
    return browser


def after(**more: float) -> datetime:
    return clock.now() + FORGET_AFTER + timedelta(**more)


def test_until_the_day_comes_nothing_changes(campaign: Campaign, browser: Participant) -> None:
    with clock.travel(after(minutes=-1)):
        assert forget_browsers(campaign=campaign) == 0
    assert browser.scores.count() == browser.dreams.count() == browser.reports.count() == 1
    assert not Activity.objects.filter(verb="forget_browsers").exists()


def test_then_the_browser_is_nowhere_and_its_score_stays(
    campaign: Campaign, browser: Participant
) -> None:
    scored = Score.objects.get().contribution
    with clock.travel(after(minutes=1)):
        assert forget_browsers(campaign=campaign) == 1
    assert not Participant.objects.filter(pk=browser.pk).exists()
    assert Dream.objects.get(display_name="Hilde").participant is None
    assert Report.objects.get().participant is None
    score = Score.objects.get()
    assert (score.value, score.contribution) == (Scale.MINE_TOO, scored)
    assert score.participant_id != browser.pk
    assert score.participant.created_at == datetime(1970, 1, 1, tzinfo=UTC)
    # The site counts scores through the participant's campaign.
    assert Score.objects.filter(participant__campaign=campaign).count() == 1
    assert tally_of(scored) == (1, 1, 2)


def test_two_browsers_that_scored_the_same_dream_are_both_forgotten(
    campaign: Campaign, browser: Participant
) -> None:
    other = make_participant(campaign)
    give_score(participant=other, contribution=Score.objects.get().contribution, value=Scale.LOVELY)
    with clock.travel(after(minutes=1)):
        assert forget_browsers(campaign=campaign) == 2
    assert set(Score.objects.values_list("value", flat=True)) == {1, 2}
    assert not Participant.objects.filter(pk__in=[browser.pk, other.pk]).exists()


def test_forgetting_twice_forgets_once(campaign: Campaign, browser: Participant) -> None:
    with clock.travel(after(minutes=1)):
        tasks.forget_browsers()
        kept = Score.objects.get().participant_id
        tasks.forget_browsers()
    with clock.travel(after(days=1000)):
        tasks.forget_browsers()
    assert Score.objects.get().participant_id == kept
    line = Activity.objects.get(verb="forget_browsers")
    assert line.details == {"forgotten": 1}


@pytest.mark.parametrize("gift", ["dream", "score"])
def test_a_browser_that_gave_something_later_is_still_known(campaign: Campaign, gift: str) -> None:
    browser = make_participant(campaign)
    dream = make_dream(campaign)
    later = clock.now() + timedelta(days=10)
    if gift == "dream":
        make_dream(campaign, participant=browser, created_at=later)
    else:
        with clock.travel(later):
            give_score(participant=browser, contribution=dream, value=Scale.LOVELY)
    with clock.travel(after(minutes=1)):
        assert forget_browsers(campaign=campaign) == 0
    with clock.travel(after(days=10, minutes=1)):
        assert forget_browsers(campaign=campaign) == 1


def test_a_browser_that_scored_nothing_leaves_no_row(campaign: Campaign) -> None:
    make_participant(campaign)
    with clock.travel(after(minutes=1)):
        forget_browsers(campaign=campaign)
    assert not Participant.objects.exists()


def test_another_campaign_forgets_its_own_browsers(
    campaign: Campaign, browser: Participant
) -> None:
    other = factories.make_campaign()
    with clock.travel(after(minutes=1)):
        assert forget_browsers(campaign=other) == 0
        assert Participant.objects.filter(pk=browser.pk).exists()
        tasks.forget_browsers()
    assert Activity.objects.get(verb="forget_browsers").campaign == campaign


def test_an_address_stays_as_long_as_its_dream_and_no_longer(
    campaign: Campaign, browser: Participant
) -> None:
    with clock.travel(after(days=1)):
        tasks.forget_browsers()
        dream = Dream.objects.get(email="hilde@example.org")
        withdraw_contribution(contribution=dream)
    assert "hilde" not in str(list(Dream.objects.values())).lower()
