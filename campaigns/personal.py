"""Notice what identifies or hurts a person in a text that everybody can read."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final


class Found(StrEnum):
    """What kind of thing a colleague should look at."""

    REGISTER_NUMBER = "register_number"
    PHONE = "phone"
    MAIL = "mail"
    ADDRESS = "address"
    NAME = "name"
    HURTS = "hurts"


# What the public form warns for: the machine is sure enough of these.
PUBLIC: Final = (Found.REGISTER_NUMBER, Found.PHONE, Found.MAIL)
PERSONAL: Final = (*PUBLIC, Found.ADDRESS, Found.NAME)


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of a text, counted in characters as Python counts them."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Piece:
    """A stretch of a text to show; `kind` is empty where nothing was found."""

    text: str
    start: int
    end: int
    kind: str = ""


_MAIL = re.compile(r"[^\s@<>(),;:]{1,64}@[^\s@<>(),;:]{1,120}\.[a-z]{2,}", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\d)\d{2}[. ]?\d{2}[. ]?\d{2}[-. ]?\d{3}[-. ]?\d{2}(?!\d)")
_PHONE = re.compile(r"(?<![\d.,])(?:\+|00)?\d(?:[ ./-]{0,2}(?:\(0\)[ ]?)?\d){7,13}(?!\d)")
_UPPER = "A-ZÀ-ÖØ-Þ"
_LETTER = r"[^\W\d_]"
# Numbers that stand in an address: 5, 12A, 12 bus 3, 12/4. Four digits may be a year.
_HOUSE = r"\d{1,3}(?:\s?[a-zA-Z](?!\w))?(?:\s?/\s?\d{1,3})?(?:,?\s(?:bus|boîte|boite|bte|box)\s?\w{1,4})?"
_DUTCH_ENDS = (
    "straat", "straatje", "laan", "weg", "steenweg", "plein", "pleintje", "lei", "dreef", "kaai",
    "kade", "markt", "hof", "pad", "wijk", "dijk", "baan", "singel", "gang", "park", "berg", "vest",
    "steeg", "ring", "rei",
)  # fmt: skip
_DUTCH = (
    rf"(?<!\w)[{_UPPER}](?:{_LETTER}|['’.-]){{0,40}}(?:\s[{_UPPER}](?:{_LETTER}|['’-]){{0,40}})?"
    rf"(?:{'|'.join(_DUTCH_ENDS)})(?!\w)\s(?:nr\.?\s|nummer\s)?{_HOUSE}(?!\w)"
)
# Telephones write without capitals. Only what ends in no ordinary word: "de ooststraat 5", not
# "een fietsstraat 5".
_DUTCH_SMALL = (
    rf"(?<!\w)(?!(?:auto|fiets|geef|leef|loop|school|speel|tuin|wandel|winkel|woon)straat)"
    rf"(?:{_LETTER}|['’-]){{3,40}}(?:straat|laan|steenweg)\s(?:nr\.?\s|nummer\s)?{_HOUSE}(?!\w)"
)
_FRENCH = (
    rf"(?<!\w)(?i:rue|avenue|av\.|chaussée|place|boulevard|bd|quai|chemin|impasse|square|allée|route)"
    rf"(?:\s(?:de|du|des|la|le|les|l['’]{_LETTER}+|d['’]{_LETTER}+|[{_UPPER}](?:{_LETTER}|['’-]){{0,40}})){{1,6}}"
    rf",?\s(?:n°\s?)?{_HOUSE}(?!\w)"
)
_FRENCH_FIRST = (
    rf"(?<![\w.,])\d{{1,3}}(?:\s?[a-zA-Z](?!\w))?,?\s"
    rf"(?i:rue|avenue|chaussée|boulevard|quai|chemin|impasse|allée)"
    rf"(?:\s(?:de|du|des|la|le|les|l['’]{_LETTER}+|d['’]{_LETTER}+|[{_UPPER}](?:{_LETTER}|['’-]){{0,40}})){{1,6}}"
)
_ENGLISH = (
    rf"(?<![\w.,])\d{{1,3}}[a-zA-Z]?\s(?:[{_UPPER}](?:{_LETTER}|['’-]){{0,40}}\s){{1,3}}"
    rf"(?:Street|Road|Avenue|Lane|Square|Drive|Court|Close|Crescent|Terrace)(?!\w)"
)
_ADDRESS = re.compile("|".join((_DUTCH, _DUTCH_SMALL, _FRENCH, _FRENCH_FIRST, _ENGLISH)))
# After a title, one or two words with a capital are somebody's name, with "Van de" in between.
_NAME = re.compile(
    rf"(?<!\w)(?i:meneer|mijnheer|mevrouw|mevr\.?|dhr\.?|juf|juffrouw|meester|dokter|dr\.|monsieur|"
    rf"madame|mademoiselle|mr\.?|mrs\.?|ms\.?|miss)\s"
    rf"(?P<name>[{_UPPER}](?:{_LETTER}|['’-]){{1,40}}"
    rf"(?:\s(?:(?i:van|de|der|den|la|le|du|'t)\s){{0,3}}[{_UPPER}](?:{_LETTER}|['’-]){{1,40}})?)"
)
_WORDS_FILE = Path(__file__).with_name("words_that_hurt.txt")


def find_spans(text: str, kinds: Iterable[str] = tuple(Found)) -> list[Span]:
    """Return what was found, in the order of the text; where two overlap, the surer one stays."""
    wanted = set(kinds)
    taken: list[Span] = []
    for kind, find in _FINDERS:
        if kind in wanted:
            for start, end in find(text):
                if all(end <= other.start or other.end <= start for other in taken):
                    taken.append(Span(start, end, kind))
    return sorted(taken)


def find_personal_data(text: str, kinds: Iterable[str] = PUBLIC) -> list[str]:
    """Return which of these kinds a text seems to hold, the surest kind first."""
    found = {span.kind for span in find_spans(text, kinds)}
    return [kind.value for kind in Found if kind in found]


def cut_at(text: str, spans: Iterable[Span]) -> list[Piece]:
    """Cut a text in pieces, so that a page can mark what was found. Together they are the text."""
    pieces, place = [], 0
    for span in sorted(spans):
        if place < span.start:
            pieces.append(Piece(text[place : span.start], place, span.start))
        pieces.append(Piece(text[span.start : span.end], span.start, span.end, span.kind))
        place = span.end
    if place < len(text):
        pieces.append(Piece(text[place:], place, len(text)))
    return pieces


def _register_numbers(text: str) -> Iterator[tuple[int, int]]:
    return (m.span() for m in _NUMBER.finditer(text) if _is_register_number(m[0]))


def _phones(text: str) -> Iterator[tuple[int, int]]:
    return (m.span() for m in _PHONE.finditer(text) if _is_phone(m[0]))


def _mails(text: str) -> Iterator[tuple[int, int]]:
    return (m.span() for m in _MAIL.finditer(text))


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    return (m.span() for m in _ADDRESS.finditer(text))


def _names(text: str) -> Iterator[tuple[int, int]]:
    return (m.span("name") for m in _NAME.finditer(text))


def _hurtful(text: str) -> Iterator[tuple[int, int]]:
    folded = "".join(_fold(letter) for letter in text)
    return (m.span() for m in _hurtful_words().finditer(folded))


def _fold(letter: str) -> str:
    """Return one character for one character, so that places in the text stay right."""
    plain = unicodedata.normalize("NFD", letter.lower())[:1]
    return plain if len(plain) == 1 else letter


@cache
def _hurtful_words() -> re.Pattern[str]:
    lines = (line.strip() for line in _WORDS_FILE.read_text(encoding="utf-8").splitlines())
    words = [line for line in lines if line and not line.startswith("#")]
    # The longest first: an expression wins from the word it starts with.
    parts = [
        re.escape(word.removesuffix("*")).replace(r"\ ", r"\s+") + (r"\w*" if "*" in word else "")
        for word in sorted(words, key=len, reverse=True)
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")


def _is_phone(found: str) -> bool:
    # Belgian numbers start with 0 or a country code; 9 digits at least, so years never match.
    return found.startswith(("0", "+")) and sum(letter.isdigit() for letter in found) >= 9


def _is_register_number(found: str) -> bool:
    """Check the two control digits of a Belgian national register number."""
    digits = re.sub(r"\D", "", found)
    start, control = digits[:9], int(digits[9:])
    return any(97 - int(prefix + start) % 97 == control for prefix in ("", "2"))


# The surest first: a register number looks like a telephone number too.
_FINDERS: Final[tuple[tuple[Found, Callable[[str], Iterator[tuple[int, int]]]], ...]] = (
    (Found.REGISTER_NUMBER, _register_numbers),
    (Found.MAIL, _mails),
    (Found.PHONE, _phones),
    (Found.ADDRESS, _addresses),
    (Found.NAME, _names),
    (Found.HURTS, _hurtful),
)
