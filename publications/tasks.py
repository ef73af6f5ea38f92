"""Background work: making versions, and picking up what was left behind."""

from celery import shared_task
from django.utils import timezone

from campaigns.models import Campaign
from publications.services import issues, letters, opendata, press, proofs


@shared_task
def render_issue(pk: int) -> None:
    """Make one version, unless somebody else is at it; then its press edition, where planned."""
    issues.render_issue(pk)
    if press.is_waiting(pk):
        make_press.delay(pk)


@shared_task
def sweep_issues() -> None:
    """Send versions again whose worker died or whose message got lost."""
    for pk in issues.sweep_issues(now=timezone.now()):
        render_issue.delay(pk)


@shared_task
def make_press(pk: int) -> None:
    """Make one press edition, unless somebody else is at it."""
    press.make_press(pk)


@shared_task
def sweep_press() -> None:
    """Send press editions again whose worker died or whose message got lost."""
    for pk in press.sweep_press(now=timezone.now()):
        make_press.delay(pk)


@shared_task
def tell_dreamers_of_results() -> None:
    """Mail dreamers which key and which page their dream got. Each letter goes once."""
    for campaign in Campaign.objects.all():
        letters.tell_of_keys(campaign=campaign)
        letters.tell_of_newspaper(campaign=campaign)


@shared_task
def make_open_data(campaign_pk: int) -> None:
    """Make the open files of one campaign, unless somebody else is at it."""
    opendata.make_open_data(campaign_pk)


@shared_task
def sweep_open_data() -> None:
    """Make open files again that are a day old, or that hold something taken back since."""
    for pk in opendata.sweep_open_data(now=timezone.now()):
        make_open_data.delay(pk)


@shared_task
def make_proofs(campaign_pk: int) -> None:
    """Make the proof of one page, and ask for the next: a whole newspaper may wait in between."""
    if proofs.make_proofs(campaign_pk, most=1):
        make_proofs.delay(campaign_pk)


@shared_task
def sweep_proofs() -> None:
    """Ask again for proofs whose message got lost."""
    for pk in proofs.find_forgotten(now=timezone.now()):
        make_proofs.delay(pk)
