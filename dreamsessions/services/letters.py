"""Letters to people who took a chair: what they must hear, and a reminder the day before.

The row is the queue. A letter is taken off it before it goes, outside any transaction: a worker
that dies in between loses that letter, and nobody gets one twice. When the post office answers
with an error we know, it is put back and tried again.
"""

import io
import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any, Final

import segno
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import translation

from campaigns import clock
from campaigns.mail import MAIL_FAILS, letter_language, send_letter
from campaigns.services.paper import site_address
from dreamsessions.calendar import calendar_file
from dreamsessions.models import News, Place, Registration
from dreamsessions.services.waiting import place_in_line

REMIND_BEFORE: Final = timedelta(days=1)
# Who heard of the session so shortly before the reminder needs none.
_FRESH: Final = timedelta(hours=12)
# News about a session that is over helps nobody.
_STALE: Final = timedelta(hours=2)
_A_ROUND: Final = 500
_log = logging.getLogger(__name__)


def untold() -> "QuerySet[Registration]":
    """Return who must still get a letter."""
    soon = clock.now() - _STALE
    return Registration.objects.exclude(news="").filter(session__starts_at__gt=soon).order_by("pk")


def tell(*, registration_pk: int) -> bool:
    """Mail somebody the news of their chair, once; tells whether a letter went.

    Raises `MAIL_FAILS`; call it again then. Not atomic on purpose, see the top of this module.
    """
    found = Registration.objects.filter(pk=registration_pk).exclude(news="").exclude(email="")
    before = found.values("news", "told_at").first()
    if before is None:
        return False
    claimed = Registration.objects.filter(pk=registration_pk, news=before["news"]).update(
        news="", told_at=clock.now()
    )
    if not claimed:
        return False
    # Read after the claim: a change from now on is news again.
    row = _read(registration_pk)
    try:
        _send(row, before["news"])
    except MAIL_FAILS as error:
        if _refused_for_good(error):
            _log.warning("The address of registration %s refuses letters.", registration_pk)
            return False
        Registration.objects.filter(pk=registration_pk, news="").update(**before)
        raise
    return True


def tell_everybody() -> int:
    """Mail what waits longer than it should; returns how many letters went.

    An address that fails does not keep the others waiting; the next round tries it again.
    """
    told = 0
    for pk in list(untold().values_list("pk", flat=True)[:_A_ROUND]):
        try:
            told += tell(registration_pk=pk)
        except MAIL_FAILS:
            _log.warning("A letter about registration %s failed; it is tried again.", pk)
    return told


def to_remind() -> "QuerySet[Registration]":
    """Return who has a chair in a session of the coming day, and did not hear of it lately."""
    now = clock.now()
    return (
        Registration.objects.filter(
            Q(told_at=None) | Q(told_at__lt=F("session__starts_at") - REMIND_BEFORE - _FRESH),
            place=Place.CHAIR, reminded_at=None, session__cancelled_at=None,
            session__closed_at=None, session__starts_at__gt=now,
            session__starts_at__lte=now + REMIND_BEFORE,
        )
        .exclude(email="")
        .order_by("pk")
    )  # fmt: skip


def remind(*, registration_pk: int) -> bool:
    """Remind somebody of tomorrow's session, once; tells whether a letter went.

    Raises `MAIL_FAILS`; call it again then. Not atomic on purpose, see the top of this module.
    """
    if not to_remind().filter(pk=registration_pk).exists():
        return False
    # Without a join, so that two workers at once see each other's claim.
    claimed = Registration.objects.filter(
        pk=registration_pk, reminded_at=None, place=Place.CHAIR
    ).update(reminded_at=clock.now())
    if not claimed:
        return False
    try:
        _send(_read(registration_pk), "reminder")
    except MAIL_FAILS as error:
        if _refused_for_good(error):
            _log.warning("The address of registration %s refuses letters.", registration_pk)
            return False
        Registration.objects.filter(pk=registration_pk).update(reminded_at=None)
        raise
    return True


def _read(pk: int) -> Registration:
    return Registration.objects.select_related("session__campaign", "session__district").get(pk=pk)


def _send(row: Registration, occasion: str) -> None:
    """Send `registration_<occasion>.txt` in the language of who took the chair."""
    session = row.session
    with translation.override(letter_language(row.language)):
        base = site_address(session.campaign)
        page = base + reverse("dreamsessions:chair", args=[row.token])
        context: dict[str, Any] = {
            "registration": row,
            "session": session,
            "line": place_in_line(row) if row.place == Place.WAITING else 0,
            "page": page,
            "give_back": base + reverse("dreamsessions:cancel_chair", args=[row.token]),
            "others": base + reverse("dreamsessions:sessions"),
        }
        shared = base + session.shared_path if session.shared_path else ""
        check_in = base + reverse("dreamsessions:check_in", args=[row.token])
        send_letter(
            campaign=session.campaign, to=row.email, context=context,
            template=f"dreamsessions/mail/registration_{occasion}.txt",
            enclosed=_enclosed(row, occasion, shared=shared, check_in=check_in),
        )  # fmt: skip


def _enclosed(
    row: Registration, occasion: str, *, shared: str, check_in: str
) -> list[tuple[str, bytes, str]]:
    """Return what goes with a letter: an entry for the calendar, and the code for the door."""
    if row.place == Place.WAITING and occasion != News.OFF:
        return []
    entry = calendar_file(row.session, url=shared)
    found = [(f"{row.session.slug}.ics", entry, "text/calendar")]
    if occasion != News.OFF:
        found.append((f"{row.session.slug}.png", _picture_of(check_in), "image/png"))
    return found


def _picture_of(address: str) -> bytes:
    """Draw an address as a QR code that mail programs show."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", scale=8, border=4)
    return out.getvalue()


def _refused_for_good(error: BaseException) -> bool:
    """Tell whether the post office says the address does not exist: trying again is no use."""
    return isinstance(error, SMTPRecipientsRefused) and all(
        code >= 500 for code, _reason in error.recipients.values()
    )
