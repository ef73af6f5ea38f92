"""Read the moments that other systems write."""

import datetime
import re
from collections.abc import Iterable

_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_ISO = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})"
    r"(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)
_LOCAL = re.compile(
    r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:,?[T ]\s*(\d{1,2})[:hu](\d{2})(?::(\d{2}))?)?"
)
_DAY_AND_CLOCK = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{1,2} [\d:]{8}) [A-Z]{3,4} (\d{4})")
_YEARS = range(1990, 2101)


def looks_like_date(cell: str) -> bool:
    """Say whether a cell holds a moment in one of the forms that can be read."""
    text = cell.strip()
    if len(text) > 40:
        return False
    forms = (_EPOCH, _ISO, _LOCAL, _DAY_AND_CLOCK)
    return any(form.fullmatch(text) for form in forms)


def month_comes_first(cells: Iterable[str]) -> bool:
    """Say whether a column writes 12/31/2012: some month would otherwise be above twelve."""
    found = [match for cell in cells if (match := _LOCAL.fullmatch(cell.strip()))]
    return any(int(m[2]) > 12 for m in found) and not any(int(m[1]) > 12 for m in found)


def day_comes_first(cells: Iterable[str]) -> bool:
    """Say whether some date of a column can only be read as 31/12/2012."""
    found = (_LOCAL.fullmatch(cell.strip()) for cell in cells)
    return any(match is not None and int(match[1]) > 12 for match in found)


def read_date(
    cell: str, *, zone: datetime.tzinfo, month_first: bool = False
) -> datetime.datetime | None:
    """Return the moment a cell names, in `zone` unless it says otherwise; None if unreadable."""
    text = cell.strip()
    try:
        if _EPOCH.fullmatch(text):
            moment = datetime.datetime.fromtimestamp(int(text[:10]), datetime.UTC)
        elif found := _ISO.fullmatch(text):
            parts = [int(part or 0) for part in found.groups()[:6]]
            moment = _moment(parts, _offset(found[7]) or zone)
        elif found := _LOCAL.fullmatch(text):
            first, second, year, *clock = [int(part or 0) for part in found.groups()]
            month, day = (first, second) if month_first else (second, first)
            year += 2000 if year < 100 else 0
            moment = _moment([year, month, day, *clock], zone)
        elif found := _DAY_AND_CLOCK.fullmatch(text):
            # The letters of a time zone name no zone for sure; the day is right within hours.
            form = "%b %d %H:%M:%S %Y"
            moment = datetime.datetime.strptime(f"{found[1]} {found[2]}", form).replace(tzinfo=zone)
        else:
            return None
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in _YEARS else None


def _moment(parts: list[int], zone: datetime.tzinfo) -> datetime.datetime:
    year, month, day, hour, minute, second = parts
    return datetime.datetime(year, month, day, hour, minute, second, tzinfo=zone)


def _offset(written: str | None) -> datetime.tzinfo | None:
    if not written:
        return None
    if written[0] not in "+-":
        return datetime.UTC
    digits = written[1:].replace(":", "")
    span = datetime.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return datetime.timezone(-span if written[0] == "-" else span)
