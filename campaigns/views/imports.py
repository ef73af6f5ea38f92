"""Import a file in the browser: look first, then enter."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.forms.imports import ImportForm
from campaigns.imports.errors import ImportFileError, MappingRefused
from campaigns.imports.mapping import Mapping
from campaigns.imports.profiles import Recipe, read_plan, read_recipe
from campaigns.imports.rows import Parsed, Rejected, convert
from campaigns.imports.tables import Table, read_table
from campaigns.imports.words import (
    explain_file,
    explain_recipe,
    explain_row,
    explain_table,
    write_mapping,
)
from campaigns.models import ImportRun
from campaigns.numbers import count
from campaigns.permissions import Permission
from campaigns.services.import_runs import (
    NotLookedAt,
    enter_looked_at,
    queue_import,
    read_progress,
)
from campaigns.services.imports import MANY, Report, import_rows, source_of
from campaigns.tasks import run_import

PREVIEW = 8
LINES = 200  # rows named one by one; a page with 20,000 helps nobody
LARGE = 2_500_000  # bytes that nobody should wait for


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.IMPORT)
def import_file(request: MemberRequest) -> HttpResponse:
    """Show what a file would bring; enter it when the same file is sent with “enter”."""
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["file"].size > LARGE:
            return _queue(request, form)
        try:
            table, mapping, recipe = _read(form)
        except ImportFileError as error:
            at = "columns" if isinstance(error, MappingRefused) else "file"
            form.add_error(at, explain_file(error))
        else:
            if len(table.rows) > MANY:
                return _queue(request, form)
            report, rows = _run(request, form, table, mapping, recipe)
            if not form.cleaned_data["dry_run"]:
                _tell(request, report)
                return redirect("campaigns:import_file")
            context |= _preview(table, mapping, recipe, report, rows)
    context["runs"] = ImportRun.objects.filter(campaign=request.campaign)[:5]
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "campaigns/import_file.html", context, status=status)


def _read(form: ImportForm) -> tuple[Table, Mapping, Recipe]:
    upload, profile = form.cleaned_data["file"], form.cleaned_data["profile"]
    table = read_table(upload.read(), filename=upload.name)
    typed = form.mapping(table)
    return (
        (table, typed, read_recipe(table, profile))
        if typed
        else (table, *read_plan(table, profile))
    )


def _queue(request: MemberRequest, form: ImportForm) -> HttpResponse:
    """Leave a large file to the worker, and show how far it is."""
    told = form.cleaned_data
    run = queue_import(
        campaign=request.campaign, file=told["file"], filename=told["file"].name,
        origin=form.origin, columns=told["columns"], profile=told["profile"],
        language=told["language"], dry_run=told["dry_run"], by=request.user,
    )  # fmt: skip
    run_import.delay_on_commit(run.pk)  # type: ignore[attr-defined]
    return redirect("campaigns:import_run", run.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.IMPORT)
def import_run(request: MemberRequest, pk: int) -> HttpResponse:
    """Show how far a large file is; enter it once it was looked at."""
    run = get_object_or_404(ImportRun, pk=pk, campaign=request.campaign)
    if request.method == "POST":
        try:
            if enter_looked_at(run=run, by=request.user):
                run_import.delay_on_commit(run.pk)  # type: ignore[attr-defined]
        except NotLookedAt:
            messages.warning(request, _("Wait until the file is read."))
        return redirect("campaigns:import_run", run.pk)
    percent = read_progress(run)
    windows = [percent >= 10 * n for n in range(1, 11)]
    context = {"run": run, "percent": percent, "windows": windows}
    return render(request, "campaigns/import_run.html", context)


@require_safe
@campaign_view(Permission.IMPORT)
def import_report(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Give the rows of a large file that stayed out or deserve a look, as CSV."""
    run = get_object_or_404(ImportRun.objects.exclude(report=""), pk=pk, campaign=request.campaign)
    try:
        file = run.report.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        file, as_attachment=True, filename=f"import-{run.pk}.csv", content_type="text/csv"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _run(
    request: MemberRequest, form: ImportForm, table: Table, mapping: Mapping, recipe: Recipe
) -> tuple[Report, list[Parsed | Rejected]]:
    language = form.cleaned_data["language"] or None
    rows = convert(table, mapping, default_language=language, recipe=recipe)
    report = import_rows(
        campaign=request.campaign, source=source_of(form.origin, table.columns),
        origin=form.origin, rows=rows, by=request.user, dry_run=form.cleaned_data["dry_run"],
    )  # fmt: skip
    return report, rows


def _tell(request: MemberRequest, report: Report) -> None:
    """Say what came in, and by number which rows did not."""
    numbers = {
        "entered": count(len(report.entered)),
        "known": count(len(report.known)),
        "rejected": count(len(report.rejected)),
    }
    text = _("Came in: %(entered)s. Here already: %(known)s. Could not come in: %(rejected)s.")
    messages.success(request, text % numbers)
    if report.rejected:
        rows = ", ".join(str(row.number) for row in report.rejected[:LINES])
        more = " …" if len(report.rejected) > LINES else ""
        text = _("Rows that could not come in: %(rows)s. Only look at the file to read why.")
        messages.warning(request, text % {"rows": rows + more})


def _preview(
    table: Table, mapping: Mapping, recipe: Recipe, report: Report, rows: list[Parsed | Rejected]
) -> dict[str, Any]:
    return {
        "system": recipe.name,
        "spec": write_mapping(mapping),
        "report": report,
        "notes": [*explain_table(table), *explain_recipe(recipe)],
        "samples": [row for row in rows if isinstance(row, Parsed)][:PREVIEW],
        "rejected": [(r.number, explain_row(r.reason, r.params)) for r in report.rejected[:LINES]],
        "more_rejected": max(len(report.rejected) - LINES, 0),
        "remarks": [(r.number, explain_row(r.code, r.params)) for r in report.remarks[:LINES]],
        "more_remarks": max(len(report.remarks) - LINES, 0),
    }
