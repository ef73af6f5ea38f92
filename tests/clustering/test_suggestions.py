"""Suggestions: near, honest about why, quick, and learned from every placement."""

import time

import pytest

from clustering.analysis.concepts import Form, Matcher
from clustering.analysis.corpus import Corpus
from clustering.analysis.nearest import Nearest

BIKE = [
    "Met de fiets naar school zonder auto's.", "Een breed fietspad naar school.",
    "Mijn fiets veilig stallen aan de school.", "Kinderen op de fiets, alleen naar school.",
    "Een fietsstraat langs de school.", "Een oversteek voor wie met de fiets komt.",
]  # fmt: skip
TREE = [
    "Een boom in elke straat.", "Schaduw van bomen op het plein.", "Meer bomen, minder stenen.",
    "Een boom planten per geboren kind.", "Onder de bomen zitten lezen.",
]  # fmt: skip
NAMES = {1: "Veilig op weg naar school", 2: "Groen om de hoek"}
PLACES = {n: 1 if n < len(BIKE) else 2 for n in range(len(BIKE) + len(TREE))}


def board(matcher: Matcher, *extra: str) -> tuple[Corpus, Nearest]:
    corpus = Corpus.learn(dict(enumerate([*BIKE, *TREE, *extra])), matcher)
    return corpus, Nearest(corpus, PLACES, NAMES)


def test_the_nearest_need_comes_first_with_the_shared_words(matcher):
    _corpus, nearest = board(matcher)
    best = nearest.suggest(["Dat mijn dochter alleen met de fiets naar school kan."])[0]
    assert best.need == 1
    assert set(best.reasons) >= {"fiets", "school"}


def test_a_concept_is_a_reason_in_words(matcher):
    _corpus, nearest = board(matcher)
    best = nearest.suggest(["Een veilige plek voor tweewielers."])[0]
    assert best.need == 1
    assert "concept: veilig fietsen" in best.reasons


def test_without_anything_shared_there_is_no_suggestion(matcher):
    _corpus, nearest = board(matcher)
    assert nearest.suggest(["Xylofoonconcert voor kwallen"]) == []
    assert nearest.suggest([""]) == []
    assert nearest.suggest([]) == []


def test_a_young_need_is_found_by_its_name(matcher):
    corpus = Corpus.learn({1: "Meer muziek op het podium.", 2: "Een bus.", 3: "Een bank."}, matcher)
    nearest = Nearest(corpus, {}, {7: "Muziek en podium", 8: "Bus en trein"})
    best = nearest.suggest_cards([1])[0]
    assert best.need == 7
    assert not best.strong


def test_a_need_without_cards_is_never_strong(matcher):
    texts = {n: f"{(BIKE if n % 2 else TREE)[n % 5]} Deel {n}." for n in range(80)}
    corpus = Corpus.learn(texts | {99: "Bus en trein naar de kust."}, matcher)
    places = {n: 1 if n % 2 else 2 for n in range(70)}
    nearest = Nearest(corpus, places, NAMES | {3: "Bus en trein"})
    assert nearest.suggest_card(99)[0].need == 3
    assert not nearest.suggest_card(99)[0].strong
    assert nearest.suggest_card(75)[0].strong


def test_strong_stays_away_while_placements_are_few(matcher):
    _corpus, nearest = board(matcher)
    assert not nearest.suggest([BIKE[0]])[0].strong


def test_every_suggestion_on_the_board_names_its_reason(matcher):
    corpus, nearest = board(matcher, "Een bank op het plein.", "Piano", "Fietsenmaker")
    for card in corpus:
        for one in nearest.suggest_cards([card]):
            assert one.reasons
            assert all(reason.strip() for reason in one.reasons)


def test_a_seventh_need_joins_the_ranking(matcher):
    corpus, _nearest = board(matcher, "Zwemmen in het kanaal.", "Een zwembad in openlucht.")
    names = NAMES | {n: f"Behoefte {n}" for n in range(3, 7)} | {7: "Water dichtbij"}
    nearest = Nearest(corpus, PLACES | {11: 7}, names)
    assert nearest.suggest_card(12)[0].need == 7
    assert len(nearest.suggest_card(12)) == 3


def test_the_names_of_a_campaign_s_own_concepts_count(matcher):
    plain = Corpus.learn(dict(enumerate([*BIKE, *TREE])), matcher)
    own = [Form("koers", "nl", "flandrien", "word"), Form("koers", "nl", "fiets", "word")]
    taught = Corpus.learn(dict(enumerate([*BIKE, *TREE])), Matcher(own))
    assert Nearest(plain, PLACES, NAMES).suggest(["Een flandrien"]) == []
    best = Nearest(taught, PLACES, NAMES).suggest(["Een flandrien"])[0]
    assert best.need == 1
    assert best.reasons == ("concept: koers",)


def test_moving_a_card_teaches_at_once(matcher):
    corpus = Corpus.learn({1: "Een moestuin.", 2: "De moestuin delen.", 3: "Een brug."}, matcher)
    names = {1: "Alfa", 2: "Beta"}
    assert Nearest(corpus, {1: 1, 3: 2}, names).suggest_card(2)[0].need == 1
    assert Nearest(corpus, {1: 2, 3: 1}, names).suggest_card(2)[0].need == 2


