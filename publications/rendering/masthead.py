"""Letters as pictures: the masthead with its sun, and the large first letter of an article.

Drawn as outlines, so that neither the sun nor the first letter tears a word apart for those who
read by ear or search: the real word lies over it as invisible text.
"""

import io
from functools import lru_cache

from fontTools.pens.svgPathPen import SVGPathPen  # type: ignore[import-untyped]
from fontTools.pens.transformPen import TransformPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from campaigns.illustration.paper import SUN, disc, path, rays
from campaigns.illustration.prints import picture
from campaigns.rendering import read_static

WIDTH, HEIGHT = 265, 47  # millimetres
_INK = "#1A1026"
_BASE, _SIZE = 41.6, 47.3  # baseline and letter size in millimetres
_TIGHT = -0.035  # between letters, in em
_SUN = 0.80  # room for the sun, in em


class _Letters:
    """The display font, opened to cut letters out of."""

    def __init__(self) -> None:
        self.font = TTFont(io.BytesIO(read_static("vendor/fonts/dela-gothic-one-latin.woff2")))
        self.glyphs = self.font.getGlyphSet()
        self.names = self.font.getBestCmap()
        self.em = self.font["head"].unitsPerEm

    def width(self, letter: str) -> float:
        """Return how wide a letter is, in em."""
        return float(self.glyphs[self._name(letter)].width / self.em)

    def draw(self, letter: str, x: float, base: float, size: float) -> str:
        """Return the outline of a letter standing on `base`."""
        pen = SVGPathPen(self.glyphs, ntos=lambda value: f"{value:.2f}")
        scale = size / self.em
        self.glyphs[self._name(letter)].draw(TransformPen(pen, (scale, 0, 0, -scale, x, base)))
        return str(pen.getCommands())

    def _name(self, letter: str) -> str:
        return str(self.names.get(ord(letter), ".notdef"))


@lru_cache(maxsize=1)
def _letters() -> _Letters:
    return _Letters()


@lru_cache(maxsize=8)
def masthead(word: str) -> str:
    """Return the word as a picture of 265 x 47 mm, filling the width."""
    letters = _letters()
    sun_at = word.lower().find("o")
    # A word without an o gets its sun at the end.
    parts: list[str] = list(word) if sun_at >= 0 else [*word, ""]
    sun_at = sun_at if sun_at >= 0 else len(word)
    steps = [
        _SUN if place == sun_at else letters.width(letter) + _TIGHT
        for place, letter in enumerate(parts)
    ]
    size = min(_SIZE, (WIDTH + 2.2) / sum(steps))
    # What is left over goes around the sun, so that the word touches both margins.
    spare = WIDTH + 2.2 - size * sum(steps)
    x, drawn, sun = -1.4, "", ""
    for place, (letter, step) in enumerate(zip(parts, steps, strict=True)):
        if place != sun_at:
            drawn += path(letters.draw(letter, x, _BASE, size), _INK)
            x += size * step
            continue
        wide, radius = size * step + spare, size * 0.297
        cx, cy = x + wide / 2, _BASE - size * 0.335
        sun = path(rays(cx, cy, radius * 1.12, radius * 1.52, 20, seed=4, wobble=0.08), SUN)
        sun += path(disc(cx, cy, radius, seed=8), SUN)
        x += wide
    # Room on all sides for the rays.
    inner = f'<g transform="translate(6 6)">{sun}{drawn}</g>'
    return picture(WIDTH + 12, HEIGHT + 18, inner, "none")


def can_cap(letter: str) -> bool:
    """Say whether a letter can stand large at the start: accents would not fit its box."""
    return letter.isascii() and letter.isalpha()


@lru_cache(maxsize=64)
def first_letter(letter: str, fill: str) -> tuple[str, float]:
    """Return a large first letter, tight in its box, and how wide it is for a height of 1."""
    letters = _letters()
    wide = letters.width(letter.upper())
    drawn = path(letters.draw(letter.upper(), 0, 74, 100), fill)
    return picture(round(wide * 100), 76, drawn, "xMinYMid meet"), wide * 100 / 76
