"""Words, concepts, word vectors, duplicates and the shelf."""

import pytest

from clustering.analysis import shelf
from clustering.analysis.concepts import Form, Matcher, families, name_of, names, weigh
from clustering.analysis.corpus import Corpus
from clustering.analysis.duplicates import find_duplicates
from clustering.analysis.nearest import Nearest
from clustering.analysis.texts import (
    base_of,
    guess_language,
    guess_languages,
    parts_of,
    telling,
    words_of,
)
from clustering.analysis.vectors import BadModel


def test_a_plural_finds_the_singular():
    assert base_of("bomen", "nl") == base_of("boom", "nl")
    assert base_of("straten", "nl") == base_of("straat", "nl")
    assert base_of("fietste", "nl") == base_of("fiets", "nl")


def test_long_words_are_taken_apart():
    assert parts_of("fietsenstalling", "nl") == ("fiets", "stalling")
    assert parts_of("buurtfeest", "nl") == ("buurt", "feest")
    assert parts_of("belasting", "nl") == ()
    assert parts_of("playground", "en") == ()


def test_little_words_tell_nothing_but_the_language():
    assert [word.written for word in telling(words_of("Ik wil de Boom en het bos.", "nl"))] == [
        "Boom", "bos",
    ]  # fmt: skip
    assert guess_language("Des arbres dans la rue") == "fr"
    assert guess_language("Trees in the street") == "en"
    assert guess_language("Parking") == "nl"
    assert guess_languages(["Des arbres dans la rue", "Parking"]) == ["fr", "fr"]
    assert guess_languages([]) == []


def test_an_apostrophe_parts_french_words_and_not_dutch_ones():
    assert [word.base for word in words_of("l'école", "fr")] == ["l", "ecole"]
    assert [word.base for word in words_of("auto’s", "nl")] == ["auto"]


def test_concepts_are_found_in_words_parts_and_phrases():
    own = [
        Form("koers", "nl", "flandrien", "word"),
        Form("koers", "nl", "kassei", "part"),
        Form("koers", "nl", "ronde van vlaanderen", "phrase"),
    ]
    matcher = Matcher(own)

    def found(text: str) -> list[str]:
        return [
            hit.written
            for hit in matcher.hits(words_of(text, "nl"), "nl")
            if hit.concept == "koers"
        ]

    assert found("Twee flandriens") == ["flandriens"]
    assert found("De kasseiklassieker") == ["kasseiklassieker"]
    assert found("De Ronde van Vlaanderen!") == ["Ronde van Vlaanderen"]
    assert found("Rondom Vlaanderen") == []
    assert name_of("koers") == "koers"


def test_a_word_of_two_concepts_is_shared_between_them():
    own = [Form("alfa", "nl", "flandrien", "word"), Form("beta", "nl", "flandrien", "word")]
    matcher = Matcher(own)
    found = weigh(matcher.hits(words_of("flandrien", "nl"), "nl"))
    assert found["alfa"] == found["beta"] == pytest.approx(0.5**0.5)


def test_every_concept_has_kin():
    assert set(families()) == set(names())
    lonely = [one for one, kin in families().items() if not 1 <= len(kin) <= 2]
    assert lonely == []


def test_duplicates_are_found_whatever_the_signs_and_the_typos():
    found = find_duplicates(
        {
            1: "Meer bomen in de Noordstraat, graag!", 2: "meer bomen in de noordstraat graag",
            3: "Meer boomen in de Noordstraat graag", 4: "Een zwembad in openlucht.", 5: "", 6: "",
        }
    )  # fmt: skip
    assert [(pair.one, pair.other) for pair in found] == [(1, 2), (1, 3), (2, 3)]
    assert found[0].score == 1.0
    assert found[0].strong
    assert 0.7 <= found[1].score < 1


def test_the_opposite_and_another_number_are_no_duplicates():
    opposite = {
        1: "Auto's in de winkelstraat op zondag",
        2: "Geen auto's in de winkelstraat op zondag",
    }
    assert not any(pair.strong for pair in find_duplicates(opposite))
    other = {
        1: "Trager verkeer: zone 30 in onze straat",
        2: "Trager verkeer: zone 50 in onze straat",
    }
    assert not any(pair.strong for pair in find_duplicates(other))


def test_a_high_stack_of_the_same_text_stays_readable():
    found = find_duplicates(dict.fromkeys(range(30), "Meer bomen."))
    assert len(found) == 29
    assert len(find_duplicates(dict.fromkeys(range(4), "Meer bomen."))) == 6
    assert find_duplicates({}) == []
    assert find_duplicates({1: "Een boom."}) == []


def test_what_comes_from_the_shelf_is_what_went_on_it(texts, matcher):
    corpus = Corpus.learn(texts, matcher)
    corpus.read(["Groen"])
    again, about = shelf.unpack(shelf.pack(corpus, {"learned": 80}))
    assert about == {"learned": 80}
    places, names = {n: n % 4 for n in range(40)}, {0: "Groen", 1: "B", 2: "C", 3: "D"}
    one, other = Nearest(corpus, places, names), Nearest(again, places, names)
    assert [one.suggest_card(n) for n in corpus] == [other.suggest_card(n) for n in again]
    assert corpus.look_alikes(3) == again.look_alikes(3)
    assert again.known == corpus.known | again.known


def test_a_shelf_of_another_version_is_refused(texts, matcher, monkeypatch):
    packed = shelf.pack(Corpus.learn(texts, matcher), {})
    monkeypatch.setattr(shelf, "VERSION", 0)
    with pytest.raises(shelf.OldShelf):
        shelf.unpack(packed)


@pytest.fixture
def model(tmp_path):
    """Word vectors of six words: two about water, two about music, two about anything."""
    path = tmp_path / "tiny.vec"
    path.write_text(
        "6 3\nzwembad 1 0 0\nrivier 0.9 0.1 0\nviool 0 1 0\ntrommel 0.1 0.9 0\nplein 0.3 0.3 1\n"
        "Kermis 0.2 0.4 1\n"
    )
    return path


def test_word_vectors_bring_words_together_that_share_no_letter(model):
    said = {1: "rivier", 2: "viool", 3: "zwembad", 4: "trommel", 5: "plein", 6: "kermis"}
    blind = Matcher.__new__(Matcher)
    blind.hits = lambda words, language: []
    corpus = Corpus.learn(said, blind, model)
    nearest = Nearest(corpus, {3: 1, 4: 2}, {1: "Alfa", 2: "Beta"})
    assert nearest.likely[corpus.at[1]].argmax() == 0
    assert nearest.likely[corpus.at[2]].argmax() == 1
    again, _about = shelf.unpack(shelf.pack(corpus, {}))
    assert again.meaning.index == corpus.meaning.index


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "first line"), ("woord 1 2", "first line"), ("1 3\nzwembad 1 2\n", "2 numbers, not 3")],
)
def test_a_bad_file_of_word_vectors_is_refused_in_words(text, why, tmp_path, matcher):
    path = tmp_path / "bad.vec"
    path.write_text(text)
    with pytest.raises(BadModel, match=why):
        Corpus.learn({1: "zwembad"}, matcher, path)
    with pytest.raises(BadModel, match="cannot be read"):
        Corpus.learn({1: "zwembad"}, matcher, tmp_path / "none.vec")
