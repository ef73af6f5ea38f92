"""The map of page 7: districts cut out of paper, with numbered pins in the shapes of the keys."""

import math
from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from campaigns.geography import Projection, bounds, centre
from campaigns.illustration.paper import NIGHT, num, polygon
from campaigns.illustration.symbols import VIVID, shape
from publications.rendering.newspaper.content import CityPart, MapPlace

_TINTS = ("#FFFFFF", "#F5F1FB", "#FFF3DF", "#EFE8FB")
_PIN = 12.0  # millimetres across


def draw_map(
    districts: Sequence[CityPart],
    places: Sequence[MapPlace],
    *,
    title: str,
    width: float,
    height: float,
) -> SafeString:
    """Draw the city in a box of millimetres; empty where no district has a border."""
    drawn = [part for part in districts if part.outline]
    box = bounds(part.outline for part in drawn)
    if box is None:
        return SafeString("")
    flat = Projection(box.widened(0.02), width)
    if flat.height > height:
        flat = Projection(flat.box, width * height / flat.height)
    parts = "".join(_district(part, flat, _TINTS[n % 4]) for n, part in enumerate(drawn))
    middles = {part.name: flat.place(*centre(part)) for part in drawn}
    names = "".join(_name(part.name, *middles[part.name]) for part in drawn)
    pins = "".join(
        _pin(number, place, *spot)
        for (number, place), spot in zip(
            enumerate(places, start=1), _spots(places, middles), strict=True
        )
    )
    return mark_safe(  # noqa: S308 -- drawn by us; names are escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {num(flat.width)} '
        f'{num(flat.height)}" width="{num(flat.width)}mm" height="{num(flat.height)}mm">'
        f"<title>{escape(title)}</title>{parts}{names}{pins}</svg>"
    )


def _district(part: CityPart, flat: Projection, tint: str) -> str:
    data = "".join(
        polygon([flat.place(point[0], point[1]) for point in ring])
        for piece in part.outline
        for ring in piece
    )
    return (
        f'<path fill="{tint}" fill-rule="evenodd" stroke="{NIGHT}" stroke-width=".7" '
        f'stroke-linejoin="round" d="{data}"/>'
    )


def _name(name: str, x: float, y: float) -> str:
    return (
        f'<text x="{num(x)}" y="{num(y)}" text-anchor="middle" font-size="4.1" fill="{NIGHT}" '
        f'font-family="Dela Gothic One, Dela Ext, DejaVu Sans">{escape(name)}</text>'
    )


def _spots(
    places: Sequence[MapPlace], middles: dict[str, tuple[float, float]]
) -> list[tuple[float, float]]:
    """Return where each pin stands: under the name of its district, two in a row."""
    told: dict[str, list[int]] = {}
    for n, place in enumerate(places):
        told.setdefault(place.district, []).append(n)
    spots = [(0.0, 0.0)] * len(places)
    for district, members in told.items():
        x, y = middles.get(district, (0.0, 0.0))
        for turn, n in enumerate(members):
            row, column = divmod(turn, 2)
            wide = min(len(members) - row * 2, 2)
            spots[n] = (
                x + (column - (wide - 1) / 2) * (_PIN + 1.6),
                y + 2.6 + _PIN / 2 + row * (_PIN + 1.6) + 0.6 * math.sin(n),
            )
    return spots


def _pin(number: int, place: MapPlace, x: float, y: float) -> str:
    fill = VIVID.get(place.shape, "#FFB52E")
    mark = shape(place.shape, fill) if place.shape else ""
    scale = _PIN / 100
    cx, cy = x + 4.2, y + 3.6
    return (
        f'<g transform="translate({num(x - _PIN / 2)} {num(y - _PIN / 2)}) scale({scale:.3f})">'
        f'{mark}</g><circle cx="{num(cx)}" cy="{num(cy)}" r="3.4" fill="#fff" stroke="{NIGHT}" '
        f'stroke-width=".5"/><text x="{num(cx)}" y="{num(cy + 1.5)}" text-anchor="middle" '
        f'font-size="4.3" font-weight="800" font-family="Schibsted Grotesk" fill="{NIGHT}">{number}'
        "</text>"
    )
