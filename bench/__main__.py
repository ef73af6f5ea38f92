"""Measure the product and write bench/results.md: `python -m bench [--quick]`."""

import argparse
import os
import platform
import sys
from datetime import date
from pathlib import Path

from bench import clustering, kit, lighthouse, pages, publication, server, simulation, weight

OUT = Path(__file__).parent / "results.md"
SMALL = 5_000  # weight and publications are measured at this size


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
    options = parser.parse_args()
    sizes = [5_000] if options.quick else options.sizes
    seconds = 3.0 if options.quick else 8.0
    parts: list[str] = []

    def add(*more: str) -> None:
        """Write each part at once: a run takes an hour, and what was measured stays."""
        parts.extend(more)
        OUT.write_text("\n\n".join(parts) + "\n")

    add(
        "# Figures",
        f"Measured by `make bench` on {date.today().isoformat()}: {machine()}. "
        "The load client runs on the same machine and takes its share of the cores.",
    )
    add(simulation.truth_table(), simulation.attack_table())
    add(clustering.table(quick=options.quick))
    for size in sizes:
        with server.database(size) as url:
            with server.running(url) as port:
                add(pages.table(port, url, size, seconds))
                if size <= SMALL:
                    add(weight.table(port), lighthouse.table(port), kit.table(port, url))
            add(pages.queries(url, size))
            if size <= SMALL:
                add(publication.table(url))
    sys.stdout.write(OUT.read_text())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
