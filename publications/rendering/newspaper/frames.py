"""The templates of the pages: which frames lie where, in millimetres from the top left corner.

A frame takes one or more articles, or is filled from what the campaign holds. Its letters start
large and become smaller until the text fits; the smallest is that of the newspaper, 10 on 13.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from publications.rendering.newspaper.content import PlannedPage

Sizes = tuple[tuple[float, float], ...]  # letters in points and their line, largest first

WIDTH, HEIGHT = 289, 380
GUTTER = 5
TEXT: Sizes = ((12.5, 16.25), (12, 15.6), (11.5, 15), (11, 14.3), (10.5, 13.65), (10, 13))
ASIDE: Sizes = ((12, 15.6), (11.5, 15), (10.8, 14), (10, 13), (9.5, 12), (9, 11.4))
SMALL: Sizes = (
    (12, 15.2),
    (11.5, 14.6),
    (11, 14),
    (10.4, 13.2),
    (10, 12.6),
    (9.5, 12),
    (9, 11.4),
    (8.5, 10.8),
    (8, 10.2),
)
TABLE: Sizes = ((11, 14), (10.4, 13.4), (10, 13), (9.5, 12.5), (9, 11.6), (8.5, 11), (8, 10.2))
NUMBERS: Sizes = ((20, 27), (15, 20), (12, 16), (10, 13.5), (9, 11.6), (8, 9.6))


@dataclass(frozen=True)
class Frame:
    """A place on a page. `takes` says how many articles; 0: filled from the campaign's data."""

    name: str
    title: str | Promise
    x: float
    y: float
    w: float
    h: float
    columns: int = 1
    sizes: Sizes = ()
    takes: int = 0
    is_main: bool = False  # without its article the page is empty

    def style(self, *, y: float | None = None, h: float | None = None) -> SafeString:
        """Return where it lies, for the layout engine; a page may move or stretch it."""
        return format_html(
            "left:{}mm;top:{}mm;width:{}mm;height:{}mm",
            _mm(self.x), _mm(self.y if y is None else y),
            _mm(self.w), _mm(self.h if h is None else h),
        )  # fmt: skip

    def words_in(self, lines: int, points: float, inset: float = 0) -> int:
        """Return about how many words some lines hold: six letters a word, with its space."""
        column = (self.w - inset - GUTTER * (self.columns - 1)) / self.columns
        return int(lines * column / (points * 0.353 * 0.44) / 6)


