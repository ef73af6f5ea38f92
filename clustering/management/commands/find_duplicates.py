"""Find cards from a file that say the same, as the board does."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clustering.services.analysing import pair_alike
from clustering.sheets import BadSheet, read_cards, write_rows


class Command(BaseCommand):
    help = "Read cards (id,text) and write the pairs that say nearly the same."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cards", type=Path, help="CSV with the columns id and text")
        parser.add_argument("--out", type=Path, required=True, help="CSV to write")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            cards = read_cards(options["cards"])
            found = pair_alike(cards=cards)
            write_rows(
                options["out"],
                ("id_a", "id_b", "score", "strength"),
                (
                    (one.one, one.other, f"{one.score:.4f}", "strong" if one.strong else "weak")
                    for one in found
                ),
            )
        except BadSheet as error:
            raise CommandError(str(error)) from error
        strong = sum(one.strong for one in found)
        self.stdout.write(f"{len(cards)} cards: {strong} strong pairs, {len(found) - strong} weak")
