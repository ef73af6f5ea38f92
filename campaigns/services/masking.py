"""Cover words of a text with blocks, one for one, and give them back when that was a slip."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db import transaction

from campaigns import clock
from campaigns.models import Contribution, Decision, Masking, User, Verdict
from campaigns.services.activity import record_activity
from campaigns.services.searching import index_contribution

BLOCK: Final = "█"
KEPT_FOR: Final = timedelta(days=30)


class NothingToMask(Exception):
    """Raised when no words were pointed at."""


class TextChanged(Exception):
    """Raised when the text is not the one the moderator had on screen any more."""


def cover(text: str, stretches: Iterable[tuple[int, int]]) -> str:
    """Return the text with these stretches covered; it stays as long, lines break where they did."""
    letters = list(text)
    for start, end in stretches:
        for place in range(max(start, 0), min(end, len(letters))):
            if not letters[place].isspace():
                letters[place] = BLOCK
    return "".join(letters)


def places_of(text: str, words: str) -> list[tuple[int, int]]:
    """Return every place where one of these words stands; commas separate them."""
    folded = text.lower()
    if len(folded) != len(text):  # rare letters get longer in lower case: places would shift
        folded = text
    places = []
    for word in (part.strip().lower() for part in words.split(",")):
        start = folded.find(word) if word else -1
        while start >= 0:
            places.append((start, start + len(word)))
            start = folded.find(word, start + len(word))
    return places


@transaction.atomic
def mask_words(
    *, contribution: Contribution, stretches: Iterable[tuple[int, int]], by: User
) -> Contribution:
    """Cover words everywhere the text is shown; the original is kept apart for 30 days.

    `contribution` holds the text the moderator saw. Raises `NothingToMask` and `TextChanged`.
    """
    seen = contribution.text
    masked = cover(seen, stretches)
    if masked == seen:
        raise NothingToMask
    if not Contribution.objects.filter(pk=contribution.pk, text=seen).update(text=masked):
        raise TextChanged
    kept, created = Masking.objects.get_or_create(
        contribution_id=contribution.pk, defaults={"original": seen, "by": by, "at": clock.now()}
    )
    if not created:
        # Masked before: the first original stays, it holds the words of both.
        kept.by, kept.at = by, clock.now()
        kept.save(update_fields=["by", "at"])
    Decision.objects.create(contribution_id=contribution.pk, verdict=Verdict.MASK, by=by)
    renew_copies(contribution)
    contribution.refresh_from_db()
    return contribution


def restore_words(*, contribution: Contribution) -> bool:
    """Give a masked text its words back; False when they are not kept any more.

    Part of taking a decision back, which writes the line in the history.
    """
    kept = Masking.objects.filter(contribution_id=contribution.pk).first()
    if kept is None or len(kept.original) != len(contribution.text):
        return False
    Contribution.objects.filter(pk=contribution.pk).update(text=kept.original)
    kept.delete()
    renew_copies(contribution)
    return True


def renew_copies(contribution: Contribution) -> None:
    """Make a changed text findable by its own words only, and forget translations of the old."""
    contribution.refresh_from_db(fields=["text"])
    index_contribution(contribution=contribution)
    contribution.translations.all().delete()


@transaction.atomic
def forget_originals() -> int:
    """Delete the words behind blocks that were masked 30 days ago; returns how many texts."""
    old = Masking.objects.filter(at__lt=clock.now() - KEPT_FOR).select_related(
        "contribution__campaign"
    )
    rows = list(old)
    for kept in rows:
        record_activity(
            campaign=kept.contribution.campaign, by=None, verb="forget_masked_words",
            subject=f"droom {kept.contribution.number}",
        )  # fmt: skip
    Masking.objects.filter(pk__in=[kept.pk for kept in rows]).delete()
    return len(rows)
