"""Pictures for paper: whole SVG files with fixed colours, for PDFs that know no page phase."""

from functools import lru_cache

from campaigns.illustration.paper import NIGHT, SUN, curve, disc, hill, num, path, rays
from campaigns.illustration.scenery import ARC, city, sun
from campaigns.illustration.symbols import shape

DAY = ("#9FD4FF", "#BFE3FF", "#E3F3FF", "#FFE2A6")
DAWN = ("#BBA7F2", "#D9B2EA", "#FFC9D4", "#FF9A76")


def picture(width: int, height: int, drawn: str, fit: str = "xMidYMax slice") -> str:
    """Wrap drawn elements as an SVG file."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" preserveAspectRatio="{fit}">{drawn}</svg>'
    )


def bands(width: int, height: int, colours: tuple[str, ...], levels: tuple[float, ...]) -> str:
    """Draw a sky of paper bands; a level says how far down a band starts."""
    drawn = path(f"M0 0H{width}V{height}H0Z", colours[0])
    swing = height * 0.022
    for colour, level, seed in zip(colours[1:], levels, (3, 5, 9), strict=False):
        drawn += path(
            hill(height * level, swing, width=width, height=height, seed=seed, n=6), colour
        )
    return drawn


@lru_cache(maxsize=16)
def cover(share: float) -> str:
    """Return the cover: a high sun over the towers, one window lit for every dream heard."""
    drawn = bands(1440, 2036, DAY, (0.34, 0.56, 0.75))
    drawn += sun(1030, 800, 236)
    drawn += f'<g transform="translate(-880 1096) scale(2.02)">{city(round(share, 2), "day")}</g>'
    return picture(1440, 2036, drawn + path("M0 1936H1440V2036H0Z", "#3D55B8"))


@lru_cache(maxsize=4)
def horizon(share: float = 0.8) -> str:
    """Return a wide strip: sun, towers and lit windows, for a certificate."""
    drawn = bands(1440, 400, DAY, (0.3, 0.58, 0.84))
    drawn += sun(1130, 150, 92)
    return picture(1440, 400, drawn + f'<g transform="translate(0 -20)">{city(share, "day")}</g>')


@lru_cache(maxsize=8)
def day_arc(width: int = 1440, height: int = 420) -> str:
    """Return the arc the sun climbed, eight stations, with the sun at the last one."""
    drawn = bands(width, height, DAY, (0.42, 0.68, 0.9))
    stations = arc_stations(width, height)
    size = width / 1440
    drawn += (
        f'<path fill="none" stroke="{NIGHT}" stroke-width="{num(2.4 * size)}" '
        f'stroke-dasharray="{num(size)} {num(7 * size)}" stroke-linecap="round" '
        f'd="{curve(stations, closed=False)}"/>'
    )
    for x, y in stations[:-1]:
        drawn += path(disc(x, y, 11 * size, seed=int(x)), "#fff")
        drawn += path(disc(x, y, 7 * size, seed=7), NIGHT)
    x, y = stations[-1]
    drawn += path(rays(x, y, 48 * size, 70 * size, 20, seed=4, wobble=0.1), "#FFD27A")
    drawn += path(disc(x, y, 43 * size, seed=8), SUN)
    return picture(width, height, drawn, "none")


def arc_stations(width: int, height: int) -> list[tuple[float, float]]:
    """Return where the eight stations lie in a field: evenly across, climbing like the sun."""
    top, bottom = min(y for _x, y in ARC), max(y for _x, y in ARC)
    return [
        (
            width * (i + 0.5) / 8,
            height * (0.36 + 0.32 * (y - top) / (bottom - top)),
        )
        for i, (_x, y) in enumerate(ARC)
    ]


@lru_cache(maxsize=32)
def emblem(name: str, fill: str = "", ink: str = "") -> str:
    """Return one key's shape as a picture."""
    return picture(100, 100, shape(name, fill or None, ink or NIGHT), "xMidYMid meet")


@lru_cache(maxsize=2)
def round_sun() -> str:
    """Return the sun alone: the o of the masthead."""
    return picture(
        100,
        100,
        path(rays(50, 50, 36, 50, 20, seed=4, wobble=0.06), SUN)
        + path(disc(50, 50, 33, seed=8), SUN),
        "xMidYMid meet",
    )


def arrow(fill: str = SUN) -> str:
    """Return the arrow of the strip that tells where an article came from."""
    head = "M52 14l36 36-36 36-9-9 20-20H12V43h51L43 23Z"
    return picture(100, 100, f'<path fill="{fill}" d="{head}"/>', "xMidYMid meet")
