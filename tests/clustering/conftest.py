"""What the engine's tests share: one matcher, and made-up texts about four things."""

import pytest

from clustering.analysis.concepts import Matcher

SAID = (
    ["fiets", "fietspad", "fietsers", "fietsenstalling"],
    ["boom", "bomen", "bos", "struiken"],
    ["muziek", "concert", "podium", "fanfare"],
    ["bus", "trein", "halte", "station"],
)
_FRAMES = (
    "Meer {} en {} graag.",
    "Een {} bij elke {}.",
    "{}, {} en stilte.",
    "Waar zijn {} en {}?",
)


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    return Matcher()


@pytest.fixture(scope="session")
def texts() -> dict[int, str]:
    found = {}
    for n in range(80):
        words = SAID[n % 4]
        frame = _FRAMES[(n // 4) % 4]
        found[n] = frame.format(words[(n // 4) % 4], words[(n // 4 + 1 + n // 16) % 4])
    return found
