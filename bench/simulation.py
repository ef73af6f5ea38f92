"""Does fair dealing find the dreams people really want? A city of made-up visitors answers.

1,000 dreams have a hidden appeal. Half of them are there on the first day, the others arrive while
people score. 5,000 visitors score ten dreams each. They are no instruments: somebody who walks
down a list looks at its top and likes what stands there; where counts are shown, people follow
them; everybody is milder or harsher than the next. Each way of showing and ranking gets the same
visitors, the same dreams and the same number of scores.

`python -m bench.simulation` prints the tables; `make bench` puts them in bench/results.md.
"""

import random
import statistics
import sys
from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from survey.bursts import HIGH, Seen, find_pushes
from survey.ranking import Answers, estimate, place_order

DREAMS, VISITORS, CARDS = 1_000, 5_000, 10
DAYS = 30
AT_START = 0.5  # share of the dreams that are there on the first day
NOISE, MOOD = 0.22, 0.10  # one visitor's whim per dream, and how mild somebody is
HERD = 0.15  # how far a shown count of likes pulls
TOP = 0.06  # how much dearer the first place of a list looks than the last one read
YOUNG_DAYS, YOUNG_PLACES = 2.0, 2  # two of ten cards are younger than 48 hours
SEEDS = (1, 2, 3, 4, 5)


@dataclass
class City:
    """Hidden truth: what everybody would answer without any bias, per dream."""

    appeal: list[float]
    arrives: list[float]  # day
    truth: list[float]  # expected score, 0 to 2

    @classmethod
    def make(cls, seed: int) -> "City":
        dice = random.Random(f"city {seed}")
        appeal = [dice.betavariate(2.2, 1.8) for _ in range(DREAMS)]
        arrives = [
            0.0 if dice.random() < AT_START else dice.uniform(0, DAYS * 0.9) for _ in range(DREAMS)
        ]
        spread = statistics.NormalDist(0, (NOISE**2 + MOOD**2) ** 0.5)
        truth = [spread.cdf(a - 0.38) + spread.cdf(a - 0.66) for a in appeal]
        return cls(appeal, arrives, truth)


@dataclass
class Books:
    """What a platform knows: per dream how often it was seen and how it was answered."""

    views: list[int] = field(default_factory=lambda: [0] * DREAMS)
    # Who answered what, on which day: what the watch for bursts reads.
    log: list[tuple[float, int, int, int]] = field(default_factory=list)
    counts: list[list[int]] = field(default_factory=lambda: [[0, 0, 0] for _ in range(DREAMS)])

    def likes(self, dream: int) -> int:
        _none, some, much = self.counts[dream]
        return some + much

    def mean(self, dream: int) -> float:
        people = sum(self.counts[dream])
        return (self.counts[dream][1] + 2 * self.counts[dream][2]) / people if people else 0.0


Deal = Callable[[City, Books, float, random.Random], list[int]]


def _there(city: City, day: float) -> list[int]:
    return [dream for dream in range(DREAMS) if city.arrives[dream] <= day]


def _walk_down(order: Sequence[int], dice: random.Random) -> list[int]:
    """Pick ten dreams from a list: the higher it stands, the more often it is read."""
    weights, total = [], 0.0
    for place in range(len(order)):
        total += 1 / (1 + place) ** 0.8
        weights.append(total)
    picked: dict[int, None] = {}
    while len(picked) < min(CARDS, len(order)):
        picked[order[bisect(weights, dice.random() * total)]] = None
    return list(picked)


def most_liked_first(city: City, books: Books, day: float, dice: random.Random) -> list[int]:
    return _walk_down(sorted(_there(city, day), key=lambda d: (-books.likes(d), d)), dice)


def newest_first(city: City, books: Books, day: float, dice: random.Random) -> list[int]:
    return _walk_down(sorted(_there(city, day), key=lambda d: (-city.arrives[d], d)), dice)


def at_random(city: City, books: Books, day: float, dice: random.Random) -> list[int]:
    there = _there(city, day)
    return dice.sample(there, min(CARDS, len(there)))


def least_seen(city: City, books: Books, day: float, dice: random.Random) -> list[int]:
    """Deal as `survey.services.dealing` does: among the least seen, two of ten from the young."""
    there = sorted(_there(city, day), key=lambda d: (books.views[d], dice.random()))
    young = [d for d in there if city.arrives[d] > 0 and day - city.arrives[d] < YOUNG_DAYS]
    hand = dict.fromkeys(young[:YOUNG_PLACES])
    for dream in there:
        if len(hand) >= CARDS:
            break
        hand[dream] = None
    cards = list(hand)
    dice.shuffle(cards)
    return cards


