"""Share the reading queue out: whoever has a card on screen is the only one who has it.

A card is lent for five minutes. The page asks for more time while it is open; deciding or leaving
it for later gives the card back.
"""

import hashlib
from collections.abc import Collection
from datetime import timedelta
from typing import Final

from django.db import transaction

from campaigns import clock
from campaigns.models import Campaign, Contribution, Reading, User

LENT_FOR: Final = timedelta(minutes=5)
# More moderators than this do not reach for the same card in the same moment.
_TRIES: Final = 25


def text_mark(text: str) -> str:
    """Return a short mark of a text, by which a page says which words its reader saw."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def lend_next(*, campaign: Campaign, by: User, later: Collection[int] = ()) -> Contribution | None:
    """Lend a moderator the card they had, else the oldest one nobody else has.

    `later` holds the numbers they left for later. Three queries when nobody interferes.
    """
    to_read = Contribution.objects.of(campaign).to_read().with_district()
    mine: Contribution | None = (
        to_read.filter(reading__by=by).exclude(number__in=later).order_by("number").first()
    )
    if mine is not None and _renew(mine, by):
        return mine
    for _attempt in range(_TRIES):
        free = to_read.not_lent(clock.now()).exclude(number__in=later)
        # What waits is shown to nobody yet, so it goes before what was shown at once.
        found: Contribution | None = free.order_by("-status", "number").first()
        if found is None:
            return None
        if _claim(found, by) and to_read.filter(pk=found.pk).exists():
            return found
    return None


def _claim(contribution: Contribution, by: User) -> bool:
    """Lend a card to one moderator; of several at once, exactly one gets it."""
    until = clock.now() + LENT_FOR
    # A card somebody forgot: the condition holds for the first update only.
    forgotten = Reading.objects.filter(contribution=contribution, until__lte=clock.now())
    if forgotten.update(by=by, until=until):
        return True
    reading = Reading(contribution=contribution, by=by, until=until)
    # The primary key refuses the second row; ignoring that is how the loser finds out.
    Reading.objects.bulk_create([reading], ignore_conflicts=True)
    return Reading.objects.filter(contribution=contribution, by=by).exists()


def _renew(contribution: Contribution, by: User) -> bool:
    until = clock.now() + LENT_FOR
    return bool(Reading.objects.filter(contribution=contribution, by=by).update(until=until))


@transaction.atomic
def keep_reading(*, contribution: Contribution, by: User) -> Reading | None:
    """Lend a card for five more minutes; returns who has it when it is not this moderator."""
    if _renew(contribution, by) or _claim(contribution, by):
        return None
    return Reading.objects.select_related("by").filter(contribution=contribution).first()


@transaction.atomic
def release_reading(*, contribution: Contribution, by: User | None = None) -> None:
    """Give a card back: everybody's, or only when this moderator has it."""
    lent = Reading.objects.filter(contribution=contribution.pk)
    (lent.filter(by=by) if by else lent).delete()
