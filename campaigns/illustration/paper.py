"""Scissors: closed shapes with slightly irregular edges, as SVG path data."""

import math
import random
from collections.abc import Sequence

NIGHT = "#22123F"
SUN = "#FFB52E"
PEACH = "#FF9A76"
LILAC = "#BBA7F2"

Point = tuple[float, float]


def num(value: float) -> str:
    """Write a coordinate with one decimal at most."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def polygon(points: Sequence[Point]) -> str:
    """Return path data of straight cuts."""
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points) + "Z"


def curve(points: Sequence[Point], *, closed: bool = True) -> str:
    """Return path data of one smooth cut through all points (Catmull-Rom as Bézier)."""
    n = len(points)
    data = f"M{num(points[0][0])} {num(points[0][1])}"
    for i in range(n if closed else n - 1):
        if closed:
            a, b, c, d = (points[(i + k) % n] for k in (-1, 0, 1, 2))
        else:
            a, b, c, d = (points[min(max(i + k, 0), n - 1)] for k in (-1, 0, 1, 2))
        first = (b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6)
        second = (c[0] - (d[0] - b[0]) / 6, c[1] - (d[1] - b[1]) / 6)
        data += "C" + " ".join(f"{num(x)} {num(y)}" for x, y in (first, second, c))
    return data + ("Z" if closed else "")


def disc(
    x: float, y: float, radius: float, *, seed: int = 2, wobble: float = 0.012, n: int = 22
) -> str:
    """Cut a disc by hand."""
    rnd = random.Random(seed)
    points = []
    for i in range(n):
        angle, r = 2 * math.pi * i / n, radius * (1 + rnd.uniform(-wobble, wobble))
        points.append((x + r * math.cos(angle), y + r * math.sin(angle)))
    return curve(points)


def star(
    x: float,
    y: float,
    outer: float,
    inner: float,
    spikes: int,
    *,
    seed: int = 1,
    wobble: float = 0.06,
) -> str:
    """Cut a star."""
    rnd = random.Random(seed)
    points = []
    for i in range(2 * spikes):
        r = (outer if i % 2 == 0 else inner) * (1 + rnd.uniform(-wobble, wobble))
        angle = math.pi * i / spikes
        points.append((x + r * math.sin(angle), y - r * math.cos(angle)))
    return polygon(points)


def rays(
    x: float, y: float, inner: float, outer: float, n: int,
    *, seed: int = 3, width: float = 0.5, wobble: float = 0.12,
) -> str:  # fmt: skip
    """Cut separate paper triangles around a disc."""
    rnd = random.Random(seed)
    data = ""
    for i in range(n):
        angle = 2 * math.pi * i / n + rnd.uniform(-0.03, 0.03)
        half, far = math.pi / n * width, outer * (1 + rnd.uniform(-wobble, wobble))
        lean = rnd.uniform(-0.02, 0.02)
        data += polygon(
            [
                (x + inner * math.sin(angle - half), y - inner * math.cos(angle - half)),
                (x + far * math.sin(angle + lean), y - far * math.cos(angle)),
                (x + inner * math.sin(angle + half), y - inner * math.cos(angle + half)),
            ]
        )
    return data


def hill(
    y: float, swing: float, *, width: int = 1440, height: int = 900, seed: int = 1, n: int = 7
) -> str:
    """Cut one band of paper whose upper edge waves around y."""
    rnd = random.Random(seed)
    points = [(-60 + (width + 120) * i / n, y + rnd.uniform(-swing, swing)) for i in range(n + 1)]
    return curve(points, closed=False) + f"L{width + 60} {height}L-60 {height}Z"


def path(data: str, fill: str) -> str:
    """Return a filled path element."""
    return f'<path fill="{fill}" d="{data}"/>'


def line(data: str, stroke: str, width: float) -> str:
    """Return a stroked path element with round ends."""
    return (
        f'<path fill="none" stroke="{stroke}" stroke-width="{num(width)}" '
        f'stroke-linecap="round" stroke-linejoin="round" d="{data}"/>'
    )
