"""A production server with 2 web workers on a scratch PostgreSQL database."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench import fill

ROOT = Path(__file__).resolve().parent.parent
ADMIN_URL = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("BENCH_REDIS_URL", "redis://127.0.0.1:6379/7")
SECRET_KEY = "bench-" + "x" * 60
# So many scores per dream: ten million at a million dreams.
SCORES_PER_DREAM = 10


@contextmanager
def database(size: int) -> Iterator[str]:
    """Make a database with at least `size` contributions in phase 5, and drop it afterwards."""
    with scratch(str(size)) as url:
        _fill(url, size)
        yield url


@contextmanager
def scratch(name: str) -> Iterator[str]:
    """Make an empty database, and drop it afterwards."""
    name = f"bench_{name}_{secrets.token_hex(3)}"
    with psycopg.connect(ADMIN_URL, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    url = ADMIN_URL.rpartition("/")[0] + f"/{name}"
    try:
        yield url
    finally:
        with psycopg.connect(ADMIN_URL, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _fill(url: str, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        env = environment(url, folder, "roeselare2030.settings.demo")
        for command in (
            ["migrate", "--verbosity", "0"],
            ["seed_demo", "--no-publications"],
            ["index_search"],
        ):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True)
    with psycopg.connect(url, autocommit=True) as connection:
        # Move the campaign in time, so that today lies in phase 5.
        connection.execute(
            "UPDATE campaigns_phase SET starts_on = starts_on - shift, ends_on = ends_on - shift,"
            " gate_passed_on = gate_passed_on - shift FROM"
            " (SELECT DATE '2027-03-09' - CURRENT_DATE AS shift) moved"
        )
        fill.copy_dreams(connection, size)
        fill.copy_scores(connection, size * SCORES_PER_DREAM)
        connection.execute("VACUUM ANALYZE")


def environment(url: str, folder: str, settings: str) -> dict[str, str]:
    """Return the environment of a process of the product."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": settings, "DATABASE_URL": url, "REDIS_URL": REDIS_URL,
        "DATA_DIR": folder, "SECRET_KEY": SECRET_KEY, "ALLOWED_HOSTS": "127.0.0.1",
        "EMAIL_HOST": "127.0.0.1", "DEFAULT_FROM_EMAIL": "bench@example.org",
        "RATE_LIMITS_ENABLED": "false", "MFA_REQUIRED": "false",
    }  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(url: str) -> Iterator[int]:
    """Run gunicorn with 2 workers in production settings and yield its port."""
    folder, port = tempfile.mkdtemp(), free_port()
    env = environment(url, folder, "roeselare2030.settings.prod") | {"BENCH": "1"}
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        cwd=ROOT, env=env, check=True,
    )  # fmt: skip
    command = [
        str(Path(sys.executable).parent / "gunicorn"), "--workers", "2", "--worker-class", "gthread",
        "--threads", "2", "--bind", f"127.0.0.1:{port}", "--no-control-socket",
        "--keep-alive", "30", "bench.wsgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    try:
        wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(15)
        shutil.rmtree(folder, ignore_errors=True)


def wait(port: int) -> None:
    for _attempt in range(120):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
        else:
            return
    raise RuntimeError("The server did not answer within 30 seconds.")


def public_numbers(url: str, most: int = 100_000) -> list[int]:
    """Return the numbers of dreams that can be scored."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT number FROM campaigns_contribution WHERE status = 'placed' AND consent_online"
            " ORDER BY random() LIMIT %s",
            (most,),
        )
        return [number for (number,) in rows]


def count_scores(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM survey_score").fetchone()
        return int(row[0]) if row else 0


def campaign_key(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT id FROM campaigns_campaign").fetchone()
        return int(row[0]) if row else 0
