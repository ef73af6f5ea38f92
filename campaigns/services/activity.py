"""Write the campaign's logbook."""

from typing import Any

from campaigns.models import Activity, Campaign, User


def record_activity(
    *, campaign: Campaign, by: User | None, verb: str, subject: str, **details: Any
) -> Activity:
    """Add one line to the logbook."""
    return Activity.objects.create(
        campaign=campaign, by=by, verb=verb, subject=subject[:200], details=details
    )
