"""What changed on the board since somebody looked last: events, people, and the numbers."""

import time
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.core.cache import cache
from django.db.models import Count

from campaigns.models import Campaign
from clustering.models import BoardEvent, Card
from clustering.pace import pace_line
from clustering.services.events import events_since, last_number
from clustering.services.presence import people_at

# While many people move cards at once the numbers are counted this often, for all of them.
_FRESH: Final = 0.4
# Without any move they still change: somebody withdrew a dream.
_KEPT: Final = 10.0
_NAMED: Final = 8
_STRUCTURE: Final = frozenset({
    "make_need", "rename_need", "move_need", "merge_needs", "make_key", "rename_key", "write_key",
    "delete_key", "bring_key_back", "restore_snapshot",
})  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """How many cards lie where, at one event of the log."""

    number: int
    pile: int
    aside: int
    talk: int
    placed: int
    all: int
    bins: dict[str, int]


def tally_of(campaign: Campaign, *, last: int | None = None) -> Tally:
    """Count the board: at once, or (with the `last` event) from what was just counted. One query."""
    key = f"clustering:tally:{campaign.pk}"
    if last is not None:
        kept: tuple[float, Tally] | None = cache.get(key)
        if kept is not None:
            age = time.time() - kept[0]
            if age < (_KEPT if kept[1].number >= last else _FRESH):
                return kept[1]
    number = last_number(campaign)
    places = {"stapel": 0, "apart": 0, "bespreken": 0}
    bins: dict[str, int] = {}
    rows = (
        Card.objects.live(campaign)
        .values_list("need__slug", "to_discuss", "set_aside")
        .annotate(n=Count("pk"))
        .order_by()
    )
    for slug, talk, aside, n in rows:
        if slug:
            bins[slug] = bins.get(slug, 0) + n
        else:
            places["bespreken" if talk else "apart" if aside else "stapel"] += n
    placed = sum(bins.values())
    pile, aside, talk = places["stapel"], places["apart"], places["bespreken"]
    tally = Tally(number, pile, aside, talk, placed, pile + aside + talk + placed, bins)
    cache.set(key, (time.time(), tally), 60)
    return tally


def follow(campaign: Campaign, *, number: int) -> dict[str, Any]:
    """Return what somebody who saw an event must hear. One query when all is quiet, a few more, else."""
    last = last_number(campaign)
    events = events_since(campaign, number, last=last)
    return {
        "number": last,
        "far": events is None,
        "events": [_told(event) for event in events or ()],
        "missed": _missed(campaign, number) if events is None else None,
        "people": people_at(campaign),
        "pace": pace_line(campaign),
        "tally": asdict(tally_of(campaign, last=last)),
    }


def _missed(campaign: Campaign, number: int) -> dict[str, Any]:
    """Say how much somebody missed who was away too long to hear it all, and whose work it is."""
    rows = BoardEvent.objects.filter(campaign=campaign, number__gt=number)
    who = rows.exclude(by__first_name=None).exclude(by__first_name="").order_by()
    names = who.values_list("by__first_name", flat=True).distinct()[:_NAMED]
    return {"events": rows.count(), "who": sorted(names)}


def _told(event: BoardEvent) -> dict[str, Any]:
    details = event.details
    by = event.by
    return {
        "number": event.number,
        "act": str(event.batch or ""),
        "who": (by.first_name or str(by)) if by else "",
        "from": details.get("from", {}),
        "to": details.get("to", {}),
        "table": event.verb in _STRUCTURE or details.get("kind") in ("part", "merge"),
        "list": event.verb == "deal_cards",
        # Cards that lie under other ones now, or no longer: their rows are drawn anew.
        "stacks": sorted(map(int, details.get("stacks", {}).get("after", {}))),
    }
