"""Look again at what readers reported."""

from django.db import transaction

from campaigns import clock
from campaigns.models import Contribution, User
from campaigns.services.activity import record_activity
from survey.models import Report


@transaction.atomic
def settle_reports(*, contribution: Contribution, by: User, outcome: str) -> int:
    """Say that the reports about a contribution were looked at; returns how many there were."""
    settled = Report.objects.filter(contribution=contribution.pk, settled_at=None).update(
        settled_at=clock.now()
    )
    if settled:
        record_activity(
            campaign=contribution.campaign, by=by, verb="settle_reports",
            subject=f"droom {contribution.number}", reports=settled, outcome=outcome,
        )  # fmt: skip
    return settled
