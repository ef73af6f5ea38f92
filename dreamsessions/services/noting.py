"""Open and close a session, and write down what people dream."""

import uuid

from django.db import transaction

from campaigns import clock
from campaigns.models import Channel, User
from campaigns.personal import find_personal_data
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from campaigns.services.ledger import enter_contribution
from campaigns.services.moderation import place_at_once
from campaigns.services.searching import index_contribution
from dreamsessions.models import Note, Session


class SessionClosed(Exception):
    """Raised when something is written in a session that was closed."""


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
    """Close a session after the list was read aloud and found right.

    Where nobody counted the people, those who were checked in at the door count.
    """
    present = participants or session.registrations.exclude(came_at=None).count()
    changed = Session.objects.filter(pk=session.pk, closed_at=None).update(
        closed_at=clock.now(), participants=present
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
        origin=session.origin,
        district_id=session.district_id,
    )
    if created and not find_personal_data(text):
        place_at_once(contribution=note.contribution, by=by)
        note.refresh_from_db()
    return note, created


@transaction.atomic
def correct_note(*, note: Note, text: str) -> Note:
    """Correct a note while its session is open. Raises `SessionClosed`."""
    if note.session is not None and note.session.closed_at is not None:
        raise SessionClosed
    note.text = text
    note.save(update_fields=["text"])
    index_contribution(contribution=note)
    return note
