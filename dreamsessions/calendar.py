"""Write a session as a calendar file (RFC 5545)."""

from datetime import UTC, datetime, timedelta

from dreamsessions.models import Session


def calendar_file(session: Session, *, url: str, made_at: datetime) -> bytes:
    """Return an .ics file with one event, in UTC, lines folded at 75 octets."""
    stamp = "%Y%m%dT%H%M%SZ"
    starts = session.starts_at.astimezone(UTC)
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//roeselare2030//dreamsessions//NL", "BEGIN:VEVENT",
        f"UID:{session.campaign.slug}-{session.slug}@roeselare2030",
        f"DTSTAMP:{made_at.astimezone(UTC):{stamp}}",
        f"DTSTART:{starts:{stamp}}",
        f"DTEND:{starts + timedelta(minutes=session.minutes):{stamp}}",
        f"SUMMARY:{_escape(session.title)}",
        f"LOCATION:{_escape(', '.join(p for p in (session.place, session.address) if p))}",
        f"DESCRIPTION:{_escape(session.description)}",
        f"URL:{url}", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{_fold(line)}\r\n" for line in lines).encode()


def _escape(text: str) -> str:
    for plain, escaped in (
        ("\\", "\\\\"),
        (";", "\\;"),
        (",", "\\,"),
        ("\r\n", "\\n"),
        ("\n", "\\n"),
    ):
        text = text.replace(plain, escaped)
    return text


def _fold(line: str) -> str:
    """Fold a line so that no part is longer than 75 octets and no character is cut."""
    parts: list[str] = []
    part = ""
    for character in line:
        if len((part + character).encode()) > (75 if not parts else 74):
            parts.append(part)
            part = ""
        part += character
    return "\r\n ".join([*parts, part])
