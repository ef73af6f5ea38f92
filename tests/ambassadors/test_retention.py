"""Colleagues who answered the call are forgotten when the campaign is over."""

from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.files.base import ContentFile

from ambassadors import tasks
from ambassadors.models import Ambassador, Attendance, Candidate, Outcome
from ambassadors.services import (
    close_training,
    decide_candidates,
    forget_colleagues,
    invite_chosen,
    tick_attendance,
)
from campaigns import clock
from campaigns.models import Activity, Campaign, Membership, Phase, User
from campaigns.permissions import Role
from tests import factories
from tests.ambassadors.builders import make_candidate, make_training
from tests.conftest import BRUSSELS

pytestmark = pytest.mark.phase(4)
LAST_DAY = datetime(2027, 8, 28, 23, 59, tzinfo=BRUSSELS)
DAY_AFTER = datetime(2027, 8, 29, 0, 1, tzinfo=BRUSSELS)
NEEDLES = ("Kurt", "Vandenaald", "vandenaald@stad.example", "Onder een naaldboom", "Naaldmaker")


def train(campaign: Campaign, candidate: Candidate, by: User) -> Ambassador:
    """Lead a candidate through a choice and a training."""
    decide_candidates(campaign=campaign, candidates=[candidate.pk], outcome=Outcome.CHOSEN, by=by)
    training = make_training(campaign, title=f"Training {candidate.pk}")
    invite_chosen(training=training, by=by)
    place = Attendance.objects.get(training=training, candidate=candidate)
    tick_attendance(training=training, present=[place.pk])
    close_training(training=training, by=by)
    return Ambassador.objects.get(candidate=candidate)


@pytest.fixture
def kurt(campaign: Campaign, organiser: User) -> Ambassador:
    candidate = make_candidate(
        campaign, first_name="Kurt", last_name="Vandenaald", email="vandenaald@stad.example",
        motivation="Onder een naaldboom praat men.", function="Naaldmaker",
    )  # fmt: skip
    ambassador = train(campaign, candidate, organiser)
    ambassador.certificate.save("kurt.pdf", ContentFile(b"%PDF"))
    LogEntry.objects.log_actions(organiser.pk, [candidate], CHANGE)
    LogEntry.objects.log_actions(organiser.pk, [ambassador.user], CHANGE)
    return ambassador


def everything() -> str:
    """Return every row of every table, so that a name has nowhere to hide."""
    return str([list(model._default_manager.values()) for model in apps.get_models()])


def test_on_the_last_day_nothing_changes(campaign: Campaign, kurt: Ambassador) -> None:
    before = everything()
    with clock.travel(LAST_DAY):
        assert forget_colleagues(campaign=campaign) == 0
    assert everything() == before
    for needle in NEEDLES:
        assert needle in before


def test_the_day_after_the_colleague_is_in_no_table_and_no_file(
    campaign: Campaign, kurt: Ambassador, organiser: User, django_capture_on_commit_callbacks: Any
) -> None:
    with clock.travel(DAY_AFTER), django_capture_on_commit_callbacks(execute=True):
        assert forget_colleagues(campaign=campaign) == 1
    for needle in NEEDLES:
        assert needle not in everything()
    assert not kurt.certificate.storage.exists(str(kurt.certificate.name))
    assert User.objects.filter(pk=organiser.pk).exists()


def test_a_candidate_who_was_not_chosen_is_forgotten_too(
    campaign: Campaign, organiser: User
) -> None:
    candidate = make_candidate(campaign, last_name="Vandenaald")
    decide_candidates(
        campaign=campaign, candidates=[candidate.pk], outcome=Outcome.DECLINED, by=organiser
    )
    with clock.travel(DAY_AFTER):
        assert forget_colleagues(campaign=campaign) == 1
    assert "Vandenaald" not in everything()


def test_forgetting_twice_forgets_once(campaign: Campaign, kurt: Ambassador) -> None:
    with clock.travel(DAY_AFTER):
        tasks.forget_colleagues()
        tasks.forget_colleagues()
    line = Activity.objects.get(verb="forget_colleagues")
    assert line.details == {"candidates": 1, "accounts": 1}


def test_a_campaign_that_waits_for_a_gate_is_not_over(campaign: Campaign, kurt: Ambassador) -> None:
    Phase.objects.filter(campaign=campaign, number=7).update(gate_passed_on=None)
    with clock.travel(DAY_AFTER):
        assert forget_colleagues(campaign=campaign) == 0
    assert Candidate.objects.exists()


def test_a_campaign_that_lasts_longer_keeps_its_colleagues(
    campaign: Campaign, kurt: Ambassador
) -> None:
    Phase.objects.filter(campaign=campaign, number=8).update(ends_on=DAY_AFTER.date())
    with clock.travel(DAY_AFTER):
        assert forget_colleagues(campaign=campaign) == 0
    assert Candidate.objects.exists()


def test_a_colleague_of_another_campaign_is_left_alone(
    campaign: Campaign, kurt: Ambassador
) -> None:
    with clock.travel(DAY_AFTER):
        assert forget_colleagues(campaign=factories.make_campaign()) == 0
    assert Candidate.objects.exists()
    assert User.objects.filter(pk=kurt.user_id).exists()


@pytest.mark.parametrize("why", ["second role", "other campaign", "administrator"])
def test_an_account_with_other_work_stays(campaign: Campaign, kurt: Ambassador, why: str) -> None:
    if why == "second role":
        roles = [Role.AMBASSADOR.value, Role.MODERATOR.value]
        Membership.objects.filter(user=kurt.user).update(roles=roles)
    elif why == "other campaign":
        Membership.objects.create(
            campaign=factories.make_campaign(), user=kurt.user, roles=[Role.AMBASSADOR.value]
        )
    else:
        User.objects.filter(pk=kurt.user_id).update(is_staff=True)
    with clock.travel(DAY_AFTER):
        forget_colleagues(campaign=campaign)
    assert User.objects.filter(pk=kurt.user_id).exists()
    assert not Candidate.objects.exists()


def test_an_ambassador_of_two_campaigns_is_forgotten_with_the_last(
    campaign: Campaign, kurt: Ambassador
) -> None:
    other = factories.make_campaign()
    Membership.objects.create(campaign=other, user=kurt.user, roles=[Role.AMBASSADOR.value])
    with clock.travel(DAY_AFTER):
        forget_colleagues(campaign=campaign)
        assert forget_colleagues(campaign=other) == 1
    assert "vandenaald@stad.example" not in everything()
