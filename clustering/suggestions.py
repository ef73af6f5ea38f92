"""Which need lies nearest to a card, and which cards look alike. Pure Python, same in, same out.

A card is a bag of words and of four-letter pieces of words (Dutch glues words together), weighed
by how rare they are. A need is the sum of what lies on it, its own name included. Nearness is the
angle between the two. A suggestion always names the words both sides share; without a shared word
there is none.
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]{2,}")
# Words that say how people speak, not what they need (Dutch, then French and English).
_SPOKEN = """
aan af al alle alleen allemaal als altijd ander andere anders beetje ben bij binnen daar dan
dat de deze die dit doe doen door dromen droom droomt een eens eigen elk elke en er ergens even
gaan gaat geen geraken graag haar had heb hebben heeft heel hele helemaal heen hem hen het hier
hij hoe hun iedere iedereen iemand iets ik in is ja je jij jou jouw jullie kan kom komen kon
krijgen kun kunnen maar mag mee meer meest mekaar men met mij mijn moet moeten mogen na naar
niet niemand niets nog nooit nu of om omdat onder ons onze ook op over overal roeselare
roeselaarse samen soms stad straks te tegen terug toch toe tot tussen uit uw van veel vind
vinden voor waar waarin wat we weer wel wie wij wil willen word worden wordt zal ze zelf zich
zien zij zijn zit zo zoals zonder zou zouden zullen au aux avec ce ces cette dans de des du
elle elles en est et il ils je la le les leur mais mon ne nous on ou par pas plus pour qu que
qui sa se ses son sont sur tous tout toute un une vous about all and are as at be but by can
for from has have in into is it its more not of on or our so that the their there they this to
us was we were what when where which who will with would you your
"""
STOP = frozenset(_SPOKEN.split())
_PIECE = 4
_PIECE_WEIGHT = 0.35  # measured against the pieces' number: they outnumber the words five to one
_TOO_COMMON = 0.12  # what sits in more than an eighth of the cards tells little about any of them
_ALIKE = 0.42
# Measured on three labelled sets with a fifth placed: right in roughly 7 to 9 of 10 such cards.
_FITS = 0.05
_FITS_STRONGLY = 0.10
_AHEAD = 1.8


@dataclass(frozen=True)
class Suggestion:
    """A need for the chosen cards: how sure, and because of which words."""

    need: int
    strong: bool
    words: tuple[str, ...]
    score: float


def fold(word: str) -> str:
    """Return a word without capitals and accents."""
    flat = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in flat if not unicodedata.combining(letter))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Cut a folded word's most common Dutch endings, so that bank, banken and bankje meet."""
    for ending in ("etjes", "etje", "tjes", "tje", "jes", "je", "en", "er", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    # bomen and boom, straten and straat: a doubled vowel and a single one are the same.
    return re.sub(r"([aeou])\1", r"\1", word)


def words_of(text: str) -> dict[str, str]:
    """Return the telling words of a text: stem → the word as it was written."""
    found: dict[str, str] = {}
    for word in _WORD.findall(text):
        flat = fold(word)
        if len(flat) > 2 and flat not in STOP:
            found.setdefault(stem(flat), word.lower())
    return found


@lru_cache(maxsize=60_000)
def features(text: str) -> tuple[tuple[str, float], ...]:
    """Return the words and word pieces of a text with their weights."""
    bag: Counter[str] = Counter()
    for word in words_of(text):
        bag[word] += 1
        if len(word) > _PIECE:
            for at in range(len(word) - _PIECE + 1):
                bag["~" + word[at : at + _PIECE]] += 1
    return tuple(
        (name, (1 + math.log(n)) * (_PIECE_WEIGHT if name[0] == "~" else 1.0))
        for name, n in bag.items()
    )


class Corpus:
    """The texts of all cards of a campaign, weighed. Moving cards does not change it."""

    def __init__(self, texts: Mapping[int, str]) -> None:
        bags = {card: features(text) for card, text in texts.items()}
        seen: Counter[str] = Counter(name for bag in bags.values() for name, _weight in bag)
        self._size = max(len(bags), 1)
        self._rare = {name: math.log(1 + self._size / n) for name, n in seen.items()}
        self.vectors = {card: self._weigh(bag) for card, bag in bags.items()}
        self._holders: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        common = max(12, self._size * _TOO_COMMON)
        for card, vector in self.vectors.items():
            for name, weight in vector.items():
                if seen[name] <= common:
                    self._holders[name].append((card, weight))

    def _weigh(self, bag: Iterable[tuple[str, float]]) -> dict[str, float]:
        new = math.log(1 + self._size)
        weighed = {name: weight * self._rare.get(name, new) for name, weight in bag}
        length = math.sqrt(sum(weight * weight for weight in weighed.values())) or 1.0
        return {name: weight / length for name, weight in weighed.items()}

    def vector(self, text: str) -> dict[str, float]:
        """Weigh a text that is not on a card, such as the name of a need."""
        return self._weigh(features(text))

    def look_alikes(self, card: int, among: frozenset[int] | set[int] | None = None) -> list[int]:
        """Return the cards that say nearly the same, the nearest first."""
        near: defaultdict[int, float] = defaultdict(float)
        for name, weight in self.vectors.get(card, {}).items():
            for other, share in self._holders.get(name, ()):
                near[other] += weight * share
        near.pop(card, None)
        return [
            other
            for other, score in sorted(near.items(), key=lambda pair: (-pair[1], pair[0]))
            if score >= _ALIKE and (among is None or other in among)
        ]


class Suggester:
    """What lies on each need at one moment."""

    def __init__(self, corpus: Corpus, places: Mapping[int, int], names: Mapping[int, str]) -> None:
        """Take the corpus, where each placed card lies (card → need), and the needs' own words."""
        self._corpus = corpus
        self._on: Counter[int] = Counter()
        sums: dict[int, defaultdict[str, float]] = {need: defaultdict(float) for need in names}
        for card, need in places.items():
            vector = corpus.vectors.get(card)
            if vector is None or need not in sums:
                continue
            self._on[need] += 1
            total = sums[need]
            for name, weight in vector.items():
                total[name] += weight
        for need, words in names.items():
            # The name counts as a few cards: it leads while a need is young, and fades after.
            for name, weight in corpus.vector(words).items():
                sums[need][name] += 2.0 * weight
        self._sums = sums
        self._lengths = {
            need: math.sqrt(sum(weight * weight for weight in total.values())) or 1.0
            for need, total in sums.items()
        }

    def suggest(self, texts: Sequence[str], most: int = 3) -> list[Suggestion]:
        """Return the nearest needs for these texts together, best first, or nothing."""
        asked: defaultdict[str, float] = defaultdict(float)
        written: dict[str, str] = {}
        for text in texts:
            for name, weight in self._corpus.vector(text).items():
                asked[name] += weight
            for root, word in words_of(text).items():
                written.setdefault(root, word)
        length = math.sqrt(sum(weight * weight for weight in asked.values())) or 1.0
        scored = sorted(
            (
                (
                    sum(weight * total.get(name, 0.0) for name, weight in asked.items())
                    / (length * self._lengths[need]),
                    need,
                )
                for need, total in self._sums.items()
            ),
            key=lambda pair: (-pair[0], pair[1]),
        )
        found = []
        for place, (score, need) in enumerate(scored[:most]):
            words = self._shared(need, asked, written)
            if score < _FITS or not words:
                continue
            after = scored[place + 1][0] if place + 1 < len(scored) else 0.0
            sure = score >= _FITS_STRONGLY and score >= _AHEAD * after
            strong = place == 0 and sure and self._on[need] >= 5
            found.append(Suggestion(need, strong, words, round(score, 4)))
        return found

    def _shared(
        self, need: int, asked: Mapping[str, float], written: Mapping[str, str]
    ) -> tuple[str, ...]:
        """Return the words both sides use, the most telling first; parts of long words count."""
        total = self._sums[need]
        weights = {
            word: asked.get(root, 0.0) * total[root]
            for root, word in written.items()
            if root in total
        }
        if len(weights) < 4:
            roots = [name for name in total if name[0] != "~" and len(name) > 3]
            for root, word in written.items():
                if word not in weights and len(root) > 3:
                    twin = next(
                        (
                            other for other in roots
                            if other.startswith(root) or root.startswith(other)
                            or other.endswith(root) or root.endswith(other)
                        ),
                        None,
                    )  # fmt: skip
                    if twin is not None:
                        weights[word] = 0.5 * asked.get(root, 0.0) * total[twin]
        return tuple(sorted(weights, key=lambda word: (-weights[word], word))[:4])
