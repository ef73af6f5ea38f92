"""Rank needs for cards from a file, as the board does."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clustering.services.analysing import rank_needs
from clustering.sheets import BadSheet, read_cards, read_forms, write_rows


class Command(BaseCommand):
    help = "Read cards (id,text,need); write three needs for each card that has none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cards", type=Path, help="CSV with the columns id, text and need")
        parser.add_argument("--out", type=Path, required=True, help="CSV to write")
        parser.add_argument("--concepts", type=Path, help="CSV with forms of your own")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            cards = read_cards(options["cards"], needs=True)
            if cards and not any(card.need for card in cards):
                raise BadSheet(
                    f"{options['cards']}: no card has a need, so nothing can be learned."
                )
            forms = read_forms(options["concepts"]) if options["concepts"] else []
            found = rank_needs(cards=cards, forms=forms)
            write_rows(
                options["out"],
                ("id", "rank", "need", "strength", "reason"),
                ((one.id, one.rank, one.need, one.strength, one.reason) for one in found),
            )
        except BadSheet as error:
            raise CommandError(str(error)) from error
        asked = len({one.id for one in found})
        strong = sum(one.strength == "strong" for one in found)
        self.stdout.write(f"{asked} cards without a need: {strong} strong suggestions")
