"""One table per question about the board, on one scratch database that grows."""

import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager

import psycopg

from bench import fill, server
from bench.board import screen
from bench.board.hands import Room, Told, burst, work
from bench.board.product import HANDS, ask
from bench.board.serving import product, stream
from bench.board.truth import percentile

PARTS = ("hands", "screen", "suggestions", "moments")
SMALL, MIDDLE, LARGE = 3_000, 10_000, 20_000
SIZES = {SMALL: PARTS, MIDDLE: ("suggestions",), LARGE: ("screen", "moments")}

RUNS = ("polling", "stream", "with proposals", "unhurried", "burst")
UNHURRIED = 5.0  # seconds a card


def table(*, quick: bool = False, only: Collection[str] = PARTS) -> Iterator[str]:
    """Yield each part's table as soon as it is measured."""
    with server.database(SMALL) as url, _folder() as folder:
        for size, parts in SIZES.items():
            wanted = [part for part in parts if part in only and (size == SMALL or not quick)]
            if wanted:
                board = Board(url, folder, size, quick=quick)
                yield from map(board.measure, wanted)


@contextmanager
def _folder() -> Iterator[str]:
    """Give the product a folder of its own for static files and what the worker read."""
    folder = tempfile.mkdtemp()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Board:
    """A board of one size, to be measured."""

    def __init__(self, url: str, folder: str, size: int, *, quick: bool) -> None:
        self.url, self.folder, self.quick = url, folder, quick
        with psycopg.connect(url, autocommit=True) as connection:
            fill.copy_dreams(connection, size)
            fill.mix_texts(connection)
            connection.execute("VACUUM ANALYZE")
        self.ground = ask(url, folder, "lay")
        self.cards = int(self.ground["cards"])

    def measure(self, part: str) -> str:
        parts: dict[str, Callable[[], str]] = {
            "hands": self.hands, "screen": self.screen, "suggestions": self.suggestions,
            "moments": self.moments,
        }  # fmt: skip
        return parts[part]()

    @contextmanager
    def room(self, *, streams: bool = False) -> Iterator[Room]:
        """Lay the board anew and start its servers."""
        self.ground = ask(self.url, self.folder, "lay")
        with ExitStack() as stack:
            web = stack.enter_context(product(self.url, self.folder))
            beside = stack.enter_context(stream(self.url, self.folder)) if streams else None
            yield Room(self.url, self.folder, web, self.ground, beside)

    def hands(self) -> str:
        """Compare polling with a stream under the same load; then the burst, and with proposals."""
        seconds = 10.0 if self.quick else 60.0
        with self.room() as room:
            polled = work(room, seconds)
            crowd = burst(room)
        with self.room(streams=True) as room:
            streamed = work(room, seconds)
        with self.room() as room:
            advised = work(room, seconds, panel=True)
        with self.room() as room:
            unhurried = work(room, seconds, every=UNHURRIED, panel=True)
        queries = ask(self.url, self.folder, "queries")
        runs = (polled, streamed, advised, unhurried, crowd)
        return "\n".join([
            f"## Many hands: {HANDS} people at a board of {self.cards:,} cards, the image's own "
            "web server",
            "",
            f"Everybody moves a card a second for {seconds:.0f} s, one in five a card that many want. "
            "*Polling* asks every 0.8 s, as browsers do where there is no stream; *stream* hears the "
            "same from the product's process for it, beside the web server. *With proposals* each "
            "person also asks what the machine suggests after every move; *unhurried* is that with "
            f"a card in {UNHURRIED:.0f} s. In the *burst* all move 50 of the same 200 cards at one "
            "moment and insist.",
            "",
            f"| what | {' | '.join(RUNS)} | bar |",
            "|---|" + "---:|" * (len(RUNS) + 1),
            *_hands_rows(runs),
            "",
            f"SQL queries: a poll without news {queries['quiet']}, with news {queries['news']}, a "
            f"move {queries['move']}.",
            *_faults(runs),
        ])  # fmt: skip

    def screen(self) -> str:
        with self.room() as room:
            cookie = self.ground["people"][0]["cookie"]
            times, rounds = (2, 3) if self.quick else (7, 10)
            first = screen.look(room.web.port, cookie, times=times, rounds=rounds, deep=False)
            loaded = screen.look(room.web.port, cookie, times=0, rounds=3, deep=True)
        return "\n".join([
            f"## The board in Chromium with {self.cards:,} cards",
            "",
            f"Without a cache, window of 1440 × 900. The list loads cards as one scrolls: {first.rows} "
            f"are there at first, {loaded.rows:,} when somebody scrolled on and on.",
            "",
            "| what | as it opens | scrolled on and on | bar |",
            "|---|---:|---:|---:|",
            *screen.rows(first, loaded),
        ])  # fmt: skip

    def suggestions(self) -> str:
        """Let one person work alone: after every move the proposal for the next card."""
        with self.room() as room:
            alone = room.hands()[0]
            alone.work(3.0, panel=True)  # both processes take the corpus from the shelf
            alone.times.clear()
            alone.work(10.0 if self.quick else 40.0, panel=True)
        asked, moved = alone.times["panel"], alone.times["move"]
        assert not alone.faults, alone.faults
        return "\n".join([
            f"## One person at a board of {self.cards:,} cards, a card a second, over HTTP",
            "",
            "| what | median ms | p95 ms | slowest ms | bar |",
            "|---|---:|---:|---:|---:|",
            _times_row("move a card", moved, ""),
            _times_row("the proposal for the next card", asked, "200"),
        ])  # fmt: skip

    def moments(self) -> str:
        with self.room():
            # The room collects the static files its pages name.
            told = ask(self.url, self.folder, "moments")
        return "\n".join([
            f"## Moments of a board of {self.cards:,} cards, the page included",
            "",
            "| what | seconds |",
            "|---|---:|",
            f"| keep a moment ({told['kib']:.0f} KiB) | {told['take']:.2f} |",
            f"| compare it with now, {told['moved']} cards moved | {told['compare']:.2f} |",
            f"| go back, {told['moved']} cards | {told['back']:.2f} |",
        ])  # fmt: skip


