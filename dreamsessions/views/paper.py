"""Paper of one session: print sheets and post-its, type photos of them over, print what came out."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.models import Channel, Scan, ScanStatus, SheetBatch
from campaigns.permissions import Permission
from campaigns.phases import Door
from campaigns.rendering import RenderingFailed
from campaigns.services.paper import (
    ScanSettled,
    earlier_scans,
    enter_from_scan,
    list_batches,
    make_batch,
)
from dreamsessions import tasks
from dreamsessions.forms.after import SessionScanForm, SheetsForm
from dreamsessions.models import Note, Session
from dreamsessions.services.reporting import holds_post_its, make_card, make_report


def find_session(request: MemberRequest, pk: int) -> Session:
    """Return a session somebody may see to; 404 for another one."""
    mine = Session.objects.editable_by(request.membership).select_related("campaign", "district")
    found: Session = get_object_or_404(mine, pk=pk)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.ENTER)
def sheets(request: MemberRequest, pk: int) -> HttpResponse:
    """List the piles of a session, and make one of sheets or of post-its. Seven queries."""
    row = find_session(request, pk)
    form = SheetsForm(request.POST or None, initial={"sheets": row.capacity})
    if request.method == "POST" and form.is_valid():
        batch = make_batch(
            campaign=request.campaign, place=row.title, sheets=form.cleaned_data["sheets"],
            by=request.user, channel=Channel.SESSION, belongs_to=row.pk,
        )  # fmt: skip
        # celery-types does not know the task class Django projects get.
        tasks.print_pile.delay_on_commit(batch.pk, form.cleaned_data["kind"], get_language())  # type: ignore[attr-defined]
        messages.success(request, _("The sheets are being made. That takes a few seconds."))
        return redirect("dreamsessions:sheets", pk=pk)
    piles = list(
        list_batches(request.campaign).filter(channel=Channel.SESSION, belongs_to=row.pk)[:30]
    )
    context = {
        "session": row, "form": form, "piles": [(pile, holds_post_its(pile)) for pile in piles],
        "working": any(not pile.file and not pile.error for pile in piles), "here": "sheets",
        "kinds": SheetsForm.KINDS,
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "dreamsessions/sheets.html", context, status=status)


@require_POST
@campaign_view(Permission.ENTER)
def print_again(request: MemberRequest, pk: int, batch_pk: int) -> HttpResponse:
    """Try once more to make the PDF of a pile, as sheets or as post-its."""
    row = find_session(request, pk)
    batch = get_object_or_404(
        SheetBatch, campaign=request.campaign, channel=Channel.SESSION, belongs_to=row.pk,
        pk=batch_pk,
    )  # fmt: skip
    kind = request.POST.get("kind", "")
    if not batch.file and kind in dict(SheetsForm.KINDS):
        SheetBatch.objects.filter(pk=batch.pk).update(error="")
        tasks.print_pile.delay_on_commit(batch.pk, kind, get_language())  # type: ignore[attr-defined]
    return redirect("dreamsessions:sheets", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.ENTER, door=Door.READ)
def enter_scan(request: MemberRequest, pk: int) -> HttpResponse:
    """Type over a photo of a sheet or of post-its that belongs to a session."""
    found = get_object_or_404(
        Scan.objects.filter(campaign=request.campaign, batch__channel=Channel.SESSION)
        .select_related("batch", "campaign"),
        pk=pk,
    )  # fmt: skip
    session = _session_of(found)
    if found.status != ScanStatus.DRAFT:
        return redirect("campaigns:scan", pk=pk)
    more = "more" in request.POST
    form = SessionScanForm(request.POST or None, campaign=request.campaign, more=more)
    if request.method == "POST" and not more and form.may_be_sent:
        return _enter(request, found, session, form)
    context = {
        "scan": found,
        "session": session,
        # Asking for room for another text is no mistake yet.
        "form": form.unchecked() if more else form,
        "earlier": [row for scan in earlier_scans(found) for row in scan.contributions.all()],
    }
    status = 422 if form.is_bound and not more else 200
    return render(request, "dreamsessions/type_over.html", context, status=status)


def _session_of(found: Scan) -> Session:
    batch = found.batch
    mine = Session.objects.filter(campaign=found.campaign_id).select_related("district")
    session: Session = get_object_or_404(mine, pk=batch.belongs_to if batch else None)
    return session


def _enter(
    request: MemberRequest, found: Scan, session: Session, form: SessionScanForm
) -> HttpResponse:
    rows = form.rows_in(session)
    chair = form.cleaned_data["chair"]
    try:
        entered = enter_from_scan(
            scan=found, model=Note, rows=rows, by=request.user, origin=session.origin,
            session=session, chair=chair,
        )  # fmt: skip
    except ScanSettled:
        messages.info(request, _("A colleague was first with this photo. Nothing changed."))
        return redirect("campaigns:scan", pk=found.pk)
    numbers = ", ".join(str(note.number) for note in entered)
    text = ngettext("Dream %(numbers)s is placed.", "Dreams %(numbers)s are placed.", len(entered))
    messages.success(request, text % {"numbers": numbers})
    following = (
        Scan.objects.filter(campaign=request.campaign, status=ScanStatus.DRAFT)
        .order_by("pk").values_list("pk", flat=True).first()
    )  # fmt: skip
    return redirect("campaigns:scan", pk=following) if following else redirect("campaigns:scans")


@require_safe
@campaign_view(Permission.NOTE)
def report(request: MemberRequest, pk: int) -> HttpResponse:
    """Give the report of a session as a PDF; `?foto=` puts chosen photos in it."""
    row = find_session(request, pk)
    chosen = {_key(value) for value in request.GET.getlist("foto")[:20]} - {None}
    try:
        pdf = make_report(session=row, photos=[key for key in chosen if key])
    except RenderingFailed as error:
        messages.error(request, str(error))
        return redirect("dreamsessions:media_room", pk=pk)
    return _as_pdf(pdf, f"verslag-{slugify(row.title) or row.pk}.pdf")


@require_safe
@campaign_view(Permission.NOTE)
def table_card(request: MemberRequest, pk: int) -> HttpResponse:
    """Give the cards for the table: where who sat there reads the notes."""
    row = find_session(request, pk)
    try:
        pdf = make_card(session=row)
    except RenderingFailed as error:
        messages.error(request, str(error))
        return redirect("dreamsessions:media_room", pk=pk)
    return _as_pdf(pdf, f"kaartjes-{slugify(row.title) or row.pk}.pdf")


def _key(value: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(value)
    except ValueError:
        return None


def _as_pdf(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
