"""All cards of a campaign, read and weighed once; their neighbours tell what they leave unsaid.

A card of ten words says little. Its eight nearest cards lend it their words, at a lower weight.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from clustering.analysis.concepts import Matcher
from clustering.analysis.features import Matrix, Read, Space, read, unit
from clustering.analysis.vectors import Meaning

Numbers = NDArray[np.float32]
NEAR: Final = 8
LENT: Final = 0.7
CIVIC: Final = 0.6
ALIKE: Final = 0.42  # from here on two cards say nearly the same, to choose them together
# From here on neighbours are sought in a space of 128 directions instead of among all features.
_EXACT_UP_TO: Final = 4_000
_DIRECTIONS: Final = 128
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


def both(spelled: Matrix, civic: Matrix) -> Matrix:
    """Return words, letters and concepts in one row."""
    return unit(sparse.hstack([spelled, CIVIC * civic], format="csr"))


def _upright(columns: Numbers) -> Numbers:
    """Make columns perpendicular by way of their small Gram matrix, far cheaper than QR."""
    strength, turn = np.linalg.eigh(columns.T.astype(np.float64) @ columns)
    kept = strength > strength[-1] * 1e-10
    return np.asarray(columns @ (turn[:, kept] / np.sqrt(strength[kept])), np.float32)


def directions(rows: Matrix, most: int = _DIRECTIONS, sample: int = 4_000) -> Numbers:
    """Return rows in few directions (latent semantic analysis on a sample, fixed seed)."""
    n, width = rows.shape
    k = max(1, min(most, n - 1, width - 1))
    step = max(1, n // sample)
    seen = rows[::step][:sample]
    chance = np.random.default_rng(2030)
    basis = seen @ chance.standard_normal((width, k + 16)).astype(np.float32)
    for _round in range(3):
        basis = seen @ np.asarray(seen.T @ _upright(basis))
    across = np.asarray(seen.T @ _upright(basis), np.float32)
    strength, turn = np.linalg.eigh((across.T @ across).astype(np.float64))
    best = np.argsort(-strength)[:k]
    scale = 1 / np.sqrt(np.maximum(strength[best], 1e-9))
    right = across @ (turn[:, best] * scale).astype(np.float32)
    found = np.asarray(rows @ right, np.float32)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    made: Numbers = np.divide(found, lengths, out=np.zeros_like(found), where=lengths > 1e-6)
    return made


def _best(rows: Matrix, k: int) -> tuple[NDArray[np.int64], Numbers]:
    """Return the k nearest cards of every card, in the order of their numbers, and how near."""
    n = rows.shape[0]
    dense = directions(rows) if n > _EXACT_UP_TO else None
    turned = None if dense is not None else sparse.csr_matrix(rows.T)
    columns, nearness = [], []
    for at in range(0, n, _CHUNK):
        part = slice(at, at + _CHUNK)
        near = (rows[part] @ turned).toarray() if dense is None else dense[part] @ dense.T
        here = np.arange(len(near))
        near[here, at + here] = 0
        best = np.argpartition(-near, k - 1, axis=1)[:, :k].copy()  # lets the wide array go
        best.sort(axis=1)
        columns.append(best)
        nearness.append(np.maximum(np.take_along_axis(near, best, axis=1), 0))
    return np.concatenate(columns), np.concatenate(nearness)


def _links(columns: NDArray[np.int64], shares: Numbers, width: int) -> Matrix:
    n, k = columns.shape
    made = sparse.csr_matrix(
        (
            shares.ravel().astype(np.float32),
            columns.ravel().astype(np.int32),
            np.arange(n + 1) * k,
        ),
        shape=(n, width),
    )
    made.eliminate_zeros()
    return made


def neighbours(rows: Matrix, k: int = NEAR) -> tuple[NDArray[np.int64], Numbers]:
    """Return the k nearest cards of every card and how near they are; few cards have fewer."""
    n = rows.shape[0]
    k = min(k, n - 1)
    if k < 1:
        return np.zeros((n, 0), np.int64), np.zeros((n, 0), np.float32)
    return _best(rows, k)


def shares(columns: NDArray[np.int64], near: Numbers, width: int) -> Matrix:
    """Return the eight nearest of these, their shares adding up to one."""
    if near.shape[1] > NEAR:
        best = np.sort(np.argpartition(-near, NEAR - 1, axis=1)[:, :NEAR], axis=1)
        columns, near = np.take_along_axis(columns, best, 1), np.take_along_axis(near, best, 1)
    return _links(columns, near / np.maximum(near.sum(axis=1, keepdims=True), 1e-9), width)


def twins(rows: Matrix, columns: NDArray[np.int64]) -> Matrix:
    """Return which of these pairs say nearly the same, and how nearly (cards x cards)."""
    near = np.zeros(columns.shape, np.float32)
    for place in range(columns.shape[1]):
        near[:, place] = np.asarray(rows.multiply(rows[columns[:, place]]).sum(axis=1)).ravel()
    found = _links(columns, np.where(near >= ALIKE, near, 0), rows.shape[0])
    return sparse.csr_matrix(found.maximum(found.T))


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
        matcher: Matcher | None = None,
        meaning: Meaning | None = None,
    ) -> None:
        self.ids = tuple(ids)
        self.at = {card: place for place, card in enumerate(self.ids)}
        self.reads = tuple(reads)
        self.space = space
        self.spelled, self.civic = rows
        self.near_spelled, self.near_both, self.twins = near
        self.scale_spelled, self.scale_both = scales
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
        near = (
            shares(columns, nearness, len(reads)),
            shares(*neighbours(mixed), len(reads)),
            twins(rows[0], columns),
        )
        scales = lent_scale(rows[0], near[0]), lent_scale(mixed, near[1])
        meaning = Meaning.learn(model, reads, space.words) if model else None
        return cls(list(texts), reads, space, rows, near, scales, matcher, meaning)

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
            found = _near_rows(mine, theirs)
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
        return Corpus(
            (*self.ids, *fresh),
            (*self.reads, *reads),
            self.space,
            rows,
            (near[0], near[1], twinned),
            scales,
            self._matcher,
            self.meaning,
        )

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

    def asked(self, reads: Sequence[Read]) -> tuple[Matrix, ...]:
        """Return texts that are on no card, one matrix for each view."""
        spelled, civic = self.space.rows(reads)
        mixed = both(spelled, civic)
        return (
            spelled,
            unit(spelled + LENT * (_near_rows(spelled, self.spelled) @ self.spelled)),
            civic,
            unit(mixed + LENT * (_near_rows(mixed, self._both) @ self._both)),
            *self._meant(reads),
        )

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


def _near_rows(mine: Matrix, theirs: Matrix) -> Matrix:
    """Return which cards lie nearest to new rows, their shares adding up to one."""
    n, k = theirs.shape[0], min(NEAR, theirs.shape[0])
    if not n:
        return sparse.csr_matrix((mine.shape[0], 0), dtype=np.float32)
    near = np.asarray((theirs @ mine.T).todense()).T
    best = np.sort(np.argpartition(-near, k - 1, axis=1)[:, :k], axis=1)
    share = np.maximum(np.take_along_axis(near, best, axis=1), 0)
    share = share / np.maximum(share.sum(axis=1, keepdims=True), 1e-9)
    made = sparse.csr_matrix(
        (share.ravel().astype(np.float32), best.ravel(), np.arange(mine.shape[0] + 1) * k),
        shape=(mine.shape[0], n),
    )
    made.eliminate_zeros()
    return made
