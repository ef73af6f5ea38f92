"""Write a page as HTML: what its template shows, from the newspaper's content."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.illustration import prints
from campaigns.illustration.symbols import VIVID
from campaigns.numbers import count
from publications.rendering.charts import Look, bars
from publications.rendering.citations import Marks
from publications.rendering.content import Count, Picture
from publications.rendering.newspaper import crossword, mosaic, numbers, places
from publications.rendering.newspaper.columns import in_columns
from publications.rendering.newspaper.content import (
    NewsKey,
    NewspaperContent,
    PlannedPage,
    Voice,
)
from publications.rendering.newspaper.frames import TEMPLATES, Frame, PageTemplate
from publications.rendering.newspaper.stories import Story, strip_of, tell

# Marks of a page start here, so that a page alone is the same as among the others.
_MARKS_PER_PAGE = 100_000
_VOICES = 44  # on a page of dreams


@dataclass
class PageFit:
    """How a page is set: the size of each frame's letters, and the back page's index."""

    levels: dict[str, int] = field(default_factory=dict)
    index: numbers.Index = field(default_factory=numbers.Index)
    poster: float = 0  # millimetres left under the numbers

    def points(self, frame: Frame) -> tuple[float, float]:
        """Return the letters of a frame and their line."""
        level = self.index.level if frame.name == "numbers" else self.levels.get(frame.name, 0)
        return frame.sizes[min(level, len(frame.sizes) - 1)]


@dataclass(frozen=True)
class Desk:
    """Everything a page is written from."""

    content: NewspaperContent
    page: PlannedPage
    fit: PageFit
    marks: Marks
    # For the back page: on which page each dream stands.
    found: Mapping[int, int] = field(default_factory=dict)

    @property
    def template(self) -> PageTemplate:
        return TEMPLATES[self.page.template]

    def stories(self, frame: str) -> list[Story]:
        place = self.template.by_name[frame]
        articles = self.content.on(self.page, frame)[: place.takes]
        return [tell(article, self.marks, place.w - 3) for article in articles]

    def story(self, frame: str) -> Story | None:
        return next(iter(self.stories(frame)), None)

    def strip(self, story: Story | None) -> Any:
        return strip_of(story.article, self.content) if story else None


def write_page(
    content: NewspaperContent,
    page: PlannedPage,
    fit: PageFit,
    found: Mapping[int, int] | None = None,
) -> SafeString:
    """Return one page as HTML."""
    marks = Marks(content.address, page.number * _MARKS_PER_PAGE)
    desk = Desk(content, page, fit, marks, found or {})
    frames = desk.template.frames
    context = {
        "paper": content,
        "page": page,
        "number": page.number,
        "place": {f.name.replace("-", "_"): f.style() for f in frames},
        "size": {f.name.replace("-", "_"): _size(fit, f) for f in frames if f.sizes},
        "fit": fit,
    }
    context |= _WRITERS[page.template](desk)
    return render_to_string(f"publications/pdf/krant/{page.template}.html", context)


def write_newspaper(
    content: NewspaperContent,
    pages: Mapping[PlannedPage, SafeString],
    *,
    tall: Sequence[str] = (),
) -> str:
    """Return the document of some pages; `tall` ones let text run on, in the frames named there."""
    return render_to_string(
        "publications/pdf/newspaper.html",
        {
            "language": content.language[:2] + content.language[2:].upper(),
            "title": newspaper_title(content),
            "tall": tall,
            "pages": pages.values(),
        },
    )


def newspaper_title(content: NewspaperContent) -> str:
    return _("The newspaper of the future. %(city)s %(year)s") % {
        "city": content.city, "year": content.horizon_year,
    }  # fmt: skip


def _size(fit: PageFit, frame: Frame) -> SafeString:
    points, line = fit.points(frame)
    return format_html("font-size:{}pt;line-height:{}pt", points, line)


def _key(desk: Desk) -> NewsKey | None:
    return next((key for key in desk.content.keys if key.slug == desk.page.key), None)


def _front(desk: Desk) -> dict[str, Any]:
    content = desk.content
    told = {page.key: page.number for page in content.pages if page.key}
    under = [
        (
            key,
            _("page %(page)s") % {"page": told[key.slug]}
            if key.slug in told
            else ngettext("%(n)s dream", "%(n)s dreams", key.total) % {"n": count(key.total)},
        )
        for key in content.keys
    ]
    lead = desk.story("lead")
    child = content.children[0] if content.children else None
    return {
        "strip_keys": under,
        "lead": lead,
        "briefs": [(story, told.get(story.article.key, 0)) for story in desk.stories("brief")],
        "child": child,
        "child_mark": desk.marks.quoted(child.number) if child else "",
        "child_page": next((p.number for p in content.pages if p.template == "children"), 0),
        "strip": desk.strip(lead),
    }


def _how(desk: Desk) -> dict[str, Any]:
    followed = desk.story("dream-followed")
    spots = prints.arc_stations(289, 94)
    return {
        "followed": followed,
        "not_taken": desk.story("not-taken"),
        "stations": [
            (x, y, phase) for (x, y), phase in zip(spots, desk.content.phases, strict=False)
        ],
        "strip": desk.strip(followed),
    }


def _interview(desk: Desk) -> dict[str, Any]:
    story = desk.story("interview")
    return {
        "story": story,
        "letter": desk.story("letter"),
        "guide": _guide(desk.content),
        "strip": desk.strip(story),
    }


def _guide(content: NewspaperContent) -> list[tuple[int, str, str, str]]:
    """Return what stands on which page: number, name, main headline, shape of its key."""
    keys = {key.slug: key for key in content.keys}
    lines: list[tuple[int, str, str, str]] = []
    for page in content.pages:
        template = TEMPLATES[page.template]
        key = keys.get(page.key)
        main = next((f.name for f in template.frames if f.is_main and f.takes <= 2), "")
        story = next(iter(content.on(page, main)), None)
        name = key.name if key else str(template.title)
        if lines and lines[-1][1] == name and not story:
            continue  # the second page of a spread
        lines.append((page.number, name, story.headline if story else "", key.shape if key else ""))
    return lines


def _key_page(desk: Desk) -> dict[str, Any]:
    key, report, frames = _key(desk), desk.story("report"), desk.template.by_name
    # The letter takes what the bars leave of their column.
    high = 30 + 12.5 * min(len(key.needs), 6) if key else 0.0
    voice, bottom = frames["voice"], frames["voice"].y + frames["voice"].h
    top = frames["needs"].y + (high + 6 if high else 0)
    return {
        "key": key,
        "report": report,
        "voice": desk.story("voice"),
        "chart": _chart(key) if key else "",
        "needs_place": frames["needs"].style(h=high),
        "voice_place": voice.style(y=top, h=bottom - top),
        "actions": [(a, desk.marks.links(a.dream_numbers[:4])) for a in key.actions[:3]]
        if key
        else [],
        "strip": desk.strip(report),
    }


def _chart(key: NewsKey) -> SafeString:
    needs = sorted(key.needs, key=lambda need: (-need.count, need.name))[:6]
    return bars(
        [Count(need.name, need.count) for need in needs],
        title=_("Dreams per need, key %(key)s") % {"key": key.name},
        look=Look(width=75, label=36, row=12.5, points=10, fill=VIVID[key.shape], shape=key.shape),
    )


def _map(desk: Desk) -> dict[str, Any]:
    frame = desk.template.by_name["map"]
    drawn = places.draw_map(
        desk.content.districts,
        desk.content.places,
        title=_("Map of %(city)s with numbered places; the list below says what happened there")
        % {"city": desk.content.city},
        width=frame.w - 76,
        height=frame.h - 8,
    )
    listed = [
        (number, place, desk.marks.links(place.dream_numbers))
        for number, place in enumerate(desk.content.places, start=1)
    ]
    columns = in_columns(listed, 4, lambda row: 1 + len(row[1].title + row[1].text) // 38)
    return {"map": drawn, "columns": columns, "places": listed, "keys": desk.content.keys}


def _children(desk: Desk) -> dict[str, Any]:
    content = desk.content
    turn = [page.number for page in content.pages if page.template == "children"].index(
        desk.page.number
    )
    works, poem = works_on(content, turn)
    spots = mosaic.tiles(len(works) + bool(poem), mirrored=bool(turn % 2))
    return {
        "works": [
            (desk.marks.quoted(work.number), work, tile)
            for work, tile in zip(works, spots, strict=False)
        ],
        "poem": poem,
        "poem_mark": desk.marks.quoted(poem.number) if poem else "",
        "poem_lines": poem.text.split("\n") if poem else [],
        "poem_place": spots[-1] if poem and spots else None,
        "is_second": bool(turn),
    }


def works_on(content: NewspaperContent, turn: int) -> tuple[tuple[Picture, ...], Picture | None]:
    """Return the works and the poem on one of the children's pages; the first is on page 1 too."""
    pages = sum(page.template == "children" for page in content.pages) or 1
    most = mosaic.MOST - bool(content.poems)
    mine = content.children[1 if len(content.children) > pages * 2 else 0 :][turn::pages]
    poem = content.poems[turn] if turn < len(content.poems) else None
    return mine[: mosaic.MOST - bool(poem)] if poem else mine[:most], poem


