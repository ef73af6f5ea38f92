"""What happens by itself before somebody opens the board."""

from celery import shared_task
from django.utils import translation

from campaigns.models import Campaign
from clustering.models import CardPrint
from clustering.services import cards, photos, printing, snapshots, suggesting


@shared_task
def deal_cards() -> None:
    """Deal a card for what was placed, and let cards follow texts that were corrected."""
    for campaign in Campaign.objects.all():
        cards.deal_cards(campaign)


@shared_task
def shelve_cards() -> None:
    """Read new and corrected cards, so that the board can suggest at once; forget withdrawn ones."""
    for campaign in Campaign.objects.all():
        suggesting.shelve_cards(campaign=campaign)
        suggesting.forget_withdrawn(campaign=campaign)


@shared_task
def offer_piles(campaign: int, k: int | None = None) -> None:
    """Put the cards that wait on small piles, when somebody asked for it and nobody is at it."""
    found = Campaign.objects.get(pk=campaign)
    if not suggesting.claim_piles(campaign=found):
        return
    try:
        suggesting.offer_piles(campaign=found, k=k)
    except Exception:
        suggesting.fail_piles(campaign=found)
        raise


@shared_task
def print_cards(print_pk: int, language: str) -> None:
    """Make the PDF of printed cards, unless it is there."""
    made = CardPrint.objects.select_related("campaign").filter(pk=print_pk).first()
    if made is not None:
        with translation.override(language):
            printing.store_print(made=made)


@shared_task
def take_snapshots() -> None:
    """Keep every board that changed, and drop what the clock kept too long ago."""
    for campaign in Campaign.objects.all():
        snapshots.snap_by_the_clock(campaign=campaign)
        snapshots.forget_snapshots(campaign=campaign)


@shared_task
def forget_paper() -> None:
    """Delete printed PDFs and photos of piles when their time is over, or a dream in them went."""
    for campaign in Campaign.objects.all():
        printing.forget_prints(campaign=campaign)
        photos.forget_photos(campaign=campaign)
