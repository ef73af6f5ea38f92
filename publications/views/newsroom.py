"""The newsroom: the flat plan, the articles, and what stands between them and the press."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.models import Campaign
from campaigns.permissions import Permission
from clustering.models import Key
from publications.forms.issues import MakeForm
from publications.forms.newspaper import ArticleForm
from publications.models import Article, Kind, Page
from publications.rendering.newspaper.content import PlannedPage
from publications.rendering.newspaper.frames import TEMPLATES
from publications.services.newspaper import ArticleChanged, save_article
from publications.services.pages import PageHeld, hold_page, page_of, plan_of
from publications.services.preflight import check_newspaper
from publications.services.proofs import ask_proofs
from publications.tasks import make_proofs
from publications.views.version_list import list_versions, to_room


@dataclass(frozen=True)
class Sheet:
    """A page on the flat plan."""

    number: int
    title: str
    row: Page
    state: str  # empty, long, busy, ready
    said: str

    @property
    def is_left(self) -> bool:
        return self.number % 2 == 0


def flat_plan(campaign: Campaign) -> list[Sheet]:
    """Return all pages with their state. Five queries."""
    plan = plan_of(campaign)
    names = dict(Key.objects.of(campaign).values_list("slug", "name"))
    rows = {p.number: p for p in Page.objects.of(campaign).select_related("locked_by")}
    lying = set(Article.objects.filter(campaign=campaign, page__gt=0).values_list("page", "frame"))
    return [
        _sheet(
            page,
            rows.get(page.number) or Page(campaign=campaign, number=page.number),
            lying,
            names.get(page.key) or str(TEMPLATES[page.template].title),
        )
        for page in plan
    ]


def _sheet(page: PlannedPage, row: Page, lying: set[tuple[int, str]], title: str) -> Sheet:
    template = TEMPLATES[page.template]
    misses = any(f.is_main and (page.number, f.name) not in lying for f in template.frames)
    over = sum(fit["lines_over"] for fit in row.measured.get("frames", {}).values())
    if row.holder is not None:
        state, said = "busy", _("%(name)s is on it") % {"name": row.holder.get_short_name()}
    elif row.measured.get("error") and not row.is_being_made:
        state, said = "long", _("The proof did not work")
    elif misses:
        state, said = "empty", _("Empty")
    elif over:
        state, said = "long", _("Too long")
    elif row.is_being_made or not row.preview:
        state, said = "busy", _("Proof is being made") if row.is_being_made else _("No proof yet")
    else:
        state, said = "ready", _("Ready")
    return Sheet(page.number, title, row, state, said)


def _plan_context(request: MemberRequest) -> dict[str, Any]:
    sheets = flat_plan(request.campaign)
    return {
        "sheets": sheets,
        "pending": any(sheet.row.is_being_made for sheet in sheets),
        "stale": any(not sheet.row.preview for sheet in sheets),
    }


def show_newsroom(request: MemberRequest, make: MakeForm | None = None) -> HttpResponse:
    articles = Article.objects.filter(campaign=request.campaign).select_related("key")
    context = {
        "articles": articles.prefetch_related("needs", "actions", "dreams"),
        **_plan_context(request),
        **list_versions(request, Kind.NEWSPAPER, make),
    }
    return render(request, "publications/newsroom.html", context, status=422 if make else 200)


@require_safe
@campaign_view(Permission.EDIT)
def newsroom(request: MemberRequest) -> HttpResponse:
    """Show the flat plan, the articles and the versions of the newspaper."""
    return show_newsroom(request)


@require_safe
@campaign_view(Permission.EDIT)
def plan_state(request: MemberRequest) -> HttpResponse:
    """Show the flat plan alone; the page asks for it while proofs are being made."""
    return render(request, "publications/_flat_plan.html", _plan_context(request))


@require_POST
@campaign_view(Permission.EDIT)
def ask_for_proofs(request: MemberRequest) -> HttpResponse:
    """Have the pages looked at again by the print engine."""
    numbers = [page.number for page in plan_of(request.campaign)]
    asked = ask_proofs(campaign=request.campaign, numbers=numbers, again="again" in request.POST)
    if asked:
        make_proofs.delay_on_commit(request.campaign.pk)  # type: ignore[attr-defined]
    return redirect("publications:newsroom")


@require_safe
@campaign_view(Permission.EDIT)
def preflight(request: MemberRequest) -> HttpResponse:
    """List what stands between the newspaper and the press; pages without proof get one."""
    findings = check_newspaper(request.campaign)
    context = {
        "red": [line for line in findings if line.is_red],
        "amber": [line for line in findings if not (line.is_red or line.waits)],
        "waiting": [line.page for line in findings if line.waits],
        **list_versions(request, Kind.NEWSPAPER),
    }
    return render(request, "publications/preflight.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.EDIT)
def edit_article(request: MemberRequest, slug: str) -> HttpResponse:
    """Let an editor write an article; without a source it is not kept."""
    article = get_object_or_404(Article, campaign=request.campaign, slug=slug)
    return _write(request, article)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.EDIT)
def new_article(request: MemberRequest) -> HttpResponse:
    """Let an editor begin an article."""
    return _write(request, None)


def _write(request: MemberRequest, article: Article | None) -> HttpResponse:
    form = ArticleForm(
        request.POST or None, instance=article, campaign=request.campaign,
        initial={} if article else {"frame": request.GET.get("plek", "")},
    )  # fmt: skip
    other = None
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, form, article)
        except PageHeld as held:
            form.add_error(None, _("%(name)s is working on this page.") % {"name": held})
        except ArticleChanged:
            other = Article.objects.get(pk=form.instance.pk)
            form.add_error(None, _("Somebody saved this article while you were writing."))
            data = request.POST.copy()
            data["version"] = str(other.version)
            form.data = data
    context = {"form": form, "article": article, "other": other}
    status = 409 if other else 422 if form.is_bound else 200
    return render(request, "publications/edit_article.html", context, status=status)


def _save(request: MemberRequest, form: ArticleForm, article: Article | None) -> HttpResponse:
    words = form.words()
    for number in {words["page"], article.page if article else 0} - {0}:
        hold_page(page=page_of(request.campaign, number), by=request.user)
    saved = save_article(
        campaign=request.campaign,
        article=Article.objects.get(pk=article.pk) if article else None,
        version=form.cleaned_data["version"],
        needs=form.cleaned_data["needs"],
        actions=form.cleaned_data["actions"],
        dreams=form.dreams,
        by=request.user,
        **words,
    )
    make_proofs.delay_on_commit(request.campaign.pk)  # type: ignore[attr-defined]
    messages.success(request, _("The article is saved."))
    if saved.page:
        return redirect("publications:page_room", saved.page)
    return to_room(Kind.NEWSPAPER)
