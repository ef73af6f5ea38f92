"""Find out in which encoding a text file was saved."""

import codecs
import re
from dataclasses import dataclass

# UTF-32 first: its little-endian mark starts with the one of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EIGHT_BIT = ("cp1252", "mac_roman", "cp850")  # the first wins when all look equally good
_SMALL = frozenset("éèêëàâäáãåçîïíìôöóòõøûüúùñßœæÿ")
_CAPITAL = frozenset("ÉÈÊËÀÂÄÁÇÎÏÍÔÖÓÛÜÚÙÑŒÆÅØ")
_WORDS = frozenset("ÀÉÈÓÒÁÍ")  # capitals that are a word of their own
_OPENING = frozenset("‘“«‹„¿¡")
_CLOSING = frozenset("”»›")
_DASHES = frozenset("–—")
_FREE = frozenset("’…€°·²³½\u00a0ªº§£©®™•")
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_SAMPLE = 5_000


@dataclass(frozen=True)
class Decoded:
    """A text with the encoding it was read in; `guessed` asks for a human look."""

    text: str
    encoding: str
    guessed: bool = False


def decode(data: bytes) -> Decoded:
    """Return the text of a file; bytes that fit nowhere become a replacement character."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data.decode(encoding, "replace")
            return Decoded(text.lstrip("\ufeff"), encoding, guessed="\ufffd" in text)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _decode_mixed(data) or _decode_eight_bit(data)


def _decode_mixed(data: bytes) -> Decoded | None:
    """Read UTF-8 into which a few lines of cp1252 were pasted."""
    text = data.decode("utf-8", "surrogateescape")
    stray = len(_ESCAPED_BYTE.findall(text))
    beyond = len(_BEYOND_ASCII.findall(text))
    if beyond - stray < 4 * stray:
        return None
    mended = _ESCAPED_BYTE.sub(
        lambda found: bytes([ord(found[0]) - 0xDC00]).decode("cp1252", "replace"), text
    )
    return Decoded(mended, "utf-8+cp1252", guessed=True)


def _decode_eight_bit(data: bytes) -> Decoded:
    readings = [(data.decode(encoding, "replace"), encoding) for encoding in _EIGHT_BIT]
    text, encoding = max(readings, key=lambda reading: _likeness(reading[0]))
    return Decoded(text, encoding, guessed=True)


def _likeness(text: str) -> int:
    """Score how much the accents and quotes sit where West European writing puts them."""
    score = 0
    for count, found in enumerate(_BEYOND_ASCII.finditer(text)):
        if count >= _SAMPLE:
            break
        at = found.start()
        before = text[at - 1] if at else " "
        after = text[at + 1] if at + 1 < len(text) else " "
        score += _fit(found[0], before, after)
    return score


def _fit(sign: str, before: str, after: str) -> int:
    if sign in _SMALL:
        alone = not before.isalpha() and not after.isalpha()
        return 2 if before.islower() or after.islower() or alone else -2
    if sign in _CAPITAL:
        if before.islower():
            return -3
        return 2 if after.isalpha() or before.isupper() else int(sign in _WORDS) or -3
    if sign in _OPENING:
        return -3 if before.isalpha() or (after == " " and sign != "«") else 2
    if sign in _CLOSING:
        return -3 if after.isalpha() else 2
    if sign in _DASHES:
        return -2 if before.isalpha() and after.isalpha() else 2
    if sign == "…" and after.isalpha() and not before.isalpha():
        return 0  # what Mac OS made of a capital É at the start of a word
    if sign in _FREE:
        return 2
    return -5 if sign == "\ufffd" or not sign.isprintable() else -2
