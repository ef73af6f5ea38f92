"""Plan sessions, let people take a chair, and write down what they dream."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from campaigns import clock
from campaigns.models import Campaign, Channel, User
from campaigns.personal import find_personal_data
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from campaigns.services.ledger import enter_contribution
from campaigns.services.moderation import place_at_once
from dreamsessions.models import Note, Registration, Session

# How long after a session we still know who took a chair; the privacy page says the same.
FORGET_AFTER: Final = timedelta(days=7)


class SessionFull(Exception):
    """Raised when every chair of a session is taken."""


class SessionClosed(Exception):
    """Raised when something is written in a session that was closed."""


@transaction.atomic
def register(
    *, session: Session, first_name: str, email: str, key: uuid.UUID
) -> tuple[Registration, bool]:
    """Take a chair; the same key twice keeps one chair. Raises `SessionFull`."""
    # The row lock makes two people who want the last chair wait for each other.
    locked = Session.objects.select_for_update().get(pk=session.pk)
    found = locked.registrations.filter(key=key).first()
    if found is not None:
        return found, False
    if locked.registrations.count() >= locked.capacity:
        raise SessionFull
    return locked.registrations.create(first_name=first_name, email=email, key=key), True


@transaction.atomic
def start_session(*, session: Session, by: User) -> Session:
    """Start a session after the consent line was read aloud."""
    changed = Session.objects.filter(pk=session.pk, started_at=None).update(started_at=clock.now())
    if changed:
        record_activity(
            campaign=session.campaign, by=by, verb="start_session", subject=session.title
        )
    session.refresh_from_db()
    return session


@transaction.atomic
def close_session(*, session: Session, participants: int, by: User) -> Session:
    """Close a session after the list was read aloud and found right."""
    changed = Session.objects.filter(pk=session.pk, closed_at=None).update(
        closed_at=clock.now(), participants=participants
    )
    if changed:
        record_activity(
            campaign=session.campaign, by=by, verb="close_session", subject=session.title
        )
    session.refresh_from_db()
    return session


@transaction.atomic
def write_note(
    *,
    session: Session,
    text: str,
    chair: int | None,
    speaker: str,
    by: User,
    submission_key: uuid.UUID,
) -> tuple[Note, bool]:
    """Write down one dream. A colleague heard it, so it is placed at once.

    With personal data in it, it waits for the reading queue. Raises `SessionClosed` and
    `PhaseClosed`.
    """
    session.campaign.timeline(clock.today()).require(Door.SESSIONS)
    if session.closed_at is not None:
        raise SessionClosed
    note, created = enter_contribution(
        model=Note,
        campaign=session.campaign,
        submission_key=submission_key,
        channel=Channel.SESSION,
        session=session,
        text=text,
        chair=chair,
        display_name=speaker,
        origin=session.title,
        district_id=session.district_id,
    )
    if created and not find_personal_data(text):
        place_at_once(contribution=note.contribution, by=by)
        note.refresh_from_db()
    return note, created


@transaction.atomic
def correct_note(*, note: Note, text: str) -> Note:
    """Correct a note while its session is open. Raises `SessionClosed`."""
    if note.session.closed_at is not None:
        raise SessionClosed
    note.text = text
    note.save(update_fields=["text"])
    return note


def coming_sessions(
    sessions: "QuerySet[Session]", at: datetime
) -> tuple[list[Session], list[Session]]:
    """Split sessions in those of today and those later."""
    day = at.date()
    rows = list(sessions)
    return (
        [s for s in rows if s.starts_at.astimezone(at.tzinfo).date() == day],
        [s for s in rows if s.starts_at.astimezone(at.tzinfo).date() > day],
    )


@transaction.atomic
def forget_registrations(*, campaign: Campaign) -> int:
    """Forget who took a chair, a week after the session; returns how many. The chairs stay."""
    over = Session.objects.of(campaign).filter(starts_at__lt=clock.now() - FORGET_AFTER)
    forgotten = (
        Registration.objects.filter(session__in=over)
        .exclude(first_name="", email="")
        .update(first_name="", email="")
    )
    if forgotten:
        record_activity(
            campaign=campaign, by=None, verb="forget_registrations", subject=str(campaign),
            forgotten=forgotten,
        )  # fmt: skip
    return forgotten
