"""Forget what the privacy page says we forget.

An address lives as long as its dream: withdrawing the dream deletes both. Browsers, networks and
sound are on a clock.
"""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction

from campaigns import clock
from campaigns.models import Campaign
from campaigns.services.activity import record_activity
from survey.models import Burst, Dream, Participant, Recording, Reply, Report, Score

# As long as the browser's own cookie lasts; every dream and every score renews it.
FORGET_AFTER: Final = timedelta(days=180)
# The scrambled form of the network somebody scored or dreamed from.
FORGET_NETWORKS_AFTER: Final = timedelta(days=14)
# The sound that came with a written dream.
FORGET_SOUND_AFTER: Final = timedelta(days=30)
# The first day of a participant without a browser, so that nobody is forgotten twice.
NAMELESS: Final = datetime(1970, 1, 1, tzinfo=UTC)


@transaction.atomic
def forget_browsers(*, campaign: Campaign) -> int:
    """Forget browsers 180 days after their last dream, score or answer; returns how many.

    Scores and answers move to a nameless participant that no cookie, dream or report leads to, so
    that all totals stay. Two updates for each browser that scored or answered.
    """
    limit = clock.now() - FORGET_AFTER
    silent = (
        Participant.objects.filter(campaign=campaign, created_at__gt=NAMELESS, created_at__lt=limit)
        .exclude(scores__given_at__gte=limit)
        .exclude(dreams__created_at__gte=limit)
        .exclude(replies__replied_at__gte=limit)
    )
    browsers = list(silent.values_list("pk", flat=True))
    if not browsers:
        return 0
    Dream.objects.filter(participant__in=browsers).update(participant=None)
    Report.objects.filter(participant__in=browsers).update(participant=None)
    gave = [rows.objects.filter(participant__in=browsers) for rows in (Score, Reply)]
    givers = {pk for rows in gave for pk in rows.values_list("participant", flat=True).distinct()}
    for browser, confirmed_at in Participant.objects.filter(pk__in=givers).values_list(
        "pk", "confirmed_at"
    ):
        # What its scores weigh stays; the address that confirmed it is forgotten too.
        nobody = Participant.objects.create(
            campaign=campaign, created_at=NAMELESS, confirmed_at=confirmed_at
        )
        Score.objects.filter(participant=browser).update(participant=nobody)
        Reply.objects.filter(participant=browser).update(participant=nobody)
    Participant.objects.filter(pk__in=browsers).delete()
    record_activity(
        campaign=campaign, by=None, verb="forget_browsers", subject=str(campaign),
        forgotten=len(browsers),
    )  # fmt: skip
    return len(browsers)


@transaction.atomic
def forget_networks(*, campaign: Campaign) -> int:
    """Forget after 14 days from which network scores, dreams and bursts came; returns how many."""
    limit = clock.now() - FORGET_NETWORKS_AFTER
    scores = Score.objects.filter(participant__campaign=campaign, given_at__lt=limit)
    dreams = Dream.objects.filter(campaign=campaign, created_at__lt=limit)
    bursts = Burst.objects.filter(campaign=campaign, ended_at__lt=limit)
    return sum(rows.exclude(network="").update(network="") for rows in (scores, dreams, bursts))


@transaction.atomic
def forget_recordings(*, campaign: Campaign) -> int:
    """Delete after 30 days the sound of dreams that have words; returns how many.

    A dream that was only spoken keeps its sound until somebody wrote it down: it is all there is.
    """
    old = list(
        Recording.objects.filter(
            dream__campaign=campaign, recorded_at__lt=clock.now() - FORGET_SOUND_AFTER
        ).exclude(file="").exclude(dream__text="")
    )  # fmt: skip
    Recording.objects.filter(pk__in=[recording.pk for recording in old]).update(file="", draft="")
    for recording in old:
        storage, name = recording.file.storage, str(recording.file.name)
        transaction.on_commit(partial(storage.delete, name))
    return len(old)
