"""Measure the suggestions: `python -m bench.clustering [--quick]`; the table goes to stdout."""

import argparse
import sys

from bench.clustering.tables import table


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.clustering")
    parser.add_argument("--quick", action="store_true", help="one draw, 3,000 cards at most")
    options = parser.parse_args()
    sys.stdout.write(table(quick=options.quick) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
