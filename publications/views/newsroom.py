"""Where editors write the newspaper of the future."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from publications.forms.issues import MakeForm
from publications.forms.newspaper import ArticleForm
from publications.models import Article, Kind
from publications.services.newspaper import save_article
from publications.views.version_list import list_versions, to_room


def show_newsroom(request: MemberRequest, make: MakeForm | None = None) -> HttpResponse:
    articles = Article.objects.filter(campaign=request.campaign).select_related("key")
    context = {
        "articles": articles.prefetch_related("needs", "actions", "dreams"),
        **list_versions(request, Kind.NEWSPAPER, make),
    }
    return render(request, "publications/newsroom.html", context, status=422 if make else 200)


@require_safe
@campaign_view(Permission.EDIT)
def newsroom(request: MemberRequest) -> HttpResponse:
    """Show the articles page by page and the versions of the newspaper."""
    return show_newsroom(request)


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
        return to_room(Kind.NEWSPAPER)
    context = {"form": form, "article": article}
    status = 422 if form.is_bound else 200
    return render(request, "publications/edit_article.html", context, status=status)
