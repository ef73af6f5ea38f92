import re
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from campaigns.imports.errors import ImportFileError
from campaigns.imports.mapping import Mapping, parse_mapping
from campaigns.imports.profiles import ANY_TABLE, BY_KEY, Recipe, read_plan, read_recipe
from campaigns.imports.rows import convert
from campaigns.imports.tables import MAX_BYTES, Table, read_table
from campaigns.imports.words import (
    explain_file,
    explain_recipe,
    explain_row,
    explain_table,
    write_mapping,
)
from campaigns.models import Campaign
from campaigns.services.imports import MAX_SOURCE, Report, import_rows, source_of


class Command(BaseCommand):
    help = (
        "Import the contributions of any CSV, XLSX or JSON file with a text column. Doing it twice adds "
        "nothing: rows are known by their source and id."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--campaign", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="report, and write nothing")
        parser.add_argument(
            "--map",
            default="",
            metavar="SPEC",
            help='columns, for example "text=title,body;id=ref"',
        )
        parser.add_argument(
            "--profile", choices=[*BY_KEY, ANY_TABLE], default="",
            help="the system it was exported from (default: recognised by its headers)",
        )  # fmt: skip
        parser.add_argument(
            "--origin", default="", help="what readers see (default: the file's name)"
        )
        parser.add_argument(
            "--source", type=_source, default="",
            help="a name to know its rows by (default: from name and columns)",
        )  # fmt: skip
        parser.add_argument(
            "--language", type=_language, default=None,
            help="language of rows that do not say theirs, such as fr",
        )  # fmt: skip
        parser.add_argument(
            "--place", action="store_true", help="place at once instead of the reading queue"
        )

    @override("en")
    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        campaign = Campaign.objects.filter(slug=options["campaign"]).first()
        if campaign is None:
            raise CommandError(f"There is no campaign “{options['campaign']}”.")
        table, mapping, recipe = _read(path, options["map"], options["profile"])
        rows = convert(table, mapping, default_language=options["language"], recipe=recipe)
        report = import_rows(
            campaign=campaign, source=options["source"] or source_of(path.stem, table.columns),
            origin=options["origin"] or path.stem, rows=rows, by=None,
            place=options["place"], dry_run=options["dry_run"],
        )  # fmt: skip
        separator = f", {table.delimiter!r}" if table.delimiter else ""
        self.stdout.write(f"Read {path.name} ({table.encoding}{separator}) as:")
        self.stdout.write(f'  --map "{write_mapping(mapping)}"')
        if recipe.name:
            self.stdout.write(f"  This looks like an export of {recipe.name}.")
        for sentence in [*explain_table(table), *explain_recipe(recipe)]:
            self.stdout.write(f"  {sentence}")
        self._tell_rows(report, remarks=options["verbosity"] > 1)
        did = "Would enter" if options["dry_run"] else "Entered"
        self.stdout.write(
            f"{did} {len(report.entered)} of {report.total} rows; {len(report.known)} were here "
            f"already, {len(report.rejected)} rejected, {len(report.remarks)} remarks."
        )

    def _tell_rows(self, report: Report, *, remarks: bool) -> None:
        for row in report.rejected:
            self.stdout.write(f"  row {row.number}: {explain_row(row.reason, row.params)}")
        for number, note, params in report.remarks if remarks else ():
            self.stdout.write(f"  row {number}: {explain_row(note, params)}")


def _read(path: Path, spec: str, profile: str) -> tuple[Table, Mapping, Recipe]:
    try:
        with path.open("rb") as file:
            # One byte more than allowed is enough to refuse it.
            table = read_table(file.read(MAX_BYTES + 1), filename=path.name)
        mapping, recipe = (
            (parse_mapping(spec, columns=table.columns), read_recipe(table, profile))
            if spec
            else read_plan(table, profile)
        )
    except OSError as error:
        raise CommandError(f"Cannot open {path}: {error.strerror}.") from None
    except ImportFileError as error:
        raise CommandError(explain_file(error)) from None
    return table, mapping, recipe


def _source(value: str) -> str:
    if len(value) > MAX_SOURCE:
        raise ArgumentTypeError(f"at most {MAX_SOURCE} characters")
    return value


def _language(value: str) -> str:
    if not re.fullmatch("[a-z]{2}", value):
        raise ArgumentTypeError("two letters, such as fr")
    return value
