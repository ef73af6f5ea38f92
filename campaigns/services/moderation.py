"""Place what people gave, hold it back, and take such a decision back."""

from collections.abc import Iterable
from typing import Final

from django.db import transaction

from campaigns import clock
from campaigns.models import Campaign, Contribution, Decision, Moderation, Status, User, Verdict
from campaigns.personal import find_spans
from campaigns.services.activity import record_activity
from campaigns.services.masking import TextChanged, restore_words
from campaigns.services.reading import release_reading

# What a moderator's page says of a contribution that was shown at once and is not read yet.
SHOWN: Final = "shown"
# The status each verdict leaves behind; taking it back is only possible while that still stands.
_LEFT: Final = {
    Verdict.PLACE: Status.PLACED,
    Verdict.READ: Status.PLACED,
    Verdict.HOLD: Status.HELD,
}


class AlreadyDecided(Exception):
    """Raised when another moderator was first."""

    def __init__(self, decision: Decision | None) -> None:
        super().__init__("already decided")
        self.decision = decision


class NothingToRead(Exception):
    """Raised for a contribution without words or picture: spoken, and not written down yet."""


class CannotTakeBack(Exception):
    """Raised when something happened since to the contribution a decision was about."""


@transaction.atomic
def settle_new(*, contribution: Contribution) -> Contribution:
    """Show a new hand-in at once where the campaign reads afterwards; elsewhere it waits.

    A colleague reads it first in any case when it seems to name or hurt somebody, has no text, or
    comes with a picture.
    """
    reads_first = contribution.campaign.moderation == Moderation.BEFORE or bool(
        contribution.thumbnail
    )
    if reads_first or not contribution.text.strip() or find_spans(contribution.text):
        return contribution
    changed = Contribution.objects.filter(pk=contribution.pk, status=Status.WAITING).update(
        status=Status.PLACED, placed_at=clock.now(), unread=True
    )
    if changed:
        Decision.objects.create(contribution_id=contribution.pk, verdict=Verdict.PLACE, by=None)
        contribution.refresh_from_db(fields=["status", "placed_at", "unread"])
    return contribution


@transaction.atomic
def place_contribution(
    *, contribution: Contribution, by: User, seen: str | None = None
) -> Contribution:
    """Place a contribution that waits or was held: from now on it counts and can be read.

    `seen` is what the moderator's page showed (a status, or `SHOWN`); when that changed since, a
    colleague was first. Raises `NothingToRead`, `AlreadyDecided` and `TextChanged`.
    """
    if not contribution.text.strip() and not contribution.thumbnail:
        raise NothingToRead
    return _decide(contribution, seen, Status.PLACED, Verdict.PLACE, by, "", placed_at=clock.now())


@transaction.atomic
def hold_contribution(
    *, contribution: Contribution, reason: str, by: User, seen: str | None = None
) -> Contribution:
    """Hold a contribution back, with the reason its author gets to read."""
    return _decide(contribution, seen, Status.HELD, Verdict.HOLD, by, reason, placed_at=None)


@transaction.atomic
def confirm_contribution(*, contribution: Contribution, by: User) -> Contribution:
    """Say that what was shown at once is read and stays."""
    changed = Contribution.objects.filter(
        pk=contribution.pk, status=Status.PLACED, unread=True, text=contribution.text
    ).update(unread=False)
    return _log(contribution, bool(changed), Verdict.READ, by)


def _decide(
    contribution: Contribution, seen: str | None, status: Status, verdict: Verdict, by: User,
    reason: str, **changes: object,
) -> Contribution:  # fmt: skip
    # The condition decides between two moderators: one update finds the row, the other does not.
    # So it does between a moderator and a dreamer who changes the text.
    standing = Contribution.objects.filter(pk=contribution.pk, text=contribution.text)
    if seen == SHOWN:
        standing = standing.filter(status=Status.PLACED, unread=True)
    else:
        standing = standing.filter(status=seen or contribution.status)
    changed = standing.exclude(status=status).update(status=status, unread=False, **changes)
    return _log(contribution, bool(changed), verdict, by, reason)


