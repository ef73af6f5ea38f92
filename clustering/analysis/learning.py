"""What placed cards teach: how much each view counts, and from where on one can be sure.

Numbers in, numbers out. `alone` are always the scores of placed cards as if they did not lie
where they lie, so nothing is judged by itself.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Numbers = NDArray[np.float32]
RIGHT: Final = 0.9
START: Final = 0.5  # what each view counts before anything is learned
_STUBBORN: Final = 4.0  # how many placements it takes to move away from that
_TOO_FEW: Final = 20
_PENALTIES: Final = (0.3, 1.0, 3.0, 10.0)
_DOUBT: Final = 1.0  # standard errors that certainty is taken lower
_LEAST_MARGIN: Final = 0.03  # a handful of cards that share nothing must not shout
_PULL: Final = 0.6
_PULLED_UNTIL: Final = 25  # placed cards per need at which unplaced ones count half
_ROUNDS: Final = 3


def likely(scores: Scores) -> Scores:
    """Return how likely each need is (soft maximum)."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    found: Scores = raised / raised.sum(axis=-1, keepdims=True)
    return found


def margin_of(scores: Scores | Numbers) -> float:
    """Return how far the best need usually lies above the mean: what makes views comparable."""
    if not len(scores):
        return 0.1
    return max(float((scores.max(axis=1) - scores.mean(axis=1)).mean()), _LEAST_MARGIN)


def centred(scores: Scores | Numbers, margin: float) -> Scores:
    """Return scores around zero, of a size that compares with other views."""
    return np.asarray((scores - scores.mean(axis=1, keepdims=True)) / margin, np.float64)


def learn_weights(views: Scores, right: NDArray[np.int64]) -> Scores:
    """Fit one weight per view (views x cards x needs) with Newton's method; none below zero."""
    count, n, _needs = views.shape
    weights = np.full(count, START)
    if not n:
        return weights
    here = np.arange(n)
    for _step in range(12):
        chance = likely(np.tensordot(weights, views, 1))
        expected = np.einsum("nc,vnc->vn", chance, views)
        slope = (views[:, here, right] - expected).sum(axis=1) - 2 * _STUBBORN * (weights - START)
        bend = np.einsum("nc,vnc,wnc->vw", chance, views, views, optimize=True)
        bend -= expected @ expected.T
        step = np.linalg.solve(bend + 2 * _STUBBORN * np.eye(count), slope)
        moved: Scores = np.maximum(weights + np.clip(step, -0.5, 0.5), 0)
        if np.abs(moved - weights).max() < 1e-4:
            return moved
        weights = moved
    return weights


@dataclass(frozen=True)
class Ridge:
    """Least squares on few directions: what sets the needs apart, not only what each is like."""

    turn: Numbers  # directions x needs
    alone: Scores

    def of(self, rows: Numbers) -> Numbers:
        return np.asarray(rows @ self.turn, np.float32)


def fit_ridge(rows: Numbers, right: NDArray[np.int64], names: Numbers, name: float) -> Ridge:
    """Fit placed rows and the rows of the needs' names; small needs weigh more per card.

    The penalty is the one that would have put the placed cards back best.
    """
    needs, n = len(names), len(rows)
    sizes = np.maximum(np.bincount(right, minlength=needs), 1)
    each = np.sqrt(max(n, 1) / (needs * sizes))
    weights = np.concatenate([each[right], name * each])
    seen = np.vstack([rows, names]).astype(np.float64)
    wanted = np.vstack([np.eye(needs)[right], np.eye(needs)])
    wanted -= np.average(wanted, axis=0, weights=weights)
    strength, turn = np.linalg.eigh((seen * weights[:, None]).T @ seen)
    strength = np.maximum(strength, 0)
    turned = seen @ turn
    sums = (turned * weights[:, None]).T @ wanted
    tried: list[tuple[float, Scores, Scores]] = []
    for penalty in _PENALTIES:
        scale = 1 / (strength + penalty)
        found = turned @ (sums * scale[:, None])
        own = np.minimum((turned * turned) @ scale * weights, 0.99)[:, None]
        alone = ((found - own * wanted) / (1 - own))[:n]
        error = float((((alone - wanted[:n]) ** 2) * weights[:n, None]).sum())
        tried.append((error, alone, np.asarray(turn @ (sums * scale[:, None]))))
    _error, alone, best = min(tried, key=lambda one: one[0])
    return Ridge(best.astype(np.float32), alone)


