"""What happens by itself after a session."""

from celery import shared_task
from django.utils import translation

from campaigns.mail import MAIL_FAILS
from campaigns.models import Campaign, SheetBatch
from campaigns.services.paper import store_sheets
from dreamsessions.models import SessionRequest
from dreamsessions.services import after, inbox, letters, reporting, requests, retention


@shared_task
def forget_registrations() -> None:
    """Forget who took a chair in a session that is over."""
    for campaign in Campaign.objects.all():
        retention.forget_registrations(campaign=campaign)


@shared_task(autoretry_for=MAIL_FAILS, retry_backoff=30, max_retries=5)
def mail_request_answer(asked_pk: int) -> None:
    """Mail the answer to who asked for a session; nothing happens while there is none."""
    asked = SessionRequest.objects.select_related("campaign", "session").filter(pk=asked_pk).first()
    if asked is not None:
        requests.mail_answer(asked=asked)


@shared_task
def forget_askers() -> None:
    """Forget who asked for a session that was answered long ago."""
    for campaign in Campaign.objects.all():
        requests.forget_askers(campaign=campaign)


@shared_task
def print_pile(batch_pk: int, kind: str, language: str) -> None:
    """Make the PDF of a pile of a session, sheets or post-its, unless it is there."""
    batch = SheetBatch.objects.select_related("campaign").filter(pk=batch_pk).first()
    if batch is None:
        return
    with translation.override(language):
        if kind == "post_its":
            reporting.store_post_its(batch=batch)
        else:
            store_sheets(batch=batch)


@shared_task
def tell_leaders() -> None:
    """Mail who led a session that its dreams are in; a letter that cannot go waits a round."""
    for campaign in Campaign.objects.all():
        for session in reporting.sessions_to_tell(campaign=campaign):
            # How many were told is counted by the query.
            reporting.tell_leaders(session=session, told=session.told)  # type: ignore[attr-defined]


@shared_task
def forget_sound() -> None:
    """Delete recordings after 30 days, and parts of files that never came whole."""
    for campaign in Campaign.objects.all():
        after.forget_sound(campaign=campaign)
        after.forget_pieces(campaign=campaign)


@shared_task
def forget_rejected() -> None:
    """Forget what lay in the inbox and was settled long ago, or came in after all."""
    for campaign in Campaign.objects.all():
        inbox.forget_rejected(campaign=campaign)


@shared_task(autoretry_for=MAIL_FAILS, retry_backoff=30, max_retries=5)
def mail_registration(pk: int) -> None:
    """Mail somebody what they must still hear about their chair; nothing when there is nothing."""
    letters.tell(registration_pk=pk)


@shared_task
def tell_session(session_pk: int) -> None:
    """Mail everybody in a session what they must still hear."""
    for pk in letters.untold().filter(session=session_pk).values_list("pk", flat=True):
        mail_registration.delay(pk)


@shared_task
def sweep_letters() -> None:
    """Mail what stayed behind: a worker died, or the post office was away for long."""
    letters.tell_everybody()


@shared_task
def remind_everybody() -> None:
    """Find who must be reminded of tomorrow's session."""
    for pk in letters.to_remind().values_list("pk", flat=True):
        remind.delay(pk)


@shared_task(autoretry_for=MAIL_FAILS, retry_backoff=30, max_retries=5)
def remind(pk: int) -> None:
    """Remind one person of tomorrow's session, unless that was done."""
    letters.remind(registration_pk=pk)