def _log(
    contribution: Contribution, changed: bool, verdict: Verdict, by: User, reason: str = ""
) -> Contribution:
    if not changed:
        if Contribution.objects.filter(pk=contribution.pk).exclude(text=contribution.text).exists():
            raise TextChanged
        raise AlreadyDecided(last_decision(contribution))
    Decision.objects.create(contribution_id=contribution.pk, verdict=verdict, reason=reason, by=by)
    release_reading(contribution=contribution)
    contribution.refresh_from_db()
    return contribution


def last_decision(contribution: Contribution) -> Decision | None:
    """Return what was decided last about a contribution, with who did."""
    return Decision.objects.filter(contribution=contribution.pk).select_related("by").last()


@transaction.atomic
def note_too_late(*, contribution: Contribution, verdict: Verdict, by: User) -> None:
    """Keep in the logbook that somebody decided after a colleague had."""
    record_activity(
        campaign=contribution.campaign,
        by=by,
        verb="decide_too_late",
        subject=f"droom {contribution.number}",
        wanted=verdict.value,
    )


@transaction.atomic
def place_at_once(*, contribution: Contribution, by: User | None) -> None:
    """Place what a colleague wrote down or imported: it was read when it was entered."""
    contribution.status = Status.PLACED
    contribution.placed_at = clock.now()
    contribution.save(update_fields=["status", "placed_at"])
    Decision.objects.create(contribution_id=contribution.pk, verdict=Verdict.PLACE, by=by)


@transaction.atomic
def take_back_decision(*, decision: Decision, by: User) -> Contribution:
    """Take the last decision about a contribution back: it waits for a reader again.

    A masked text gets its words back; what was shown at once and read is unread again. Raises
    `CannotTakeBack` when something was decided or changed since.
    """
    # Lock the row before looking at what was decided, so that two undos are one.
    contribution: Contribution = Contribution.objects.select_for_update().get(
        pk=decision.contribution_id
    )
    decisions = Decision.objects.filter(contribution=contribution).order_by("pk")
    standing = standing_decisions(decisions)
    if not standing or standing[-1] != decision or decision.by_id is None:
        raise CannotTakeBack
    if decision.verdict == Verdict.MASK:
        if not restore_words(contribution=contribution):
            raise CannotTakeBack
    elif contribution.status != _LEFT[Verdict(decision.verdict)]:
        raise CannotTakeBack
    elif decision.verdict == Verdict.READ:
        contribution.unread = True
        contribution.save(update_fields=["unread"])
    else:
        contribution.status, contribution.placed_at = Status.WAITING, None
        contribution.save(update_fields=["status", "placed_at"])
    Decision.objects.create(contribution_id=contribution.pk, verdict=Verdict.UNDO, by=by)
    contribution.refresh_from_db()
    return contribution


def standing_decisions(decisions: Iterable[Decision]) -> list[Decision]:
    """Leave out what was taken back, of decisions oldest first; the last one always goes first."""
    standing: list[Decision] = []
    for decision in decisions:
        if decision.verdict == Verdict.UNDO:
            standing = standing[:-1]
        else:
            standing.append(decision)
    return standing


@transaction.atomic
def set_moderation(*, campaign: Campaign, moderation: str, by: User) -> Campaign:
    """Choose whether colleagues read before or after a dream is shown, from the next dream on."""
    before = Campaign.objects.values_list("moderation", flat=True).get(pk=campaign.pk)
    if before == moderation:
        return campaign
    Campaign.objects.filter(pk=campaign.pk).update(moderation=moderation)
    campaign.moderation = moderation
    record_activity(
        campaign=campaign, by=by, verb="set_moderation", subject=str(campaign),
        before=before, after=moderation,
    )  # fmt: skip
    return campaign
