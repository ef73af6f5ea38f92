"""Run the demo: prepare the data, start web and worker, say when it is ready, stop both on Ctrl-C.

    python -m roeselare2030.demo.launch --port 8000 --data-dir ./var

With `--prepare` it is its own child: one process that migrates, collects static files and seeds.
"""

import argparse
import contextlib
import ctypes
import fcntl
import hashlib
import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = "roeselare2030.settings.demo"
# What would lead the demo away from its own data folder.
FOREIGN = ("DATABASE_URL", "REDIS_URL", "S3_BUCKET", "OIDC_SERVER_URL", "MFA_REQUIRED")
TICK = 0.1


@dataclass(frozen=True)
class Child:
    """A program that must run as long as the demo does."""

    name: str
    command: Sequence[str]


class Stopped(Exception):
    """Somebody asked us to stop."""


class Failed(Exception):
    """The demo cannot go on; the message says why."""


class Supervisor:
    """Start children, each in its own process group, and never leave one behind."""

    def __init__(self, *, env: dict[str, str], logs: Path, grace: float = 8) -> None:
        self.env = env
        self.logs = logs
        self.grace = grace
        self.running: list[tuple[Child, subprocess.Popen[bytes]]] = []
        self._asked_to_stop = False
        self._make = _MakeWatch(os.getppid())

    def run(self, work: Callable[[], None]) -> int:
        """Do the work, then watch the children until somebody asks us to stop: an exit code."""
        self.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            work()
            while True:
                self.pause()
        except Stopped:
            self.stop()
            say("Stopped.")
            return 0
        except Failed as failure:
            self.stop()
            say(str(failure), to=sys.stderr)
            return 1
        finally:
            self.stop()

    def call(self, child: Child) -> None:
        """Run a program to its end; it speaks on our own terminal."""
        process = self._popen(child.command, None)
        self.running.append((child, process))
        while process.poll() is None:
            self.pause(mind_children=False)
        self.running.pop()
        if process.returncode:
            raise Failed(f"The {child.name} failed (code {process.returncode}).")

    def start(self, child: Child) -> None:
        """Start a child that must stay; what it says goes to a log file."""
        with self._log(child).open("wb") as log:
            self.running.append((child, self._popen(child.command, log)))

    def wait_until(self, ready: Callable[[], bool], patience: float = 120) -> None:
        """Wait for the answer yes."""
        end = time.monotonic() + patience
        while not ready():
            if time.monotonic() > end:
                raise Failed(f"Not ready after {patience:.0f} seconds. See {self.logs}.")
            # Asking costs time that the children need to start.
            for _ in range(3):
                self.pause()

    def pause(self, mind_children: bool = True) -> None:
        """Wait a moment; raise when asked to stop or when a child is gone."""
        if self._asked_to_stop or self._make.stopped():
            raise Stopped
        if mind_children:
            for child, process in self.running:
                if process.poll() is not None:
                    raise Failed(self._obituary(child, process.returncode))
        time.sleep(TICK)

    def stop(self) -> None:
        """Ask each child to finish, wait, then kill whatever is left of its group."""
        processes = [process for _child, process in self.running]
        self.running = []
        # Only the leader: it winds down its own helpers, who would otherwise die in mid-task.
        for process in processes:
            if process.poll() is None:
                process.terminate()
        end = time.monotonic() + self.grace
        while any(p.poll() is None for p in processes) and time.monotonic() < end:
            time.sleep(TICK)
        for process in processes:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _popen(self, command: Sequence[str], log: IO[bytes] | None) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603
            command,
            env=self.env,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT if log else None,
            process_group=0,
            preexec_fn=_die_with_parent,
        )

    def _log(self, child: Child) -> Path:
        return self.logs / f"{child.name}.log"

    def _obituary(self, child: Child, code: int) -> str:
        log = self._log(child)
        last = log.read_text(errors="replace").splitlines()[-20:]
        return "\n".join([*last, f"The {child.name} stopped by itself (code {code}). See {log}."])

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._asked_to_stop = True


class _MakeWatch:
    """Notice that the `make` above us was told to stop.

    GNU make passes a SIGTERM on, but keeps a SIGINT to itself: it stops catching it and waits for
    us. Its signal mask (Linux) tells. When make is killed outright, our parent changes.
    """

    def __init__(self, parent: int) -> None:
        self.parent = parent if self._name(parent) in {"make", "gmake"} else 0
        self.caught_sigint = self._catches_sigint()

    def stopped(self) -> bool:
        if not self.parent:
            return False
        return os.getppid() != self.parent or (self.caught_sigint and not self._catches_sigint())

    def _catches_sigint(self) -> bool:
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{self.parent}/status").read_text().splitlines():
                if line.startswith("SigCgt:"):
                    return bool(int(line.split()[1], 16) & 1 << (signal.SIGINT - 1))
        return False

    @staticmethod
    def _name(pid: int) -> str:
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/comm").read_text().strip()
        return ""


