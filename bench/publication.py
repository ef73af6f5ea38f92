"""The note and the newspaper of the demo campaign: what making, printing and reading them takes.

python -m bench --only publication              print the tables
python -m bench.publication --only web proofs   some parts of them
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import server

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = "roeselare2030.settings.demo"
BAR = 4.0  # seconds an editor waits for the proof of a page
TIMES = 10
Row = dict[str, Any]
PARTS = ("made", "web", "proofs", "growth")
NAMES = {
    "note, Dutch": ("note", "nl"),
    "note, French": ("note", "fr"),
    "note, English": ("note", "en"),
    "newspaper, for the screen": ("newspaper",),
    "newspaper, for the press": ("press",),
}
GROWING = ("note, Dutch", "newspaper, for the screen", "newspaper, for the press")


class Press:
    """A demo campaign on a scratch database, with its files in a folder of its own."""

    def __init__(self, url: str, folder: str) -> None:
        # The broker is a folder, as in the demo: no other worker takes our work.
        self.env = server.environment(url, folder, SETTINGS) | {"OPENBLAS_NUM_THREADS": "1"}
        self.env.pop("REDIS_URL", None)
        for command in (
            ["migrate"],
            ["collectstatic", "--noinput"],
            ["seed_demo", "--no-publications"],
        ):
            subprocess.run(
                [sys.executable, "manage.py", *command, "--verbosity", "0"],
                cwd=ROOT, env=self.env, check=True, stdout=subprocess.DEVNULL,
            )  # fmt: skip

    def ask(self, *command: str) -> Any:
        """Run one command in a process of its own and return what it told."""
        done = subprocess.run(
            [sys.executable, "-m", "bench.publication_product", *command],
            cwd=ROOT, env=self.env, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return json.loads(done.stdout.splitlines()[-1])

    @contextmanager
    def worker(self) -> Iterator[int]:
        """Run a worker that made nothing yet; yields its process once it is ready."""
        command = [sys.executable, "-m", "celery", "-A", "roeselare2030", "worker"]
        command += ["--pool", "prefork", "--concurrency", "1", "--without-gossip"]
        command += ["--without-mingle", "--loglevel", "INFO"]
        log = Path(self.env["DATA_DIR"]) / "worker.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdout=out, stderr=subprocess.STDOUT
            )
        try:
            for _attempt in range(600):
                if " ready." in log.read_text():
                    break
                time.sleep(0.1)
            else:
                raise RuntimeError(f"The worker did not start: {log.read_text()[-500:]}")
            yield process.pid
        finally:
            process.terminate()
            process.wait(60)


@contextmanager
def press() -> Iterator[Press]:
    """Lay the demo campaign, and take it away afterwards."""
    folder = tempfile.mkdtemp()
    try:
        with server.scratch("press") as url:
            yield Press(url, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def tables(*, quick: bool = False, only: Collection[str] = PARTS) -> Iterator[str]:
    """Yield each table as soon as it is measured."""
    with press() as once:
        amount, made = once.ask("count"), make(once, NAMES if "made" in only else GROWING)
        if "made" in only:
            yield made_table(made)
        if "web" in only:
            yield web_table(once.ask("web"))
        if "proofs" in only:
            with once.worker() as worker:
                yield proof_table(once.ask("proofs", str(worker)), made)
    if "growth" in only and not quick:
        with press() as many:
            more = many.ask("more")
            yield growth_table(made, make(many, GROWING), amount, more)


def make(press: Press, names: Collection[str]) -> dict[str, Row]:
    """Make publications, each in a process that did nothing before."""
    return {name: press.ask(*NAMES[name]) for name in NAMES if name in names}


def made_table(made: dict[str, Row]) -> str:
    lines = [
        f"| {name} | {row['pages']} | {row['seconds']:.1f} | {row['processor']:.1f} "
        f"| {row['peak']:.0f} | {row['before']:.0f} | {row['size'] / 2**20:.2f} "
        f"| {len(row['findings'])} |"
        for name, row in made.items()
    ]
    return "\n".join([
        "## The note and the newspaper of the demo campaign",
        "",
        "Each in a process that did nothing before, from gathering the dreams to the file in its"
        " place. Peak: the most memory the process ever had; before: when Django was loaded."
        " The press edition needs the same layout again, with bleed and pictures of 300 dpi."
        " Findings: what the checks in `tests/publications/quality.py` and the validator (PDF/UA-1,"
        " PDF/A-3a) found in the file; for the press edition the checks of a prepress desk.",
        "",
        "| publication | pages | seconds | processor seconds | peak MiB | before MiB | file MiB | findings |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
        *lines,
    ])  # fmt: skip


def web_table(rows: list[Row]) -> str:
    lines = [
        f"| {row['kind']} | {row['who']} | {1000 * row['seconds']:.0f} "
        f"| {1000 * row['processor']:.0f} | {row['queries']} | {row['size'] / 1024:.0f} "
        f"| {row['zipped'] / 1024:.0f} |"
        for row in rows
    ]
    return "\n".join([
        "## Both on the web",
        "",
        "| edition | reader | ms | processor ms | queries | KiB of HTML | KiB compressed |",
        "|---|---|---:|---:|---:|---:|---:|",
        *lines,
    ])  # fmt: skip


def proof_table(told: Row, made: dict[str, Row]) -> str:
    whole, warm = made["newspaper, for the screen"], told["warm"]
    seconds = sorted(row["seconds"] for row in warm)
    work = sorted(row["processor"] for row in warm)
    slowest = max(warm, key=lambda row: row["seconds"])
    middle = len(warm) // 2
    return "\n".join([
        "## The proof of one page in the newsroom",
        "",
        f"An editor saves a word more on each of {len(warm)} pages with articles, over HTTP; a"
        " worker with one process makes the proof; the page asks for it after 0.5 s and then every"
        " 0.7 s. Cold: the first proof of a worker that just started. Processor: of the worker.",
        "",
        "| what | seconds | processor seconds | bar |",
        "|---|---:|---:|---:|",
        f"| cold, page {told['cold_page']} | {told['cold']:.1f} | {told['cold_work']:.1f} | |",
        f"| warm, the middle one | {seconds[middle]:.1f} | {work[middle]:.1f} | {BAR:.0f} |",
        f"| warm, the slowest (page {slowest['page']}) | {slowest['seconds']:.1f} "
        f"| {slowest['processor']:.1f} | {BAR:.0f} |",
        f"| the whole newspaper, {whole['pages']} pages, beside it | {whole['seconds']:.1f} "
        f"| {whole['processor']:.1f} | |",
    ])  # fmt: skip


def growth_table(
    once: dict[str, Row], many: dict[str, Row], amount: dict[str, int], more: dict[str, int]
) -> str:
    """Say how much everything grew: above ten times it grows faster than the content."""
    lines = [
        f"| {name} | {once[name]['pages']} → {row['pages']} "
        f"| {once[name]['processor']:.1f} → {row['processor']:.1f} "
        f"| {row['processor'] / once[name]['processor']:.1f} "
        f"| {once[name]['peak']:.0f} → {row['peak']:.0f} "
        f"| {once[name]['size'] / 2**20:.1f} → {row['size'] / 2**20:.1f} |"
        for name, row in many.items()
    ]
    grown = ", ".join(f"{name} {amount[name]:,} → {more[name]:,}" for name in amount)
    return "\n".join([
        f"## With {TIMES} times the content",
        "",
        f"{grown}. Of the newspaper a frame shows as many articles as it has room for; keys, needs,"
        " districts and phases stay what they are. At most linear: the processor seconds grow at"
        f" most {TIMES} times.",
        "",
        "| publication | pages | processor seconds | times | peak MiB | file MiB |",
        "|---|---:|---:|---:|---:|---:|",
        *lines,
    ])  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.publication")
    parser.add_argument("--quick", action="store_true", help="not with ten times the content")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="some parts")
    options = parser.parse_args()
    for table in tables(quick=options.quick, only=options.only):
        sys.stdout.write(table + "\n\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
