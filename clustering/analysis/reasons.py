"""Why a card would lie on a need: the words and concepts both share, the most telling first."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from clustering.analysis.concepts import name_of
from clustering.analysis.features import Matrix, Read
from clustering.analysis.texts import LITTLE

_MOST: Final = 4  # words; half as many concepts
_TWIN: Final = 5  # letters in which words that are kin start alike
Lists: TypeAlias = tuple[list[str], NDArray[Any], NDArray[Any]]


class Said:
    """Which words and concepts each card has; cards x words, made once for a corpus."""

    def __init__(self, reads: Sequence[Read], before: "Said | None" = None) -> None:
        """Read all, or only the cards that come after those of `before`."""
        self.words: dict[str, int] = dict(before.words) if before else {}
        self.concepts: dict[str, int] = dict(before.concepts) if before else {}
        self._cards_words = _lists(map(_bases, reads), self.words)
        self._cards_concepts = _lists(map(_concepts, reads), self.concepts)
        if before:
            self._cards_words = _below(before._cards_words, self._cards_words)
            self._cards_concepts = _below(before._cards_concepts, self._cards_concepts)

    def packed(self) -> dict[str, Lists]:
        """Return it as names, and for each card which of them it has."""
        return {
            "words": _packed(self.words, self._cards_words),
            "concepts": _packed(self.concepts, self._cards_concepts),
        }

    @classmethod
    def unpacked(cls, lists: Mapping[str, Lists]) -> "Said":
        found = cls(())
        found.words, found._cards_words = _unpacked(*lists["words"])
        found.concepts, found._cards_concepts = _unpacked(*lists["concepts"])
        return found

    def on(self, groups: Matrix, names: Sequence[Read]) -> "Reasons":
        """Count what is said on each need (needs x cards), the need's own name included."""
        words, concepts = dict(self.words), dict(self.concepts)
        named = _lists(map(_bases, names), words), _lists(map(_concepts, names), concepts)
        return Reasons(
            (words, _added(groups @ self._cards_words, named[0])),
            (concepts, _added(groups @ self._cards_concepts, named[1])),
        )


def _bases(one: Read) -> list[str]:
    said = (base for word in one.words if word.is_telling for base in (word.base, *word.parts))
    return list(dict.fromkeys(said))


def _concepts(one: Read) -> list[str]:
    return list(dict.fromkeys(hit.concept for hit in one.hits))


def _lists(said: "map[list[str]]", index: dict[str, int]) -> Matrix:
    columns: list[int] = []
    ends = [0]
    for names in said:
        columns += [index.setdefault(name, len(index)) for name in names]
        ends.append(len(columns))
    ones = np.ones(len(columns), np.float32)
    return sparse.csr_matrix((ones, columns, ends), shape=(len(ends) - 1, max(len(index), 1)))


def _packed(index: Mapping[str, int], cards: Matrix) -> Lists:
    return list(index), cards.indices.astype(np.int32), cards.indptr.astype(np.int64)


def _unpacked(
    names: list[str], columns: NDArray[Any], ends: NDArray[Any]
) -> tuple[dict[str, int], Matrix]:
    ones = np.ones(len(columns), np.float32)
    shape = (len(ends) - 1, max(len(names), 1))
    index = {name: at for at, name in enumerate(names)}
    return index, sparse.csr_matrix((ones, columns, ends), shape=shape)


def _below(old: Matrix, new: Matrix) -> Matrix:
    wide = sparse.csr_matrix(
        (old.data, old.indices, old.indptr), shape=(old.shape[0], new.shape[1])
    )
    return sparse.vstack([wide, new], format="csr")


def _added(cards: Matrix, names: Matrix) -> NDArray[np.float32]:
    counted = np.asarray(names.todense(), np.float32)
    counted[:, : cards.shape[1]] += np.asarray(cards.todense())
    return counted


class Reasons:
    """What is said on each need, and how much it tells that need from the others."""

    def __init__(
        self,
        words: tuple[Mapping[str, int], NDArray[np.float32]],
        concepts: tuple[Mapping[str, int], NDArray[np.float32]],
    ) -> None:
        self._words, counted = words
        self._weights = _shares(counted)
        self._concepts, counted = concepts
        self._meant = _shares(counted)

    def of(self, need: int, reads: Sequence[Read]) -> tuple[str, ...]:
        """Return the shared words, then concepts; else a word that starts like one of theirs."""
        weights: defaultdict[str, float] = defaultdict(float)
        meant: defaultdict[str, float] = defaultdict(float)
        others: list[tuple[str, str]] = []
        for one in reads:
            for word in one.words:
                if not word.is_telling:
                    continue
                found = self._telling(need, word.base) or max(
                    (0.7 * self._telling(need, part) for part in word.parts if part not in LITTLE),
                    default=0.0,
                )
                if found:
                    weights[word.written.lower()] += found
                elif len(word.base) >= _TWIN:
                    others.append((word.written.lower(), word.base))
            for hit in one.hits:
                at = self._concepts.get(hit.concept)
                if at is not None and self._meant[need, at]:
                    meant[f"concept: {name_of(hit.concept, one.language)}"] += float(
                        self._meant[need, at]
                    )
        best = sorted(weights, key=lambda reason: (-weights[reason], reason))[:_MOST]
        best += sorted(meant, key=lambda reason: (-meant[reason], reason))[: _MOST // 2]
        return tuple(best) or self._kin(need, others)

    def _telling(self, need: int, base: str) -> float:
        at = self._words.get(base)
        return 0.0 if at is None else float(self._weights[need, at])

    @cached_property
    def _starts(self) -> list[dict[str, str]]:
        """Return for each need its words by their first letters."""
        long = [(word, at) for word, at in self._words.items() if len(word) >= _TWIN]
        found: list[dict[str, str]] = []
        for weights in self._weights:
            said = sorted((float(weights[at]), word) for word, at in long if weights[at])
            found.append({word[:_TWIN]: word for _weight, word in said})
        return found

    def _kin(self, need: int, words: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        kin: dict[str, float] = {}
        for written, base in words:
            twin = self._starts[need].get(base[:_TWIN])
            if twin:
                kin[f"{written} ~ {twin}"] = self._telling(need, twin)
        return tuple(sorted(kin, key=lambda reason: (-kin[reason], reason))[:2])


def _shares(counted: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return each word's share of all places where it is said, more for what is said often."""
    found: NDArray[np.float32] = counted / (1 + counted.sum(axis=0)) * np.sqrt(counted)
    return found
