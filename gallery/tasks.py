"""What happens by itself when the exhibition is over."""

from celery import shared_task

from campaigns.models import Campaign
from gallery import services


@shared_task
def forget_teachers() -> None:
    """Forget the teachers of campaigns that are over."""
    for campaign in Campaign.objects.all():
        services.forget_teachers(campaign=campaign)
