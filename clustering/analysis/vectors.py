"""Word vectors from a local file, for who has one: words that mean alike lie near each other.

The file is text in the format of word2vec and fastText (`.vec`): a line with how many words and
numbers there are, then a word and its numbers on every line. Nothing is ever downloaded. Only the
words that cards use are kept, so a file of gigabytes costs time once, in a worker, and no memory.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from campaigns.search import fold
from clustering.analysis.features import Matrix, Read, Vocabulary, unit


class BadModel(ValueError):
    """The file of word vectors cannot be used; the message says why."""


def _forms(one: Read) -> Iterable[tuple[str, str]]:
    """Return how each telling word may stand in the file, with its basic form."""
    for word in one.words:
        if word.is_telling:
            yield word.written.lower(), word.base


def size_of(path: Path) -> int:
    """Return how many numbers a word has, from the first line of the file."""
    try:
        with path.open(encoding="utf-8") as lines:
            _words, size = (int(number) for number in next(lines).split())
    except OSError as error:
        raise BadModel(f"{path}: cannot be read: {error.strerror}.") from error
    except (ValueError, StopIteration) as error:
        raise BadModel(f"{path}: the first line must hold two numbers: words and size.") from error
    return size


@dataclass(frozen=True)
class Meaning:
    """The vectors of the words of a corpus, and what all its cards have in common."""

    index: dict[str, int]
    rows: NDArray[np.float32]
    common: NDArray[np.float32]

    @classmethod
    def learn(cls, path: Path, cards: Sequence[Read], words: Vocabulary) -> "Meaning":
        """Read the vectors of the words that cards use."""
        size = size_of(path)
        wanted = {fold(form) for one in cards for forms in _forms(one) for form in forms}
        index: dict[str, int] = {}
        kept: list[NDArray[np.float32]] = []
        with path.open(encoding="utf-8", errors="replace") as lines:
            next(lines)
            for number, line in enumerate(lines, start=2):
                word, _space, numbers = line.rstrip().partition(" ")
                flat = fold(word)
                if flat not in wanted or flat in index:
                    continue
                row = np.array(numbers.split(), dtype=np.float32)
                if len(row) != size:
                    raise BadModel(f"{path}: line {number} has {len(row)} numbers, not {size}.")
                index[flat] = len(kept)
                kept.append(row / max(float(np.linalg.norm(row)), 1e-9))
        rows = np.array(kept, np.float32).reshape(-1, size)
        found = cls(index, rows, np.zeros(size, np.float32))
        dense = found._dense(cards, words)
        filled = dense[np.abs(dense).sum(axis=1) > 0]
        common = filled.mean(axis=0) if len(filled) > 1 else np.zeros(size, np.float32)
        return cls(index, rows, common.astype(np.float32))

    def _dense(self, cards: Sequence[Read], words: Vocabulary) -> NDArray[np.float32]:
        made = np.zeros((len(cards), self.rows.shape[1]), np.float32)
        for at, one in enumerate(cards):
            total = 0.0
            for written, base in _forms(one):
                place = self.index.get(fold(written), self.index.get(base))
                if place is None:
                    continue
                rare = words.index.get(base)
                weight = float(words.rarity[rare]) if rare is not None else 1.0
                made[at] += weight * self.rows[place]
                total += weight
            if total:
                made[at] /= total
        return made

    def of(self, cards: Sequence[Read], words: Vocabulary) -> Matrix:
        """Return what each card means, without what all of them have in common."""
        made = self._dense(cards, words)
        filled = np.abs(made).sum(axis=1, keepdims=True) > 0
        return unit(sparse.csr_matrix(np.where(filled, made - self.common, 0)))
