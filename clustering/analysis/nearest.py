"""Which need lies nearest to a card, learned from everything people placed so far.

Each view of the cards (see corpus.py) compares a card with the sum of what lies on a need, the
need's own name included. How much each view counts is learned too: every placed card is judged as
if it did not lie where it lies, and the views that would have put it back count more. The same
judgement tells from which certainty on a suggestion was right nine times out of ten.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from clustering.analysis.concepts import name_of
from clustering.analysis.corpus import Corpus, Numbers
from clustering.analysis.features import Read
from clustering.analysis.texts import LITTLE

Scores = NDArray[np.float64]
NAME: Final = 1.5  # a need's name weighs as much as this many cards
RIGHT: Final = 0.9
_START: Final = 0.5  # what each view counts before anything is learned
_STUBBORN: Final = 4.0  # how many placements it takes to move away from that
_JUDGED: Final = 1_500
_TOO_FEW: Final = 20
_REASONS: Final = 4  # words; half as many concepts


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


def _likely(scores: Scores) -> Scores:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    found: Scores = raised / raised.sum(axis=-1, keepdims=True)
    return found


def _learn_weights(views: Scores, right: NDArray[np.int64]) -> Scores:
    """Fit one weight per view (views x cards x needs) with Newton's method; none below zero."""
    count, n, _needs = views.shape
    weights = np.full(count, _START)
    if not n:
        return weights
    here = np.arange(n)
    for _step in range(12):
        likely = _likely(np.tensordot(weights, views, 1))
        expected = np.einsum("nc,vnc->vn", likely, views)
        slope = (views[:, here, right] - expected).sum(axis=1) - 2 * _STUBBORN * (weights - _START)
        bend = np.einsum("nc,vnc,wnc->vw", likely, views, views) - expected @ expected.T
        step = np.linalg.solve(bend + 2 * _STUBBORN * np.eye(count), slope)
        moved: Scores = np.maximum(weights + np.clip(step, -0.5, 0.5), 0)
        if np.abs(moved - weights).max() < 1e-4:
            return moved
        weights = moved
    return weights


def _strong_from(likely: Scores, right: NDArray[np.int64]) -> float:
    """Return the certainty from which placed cards would have been put back nine times in ten."""
    if len(right) < _TOO_FEW:
        return 2.0
    best = likely.argmax(axis=1)
    sure = likely[np.arange(len(best)), best]
    order = np.argsort(-sure, kind="stable")
    hits = np.cumsum(best[order] == right[order])
    taken = np.arange(1, len(order) + 1)
    # One less than counted: the border is chosen on the same cards.
    good = np.flatnonzero((hits - 1) / taken >= RIGHT)
    good = good[taken[good] >= 15]
    return float(sure[order[good[-1]]]) if len(good) else 2.0


