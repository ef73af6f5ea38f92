"""One child's hand: age, tools, favourite colours and habits, all from one seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

INK = "#22123F"
WHITE = "#FFFDF6"
BROWN = "#8A5426"
GRASS = ("#4FCB72", "#2FA84F", "#7CC63A", "#1E9E4A")
WATER = ("#4F86FF", "#45E3F2", "#2C9BE8", "#5CC3F0")
SUNNY = ("#FFB52E", "#FBE43A", "#FFD21F", "#FF9A2E")
SKIES = ("#CBE8FF", "#8FCBFA", "#5CC3F0", "#7FB2FF")
NIGHTS = ("#22123F", "#2B2F86", "#3B2A78", "#1D3F8C")
SKINS = ("#F7CDA8", "#E9B184", "#C98A5A", "#A56E45", "#8A5836", "#FBD9BC")
HAIRS = ("#3A2415", "#22123F", "#8A5426", "#F2B632", "#D9622B", "#5B3A22")
BOLD = (
    "#FA5A36",
    "#4F86FF",
    "#4FCB72",
    "#FBE43A",
    "#FF9FD0",
    "#BBA7F2",
    "#FFB52E",
    "#45E3F2",
    "#E4262C",
    "#7B3FC4",
    "#FF9A76",
    "#F25CA2",
    "#1F5FD6",
    "#FF8A1E",
    "#1E9E4A",
)


@dataclass(frozen=True)
class Tool:
    """What the child draws with; widths are in thousandths of the sheet."""

    name: str
    width: float
    gap: float
    base: int
    levels: tuple[int, int]
    tooth: float
    outline: float


TOOLS = {
    "crayon": Tool("crayon", 9.5, 0.8, 105, (205, 255), 0.46, 7.5),
    "felt": Tool("felt", 7.0, 0.86, 95, (205, 255), 0.06, 4.6),
    "pencil": Tool("pencil", 4.2, 0.8, 125, (180, 255), 0.4, 3.4),
    "paint": Tool("paint", 22.0, 0.62, 215, (195, 255), 0.14, 8.5),
}


class Hand:
    """The habits of one child, fixed for the whole artwork."""

    def __init__(self, age: int, seed: int, salt: str) -> None:
        """Choose this child's habits from the seed."""
        self.rng = random.Random(f"{salt}:{age}:{seed}")
        rng = self.rng
        self.age = age
        self.skill = min(1.0, max(0.0, (age - 4) / 8))
        self.tool = TOOLS[self._choose_tool()]
        self.wobble = 5.2 - 4.0 * self.skill
        self.lean = rng.uniform(0.7, 1.15) * (22 - 15 * self.skill)
        self.phases = [rng.uniform(0, 6.283) for _ in range(4)]
        self.zoom = rng.uniform(0.86, 1.1) + 0.05 * (1 - self.skill)
        self.pan = rng.uniform(-55, 55)
        self.flip = rng.random() < 0.5
        self.angle = rng.choice((0.25, 0.6, 0.95, 2.2, 2.6, 1.45)) + rng.uniform(-0.1, 0.1)
        self.mains = rng.sample(BOLD, 8)
        self.grass = rng.choice(GRASS)
        self.water = rng.choice(WATER)
        self.sunny = rng.choice(SUNNY)
        self.sky = rng.choice(SKIES)
        self.night = rng.choice(NIGHTS)
        self.ink = rng.choice((INK, INK, INK, "#1F3FA8", "#5B3216", "#3D3A4A"))
        self.own_outline = rng.random() < 0.3
        self.figure = self._choose_figure()
        self.sky_style = rng.choice(("strip", "full", "clouds", "strip", "full", "none"))
        self.ground_style = rng.choice(("zigzag", "hill", "strip", "zigzag"))
        self.sun_style = rng.choice(("corner", "corner", "face", "spiral"))
        self.tree_style = rng.choice(("round", "cloud", "fir", "apples"))

    def _choose_tool(self) -> str:
        """Pick a tool that children of this age are given."""
        if self.age <= 6:
            return self.rng.choice(("crayon", "crayon", "felt", "paint"))
        return self.rng.choice(("crayon", "felt", "felt", "pencil", "paint", "crayon"))

    def _choose_figure(self) -> str:
        """Pick how this child draws people."""
        if self.age <= 5:
            return self.rng.choice(("tadpole", "tadpole", "stick"))
        return self.rng.choice(("stick", "clothes", "clothes") if self.age < 9 else ("clothes",))

    def main(self, index: int) -> str:
        """Return one of this child's favourite colours."""
        return self.mains[index % len(self.mains)]

    def pick(self, options: Sequence[T]) -> T:
        """Choose one option."""
        return self.rng.choice(options)

    def some(self, fewest: int, most: int) -> int:
        """Return a count that grows with age."""
        middle = fewest + (most - fewest) * self.skill
        return max(fewest, min(most, round(middle + self.rng.uniform(-0.8, 0.8))))

    def chance(self, odds: float) -> bool:
        """Tell whether something happens."""
        return self.rng.random() < odds

    def vary(self, value: float, share: float = 0.12) -> float:
        """Return the value a little larger or smaller."""
        return value * self.rng.uniform(1 - share, 1 + share)

    def spread(self, low: float, high: float) -> float:
        """Return a number between two bounds."""
        return self.rng.uniform(low, high)
