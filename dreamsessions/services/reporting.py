"""What comes out of a session: its paper, its lit windows, and the letter to who led it."""

import uuid
from collections.abc import Collection
from datetime import timedelta
from typing import Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from ambassadors.models import Ambassador
from campaigns import clock
from campaigns.mail import MAIL_FAILS, letter_language, send_letter
from campaigns.models import Activity, Campaign, SheetBatch, Status
from campaigns.rendering import RenderingFailed
from campaigns.services.activity import record_activity
from campaigns.services.paper import site_address
from campaigns.sheets import SheetCode
from dreamsessions.content import read_card, read_report
from dreamsessions.models import Device, Session
from dreamsessions.rendering.report import render_card, render_post_its, render_report
from dreamsessions.services.after import OPEN_FOR

# Time for a second tablet to send, and for the one that closed to send the rest.
WAIT: Final = timedelta(minutes=10)
# A tablet that keeps something back may hold the letter up for so long.
PATIENCE: Final = timedelta(days=1)
STALE: Final = timedelta(days=7)
_POST_ITS: Final = "post-its"
# Six hours of trying, once in ten minutes; then a colleague sees it in the logbook.
MOST_TRIES: Final = 36


# Paper -------------------------------------------------------------------------------------------


def make_report(*, session: Session, photos: Collection[uuid.UUID] = ()) -> bytes:
    """Return the report of a session as a PDF. Raises `RenderingFailed`."""
    return render_report(read_report(session, photos=photos))


def told_path(session: Session) -> str:
    """Return the secret address where a table reads its notes."""
    return reverse("dreamsessions:told", args=[session.slug, session.token])


def make_card(*, session: Session) -> bytes:
    """Return the cards for the table as a PDF. Raises `RenderingFailed`."""
    until = date_format((session.closed_at or session.ends_at) + OPEN_FOR, "j F Y")
    return render_card(read_card(session, path=told_path(session), until=until))


def store_post_its(*, batch: SheetBatch) -> bool:
    """Make and keep the PDF of a pile of post-its; a failure is written on the row."""
    if batch.file:
        return False
    base = site_address(batch.campaign)
    codes = [
        (number, f"{base}/blad/{SheetCode(batch.token, number)}/")
        for number in range(1, batch.sheets + 1)
    ]
    try:
        pdf = render_post_its(title=batch.place, campaign=batch.campaign.name, codes=codes)
    except RenderingFailed as error:
        SheetBatch.objects.filter(pk=batch.pk).update(error=str(error)[:300])
        return False
    batch.file.save(f"{batch.token}-{_POST_ITS}.pdf", ContentFile(pdf), save=False)
    kept = SheetBatch.objects.filter(pk=batch.pk, file="").update(file=batch.file.name, error="")
    if not kept:
        batch.file.storage.delete(str(batch.file.name))
    return bool(kept)


def holds_post_its(batch: SheetBatch) -> bool:
    """Tell whether a pile is one of post-its, six on a page."""
    return _POST_ITS in str(batch.file.name or "")


# The letter --------------------------------------------------------------------------------------


def sessions_to_tell(*, campaign: Campaign) -> QuerySet[Session]:
    """Return the sessions that were closed and whose notes are in, as far as can be known.

    A tablet of who led it that says it keeps something back holds the letter up for a day.
    """
    now = clock.now()
    keeps_back = Device.objects.filter(
        campaign=campaign, waiting__gt=0, revoked_at=None,
        user__ambassador__sessions=OuterRef("pk"),
    )  # fmt: skip
    found: QuerySet[Session] = (
        Session.objects.of(campaign)
        .filter(closed_at__lt=now - WAIT, closed_at__gt=now - STALE)
        .exclude(Exists(keeps_back), closed_at__gt=now - PATIENCE)
        .annotate(told=Count("notes", filter=~Q(notes__status=Status.HELD)))
        .filter(told__gt=0)
        .prefetch_related("ambassadors__candidate", "ambassadors__user")
    )
    return found


def tell_leaders(*, session: Session, told: int) -> int:
    """Mail "your session is in" to who led it, each once; returns how many letters went.

    Not atomic on purpose: that a letter goes is written down before it goes. When the post office
    refuses, that is written down as well, and the next round tries again, for six hours.
    """
    sent = 0
    for leader in session.ambassadors.all():
        email = leader.candidate.email
        if not email or not _claim_letter(session, leader):
            continue
        try:
            with translation.override(letter_language("nl")):
                send_letter(
                    campaign=session.campaign,
                    to=email,
                    template="dreamsessions/mail/session_in.txt",
                    context={
                        "name": leader.first_name, "session": session, "told": told,
                        "link": site_address(session.campaign)
                        + reverse("dreamsessions:media_room", args=[session.pk]),
                    },
                )  # fmt: skip
        except MAIL_FAILS:
            # One address that does not work keeps nobody else from a letter.
            _write_line(session, leader, "tell_leader_failed")
            continue
        sent += 1
    return sent


@transaction.atomic
def _claim_letter(session: Session, leader: Ambassador) -> bool:
    """Write down that a letter goes, unless one went; two workers at once are one."""
    Session.objects.select_for_update().get(pk=session.pk)
    lines = Activity.objects.filter(
        campaign=session.campaign, details__session=session.pk, details__leader=leader.pk
    )
    went = lines.filter(verb="tell_leader").count()
    if went > lines.filter(verb="tell_leader_failed").count() or went >= MOST_TRIES:
        return False
    _write_line(session, leader, "tell_leader")
    return True


def _write_line(session: Session, leader: Ambassador, verb: str) -> None:
    record_activity(
        campaign=session.campaign, by=None, verb=verb, subject=session.title,
        session=session.pk, leader=leader.pk,
    )  # fmt: skip
