"""Take a chair in a session, or give it back."""

import uuid
from enum import StrEnum

from django.db import transaction

from campaigns import clock
from campaigns.phases import Door, Timeline
from dreamsessions.models import News, Place, Registration, Session
from dreamsessions.services.waiting import fill_chairs, free_chairs, lock_session


class SessionFull(Exception):
    """Raised when every chair of a session is taken."""


class NoMoreChairs(Exception):
    """Raised when a session was cancelled, has started or is over."""


class Stage(StrEnum):
    """What a visitor can still do with a session."""

    OPEN = "open"
    BUSY = "busy"
    PAST = "past"
    CANCELLED = "cancelled"
    CLOSED = "closed"  # the dreaming phase is over


def stage_of(session: Session, timeline: Timeline) -> Stage:
    """Return how far a session is; before the dreaming phase one can already take a chair."""
    if session.cancelled_at is not None:
        return Stage.CANCELLED
    now = clock.now()
    if session.closed_at is not None or session.ends_at <= now:
        return Stage.PAST
    if session.starts_at <= now:
        return Stage.BUSY
    before = timeline.number < Door.SESSIONS.first
    return Stage.OPEN if before or timeline.is_open(Door.SESSIONS) else Stage.CLOSED


@transaction.atomic
def register(
    *,
    session: Session,
    first_name: str,
    email: str,
    key: uuid.UUID,
    language: str = "nl",
    may_wait: bool = False,
) -> tuple[Registration, bool]:
    """Take a chair; the same key twice keeps one chair. With `may_wait`, wait for one if need be.

    Raises `SessionFull`, `NoMoreChairs` and `PhaseClosed`.
    """
    # The row lock makes two people who want the last chair wait for each other.
    locked = lock_session(session.pk)
    found = locked.registrations.filter(key=key).first()
    if found is not None:
        return found, False
    _require_open(locked)
    fill_chairs(session=locked)  # nobody passes by who waits longer
    free = free_chairs(locked) > 0
    if not free and not may_wait:
        raise SessionFull
    news = News.CHAIR if free else News.WAITING
    row = locked.registrations.create(
        first_name=first_name, email=email, key=key, language=language,
        place=Place.CHAIR if free else Place.WAITING, news=news if email else "",
    )  # fmt: skip
    return row, True


def _require_open(session: Session) -> None:
    timeline = session.campaign.timeline(clock.today())
    stage = stage_of(session, timeline)
    if stage == Stage.CLOSED:
        timeline.require(Door.SESSIONS)
    if stage != Stage.OPEN:
        raise NoMoreChairs


@transaction.atomic
def give_back(*, registration: Registration) -> bool:
    """Give a chair back, or a place in line; tells whether it was not given back before.

    Who waits longest gets it. Raises `NoMoreChairs` once the session has started.
    """
    locked = lock_session(registration.session_id)
    if locked.cancelled_at or locked.closed_at or locked.starts_at <= clock.now():
        raise NoMoreChairs
    changed = take_away(session=locked, registration=registration)
    registration.refresh_from_db()
    return changed


def take_away(*, session: Session, registration: Registration) -> bool:
    """Free somebody's chair and let the next one move up. Call it with the session locked."""
    changed = (
        session.registrations.filter(pk=registration.pk)
        .exclude(place=Place.CANCELLED)
        .update(place=Place.CANCELLED, news="", came_at=None)
    )
    if changed:
        fill_chairs(session=session)
    return bool(changed)
