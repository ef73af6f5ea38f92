"""Notice what identifies a person in a text that everybody can read."""

import re

_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)
_NUMBER = re.compile(r"\b\d{2}[. ]?\d{2}[. ]?\d{2}[-. ]?\d{3}[-. ]?\d{2}\b")
_PHONE = re.compile(r"(?<![\d.,])(?:\+|00)?\d(?:[ ./-]{0,2}\d){7,13}(?!\d)")


def find_personal_data(text: str) -> list[str]:
    """Return what kinds of personal data a text seems to hold: phone, mail, register number."""
    kinds = []
    if any(_is_register_number(found) for found in _NUMBER.findall(text)):
        kinds.append("register_number")
    rest = _NUMBER.sub(lambda m: " " if _is_register_number(m[0]) else m[0], text)
    if any(_is_phone(found) for found in _PHONE.findall(rest)):
        kinds.append("phone")
    if _MAIL.search(text):
        kinds.append("mail")
    return kinds


def _is_phone(found: str) -> bool:
    # Belgian numbers start with 0 or a country code; 9 digits at least, so years never match.
    return found.startswith(("0", "+")) and sum(letter.isdigit() for letter in found) >= 9


def _is_register_number(found: str) -> bool:
    """Check the two control digits of a Belgian national register number."""
    digits = re.sub(r"\D", "", found)
    start, control = digits[:9], int(digits[9:])
    return any(97 - int(prefix + start) % 97 == control for prefix in ("", "2"))
