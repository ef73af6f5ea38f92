"""Cards on paper: print them, photograph the piles, and confirm what the photos say."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import clock
from campaigns.access import MemberRequest, campaign_view
from campaigns.images import BadImage
from campaigns.permissions import Permission
from campaigns.services.paper import small_copy
from clustering import tasks
from clustering.forms_paper import CodeForm, LayForm, PilePhotosForm, PrintForm
from clustering.models import CardPrint, PhotoStatus, PilePhoto, PrintKind
from clustering.services.cards import deal_cards
from clustering.services.photos import (
    PhotoSettled,
    add_code,
    discard_photo,
    lay_photo,
    proposal_of,
    take_photo,
)
from clustering.services.printing import (
    NothingToPrint,
    TooManyCards,
    print_cards,
    print_needs,
)

_WRONG = {
    "too_large": gettext_lazy("%(name)s is larger than 20 MB."),
    "not_an_image": gettext_lazy("%(name)s is not a photo."),
    "too_many_pixels": gettext_lazy("%(name)s has too many pixels."),
    "damaged": gettext_lazy("%(name)s is damaged. Make the photo again."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.CLUSTER)
def paper(request: MemberRequest) -> HttpResponse:
    """Print cards and sheets of needs; list what was printed and the photos that wait."""
    form = PrintForm(request.campaign, request.POST if "maak" in request.POST else None)
    photos = PilePhotosForm()
    if request.method == "POST" and "maak" not in request.POST:
        photos = PilePhotosForm(request.POST, request.FILES)
        if photos.is_valid():
            return _take_all(request, photos.cleaned_data["photos"])
    elif form.is_valid() and _print(request, form):
        return redirect("clustering:paper")
    prints = CardPrint.objects.filter(campaign=request.campaign).select_related("made_by")
    page = Paginator(prints, 20).get_page(request.GET.get("bladzijde"))
    waiting = PilePhoto.objects.filter(campaign=request.campaign, status=PhotoStatus.DRAFT)
    context = {
        "form": form, "photos_form": photos, "page": page, "query": "",
        "waiting": waiting[:60], "error_form": photos if photos.errors else form,
        "working": any(not made.file and not made.error for made in page),
    }  # fmt: skip
    status = 422 if form.errors or photos.errors else 200
    return render(request, "clustering/paper.html", context, status=status)


def _print(request: MemberRequest, form: PrintForm) -> bool:
    """Make the prints that were asked for; what cannot be is said in the form."""
    campaign = request.campaign
    try:
        if form.cleaned_data["plek"] == "behoeften":
            made = [print_needs(campaign=campaign, by=request.user)]
        else:
            deal_cards(campaign)
            cards, name = form.cards(), form.title()
            made = print_cards(campaign=campaign, cards=cards, name=name, by=request.user)
    except NothingToPrint:
        form.add_error("plek", _("There is nothing to print here yet."))
        return False
    except TooManyCards:
        form.add_error("plek", _("These are more than 8,000 cards. Choose a part of them."))
        return False
    for one in made:
        # celery-types does not know the task class Django projects get.
        tasks.print_cards.delay_on_commit(one.pk, get_language())  # type: ignore[attr-defined]
    messages.success(request, _("The sheets are being made. That takes a few seconds."))
    return True


@require_POST
@campaign_view(Permission.CLUSTER)
def print_again(request: MemberRequest, pk: int) -> HttpResponse:
    """Try once more to make a PDF."""
    made = get_object_or_404(CardPrint, campaign=request.campaign, pk=pk)
    if not made.file:
        CardPrint.objects.filter(pk=made.pk).update(error="", made_at=clock.now())
        tasks.print_cards.delay_on_commit(made.pk, get_language())  # type: ignore[attr-defined]
    return redirect("clustering:paper")


@require_safe
@campaign_view(Permission.CLUSTER)
def print_file(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Download the PDF of printed cards."""
    made = get_object_or_404(CardPrint, campaign=request.campaign, pk=pk)
    if not made.file:
        raise Http404
    first = "behoeften" if made.kind == PrintKind.NEEDS else "kaarten"
    response = FileResponse(
        made.file.open("rb"), as_attachment=True, content_type="application/pdf",
        filename=f"{first}-{slugify(made.name) or made.token}.pdf",
    )  # fmt: skip
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _take_all(request: MemberRequest, photos: list[UploadedFile[Any]]) -> HttpResponse:
    """Take every photo in; one alone leads straight to what it proposes."""
    taken: list[PilePhoto] = []
    known = 0
    for upload in photos:
        try:
            photo, new = take_photo(campaign=request.campaign, data=upload.read(), by=request.user)
        except BadImage as bad:
            messages.error(request, _WRONG[bad.code] % {"name": upload.name})
            continue
        taken.append(photo)
        known += not new
    if known:
        text = ngettext("%(n)s photo was here already.", "%(n)s photos were here already.", known)
        messages.info(request, text % {"n": known})
    if len(taken) == 1:
        return redirect("clustering:photo", pk=taken[0].pk)
    return redirect("clustering:paper")


