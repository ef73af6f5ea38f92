"""Search: word forms of three languages, compounds, accents, numbers, typos, and odd input."""

import pytest
from django.core.management import call_command

from campaigns import search as words
from campaigns.models import Campaign, Channel, Contribution, SearchEntry, Status
from campaigns.services import searching
from campaigns.services.ledger import withdraw_contribution
from campaigns.services.searching import (
    guess_words,
    index_contribution,
    index_contributions,
    index_rows,
    search,
)
from campaigns.tasks import index_contributions as index_task
from tests.factories import make_campaign, make_contribution


def found(campaign: Campaign, text: str, language: str = "nl") -> list[str]:
    rows = search(Contribution.objects.of(campaign).public(), text, language)
    return [row.text for row in rows]


# Words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "base", "language"),
    [
        ("fietsen", "fiets", "nl"), ("fietste", "fiets", "nl"), ("fietspaden", "fietspad", "nl"),
        ("huizen", "huis", "nl"), ("kinderen", "kind", "nl"), ("bomen", "boom", "nl"),
        ("goede", "goed", "nl"), ("Bänke", "banke", "nl"), ("auto's", "auto", "nl"),
        ("enfants", "enfant", "fr"), ("arbres", "arbre", "fr"), ("écoles", "ecole", "fr"),
        ("children", "child", "en"), ("trees", "tree", "en"), ("enfants", "enfant", "nl"),
    ],
)  # fmt: skip
def test_a_word_has_one_basic_form(word: str, base: str, language: str) -> None:
    assert words.lemmas(word, language) == [base]


def test_folding_takes_accents_and_case_away_and_keeps_the_letters() -> None:
    assert words.fold("  Crème   BRÛLÉE, œuvre ") == "creme brulee, oeuvre"


def test_an_elision_is_two_words_and_a_plural_with_an_apostrophe_is_one() -> None:
    assert "ecole" in words.lemmas("Près de l’école", "fr")
    assert "arbre" in words.lemmas("Plus d'arbres", "fr")
    assert words.lemmas("foto’s", "nl") == ["foto"]


def test_small_words_are_only_asked_for_when_there_is_nothing_else() -> None:
    assert words.terms("de bomen in het park", "nl") == [["boom"], ["park"]]
    assert words.terms("de", "nl")[0][0] == "de"


@pytest.mark.parametrize(("text", "number"), [("2848", 2848), ("2.848", 2848), ("#12", 12)])
def test_a_number_is_understood_as_people_write_it(text: str, number: int) -> None:
    assert words.dream_number(text) == number


@pytest.mark.parametrize("text", ["", "zon7", "12 bomen", "0", "99999999999", "1,5"])
def test_other_texts_are_no_number(text: str) -> None:
    assert words.dream_number(text) is None


# Find ---------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "question", "language"),
    [
        ("Overal veilig fietsen.", "fiets", "nl"),
        ("Een fiets voor iedereen.", "fietsen", "nl"),
        ("Ik fietste naar school.", "fiets", "nl"),
        ("Brede fietspaden naar het station.", "fietspad", "nl"),
        ("Brede fietspaden naar het station.", "fiets", "nl"),
        ("Betaalbare huizen.", "huis", "nl"),
        ("Kinderen spelen op straat.", "kind", "nl"),
        ("Een boom in elke straat.", "bomen", "nl"),
        ("Goede verlichting.", "goed", "nl"),
        ("Un jardin pour nos enfants.", "enfant", "fr"),
        ("Un jardin pour nos enfants.", "enfants", "nl"),
        ("A garden for every child.", "children", "nl"),
        ("Plus de crème glacée.", "creme", "nl"),
        ("Een café op het plein.", "CAFÉ", "nl"),
        ("Près de l’école.", "école", "fr"),
        ("مدينة خضراء", "خضراء", "nl"),
    ],
)
def test_a_dream_is_found_by_other_forms_of_its_words(campaign, text, question, language):
    own = "fr" if "jardin" in text or "école" in text else "en" if "garden" in text else "nl"
    make_contribution(campaign, text, language=own)
    make_contribution(campaign, "Een zwembad met een glijbaan.")
    assert found(campaign, question, language) == [text]


def test_every_word_of_the_question_has_to_be_there(campaign):
    make_contribution(campaign, "Bomen langs het kanaal.")
    make_contribution(campaign, "Bankjes langs de straat.")
    assert found(campaign, "boom kanaal") == ["Bomen langs het kanaal."]
    assert found(campaign, "boom bank") == []


def test_short_words_do_not_find_what_only_begins_with_them(campaign):
    make_contribution(campaign, "Een eenzame busreiziger.")
    assert found(campaign, "bus") == []


def test_a_dream_is_found_by_its_number_before_texts_that_name_it(campaign):
    make_contribution(campaign, "Dromen voor 2 straten.")
    second = make_contribution(campaign, "Een zwembad.")
    assert found(campaign, "2") == [second.text, "Dromen voor 2 straten."]
    assert found(campaign, "#2")[0] == second.text
    assert found(campaign, "400") == []


