"""Where editors write the note and the newspaper, and ask for a version."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from publications.forms import ArticleForm, MakeForm, PassagesForm
from publications.models import Article, Issue, Kind
from publications.services import (
    AlreadyInTheMaking,
    NotFinished,
    publish_issue,
    request_issue,
    retry_issue,
    save_article,
    save_passages,
)
from publications.tasks import render_issue
from publications.versions import version_of

ROOMS = {Kind.NOTE: "publications:note_room", Kind.NEWSPAPER: "publications:newsroom"}


def _room(kind: str) -> HttpResponse:
    return redirect(ROOMS[Kind(kind)])


def _versions(request: MemberRequest, kind: Kind, form: MakeForm | None = None) -> dict[str, Any]:
    """Return what the list of versions shows. One query."""
    issues = Issue.objects.of(request.campaign).filter(kind=kind).order_by("-version")[:20]
    rows = [(issue, version_of(issue, request.timeline.phases)) for issue in issues]
    return {
        "kind": kind.value,
        "versions": rows,
        "making": next((row for row in rows if row[0].in_the_making), None),
        "make_form": form or MakeForm(),
    }


def _note_room(
    request: MemberRequest, form: PassagesForm, make: MakeForm | None = None
) -> HttpResponse:
    context = {"form": form, **_versions(request, Kind.NOTE, make)}
    status = 422 if form.is_bound or make else 200
    return render(request, "publications/note_room.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.EDIT)
def note_room(request: MemberRequest) -> HttpResponse:
    """Show the passages to write and the versions of the note; store the passages."""
    form = PassagesForm(request.POST or None, campaign=request.campaign)
    if request.method == "POST" and form.is_valid():
        save_passages(campaign=request.campaign, texts=form.texts(), by=request.user)
        messages.success(request, _("The texts are saved."))
        return _room(Kind.NOTE)
    return _note_room(request, form)


def _newsroom(request: MemberRequest, make: MakeForm | None = None) -> HttpResponse:
    articles = Article.objects.filter(campaign=request.campaign).select_related("key")
    context = {
        "articles": articles.prefetch_related("needs", "actions", "dreams"),
        **_versions(request, Kind.NEWSPAPER, make),
    }
    return render(request, "publications/newsroom.html", context, status=422 if make else 200)


@require_safe
@campaign_view(Permission.EDIT)
def newsroom(request: MemberRequest) -> HttpResponse:
    """Show the articles page by page and the versions of the newspaper."""
    return _newsroom(request)


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
    form = ArticleForm(request.POST or None, instance=article, campaign=request.campaign)
    if request.method == "POST" and form.is_valid():
        save_article(
            campaign=request.campaign,
            article=Article.objects.get(pk=article.pk) if article else None,
            needs=form.cleaned_data["needs"],
            actions=form.cleaned_data["actions"],
            dreams=form.dreams,
            by=request.user,
            **form.words(),
        )
        messages.success(request, _("The article is saved."))
        return _room(Kind.NEWSPAPER)
    context = {"form": form, "article": article}
    status = 422 if form.is_bound else 200
    return render(request, "publications/edit_article.html", context, status=status)


@require_POST
@campaign_view(Permission.EDIT)
def make(request: MemberRequest, kind: str) -> HttpResponse:
    """Ask the worker for a new version; a second click finds the first one."""
    form = MakeForm(request.POST)
    if not form.is_valid():
        if kind == Kind.NOTE:
            return _note_room(request, PassagesForm(campaign=request.campaign), form)
        return _newsroom(request, form)
    issue, created = request_issue(
        campaign=request.campaign, kind=kind, by=request.user, **form.cleaned_data
    )
    if created:
        render_issue.delay_on_commit(issue.pk)  # type: ignore[attr-defined]
    else:
        messages.info(request, _("This version is being made already."))
    return _room(kind)


@require_safe
@campaign_view(Permission.EDIT)
def progress(request: MemberRequest, pk: int) -> HttpResponse:
    """Show how far a version is; the page asks for this part again and again."""
    issue = get_object_or_404(Issue.objects.of(request.campaign), pk=pk)
    context = {"issue": issue, "version": version_of(issue, request.timeline.phases)}
    return render(request, "publications/_progress.html", context)


@require_POST
@campaign_view(Permission.EDIT)
def retry(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a failed version back in the queue."""
    issue = get_object_or_404(Issue.objects.of(request.campaign), pk=pk)
    try:
        _issue, changed = retry_issue(issue=issue, by=request.user)
    except AlreadyInTheMaking:
        messages.info(request, _("Another version is being made. Wait until it is ready."))
        return _room(issue.kind)
    if changed:
        render_issue.delay_on_commit(issue.pk)  # type: ignore[attr-defined]
    return _room(issue.kind)


@require_POST
@campaign_view(Permission.EDIT)
def publish(request: MemberRequest, pk: int) -> HttpResponse:
    """Publish a finished version."""
    issue = get_object_or_404(Issue.objects.of(request.campaign), pk=pk)
    try:
        publish_issue(issue=issue, by=request.user)
        version = version_of(issue, request.timeline.phases)
        messages.success(request, _("%(version)s is published.") % {"version": version.label})
    except NotFinished:
        messages.error(request, _("This version is not ready yet."))
    return _room(issue.kind)
