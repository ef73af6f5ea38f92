"""The back page: the numbers of all dreams, with a name and a page where there is one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from campaigns.numbers import count
from publications.rendering.citations import Marks
from publications.rendering.newspaper.content import DreamName
from publications.rendering.newspaper.frames import NUMBERS

COLUMNS = 6
_ROOM = 262  # millimetres under the heading
_MARK = re.compile(r'id="([qd])-(\d+)(?:-(\d+))?_')


@dataclass
class Index:
    """How the numbers are set: how small, and what goes along with them."""

    level: int = 0
    with_names: bool = True
    with_pages: bool = True
    as_ranges: bool = False

    def shrink(self) -> bool:
        """Take less room: smaller letters, then no pages, no names, ranges; False at the end."""
        if self.level + 1 < len(NUMBERS):
            self.level += 1
        elif self.with_pages:
            self.with_pages, self.level = False, 3
        elif self.with_names:
            self.with_names, self.level = False, 3
        elif not self.as_ranges:
            self.as_ranges, self.level = True, 3
        else:
            return False
        return True

    def guess(self, dreams: Sequence[DreamName], pages: Mapping[int, int]) -> None:
        """Start near what will fit: laying out thousands of numbers takes seconds each time."""
        while True:
            points, line = NUMBERS[self.level]
            letters = sum(
                len(count(dream.number))
                + (len(dream.first_name) + 1 if self.with_names else 0)
                + (3 if self.with_pages and dream.number in pages else 0)
                for dream in dreams
            )
            wide = (letters * 0.56 + len(dreams) * 0.9) * points * 0.353
            lines = wide / 40 / COLUMNS * 1.05
            if lines * line * 0.353 <= _ROOM or not self.shrink():
                return


def pages_named(written: Iterable[tuple[int, str]]) -> dict[int, int]:
    """Return the first page on which each dream stands, its words before its number."""
    told: dict[int, int] = {}
    listed: dict[int, int] = {}
    for page, html in written:
        for kind, first, last in _MARK.findall(html):
            for number in range(int(first), int(last or first) + 1):
                (told if kind == "q" else listed).setdefault(number, page)
    return listed | told


def columns_of(
    dreams: Sequence[DreamName], pages: Mapping[int, int], index: Index, marks: Marks
) -> list[SafeString]:
    """Return six columns of all dream numbers, or of ranges when there are very many.

    The columns are cut here: letting the engine balance thousands of words takes minutes.
    """
    named = {dream.number: dream.first_name for dream in dreams if index.with_names}
    numbers = sorted(dream.number for dream in dreams)
    spans = _ranges(numbers) if index.as_ranges else [(number, number) for number in numbers]
    items = []
    for first, last in spans:
        text = count(first) if first == last else f"{count(first)}–{count(last)}"
        page = pages.get(first, 0) if index.with_pages else 0
        items.append((marks.listed(first, last), text, named.get(first, ""), page))
    columns: list[list[SafeString]] = [[] for _column in range(COLUMNS)]
    lines = _lines([_weight(text, name, page) for _mark, text, name, page in items], index)
    whole = (lines[-1] if lines else 0) + 1
    for (mark, text, name, page), line in zip(items, lines, strict=True):
        after = format_html(" <i>{}</i>", name) if name else ""
        where = format_html(" <b>{}</b>", page) if page else ""
        columns[line * COLUMNS // whole].append(
            format_html('<span class="dr" id="{}">{}{}{}</span>', mark, text, after, where)
        )
    return [format_html_join(" ", "{}", ((item,) for item in column)) for column in columns]


def _weight(text: str, name: str, page: int) -> float:
    """Return how wide an entry is, in em: figures are wider than letters."""
    return len(text) * 0.57 + (len(name) * 0.5 + 0.25 if name else 0) + (1.75 if page else 0) + 0.85


def _lines(weights: Sequence[float], index: Index) -> list[int]:
    """Return on which line of one long column each entry comes to stand."""
    room = 40 / (NUMBERS[index.level][0] * 0.353) + 0.85
    lines: list[int] = []
    line, used = 0, 0.0
    for weight in weights:
        if used and used + weight > room:
            line, used = line + 1, 0.0
        used += weight
        lines.append(line)
    return lines


def _ranges(numbers: Sequence[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return spans
