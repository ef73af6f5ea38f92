"""The newspaper of the future: four tabloid pages, each a fixed frame.

Text is fitted frame by frame: every frame starts with its largest letters and takes smaller ones
until it fits. What does not fit in the smallest is cut off by its frame and named in a warning.
"""

import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import segno
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from campaigns.illustration import prints
from campaigns.illustration.paper import SUN
from campaigns.illustration.people import long_table
from campaigns.illustration.symbols import VIVID
from campaigns.numbers import count
from campaigns.rendering import Layout, lay_out
from publications.rendering.charts import Look, bars
from publications.rendering.citations import Marks, read_citations
from publications.rendering.content import (
    Count,
    DreamName,
    NewsArticle,
    NewsKey,
    NewspaperContent,
    Picture,
    Progress,
    Rendered,
    silent,
)
from publications.rendering.masthead import can_cap, first_letter, masthead

_COLUMNS = 6  # of numbers, on page 4
# Letters in points and their line, largest first; nothing is set smaller than the last.
_TEXT = ((14, 18), (13.2, 16.8), (12.5, 16), (11.8, 15.2), (11, 14.2), (10.5, 13.6), (10, 13))
_ASIDE = ((11.5, 14.6), (10.8, 13.8), (10, 13), (9.5, 12))
_HEAD = ((52, 49), (43, 41), (36, 35), (30, 30))
_NUMBERS = ((20, 27), (15, 20), (12, 16), (10, 13.5), (9, 11.6), (8, 10))
_WORKS = 8  # at most, on page 4


@dataclass(frozen=True)
class _Frame:
    """A frame whose text may be too long."""

    page: int
    columns: int
    sizes: tuple[tuple[float, float], ...]


_FRAMES = {
    "lead": _Frame(1, 3, _TEXT),
    "briefs": _Frame(1, 1, _ASIDE),
    "child": _Frame(1, 1, _ASIDE[2:]),
    "dream-followed": _Frame(2, 3, _TEXT),
    "not-taken": _Frame(2, 1, ((15, 19.5), (13.6, 17.6), (12.4, 16), *_ASIDE)),
    "report": _Frame(3, 3, _TEXT),
    "voice": _Frame(3, 1, ((12.4, 16), *_ASIDE)),
    "actions": _Frame(3, 3, ((12.4, 16), *_ASIDE)),
    "numbers": _Frame(4, 6, _NUMBERS),
}


@dataclass
class _Fit:
    """How each frame is set: which of its sizes, and for the numbers whether names go along."""

    levels: dict[str, int] = field(default_factory=dict)
    works: int = _WORKS  # on page 4; fewer when there are many numbers
    with_names: bool = True
    as_ranges: bool = False
    poster: float = 0  # millimetres left under the numbers

    def size(self, name: str) -> SafeString:
        """Return the letters of a frame as a style."""
        points, line = _FRAMES[name].sizes[self.levels.get(name, 0)]
        return format_html("font-size:{}pt;line-height:{}pt", points, line)

    def shrink(self, name: str) -> bool:
        """Take the next smaller letters; False when there are none."""
        level = self.levels.get(name, 0)
        if level + 1 < len(_FRAMES[name].sizes):
            self.levels[name] = level + 1
            return True
        return self._make_room() if name == "numbers" else False

    def _make_room(self) -> bool:
        """Give the numbers more room: half the pictures, then no names, then ranges."""
        if self.works > 4:
            self.works, self.levels["numbers"] = 4, 2
        elif self.with_names:
            self.with_names, self.levels["numbers"] = False, 3
        elif not self.as_ranges:
            self.as_ranges, self.levels["numbers"] = True, 3
        else:
            return False
        return True

    @property
    def room(self) -> float:
        """Return how high the numbers' text may be, in millimetres, below its heading."""
        return 132 if self.works > 4 else 198 if self.works else 268

    def guess_numbers(self, dreams: Sequence[DreamName]) -> None:
        """Start near what will fit: laying out thousands of numbers takes seconds each time."""
        while True:
            points, line = _NUMBERS[self.levels.get("numbers", 0)]
            letters = sum(
                len(count(dream.number)) + (len(dream.first_name) + 1 if self.with_names else 0)
                for dream in dreams
            )
            wide = (letters * 0.56 + len(dreams) * 0.9) * points * 0.353
            lines = wide / 40 / _COLUMNS * 1.05
            if lines * line * 0.353 <= self.room or not self.shrink("numbers"):
                return


