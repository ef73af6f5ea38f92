import pytest
from django.utils import translation

from campaigns import languages
from campaigns.languages import LANGUAGE_NAMES, guess_language, language_name


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ik droom van een stad waar iedereen mag meedoen", "nl"),
        ("Je rêve d'une ville avec plus d'arbres", "fr"),
        ("More trees and benches please", "en"),
        ("Mehr Bäume in der Stadt", "de"),
        ("Daha fazla ağaç ve park istiyorum", "tr"),
        ("أحلم بمدينة فيها حدائق كثيرة للأطفال", "ar"),
        ("Я мрію про місто з великим парком для дітей", "uk"),
        ("Chciałabym więcej zieleni w mieście", "pl"),
        ("Vreau mai multe locuri de joacă pentru copii", "ro"),
        ("Мечтая за град с много дървета", "bg"),
        ("我希望城市里有更多的树", "zh"),
    ],
)
def test_the_language_of_a_sentence_is_told(text, language):
    assert guess_language(text, "xx") == language


@pytest.mark.parametrize(
    "text",
    [
        "in 't stad moe me meer bankskes hebben voor d' oude mensen",
        "k zou geirn meer groen willen in ons strate",
        "wadde schone stroate mee vele blommen en geen auto's nie meer",
        "Gèn auto's nemi in 't centrum",
        "Een stad waar g'altijd welkom zijt",
    ],
)
def test_dialect_stays_dutch(text):
    assert guess_language(text, "nl") == "nl"


@pytest.mark.parametrize("text", ["", "More trees", "🌳🌳🌳", "2030 2030 2030", "Skatepark"])
def test_too_little_to_tell_keeps_what_the_page_was(text):
    assert guess_language(text, "fr") == "fr"


def test_the_detector_is_built_once():
    guess_language("Een stad met veel bomen", "nl")
    assert languages._detector() is languages._detector()


def test_every_language_that_can_be_guessed_has_a_name():
    guessed = {language.iso_code_639_1.name.lower() for language in languages._SPOKEN}
    assert guessed <= set(LANGUAGE_NAMES)
    assert "af" not in guessed
    with translation.override("en"):
        assert (language_name("tr"), language_name("xx")) == ("Turkish", "xx")
