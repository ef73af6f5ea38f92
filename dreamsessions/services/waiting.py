"""The waiting list of a session: who came first moves up as soon as a chair is free.

Rows are added one at a time while the session is locked, so their numbers are the order in which
people came; two servers' clocks may differ.
"""

from django.db.models import Case, Value, When

from campaigns import clock
from dreamsessions.models import News, Place, Registration, Session


def lock_session(pk: int) -> Session:
    """Return a session whose chairs nobody else gives away meanwhile. Call it in a transaction."""
    rows = Session.objects.select_for_update(of=("self",)).select_related("campaign")
    locked: Session = rows.get(pk=pk)
    return locked


def free_chairs(session: Session) -> int:
    """Return how many chairs are free; below zero when the team took chairs away. One query."""
    return session.capacity - session.registrations.filter(place=Place.CHAIR).count()


def fill_chairs(*, session: Session) -> int:
    """Give free chairs to who waits longest; returns how many. Call it with the session locked.

    Who left an address gets a letter. Nobody moves up any more once a session has started: then
    the people at the door decide.
    """
    over = session.cancelled_at or session.closed_at or session.started_at
    if over or session.starts_at <= clock.now():
        return 0
    free = free_chairs(session)
    if free <= 0:
        return 0
    line = session.registrations.filter(place=Place.WAITING).order_by("pk")
    return Registration.objects.filter(
        pk__in=list(line.values_list("pk", flat=True)[:free])
    ).update(place=Place.CHAIR, news=to_tell(News.FREE))


def to_tell(news: News) -> Case:
    """Return the letter to write down, for a row with an address; none for one without."""
    return Case(When(email="", then=Value("")), default=Value(news.value))


def place_in_line(registration: Registration) -> int:
    """Return how many people wait up to this one, itself included. One query."""
    line = list(
        Registration.objects.filter(session=registration.session_id, place=Place.WAITING)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return line.index(registration.pk) + 1 if registration.pk in line else 0
