"""Months as weeks of days, also in the nights the clock is changed."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from dreamsessions.months import Month, lay_month, month_bounds, read_month

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2027-02", date(2027, 2, 1)), ("2028-12", date(2028, 12, 1)),
        ("2027-13", date(2027, 5, 1)), ("2027-00", date(2027, 5, 1)), ("", date(2027, 5, 1)),
        ("0000-01", date(2027, 5, 1)), ("9999-12", date(2027, 5, 1)),
        ("2027-2", date(2027, 5, 1)), ("２０２７-02", date(2027, 2, 1)),
        ("2027-02-01", date(2027, 5, 1)),
    ],
)  # fmt: skip
def test_a_month_in_an_address_is_read_or_left_out(text: str, first: date) -> None:
    assert read_month(text, fallback=date(2027, 5, 20)) == first


def test_a_month_starts_and_ends_at_midnight_here() -> None:
    starts, ends = month_bounds(date(2027, 3, 1))
    assert starts.astimezone(UTC) == datetime(2027, 2, 28, 23, tzinfo=UTC)
    # The clock went forward in between: a month of an hour less.
    assert ends.astimezone(UTC) == datetime(2027, 3, 31, 22, tzinfo=UTC)
    assert month_bounds(date(2027, 12, 1))[1].date() == date(2028, 1, 1)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2027, 3, 31, 21, 59, tzinfo=UTC), date(2027, 3, 31)),
        (datetime(2027, 2, 28, 23, 0, tzinfo=UTC), date(2027, 3, 1)),
        # The night of 28 March: 1.59 and 3.00 are one minute apart, on one day.
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 21, 59, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 22, 0, tzinfo=UTC), date(2027, 3, 29)),
    ],
)
def test_a_session_stands_on_the_day_people_here_live_in(moment: datetime, day: date) -> None:
    month = lay_month(date(2027, 3, 1), [(moment, "sessie")], today=date(2027, 3, 9))
    found = [d.date for week in month.weeks for d in week if d.rows]
    assert found == [day]


def test_a_month_is_whole_weeks_from_monday_and_knows_its_neighbours() -> None:
    month: Month[str] = lay_month(date(2027, 1, 1), [], today=date(2027, 1, 4))
    assert {len(week) for week in month.weeks} == {7}
    assert [day.weekday() for day in month.weekdays] == list(range(7))
    assert [d.date.day for week in month.weeks for d in week if d.inside] == list(range(1, 32))
    assert [d.date for week in month.weeks for d in week if d.is_today] == [date(2027, 1, 4)]
    assert (month.previous, month.following) == ("2026-12", "2027-02")
    assert month.is_empty


def test_what_falls_outside_the_month_does_not_make_it_full() -> None:
    month = lay_month(
        date(2027, 3, 1), [(datetime(2027, 4, 2, 12, tzinfo=BRUSSELS), "x")], today=date(2027, 3, 9)
    )
    assert month.is_empty