@dataclass(frozen=True)
class Pull:
    """What the cards that wait would add to the needs they most likely go to."""

    sums: Numbers
    lengths: Numbers
    margin: float
    weight: float

    def of(self, rows: Numbers) -> Scores:
        """Return what it adds to the scores of rows that pull at nothing themselves."""
        return self.weight * centred(rows @ self.sums.T / self.lengths, self.margin)


def pull(
    rows: Numbers, hard: Numbers, chance: Scores, free: NDArray[np.bool_], total: float
) -> tuple[Pull, Scores]:
    """Let waiting cards lean on each other (`hard`: the sums of placed ones), a few rounds long.

    Returns what was found and the scores it adds to every card. It counts much while few cards
    are placed and little later; a card never leans on itself.
    """
    placed = int((~free).sum()) / max(len(hard), 1)
    weight = _PULL * total * _PULLED_UNTIL / (_PULLED_UNTIL + placed)
    filled = (rows * rows).sum(axis=1, keepdims=True)
    first = np.log(chance + 1e-12)
    now = chance
    for _round in range(_ROUNDS):
        own = np.where(free[:, None], 0.5 * now * now, 0).astype(np.float32)
        own[own < 0.02] = 0
        sums = hard + own.T @ rows
        squares = (sums * sums).sum(axis=1)
        products = rows @ sums.T - own * filled
        rest = np.maximum(squares - 2 * own * products - own * own * filled, 1e-6)
        near = products / np.sqrt(rest)
        margin = margin_of(near)
        added = weight * centred(near, margin)
        now = likely(first + added)
    lengths = np.sqrt(np.maximum(squares, 1e-6))
    return Pull(sums, lengths, margin, weight), added


def odds(chance: Scores) -> Scores:
    """Return how sure the likeliest need is, as log odds."""
    best = np.clip(chance.max(axis=1), 1e-9, 1 - 1e-9)
    found: Scores = np.log(best / (1 - best))
    return found


def sure_from(alone: Scores, right: NDArray[np.int64], waiting: Scores) -> float:
    """Return the log odds from which on suggestions are right nine times out of ten.

    A curve of two numbers tells how certainty and being right go together on placed cards; taken
    lower by its own doubt, it says how many of the waiting cards can be called sure.
    """
    if len(right) < _TOO_FEW or not len(waiting):
        return np.inf
    steep, doubt = _fit_curve(odds(alone), alone.argmax(axis=1) == right)
    surest = np.sort(odds(waiting))[::-1]
    seen = np.stack([np.ones_like(surest), surest])
    error = np.sqrt(np.maximum(np.einsum("an,ab,bn->n", seen, doubt, seen), 0))
    chance = 1 / (1 + np.exp(-(steep @ seen - _DOUBT * error)))
    good = np.flatnonzero(np.cumsum(chance) / np.arange(1, len(chance) + 1) >= RIGHT)
    return float(surest[good[-1]]) if len(good) else np.inf


def _fit_curve(sure: Scores, hit: NDArray[np.bool_]) -> tuple[Scores, Scores]:
    """Fit a logistic curve, held loosely to taking the odds at their word; and its doubt."""
    seen = np.stack([np.ones_like(sure), sure])
    taken_at_word = np.array([0.0, 1.0])
    found = taken_at_word.copy()
    for _step in range(50):
        chance = 1 / (1 + np.exp(-np.clip(found @ seen, -30, 30)))
        bend = (seen * (chance * (1 - chance))) @ seen.T + np.eye(2)
        step = np.linalg.solve(bend, seen @ (hit - chance) - (found - taken_at_word))
        found = found + np.clip(step, -0.5, 0.5)  # a whole step may leap over the top
        if np.abs(step).max() < 1e-6:
            break
    doubt: Scores = np.linalg.inv(bend)
    return found, doubt
