"""A server that can be killed, and a tablet in Chromium that goes offline; for the field kit's tests."""

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import AXE, AXE_TAGS, CHROMIUM, ROOT, free_port

PIN = "274913"
expect.set_options(timeout=20_000)  # two cores that others use too
SETTINGS = "roeselare2030.settings.demo"
# What a colleague could hear: emoji with joiners, right to left, letters in two parts, quotes,
# line ends, spaces that matter, control characters, and what looks like markup.
ODD = (
    "Een zwemvijver 🏊🏽‍♀️ voor 👨‍👩‍👧‍👦 én 🇧🇪.",
    "שלום, רחוב בלי מכוניות‏ — and back.",
    "مدينة خضراء لأطفالنا",
    "e\u0301e\u0301n lange tafel (o\u0308, n\u0303) \u212b \ufb01",
    'Ze zei: "Durf dromen", \'t is „waar”; <b>niet</b> & <script>alert(1)</script>',
    "Eerste regel.\n\nDerde regel.\n\tIngesprongen.",
    "  spaties vooraan en achteraan  ",
    "\x01\x02\x1b[31m\x7f\u200b\u2028\u2029 stuurtekens",
    "𝔇𝔲𝔯𝔣 𝔡𝔯𝔬𝔪𝔢𝔫 \U0001f9d1\u200d\U0001f33e",
    "null undefined \\u0041 \\n %s {n} {{ x }}",
)


def odd_texts(amount: int, mark: str) -> list[str]:
    """Return so many texts, no two alike, each with something that breaks careless code."""
    return [f"{mark} {n}: {ODD[n % len(ODD)]}" for n in range(amount)]


class Server:
    """The real server with its own folder: started, killed in mid-sentence, started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        keep = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
        self.env = keep | {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": SETTINGS}

    def prepare(self) -> None:
        command = [sys.executable, "-m", "tests.browser.kit_server", "--prepare"]
        subprocess.run(command, cwd=ROOT, env=self.env, check=True)

    def start(self, *, release: str = "") -> None:
        command = [
            str(Path(sys.executable).parent / "gunicorn"), "tests.browser.kit_server:application",
            "--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread", "--workers", "2",
            "--threads", "4", "--preload", "--no-control-socket", "--log-level", "error",
        ]  # fmt: skip
        env = self.env | ({"KIT_VERSION": release} if release else {})
        self.process = subprocess.Popen(command, cwd=ROOT, env=env, process_group=0)
        for _ in range(240):
            try:
                urllib.request.urlopen(self.base + "/healthz", timeout=2)
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
            else:
                return
        pytest.fail("The server did not start.")

    def kill(self) -> None:
        """Stop it as a power cut does: no goodbye, no finished request."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=20)) as database:
            return database.execute(query, values).fetchall()

    def change(self, query: str, *values: object) -> None:
        with closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=20)) as database, database:
            database.execute(query, values)

    def notes(self, mark: str) -> list[tuple[int, str]]:
        """Return number and words of the notes that begin with a mark, in the city's order."""
        return self.rows(
            "SELECT number, text FROM campaigns_contribution WHERE substr(text, 1, ?) = ?"
            " ORDER BY number", len(mark) + 1, f"{mark} ",
        )  # fmt: skip

    def is_exactly(self, mark: str, texts: list[str]) -> None:
        """Nothing lost, nothing doubled, byte for byte, in the order in which it was told."""
        found = self.notes(mark)
        assert [text.encode() for _number, text in found] == [text.encode() for text in texts]
        assert len({number for number, _text in found}) == len(texts)

    def session_ids(self) -> list[int]:
        return [pk for (pk,) in self.rows("SELECT id FROM dreamsessions_session ORDER BY id")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run one server for a module's tests; each test uses a session of its own."""
    server = Server(tmp_path_factory.mktemp("kit"))
    server.prepare()
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def hardware(chromium: Browser) -> Iterator[Browser]:
    """A browser with a microphone that always hums."""
    flags = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", *flags]
    )
    yield browser
    browser.close()


