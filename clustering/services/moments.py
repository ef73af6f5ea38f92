"""What everybody at the board asks all the time, made once and shared for a moment.

It is kept in the cache for all processes and, on a real site, for a moment in this one as well:
asking another program forty times for the same thing costs more than the thing itself.
"""

import time
from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.conf import settings
from django.core.cache import cache

# What a process keeps for itself is never older than this.
_OWN: Final = 0.25
_MOST: Final = 200
_FORGET: Final = 60
T = TypeVar("T")

_here: dict[str, tuple[float, tuple[float, Any]]] = {}


def of_a_moment(key: str, seconds: float, make: Callable[[], T]) -> T:
    """Return what somebody made at most so many seconds ago, or make it now."""
    made, value = kept(key)
    if 0 <= time.time() - made < seconds:
        return value  # type: ignore[no-any-return]  # what is kept under a key is what was made
    value = make()
    keep(key, value)
    return value


def kept(key: str) -> tuple[float, Any]:
    """Return when a thing was made, and the thing itself; nothing made at the year dot."""
    until, found = _here.get(key, (0.0, (0.0, None)))
    if until > time.monotonic():
        return found
    found = cache.get(key) or (0.0, None)
    _keep_here(key, found)
    return found


def keep(key: str, value: object) -> None:
    """Share a thing that was made this very moment."""
    made = (time.time(), value)
    cache.set(key, made, _FORGET)
    _keep_here(key, made)


def forget(key: str) -> None:
    """Let a thing be made anew by whoever asks next; other processes notice a moment later."""
    cache.delete(key)
    _here.pop(key, None)


def _keep_here(key: str, found: tuple[float, Any]) -> None:
    if settings.CAMPAIGN_MEMORY_SECONDS:
        if len(_here) > _MOST:
            _here.clear()
        _here[key] = (time.monotonic() + _OWN, found)
