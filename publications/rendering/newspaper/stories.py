"""An article as a page sets it: headline, first letter, where it came from."""

import io
import re
from dataclasses import dataclass
from functools import lru_cache

import segno
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.illustration.paper import SUN
from campaigns.numbers import count
from publications.rendering.citations import Marks
from publications.rendering.masthead import can_cap, first_letter
from publications.rendering.newspaper.content import NewsArticle, NewspaperContent
from publications.rendering.newspaper.headlines import Headline, set_headline

# Letters our fonts have, or DejaVu behind them. What is not here (emoji, signs of far scripts)
# would come out as an empty box, so it stays off the paper.
_PRINTABLE = re.compile(
    "[^\n\u0020-\u007e\u00a0-\u024f\u02b0-\u02ff\u0300-\u036f\u0370-\u03ff\u0400-\u052f"
    "\u0590-\u05ff\u0600-\u06ff\u1e00-\u1eff\u2010-\u2015\u2018-\u201f\u2022\u2026\u2030"
    "\u2032\u2033\u2039\u203a\u20ac\u2116\u2122\u2212\ufe70-\ufefc]"
)


def printable(text: str) -> str:
    """Return a text without the signs no font of ours can set."""
    found = _PRINTABLE.sub("", text.replace("\u2011", "-").replace("\u202f", "\u00a0"))
    return re.sub(r"  +", " ", found).strip() if found != text else text


@dataclass(frozen=True)
class Cap:
    """The large first letter of an article, as a picture beside the real text."""

    letter: str
    rest: str
    picture: str
    width: float  # of the picture, in em of the text
    hang: float  # how far the unseen real letter hangs out, in em


@dataclass(frozen=True)
class Strip:
    """Where an article came from, as the strip at the foot of the page."""

    title: str
    steps: tuple[tuple[str, str], ...]
    url: str
    qr: str


@dataclass(frozen=True)
class Row:
    """A paragraph; one of the form 'a | b' is a line of a list."""

    name: str
    text: str


@dataclass(frozen=True)
class Story:
    """An article with how its page sets it."""

    article: NewsArticle
    headline: Headline
    cap: Cap | None
    origin: SafeString | str
    rows: tuple[Row, ...]


def tell(article: NewsArticle, marks: Marks, width: float = 172) -> Story:
    """Set an article; its dreams are named under it."""
    rows = []
    for paragraph in article.body:
        name, bar, text = paragraph.partition("|")
        rows.append(Row(name.strip(), text.strip()) if bar else Row("", paragraph))
    return Story(
        article=article,
        headline=set_headline(article.headline, width),
        cap=_cap(article),
        origin=marks.links(article.dream_numbers),
        rows=tuple(rows),
    )


def _cap(article: NewsArticle) -> Cap | None:
    text = article.body[0] if article.body else ""
    if not text or not can_cap(text[0]):
        return None
    _drawn, wide = first_letter(text[0], SUN)
    hang = 0.4 if text[0] in "IJ" else 0.92 if text[0] in "MW" else 0.68
    return Cap(text[0], text[1:], f"cap-{article.slug}", wide * 2.95, hang)


def strip_of(article: NewsArticle | None, content: NewspaperContent) -> Strip | None:
    """Return the way of an article, from dreams to action; None where it has no source."""
    source = article.source if article else None
    if article is None or source is None:
        return None
    steps = [
        (
            ngettext("%(n)s dream", "%(n)s dreams", source.dreams) % {"n": count(source.dreams)},
            ", ".join(f"{row.label} {count(row.count)}" for row in source.channels if row.count),
        )
    ]
    if source.need:
        steps.append((source.need, _("the need behind those dreams")))
    if source.key:
        steps.append(
            (
                source.key,
                _("key %(place)s of %(all)s")
                % {"place": source.key_position, "all": len(content.keys)},
            )
        )
    if source.action:
        steps.append(
            (
                _("Action %(number)s") % {"number": source.action},
                _("thought up at table %(table)s of the city debate") % {"table": source.table}
                if source.table
                else source.action_title,
            )
        )
    return Strip(
        title=_("How this came to the front page")
        if article.frame == "lead"
        else _("How this came into the newspaper"),
        steps=tuple(steps),
        url=content.address + source.path,
        qr=f"qr-{article.slug}",
    )


@lru_cache(maxsize=256)
def qr_code(address: str) -> str:
    """Return an address as a picture for a telephone."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=2, light="#fff", omitsize=True
    )
    return out.getvalue().decode().strip()
