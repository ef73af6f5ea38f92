"""The demo's supervisor, with small Python programs in the place of web server and worker."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from roeselare2030.demo import launch

ROOT = launch.ROOT
OBEDIENT = "import time; time.sleep(300)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print('deaf', flush=True); time.sleep(300)"
)
# A helper of a helper, as Celery's pool is: it must be gone too.
PARENT = (
    "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', "
    "'import time; time.sleep(300)']); time.sleep(300)"
)
SCRIPT = """
import os, sys
from pathlib import Path
from roeselare2030.demo.launch import Child, Supervisor, say

logs = Path(sys.argv[1])
supervisor = Supervisor(env=dict(os.environ), logs=logs, grace=1)
asked = []

def work():
    for name, code in zip(["web server", "worker"], sys.argv[2:]):
        supervisor.start(Child(name, [sys.executable, "-c", code]))
    supervisor.wait_until(lambda: asked.append(1) or len(asked) > 5)
    say("Ready: here")
    say("Children: " + " ".join(str(process.pid) for _child, process in supervisor.running))

sys.exit(supervisor.run(work))
"""


@pytest.fixture
def started(tmp_path: Path) -> Iterator[list[subprocess.Popen[str]]]:
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()


def run(
    started: list[subprocess.Popen[str]], tmp_path: Path, *codes: str, under: tuple[str, ...] = ()
) -> subprocess.Popen[str]:
    script = tmp_path / "demo.py"
    script.write_text(SCRIPT)
    command = [*under, sys.executable, str(script), str(tmp_path / "log"), *codes]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    started.append(process)
    return process


def wait_for_ready(process: subprocess.Popen[str]) -> list[int]:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("Children: "):
            return [int(pid) for pid in line.split()[1:]]
    raise AssertionError(f"never ready: {process.communicate()[1]}")


def group_is_alive(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    # A killed helper may wait to be reaped by init; it does nothing any more.
    listing = subprocess.run(
        ["ps", "-o", "stat=", "-g", str(leader)], capture_output=True, text=True, check=False
    )
    return any(not state.startswith("Z") for state in listing.stdout.split())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_everything(started, tmp_path, number):
    process = run(started, tmp_path, OBEDIENT, PARENT)
    children = wait_for_ready(process)
    began = time.monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=10)
    assert process.returncode == 0, err
    assert out == "Stopped.\n"
    assert time.monotonic() - began < 10
    assert not any(group_is_alive(child) for child in children)


def test_a_child_that_does_not_listen_is_killed(started, tmp_path):
    process = run(started, tmp_path, OBEDIENT, STUBBORN)
    children = wait_for_ready(process)
    deadline = time.monotonic() + 10
    while (tmp_path / "log" / "worker.log").read_text() != "deaf\n":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.terminate()
    process.communicate(timeout=10)
    assert process.returncode == 0
    assert not any(group_is_alive(child) for child in children)


def test_a_dead_child_is_named_and_stops_the_rest(started, tmp_path):
    process = run(started, tmp_path, OBEDIENT, "import sys; sys.exit('no more paper')")
    _out, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "no more paper" in err
    assert "The worker stopped by itself (code 1)." in err


def test_a_killed_supervisor_leaves_no_orphans(started, tmp_path):
    if sys.platform != "linux":
        pytest.skip("only Linux tells children that their parent died")
    process = run(started, tmp_path, OBEDIENT, OBEDIENT)
    children = wait_for_ready(process)
    process.kill()
    deadline = time.monotonic() + 5
    while any(group_is_alive(child) for child in children):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_signal_for_make_alone_stops_everything(started, tmp_path, number):
    if sys.platform != "linux" or not shutil.which("make"):
        pytest.skip("needs GNU make on Linux")
    (tmp_path / "demo.py").write_text(SCRIPT)
    (tmp_path / "Makefile").write_text(
        f"demo:\n\t@exec {sys.executable} {tmp_path}/demo.py {tmp_path}/log "
        f"'{OBEDIENT}' '{OBEDIENT}'\n"
    )
    process = run(started, tmp_path, under=("make", "-f", str(tmp_path / "Makefile"), "demo", "#"))
    children = wait_for_ready(process)
    process.send_signal(number)
    out, _err = process.communicate(timeout=10)
    assert out == "Stopped.\n"
    assert not any(group_is_alive(child) for child in children)


def test_a_port_in_use_is_refused():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(launch.Failed, match=f"Port {port} is in use"):
            launch.check_port(port)


def test_a_folder_in_use_is_refused(tmp_path):
    with (
        launch.sole_user(tmp_path),
        pytest.raises(launch.Failed, match="Another demo is using"),
        launch.sole_user(tmp_path),
    ):
        pass
    with launch.sole_user(tmp_path):
        pass


def test_nobody_answering_is_not_ready():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert not launch.answers_ready(free.getsockname()[1])


def test_a_folder_counts_as_prepared_only_while_the_code_is_the_same(tmp_path):
    stamp = launch.fingerprint()
    assert launch.fingerprint() == stamp
    assert not launch.is_prepared(tmp_path, stamp)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").touch()
    (tmp_path / "db.sqlite3").touch()
    (tmp_path / "prepared").write_text(stamp)
    assert launch.is_prepared(tmp_path, stamp)
    assert not launch.is_prepared(tmp_path, "other")
