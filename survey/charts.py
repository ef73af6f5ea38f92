"""Horizontal bars: from zero, with their number beside them, and the same as a table."""

from collections.abc import Iterable
from dataclasses import dataclass

from campaigns.numbers import count


@dataclass(frozen=True)
class Bar:
    """One bar: its length as a share of the track, and what is said beside it."""

    label: str
    width: str  # "42.5%", never localised: it goes into the drawing
    shown: str
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """Bars that belong together. `measure` names the number, `note_name` a second one, if any."""

    key: str
    title: str
    bars: tuple[Bar, ...]
    measure: str
    note_name: str = ""


def share_of(value: float, top: float) -> str:
    """Return a length from zero as a percentage of the track."""
    return f"{min(max(value / top, 0), 1) * 100 if top else 0:.2f}%"


def count_bars(rows: Iterable[tuple[str, int]], people: int) -> tuple[Bar, ...]:
    """Draw how many of so many people: the whole track is everybody who answered."""
    return tuple(
        Bar(
            label=label,
            width=share_of(n, people),
            shown=count(n),
            note=f"{round(n / people * 100) if people else 0} %",
        )
        for label, n in rows
    )
