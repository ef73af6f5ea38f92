"""The door of a session: who is expected, who is here, who comes along unexpected."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction

from campaigns import clock
from dreamsessions.models import Place, Registration, Session
from dreamsessions.services.noting import SessionClosed
from dreamsessions.services.registering import register, take_away
from dreamsessions.services.waiting import lock_session

# From so long before the start on, who is added stands at the door.
_DOORS_OPEN: Final = timedelta(hours=2)


@dataclass(frozen=True)
class DoorList:
    """Everybody who took a chair or waits for one. Names only: no address stands on it."""

    chairs: Sequence[Registration]
    waiting: Sequence[Registration]
    cancelled: Sequence[Registration]

    @property
    def here(self) -> int:
        return sum(1 for row in self.chairs if row.came_at is not None)


def door_list(session: Session) -> DoorList:
    """Return who is expected, by name, and who waits, in the order they move up. One query."""
    rows = list(session.registrations.order_by("pk"))

    def at(place: Place) -> list[Registration]:
        return [row for row in rows if row.place == place]

    by_name = sorted(at(Place.CHAIR), key=lambda row: row.first_name.casefold())
    return DoorList(by_name, at(Place.WAITING), at(Place.CANCELLED))


def people_here(session: Session) -> int:
    """Return how many people were checked in. One query."""
    return session.registrations.exclude(came_at=None).count()


def doors_open(session: Session) -> bool:
    """Tell whether people are coming in now."""
    if session.closed_at or session.cancelled_at:
        return False
    return session.started_at is not None or session.starts_at - _DOORS_OPEN <= clock.now()


@transaction.atomic
def check_in(*, registration: Registration) -> bool:
    """Write down that somebody is here; tells whether they were not before.

    Who was on the waiting list or had cancelled sits down as well: whoever leads the session sees
    how many chairs there are. Raises `SessionClosed`.
    """
    locked = _lock_open(registration.session_id)
    changed = locked.registrations.filter(pk=registration.pk, came_at=None).update(
        came_at=clock.now(), place=Place.CHAIR, news=""
    )
    registration.refresh_from_db()
    return bool(changed)


@transaction.atomic
def undo_check_in(*, registration: Registration) -> bool:
    """Take a check-in back; the chair stays. Raises `SessionClosed`."""
    locked = _lock_open(registration.session_id)
    changed = (
        locked.registrations.filter(pk=registration.pk).exclude(came_at=None).update(came_at=None)
    )
    registration.refresh_from_db()
    return bool(changed)


@transaction.atomic
def strike_off(*, registration: Registration) -> bool:
    """Write down that somebody does not come; who waits longest moves up. Raises `SessionClosed`."""
    locked = _lock_open(registration.session_id)
    changed = take_away(session=locked, registration=registration)
    registration.refresh_from_db()
    return changed


@transaction.atomic
def add_person(*, session: Session, first_name: str, key: uuid.UUID) -> tuple[Registration, bool]:
    """Put somebody on the list who did not register; the same key twice is one person.

    At the door they sit down at once. Before that day they wait their turn like everybody, for
    who rang up. Raises `SessionClosed`, `NoMoreChairs` and `PhaseClosed`.
    """
    locked = _lock_open(session.pk)
    if not doors_open(locked):
        return register(session=locked, first_name=first_name, email="", key=key, may_wait=True)
    return Registration.objects.get_or_create(
        session=locked, key=key, defaults={"first_name": first_name, "came_at": clock.now()}
    )


def _lock_open(pk: int) -> Session:
    locked = lock_session(pk)
    if locked.closed_at is not None or locked.cancelled_at is not None:
        raise SessionClosed
    return locked
