"""Forget what the privacy page says we forget.

An address lives as long as its dream: withdrawing the dream deletes both. Only browsers are on a
clock.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import transaction

from campaigns import clock
from campaigns.models import Campaign
from campaigns.services.activity import record_activity
from survey.models import Dream, Participant, Report, Score

# As long as the browser's own cookie lasts; every dream and every score renews it.
FORGET_AFTER: Final = timedelta(days=180)
# The first day of a participant without a browser, so that nobody is forgotten twice.
NAMELESS: Final = datetime(1970, 1, 1, tzinfo=UTC)


@transaction.atomic
def forget_browsers(*, campaign: Campaign) -> int:
    """Forget browsers 180 days after their last dream or score; returns how many.

    Scores move to a nameless participant that no cookie, dream or report leads to, so that all
    totals stay. One update for each browser that scored.
    """
    limit = clock.now() - FORGET_AFTER
    silent = (
        Participant.objects.filter(campaign=campaign, created_at__gt=NAMELESS, created_at__lt=limit)
        .exclude(scores__given_at__gte=limit)
        .exclude(dreams__created_at__gte=limit)
    )
    browsers = list(silent.values_list("pk", flat=True))
    if not browsers:
        return 0
    Dream.objects.filter(participant__in=browsers).update(participant=None)
    Report.objects.filter(participant__in=browsers).update(participant=None)
    for browser in Score.objects.filter(participant__in=browsers).values_list(
        "participant", flat=True
    ).distinct():  # fmt: skip
        nobody = Participant.objects.create(campaign=campaign, created_at=NAMELESS)
        Score.objects.filter(participant=browser).update(participant=nobody)
    Participant.objects.filter(pk__in=browsers).delete()
    record_activity(
        campaign=campaign, by=None, verb="forget_browsers", subject=str(campaign),
        forgotten=len(browsers),
    )  # fmt: skip
    return len(browsers)
