"""Suggestions: near, honest about why, and quick."""

import time

from clustering.suggestions import Corpus, Suggester, stem, words_of

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


def board(extra: tuple[str, ...] = ()) -> tuple[Corpus, Suggester]:
    texts = dict(enumerate([*BIKE, *TREE, *extra]))
    places = {n: 1 if n < len(BIKE) else 2 for n in range(len(BIKE) + len(TREE))}
    corpus = Corpus(texts)
    return corpus, Suggester(corpus, places, NAMES)


def test_the_nearest_need_comes_first_with_the_shared_words():
    _corpus, suggester = board()
    best = suggester.suggest(["Dat mijn dochter alleen met de fiets naar school kan."])[0]
    assert best.need == 1
    assert best.strong
    assert set(best.words) >= {"fiets", "school"}


def test_a_plural_finds_the_singular():
    assert stem("bomen") == stem("boom")
    assert stem("straten") == stem("straat")
    assert words_of("De Boom, en alle bomen.") == {"bom": "boom"}


def test_without_a_shared_word_there_is_no_suggestion():
    _corpus, suggester = board()
    assert suggester.suggest(["Xylofoonconcert voor kwallen"]) == []
    assert suggester.suggest([""]) == []


def test_a_young_need_is_found_by_its_name():
    corpus = Corpus({1: "Meer muziek op het podium.", 2: "Een bus.", 3: "Een bank."})
    suggester = Suggester(corpus, {}, {7: "Muziek en podium", 8: "Bus en trein"})
    best = suggester.suggest(["Meer muziek op het podium."])[0]
    assert best.need == 7
    assert not best.strong


def test_look_alikes_are_the_cards_that_say_nearly_the_same():
    corpus, _suggester = board(("Een boom in de straat.", "Bomen in elke straat!"))
    first = len(BIKE) + len(TREE)
    assert first + 1 in corpus.look_alikes(first)
    assert not set(corpus.look_alikes(first)) & set(range(len(BIKE)))


def test_the_same_cards_always_give_the_same_answer():
    assert board()[1].suggest([TREE[0]]) == board()[1].suggest([TREE[0]])


def test_a_suggestion_among_three_thousand_cards_is_quick():
    texts = {n: f"{BIKE[n % 6]} {TREE[n % 5]} nummer{n % 97}" for n in range(3000)}
    corpus = Corpus(texts)
    start = time.perf_counter()
    suggester = Suggester(
        corpus, {n: n % 30 for n in range(2500)}, {n: f"Behoefte {n}" for n in range(30)}
    )
    suggester.suggest([texts[2900]])
    assert time.perf_counter() - start < 1.5  # about 0.05 s; a wide margin for a busy machine
