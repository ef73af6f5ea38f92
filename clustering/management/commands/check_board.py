"""Verify that no dream fell off the board."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaigns.models import Campaign
from clustering.services.cards import counts
from clustering.services.checking import find_faults


class Command(BaseCommand):
    help = (
        "Check that every placed contribution has a card, that placed + set aside + to discuss +"
        " pile = all, that cards lie where their last move laid them, and that the log has no gaps."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--campaign", help="slug of one campaign; all without it")

    def handle(self, *args: Any, **options: Any) -> None:
        campaigns = Campaign.objects.order_by("pk")
        if options["campaign"]:
            campaigns = campaigns.filter(slug=options["campaign"])
            if not campaigns.exists():
                raise CommandError(f"There is no campaign {options['campaign']}.")
        faults = [fault for campaign in campaigns for fault in self.faults(campaign)]
        if faults:
            raise CommandError("\n".join(faults))

    def faults(self, campaign: Campaign) -> list[str]:
        """Print one campaign's numbers and return what is wrong with them."""
        found = counts(campaign)
        self.stdout.write(
            f"{campaign.slug}: {found.placed} placed + {found.aside} set aside + {found.talk} to"
            f" discuss + {found.pile} on the pile = {found.all} cards"
        )
        return [f"{campaign.slug}: {fault}" for fault in find_faults(campaign, found)]