def _ambassadors(desk: Desk) -> dict[str, Any]:
    stories = desk.stories("story")
    return {
        "people": list(enumerate(desk.content.ambassadors[:42])),
        "all_people": len(desk.content.ambassadors),
        "years": desk.content.horizon_year - desk.content.dreamed_in,
        "stories": stories,
        "strip": desk.strip(stories[0] if stories else None),
    }


def _when(desk: Desk) -> dict[str, Any]:
    years: dict[int, list[Any]] = {}
    for action in sorted(desk.content.actions, key=lambda a: (a.year or 9999, a.key, a.number)):
        years.setdefault(action.year, []).append(action)
    return {"years": list(years.items())}


def _pastime(desk: Desk) -> dict[str, Any]:
    puzzle = puzzle_of(desk.content)
    return {
        "weather": desk.story("weather"),
        "ads": in_columns(desk.stories("ads"), 3, _lines_of),
        "tv": desk.story("tv"),
        "shorts": in_columns(desk.stories("shorts"), 4, _lines_of),
        "puzzle": puzzle if puzzle.entries else None,
        "grid": crossword.draw_crossword(puzzle, title=_("Empty crossword"), width=74)
        if puzzle.entries
        else "",
        "solution": ", ".join(
            f"{entry.number} {entry.word.lower()}"
            for entry in sorted(puzzle.entries, key=lambda e: (e.number, not e.across))
        ),
    }


