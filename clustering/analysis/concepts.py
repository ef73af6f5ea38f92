"""Civic concepts: what fietspad, velo and oversteek have in common.

The table `clustering/data/concepts.csv` maps forms to concepts; a campaign may add rows of its own.
A form is a `word` (in any inflection, or as a part of a longer word), a `part` (letters found
anywhere in a word) or a `phrase` (words in a row).
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from campaigns.search import fold
from clustering.analysis.texts import Word, base_of, words_of

DATA: Final = Path(__file__).resolve().parent.parent / "data"
KINDS: Final = ("word", "part", "phrase")
LANGUAGES: Final = ("nl", "fr", "en")
_START: Final = 3  # parts are found by their first letters


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


class Matcher:
    """Find concepts in words. Building one takes a moment: keep it."""

    def __init__(self, extra: Iterable[Form] = ()) -> None:
        """Take the forms of the product, and the campaign's own after those."""
        self._words: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._parts: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        self._phrases: defaultdict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = (
            defaultdict(list)
        )
        self._seen: dict[tuple[str, str, tuple[str, ...]], frozenset[str]] = {}
        for form in dict.fromkeys((*shipped_forms(), *extra)):
            self._learn(form)

    def _learn(self, form: Form) -> None:
        flat = fold(form.form)
        if not flat:
            return
        if form.kind == "part" and len(flat) >= _START:
            self._parts[form.language, flat[:_START]].append((flat, form.concept))
            return
        bases = tuple(word.base for word in words_of(form.form, form.language))
        if form.kind == "phrase" and len(bases) > 1:
            self._phrases[form.language, bases[0]].append((bases, form.concept))
            return
        self._words[form.language, flat].add(form.concept)
        for base in bases[:1]:
            self._words[form.language, base].add(form.concept)

    def hits(self, words: Sequence[Word], language: str) -> list[Hit]:
        """Return the concepts of a text, each with the words that say it, in reading order.

        A text in a language the table does not know is compared with all of it: park is park.
        """
        found: dict[Hit, None] = {}
        for asked in (language,) if language in LANGUAGES else LANGUAGES:
            for at, word in enumerate(words):
                for concept in sorted(self._of_word(word, asked)) if word.is_telling else ():
                    found[Hit(concept, word.written)] = None
                for bases, concept in self._phrases.get((asked, word.base), ()):
                    row = words[at : at + len(bases)]
                    if tuple(one.base for one in row) == bases:
                        said = " ".join(one.written for one in row)
                        found[Hit(concept, said)] = None
        return list(found)

    def _of_word(self, word: Word, language: str) -> frozenset[str]:
        flat = word.flat
        key = (language, flat, word.parts)
        known = self._seen.get(key)
        if known is None:
            concepts = set(self._words.get((language, flat), ()))
            concepts |= self._words.get((language, word.base), set())
            if not concepts:
                concepts |= self._words.get((language, base_of(flat, language)), set())
            for part in word.parts:
                concepts |= self._words.get((language, part), set())
            for at in range(len(flat) - _START + 1):
                for part, concept in self._parts.get((language, flat[at : at + _START]), ()):
                    if flat.startswith(part, at):
                        concepts.add(concept)
            known = self._seen[key] = frozenset(concepts)
        return known


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
