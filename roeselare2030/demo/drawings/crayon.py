"""Crayon, felt pen, coloured pencil and poster paint on paper."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from roeselare2030.demo.drawings.geometry import Point, arc, darker, rgb, shaken
from roeselare2030.demo.drawings.hand import INK, Hand
from roeselare2030.demo.drawings.medium import Box, Medium, noise

PAPERS = ("#FFFDF7", "#FBF7EC", "#F7F6F2", "#FFFBEF", "#F9F4E6")


def paper(hand: Hand, size: tuple[int, int], colour: str | None = None) -> Image.Image:
    """Return a blank sheet, unevenly lit."""
    sheet = Image.new("RGB", size, colour or hand.pick(PAPERS))
    light = noise(hand, size, size[0] / 3, 243, 255)
    fibres = noise(hand, size, 2.6, 250, 255)
    shade = ImageChops.multiply(light, fibres)
    return ImageChops.multiply(sheet, Image.merge("RGB", (shade, shade, shade)))


class Crayon(Medium):
    """Strokes that wobble, miss the edge and show the tooth of the paper."""

    def __init__(
        self, canvas: Image.Image, hand: Hand, frame: Box | None = None, *, bare: bool = False
    ) -> None:
        """Remember the blank sheet, for shapes the child coloured around."""
        super().__init__(canvas, hand, frame, bare=bare)
        self.blank = canvas.copy()
        low = round(255 * (1 - hand.tool.tooth))
        self.tooth = noise(hand, canvas.size, 1.35, low, 255)

    def area(self, points: Sequence[Point], colour: str, *, outline: bool = True) -> None:
        """Colour a shape in with a zigzag and draw its outline."""
        hand, unit = self.hand, self.unit
        path = self.path(points, 26, closed=True)
        edge = shaken(path, hand.wobble * unit * 0.8, hand.rng)
        bounds = self.bounds(edge, 14 * unit)
        if bounds is None:
            return
        clip = self._mask(edge, bounds)
        self.canvas.paste(self.blank.crop(bounds), bounds[:2], clip)
        sloppy = shaken(path, hand.wobble * unit * 1.5, hand.rng)
        self._colour_in(sloppy, bounds, colour, 1.0)
        if outline:
            ink = darker(colour, 0.68) if hand.own_outline else hand.ink
            self._follow([*edge, edge[1]], ink, hand.tool.outline * self.pen)

    def wash(self, points: Sequence[Point], colour: str) -> None:
        """Scribble over the background with gaps."""
        edge = shaken(self.path(points, 60, closed=True), 12 * self.unit, self.hand.rng)
        bounds = self.bounds(edge, 14 * self.unit)
        if bounds is not None:
            self._colour_in(edge, bounds, colour, 1.45)

    def stroke(
        self, points: Sequence[Point], colour: str | None = None, width: float = 0.0
    ) -> None:
        """Follow a path once."""
        hand = self.hand
        path = shaken(self.path(points, 22), hand.wobble * self.unit * 0.7, hand.rng)
        thick = max(width * self.unit, hand.tool.outline * self.pen * (0.9 if width else 0.8))
        self._follow(path, colour or hand.ink, thick)

    def dot(self, x: float, y: float, radius: float, colour: str | None = None) -> None:
        """Press the pen down."""
        reach = max(radius, 2.2)
        path = [self.place(point) for point in arc(x, y, reach, self.hand.vary(reach))]
        bounds = self.bounds(path, 4)
        if bounds is not None:
            self._lay(self._mask(path, bounds), bounds, colour or self.hand.ink)

    def _mask(self, path: Sequence[Point], bounds: tuple[int, int, int, int]) -> Image.Image:
        """Return the inside of a path."""
        x0, y0, x1, y1 = bounds
        mask = Image.new("L", (x1 - x0, y1 - y0), 0)
        ImageDraw.Draw(mask).polygon([(x - x0, y - y0) for x, y in path], fill=255)
        return mask

    def _colour_in(
        self,
        path: Sequence[Point],
        bounds: tuple[int, int, int, int],
        colour: str,
        looseness: float,
    ) -> None:
        """Fill the inside of a path with hatching."""
        hand, tool, rng = self.hand, self.hand.tool, self.hand.rng
        x0, y0, x1, y1 = bounds
        wide, high = x1 - x0, y1 - y0
        thick = max(2.0, tool.width * self.pen)
        hatch = Image.new("L", (wide, high), tool.base if looseness < 1.2 else tool.base // 2)
        pen = ImageDraw.Draw(hatch)
        angle = hand.angle + rng.uniform(-0.25, 0.25)
        cos, sin = math.cos(angle), math.sin(angle)
        reach = (abs(wide * cos) + abs(high * sin)) / 2 + thick
        depth = (abs(wide * sin) + abs(high * cos)) / 2 + thick
        at, side, ends = -depth, 1.0, []
        while at < depth:
            bend = rng.uniform(-0.45, 0.45) * thick
            ends.append(
                (
                    wide / 2 + cos * reach * side - sin * (at + bend),
                    high / 2 + sin * reach * side + cos * (at + bend),
                )
            )
            side = -side
            at += thick * tool.gap * looseness * rng.uniform(0.72, 1.28)
        for start, end in itertools.pairwise(ends):
            level = rng.randint(*tool.levels)
            pen.line([start, end], fill=level, width=max(2, round(thick * rng.uniform(0.9, 1.15))))
        self._lay(ImageChops.multiply(hatch, self._mask(path, bounds)), bounds, colour)

    def _follow(self, path: Sequence[Point], colour: str, thick: float) -> None:
        """Draw a line of uneven pressure."""
        bounds = self.bounds(path, thick + 3)
        if bounds is None:
            return
        x0, y0, x1, y1 = bounds
        mask = Image.new("L", (x1 - x0, y1 - y0), 0)
        pen = ImageDraw.Draw(mask)
        press = self.hand.rng.uniform(0.85, 1.1)
        points = [(x - x0, y - y0) for x, y in path]
        for (ax, ay), (bx, by) in itertools.pairwise(points):
            press += self.hand.rng.uniform(-0.1, 0.1) + (1 - press) * 0.2
            wide = max(2.0, thick * press)
            pen.line([(ax, ay), (bx, by)], fill=240, width=round(wide))
            r = wide / 2
            pen.ellipse([bx - r, by - r, bx + r, by + r], fill=245)
        self._lay(mask, bounds, colour)

    def _lay(self, mask: Image.Image, bounds: tuple[int, int, int, int], colour: str) -> None:
        """Put pigment on the sheet."""
        soft = mask.filter(ImageFilter.BoxBlur(0.8))
        grain = ImageChops.multiply(soft, self.tooth.crop(bounds))
        self.canvas.paste(rgb(colour), bounds, grain)


def felt_pen(medium: Medium, points: Sequence[Point], width: float, colour: str = INK) -> None:
    """Add a felt-pen line on top of any medium."""
    hand = medium.hand
    path = shaken(medium.path(points, 18), hand.wobble * medium.unit * 0.4, hand.rng)
    pen = ImageDraw.Draw(medium.canvas)
    thick = max(2, round(width * medium.unit))
    pen.line(path, fill=rgb(colour), width=thick, joint="curve")
