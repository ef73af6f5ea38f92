"""Lay short pieces in columns of about the same height.

Letting the engine balance them takes seconds: it tries height after height.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def in_columns(pieces: Sequence[T], columns: int, height: Callable[[T], float]) -> list[list[T]]:
    """Return pieces in columns, in order, so that the highest column is as low as possible."""
    heights = [height(piece) for piece in pieces]
    low, high = max(heights, default=0), sum(heights)
    while high - low > 0.5:
        middle = (low + high) / 2
        if len(_fill(heights, middle)) <= columns:
            high = middle
        else:
            low = middle
    found, start = [], 0
    for size in _fill(heights, high):
        found.append(list(pieces[start : start + size]))
        start += size
    return found + [[] for _column in range(columns - len(found))]


def _fill(heights: Sequence[float], room: float) -> list[int]:
    """Return how many pieces go in each column when no column may be higher than the room."""
    sizes: list[int] = []
    used = 0.0
    for height in heights:
        if sizes and used + height <= room:
            sizes[-1] += 1
            used += height
        else:
            sizes.append(1)
            used = height
    return sizes
