"""The campaign's clock. Everything that depends on the phase asks it, so time can be travelled."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_travelled: ContextVar[datetime | None] = ContextVar("travelled", default=None)


def now() -> datetime:
    """Return the aware moment the campaign is looked at: now, or where a traveller went."""
    return _travelled.get() or timezone.now()


def today() -> date:
    """Return the campaign's date in its own time zone."""
    return timezone.localtime(now()).date()


@contextmanager
def travel(moment: datetime | None) -> Iterator[None]:
    """Look at the campaign from another moment, within this request or test only."""
    token = _travelled.set(moment)
    try:
        yield
    finally:
        _travelled.reset(token)
