"""Signed cards: only a dream that was dealt can be scored, so nobody loops over one dream."""

from django.core import signing

_signer = signing.Signer(salt="survey.card")


def deal_card(number: int) -> str:
    """Return the token of a dealt card."""
    return _signer.sign(str(number))


def read_card(token: str) -> int | None:
    """Return the dream number of a dealt card, or None when we did not deal it."""
    try:
        return int(_signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
