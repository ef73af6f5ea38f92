"""How appealing a dream is, with how sure we are of it: pure numbers, no database.

Every dream has three unknown shares: how many people would answer 0, 1 and 2. The shares get a
Dirichlet prior; scores turn it into a Dirichlet posterior, of which mean and variance are exact.
Dreams are ordered by the lower end of the interval. Sources and choices: docs/ranking.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

# Fewer people than this say too little; nothing is shown or ordered before.
PEOPLE_NEEDED = 30
# One in twenty lies below the lower end, one in twenty above the upper end.
Z = 1.6449
LEAST, MOST = 0.0, 2.0


@dataclass(frozen=True)
class Answers:
    """How often 0, 1 and 2 were chosen, weighed by evidence; also the pseudo-scores of a prior."""

    not_mine: float
    lovely: float
    mine_too: float

    @property
    def total(self) -> float:
        return self.not_mine + self.lovely + self.mine_too

    def scaled_to(self, total: float) -> "Answers":
        """Return the same shares with another total; even shares when there is nothing."""
        if not self.total:
            return Answers(total / 3, total / 3, total / 3)
        factor = total / self.total
        return Answers(self.not_mine * factor, self.lovely * factor, self.mine_too * factor)


@dataclass(frozen=True)
class Estimate:
    """The appeal of a dream on the scale 0 to 2: lower end, middle and upper end."""

    low: float
    middle: float
    high: float


# One pseudo-score for each answer: every division of shares is as likely as any other beforehand.
UNIFORM = Answers(1.0, 1.0, 1.0)


def answers_from_sums(weight: float, weighed: float, weighed_squares: float) -> Answers:
    """Give back how often each answer was chosen, from the sums of w, w x score, w x score²."""
    mine_too = (weighed_squares - weighed) / 2
    lovely = weighed - 2 * mine_too
    return Answers(max(weight - lovely - mine_too, 0.0), max(lovely, 0.0), max(mine_too, 0.0))


def estimate(answers: Answers, *, prior: Answers = UNIFORM, z: float = Z) -> Estimate:
    """Estimate the appeal from the answers: Dirichlet posterior mean, and z deviations around it.

    The same answers always give the same estimate, whatever happens to other dreams.
    """
    none = prior.not_mine + answers.not_mine
    one = prior.lovely + answers.lovely
    two = prior.mine_too + answers.mine_too
    total = none + one + two
    mean = (one + 2 * two) / total
    variance = ((one + 4 * two) / total - mean * mean) / (total + 1)
    margin = z * sqrt(max(variance, 0.0))
    return Estimate(max(LEAST, mean - margin), mean, min(MOST, mean + margin))


def place_order(low: float, people: int, number: int) -> tuple[float, int, int]:
    """Return the sort key of the published rule: lower end, then more people, then older number."""
    return (-low, -people, number)


def about_equal(estimates: Iterable[Estimate]) -> list[int]:
    """Number the groups of estimates that follow each other, best first.

    A group ends where an interval no longer reaches the lower end of the group's first: there the
    difference is more than chance explains. Within a group the order says little.
    """
    groups: list[int] = []
    first: Estimate | None = None
    group = 0
    for found in estimates:
        if first is None or found.high < first.low:
            first, group = found, group + 1
        groups.append(group)
    return groups


def pooled(rows: Sequence[Answers]) -> Answers:
    """Add answers up, for a prior taken from a whole campaign (compared in docs/ranking.md)."""
    return Answers(
        sum(row.not_mine for row in rows),
        sum(row.lovely for row in rows),
        sum(row.mine_too for row in rows),
    )
