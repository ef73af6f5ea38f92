"""One page of the newspaper: see its proof, write its articles in place, go back to a version."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.models import Campaign
from campaigns.permissions import Permission
from publications.forms.newspaper import PieceForm
from publications.models import Article, Page, PageVersion
from publications.neighbours import neighbours_of
from publications.rendering.newspaper.content import PlannedPage
from publications.rendering.newspaper.frames import TEMPLATES, Frame
from publications.services import pages as desk
from publications.services.pages import PageHeld
from publications.services.proofs import SMALL, small_name

_PLACE = {
    "left": gettext_lazy("Place left"),
    "right": gettext_lazy("Place right"),
    "above": gettext_lazy("Place above"),
    "below": gettext_lazy("Place below"),
}


@dataclass(frozen=True)
class Step:
    """A button that moves an article: what it says and what it sends."""

    label: str
    value: str  # article:frame, or article:frame:before


@dataclass(frozen=True)
class Slot:
    """A frame on the page with what lies in it, and how it fits."""

    frame: Frame
    forms: list[PieceForm]
    meter: str
    is_long: bool
    beside: dict[str, Frame] = field(default_factory=dict)

    @property
    def has_room(self) -> bool:
        return self.frame.takes == 1 or len(self.forms) < self.frame.takes

    @property
    def title(self) -> str:
        return str(self.frame.title).capitalize()

    @property
    def only(self) -> PieceForm | None:
        """Return the article of a frame for one; on the proof the frame itself is dragged."""
        return self.forms[0] if self.frame.takes == 1 and self.forms else None

    @property
    def pieces(self) -> list[tuple[PieceForm, list[Step]]]:
        """Return each article with the buttons that move it."""
        return [(form, self._steps(n, str(form.prefix))) for n, form in enumerate(self.forms)]

    def _steps(self, n: int, slug: str) -> list[Step]:
        steps = [
            Step(str(_PLACE[side]), f"{slug}:{frame.name}") for side, frame in self.beside.items()
        ]
        here = self.frame.name
        if n:
            steps.append(Step(_("One place up"), f"{slug}:{here}:{self.forms[n - 1].prefix}"))
        if n + 1 < len(self.forms):
            # The next one comes before this one.
            steps.append(Step(_("One place down"), f"{self.forms[n + 1].prefix}:{here}:{slug}"))
        return steps


def find_page(campaign: Campaign, number: int) -> tuple[Page, PlannedPage, tuple[PlannedPage, ...]]:
    """Return the row of a page, its place in the plan, and the plan. Three queries."""
    plan = desk.plan_of(campaign)
    if not 1 <= number <= len(plan):
        raise Http404
    rows = Page.objects.of(campaign).select_related("locked_by")
    page = rows.filter(number=number).first() or Page(campaign=campaign, number=number)
    return page, plan[number - 1], plan


def slots_of(page: Page, planned: PlannedPage, data: Any = None) -> list[Slot]:
    """Return the frames of a page that an editor fills or that are too long. Four queries."""
    rows = Article.objects.filter(campaign=page.campaign, page=page.number)
    articles = list(rows.prefetch_related("needs", "actions", "dreams").order_by("position", "pk"))
    template = TEMPLATES[planned.template]
    slots = []
    for frame in template.frames:
        forms = [
            PieceForm(data, instance=article, prefix=article.slug)
            for article in articles
            if article.frame == frame.name and frame.takes
        ]
        meter, is_long = _meter(page, frame)
        if frame.takes or is_long:
            beside = dict(neighbours_of(frame, template.for_articles)) if frame.takes else {}
            slots.append(Slot(frame, forms, meter, is_long, beside))
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


def _shelf(page: Page, plan: Sequence[PlannedPage]) -> list[Article]:
    """Return the articles that can be laid here: from the shelf first, then from other pages."""
    rows = Article.objects.filter(campaign=page.campaign).exclude(page=page.number)
    return sorted(rows, key=lambda a: (0 < a.page <= len(plan), a.page, a.headline))


def show_page(
    request: MemberRequest, page: Page, slots: list[Slot], planned: PlannedPage,
    plan: tuple[PlannedPage, ...], status: int = 200,
) -> HttpResponse:  # fmt: skip
    """Show the room of a page."""
    held = page.is_held_by_other(request.user)
    context = {
        "page": page,
        "planned": planned,
        "last": len(plan),
        "template": TEMPLATES[planned.template],
        "templates": TEMPLATES.values(),
        "slots": slots,
        "is_empty": not any(slot.forms for slot in slots),
        "shelf": _shelf(page, plan),
        "held": held,
        "mine": page.holder == request.user,
        "before": None if held else desk.last_change(page, request.user),
        "pending": page.is_being_made,
    }
    return render(request, "publications/page_room.html", context, status=status)


def show_conflict(
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


@require_safe
@campaign_view(Permission.EDIT)
def page_versions(request: MemberRequest, number: int) -> HttpResponse:
    """Show the versions of a page, and what differs between one of them and now."""
    page, _planned, _plan = find_page(request.campaign, number)
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


@require_safe
@campaign_view(Permission.EDIT)
def proof(request: MemberRequest, number: int) -> HttpResponse:
    """Show the proof and the meters alone; the page asks for them while they are made."""
    page, planned, _plan = find_page(request.campaign, number)
    context = {"page": page, "slots": slots_of(page, planned), "pending": page.is_being_made}
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
