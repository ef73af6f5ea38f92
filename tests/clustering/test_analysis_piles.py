"""Piles: every card once, the same every time, and not shuffled by a few cards less."""

import pytest

from clustering.analysis.corpus import Corpus
from clustering.analysis.piles import as_places, how_many, make_piles

KINDS = 4  # what the shared texts are about


def test_every_card_lies_in_exactly_one_pile_or_openly_nowhere(texts, matcher):
    corpus = Corpus.learn(texts | {900: "", 901: "🙂", 902: "12"}, matcher)
    made = make_piles(corpus, 4)
    lying = [card for pile in made.piles for card in pile.cards]
    assert sorted([*lying, *made.unplaced]) == sorted(corpus)
    assert made.unplaced == (900, 901, 902)
    assert len(made.piles) == 4


def test_the_same_cards_make_the_same_piles(texts, matcher):
    assert make_piles(Corpus.learn(texts, matcher), 4) == make_piles(
        Corpus.learn(texts, matcher), 4
    )


def test_piles_hardly_move_when_a_tenth_is_taken_away(texts, matcher):
    before = as_places(make_piles(Corpus.learn(texts, matcher), 4))
    fewer = {card: text for card, text in texts.items() if card % 10}
    after = as_places(make_piles(Corpus.learn(fewer, matcher), 4))
    cards = sorted(fewer)
    pairs = [(one, other) for one in cards for other in cards if one < other]
    same = sum(
        (before[one] == before[other]) == (after[one] == after[other]) for one, other in pairs
    )
    assert same / len(pairs) > 0.85


def test_cards_about_one_thing_find_each_other(texts, matcher):
    places = as_places(make_piles(Corpus.learn(texts, matcher), KINDS))
    fit = sum(
        places[one] == places[other]
        for one in texts
        for other in texts
        if one < other and one % KINDS == other % KINDS
    )
    all_pairs = sum(
        one < other and one % KINDS == other % KINDS for one in texts for other in texts
    )
    assert fit / all_pairs > 0.6


def test_labels_and_keywords_are_words_people_wrote_and_no_place(matcher):
    texts = {n: f"De bomen in Rumbeke geven schaduw, deel {n}." for n in range(8)}
    texts |= {n: f"Met de fiets door Beveren, ronde {n}." for n in range(8, 16)}
    made = make_piles(Corpus.learn(texts, matcher), 2, places=frozenset({"Rumbeke", "Beveren"}))
    words = {word for pile in made.piles for word in pile.keywords}
    assert {"bomen", "schaduw", "fiets"} <= words
    assert not words & {"rumbeke", "beveren"}
    assert all(pile.label for pile in made.piles)


def test_only_the_asked_cards_are_put_on_piles(texts, matcher):
    made = make_piles(Corpus.learn(texts, matcher), 3, among=[1, 2, 3, 12345])
    assert sorted(card for pile in made.piles for card in pile.cards) == [1, 2, 3]


@pytest.mark.parametrize("said", [[], [""], ["Een boom."], ["Een boom."] * 9, ["Een boom.", "Bus"]])
def test_odd_tables_are_no_trouble(said, matcher):
    corpus = Corpus.learn(dict(enumerate(said)), matcher)
    made = make_piles(corpus, 6)
    assert sum(len(pile.cards) for pile in made.piles) + len(made.unplaced) == len(said)


def test_there_are_15_to_25_piles_for_a_campaign_and_fewer_for_a_handful():
    assert how_many(1) == 1
    assert how_many(40) == 10
    assert how_many(800) == 16
    assert how_many(50_000) == 25
