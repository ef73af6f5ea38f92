"""What tells who somebody is is found where it stands, and ordinary sentences are left alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.personal import (
    PUBLIC,
    Found,
    cut_at,
    find_personal_data,
    find_spans,
)


def found(text: str) -> list[tuple[str, str]]:
    return [(span.kind, text[span.start : span.end]) for span in find_spans(text)]


@pytest.mark.parametrize(
    "number",
    [
        "0471 23 45 67", "0471/23.45.67", "0471234567", "+32 471 23 45 67", "+32471234567",
        "0032 471 23 45 67", "051 26 11 11", "051/26 11 11", "+32 (0)51 26 11 11", "02 123 45 67",
    ],
)  # fmt: skip
def test_a_telephone_number_is_found_where_it_stands(number):
    assert found(f"Bel mij op {number}, graag.") == [(Found.PHONE, number)]


@pytest.mark.parametrize("mail", ["ines@voorbeeld.be", "jan.peeters+x@mail.example.org"])
def test_a_mail_address_is_found_without_its_brackets(mail):
    assert found(f"Schrijf (naar {mail}).") == [(Found.MAIL, mail)]


@pytest.mark.parametrize("number", ["85.07.30-033.28", "85073003328", "85 07 30 033 28"])
def test_a_register_number_is_told_by_its_control_digits(number):
    assert found(f"Mijn nummer is {number}.") == [(Found.REGISTER_NUMBER, number)]
    wrong = number[:-1] + "9"
    assert (Found.REGISTER_NUMBER, wrong) not in found(f"Mijn nummer is {wrong}.")


@pytest.mark.parametrize(
    "address",
    [
        "Noordstraat 12", "Westlaan 12A", "Westlaan 12 A", "Sint-Michielsplein 3", "Ooststraat 5 bus 3",
        "Oude Stationsstraat 7", "Burg. Lannoolaan 4", "Rue de la Gare 5 bus 3", "rue de l'Église 12",
        "Avenue des Tilleuls 8, boîte 2", "12 rue de la Gare", "chaussée de Menin 104",
        "12 High Street", "5 Park Lane", "noordstraat 12", "sint-jansstraat 7 bus 3", "meensesteenweg 104",
    ],
)  # fmt: skip
def test_a_street_with_its_number_is_found(address):
    assert found(f"Ik woon: {address}.") == [(Found.ADDRESS, address)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dag meneer Jan Peeters, dank je.", "Jan Peeters"),
        ("Mevrouw Van den Berghe woont hier.", "Van den Berghe"),
        ("Bij juf Els is het leuk.", "Els"),
        ("Madame Dupont aime la ville.", "Dupont"),
        ("Mr Smith of the bakery.", "Smith"),
    ],
)
def test_a_name_after_a_title_is_found(text, name):
    assert found(text) == [(Found.NAME, name)]


@pytest.mark.parametrize(
    "text",
    [
        "Tegen 2030 is de Noordstraat autovrij.", "30 bomen in de Noordstraat.",
        "In de Noordstraat 2030 bomen.", "Op de Markt 12 bomen en 3 banken.", "De Grote Markt.",
        "Ik droom van 1.000.000 bomen tussen 2026 en 2030.", "Van 8 tot 18 uur, 7 dagen op 7.",
        "Une place pour 5 bancs et 12 arbres.", "Het park is 12 hectare groot.", "Bus 5 rijdt op tijd.",
        "Elke zondag een speelstraat 12 uur lang.", "in de noordstraat 2030 bomen", "een straat 5 meter breed",
        "12 roads without cars.", "De meester leest voor.", "Een juf in elke straat 😀.",
        "Hoera, de hoek is groen.", "Ik kan mijn kutter niet aanleggen.",
    ],
)  # fmt: skip
def test_an_ordinary_sentence_holds_nothing(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Geen KLOOTZAK op de weg",
        "vuile  vreemdelingen",
        "un pédé",
        "Encule va",
        "that BITCH",
        "een spleetoog",
    ],
)
def test_a_hurtful_word_is_found_whatever_its_capitals_and_accents(text):
    assert [kind for kind, _words in found(text)] == [Found.HURTS]


def test_the_public_form_warns_for_what_is_sure_only():
    text = "Meneer Jan, Noordstraat 12, 0471 23 45 67, ik@voorbeeld.be, klootzak, 85.07.30-033.28"
    assert find_personal_data(text) == ["register_number", "phone", "mail"]
    assert find_personal_data(text, tuple(Found)) == [
        "register_number", "phone", "mail", "address", "name", "hurts",
    ]  # fmt: skip


LIKELY = st.lists(
    st.sampled_from(
        [
            "0471 23 45 67", "ik@x.be", "85.07.30-033.28", "Noordstraat 12", "meneer Jan Peeters",
            "klootzak", "é", "e\u0301", "😀", "İ", "ß", " ", "\n", "12", "Rue de la", "bus", "+", "@",
        ]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@given(st.one_of(st.text(max_size=300), LIKELY))
def test_every_place_lies_in_the_text_and_no_two_overlap(text):
    spans = find_spans(text)
    place = 0
    for span in spans:
        assert place <= span.start < span.end <= len(text)
        place = span.end


@given(st.one_of(st.text(max_size=300), LIKELY))
def test_the_pieces_together_are_the_text(text):
    pieces = cut_at(text, find_spans(text))
    assert "".join(piece.text for piece in pieces) == text
    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)


@given(LIKELY, LIKELY)
def test_a_number_between_other_words_keeps_its_place(before, after):
    before, after = f"{before.replace('@', '')} \n", f" \n{after.replace('@', '')}"
    text = f"{before}ines@voorbeeld.be{after}"
    assert (Found.MAIL, "ines@voorbeeld.be") in found(text)


@given(LIKELY)
def test_the_public_kinds_are_a_part_of_all(text):
    assert set(find_personal_data(text)) <= {span.kind for span in find_spans(text)} | set()
    assert set(find_personal_data(text)) <= set(PUBLIC)


@pytest.mark.parametrize("part", ["A", "A.", "1 ", "a@", "Rue de la ", "Aa Bb ", "0 "])
def test_a_long_text_takes_no_time(part):
    text = (part * 5000)[:5000]
    began = time.process_time()
    find_spans(text)
    assert time.process_time() - began < 1
