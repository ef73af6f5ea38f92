"""The city and its sky. Every lit window is a dream, so the share of lit windows is live data."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from campaigns.illustration.paper import (
    NIGHT,
    SUN,
    Point,
    curve,
    disc,
    hill,
    line,
    num,
    path,
    polygon,
    rays,
)


@dataclass(frozen=True)
class Palette:
    back: str
    middle: str
    middle_dark: str
    front: str
    lit: str
    dark: str
    trees: tuple[str, str, str]


PALETTES = {
    "dawn": Palette(
        "#A48CE6", "#6A4BB5", "#593CA3", NIGHT, SUN, "#35215C", ("#1D6B57", "#2C8C62", "#174E52")
    ),
    "night": Palette(
        "#4B3486", "#32205E", "#2A1A52", "#150A2B", SUN, "#2A1A4C", ("#174E52", "#1D6B57", "#123C44")
    ),
    "day": Palette(
        "#B9CDF4", "#7F9BE8", "#6E8ADB", "#3D55B8", "#FFF3C9", "#5570CF",
        ("#2C8C62", "#4FCB72", "#1D6B57"),
    ),
}  # fmt: skip

# The stations of the sun, phase 1 to 8, on an arc over a field of 1440 x 880.
ARC: tuple[Point, ...] = (
    (806, 711), (818, 577), (860, 449), (932, 332), (1019, 234), (1148, 159), (1282, 110), (1424, 90),
)  # fmt: skip


class _Front:
    """Draws the houses, with one random source so that the same city comes out every time."""

    def __init__(self, palette: Palette, share: float, seed: int) -> None:
        self.palette = palette
        self.share = share
        self.rnd = random.Random(seed)
        self.windows: list[tuple[str, float]] = []

    def panes(
        self, x: float, top: float, width: float, height: float, *, lit: str, dark: str, share: float,
        pane: Point = (9, 12), gap: Point = (9, 11),
    ) -> str:  # fmt: skip
        """Draw rows of windows; which ones are lit depends on the share, never on the order."""
        across = max(1, int((width - 18 + gap[0]) / (pane[0] + gap[0])))
        down = max(1, int((height - 9 + gap[1]) / (pane[1] + gap[1])))
        left = x + (width - (across * (pane[0] + gap[0]) - gap[0])) / 2
        on, off = "", ""
        for row in range(down):
            for column in range(across):
                a = left + column * (pane[0] + gap[0])
                b = top + 9 + row * (pane[1] + gap[1])
                cut = polygon(
                    [
                        (a + self.rnd.uniform(-0.6, 0.6), b),
                        (a + pane[0], b + self.rnd.uniform(-0.7, 0.7)),
                        (a + pane[0], b + pane[1]),
                        (a, b + pane[1]),
                    ]
                )
                if self.rnd.random() < share:
                    on += cut
                else:
                    off += cut
        return (path(off, dark) if off else "") + (path(on, lit) if on else "")

    def house(
        self, x: float, base: float, width: float, height: float, roof: str, fill: str
    ) -> str:
        """Draw the body of a house without its windows."""
        top = base - height
        points: list[Point] = [(x, base), (x, top)]
        if roof == "gable":
            points += [
                (x + width / 2 + self.rnd.uniform(-2, 2), top - width * 0.55),
                (x + width, top),
            ]
        elif roof == "step":
            step = width / 7
            for i in range(3):
                points += [(x + step * i, top - step * 1.05 * (i + k)) for k in (0, 1)]
                points.append((x + step * (i + 1), top - step * 1.05 * (i + 1)))
            points += [(x + step * 3, top - step * 4.2), (x + step * 4, top - step * 4.2)]
            for i in (2, 1, 0):
                points.append((x + width - step * (i + 1), top - step * 1.05 * (i + 1)))
                points += [(x + width - step * i, top - step * 1.05 * (i + k)) for k in (1, 0)]
        elif roof == "shed":
            points = [(x, base), (x, top - width * 0.3), (x + width, top)]
        elif roof == "saw":
            teeth = max(2, int(width / 34))
            part = width / teeth
            points = [(x, base)]
            for i in range(teeth):
                points += [
                    (x + part * i, top),
                    (x + part * i + 2, top - 20),
                    (x + part * (i + 1), top),
                ]
        else:
            points.append((x + width, top + self.rnd.uniform(-1.5, 1.5)))
        return path(polygon([*points, (x + width, base)]), fill)


def _church(x: float, base: float, fill: str, lit: str, scale: float) -> str:
    def at(points: Sequence[Point]) -> str:
        return polygon([(x + a * scale, base - b * scale) for a, b in points])

    def arch(cx: float, foot: float, width: float, height: float) -> str:
        w, h = width * scale, height * scale
        return (
            f"M{num(x + cx * scale - w / 2)} {num(base - foot * scale)}v{num(-h)}"
            f"q{num(w / 2)} {num(-h * 0.8)} {num(w)} 0v{num(h)}Z"
        )

    tower = [
        (0, 0), (0, 200), (6, 206), (6, 232), (12, 232), (12, 250), (22, 262), (28, 312), (33, 262),
        (43, 250), (43, 232), (49, 232), (49, 206), (55, 200), (55, 0),
    ]  # fmt: skip
    nave = [(50, 0), (50, 92), (92, 132), (150, 132), (178, 96), (178, 0)]
    arches = "".join(
        arch(*a)
        for a in ((27, 203, 10, 14), (16, 143, 9, 20), (39, 143, 9, 20), (27.5, 44, 16, 30))
    )
    arches += "".join(arch(cx, 26, 10, 26) for cx in (76, 102, 128, 154))
    cx, cy = x + 27.5 * scale, base - 112 * scale
    return (
        path(at(tower) + at(nave) + at([(110, 120), (114, 168), (118, 120)]), fill)
        + path(arches, lit)
        + f'<circle cx="{num(cx)}" cy="{num(cy)}" r="{num(10 * scale)}" fill="{lit}"/>'
        + line(
            f"M{num(cx)} {num(cy)}v{num(-7 * scale)}M{num(cx)} {num(cy)}l{num(5 * scale)} {num(3 * scale)}",
            fill,
            2.4,
        )
    )


def _belfry(x: float, base: float, fill: str, lit: str) -> str:
    def at(points: Sequence[Point]) -> str:
        return polygon([(x + a, base - b) for a, b in points])

    hall = [(-46, 0), (-46, 96), (-40, 104), (86, 104), (92, 96), (92, 0)]
    tower = [
        (4, 90), (4, 188), (0, 188), (0, 198), (10, 198), (13, 214), (9, 222), (18, 240), (23, 270),
        (28, 240), (37, 222), (33, 214), (36, 198), (46, 198), (46, 188), (42, 188), (42, 90),
    ]  # fmt: skip
    panes = "".join(
        f"M{num(x + cx - 5)} {num(base - cy + 16)}v-24h10v24Z"
        for cx in (-32, -12, 60, 80)
        for cy in (62, 24)
    )
    door = f"M{num(x + 15)} {num(base)}v-34q8 -14 16 0v34Z"
    return (
        path(at(hall) + at(tower), fill)
        + f'<circle cx="{num(x + 23)}" cy="{num(base - 168)}" r="11" fill="{lit}"/>'
        + path(panes + door, lit)
    )


def _turbine(x: float, base: float, height: float, fill: str, turn: float) -> str:
    data = polygon(
        [(x - 3.5, base), (x - 1.3, base - height), (x + 1.3, base - height), (x + 3.5, base)]
    )
    for j in range(3):
        a, length = turn + j * 2 * math.pi / 3, height * 0.42
        nx, ny = math.cos(a + math.pi / 2), math.sin(a + math.pi / 2)
        hub = base - height
        data += polygon(
            [
                (x, hub),
                (
                    x + length * 0.25 * math.cos(a) + 4 * nx,
                    hub + length * 0.25 * math.sin(a) + 4 * ny,
                ),
                (x + length * math.cos(a), hub + length * math.sin(a)),
                (x + length * 0.2 * math.cos(a) - nx, hub + length * 0.2 * math.sin(a) - ny),
            ]
        )
    return path(data, fill)


def _crane(x: float, base: float, height: float, fill: str) -> str:
    top = base - height
    return path(
        polygon([(x - 4, base), (x - 3, top), (x + 4, top), (x + 5, base)])
        + polygon([(x - 26, top + 2), (x + 88, top - 2), (x + 88, top + 5), (x - 26, top + 12)])
        + polygon([(x - 4, top), (x, top - 20), (x + 4, top)]),
        fill,
    ) + line(
        f"M{x} {top - 18}L{x + 84} {top}M{x} {top - 18}L{x - 24} {top + 4}M{x + 70} {top + 4}v30",
        fill,
        2,
    )


def _tree(x: float, base: float, height: float, fill: str, trunk: str, seed: int) -> str:
    rnd, r = random.Random(seed), height * 0.36
    crown = []
    for i in range(9):
        angle, far = 2 * math.pi * i / 9, r * (1 + rnd.uniform(-0.16, 0.14))
        crown.append((x + far * math.cos(angle) * 0.9, base - height + r + far * math.sin(angle)))
    stem = [
        (x - 2.5, base),
        (x - 1.5, base - height * 0.6),
        (x + 1.5, base - height * 0.6),
        (x + 2.5, base),
    ]
    return path(polygon(stem), trunk) + path(curve(crown), fill)


def _water_tower(x: float, base: float, h: float, fill: str, lit: str) -> str:
    body = [
        (x - 9, base), (x - 6, base - h * 0.62), (x - 30, base - h * 0.72), (x - 32, base - h * 0.95),
        (x, base - h * 1.06), (x + 32, base - h * 0.95), (x + 30, base - h * 0.72),
        (x + 6, base - h * 0.62), (x + 9, base),
    ]  # fmt: skip
    band = [
        (x - 24, base - h * 0.86),
        (x + 24, base - h * 0.87),
        (x + 24, base - h * 0.8),
        (x - 24, base - h * 0.8),
    ]
    return path(polygon(body), fill) + path(polygon(band), lit)


_FRONT_ROW = (
    (-10, 64, 70, "step"), (54, 58, 56, "gable"), (196, 74, 84, "flat"), (270, 54, 62, "step"),
    (324, 70, 96, "gable"), (394, 48, 58, "flat"), (442, 62, 76, "step"), (504, 88, 54, "saw"),
    (742, 56, 66, "gable"), (798, 62, 92, "step"), (860, 52, 60, "gable"), (912, 66, 74, "flat"),
    (1172, 56, 78, "step"), (1228, 74, 60, "saw"), (1302, 54, 88, "gable"), (1356, 50, 64, "step"),
    (1406, 60, 100, "flat"),
)  # fmt: skip
_TREES = (
    (116, 64), (184, 52), (480, 58), (592, 50), (738, 56), (846, 46), (958, 66), (1164, 60),
    (1296, 48), (30, 40), (1400, 54),
)  # fmt: skip


@lru_cache(maxsize=64)
def city(share: float, palette: str, width: int = 1440, base: int = 420, seed: int = 11) -> str:
    """Draw the city, 1440 wide, standing on `base`, as SVG elements."""
    tint = PALETTES[palette]
    front = _Front(tint, share, seed)
    rnd = front.rnd
    out = [
        _turbine(x, base, h, tint.back, r)
        for x, h, r in ((70, 190, 0.3), (205, 236, 1.1), (1330, 250, 0.7), (1405, 190, 0.1))
    ]
    x = -20.0
    while x < width + 40:
        w, h = rnd.randint(50, 110), rnd.randint(70, 135)
        out.append(
            front.house(x, base, w, h, rnd.choice(("flat", "gable", "flat", "shed")), tint.back)
        )
        x += w - 6
    x = -30.0
    while x < width + 40:
        w, h = rnd.randint(46, 86), rnd.randint(56, 112)
        if 930 < x < 1110 or 560 < x < 700:
            h = rnd.randint(44, 70)  # the towers stand free
        out.append(
            front.house(
                x, base, w, h, rnd.choice(("gable", "step", "flat", "gable", "step")), tint.middle
            )
        )
        out.append(
            front.panes(x, base - h, w, h - 10, lit=tint.lit, dark=tint.middle_dark, share=share * 0.45,
                        pane=(7, 9), gap=(9, 10))
        )  # fmt: skip
        x += w - 3
    silos = "".join(
        f"M{sx} {base}V{base - 168}q13.5 -13.5 27 0V{base}Z" for sx in (1218, 1246, 1274)
    )
    out += [path(silos, tint.middle), _crane(1336, base, 214, tint.middle)]
    out += [
        _water_tower(152, base, 190, tint.front, tint.lit),
        _church(975, base, tint.front, tint.lit, 1.06),
        _belfry(640, base, tint.front, tint.lit),
    ]
    for hx, w, h, roof in _FRONT_ROW:
        out.append(front.house(hx, base, w, h, roof, tint.front))
        out.append(front.panes(hx, base - h, w, h - 10, lit=tint.lit, dark=tint.dark, share=share))
    out += [
        _tree(tx, base, h, tint.trees[i % 3], tint.front, i + 3) for i, (tx, h) in enumerate(_TREES)
    ]
    return "".join(out)


@lru_cache(maxsize=64)
def skyline(share: float, palette: str) -> SafeString:
    """Return the skyline as an SVG for the foot of the sky."""
    return mark_safe(  # noqa: S308 -- drawn by us, no outside text in it
        '<svg class="hemel__stad" viewBox="0 0 1440 330" preserveAspectRatio="xMidYMax slice" '
        f'aria-hidden="true"><g transform="translate(0 -90)">{city(share, palette)}</g></svg>'
    )


@lru_cache(maxsize=8)
def sky(height: int = 880) -> SafeString:
    """Return the paper bands of the sky; their colours follow from the page's phase."""
    bands = (("--l2", 0.33, 26, 3), ("--l3", 0.53, 30, 5), ("--l4", 0.72, 16, 9))
    drawn = "".join(
        path(hill(height * level, swing, height=height, seed=seed), f"var({name})")
        for name, level, swing, seed in bands
    )
    return mark_safe(  # noqa: S308 -- drawn by us
        f'<svg class="hemel__lucht" viewBox="0 0 1440 {height}" preserveAspectRatio="none" '
        f'aria-hidden="true">{drawn}</svg>'
    )


