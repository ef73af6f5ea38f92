"""The city cut out of paper: its districts, and pins on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from campaigns.geography import Bordered, Projection, bounds, centre
from campaigns.illustration.paper import NIGHT, SUN, num, path, polygon, star
from campaigns.illustration.symbols import shape

WIDTH = 600
# Of the letters of the names: how wide one is about, and how far apart lines are.
_LETTER, _LINE = 11, 21
# Neighbours differ in tint, so that the borders can be seen without colour too: there is a line.
_TINTS = ("#FFFFFF", "#F5F1FB", "#FFF3DF", "#EFE8FB")


@dataclass(frozen=True)
class Pin:
    """A mark on the map: the shape of a key, a sun where there is none yet, or a short text."""

    longitude: float
    latitude: float
    shape: str = ""
    label: str = ""
    text: str = ""  # a number that comes back in a list beside the map


def city_map(
    districts: Sequence[Bordered],
    pins: Iterable[Pin] = (),
    *,
    title: str,
    names: bool = True,
    css: str = "stadskaart",
) -> SafeString:
    """Draw the districts that have a border, with pins; empty where none has one.

    The `data-` attributes tell a script how to turn a place on the map into degrees. About 1 ms.
    """
    drawn = [part for part in districts if part.outline]
    box = bounds(part.outline for part in drawn)
    if box is None:
        return SafeString("")
    flat = Projection(box.widened(), WIDTH)
    parts = "".join(_district(part, flat, _TINTS[n % 4]) for n, part in enumerate(drawn))
    words = "".join(_name(part, flat) for part in drawn) if names else ""
    marks = "".join(_pin(pin, flat) for pin in pins)
    return mark_safe(  # noqa: S308 -- drawn by us; names are escaped
        f'<svg class="{escape(css)}" viewBox="0 0 {WIDTH} {num(flat.height)}" role="img" '
        f'data-west="{flat.box.west:.6f}" data-north="{flat.box.north:.6f}" '
        f'data-scale-x="{flat.scale_x:.3f}" data-scale-y="{flat.scale_y:.3f}">'
        f"<title>{escape(title)}</title>"
        f'<g class="stadskaart__delen">{parts}</g>{words}'
        f'<g class="stadskaart__spelden">{marks}</g></svg>'
    )


def _district(part: Bordered, flat: Projection, tint: str) -> str:
    data = "".join(
        polygon([flat.place(point[0], point[1]) for point in ring])
        for piece in part.outline
        for ring in piece
    )
    return (
        f'<path data-district="{escape(part.name)}" fill="{tint}" fill-rule="evenodd" '
        f'stroke="{NIGHT}" stroke-width="2" stroke-linejoin="round" d="{data}"/>'
    )


def _name(part: Bordered, flat: Projection) -> str:
    """Return the name of a district, in the middle of its most detailed piece."""
    x, y = flat.place(*centre(part))
    words = part.name.split()
    # Long names stay on the paper; two words stand under each other.
    half = max(map(len, words), default=0) * _LETTER / 2
    x = min(max(x, half + 4), WIDTH - half - 4)
    lines = "".join(
        f'<tspan x="{num(x)}" dy="{0 if n == 0 else _LINE}">{escape(word)}</tspan>'
        for n, word in enumerate(words)
    )
    return (
        '<text class="stadskaart__naam" aria-hidden="true" text-anchor="middle" '
        # On paper no style sheet reaches into a drawing.
        'font-family="Schibsted Grotesk, Schibsted Ext, DejaVu Sans" font-size="20" font-weight="700" '
        f'x="{num(x)}" y="{num(y - _LINE * (len(words) - 2) / 2 - _LINE / 4)}">{lines}</text>'
    )


def _pin(pin: Pin, flat: Projection) -> str:
    x, y = flat.place(pin.longitude, pin.latitude)
    if pin.text:
        return _numbered(pin, x, y)
    drawn = shape(pin.shape) if pin.shape else path(star(50, 50, 49, 33, 13, seed=5), SUN)
    label = f"<title>{escape(pin.label)}</title>" if pin.label else ""
    return (
        f'<g transform="translate({num(x - 13)} {num(y - 13)}) scale(.26)">{label}'
        f'<circle cx="50" cy="50" r="62" fill="{NIGHT}"/>{drawn}</g>'
    )


def _numbered(pin: Pin, x: float, y: float) -> str:
    """Return a sun-coloured disc with a number: readable where the map is as wide as a phone."""
    label = f"<title>{escape(pin.label)}</title>" if pin.label else ""
    return (
        f'<g transform="translate({num(x)} {num(y)})">{label}'
        f'<circle r="21" fill="{SUN}" stroke="{NIGHT}" stroke-width="4"/>'
        '<text class="stadskaart__nummer" text-anchor="middle" y="9" font-size="26" '
        f'font-weight="700" fill="{NIGHT}">{escape(pin.text)}</text></g>'
    )
