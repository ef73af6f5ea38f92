"""What every medium can do: place a motif's shapes on a sheet."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence

from PIL import Image, ImageFilter

from roeselare2030.demo.drawings.geometry import Point, arc, resample
from roeselare2030.demo.drawings.hand import Hand

Box = tuple[float, float, float, float]


class Medium(ABC):
    """A sheet on which a motif is drawn in units of 1000 by 750."""

    def __init__(
        self, canvas: Image.Image, hand: Hand, frame: Box | None = None, *, bare: bool = False
    ) -> None:
        """Take a sheet and the child; a frame limits the motif to a part of the sheet."""
        self.canvas = canvas
        self.hand = hand
        self.bare = bare
        x, y, wide, high = frame or (0.0, 0.0, float(canvas.width), float(canvas.height))
        self.unit = min(wide / 1000, high / 750)
        self.x0 = x + (wide - 1000 * self.unit) / 2
        self.y0 = y + high - 750 * self.unit
        side = (self.x0 - x) / self.unit + 30
        self.left = 500 + (-side - 500 - abs(hand.pan)) / hand.zoom
        self.right = 1000 - self.left
        self.top = 560 + (-(self.y0 - y) / self.unit - 30 - 560) / hand.zoom
        self.bottom = 560 + 220 / hand.zoom
        self.pen = max(self.unit, canvas.width / 1000 * 0.5) * (1.3 - 0.35 * hand.skill)

    def place(self, point: Point) -> Point:
        """Turn motif units into pixels, the way this child sees them."""
        hand = self.hand
        x = 500 + hand.pan + (point[0] - 500) * hand.zoom
        y = 560 + (point[1] - 560) * hand.zoom
        a, b, c, d = hand.phases
        lean = hand.lean
        u = x + lean * (0.8 * math.sin(y / 240 + a) + 0.5 * math.sin(x / 290 + b))
        v = y + lean * (0.5 * math.sin(x / 230 + c) + 0.4 * math.sin(y / 200 + d))
        if hand.flip:
            u = 1000 - u
        return self.x0 + u * self.unit, self.y0 + v * self.unit

    def path(self, points: Sequence[Point], step: float, *, closed: bool = False) -> list[Point]:
        """Return the pixels along a path in motif units."""
        return [self.place(point) for point in resample(points, step, closed=closed)]

    def bounds(self, points: Sequence[Point], margin: float) -> tuple[int, int, int, int] | None:
        """Return the part of the sheet that the points touch."""
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        x0, y0 = max(0, int(min(xs) - margin)), max(0, int(min(ys) - margin))
        x1 = min(self.canvas.width, int(max(xs) + margin) + 1)
        y1 = min(self.canvas.height, int(max(ys) + margin) + 1)
        return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None

    @abstractmethod
    def area(self, points: Sequence[Point], colour: str, *, outline: bool = True) -> None:
        """Fill a shape."""

    @abstractmethod
    def wash(self, points: Sequence[Point], colour: str) -> None:
        """Cover a part of the background loosely."""

    @abstractmethod
    def stroke(
        self, points: Sequence[Point], colour: str | None = None, width: float = 0.0
    ) -> None:
        """Follow a path with the pen."""

    @abstractmethod
    def dot(self, x: float, y: float, radius: float, colour: str | None = None) -> None:
        """Make a small dot."""

    def oval(
        self, x: float, y: float, rx: float, ry: float, colour: str, *, outline: bool = True
    ) -> None:
        """Fill an ellipse."""
        self.area(arc(x, y, rx, ry)[:-1], colour, outline=outline)

    def box(
        self, x: float, y: float, wide: float, high: float, colour: str, *, outline: bool = True
    ) -> None:
        """Fill a rectangle from its top left corner."""
        corners = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
        self.area(corners, colour, outline=outline)


def noise(hand: Hand, size: tuple[int, int], cell: float, low: int, high: int) -> Image.Image:
    """Return grey noise between two levels, in cells of this many pixels."""
    wide, high_px = max(2, int(size[0] / cell)), max(2, int(size[1] / cell))
    image = Image.frombytes("L", (wide, high_px), hand.rng.randbytes(wide * high_px))
    if cell <= 1.5:
        image = image.filter(ImageFilter.GaussianBlur(0.9))
    image = image.resize(size, Image.Resampling.BICUBIC)
    spread = 2.6 if cell <= 1.5 else 1.2
    table = [
        round(low + (high - low) * min(1.0, max(0.0, 0.5 + (i - 128) / 255 * spread)))
        for i in range(256)
    ]
    return image.point(table)
