"""What a change of a session means for the people who took a chair in it."""

from typing import Final

from campaigns import clock
from dreamsessions.models import News, Place, Session
from dreamsessions.services.waiting import fill_chairs, to_tell

# What stands in a calendar; another one of these makes a new revision.
_IN_CALENDARS: Final = (
    "title", "description", "place", "address", "latitude", "longitude", "starts_at", "minutes",
)  # fmt: skip
# Another one of these changes where people have to be, and when.
_MOVES: Final = ("starts_at", "place", "address")


def number_change(*, before: Session, after: Session) -> None:
    """Give a changed session its next revision, when calendars show what changed. Saves nothing.

    What a form does not know stays as it is now: a colleague may have cancelled meanwhile.
    """
    for name in ("started_at", "closed_at", "cancelled_at", "cancel_reason"):
        setattr(after, name, getattr(before, name))
    changed = any(getattr(before, name) != getattr(after, name) for name in _IN_CALENDARS)
    after.revision = before.revision + changed
    after.changed_at = clock.now() if changed else before.changed_at


def follow_change(*, before: Session, after: Session) -> None:
    """Write down who must hear that a session moved, and give away the chairs it got.

    Call it with the session locked and saved. A letter that waits anyhow says the new moment too.
    """
    if after.cancelled_at or after.closed_at or after.starts_at <= clock.now():
        return
    if any(getattr(before, name) != getattr(after, name) for name in _MOVES):
        here = after.registrations.exclude(place=Place.CANCELLED)
        here.filter(news="").update(news=to_tell(News.MOVED))
        if before.starts_at != after.starts_at:
            here.update(reminded_at=None)
    fill_chairs(session=after)


def follow_cancelling(*, session: Session) -> None:
    """Write down who must hear that a session does not go on. Call it with the session locked."""
    session.registrations.exclude(place=Place.CANCELLED).update(news=to_tell(News.OFF))
