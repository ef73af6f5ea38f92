"""Ask a program on this machine to write something out. Nothing leaves the machine."""

import shlex
import subprocess
from typing import Final

LONGEST: Final = 5000


class EngineFailed(Exception):
    """Raised when the program is missing, takes too long, fails, or says nothing."""


def run_engine(command: str, *, text: str = "", seconds: int, **words: str) -> str:
    """Run a command with `{name}` parts filled in, and return what it prints.

    The command is cut into words before they are filled in and no shell sees it, so nothing in a
    text or a file name can become a command.
    """
    arguments = [_fill(part, words) for part in shlex.split(command)]
    try:
        # The administrator wrote the command; `words` are paths and language codes of our own.
        done = subprocess.run(  # noqa: S603
            arguments, input=text, capture_output=True, text=True, encoding="utf-8",
            timeout=seconds, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError, IndexError) as error:
        raise EngineFailed(f"{arguments[:1]}: {type(error).__name__}") from error
    said = done.stdout.replace("\x00", "").strip()[:LONGEST]
    if not said:
        raise EngineFailed(f"{arguments[:1]}: no words")
    return said


def _fill(part: str, words: dict[str, str]) -> str:
    for name, value in words.items():
        part = part.replace("{" + name + "}", value)
    return part


def engine_name(command: str) -> str:
    """Return the program's own name: whisper-cli."""
    return (shlex.split(command) or [""])[0].rpartition("/")[2][:60]
