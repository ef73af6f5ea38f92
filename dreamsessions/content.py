"""What is printed of one session, gathered from the database."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns import clock
from campaigns.models import Status
from campaigns.services.paper import site_address
from dreamsessions.models import Media, MediaKind, Session
from dreamsessions.rendering.report import Dream, Picture, SessionReport, TableCard

MOST_PICTURES: Final = 6


def read_report(session: Session, *, photos: Collection[UUID] = ()) -> SessionReport:
    """Gather a session's report: its placed dreams, its sketches, and the photos that were chosen.

    Photos may show faces, so none goes in by itself. Three queries, and six files at most.
    """
    notes = [note for note in session.notes.order_by("number") if note.status != Status.HELD]
    placed = [note for note in notes if note.status == Status.PLACED]
    starts = timezone.localtime(session.starts_at)
    return SessionReport(
        title=session.title,
        campaign=session.campaign.name,
        city=session.campaign.city,
        when=_("%(date)s, %(time)s hrs")
        % {"date": date_format(starts, "l j F Y"), "time": date_format(starts, "G.i")},
        place=", ".join(part for part in (session.place, session.address) if part),
        kind=str(session.get_kind_display()),
        leaders=[leader.first_name for leader in session.ambassadors.select_related("candidate")],
        minutes=session.minutes,
        # Zero means that nobody counted, not that nobody came.
        people=session.participants or None,
        dreams=[Dream(n.number, n.text, n.display_name, n.language) for n in placed],
        waiting=len(notes) - len(placed),
        made_on=date_format(clock.today(), "j F Y"),
        pictures=_pictures(session, photos),
    )


def _pictures(session: Session, photos: Collection[UUID]) -> list[Picture]:
    """Read the files in the order they were made; one whose note is not placed stays out."""
    rows = (
        Media.objects.filter(session=session, finished_at__isnull=False)
        .exclude(kind=MediaKind.VOICE)
        .exclude(file="")
        .select_related("note")
    )
    wanted = [row for row in rows if row.kind == MediaKind.SKETCH or row.pk in photos]
    found: list[Picture] = []
    for row in wanted:
        if row.note is not None and row.note.status != Status.PLACED:
            continue
        if len(found) == MOST_PICTURES:
            break
        with row.file.open("rb") as opened:
            number = row.note.number if row.note else None
            found.append(Picture(opened.read(), number, row.kind == MediaKind.SKETCH))
    return found


def read_card(session: Session, *, path: str, until: str) -> TableCard:
    """Gather what stands on the card for the table."""
    address = f"{site_address(session.campaign)}{path}"
    return TableCard(
        title=session.title,
        campaign=session.campaign.name,
        address=address,
        shown=address.partition("://")[2].rstrip("/"),
        until=until,
    )
