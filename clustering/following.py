"""What changed on the board since somebody looked last: events, people, and the numbers."""

import time
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Subquery

from campaigns.models import Campaign
from clustering.models import BoardEvent, BoardLog, Card
from clustering.pace import pace_line
from clustering.services.moments import keep, kept
from clustering.services.presence import people_at
from clustering.services.recent import Heard, Recent, recent_events

# While many people move cards the board is counted this often, for all of them; what was moved since
# is added to that.
_FRESH: Final = 1.0
# Without any move the numbers still change: somebody withdrew a dream.
_KEPT: Final = 10.0
_NAMED: Final = 8
_TRAYS: Final = ("stapel", "apart", "bespreken")


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

    @classmethod
    def of(cls, number: int, lying: dict[str, int]) -> "Tally":
        """Add up what lies in each place, by the board's word for it."""
        pile, aside, talk = (lying.get(tray, 0) for tray in _TRAYS)
        bins = {slug: n for slug, n in lying.items() if n and slug not in _TRAYS}
        placed = sum(bins.values())
        return cls(number, pile, aside, talk, placed, pile + aside + talk + placed, bins)

    def after(self, events: tuple[Heard, ...]) -> "Tally | None":
        """Return the numbers after these events; nothing when one does not say what it did.

        A card that is held back counts for nothing and moves along under another one all the same:
        so this is right until the next count at worst, which comes within a second.
        """
        if not events:
            return self
        lying = dict(self.bins, stapel=self.pile, apart=self.aside, bespreken=self.talk)
        for event in events:
            if event.shift is None:
                return None
            for place, more in event.shift.items():
                lying[place] = lying.get(place, 0) + more
        return Tally.of(events[-1].number, lying) if min(lying.values()) >= 0 else None

    def told(self) -> dict[str, Any]:
        """Return it as the script hears it."""
        return dict(vars(self))


def tally_of(campaign: Campaign) -> Tally:
    """Count the board, and share it with all who follow. One query: numbers and event agree."""
    last = BoardLog.objects.filter(campaign=campaign).values("last")[:1]
    rows = (
        Card.objects.live(campaign)
        .annotate(number=Subquery(last))
        .values_list("number", "need__slug", "to_discuss", "set_aside")
        .annotate(n=Count("pk"))
        .order_by()
    )
    number, lying = 0, dict.fromkeys(_TRAYS, 0)
    for at, slug, talk, aside, n in rows:
        number = at or 0
        place = slug or ("bespreken" if talk else "apart" if aside else "stapel")
        lying[place] = lying.get(place, 0) + n
    tally = Tally.of(number, lying)
    keep(_key(campaign), tally)
    return tally


def tally_now(campaign: Campaign) -> Tally:
    """Return the numbers after the newest event, counted a moment ago. One query, or two."""
    counted = _counted(campaign)
    since = counted[1].number if counted[1] else 0
    return _brought_up(campaign, counted, recent_events(campaign, since=since))


def _brought_up(campaign: Campaign, counted: tuple[float, Tally | None], recent: Recent) -> Tally:
    """Return the numbers that were counted, with what happened since; or count again."""
    made, tally = counted
    age = time.time() - made
    if tally is None or age < 0:
        return tally_of(campaign)
    if tally.number >= recent.last and age < _KEPT:
        return tally
    if recent.floor <= tally.number and age < _FRESH:
        return tally.after(recent.since(tally.number)) or tally_of(campaign)
    return tally_of(campaign)


def _counted(campaign: Campaign) -> tuple[float, Tally | None]:
    return kept(_key(campaign))


def _key(campaign: Campaign) -> str:
    return f"clustering:now:tally:{campaign.pk}"


def follow(campaign: Campaign, *, number: int) -> dict[str, Any]:
    """Return what somebody who saw an event must hear. One query, and now and then a few more."""
    recent = recent_events(campaign, since=number)
    last = recent.last
    far = number > last or number < recent.floor
    return {
        "number": last,
        "far": far,
        "events": [] if far else [event.told for event in recent.since(number)],
        "missed": _missed(campaign, number) if far else None,
        "people": people_at(campaign),
        "pace": pace_line(campaign),
        "tally": _brought_up(campaign, _counted(campaign), recent).told(),
    }


def _missed(campaign: Campaign, number: int) -> dict[str, Any]:
    """Say how much somebody missed who was away too long to hear it all, and whose work it is."""
    rows = BoardEvent.objects.filter(campaign=campaign, number__gt=number)
    who = rows.exclude(by__first_name=None).exclude(by__first_name="").order_by()
    names = who.values_list("by__first_name", flat=True).distinct()[:_NAMED]
    return {"events": rows.count(), "who": sorted(names)}
