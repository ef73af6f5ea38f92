"""Cards that say the same: exactly, or nearly. A person decides; nothing is merged by machine."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import Final

import numpy as np
from scipy import sparse

from campaigns.search import fold
from clustering.analysis.features import Matrix, unit
from clustering.analysis.texts import LITTLE, guess_languages, words_of

STRONG: Final = 0.85
WEAK: Final = 0.70
_SIZES: Final = (3, 4, 5)
_CANDIDATES: Final = 40
_CHUNK: Final = 2_000
_SMALL_STACK: Final = 20
# Saying the opposite takes one small word.
_AGAINST: Final = """
    geen niet minder zonder stop weg nooit verbied verbieden afschaffen sans pas moins jamais aucun
    no not less without never fewer ban kein keine nicht weniger ohne sin menos nunca
"""
_NO: Final = frozenset(_AGAINST.split())
_HELD_AGAINST: Final = 0.6
_OTHER_NUMBER: Final = 0.85


@dataclass(frozen=True, order=True)
class Pair:
    """Two cards that say nearly the same, the lower number first."""

    one: int
    other: int
    score: float
    strong: bool


def _pair(one: int, other: int, score: float, strong: bool) -> Pair:
    return Pair(min(one, other), max(one, other), score, strong)


def _plain(text: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in fold(text)).split())


def _letters(texts: list[str]) -> tuple[Matrix, dict[str, int]]:
    index: dict[str, int] = {}
    data: list[float] = []
    columns: list[int] = []
    ends = [0]
    for text in texts:
        padded = f" {text} "
        grams = Counter(
            padded[at : at + size] for size in _SIZES for at in range(len(padded) - size + 1)
        )
        for gram, n in grams.items():
            columns.append(index.setdefault(gram, len(index)))
            data.append(1 + float(np.log(n)) if n > 1 else 1.0)
        ends.append(len(columns))
    rows = sparse.csr_matrix(
        (np.asarray(data, np.float32), np.asarray(columns, np.int32), ends),
        shape=(len(texts), max(len(index), 1)),
    )
    return rows, index


def _words(texts: list[str]) -> Matrix:
    index: dict[str, int] = {}
    data: list[float] = []
    columns: list[int] = []
    ends = [0]
    for text, language in zip(texts, guess_languages(texts), strict=True):
        bases = {word.base: word.is_telling for word in words_of(text, language)}
        for base, telling in bases.items():
            columns.append(index.setdefault(base, len(index)))
            data.append(1.0 if telling and base not in LITTLE else 0.15)
        ends.append(len(columns))
    return unit(
        sparse.csr_matrix(
            (np.asarray(data, np.float32), np.asarray(columns, np.int32), ends),
            shape=(len(texts), max(len(index), 1)),
        )
    )


def _weigh(rows: Matrix) -> Matrix:
    """Let rare letter groups count more; what everybody writes hardly counts."""
    seen = np.bincount(rows.indices, minlength=rows.shape[1])
    weighed = rows.copy()
    weighed.data = weighed.data * np.sqrt(np.log(1 + len(rows.indptr) / seen))[rows.indices].astype(
        np.float32
    )
    return unit(weighed)


def _candidates(letters: Matrix, words: Matrix) -> set[tuple[int, int]]:
    """Return pairs that share something rare: letter groups or words few other cards have."""
    n = letters.shape[0]
    pairs: set[tuple[int, int]] = set()
    for rows, most in ((letters, max(12, n // 400)), (words, max(12, n // 200))):
        seen = np.bincount(rows.indices, minlength=rows.shape[1])
        rare = (seen > 1) & (seen <= most)
        kept = sparse.csr_matrix(rows @ sparse.diags(rare.astype(np.float32)))
        kept.eliminate_zeros()
        turned = sparse.csr_matrix(kept.T)
        for at in range(0, n, _CHUNK):
            near = sparse.csr_matrix(kept[at : at + _CHUNK] @ turned)
            for row in range(near.shape[0]):
                start, end = near.indptr[row], near.indptr[row + 1]
                found, weight = near.indices[start:end], near.data[start:end]
                if len(found) > _CANDIDATES:
                    best = np.argpartition(-weight, _CANDIDATES)[:_CANDIDATES]
                    found = found[best]
                mine = at + row
                pairs.update(
                    (min(mine, int(other)), max(mine, int(other)))
                    for other in found
                    if other != mine
                )
    return pairs


def find_duplicates(texts: Mapping[int, str], weak: float = WEAK) -> list[Pair]:
    """Return pairs that say nearly the same, the surest first. Empty texts pair with nothing."""
    plain = {card: _plain(text) for card, text in texts.items()}
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for card, said in plain.items():
        if said:
            alike[said].append(card)
    found: list[Pair] = []
    for cards in alike.values():
        if len(cards) <= _SMALL_STACK:
            found += [_pair(*two, 1.0, True) for two in combinations(cards, 2)]
        else:  # of a high stack every card is paired with the first: n - 1 pairs, not n²
            found += [_pair(cards[0], card, 1.0, True) for card in cards[1:]]
    distinct = list(alike)
    if len(distinct) > 1:
        for pair in _near(distinct, [cards[0] for cards in alike.values()], texts, weak):
            ones, others = alike[plain[pair.one]], alike[plain[pair.other]]
            if len(ones) * len(others) > _SMALL_STACK:
                ones, others = [pair.one], [pair.other]
            found += [
                _pair(one, other, pair.score, pair.strong) for one, other in product(ones, others)
            ]
    return sorted(found, key=lambda pair: (-pair.score, pair.one, pair.other))


def _near(plain: list[str], cards: list[int], texts: Mapping[int, str], weak: float) -> list[Pair]:
    raw, _index = _letters(plain)
    letters, spelled = _weigh(raw), unit(raw)
    words = _words([texts[card] for card in cards])
    pairs = sorted(_candidates(letters, words))
    against = np.array([bool(_NO & set(said.split())) for said in plain])
    numbers = [frozenset(word for word in said.split() if word.isdigit()) for said in plain]
    number = {one: at for at, one in enumerate(dict.fromkeys(numbers))}
    counted = np.array([number[one] for one in numbers])
    found = []
    for at in range(0, len(pairs), _CHUNK * 10):
        part = np.array(pairs[at : at + _CHUNK * 10], dtype=np.int64).reshape(-1, 2)
        one, other = part[:, 0], part[:, 1]
        by_letter = np.asarray(spelled[one].multiply(spelled[other]).sum(axis=1)).ravel()
        by_word = np.asarray(words[one].multiply(words[other]).sum(axis=1)).ravel()
        score = 0.5 * by_letter + 0.5 * by_word
        score = np.where(against[one] == against[other], score, score * _HELD_AGAINST)
        score = np.where(counted[one] == counted[other], score, score * _OTHER_NUMBER)
        for place in np.flatnonzero(score >= weak):
            first, second = sorted((cards[one[place]], cards[other[place]]))
            value = round(min(float(score[place]), 0.9999), 4)
            found.append(Pair(first, second, value, value >= STRONG))
    return found
