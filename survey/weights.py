"""How much evidence one score is, in tenths of a score; docs/ranking.md says why."""

from typing import Final

# A browser we only know by its cookie.
COOKIE_WEIGHT: Final = 10
# A browser whose holder confirmed a mail address, or signed in.
CONFIRMED_WEIGHT: Final = 15


def weight_of(*, confirmed: bool) -> int:
    """Return what a score of this participant weighs."""
    return CONFIRMED_WEIGHT if confirmed else COOKIE_WEIGHT
