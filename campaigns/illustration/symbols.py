"""The key shapes, the keys, the suns of the score scale and the icons, as one sprite."""

import math
import random

from campaigns.illustration.paper import (
    LILAC,
    NIGHT,
    PEACH,
    SUN,
    disc,
    line,
    num,
    path,
    polygon,
    star,
)

# Fill colours; the six named shapes first, then the two in reserve for a seventh and eighth key.
VIVID = {
    "ademen": "#45E3F2",
    "ontmoeten": "#FA5A36",
    "genieten": "#FF9FD0",
    "bewegen": "#4F86FF",
    "groeien": "#4FCB72",
    "schitteren": "#FBE43A",
    "driehoek": LILAC,
    "vierkant": PEACH,
}

_ICONS = {
    "plus": "M44 12h12v32h32v12H56v32H44V56H12V44h32Z",
    "pijl": "M52 14l36 36-36 36-9-9 20-20H12V43h51L43 23Z",
    "check": "M38 84L8 54l10-10 20 20 44-46 10 10Z",
    "zoek": "M42 8a34 34 0 1 1-2 0ZM42 20a22 22 0 1 0 1 0ZM64 70l8-8 22 22-8 8Z",
    "undo": "M36 14L10 38l26 24V46h22a16 16 0 0 1 0 32H30v12h28a28 28 0 0 0 0-56H36Z",
    "spreek": (
        "M50 8a16 16 0 0 1 16 16v24a16 16 0 0 1-32 0V24A16 16 0 0 1 50 8ZM22 46h10a18 18 0 0 0 36 0"
        "h10a28 28 0 0 1-23 27v19H45V73A28 28 0 0 1 22 46Z"
    ),
    "kalender": "M12 18h14V8h12v10h24V8h12v10h14v74H12ZM24 42v38h52V42Z",
    "vlag": "M18 6h10v6h54L68 34l14 22H28v38H18Z",
    "ster": "M50 6l13 29 31 3-23 21 7 31-28-16-28 16 7-31L6 38l31-3Z",
    "oor": (
        "M8 36h20l26-24v76L28 64H8ZM64 34a20 20 0 0 1 0 32v-10a10 10 0 0 0 0-12Z"
        "M64 14a40 40 0 0 1 0 72V75a28 28 0 0 0 0-50Z"
    ),
    "samen": "M8 20h34v34H8ZM58 46h34v34H58ZM42 32h32v10H64L58 36H42Z",
    "sluit": "M20 12l30 30 30-30 8 8-30 30 30 30-8 8-30-30-30 30-8-8 30-30-30-30Z",
    "meer": "M14 42h16v16H14ZM42 42h16v16H42ZM70 42h16v16H70Z",
    "afdruk": "M26 8h48v24H26ZM10 38h80v36H76V60H24v14H10ZM32 68h36v24H32Z",
    "speld": "M50 4a32 32 0 0 1 32 32C82 58 62 72 50 96 38 72 18 58 18 36A32 32 0 0 1 50 4ZM50 23a13 13 0 1 0 1 0Z",
    "foto": "M8 28h20l8-14h28l8 14h20v58H8ZM50 36a20 20 0 1 0 1 0ZM50 47a9 9 0 1 1-1 0Z",
    "beeld": "M8 8h38v38H8ZM54 27a19 19 0 1 1 38 0 19 19 0 1 1-38 0ZM27 54l21 38H6ZM54 58l38-4v38H54Z",
    "laad": "M44 8h12v44l16-16 8 9-30 30-30-30 8-9 16 16ZM12 80h76v12H12Z",
}


def shape(name: str, fill: str | None = None, ink: str = NIGHT) -> str:
    """Draw a key's shape in a box of 100 x 100."""
    colour = fill or VIVID[name]
    if name == "ademen":  # a cloud with a cut breath line
        cloud = (
            "M24 78C10 78 3 69 4 59C5 49 13 43 22 43C21 27 32 15 47 15C60 15 69 22 73 33"
            "C86 31 97 41 97 55C97 69 87 78 74 78Z"
        )
        return path(cloud, colour) + line("M22 61C31 53 39 53 47 60S64 67 76 57", ink, 6)
    if name == "ontmoeten":  # two circles that meet
        lens = "M50 23.5C58 30 65 39.5 65 50S58 70 50 76.5C42 70 35 60.5 35 50S42 30 50 23.5Z"
        return (
            path(disc(34, 50, 31, seed=5), colour)
            + path(disc(66, 50, 31, seed=9), colour)
            + path(lens, ink)
        )
    if name == "genieten":  # a slice that smiles
        return path("M3 32L97 30C98 58 78 84 50 84S2 60 3 32Z", colour) + path(_segments(), ink)
    if name == "bewegen":  # a wheel
        spokes = "".join(
            f"M50 50L{num(50 + 30 * math.cos(a))} {num(50 + 30 * math.sin(a))}"
            for a in (2 * math.pi * j / 7 - 0.3 for j in range(7))
        )
        return (
            path(disc(50, 50, 46, seed=4), colour)
            + f'<circle cx="50" cy="50" r="31" fill="none" stroke="{ink}" stroke-width="6"/>'
            + line(spokes, ink, 5)
            + f'<circle cx="50" cy="50" r="8" fill="{colour}" stroke="{ink}" stroke-width="5"/>'
        )
    if name == "groeien":  # a sprout
        leaves = (
            "M48 62C18 64 4 44 5 14C32 13 51 30 50 58C50 36 64 20 95 20C97 48 80 66 54 65"
            "L55 96L45 96Z"
        )
        return path(leaves, colour) + line(
            "M18 27C30 35 40 46 46 60M82 33C70 40 62 48 55 61", ink, 5
        )
    if name == "schitteren":  # a star
        return path(star(50, 50, 49, 24, 8, seed=7, wobble=0.05), colour) + path(
            star(50, 50, 15, 6, 4, seed=2, wobble=0.02), ink
        )
    if name == "driehoek":
        return path("M50 8L96 88L4 90Z", colour) + path("M50 46L66 74L34 75Z", ink)
    if name == "vierkant":
        return path("M10 12L90 9L92 90L8 91Z", colour) + path("M38 38L62 37L63 62L37 63Z", ink)
    raise KeyError(name)


