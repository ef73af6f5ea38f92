"""The newest events of each board, read once by each process for everybody who asks there.

Rows of the log never change and become visible in the order of their numbers, so what was read
stays true: whoever asks again reads only what came since. The last row that is known is read along
each time. When it is another one (the database was put back, say) all is read anew.
"""

import json
import uuid
from collections import OrderedDict
from collections.abc import Set
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from campaigns.models import Campaign, User
from clustering.services.events import FAR_BEHIND

_BOARDS: Final = 16
_STRUCTURE: Final = frozenset({
    "make_need", "rename_need", "move_need", "merge_needs", "make_key", "rename_key", "write_key",
    "delete_key", "bring_key_back", "restore_snapshot",
})  # fmt: skip
# These say which cards changed in words the log has no places for: then the board is counted.
_COUNTED: Final = frozenset({"deal_cards", "restore_snapshot"})
# How far the log came and its new rows, as they were at one moment.
_READ: Final = """
    SELECT log.last, event.id, event.number, event.verb, event.by_id, event.at, event.batch,
        event.details, who.first_name, who.last_name, who.email
    FROM clustering_boardlog log
    LEFT JOIN clustering_boardevent event ON event.campaign_id = log.campaign_id AND (
        (event.number > %s AND event.number > log.last - %s AND event.number <= log.last)
        OR event.batch = %s)
    LEFT JOIN campaigns_user who ON who.id = event.by_id
    WHERE log.campaign_id = %s ORDER BY event.number
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """One event: what a browser is told of it, and what it did to the numbers."""

    number: int
    mark: tuple[Any, ...]  # by which its row is known again
    by: int | None
    verb: str
    act: uuid.UUID | None
    cards: frozenset[int]
    told: dict[str, Any]  # shared by everybody who hears it, so never changed
    shift: dict[str, int] | None  # cards more or less in each place; nothing when that is unknown


@dataclass(frozen=True, slots=True)
class Recent:
    """Where a log has come, and all its events after `floor`."""

    last: int
    floor: int
    events: tuple[Heard, ...]

    def since(self, number: int) -> tuple[Heard, ...]:
        """Return the events after a number that is not below the floor."""
        at = len(self.events)
        while at and self.events[at - 1].number > number:
            at -= 1
        return self.events[at:]

    def may_have_moved(self, cards: Set[int], *, since: int, but: User | None) -> bool:
        """Tell whether somebody else may have moved some of these cards since; False is certain.

        Without a query: `events.who_moved` knows who, and which cards.
        """
        if since < self.floor:
            return True
        me = but.pk if but else None
        return any(
            event.by != me and not cards.isdisjoint(event.cards) for event in self.since(since)
        )


# Each is replaced as a whole: a thread that looks never sees half of one, and when two threads read
# the same news at once, either of theirs is right.
_known: OrderedDict[int, Recent] = OrderedDict()


def recent_events(campaign: Campaign, *, since: int) -> Recent:
    """Return the log's newest events: those after `since`, unless that is too far behind. One query.

    Who asks from below the `floor` of what comes back is too far behind.
    """
    return _recent(campaign, since, None)[0]


def recent_or_done(campaign: Campaign, *, since: int, act: uuid.UUID | None) -> tuple[Recent, bool]:
    """Return the newest events, and whether an act is in the log already. One query for both."""
    return _recent(campaign, since, act)


def _recent(campaign: Campaign, since: int, act: uuid.UUID | None) -> tuple[Recent, bool]:
    known = _known.get(campaign.pk)
    if known is not None and (known.floor <= since or since < known.last - FAR_BEHIND):
        newest = known.events[-1] if known.events else None
        after = newest.number - 1 if newest else known.floor
        last, events, done = _read(campaign, after, act)
        found = _went_on(known, last, events)
        if found is not None:
            return _keep(campaign, found), done
    last, events, done = _read(campaign, since, act)
    floor = max(min(since, last), last - FAR_BEHIND)
    return _keep(campaign, Recent(last, floor, events)), done


def _went_on(known: Recent, last: int, events: tuple[Heard, ...]) -> Recent | None:
    """Return what is known with what came since; nothing when the log is not the one we knew."""
    if last < known.last:
        return None
    floor = max(known.floor, last - FAR_BEHIND)
    if not known.events:
        return Recent(last, floor, events) if floor == known.floor else None
    if not events or events[0].mark != known.events[-1].mark:
        return None
    if len(events) == 1 and last == known.last:
        return known
    kept = [event for event in known.events if event.number > floor]
    return Recent(last, floor, (*kept, *events[1:]))


def _keep(campaign: Campaign, found: Recent) -> Recent:
    _known[campaign.pk] = found
    while len(_known) > _BOARDS:
        _known.popitem(last=False)
    return found


def _read(
    campaign: Campaign, after: int, act: uuid.UUID | None
) -> tuple[int, tuple[Heard, ...], bool]:
    """Return where the log has come, its events after a number, and whether an act is among all."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [after, FAR_BEHIND, act.hex if act else None, campaign.pk])
        rows = cursor.fetchall()
    last = int(rows[0][0]) if rows else 0
    least = max(after, last - FAR_BEHIND)
    found = [_heard(row) for row in rows if row[1] is not None]
    done = act is not None and any(event.act == act for event in found)
    return last, tuple(event for event in found if event.number > least), done


def _heard(row: tuple[Any, ...]) -> Heard:
    _last, pk, number, verb, by, at, batch, details, first, family, mail = row
    told = json.loads(details)
    act = uuid.UUID(str(batch)) if batch else None
    who = (first or str(User(first_name=first, last_name=family, email=mail))) if by else ""
    left, laid = told.get("from", {}), told.get("to", {})
    shift: dict[str, int] | None = None
    if verb not in _COUNTED:
        shift = {place: len(cards) for place, cards in laid.items()}
        for place, cards in left.items():
            shift[place] = shift.get(place, 0) - len(cards)
    return Heard(
        number=number, mark=(pk, at, batch), by=by, verb=verb, act=act,
        cards=frozenset(told.get("cards", ())),
        told={
            "number": number,
            "act": str(act or ""),
            "who": who,
            "from": left,
            "to": laid,
            "table": verb in _STRUCTURE or told.get("kind") in ("part", "merge"),
            "list": verb == "deal_cards",
            # Cards that lie under other ones now, or no longer: their rows are drawn anew.
            "stacks": sorted(map(int, told.get("stacks", {}).get("after", {}))),
        },
        shift=shift,
    )  # fmt: skip
