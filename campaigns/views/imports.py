"""Import a file in the browser: look first, then enter."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.access import MemberRequest, campaign_view
from campaigns.forms import ImportForm
from campaigns.imports.errors import ImportFileError
from campaigns.imports.mapping import Mapping, guess_mapping
from campaigns.imports.rows import Parsed, convert
from campaigns.imports.tables import Table, read_table
from campaigns.imports.words import explain_file, explain_row
from campaigns.permissions import Permission
from campaigns.services.imports import Report, import_rows, source_of

PREVIEW = 8


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.IMPORT)
def import_file(request: MemberRequest) -> HttpResponse:
    """Show what a file would bring; enter it when the same file is sent with “enter”."""
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            upload = form.cleaned_data["file"]
            table = read_table(upload.read(), filename=upload.name)
            mapping = form.mapping(table) or guess_mapping(table)
        except ImportFileError as error:
            form.add_error("file", explain_file(error))
        else:
            report, rows = _run(request, form, table, mapping)
            if not form.cleaned_data["dry_run"]:
                messages.success(request, _("%(n)s contributions came in.") % {"n": len(report.entered)})
                return redirect("campaigns:import_file")
            context |= _preview(table, mapping, report, rows)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "campaigns/import_file.html", context, status=status)


def _run(
    request: MemberRequest, form: ImportForm, table: Table, mapping: Mapping
) -> tuple[Report, list[Any]]:
    rows = convert(table, mapping, default_language=form.cleaned_data["language"] or None)
    report = import_rows(
        campaign=request.campaign, source=source_of(form.origin, table.columns),
        origin=form.origin, rows=rows, by=request.user, dry_run=form.cleaned_data["dry_run"],
    )  # fmt: skip
    return report, rows


def _preview(table: Table, mapping: Mapping, report: Report, rows: list[Any]) -> dict[str, Any]:
    return {
        "table": table,
        "mapping": mapping,
        "report": report,
        "samples": [row for row in rows if isinstance(row, Parsed)][:PREVIEW],
        "rejected": [(r.number, explain_row(r.reason, r.params)) for r in report.rejected[:200]],
        "remarks": [(number, explain_row(note)) for number, note in report.remarks[:200]],
    }
