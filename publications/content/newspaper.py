"""Gather the newspaper of the future."""

from datetime import date

from django.conf import settings
from django.db.models import Count as CountOf
from django.db.models import Prefetch, Sum
from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.models import Channel, Contribution
from clustering.models import Key
from debate.models import Action
from dreamsessions.models import Session
from publications.content.material import (
    Material,
    action_lines,
    address_of,
    answered_numbers,
    children_works,
    count_channels,
    gather,
    need_lines,
    paragraphs,
    phase_lines,
    printed_numbers,
)
from publications.models import Article, Issue
from publications.rendering.content import (
    DreamName,
    Figure,
    NewsArticle,
    NewsKey,
    NewspaperContent,
    Source,
)
from publications.versions import version_of
from survey.models import Score

WORKS_IN_THE_NEWSPAPER = 9
NUMBERS_PER_ARTICLE = 4


def collect_newspaper(issue: Issue) -> NewspaperContent:
    """Gather the newspaper. The number of queries does not grow with the dreams."""
    with override(settings.LANGUAGE_CODE):
        return _newspaper(issue, gather(issue))


def _newspaper(issue: Issue, material: Material) -> NewspaperContent:
    campaign = material.campaign
    version = version_of(issue, material.phases)
    dreaming = next((p.starts_on.year for p in material.phases if p.number == 5), issue.as_of.year)
    names = Contribution.objects.of(campaign).printable().order_by("number")
    works = children_works(campaign, WORKS_IN_THE_NEWSPAPER)
    return NewspaperContent(
        name=campaign.name,
        city=campaign.city,
        horizon_year=campaign.horizon_year,
        dated=date(campaign.horizon_year, 10, 12),
        dreamed_in=dreaming,
        total=material.total,
        version=version.number,
        is_draft=version.is_draft,
        address=address_of(campaign),
        language=settings.LANGUAGE_CODE,
        keys=tuple(_news_key(material, key) for key in material.keys),
        articles=_articles(material),
        children=works,
        phases=phase_lines(material),
        figures=_figures(material),
        dreams=tuple(DreamName(*row) for row in names.values_list("number", "display_name")),
        plate_caption=material.passages.get("plate", ""),
        colofon=paragraphs(material.passages.get("colofon", "")),
    )


def _news_key(material: Material, key: Key) -> NewsKey:
    return NewsKey(
        slug=key.slug,
        name=key.name,
        shape=key.shape,
        total=material.dreams_in(material.needs_of(key)),
        vision=key.vision,
        needs=need_lines(material, key),
        actions=action_lines(material, key),
    )


def _articles(material: Material) -> tuple[NewsArticle, ...]:
    """Return the articles with where they came from. Four queries."""
    printable = Contribution.objects.printable().order_by("number")
    rows = (
        Article.objects.filter(campaign=material.campaign)
        .order_by("page", "position", "pk")
        .prefetch_related("needs", "actions", Prefetch("dreams", printable, to_attr="printed"))
    )
    keys = {key.pk: key for key in material.keys}
    return tuple(_article(material, row, keys.get(row.key_id or 0)) for row in rows)


def _article(material: Material, row: Article, key: Key | None) -> NewsArticle:
    return NewsArticle(
        slug=row.slug,
        page=row.page,
        frame=row.frame,
        headline=row.headline,
        body=paragraphs(row.body),
        rubric=row.rubric,
        shape=key.shape if key else "",
        key=key.slug if key else "",
        deck=row.deck,
        pull_quote=row.pull_quote,
        pull_quote_by=row.pull_quote_by,
        source=_source(material, row, key),
        dream_numbers=_numbers_behind(material, row)[:NUMBERS_PER_ARTICLE],
    )


def _numbers_behind(material: Material, row: Article) -> tuple[int, ...]:
    """Return the dreams an article names: its own, else those of its actions, else of its needs."""
    own = tuple(dream.number for dream in row.printed)  # type: ignore[attr-defined]
    wanted = {action.pk for action in row.actions.all()}
    answered = {n for a in material.actions if a.pk in wanted for n in answered_numbers(a)}
    return own or tuple(sorted(answered)) or printed_numbers(material.cards_of(row.needs.all()))


def _source(material: Material, row: Article, key: Key | None) -> Source:
    wanted = {action.pk for action in row.actions.all()}
    action: Action | None = max(
        (a for a in material.actions if a.pk in wanted),
        key=lambda a: (_told(a, row), len(answered_numbers(a)), -a.number),
        default=None,
    )
    # The need the action answers is told first, else the largest.
    first = action.need_id if action else None
    needs = sorted(
        row.needs.all(), key=lambda need: (need.pk != first, -material.dreams_in([need]))
    )
    named = set(_numbers_behind(material, row))
    cards = material.cards_of(needs) or [c for c in material.cards if c.number in named]
    if action is not None:
        path = f"/a/{action.number}"
    elif key is not None:
        path = f"/sleutels/{key.slug}/"
    else:
        path = "/krant/"
    return Source(
        dreams=len({card.number for card in cards} | (named if not needs else set())),
        channels=count_channels(cards),
        need=needs[0].name if needs else "",
        key=key.name if key else "",
        key_position=key.position if key else 0,
        action=action.number if action else 0,
        action_title=action.title if action else "",
        table=action.table.number if action and action.table else 0,
        path=path,
    )


def _told(action: Action, row: Article) -> int:
    """Count the long words of an action's title in an article: it leads with what it tells."""
    text = f"{row.slug} {row.headline} {row.deck} {row.body}".lower()
    return sum(len(word) > 4 and word in text for word in action.title.lower().split())


def _figures(material: Material) -> tuple[Figure, ...]:
    """Return six numbers that are never added up. Three queries."""
    campaign = material.campaign
    held = Session.objects.of(campaign).filter(closed_at__isnull=False)
    sessions = held.aggregate(n=CountOf("pk"), people=Sum("participants"))
    works = Contribution.objects.of(campaign).placed().filter(channel=Channel.SCHOOL).count()
    scores = Score.objects.filter(participant__campaign=campaign, value__isnull=False).count()
    return (
        Figure(material.total, _("dreams"), _("read and placed, from all channels")),
        Figure(sessions["n"], _("dream sessions"), _("held and closed")),
        Figure(sessions["people"] or 0, _("people at a table"), _("present in a dream session")),
        Figure(works, _("works by children"), _("handed in by a class, and placed")),
        Figure(scores, _("scores"), _("how hard people dream along")),
        Figure(len(material.actions), _("actions"), _("written down at the city debate")),
    )