_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    """Leave no orphans when the supervisor itself is killed (Linux only)."""
    if _LIBC is not None:
        _LIBC.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def say(text: str, to: IO[str] | None = None) -> None:
    """Print at once; a closed terminal is no reason to stop badly."""
    with contextlib.suppress(BrokenPipeError):
        print(text, file=to or sys.stdout, flush=True)


@contextlib.contextmanager
def sole_user(folder: Path) -> Iterator[None]:
    """Hold the data folder: two demos in one folder would spoil each other's data."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "demo.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed(
                f"Another demo is using {folder}. Stop it first, or choose another folder: "
                "make demo DATA_DIR=/some/folder"
            ) from None
        yield


def check_port(port: int) -> None:
    """Refuse a port that somebody else listens on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Failed(f"Port {port} needs root. Choose another: make demo PORT=8001") from None
        except OSError:
            raise Failed(
                f"Port {port} is in use. Stop what runs there, or choose another: "
                f"make demo PORT={port + 1}"
            ) from None


def answers_ready(port: int) -> bool:
    """Say whether pages, database, file store and worker all work."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def fingerprint() -> str:
    """Sum up the code and static files by name, size and time of change."""
    digest = hashlib.sha256(sys.version.encode())
    sources = [ROOT / "requirements.lock"]
    for folder in sorted(ROOT.iterdir()):
        if (folder / "__init__.py").exists() and folder.name != "tests":
            sources += sorted(folder.rglob("*.py"))
    sources += sorted((ROOT / "static").rglob("*"))
    for path in sources:
        about = path.stat()
        digest.update(f"{path}:{about.st_size}:{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def prepare(data: Path, stamp: str) -> None:
    """Migrate, collect static files and seed, in one process: importing Django takes longest."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("seed_demo", if_empty=True)
    (data / "prepared").write_text(stamp)


def is_prepared(data: Path, stamp: str) -> bool:
    """Say whether nothing changed since this folder was prepared."""
    mark = data / "prepared"
    return (
        mark.exists()
        and mark.read_text() == stamp
        and (data / "db.sqlite3").exists()
        and (data / "static" / "staticfiles.json").exists()
    )


def ask_sign_of_life(data: Path) -> None:
    """Forget the worker's last heartbeat and ask for a new one, so that ready means ready now."""
    from roeselare2030.celery import app

    with contextlib.closing(sqlite3.connect(data / "db.sqlite3", timeout=20)) as database, database:
        database.execute("DELETE FROM campaigns_heartbeat WHERE name = 'worker'")
    app.send_task("campaigns.tasks.beat")


def children(port: int, data: Path) -> list[Child]:
    """Name the two programs of the demo."""
    python = sys.executable
    web = [python, "-m", "gunicorn", "roeselare2030.wsgi:application"]
    web += ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    web += ["--workers", "2", "--threads", "4", "--preload", "--no-control-socket"]
    web += ["--graceful-timeout", "5", "--log-level", "warning"]
    web += ["--worker-tmp-dir", str(data / "run")]
    worker = [python, "-m", "celery", "-A", "roeselare2030", "worker", "-B"]
    worker += ["--pool", "prefork", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    worker += ["--loglevel", "WARNING", "--schedule", str(data / "beat-schedule")]
    return [Child("worker", worker), Child("web server", web)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description="Run the demo.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--data-dir", type=Path, default=ROOT / "var")
    parser.add_argument("--prepare", metavar="STAMP", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    data = options.data_dir.expanduser().resolve()
    for name in FOREIGN:
        os.environ.pop(name, None)
    os.environ.update(DJANGO_SETTINGS_MODULE=SETTINGS, DATA_DIR=str(data), PYTHONUNBUFFERED="1")
    # One BLAS thread in each process, as in the image: more of them only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

    if options.prepare:
        prepare(data, options.prepare)
        return 0

    supervisor = Supervisor(env=dict(os.environ), logs=data / "log")
    python = sys.executable

    def work() -> None:
        stamp = fingerprint()
        if not is_prepared(data, stamp):
            say("Preparing the demo. The first time this takes a minute.")
            module = [python, "-m", "roeselare2030.demo.launch"]
            supervisor.call(
                Child("preparation", [*module, "--data-dir", str(data), f"--prepare={stamp}"])
            )
        (data / "run").mkdir(mode=0o700, exist_ok=True)
        for child in children(options.port, data):
            supervisor.start(child)
        ask_sign_of_life(data)
        supervisor.wait_until(lambda: answers_ready(options.port))
        say(f"Ready: http://127.0.0.1:{options.port}/")
        try:
            supervisor.call(Child("list of logins", [python, "manage.py", "demo_logins"]))
        except Failed as failure:
            say(str(failure), to=sys.stderr)
        say("Press Ctrl-C to stop.")

    try:
        with sole_user(data):
            check_port(options.port)
            return supervisor.run(work)
    except Failed as failure:
        say(str(failure), to=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
