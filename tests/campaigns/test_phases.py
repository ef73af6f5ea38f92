"""What is open follows from dates and gates."""

from datetime import date

import pytest

from campaigns.models import Campaign, Phase
from campaigns.phases import Door, PhaseClosed, Timeline
from tests.factories import PHASE_DATES


def timeline(today: date, *, gates: int = 8, phases: int = 8) -> Timeline:
    """Return a campaign's phases with the first `gates` gates passed on the last day."""
    rows = [
        Phase(number=n, starts_on=first, ends_on=last, gate_passed_on=last if n <= gates else None)
        for n, (first, last) in PHASE_DATES.items()
        if n <= phases
    ]
    return Timeline(rows, today)


@pytest.mark.parametrize(
    ("today", "number"),
    [
        (date(2026, 12, 31), 0), (date(2027, 1, 1), 1), (date(2027, 1, 31), 1), (date(2027, 2, 1), 2),
        (date(2027, 5, 28), 5), (date(2027, 5, 30), 5), (date(2027, 8, 1), 8), (date(2030, 1, 1), 8),
    ],
)  # fmt: skip
def test_the_date_gives_the_phase(today: date, number: int) -> None:
    assert timeline(today).number == number


def test_a_closed_gate_keeps_the_next_phase_waiting() -> None:
    seen = timeline(date(2027, 5, 10), gates=3)
    assert seen.number == 4
    assert seen.ended
    with pytest.raises(PhaseClosed):
        seen.require(Door.DREAM)


def test_a_gate_opened_later_than_the_date_counts_from_then() -> None:
    seen = timeline(date(2027, 5, 10), gates=8)
    seen.phases[3].gate_passed_on = date(2027, 5, 11)
    assert seen.number == 4


OPEN_IN = {
    Door.APPLY: {3, 4}, Door.ASK: {3, 4, 5}, Door.MEET: {4, 5, 6, 7, 8}, Door.DREAM: {5}, Door.SCORE: {5},
    Door.SESSIONS: {5}, Door.SCHOOLS: {5}, Door.READ: {5, 6, 7, 8}, Door.KEYS: {6, 7, 8},
    Door.DEBATE: {7}, Door.ACTIONS: {7, 8}, Door.RESULTS: {8},
}  # fmt: skip


@pytest.mark.parametrize("door", list(Door))
def test_each_door_is_open_in_its_phases_only(door: Door) -> None:
    found = {n for n in range(1, 9) if timeline(date(2027, n, 10)).is_open(door)}
    assert found == OPEN_IN[door]


def test_no_door_is_another_name_of_a_second_one() -> None:
    assert len(set(Door)) == len(Door.__members__) == len(OPEN_IN)


def test_a_door_closes_on_the_last_day_of_its_last_phase() -> None:
    assert timeline(date(2027, 5, 28)).is_open(Door.DREAM)
    assert not timeline(date(2027, 5, 29)).is_open(Door.DREAM)
    assert timeline(date(2027, 5, 29)).is_open(Door.READ)
    assert timeline(date(2029, 5, 29)).is_open(Door.RESULTS)


def test_a_closed_door_says_when_it_opens_or_closed() -> None:
    with pytest.raises(PhaseClosed) as early:
        timeline(date(2027, 2, 10)).require(Door.DREAM)
    assert (early.value.opens_on, early.value.closed_on) == (date(2027, 5, 1), None)
    with pytest.raises(PhaseClosed) as late:
        timeline(date(2027, 6, 10)).require(Door.DREAM)
    assert (late.value.opens_on, late.value.closed_on) == (None, date(2027, 5, 28))


def test_a_campaign_without_phases_has_nothing_open() -> None:
    empty = timeline(date(2027, 5, 1), phases=0)
    assert (empty.number, empty.current, empty.days_left, empty.ended) == (0, None, 0, False)
    assert not any(empty.is_open(door) for door in Door)


def test_days_left_never_go_below_zero() -> None:
    assert timeline(date(2027, 5, 9)).days_left == 19
    assert timeline(date(2027, 5, 28)).days_left == 0
    assert timeline(date(2027, 5, 30)).days_left == 0


def test_the_campaign_sorts_its_phases(campaign: Campaign) -> None:
    campaign.phases.filter(number=8).update(summary="later written")
    numbers = [phase.number for phase in campaign.timeline(date(2027, 1, 1)).phases]
    assert numbers == list(range(1, 9))
