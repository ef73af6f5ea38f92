"""Background work: making versions, and picking up what was left behind."""

from celery import shared_task
from django.utils import timezone

from publications import services


@shared_task
def render_issue(pk: int) -> None:
    """Make one version, unless somebody else is at it."""
    services.render_issue(pk)


@shared_task
def sweep_issues() -> None:
    """Send versions again whose worker died or whose message got lost."""
    for pk in services.sweep_stalled(now=timezone.now()):
        render_issue.delay(pk)
