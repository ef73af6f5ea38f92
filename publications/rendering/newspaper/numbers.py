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
_LONGEST_RUN = 12
# Two spaces part entries, one stands in an entry: a line may end only at the second of two.
_BETWEEN, _GAP = "\u00a0 ", 0.55
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
        items.append(_Entry(first, last, text, named.get(first, ""), page))
    columns: list[list[_Entry]] = [[] for _column in range(COLUMNS)]
    lines = _lines([_weight(item) for item in items], index)
    whole = (lines[-1] if lines else 0) + 1
    for item, line in zip(items, lines, strict=True):
        columns[line * COLUMNS // whole].append(item)
    return [
        format_html_join(_BETWEEN, "{}", ((_write(run, marks),) for run in _runs(column)))
        for column in columns
    ]


@dataclass(frozen=True)
class _Entry:
    first: int
    last: int
    text: str
    name: str
    page: int

    def write(self) -> SafeString:
        """Return it as it is set; what belongs together is never parted at the end of a line."""
        after = format_html("\u00a0<i>{}</i>", self.name) if self.name else ""
        where = format_html("\u00a0<b>{}</b>", self.page) if self.page else ""
        return format_html("{}{}{}", self.text, after, where)


def _runs(entries: Iterable[_Entry]) -> list[list[_Entry]]:
    """Return entries in runs of numbers that follow each other: one mark stands for a whole run.

    A mark for each number would make the page take twice as long.
    """
    runs: list[list[_Entry]] = []
    for entry in entries:
        if runs and len(runs[-1]) < _LONGEST_RUN and entry.first == runs[-1][-1].last + 1:
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return runs


def _write(run: Sequence[_Entry], marks: Marks) -> SafeString:
    said = format_html_join(_BETWEEN, "{}", ((entry.write(),) for entry in run))
    return format_html(
        '<span class="dr" id="{}">{}</span>', marks.listed(run[0].first, run[-1].last), said
    )


def _weight(entry: _Entry) -> float:
    """Return how wide an entry is, in em: figures are wider than letters."""
    name = len(entry.name) * 0.5 + 0.4 if entry.name else 0
    return len(entry.text) * 0.57 + name + (1.75 if entry.page else 0) + _GAP


def _lines(weights: Sequence[float], index: Index) -> list[int]:
    """Return on which line of one long column each entry comes to stand."""
    room = 40 / (NUMBERS[index.level][0] * 0.353) + _GAP
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
