"""What happens by itself after a session."""

from celery import shared_task

from campaigns.models import Campaign
from dreamsessions import services


@shared_task
def forget_registrations() -> None:
    """Forget who took a chair in a session that is over."""
    for campaign in Campaign.objects.all():
        services.forget_registrations(campaign=campaign)
