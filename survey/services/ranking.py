"""Keep the estimates of all dreams in step with their scores, and list the best loved ones."""

from dataclasses import dataclass
from typing import Any, Final

from django.db import models, transaction
from django.db.models import Count, Q

from campaigns.models import Campaign, Channel, District
from survey.models import BundleMember, Burst, BurstKind, BurstStatus, Tally
from survey.ranking import PEOPLE_NEEDED, answers_from_sums, estimate

SHOWN: Final = 50
_BATCH: Final = 500
_NOTHING: Final[dict[str, Any]] = {"low": None, "middle": None, "high": None}


def rank_dreams(*, campaign: Campaign) -> int:
    """Make the estimates of all dreams that were scored since the last time. Returns how many.

    Costs three queries for each 500 of them, whatever the campaign's size. What is hidden loses
    its estimate and keeps its mark, so that it gets one again when it is placed again.
    """
    changed = Tally.objects.filter(campaign=campaign, is_stale=True)
    hidden = ~Q(contribution__status="placed") | Q(contribution__consent_online=False)
    changed.filter(hidden, low__isnull=False).update(**_NOTHING)
    done = 0
    while batch := _rank_some(changed.exclude(hidden)):
        done += batch
    return done


@transaction.atomic
def _rank_some(changed: models.QuerySet[Tally]) -> int:
    pks = list(changed.order_by("pk").values_list("pk", flat=True)[:_BATCH])
    # Locked until the estimate is written: a score that comes in between marks it again.
    tallies = list(Tally.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
    for tally in tallies:
        _set_estimate(tally)
    fields = ["low", "middle", "high", "is_stale"]
    Tally.objects.bulk_update(tallies, fields, batch_size=100)
    return len(tallies)


def _set_estimate(tally: Tally) -> None:
    tally.is_stale = False
    if tally.scores < PEOPLE_NEEDED:
        tally.low = tally.middle = tally.high = None
        return
    answers = answers_from_sums(tally.weight / 10, tally.weighed / 10, tally.weighed_squares / 10)
    found = estimate(answers)
    tally.low, tally.middle, tally.high = found.low, found.middle, found.high


def most_loved(
    *,
    campaign: Campaign,
    district: District | None = None,
    channel: Channel | str = "",
    age_group: str = "",
) -> models.QuerySet[Tally]:
    """List the best loved public dreams, by the published rule.

    Lower end first, then more people, then the older number. Without filters an index gives them.
    """
    found = Tally.objects.filter(
        campaign=campaign,
        low__isnull=False,
        scores__gte=PEOPLE_NEEDED,
        contribution__status="placed",
        contribution__consent_online=True,
    )
    if district:
        found = found.filter(contribution__district=district)
    if channel:
        found = found.filter(channel=channel)
    if age_group:
        found = found.filter(contribution__age_group=age_group)
    return found.select_related("contribution__district").order_by(
        "-low", "-scores", "contribution__number"
    )


def others_alike(contributions: list[int]) -> dict[int, int]:
    """Return how many other public dreams say the same as each of these. One query."""
    public = Q(bundle__members__contribution__status="placed") & Q(
        bundle__members__contribution__consent_online=True
    )
    rows = (
        BundleMember.objects.filter(contribution__in=contributions)
        .annotate(public=Count("bundle__members", filter=public))
        .values_list("contribution", "public")
    )
    return {contribution: public - 1 for contribution, public in rows if public > 1}


@dataclass(frozen=True)
class Apart:
    """How many scores of how many bursts do not count, or were counted after all."""

    bursts: int = 0
    scores: int = 0


def scores_apart(*, campaign: Campaign) -> dict[str, Apart]:
    """Count bursts of scores and the scores in them, per decision. One query."""
    rows = (
        Burst.objects.filter(campaign=campaign, kind=BurstKind.SCORES)
        .order_by()
        .values("status")
        .annotate(
            bursts=Count("pk", distinct=True),
            held=Count("scores", filter=Q(scores__value__isnull=False)),
        )
    )
    found = {row["status"]: Apart(row["bursts"], row["held"]) for row in rows}
    return {status: found.get(status, Apart()) for status in BurstStatus.values}
