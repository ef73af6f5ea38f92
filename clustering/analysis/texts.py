"""Words of a text: folded, in their basic form, long Dutch and German ones taken apart.

Pure: no database, no request. Same text, same words.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import simplemma

from campaigns.search import COMMON, fold

_WORD: Final = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
# Little words by which a language is known. They say how people speak, not what they need.
_LITTLE: Final = {
    "nl": """
        de het een en van in is op te dat die niet voor met zijn aan er om ook als dan maar bij
        nog uit naar wij je ik we ze dit door over zo zou kan mijn geen meer wat waar wordt worden
        heb heeft hebben moet mag moeten mogen kunnen willen wil elke alle alles iedereen iets
        onze ons hun haar hij zij deze tot tegen tussen onder zonder overal graag ne nen hier daar
        tijdens rond langs binnen buiten zoals omdat zodat toch wel eens terug heel veel vele ander
        andere samen eigen zelf laat laten maak maken komt komen gaan gaat zien ergens
    """,
    "fr": """
        le la les un une des de du et est en que qui dans pour pas sur avec ce cette ces il elle
        nous vous ils au aux par plus se son sa ses leur leurs mais ou où si tout tous toute sans
        sont être avoir faire fait je tu on mon ma mes notre nos votre entre chez comme aussi y
        très peu trop afin
    """,
    "en": """
        the a an and of to in is that it for on with as are this be at by from or not we our they
        you your i my their there have has would should could can will more which who what when
        where all some so if but than them its was were been do does make let about into out up
    """,
    "de": """
        der die das und ist nicht ein eine einer eines einem einen zu den mit von für auf im in
        sich auch dem des es an als werden wird sind sollte sollten soll sollen bei oder wie aus
        nach um durch über nur noch so dass kann können muss müssen man mehr zum zur wir ich hier
        vor am unter sowie statt alle keine kein haben hat sein wenn aber weil viel viele
    """,
    "es": """
        el la los las un una unos unas de del y es en que para por con no se su sus al lo como más
        pero o este esta estos estas hay ser sin sobre entre muy ya todo todos toda todas son está
        desde hasta donde cuando nos nuestro nuestra también
    """,
    "it": """
        il lo la i gli le un una di del della dei delle e è in che per con non si su al alla ai
        sono più come anche da dal dalla nel nella ma o questo questa tutti
    """,
    "pt": """
        o a os as um uma de do da dos das e é em que para por com não se no na nos nas ao mais
        como mas ou são este esta muito também
    """,
    "ca": """
        el la els les un una de del dels i és en que per amb no es al als més com o aquest aquesta
        entre també són tots tota a l d
    """,
    "tr": "ve bir bu için ile da de çok daha olarak olan gibi her ne var yok bizim ama",
    "pl": "i w na z do nie się że jest to o jak dla po od są ale oraz więcej przez",
}
_SETS: Final = {
    language: frozenset(fold(word) for word in words.split()) for language, words in _LITTLE.items()
}
_OPENING: Final = """
    droom dromen droomt stad gemeente graag wens wensen wil willen zou zouden idee voorstel project
    rêve rêver ville commune souhait idée dream city wish idea proposal traum stadt wunsch
    vorschlag ciudad sueño propuesta città sogno cidade ciutat projecte proyecto projet
