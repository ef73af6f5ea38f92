"""When the pile will be empty at the pace of the last quarter of an hour."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import clock
from campaigns.models import Campaign
from clustering.models import Card, Move
from clustering.services.moments import of_a_moment

WINDOW: Final = timedelta(minutes=15)
# Fewer cards, or a shorter time, say nothing about the rest of the day.
FEWEST: Final = 10
SHORTEST: Final = timedelta(minutes=5)
_KEPT: Final = 60


def ready_at(campaign: Campaign) -> datetime | None:
    """Return when the pile will be empty, rounded to five minutes; nothing when that says nothing.

    Counts cards that left the pile less those that came back. Two queries, once a minute for everybody.
    """
    key = f"clustering:now:pace:{campaign.pk}"
    return of_a_moment(key, _KEPT, lambda: _estimate(campaign))


def pace_line(campaign: Campaign) -> str:
    """Return the estimate in words, empty without one."""
    at = ready_at(campaign)
    if at is None:
        return ""
    return _("At this pace ready at %(time)s.") % {"time": f"{timezone.localtime(at):%H.%M}"}


def _estimate(campaign: Campaign) -> datetime | None:
    now = clock.now()
    on_pile = Q(before=None, before_aside="")
    to_pile = Q(after=None, after_aside="")
    moves = Move.objects.filter(card__campaign=campaign, at__gt=now - WINDOW, at__lte=now)
    seen = moves.aggregate(
        left=Count("pk", filter=on_pile & ~to_pile),
        back=Count("pk", filter=to_pile & ~on_pile),
        first=Min("at"),
    )
    laid = seen["left"] - seen["back"]
    if laid < FEWEST or now - seen["first"] < SHORTEST:
        return None
    waiting = Card.objects.live(campaign).pile().count()
    took: timedelta = now - seen["first"]
    ready = now + took * (waiting / laid)
    ready += timedelta(minutes=-ready.minute % 5, seconds=-ready.second)
    # Past today it is no longer about this pace.
    same_day = timezone.localdate(ready) == timezone.localdate(now)
    return ready if waiting and same_day else None
