"""Cut and torn paper, newspaper strips and dots of glue."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from roeselare2030.demo.drawings.crayon import felt_pen
from roeselare2030.demo.drawings.geometry import (
    Point,
    arc,
    resample,
    rgb,
    ribbon,
    shaken,
    toned,
)
from roeselare2030.demo.drawings.hand import Hand
from roeselare2030.demo.drawings.medium import Box, Medium, noise

SHEETS = ("#FFF6E3", "#CBE8FF", "#FFE1C7", "#F3E9FF", "#FDFBF4", "#FFE3EF", "#E4F6E4")


def sheet(hand: Hand, size: tuple[int, int]) -> Image.Image:
    """Return a sheet of coloured card."""
    card = Image.new("RGB", size, hand.pick(SHEETS))
    fibre = noise(hand, size, 1.4, 240, 255)
    return ImageChops.multiply(card, Image.merge("RGB", (fibre, fibre, fibre)))


def newspaper(hand: Hand, size: tuple[int, int]) -> Image.Image:
    """Return a newspaper page made of lines only."""
    wide, high = size
    page = Image.new("RGB", size, "#EFEBDD")
    pen = ImageDraw.Draw(page)
    step = max(6, wide // 170)
    column = wide // 7
    for x in range(0, wide, column):
        y = hand.rng.randint(0, 20)
        while y < high:
            if hand.chance(0.03):
                pen.rectangle([x + 8, y, x + column - 8, y + step * 8], fill="#A9A59C")
                y += step * 9
                continue
            bold = hand.chance(0.06)
            end = x + column - 8 - (hand.rng.randint(0, column // 2) if hand.chance(0.2) else 0)
            pen.line(
                [(x + 8, y), (end, y)],
                fill="#3E3B3B" if bold else "#8D8981",
                width=step // 2 + 1 if bold else max(1, step // 4),
            )
            y += step * 2 if bold else step
    return page.rotate(hand.spread(-14, 14), fillcolor="#EFEBDD")


def _moved(mask: Image.Image, dx: int, dy: int) -> Image.Image:
    """Return the mask shifted, with nothing coming in at the other side."""
    shifted = Image.new("L", mask.size, 0)
    shifted.paste(mask, (dx, dy))
    return shifted


class Collage(Medium):
    """Pieces of paper, each with its own edge and shadow."""

    def __init__(
        self, canvas: Image.Image, hand: Hand, frame: Box | None = None, *, bare: bool = False
    ) -> None:
        """Lay the scrap papers ready."""
        super().__init__(canvas, hand, frame, bare=bare)
        self.fibre = noise(hand, canvas.size, 1.6, 226, 255)
        self.news = newspaper(hand, canvas.size)
        self.torn = hand.chance(0.4)

    def area(self, points: Sequence[Point], colour: str, *, outline: bool = True) -> None:
        """Cut a shape and glue it down."""
        path = self.path(points, 34, closed=True)
        size = max(p[0] for p in path) - min(p[0] for p in path)
        big = size > self.canvas.width * 0.55
        if (self.torn and size > 60 * self.unit) or big:
            self._tear(path, colour)
        else:
            self._glue(
                shaken(path, (4.6 - 3 * self.hand.skill) * self.unit, self.hand.rng),
                colour,
                self._scrap(size),
            )

    def wash(self, points: Sequence[Point], colour: str) -> None:
        """Tear strips for the background."""
        self._tear(self.path(points, 34, closed=True), colour)
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        for _ in range(self.hand.some(1, 3)):
            x, y = self.hand.spread(min(xs), max(xs)), self.hand.spread(min(ys), max(ys))
            wide, high = self.hand.spread(130, 330), self.hand.spread(26, 60)
            strip = [
                (x, y),
                (x + wide, y + self.hand.spread(-30, 30)),
                (x + wide, y + high),
                (x, y + high),
            ]
            self._glue(self.path(strip, 34, closed=True), "#EFEBDD", "news")

    def stroke(
        self, points: Sequence[Point], colour: str | None = None, width: float = 0.0
    ) -> None:
        """Glue a strip, or draw a thin line with a felt pen."""
        if width < 6:
            felt_pen(self, points, max(3.4, width * 0.8), colour or self.hand.ink)
            return
        path = resample(points, 40)
        self._glue(
            self.path(ribbon(path, width * 1.25), 40, closed=True), colour or self.hand.ink, "plain"
        )

    def dot(self, x: float, y: float, radius: float, colour: str | None = None) -> None:
        """Glue a small round of paper, or dot with a pen."""
        path = self.path(arc(x, y, radius, radius), 30)
        if radius < 6:
            ImageDraw.Draw(self.canvas).polygon(path, fill=rgb(colour or self.hand.ink))
        else:
            self._glue(path, colour or self.hand.ink, "plain")

    def _scrap(self, size: float) -> str:
        """Choose which scrap a piece is cut from."""
        if size < 46 * self.unit or size > 420 * self.unit:
            return "plain"
        return self.hand.pick(("plain",) * 10 + ("news", "stripes", "dots", "checks"))

    def _tear(self, path: Sequence[Point], colour: str) -> None:
        """Glue a torn piece with a white fibrous edge."""
        unit, rng = self.unit, self.hand.rng
        edge = shaken(resample(path, 9 * unit), 3.4 * unit, rng)
        self._glue(edge, "#FFFFFF", "plain")
        inner = shaken(resample(path, 9 * unit), 3.4 * unit, rng)
        cx = sum(p[0] for p in inner) / len(inner)
        cy = sum(p[1] for p in inner) / len(inner)
        reach = max(40.0, max(p[0] for p in path) - min(p[0] for p in path))
        shrink = 1 - min(0.09, 9 * unit / reach)
        self._glue(
            [(cx + (x - cx) * shrink, cy + (y - cy) * shrink) for x, y in inner], colour, "flat"
        )

    def _glue(self, path: Sequence[Point], colour: str, scrap: str) -> None:
        """Put a piece on the sheet with its shadow and its cut edge."""
        bounds = self.bounds(path, 16 * self.unit)
        if bounds is None:
            return
        x0, y0, x1, y1 = bounds
        size = (x1 - x0, y1 - y0)
        large = Image.new("L", (size[0] * 2, size[1] * 2), 0)
        ImageDraw.Draw(large).polygon([((x - x0) * 2, (y - y0) * 2) for x, y in path], fill=255)
        mask = large.reduce(2)
        if scrap != "flat":
            self._shade(mask, bounds)
        tone = toned(rgb(colour), self.hand.spread(0.95, 1.04))
        piece = self.news.crop(bounds) if scrap == "news" else Image.new("RGB", size, tone)
        if scrap in ("stripes", "dots", "checks"):
            self._print(piece, scrap, toned(tone, 0.8))
        fibre = self.fibre.crop(bounds)
        piece = ImageChops.multiply(piece, Image.merge("RGB", (fibre, fibre, fibre)))
        self.canvas.paste(piece, bounds[:2], mask)

    def _shade(self, mask: Image.Image, bounds: tuple[int, int, int, int]) -> None:
        """Darken the sheet under a piece and light up its edge."""
        unit = self.unit
        soft = _moved(mask, round(4 * unit), round(5 * unit))
        soft = soft.filter(ImageFilter.BoxBlur(3.4 * unit)).point(
            [i * 92 // 255 for i in range(256)]
        )
        self.canvas.paste((34, 18, 63), bounds, soft)
        hard = _moved(mask, max(1, round(1.1 * unit)), max(1, round(1.6 * unit)))
        self.canvas.paste((58, 44, 70), bounds, hard.point([i * 120 // 255 for i in range(256)]))
        light = _moved(mask, -1, -1)
        self.canvas.paste(
            (255, 255, 255), bounds, light.point([i * 190 // 255 for i in range(256)])
        )

    def _print(self, piece: Image.Image, scrap: str, ink: tuple[int, int, int]) -> None:
        """Print a pattern on a scrap."""
        pen = ImageDraw.Draw(piece)
        step = max(8, round(15 * self.unit))
        wide, high = piece.size
        if scrap == "stripes":
            for x in range(-high, wide, step):
                pen.line([(x, 0), (x + high, high)], fill=ink, width=step // 3)
        for y in range(0, high, step):
            for x in range((y // step % 2) * step // 2, wide, step):
                if scrap == "dots":
                    pen.ellipse([x, y, x + step // 2.5, y + step // 2.5], fill=ink)
                elif scrap == "checks" and (x // step + y // step) % 2:
                    pen.rectangle([x, y, x + step - 1, y + step - 1], fill=ink)


def glue_dots(medium: Medium, count: int) -> None:
    """Leave a few shiny drops of glue."""
    hand, unit, canvas = medium.hand, medium.unit, medium.canvas
    for _ in range(count):
        x, y = hand.spread(0.05, 0.95) * canvas.width, hand.spread(0.05, 0.95) * canvas.height
        r = hand.spread(5, 11) * unit
        path = shaken(arc(x, y, r, r * 0.85), unit, hand.rng)
        bounds = medium.bounds(path, 6)
        if bounds is None:
            continue
        x0, y0, x1, y1 = bounds
        mask = Image.new("L", (x1 - x0, y1 - y0), 0)
        pen = ImageDraw.Draw(mask)
        pen.polygon([(px - x0, py - y0) for px, py in path], fill=90)
        canvas.paste((120, 110, 120), bounds, _moved(mask, 2, 2).filter(ImageFilter.BoxBlur(1)))
        canvas.paste((255, 252, 240), bounds, mask.filter(ImageFilter.BoxBlur(1)))
        shine = [x - r * 0.4, y - r * 0.4, x - r * 0.1, y - r * 0.15]
        ImageDraw.Draw(canvas).ellipse(shine, fill=(255, 255, 255))
