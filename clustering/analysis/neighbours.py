"""Which cards lie near each other, and all cards in few directions."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from clustering.analysis.features import Matrix

Numbers = NDArray[np.float32]
NEAR: Final = 8
ALIKE: Final = 0.42  # from here on two cards say nearly the same, to choose them together
# From here on neighbours are sought in a space of 128 directions instead of among all features.
EXACT_UP_TO: Final = 4_000
DIRECTIONS: Final = 128
_CHUNK: Final = 500
_BLOCKS: Final = 16


def _upright(columns: Numbers) -> Numbers:
    """Make columns perpendicular by way of their small Gram matrix, far cheaper than QR."""
    strength, turn = np.linalg.eigh(columns.T.astype(np.float64) @ columns)
    kept = strength > strength[-1] * 1e-10
    return np.asarray(columns @ (turn[:, kept] / np.sqrt(strength[kept])), np.float32)


def even(rows: Numbers) -> Numbers:
    """Give every row length one; rows that are next to nothing stay nothing."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    made: Numbers = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-6)
    return made


def directions(rows: Matrix, most: int = DIRECTIONS, sample: int = 4_000) -> Numbers:
    """Return rows in few directions (latent semantic analysis on a sample, fixed seed)."""
    n, width = rows.shape
    k = max(1, min(most, n - 1, width - 1))
    if not n or not width:
        return np.zeros((n, k), np.float32)
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
    return even(np.asarray(rows @ right, np.float32))


def _highest(near: Numbers, k: int) -> NDArray[np.int64]:
    """Return the columns of the k highest numbers of every row, in their order.

    The k highest lie in the k blocks with the highest top, so of a wide row few are compared.
    """
    n, width = near.shape
    blocks = -(-width // _BLOCKS)
    if blocks <= 2 * k:
        best = np.argpartition(-near, k - 1, axis=1)[:, :k]
        return np.sort(best, axis=1)
    padded = near
    if blocks * _BLOCKS != width:
        padded = np.full((n, blocks * _BLOCKS), -np.inf, np.float32)
        padded[:, :width] = near
    tops = padded.reshape(n, _BLOCKS, blocks).max(axis=1)
    chosen = np.argpartition(-tops, k - 1, axis=1)[:, :k]
    columns = (chosen[:, None, :] + blocks * np.arange(_BLOCKS)[None, :, None]).reshape(n, -1)
    few = np.take_along_axis(padded, columns, axis=1)
    best = np.argpartition(-few, k - 1, axis=1)[:, :k]
    return np.sort(np.take_along_axis(columns, best, axis=1), axis=1)


def neighbours(
    rows: Matrix, k: int = NEAR, dense: Numbers | None = None
) -> tuple[NDArray[np.int64], Numbers]:
    """Return the k nearest cards of every card, in their order, and how near; few have fewer.

    `dense` are the same rows in few directions, for when there are many.
    """
    n = rows.shape[0]
    k = min(k, n - 1)
    if k < 1:
        return np.zeros((n, 0), np.int64), np.zeros((n, 0), np.float32)
    if n <= EXACT_UP_TO:
        dense = None
    elif dense is None:
        dense = directions(rows)
    turned = None if dense is not None else sparse.csr_matrix(rows.T)
    columns, nearness = [], []
    for at in range(0, n, _CHUNK):
        part = slice(at, at + _CHUNK)
        near = (rows[part] @ turned).toarray() if dense is None else dense[part] @ dense.T
        here = np.arange(len(near))
        near[here, at + here] = 0
        best = _highest(near, k)
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


def shares(columns: NDArray[np.int64], near: Numbers, width: int) -> Matrix:
    """Return the eight nearest of these, their shares adding up to one."""
    if near.shape[1] > NEAR:
        best = np.sort(np.argpartition(-near, NEAR - 1, axis=1)[:, :NEAR], axis=1)
        columns, near = np.take_along_axis(columns, best, 1), np.take_along_axis(near, best, 1)
    return _links(columns, near / np.maximum(near.sum(axis=1, keepdims=True), 1e-9), width)


def shares_of(mine: Matrix, theirs: Matrix) -> Matrix:
    """Return which cards lie nearest to new rows, their shares adding up to one."""
    n, k = theirs.shape[0], min(NEAR, theirs.shape[0])
    if not n:
        return sparse.csr_matrix((mine.shape[0], 0), dtype=np.float32)
    near = np.asarray((theirs @ mine.T).todense()).T
    best = np.sort(np.argpartition(-near, k - 1, axis=1)[:, :k], axis=1)
    return shares(best, np.maximum(np.take_along_axis(near, best, axis=1), 0), n)


def twins(rows: Matrix, columns: NDArray[np.int64]) -> Matrix:
    """Return which of these pairs say nearly the same, and how nearly (cards x cards)."""
    near = np.zeros(columns.shape, np.float32)
    for place in range(columns.shape[1]):
        near[:, place] = np.asarray(rows.multiply(rows[columns[:, place]]).sum(axis=1)).ravel()
    found = _links(columns, np.where(near >= ALIKE, near, 0), rows.shape[0])
    return sparse.csr_matrix(found.maximum(found.T))
