"""The bench's door to the product: run something in a process of its own and hear what it says.

python -m bench.board.product lay          people, keys, needs, cards; some lie in needs already
python -m bench.board.product queries      SQL queries of what the script asks all the time
python -m bench.board.product moments      seconds to keep a moment, to compare and to go back
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import django

from bench import server

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "roeselare2030.settings.prod"
HANDS = 40
COOKIE, CSRF = "__Host-session", "__Host-csrf"


def ask(url: str, folder: str, command: str) -> dict[str, Any]:
    """Run one of these commands and return what it told."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.board.product", command],
        cwd=ROOT, env=server.environment(url, folder, SETTINGS),
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def check(url: str, folder: str) -> str:
    """Return what the product's own check of the board has to say; nothing when all is well."""
    done = subprocess.run(
        [sys.executable, "manage.py", "check_board"],
        cwd=ROOT, env=server.environment(url, folder, SETTINGS), capture_output=True, text=True,
    )  # fmt: skip
    return "" if done.returncode == 0 else done.stderr.strip() or f"exit {done.returncode}"


def main() -> None:
    django.setup()
    from bench.board import ground

    commands = {"lay": ground.lay, "queries": ground.queries, "moments": ground.moments}
    sys.stdout.write("\n" + json.dumps(commands[sys.argv[1]]()) + "\n")


if __name__ == "__main__":
    main()
