"""Write sessions as a calendar file (RFC 5545)."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from dreamsessions.models import Session

# So often a program that subscribed looks again.
_REFRESH: Final = "PT4H"
_HEAD: Final = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//roeselare2030//dreamsessions//NL")
# A calendar needs at least one component; this one says nothing that was not said already.
_NOTHING: Final = (
    "BEGIN:VTIMEZONE", "TZID:UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip
# Signs that no text in a calendar may hold; line breaks are written as \n.
_FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def calendar_file(session: Session, *, url: str) -> bytes:
    """Return an .ics file with one event, in UTC, lines folded at 75 octets."""
    return _written([*_HEAD, *_event(session, url), "END:VCALENDAR"])


def calendar_feed(events: Iterable[tuple[Session, str]], *, name: str) -> bytes:
    """Return the calendar people subscribe to: sessions, each with the address of its page.

    Equal sessions give equal bytes, so that a program may ask whether something changed.
    """
    lines = [line for session, url in events for line in _event(session, url)]
    return _written(
        [
            *_HEAD, "CALSCALE:GREGORIAN", f"NAME:{_escape(name)}", f"X-WR-CALNAME:{_escape(name)}",
            f"REFRESH-INTERVAL;VALUE=DURATION:{_REFRESH}", f"X-PUBLISHED-TTL:{_REFRESH}",
            *(lines or _NOTHING), "END:VCALENDAR",
        ]
    )  # fmt: skip


def _event(session: Session, url: str) -> list[str]:
    """Return one event. Without METHOD its stamp is when its data last changed (3.8.7.2)."""
    place = ", ".join(part for part in (session.place, session.address) if part)
    changed = _moment(session.changed_at)
    off = session.cancelled_at is not None
    told = "\n".join(t for t in (session.cancel_reason if off else "", session.description) if t)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{session.campaign.slug}-{session.slug}@roeselare2030",
        f"DTSTAMP:{changed}",
        f"LAST-MODIFIED:{changed}",
        f"SEQUENCE:{session.revision}",
        f"STATUS:{'CANCELLED' if off else 'CONFIRMED'}",
        f"DTSTART:{_moment(session.starts_at)}",
        f"DTEND:{_moment(session.ends_at)}",
        f"SUMMARY:{_escape(session.title)}",
        f"LOCATION:{_escape(place)}" if place else "",
        f"GEO:{session.latitude};{session.longitude}"
        if session.latitude is not None and session.longitude is not None
        else "",
        f"DESCRIPTION:{_escape(told)}" if told else "",
        f"URL:{url}" if url else "",
        "END:VEVENT",
    ]
    return [line for line in lines if line]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escape(text: str) -> str:
    for plain, escaped in (
        ("\\", "\\\\"),
        (";", "\\;"),
        (",", "\\,"),
        ("\r\n", "\\n"),
        ("\n", "\\n"),
        ("\r", "\\n"),
    ):
        text = text.replace(plain, escaped)
    return _FORBIDDEN.sub(" ", text)


def _written(lines: Iterable[str]) -> bytes:
    return "".join(f"{_fold(line)}\r\n" for line in lines).encode()


def _fold(line: str) -> str:
    """Fold a line so that no part is longer than 75 octets and no character is cut."""
    parts: list[str] = []
    part, room = "", 75
    for character in line:
        if len((part + character).encode()) > room:
            parts.append(part)
            part, room = "", 74  # the space that marks a folded line counts too
        part += character
    return "\r\n ".join([*parts, part])
