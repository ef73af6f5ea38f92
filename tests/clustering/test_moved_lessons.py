"""A lesson that takes in what moved: nearly what learning anew would say, in a fraction of the time."""

import numpy as np
import pytest

from clustering.analysis import shelf
from clustering.analysis.corpus import Corpus
from clustering.analysis.lines import Reads, as_lines
from clustering.analysis.nearest import Nearest

NAMES = {1: "Fietsen", 2: "Groen", 3: "Muziek", 4: "Onderweg", 5: "Rust"}
PLACES = {n: n % 4 + 1 for n in range(24)}


@pytest.fixture(scope="module")
def corpus(texts, matcher) -> Corpus:
    return Corpus.learn(texts, matcher)


@pytest.fixture
def lesson(corpus) -> Nearest:
    return Nearest(corpus, PLACES, NAMES)


def test_a_lesson_without_moves_is_the_lesson(lesson):
    assert lesson.moved(PLACES) is lesson
    # A card and a need that nobody knows move nothing.
    assert lesson.moved({**PLACES, 999: 1, 30: 77}) is lesson


def test_what_lies_on_each_need_is_that_of_a_lesson_learned_anew(corpus, lesson):
    moved = {**{card: need for card, need in PLACES.items() if card > 2}, 3: 5, 40: 1, 41: 2, 42: 5}
    now, anew = lesson.moved(moved), Nearest(corpus, moved, NAMES)
    assert now.counts.tolist() == anew.counts.tolist()
    for touched, sums, lengths in zip(now._touched, anew._sums, anew._lengths, strict=True):
        assert np.allclose(touched.sums, sums[touched.needs], atol=1e-5)
        assert np.allclose(touched.lengths, lengths[touched.needs], atol=1e-5)
    waiting = [card for card in corpus if card not in moved]
    same = [
        now.suggest_cards([card])[0].need == anew.suggest_cards([card])[0].need for card in waiting
    ]
    assert np.mean(same) > 0.9
    assert now.suggest(["Een fietspad."])[0].need == anew.suggest(["Een fietspad."])[0].need == 1


def test_the_words_of_a_card_count_at_once_and_no_longer_when_it_left(texts, matcher):
    said = {**texts, 900: "Een zwembad met glijbaan.", 901: "Ook een zwembad met glijbaan graag."}
    lesson = Nearest(Corpus.learn(said, matcher), PLACES, NAMES)
    best = lesson.moved({**PLACES, 900: 5}).suggest_cards([901])[0]
    assert best.need == 5
    assert "zwembad" in best.reasons
    # From one moment to the next: always counted from the lesson, never from each other.
    there = lesson.moved({**PLACES, 900: 4}).moved({**PLACES, 900: 5})
    assert there.suggest_cards([901])[0] == best
    back = there.moved(PLACES)
    assert back is lesson
    assert all("zwembad" not in one.reasons for one in back.suggest_cards([901]))


def test_several_cards_are_judged_together_after_a_move_too(lesson):
    moved = lesson.moved({**PLACES, 24: 1})
    assert moved.suggest_cards([28, 32])[0].need == 1
    assert moved.suggest_cards([]) == []


# What was read, on lines ---------------------------------------------------------------------------
def test_cards_are_read_from_their_lines_when_somebody_looks(corpus):
    everything = list(corpus.reads)
    packed, ends = as_lines(everything)
    reads = Reads(packed, ends.tolist())
    assert len(reads) == len(everything)
    assert reads._seen == {}
    assert (reads[3], reads[-1], reads[5:8]) == (everything[3], everything[-1], everything[5:8])
    assert len(reads._seen) == 5
    assert reads[3] is reads[3]
    more = reads.joined(everything[:2])
    assert (len(more), more[len(everything)], list(more)) == (
        len(everything) + 2, everything[0], everything + everything[:2],
    )  # fmt: skip
    with pytest.raises(IndexError):
        reads[len(everything)]


def test_who_takes_a_corpus_from_the_shelf_reads_no_card(corpus):
    again, _about = shelf.unpack(shelf.pack(corpus, {}))
    lesson = Nearest(again, PLACES, NAMES)
    assert again.look_alikes(3) == corpus.look_alikes(3)
    assert again.reads._seen == {}
    lesson.suggest_cards([40])
    assert set(again.reads._seen) == {40}
    again.joined({500: "Een fietspad langs de bomen."})
    assert set(again.reads._seen) == {40}
