"""The measures, and the plain methods the engine is compared with."""

import random
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from bench.clustering.sets import Labelled
from clustering.analysis.concepts import Matcher
from clustering.analysis.corpus import Corpus
from clustering.analysis.duplicates import find_duplicates
from clustering.analysis.nearest import Nearest
from clustering.analysis.piles import as_places, make_piles


@dataclass(frozen=True)
class Ranking:
    """How often the right need came first and among three, and how strong ones fared."""

    first: float
    three: float
    macro: float
    strong: float
    coverage: float
    surer_half: float


def draws(n: int, part: float, times: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return which cards are placed and which are asked, the same for every method."""
    found = []
    for seed in range(times):
        order = np.random.default_rng(seed).permutation(n)
        cut = round(part * n)
        found.append((order[:cut], order[cut:]))
    return found


def _ranking(likely: np.ndarray, right: np.ndarray, strong: np.ndarray) -> Ranking:
    order = np.argsort(-likely, axis=1, kind="stable")
    hit = order[:, 0] == right
    sure = likely.max(axis=1)
    half = np.argsort(-sure)[: len(sure) // 2]
    return Ranking(
        float(hit.mean()),
        float((order[:, :3] == right[:, None]).any(axis=1).mean()),
        float(np.mean([hit[right == label].mean() for label in np.unique(right)])),
        float(hit[strong].mean()) if strong.any() else float("nan"),
        float(strong.mean()),
        float(hit[half].mean()),
    )


def _mean(found: list[Ranking]) -> Ranking:
    with np.errstate(all="ignore"):
        rows = np.array([list(vars(one).values()) for one in found])
        weights = rows[:, 4]
        mean = rows.mean(axis=0)
        right = np.nansum(rows[:, 3] * weights) / weights.sum() if weights.sum() else float("nan")
    mean[3] = right
    return Ranking(*(float(number) for number in mean))


def rank_engine(data: Labelled, part: float, times: int, corpus: Corpus) -> Ranking:
    names = sorted(set(data.labels))
    right = np.array([names.index(label) for label in data.labels])
    found = []
    for placed, asked in draws(len(right), part, times):
        places = {int(at): int(right[at]) for at in placed}
        nearest = Nearest(corpus, places, dict(enumerate(names)))
        found.append(_ranking(nearest.likely[asked], right[asked], nearest.surely[asked]))
    return _mean(found)


def rank_plain(data: Labelled, part: float, times: int, analyzer: str) -> Ranking:
    """Rank with logistic regression on words, or on character n-grams."""
    names = sorted(set(data.labels))
    right = np.array([names.index(label) for label in data.labels])
    sizes = (3, 5) if analyzer == "char_wb" else (1, 1)
    rows = TfidfVectorizer(analyzer=analyzer, ngram_range=sizes, sublinear_tf=True)
    seen = rows.fit_transform(data.texts)
    found = []
    for placed, asked in draws(len(right), part, times):
        model = LogisticRegression(C=10, class_weight="balanced", max_iter=300)
        model.fit(seen[placed], right[placed])
        likely = np.zeros((len(asked), len(names)))
        likely[:, model.classes_] = model.predict_proba(seen[asked])
        found.append(_ranking(likely, right[asked], np.zeros(len(asked), bool)))
    return _mean(found)


def piles_of(data: Labelled, corpus: Corpus, matcher: Matcher) -> tuple[float, float, float]:
    """Return agreement (ARI, NMI) and the ARI with a tenth of the cards taken away."""
    k = len(set(data.labels))
    here = as_places(make_piles(corpus, k))
    cards = sorted(here)
    agreed = [data.labels[card] for card in cards], [here[card] for card in cards]
    again = []
    for seed in range(2):
        drawn = np.random.default_rng(seed).permutation(len(data.texts))
        kept = sorted(int(at) for at in drawn[: int(0.9 * len(drawn))])
        fewer = as_places(make_piles(Corpus.learn({at: data.texts[at] for at in kept}, matcher), k))
        both = [at for at in kept if at in here and at in fewer]
        again.append(adjusted_rand_score([here[at] for at in both], [fewer[at] for at in both]))
    ari, nmi = adjusted_rand_score(*agreed), normalized_mutual_info_score(*agreed)
    return float(ari), float(nmi), float(np.mean(again))


def piles_plain(data: Labelled) -> tuple[float, float, float]:
    """The same for k-means on TF-IDF of words, what most tools do."""
    k = len(set(data.labels))

    def run(texts: list[str]) -> np.ndarray:
        seen = TfidfVectorizer(sublinear_tf=True).fit_transform(texts)
        return KMeans(k, n_init=3, random_state=0).fit_predict(seen)

    here = run(data.texts)
    drawn = np.random.default_rng(0).permutation(len(data.texts))
    kept = sorted(int(at) for at in drawn[: int(0.9 * len(drawn))])
    fewer = run([data.texts[at] for at in kept])
    return (
        float(adjusted_rand_score(data.labels, here)),
        float(normalized_mutual_info_score(data.labels, here)),
        float(adjusted_rand_score(here[kept], fewer)),
    )


def spoiled(texts: list[str], share: float = 0.2) -> tuple[dict[int, str], set[tuple[int, int]]]:
    """Return texts with changed copies of a fifth of them, and which pairs those are.

    A copy has a typo, turned words, a word more, a word less or another beginning.
    """
    chance = random.Random(2030)
    found = dict(enumerate(texts))
    pairs: set[tuple[int, int]] = set()
    starts = ("Ik droom van", "Graag", "Voorstel:", "Kunnen we")
    for at in chance.sample(range(len(texts)), int(share * len(texts))):
        words = texts[at].split()
        if len(words) < 4:
            continue
        for _change in range(chance.choice((1, 2))):
            kind = chance.randrange(5)
            place = chance.randrange(len(words) - 1)
            if kind == 0:
                word = words[place]
                cut = chance.randrange(max(len(word) - 1, 1))
                words[place] = word[:cut] + word[cut + 1 :] or word
            elif kind == 1:
                words[place], words[place + 1] = words[place + 1], words[place]
            elif kind == 2:
                words.insert(place, chance.choice(("heel", "echt", "ook", "veel")))
            elif kind == 3 and len(words) > 4:
                del words[place]
            else:
                words = [*chance.choice(starts).split(), *words]
        pairs.add((at, len(found)))
        found[len(found)] = " ".join(words)
    return found, pairs


def duplicates_of(data: Labelled) -> tuple[float, float, float]:
    """Return recall and precision of all pairs, and precision of the strong ones."""
    texts, right = spoiled(data.texts)
    known = {(pair.one, pair.other) for pair in find_duplicates(dict(enumerate(data.texts)))}
    found = [
        pair for pair in find_duplicates(texts) if not _of_old(pair.one, pair.other, known, right)
    ]
    pairs = {(pair.one, pair.other) for pair in found}
    strong = {(pair.one, pair.other) for pair in found if pair.strong}
    return (
        len(pairs & right) / max(len(right), 1),
        len(pairs & right) / max(len(pairs), 1),
        len(strong & right) / max(len(strong), 1),
    )


def _of_old(one: int, other: int, known: set[tuple[int, int]], right: set[tuple[int, int]]) -> bool:
    """Whether a pair stems from cards that were alike before we copied any."""
    origin = {copy: first for first, copy in right}
    first, second = sorted((origin.get(one, one), origin.get(other, other)))
    return (first, second) in known


def many(texts: list[str], n: int) -> dict[int, str]:
    """Return n texts of a campaign's size, made of halves of real ones."""
    chance = random.Random(7)
    words = sorted({word for text in texts for word in text.split()})
    found = {}
    for at in range(n):
        one, other = chance.choice(texts).split(), chance.choice(texts).split()
        size = chance.randint(3, 12)
        picked = one[: size // 2 + 1] + chance.sample(words, 1) + other[-(size // 2) :]
        found[at] = " ".join(picked)
    return found


def cost(action: Callable[[], object]) -> float:
    """Return the seconds of CPU an action takes."""
    start = time.process_time()
    action()
    return time.process_time() - start


def memory() -> int:
    """Return the most memory this process ever used, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