def test_only_the_set_that_was_given_is_searched(campaign):
    make_contribution(campaign, "Bomen online.")
    make_contribution(campaign, "Bomen van een klas.", channel=Channel.SCHOOL)
    make_contribution(campaign, "Bomen die wachten.", status=Status.WAITING)
    make_contribution(make_campaign(), "Bomen elders.")
    rows = Contribution.objects.of(campaign).public().filter(channel=Channel.SCHOOL)
    assert [row.text for row in search(rows, "boom", "nl")] == ["Bomen van een klas."]
    assert sorted(found(campaign, "boom")) == ["Bomen online.", "Bomen van een klas."]
    assert search(rows, "boom", "nl").count() == 1


@pytest.mark.parametrize(
    "odd",
    ['"', "'", "a' OR 1=1 --", "fiets AND", "NEAR(a b)", "words:fiets", "*", "fiets*", "(", "!&|",
     "\\", "%", "_", "😀", "fiets\u202e", "-fiets", "^fiets", "a" * 5000, " ".join("abcdefgh" * 99)],
)  # fmt: skip
def test_the_database_never_sees_what_was_typed_as_its_own_language(campaign, odd):
    make_contribution(campaign, "Een zwembad.")
    assert found(campaign, odd) == []
    guess_words(Contribution.objects.of(campaign).public(), odd)


def test_a_question_without_words_finds_nothing(campaign):
    make_contribution(campaign, "Een zwembad.")
    assert found(campaign, "…!") == []


# Typos --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typo", "better"),
    [("fitespad", "fietspad"), ("zwembat", "zwembad"), ("bibiotheek", "bibliotheek"),
     ("zwembat kinderen", "zwembad kinderen")],
)  # fmt: skip
def test_a_typo_leads_to_a_word_people_used(campaign, typo, better):
    for text in ("Een fietspad langs het kanaal.", "Een zwembad voor kinderen.",
                 "De bibliotheek blijft open.", "Bomen in de straat."):  # fmt: skip
        make_contribution(campaign, text)
    rows = Contribution.objects.of(campaign).public()
    assert guess_words(rows, typo) == better


def test_nothing_near_is_no_guess(campaign):
    make_contribution(campaign, "Een zwembad voor kinderen.")
    rows = Contribution.objects.of(campaign).public()
    assert guess_words(rows, "xylofoonkwartet") == ""
    assert guess_words(rows, "zwembad") == ""


def test_without_the_extension_there_is_no_guess_and_no_error(campaign, monkeypatch):
    monkeypatch.setattr(searching, "_knows_parts", lambda: False)
    make_contribution(campaign, "Een zwembad.")
    assert guess_words(Contribution.objects.of(campaign).public(), "zwembat") == ""


# Keep ---------------------------------------------------------------------------------------------


def test_a_changed_text_is_found_by_its_new_words_only(campaign):
    row = make_contribution(campaign, "Bel Jan op 051 22 33 44 voor bomen.")
    Contribution.objects.filter(pk=row.pk).update(text="Bel ███ op ███ voor bankjes.")
    row.refresh_from_db()
    index_contribution(contribution=row)
    assert found(campaign, "boom") == found(campaign, "jan") == []
    assert found(campaign, "bankje") == [row.text]


def test_a_withdrawn_dream_leaves_no_words(campaign):
    row = make_contribution(campaign, "Een zwembad.")
    withdraw_contribution(contribution=row)
    assert not SearchEntry.objects.exists()
    make_contribution(campaign, "Bomen.")
    assert found(campaign, "zwembad") == []


def loaded(campaign: Campaign, amount: int) -> list[Contribution]:
    """Return rows that came in past the services."""
    start = campaign.last_number
    rows = Contribution.objects.bulk_create(
        Contribution(
            campaign=campaign, number=start + n, code=f"L{n}", channel=Channel.IMPORT,
            text=f"Een torentje {n}", status=Status.PLACED,
        )
        for n in range(1, amount + 1)
    )  # fmt: skip
    Campaign.objects.filter(pk=campaign.pk).update(last_number=start + amount)
    return rows


def test_what_was_loaded_past_the_services_is_found_after_the_task_and_twice_is_harmless(campaign):
    loaded(campaign, 5)
    assert found(campaign, "toren") == []
    index_task()
    assert len(found(campaign, "torentje")) == 5
    index_task()
    assert SearchEntry.objects.count() == 5


def test_the_task_works_in_chunks_and_stops_where_it_was_told(campaign, monkeypatch):
    monkeypatch.setattr(searching, "_BATCH", 2)
    loaded(campaign, 7)
    assert index_contributions(campaign=campaign, at_most=3) == 3
    assert index_contributions(campaign=campaign) == 4
    assert index_contributions(campaign=campaign) == 0


def test_the_task_never_overwrites_the_words_of_a_text_that_changed_meanwhile(campaign):
    row = make_contribution(campaign, "Nieuwe bomen.")
    row.text = "Oude bankjes."  # what the task read before the change
    index_rows(rows=[row])
    assert found(campaign, "bankje") == []
    assert found(campaign, "boom") == ["Nieuwe bomen."]


def test_the_command_indexes_what_is_missing_or_everything(campaign, capsys):
    loaded(campaign, 3)
    call_command("index_search", campaign=campaign.slug)
    assert len(found(campaign, "torentje")) == 3
    SearchEntry.objects.update(words="oud")
    call_command("index_search", all=True)
    assert len(found(campaign, "torentje")) == 3
    assert found(campaign, "oud") == []
    assert f"{campaign.slug}: 3" in capsys.readouterr().out
