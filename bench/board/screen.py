"""The board in Debian's Chromium: how fast it opens, answers keys and scrolls, and what it weighs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench import lighthouse
from bench.board.product import COOKIE
from bench.board.truth import percentile

SCRIPT = Path(__file__).with_name("screen.js")
BOARD = "/team/bord/"
FRAME = 1000 / 60
DEEP = 3_000
SCROLL_MS, SCROLL_STEP = 5_000, 40
# Choose, go to a key, lay, take back: each once in a round, after the keys that only go and choose.
STEPS = "j" * 30 + "k" * 20 + " " * 20
ROUND = (" ", "1", "Enter", "z")
NAMES = {
    "j": "J, next", "k": "K, previous", " ": "space, choose", "1": "1, to a key",
    "Enter": "Enter, lay", "z": "Z, take back",
}  # fmt: skip


@dataclass
class Screen:
    """What one size of board did on the screen; times in milliseconds."""

    opened: dict[str, list[float]] = field(default_factory=dict)
    keys: dict[str, list[float]] = field(default_factory=dict)
    frames: list[float] = field(default_factory=list)
    weight: dict[str, float] = field(default_factory=dict)
    rows: int = 0

    @property
    def dropped(self) -> int:
        """Return how many frames came half a frame late or more."""
        return sum(frame > 1.5 * FRAME for frame in self.frames)


def look(port: int, cookie: str, *, times: int, rounds: int, deep: bool) -> Screen:
    """Open the board some times; then type and scroll, with `deep` far down in a long list."""
    screen = Screen()
    with _chromium() as browser:
        for _time in range(times):
            with _page(browser, port, cookie) as page:
                _open(page, port, screen)
        with _page(browser, port, cookie) as page:
            page.goto(f"http://127.0.0.1:{port}{BOARD}")
            page.wait_for_selector("[data-board-list] .hier")
            page.wait_for_timeout(500)
            screen.weight["script"] = _scripts(page)
            if deep:
                _load_many(page)
            screen.rows = page.locator("[data-board-list] [data-card]").count()
            _type(page, screen, rounds)
            _weigh(page, screen)
            page.evaluate("() => { document.querySelector('[data-board-list]').scrollTop = 0; }")
            page.wait_for_timeout(300)
            screen.frames = page.evaluate(
                "([time, step]) => globalThis.bench.scroll(time, step)", [SCROLL_MS, SCROLL_STEP]
            )
    return screen


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=lighthouse.CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def _page(browser: Browser, port: int, cookie: str) -> Iterator[Page]:
    """Open a window of somebody who never was here: nothing is cached."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="nl-BE",
        extra_http_headers={"X-Forwarded-Proto": "https"},
    )  # fmt: skip
    context.add_cookies([{
        "name": COOKIE, "value": cookie, "domain": "127.0.0.1", "path": "/", "secure": True
    }])  # fmt: skip
    context.add_init_script(path=SCRIPT)
    try:
        yield context.new_page()
    finally:
        context.close()


def _open(page: Page, port: int, screen: Screen) -> None:
    page.goto(f"http://127.0.0.1:{port}{BOARD}")
    page.wait_for_function(
        "() => Object.values(globalThis.bench.opened).filter((at) => at > 0).length === 3"
    )
    answered = "() => performance.getEntriesByType('navigation')[0].responseEnd"
    screen.opened.setdefault("page", []).append(page.evaluate(answered))
    for name, at in page.evaluate("() => globalThis.bench.opened").items():
        screen.opened.setdefault(name, []).append(at)


def _scripts(page: Page) -> float:
    """Return the KB of all scripts, as they came over the line."""
    return float(
        page.evaluate(
            "() => performance.getEntriesByType('resource').filter((one) => one.name.endsWith('.js'))"
            ".reduce((sum, one) => sum + one.encodedBodySize, 0) / 1024"
        )
    )


def _load_many(page: Page) -> None:
    """Scroll on until as many cards are there as the list of a whole day may hold."""
    page.evaluate(
        """async (most) => {
          const list = document.querySelector("[data-board-list]");
          const loaded = () => list.querySelectorAll("[data-card]").length;
          while (list.querySelector("[data-board-more]") && loaded() < most) {
            list.scrollTop = list.scrollHeight;
            await new Promise((done) => setTimeout(done, 20));
          }
          list.scrollTop = 0;
        }""",
        DEEP,
    )


def _type(page: Page, screen: Screen, rounds: int) -> None:
    page.evaluate(
        """() => {
          document.querySelector("[data-board-list] input").focus();
          globalThis.bench.listening = true;
        }"""
    )
    page.wait_for_timeout(300)
    for key in (*STEPS, *ROUND * rounds):
        known = page.evaluate("() => globalThis.bench.keys.length")
        page.keyboard.press("Space" if key == " " else key)
        page.wait_for_function("(known) => globalThis.bench.keys.length > known", arg=known)
        if key == "Enter":
            page.wait_for_timeout(400)  # the server has it, and the proposal for the next one came
        if key == "z":
            page.wait_for_timeout(400)
            page.evaluate("() => document.querySelector('[data-board-list] .hier input').focus()")
    for key, took in page.evaluate("() => globalThis.bench.keys"):
        screen.keys.setdefault(key, []).append(took)


def _weigh(page: Page, screen: Screen) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    session.send("HeapProfiler.collectGarbage")
    found = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    screen.weight["heap"] = found["JSHeapUsedSize"] / 2**20
    screen.weight["nodes"] = page.evaluate("() => document.querySelectorAll('*').length")


def rows(first: Screen, loaded: Screen) -> Iterator[str]:
    """Return the figures of the board as it opens, and with a long list loaded."""

    def row(label: str, shown: Callable[[Screen], str], bar: str = "") -> str:
        return f"| {label} | {shown(first)} | {shown(loaded)} | {bar} |"

    for name, label, bar in (
        ("page", "the page came from the server", ""),
        ("cards", "first cards on the screen", "1,500"),
        ("ready", "ready for the keyboard", "1,500"),
        ("proposal", "the first proposal stands there", ""),
    ):
        yield row(f"{label}: median / slowest ms", partial(_middle_and_most, name=name), bar)
    for key, label in NAMES.items():
        what = f"key to its effect on the screen, {label}: median / p95 ms"
        yield row(what, partial(_answers, keys=(key,)), "50")
    yield row("… all keys together", partial(_answers, keys=tuple(NAMES)), "50")
    yield row("… how many keys", lambda found: f"{sum(map(len, found.keys.values()))}")
    yield row(
        "frames dropped in 5 s of scrolling; longest ms",
        lambda found: f"{found.dropped} of {len(found.frames)}; {max(found.frames):.0f}",
        "0",
    )
    yield row("scripts, KB compressed", lambda found: f"{found.weight['script']:.1f}", "90")
    yield row("elements in the page", lambda found: f"{found.weight['nodes']:,}")
    yield row("memory of the scripts, MiB", lambda found: f"{found.weight['heap']:.1f}")


def _middle_and_most(screen: Screen, name: str) -> str:
    times = screen.opened.get(name)
    return f"{percentile(times, 0.5):.0f} / {max(times):.0f}" if times else "–"


def _answers(screen: Screen, keys: tuple[str, ...]) -> str:
    times = [took for key in keys for took in screen.keys[key]]
    return f"{percentile(times, 0.5):.0f} / {percentile(times, 0.95):.0f}"
