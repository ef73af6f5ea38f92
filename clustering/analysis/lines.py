"""What was read of many cards, kept as lines of text until somebody looks at one.

Opening a board of twenty thousand cards asks for none of them, and a proposal for some hundreds.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from clustering.analysis.concepts import Hit
from clustering.analysis.features import Read
from clustering.analysis.texts import Word


class Reads(Sequence[Read]):
    """Cards as they were read, in order: first those on lines, then those that came after."""

    def __init__(
        self, packed: bytes = b"", ends: Sequence[int] = (0,), fresh: Iterable[Read] = ()
    ) -> None:
        """Take lines one after the other, where each ends (beginning with zero), and the others."""
        self._packed, self._ends, self._fresh = packed, ends, tuple(fresh)
        self._seen: dict[int, Read] = {}

    def joined(self, reads: Iterable[Read]) -> "Reads":
        """Return these with others after them."""
        return Reads(self._packed, self._ends, (*self._fresh, *reads))

    def __len__(self) -> int:
        return len(self._ends) - 1 + len(self._fresh)

    @overload
    def __getitem__(self, at: int) -> Read: ...
    @overload
    def __getitem__(self, at: slice) -> list[Read]: ...
    def __getitem__(self, at: int | slice) -> Read | list[Read]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        at = range(len(self))[at]
        lines = len(self._ends) - 1
        if at >= lines:
            return self._fresh[at - lines]
        found = self._seen.get(at)
        if found is None:
            line = self._packed[self._ends[at] : self._ends[at + 1]]
            found = self._seen[at] = from_plain(json.loads(line))
        return found

    def __iter__(self) -> Iterator[Read]:
        return (self[at] for at in range(len(self)))


def as_lines(reads: Iterable[Read]) -> tuple[bytes, NDArray[np.int64]]:
    """Return reads as lines, and where each ends, beginning with zero."""
    lines = [
        json.dumps(plain(one), ensure_ascii=False, separators=(",", ":")).encode() for one in reads
    ]
    return b"".join(lines), np.cumsum([0, *map(len, lines)], dtype=np.int64)


def plain(one: Read) -> list[Any]:
    """Return what was read of a card as JSON has it."""
    return [
        one.language,
        [[word.written, word.base, *word.parts] for word in one.words],
        [[hit.concept, hit.written] for hit in one.hits],
    ]


def from_plain(said: list[Any]) -> Read:
    language, words, hits = said
    return Read(
        language,
        tuple(_word(*word) for word in words),
        tuple(Hit(concept, written) for concept, written in hits),
    )


@lru_cache(maxsize=100_000)
def _word(written: str, base: str, *parts: str) -> Word:
    """Return a word; one that stands on many cards is the same in memory."""
    return Word(written, base, parts)
