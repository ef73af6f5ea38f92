"""Find scores and dreams that no ordinary crowd gives: pure numbers, no database.

Cards are dealt about evenly and cannot be chosen. Who wants to push one dream therefore needs many
new browsers that answer little else, until the wanted card comes. That is what we look for; a class
of sixty behind one connection answers many dreams, and stays. Thresholds: docs/ranking.md.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, lgamma, log
from typing import Final

# A browser still busy with its round is not judged yet.
GRACE: Final = timedelta(minutes=2)
# A browser that scored at most this many other dreams is thin.
FEW_OTHERS: Final = 2
# One network: at least so many thin browsers for one dream, and this unlikely by chance.
LEAST_FROM_NETWORK: Final = 8
CHANCE_NETWORK: Final = 1e-6
# The same from many networks at once.
LEAST_FROM_ANYWHERE: Final = 20
CHANCE_ANYWHERE: Final = 1e-9
# One text from so many browsers within a minute.
LEAST_TEXTS: Final = 8
TEXTS_WITHIN: Final = timedelta(minutes=1)
HIGH: Final = 2


@dataclass(frozen=True)
class Seen:
    """One score as the detector sees it. `settled` scores were looked at by a human: they count."""

    pk: int
    browser: Hashable
    dream: int
    network: str
    value: int
    at: datetime
    settled: bool = False


@dataclass(frozen=True)
class Push:
    """Scores for one dream that stand out; without a network they came from many."""

    dream: int
    network: str
    scores: tuple[Seen, ...]
    expected: float

    @property
    def browsers(self) -> int:
        return len({seen.browser for seen in self.scores})

    @property
    def networks(self) -> int:
        return len({seen.network for seen in self.scores if seen.network})


@dataclass(frozen=True)
class Text:
    """One dream as the detector sees it."""

    pk: int
    browser: Hashable
    network: str
    text: str
    at: datetime


def tail(least: int, expected: float) -> float:
    """Return the chance of at least so many where so many are expected (Poisson)."""
    if least <= 0:
        return 1.0
    if expected <= 0:
        return 0.0
    total = term = exp(least * log(expected) - expected - lgamma(least + 1))
    for k in range(least + 1, least + 1000):
        term *= expected / k
        total += term
        if term < total * 1e-12 and k > expected:
            break
    return min(total, 1.0)


def find_pushes(
    scores: Sequence[Seen],
    *,
    now: datetime,
    dreams: int,
    others_before: Mapping[Hashable, int] | None = None,
) -> list[Push]:
    """Find dreams that are pushed, in the scores of a window.

    `dreams` is how many can be dealt; `others_before` how many scores a browser gave before the
    window. What is expected of a dream is its share of the answers by everybody else, so that a
    young dream that is dealt often is not suspect for that.
    """
    thin, ordinary = _split(scores, now, others_before or {})
    dealt = Counter(seen.dream for seen in ordinary)
    shown = len(ordinary) + max(dreams, len(dealt), 1)

    def share(dream: int) -> float:
        return (dealt[dream] + 1) / shown

    pushes = []
    taken: set[int] = set()
    by_network: Counter[str] = Counter(seen.network for seen in thin)
    for (dream, network), group in _grouped(thin).items():
        expected = by_network[network] * share(dream)
        if not network or len(group) < LEAST_FROM_NETWORK:
            continue
        if tail(len(group), expected) < CHANCE_NETWORK:
            pushes.append(Push(dream, network, tuple(group), expected))
            taken.update(seen.pk for seen in group)
    rest = [seen for seen in thin if seen.pk not in taken]
    by_dream: dict[int, list[Seen]] = defaultdict(list)
    for seen in rest:
        by_dream[seen.dream].append(seen)
    for dream, group in by_dream.items():
        expected = len(rest) * share(dream)
        if len(group) >= LEAST_FROM_ANYWHERE and tail(len(group), expected) < CHANCE_ANYWHERE:
            pushes.append(Push(dream, "", tuple(group), expected))
    return pushes


def _split(
    scores: Sequence[Seen], now: datetime, before: Mapping[Hashable, int]
) -> tuple[list[Seen], list[Seen]]:
    """Split scores into those of thin or one-sided browsers, and those of everybody else."""
    by_browser: dict[Hashable, list[Seen]] = defaultdict(list)
    for seen in scores:
        by_browser[seen.browser].append(seen)
    thin, ordinary = [], []
    for browser, given in by_browser.items():
        busy = max(seen.at for seen in given) > now - GRACE
        few = len(given) - 1 + before.get(browser, 0) <= FEW_OTHERS
        for seen in given:
            suspect = not seen.settled and seen.value == HIGH and not busy
            if suspect and (few or _one_sided(seen, given)):
                thin.append(seen)
            else:
                ordinary.append(seen)
    return thin, ordinary


def _one_sided(seen: Seen, given: Sequence[Seen]) -> bool:
    """Tell whether a browser loves this one dream and nothing else of what it was dealt."""
    return len(given) > FEW_OTHERS + 1 and all(
        other.value == 0 for other in given if other.dream != seen.dream
    )


def _grouped(scores: Iterable[Seen]) -> dict[tuple[int, str], list[Seen]]:
    groups: dict[tuple[int, str], list[Seen]] = defaultdict(list)
    for seen in scores:
        groups[seen.dream, seen.network].append(seen)
    return groups


def fold_text(text: str) -> str:
    """Return a text without capitals, accents, signs and double spaces, to compare it."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (c if c.isalnum() or c.isspace() else " " for c in plain if not unicodedata.combining(c))
    # Texts of signs only, emoji for instance, stay as they are.
    return " ".join("".join(kept).split()) or plain.strip()


def find_repeats(texts: Iterable[Text]) -> list[tuple[Text, ...]]:
    """Find dreams with one text from many browsers within a minute; oldest first in each group."""
    by_text: dict[str, list[Text]] = defaultdict(list)
    for row in texts:
        by_text[fold_text(row.text)].append(row)
    repeats = []
    for rows in by_text.values():
        rows.sort(key=lambda row: (row.at, row.pk))
        if len(rows) >= LEAST_TEXTS and _busiest(rows) >= LEAST_TEXTS:
            repeats.append(tuple(rows))
    return repeats


def _busiest(rows: Sequence[Text]) -> int:
    """Return the most browsers within any minute."""
    most = start = 0
    for end, row in enumerate(rows):
        while row.at - rows[start].at > TEXTS_WITHIN:
            start += 1
        most = max(most, len({other.browser for other in rows[start : end + 1]}))
    return most


def per_minute(moments: Sequence[datetime], most: int = 120) -> tuple[int, list[int]]:
    """Count moments in equal steps of whole minutes; returns minutes per step, and the counts."""
    if not moments:
        return 1, []
    first, last = min(moments), max(moments)
    minutes = int((last - first).total_seconds() // 60) + 1
    step = -(-minutes // most)
    counts = [0] * (-(-minutes // step))
    for moment in moments:
        counts[int((moment - first).total_seconds() // 60) // step] += 1
    return step, counts
