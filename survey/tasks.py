"""Letters go out in the background; the page answers at once. Browsers are forgotten in time."""

from smtplib import SMTPException

from celery import shared_task
from django.utils import translation

from campaigns.models import Campaign
from survey.models import Dream
from survey.services import letters, retention

_MAIL_FAILS = (SMTPException, OSError)


@shared_task(autoretry_for=_MAIL_FAILS, retry_backoff=30, max_retries=5)
def mail_receipt(dream_pk: int, base: str, language: str) -> None:
    """Mail one code, unless the dream was withdrawn in the meantime."""
    dream = Dream.objects.select_related("campaign").filter(pk=dream_pk).first()
    if dream is not None and dream.email:
        with translation.override(language):
            letters.mail_receipt(dream=dream, base=base)


@shared_task(autoretry_for=_MAIL_FAILS, retry_backoff=30, max_retries=5)
def mail_codes(campaign_pk: int, email: str, base: str, language: str) -> None:
    """Mail all codes of an address."""
    with translation.override(language):
        letters.mail_codes(campaign=Campaign.objects.get(pk=campaign_pk), email=email, base=base)


@shared_task
def forget_browsers() -> None:
    """Forget the browsers that were silent for as long as the privacy page says."""
    for campaign in Campaign.objects.all():
        retention.forget_browsers(campaign=campaign)
