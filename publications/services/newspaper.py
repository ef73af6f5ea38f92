"""Write the newspaper of the future."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from campaigns.models import Campaign, Contribution, User
from campaigns.services.activity import record_activity
from clustering.models import Need
from debate.models import Action
from publications.models import Article
from publications.services.pages import begin_versions, keep_version


class ArticleChanged(Exception):
    """Raised when somebody else saved an article since the editor read it."""


class NoSource(Exception):
    """Raised for an article without a dream, a need or an action behind it."""


@transaction.atomic
def save_article(
    *,
    campaign: Campaign,
    article: Article | None,
    needs: Iterable[Need],
    actions: Iterable[Action],
    dreams: Iterable[Contribution],
    by: User | None,
    version: int | None = None,
    **words: Any,
) -> Article:
    """Write an article, new or known, with its sources.

    Raises `NoSource` without any, and `ArticleChanged` when it is not at `version` any more.
    """
    needs, actions, dreams = list(needs), list(actions), list(dreams)
    if not (needs or actions or dreams):
        raise NoSource
    for number in {article.page if article else 0, words["page"]}:
        begin_versions(campaign=campaign, number=number)
    if article is None:
        position = Article.objects.filter(campaign=campaign, page=words["page"]).count()
        article = Article(
            campaign=campaign, slug=_free_slug(campaign, words["headline"]), position=position
        )
    elif version is not None and not Article.objects.filter(pk=article.pk, version=version).update(
        version=version + 1
    ):
        raise ArticleChanged
    before = article.page if article.pk else 0
    if article.pk:
        article.refresh_from_db(fields=["version"])
    for name, value in words.items():
        setattr(article, name, value)
    article.dream_numbers = sorted(dream.number for dream in dreams)
    article.save()
    article.needs.set(needs)
    article.actions.set(actions)
    article.dreams.set(dreams)
    record_activity(campaign=campaign, by=by, verb="save_article", subject=article.headline)
    for number in {before, article.page}:
        keep_version(campaign=campaign, number=number, by=by)
    return article


def _free_slug(campaign: Campaign, headline: str) -> str:
    base = slugify(headline)[:70] or "stuk"
    taken = set(
        Article.objects.filter(campaign=campaign, slug__startswith=base).values_list(
            "slug", flat=True
        )
    )
    return next(s for s in (base, *(f"{base}-{n}" for n in range(2, 1000))) if s not in taken)
