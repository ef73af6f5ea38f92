"""Rooms for dreams on paper: print sheets, take photos of them in, type them over."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import tasks
from campaigns.access import CampaignRequest, MemberRequest, campaign_view
from campaigns.forms.paper import BatchForm, PhotosForm, PileForm
from campaigns.images import BadImage
from campaigns.models import Channel, Scan, ScanStatus, SheetBatch
from campaigns.permissions import Permission
from campaigns.phases import Door
from campaigns.services.paper import (
    ScanSettled,
    choose_batch,
    discard_scan,
    dreams_of_sheet,
    list_batches,
    make_batch,
    restore_scan,
    sheets_file_name,
    small_copy,
    take_scan,
)
from campaigns.sheets import parse_code

_WRONG = {
    "too_large": gettext_lazy("%(name)s is larger than 20 MB."),
    "not_an_image": gettext_lazy("%(name)s is not a photo."),
    "too_many_pixels": gettext_lazy("%(name)s has too many pixels."),
    "damaged": gettext_lazy("%(name)s is damaged. Make the photo again."),
}
# Where what stands on a sheet is entered: each channel has its own row to fill.
ENTER_AT: dict[str, str] = {
    Channel.ONLINE: "survey:enter_scan",
    Channel.SESSION: "dreamsessions:enter_scan",
}


@require_safe
@campaign_view()
def sheet(request: CampaignRequest, code: str) -> HttpResponse:
    """Greet who scans a sheet: type the dream here, or see what became of it."""
    found = parse_code(code)
    batch = get_object_or_404(
        SheetBatch, campaign=request.campaign, token=found.token if found else None
    )
    if found is None or found.sheet > batch.sheets:
        raise Http404
    dreams = dreams_of_sheet(batch=batch, sheet=found.sheet)
    context = {
        "batch": batch,
        "number": found.sheet,
        "dreams": [dream for dream in dreams if dream.is_public],
        "entered": bool(dreams),
        "may_dream": request.timeline.is_open(Door.DREAM),
    }
    return render(request, "campaigns/sheet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.ENTER)
def sheets(request: MemberRequest) -> HttpResponse:
    """List the piles and make a new one."""
    form = BatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        batch = make_batch(campaign=request.campaign, by=request.user, **form.cleaned_data)
        # celery-types does not know the task class Django projects get.
        tasks.print_sheets.delay_on_commit(batch.pk, get_language())  # type: ignore[attr-defined]
        messages.success(request, _("The sheets are being made. That takes a few seconds."))
        return redirect("campaigns:sheets")
    page = Paginator(list_batches(request.campaign), 30).get_page(request.GET.get("bladzijde"))
    context = {
        "form": form,
        "page": page,
        "query": "",
        "working": any(not batch.file and not batch.error for batch in page),
        "drafts": Scan.objects.filter(campaign=request.campaign, status=ScanStatus.DRAFT).count(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "campaigns/sheets.html", context, status=status)


@require_POST
@campaign_view(Permission.ENTER)
def print_again(request: MemberRequest, pk: int) -> HttpResponse:
    """Try once more to make the PDF of a pile."""
    batch = get_object_or_404(SheetBatch, campaign=request.campaign, pk=pk)
    if not batch.file:
        SheetBatch.objects.filter(pk=batch.pk).update(error="")
        tasks.print_sheets.delay_on_commit(batch.pk, get_language())  # type: ignore[attr-defined]
    return redirect("campaigns:sheets")


@require_safe
@campaign_view(Permission.ENTER)
def sheets_file(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Download the PDF of a pile."""
    batch = get_object_or_404(SheetBatch, campaign=request.campaign, pk=pk)
    if not batch.file:
        raise Http404
    response = FileResponse(
        batch.file.open("rb"),
        as_attachment=True,
        filename=sheets_file_name(batch),
        content_type="application/pdf",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.ENTER)
def scans(request: MemberRequest) -> HttpResponse:
    """List the photos that wait, and take new ones in."""
    form = PhotosForm(request.POST, request.FILES) if request.method == "POST" else PhotosForm()
    if form.is_bound and form.is_valid():
        _take_all(request, form.cleaned_data["photos"])
        return redirect("campaigns:scans")
    mine = Scan.objects.filter(campaign=request.campaign).select_related("batch", "uploaded_by")
    drafts = Paginator(mine.filter(status=ScanStatus.DRAFT), 24)
    context = {
        "form": form,
        "page": drafts.get_page(request.GET.get("bladzijde")),
        "query": "",
        "discarded": mine.filter(status=ScanStatus.DISCARDED).order_by("-settled_at")[:8],
    }
    return render(request, "campaigns/scans.html", context, status=422 if form.is_bound else 200)


