"""Make chapters end on a full page: less air where one spills over, more dreams where one is white.

What is added are dreams in the dreamers' own words, chosen among those that fit.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from campaigns.rendering import Layout
from publications.rendering.content import NoteContent, Quote

# Millimetres from the page's top: where text ends, and where a last page is nearly empty.
_FOOT = 297 - 26
_NEARLY_EMPTY = 24 + 88
_ABOVE_NOTES = 7.0
# A voice in one of two columns: letters in a line, and heights in millimetres.
_LETTERS, _LINE, _SOURCE, _AIR = 27, 7.06, 4.3, 7.2
_SOURCE_LETTERS = 40
# Above the voices: some air, and at the end of a chapter a heading.
_GAP, _HEADING = 9.0, 20.0
_FEWEST = 2


@dataclass(frozen=True)
class Fit:
    """Sections with less air, and the numbers of the dreams told at each place with room."""

    tight: frozenset[str] = frozenset()
    extra: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def sections_of(content: NoteContent) -> list[str]:
    """Return the sections whose last page may spill or stay white, by their anchors."""
    keys = {key.slug for key in content.keys}
    return [
        f"s-{chapter.key}" if chapter.key else chapter.place
        for chapter in content.chapters
        if chapter.place in {"geluisterd", "niet"} or chapter.key in keys
    ]


def spilling(laid_out: Layout) -> bool:
    """Tell whether the last page of a section, laid out alone, is nearly empty."""
    ends = [place for name, place in laid_out.places.items() if name.startswith("einde-")]
    begins = [place for name, place in laid_out.places.items() if name.startswith("begin-")]
    return any(
        end.page > begin.page and end.bottom < _NEARLY_EMPTY
        for begin, end in zip(begins, ends, strict=True)
    )


def find_room(content: NoteContent, laid_out: Layout) -> dict[str, tuple[int, ...]]:
    """Return which further dreams fit where a page of a key's chapter stays white."""
    more = {key.slug: list(key.more_quotes) for key in content.keys}
    extra = {}
    for chapter in content.chapters:
        if not any(block.kind == "voices" for block in chapter.blocks):
            continue
        anchor = f"s-{chapter.key}"
        slots = [name for name in laid_out.places if name.startswith(f"na-{anchor}-")]
        for name, last in ((slot, slot == slots[-1]) for slot in slots):
            room = _room_at(name, last, laid_out) - (_HEADING if last else _GAP)
            chosen = _choose(more.get(chapter.key, []), room)
            if len(chosen) >= _FEWEST:
                extra[name] = tuple(quote.number for quote in chosen)
                more[chapter.key] = [q for q in more[chapter.key] if q not in chosen]
    return extra


def _room_at(name: str, last: bool, laid_out: Layout) -> float:
    """Return how much of a page stays white behind a block; 0 where the next follows at once."""
    here = laid_out.places[name]
    stem, _dash, number = name.rpartition("-")
    following = laid_out.places.get(f"voor-{stem[3:]}-{int(number) + 1}")
    if not last and (following is None or following.page == here.page):
        return 0
    below = [
        place.top
        for mark, place in laid_out.places.items()
        if place.page == here.page and place.top > here.bottom + 2 and mark[:2] in {"q-", "no"}
    ]
    return (min(below) - _ABOVE_NOTES if below else _FOOT) - here.bottom


def _height(quote: Quote) -> float:
    lines = math.ceil((len(quote.text) + 2) / _LETTERS)
    source = math.ceil((len(quote.signature) + 14) / _SOURCE_LETTERS)
    return lines * _LINE + source * _SOURCE + _AIR


def _choose(quotes: Sequence[Quote], room: float) -> list[Quote]:
    """Take as many voices as two columns have room for, the short ones first."""
    chosen: list[Quote] = []
    for quote in sorted(quotes, key=_height):
        heights = [_height(q) for q in (*chosen, quote)]
        # Columns are seldom equal: the tallest voice may hang over by half.
        if sum(heights) / 2 + max(heights) / 2 > room:
            break
        chosen.append(quote)
    return [quote for quote in quotes if quote in chosen]


def shrink(fit: Fit) -> Fit:
    """Tell less in a section that grew: first only at its end, then two dreams less there."""
    if not fit.extra:
        return fit
    slots = list(fit.extra)
    numbers = fit.extra[slots[-1]]
    if len(slots) == 1:
        numbers = numbers[:-2]
    return Fit(fit.tight, {slots[-1]: numbers} if len(numbers) >= _FEWEST else {})
