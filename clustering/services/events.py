"""The board's log: every change is one event, numbered in the order in which it became true."""

import json
import uuid
from typing import Any, Final

from django.db import connection

from campaigns.models import Campaign, User
from clustering.models import BoardEvent, BoardLog

# Who missed more than this looks at the whole board again.
FAR_BEHIND: Final = 400


# Everybody who writes waits for who wrote before, from the number to the commit. With a second
# statement to read the number again, forty people saw each other's moves after 2.5 s (p95) where it
# took 1.4 s; so PostgreSQL takes the number and writes the event in one. SQLite has one writer anyhow.
_TAKE: Final = (
    "INSERT INTO clustering_boardlog (campaign_id, last) VALUES (%s, 1)"
    " ON CONFLICT (campaign_id) DO UPDATE SET last = clustering_boardlog.last + 1 RETURNING last"
)
_TAKE_AND_WRITE: Final = (
    "WITH log AS (INSERT INTO clustering_boardlog (campaign_id, last) VALUES (%s, 1)"
    " ON CONFLICT (campaign_id) DO UPDATE SET last = clustering_boardlog.last + 1 RETURNING last)"
    " INSERT INTO clustering_boardevent (campaign_id, number, verb, by_id, at, batch, details)"
    " SELECT %s, log.last, %s, %s, %s, %s, %s::jsonb FROM log RETURNING id, number"
)


def record_event(
    *,
    campaign: Campaign,
    verb: str,
    by: User | None,
    batch: uuid.UUID | None = None,
    details: dict[str, Any],
) -> BoardEvent:
    """Add one event, as the last line of the transaction that changes the board. One or two queries.

    The log's row stays locked until the end of that transaction. Everybody takes contributions,
    cards, needs, the campaign and the log in this order: nobody waits for somebody who waits.
    """
    event = BoardEvent(campaign=campaign, verb=verb, by=by, batch=batch, details=details)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            row = (event.campaign_id, verb, event.by_id, event.at, batch, json.dumps(details))
            cursor.execute(_TAKE_AND_WRITE, [campaign.pk, *row])
            event.pk, event.number = cursor.fetchone()
            return event
        cursor.execute(_TAKE, [campaign.pk])
        event.number = cursor.fetchone()[0]
    event.save(force_insert=True)
    return event


def last_number(campaign: Campaign) -> int:
    """Return where the log has come. One query."""
    return BoardLog.objects.filter(campaign=campaign).values_list("last", flat=True).first() or 0


def events_since(campaign: Campaign, number: int, *, last: int) -> list[BoardEvent] | None:
    """Return what happened after an event; nothing when that is too much to tell. One query."""
    if number > last or last - number > FAR_BEHIND:
        return None
    if number == last:
        return []
    return list(
        BoardEvent.objects.filter(campaign=campaign, number__gt=number, number__lte=last)
        .select_related("by")
        .order_by("number")
    )


def find_act(campaign: Campaign, act: uuid.UUID) -> BoardEvent | None:
    """Return the event of an act that was sent before. One query."""
    return BoardEvent.objects.filter(campaign=campaign, batch=act).first()


def who_moved(
    campaign: Campaign, cards: set[int], *, since: int, but: User | None
) -> tuple[User | None, set[int]] | None:
    """Return who else moved some of these cards since an event, and which ones. One query."""
    newer = (
        BoardEvent.objects.filter(campaign=campaign, number__gt=since)
        .exclude(by=but)
        .exclude(verb__in=("split_card", "deal_cards"))
        .select_related("by")
        .order_by("-number")
    )
    who: User | None = None
    found: set[int] = set()
    for event in newer.iterator(chunk_size=500):
        touched = cards.intersection(event.details.get("cards", ()))
        if touched and not found:
            who = event.by
        found |= touched
    return (who, found) if found else None
