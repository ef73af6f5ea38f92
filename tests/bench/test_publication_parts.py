"""Parts of the bench of note and newspaper that could be wrong without anybody seeing it."""

import time

import pytest

from bench.publication import growth_table, make, proof_table
from bench.publication_product import memory, take


def row(**fields) -> dict:
    values = {"pages": 16, "processor": 2.0, "seconds": 3.0, "peak": 300, "size": 2**20}
    return values | fields


def test_what_work_takes_is_its_own_time_and_the_most_memory_it_had():
    held = []

    def work() -> dict:
        held.append(bytearray(b"x") * 60_000_000)
        held.clear()
        until = time.process_time() + 0.2
        while time.process_time() < until:
            pass
        return {"pages": 3}

    before = memory("VmRSS")
    told = take(work)
    assert told["pages"] == 3
    assert 0.2 <= told["processor"] < 5
    assert told["seconds"] >= 0.2
    assert told["peak"] >= before + 50
    assert told["before"] == pytest.approx(before, abs=5)


def test_growth_is_told_as_times():
    table = growth_table(
        {"note": row()}, {"note": row(pages=80, processor=9.0)}, {"dreams": 885}, {"dreams": 8850}
    )
    assert "| note | 16 → 80 | 2.0 → 9.0 | 4.5 |" in table
    assert "dreams 885 → 8,850" in table


def test_the_middle_and_the_slowest_proof_are_told():
    warm = [{"page": n, "seconds": float(n), "processor": n / 2} for n in (5, 1, 3)]
    told = {"cold": 7.0, "cold_work": 6.0, "cold_page": 1, "warm": warm}
    table = proof_table(told, {"newspaper, for the screen": row()})
    assert "| warm, the middle one | 3.0 | 1.5 | 4 |" in table
    assert "| warm, the slowest (page 5) | 5.0 | 2.5 | 4 |" in table
    assert "| the whole newspaper, 16 pages, beside it | 3.0 | 2.0 | |" in table


def test_only_what_is_asked_is_made():
    class Seen:
        def __init__(self) -> None:
            self.asked: list[tuple[str, ...]] = []

        def ask(self, *command: str) -> dict:
            self.asked.append(command)
            return row()

    seen = Seen()
    assert list(make(seen, ("note, Dutch", "newspaper, for the press"))) == [
        "note, Dutch", "newspaper, for the press"
    ]  # fmt: skip
    assert seen.asked == [("note", "nl"), ("press",)]
