"""Which need lies nearest to a card, learned from everything people placed so far.

Each view of the cards (see corpus.py) compares a card with the sum of what lies on a need, the
need's own name included; one more, least squares, looks at what sets the needs apart. How much
each view counts is learned too: every placed card is judged as if it did not lie where it lies,
and the views that would have put it back count more. The same judgement tells from which
certainty on a suggestion is right nine times out of ten. While few cards are placed, those that
wait lean on each other.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from clustering.analysis.corpus import Corpus
from clustering.analysis.features import Matrix, Read
from clustering.analysis.learning import (
    START,
    Numbers,
    Pull,
    Scores,
    centred,
    fit_ridge,
    learn_weights,
    likely,
    margin_of,
    odds,
    pull,
    sure_from,
)
from clustering.analysis.neighbours import even
from clustering.analysis.reasons import Reasons

NAME: Final = 1.5  # a need's name weighs as much as this many cards
_JUDGED: Final = 1_500
_HOLDS: Final = 5  # cards on a need before anything is strong there


@dataclass(frozen=True)
class Touched:
    """Needs on which cards came or went since the lesson, with their sums in one view."""

    needs: NDArray[np.int64]
    sums: Numbers
    lengths: Numbers


@dataclass(frozen=True)
class Suggestion:
    """A need for a card: how likely, how sure, and because of which words or concepts."""

    need: int
    strong: bool
    score: float
    reasons: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return self.reasons


class Nearest:
    """What lies on each need at one moment, and what that teaches.

    Learning anew takes a fraction of a second. `moved` takes in a few moves in a few milliseconds.
    """

    def __init__(self, corpus: Corpus, places: Mapping[int, int], names: Mapping[int, str]) -> None:
        """Take the cards, where the placed ones lie (card → need), and the needs' own words."""
        self.corpus = corpus
        self.needs = tuple(names)
        column = {need: at for at, need in enumerate(self.needs)}
        laid = [
            (corpus.at[card], column[need])
            for card, need in sorted(places.items())
            if card in corpus.at and need in column
        ]
        self._laid = np.array([at for at, _need in laid], dtype=np.int64)
        self._on = np.array([need for _at, need in laid], dtype=np.int64)
        self._free = np.ones(len(corpus), bool)
        self._free[self._laid] = False
        self._name_reads = corpus.read(list(names.values()))
        self.counts = np.bincount(self._on, minlength=len(self.needs))
        self._groups: Matrix = sparse.csr_matrix(
            (np.ones(len(laid), np.float32), (self._on, self._laid)),
            shape=(len(self.needs), len(corpus)),
        )
        self._sums: list[Numbers] = []
        self._lengths: list[Numbers] = []
        self._margins: list[float] = []
        self.weights = np.full(len(corpus.views) + 1, START)
        self.strong_from = np.inf
        # How likely each need is for every card: by what was placed, and with the waiting cards.
        self._first = self.likely = np.zeros((len(corpus), len(self.needs)))
        self._pull: Pull | None = None
        self._places = dict(places)
        self._lesson = self  # the one that was learned, where this one only took in what moved
        self._touched: tuple[Touched, ...] = ()
        if self.needs:
            self._learn()

    def moved(self, places: Mapping[int, int]) -> "Nearest":
        """Return this lesson with what moved since: what lies on each need is new at once.

        What a card is compared with, how full needs are and the reasons are those of now. How much
        each view counts, what sets the needs apart and what the waiting cards add stay as they were
        learned; so does what is known of all cards at once (`likely`, `which_next`).
        """
        if self._lesson is not self:
            return self._lesson.moved(places)
        column = {need: at for at, need in enumerate(self.needs)}
        came = [(card, need, 1) for card, need in places.items() if self._places.get(card) != need]
        left = [(card, need, -1) for card, need in self._places.items() if places.get(card) != need]
        rows = [
            (column[need], self.corpus.at[card], one)
            for card, need, one in (*came, *left)
            if card in self.corpus.at and need in column
        ]
        if not rows:
            return self
        needs, cards, ones = (list(each) for each in zip(*rows, strict=True))
        change: Matrix = sparse.csr_matrix(
            (np.array(ones, np.float32), (needs, cards)), shape=self._groups.shape
        )
        found = copy.copy(self)
        vars(found).pop("_reasons", None)
        found._groups = self._groups + change
        found.counts = self.counts + np.bincount(needs, weights=ones, minlength=len(self.needs))
        touched = np.unique(needs)
        found._touched = tuple(
            self._touch(touched, sums, np.asarray(view.summed(change[touched]).todense()))
            for view, sums in zip(self.corpus.views, self._sums, strict=True)
        )
        return found

    @staticmethod
    def _touch(needs: NDArray[np.int64], sums: Numbers, more: Numbers) -> Touched:
        now = np.asarray(sums[needs] + more, np.float32)
        return Touched(needs, now, np.sqrt(np.maximum((now * now).sum(axis=1), 1e-9)))

    def _learn(self) -> None:
        """Learn weights and certainty from the placed cards, then rank all."""
        step = max(1, len(self._laid) // _JUDGED)
        seen: list[Numbers | Scores] = []
        scored: list[Numbers] = []
        for view, name in zip(self.corpus.views, self.corpus.bare(self._name_reads), strict=True):
            sums = np.asarray((view.summed(self._groups) + NAME * name).todense(), np.float32)
            squares = (sums * sums).sum(axis=1)
            lengths = np.sqrt(np.maximum(squares, 1e-9))
            everything = view.against(sums)
            self._sums.append(sums)
            self._lengths.append(lengths)
            seen.append(self._alone(everything, squares, view.scale)[::step])
            scored.append(everything / lengths)
        named = self.corpus.dense_of(self._name_reads)
        self._ridge = fit_ridge(self.corpus.dense[self._laid], self._on, named, NAME)
        seen.append(self._ridge.alone[::step])
        scored.append(self._ridge.of(self.corpus.dense))
        self._margins = [margin_of(alone) for alone in seen]
        right = self._on[::step]
        views = np.asarray(
            [centred(one, margin) for one, margin in zip(seen, self._margins, strict=True)]
        )
        self.weights = learn_weights(views, right)
        self._first = likely(self._weigh(scored))
        hard = np.asarray(self._groups @ self.corpus.dense, np.float32) + NAME * named
        self._pull, added = pull(
            self.corpus.dense, hard, self._first, self._free, float(self.weights.sum())
        )
        self.likely = likely(np.log(self._first + 1e-12) + added)
        if len(self.needs) > 1:
            alone = likely(np.tensordot(self.weights, views, 1))
            self.strong_from = sure_from(alone, right, self._first[self._free])

    def _alone(self, products: Numbers, squares: Numbers, scale: Numbers) -> Numbers:
        """Return the scores of placed cards, each without itself in the sum where it lies."""
        mine = products[self._laid]
        found = mine / np.sqrt(np.maximum(squares, 1e-9))
        here, on = np.arange(len(mine)), self._on
        itself = (scale[self._laid] > 0) & (mine[here, on] > 0)
        rest = np.maximum(squares[on] - 2 * mine[here, on] + itself, 1e-6)
        found[here, on] = (mine[here, on] - itself) / np.sqrt(rest)
        return np.asarray(found, np.float32)

    def _weigh(self, scored: Sequence[Numbers]) -> Scores:
        total = np.zeros(scored[0].shape)
        for found, margin, weight in zip(scored, self._margins, self.weights, strict=True):
            total += weight * centred(found, margin)
        return total

    @cached_property
    def surely(self) -> NDArray[np.bool_]:
        """Return for every card whether its first need can be called strong."""
        return self._sure(self._first, self.likely)

    def _sure(self, first: Scores, chance: Scores) -> NDArray[np.bool_]:
        """Tell what is certain enough, and stays when the waiting cards have their say."""
        if not self.needs:
            return np.zeros(len(chance), bool)
        same = first.argmax(axis=1) == chance.argmax(axis=1)
        full = self.counts[chance.argmax(axis=1)] >= _HOLDS
        found: NDArray[np.bool_] = (odds(first) >= self.strong_from) & same & full
        return found

    def suggest(self, texts: Sequence[str], most: int = 3) -> list[Suggestion]:
        """Return the nearest needs for these texts together, best first, or nothing."""
        if not self.needs or not texts:
            return []
        reads = self.corpus.read(texts)
        rows, dense = self.corpus.asked(reads)
        first = self._scored(rows, dense).mean(axis=0, keepdims=True)
        added = self._pull.of(even(dense)).mean(axis=0) if self._pull else 0
        return self._together(likely(first), likely(first + added), reads, most)

    def suggest_cards(self, cards: Sequence[int], most: int = 3) -> list[Suggestion]:
        """Return the nearest needs for these cards of the corpus together, or nothing."""
        places = [self.corpus.at[card] for card in cards if card in self.corpus.at]
        if not self.needs or not places:
            return []
        first, chance = (np.log(found[places] + 1e-12) for found in (self._first, self.likely))
        if self._touched:
            added = chance - first  # by the cards that wait
            rows = [view.rows_of(places) for view in self.corpus.views]
            first = np.log(likely(self._scored(rows, self.corpus.dense[places])) + 1e-12)
            chance = np.log(likely(first + added) + 1e-12)
        return self._together(
            likely(first.mean(axis=0, keepdims=True)),
            likely(chance.mean(axis=0, keepdims=True)),
            [self.corpus.reads[at] for at in places],
            most,
        )

    def _scored(self, rows: Sequence[Matrix], dense: Numbers) -> Scores:
        """Weigh what some rows (one matrix for each view) have in common with each need."""
        scored = []
        for at, (one, sums, lengths) in enumerate(
            zip(rows, self._sums, self._lengths, strict=True)
        ):
            found = np.asarray(one @ sums.T / lengths, np.float32)
            if self._touched:
                new = self._touched[at]
                found[:, new.needs] = one @ new.sums.T / new.lengths
            scored.append(found)
        return self._weigh([*scored, self._ridge.of(dense)])

    def _together(
        self, first: Scores, chance: Scores, reads: Sequence[Read], most: int
    ) -> list[Suggestion]:
        strong = bool(self._sure(first, chance)[0])
        return [one for one in self._ranked(chance[0], strong, reads, most) if one.reasons]

    def suggest_card(self, card: int, most: int = 3) -> list[Suggestion]:
        """Rank the needs for a card of the corpus, also those that share nothing with it."""
        at = self.corpus.at[card]
        strong = bool(self.surely[at])
        return self._ranked(self.likely[at], strong, [self.corpus.reads[at]], most)

    def _ranked(
        self, chance: Scores, strong: bool, reads: Sequence[Read], most: int
    ) -> list[Suggestion]:
        # Of needs that are equally likely the fullest comes first, then the oldest.
        order = np.lexsort((np.arange(len(chance)), -self.counts, -chance.round(9)))
        found = []
        for rank, column in enumerate(order[:most].tolist()):
            reasons = self._reasons.of(column, reads)
            sure = strong and rank == 0 and bool(reasons)
            score = round(float(chance[column]), 4)
            found.append(Suggestion(self.needs[column], sure, score, reasons))
        return found

    def which_next(self, cards: Sequence[int], most: int = 10) -> list[int]:
        """Return the cards whose placing teaches most: unsure ones that many others resemble.

        Before anything is placed those are the cards most others look like.
        """
        places = np.array([self.corpus.at[card] for card in cards if card in self.corpus.at])
        if not len(places):
            return []
        crowd = np.asarray(self.corpus.near_both.sum(axis=0)).ravel()[places]
        if len(self.needs) > 1 and len(self._laid):
            likely = self.likely[places]
            best = np.sort(likely, axis=1)
            unsure = 1 - (best[:, -1] - best[:, -2])
            crowd = unsure * (0.5 + np.minimum(crowd, 4))
        order = np.lexsort((places, -crowd))
        # Not ten times the same question: a card whose neighbour was just asked waits.
        asked: list[int] = []
        near: set[int] = set()
        for at in places[order]:
            if int(at) in near:
                continue
            asked.append(self.corpus.ids[at])
            near.update(
                self.corpus.near_both.indices[
                    self.corpus.near_both.indptr[at] : self.corpus.near_both.indptr[at + 1]
                ].tolist()
            )
            if len(asked) == most:
                break
        return asked

    @cached_property
    def _reasons(self) -> Reasons:
        return self.corpus.said.on(self._groups, self._name_reads)
