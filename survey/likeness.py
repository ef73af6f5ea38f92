"""How much two short texts say the same.

Half of it is spelling (groups of three to five letters), half is words in their basic form. Texts
of which only one says no to something are never the same, however much their words are.
"""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from campaigns.search import COMMON, fold, lemmas, tokens

# From STRONG on nearly always the same dream; below WEAK mostly another one. A person decides.
STRONG: Final = 0.85
WEAK: Final = 0.70
_NO = """
    geen niet minder zonder stop weg nooit verbied schaf afschaffen verbieden sans pas moins jamais
    aucun no not less without never fewer ban
"""
_AGAINST: Final = frozenset(_NO.split())
_FREE: Final = ("vrij", "loos", "luw")
_HELD_AGAINST: Final = 0.6
_COMMON_WEIGHT: Final = 0.15


@dataclass(frozen=True)
class Profile:
    """What is compared of one text."""

    plain: str
    letters: Mapping[str, float]
    words: Mapping[str, float]
    is_against: bool


@lru_cache(maxsize=4_096)
def profile(text: str, language: str) -> Profile:
    """Return what is compared of a text."""
    known = tokens(fold(text))
    plain = " ".join(known)
    padded = f" {plain} "
    grams = Counter(
        padded[i : i + size] for size in (3, 4, 5) for i in range(max(0, len(padded) - size + 1))
    )
    words = Counter(lemmas(text, language))
    return Profile(
        plain=plain,
        letters=_unit({gram: 1 + math.log(n) for gram, n in grams.items()}),
        words=_unit({word: _COMMON_WEIGHT if word in COMMON else 1.0 for word in words}),
        is_against=any(word in _AGAINST or _is_free_of(word) for word in known),
    )


def likeness(one: Profile, other: Profile) -> float:
    """Return how much two texts say the same, from 0 to 1."""
    if one.plain == other.plain:
        return 1.0 if one.plain else 0.0
    same = (_cosine(one.letters, other.letters) + _cosine(one.words, other.words)) / 2
    return same * (_HELD_AGAINST if one.is_against != other.is_against else 1.0)


def _is_free_of(word: str) -> bool:
    """Tell whether a compound says no to its first part: autovrij, autoluw, rookloos."""
    return len(word) > 6 and word.endswith(_FREE)


def _unit(weights: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {key: weight / length for key, weight in weights.items()} if length else {}


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    few, many = sorted((one, other), key=len)
    return sum(weight * many[key] for key, weight in few.items() if key in many)