@dataclass(frozen=True)
class _Strip:
    """Where an article came from, as the strip at the foot of the page."""

    title: str
    steps: tuple[tuple[str, str], ...]
    url: str
    qr: str


def render_newspaper(content: NewspaperContent, *, progress: Progress = silent) -> Rendered:
    """Lay out the newspaper and say in words which frame is too full."""
    with override(content.language):
        progress(5, _("The texts are put together."))
        fit, excess = _fit(content, progress)
        progress(55, _("The pages are laid out."))
        pictures = _pictures(content)
        final = _lay_out(content, fit, pictures)
        progress(80, _("The pages are laid out. Now they are written."))
        pdf = final.write()
        warnings = tuple(_missing(content)) + tuple(_too_long(excess))
    return Rendered(pdf, final.pages, read_citations(final.anchors), warnings)


def _fit(content: NewspaperContent, progress: Progress) -> tuple[_Fit, dict[str, float]]:
    """Find letters that fit, with grey for every picture; return what still sticks out, in mm."""
    fit = _Fit(works=min(len(content.children), _WORKS))
    fit.guess_numbers(content.dreams)
    blank = dict.fromkeys(_pictures(content), prints.picture(1, 1, "").encode())
    excess: dict[str, float] = {}
    numbers_settled = False
    for attempt in range(len(_TEXT) + 2):
        # Thousands of numbers are laid out again only when they changed.
        draft = replace(content, dreams=()) if numbers_settled else content
        measured = _lay_out(draft, fit, blank, tall=True)
        if not numbers_settled:
            fit.poster = max(_room(measured, "numbers"), 0)
        excess = {
            name: over
            for name in _FRAMES
            if (over := -_room(measured, name)) > 0.4  # less than a hair
        }
        numbers_settled = "numbers" not in excess
        progress(10 + 5 * attempt, _("The texts are fitted into their frames."))
        shrunk = [fit.shrink(name) for name in excess]
        if not any(shrunk):
            break
    return fit, excess


def _room(measured: Layout, name: str) -> float:
    """Return how many millimetres a frame has left under its text; negative: too long."""
    frame, inner = measured.places.get(f"vak-{name}"), measured.places.get(f"in-{name}")
    return frame.bottom - inner.bottom if frame and inner else 0.0


def _too_long(excess: dict[str, float]) -> Iterable[str]:
    for name, over in excess.items():
        frame = _FRAMES[name]
        line = frame.sizes[-1][1] * 25.4 / 72
        lines = max(math.ceil(over / line) * frame.columns, 1)
        yield ngettext(
            "Page %(page)s, %(frame)s: %(n)s line too long",
            "Page %(page)s, %(frame)s: %(n)s lines too long",
            lines,
        ) % {"page": frame.page, "frame": _frame_names()[name], "n": lines}


def _missing(content: NewspaperContent) -> Iterable[str]:
    frames = {article.frame for article in content.articles}
    for name in ("lead", "dream-followed", "report"):
        if name not in frames:
            yield _("Page %(page)s, %(frame)s: there is no article yet") % {
                "page": _FRAMES[name].page, "frame": _frame_names()[name],
            }  # fmt: skip


def _frame_names() -> dict[str, str]:
    return {
        "lead": _("lead"),
        "briefs": _("short news"),
        "child": _("child's work"),
        "dream-followed": _("the dream we follow"),
        "not-taken": _("what did not make it"),
        "report": _("reportage"),
        "voice": _("letter"),
        "actions": _("actions"),
        "numbers": _("dream numbers"),
    }


def _lay_out(
    content: NewspaperContent, fit: _Fit, pictures: dict[str, bytes], *, tall: bool = False
) -> Layout:
    return lay_out(
        write_newspaper(content, fit, tall=tall),
        language=content.language[:2] + content.language[2:].upper(),
        title=_newspaper_title(content),
        pictures=pictures,
    )


