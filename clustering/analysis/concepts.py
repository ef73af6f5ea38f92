"""Civic concepts: what fietspad, velo and oversteek have in common.

The table `clustering/data/concepts.csv` maps forms to concepts; a campaign may add rows of its own.
A form is a `word` (whole, as written or in its basic form), a `part` (the begin or the end of a
word) or a `phrase` (words in a row, in any inflection). The longest match hides what lies in it.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from typing import Final

from campaigns.search import fold
from clustering.analysis.texts import Word, base_of

DATA: Final = Path(__file__).resolve().parent.parent / "data"
KINDS: Final = ("word", "part", "phrase")
LANGUAGES: Final = ("nl", "fr", "en")  # concepts have names in these
SPOKEN: Final = (*LANGUAGES, "de", "es")  # and forms in these
SHORTEST_PART: Final = 4
_LONG: Final = 7  # letters of a word that counts in a language the table does not know


@dataclass(frozen=True)
class Form:
    """One way to say a concept."""

    concept: str
    language: str
    form: str
    kind: str


@dataclass(frozen=True)
class Hit:
    """A concept found in a text, and the words that gave it away."""

    concept: str
    written: str


def _rows(name: str) -> list[dict[str, str]]:
    path = DATA / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def shipped_forms() -> tuple[Form, ...]:
    """Return the forms that come with the product."""
    return tuple(
        Form(row["concept"], row["language"], row["form"], row["kind"])
        for row in _rows("concepts.csv")
    )


@cache
def names() -> Mapping[str, Mapping[str, str]]:
    """Return what every concept is called: concept → language → name."""
    return {
        row["concept"]: {language: row[language] for language in LANGUAGES}
        for row in _rows("concept_names.csv")
    }


@cache
def families() -> Mapping[str, tuple[str, ...]]:
    """Return the families of every concept: cycling and trains both are about moving."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _rows("concept_families.csv"):
        found[row["concept"]] = (*found.get(row["concept"], ()), row["family"])
    return found


def name_of(concept: str, language: str = "nl") -> str:
    """Return the name of a concept; one the campaign made is called what it is called."""
    said = names().get(concept, {})
    return said.get(language) or said.get("nl") or concept.replace("-", " ")


@dataclass(frozen=True)
class _Phrase:
    """Words in a row, each as written or in its basic form."""

    ways: tuple[frozenset[str], ...]
    concept: str

    @property
    def length(self) -> int:
        return len(self.ways)

    def fits(self, words: Sequence[Word]) -> bool:
        return len(words) == self.length and all(
            word.flat in ways or word.base in ways
            for word, ways in zip(words, self.ways, strict=True)
        )


class _Table:
    """The forms of one language, laid out for looking up."""

    def __init__(self, forms: Iterable[Form], language: str) -> None:
        self.words: defaultdict[str, set[str]] = defaultdict(set)
        self.begins: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self.ends: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self.phrases: defaultdict[tuple[str, str], list[_Phrase]] = defaultdict(list)
        for form in forms:
            self._learn(fold(form.form), form, language)

    def _learn(self, flat: str, form: Form, language: str) -> None:
        words = flat.split()
        if form.kind == "part" and len(flat) >= SHORTEST_PART:
            self.begins[flat[:SHORTEST_PART]].append((flat, form.concept))
            self.ends[flat[-SHORTEST_PART:]].append((flat, form.concept))
            self.words[flat].add(form.concept)
        elif form.kind == "phrase" and len(words) > 1:
            ways = tuple(frozenset((word, base_of(word, language))) for word in words)
            for first, second in product(*map(sorted, ways[:2])):
                self.phrases[first, second].append(_Phrase(ways, form.concept))
        elif words:
            self.words[flat].add(form.concept)

    def phrases_at(self, words: Sequence[Word], at: int) -> list[_Phrase]:
        """Return the longest phrases that begin at a word."""
        if at + 1 == len(words):
            return []
        first, second = words[at], words[at + 1]
        found = [
            one
            for pair in product({first.flat, first.base}, {second.flat, second.base})
            for one in self.phrases.get(pair, ())
            if one.fits(words[at : at + one.length])
        ]
        most = max((one.length for one in found), default=0)
        return sorted((one for one in found if one.length == most), key=lambda one: one.concept)

    def concepts_of(self, word: Word, language: str) -> set[str]:
        """Look a word up as written, then in its basic form, then by how it begins and ends."""
        for form in (word.flat, word.base, base_of(word.flat, language)):
            concepts = self.words.get(form)
            if concepts:
                return concepts
        return self._inside(word)

    def _inside(self, word: Word) -> set[str]:
        """Return what the begin and the end of a word say; a longer match hides one inside it."""
        spans: list[tuple[int, int, str]] = []
        for spelled in dict.fromkeys((word.flat, word.base)):
            size = len(spelled)
            for part, concept in self.begins.get(spelled[:SHORTEST_PART], ()):
                if spelled.startswith(part):
                    spans.append((0, len(part), concept))
            for part, concept in self.ends.get(spelled[-SHORTEST_PART:], ()):
                if spelled.endswith(part):
                    spans.append((size - len(part), size, concept))
        spans.sort(key=lambda span: (span[0] - span[1], span))
        kept: list[tuple[int, int, str]] = []
        for start, end, concept in spans:
            if all((start, end) == (a, b) or end <= a or b <= start for a, b, _one in kept):
                kept.append((start, end, concept))
        return {concept for _start, _end, concept in kept}


