"""The real demo: its own server, its own worker, its own folder; and a visitor in Chromium."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright

ROOT = Path(settings.BASE_DIR)
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
START_SECONDS = 240


@pytest.fixture(autouse=True)
def phase() -> None:
    """The demo has a clock of its own."""


@pytest.fixture(autouse=True)
def _fresh_start() -> None:
    """The demo has a cache of its own."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the demo as `make demo` does and yield its address; or use one that runs already."""
    if os.environ.get("DEMO_URL"):
        yield os.environ["DEMO_URL"].rstrip("/")
        return
    folder, port = tmp_path_factory.mktemp("demo"), free_port()
    command = [
        sys.executable, "-m", "roeselare2030.demo.launch", "--port", str(port), "--data-dir", str(folder),
    ]  # fmt: skip
    env = {k: v for k, v in os.environ.items() if k not in {"DJANGO_SETTINGS_MODULE", "DATA_DIR"}}
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    watchdog = threading.Timer(START_SECONDS, process.kill)
    watchdog.start()
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("Ready: "):
            break
    else:
        pytest.fail("The demo did not start:\n" + "".join(said))
    watchdog.cancel()
    # Keep reading, so that the demo never waits for somebody to read what it says.
    threading.Thread(target=process.stdout.read, daemon=True).start()
    yield f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGTERM)
    process.wait(20)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-background-networking",
            ],
        )
        yield browser
        browser.close()


@dataclass
class Visitor:
    """Somebody at a screen. Every page they open is checked by axe and for sideways scroll."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)

    def go(self, path: str, *, status: int = 200) -> Response:
        answer = self.page.goto(self.base + path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        self.check()
        return answer

    def travel(self, phase: int) -> None:
        self.page.goto(self.base + "/")
        self.page.select_option("#demo-fase", str(phase))
        self.page.click("form[action$='/demo/fase/'] button")

    def be(self, role: str) -> None:
        self.page.goto(self.base + "/")
        self.page.select_option("#demo-rol", role)
        self.page.click("form[action$='/demo/rol/'] button")

    def check(self) -> None:
        """Run axe on the page as it stands, and look whether it scrolls sideways."""
        where = self.page.url.removeprefix(self.base)
        self.page.evaluate(AXE.read_text())
        result = self.page.evaluate(
            "(tags) => axe.run(document, { runOnly: tags }).then((r) => r.violations)", AXE_TAGS
        )
        self.faults += [
            f"{where}: {v['id']}: {v['nodes'][0]['html'][:160]} ({len(v['nodes'])})" for v in result
        ]
        wide = self.page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if wide > 0:
            self.faults.append(f"{where}: scrolls {wide} px sideways")

    def text(self) -> str:
        return self.page.inner_text("body")


@pytest.fixture
def visitors(chromium: Browser, demo: str) -> Iterator["Doors"]:
    doors = Doors(chromium, demo)
    yield doors
    faults = [fault for visitor in doors.visitors for fault in visitor.faults]
    doors.close()
    assert faults == []


class Doors:
    """Lets visitors in, each with a browser of their own."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser = browser
        self.base = base
        self.visitors: list[Visitor] = []
        self.contexts: list[BrowserContext] = []

    def open(self, *, width: int = 1440, height: int = 900, scripts: bool = True) -> Visitor:
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, locale="nl-BE", java_script_enabled=scripts,
            accept_downloads=True,
        )  # fmt: skip
        page = context.new_page()
        visitor = Visitor(page, self.base)
        page.on("console", lambda m: self._console(visitor, m.type, m.text))
        page.on("request", lambda r: self._request(visitor, r.url))
        page.set_default_timeout(15_000)
        self.contexts.append(context)
        self.visitors.append(visitor)
        return visitor

    def _console(self, visitor: Visitor, kind: str, text: str) -> None:
        if kind == "error" and "status of 4" not in text:
            visitor.faults.append(f"console: {text}")

    def _request(self, visitor: Visitor, url: str) -> None:
        if not url.startswith((self.base, "data:", "blob:")):
            visitor.faults.append(f"third party: {url}")

    def close(self) -> None:
        for context in self.contexts:
            context.close()
