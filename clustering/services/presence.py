"""Who has the board open, and which cards they hold."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from campaigns import clock
from campaigns.models import Campaign, User
from clustering.models import Card, Presence
from clustering.services.moments import forget, of_a_moment

# Somebody who was not heard for so long has closed the lid.
HERE: Final = timedelta(seconds=45)
TINTS: Final = 4
# Everybody asks for the same list all the time; half a second old is new enough.
_FRESH: Final = 0.5
_FORGET: Final = timedelta(minutes=10)
_MOST: Final = 200


def show_presence(
    *,
    campaign: Campaign,
    by: User,
    window: uuid.UUID,
    holds: Sequence[int],
    drags: bool = False,
) -> list[int]:
    """Say that somebody is at the board; return the cards they hold that went. Two queries."""
    held = list(holds[:_MOST])
    rows = Card.objects.live(campaign).filter(pk__in=held)
    live = set(rows.values_list("pk", flat=True)) if held else set()
    now = clock.now()
    held_now = {"holds": sorted(live), "drags": drags and bool(live)}
    known = Presence.objects.filter(campaign=campaign, window=window, user=by)
    if not known.update(seen_at=now, **held_now):
        Presence.objects.filter(campaign=campaign, seen_at__lt=now - _FORGET).delete()
        Presence.objects.bulk_create(
            [Presence(campaign=campaign, window=window, user=by, seen_at=now, **held_now)],
            ignore_conflicts=True,
        )
    forget(_key(campaign))
    return [card for card in held if card not in live]


def leave_board(*, campaign: Campaign, by: User, window: uuid.UUID) -> None:
    """Forget one window of somebody who closes it."""
    Presence.objects.filter(campaign=campaign, window=window, user=by).delete()
    forget(_key(campaign))


def people_at(campaign: Campaign) -> list[dict[str, Any]]:
    """Return who has the board open, and what they hold; one line for each person. One query."""
    return of_a_moment(_key(campaign), _FRESH, lambda: _people_at(campaign))


def _people_at(campaign: Campaign) -> list[dict[str, Any]]:
    now = clock.now()
    # Only a travelled clock leaves people ahead of now.
    rows = Presence.objects.filter(campaign=campaign, seen_at__range=(now - HERE, now + HERE))
    people: dict[int, dict[str, Any]] = {}
    names = ("user", "user__first_name", "user__email", "holds", "drags")
    for user, first, mail, holds, drags in rows.order_by("user", "seen_at", "pk").values_list(
        *names
    ):
        name = first or mail.partition("@")[0]
        found = people.setdefault(
            user,
            {
                "id": user, "name": name, "short": name[:2], "tint": user % TINTS, "holds": [],
                "drags": False,
            },
        )  # fmt: skip
        # A person drags in one window, the one heard last; what the others chose is not told then.
        if drags:
            found.update(holds=list(holds), drags=True)
        elif not found["drags"]:
            found["holds"] += holds
    for found in people.values():
        found["holds"] = sorted(set(found["holds"]))
    return list(people.values())


def _key(campaign: Campaign) -> str:
    return f"clustering:now:people:{campaign.pk}"