def _newspaper_title(content: NewspaperContent) -> str:
    return _("The newspaper of the future. %(city)s %(year)s") % {
        "city": content.city, "year": content.horizon_year,
    }  # fmt: skip


def write_newspaper(content: NewspaperContent, fit: _Fit, *, tall: bool = False) -> str:
    """Return the four pages as HTML. `tall` pages let text run on, to measure it."""
    marks = Marks(content.address)
    lead = _first(content, "lead")
    followed, report = _first(content, "dream-followed"), _first(content, "report")
    key = _key_of_page_three(content, report)
    context = {
        "paper": content,
        "language": content.language[:2] + content.language[2:].upper(),
        "title": _newspaper_title(content),
        "tall": tall,
        "size": {name.replace("-", "_"): fit.size(name) for name in _FRAMES},
        "fit": fit,
        "headline": {
            article.frame.replace("-", "_"): _headline_size(article)
            for article in (lead, followed, report)
            if article
        },
        "strip_keys": _strip_keys(content, key),
        "lead": lead,
        "briefs": [a for a in content.articles if a.frame == "brief"][:4],
        "child": content.children[0] if content.children else None,
        "child_mark": marks.quoted(content.children[0].number) if content.children else "",
        "followed": followed,
        "not_taken": _first(content, "not-taken"),
        "report": report,
        "voice": _first(content, "voice"),
        "key": key,
        "chart": _chart(key) if key else "",
        # The letter takes what the bars leave of their column.
        "needs_high": 30 + 12.5 * min(len(key.needs), 6) if key else 0,
        "caps": {a.frame.replace("-", "_"): _cap(a) for a in (lead, followed, report) if a},
        "strips": {
            name: _strip(article, content) if article else None
            for name, article in (("lead", lead), ("followed", followed), ("report", report))
        },
        "lead_from": _from(lead, marks),
        "followed_from": _from(followed, marks),
        "report_from": _from(report, marks),
        "voice_from": _from(_first(content, "voice"), marks),
        "brief_from": [_from(a, marks) for a in content.articles if a.frame == "brief"][:4],
        "stations": _stations(content),
        "works": [(marks.quoted(work.number), work) for work in content.children[: fit.works]],
        "numbers": _numbers(content.dreams, fit, marks),
        "actions": [(action, marks.links(action.dream_numbers[:4])) for action in key.actions[:3]]
        if key
        else [],
    }
    return render_to_string("publications/pdf/newspaper.html", context)


def _first(content: NewspaperContent, frame: str) -> NewsArticle | None:
    return next((article for article in content.articles if article.frame == frame), None)


def _from(article: NewsArticle | None, marks: Marks) -> SafeString | str:
    return marks.links(article.dream_numbers) if article else ""


def _headline_size(article: NewsArticle) -> SafeString:
    """Return the letters of a headline: long ones are set smaller, so that two lines hold."""
    length = len(article.headline)
    level = 0 if length <= 20 else 1 if length <= 48 else 2 if length <= 70 else 3
    points, line = _HEAD[level]
    # Lines of about the same length: no single word alone on the last.
    wide = length * points * 0.353 * 0.47
    return format_html(
        "font-size:{}pt;line-height:{}pt;max-width:{}mm",
        points, line, round(wide / math.ceil(wide / 172) * 1.22 + 8),
    )  # fmt: skip


@dataclass(frozen=True)
class _Cap:
    """The large first letter of an article, as a picture beside the real text."""

    letter: str
    rest: str
    picture: str
    width: float  # of the picture, in em of the text
    hang: float  # how far the unseen real letter hangs out, in em


def _cap(article: NewsArticle) -> _Cap | None:
    text = article.body[0] if article.body else ""
    if not text or not can_cap(text[0]):
        return None
    _drawn, wide = first_letter(text[0], SUN)
    hang = 0.4 if text[0] in "IJ" else 0.92 if text[0] in "MW" else 0.68
    return _Cap(text[0], text[1:], f"cap-{article.frame}", wide * 2.95, hang)


def _key_of_page_three(content: NewspaperContent, report: NewsArticle | None) -> NewsKey | None:
    wanted = report.key if report else ""
    by_slug = {key.slug: key for key in content.keys}
    return by_slug.get(wanted) or max(content.keys, key=lambda key: key.total, default=None)


