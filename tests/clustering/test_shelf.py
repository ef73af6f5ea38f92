"""The worker reads, the web takes down; what is withdrawn does not stay."""

import pytest
from django.core.files.storage import default_storage

from campaigns.models import Contribution
from clustering import analysis, tasks
from clustering.models import Card, Need
from clustering.services.cards import move_cards
from clustering.services.needs import make_need
from clustering.services.suggesting import (
    advise,
    ask_next,
    load_corpus,
    newest_card,
    offer_piles,
    offered_piles,
    shelve_cards,
)
from tests.clustering.builders import make_cards

pytestmark = pytest.mark.django_db


def corpus_of(campaign):
    cards, newest = newest_card(campaign)
    return load_corpus(campaign, cards=cards, newest=newest)


def files(campaign) -> list[str]:
    return default_storage.listdir(f"analysis/{campaign.pk}")[1]


@pytest.fixture(autouse=True)
def _empty_shelf(campaign):
    for name in files(campaign) if default_storage.exists(f"analysis/{campaign.pk}") else []:
        default_storage.delete(f"analysis/{campaign.pk}/{name}")


def test_the_shelf_is_filled_once_and_again_when_cards_come(campaign):
    make_cards(campaign, *[f"Een boom, nummer {n}." for n in range(12)])
    assert shelve_cards(campaign=campaign)
    assert not shelve_cards(campaign=campaign)
    first = files(campaign)
    make_cards(campaign, "Een bos.")
    assert shelve_cards(campaign=campaign)
    assert len(files(campaign)) == 1
    assert files(campaign) != first
    assert len(corpus_of(campaign)) == 13


def test_the_web_never_reads_what_lies_on_the_shelf(campaign, monkeypatch):
    make_need(campaign=campaign, name="Groen")
    card, *_others = make_cards(campaign, "Een boom.", "Een bos.", "Een bus.")
    tasks.shelve_cards()
    monkeypatch.setattr(
        analysis.corpus, "read", lambda *_args: pytest.fail("a web process read texts")
    )
    corpus = corpus_of(campaign)
    assert card.pk in corpus.at
    advise(campaign, corpus=corpus, cards=[card])


def test_new_cards_join_before_the_worker_comes_by(campaign, organiser):
    placed = make_cards(campaign, *[f"Bomen planten, deel {n}." for n in range(6)])
    need = make_need(campaign=campaign, name="Groen")
    make_need(campaign=campaign, name="Muziek")
    move_cards(campaign=campaign, cards=[card.pk for card in placed], to=need, by=organiser)
    shelve_cards(campaign=campaign)
    (new,) = make_cards(campaign, "Bomen planten op het plein.")
    found = advise(campaign, corpus=corpus_of(campaign), cards=[new])
    assert found[0].need == need
    assert "bomen" in found[0].words


def test_words_of_a_withdrawn_dream_leave_the_shelf(campaign):
    cards = make_cards(campaign, "Een xylofoon voor Xandrine.", "Een boom.", "Een bos.")
    shelve_cards(campaign=campaign)
    Contribution.objects.filter(pk=cards[0].contribution_id).delete()
    assert shelve_cards(campaign=campaign)
    (name,) = files(campaign)
    with default_storage.open(f"analysis/{campaign.pk}/{name}") as packed:
        assert "xylofoon" not in str(analysis.shelf.unpack(packed.read())[0].space.words.index)
    Contribution.objects.all().delete()
    shelve_cards(campaign=campaign)
    assert files(campaign) == []


def test_a_broken_file_on_the_shelf_is_no_trouble(campaign):
    (card,) = make_cards(campaign, "Een boom.")
    shelve_cards(campaign=campaign)
    (name,) = files(campaign)
    with default_storage.open(f"analysis/{campaign.pk}/{name}", "wb") as packed:
        packed.write(b"not a file of ours")
    assert card.pk in corpus_of(campaign).at


def test_piles_are_made_on_request_and_forget_what_was_placed(campaign, organiser):
    assert offered_piles(campaign) == []
    cards = make_cards(
        campaign, *[f"Met de fiets, {n} keer." for n in range(6)],
        *[f"Een concert, {n} keer." for n in range(6)],
    )  # fmt: skip
    assert offer_piles(campaign=campaign, k=2) == 2
    offered = offered_piles(campaign)
    assert sorted(len(pile.cards) for pile in offered) == [6, 6]
    need = make_need(campaign=campaign, name="Fietsen")
    move_cards(campaign=campaign, cards=[card.pk for card in cards[:6]], to=need, by=organiser)
    assert [pile.cards for pile in offered_piles(campaign)] == [
        pile.cards for pile in offered if cards[0].pk not in pile.cards
    ]
    tasks.offer_piles(campaign.pk, 2)
    assert sum(len(pile.cards) for pile in offered_piles(campaign)) == 6


def test_the_next_questions_are_cards_on_the_pile(campaign):
    make_cards(campaign, "Een boom.", "Een bos.", "Een bus.")
    asked = ask_next(campaign, corpus=corpus_of(campaign), most=2)
    assert asked
    assert set(asked) <= set(Card.objects.pile().values_list("pk", flat=True))
    assert not Need.objects.exists()