def _answer(liking: float) -> int:
    return 2 if liking > 0.66 else 1 if liking > 0.38 else 0


def campaign(city: City, deal: Deal, *, counts_shown: bool, is_list: bool, seed: int) -> Books:
    """Let 5,000 visitors come by, one after the other, and return what they left."""
    dice, books = random.Random(f"visitors {seed}"), Books()
    for visitor in range(VISITORS):
        day = DAYS * visitor / VISITORS
        mood = dice.gauss(0, MOOD)
        most = max((books.likes(d) for d in range(DREAMS)), default=0) if counts_shown else 0
        for place, dream in enumerate(deal(city, books, day, dice)):
            liking = city.appeal[dream] + mood + dice.gauss(0, NOISE)
            if is_list:
                liking += TOP * (1 - place / CARDS)
            if most:
                liking += HERD * books.likes(dream) / most
            books.views[dream] += 1
            value = _answer(liking)
            books.counts[dream][value] += 1
            books.log.append((day, visitor, dream, value))
    return books


Rank = Callable[[Books], list[int]]


def by_likes(books: Books) -> list[int]:
    return sorted(range(DREAMS), key=lambda d: (-books.likes(d), d))


def by_mean(books: Books) -> list[int]:
    return sorted(range(DREAMS), key=lambda d: (-books.mean(d), d))


def by_lower_bound(books: Books) -> list[int]:
    """Rank as `survey.services.ranking` does, also the dreams under 30 scores."""
    low = [estimate(Answers(*counts)).low for counts in books.counts]
    return sorted(range(DREAMS), key=lambda d: place_order(low[d], sum(books.counts[d]), d))


def kendall(order: Sequence[int], truth: Sequence[float]) -> float:
    """Return Kendall's tau between a ranking and the hidden truth; 1 is the same order."""
    values = [truth[dream] for dream in order]
    right = wrong = 0
    for place, value in enumerate(values):
        for other in values[place + 1 :]:
            right += value > other
            wrong += value < other
    return (right - wrong) / (right + wrong)


def top_precision(order: Sequence[int], truth: Sequence[float], best: int = 20) -> float:
    """Return which share of the first twenty belongs there."""
    wanted = set(sorted(range(DREAMS), key=lambda d: -truth[d])[:best])
    return len(wanted & set(order[:best])) / best


