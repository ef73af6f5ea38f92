"""All cards of a campaign, read and weighed once; their neighbours tell what they leave unsaid.

A card of ten words says little. Its eight nearest cards lend it their words, at a lower weight.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from scipy import sparse

from clustering.analysis.concepts import Matcher
from clustering.analysis.features import Matrix, Read, Space, read, unit
from clustering.analysis.lines import Reads
from clustering.analysis.neighbours import (
    ALIKE,
    Numbers,
    directions,
    even,
    neighbours,
    shares,
    shares_of,
    twins,
)
from clustering.analysis.reasons import Said
from clustering.analysis.vectors import Meaning

LENT: Final = 0.7
CIVIC: Final = 0.6
_CHUNK: Final = 500
_TWINS: Final = 24


@dataclass(frozen=True)
class View:
    """Rows of one kind. `near` are the neighbours that lend their words, `scale` keeps length one."""

    rows: Matrix
    near: Matrix | None
    scale: Numbers

    @classmethod
    def plain(cls, rows: Matrix) -> "View":
        return cls(rows, None, np.ones(rows.shape[0], np.float32))

    def summed(self, groups: Matrix) -> Matrix:
        """Add the rows of each group (groups x cards) up."""
        weighed = sparse.csr_matrix(groups @ sparse.diags(self.scale))
        if self.near is not None:
            weighed = weighed + LENT * (weighed @ self.near)
        return sparse.csr_matrix(weighed @ self.rows)

    def rows_of(self, places: Sequence[int]) -> Matrix:
        """Return some cards, with what their neighbours lend them."""
        found = self.rows[places]
        if self.near is not None:
            found = found + LENT * (self.near[places] @ self.rows)
        return sparse.csr_matrix(sparse.diags(self.scale[places]) @ found)

    def against(self, sums: Numbers) -> Numbers:
        """Return every card's product with every sum (cards x sums)."""
        found = np.asarray(self.rows @ sums.T)
        if self.near is not None:
            found = found + LENT * (self.near @ found)
        return np.asarray(found * self.scale[:, None], np.float32)


def lent_scale(rows: Matrix, near: Matrix, first: int = 0) -> Numbers:
    """Return what gives cards length one after their neighbours lent them words, from `first`."""
    squares = [np.zeros(0)]
    for at in range(first, near.shape[0], _CHUNK):
        part = rows[at : at + _CHUNK] + LENT * (near[at : at + _CHUNK] @ rows)
        squares.append(np.asarray(part.multiply(part).sum(axis=1)).ravel())
    lengths = np.sqrt(np.concatenate(squares))
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return scale.astype(np.float32)


def _stored(dense: Numbers) -> Numbers:
    """Return rows of length one, as coarse as the shelf keeps them."""
    return even(dense).astype(np.float16).astype(np.float32)


def both(spelled: Matrix, civic: Matrix) -> Matrix:
    """Return words, letters and concepts in one row."""
    return unit(sparse.hstack([spelled, CIVIC * civic], format="csr"))