def _find(request: MemberRequest, pk: int) -> PilePhoto:
    mine = PilePhoto.objects.filter(campaign=request.campaign)
    return get_object_or_404(mine.select_related("campaign", "need", "settled_by"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.CLUSTER)
def photo(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a photo beside what it proposes; lay the cards when somebody confirms."""
    found = _find(request, pk)
    proposal = proposal_of(found)
    form = LayForm(
        request.campaign, request.POST or None,
        initial={"need": proposal.needs[0] if len(proposal.needs) == 1 else None},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        return _lay(request, found, form)
    context = {
        "photo": found, "proposal": proposal, "form": form, "code_form": CodeForm(),
        "chosen": form.numbers if form.is_bound else [card.pk for card in proposal.cards],
    }  # fmt: skip
    return render(request, "clustering/photo.html", context, status=422 if form.is_bound else 200)


def _lay(request: MemberRequest, found: PilePhoto, form: LayForm) -> HttpResponse:
    need = form.cleaned_data["need"]
    try:
        batch = lay_photo(photo=found, need=need, cards=form.numbers, by=request.user)
    except PhotoSettled:
        messages.info(request, _("A colleague was first with this photo. Nothing changed."))
        return redirect("clustering:paper")
    text = ngettext(
        "%(n)s card lies on “%(need)s” now.", "%(n)s cards lie on “%(need)s” now.", batch.cards
    )
    messages.success(request, text % {"n": batch.cards, "need": need})
    return redirect("clustering:paper")


@require_POST
@campaign_view(Permission.CLUSTER)
def type_code(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a code that could not be read from the photo."""
    found = _find(request, pk)
    try:
        if add_code(photo=found, text=request.POST.get("code", "")):
            messages.success(request, _("The code is added."))
        else:
            messages.error(request, _("This is no code of ours. Look once more: mk7rwd-12-q4."))
    except PhotoSettled:
        messages.info(request, _("A colleague was first with this photo. Nothing changed."))
    return redirect("clustering:photo", pk=pk)


@require_POST
@campaign_view(Permission.CLUSTER)
def drop_photo(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a photo aside without laying anything."""
    try:
        discard_photo(photo=_find(request, pk), by=request.user)
        messages.success(request, _("The photo is put aside. Nothing was laid."))
    except PhotoSettled:
        messages.info(request, _("A colleague was first with this photo. Nothing changed."))
    return redirect("clustering:paper")


@require_safe
@campaign_view(Permission.CLUSTER)
def photo_image(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Serve a photo of a pile, to colleagues only."""
    found = _find(request, pk)
    if not found.image:
        raise Http404
    file = found.image.open("rb")
    response: HttpResponseBase
    if "klein" in request.GET:
        response = HttpResponse(small_copy(file.read()), content_type="image/jpeg")
        file.close()
    else:
        response = FileResponse(file, content_type="image/jpeg")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
