"""Fit each page's texts into their frames, and say how much is too long or how much room is left."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.illustration import prints
from campaigns.rendering import Layout, Place, lay_out
from publications.rendering.newspaper.content import NewspaperContent, PlannedPage
from publications.rendering.newspaper.frames import TEMPLATES, Frame
from publications.rendering.newspaper.pictures import pictures_of
from publications.rendering.newspaper.writing import (
    PageFit,
    newspaper_title,
    write_newspaper,
    write_page,
)

_HAIR = 0.4  # millimetres: less than that is not too long
_ROUNDS = 6
_STAYS = 0.3  # of the height of a frame's text, while its letters become smaller
# Millimetres that headline and deck of a main article take, a small one's headline, and a quote.
_ABOVE_MAIN, _ABOVE, _QUOTE = 52, 24, 28


@dataclass(frozen=True)
class FrameFit:
    """How a frame's text fits, measured in the laid out page."""

    page: int
    frame: str
    over: float = 0  # millimetres that stick out in the smallest letters
    lines_over: int = 0
    words_left: int = 0

    def sentence(self, title: str) -> str:
        """Return what an editor must know when it is too long."""
        return ngettext(
            "Page %(page)s, %(frame)s: %(n)s line too long",
            "Page %(page)s, %(frame)s: %(n)s lines too long",
            self.lines_over,
        ) % {"page": self.page, "frame": title, "n": self.lines_over}


Told = Callable[[int, int], None]  # round, and pages still to fit


@dataclass
class _Search:
    """What is known of one frame: the smallest size that is too large, and the largest that fits."""

    frame: Frame
    too_large: int = -1
    fits: int | None = None
    found: dict[int, FrameFit] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)

    def next_level(self, level: int, measured: FrameFit, height: float, room: float) -> int:
        """Return the size to try next; the same one when the search is over."""
        self.found[level] = measured
        self.heights[level] = height
        if measured.over > _HAIR:
            self.too_large = max(self.too_large, level)
        else:
            self.fits = level if self.fits is None else min(self.fits, level)
        last = len(self.frame.sizes) - 1
        below = last if self.fits is None else self.fits - 1
        between = range(self.too_large + 1, below + 1)
        if not between:
            return last if self.fits is None else self.fits
        return next((n for n in between if self._guess(n) <= room), between[-1])

    def _guess(self, level: int) -> float:
        """Return about how high the text is in a size: headlines stay, letters take room squared."""
        areas = [points * line for points, line in self.frame.sizes]
        nearest = sorted(self.heights, key=lambda known: abs(known - level))[:2]
        one = nearest[0]
        if len(nearest) == 2 and areas[one] != areas[nearest[1]]:
            other = nearest[1]
            slope = (self.heights[one] - self.heights[other]) / (areas[one] - areas[other])
            return self.heights[one] + slope * (areas[level] - areas[one])
        return self.heights[one] * (_STAYS + (1 - _STAYS) * areas[level] / areas[one])


def fit_pages(
    content: NewspaperContent,
    pages: Iterable[PlannedPage],
    found: Mapping[int, int],
    told: Told | None = None,
) -> tuple[dict[PlannedPage, PageFit], list[FrameFit]]:
    """Find the largest letters that fit for every page, with grey for every picture.

    Pages that fit are not laid out again. Returns how each page is set, and how its frames fit.
    """
    fits = {page: PageFit(levels=_guess(content, page)) for page in pages}
    for page, fit in fits.items():
        if page.template == "back":
            fit.index.guess(content.dreams, found)
    searches = {
        (page, frame.name): _Search(frame)
        for page in fits
        for frame in TEMPLATES[page.template].frames
    }
    blank = dict.fromkeys(pictures_of(content), prints.picture(1, 1, "").encode())
    open_pages = list(fits)
    for attempt in range(_ROUNDS):
        if told:
            told(attempt, len(open_pages))
        frames = _to_measure(open_pages, fits, searches)
        if not frames:
            break
        written = {page: write_page(content, page, fits[page], found) for page in open_pages}
        layout = lay_pages(content, written, blank, tall=frames)
        open_pages = [page for page in open_pages if _adjust(page, fits[page], layout, searches)]
        if not open_pages:
            break
    return fits, _settle(fits, searches)


def _to_measure(
    pages: Iterable[PlannedPage],
    fits: Mapping[PlannedPage, PageFit],
    searches: Mapping[tuple[PlannedPage, str], _Search],
) -> list[str]:
    """Return the frames whose size is still looked for: laying out the others would take seconds."""
    return [
        f"vak-{page.number}-{frame.name}"
        for page in pages
        for frame in TEMPLATES[page.template].frames
        if frame.sizes
        and (
            frame.name == "numbers"
            or fits[page].levels.get(frame.name, 0) not in searches[page, frame.name].found
        )
    ]


