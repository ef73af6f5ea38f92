"""Learning from placements: at once where it is quick, and beside the work where it is slow."""

import threading
import time

import pytest

from clustering.services.suggesting import learning
from clustering.services.suggesting.learning import Learning

NAMES = ((1, "Groen"),)


class Slow:
    """Stands for a lesson over thousands of cards."""

    seconds = 0.0
    made = 0

    def __init__(self, corpus, places, names):
        type(self).made += 1
        self.places = places
        self.after: dict[int, int] | None = None
        time.sleep(self.seconds)

    def moved(self, places):
        found = object.__new__(Slow)
        found.places, found.after = self.places, places
        return found


@pytest.fixture
def lessons(monkeypatch) -> type[Slow]:
    monkeypatch.setattr(Slow, "made", 0)
    monkeypatch.setattr(Slow, "seconds", 0.0)
    monkeypatch.setattr(learning.analysis.nearest, "Nearest", Slow)
    return Slow


def learn(teacher: Learning, corpus: object, moves: int, names=NAMES):
    return teacher.nearest(corpus, moves=moves, places=((moves, 1),), names=names)


def learned_again(teacher: Learning, corpus: object, moves: int) -> bool:
    """Wait for the thread that learns; how long it takes is the machine's affair."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if learn(teacher, corpus, moves).after is None:
            return True
        time.sleep(0.02)
    return False


def test_a_quick_lesson_knows_every_placement(lessons):
    teacher, corpus = Learning(), object()
    assert learn(teacher, corpus, 1).places == {1: 1}
    assert learn(teacher, corpus, 2).places == {2: 1}
    assert learn(teacher, corpus, 2).places == {2: 1}
    assert lessons.made == 2


def test_a_slow_lesson_takes_in_what_moved_and_is_learned_anew_beside_the_work(lessons):
    lessons.seconds = 0.08
    teacher, corpus = Learning(), object()
    learn(teacher, corpus, 1)
    moved = learn(teacher, corpus, 2)
    assert (moved.places, moved.after) == ({1: 1}, {2: 1})
    assert learn(teacher, corpus, 2) is moved
    assert learned_again(teacher, corpus, 2)
    assert learn(teacher, corpus, 2).places == {2: 1}
    assert lessons.made == 2


def test_a_slow_lesson_rests_and_then_learns_the_newest_placements(lessons):
    lessons.seconds = 0.25
    teacher, corpus = Learning(), object()
    learn(teacher, corpus, 1)
    for moves in range(2, 20):
        assert learn(teacher, corpus, moves).after == {moves: 1}
    assert learned_again(teacher, corpus, 19)
    assert learn(teacher, corpus, 19).places == {19: 1}
    assert lessons.made == 2


def test_other_needs_are_learned_at_once_also_in_a_crowd(lessons):
    lessons.seconds = 0.08
    teacher, corpus = Learning(), object()
    learn(teacher, corpus, 1)
    assert learn(teacher, corpus, 2, names=((2, "Water"),)).places == {2: 1}


def test_nobody_waits_while_somebody_else_learns(lessons):
    teacher, corpus = Learning(), object()
    learn(teacher, corpus, 1)
    lessons.seconds = 1.0
    busy = threading.Thread(target=learn, args=(teacher, corpus, 2))
    busy.start()
    while lessons.made < 2:
        time.sleep(0.01)
    began = time.monotonic()
    assert learn(teacher, corpus, 3).after == {3: 1}
    assert time.monotonic() - began < 0.5
    busy.join()


def test_who_knows_nothing_yet_waits_for_the_one_who_learns(lessons):
    lessons.seconds = 0.2
    teacher, corpus, came = Learning(), object(), []
    threads = [
        threading.Thread(target=lambda: came.append(learn(teacher, corpus, 1))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lessons.made == 1
    assert len({id(one) for one in came}) == 1
