"""Set suspicious scores and dreams apart, and let a colleague decide what counts."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, QuerySet

from campaigns import clock
from campaigns.models import Campaign, Contribution, Status, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from campaigns.services.moderation import AlreadyDecided, hold_contribution
from survey.bursts import Push, Seen, Text, find_pushes, find_repeats, per_minute
from survey.models import Burst, BurstKind, BurstStatus, Dream, Score, Tally
from survey.services.tallies import recount_tallies

# Watched twice a minute; and once an hour over a day, for who pushes slowly.
WINDOW: Final = timedelta(minutes=15)
LONG_WINDOW: Final = timedelta(hours=24)
_CHUNK: Final = 500  # below the number of values SQLite takes in one query


def _batched(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK))


class BurstDecided(Exception):
    """Raised when another moderator was first."""

    def __init__(self, burst: Burst) -> None:
        super().__init__("already decided")
        self.burst = burst


@transaction.atomic
def watch_bursts(*, campaign: Campaign, window: timedelta = WINDOW) -> list[Burst]:
    """Set apart what came in bursts within a window; returns the bursts that are new or grew.

    Reads the scores and dreams of the window only, by index. Twice in a row changes nothing.
    """
    timeline = campaign.timeline(clock.today())
    if not (timeline.is_open(Door.SCORE) or timeline.is_open(Door.DREAM)):
        return []
    since = clock.now() - window
    pushed = [_set_scores_apart(campaign, push, since) for push in _pushes(campaign, since)]
    repeated = [_set_texts_apart(campaign, rows, since) for rows in _repeats(campaign, since)]
    return [burst for burst in (*pushed, *repeated) if burst is not None]


def _pushes(campaign: Campaign, since: datetime) -> list[Push]:
    scores = [
        Seen(pk, browser, dream, network, value, at, status == BurstStatus.RESTORED)
        for pk, browser, dream, network, value, at, status in Score.objects.filter(
            given_at__gte=since, participant__campaign=campaign, value__isnull=False
        )
        .order_by("given_at")
        .values_list(
            "pk", "participant", "contribution", "network", "value", "given_at", "burst__status"
        )
    ]
    now, dreams = clock.now(), _dealt(campaign)
    # Most of the time nothing stands out, and what browsers did before need not be asked.
    if not (suspect := find_pushes(scores, now=now, dreams=dreams)):
        return []
    browsers = {seen.browser for push in suspect for seen in push.scores}
    before = _scores_before(browsers, since)
    return find_pushes(scores, now=now, dreams=dreams, others_before=before)


def _dealt(campaign: Campaign) -> int:
    """Return about how many dreams are dealt; counted anew every ten minutes."""
    key = f"dreams-dealt:{campaign.pk}"
    dealt = cache.get_or_set(key, Tally.objects.filter(campaign=campaign).count, 600)
    return int(dealt or 0)


def _scores_before(browsers: Iterable[Any], since: datetime) -> dict[Any, int]:
    """Count what browsers scored before a moment."""
    counts: dict[Any, int] = {}
    for some in _batched(list(browsers)):
        rows = Score.objects.filter(
            participant__in=some, given_at__lt=since, value__isnull=False
        ).values_list("participant")
        counts.update(rows.annotate(n=Count("pk")).order_by())
    return counts


def _set_scores_apart(campaign: Campaign, push: Push, since: datetime) -> Burst | None:
    """Lay the scores of a push in its burst; None when all of them lie there already."""
    pks = [seen.pk for seen in push.scores]
    fresh = [
        pk
        for some in _batched(pks)
        for pk in Score.objects.filter(pk__in=some, burst=None).values_list("pk", flat=True)
    ]
    if not fresh:
        return None
    burst = _open_burst(
        campaign, BurstKind.SCORES, since, contribution_id=push.dream, network=push.network
    )
    first, is_new = min(seen.at for seen in push.scores), burst is None
    burst = burst or Burst(
        campaign=campaign, kind=BurstKind.SCORES, contribution_id=push.dream,
        network=push.network, started_at=first, ended_at=first,
    )  # fmt: skip
    burst.evidence |= {"expected": round(max(push.expected, burst.evidence.get("expected", 0)), 2)}
    burst.save()
    laid = sum(
        Score.objects.filter(pk__in=some, burst=None).update(burst=burst)
        for some in _batched(fresh)
    )
    if not laid:  # another watcher laid them in its own burst a moment ago
        if is_new:
            burst.delete()
        return None
    rows = burst.scores.values_list("given_at", "value", "participant", "network")
    _describe(burst, list(rows))
    recount_tallies(contributions=[push.dream])
    return burst


def _open_burst(campaign: Campaign, kind: BurstKind, since: datetime, **same: Any) -> Burst | None:
    """Return the burst that goes on: not counted, and seen within the window."""
    return (
        Burst.objects.select_for_update()
        .filter(campaign=campaign, kind=kind, ended_at__gte=since, **same)
        .exclude(status=BurstStatus.RESTORED)
        .first()
    )


def _describe(burst: Burst, rows: Sequence[tuple[datetime, int | None, Any, str]]) -> None:
    """Write the evidence on a burst: what came, from how many browsers and networks, and when."""
    moments = [at for at, _value, _browser, _network in rows]
    step, counts = per_minute(moments)
    burst.started_at, burst.ended_at = min(moments), max(moments)
    burst.evidence |= {
        "amount": len(rows),
        "high": sum(value == 2 for _at, value, _browser, _network in rows),
        "browsers": len({browser for _at, _value, browser, _network in rows}),
        "networks": len({network for *_rest, network in rows if network}),
        "step": step,
        "counts": counts,
    }
    burst.save()


def _repeats(campaign: Campaign, since: datetime) -> list[tuple[Text, ...]]:
    rows = Dream.objects.filter(
        campaign=campaign, created_at__gte=since, entered_by=None, participant__isnull=False
    ).exclude(text="")  # fmt: skip
    values = rows.values_list("pk", "participant", "network", "text", "created_at")
    return find_repeats(Text(*row) for row in values)


def _set_texts_apart(campaign: Campaign, rows: tuple[Text, ...], since: datetime) -> Burst | None:
    """Lay dreams with one text in a burst and keep them from the public until a colleague looked.

    What a colleague read already stays as it is.
    """
    pks = [row.pk for row in rows]
    known = {
        pk: burst
        for burst in Burst.objects.filter(
            campaign=campaign, kind=BurstKind.TEXTS, ended_at__gte=since
        )
        for pk in burst.evidence.get("dreams", [])
    }
    fresh = [pk for pk in pks if pk not in known]
    same = next((known[pk] for pk in pks if pk in known), None)
    if not fresh or (same and same.counts):
        return None
    burst = same or Burst(campaign=campaign, kind=BurstKind.TEXTS)
    burst.evidence |= {
        "dreams": [*burst.evidence.get("dreams", []), *fresh],
        "unplaced": [*burst.evidence.get("unplaced", []), *_unplace(fresh)],
    }
    _describe(burst, [(row.at, None, row.browser, row.network) for row in rows])
    return burst


def _unplace(pks: Sequence[int]) -> list[int]:
    """Hide dreams that no colleague has read; in pre-moderation they wait anyway."""
    shown = Contribution.objects.filter(pk__in=pks, status=Status.PLACED, unread=True)
    found = list(shown.values_list("pk", flat=True))
    Contribution.objects.filter(pk__in=found).update(
        status=Status.WAITING, placed_at=None, unread=False
    )
    return found


@transaction.atomic
def decide_burst(
    *, burst: Burst, status: BurstStatus | str, reason: str, by: User, seen: str
) -> Burst:
    """Leave out what a burst holds, or count it after all; a later decision changes it again.

    `seen` is the status the moderator's page showed; when it changed since, a colleague was first.
    """
    changed = (
        Burst.objects.filter(pk=burst.pk, status=seen)
        .exclude(status=status)
        .update(status=status, decided_by=by, decided_at=clock.now(), reason=reason)
    )
    burst.refresh_from_db()
    if not changed:
        raise BurstDecided(burst)
    if burst.kind == BurstKind.SCORES and burst.contribution_id is not None:
        recount_tallies(contributions=[burst.contribution_id])
    if burst.kind == BurstKind.TEXTS:
        _settle_texts(burst, reason, by)
    record_activity(
        campaign=burst.campaign, by=by, verb="decide_burst", subject=_subject(burst),
        burst=burst.pk, before=seen, after=burst.status, reason=reason,
    )  # fmt: skip
    return burst


def _subject(burst: Burst) -> str:
    return str(burst.contribution) if burst.contribution else f"{burst.kind} {burst.pk}"


def dreams_of(burst: Burst) -> QuerySet[Contribution]:
    """Return what is left of the dreams a burst of texts holds."""
    dreams = Contribution.objects.filter(
        campaign=burst.campaign, pk__in=burst.evidence.get("dreams", [])
    )
    return dreams.order_by("number")


def first_dreams(bursts: Sequence[Burst]) -> dict[int, Contribution]:
    """Return the dream to show with each burst: the pushed one, or the first with the text."""
    firsts = {burst.pk: min(burst.evidence.get("dreams") or [0]) for burst in bursts}
    found = Contribution.objects.in_bulk([pk for pk in firsts.values() if pk])
    faces = {burst.pk: burst.contribution or found.get(firsts[burst.pk]) for burst in bursts}
    return {pk: face for pk, face in faces.items() if face is not None}


def _settle_texts(burst: Burst, reason: str, by: User) -> None:
    """Hold the dreams of a burst that wait, or let them go on as if there had been no burst."""
    dreams = dreams_of(burst)
    if burst.status == BurstStatus.EXCLUDED:
        held = []
        for dream in dreams.filter(status=Status.WAITING):
            # One that somebody decides about at this moment keeps that decision.
            with suppress(AlreadyDecided):
                hold_contribution(contribution=dream, reason=reason, by=by, seen=dream.status)
                held.append(dream.pk)
        burst.evidence["held"] = held
        burst.save(update_fields=["evidence"])
        return
    ours = dreams.filter(pk__in=burst.evidence.pop("held", []), status=Status.HELD)
    ours.update(status=Status.WAITING)
    dreams.filter(pk__in=burst.evidence.get("unplaced", []), status=Status.WAITING).update(
        status=Status.PLACED, placed_at=clock.now(), unread=True
    )
    burst.save(update_fields=["evidence"])