def _guess(content: NewspaperContent, page: PlannedPage) -> dict[str, int]:
    """Return about which size of letters fits each frame of articles: each layout takes a second."""
    levels = {}
    for frame in TEMPLATES[page.template].frames:
        articles = content.on(page, frame.name)[: frame.takes]
        if articles:
            letters = sum(len(paragraph) for article in articles for paragraph in article.body)
            above: float = _ABOVE_MAIN if frame.is_main and frame.takes == 1 else _ABOVE
            above += _ABOVE / 2 * (len(articles) - 1) / frame.columns
            above += _QUOTE / frame.columns * any(article.pull_quote for article in articles)
            levels[frame.name] = _level_for(frame, letters, frame.h - above)
    return levels


def _level_for(frame: Frame, letters: int, height: float) -> int:
    for level, (points, line) in enumerate(frame.sizes):
        lines = int(height / (line * 25.4 / 72)) * frame.columns
        if frame.words_in(lines, points) * 6 >= letters:
            return level
    return len(frame.sizes) - 1


def _adjust(
    page: PlannedPage,
    fit: PageFit,
    layout: Layout,
    searches: Mapping[tuple[PlannedPage, str], _Search],
) -> bool:
    """Choose the next size for every frame of a page; False when all sizes are found."""
    changed = False
    for frame in TEMPLATES[page.template].frames:
        search = searches[page, frame.name]
        if frame.name != "numbers" and fit.levels.get(frame.name, 0) in search.found:
            continue  # its size is known, so it was not laid out
        measured = _measure(layout, page, frame, fit)
        if frame.name == "numbers":
            search.found[0] = measured
            fit.poster = max(_room(layout, page, frame.name), 0)
            changed |= measured.over > _HAIR and fit.index.shrink()
        elif frame.sizes:
            level = fit.levels.get(frame.name, 0)
            height, room = _heights(layout, page, frame)
            fit.levels[frame.name] = search.next_level(level, measured, height, room)
            changed |= fit.levels[frame.name] not in search.found
    return changed


def _settle(
    fits: Mapping[PlannedPage, PageFit], searches: Mapping[tuple[PlannedPage, str], _Search]
) -> list[FrameFit]:
    """Return how every frame fits in the size it got; a search cut short takes the safe size."""
    settled = []
    for (page, name), search in searches.items():
        if not search.found:
            continue
        level = fits[page].levels.get(name, 0)
        if level not in search.found:
            level = search.fits if search.fits is not None else max(search.found)
            fits[page].levels[name] = level
        settled.append(search.found[level])
    return settled


def lay_pages(
    content: NewspaperContent,
    pages: Mapping[PlannedPage, SafeString],
    pictures: Mapping[str, bytes],
    *,
    tall: Iterable[str] = (),
    bleed: float = 0,
) -> Layout:
    """Lay some written pages out; for a press with so many millimetres of bleed.

    `tall` are the frames to measure, on tall paper without anything else.
    """
    return lay_out(
        write_newspaper(content, pages, tall=tuple(tall)),
        language=content.language[:2] + content.language[2:].upper(),
        title=newspaper_title(content),
        pictures=pictures,
        bleed=bleed,
    )


def _heights(layout: Layout, page: PlannedPage, frame: Frame) -> tuple[float, float]:
    """Return how high a frame's text is, and how high it may be."""
    outer, inner = _places(layout, page, frame.name)
    if outer is None or inner is None:
        return 0.0, 0.0
    return inner.bottom - outer.top, outer.bottom - outer.top


def _places(layout: Layout, page: PlannedPage, frame: str) -> tuple[Place | None, Place | None]:
    name = f"{page.number}-{frame}"
    return layout.places.get(f"vak-{name}"), layout.places.get(f"in-{name}")


def _room(layout: Layout, page: PlannedPage, frame: str) -> float:
    """Return how many millimetres a frame has left under its text; negative: too long."""
    outer, inner = _places(layout, page, frame)
    return outer.bottom - inner.bottom if outer and inner else 0.0


def _measure(layout: Layout, page: PlannedPage, frame: Frame, fit: PageFit) -> FrameFit:
    if not frame.sizes:
        return FrameFit(page.number, frame.name)
    room = _room(layout, page, frame.name)
    points, line = fit.points(frame)
    high = line * 25.4 / 72
    if room < -_HAIR:
        lines = max(math.ceil(-room / high) * frame.columns, 1)
        return FrameFit(page.number, frame.name, -room, lines)
    words = frame.words_in(int(room / high) * frame.columns, points)
    return FrameFit(page.number, frame.name, words_left=max(words, 0))


def too_long(frames: Iterable[FrameFit], pages: Iterable[PlannedPage]) -> Iterable[str]:
    """Say in words which frame is too full."""
    templates = {page.number: TEMPLATES[page.template] for page in pages}
    for frame in frames:
        if frame.lines_over:
            title = templates[frame.page].by_name[frame.frame].title
            yield frame.sentence(str(title))


def missing(content: NewspaperContent) -> Iterable[str]:
    """Say in words which page has no main article."""
    for page in content.pages:
        for frame in TEMPLATES[page.template].frames:
            if frame.is_main and not content.on(page, frame.name):
                yield _("Page %(page)s, %(frame)s: there is no article yet") % {
                    "page": page.number, "frame": frame.title,
                }  # fmt: skip
