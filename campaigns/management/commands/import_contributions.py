from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaigns.imports.errors import ImportFileError
from campaigns.imports.mapping import guess_mapping, parse_mapping
from campaigns.imports.rows import convert
from campaigns.imports.tables import read_table
from campaigns.imports.words import explain_file, explain_row
from campaigns.models import Campaign
from campaigns.services.imports import import_rows, source_of


class Command(BaseCommand):
    help = (
        "Import the contributions of any CSV or XLSX file with a text column. Doing it twice adds "
        "nothing: rows are known by their source and id."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--campaign", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="report, and write nothing")
        parser.add_argument(
            "--map", default="", metavar="SPEC", help='columns, for example "text=title,body;id=ref"'
        )
        parser.add_argument("--origin", default="", help="what readers see (default: the file's name)")
        parser.add_argument(
            "--source", default="", help="a name to know its rows by (default: from name and columns)"
        )
        parser.add_argument("--language", default=None, help="language of rows that do not say theirs, such as fr")
        parser.add_argument("--place", action="store_true", help="place at once instead of the reading queue")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        campaign = Campaign.objects.filter(slug=options["campaign"]).first()
        if campaign is None:
            raise CommandError(f"There is no campaign “{options['campaign']}”.")
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        try:
            table = read_table(path.read_bytes(), filename=path.name)
            mapping = (
                parse_mapping(options["map"], columns=table.columns)
                if options["map"]
                else guess_mapping(table)
            )
        except ImportFileError as error:
            raise CommandError(explain_file(error)) from None
        rows = convert(table, mapping, default_language=options["language"])
        report = import_rows(
            campaign=campaign, source=options["source"] or source_of(path.stem, table.columns),
            origin=options["origin"] or path.stem, rows=rows, by=None,
            place=options["place"], dry_run=options["dry_run"],
        )  # fmt: skip
        self.stdout.write(f"Read {path.name}: {table.encoding} {table.delimiter!r}, {mapping}")
        for row in report.rejected:
            self.stdout.write(f"  row {row.number}: {explain_row(row.reason, row.params)}")
        if options["verbosity"] > 1:
            for number, note in report.remarks:
                self.stdout.write(f"  row {number}: {explain_row(note)}")
        did = "Would enter" if options["dry_run"] else "Entered"
        self.stdout.write(
            f"{did} {len(report.entered)} of {report.total} rows; {len(report.known)} were here "
            f"already, {len(report.rejected)} rejected, {len(report.remarks)} remarks."
        )
