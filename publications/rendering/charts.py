"""Bars for paper: horizontal, sorted, zero-based, with a name, a shape and a number at each."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from campaigns.illustration.paper import NIGHT, num
from campaigns.illustration.symbols import shape as draw_shape
from campaigns.numbers import count
from publications.rendering.content import Count

# How wide a letter of the chart's type is, in millimetres at 9.5 points.
_LETTER = 1.78


@dataclass(frozen=True)
class Look:
    """How a chart looks: its size in millimetres and its colours."""

    width: float = 158
    label: float = 54
    row: float = 7.4
    points: float = 9.5
    fill: str = "#BBA7F2"
    shape: str = ""


def bars(rows: Sequence[Count], *, title: str, look: Look) -> SafeString:
    """Draw a bar chart whose title reads all its numbers aloud."""
    said = "; ".join(_("%(name)s: %(n)s") % {"name": r.label, "n": _said(r)} for r in rows)
    most = max([row.count for row in rows], default=0) or 1
    inset = _mark(look) + 2 if look.shape else 0
    letters = max(int((look.label - inset) / (_LETTER * look.points / 9.5)), 8)
    room = look.width - look.label - 13
    drawn, y = "", 0.0
    for row in rows:
        lines = textwrap.wrap(row.label, letters)[:3] or [""]
        high = max(look.row, len(lines) * look.points * 0.42 + 2)
        drawn += _row(row, lines, y, high, room * row.count / most, look)
        y += high
    return mark_safe(  # noqa: S308 -- drawn by us, texts escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" class="staven" viewBox="0 0 {num(look.width)} '
        f'{num(y)}" width="{num(look.width)}mm" height="{num(y)}mm">'
        f"<title>{escape(f'{title}. {said}')}</title>{drawn}</svg>"
    )


def _mark(look: Look) -> float:
    """Return how large the shape in front of a bar is."""
    return min(look.row * 0.72, 6.4)


def _row(row: Count, lines: list[str], y: float, high: float, long: float, look: Look) -> str:
    middle, thick = y + high / 2, min(look.row * 0.58, 5)
    size = look.points * 0.3528
    left = _mark(look) + 2 if look.shape else 0.0
    drawn = ""
    if look.shape:
        mark = _mark(look)
        drawn += (
            f'<g transform="translate(0 {num(middle - mark / 2)}) scale({mark / 100:.4f})">'
            f"{draw_shape(look.shape, look.fill)}</g>"
        )
    for i, text in enumerate(lines):
        base = middle + size * 0.34 + (i - (len(lines) - 1) / 2) * size * 1.18
        drawn += _text(left, base, size, text, 600)
    fill = "#fff" if row.is_gap else look.fill
    edge = f' stroke="{NIGHT}" stroke-width=".4" stroke-dasharray="1 1"' if row.is_gap else ""
    drawn += (
        f'<path fill="{fill}"{edge} d="M{num(look.label)} {num(middle - thick / 2)}h{num(max(long, 0.6))}'
        f'l-.3 {num(thick)}h-{num(max(long - 0.3, 0.3))}Z"/>'
    )
    return drawn + _text(look.label + long + 1.6, middle + size * 0.34, size, _said(row), 800)


def _said(row: Count) -> str:
    """Return a number as it is drawn and as it is read aloud."""
    said = count(row.count)
    return _("%(n)s, too few") % {"n": said} if row.is_gap else said


def _text(x: float, y: float, size: float, text: str, weight: int) -> str:
    return (
        f'<text x="{num(x)}" y="{y:.2f}" font-family="Schibsted Grotesk, Schibsted Ext, DejaVu Sans" '
        f'font-size="{size:.2f}" font-weight="{weight}" fill="{NIGHT}">{escape(text)}</text>'
    )
