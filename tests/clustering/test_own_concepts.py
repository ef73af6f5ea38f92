"""Words of the city: added by hand, found in the cards, learned by the suggestions."""

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Activity
from clustering import analysis, tasks
from clustering.models import ConceptForm
from clustering.services.cards import move_cards
from clustering.services.concepts import (
    BadForm,
    KnownForm,
    add_form,
    cards_by_form,
    concept_named,
    own_forms,
    remove_form,
)
from clustering.services.needs import make_need
from clustering.services.suggesting import (
    advise,
    is_learning,
    load_corpus,
    newest_card,
    shelve_cards,
)
from tests import factories
from tests.clustering.builders import make_cards

ROOM = reverse("clustering:concepts")
ADD = reverse("clustering:add_word")
WORD = {"concept": "wielerkoorts", "language": "nl", "form": "flandrien", "kind": "word"}


@pytest.fixture(autouse=True)
def _empty_shelf(campaign):
    folder = f"analysis/{campaign.pk}"
    for name in default_storage.listdir(folder)[1] if default_storage.exists(folder) else []:
        default_storage.delete(f"{folder}/{name}")


def corpus_of(campaign):
    cards, newest = newest_card(campaign)
    return load_corpus(campaign, cards=cards, newest=newest)


def add(campaign, by=None, **fields):
    return add_form(campaign=campaign, by=by, **{**WORD, **fields})


def test_a_word_is_added_seen_with_its_cards_and_taken_away(campaign, organiser, client_of):
    make_cards(campaign, "Een flandrien op elk plein.", "Flandriens en hun koers.", "Een bank.")
    client = client_of(organiser)
    assert client.post(ADD, WORD).status_code == 302
    page = client.get(ROOM)
    ((row, name, number, examples),) = page.context["words"]
    assert (row.form, name, number, len(examples)) == ("flandrien", "wielerkoorts", 2, 2)
    assert "Een flandrien op elk plein." in page.content.decode()
    client.post(reverse("clustering:remove_word", args=[row.pk]))
    assert not ConceptForm.objects.exists()
    assert client.post(reverse("clustering:remove_word", args=[row.pk])).status_code == 404
    verbs = Activity.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["add_concept_form", "remove_concept_form"]


@pytest.mark.parametrize("shelved", [True, False])
def test_the_suggestions_learn_a_word_and_forget_it(campaign, organiser, shelved):
    """With a worker that shelves the cards, and on a small board before it came by."""
    birds = make_cards(
        campaign, "Een kwikstaart.", "De kwikstaart.", "Kwikstaarten!", "Nog een kwikstaart."
    )
    make_cards(campaign, *[f"Muziek op het plein, dag {n}." for n in range(6)])
    (asked,) = make_cards(campaign, "Voor de flandriens.")
    need = make_need(campaign=campaign, name="Alfa")
    make_need(campaign=campaign, name="Beta")
    move_cards(campaign=campaign, cards=[card.pk for card in birds], to=need, by=organiser)

    def found():
        if shelved:
            tasks.shelve_cards()
        return advise(campaign, corpus=corpus_of(campaign), cards=[asked])

    assert found() == []
    with_word = [add(campaign, form=form, concept="koers") for form in ("flandrien", "kwikstaart")]
    (best,) = found()[:1]
    assert best.need == need
    (reason,) = best.reasons
    assert (reason.text, reason.is_concept, set(reason.cards)) == (
        "koers", True, {card.pk for card in birds},
    )  # fmt: skip
    remove_form(form=with_word[0], by=organiser)
    assert found() == []


def test_the_shelf_is_read_anew_when_words_change_and_only_then(campaign):
    make_cards(campaign, *[f"Een boom, nummer {n}." for n in range(6)])
    assert is_learning(campaign, cards=6) is False  # a small board needs no worker
    assert shelve_cards(campaign=campaign)
    made = add(campaign)
    assert is_learning(campaign, cards=6)
    assert shelve_cards(campaign=campaign)
    assert not is_learning(campaign, cards=6)
    assert not shelve_cards(campaign=campaign)
    assert len(default_storage.listdir(f"analysis/{campaign.pk}")[1]) == 1
    remove_form(form=made, by=None)
    assert shelve_cards(campaign=campaign)
    assert not is_learning(campaign, cards=6)


