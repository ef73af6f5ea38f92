"""How alike the cards of needs are, in numbers. Brings numpy along: imported at its first use."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from clustering.analysis.corpus import Corpus

Table = NDArray[np.float64]
# What a need of few cards lacks is filled up with what is usual.
_USUAL: Final = 4


def alikeness(
    corpus: Corpus, places: Sequence[tuple[int, int]], names: Sequence[tuple[int, str]]
) -> Table:
    """Return for each two needs how alike they are: one when nobody could tell them apart.

    That is how near the cards of the one are to those of the other on average, beside how near
    they are within each, both counted from how near two cards of any needs are. A need's name
    counts as a card. Sizes do not matter, and a card that lies alone does not either.
    """
    column = {need: at for at, (need, _name) in enumerate(names)}
    laid = [(corpus.at[card], column[need]) for card, need in places if card in corpus.at]
    shape = (len(names), len(corpus))
    groups = sparse.csr_matrix(
        (np.ones(len(laid), np.float32), ([need for _at, need in laid], [at for at, _ in laid])),
        shape=shape,
    )
    bare = corpus.bare(corpus.read([text for _need, text in names]))
    between = np.zeros((len(names), len(names)))
    within = np.zeros(len(names))
    for view, name in zip(corpus.views, bare, strict=True):
        if view.near is not None:
            continue  # what neighbours lend makes everything alike
        near, inside = _near(view.rows, groups, name)
        usual = inside.mean() or 1.0
        between += near / usual
        within += inside / usual
    apart = ~np.eye(len(names), dtype=bool)
    any_two = np.median(between[apart]) if len(names) > 2 else 0.0
    own = np.sqrt(within[:, None] * within[None, :]) - any_two
    return np.asarray((between - any_two) / np.maximum(own, 1e-9))


def _near(
    rows: sparse.csr_matrix, groups: sparse.csr_matrix, names: sparse.csr_matrix
) -> tuple[Table, Table]:
    """Return how near the cards of two needs are on average, and those of one need."""
    speaks = np.asarray(rows.getnnz(axis=1) > 0, np.float64)
    counts = groups @ speaks + (names.getnnz(axis=1) > 0)
    sums = groups @ rows + names
    products = np.asarray((sums @ sums.T).todense(), np.float64)
    pairs = counts * (counts - 1)
    # Each row has length one: take every card's product with itself out.
    own = np.where(pairs > 0, (np.diag(products) - counts) / np.maximum(pairs, 1), 0.0)
    usual = own[pairs > 0].mean() if (pairs > 0).any() else 0.0
    inside = (counts * own + _USUAL * usual) / (counts + _USUAL)
    near = products / np.maximum(counts[:, None] * counts[None, :], 1)
    return near, np.asarray(inside)
