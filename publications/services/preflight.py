"""What stands between a newspaper and the press: found in the database and in the proofs."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ambassadors.models import Ambassador
from campaigns.models import Campaign, Contribution
from publications.content.newspaper import QUOTED
from publications.models import Article, Page
from publications.rendering.newspaper.checking import FINE_ENOUGH
from publications.rendering.newspaper.content import PlannedPage
from publications.rendering.newspaper.frames import TEMPLATES
from publications.services.pages import plan_of


@dataclass(frozen=True)
class Finding:
    """Something an editor must look at. Red ones stop the press."""

    page: int
    sentence: str
    is_red: bool = True
    article: str = ""  # its slug
    waits: bool = False  # the print engine has not looked at the page yet


class NotReadyForPrint(Exception):
    """Raised when somebody wants to print a newspaper that has red lines."""


def check_newspaper(campaign: Campaign) -> list[Finding]:
    """Return everything that is wrong, page by page, red lines first. Eight queries."""
    plan = plan_of(campaign)
    pages = {page.number: page for page in Page.objects.filter(campaign=campaign)}
    articles = list(
        Article.objects.filter(campaign=campaign, page__gt=0, page__lte=len(plan))
        .order_by("page", "position", "pk")
        .prefetch_related("needs", "actions", "dreams")
    )
    found = [
        *_sources(campaign, articles),
        *_names(campaign, plan, articles),
        *_empty(plan, articles),
        *(line for page in plan for line in _measured(page, pages.get(page.number))),
    ]
    return sorted(found, key=lambda line: (not line.is_red, line.page))


def ensure_printable(campaign: Campaign) -> None:
    """Raise `NotReadyForPrint` while there are red lines."""
    if any(line.is_red for line in check_newspaper(campaign)):
        raise NotReadyForPrint


def _sources(campaign: Campaign, articles: Sequence[Article]) -> Iterable[Finding]:
    named = {n for article in articles for n in (*article.dream_numbers, *_quoted(article))}
    rows = Contribution.objects.of(campaign)
    placed = dict(rows.filter(number__in=named).values_list("number", "status"))
    printable = set(rows.printable().filter(number__in=named).values_list("number", flat=True))
    for article in articles:
        if not (article.needs.all() or article.actions.all() or article.dreams.all()):
            yield Finding(
                article.page,
                _("“%(headline)s” has no source. Choose a need, an action or a dream.")
                % {"headline": article.headline},
                article=article.slug,
            )
        for number in sorted({*article.dream_numbers, *_quoted(article)} - printable):
            yield Finding(
                article.page, _gone(article, number, placed.get(number)), article=article.slug
            )


def _names(
    campaign: Campaign, plan: Sequence[PlannedPage], articles: Sequence[Article]
) -> Iterable[Finding]:
    """Say which ambassadors are not named, and which articles name them all the same. One query."""
    rows = Ambassador.objects.of(campaign).unnamed().select_related("candidate")
    unnamed = [row.candidate.full_name for row in rows.order_by("candidate__first_name", "pk")]
    for page in plan:
        if unnamed and page.template == "ambassadors":
            yield Finding(
                page.number,
                ngettext(
                    "%(n)s ambassador did not agree to be named, and stands here without a name:"
                    " %(names)s.",
                    "%(n)s ambassadors did not agree to be named, and stand here without a name:"
                    " %(names)s.",
                    len(unnamed),
                )
                % {"n": len(unnamed), "names": ", ".join(unnamed)},
                is_red=False,
            )
    for article in articles:
        for name in unnamed:
            if re.search(rf"\b{re.escape(name)}\b", _words(article), re.IGNORECASE):
                yield Finding(
                    article.page,
                    _("“%(headline)s” names %(name)s, who did not agree to that.")
                    % {"headline": article.headline, "name": name},
                    article=article.slug,
                )


def _words(article: Article) -> str:
    """Return all that is printed of an article, on one line: a name may be broken over two."""
    texts = (
        article.headline,
        article.deck,
        article.body,
        article.pull_quote,
        article.pull_quote_by,
    )
    return " ".join(" ".join(texts).split())


def _quoted(article: Article) -> list[int]:
    return [int(number) for number in QUOTED.findall(article.body)]


def _gone(article: Article, number: int, status: str | None) -> str:
    where = {"number": number, "headline": article.headline}
    if number in _quoted(article) and status is None:
        paragraphs = [p for p in article.body.split("\n\n") if f"[droom {number}]" in p]
        return _("Dream %(number)s was taken back, and “%(headline)s” quotes it: “%(words)s …”") % {
            **where, "words": " ".join(paragraphs[0].split()[:9]) if paragraphs else "",
        }  # fmt: skip
    if status is None:
        return _("Dream %(number)s was taken back. It is a source of “%(headline)s”.") % where
    return _("Dream %(number)s may not be printed. “%(headline)s” leans on it.") % where


def _empty(plan: Sequence[PlannedPage], articles: Sequence[Article]) -> Iterable[Finding]:
    filled = {(article.page, article.frame) for article in articles}
    for page in plan:
        for frame in TEMPLATES[page.template].frames:
            if frame.is_main and (page.number, frame.name) not in filled:
                yield Finding(
                    page.number,
                    _("%(frame)s: there is no article yet.")
                    % {"frame": str(frame.title).capitalize()},
                    is_red=False,
                )


def _measured(page: PlannedPage, row: Page | None) -> Iterable[Finding]:
    """Say what the print engine saw on a page."""
    if row is None or not row.measured or row.is_being_made:
        yield Finding(page.number, _("This page has no fresh proof yet."), is_red=False, waits=True)
    if row is None:
        return
    if row.measured.get("error"):
        yield Finding(page.number, str(row.measured["error"]))
    frames = TEMPLATES[page.template].by_name
    for name, fit in row.measured.get("frames", {}).items():
        if fit["lines_over"] and name in frames:
            yield Finding(
                page.number,
                ngettext(
                    "%(frame)s: %(n)s line too long",
                    "%(frame)s: %(n)s lines too long",
                    fit["lines_over"],
                )
                % {"frame": str(frames[name].title).capitalize(), "n": fit["lines_over"]},
            )
    for picture in row.measured.get("pictures", ()):
        if picture["ppi"] < FINE_ENOUGH:
            yield Finding(
                page.number,
                _("“%(title)s” has %(ppi)s pixels per inch at this size; print needs %(most)s.")
                % {"title": picture["title"], "ppi": picture["ppi"], "most": FINE_ENOUGH},
            )
        if not picture["has_alt"]:
            yield Finding(
                page.number,
                _("“%(title)s” has no description for who cannot see it.")
                % {"title": picture["title"]},
            )
    for headline in row.measured.get("lonely", ()):
        yield Finding(
            page.number,
            _("One short word stands alone on the last line of “%(headline)s”.")
            % {"headline": headline},
            is_red=False,
        )