def spread(views: Sequence[int]) -> float:
    """Return the 90th over the 10th percentile of how often dreams were seen."""
    ordered = sorted(views)
    tenth, ninetieth = ordered[len(ordered) // 10], ordered[9 * len(ordered) // 10]
    return ninetieth / tenth if tenth else float("inf")


@dataclass(frozen=True)
class Way:
    """One way of showing dreams and ranking them."""

    name: str
    deal: Deal
    rank: Rank
    counts_shown: bool = False
    is_list: bool = False


WAYS = (
    Way("**fair dealing, lower bound (ours)**", least_seen, by_lower_bound),
    Way("(a) most liked first, likes shown", most_liked_first, by_likes, True, True),
    Way("(b) newest first, likes shown", newest_first, by_likes, True, True),
    Way("(c) at random, mean score", at_random, by_mean),
)


@dataclass(frozen=True)
class Attack:
    """How 2% of all traffic pushes one dream."""

    name: str
    days: float  # it lasts
    networks: int  # it comes from


ATTACKS = (
    Attack("one place, within an hour", 1 / 24, 1),
    Attack("one place, over a day", 1, 1),
    Attack("one place, over the whole campaign", DAYS, 1),
    Attack("40 places, over a day", 1, 40),
    Attack("40 places, over the whole campaign", DAYS, 40),
)


def attack(books: Books, rank: Rank, plan: Attack, seed: int) -> tuple[int, int]:
    """Push the dream in the middle; return how many places it climbs: unguarded, and guarded.

    The attacker reloads until the wanted card lies there, so each of the 1,000 scores hits, from a
    new cookie each: more than dealing allows. Guarded, the watch for bursts reads each day's scores
    as `survey.services.bursts` does once an hour, and sets apart what it finds.
    """
    dice = random.Random(f"attack {plan.name} {seed}")
    order = rank(books)
    target = order[DREAMS // 2]
    start = dice.uniform(0, DAYS - plan.days)
    moments = sorted(start + dice.uniform(0, plan.days) for _ in range(VISITORS * CARDS // 50))
    apart = _set_apart(books, target, moments, plan.networks, dice)
    moved = []
    for kept in (len(moments), len(moments) - apart):
        books.counts[target][2] += kept
        moved.append(order.index(target) - rank(books).index(target))
        books.counts[target][2] -= kept
    return moved[0], moved[1]


def _set_apart(
    books: Books, target: int, moments: Sequence[float], networks: int, dice: random.Random
) -> int:
    """Return how many of the pushing scores the watch finds, reading day by day."""
    first = datetime(2027, 1, 25, tzinfo=UTC)
    found = 0
    for day in range(DAYS):
        rows = [
            # Ten visitors share a network on average: homes, offices, schools.
            Seen(n, visitor, dream, f"net {visitor // 10}", value, first + timedelta(days=at))
            for n, (at, visitor, dream, value) in enumerate(books.log)
            if day <= at < day + 1
        ]
        rows += [
            Seen(
                -n, f"pusher {n}", target, f"push {dice.randrange(networks)}", HIGH,
                first + timedelta(days=at),
            )
            for n, at in enumerate(moments, start=1)
            if day <= at < day + 1
        ]  # fmt: skip
        now = first + timedelta(days=day + 1, minutes=5)
        for push in find_pushes(rows, now=now, dreams=DREAMS):
            found += sum(seen.pk < 0 for seen in push.scores)
    return found


def truth_table() -> str:
    """Compare the ways of showing and ranking on the same cities."""
    lines = [
        "## Does it find what people want? A simulation",
        "",
        f"{DREAMS:,} dreams with a hidden appeal, half of them arriving late; {VISITORS:,} visitors "
        f"with ten scores each; position bias, herd behaviour where counts are shown. "
        f"Mean of {len(SEEDS)} cities.",
        "",
        "| way | Kendall tau to the truth | of the true top 20 in the first 20 "
        "| exposure p90/p10 | least seen dream |",
        "|---|---:|---:|---:|---:|",
    ]
    for way in WAYS:
        rows = []
        for seed in SEEDS:
            city = City.make(seed)
            books = _run(city, way, seed)
            order = way.rank(books)
            rows.append(
                (
                    kendall(order, city.truth), top_precision(order, city.truth),
                    spread(books.views), min(books.views),
                )
            )  # fmt: skip
        tau, top, exposure, least = (statistics.mean(column) for column in zip(*rows, strict=True))
        lines.append(f"| {way.name} | {tau:.3f} | {top:.0%} | {exposure:.2f} | {least:.0f} |")
    return "\n".join(lines)


def _run(city: City, way: Way, seed: int) -> Books:
    return campaign(city, way.deal, counts_shown=way.counts_shown, is_list=way.is_list, seed=seed)


def attack_table() -> str:
    """Let somebody push one dream with 2% of all traffic, in each way of showing and ranking."""
    lines = [
        "## One dream pushed with 2% of all scores",
        "",
        "Places the dream in the middle climbs, worst of "
        f"{len(SEEDS)} cities. Every pushing score hits and comes from a new cookie.",
        "",
        "| attack | (a) most liked | (c) mean | ours, nobody watching | **ours** |",
        "|---|---:|---:|---:|---:|",
    ]
    ours, liked, _newest, chance = WAYS
    runs = {
        way.name: [(_run(City.make(s), way, s), s) for s in SEEDS] for way in (ours, liked, chance)
    }
    for plan in ATTACKS:
        worst = {
            name: [
                max(pair)
                for pair in zip(*(attack(b, _rank(name), plan, s) for b, s in rows), strict=True)
            ]
            for name, rows in runs.items()
        }
        lines.append(
            f"| {plan.name} | {worst[liked.name][0]} | {worst[chance.name][0]} "
            f"| {worst[ours.name][0]} | **{worst[ours.name][1]}** |"
        )
    return "\n".join(lines)


def _rank(name: str) -> Rank:
    return next(way.rank for way in WAYS if way.name == name)


def main() -> int:
    sys.stdout.write(truth_table() + "\n\n" + attack_table() + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