@pytest.fixture
def tablets(server: Server, hardware: Browser) -> Iterator[Callable[..., "Tablet"]]:
    """Hand out tablets, each a browser of its own; what they complain about fails the test."""
    handed_out: list[Tablet] = []

    def give(**options: Any) -> Tablet:
        tablet = Tablet(server, hardware, **options)
        handed_out.append(tablet)
        return tablet

    yield give
    faults = [fault for tablet in handed_out for fault in tablet.faults]
    for tablet in handed_out:
        tablet.context.close()
    assert not faults, "\n".join(faults)


class Tablet:
    """One tablet, with the app on it."""

    def __init__(
        self, server: Server, browser: Browser, *, width: int = 1180, height: int = 820,
        clock: str = "",
    ) -> None:  # fmt: skip
        self.server, self.faults = server, list[str]()
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": height}, locale="nl-BE", reduced_motion="reduce",
            permissions=["microphone"], accept_downloads=True,
        )  # fmt: skip
        self.context.set_default_timeout(20_000)
        if clock:
            self.context.clock.set_system_time(clock)
        self.page = self._page()

    def _page(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        page.on("console", lambda m: self._console(m.type, m.text))
        return page

    def _console(self, kind: str, text: str) -> None:
        # What the browser itself says about a cut line or a refusal is what we came for.
        if kind == "error" and "Failed to load resource" not in text:
            self.faults.append(f"console: {text}")

    # People and screens

    def sign_in(self, who: str = "ambassadeur") -> "Tablet":
        self.page.goto(self.server.base + "/")
        self.page.select_option("#demo-rol", who)
        self.page.click("form[action$='/demo/rol/'] button")
        return self

    def sign_out(self) -> None:
        """Let the login expire: eight hours later the cookie is worth nothing."""
        self.context.clear_cookies()

    def make_ready(self, *, where: str = "") -> "Tablet":
        """Make the tablet ready for the road, as somebody does it with their fingers."""
        page = self.page
        page.goto(f"{self.server.base}/ambassadeur/kit/{where}")
        page.fill("#pin-1", PIN)
        page.fill("#pin-2", PIN)
        page.click("main form button")
        expect(page.locator(".klaarvink")).to_be_visible(timeout=30_000)
        return self

    def go_offline(self) -> None:
        self.context.set_offline(True)

    def go_online(self) -> None:
        self.context.set_offline(False)

    def unlock(self, where: str = "") -> None:
        if where or not self.page.url.startswith(f"{self.server.base}/ambassadeur/kit/"):
            self.page.goto(f"{self.server.base}/ambassadeur/kit/{where}")
        self.page.fill("#pin", PIN)
        self.page.click("main form button")
        expect(self.page.locator("#pin")).to_have_count(0)

    def reopen(self, where: str = "") -> None:
        """Kill the tab, as a tablet does when its memory is full, and open the app again."""
        self.page.close()
        self.page = self._page()
        self.page.goto(f"{self.server.base}/ambassadeur/kit/{where}")
        self.unlock()

    def begin(self, session: int) -> None:
        self.page.evaluate("(hash) => { location.hash = hash }", f"#/sessie/{session}")
        self.page.check("#toestemming")
        self.page.click("main form button")
        expect(self.page.locator(".stoel").first).to_be_visible()

    def sit(self, chair: int) -> None:
        self.page.click(f"[data-chair='{chair}']")
        expect(self.page.locator(f"[data-chair='{chair}']")).to_have_attribute(
            "aria-current", "true"
        )

    def tell(self, text: str, *, onward: bool = True) -> None:
        """Type a dream and tap "Done"."""
        page = self.page
        before = int(page.inner_text(".blad b"))
        page.fill("#droomtekst", text)
        page.click(".knoppenrij [type=submit]" if onward else ".knoppenrij button:nth-child(2)")
        expect(page.locator(".blad b")).to_have_text(str(before + 1))

    @property
    def badge(self) -> Any:
        return self.page.locator("[data-badge]")

    def check(self) -> None:
        """Run axe on the screen as it stands; look for targets that are too small, and for width."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(
            "(tags) => axe.run(document, { runOnly: tags }).then((r) => r.violations)", AXE_TAGS
        )
        where = self.page.url.removeprefix(self.server.base)
        self.faults += [f"{where}: {v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]
        self.faults += [f"{where}: {row}" for row in self.page.evaluate(_MEASURE)]

    # The app's own modules

    def app(self, code: str, *values: Any) -> Any:
        """Run code with the app's own `kit` at hand, as one of its screens would."""
        script = self.page.get_attribute("script[src*='kit/app']", "src")
        return self.page.evaluate(
            "async ([script, values]) => { const { kit } = await import(script);"
            f" return await ({code})(kit, ...values); }}",
            [script, list(values)],
        )

    def write(self, session: int | None, texts: list[str], **fields: Any) -> list[str]:
        """Write many notes through the app's book, as the table does one by one."""
        told = [{"session": session, "text": text, "chair": 1} | fields for text in texts]
        keys: list[str] = self.app("(kit, list) => kit.book.writeMany(list)", told)
        return keys

    def photograph(self, note: str, session: int, amount: int = 1) -> list[str]:
        """Keep photos with a note; each is another picture. Returns their digests."""
        digests: list[str] = self.app(_PHOTOS, note, session, amount)
        return digests

    def outbox(self) -> list[dict[str, Any]]:
        """Return the records that wait, opened."""
        found: list[dict[str, Any]] = self.app("(kit) => kit.book.unsent()")
        return found

    def waiting(self) -> dict[str, Any]:
        found: dict[str, Any] = self.app("(kit) => kit.book.waiting()")
        return found

    def send(self) -> None:
        """Ask the courier to go now, and wait until it is back."""
        self.app("(kit) => kit.courier.now()")

    def send_all(self, *, seconds: float = 60) -> None:
        """Keep sending until nothing waits; fail when it does not get there."""
        end = time.monotonic() + seconds
        while self.waiting()["total"]:
            assert time.monotonic() < end, f"Still waiting: {self.waiting()}"
            self.app("(kit) => { kit.courier.failures = 0; return kit.courier.now() }")


_MEASURE = """() => {
  const faults = [];
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) faults.push(`scrolls ${wide} px sideways`);
  const targets = ".kit a, .kit button, .kit summary, .kit input, .kit textarea, .vink";
  for (const one of document.querySelectorAll(targets)) {
    if (!one.checkVisibility() || one.matches(".vh, [type=radio], [type=checkbox]")) continue;
    const { width, height } = one.getBoundingClientRect();
    const [least, high] = one.matches(".stoel") ? [112, 80] : [59, 59.5];
    if (width > least - 0.5 && height >= high) continue;
    faults.push(`${one.className} ${one.textContent.slice(0, 30)}: ${width} x ${height}`);
  }
  return faults;
}"""

_PHOTOS = """async (kit, note, session, amount) => {
  for (let n = 0; n < amount; n += 1) {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: 900, height: 700 });
    const pen = canvas.getContext("2d");
    // Noise, so that a photo is as heavy as a photo and comes in several pieces.
    const grain = pen.createImageData(900, 700);
    const seed = crypto.getRandomValues(new Uint8Array(65536));
    for (let i = 0; i < grain.data.length; i += 1) grain.data[i] = seed[(i * 7 + (i >> 9)) & 65535];
    pen.putImageData(grain, 0, 0);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
    await kit.book.addFile({ note, session, kind: "photo", blob });
  }
  return (await kit.book.filesOf(note)).map((file) => file.digest);
}"""


def digest_of(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()


def read_json(text: str | None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text or "{}")
    return found
