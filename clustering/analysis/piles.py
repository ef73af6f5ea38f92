"""Small piles of cards that say something alike, to split and to merge: an offer, never a verdict.

One run of k-means is a roll of dice. Sixty runs vote which cards belong together, and Ward's
method makes piles of the votes: those hardly move when a tenth of the cards is taken away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage

from clustering.analysis.corpus import LENT, Corpus
from clustering.analysis.features import unit
from clustering.analysis.keywords import Label, labels_of
from clustering.analysis.neighbours import Numbers, directions

Labels = NDArray[np.int64]
SEED: Final = 2030
RUNS: Final = 60
CIVIC: Final = 3.3  # concepts before letters: piles of short texts hold better so
_DIRECTIONS: Final = 40
_LEARNED_FROM: Final = 3_000
_ROUNDS: Final = 25


@dataclass(frozen=True)
class Pile:
    """Cards that say something alike, the most typical first, and the words they share."""

    cards: tuple[int, ...]
    label: str
    keywords: tuple[str, ...]


@dataclass(frozen=True)
class Piles:
    """All cards: each in one pile, or openly unplaced when it says nothing."""

    piles: tuple[Pile, ...]
    unplaced: tuple[int, ...]


def how_many(cards: int) -> int:
    """Return how many piles are handy for so many cards: few enough to oversee."""
    return int(min(25, max(1, min(cards // 4, 15 + cards // 600))))


def _distances(rows: Numbers, centres: Numbers) -> Numbers:
    squares = (centres * centres).sum(axis=1)
    found: Numbers = squares[None, :] - 2 * (rows @ centres.T)
    return found


def _means(rows: Numbers, labels: Labels, k: int) -> Numbers:
    groups = sparse.csr_matrix(
        (np.ones(len(rows), np.float32), (labels, np.arange(len(rows)))), shape=(k, len(rows))
    )
    sizes = np.maximum(np.bincount(labels, minlength=k), 1)[:, None]
    return np.asarray((groups @ rows) / sizes, np.float32)


def k_means(rows: Numbers, k: int, chance: np.random.Generator) -> Numbers:
    """Return the centres of k groups; the first ones are drawn far from each other."""
    centres = [rows[chance.integers(len(rows))]]
    far = ((rows - centres[0]) ** 2).sum(axis=1)
    for _centre in range(1, k):
        total = float(far.sum())
        if total <= 1e-9:
            break
        drawn = min(int(np.searchsorted(np.cumsum(far), chance.random() * total)), len(rows) - 1)
        centres.append(rows[drawn])
        far = np.minimum(far, ((rows - centres[-1]) ** 2).sum(axis=1))
    means = np.asarray(centres, np.float32)
    labels = np.full(len(rows), -1, np.int64)
    for _round in range(_ROUNDS):
        found = _distances(rows, means).argmin(axis=1)
        if (found == labels).all():
            break
        labels = found
        moved = _means(rows, labels, len(means))
        filled = np.bincount(labels, minlength=len(means)) > 0
        means = np.where(filled[:, None], moved, means)
    return means


def consensus(rows: Numbers, k: int, runs: int = RUNS) -> Labels:
    """Return the group of every row: many runs vote, Ward groups the votes."""
    n = len(rows)
    k = min(k, n)
    if k <= 1:
        return np.zeros(n, np.int64)
    chance = np.random.default_rng(SEED)
    step = -(-n // _LEARNED_FROM)
    sample = rows[::step]
    ballots, every = [], []
    for run in range(runs):
        size = min(len(sample), k + round(k * (run % 5) / 4))
        centres = k_means(sample, size, chance)
        found = _distances(rows, centres).argmin(axis=1)
        ballots.append(
            sparse.csr_matrix(
                (np.ones(n, np.float32), (np.arange(n), found)), shape=(n, len(centres))
            )
        )
    every = sparse.hstack(ballots, format="csr") / np.sqrt(runs)
    votes = _project(every, _DIRECTIONS)
    tree = linkage(votes[::step].astype(np.float64), method="ward")
    labels = fcluster(tree, k, criterion="maxclust").astype(np.int64) - 1
    centres = _means(votes[::step], labels, int(labels.max()) + 1)
    return np.asarray(_distances(votes, centres).argmin(axis=1), np.int64)


def _project(votes: sparse.csr_matrix, most: int) -> Numbers:
    """Return the votes in few directions, lengths kept."""
    square = np.asarray((votes.T @ votes).todense(), np.float64)
    strength, axes = np.linalg.eigh(square)
    best = axes[:, np.argsort(-strength)[:most]]
    return np.asarray(votes @ best.astype(np.float32), np.float32)


def vectors(corpus: Corpus) -> Numbers:
    """Return the cards in the few directions in which piles are sought."""
    mixed = unit(sparse.hstack([corpus.spelled, CIVIC * corpus.civic], format="csr"))
    found = directions(unit(mixed + LENT * (corpus.near_both @ mixed)), _DIRECTIONS)
    if corpus.meaning is None:
        return found
    meant = corpus.meaning.of(corpus.reads, corpus.space.words)
    return np.hstack([found, directions(meant, _DIRECTIONS)])


def make_piles(
    corpus: Corpus,
    k: int | None = None,
    *,
    among: Sequence[int] | None = None,
    places: frozenset[str] = frozenset(),
) -> Piles:
    """Put cards on piles; `among` limits them, `places` are names that never become a keyword."""
    wanted = corpus.ids if among is None else [card for card in among if card in corpus.at]
    speaking = [
        card
        for card in wanted
        if corpus.spelled.indptr[corpus.at[card]] < corpus.spelled.indptr[corpus.at[card] + 1]
    ]
    spoken = frozenset(speaking)
    silent = tuple(card for card in wanted if card not in spoken)
    if not speaking:
        return Piles((), silent)
    rows = vectors(corpus)[[corpus.at[card] for card in speaking]]
    labels = consensus(rows, k or how_many(len(speaking)))
    means = _means(rows, labels, int(labels.max()) + 1)
    typical = (rows * means[labels]).sum(axis=1)
    groups: dict[int, list[int]] = {}
    for at in np.lexsort((np.arange(len(speaking)), -typical)):
        groups.setdefault(int(labels[at]), []).append(speaking[at])
    # The fullest pile first, and of equal ones the one with the oldest card.
    ordered = sorted(groups.values(), key=lambda cards: (-len(cards), min(cards)))
    said: Sequence[Label] = labels_of(corpus, ordered, places)
    return Piles(
        tuple(
            Pile(tuple(cards), label.label, label.keywords)
            for cards, label in zip(ordered, said, strict=True)
        ),
        silent,
    )


def as_places(found: Piles) -> Mapping[int, int]:
    """Return the number of the pile of every card, from one; unplaced cards are left out."""
    return {card: at for at, pile in enumerate(found.piles, start=1) for card in pile.cards}
