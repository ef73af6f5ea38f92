"""What an editor does with a page: write, choose a template, lay, move and take out articles."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from publications.forms.newspaper import PieceForm
from publications.models import Article, Page, PageVersion
from publications.rendering.newspaper.frames import TEMPLATES
from publications.services import pages as desk
from publications.services.pages import FrameFull, PageChanged, PageHeld
from publications.tasks import make_proofs
from publications.views.page_room import find_page, show_conflict, show_page, slots_of


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.EDIT)
def page_room(request: MemberRequest, number: int) -> HttpResponse:
    """Show a page and let an editor write its articles in place."""
    page, planned, plan = find_page(request.campaign, number)
    if request.method != "POST":
        return show_page(request, page, slots_of(page, planned), planned, plan)
    return _change(request, number)


def _change(
    request: MemberRequest, number: int, change: Callable[[Page, int], object] | None = None,
    *, frame: str = "",
) -> HttpResponse:  # fmt: skip
    """Keep what is typed on a page, then change it by one service; a refusal is said in words."""
    page, planned, plan = find_page(request.campaign, number)
    slots = slots_of(page, planned, request.POST)
    forms = [form for slot in slots for form in slot.forms]
    sent = [form for form in forms if f"{form.prefix}-version" in request.POST]
    if any([not form.is_valid() for form in sent]):  # noqa: C419 -- every form tells its errors
        return show_page(request, page, slots, planned, plan, status=422)
    version = _version(request)
    try:
        if change is None or any(form.is_rewritten for form in sent):
            version = _save(request, number, version, sent)
    except (PageHeld, PageChanged) as error:
        return show_conflict(request, number, sent, error)
    if change is None:
        messages.success(request, _("Page %(page)s is saved.") % {"page": number})
    else:
        _do(request, number, lambda page: change(page, version))
    make_proofs.delay_on_commit(request.campaign.pk)  # type: ignore[attr-defined]
    there = reverse("publications:page_room", args=[number])
    # Who drags on the proof wants to go on looking at it.
    part = "proef" if "proef" in request.GET else f"kader-{frame}" if frame else ""
    return redirect(f"{there}#{part}" if part else there)


def _save(request: MemberRequest, number: int, version: int, sent: list[PieceForm]) -> int:
    """Keep the words of a page; return the version it is at then."""
    page = desk.save_page(
        page=desk.page_of(request.campaign, number), version=version, by=request.user,
        written=[form.written() for form in sent if form.is_rewritten],
    )  # fmt: skip
    return page.version


def _do(request: MemberRequest, number: int, change: Callable[[Page], object]) -> None:
    try:
        change(desk.page_of(request.campaign, number))
    except PageHeld as held:
        messages.error(request, _held(held, number))
    except PageChanged:
        messages.error(request, _("Somebody changed this page just now. Look at it and try again."))
    except FrameFull:
        messages.error(
            request, _("This frame is full. Put another article back on the shelf first.")
        )


def _held(held: PageHeld, number: int) -> str:
    if held.page == number:
        return _("%(name)s is working on this page.") % {"name": held}
    return _("%(name)s is working on page %(page)s, where this article lies.") % {
        "name": held, "page": held.page,
    }  # fmt: skip


def _version(request: MemberRequest) -> int:
    value = request.POST.get("version", "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0


@require_POST
@campaign_view(Permission.EDIT)
def hold(request: MemberRequest, number: int) -> HttpResponse:
    """Tell the others that somebody is writing here; said again while they write."""
    find_page(request.campaign, number)
    page = desk.page_of(request.campaign, number)
    try:
        if "leave" in request.POST:
            desk.leave_page(page=page, by=request.user)
        else:
            desk.hold_page(page=page, by=request.user)
    except PageHeld as held:
        return HttpResponse(
            _held(held, number), status=409, content_type="text/plain; charset=utf-8"
        )
    return HttpResponse(status=204)


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


def _frame_and_article(
    request: MemberRequest, number: int, frame: str, slug: str
) -> tuple[str, Article]:
    """Return a frame of the page and an article of the campaign, if they are there."""
    _page, planned, _plan = find_page(request.campaign, number)
    if frame not in {f.name for f in TEMPLATES[planned.template].for_articles}:
        raise Http404
    return frame, get_object_or_404(Article, campaign=request.campaign, slug=slug)


@require_POST
@campaign_view(Permission.EDIT)
def lay_article(request: MemberRequest, number: int) -> HttpResponse:
    """Lay an article in a frame; the button says both: frame:article."""
    name, _colon, slug = request.POST.get("leg", "").partition(":")
    frame, article = _frame_and_article(request, number, name, slug)
    return _change(
        request, number,
        lambda page, version: desk.lay_article(
            page=page, version=version, frame=frame, article=article, by=request.user
        ),
        frame=frame,
    )  # fmt: skip


@require_POST
@campaign_view(Permission.EDIT)
def move_article(request: MemberRequest, number: int) -> HttpResponse:
    """Move an article to another frame or place: article:frame, or article:frame:before."""
    slug, name, before = [*request.POST.get("naar", "").split(":", 2), "", ""][:3]
    frame, article = _frame_and_article(request, number, name, slug)
    return _change(
        request, number,
        lambda page, version: desk.move_article(
            page=page, version=version, article=article, frame=frame, before=before,
            by=request.user,
        ),
        frame=frame,
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
        frame=article.frame,
    )  # fmt: skip


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
