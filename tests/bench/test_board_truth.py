"""The bench of the board can fail: every way to lose, double or invent a move is found."""

from dataclasses import replace

import pytest

from bench.board.truth import Event, Sent, count_missed, find_faults, lags, percentile

BEFORE = {1: "stapel", 2: "stapel", 3: "groen"}
SENT = (
    Sent("a", 0, (1,), "groen", 10.0, 0.1, 200),
    Sent("b", 1, (1, 2), "water", 11.0, 0.1, 200),
    Sent("c", 0, (2,), "groen", 12.0, 0.1, 409),
)
LOG = (Event(8, "a", {1: "groen"}), Event(9, "b", {1: "water", 2: "water"}))
AFTER = {1: "water", 2: "water", 3: "groen"}


def faults(sent=SENT, log=LOG, after=AFTER, start=7):
    return find_faults(sent, log, BEFORE, after, start)


def test_a_whole_story_has_no_faults():
    assert faults() == []


def test_a_confirmed_move_that_is_not_in_the_log_is_lost():
    after = BEFORE | {1: "groen"}
    assert faults(log=LOG[:1], after=after) == ["act b was confirmed and is not in the log"]


def test_a_card_that_lies_elsewhere_than_the_last_write_is_lost():
    assert faults(after=AFTER | {2: "stapel"}) == [
        "card 2 lies on stapel, the last valid write laid it on water"
    ]


def test_the_last_write_in_the_order_of_the_log_counts():
    turned = (Event(8, "b", {1: "water", 2: "water"}), Event(9, "a", {1: "groen"}))
    assert faults(log=turned, after=AFTER | {1: "groen"}) == []
    assert faults(log=turned, after=AFTER) != []


def test_a_card_nobody_moved_must_lie_where_it_lay():
    assert faults(after=AFTER | {3: "water"}) == [
        "card 3 lies on water, the last valid write laid it on groen"
    ]


def test_a_card_that_vanished_is_found():
    assert faults(after={1: "water", 2: "water"}) == ["card 3 is gone"]


def test_half_an_act_is_a_fault():
    half = (LOG[0], Event(9, "b", {1: "water"}))
    assert "act b left cards behind: [2]" in faults(log=half, after=AFTER | {2: "stapel"})


def test_a_card_that_lay_there_already_needs_no_move_of_its_own():
    sent = (*SENT, Sent("d", 1, (2, 3), "water", 13.0, 0.1, 200))
    log = (*LOG, Event(10, "d", {3: "water"}))
    assert faults(sent=sent, log=log, after=AFTER | {3: "water"}) == []


def test_an_act_done_twice_is_found():
    twice = (*LOG, Event(10, "b", {1: "water", 2: "water"}))
    assert faults(log=twice) == ["act b was done twice"]


def test_a_refused_act_may_not_be_done():
    log = (*LOG, Event(10, "c", {2: "groen"}))
    assert faults(log=log, after=AFTER | {2: "groen"}) == [
        "act c was refused and done all the same"
    ]


def test_an_event_nobody_sent_is_found():
    log = (*LOG, Event(10, "x", {3: "water"}))
    assert faults(log=log, after=AFTER | {3: "water"}) == ["nobody sent what event 10 tells"]


@pytest.mark.parametrize("numbers", [(8, 10), (8, 8), (9, 8), (7, 8)])
def test_a_log_that_skips_repeats_or_turns_numbers_is_found(numbers):
    log = tuple(replace(event, number=n) for event, n in zip(LOG, numbers, strict=True))
    assert "the log has gaps or repeats a number" in faults(log=log)


def test_an_act_without_an_answer_may_be_done_or_not():
    unsure = (SENT[0], replace(SENT[1], status=0), SENT[2])
    assert faults(sent=unsure) == []
    assert faults(sent=unsure, log=LOG[:1], after=BEFORE | {1: "groen"}) == []


def test_lags_count_only_what_others_saw():
    heard = [{8: 10.2, 9: 11.5}, {8: 10.9, 9: 11.1}, {9: 12.0}]
    assert sorted(round(lag, 3) for lag in lags(SENT, LOG, heard)) == [0.5, 0.9, 1.0]
    assert count_missed(LOG, heard) == 1


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.01, 1), (0.5, 50), (0.95, 95), (0.951, 96), (1.0, 100)],
)
def test_percentiles_are_values_that_were_measured(share, expected):
    assert percentile(list(range(100, 0, -1)), share) == expected


def test_percentiles_of_little():
    assert percentile([], 0.95) == 0.0
    assert percentile([3.0], 0.5) == 3.0
    assert percentile([1.0, 2.0], 0.95) == 2.0
    with pytest.raises(ValueError, match="between 0 and 1"):
        percentile([1.0], 95)
