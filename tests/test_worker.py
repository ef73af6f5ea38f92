"""A real worker on a real broker: the folder of the quick start, or Redis where it is given.

The worker runs as a process of its own on a database of its own, as it does in production, and is
killed while it renders.
"""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import redis
from django.conf import settings

pytestmark = pytest.mark.broker
ROOT = Path(settings.BASE_DIR)

MAKE_CAMPAIGN = """
from datetime import date
from campaigns import clock
from campaigns.models import Campaign, Phase
c = Campaign.objects.create(slug="w", name="Durf dromen.", city="Roeselare", horizon_year=2030)
for n in range(1, 9):
    Phase.objects.create(campaign=c, number=n, starts_on=date(2020, n, 1), ends_on=date(2020, n, 28),
                         gate_passed_on=date(2020, n, 28))
"""
ASK = """
from campaigns.models import Campaign
from publications.services.issues import request_issue
from publications.tasks import render_issue
issue, new = request_issue(campaign=Campaign.objects.get(), kind="note", by=None)
render_issue.delay(issue.pk)
print(issue.pk)
"""
LOOK = """
from publications.models import Issue
i = Issue.objects.get()
print(i.status, i.attempts, i.pages, Issue.objects.count())
"""
# The sweeper's clock is moved forward instead of waiting a minute for a heartbeat to grow old.
SWEEP = """
from datetime import timedelta
from django.utils import timezone
from publications.models import Issue
from publications.tasks import sweep_issues
Issue.objects.filter(status="rendering").update(heartbeat_at=timezone.now() - timedelta(hours=1))
sweep_issues()
"""
SLOW = """
import time
from publications.services import issues as services
ready = services.render_note
def slow(*args, **kwargs):
    time.sleep(60)
    return ready(*args, **kwargs)
services.render_note = slow
from roeselare2030.celery import app
app.worker_main(["worker", "--concurrency", "1", "--without-gossip", "--without-mingle", "-l", "error"])
"""


@dataclass
class Place:
    """A database, a broker and a folder of their own."""

    env: dict[str, str]
    workers: list[subprocess.Popen[bytes]]

    def run(self, code: str) -> str:
        """Run code in Django's shell, in a process of its own, and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
            cwd=ROOT, env=self.env, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout.strip()

    def start_worker(self, code: str = "") -> subprocess.Popen[bytes]:
        command = (
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
            if code
            else [
                sys.executable, "-m", "celery", "-A", "roeselare2030", "worker", "--concurrency", "1",
                "--without-gossip", "--without-mingle", "-l", "error",
            ]
        )  # fmt: skip
        worker = subprocess.Popen(command, cwd=ROOT, env=self.env, start_new_session=True)
        self.workers.append(worker)
        return worker

    def wait(self, done: Callable[[str], bool], seconds: float = 90) -> str:
        """Look at the version again and again until it is as expected."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            seen = self.run(LOOK)
            if done(seen):
                return seen
            time.sleep(0.5)
        pytest.fail(f"It stayed: {seen}")


def kill(worker: subprocess.Popen[bytes]) -> None:
    """Kill the worker and its children at once, as the system does when memory runs out."""
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait(10)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "roeselare2030.settings.demo", "DATA_DIR": str(tmp_path),
    }  # fmt: skip
    server, name = os.environ.get("DATABASE_URL", ""), f"worker_{secrets.token_hex(4)}"
    if server:
        admin = server.rpartition("/")[0] + "/postgres"
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        env["DATABASE_URL"] = server.rpartition("/")[0] + f"/{name}"
    if env.get("REDIS_URL"):
        # A database of Redis that no other test uses, emptied before.
        env["REDIS_URL"] = env["REDIS_URL"].rpartition("/")[0] + "/11"
        redis.Redis.from_url(env["REDIS_URL"]).flushdb()
    here = Place(env, [])
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, env=env, check=True
    )
    here.run(MAKE_CAMPAIGN)
    yield here
    for worker in here.workers:
        if worker.poll() is None:
            kill(worker)
    if server:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_worker_killed_while_rendering_is_picked_up_again_and_makes_one_pdf(place: Place) -> None:
    first = place.start_worker(SLOW)
    place.run(ASK)
    place.wait(lambda seen: seen.startswith("rendering 1"))
    kill(first)
    # A second click finds the version in the making; a second worker finishes it.
    place.run(ASK)
    place.start_worker()
    place.run(SWEEP)
    seen = place.wait(lambda seen: seen.startswith(("ready", "failed")))
    status, attempts, pages, versions = seen.split()
    assert (status, attempts, versions) == ("ready", "2", "1")
    assert int(pages) > 3
    assert len(list((Path(place.env["DATA_DIR"]) / "media" / "issues").glob("*.pdf"))) == 1
