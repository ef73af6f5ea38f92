"""Make the whole newspaper, or a single page of it."""

import hashlib
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.rendering import Layout
from publications.rendering.citations import read_citations
from publications.rendering.content import Progress, Rendered, silent
from publications.rendering.newspaper.checking import (
    PictureFit,
    lonely_headlines,
    pictures_on,
)
from publications.rendering.newspaper.content import NewsArticle, NewspaperContent, PlannedPage
from publications.rendering.newspaper.fitting import (
    FrameFit,
    fit_pages,
    lay_pages,
    missing,
    too_long,
)
from publications.rendering.newspaper.frames import plan_pages
from publications.rendering.newspaper.numbers import pages_named
from publications.rendering.newspaper.pictures import pictures_of
from publications.rendering.newspaper.stories import printable
from publications.rendering.newspaper.writing import PageFit, write_newspaper, write_page


@dataclass(frozen=True)
class PageProof:
    """One page as it will be printed, and what an editor must know about it."""

    pdf: bytes
    frames: tuple[FrameFit, ...]
    pictures: tuple[PictureFit, ...] = ()
    lonely: tuple[str, ...] = ()  # headlines whose last line is one short word


def render_newspaper(content: NewspaperContent, *, progress: Progress = silent) -> Rendered:
    """Lay out the newspaper and say in words which frame is too full."""
    with override(content.language):
        content = ready(content)
        final, frames = _fitted(content, progress)
        progress(80, _("The pages are laid out. Now they are written."))
        pdf = final.write()
        warnings = (*missing(content), *too_long(frames, content.pages))
    return Rendered(pdf, final.pages, read_citations(final.anchors), warnings)


def lay_out_newspaper(
    content: NewspaperContent, *, bleed: float, progress: Progress = silent
) -> Layout:
    """Lay out the newspaper for a press, with so many millimetres of bleed."""
    with override(content.language):
        return _fitted(ready(content), progress, bleed)[0]


def _fitted(
    content: NewspaperContent, progress: Progress, bleed: float = 0
) -> tuple[Layout, list[FrameFit]]:
    progress(5, _("The texts are put together."))
    found = where_dreams_stand(content)

    def told(attempt: int, pages: int) -> None:
        progress(min(8 + 7 * attempt, 50), _("The texts are fitted into their frames."))

    fits, frames = fit_pages(content, content.pages, found, told)
    progress(55, _("The pages are laid out."))
    written = {page: write_page(content, page, fits[page], found) for page in content.pages}
    return lay_pages(content, written, pictures_of(content), bleed=bleed), list(frames)


def render_page(content: NewspaperContent, number: int) -> PageProof:
    """Lay out a single page, as it will be among the others."""
    with override(content.language):
        content = ready(content)
        page = content.pages[number - 1]
        found = where_dreams_stand(content) if page.template == "back" else {}
        fits, frames = fit_pages(content, [page], found)
        written = {page: write_page(content, page, fits[page], found)}
        layout = lay_pages(content, written, pictures_of(content))
        return PageProof(
            pdf=layout.write(),
            frames=tuple(frames),
            pictures=pictures_on(content, page, layout),
            lonely=lonely_headlines(content, page),
        )


def page_digest(content: NewspaperContent, number: int) -> str:
    """Return a hash that changes when the page would look different. No layout is made."""
    with override(content.language):
        content = ready(content)
        page = content.pages[number - 1]
        found = where_dreams_stand(content) if page.template == "back" else {}
        html = write_newspaper(content, {page: write_page(content, page, PageFit(), found)})
    seen = hashlib.sha256(html.encode())
    for work in content.children:
        if f"work-{work.number}" in html:
            seen.update(work.data)
    return seen.hexdigest()


def where_dreams_stand(content: NewspaperContent) -> dict[int, int]:
    """Return the page of each dream that stands somewhere before the back page."""
    return pages_named(
        (page.number, write_page(content, page, PageFit()))
        for page in content.pages
        if page.template != "back"
    )


def ready(content: NewspaperContent) -> NewspaperContent:
    """Return the newspaper with its pages planned, and only signs that our fonts can set."""
    pages: tuple[PlannedPage, ...] = content.pages or plan_pages(
        tuple(key.slug for key in content.keys)
    )
    return replace(
        content,
        pages=pages,
        articles=tuple(_clean(article) for article in content.articles),
        children=tuple(
            replace(
                w, title=printable(w.title), text=printable(w.text), caption=printable(w.caption)
            )
            for w in content.children
        ),
        poems=tuple(
            replace(
                w, title=printable(w.title), text=printable(w.text), caption=printable(w.caption)
            )
            for w in content.poems
        ),
        voices=tuple(
            replace(v, quote=replace(v.quote, text=printable(v.quote.text))) for v in content.voices
        ),
        dreams=tuple(
            replace(d, first_name=printable(d.first_name)) if d.first_name else d
            for d in content.dreams
        ),
    )


def _clean(article: NewsArticle) -> NewsArticle:
    return replace(
        article,
        headline=printable(article.headline),
        deck=printable(article.deck),
        rubric=printable(article.rubric),
        pull_quote=printable(article.pull_quote),
        pull_quote_by=printable(article.pull_quote_by),
        body=tuple(printable(paragraph) for paragraph in article.body),
    )
