"""The thesaurus as data: whole, tidy, and pointing where a reader would."""

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from campaigns.search import COMMON, fold
from clustering.analysis.concepts import SPOKEN, Matcher, families
from clustering.analysis.texts import words_of

DATA = Path(__file__).resolve().parents[2] / "clustering" / "data"
LANGUAGES = ("nl", "fr", "en")  # concepts are named and well covered in these
KINDS = {"word", "part", "phrase"}
SHORTEST_PART = 4


@cache
def forms() -> tuple[dict[str, str], ...]:
    with (DATA / "concepts.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


@cache
def names() -> tuple[dict[str, str], ...]:
    with (DATA / "concept_names.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


@cache
def matcher() -> Matcher:
    return Matcher()


def concepts_of(text: str, language: str) -> set[str]:
    return {hit.concept for hit in matcher().hits(words_of(text, language), language)}


def test_every_concept_has_a_name_in_three_languages() -> None:
    for row in names():
        assert all(row[language].strip() == row[language] != "" for language in LANGUAGES), row
    called = [row["concept"] for row in names()]
    assert called == sorted(set(called))
    assert {row["concept"] for row in forms()} == set(called)
    assert 130 <= len(called) <= 180
    for language in LANGUAGES:
        again = Counter(fold(row[language]) for row in names())
        assert max(again.values()) == 1, again.most_common(1)


def test_slugs_are_plain_english_words_with_hyphens() -> None:
    for row in names():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", row["concept"])


def test_forms_are_folded_letters_with_single_spaces() -> None:
    for row in forms():
        assert fold(row["form"]) == row["form"], row
        assert re.fullmatch(r"[a-z]+( [a-z]+)*", row["form"]), row


def test_a_phrase_has_more_words_than_one_and_nothing_else_has() -> None:
    for row in forms():
        assert (row["kind"] == "phrase") == (" " in row["form"]), row


def test_kinds_and_languages_are_known_and_parts_are_long_enough() -> None:
    for row in forms():
        assert row["kind"] in KINDS, row
        assert row["language"] in SPOKEN, row
        assert row["kind"] != "part" or len(row["form"]) >= SHORTEST_PART, row


def test_no_form_is_listed_twice_and_the_file_is_sorted() -> None:
    keys = [(row["concept"], row["language"], row["form"]) for row in forms()]
    assert keys == sorted(set(keys))


def test_every_concept_can_be_said_in_every_language() -> None:
    said = Counter((row["concept"], row["language"]) for row in forms())
    for row in names():
        assert said[row["concept"], "nl"] >= 10, row["concept"]
        assert said[row["concept"], "fr"] >= 8, row["concept"]
        assert said[row["concept"], "en"] >= 8, row["concept"]


def test_no_little_word_stands_for_a_concept() -> None:
    little = COMMON | {"les", "van", "mijn", "bij", "sur", "dans", "vol", "mis", "ter"}
    assert not [row for row in forms() if row["form"] in little]


def test_no_form_says_so_much_that_it_says_nothing() -> None:
    wide = Counter((row["language"], row["form"]) for row in forms())
    assert max(wide.values()) <= 3, wide.most_common(3)


@pytest.mark.parametrize(
    ("language", "text", "concept"),
    [
        ("nl", "Met de velo veilig naar het werk", "cycling-safety"),
        ("nl", "Een breed fietspad langs de vaart", "cycling-safety"),
        ("nl", "Een overdekte fietsenstalling aan het station", "bicycle-parking"),
        ("nl", "Een zebrapad aan de bakker", "road-safety"),
        ("nl", "Minder auto's in het centrum", "car-traffic"),
        ("nl", "Een autovrije winkelstraat op zaterdag", "car-free-streets"),
        ("nl", "Een bankje om uit te rusten", "benches-and-rest"),
        ("nl", "Een patattenveld voor de hele straat", "allotments-and-food"),
        ("nl", "Frietjes eten in het frituur", "snacks-and-sweets"),
        ("nl", "Een buurthuis waar iedereen welkom is", "meeting-places"),
        ("nl", "Niemand mag zich eenzaam voelen", "loneliness"),
        ("nl", "Gratis wc in het centrum", "public-toilets"),
        ("nl", "Een speelpleintje met een glijbaan", "playgrounds"),
        ("nl", "Betaalbare huurprijzen voor jonge gezinnen", "affordable-housing"),
        ("nl", "Hulp met mijn gsm en de computer", "digital-help"),
        ("nl", "Bomen tegen de hitte", "water-and-heat"),
        ("nl", "'s Nachts zonder schrik naar huis", "safety-at-night"),
        ("nl", "Nederlands leren met de buren", "language-learning"),
        ("nl", "Een plek om te rouwen", "spirituality-and-mourning"),
        ("nl", "Meer plek voor jongeren om te chillen", "youth-places"),
        ("nl", "Proper water en properder straten", "litter"),
        ("nl", "Kleuters en rusthuisbewoners eten samen", "care-for-elderly"),
        ("nl", "Een kot dat je kan betalen", "higher-education-and-students"),
        ("nl", "Een pintje op een terras", "markets-and-terraces"),
        ("fr", "Une piste cyclable vers la gare", "cycling-safety"),
        ("fr", "Trop de bruit la nuit", "noise"),
        ("fr", "Des bancs à l'ombre", "benches-and-rest"),
        ("fr", "Un repas de quartier chaque été", "neighbourhood-feasts"),
        ("fr", "Plus d'espaces verts", "parks-and-greens"),
        ("fr", "Rompre l'isolement des aînés", "loneliness"),
        ("en", "Street trees and flower beds", "street-trees"),
        ("en", "A library that is open on Sundays", "libraries-and-reading"),
        ("en", "Cheaper buses to the villages", "public-transport"),
        ("en", "A quiet place to read", "quiet-places"),
    ],
)
def test_a_sentence_finds_its_concept(language: str, text: str, concept: str) -> None:
    assert concept in concepts_of(text, language)


@pytest.mark.parametrize(
    ("language", "text", "concept"),
    [
        ("nl", "Het parkeren kost te veel", "parks-and-greens"),
        ("nl", "Vrachtwagens en ander transport", "sport"),
        ("nl", "Dat is natuurlijk de verkeerde weg", "nature-and-biodiversity"),
        ("nl", "Dat is natuurlijk de verkeerde weg", "car-traffic"),
        ("nl", "Dat zou geweldig zijn", "police-and-crime"),
        ("nl", "De mogelijkheid om te kiezen", "fairness-and-equal-chances"),
        ("nl", "Ik ben tevreden met de politieke keuzes", "peace-and-world"),
        ("nl", "Ik ben tevreden met de politieke keuzes", "police-and-crime"),
        ("nl", "Eventueel een honderdtal stoelen", "festivals-and-events"),
        ("nl", "Eventueel een honderdtal stoelen", "dogs"),
        ("nl", "Recreatief en digitaal", "language-learning"),
        ("nl", "Thuiswerkers verplicht", "learning-support-and-bullying"),
        ("nl", "Verplicht en opgelicht", "street-lighting"),
        ("nl", "Vertrouw op de monumentale kerk", "mental-health"),
        ("nl", "Dichter bij de mensen", "libraries-and-reading"),
        ("fr", "Du marbre sur tout le monde", "street-trees"),
        ("fr", "Du marbre sur tout le monde", "peace-and-world"),
        ("en", "Recycling every week", "cycling-safety"),
    ],
)
def test_a_look_alike_does_not(language: str, text: str, concept: str) -> None:
    assert concept not in concepts_of(text, language)


@pytest.mark.parametrize(
    ("form", "concept", "words"),
    [
        ("bank", "benches-and-rest", "bankier voedselbank"),
        ("park", "parks-and-greens", "parkeren parking"),
        ("groen", "parks-and-greens", "groente groenten"),
        ("sport", "sport", "transport"),
        ("taal", "language-learning", "digitaal betaalbaar"),
        ("licht", "street-lighting", "verplicht verplichten"),
        ("hond", "dogs", "honderd"),
        ("natuur", "nature-and-biodiversity", "natuurlijk"),
        ("verkeer", "car-traffic", "verkeerd verkeerde"),
        ("politie", "police-and-crime", "politiek"),
        ("event", "festivals-and-events", "eventueel"),
        ("geweld", "police-and-crime", "geweldig"),
        ("gelijkheid", "fairness-and-equal-chances", "mogelijkheid"),
        ("huiswerk", "learning-support-and-bullying", "thuiswerk"),
        ("tuin", "parks-and-greens", "fortuin"),
        ("ouderen", "older-people", "verouderen"),
        ("tram", "public-transport", "trampoline"),
        ("handelaar", "local-shops", "behandelaar"),
        ("mentaal", "mental-health", "monumentaal"),
        ("vertrouw", "trust-in-politics", "trouw trouwen"),
    ],
)
def test_a_trap_is_not_stepped_in(form: str, concept: str, words: str) -> None:
    assert concept in concepts_of(form, "nl")
    for word in words.split():
        assert concept not in concepts_of(word, "nl"), word


def test_a_word_goes_before_its_basic_form() -> None:
    assert concepts_of("parking", "nl") == {"parking"}
    assert concepts_of("vocht", "nl") == {"housing-quality-and-renovation"}
    assert concepts_of("bomen", "nl") == concepts_of("boom", "nl")


def test_the_longest_match_hides_what_lies_in_it() -> None:
    assert concepts_of("voedselbank", "nl") == {"poverty"}
    assert concepts_of("fietsenstalling", "nl") == {"bicycle-parking"}
    assert concepts_of("hondenweide", "nl") >= {"dogs"}
    assert "affordable-housing" not in concepts_of("maison de repos", "fr")
    assert concepts_of("maison de repos", "fr") == {"care-for-elderly"}
    assert concepts_of("Sociale woningen", "nl") == {"social-housing"}


def test_both_ends_of_a_long_word_count_when_they_do_not_overlap() -> None:
    assert concepts_of("fietspadverlichting", "nl") >= {"cycling-safety"}
    assert concepts_of("speelpleinfestival", "nl") == {"playgrounds", "festivals-and-events"}


def test_a_part_in_the_middle_of_a_word_is_nothing() -> None:
    assert concepts_of("verfietsenaar", "nl") == set()


def test_a_word_means_what_it_means_in_the_language_of_the_text() -> None:
    assert "car-traffic" in concepts_of("car", "en")
    assert not concepts_of("car", "fr")
    assert "children-friendly-city" in concepts_of("kind", "nl")
    assert not concepts_of("kind", "en")
    assert "first-aid-and-emergency" in concepts_of("ramp", "nl")
    assert "first-aid-and-emergency" not in concepts_of("ramp", "en")


def test_in_an_unknown_language_only_long_words_of_one_meaning_count() -> None:
    assert concepts_of("biblioteca", "ca") == {"libraries-and-reading"}
    assert concepts_of("parc, bus, kind, car", "ca") == set()
    assert concepts_of("transport", "pl") == set()


@pytest.mark.parametrize(
    ("language", "text", "concept"),
    [
        ("de", "Mehr Bäume in der Innenstadt", "street-trees"),
        ("de", "Sichere Radwege zur Schule", "cycling-safety"),
        ("de", "Bezahlbare Wohnungen für Familien", "affordable-housing"),
        ("de", "Spielplätze im Schatten", "playgrounds"),
        ("es", "Más árboles en la plaza", "street-trees"),
        ("es", "Carriles bici seguros", "cycling-safety"),
        ("es", "Parques infantiles con sombra", "playgrounds"),
        ("es", "Limpieza de las calles", "litter"),
    ],
)
def test_german_and_spanish_are_understood(language: str, text: str, concept: str) -> None:
    assert concept in concepts_of(text, language)


def test_every_concept_has_a_family() -> None:
    assert set(families()) == {row["concept"] for row in names()}
