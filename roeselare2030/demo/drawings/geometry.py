"""Points, curves and colours shared by every medium."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence

Point = tuple[float, float]
Colour = tuple[int, int, int]


def rgb(colour: str) -> Colour:
    """Read a #RRGGBB colour."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def toned(colour: Colour, factor: float) -> Colour:
    """Return the colour darker or lighter."""
    red, green, blue = (max(0, min(255, round(part * factor))) for part in colour)
    return red, green, blue


def hexed(colour: Colour) -> str:
    """Write a colour as #RRGGBB."""
    return "#{:02X}{:02X}{:02X}".format(*colour)


def darker(colour: str, factor: float = 0.62) -> str:
    """Return a darker variant of a #RRGGBB colour."""
    return hexed(toned(rgb(colour), factor))


def arc(
    cx: float, cy: float, rx: float, ry: float, start: float = 0.0, end: float = 360.0
) -> list[Point]:
    """Return points along an ellipse, in degrees clockwise from the right."""
    count = max(5, int(abs(end - start) / 360 * (14 + (rx + ry) / 8)))
    steps = (math.radians(start + (end - start) * i / count) for i in range(count + 1))
    return [(cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in steps]


def star_points(
    cx: float, cy: float, radius: float, rays: int = 5, dent: float = 0.45, turn: float = -90.0
) -> list[Point]:
    """Return the outline of a star."""
    points = []
    for i in range(rays * 2):
        angle = math.radians(turn + i * 180 / rays)
        reach = radius if i % 2 == 0 else radius * dent
        points.append((cx + reach * math.cos(angle), cy + reach * math.sin(angle)))
    return points


def bezier(a: Point, b: Point, c: Point, d: Point, count: int = 18) -> list[Point]:
    """Return points along a cubic curve."""
    points = []
    for i in range(count + 1):
        t = i / count
        k0, k1, k2, k3 = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        points.append(
            (
                k0 * a[0] + k1 * b[0] + k2 * c[0] + k3 * d[0],
                k0 * a[1] + k1 * b[1] + k2 * c[1] + k3 * d[1],
            )
        )
    return points


def resample(points: Sequence[Point], step: float, *, closed: bool = False) -> list[Point]:
    """Return the path with a point at least every step."""
    path = [*points, points[0]] if closed else list(points)
    found = [path[0]]
    for (x0, y0), (x1, y1) in itertools.pairwise(path):
        count = max(1, math.ceil(math.hypot(x1 - x0, y1 - y0) / step))
        found += [
            (x0 + (x1 - x0) * i / count, y0 + (y1 - y0) * i / count) for i in range(1, count + 1)
        ]
    return found


def shaken(points: Sequence[Point], amount: float, rng: random.Random) -> list[Point]:
    """Return the path as an unsteady hand follows it."""
    dx = dy = 0.0
    found = []
    for x, y in points:
        dx = dx * 0.72 + rng.uniform(-amount, amount) * 0.62
        dy = dy * 0.72 + rng.uniform(-amount, amount) * 0.62
        found.append((x + dx, y + dy))
    return found


def ribbon(points: Sequence[Point], width: float) -> list[Point]:
    """Return the outline of a strip along a path."""
    left, right = [], []
    last = len(points) - 1
    for i, (x, y) in enumerate(points):
        x0, y0 = points[max(0, i - 1)]
        x1, y1 = points[min(last, i + 1)]
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        nx, ny = (y0 - y1) / length * width / 2, (x1 - x0) / length * width / 2
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return left + right[::-1]