def _segments() -> str:
    """Return the three dark segments of the slice."""
    data = ""
    for first, last in ((12, 58), (68, 112), (122, 168)):
        middle = math.radians((first + last) / 2)
        a, b = math.radians(first), math.radians(last)
        data += (
            f"M{num(50 + 6 * math.cos(middle))} {num(36 + 6 * math.sin(middle))}"
            f"L{num(50 + 34 * math.cos(a))} {num(36 + 34 * math.sin(a))}"
            f"Q{num(50 + 38 * math.cos(middle))} {num(36 + 38 * math.sin(middle))} "
            f"{num(50 + 34 * math.cos(b))} {num(36 + 34 * math.sin(b))}Z"
        )
    return data


def key(name: str, fill: str | None = None) -> str:
    """Draw a whole key with the shape as its bow, in a box of 100 x 240."""
    colour = fill or VIVID[name]
    rnd = random.Random(name)
    teeth, y = "", 150
    for width, height in (
        (rnd.choice((20, 28)), 15),
        (rnd.choice((14, 24)), 15),
        (rnd.choice((20, 30)), 17),
    ):
        teeth += f"M57 {y}L{57 + width} {y + 1}L{57 + width - 1} {y + height}L57 {y + height - 1}Z"
        y += 27
    return path(f"M44 66L57 66L57 236L44 235Z{teeth}", colour) + shape(name, fill, fill or NIGHT)


def _suns() -> str:
    """Return the three suns of the score scale: under, on and above the horizon."""
    return (
        '<symbol id="sun-0" viewBox="0 0 100 100">'
        '<path fill="currentColor" opacity=".28" d="M22 76A28 28 0 0 1 78 76Z"/>'
        '<path fill="currentColor" d="M6 76h88v8H6Z"/></symbol>'
        '<symbol id="sun-1" viewBox="0 0 100 100">'
        f'<path fill="{SUN}" stroke="currentColor" stroke-width="5" d="M22 70A28 28 0 0 1 78 70Z"/>'
        '<path fill="currentColor" d="M6 70h88v8H6Z"/>'
        f'<path fill="currentColor" d="{_half_rays()}"/></symbol>'
        '<symbol id="sun-2" viewBox="0 0 100 100">'
        + path(star(50, 50, 49, 33, 13, seed=5, wobble=0.03), SUN)
        + f'<circle cx="50" cy="50" r="25" fill="{SUN}" stroke="currentColor" stroke-width="5"/></symbol>'
    )


def _half_rays() -> str:
    """Return five rays above a horizon."""
    data = ""
    for degrees in (-72, -36, 0, 36, 72):
        a = math.radians(degrees)
        data += polygon(
            [
                (50 + 37 * math.sin(a - 0.11), 70 - 37 * math.cos(a - 0.11)),
                (50 + 51 * math.sin(a), 70 - 51 * math.cos(a)),
                (50 + 37 * math.sin(a + 0.11), 70 - 37 * math.cos(a + 0.11)),
            ]
        )
    return data


def _brand() -> str:
    """Return the campaign's mark: the sun behind the towers; towers take the text colour."""
    towers = "M0 62L18 62V50H26V58L36 44L46 58V30L50 16L54 30V58H62V48L72 48V58L82 46L92 58V62H100V100H0Z"
    return (
        '<symbol id="merk" viewBox="0 0 100 100">'
        + path(star(50, 50, 50, 36, 13, seed=5, wobble=0.04), SUN)
        + f'<path fill="currentColor" d="{towers}"/></symbol>'
    )


def sprite() -> str:
    """Return the whole sprite as an SVG file."""
    parts = [_brand(), _suns()]
    for name in VIVID:
        parts.append(f'<symbol id="k-{name}" viewBox="0 0 100 100">{shape(name)}</symbol>')
        parts.append(f'<symbol id="w-{name}" viewBox="0 0 100 100">{shape(name, "#fff")}</symbol>')
        parts.append(f'<symbol id="s-{name}" viewBox="0 0 100 240">{key(name)}</symbol>')
        parts.append(f'<symbol id="o-{name}" viewBox="0 0 100 240">{key(name, "#5B3F96")}</symbol>')
    for name, data in _ICONS.items():
        parts.append(
            f'<symbol id="i-{name}" viewBox="0 0 100 100">'
            f'<path fill="currentColor" fill-rule="evenodd" d="{data}"/></symbol>'
        )
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(parts) + "</svg>\n"
