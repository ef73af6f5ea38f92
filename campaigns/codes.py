"""Receipt codes: two pronounceable syllables and a digit, like ZON-KAM7.

18 consonants x 5 vowels x 18 consonants, twice, times 8 digits: 20,995,200 codes, less the few
with a rude syllable. 0 and 1 are never used, so a typed 0 is an O and a typed 1 an I.
"""

import re
import secrets

CONSONANTS = "BCDFGHJKLMNPRSTVWZ"
VOWELS = "AEIOU"
DIGITS = "23456789"
_RUDE = frozenset(
    {
        "KUT", "LUL", "PIK", "TIT", "GAT", "HOM", "NAZ", "JUD", "PIS", "KAK", "ZAK", "SUF",
        "DOM", "DIK", "WIF", "HOR", "NEG", "NIG", "FUK", "FUC", "SEX", "VET", "MOF", "ZOT",
        "DOD", "WUF", "COK", "COC", "CUN", "CUM", "CUL", "PUT", "CON", "BIT", "NUL", "RAT",
    }
)  # fmt: skip
_AS_LETTER = str.maketrans("015826", "OISBZG")
_AS_DIGIT = str.maketrans("SBZGQ", "58269")
_SHAPE = re.compile(f"^([{CONSONANTS}][{VOWELS}][{CONSONANTS}]){{2}}[{DIGITS}]$")


def new_code() -> str:
    """Return a random code in stored form, without its dash."""
    return _syllable() + _syllable() + secrets.choice(DIGITS)


def _syllable() -> str:
    while True:
        found = secrets.choice(CONSONANTS) + secrets.choice(VOWELS) + secrets.choice(CONSONANTS)
        if found not in _RUDE:
            return found


def read_code(typed: str) -> str | None:
    """Return the stored form of what somebody typed, or None when it cannot be a code."""
    bare = re.sub(r"[^A-Z0-9]", "", typed.upper())
    if len(bare) != 7:
        return None
    code = bare[:6].translate(_AS_LETTER) + bare[6].translate(_AS_DIGIT)
    return code if _SHAPE.match(code) else None


def show_code(code: str) -> str:
    """Return the code as people read it: ZONKAM7 becomes ZON-KAM7."""
    return f"{code[:3]}-{code[3:]}"