"""
_OPENERS: Final = frozenset(fold(word) for word in _OPENING.split())
# Words that tell nothing about a need, whatever the language.
LITTLE: Final = frozenset().union(*_SETS.values()) | COMMON | _OPENERS
_LEMMAS: Final = frozenset({"nl", "fr", "en", "de", "es"})
_GLUED: Final = {"nl": ("", "s", "en", "e", "n"), "de": ("", "s", "es", "n", "en", "e")}
_SHORTEST_PART: Final = 4
_SHORT_PARTS: Final = frozenset(
    ["bus", "zee", "zon", "bib", "weg", "oud", "tuin", "fiets", "vrij", "zit", "kat"]
)


@dataclass(frozen=True)
class Word:
    """A word as it was written, its basic form, and the parts of a long one."""

    written: str
    base: str
    parts: tuple[str, ...] = ()

    @cached_property
    def flat(self) -> str:
        return flat(self.written)

    @cached_property
    def is_telling(self) -> bool:
        return len(self.base) > 1 and self.base not in LITTLE and self.flat not in LITTLE


@lru_cache(maxsize=300_000)
def flat(word: str) -> str:
    """Return a word folded; words come back all the time."""
    return fold(word)


def guess_language(text: str, fallback: str = "nl") -> str:
    """Return the language whose little words a text uses most; the fallback when none does."""
    words = {flat(word) for word in _WORD.findall(text)}
    scores = {language: len(words & little) for language, little in _SETS.items()}
    best = max(scores.values())
    if not best or scores.get(fallback) == best:
        return fallback
    return max(scores, key=lambda language: (scores[language], language in _LEMMAS, language))


def guess_languages(texts: Sequence[str]) -> list[str]:
    """Return the language of every text; one that shows none follows the others."""
    first = Counter(guess_language(text, "") for text in texts)
    first.pop("", None)
    usual = max(first, key=lambda language: (first[language], language), default="nl")
    return [guess_language(text, usual) for text in texts]


@lru_cache(maxsize=300_000)
def base_of(word: str, language: str) -> str:
    """Return the basic form of a word, folded. Of a circle (fiets, fietsen) the shortest."""
    if language not in _LEMMAS or len(word) < 3:
        return fold(word)
    chain = [word]
    while len(chain) < 5:
        base = simplemma.lemmatize(chain[-1], lang=language)
        # German nouns are known by their capital.
        if base == chain[-1] and language == "de" and base[:1].islower():
            base = simplemma.lemmatize(base.capitalize(), lang=language)
        base = base.lower()
        if base in chain:
            return fold(min(chain[chain.index(base) :], key=lambda form: (len(form), form)))
        chain.append(base)
    return fold(chain[-1])


@lru_cache(maxsize=300_000)
def _is_word(word: str, language: str) -> bool:
    if simplemma.is_known(word, lang=language):
        return True
    return language == "de" and simplemma.is_known(word.capitalize(), lang=language)


@lru_cache(maxsize=100_000)
def parts_of(word: str, language: str) -> tuple[str, ...]:
    """Return the two basic forms a long word is glued from, or nothing. Latest cut first."""
    if language not in _GLUED or len(word) < 2 * _SHORTEST_PART - 1:
        return ()
    found: list[tuple[int, int, str, str]] = []
    for cut in range(3, len(word) - 2):
        tail = word[cut:]
        if len(tail) < _SHORTEST_PART and tail not in _SHORT_PARTS:
            continue
        if not _is_word(tail, language):
            continue
        for glue in _GLUED[language]:
            head = word[:cut].removesuffix(glue) if glue else word[:cut]
            if (glue and len(head) == cut) or not head:
                continue
            if len(head) < _SHORTEST_PART and head not in _SHORT_PARTS:
                continue
            if _is_word(head, language):
                found.append((-min(len(head), len(tail)), len(glue), head, tail))
    if not found:
        return ()
    _balance, _glue, head, tail = min(found)
    return base_of(head, language), base_of(tail, language)


@lru_cache(maxsize=300_000)
def _known(written: str, language: str) -> Word:
    word = written.lower()
    base = base_of(word, language)
    return Word(written, base, parts_of(base, language) or parts_of(word, language))


def words_of(text: str, language: str) -> list[Word]:
    """Return the words of a text in order; l'école is two words, auto's is one."""
    found = []
    for raw in _WORD.findall(text):
        written = raw.replace("’", "'")
        pieces = [written]
        if "'" in written and language in {"fr", "ca", "it"}:
            pieces = [piece for piece in written.split("'") if piece]
        elif "'" in written:
            pieces = [written.split("'")[0] if written.lower().endswith("'s") else written]
        for piece in pieces:
            word = _known(piece, language)
            if word.base:
                found.append(word)
    return found


def telling(words: Iterable[Word]) -> list[Word]:
    """Return the words that say what a text is about."""
    return [word for word in words if word.is_telling]
