"""What is compared of a text: its words, the letters of its words, and its civic concepts.

A space is learned once from the texts of all cards; after that every text becomes two sparse rows,
one of words and letters and one of concepts. Moving cards does not change a space.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from clustering.analysis.concepts import Hit, Matcher, weigh
from clustering.analysis.texts import LITTLE, Word, guess_language, guess_languages, words_of

Matrix: TypeAlias = Any  # a scipy.sparse.csr_matrix; scipy ships no types
# Chosen on one half of the sets in bench/clustering and reported on the other.
_PART: Final = 0.6
_LETTERS: Final = 0.98
_LITTLE_LETTERS: Final = 0.5
_SIZES: Final = (3, 4, 5)
_TOO_COMMON: Final = 0.3


@dataclass(frozen=True)
class Read:
    """A text as it was read: its language, its words and the concepts in it."""

    language: str
    words: tuple[Word, ...]
    hits: tuple[Hit, ...]


def read(texts: Sequence[str], matcher: Matcher, usual: str = "") -> list[Read]:
    """Read texts; without a usual language the texts settle among themselves what that is."""
    found = []
    each = (guess_language(text, usual) for text in texts) if usual else guess_languages(texts)
    for text, language in zip(texts, each, strict=True):
        words = tuple(words_of(text, language))
        found.append(Read(language, words, tuple(matcher.hits(words, language))))
    return found


def _words_bag(one: Read) -> dict[str, float]:
    bag: defaultdict[str, float] = defaultdict(float)
    for word in one.words:
        if not word.is_telling:
            continue
        bag[word.base] += 1
        for part in word.parts:
            if part not in LITTLE:
                bag[part] += _PART
    return {name: min(amount, 2.0) for name, amount in bag.items()}


def _grams(word: str) -> Iterable[str]:
    padded = f" {word} "
    for size in _SIZES:
        for at in range(max(1, len(padded) - size + 1)):
            yield padded[at : at + size]


def _letters(cards: Sequence[Read], index: dict[str, int] | None) -> tuple[Matrix, dict[str, int]]:
    """Count the letter groups of every card: cards x words times words x groups.

    With an index only the groups in it are counted; without one all are, and the index is new.
    """
    words: dict[str, int] = {}
    spoken = _Rows()
    for one in cards:
        for word in one.words:
            weight = 1.0 if word.is_telling else _LITTLE_LETTERS
            spoken.put(words.setdefault(word.flat, len(words)), weight)
        spoken.end()
    fixed = index is not None
    found: dict[str, int] = dict(index or {})
    cut = _Rows()
    for flat in words:
        for gram in _grams(flat):
            at = found.get(gram) if fixed else found.setdefault(gram, len(found))
            if at is not None:
                cut.put(at, 1.0)
        cut.end()
    counted = sparse.csr_matrix(spoken.made(len(words)) @ cut.made(len(found)))
    counted.data = np.where(
        counted.data > 1, 1 + np.log(np.maximum(counted.data, 1)), counted.data
    ).astype(np.float32)
    return counted, found


class _Rows:
    """A sparse matrix in the making, row by row."""

    def __init__(self) -> None:
        self._data = array("f")
        self._columns = array("i")
        self._ends = array("q", [0])

    def put(self, column: int, amount: float) -> None:
        self._columns.append(column)
        self._data.append(amount)

    def end(self) -> None:
        self._ends.append(len(self._columns))

    def made(self, width: int) -> Matrix:
        found = sparse.csr_matrix(
            (
                np.array(self._data, np.float32),
                np.array(self._columns, np.int32),
                np.array(self._ends, np.int64),
            ),
            shape=(len(self._ends) - 1, width),
        )
        found.sum_duplicates()
        return found


def unit(rows: Matrix) -> Matrix:
    """Give every row length one; empty rows stay empty."""
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return sparse.csr_matrix(sparse.diags(scale) @ rows, dtype=np.float32)


@dataclass(frozen=True)
class Vocabulary:
    """The features of one kind, and how rare each of them is."""

    index: dict[str, int]
    rarity: NDArray[np.float32]

    @classmethod
    def learn(cls, counted: Matrix, index: dict[str, int], at_least: int) -> "Vocabulary":
        """Keep the features that say something: not of one card only, not of nearly all."""
        cards = counted.shape[0]
        seen = np.bincount(counted.indices, minlength=len(index))
        most = max(_TOO_COMMON * cards, 40) if at_least > 1 else cards
        kept = np.flatnonzero((seen >= at_least) & (seen <= most))
        names = list(index)
        rarity = np.log((1 + cards) / (1 + seen[kept])) + 1
        return cls({names[at]: row for row, at in enumerate(kept)}, rarity.astype(np.float32))

    def rows(self, bags: Iterable[dict[str, float]]) -> Matrix:
        """Return the bags as sparse rows of length one; what was never seen is left out."""
        made = _Rows()
        for bag in bags:
            for name, amount in bag.items():
                at = self.index.get(name)
                if at is not None:
                    made.put(at, amount)
            made.end()
        return self.weigh(made.made(len(self.index)))

    def weigh(self, counted: Matrix) -> Matrix:
        """Let rare features count more, and give every row length one."""
        counted.data = counted.data * self.rarity[counted.indices]
        return unit(counted)


def _counted(bags: Iterable[dict[str, float]]) -> tuple[Matrix, dict[str, int]]:
    index: dict[str, int] = {}
    made = _Rows()
    for bag in bags:
        for name, amount in bag.items():
            made.put(index.setdefault(name, len(index)), amount)
        made.end()
    return made.made(len(index)), index


@dataclass(frozen=True)
class Space:
    """What was learned from the texts of all cards."""

    words: Vocabulary
    letters: Vocabulary
    concepts: Vocabulary
    usual: str

    @classmethod
    def learn(cls, cards: Sequence[Read]) -> "Space":
        spoken = Counter(one.language for one in cards)
        return cls(
            Vocabulary.learn(*_counted(_words_bag(one) for one in cards), 1),
            Vocabulary.learn(*_letters(cards, None), 2 if len(cards) > 1 else 1),
            Vocabulary.learn(*_counted(weigh(one.hits) for one in cards), 1),
            max(spoken, key=lambda language: (spoken[language], language), default="nl"),
        )

    def rows(self, cards: Sequence[Read]) -> tuple[Matrix, Matrix]:
        """Return the rows of words and letters, and the rows of concepts."""
        words = self.words.rows(_words_bag(one) for one in cards)
        letters = self.letters.weigh(_letters(cards, self.letters.index)[0])
        spelled = unit(sparse.hstack([words, _LETTERS * letters], format="csr"))
        return spelled, self.concepts.rows(weigh(one.hits) for one in cards)
