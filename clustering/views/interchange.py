"""Files for other tools, and codebooks of theirs."""

from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature, dumps, loads
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.exports import stream_csv, stream_workbook
from campaigns.imports.errors import ImportFileError
from campaigns.imports.words import explain_file
from campaigns.models import Campaign
from campaigns.permissions import Permission
from clustering.forms import CodebookForm
from clustering.interchange.codebook import BadCodebook, Entry
from clustering.interchange.reading import read_codebook
from clustering.interchange.refi import write_qdc
from clustering.interchange.words import BY_NAME, FILES, OUTCOMES, explain_codebook
from clustering.services.interchange import (
    CODEBOOK_HEADER,
    FRAGMENT_HEADER,
    HIGHLIGHT_HEADER,
    Line,
    codebook_of,
    codebook_rows,
    fragment_rows,
    highlight_rows,
    import_codebook,
    plan_codebook,
    workbook_sheets,
)
from clustering.views.kindly import kind_when_frozen

_LINES = 500  # named one by one
_KEEP = 24 * 3600  # seconds between looking and entering


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.CLUSTER)
def interchange(request: MemberRequest) -> HttpResponse:
    """Offer the files; show what a codebook would bring before anything changes."""
    sent = request.method == "POST"
    form = CodebookForm(request.POST, request.FILES) if sent else CodebookForm()
    context: dict[str, Any] = {
        "form": form, "files": FILES, "public": request.GET.get("dromen") == "openbaar",
    }  # fmt: skip
    if sent and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            found = read_codebook(upload.read(), filename=upload.name)
        except BadCodebook as bad:
            form.add_error("file", explain_codebook(bad))
        except ImportFileError as bad:
            form.add_error("file", explain_file(bad))
        else:
            context |= _preview(request.campaign, found.entries, upload.name)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "clustering/interchange.html", context, status=status)


def _preview(campaign: Campaign, entries: list[Entry], filename: str) -> dict[str, Any]:
    """Return what the file would bring, and the file itself, sealed, for the next step."""
    lines = plan_codebook(campaign=campaign, entries=entries)
    rows = [(e.place, e.name, e.description, e.guid, e.parent) for e in entries]
    return {
        "filename": filename, "lines": [(line, OUTCOMES[line.outcome]) for line in lines[:_LINES]],
        "more": max(len(lines) - _LINES, 0), "new": _count(lines, "new"),
        "kept": _count(lines, "kept"), "sealed": dumps(rows, salt=_salt(campaign), compress=True),
    }  # fmt: skip


def _count(lines: list[Line], outcome: str) -> int:
    return sum(line.outcome == outcome for line in lines)


def _salt(campaign: Campaign) -> str:
    return f"codebook-{campaign.pk}"


@require_POST
@campaign_view(Permission.CLUSTER)
@kind_when_frozen
def enter_codebook(request: MemberRequest) -> HttpResponse:
    """Make the needs of the codebook somebody just looked at."""
    try:
        rows = loads(request.POST.get("codebook", ""), salt=_salt(request.campaign), max_age=_KEEP)
    except BadSignature:
        messages.error(request, _("Choose the file once more."))
        return redirect("clustering:interchange")
    entries = [Entry(*row) for row in rows]
    lines = import_codebook(campaign=request.campaign, entries=entries, by=request.user)
    new, kept = _count(lines, "new"), _count(lines, "kept")
    text = ngettext("%(n)s need is new.", "%(n)s needs are new.", new) % {"n": new}
    if kept:
        more = ngettext("%(n)s was here already.", "%(n)s were here already.", kept)
        text = f"{text} {more % {'n': kept}}"
    messages.success(request, text)
    return redirect("clustering:needs" if new else "clustering:interchange")


@require_safe
@campaign_view(Permission.CLUSTER)
def board_file(request: MemberRequest, name: str) -> HttpResponseBase:
    """Hand one file out; with `dromen=openbaar` only dreams that anybody may read are in it."""
    campaign, public = request.campaign, request.GET.get("dromen") == "openbaar"
    saved_as = f"{campaign.slug}-{name}"
    match name:
        case "bord.xlsx":
            return stream_workbook(saved_as, workbook_sheets(campaign, public=public))
        case "codeboek.qdc":
            return _codebook(campaign, saved_as)
        case "taguette-codeboek.csv":
            return stream_csv(saved_as, CODEBOOK_HEADER, codebook_rows(campaign))
        case "taguette-fragmenten.csv":
            rows = highlight_rows(campaign, public=public)
            return stream_csv(saved_as, HIGHLIGHT_HEADER, rows)
        case "talk-to-the-city.csv":
            return stream_csv(saved_as, FRAGMENT_HEADER, fragment_rows(campaign, public=public))
    raise Http404


def _codebook(campaign: Campaign, saved_as: str) -> HttpResponse:
    text = write_qdc(codebook_of(campaign), origin=f"Durf dromen: {campaign.name}")
    response = HttpResponse(text, content_type=BY_NAME["codeboek.qdc"].kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{saved_as}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
