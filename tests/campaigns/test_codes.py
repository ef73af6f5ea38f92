"""Receipt codes can be said, heard and mistyped."""

import re

from hypothesis import given
from hypothesis import strategies as st

from campaigns.codes import _RUDE, CONSONANTS, DIGITS, VOWELS, new_code, read_code, show_code

SYLLABLE = st.builds(
    "".join, st.tuples(*(st.sampled_from(s) for s in (CONSONANTS, VOWELS, CONSONANTS)))
)
CODE = st.builds(lambda a, b, d: a + b + d, SYLLABLE, SYLLABLE, st.sampled_from(DIGITS))


@given(CODE, st.sampled_from(["", "-", " ", " - ", "."]), st.booleans())
def test_a_code_is_read_however_it_is_written(code: str, dash: str, lower: bool) -> None:
    typed = code[:3] + dash + code[3:]
    assert read_code(typed.lower() if lower else typed) == code
    assert read_code(show_code(code)) == code


@given(CODE)
def test_what_people_mistype_is_understood(code: str) -> None:
    mistyped = code[:6].translate(str.maketrans("OISBZG", "015826"))
    mistyped += code[6].translate(str.maketrans("58269", "SBZGQ"))
    assert read_code(mistyped) == code


@given(st.text(max_size=30))
def test_any_text_is_a_code_or_none(typed: str) -> None:
    code = read_code(typed)
    assert code is None or re.fullmatch(r"[A-Z]{6}[2-9]", code)


def test_new_codes_have_the_shape_and_no_rude_syllable() -> None:
    codes = {new_code() for _ in range(3000)}
    assert len(codes) > 2990
    for code in codes:
        assert read_code(code) == code
        assert not {code[:3], code[3:6]} & _RUDE


def test_there_is_room_for_tens_of_millions() -> None:
    syllables = len(CONSONANTS) ** 2 * len(VOWELS) - len(_RUDE)
    assert syllables**2 * len(DIGITS) > 10_000_000
