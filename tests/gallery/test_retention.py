"""Teachers are forgotten when the campaign is over; the consent they wrote down is not."""

import uuid
from datetime import datetime

import pytest

from campaigns import clock
from campaigns.models import Activity, Campaign, Phase
from gallery import tasks
from gallery.models import Artwork, Kind, SchoolClass
from gallery.services import forget_teachers, hand_in_artwork, make_class
from tests import factories
from tests.conftest import BRUSSELS

LAST_DAY = datetime(2027, 8, 28, 23, 59, tzinfo=BRUSSELS)
DAY_AFTER = datetime(2027, 8, 29, 0, 1, tzinfo=BRUSSELS)


@pytest.fixture(autouse=True)
def school_class(campaign: Campaign) -> SchoolClass:
    return make_class(
        campaign=campaign, school="De Vlieger", name="3B", teacher="Els Maes",
        email="els@school.example",
    )  # fmt: skip


def everything() -> str:
    return str(list(SchoolClass.objects.values()))


def test_on_the_last_day_nothing_changes(campaign: Campaign) -> None:
    before = everything()
    with clock.travel(LAST_DAY):
        assert forget_teachers(campaign=campaign) == 0
    assert everything() == before


def test_the_day_after_the_teacher_is_gone_and_the_class_stays(campaign: Campaign) -> None:
    with clock.travel(DAY_AFTER):
        assert forget_teachers(campaign=campaign) == 1
    assert "Els" not in everything()
    assert "els@school.example" not in everything()
    assert "3B" in everything()


def test_forgetting_twice_forgets_once(campaign: Campaign) -> None:
    with clock.travel(DAY_AFTER):
        tasks.forget_teachers()
        tasks.forget_teachers()
    assert Activity.objects.get(verb="forget_teachers").details == {"forgotten": 1}


def test_a_campaign_that_waits_for_a_gate_is_not_over(campaign: Campaign) -> None:
    Phase.objects.filter(campaign=campaign, number=6).update(gate_passed_on=None)
    with clock.travel(DAY_AFTER):
        assert forget_teachers(campaign=campaign) == 0
    assert "els@school.example" in everything()


def test_a_class_of_another_campaign_is_left_alone(campaign: Campaign) -> None:
    with clock.travel(DAY_AFTER):
        assert forget_teachers(campaign=factories.make_campaign()) == 0
    assert "els@school.example" in everything()


def test_who_wrote_down_the_parents_answer_stays_with_the_work(
    campaign: Campaign, school_class: SchoolClass
) -> None:
    hand_in_artwork(
        school_class=school_class, title="De glijbaan", text="Naar het zwembad.",
        kind=Kind.DRAWING, display_name="Noor", age=6, consent_online=True, consent_print=False,
        recorded_by="Els Maes", picture=None, submission_key=uuid.uuid4(),
    )  # fmt: skip
    with clock.travel(DAY_AFTER):
        forget_teachers(campaign=campaign)
    assert Artwork.objects.get().consent_recorded_by == "Els Maes"
