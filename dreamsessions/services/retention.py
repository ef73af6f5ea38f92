"""Forget what the privacy page says we forget."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from campaigns import clock
from campaigns.models import Campaign
from campaigns.services.activity import record_activity
from dreamsessions.models import Registration, Session

FORGET_AFTER: Final = timedelta(days=7)


@transaction.atomic
def forget_registrations(*, campaign: Campaign) -> int:
    """Forget who took a chair, a week after the session; returns how many. The chairs stay.

    What was written to somebody, in which language, and when they came in goes with the name.
    """
    over = Session.objects.of(campaign).filter(starts_at__lt=clock.now() - FORGET_AFTER)
    forgotten = (
        Registration.objects.filter(session__in=over)
        .exclude(first_name="", email="")
        .update(
            first_name="",
            email="",
            language="",
            news="",
            told_at=None,
            reminded_at=None,
            came_at=None,
        )
    )
    if forgotten:
        record_activity(
            campaign=campaign, by=None, verb="forget_registrations", subject=str(campaign),
            forgotten=forgotten,
        )  # fmt: skip
    return forgotten
