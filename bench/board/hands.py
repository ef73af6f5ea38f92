"""Forty people at one board: what each sees of the others, what it costs, and that nothing is lost."""

import random
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from bench.board.cost import Reading, connections, memory
from bench.board.hand import Hand, Listener
from bench.board.product import check
from bench.board.serving import Served
from bench.board.truth import (
    CONFLICT,
    DONE,
    Event,
    count_missed,
    find_faults,
    lags,
    percentile,
)

HOT, SELECTION, CROWD = 40, 50, 200
PATIENCE = 20.0


@dataclass(frozen=True)
class Told:
    """What one run brought: figures for the table, and every fault in words."""

    figures: dict[str, float]
    faults: list[str]


@dataclass
class Room:
    """The board, the people at it, and the servers they talk to."""

    url: str
    folder: str
    web: Served
    ground: dict[str, Any]
    listening: Served | None = None

    @property
    def processes(self) -> list[int]:
        return self.web.processes + (self.listening.processes if self.listening else [])

    @property
    def ports(self) -> list[int]:
        return [one.port for one in (self.web, self.listening) if one]

    def hands(self) -> list[Hand]:
        places, number = places_of(self.url), last_number(self.url)
        hot = random.Random(7).sample(sorted(places), HOT)
        return [
            Hand(n, self.web.port, one["cookie"], need, dict(places), number, hot)
            for n, (one, need) in enumerate(
                zip(self.ground["people"], self.ground["needs"], strict=True)
            )
        ]


def places_of(url: str) -> dict[int, str]:
    """Return where every card lies, in the words of the log."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT k.id, n.slug, k.set_aside <> '', k.to_discuss FROM clustering_card k"
            " JOIN campaigns_contribution c ON c.id = k.contribution_id AND c.status = 'placed'"
            " LEFT JOIN clustering_need n ON n.id = k.need_id ORDER BY k.id"
        ).fetchall()
    return {
        card: slug or ("bespreken" if talk else "apart" if aside else "stapel")
        for card, slug, aside, talk in rows
    }


def last_number(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT last FROM clustering_boardlog").fetchone()
    return int(row[0]) if row else 0


def log_since(url: str, number: int) -> list[Event]:
    """Return what the log says, in its order."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT number, batch::text, details FROM clustering_boardevent WHERE number > %s"
            " ORDER BY number",
            (number,),
        ).fetchall()
    return [
        Event(
            n, act or "", {card: to for to, cards in told.get("to", {}).items() for card in cards}
        )
        for n, act, told in rows
    ]


@contextmanager
def everybody_follows(room: Room, hands: Sequence[Hand]) -> Iterator[None]:
    """Let everybody follow meanwhile, and afterwards until each heard the last event."""
    stop = threading.Event()
    following: list[Callable[[threading.Event], None]] = [
        Listener(hand, room.listening.port).follow if room.listening else hand.follow
        for hand in hands
    ]
    threads = [threading.Thread(target=follow, args=(stop,)) for follow in following]
    for thread in threads:
        thread.start()
    try:
        yield
        until = time.perf_counter() + PATIENCE
        last = last_number(room.url)
        while time.perf_counter() < until and any(hand.number < last for hand in hands):
            time.sleep(0.1)
    finally:
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)


def work(room: Room, seconds: float, *, every: float = 1.0, panel: bool = False) -> Told:
    """Let everybody move a card every so often, for some time."""
    return _run(room, lambda hand: hand.work(seconds, every=every, panel=panel))


def burst(room: Room) -> Told:
    """Let everybody move fifty of the same two hundred cards at the same moment, and insist."""
    crowd = random.Random(3).sample(sorted(places_of(room.url)), CROWD)
    start = threading.Barrier(len(room.ground["people"]))

    def move(hand: Hand) -> None:
        cards = hand.chance.sample(crowd, SELECTION)
        start.wait(30)
        hand.lay(cards, insist=1.0)

    return _run(room, move)


def _run(room: Room, action: Callable[[Hand], None]) -> Told:
    hands = room.hands()
    before, number = places_of(room.url), last_number(room.url)
    web = room.processes
    threads = [threading.Thread(target=_guarded, args=(action, hand)) for hand in hands]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(0.001)  # many threads wait for the same moment
    with everybody_follows(room, hands):
        time.sleep(1.0)
        start, began = Reading.take(web), time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - began
        used = Reading.take(web).since(start)
        size, held = memory(web), sum(map(connections, room.ports))
    sys.setswitchinterval(interval)
    log = log_since(room.url, number)
    told = _told(hands, log, seconds, used)
    told.figures.update(memory=size, open=held)
    told.faults.extend(
        find_faults([one for hand in hands for one in hand.sent], log, before,
                    places_of(room.url), number)
    )  # fmt: skip
    said = check(room.url, room.folder)
    if said:
        told.faults.append(f"check_board: {said}")
    return told


def _guarded(action: Callable[[Hand], None], hand: Hand) -> None:
    try:
        action(hand)
    except Exception as error:  # what went wrong is part of the outcome
        hand.faults.append(f"stopped: {error!r}")


def _told(hands: Sequence[Hand], log: Sequence[Event], seconds: float, used: Reading) -> Told:
    sent = [one for hand in hands for one in hand.sent]
    seen = lags(sent, log, [hand.heard for hand in hands])
    times = {
        what: [1000 * took for hand in hands for took in hand.times.get(what, ())]
        for what in ("poll", "move", "panel")
    }
    figures: dict[str, float] = {
        "sent": len(sent),
        "done": sum(one.status == DONE for one in sent),
        "conflicts": sum(one.status == CONFLICT for one in sent),
        "events": len(log),
        "missed": count_missed(log, [hand.heard for hand in hands]),
        "seconds": seconds,
        "requests": sum(map(len, times.values())) / seconds,
        "web": used.web, "database": used.database, "client": used.client,
    }  # fmt: skip
    for share in (0.5, 0.95, 1.0):
        figures[f"seen {share}"] = 1000 * percentile(seen, share)
        for what, values in times.items():
            figures[f"{what} {share}"] = percentile(values, share)
    return Told(figures, [f"hand {hand.n}: {fault}" for hand in hands for fault in hand.faults])
