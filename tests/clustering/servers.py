"""The web server and the process that streams, as real processes on the database of a test."""

import http.client
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from campaigns import clock
from campaigns.models import Campaign

ROOT = Path(settings.BASE_DIR)
START_SECONDS = 240
GUNICORN = [sys.executable, "-m", "gunicorn"]
WEB = [
    *GUNICORN, "roeselare2030.wsgi:application", "--worker-class", "gthread", "--threads", "4",
    "--no-control-socket", "--graceful-timeout", "2",
]  # fmt: skip
LIVE = [*GUNICORN, "-c", "python:roeselare2030.live"]


@dataclass
class Server:
    """A program that listens, and what it said."""

    port: int
    process: subprocess.Popen[str]
    said: list[str]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)


def move_to_today(campaign: Campaign) -> None:
    """Move the phases, so that real processes find the campaign where the test is."""
    ahead = clock.today() - timezone.localdate()
    for phase in campaign.phases.all():
        for name in ("starts_on", "ends_on", "gate_passed_on"):
            day = getattr(phase, name)
            if day is not None:
                setattr(phase, name, day - ahead)
        phase.save()


@contextmanager
def served(folder: Path) -> Iterator[tuple[Server, Server]]:
    """Run both on what the test laid in its database, which must be committed."""
    env = _environment(folder)
    with ExitStack() as stack:
        servers = [stack.enter_context(_started(command, env)) for command in (WEB, LIVE)]
        for server in servers:
            _wait(server)
        yield servers[0], servers[1]


def _environment(folder: Path) -> dict[str, str]:
    env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
    env |= {
        "DJANGO_SETTINGS_MODULE": "roeselare2030.settings.test", "DATA_DIR": str(folder),
        "BOARD_STREAM": "true", "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    (folder / "static").symlink_to(ROOT / "static")
    if connection.vendor == "sqlite":
        # The test's database is in memory: other processes get a copy of it.
        connection.ensure_connection()
        copy = sqlite3.connect(folder / "db.sqlite3")
        connection.connection.backup(copy)
        copy.close()
    else:
        given, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
        env["DATABASE_URL"] = f"{given}/{connection.settings_dict['NAME']}"
    return env


@contextmanager
def _started(command: list[str], env: dict[str, str]) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}"], cwd=ROOT, env=env, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    server = Server(port, process, [])
    assert process.stdout is not None
    reader = threading.Thread(target=lambda: server.said.extend(process.stdout), daemon=True)
    reader.start()
    try:
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        reader.join(5)
        process.stdout.close()


def _wait(server: Server) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.process.poll() is None:
        try:
            asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
            asked.request("GET", "/healthz")
            if asked.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            pass  # not yet
        finally:
            asked.close()
        time.sleep(0.2)
    raise AssertionError("The server did not start:\n" + "".join(server.said))
