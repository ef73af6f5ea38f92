"""One page of the newspaper: choose its template, lay articles in, write, see the proof."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.models import Campaign
from campaigns.permissions import Permission
from publications.forms.newspaper import PieceForm
from publications.models import Article, Page, PageVersion
from publications.rendering.newspaper.content import PlannedPage
from publications.rendering.newspaper.frames import TEMPLATES, Frame
from publications.services import pages as desk
from publications.services.pages import FrameFull, PageChanged, PageHeld
from publications.services.proofs import SMALL, small_name
from publications.tasks import make_proofs


@dataclass(frozen=True)
class Slot:
    """A frame on the page with what lies in it, and how it fits."""

    frame: Frame
    forms: list[PieceForm]
    meter: str
    is_long: bool

    @property
    def has_room(self) -> bool:
        return self.frame.takes == 1 or len(self.forms) < self.frame.takes

    @property
    def title(self) -> str:
        return str(self.frame.title).capitalize()


def _find(campaign: Campaign, number: int) -> tuple[Page, PlannedPage, tuple[PlannedPage, ...]]:
    plan = desk.plan_of(campaign)
    if not 1 <= number <= len(plan):
        raise Http404
    rows = Page.objects.of(campaign).select_related("locked_by")
    page = rows.filter(number=number).first() or Page(campaign=campaign, number=number)
    return page, plan[number - 1], plan


def _slots(page: Page, planned: PlannedPage, data: Any = None) -> list[Slot]:
    rows = Article.objects.filter(campaign=page.campaign, page=page.number)
    articles = list(rows.prefetch_related("needs", "actions", "dreams").order_by("position", "pk"))
    slots = []
    for frame in TEMPLATES[planned.template].frames:
        forms = [
            PieceForm(data, instance=article, prefix=article.slug)
            for article in articles
            if article.frame == frame.name and frame.takes
        ]
        meter, is_long = _meter(page, frame)
        if frame.takes or is_long:
            slots.append(Slot(frame, forms, meter, is_long))
    return slots


def _meter(page: Page, frame: Frame) -> tuple[str, bool]:
    """Return how a frame fits, in words and lines, as the print engine measured it."""
    fit = page.measured.get("frames", {}).get(frame.name)
    if not fit:
        return "", False
    if fit["lines_over"]:
        n = fit["lines_over"]
        return ngettext("%(n)s line too long", "%(n)s lines too long", n) % {"n": n}, True
    n = fit["words_left"]
    if n < 5:
        return _("It fits exactly"), False
    return ngettext("room for %(n)s word", "room for %(n)s words", n) % {"n": n}, False


def _shelf(page: Page, plan: tuple[PlannedPage, ...]) -> list[Article]:
    """Return the articles that can be laid here: from the shelf first, then from other pages."""
    rows = Article.objects.filter(campaign=page.campaign).exclude(page=page.number)
    return sorted(rows, key=lambda a: (0 < a.page <= len(plan), a.page, a.headline))


def _show(
    request: MemberRequest, page: Page, slots: list[Slot], planned: PlannedPage,
    plan: tuple[PlannedPage, ...], status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        "page": page,
        "planned": planned,
        "last": len(plan),
        "template": TEMPLATES[planned.template],
        "templates": TEMPLATES.values(),
        "slots": slots,
        "shelf": _shelf(page, plan),
        "held": page.is_held_by_other(request.user),
        "mine": page.holder == request.user,
        "pending": page.is_being_made,
    }
    return render(request, "publications/page_room.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.EDIT)
def page_room(request: MemberRequest, number: int) -> HttpResponse:
    """Show a page and let an editor write its articles in place."""
    page, planned, plan = _find(request.campaign, number)
    if request.method != "POST":
        return _show(request, page, _slots(page, planned), planned, plan)
    slots = _slots(page, planned, request.POST)
    forms = [form for slot in slots for form in slot.forms]
    sent = [form for form in forms if f"{form.prefix}-version" in request.POST]
    if any([not form.is_valid() for form in sent]):  # noqa: C419 -- every form tells its errors
        return _show(request, page, slots, planned, plan, status=422)
    page = desk.page_of(request.campaign, number)
    try:
        desk.save_page(
            page=page, version=_version(request), by=request.user,
            written=[form.written() for form in sent if form.is_rewritten],
        )  # fmt: skip
    except (PageHeld, PageChanged) as error:
        return _conflict(request, number, sent, error)
    make_proofs.delay_on_commit(request.campaign.pk)  # type: ignore[attr-defined]
    messages.success(request, _("Page %(page)s is saved.") % {"page": number})
    return redirect("publications:page_room", number)


def _conflict(
    request: MemberRequest, number: int, forms: list[PieceForm], error: Exception
) -> HttpResponse:
    """Show both texts side by side; nothing is lost."""
    page = Page.objects.select_related("locked_by").get(campaign=request.campaign, number=number)
    now = {a.slug: a for a in Article.objects.filter(campaign=request.campaign)}
    pairs = []
    for form in forms:
        current = now.get(form.prefix or "")
        if current is not None and form.is_rewritten:
            data = request.POST.copy()
            data[f"{form.prefix}-version"] = str(current.version)
            form.data = data
            pairs.append((form, current))
    last = page.versions.select_related("by").first()
    context = {
        "page": page, "pairs": pairs, "last": last,
        "held_by": str(error) if isinstance(error, PageHeld) else "",
    }  # fmt: skip
    return render(request, "publications/page_conflict.html", context, status=409)


def _version(request: MemberRequest) -> int:
    value = request.POST.get("version", "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0


@require_POST
@campaign_view(Permission.EDIT)
def hold(request: MemberRequest, number: int) -> HttpResponse:
    """Tell the others that somebody is writing here; said again while they write."""
    _find(request.campaign, number)
    page = desk.page_of(request.campaign, number)
    try:
        if "leave" in request.POST:
            desk.leave_page(page=page, by=request.user)
        else:
            desk.hold_page(page=page, by=request.user)
    except PageHeld as held:
        return HttpResponse(
            _("%(name)s is working on this page.") % {"name": held}, status=409,
            content_type="text/plain; charset=utf-8",
        )  # fmt: skip
    return HttpResponse(status=204)


def _change(
    request: MemberRequest, number: int, change: Callable[[Page, int], object]
) -> HttpResponse:
    """Change a page by one service and go back to it; a refusal is said in words."""
    _find(request.campaign, number)
    page = desk.page_of(request.campaign, number)
    try:
        change(page, _version(request))
    except PageHeld as held:
        messages.error(request, _("%(name)s is working on this page.") % {"name": held})
    except PageChanged:
        messages.error(request, _("Somebody changed this page just now. Look at it and try again."))
    except FrameFull:
        messages.error(
            request, _("This frame is full. Put another article back on the shelf first.")
        )
    else:
        make_proofs.delay_on_commit(request.campaign.pk)  # type: ignore[attr-defined]
    return redirect("publications:page_room", number)


@require_POST
@campaign_view(Permission.EDIT)
def choose_template(request: MemberRequest, number: int) -> HttpResponse:
    """Give the page another template."""
    template = request.POST.get("template", "")
    if template not in TEMPLATES:
        raise Http404
    return _change(
        request, number,
        lambda page, version: desk.choose_template(
            page=page, version=version, template=template, by=request.user
        ),
    )  # fmt: skip


@require_POST
@campaign_view(Permission.EDIT)
def lay_article(request: MemberRequest, number: int) -> HttpResponse:
    """Lay an article in a frame."""
    _page, planned, _plan = _find(request.campaign, number)
    slug, frame = request.POST.get("article", ""), request.POST.get("frame", "")
    if frame not in {f.name for f in TEMPLATES[planned.template].for_articles}:
        raise Http404
    article = get_object_or_404(Article, campaign=request.campaign, slug=slug)
    return _change(
        request, number,
        lambda page, version: desk.lay_article(
            page=page, version=version, frame=frame, article=article, by=request.user
        ),
    )  # fmt: skip


@require_POST
@campaign_view(Permission.EDIT)
def take_out(request: MemberRequest, number: int) -> HttpResponse:
    """Put an article back on the shelf."""
    slug = request.POST.get("article", "")
    article = get_object_or_404(Article, campaign=request.campaign, slug=slug)
    return _change(
        request, number,
        lambda page, version: desk.take_out(
            page=page, version=version, article=article, by=request.user
        ),
    )  # fmt: skip


@require_safe
@campaign_view(Permission.EDIT)
def page_versions(request: MemberRequest, number: int) -> HttpResponse:
    """Show the versions of a page, and what differs between one of them and now."""
    page, _planned, _plan = _find(request.campaign, number)
    rows = PageVersion.objects.filter(page__campaign=request.campaign, page__number=number)
    versions = list(rows.select_related("by")[:50])
    wanted = request.GET.get("versie", "")
    chosen = next((v for v in versions if str(v.number) == wanted), None)
    context = {
        "page": page,
        "versions": versions,
        "chosen": chosen,
        "differences": desk.compare(chosen.frames, desk.lying_on(page)) if chosen else [],
    }
    return render(request, "publications/page_versions.html", context)


@require_POST
@campaign_view(Permission.EDIT)
def restore(request: MemberRequest, number: int, version: int) -> HttpResponse:
    """Put a page back as it was."""
    wanted = get_object_or_404(
        PageVersion, page__campaign=request.campaign, page__number=number, number=version
    )
    return _change(
        request, number,
        lambda page, seen: desk.restore_page(
            page=page, version=seen, wanted=wanted, by=request.user
        ),
    )  # fmt: skip


@require_safe
@campaign_view(Permission.EDIT)
def proof(request: MemberRequest, number: int) -> HttpResponse:
    """Show the proof and the meters alone; the page asks for them while they are made."""
    page, planned, _plan = _find(request.campaign, number)
    context = {"page": page, "slots": _slots(page, planned), "pending": page.is_being_made}
    return render(request, "publications/_proof.html", context)


@require_safe
@campaign_view(Permission.EDIT)
def page_picture(request: MemberRequest, number: int, width: int) -> HttpResponseBase:
    """Send the picture of a page as the print engine made it, large or small."""
    page = get_object_or_404(Page.objects.of(request.campaign).exclude(preview=""), number=number)
    name = str(page.preview.name)
    try:
        file = page.preview.storage.open(small_name(name) if width <= SMALL else name, "rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, content_type="image/webp")
    response["Cache-Control"] = "private, max-age=86400"
    return response
