"""Measure the product: `python -m bench [--quick]` writes bench/results.md.

`python -m bench --only board clustering` measures some parts and prints them.
"""

import argparse
import os
import platform
import sys
from datetime import date
from pathlib import Path

from bench import clustering, kit, lighthouse, pages, publication, server, simulation, weight
from bench.board.tables import table as board_tables

OUT = Path(__file__).parent / "results.md"
SMALL = 5_000  # weight is measured at this size
PARTS = ("simulation", "clustering", "board", "pages", "publication")


def machine() -> str:
    """Describe the machine in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--quick", action="store_true", help="only 5,000 dreams, 3 s a page")
    parser.add_argument("--sizes", type=int, nargs="+", default=[5_000, 200_000, 1_000_000])
    parser.add_argument("--only", nargs="+", choices=PARTS, help="print these, write nothing")
    options = parser.parse_args()
    wanted = options.only or PARTS
    sizes = [5_000] if options.quick else options.sizes
    seconds = 3.0 if options.quick else 8.0
    parts: list[str] = []

    def add(*more: str) -> None:
        """Write each part at once: a run takes an hour, and what was measured stays."""
        parts.extend(more)
        if options.only:
            sys.stdout.write("\n\n".join(more) + "\n\n")
            sys.stdout.flush()
        else:
            OUT.write_text("\n\n".join(parts) + "\n")

    add(
        "# Figures",
        f"Measured by `make bench` on {date.today().isoformat()}: {machine()}. "
        "The load client runs on the same machine and takes its share of the cores.",
    )
    if "simulation" in wanted:
        add(simulation.truth_table(), simulation.attack_table())
    if "clustering" in wanted:
        add(clustering.table(quick=options.quick))
    if "board" in wanted:
        for table in board_tables(quick=options.quick):
            add(table)
    for size in sizes if "pages" in wanted else ():
        with server.database(size) as url:
            with server.running(url) as port:
                add(pages.table(port, url, size, seconds))
                if size <= SMALL:
                    add(weight.table(port), lighthouse.table(port), kit.table(port, url))
            add(pages.queries(url, size))
    if "publication" in wanted:
        for table in publication.tables(quick=options.quick):
            add(table)
    if not options.only:
        sys.stdout.write(OUT.read_text())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
