"""Measure the board: `python -m bench.board [--quick] [--only hands screen ...]`, to stdout."""

import argparse
import sys

from bench.board.tables import PARTS, table


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.board")
    parser.add_argument("--quick", action="store_true", help="3,000 cards, a few seconds a part")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="some parts")
    options = parser.parse_args()
    for part in table(quick=options.quick, only=options.only):
        sys.stdout.write(part + "\n\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