class Nearest:
    """What lies on each need at one moment. Built anew after a move, in a fraction of a second."""

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
        self._name_reads = corpus.read(list(names.values()))
        self.counts = np.bincount(self._on, minlength=len(self.needs))
        self._sums: list[Numbers] = []
        self._lengths: list[Numbers] = []
        self._margins: list[float] = []
        self._products: list[Numbers] = []
        self.weights = np.full(len(corpus.views), _START)
        self.strong_from = 2.0
        if self.needs:
            self._learn()

    def _learn(self) -> None:
        shape = (len(self.needs), len(self.corpus))
        groups = sparse.csr_matrix(
            (np.ones(len(self._laid), np.float32), (self._on, self._laid)), shape=shape
        )
        step = max(1, len(self._laid) // _JUDGED)
        judged, right = self._laid[::step], self._on[::step]
        here = np.arange(len(judged))
        seen = []
        for view, name in zip(self.corpus.views, self.corpus.bare(self._name_reads), strict=True):
            sums = np.asarray((view.summed(groups) + NAME * name).todense(), np.float32)
            squares = (sums * sums).sum(axis=1)
            lengths = np.sqrt(np.maximum(squares, 1e-9))
            everything = view.against(sums)
            self._products.append(everything)
            products = everything[judged]
            alone = products / lengths
            # Judge each card without itself: take its row out of the sum it lies in.
            itself = (view.scale[judged] > 0) & (products[here, right] > 0)
            own = products[here, right] - itself
            rest = np.maximum(squares[right] - 2 * products[here, right] + itself, 1e-6)
            alone[here, right] = own / np.sqrt(rest)
            margin = float((alone.max(axis=1) - alone.mean(axis=1)).mean()) if len(judged) else 0.1
            self._sums.append(sums)
            self._lengths.append(lengths)
            self._margins.append(max(margin, 1e-3))
            seen.append((alone - alone.mean(axis=1, keepdims=True)) / self._margins[-1])
        views = np.asarray(seen, np.float64)
        self.weights = _learn_weights(views, right)
        if len(judged) and len(self.needs) > 1:
            self.strong_from = _strong_from(_likely(np.tensordot(self.weights, views, 1)), right)

    def _weigh(self, products: Sequence[Numbers]) -> Scores:
        total = np.zeros(products[0].shape)
        for found, lengths, margin, weight in zip(
            products, self._lengths, self._margins, self.weights, strict=True
        ):
            near = found / lengths
            total += weight * (near - near.mean(axis=1, keepdims=True)) / margin
        return total

    @cached_property
    def likely(self) -> Scores:
        """Return for every card of the corpus how likely each need is (cards x needs)."""
        if not self.needs:
            return np.zeros((len(self.corpus), 0))
        return _likely(self._weigh(self._products))

    def suggest(self, texts: Sequence[str], most: int = 3) -> list[Suggestion]:
        """Return the nearest needs for these texts together, best first, or nothing."""
        if not self.needs or not texts:
            return []
        reads = self.corpus.read(texts)
        products = [
            np.asarray(rows @ sums.T)
            for rows, sums in zip(self.corpus.asked(reads), self._sums, strict=True)
        ]
        likely = _likely(self._weigh(products).mean(axis=0))
        return [one for one in self._ranked(likely, reads, most) if one.reasons]

    def suggest_cards(self, cards: Sequence[int], most: int = 3) -> list[Suggestion]:
        """Return the nearest needs for these cards of the corpus together, or nothing."""
        places = [self.corpus.at[card] for card in cards if card in self.corpus.at]
        if not self.needs or not places:
            return []
        likely = np.log(self.likely[places] + 1e-12).mean(axis=0)
        reads = [self.corpus.reads[at] for at in places]
        return [one for one in self._ranked(_likely(likely), reads, most) if one.reasons]

    def suggest_card(self, card: int, most: int = 3) -> list[Suggestion]:
        """Rank the needs for a card of the corpus, also those that share nothing with it."""
        at = self.corpus.at[card]
        return self._ranked(self.likely[at], [self.corpus.reads[at]], most)

    def _ranked(self, likely: Scores, reads: Sequence[Read], most: int) -> list[Suggestion]:
        # Of needs that are equally likely the fullest comes first, then the oldest.
        order = np.lexsort((np.arange(len(likely)), -self.counts, -likely.round(9)))
        found = []
        for rank, column in enumerate(order[:most]):
            reasons = self._reasons(int(column), reads)
            sure = float(likely[column])
            strong = rank == 0 and bool(reasons) and sure >= self.strong_from
            strong = strong and self.counts[column] >= 5
            found.append(Suggestion(self.needs[column], strong, round(sure, 4), reasons))
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
    def _said(self) -> tuple[list[dict[str, float]], list[dict[str, float]]]:
        """Return the words and the concepts of each need with how often they are said there."""
        words: list[Counter[str]] = [Counter() for _need in self.needs]
        concepts: list[Counter[str]] = [Counter() for _need in self.needs]
        pairs = [
            (self.corpus.reads[at], need) for at, need in zip(self._laid, self._on, strict=True)
        ]
        pairs += [(one, need) for need, one in enumerate(self._name_reads)]
        for one, need in pairs:
            words[need].update(
                {base for word in one.words if word.is_telling for base in (word.base, *word.parts)}
            )
            concepts[need].update({hit.concept for hit in one.hits})
        return [_share(words, need) for need in range(len(words))], [
            _share(concepts, need) for need in range(len(concepts))
        ]

    def _reasons(self, need: int, reads: Sequence[Read]) -> tuple[str, ...]:
        """Return the words and concepts both sides share, the most telling first."""
        words, concepts = (said[need] for said in self._said)
        weights: defaultdict[str, float] = defaultdict(float)
        meant: defaultdict[str, float] = defaultdict(float)
        kin: dict[str, float] = {}
        for one in reads:
            for word in one.words:
                if not word.is_telling:
                    continue
                found = words.get(word.base, 0.0)
                found = found or max(
                    (0.7 * words.get(part, 0.0) for part in word.parts if part not in LITTLE),
                    default=0.0,
                )
                if found:
                    weights[word.written.lower()] += found
                elif len(word.base) > 4:
                    twin = self._twin(word.base, need)
                    if twin:
                        kin[f"{word.written.lower()} ~ {twin}"] = words[twin]
            for hit in one.hits:
                if hit.concept in concepts:
                    meant[f"concept: {name_of(hit.concept, one.language)}"] += concepts[hit.concept]
        best = sorted(weights, key=lambda reason: (-weights[reason], reason))[:_REASONS]
        best += sorted(meant, key=lambda reason: (-meant[reason], reason))[: _REASONS // 2]
        if not best:
            best = sorted(kin, key=lambda reason: (-kin[reason], reason))[:2]
        return tuple(best)

    @cached_property
    def _starts(self) -> list[dict[str, str]]:
        """Return for each need its words by their first five letters."""
        found: list[dict[str, str]] = []
        for words in self._said[0]:
            ordered = sorted(words, key=lambda word: (words[word], word))
            found.append({word[:5]: word for word in ordered if len(word) > 4})
        return found

    def _twin(self, base: str, need: int) -> str | None:
        return self._starts[need].get(base[:5])


def _share(counts: Sequence[Counter[str]], at: int) -> dict[str, float]:
    """Return each word of one need with its share of all places where it is said."""
    return {
        word: n / (1 + sum(other[word] for other in counts)) * n**0.5
        for word, n in counts[at].items()
    }
