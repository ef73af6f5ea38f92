"""Headlines: as large as two lines hold, broken into lines of about the same length."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from campaigns.rendering import read_static

# Letters in points, their line, and how many lines they may take; the last takes what it needs.
_SIZES = ((52, 49, 1), (43, 41, 2), (36, 35, 2), (30, 30, 3), (26, 27, 4))
_TIGHT = -0.024  # between letters, in em
_MM = 0.3528  # of a point
_STEP = 2  # millimetres, when looking for the narrowest width


@dataclass(frozen=True)
class Headline:
    points: float
    line: float
    width: float  # millimetres
    lines: int
    # The last line is a single short word.
    is_lonely: bool = False

    @property
    def style(self) -> SafeString:
        return format_html(
            "font-size:{}pt;line-height:{}pt;max-width:{}mm",
            self.points, self.line, f"{self.width:.0f}",
        )  # fmt: skip


def set_headline(text: str, width: float) -> Headline:
    """Return how a headline is set in so many millimetres."""
    words = text.split()
    found = Headline(_SIZES[-1][0], _SIZES[-1][1], width, 1)
    for points, line, most in _SIZES:
        widths = [_width(word) * points * _MM for word in words]
        gap = (_width(" ") - _TIGHT) * points * _MM
        lines = _break(widths, gap, width)
        found = _balanced(words, widths, gap, width, len(lines), points, line)
        if len(lines) <= most and max(widths, default=0) <= width:
            break
    return found


def _balanced(
    words: Sequence[str],
    widths: Sequence[float],
    gap: float,
    width: float,
    lines: int,
    points: float,
    line: float,
) -> Headline:
    """Return the narrowest width that takes no more lines: no single word alone on the last."""
    narrow = width
    while narrow - _STEP > max(widths, default=0) and (
        len(_break(widths, gap, narrow - _STEP)) <= lines
    ):
        narrow -= _STEP
    last = _break(widths, gap, narrow)[-1] if widths else []
    lonely = lines > 1 and len(last) == 1 and len(words[last[0]]) < 6
    return Headline(points, line, min(narrow + 3, width + 3), lines, lonely)


def _break(widths: Sequence[float], gap: float, room: float) -> list[list[int]]:
    lines: list[list[int]] = []
    used = 0.0
    for n, wide in enumerate(widths):
        if lines and used + gap + wide <= room:
            lines[-1].append(n)
            used += gap + wide
        else:
            lines.append([n])
            used = wide
    return lines


def _width(word: str) -> float:
    """Return how wide a word is, in em. A letter the font lacks counts as a wide one."""
    letters = _letters()
    wide: float = sum(letters(letter) + _TIGHT for letter in word) * 1.03
    return wide


@lru_cache(maxsize=1)
def _letters() -> Any:
    font = TTFont(io.BytesIO(read_static("vendor/fonts/newsreader-latin-opsz-normal.woff2")))
    glyphs = font.getGlyphSet(location={"wght": 800, "opsz": 43})
    names, em = font.getBestCmap(), font["head"].unitsPerEm

    @lru_cache(maxsize=512)
    def width(letter: str) -> float:
        name = names.get(ord(letter))
        return float(glyphs[name].width / em) if name else 0.75

    return width