def _strip_keys(content: NewspaperContent, page_three: NewsKey | None) -> list[tuple[NewsKey, str]]:
    """Return the keys of the index with what stands under them: a page, or how many dreams."""
    return [
        (
            key,
            _("page %(page)s") % {"page": 3}
            if key is page_three
            else ngettext("%(n)s dream", "%(n)s dreams", key.total) % {"n": count(key.total)},
        )
        for key in content.keys
    ]


def _chart(key: NewsKey) -> SafeString:
    needs = sorted(key.needs, key=lambda need: (-need.count, need.name))[:6]
    return bars(
        [Count(need.name, need.count) for need in needs],
        title=_("Dreams per need, key %(key)s") % {"key": key.name},
        look=Look(width=75, label=36, row=12.5, points=10, fill=VIVID[key.shape], shape=key.shape),
    )


def _strip(article: NewsArticle, content: NewspaperContent) -> _Strip | None:
    source = article.source
    if source is None:
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
    titles = {"lead": _("How this came to the front page")}
    return _Strip(
        title=titles.get(article.frame, _("How this came into the newspaper")),
        steps=tuple(steps),
        url=content.address + source.path,
        qr=f"qr-{article.frame}",
    )


def _stations(content: NewspaperContent) -> list[tuple[float, float, object]]:
    """Return the phases with their place on the arc, in millimetres within 289 x 94."""
    places = prints.arc_stations(289, 94)
    return [(x, y, phase) for (x, y), phase in zip(places, content.phases, strict=False)]


def _numbers(dreams: Sequence[DreamName], fit: _Fit, marks: Marks) -> list[SafeString]:
    """Return six columns of all dream numbers, with first names, or in ranges when very many.

    The columns are cut here: letting the engine balance thousands of words takes minutes.
    """
    named = {dream.number: dream.first_name for dream in dreams if fit.with_names}
    numbers = sorted(dream.number for dream in dreams)
    spans = _ranges(numbers) if fit.as_ranges else [(number, number) for number in numbers]
    items = []
    for first, last in spans:
        text = count(first) if first == last else f"{count(first)}–{count(last)}"
        items.append((marks.listed(first, last), text, named.get(first, "")))
    weights = [len(text) + (len(name) + 1 if name else 0) + 2 for _mark, text, name in items]
    columns: list[list[SafeString]] = [[] for _column in range(_COLUMNS)]
    passed, whole = 0, sum(weights) or 1
    for (mark, text, name), weight in zip(items, weights, strict=True):
        after = format_html(" <i>{}</i>", name) if name else ""
        columns[passed * _COLUMNS // whole].append(
            format_html('<span class="dr" id="{}">{}{}</span>', mark, text, after)
        )
        passed += weight
    return [format_html_join(" ", "{}", ((item,) for item in column)) for column in columns]


def _ranges(numbers: Sequence[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return spans


def _pictures(content: NewspaperContent) -> dict[str, bytes]:
    word = _("future")
    drawn = {
        "masthead": masthead(word),
        "plate": long_table(),
        "arc": prints.day_arc(2890, 940),
        "arrow": prints.arrow(),
        "poster": prints.horizon(),
        "sun": prints.round_sun(),
        "qr-home": _qr(content.address + "/mijn-droom/"),
    }
    for shape in {*(key.shape for key in content.keys), *(a.shape for a in content.articles)} - {
        ""
    }:
        drawn[f"shape-{shape}"] = prints.emblem(shape)
        drawn[f"white-{shape}"] = prints.emblem(shape, "#fff")
    for article in content.articles:
        if _cap(article):
            ink = VIVID.get(article.shape, SUN)
            drawn[f"cap-{article.frame}"] = first_letter(article.body[0][0], ink)[0]
        if article.source:
            drawn[f"qr-{article.frame}"] = _qr(content.address + article.source.path)
    works: dict[str, Picture] = {f"work-{work.number}": work for work in content.children[:_WORKS]}
    return {name: svg.encode() for name, svg in drawn.items()} | {
        name: work.data for name, work in works.items()
    }


def _qr(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=2, light="#fff", omitsize=True
    )
    return out.getvalue().decode().strip()
