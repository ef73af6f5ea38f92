"""Write sessions in the shape of an event of the UiTdatabank. See docs/sessions-export.md."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from campaigns.languages import language_name
from dreamsessions.models import Session, TargetGroup

# The words of the plan are Dutch, whoever asks for the file.
MAIN_LANGUAGE: Final = "nl"
_TYPE: Final = {"id": "0.3.2.0.0", "label": "Lezing of congres", "domain": "eventtype"}
_STEP_FREE: Final = {"id": "3.27.0.0.0", "label": "Rolstoeltoegankelijk", "domain": "facility"}
_AGES: Final = {
    TargetGroup.CHILDREN: "6-12", TargetGroup.YOUNG: "12-25", TargetGroup.SENIORS: "65-",
}  # fmt: skip
_ALL_AGES: Final = "-"
_ADDRESS: Final = re.compile(r"(?P<street>.*?)[,\s]+(?P<code>[1-9]\d{3})\s+(?P<city>\D+)")
_BUTTON: Final = "Reserveer plaatsen"


def event_list(events: Iterable[tuple[Session, str]]) -> dict[str, Any]:
    """Return sessions, each with the address of its page; every session carries `left`."""
    member = [event(session, url=url) for session, url in events]
    return {
        "@context": "http://www.w3.org/ns/hydra/context.jsonld", "@type": "PagedCollection",
        "itemsPerPage": len(member), "totalItems": len(member), "member": member,
    }  # fmt: skip


def event(session: Session, *, url: str) -> dict[str, Any]:
    """Return one session. Its address is its identity: we hand out no number of the UiTdatabank."""
    when = {"startDate": _moment(session.starts_at), "endDate": _moment(session.ends_at)}
    status, booking = _status(session), _booking(session)
    # A waiting list belongs to one date, so it stands only there.
    full = session.cancelled_at is None and booking["type"] == "Unavailable"
    listed = booking | ({"waitingListUrl": url} if full else {})
    return {
        "@id": url,
        "@context": "/contexts/event",
        "mainLanguage": MAIN_LANGUAGE,
        "languages": [MAIN_LANGUAGE],
        "completedLanguages": [MAIN_LANGUAGE],
        "name": _said(session.title),
        "description": _said(_description(session)),
        "calendarType": "single",
        **when,
        "status": status,
        "bookingAvailability": booking,
        "subEvent": [{"id": 0, **when, "status": status, "bookingAvailability": listed}],
        "location": _location(session),
        "organizer": {"mainLanguage": MAIN_LANGUAGE, "name": _said(_organiser(session))},
        "terms": [_TYPE, *([_STEP_FREE] if session.step_free else [])],
        "typicalAgeRange": _AGES.get(TargetGroup(session.target_group), _ALL_AGES),
        "audience": {"audienceType": "everyone"},
        "priceInfo": [
            {"category": "base", "name": _said("Basistarief"), "price": 0, "priceCurrency": "EUR"}
        ],
        "contactPoint": _contact(session, url),
        "bookingInfo": {
            "url": url, "urlLabel": _said(_BUTTON), "availabilityEnds": when["startDate"],
        },
        "sameAs": [url],
        "workflowStatus": "READY_FOR_VALIDATION",
        "modified": _moment(session.changed_at),
    }  # fmt: skip


def _said(text: str) -> dict[str, str]:
    return {MAIN_LANGUAGE: text}


def _moment(at: datetime) -> str:
    return timezone.localtime(at).replace(microsecond=0).isoformat()


def _status(session: Session) -> dict[str, Any]:
    if session.cancelled_at is None:
        return {"type": "Available"}
    reason = {"reason": _said(session.cancel_reason)} if session.cancel_reason else {}
    return {"type": "Unavailable", **reason}


def _booking(session: Session) -> dict[str, Any]:
    left: int = session.left  # type: ignore[attr-defined]
    free = left > 0 and session.cancelled_at is None
    return {"type": "Available" if free else "Unavailable"}


def _location(session: Session) -> dict[str, Any]:
    """Return the place as people call it; whoever imports it finds its number.

    Our address is one line: Noordstraat 4, or Noordstraat 4, 8800 Roeselare.
    """
    parts = _ADDRESS.fullmatch(session.address)
    address = {
        "addressCountry": "BE",
        "addressLocality": parts["city"] if parts else session.campaign.city,
        "postalCode": parts["code"] if parts else "",
        "streetAddress": parts["street"] if parts else session.address,
    }
    here: dict[str, Any] = {
        "mainLanguage": MAIN_LANGUAGE, "name": _said(session.place),
        "address": {MAIN_LANGUAGE: {name: value for name, value in address.items() if value}},
    }  # fmt: skip
    if session.latitude is not None and session.longitude is not None:
        here["geo"] = {
            "latitude": float(session.latitude), "longitude": float(session.longitude),
        }  # fmt: skip
    return here


def _organiser(session: Session) -> str:
    return session.host or f"Stad {session.campaign.city}"


def _contact(session: Session, url: str) -> dict[str, list[str]]:
    campaign = session.campaign
    return {
        "phone": [campaign.contact_phone] if campaign.contact_phone else [],
        "email": [campaign.contact_email] if campaign.contact_email else [],
        "url": [url],
    }


def _description(session: Session) -> str:
    """Return what the page says in words: what it is, in which language, and how one gets in."""
    spoken = language_name(session.language) if session.language != MAIN_LANGUAGE else ""
    parts = [
        session.description,
        f"Taal: {spoken}." if spoken else "",
        session.accessibility,
    ]
    return "\n\n".join(part.strip() for part in parts if part.strip())
