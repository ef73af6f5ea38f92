"""Parts of the board's bench that could be wrong without anybody seeing it."""

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import yaml

from bench.board import cost
from bench.board.hand import Hand, form
from bench.board.screen import Screen
from bench.board.serving import LIVE, settings_of

ROOT = Path(__file__).resolve().parents[2]


def hand(**fields) -> Hand:
    values = {"n": 1, "port": 1, "cookie": "x", "need": "groen", "places": {}, "number": 0}
    return Hand(**(values | fields))


# The server ---------------------------------------------------------------------------------------
def test_the_server_runs_with_the_flags_of_the_image():
    flags = settings_of((ROOT / "Dockerfile").read_text())
    assert flags[flags.index("--workers") + 1] == "2"
    assert "gthread" in flags
    assert "--bind" not in flags
    assert "roeselare2030.wsgi:application" not in flags


def test_the_stream_runs_as_compose_runs_it():
    live = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["live"]
    assert live["command"].startswith(" ".join(["gunicorn", *LIVE]))


def test_an_image_that_starts_something_else_is_not_measured_by_mistake():
    with pytest.raises(ValueError, match="does not start gunicorn"):
        settings_of('FROM x\nCMD ["uvicorn", "app"]\n')


# What it costs ------------------------------------------------------------------------------------
def test_processor_time_counts_children_and_is_real():
    busy = "import time; t = time.process_time()\nwhile time.process_time() - t < 0.4: pass"
    parent = subprocess.Popen(
        [sys.executable, "-c",
         f"import subprocess, sys, time; subprocess.run([sys.executable, '-c', {busy!r}]);"
         "time.sleep(30)"]
    )  # fmt: skip
    try:
        seen, until = set[int](), time.monotonic() + 10
        while time.monotonic() < until and len(seen) < 2:
            seen |= set(cost.family(parent.pid))
        assert parent.pid in seen
        assert len(seen) == 2
        assert cost.memory([parent.pid]) > 1
    finally:
        parent.kill()
        parent.wait()
    assert cost.processor([parent.pid]) == 0
    began = cost.processor([os.getpid()])
    start = time.process_time()
    while time.process_time() - start < 0.3:
        pass
    assert 0.2 < cost.processor([os.getpid()]) - began < 2


# A hand -------------------------------------------------------------------------------------------
def test_a_hand_never_picks_a_card_that_lies_on_its_own_need():
    places = dict.fromkeys(range(50), "groen") | {50: "water", 51: "stapel"}
    one = hand(places=places, hot=[1, 2, 50])
    assert {one.choose() for _time in range(300)} <= {50, 51}


def test_a_hand_hears_each_event_once_and_knows_where_cards_lie():
    one = hand(places={1: "stapel", 2: "stapel"})
    told = {
        "number": 2, "far": False,
        "events": [{"number": 1, "to": {"water": [1]}}, {"number": 2, "to": {"apart": [2]}}],
    }  # fmt: skip
    one.hear(told)
    first = dict(one.heard)
    one.hear(told)
    assert one.heard == first
    assert one.places == {1: "water", 2: "apart"}
    assert one.number == 2
    assert one.faults == []
    one.hear({"number": 900, "far": True, "events": []})
    assert one.faults == ["was too far behind"]


def test_a_server_that_is_not_there_is_a_fault_and_no_silence():
    one = hand()
    one.poll()
    assert len(one.faults) == 1
    assert "refused" in one.faults[0]
    stop = threading.Event()
    stop.set()
    one.follow(stop)
    assert len(one.faults) == 1


def test_forms_go_as_a_browser_sends_them(rf):
    kind, body = form({"cards": "1,2", "to": "groen", "naam": "één"})
    request = rf.generic("POST", "/", body, content_type=kind)
    assert request.POST.dict() == {"cards": "1,2", "to": "groen", "naam": "één"}


# The screen ---------------------------------------------------------------------------------------
def test_a_frame_is_dropped_when_it_comes_half_a_frame_late():
    chance = random.Random(1)
    smooth = [16.7 + chance.uniform(-2, 2) for _frame in range(280)]
    assert Screen(frames=smooth).dropped == 0
    assert Screen(frames=[*smooth, 33.3, 120.0, 24.9]).dropped == 2
