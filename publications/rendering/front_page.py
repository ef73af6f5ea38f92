"""A picture of a front page, to share: one headline of the future, with the shape of its key."""

import io
from functools import lru_cache
from typing import Final

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from PIL import Image, ImageDraw, ImageFont

from campaigns.illustration.paper import SUN
from campaigns.illustration.symbols import VIVID
from campaigns.rendering import read_static
from publications.rendering.cutting import cut

SIZE: Final = (1200, 630)  # what messengers show without cutting
_PAPER, _INK, _SUN = "#FFFDF7", "#17122B", SUN
_HEADLINE: Final = "newsreader-latin-opsz-normal"
_LEFT: Final = 60
_TOP, _ROOM = 186, 372  # pixels; where the headline begins and how much room it has
_RUBRIC: Final = 56  # pixels the rubric takes of that
_MARK: Final = 288  # pixels of the shape beside the headline
_WIDE: Final = SIZE[0] - 2 * _LEFT - _MARK - 36  # pixels a line of the headline may have
_SIZES: Final = (92, 78, 66, 56, 48, 41, 35)


def can_set(text: str) -> bool:
    """Tell whether the letters of the headline have every sign of a text."""
    known = _signs()
    return bool(text.strip()) and all(sign.isspace() or ord(sign) in known for sign in text)


@lru_cache(maxsize=1)
def _signs() -> frozenset[int]:
    font = TTFont(io.BytesIO(read_static(f"vendor/fonts/{_HEADLINE}.woff2")), lazy=True)
    return frozenset(font.getBestCmap())


def draw_front_page(
    *, name: str, dated: str, headline: str, foot: str, rubric: str = "", shape: str = ""
) -> bytes:
    """Return a PNG of 1200 × 630 pixels. A headline that is too long ends in […].

    With `shape` it wears the colour of a key; without, the sun of the newspaper.
    """
    colour = VIVID[shape] if shape else _SUN
    page = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(page)
    display, small = _font("dela-gothic-one-latin", 62), _font("schibsted-grotesk-latin", 25, 600)
    mark = cut(shape, _MARK)
    page.paste(mark, (SIZE[0] - _LEFT - _MARK, _TOP + (_ROOM - _MARK) // 2 + 6), mark)
    _masthead(page, pen, name, display)
    pen.rectangle((_LEFT, 128, SIZE[0] - _LEFT, 134), fill=_INK)
    pen.text((_LEFT, 146), dated, font=small, fill=_INK)
    top, room = _TOP, _ROOM
    if rubric:
        wide = _LEFT + pen.textlength(rubric, font=small) + 28
        pen.rectangle((_LEFT, top + 12, wide, top + 52), fill=colour)
        pen.text((_LEFT + 14, top + 16), rubric, font=small, fill=_INK)
        top, room = top + _RUBRIC, room - _RUBRIC
    lines, font, high = _fitted(headline, room)
    top += (room - high * len(lines)) // 2
    for number, line in enumerate(lines):
        pen.text((_LEFT, top + number * high), line, font=font, fill=_INK)
    pen.rectangle((0, 574, *SIZE), fill=colour)
    pen.text((_LEFT, 588), foot, font=small, fill=_INK)
    out = io.BytesIO()
    page.save(out, "PNG", optimize=True)
    return out.getvalue()


def _masthead(
    page: Image.Image, pen: ImageDraw.ImageDraw, name: str, font: ImageFont.FreeTypeFont
) -> None:
    """Write the name of the newspaper; the first o of its last word is the sun."""
    before, _space, last = name.rpartition(" ")
    at = last.lower().find("o")
    if at < 0:
        pen.text((_LEFT, 34), name, font=font, fill=_INK)
        return
    start = f"{before} {last[:at]}".lstrip()
    pen.text((_LEFT, 34), start, font=font, fill=_INK)
    x = _LEFT + pen.textlength(start, font=font)
    wide = pen.textlength(last[at], font=font)
    across = round(wide * 0.84)
    round_shape = Image.new("L", (4 * across, 4 * across))  # large first: a smooth edge
    ImageDraw.Draw(round_shape).ellipse((0, 0, 4 * across - 1, 4 * across - 1), fill=255)
    mask = round_shape.resize((across, across), Image.Resampling.LANCZOS)
    page.paste(_SUN, (round(x + (wide - across) / 2), 84 - across // 2), mask)
    pen.text((x + wide, 34), last[at + 1 :], font=font, fill=_INK)


def _fitted(text: str, room: int) -> tuple[list[str], ImageFont.FreeTypeFont, int]:
    """Return the lines in the largest letters that fit, and how high a line is."""
    for size in _SIZES:
        font = _font(_HEADLINE, size, 800, 72)
        high = round(size * 1.06)
        lines = _lines(text, font)
        if high * len(lines) <= room and all(font.getlength(line) <= _WIDE for line in lines):
            break
    most = room // high
    if len(lines) > most:
        last = lines[most - 1]
        while last and font.getlength(f"{last} […]") > _WIDE:
            last = last.rpartition(" ")[0]
        lines = [*lines[: most - 1], f"{last} […]".lstrip()]
    return lines, font, high


def _lines(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and font.getlength(longer) > _WIDE:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


@lru_cache(maxsize=16)
def _font(name: str, size: int, *axes: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(io.BytesIO(read_static(f"vendor/fonts/{name}.woff2")), size)
    if axes:
        font.set_variation_by_axes([*axes])
    return font