def sun(x: float, y: float, radius: float) -> str:
    """Draw the sun: a hand-cut disc and its rays."""
    return path(rays(x, y, radius * 1.09, radius * 1.56, 20, seed=4, wobble=0.1), "#FFD27A") + path(
        disc(x, y, radius, seed=8), SUN
    )


@lru_cache(maxsize=16)
def sun_arc(phase: int) -> SafeString:
    """Return the arc of eight stations with the sun at the current phase."""
    x, y = ARC[min(max(phase, 1), 8) - 1]
    # High suns are set a little lower and further in, so that they stay whole on any screen.
    here = (min(x, 1240), max(y, 200))
    stations = "".join(
        f'<circle cx="{num(x)}" cy="{num(y)}" r="11" fill="{NIGHT if i < phase else "#fff"}" '
        f'stroke="{NIGHT}" stroke-width="4"/>'
        for i, (x, y) in enumerate(ARC, start=1)
        if i != phase
    )
    trail = (
        f'<path fill="none" stroke="{NIGHT}" stroke-opacity=".5" stroke-width="3" '
        f'stroke-dasharray="1 11" stroke-linecap="round" d="{curve(ARC, closed=False)}"/>'
    )
    return mark_safe(  # noqa: S308 -- drawn by us
        '<svg class="zonneboog" viewBox="0 0 1440 880" preserveAspectRatio="xMaxYMin slice" '
        f'aria-hidden="true">{trail}<g class="zon">{sun(here[0], here[1], 116)}</g>{stations}</svg>'
    )


@lru_cache(maxsize=16)
def small_sun(phase: int) -> SafeString:
    """Return the sun behind the towers for phones: low in phase 1, high in phase 8."""
    y = 190 - 14 * min(max(phase, 1), 8)
    return mark_safe(  # noqa: S308 -- drawn by us
        '<svg class="hemel__klein" viewBox="0 0 390 250" aria-hidden="true">'
        '<path fill="none" stroke="#22123F" stroke-opacity=".5" stroke-width="2.5" '
        'stroke-dasharray="1 9" stroke-linecap="round" d="M120 250C150 150 230 106 300 96S390 60 410 20"/>'
        f"{sun(300, y, 60)}</svg>"
    )