class Corpus:
    """The cards as the engine sees them. Moving cards does not change it; new cards join it."""

    def __init__(
        self,
        ids: Sequence[int],
        reads: Sequence[Read],
        space: Space,
        rows: tuple[Matrix, Matrix],
        near: tuple[Matrix, Matrix, Matrix],
        scales: tuple[Numbers, Numbers],
        dense: Numbers,
        matcher: Matcher | None = None,
        meaning: Meaning | None = None,
    ) -> None:
        self.ids = tuple(ids)
        self.at = {card: place for place, card in enumerate(self.ids)}
        self.reads = reads if isinstance(reads, Reads) else Reads(fresh=reads)
        self.space = space
        self.spelled, self.civic = rows
        self.near_spelled, self.near_both, self.twins = near
        self.scale_spelled, self.scale_both = scales
        self.dense = dense
        self._matcher = matcher
        self.meaning = meaning
        self.known: dict[str, Read] = {}

    @classmethod
    def learn(
        cls,
        texts: Mapping[int, str],
        matcher: Matcher | None = None,
        model: Path | None = None,
    ) -> "Corpus":
        """Read all cards, with word vectors when there is a file of those. Seconds of work."""
        matcher = matcher or Matcher()
        reads = read(list(texts.values()), matcher)
        space = Space.learn(reads)
        rows = space.rows(reads)
        mixed = both(*rows)
        columns, nearness = neighbours(rows[0], _TWINS)
        plain = directions(mixed)
        near = (
            shares(columns, nearness, len(reads)),
            shares(*neighbours(mixed, dense=plain), len(reads)),
            twins(rows[0], columns),
        )
        scales = lent_scale(rows[0], near[0]), lent_scale(mixed, near[1])
        dense = _stored(plain + LENT * (near[1] @ plain))
        meaning = Meaning.learn(model, reads, space.words) if model else None
        return cls(list(texts), reads, space, rows, near, scales, dense, matcher, meaning)

    def joined(self, texts: Mapping[int, str]) -> "Corpus":
        """Return this corpus with new cards in it; what is known of the others stays as it is."""
        fresh = {card: text for card, text in texts.items() if card not in self.at}
        if not fresh:
            return self
        reads = self.read(list(fresh.values()))
        spelled, civic = self.space.rows(reads)
        old, new = len(self.ids), len(fresh)
        near = []
        for mine, theirs, links in (
            (spelled, self.spelled, self.near_spelled),
            (both(spelled, civic), self._both, self.near_both),
        ):
            found = shares_of(mine, theirs)
            wide = sparse.csr_matrix((links.data, links.indices, links.indptr), (old, old + new))
            found.resize((new, old + new))
            near.append(sparse.vstack([wide, found], format="csr"))
        alike = sparse.csr_matrix(spelled @ self.spelled.T)
        alike.data[alike.data < ALIKE] = 0
        alike.eliminate_zeros()
        among = sparse.triu(spelled @ spelled.T, 1)
        among = sparse.csr_matrix(among.multiply(among >= ALIKE))
        twinned = sparse.bmat([[self.twins, alike.T], [alike, among + among.T]], format="csr")
        rows = (
            sparse.vstack([self.spelled, spelled], format="csr"),
            sparse.vstack([self.civic, civic], format="csr"),
        )
        scales = (
            np.concatenate([self.scale_spelled, lent_scale(rows[0], near[0], old)]),
            np.concatenate([self.scale_both, lent_scale(both(*rows), near[1], old)]),
        )
        made = Corpus(
            (*self.ids, *fresh),
            self.reads.joined(reads),
            self.space,
            rows,
            (near[0], near[1], twinned),
            scales,
            np.vstack([self.dense, _stored(near[1][old:, :old] @ self.dense)]),
            self._matcher,
            self.meaning,
        )
        if "said" in vars(self):
            made.said = Said(reads, self.said)
        return made

    @cached_property
    def _both(self) -> Matrix:
        return both(self.spelled, self.civic)

    @cached_property
    def views(self) -> tuple[View, ...]:
        """Return the ways to look at a card: what it says, and with what its neighbours say."""
        return (
            View.plain(self.spelled),
            View(self.spelled, self.near_spelled, self.scale_spelled),
            View.plain(self.civic),
            View(self._both, self.near_both, self.scale_both),
            *(View.plain(rows) for rows in self._meant(self.reads)),
        )

    def _meant(self, reads: Sequence[Read]) -> tuple[Matrix, ...]:
        return (self.meaning.of(reads, self.space.words),) if self.meaning else ()

    @cached_property
    def said(self) -> Said:
        """Return which words and concepts the cards have, to name as reasons."""
        return Said(self.reads)

    def asked(self, reads: Sequence[Read]) -> tuple[tuple[Matrix, ...], Numbers]:
        """Return texts that are on no card: one matrix for each view, and in few directions."""
        spelled, civic = self.space.rows(reads)
        mixed = both(spelled, civic)
        near = shares_of(mixed, self._both)
        rows = (
            spelled,
            unit(spelled + LENT * (shares_of(spelled, self.spelled) @ self.spelled)),
            civic,
            unit(mixed + LENT * (near @ self._both)),
            *self._meant(reads),
        )
        return rows, even(np.asarray(near @ self.dense, np.float32))

    def dense_of(self, reads: Sequence[Read]) -> Numbers:
        """Return where texts that are on no card lie in few directions: amid the nearest cards."""
        near = shares_of(both(*self.space.rows(reads)), self._both)
        return even(np.asarray(near @ self.dense, np.float32))

    @property
    def matcher(self) -> Matcher:
        """Return what finds concepts; made when the first new text comes by."""
        if self._matcher is None:
            self._matcher = Matcher()
        return self._matcher

    def read(self, texts: Sequence[str]) -> list[Read]:
        """Read texts that are on no card, such as the names of needs; each is read only once."""
        unknown = [text for text in dict.fromkeys(texts) if text not in self.known]
        if unknown:
            found = read(unknown, self.matcher, self.space.usual)
            self.known.update(zip(unknown, found, strict=True))
        return [self.known[text] for text in texts]

    def look_alikes(self, card: int, among: Container[int] | None = None) -> list[int]:
        """Return the cards that say nearly the same, the nearest first."""
        at = self.at.get(card)
        if at is None:
            return []
        start, end = self.twins.indptr[at], self.twins.indptr[at + 1]
        near = zip(self.twins.data[start:end], self.twins.indices[start:end], strict=True)
        found = [self.ids[other] for _score, other in sorted((-score, at) for score, at in near)]
        return [other for other in found if among is None or other in among]

    def bare(self, reads: Sequence[Read]) -> tuple[Matrix, ...]:
        """Return texts without what neighbours lend, one matrix for each view."""
        spelled, civic = self.space.rows(reads)
        return spelled, spelled, civic, both(spelled, civic), *self._meant(reads)

    def __iter__(self) -> Iterator[int]:
        return iter(self.ids)

    def __len__(self) -> int:
        return len(self.ids)
