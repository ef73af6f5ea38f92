"""What placed cards teach, in numbers: nothing judged by itself, and sure only where it may be."""

import numpy as np
import pytest
from scipy import sparse

from clustering.analysis.learning import (
    RIGHT,
    centred,
    fit_ridge,
    learn_weights,
    likely,
    odds,
    pull,
    sure_from,
)
from clustering.analysis.neighbours import even, neighbours

CHANCE = np.random.default_rng(7)
NEEDS = 4


def rows(n: int, width: int = 12) -> tuple[np.ndarray, np.ndarray]:
    """Return rows of four kinds, and their kinds."""
    right = np.arange(n) % NEEDS
    kinds = CHANCE.standard_normal((NEEDS, width))
    return even((kinds[right] + 0.8 * CHANCE.standard_normal((n, width))).astype(np.float32)), right


def test_least_squares_judge_a_card_as_if_it_did_not_lie_there():
    seen, right = rows(40)
    names = np.zeros((NEEDS, 12), np.float32)
    ridge = fit_ridge(seen, right, names, 1.5)
    sizes = np.bincount(right)
    weights = np.sqrt(40 / (NEEDS * sizes))[right]
    mean = np.average(np.eye(NEEDS)[right], axis=0, weights=weights)
    named = np.eye(NEEDS)
    total = np.vstack([np.eye(NEEDS)[right], named])
    every = np.concatenate([weights, 1.5 * np.sqrt(40 / (NEEDS * sizes))])
    mean = np.average(total, axis=0, weights=every)

    def without(at: int, penalty: float) -> np.ndarray:
        kept = np.arange(40) != at
        x, y, w = seen[kept].astype(float), (np.eye(NEEDS)[right] - mean)[kept], weights[kept]
        turn = np.linalg.solve(
            (x * w[:, None]).T @ x + penalty * np.eye(12), (x * w[:, None]).T @ y
        )
        return seen[at] @ turn

    close = [
        max(np.abs(without(at, penalty) - ridge.alone[at]).max() for at in (0, 7, 39))
        for penalty in (0.3, 1.0, 3.0, 10.0)
    ]
    assert min(close) < 1e-5
    assert (ridge.of(seen).argmax(axis=1) == right).mean() > 0.8


def test_a_view_that_knows_counts_more_than_one_that_guesses():
    right = np.arange(60) % NEEDS
    knows = centred(np.eye(NEEDS)[right] + 0.3 * CHANCE.standard_normal((60, NEEDS)), 0.5)
    guesses = centred(CHANCE.standard_normal((60, NEEDS)), 0.5)
    weights = learn_weights(np.asarray([knows, guesses]), right)
    assert weights[0] > 3 * weights[1]
    assert (weights >= 0).all()


def test_cards_that_wait_lean_on_each_other_and_never_on_themselves():
    seen, right = rows(200)
    free = np.ones(200, bool)
    free[:8] = False
    hard = np.asarray([seen[:8][right[:8] == need].sum(axis=0) for need in range(NEEDS)])
    chance = likely(4.0 * (seen @ even(hard).T).astype(np.float64))
    _pull, added = pull(seen, hard, chance, free, 2.0)
    before = (chance[8:].argmax(axis=1) == right[8:]).mean()
    after = (likely(np.log(chance) + added)[8:].argmax(axis=1) == right[8:]).mean()
    assert after >= before
    lonely = np.zeros((1, 12), np.float32)
    _alone, added = pull(lonely, hard, np.full((1, NEEDS), 0.25), np.ones(1, bool), 2.0)
    assert np.allclose(added, 0)


@pytest.mark.parametrize("noise", [0.0, 0.4])
def test_what_is_called_sure_is_right_nine_times_in_ten(noise):
    certain = CHANCE.uniform(0, 4.5, 4_000)
    best = 1 / (1 + np.exp(-certain))
    chance = np.stack([best, 1 - best], axis=1)
    right = np.where(CHANCE.random(4_000) < (1 - noise) * best, 0, 1)
    start = sure_from(chance[:400], right[:400], chance[400:])
    sure = odds(chance[400:]) >= start
    if noise:
        assert not sure.any()
    else:
        assert sure.mean() > 0.3
        assert (chance[400:].argmax(axis=1) == right[400:])[sure].mean() >= RIGHT - 0.02


def test_nothing_is_sure_while_few_cards_are_placed():
    chance = np.tile([[0.99, 0.01]], (19, 1))
    assert sure_from(chance, np.zeros(19, np.int64), chance) == np.inf
    assert sure_from(chance, np.zeros(19, np.int64), np.zeros((0, 2))) == np.inf


@pytest.mark.parametrize("n", [2, 9, 40, 700])
def test_neighbours_are_the_nearest_ones(n):
    seen = even(CHANCE.random((n, 20)).astype(np.float32))
    columns, near = neighbours(sparse.csr_matrix(seen), 5)
    products = seen @ seen.T
    np.fill_diagonal(products, 0)
    best = np.sort(products, axis=1)[:, ::-1][:, : columns.shape[1]]
    assert np.allclose(np.sort(near, axis=1)[:, ::-1], best, atol=1e-5)
    assert (np.diff(columns, axis=1) > 0).all()