class Matcher:
    """Find concepts in words. A language is laid out when the first text in it comes by."""

    def __init__(self, extra: Iterable[Form] = ()) -> None:
        """Take the forms of the product, and the campaign's own after those."""
        self._forms = tuple(dict.fromkeys((*shipped_forms(), *extra)))
        self._tables: dict[str, _Table] = {}
        self._seen: dict[tuple[str, Word], tuple[str, ...]] = {}

    def hits(self, words: Sequence[Word], language: str) -> list[Hit]:
        """Return the concepts of a text, each with the words that say it, in reading order.

        A phrase swallows its words: maison de repos is no maison. Of a text in a language the
        table does not know only long words count that mean one thing wherever they are known.
        """
        found: dict[Hit, None] = {}
        table = self._table(language)
        at = 0
        while at < len(words):
            phrases = table.phrases_at(words, at) if table else []
            length = phrases[0].length if phrases else 1
            said = " ".join(one.written for one in words[at : at + length])
            concepts: Iterable[str] = [one.concept for one in phrases]
            if not phrases and words[at].is_telling:
                concepts = self._of_word(words[at], language, table)
            found.update((Hit(concept, said), None) for concept in concepts)
            at += length
        return list(found)

    def _of_word(self, word: Word, language: str, table: _Table | None) -> tuple[str, ...]:
        known = self._seen.get((language, word))
        if known is None:
            concepts = table.concepts_of(word, language) if table else self._anywhere(word)
            known = self._seen[language, word] = tuple(sorted(concepts))
        return known

    def _anywhere(self, word: Word) -> set[str]:
        concepts = self._long_words.get(word.flat, set())
        return concepts if len(concepts) == 1 else set()

    def _table(self, language: str) -> _Table | None:
        if language not in SPOKEN:
            return None
        if language not in self._tables:
            forms = [form for form in self._forms if form.language == language]
            self._tables[language] = _Table(forms, language)
        return self._tables[language]

    @cached_property
    def _long_words(self) -> dict[str, set[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for form in self._forms:
            flat = fold(form.form)
            if len(flat) >= _LONG and " " not in flat:
                found[flat].add(form.concept)
        return found


def weigh(hits: Iterable[Hit]) -> dict[str, float]:
    """Return how much each concept and family is present: a word shares itself over its concepts."""
    sharing: defaultdict[str, list[str]] = defaultdict(list)
    for hit in hits:
        sharing[hit.written].append(hit.concept)
    found: Counter[str] = Counter()
    for concepts in sharing.values():
        for concept in concepts:
            share = len(concepts) ** -0.5
            found[concept] += share
            for family in families().get(concept, ()):
                found[f"+{family}"] += share / len(concepts) ** 0.5
    return {name: min(amount, 2.0) for name, amount in found.items()}