def _take_all(request: MemberRequest, photos: list[UploadedFile[Any]]) -> None:
    """Take every photo in and tell what happened; one bad photo holds no other one up."""
    new = known = 0
    for photo in photos:
        try:
            _scan, created = take_scan(
                campaign=request.campaign, data=photo.read(), by=request.user
            )
        except BadImage as bad:
            messages.error(request, _WRONG[bad.code] % {"name": photo.name})
            continue
        new, known = new + created, known + (not created)
    if new:
        text = ngettext(
            "%(n)s photo is ready to type over.", "%(n)s photos are ready to type over.", new
        )
        messages.success(request, text % {"n": new})
    if known:
        text = ngettext("%(n)s photo was here already.", "%(n)s photos were here already.", known)
        messages.info(request, text % {"n": known})


def find_scan(request: MemberRequest, pk: int) -> Scan:
    """Return a photo of this campaign with its pile."""
    mine = Scan.objects.filter(campaign=request.campaign).select_related("batch", "campaign")
    return get_object_or_404(mine, pk=pk)


@require_safe
@campaign_view(Permission.ENTER)
def scan(request: MemberRequest, pk: int) -> HttpResponse:
    """Lead to where a photo is typed over; ask for the pile first when its code cannot be read."""
    found = find_scan(request, pk)
    enter_at = _enter_at(found)
    if found.status == ScanStatus.DRAFT and enter_at and "stapel" not in request.GET:
        return redirect(enter_at)
    pile = PileForm(
        campaign=request.campaign, initial={"batch": found.batch_id, "sheet": found.sheet}
    )
    return _scan_page(request, found, pile)


def _enter_at(found: Scan) -> str:
    """Return where the channel of a photo's pile enters it; empty when that is not known."""
    try:
        return reverse(ENTER_AT[found.batch.channel], args=[found.pk]) if found.batch else ""
    except (KeyError, NoReverseMatch):
        return ""


def _scan_page(request: MemberRequest, found: Scan, pile: PileForm) -> HttpResponse:
    context = {"scan": found, "form": pile, "dreams": found.contributions.order_by("number")}
    status = 422 if pile.is_bound else 200
    return render(request, "campaigns/scan.html", context, status=status)


@require_POST
@campaign_view(Permission.ENTER)
def choose_pile(request: MemberRequest, pk: int) -> HttpResponse:
    """Say from which pile a sheet comes whose code cannot be read."""
    found = find_scan(request, pk)
    form = PileForm(request.POST, campaign=request.campaign)
    if not form.is_valid():
        return _scan_page(request, found, form)
    try:
        choose_batch(scan=found, **form.cleaned_data)
    except ScanSettled:
        messages.info(request, _("A colleague was first with this photo. Nothing changed."))
    return redirect("campaigns:scan", pk=pk)


@require_POST
@campaign_view(Permission.ENTER)
def discard(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a photo aside that holds no dream."""
    try:
        discard_scan(scan=find_scan(request, pk), by=request.user)
        messages.success(request, _("The photo is put aside. You can take it back below."))
    except ScanSettled:
        messages.info(request, _("A colleague was first with this photo. Nothing changed."))
    return redirect("campaigns:scans")


@require_POST
@campaign_view(Permission.ENTER)
def restore(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a photo back that was put aside."""
    try:
        restore_scan(scan=find_scan(request, pk), by=request.user)
    except ScanSettled:
        messages.info(request, _("A colleague was first with this photo. Nothing changed."))
        return redirect("campaigns:scans")
    return redirect("campaigns:scan", pk=pk)


@require_safe
@campaign_view(Permission.ENTER)
def scan_image(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Serve a photo of a sheet, to colleagues only."""
    found = find_scan(request, pk)
    if not found.image:
        raise Http404
    photo = found.image.open("rb")
    response: HttpResponseBase
    if "klein" in request.GET:
        response = HttpResponse(small_copy(photo.read()), content_type="image/jpeg")
        photo.close()
    else:
        response = FileResponse(photo, content_type="image/jpeg")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
