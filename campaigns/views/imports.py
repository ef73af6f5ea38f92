"""Import a file in the browser: look first, then enter."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.access import MemberRequest, campaign_view
from campaigns.forms import ImportForm
from campaigns.imports.errors import ImportFileError, MappingRefused
from campaigns.imports.mapping import Mapping, guess_mapping
from campaigns.imports.rows import Parsed, Rejected, convert
from campaigns.imports.tables import MAX_BYTES, Table, read_table
from campaigns.imports.words import explain_file, explain_row, explain_table, write_mapping
from campaigns.numbers import count
from campaigns.permissions import Permission
from campaigns.services.imports import Report, import_rows, source_of

PREVIEW = 8
LINES = 200  # rows named one by one; a page with 20,000 helps nobody


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.IMPORT)
def import_file(request: MemberRequest) -> HttpResponse:
    """Show what a file would bring; enter it when the same file is sent with “enter”."""
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            upload = form.cleaned_data["file"]
            # One byte more than allowed is enough to refuse it.
            table = read_table(upload.read(MAX_BYTES + 1), filename=upload.name)
            mapping = form.mapping(table) or guess_mapping(table)
        except ImportFileError as error:
            at = "columns" if isinstance(error, MappingRefused) else "file"
            form.add_error(at, explain_file(error))
        else:
            report, rows = _run(request, form, table, mapping)
            if not form.cleaned_data["dry_run"]:
                _tell(request, report)
                return redirect("campaigns:import_file")
            context |= _preview(table, mapping, report, rows)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "campaigns/import_file.html", context, status=status)


def _run(
    request: MemberRequest, form: ImportForm, table: Table, mapping: Mapping
) -> tuple[Report, list[Parsed | Rejected]]:
    rows = convert(table, mapping, default_language=form.cleaned_data["language"] or None)
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
    table: Table, mapping: Mapping, report: Report, rows: list[Parsed | Rejected]
) -> dict[str, Any]:
    return {
        "spec": write_mapping(mapping),
        "report": report,
        "notes": explain_table(table),
        "samples": [row for row in rows if isinstance(row, Parsed)][:PREVIEW],
        "rejected": [(r.number, explain_row(r.reason, r.params)) for r in report.rejected[:LINES]],
        "more_rejected": max(len(report.rejected) - LINES, 0),
        "remarks": [(number, explain_row(note)) for number, note in report.remarks[:LINES]],
        "more_remarks": max(len(report.remarks) - LINES, 0),
    }