def _lines_of(story: Story) -> float:
    """Return about how many lines a short piece takes in a narrow column."""
    words = sum(len(paragraph) for paragraph in story.article.body)
    head = 1 + len(story.article.headline) // 30
    return 2.4 + head * 1.2 + math.ceil(words / 38) + 1.4 * bool(story.article.rubric)


def puzzle_of(content: NewspaperContent) -> crossword.Crossword:
    """Return the crossword of this campaign: words of its needs, their sentences as clues."""
    needs = [(need.name, need.statement) for key in content.keys for need in key.needs]
    return _lay_words(tuple(crossword.words_of(needs)))


@lru_cache(maxsize=8)
def _lay_words(words: tuple[tuple[str, str], ...]) -> crossword.Crossword:
    """Lay the words once: a page is written anew for every size of letters that is tried."""
    return crossword.make_crossword(words)


def _voices(desk: Desk) -> dict[str, Any]:
    pages = [page.number for page in desk.content.pages if page.template == "voices"]
    turn = pages.index(desk.page.number)
    mine: tuple[Voice, ...] = desk.content.voices[turn :: len(pages)][:_VOICES]
    return {"voices": [(desk.marks.quoted(voice.quote.number), voice) for voice in mine]}


def _reading(desk: Desk) -> dict[str, Any]:
    story = desk.story("story")
    return {"story": story, "sides": desk.stories("side"), "strip": desk.strip(story)}


def _back(desk: Desk) -> dict[str, Any]:
    return {
        "columns": numbers.columns_of(desk.content.dreams, desk.found, desk.fit.index, desk.marks),
        "has_pages": desk.fit.index.with_pages and bool(desk.found),
    }


_WRITERS: Mapping[str, Callable[[Desk], dict[str, Any]]] = {
    "front": _front,
    "how": _how,
    "interview": _interview,
    "key": _key_page,
    "map": _map,
    "children": _children,
    "ambassadors": _ambassadors,
    "when": _when,
    "pastime": _pastime,
    "voices": _voices,
    "reading": _reading,
    "back": _back,
}
