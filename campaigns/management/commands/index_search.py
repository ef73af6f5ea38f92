"""Make everything findable that is not yet: after a bulk load, or with --all after an upgrade."""

from argparse import ArgumentParser
from typing import Any

from django.core.cache import cache
from django.core.management.base import BaseCommand

from campaigns.models import Campaign, SearchEntry
from campaigns.services.searching import index_contributions


class Command(BaseCommand):
    help = "Index the words of contributions for search, in chunks and in bounded memory."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--campaign", help="the slug of one campaign; all without it")
        parser.add_argument("--all", action="store_true", help="also what was indexed before")

    def handle(self, *args: Any, **options: Any) -> None:
        campaigns = Campaign.objects.order_by("pk")
        if options["campaign"]:
            campaigns = campaigns.filter(slug=options["campaign"])
        for campaign in campaigns:
            if options["all"]:
                SearchEntry.objects.filter(campaign=campaign).delete()
            cache.delete(f"indexed-to:{campaign.pk}")
            total = 0
            while done := index_contributions(campaign=campaign):
                total += done
                self.stdout.write(f"{campaign.slug}: {total}")
