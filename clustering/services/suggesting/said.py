"""What cards say, word by word: the reasons behind every suggestion, and the cards behind those."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from clustering import analysis
from clustering.services.concepts import name_of, named_concept

if TYPE_CHECKING:
    from clustering.analysis.corpus import Corpus
    from clustering.analysis.features import Read
    from clustering.analysis.texts import Word

_CONCEPT: Final = "concept: "
_KIN: Final = " ~ "


@dataclass(frozen=True)
class Reason:
    """A word or a concept that speaks for a suggestion, and the cards where it stands.

    `key` is what the address of those cards says: the basic form of the word, or the concept.
    """

    text: str
    key: str
    is_concept: bool = False
    cards: tuple[int, ...] = ()

    @property
    def query(self) -> tuple[str, str]:
        """Return the filter of the board that shows its cards."""
        return ("begrip" if self.is_concept else "woord"), self.key


class Said:
    """The words and concepts of some cards, and of a name that goes with them."""

    def __init__(self, corpus: "Corpus", cards: Iterable[int], name: "Read | None" = None) -> None:
        self._corpus = corpus
        self._cards = [card for card in cards if card in corpus.at]
        self._name = name

    @cached_property
    def words(self) -> Mapping[str, Sequence[int]]:
        """Return which cards say a word or a part of a longer one: basic form → cards."""
        found: dict[str, list[int]] = {}
        for card in self._cards:
            for base in bases_of(self._corpus.reads[self._corpus.at[card]]):
                found.setdefault(base, []).append(card)
        return found

    @cached_property
    def concepts(self) -> Mapping[str, Sequence[int]]:
        """Return which cards speak of a concept: concept → cards."""
        found: dict[str, list[int]] = {}
        for card in self._cards:
            for concept in concepts_of(self._corpus.reads[self._corpus.at[card]]):
                found.setdefault(concept, []).append(card)
        return found

    @cached_property
    def named(self) -> frozenset[str]:
        """Return the words and concepts in the name itself."""
        if self._name is None:
            return frozenset()
        return frozenset((*bases_of(self._name), *concepts_of(self._name)))

    def written(self, base: str) -> str:
        """Return a word as most of these cards write it."""
        forms: Counter[str] = Counter()
        for card in self.words.get(base, ())[:50]:
            for word in self._corpus.reads[self._corpus.at[card]].words:
                if word.base == base:
                    forms[word.written.lower()] += 1
        return max(forms, key=lambda form: (forms[form], -len(form), form)) if forms else base

    def reasons(self, texts: Iterable[str], reads: Sequence["Read"]) -> list[Reason]:
        """Return the engine's reasons about these reads, each with the cards it stands on here."""
        wanted = list(texts)
        spelled = _spelled(set(wanted), reads)
        found = []
        for text in wanted:
            if text.startswith(_CONCEPT):
                name = text.removeprefix(_CONCEPT)
                key = named_concept(name)
                found.append(Reason(name, key, True, tuple(self.concepts.get(key, ()))))
            elif _KIN in text:
                key = text.split(_KIN)[1]
                found.append(Reason(text, key, False, tuple(self.words.get(key, ()))))
            else:
                found.append(self._word(text, spelled.get(text, ())))
        return found

    def _word(self, text: str, written: Iterable["Word"]) -> Reason:
        """Return the reason of a word: by its basic form, else by the part most cards say."""
        parts: list[str] = []
        for word in written:
            if word.base in self.words:
                return Reason(text, word.base, False, tuple(self.words[word.base]))
            parts += [part for part in word.parts if part not in analysis.texts.LITTLE]
        key = max(parts, key=lambda part: (len(self.words.get(part, ())), part), default=text)
        return Reason(text, key, False, tuple(self.words.get(key, ())))


def _spelled(wanted: set[str], reads: Iterable["Read"]) -> dict[str, dict["Word", None]]:
    """Return the words that are written like this, in the order in which they come by."""
    found: dict[str, dict[Word, None]] = {}
    for read in reads:
        for word in read.words:
            written = word.written.lower()
            if written in wanted:
                found.setdefault(written, {})[word] = None
    return found


def bases_of(read: "Read") -> set[str]:
    """Return the basic forms of the words that tell something, and the parts of long ones."""
    return {
        base
        for word in read.words
        if word.is_telling
        for base in (word.base, *(part for part in word.parts if part not in analysis.texts.LITTLE))
    }


def concepts_of(read: "Read") -> set[str]:
    return {hit.concept for hit in read.hits}


def shared_reasons(one: Said, other: Said, corpus: "Corpus", *, most: int = 5) -> list[Reason]:
    """Return what two sets of cards both say, the most telling first, with the cards of both."""
    found: list[tuple[float, Reason]] = []
    for is_concept, mine, theirs in (
        (False, one.words, other.words),
        (True, one.concepts, other.concepts),
    ):
        for key in mine.keys() & theirs.keys():
            cards = (*mine[key], *theirs[key])
            weight = (len(mine[key]) * len(theirs[key])) ** 0.5 / _commonness(
                corpus, key, is_concept
            )
            text = name_of(key) if is_concept else one.written(key)
            found.append((weight, Reason(text, key, is_concept, cards)))
    found.sort(key=lambda pair: (-pair[0], pair[1].text))
    return [reason for _weight, reason in found[:most]]


def _commonness(corpus: "Corpus", key: str, is_concept: bool) -> float:
    """Return how many cards of the whole board say it, damped: a rare word tells more."""
    everything = said_on_the_board(corpus)
    cards = (everything.concepts if is_concept else everything.words).get(key, ())
    return float((1 + len(cards)) ** 0.5)


@lru_cache(maxsize=2)
def said_on_the_board(corpus: "Corpus") -> Said:
    """Return what every card there is says."""
    return Said(corpus, corpus.ids)
