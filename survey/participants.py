"""Know a browser again by a signed cookie, set only when it scores or hands in something."""

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from campaigns.models import Campaign
from survey.models import Participant

COOKIE = "deelnemer"
_SALT = "survey.participant"
_DAYS = 180


def browser_key(request: HttpRequest) -> str:
    """Return what a browser is known by, '' when it has no cookie or one we did not sign."""
    value = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=_DAYS * 24 * 3600)
    return str(value)


def find_participant(request: HttpRequest, campaign: Campaign) -> Participant | None:
    """Return the participant of this browser in this campaign, if it has one."""
    value = browser_key(request)
    try:
        key = uuid.UUID(value)
    except (ValueError, TypeError):
        return None
    participant = Participant.objects.filter(pk=key, campaign=campaign).first()
    if participant is not None:
        participant.campaign = campaign  # its phases are loaded already
    return participant


def remember_participant(response: HttpResponse, participant: Participant) -> HttpResponse:
    """Let this browser be known as a participant."""
    response.set_signed_cookie(
        COOKIE,
        str(participant.pk),
        salt=_SALT,
        max_age=_DAYS * 24 * 3600,
        httponly=True,
        samesite="Lax",
        secure=settings.PARTICIPANT_COOKIE_SECURE,
    )
    return response
