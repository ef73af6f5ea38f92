"""The product's two servers, each with the very settings it runs with: the web, and the stream."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import server
from bench.board import cost
from bench.board.product import ROOT, SETTINGS

LIVE = ["-c", "python:roeselare2030.live"]
GUNICORN = str(Path(sys.executable).parent / "gunicorn")


@dataclass(frozen=True)
class Served:
    """A server that runs: its port, and the process that started the others."""

    port: int
    pid: int

    @property
    def processes(self) -> list[int]:
        return cost.family(self.pid)


def settings_of(dockerfile: str) -> list[str]:
    """Return the flags with which the image starts gunicorn, without the address it listens on."""
    found = re.search(r"^CMD (\[.*?\])$", dockerfile.replace("\\\n", " "), re.MULTILINE)
    words: list[str] = json.loads(found[1]) if found else []
    if words[:1] != ["gunicorn"]:
        raise ValueError("The image does not start gunicorn.")
    at = words.index("--bind")
    return words[2:at] + words[at + 2 :]


@contextmanager
def product(url: str, folder: str) -> Iterator[Served]:
    """Serve the product as its image does."""
    port = server.free_port()
    env = server.environment(url, folder, SETTINGS) | {"BENCH": "1"}
    # A browser here speaks http and says so in its posts; no proxy with https stands between.
    env["BENCH_ORIGIN"] = f"http://127.0.0.1:{port}"
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        cwd=ROOT, env=env, check=True,
    )  # fmt: skip
    flags = settings_of((ROOT / "Dockerfile").read_text())
    with _gunicorn(["bench.wsgi:application", *flags], port, env) as served:
        yield served


@contextmanager
def stream(url: str, folder: str) -> Iterator[Served]:
    """Serve the product's stream beside it, as Compose does."""
    port = server.free_port()
    with _gunicorn(LIVE, port, server.environment(url, folder, SETTINGS)) as served:
        yield served


@contextmanager
def _gunicorn(words: list[str], port: int, env: dict[str, str]) -> Iterator[Served]:
    command = [GUNICORN, *words, "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    try:
        server.wait(port)
        yield Served(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
