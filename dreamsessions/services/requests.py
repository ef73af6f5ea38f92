"""People ask for a session in their street or club, and get an answer."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from ambassadors.models import Ambassador
from campaigns import clock
from campaigns.mail import MAIL_FAILS, letter_language, send_letter
from campaigns.models import Campaign, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from campaigns.services.paper import site_address
from dreamsessions.models import Kind, Session, SessionRequest, Visibility
from dreamsessions.questions import QUESTIONS
from dreamsessions.rendering.club_kit import ClubKit, Step
from dreamsessions.script import SCRIPT
from dreamsessions.services.planning import save_session

# So long after the answer we know who asked; the privacy page says it.
FORGET_AFTER: Final = timedelta(days=90)
State = SessionRequest.State


class AlreadyAnswered(Exception):
    """Raised when a request is answered that somebody answered before."""


@transaction.atomic
def ask_session(
    *, campaign: Campaign, key: uuid.UUID, language: str, **fields: Any
) -> tuple[SessionRequest, bool]:
    """Put a request in the queue; the same key twice asks once. Raises `PhaseClosed`."""
    campaign.timeline(clock.today()).require(Door.ASK)
    return SessionRequest.objects.get_or_create(
        campaign=campaign, key=key, defaults=fields | {"language": language}
    )


def open_requests(campaign: Campaign) -> "QuerySet[SessionRequest]":
    """Return what waits for an answer, the oldest first."""
    return (
        SessionRequest.objects.filter(campaign=campaign, state=State.OPEN)
        .select_related("district")
        .order_by("asked_at", "pk")
    )


def answered_requests(campaign: Campaign) -> "QuerySet[SessionRequest]":
    """Return what was answered, the latest first."""
    return (
        SessionRequest.objects.filter(campaign=campaign)
        .exclude(state=State.OPEN)
        .select_related("district", "session", "settled_by")
        .order_by(F("settled_at").desc(nulls_last=True), "-pk")
    )


def fields_asked_for(asked: SessionRequest) -> dict[str, Any]:
    """Return what a session for this request starts with."""
    return {
        "title": asked.group,
        "kind": Kind.CLUB if asked.by_themselves else Kind.GROUP,
        "visibility": Visibility.INVITED,
        "host": asked.group,
        "place": asked.place,
        "district": asked.district,
        "capacity": min(max(asked.people or 12, 1), 40),
    }


@transaction.atomic
def plan_request(
    *, asked: SessionRequest, session: Session, ambassadors: Iterable[Ambassador], by: User,
    key: uuid.UUID | None = None,
) -> Session:  # fmt: skip
    """Answer a request with a session. Raises `AlreadyAnswered`."""
    _settle(asked, by=by, state=State.PLANNED)
    session = save_session(session=session, ambassadors=ambassadors, by=by, key=key)
    SessionRequest.objects.filter(pk=asked.pk).update(session=session)
    asked.refresh_from_db()
    return session


@transaction.atomic
def decline_request(*, asked: SessionRequest, reason: str, by: User) -> SessionRequest:
    """Answer a request with a kind no. Raises `AlreadyAnswered`."""
    _settle(asked, by=by, state=State.DECLINED, answer=reason)
    asked.refresh_from_db()
    return asked


def _settle(asked: SessionRequest, *, by: User, state: str, answer: str = "") -> None:
    # Conditional: of two colleagues who answer at once, one does.
    settled = SessionRequest.objects.filter(pk=asked.pk, state=State.OPEN).update(
        state=state, answer=answer, settled_at=clock.now(), settled_by=by
    )
    if not settled:
        raise AlreadyAnswered
    record_activity(
        campaign=asked.campaign, by=by, subject=asked.group,
        verb="plan_request" if state == State.PLANNED else "decline_request",
    )  # fmt: skip


def mail_answer(*, asked: SessionRequest) -> bool:
    """Mail the answer to who asked, once and in their language; tells whether a letter went.

    Not atomic on purpose: of two workers one claims the letter. What the post office refuses may be
    claimed again.
    """
    if not asked.email or asked.state == State.OPEN:
        return False
    mine = SessionRequest.objects.filter(pk=asked.pk)
    if not mine.filter(told_at=None).update(told_at=clock.now()):
        return False
    try:
        with translation.override(letter_language(asked.language)):
            send_letter(
                campaign=asked.campaign, to=asked.email, template="dreamsessions/mail/request.txt",
                context={
                    "asked": asked, "session": asked.session, "link": _link(asked),
                    "kit": _kit(asked),
                },
            )  # fmt: skip
    except MAIL_FAILS:
        mine.update(told_at=None)
        raise
    return True


def _link(asked: SessionRequest) -> str:
    """Return the address of the session that was planned; none when nobody may see it."""
    session = asked.session
    if session is None or session.visibility == Visibility.HIDDEN:
        return ""
    secret = f"?sleutel={session.token}" if session.visibility == Visibility.INVITED else ""
    path = reverse("dreamsessions:session", args=[session.slug])
    return f"{site_address(asked.campaign)}{path}{secret}"


def _kit(asked: SessionRequest) -> str:
    """Return the address of the kit, for who leads it without us."""
    path = reverse("dreamsessions:by_ourselves")
    return f"{site_address(asked.campaign)}{path}" if asked.by_themselves else ""


def describe_kit(campaign: Campaign) -> ClubKit:
    """Return what somebody needs who leads a session without an ambassador. No query."""
    words = {"city": campaign.city, "year": campaign.horizon_year}
    call = _("Do you need help? Call %(name)s, %(phone)s.")
    return ClubKit(
        title=_("Lead your own dream session"),
        campaign=campaign.name,
        city=campaign.city,
        help=call % {"name": campaign.contact_name, "phone": campaign.contact_phone}
        if campaign.contact_phone
        else "",
        steps=tuple(
            Step(str(title), minutes, str(line) % words) for title, minutes, line in SCRIPT
        ),
        questions=tuple(str(question) % words for question in QUESTIONS),
    )


@transaction.atomic
def forget_askers(*, campaign: Campaign) -> int:
    """Forget who asked, 90 days after the answer; returns how many. The request stays."""
    forgotten = (
        SessionRequest.objects.filter(campaign=campaign, settled_at__lt=clock.now() - FORGET_AFTER)
        .exclude(first_name="", email="", phone="")
        .update(first_name="", email="", phone="")
    )
    if forgotten:
        record_activity(
            campaign=campaign, by=None, verb="forget_askers", subject=str(campaign),
            forgotten=forgotten,
        )  # fmt: skip
    return forgotten
