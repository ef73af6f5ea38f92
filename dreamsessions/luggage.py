"""What a tablet takes along on the road: everything the table needs without a network."""

from typing import Any

from django.utils import timezone

from campaigns import clock
from campaigns.models import AgeGroup, Campaign, Membership
from campaigns.phases import Door
from dreamsessions.models import Note, Session
from dreamsessions.questions import QUESTIONS
from dreamsessions.script import SCRIPT


def pack(*, campaign: Campaign, membership: Membership) -> dict[str, Any]:
    """Return the sessions of somebody with what was told there, the script and the questions.

    Four queries. Notes travel along, so that a second tablet shows what the first one wrote.
    """
    sessions = list(
        Session.objects.editable_by(membership)
        .filter(cancelled_at=None)
        .select_related("district")
        .order_by("starts_at")
    )
    told: dict[int, list[dict[str, Any]]] = {}
    recent = [session.pk for session in sessions if session.closed_at is None]
    for note in Note.objects.filter(session__in=recent).order_by("number"):
        told.setdefault(note.session_id or 0, []).append(_note(note))
    year = campaign.horizon_year
    return {
        "version": 1,
        "packed_at": clock.now().isoformat(),
        "open": campaign.timeline(clock.today()).is_open(Door.SESSIONS),
        "city": campaign.city,
        "help": {"name": campaign.contact_name, "phone": campaign.contact_phone},
        "questions": [str(question) % {"year": year} for question in QUESTIONS],
        "script": _script(campaign),
        "ages": [[value, str(name)] for value, name in AgeGroup.choices],
        "sessions": [
            _session(session) | {"notes": told.get(session.pk, [])} for session in sessions
        ],
    }


def _script(campaign: Campaign) -> list[dict[str, Any]]:
    about = {"year": campaign.horizon_year, "city": campaign.city}
    return [
        {"title": str(title), "minutes": minutes, "say": str(say) % about}
        for title, minutes, say in SCRIPT
    ]


def _session(session: Session) -> dict[str, Any]:
    starts = timezone.localtime(session.starts_at)
    return {
        "id": session.pk, "title": session.title, "place": session.place,
        "starts_at": starts.isoformat(), "minutes": session.minutes, "chairs": session.capacity,
        "materials": session.materials, "language": session.language,
        "started": session.started_at is not None, "closed": session.closed_at is not None,
    }  # fmt: skip


def _note(note: Note) -> dict[str, Any]:
    return {
        "note": str(note.submission_key), "head": str(note.head) if note.head else None,
        "number": note.number, "text": note.text, "chair": note.chair,
        "speaker": note.display_name,
    }  # fmt: skip
