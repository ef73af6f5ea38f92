"""A time trap against scripts: people need more than a moment to write a dream."""

import time

from django.core import signing

SHORTEST = 1.5
_signer = signing.Signer(salt="survey.shown")


def stamp(moment: float | None = None) -> str:
    """Return a signed note of when a form was shown."""
    return _signer.sign(f"{time.time() if moment is None else moment:.2f}")


def is_too_fast(stamped: str) -> bool:
    """Tell whether a form came back too fast, or with a note that is not ours."""
    try:
        return time.time() - float(_signer.unsign(stamped)) < SHORTEST
    except (signing.BadSignature, ValueError):
        return True
