"""Take in files that are too large to read while somebody waits. The row is the queue."""

import csv
import io
import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import F, Q
from django.utils import translation

from campaigns import clock
from campaigns.exports import safe_cell
from campaigns.imports.errors import ImportFileError
from campaigns.imports.mapping import parse_mapping
from campaigns.imports.profiles import read_plan, read_recipe
from campaigns.imports.rows import convert
from campaigns.imports.tables import read_table
from campaigns.imports.words import (
    explain_file,
    explain_recipe,
    explain_row,
    explain_table,
    write_mapping,
)
from campaigns.models import Campaign, ImportRun, RunStatus, User
from campaigns.services.imports import Report, import_rows, source_of

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
# Longer than a task may last, so that what is taken over is really dead.
STALLED_AFTER = timedelta(minutes=12)
FILE_KEPT = timedelta(days=7)
REPORT_KEPT = timedelta(days=30)


class NotLookedAt(Exception):
    """Raised when a file is entered that was not looked at first, or not with success."""


@transaction.atomic
def queue_import(
    *,
    campaign: Campaign,
    file: File,  # type: ignore[type-arg]
    filename: str,
    origin: str,
    columns: str,
    profile: str,
    language: str,
    dry_run: bool,
    by: User,
) -> ImportRun:
    """Keep a file and queue it."""
    run = ImportRun(
        campaign=campaign, filename=filename[-120:], origin=origin, columns=columns,
        profile=profile, language=language, dry_run=dry_run, by=by,
    )  # fmt: skip
    run.file.save(f"{campaign.slug}-import", file, save=False)
    run.save()
    return run


def enter_looked_at(*, run: ImportRun, by: User) -> bool:
    """Queue a file that was looked at to be entered. Returns whether this click did it."""
    if run.dry_run and run.status != RunStatus.DONE:
        raise NotLookedAt
    waiting = ImportRun.objects.filter(pk=run.pk, dry_run=True, status=RunStatus.DONE)
    return bool(
        waiting.exclude(file="").update(
            dry_run=False, status=RunStatus.QUEUED, by=by, attempts=0, claimed_at=None
        )
    )


def run_import(pk: int) -> None:
    """Read a queued file, and enter it unless it is only looked at. Twice does no harm."""
    claimed = ImportRun.objects.filter(pk=pk, status=RunStatus.QUEUED).update(
        status=RunStatus.RUNNING, attempts=F("attempts") + 1, claimed_at=clock.now(), error=""
    )
    if not claimed:
        return
    run = ImportRun.objects.select_related("campaign", "by").get(pk=pk)
    try:
        report = _read_and_enter(run)
    except ImportFileError as error:
        _fail(run, explain_file(error))
    except Exception:
        # Whatever goes wrong, nothing was entered, and the core team must be able to read that.
        logger.exception("Import %s failed.", pk)
        _fail(
            run,
            translation.gettext("Something went wrong that we did not expect. Nothing came in."),
        )
    else:
        _finish(run, report)


def _read_and_enter(run: ImportRun) -> Report:
    with run.file.open("rb") as file:
        table = read_table(file.read(), filename=run.filename)
    if run.columns:
        mapping = parse_mapping(run.columns, columns=table.columns)
        recipe = read_recipe(table, run.profile)
    else:
        mapping, recipe = read_plan(table, run.profile)
    source = source_of(run.origin, table.columns)
    run.reading = {
        "system": recipe.name,
        "spec": write_mapping(mapping),
        "notes": [*explain_table(table), *explain_recipe(recipe)],
    }
    rows = convert(table, mapping, default_language=run.language or None, recipe=recipe)
    del table  # a hundred thousand rows need not be there twice
    run.reading["samples"] = [row.text[:220] for row in rows[:200] if hasattr(row, "text")][:8]
    return import_rows(
        campaign=run.campaign, source=source, origin=run.origin, rows=rows, by=run.by,
        dry_run=run.dry_run, watch=lambda done, of: tell_progress(run.pk, done, of),
    )  # fmt: skip


def tell_progress(pk: int, done: int, of: int) -> None:
    """Keep how far a run is, outside the transaction that it is in."""
    cache.set(f"import-run:{pk}", (done, of), 3600)


def read_progress(run: ImportRun) -> int:
    """Return how far a run is, in percent."""
    if not run.in_the_making:
        return 100
    done, of = cache.get(f"import-run:{run.pk}") or (0, 1)
    # Reading the file is the first tenth.
    return (10 + 90 * int(done) // max(int(of), 1)) if run.status == RunStatus.RUNNING else 0


def _finish(run: ImportRun, report: Report) -> None:
    run.entered, run.known = len(report.entered), len(report.known)
    run.rejected = len(report.rejected)
    old = run.report.name
    run.report.save(f"import-{run.pk}.csv", ContentFile(write_report(report)), save=False)
    if old:
        run.report.storage.delete(old)
    run.status, run.finished_at = RunStatus.DONE, clock.now()
    run.save()
    if not run.dry_run:
        run.file.delete(save=True)
    cache.delete(f"import-run:{run.pk}")


def _fail(run: ImportRun, sentence: str) -> None:
    run.status, run.error, run.finished_at = RunStatus.FAILED, sentence, clock.now()
    run.save()
    cache.delete(f"import-run:{run.pk}")


def write_report(report: Report) -> bytes:
    """Return a line per row that stayed out or deserves a look, as CSV."""
    lines: list[tuple[int, str, str]] = [
        *((row.number, "rejected", explain_row(row.reason, row.params)) for row in report.rejected),
        *((number, "known", "") for number in report.known),
        *((r.number, "look", explain_row(r.code, r.params)) for r in report.remarks),
    ]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("row", "what", "why"))
    writer.writerows((number, what, safe_cell(why)) for number, what, why in sorted(lines))
    return out.getvalue().encode("utf-8-sig")


def sweep_imports(*, now: datetime) -> list[int]:
    """Queue again what a dead worker left behind, and forget old files. Returns what to send."""
    dead = ImportRun.objects.filter(status=RunStatus.RUNNING, claimed_at__lt=now - STALLED_AFTER)
    dead.filter(attempts__lt=MOST_ATTEMPTS).update(status=RunStatus.QUEUED)
    for run in dead.filter(attempts__gte=MOST_ATTEMPTS):
        _fail(
            run,
            translation.gettext("Something went wrong that we did not expect. Nothing came in."),
        )
    _forget(now)
    waiting = ImportRun.objects.filter(
        status=RunStatus.QUEUED, requested_at__lt=now - timedelta(minutes=1)
    )
    return list(waiting.values_list("pk", flat=True))


def _forget(now: datetime) -> None:
    """Delete files of a week old, and reports of a month: they hold what people wrote."""
    stale = Q(requested_at__lt=now - FILE_KEPT) & ~Q(file="")
    for run in ImportRun.objects.filter(stale).exclude(status=RunStatus.RUNNING):
        run.file.delete(save=True)
    for run in ImportRun.objects.filter(requested_at__lt=now - REPORT_KEPT).exclude(report=""):
        run.reading = {**_without_samples(run.reading)}
        run.report.delete(save=True)


def _without_samples(reading: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in reading.items() if name != "samples"}
