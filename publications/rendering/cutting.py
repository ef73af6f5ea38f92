"""Paper shapes as pixels: the drawings of the campaign in a picture made of dots."""

import re
from functools import lru_cache
from typing import Final

from fontTools.pens.basePen import BasePen  # type: ignore[import-untyped]
from fontTools.svgLib.path import parse_path  # type: ignore[import-untyped]
from PIL import Image, ImageDraw

from campaigns.illustration.prints import emblem, round_sun

_FINE: Final = 4  # drawn this much larger first: a smooth edge
_STEPS: Final = 12  # straight lines a curve is made of
_DRAWN = re.compile(r"<(path|circle) ([^>]*)/>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')

Point = tuple[float, float]


class _Outline(BasePen):  # type: ignore[misc]
    """Collects the outlines of path data as lists of points."""

    def __init__(self) -> None:
        super().__init__(None)
        self.outlines: list[list[Point]] = []

    def _moveTo(self, pt: Point) -> None:
        self.outlines.append([pt])

    def _lineTo(self, pt: Point) -> None:
        self.outlines[-1].append(pt)

    def _curveToOne(self, pt1: Point, pt2: Point, pt3: Point) -> None:
        start = self.outlines[-1][-1]
        for step in range(1, _STEPS + 1):
            t = step / _STEPS
            parts = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            points = (start, pt1, pt2, pt3)
            x = sum(part * point[0] for part, point in zip(parts, points, strict=True))
            y = sum(part * point[1] for part, point in zip(parts, points, strict=True))
            self.outlines[-1].append((x, y))

    def _closePath(self) -> None:
        self.outlines[-1].append(self.outlines[-1][0])

    def _endPath(self) -> None:
        """A line that stays open."""


@lru_cache(maxsize=16)
def cut(shape: str, size: int) -> Image.Image:
    """Return the shape of a key, or the sun where there is none, on nothing."""
    large = Image.new("RGBA", (size * _FINE, size * _FINE))
    pen, scale = ImageDraw.Draw(large), size * _FINE / 100
    for kind, said in _DRAWN.findall(emblem(shape) if shape else round_sun()):
        drawn = dict(_ATTRIBUTE.findall(said))
        wide = round(float(drawn.get("stroke-width", 0)) * scale)
        for outline in _outlines(kind, drawn):
            points = [(x * scale, y * scale) for x, y in outline]
            if drawn["fill"] != "none":
                pen.polygon(points, fill=drawn["fill"])
            if wide:
                pen.line(points, fill=drawn["stroke"], width=wide, joint="curve")
    return large.resize((size, size), Image.Resampling.LANCZOS)


def _outlines(kind: str, drawn: dict[str, str]) -> list[list[Point]]:
    data = drawn.get("d", "")
    if kind == "circle":
        x, y, r = (float(drawn[name]) for name in ("cx", "cy", "r"))
        data = f"M{x - r} {y}A{r} {r} 0 1 1 {x + r} {y}A{r} {r} 0 1 1 {x - r} {y}Z"
    outline = _Outline()
    parse_path(data, outline)
    return outline.outlines
