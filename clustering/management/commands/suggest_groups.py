"""Group cards from a file, as the board does: id,text in, id,group,label,keywords out."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clustering.services.analysing import group_cards
from clustering.sheets import BadSheet, read_cards, read_forms, write_rows


class Command(BaseCommand):
    help = "Read cards (id,text) and write a group for each (id,group,label,keywords)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cards", type=Path, help="CSV with the columns id and text")
        parser.add_argument("--groups", type=int, help="how many groups; 15 to 25 without it")
        parser.add_argument("--out", type=Path, required=True, help="CSV to write")
        parser.add_argument("--concepts", type=Path, help="CSV with forms of your own")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["groups"] is not None and options["groups"] < 1:
            raise CommandError("--groups must be at least 1.")
        try:
            cards = read_cards(options["cards"])
            forms = read_forms(options["concepts"]) if options["concepts"] else []
            found = group_cards(cards=cards, groups=options["groups"], forms=forms)
            write_rows(
                options["out"],
                ("id", "group", "label", "keywords"),
                ((one.id, one.group or "", one.label, " ".join(one.keywords)) for one in found),
            )
        except BadSheet as error:
            raise CommandError(str(error)) from error
        groups = len({one.group for one in found if one.group})
        unplaced = sum(not one.group for one in found)
        self.stdout.write(f"{len(found)} cards: {groups} groups, {unplaced} unplaced")
