"""What happens by itself before somebody opens the board."""

from celery import shared_task

from campaigns.models import Campaign
from clustering.services import cards


@shared_task
def deal_cards() -> None:
    """Deal a card for what was placed, and let cards follow texts that were corrected."""
    for campaign in Campaign.objects.all():
        cards.deal_cards(campaign)
