"""A month as weeks of days, with what happens on each: a calendar that needs no script."""

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Generic, TypeVar

from django.utils import timezone

_TEXT: Final = re.compile(r"(\d{4})-(\d{2})")
_YEARS: Final = range(2000, 2100)
R = TypeVar("R")


@dataclass(frozen=True)
class Day(Generic[R]):
    """One cell: a date, whether it belongs to the month, and what happens then."""

    date: date
    inside: bool
    is_today: bool
    rows: list[R]


@dataclass(frozen=True)
class Month(Generic[R]):
    """A month with its weeks, from Monday to Sunday."""

    first: date
    weeks: list[list[Day[R]]]
    previous: str
    following: str

    @property
    def weekdays(self) -> list[date]:
        """Return the dates whose names stand above the columns."""
        return [day.date for day in self.weeks[0]]

    @property
    def is_empty(self) -> bool:
        return not any(day.rows for week in self.weeks for day in week if day.inside)


def read_month(text: str, *, fallback: date) -> date:
    """Return the first day of the month in '2027-02', or of the fallback."""
    match = _TEXT.fullmatch(text)
    if match and int(match[1]) in _YEARS and 1 <= int(match[2]) <= 12:
        return date(int(match[1]), int(match[2]), 1)
    return fallback.replace(day=1)


def month_bounds(first: date) -> tuple[datetime, datetime]:
    """Return the moments at which a month starts and the next one does."""
    following = _next(first)
    return _midnight(first), _midnight(following)


def lay_month(first: date, rows: Iterable[tuple[datetime, R]], *, today: date) -> Month[R]:
    """Lay rows on the days of a month, each at its own moment."""
    on_day: dict[date, list[R]] = defaultdict(list)
    for moment, row in rows:
        on_day[timezone.localtime(moment).date()].append(row)
    weeks = [
        [Day(day, day.month == first.month, day == today, on_day.get(day, [])) for day in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    return Month(
        first=first,
        weeks=weeks,
        previous=f"{first - timedelta(days=1):%Y-%m}",
        following=f"{_next(first):%Y-%m}",
    )


def _next(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
