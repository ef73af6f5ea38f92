from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from campaigns.models import Campaign
from roeselare2030.demo.seed import (
    delivery,
    fieldwork,
    ground,
    ledger,
    note,
    publish,
    results,
    survey,
)


class Command(BaseCommand):
    help = "Make the demo campaign Roeselare 2030, the same every time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scale", type=int, default=1, help="multiply the rows, for load tests"
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when the campaign exists"
        )
        parser.add_argument(
            "--no-publications", action="store_true", help="leave the note and newspaper to be made"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo campaign exists only in demo mode (settings.demo).")
        if Campaign.objects.filter(slug=ground.SLUG).exists():
            if options["if_empty"]:
                return
            raise CommandError(
                "The demo campaign is here already. Use --if-empty, or another folder."
            )
        if options["scale"] < 1:
            raise CommandError("--scale must be 1 or more.")
        with transaction.atomic():
            campaign = self._lay(options["scale"])
        if not options["no_publications"]:
            self.stdout.write(publish.make_publications(campaign))
        self.stdout.write(
            f"Made the campaign {campaign} with {campaign.last_number} contributions."
        )

    def _lay(self, scale: int) -> Campaign:
        campaign = ground.lay_campaign()
        ground.lay_people(campaign)
        ambassadors = ground.lay_ambassadors(campaign)
        sessions = ledger.lay_sessions(campaign, ambassadors)
        fieldwork.finish_sessions(campaign, sessions)
        labels = ledger.lay_contributions(campaign, sessions, scale=scale)
        labels += fieldwork.lay_chats(campaign)
        fieldwork.lay_fieldwork(campaign, sessions, ambassadors)
        survey.lay_scores(campaign, scale=scale)
        survey.lay_readers_work(campaign)
        survey.ask_questions(campaign)
        needs = results.lay_keys(campaign)
        results.lay_cards(campaign, needs, labels)
        results.fix_keys(campaign)
        results.tell_in_other_languages(campaign)
        results.lay_debate(campaign, needs)
        results.lay_texts(campaign, needs)
        note.lay_note(campaign)
        delivery.lay_delivery(campaign)
        return campaign
