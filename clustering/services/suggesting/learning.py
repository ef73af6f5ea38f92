"""What the placements teach: at once where that is quick, and beside the work where it is slow.

On a small board all is learned anew after every placement. On a big one that takes longer than
anybody wants to wait: there the last lesson takes in what moved since (`Nearest.moved`, a few
milliseconds), and a thread of its own learns all anew. Forty people who lay a card a second would
keep it busy for ever, so it rests for four times as long as it worked.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from clustering import analysis
from clustering.services.suggesting.shelf import KEPT

if TYPE_CHECKING:
    from clustering.analysis.corpus import Corpus
    from clustering.analysis.nearest import Nearest

_RESTS: Final = 4
# What is learned in a blink is learned every time.
_QUICK: Final = 0.05

Places: TypeAlias = tuple[tuple[int, int], ...]
Names: TypeAlias = tuple[tuple[int, str], ...]
Subject: TypeAlias = "tuple[Corpus, Names]"


@dataclass(frozen=True)
class Lesson:
    """What was learned, from what, how long that took and until when to rest."""

    nearest: "Nearest"
    moves: int
    places: Places
    took: float
    until: float

    def is_of(self, moves: int, places: Places) -> bool:
        return (self.moves, self.places) == (moves, places)


class Learning:
    """The last lesson of each corpus and its needs. Needs that changed are always learned anew."""

    def __init__(self) -> None:
        self._lessons: OrderedDict[Subject, Lesson] = OrderedDict()
        self._moved: tuple[Lesson, Places, Nearest] | None = None
        self._one_at_a_time = threading.Lock()
        self._wanted: dict[Subject, tuple[int, Places]] = {}
        self._busy = threading.Lock()

    def nearest(self, corpus: "Corpus", *, moves: int, places: Places, names: Names) -> "Nearest":
        """Return what these placements teach, or the last lesson with what moved since."""
        subject = (corpus, names)
        known = self._lessons.get(subject)
        if known is None:
            with self._one_at_a_time:
                return self._up_to_date(subject, moves, places).nearest
        if known.is_of(moves, places):
            return known.nearest
        if known.took > _QUICK:
            self._learn_beside(subject, moves, places)
        elif self._one_at_a_time.acquire(blocking=False):
            try:
                return self._up_to_date(subject, moves, places).nearest
            finally:
                self._one_at_a_time.release()
        # Slow, or somebody learns this very moment: nobody who knows an older lesson waits for it.
        return self._after(known, places)

    def _up_to_date(self, subject: Subject, moves: int, places: Places) -> Lesson:
        known = self._lessons.get(subject)
        if known is not None and known.is_of(moves, places):
            return known
        return self._learn(subject, moves, places)

    def _learn(self, subject: Subject, moves: int, places: Places) -> Lesson:
        corpus, names = subject
        began = time.monotonic()
        nearest: Nearest = analysis.nearest.Nearest(corpus, dict(places), dict(names))
        now = time.monotonic()
        took = now - began
        lesson = Lesson(nearest, moves, places, took, now + _RESTS * took)
        self._lessons[subject] = lesson
        self._lessons.move_to_end(subject)
        while len(self._lessons) > KEPT:
            self._lessons.popitem(last=False)
        return lesson

    def _after(self, known: Lesson, places: Places) -> "Nearest":
        """Return a lesson with what moved since; made once for all who ask at the same moment."""
        moved = self._moved
        if moved is None or moved[0] is not known or moved[1] != places:
            moved = self._moved = (known, places, known.nearest.moved(dict(places)))
        return moved[2]

    def _learn_beside(self, subject: Subject, moves: int, places: Places) -> None:
        self._wanted[subject] = (moves, places)
        if self._busy.acquire(blocking=False):
            threading.Thread(target=self._learn_what_is_wanted, daemon=True).start()

    def _learn_what_is_wanted(self) -> None:
        """Learn the newest placements of each board that asked, with rests in between."""
        try:
            while self._wanted:
                subject = next(iter(self._wanted))
                known = self._lessons.get(subject)
                if known is not None:
                    time.sleep(max(0.0, known.until - time.monotonic()))
                moves, places = self._wanted.pop(subject)
                with self._one_at_a_time:
                    self._up_to_date(subject, moves, places)
        finally:
            self._busy.release()
