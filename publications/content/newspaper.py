"""Gather the newspaper of the future."""

import re

from django.conf import settings
from django.db.models import Count as CountOf
from django.db.models import Prefetch, Sum
from django.utils.translation import gettext as _
from django.utils.translation import override

from ambassadors.models import Ambassador as AmbassadorRow
from campaigns.models import Campaign, Channel, Contribution, District
from clustering.models import Key
from debate.models import Action
from dreamsessions.models import Session
from gallery.models import Artwork
from gallery.models import Kind as ArtKind
from publications.content.changed_places import changed_places
from publications.content.material import (
    Material,
    action_lines,
    address_of,
    answered_numbers,
    appears_on,
    children_works,
    count_channels,
    gather,
    need_lines,
    paragraphs,
    phase_lines,
    printed_numbers,
    spread,
)
from publications.models import Article, Issue, Page
from publications.rendering.content import Picture, Quote
from publications.rendering.newspaper.content import (
    Ambassador,
    CityPart,
    DatedAction,
    DreamName,
    Figure,
    NewsArticle,
    NewsKey,
    NewspaperContent,
    Source,
    Voice,
)
from publications.rendering.newspaper.frames import plan_pages
from publications.versions import version_of
from survey.models import Score

WORKS_IN_THE_NEWSPAPER = 19
POEMS_IN_THE_NEWSPAPER = 2
VOICES_IN_THE_NEWSPAPER = 90
NUMBERS_PER_ARTICLE = 4
# A dream somebody quotes in an article: [droom 2848].
QUOTED = re.compile(r"\[droom (\d{1,9})\]")


def collect_newspaper(issue: Issue) -> NewspaperContent:
    """Gather the newspaper. The number of queries does not grow with the dreams."""
    with override(settings.LANGUAGE_CODE):
        return _newspaper(issue, gather(issue))


def _newspaper(issue: Issue, material: Material) -> NewspaperContent:
    campaign = material.campaign
    version = version_of(issue, material.phases)
    dreaming = next((p.starts_on.year for p in material.phases if p.number == 5), issue.as_of.year)
    names = Contribution.objects.of(campaign).printable().order_by("number")
    districts = list(District.objects.filter(campaign=campaign).order_by("name"))
    return NewspaperContent(
        name=campaign.name,
        city=campaign.city,
        horizon_year=campaign.horizon_year,
        dated=appears_on(campaign),
        dreamed_in=dreaming,
        total=material.total,
        version=version.number,
        is_draft=version.is_draft,
        address=address_of(campaign),
        language=settings.LANGUAGE_CODE,
        pages=plan_pages(tuple(key.slug for key in material.keys), Page.objects.chosen(campaign)),
        keys=tuple(_news_key(material, key) for key in material.keys),
        articles=_articles(material),
        children=children_works(campaign, WORKS_IN_THE_NEWSPAPER),
        poems=_poems(campaign),
        phases=phase_lines(material),
        figures=_figures(material),
        voices=_voices(material),
        actions=_dated_actions(material),
        districts=tuple(CityPart(district.name, district.outline) for district in districts),
        places=changed_places(material, districts),
        ambassadors=_ambassadors(campaign),
        dreams=tuple(DreamName(*row) for row in names.values_list("number", "display_name")),
        plate_caption=material.passages.get("plate", ""),
        colofon=paragraphs(material.passages.get("colofon", "")),
    )


def _poems(campaign: Campaign) -> tuple[Picture, ...]:
    """Return poems by children that may be printed, as they broke their lines. One query."""
    rows = Artwork.objects.of(campaign).printable().filter(kind=ArtKind.POEM).exclude(text="")
    return tuple(
        Picture(
            number=poem.number, data=b"", alt=poem.thumbnail_alt or poem.title, title=poem.title,
            caption=poem.caption, text=poem.text.strip(),
        )
        for poem in rows.order_by("number")[:POEMS_IN_THE_NEWSPAPER]
    )  # fmt: skip


def _ambassadors(campaign: Campaign) -> tuple[Ambassador, ...]:
    """Return who went out to listen: first name and department of those who said yes to that.

    The others count; they stand last, as somebody without a name. One query.
    """
    rows = AmbassadorRow.objects.of(campaign).named_first()
    return tuple(
        Ambassador(name, department) if agreed else Ambassador("", "")
        for name, department, agreed in rows.values_list(
            "candidate__first_name", "candidate__department__name", "candidate__may_be_named"
        )
    )


def _dated_actions(material: Material) -> tuple[DatedAction, ...]:
    keys = {key.pk: key for key in material.keys}
    return tuple(
        DatedAction(
            number=action.number,
            year=action.year or 0,
            title=action.title,
            who=action.who,
            when=action.when or (str(action.year) if action.year else ""),
            key=keys[action.key_id].name,
            shape=keys[action.key_id].shape,
            dreams=len(answered_numbers(action)),
        )
        for action in material.actions
        if action.key_id in keys
    )


def _voices(material: Material) -> tuple[Voice, ...]:
    """Return dreams for pages of dreams, spread over needs and channels. One query."""
    keys = {key.pk: key for key in material.keys}
    shapes = {need.pk: keys[need.key_id].shape for need in material.needs if need.key_id in keys}
    cards = [card for card in material.cards if card.need in shapes and card.printable]
    chosen = spread(cards, VOICES_IN_THE_NEWSPAPER)
    rows = Contribution.objects.of(material.campaign).printable()
    dreams = {dream.number: dream for dream in rows.filter(number__in={c.number for c in chosen})}
    return tuple(
        Voice(
            Quote(
                card.number,
                " ".join(dreams[card.number].text[card.start : card.end].split()),
                dreams[card.number].signature,
                dreams[card.number].language,
            ),
            shapes[card.need or 0],
        )
        for card in chosen
        if card.number in dreams
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
    """Return the articles with where they came from. Five queries."""
    printable = Contribution.objects.printable().order_by("number")
    rows = list(
        Article.objects.filter(campaign=material.campaign, page__gt=0)
        .order_by("page", "position", "pk")
        .prefetch_related("needs", "actions", Prefetch("dreams", printable, to_attr="printed"))
    )
    keys = {key.pk: key for key in material.keys}
    quoted = {int(number) for row in rows for number in QUOTED.findall(row.body)}
    allowed = set(
        Contribution.objects.of(material.campaign)
        .printable()
        .filter(number__in=quoted)
        .values_list("number", flat=True)
    )
    return tuple(_article(material, row, keys.get(row.key_id or 0), allowed) for row in rows)


def readable_paragraphs(body: str, allowed: set[int]) -> tuple[str, ...]:
    """Return the paragraphs of an article without those that quote a dream not for print."""
    return tuple(
        QUOTED.sub(lambda found: f"({_('dream %(number)s') % {'number': found[1]}})", paragraph)
        for paragraph in paragraphs(body)
        if {int(number) for number in QUOTED.findall(paragraph)} <= allowed
    )


def _article(material: Material, row: Article, key: Key | None, allowed: set[int]) -> NewsArticle:
    return NewsArticle(
        slug=row.slug,
        page=row.page,
        frame=row.frame,
        headline=row.headline,
        body=readable_paragraphs(row.body, allowed),
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