def test_the_order_of_placing_does_not_matter(matcher):
    corpus, nearest = board(matcher, "Fiets of boom?")
    turned = Nearest(corpus, dict(reversed(PLACES.items())), NAMES)
    assert [nearest.suggest_card(n) for n in corpus] == [turned.suggest_card(n) for n in corpus]


def test_the_same_cards_always_give_the_same_answer(matcher):
    first, again = board(matcher)[1], board(matcher)[1]
    assert first.suggest([TREE[0]]) == again.suggest([TREE[0]])


def test_look_alikes_are_the_cards_that_say_nearly_the_same(matcher):
    corpus, _nearest = board(matcher, "Een boom in de straat.", "Bomen in elke straat!")
    first = len(BIKE) + len(TREE)
    assert first + 1 in corpus.look_alikes(first)
    assert first in corpus.look_alikes(first + 1)
    assert not set(corpus.look_alikes(first)) & set(range(len(BIKE)))
    assert corpus.look_alikes(first, among={first + 1}) == [first + 1]
    assert corpus.look_alikes(12345) == []


def test_new_cards_join_and_are_judged_as_if_they_had_been_there(matcher):
    all_of_them, nearest = board(matcher, "Bomen in elke straat!")
    new = len(BIKE) + len(TREE)
    before = Corpus.learn(dict(enumerate([*BIKE, *TREE])), matcher)
    joined = before.joined({new: "Bomen in elke straat!"})
    assert list(joined) == list(all_of_them)
    later = Nearest(joined, PLACES, NAMES)
    assert later.suggest_card(new)[0].need == nearest.suggest_card(new)[0].need
    assert joined.look_alikes(new) == all_of_them.look_alikes(new)
    Nearest(before, PLACES, NAMES).suggest_cards([0])  # what was said is known from here on
    again = Nearest(before.joined({new: "Bomen in elke straat!"}), PLACES | {new: 2}, NAMES)
    fresh = Nearest(joined, PLACES | {new: 2}, NAMES)
    assert [again.suggest_card(n) for n in joined] == [fresh.suggest_card(n) for n in joined]
    assert joined.joined({new: "Bomen in elke straat!"}) is joined


def test_five_languages_lie_on_one_table(matcher):
    texts = [
        "Een veilig fietspad naar school.", "Une piste cyclable pour les enfants.",
        "A safe bike lane for the children.", "Mehr Bäume in der Straße.",
        "Más árboles en la calle.", "Meer bomen in de straat.",
        "Des arbres dans toutes les rues.", "More trees in the street.",
    ]  # fmt: skip
    corpus = Corpus.learn(dict(enumerate(texts)), matcher)
    assert [one.language for one in corpus.reads] == [
        "nl", "fr", "en", "de", "es", "nl", "fr", "en",
    ]  # fmt: skip
    nearest = Nearest(corpus, {0: 1, 5: 2}, {1: "Alfa", 2: "Beta"})
    assert nearest.suggest_card(1)[0].need == 1
    assert nearest.suggest_card(2)[0].need == 1
    assert nearest.suggest_card(6)[0].need == 2
    assert nearest.suggest_card(7)[0].need == 2


@pytest.mark.parametrize(
    "texts", [[], [""], ["", ""], ["Een boom."], ["Een boom."] * 12, ["🙂", "1"]]
)
def test_odd_tables_are_no_trouble(texts, matcher):
    corpus = Corpus.learn(dict(enumerate(texts)), matcher)
    places = {0: 1} if texts else {}
    for names in ({}, {1: "Groen"}, {1: "Groen", 2: ""}):
        nearest = Nearest(corpus, places, names)
        assert len(nearest.suggest([*texts, "Een boom"])) <= len(names)
        for card in corpus:
            assert len(nearest.suggest_card(card)) == len(names)
        assert set(nearest.which_next(list(corpus))) <= set(corpus)
    assert len(corpus.joined({99: "Een bos."})) == len(texts) + 1


def test_the_next_question_is_not_one_that_is_answered(matcher):
    corpus, nearest = board(matcher, "Een bank.", "Fiets onder de boom.", "Een bank om te zitten.")
    waiting = [card for card in corpus if card not in PLACES]
    asked = nearest.which_next(waiting, 2)
    assert asked
    assert set(asked) <= set(waiting)
    assert nearest.which_next([]) == []


def test_learning_from_a_placement_among_three_thousand_cards_is_quick(matcher):
    texts = {n: f"{BIKE[n % 6]} {TREE[n % 5]} nummer {n % 97} letter{n % 89}" for n in range(3000)}
    corpus = Corpus.learn(texts, matcher)
    names = {n: f"Behoefte {n}" for n in range(30)}
    places = {n: n % 30 for n in range(2500)}
    Nearest(corpus, places, names).suggest_cards([2900])
    start = time.process_time()
    Nearest(corpus, places | {2900: 4}, names).suggest_cards([2901])
    assert time.process_time() - start < 1.5  # about 0.2 s; a wide margin for a busy machine