def _times_row(name: str, seconds: list[float], bar: str) -> str:
    shown = " | ".join(f"{1000 * percentile(seconds, share):.0f}" for share in (0.5, 0.95, 1.0))
    return f"| {name} | {shown} | {bar} |"


def _hands_rows(runs: tuple[Told, ...]) -> Iterator[str]:
    def row(label: str, shown: Callable[[dict[str, float]], str], bar: str = "") -> str:
        return f"| {label} | {' | '.join(shown(run.figures) for run in runs)} | {bar} |"

    def three(name: str) -> Callable[[dict[str, float]], str]:
        return lambda found: (
            " / ".join(f"{found[f'{name} {share}']:,.0f}" for share in (0.5, 0.95, 1.0))
            if found[f"{name} 1.0"] else "–"
        )  # fmt: skip

    yield row("moves sent", lambda found: f"{found['sent']:,.0f}")
    yield row("… confirmed", lambda found: f"{found['done']:,.0f}")
    yield row("… told as a conflict", lambda found: f"{found['conflicts']:,.0f}")
    yield row("moves in the log", lambda found: f"{found['events']:,.0f}")
    yield (
        "| **lost, doubled or misplaced** | "
        + " | ".join(f"**{len(run.faults)}**" for run in runs)
        + " | 0 |"
    )
    yield row("events somebody never heard of", lambda found: f"{found['missed']:,.0f}", "0")
    yield row("another sees it: median / p95 / slowest ms", three("seen"), "p95 1,000")
    yield row("a move, answered: median / p95 / slowest ms", three("move"))
    yield row("a poll, answered: median / p95 / slowest ms", three("poll"))
    yield row("a proposal, answered: median / p95 / slowest ms", three("panel"))
    yield row("requests a second", lambda found: f"{found['requests']:.0f}")
    yield row("seconds it took", lambda found: f"{found['seconds']:.1f}")
    yield row(
        "processor seconds: web / PostgreSQL / client",
        lambda found: " / ".join(f"{found[name]:.1f}" for name in ("web", "database", "client")),
    )
    yield row("memory of the web servers, MiB", lambda found: f"{found['memory']:.0f}")
    yield row("connections open at the end", lambda found: f"{found['open']:.0f}")


def _faults(runs: tuple[Told, ...]) -> Iterator[str]:
    for name, run in zip(RUNS, runs, strict=True):
        for fault in run.faults[:10]:
            yield f"\n- {name}: {fault}"
