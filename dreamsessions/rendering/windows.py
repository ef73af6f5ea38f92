"""A street whose windows light up: one for each dream that was told in a session."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from campaigns.illustration.paper import NIGHT, SUN, Point, disc, line, num, path, polygon, rays
from campaigns.illustration.prints import picture

MOST_WINDOWS: Final = 120
# Three houses of four windows: a floor of the street.
_FLOOR: Final = 12
_HOUSE, _FIRST, _STEP, _PANE = 204, 60, 46, (28, 36)
_STOREY: Final = 58
_ROOF, _DOORS, _EDGE = 104, 62, 14
_WIDTH: Final = 720
_DARK: Final = "#4B3486"


@dataclass(frozen=True)
class Windows:
    """The street of a session: how many dreams were told, and a window for each."""

    told: int
    panes: tuple[bool, ...]


def light_windows(told: int) -> Windows:
    """Return so many lit windows as dreams were told, 120 at most, and dark ones in whole floors."""
    lit = min(told, MOST_WINDOWS)
    return Windows(told, (True,) * lit + (False,) * (-lit % _FLOOR))


@lru_cache(maxsize=64)
def draw_street(panes: tuple[bool, ...]) -> str:
    """Return the street as an SVG file; the floors fill from the ground up."""
    floors = max(1, len(panes) // _FLOOR)
    height = _ROOF + floors * _STOREY + _DOORS + _EDGE
    ground = height - _EDGE
    drawn = path(rays(626, 74, 47, 69, 20, seed=4, wobble=0.1), "#FFD27A")
    drawn += path(disc(626, 74, 44, seed=8), SUN)
    drawn += _tree(30, ground, 76) + _tree(688, ground, 62)
    for place, left in enumerate(range(54, 54 + 3 * _HOUSE, _HOUSE)):
        drawn += _house(place, left, ground, floors)
    drawn += _light(panes, ground)
    return picture(_WIDTH, height, drawn + path(f"M0 {ground}H{_WIDTH}V{height}H0Z", "#32205E"))


def _house(place: int, left: float, ground: float, floors: int) -> str:
    top, right = ground - _DOORS - floors * _STOREY, left + _HOUSE - 3
    middle = (left + right) / 2
    roofs: tuple[list[Point], ...] = (
        _steps(left, right, top),
        [(left, top), (middle - 3, top - 88), (right, top + 2)],
        [(left, top + 1), (left + 3, top - 30), (right - 2, top - 33), (right, top)],
    )
    cut = polygon([(left, ground), *roofs[place], (right, ground)])
    door = polygon(
        [(middle - 17, ground), (middle - 16, ground - 46), (middle + 17, ground - 44),
         (middle + 17, ground)]
    )  # fmt: skip
    return path(cut, NIGHT) + path(door, ("#FF9A76", "#BBA7F2", "#FFC9D4")[place])


def _steps(left: float, right: float, top: float) -> list[Point]:
    """Return a stepped gable, as on the oldest houses of the market."""
    wide, high = (right - left) / 7, 24
    up = [(left + wide * n, top - high * (n + k)) for n in range(3) for k in (0, 1)]
    down = [(left + right - x, y) for x, y in reversed(up)]
    return [*up, (left + wide * 3, top - 84), (right - wide * 3, top - 84), *down]


def _tree(x: float, ground: float, height: float) -> str:
    trunk = line(f"M{num(x)} {num(ground)}V{num(ground - height * 0.5)}", NIGHT, 6)
    crown = disc(x, ground - height * 0.7, height * 0.3, seed=int(x), wobble=0.07)
    return trunk + path(crown, "#1D6B57")


def _light(panes: Sequence[bool], ground: float) -> str:
    """Draw each window by itself, so that a page can light them one by one."""
    drawn = ""
    for number, lit in enumerate(panes):
        floor, column = divmod(number, _FLOOR)
        house, place = divmod(column, 4)
        x = _FIRST + house * _HOUSE + 10 + place * _STEP
        y = ground - _DOORS - floor * _STOREY - _PANE[1] - 8
        # Scissors: no two windows are cut quite the same.
        slip = (number * 7 % 5 - 2) * 0.5
        cut = polygon(
            [(x + slip, y), (x + _PANE[0], y - slip), (x + _PANE[0], y + _PANE[1]),
             (x, y + _PANE[1] + slip / 2)]
        )  # fmt: skip
        if lit:
            drawn += f'<path class="raam" fill="{SUN}" d="{cut}"/>'
            cross = f"M{num(x + _PANE[0] / 2)} {num(y)}v{_PANE[1]}M{x} {num(y + 15)}h{_PANE[0]}"
            drawn += line(cross, NIGHT, 2)
        else:
            drawn += path(cut, _DARK)
    return drawn
