"""What the placements teach, learned again when they changed, and not more often than is bearable.

Forty people who lay a card a second would make every process learn forty times a second. So
learning takes a fifth of its time at most: what was learned holds for four times as long as it took
to learn. Who works alone never notices; with forty, advice is half a second old.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clustering import analysis
from clustering.services.suggesting.shelf import KEPT

if TYPE_CHECKING:
    from clustering.analysis.corpus import Corpus
    from clustering.analysis.nearest import Nearest

_HOLDS: Final = 4
# What is learned in a blink is learned every time.
_QUICK: Final = 0.05

Places = tuple[tuple[int, int], ...]
Names = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Lesson:
    """What was learned, from what, until when that is new enough."""

    nearest: "Nearest"
    moves: int
    places: Places
    until: float


class Learning:
    """The last lesson of each corpus and its needs. Needs that changed are always learned anew."""

    def __init__(self) -> None:
        self._lessons: OrderedDict[tuple[Corpus, Names], Lesson] = OrderedDict()
        self._one_at_a_time = threading.Lock()

    def nearest(self, corpus: "Corpus", *, moves: int, places: Places, names: Names) -> "Nearest":
        """Return what these placements teach, or those of a moment ago."""
        known = self._lessons.get((corpus, names))
        if known is None:
            self._one_at_a_time.acquire()
        elif self._is_new_enough(known, moves, places):
            return known.nearest
        elif not self._one_at_a_time.acquire(blocking=False):
            # Somebody learns this very moment; who knows an older lesson does not wait for it.
            return known.nearest
        try:
            known = self._lessons.get((corpus, names))
            if known is None or not self._is_new_enough(known, moves, places):
                known = self._learn(corpus, moves, places, names)
            return known.nearest
        finally:
            self._one_at_a_time.release()

    @staticmethod
    def _is_new_enough(known: Lesson, moves: int, places: Places) -> bool:
        return time.monotonic() < known.until or (known.moves, known.places) == (moves, places)

    def _learn(self, corpus: "Corpus", moves: int, places: Places, names: Names) -> Lesson:
        began = time.monotonic()
        nearest: Nearest = analysis.nearest.Nearest(corpus, dict(places), dict(names))
        took = time.monotonic() - began
        until = time.monotonic() + _HOLDS * took if took > _QUICK else 0.0
        lesson = Lesson(nearest, moves, places, until)
        self._lessons[corpus, names] = lesson
        self._lessons.move_to_end((corpus, names))
        while len(self._lessons) > KEPT:
            self._lessons.popitem(last=False)
        return lesson