def test_new_cards_and_new_names_are_read_with_the_words_too(campaign):
    make_cards(campaign, *[f"Een boom, nummer {n}." for n in range(6)])
    add(campaign)
    shelve_cards(campaign=campaign)
    (card,) = make_cards(campaign, "Een flandrien!")
    corpus = corpus_of(campaign)
    concepts = {hit.concept for hit in corpus.reads[corpus.at[card.pk]].hits}
    assert concepts == {"wielerkoorts"}
    (name,) = corpus.read(["Huis van de flandrien"])
    assert "wielerkoorts" in {hit.concept for hit in name.hits}


def test_another_campaign_does_not_learn_it(campaign):
    add(campaign)
    other = factories.make_campaign(slug="elders", domain="elders.example")
    assert own_forms(other) == ()
    assert len(own_forms(campaign)) == 1


def test_each_kind_finds_what_it_says(campaign):
    texts = ["De ronde tafel.", "Een tafel, ronde vorm.", "De zottewielerkoers.", "Zotteklap."]
    make_cards(campaign, *texts)
    add(campaign, form="ronde tafel", kind="phrase")
    add(campaign, form="zottewieler", kind="part")
    add(campaign, form="zotteklap", concept="wedstrijd")
    found = cards_by_form(corpus_of(campaign), own_forms(campaign))
    by_kind = {(form.kind, form.concept): len(cards) for form, cards in found.items()}
    assert by_kind[("phrase", "wielerkoorts")] == 1
    assert by_kind[("part", "wielerkoorts")] == 1
    assert by_kind[("word", "wedstrijd")] == 1


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"form": "12 34"}, "no_letters"), ({"form": "ronde tafel"}, "many_words"),
        ({"form": "tafel", "kind": "phrase"}, "one_word"),
        ({"form": "ab", "kind": "part"}, "short_part"), ({"concept": "!!"}, "no_concept"),
    ],
)  # fmt: skip
def test_what_cannot_be_found_is_refused_in_words(campaign, organiser, client_of, fields, why):
    with pytest.raises(BadForm, match=why):
        add(campaign, **fields)
    answer = client_of(organiser).post(ADD, {**WORD, **fields})
    assert answer.status_code == 422
    assert fields.get("form", "!!") in answer.content.decode()  # what was typed stays
    assert 'class="foutlijst"' in answer.content.decode()


def test_the_same_word_twice_is_one_word(campaign, organiser, client_of):
    client_of(organiser).post(ADD, WORD)
    assert client_of(organiser).post(ADD, {**WORD, "form": "Flandrien"}).status_code == 422
    assert ConceptForm.objects.count() == 1


def test_a_word_the_product_knows_is_not_added(campaign, matcher):
    words = analysis.texts.words_of("fietspad", "nl")
    known = matcher.hits(words, "nl")[0].concept
    called = analysis.concepts.names()[known]
    for name in (called["nl"], called["fr"].upper(), known):
        assert concept_named(name) == known
        with pytest.raises(KnownForm):
            add(campaign, concept=name, form="fietspad")
    assert concept_named("Zotte koers!") == "zotte-koers"


def test_only_the_core_team_teaches(campaign, organiser, ambassador, editor, client_of):
    made = add(campaign)
    assert client_of(ambassador).get(ROOM).status_code == 200
    assert ADD not in client_of(ambassador).get(ROOM).content.decode()
    remove = reverse("clustering:remove_word", args=[made.pk])
    for url in (ADD, remove):
        assert client_of(ambassador).post(url, WORD).status_code == 403
        assert client_of(organiser).get(url).status_code == 405
    assert client_of(editor).get(ROOM).status_code == 403
    assert ConceptForm.objects.count() == 1


def test_the_table_costs_the_same_for_many_words(campaign, organiser, client_of):
    make_cards(campaign, "Een flandrien.", "Een bank in het park.")
    client = client_of(organiser)
    add(campaign)

    def cost():
        client.get(ROOM)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(ROOM)
        return len(queries), page

    few, _page = cost()
    for n in range(70):
        add(campaign, form=f"flandrien{'abcdefghij'[n % 10]}{'abcdefg'[n // 10]}")
    many, page = cost()
    assert many == few <= 10
    assert len(page.context["words"]) == 60
