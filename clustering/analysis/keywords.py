"""The words that tell a pile from the others, shown as people wrote them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from campaigns.search import fold
from clustering.analysis.concepts import name_of
from clustering.analysis.corpus import Corpus

_MOST: Final = 6
_SHOWN: Final = 3


@dataclass(frozen=True)
class Label:
    """A name to start from, and the words behind it."""

    label: str
    keywords: tuple[str, ...]


def _names_in(corpus: Corpus) -> frozenset[str]:
    """Return words that stand in the middle of sentences with a capital: names, mostly of places."""
    big: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for one in corpus.reads:
        if one.language == "de":
            continue
        for at, word in enumerate(one.words):
            if word.written[:1].islower():
                small[word.base] += 1
            elif at and not word.written.isupper():
                big[word.base] += 1
    return frozenset(word for word, n in big.items() if n > 2 * small[word])


def labels_of(
    corpus: Corpus, groups: Sequence[Sequence[int]], places: frozenset[str] = frozenset()
) -> list[Label]:
    """Return a label and keywords for each group of cards; no name of a place among them."""
    hidden = _names_in(corpus) | {fold(word) for name in places for word in name.split()}
    said: list[Counter[str]] = []
    meant: list[Counter[str]] = []
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    spoken: list[str] = []
    for cards in groups:
        words: Counter[str] = Counter()
        concepts: Counter[str] = Counter()
        languages: Counter[str] = Counter()
        for card in cards:
            one = corpus.reads[corpus.at[card]]
            languages[one.language] += 1
            concepts.update({hit.concept for hit in one.hits})
            mine = {}
            for word in one.words:
                if word.is_telling and word.base not in hidden and fold(word.written) not in hidden:
                    mine[word.base] = word.written.lower()
            for base, written in mine.items():
                words[base] += 1
                forms[base][written] += 1
        said.append(words)
        meant.append(concepts)
        spoken.append(max(languages, key=lambda code: (languages[code], code), default="nl"))
    found = []
    for at, cards in enumerate(groups):
        best = _telling(said, at, [len(one) for one in groups])[:_MOST]
        shown = tuple(
            max(forms[base], key=lambda form: (forms[base][form], -len(form), form))
            for base in best
        )
        concepts_here = [
            concept
            for concept in _telling(meant, at, [len(one) for one in groups])
            if meant[at][concept] >= max(2, 0.2 * len(cards))
        ]
        label = ", ".join(shown[:_SHOWN])
        if concepts_here:
            name = name_of(concepts_here[0], spoken[at])
            label = f"{name}: {label}" if label else name
        found.append(Label(label or "…", shown))
    return found


def _telling(counts: Sequence[Counter[str]], at: int, sizes: Sequence[int]) -> list[str]:
    """Order what is said in one group by how much more often than in the others (log odds)."""
    here, size = counts[at], sizes[at]
    others = max(sum(sizes) - size, 1)
    scores = {}
    for word, n in here.items():
        if n < 2 and size > 5:
            continue
        elsewhere = sum(other[word] for other in counts) - n
        odds = log((n + 0.5) / (size + 1)) - log((elsewhere + 0.5) / (others + 1))
        if odds > 0:
            scores[word] = odds * n**0.5
    return sorted(scores, key=lambda word: (-scores[word], word))
