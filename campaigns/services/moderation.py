"""Read, place, hold back and mask what people gave."""

from django.db import transaction

from campaigns import clock
from campaigns.models import Contribution, Decision, Status, User, Verdict


class AlreadyDecided(Exception):
    """Raised when another moderator was first."""

    def __init__(self, decision: Decision | None) -> None:
        super().__init__("already decided")
        self.decision = decision


@transaction.atomic
def place_contribution(
    *, contribution: Contribution, by: User, seen: str | None = None
) -> Contribution:
    """Place a contribution that waits or was held: from now on it counts and can be read.

    `seen` is the status the moderator's page showed; when it changed since, a colleague was first.
    """
    return _decide(contribution, seen, Status.PLACED, Verdict.PLACE, by, "", placed_at=clock.now())


@transaction.atomic
def hold_contribution(
    *, contribution: Contribution, reason: str, by: User, seen: str | None = None
) -> Contribution:
    """Hold a contribution back, with the reason its author gets to read."""
    return _decide(contribution, seen, Status.HELD, Verdict.HOLD, by, reason, placed_at=None)


def _decide(
    contribution: Contribution, seen: str | None, status: Status, verdict: Verdict, by: User,
    reason: str, **changes: object,
) -> Contribution:  # fmt: skip
    # The condition decides between two moderators: one update finds the row, the other does not.
    changed = (
        Contribution.objects.filter(pk=contribution.pk, status=seen or contribution.status)
        .exclude(status=status)
        .update(status=status, **changes)
    )
    if not changed:
        raise AlreadyDecided(contribution.decisions.select_related("by").last())
    Decision.objects.create(contribution_id=contribution.pk, verdict=verdict, reason=reason, by=by)
    contribution.refresh_from_db()
    return contribution


@transaction.atomic
def place_at_once(*, contribution: Contribution, by: User | None) -> None:
    """Place what a colleague wrote down or imported: it was read when it was entered."""
    contribution.status = Status.PLACED
    contribution.placed_at = clock.now()
    contribution.save(update_fields=["status", "placed_at"])
    Decision.objects.create(contribution_id=contribution.pk, verdict=Verdict.PLACE, by=by)