def _mm(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class PageTemplate:
    name: str
    title: str | Promise
    frames: tuple[Frame, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Frame]:
        return {frame.name: frame for frame in self.frames}

    @property
    def for_articles(self) -> tuple[Frame, ...]:
        """Return the frames an editor fills."""
        return tuple(frame for frame in self.frames if frame.takes)


def _main(name: str, title: Promise, x: float, y: float, w: float, h: float) -> Frame:
    return Frame(name, title, x, y, w, h, columns=3, sizes=TEXT, takes=1, is_main=True)


_TEMPLATES = (
    PageTemplate("front", _("Front page"), (
        _main("lead", _("lead"), 12, 187.5, 175, 153.5),
        Frame("brief", _("short news"), 192, 187.5, 85, 103, sizes=ASIDE, takes=4),
        Frame("child", _("child's work"), 192, 294.5, 85, 46.5, sizes=ASIDE[2:]),
    )),
    PageTemplate("how", _("How we got here"), (
        _main("dream-followed", _("the dream we follow"), 12, 171, 175, 169),
        Frame("not-taken", _("what did not make it"), 192, 171, 85, 168, sizes=((13.6, 17.6), *ASIDE), takes=1),
    )),
    PageTemplate("interview", _("Interview and reading guide"), (
        _main("interview", _("interview"), 12, 14, 175, 326),
        Frame("guide", _("reading guide"), 192, 14, 85, 176, sizes=SMALL),
        Frame("letter", _("letter of a dreamer"), 192, 196, 85, 144, sizes=((13.6, 17.6), *ASIDE), takes=1),
    )),
    PageTemplate("key", _("Page of a key"), (
        _main("report", _("reportage"), 12, 62, 175, 191),
        Frame("needs", _("what people needed"), 192, 62, 85, 110),
        Frame("voice", _("letter"), 192, 178, 85, 75, sizes=ASIDE, takes=1),
        Frame("actions", _("actions"), 12, 259, 265, 81, columns=3, sizes=((12.4, 16), *ASIDE)),
    )),
    PageTemplate("map", _("Map of places that changed"), (
        Frame("map", _("map"), 12, 34, 265, 215),
        Frame("places", _("list of places"), 12, 254, 265, 111, columns=4, sizes=SMALL),
    )),
    PageTemplate("children", _("Children's art"), (
        Frame("works", _("works"), 12, 34, 265, 328),
    )),
    PageTemplate("ambassadors", _("The ambassadors, years later"), (
        Frame("people", _("ambassadors"), 12, 44, 265, 198),
        Frame("story", _("stories of ambassadors"), 12, 248, 265, 92, columns=2, sizes=ASIDE, takes=2, is_main=True),
    )),
    PageTemplate("when", _("What happens when"), (
        Frame("table", _("table of actions"), 12, 46, 265, 319, sizes=TABLE),
    )),
    PageTemplate("pastime", _("Weather, small ads, television and crossword"), (
        Frame("weather", _("weather"), 12, 34, 85, 80, sizes=SMALL, takes=1),
        Frame("ads", _("small ads"), 102, 34, 175, 150, columns=3, sizes=SMALL, takes=18, is_main=True),
        Frame("crossword", _("crossword"), 12, 120, 85, 138, sizes=SMALL[2:]),
        Frame("tv", _("television"), 102, 190, 175, 68, columns=2, sizes=SMALL, takes=1),
        Frame("shorts", _("short news"), 12, 264, 265, 101, columns=4, sizes=SMALL, takes=12),
    )),
    PageTemplate("voices", _("Dreams in their own words"), (
        Frame("voices", _("dreams"), 12, 34, 265, 328, columns=4),
    )),
    PageTemplate("reading", _("Reading page"), (
        _main("story", _("story"), 12, 14, 175, 326),
        Frame("side", _("aside"), 192, 14, 85, 326, sizes=ASIDE, takes=4),
    )),
    PageTemplate("back", _("Back page: all dreams"), (
        Frame("numbers", _("dream numbers"), 12, 34, 265, 292, columns=6, sizes=NUMBERS),
    )),
)  # fmt: skip
TEMPLATES: Mapping[str, PageTemplate] = {template.name: template for template in _TEMPLATES}

_SIXTEEN = (
    "front", "how", "interview", "key", "key", "key", "map", "children",
    "children", "key", "key", "key", "ambassadors", "when", "pastime", "back",
)  # fmt: skip
# A sheet has four pages: more than six keys take four more, and the children stay in the middle.
_TWENTY = (
    "front", "how", "interview", "key", "key", "key", "key", "voices", "map", "children",
    "children", "key", "key", "key", "key", "voices", "ambassadors", "when", "pastime", "back",
)  # fmt: skip


def plan_pages(
    keys: tuple[str, ...], chosen: Mapping[int, str] | None = None
) -> tuple[PlannedPage, ...]:
    """Return the pages of a newspaper about these keys: 16, or 20 for seven or eight keys.

    Pages of keys that are not there become pages of dreams. `chosen` is what editors chose.
    """
    wanted = list(_SIXTEEN if len(keys) <= 6 else _TWENTY)
    told = 0
    for n, template in enumerate(wanted):
        if template == "key":
            told += 1
            if told > len(keys):
                wanted[n] = "voices"
    for number, name in (chosen or {}).items():
        if number <= len(wanted) and name in TEMPLATES:
            wanted[number - 1] = name
    waiting = iter(keys)
    return tuple(
        PlannedPage(number, name, next(waiting, "") if name == "key" else "")
        for number, name in enumerate(wanted, start=1)
    )
