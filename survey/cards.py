"""Signed cards: only a dream that was dealt can be scored, so nobody loops over one dream.

A card is signed for one campaign: in another one its number would name another dream.
"""

from django.core import signing


def deal_card(campaign: int, number: int) -> str:
    """Return the token of a card dealt in a campaign, given by its key."""
    return _signer(campaign).sign(str(number))


def read_card(campaign: int, token: str) -> int | None:
    """Return the dream number of a card, or None when we did not deal it in this campaign."""
    try:
        return int(_signer(campaign).unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def _signer(campaign: int) -> signing.Signer:
    return signing.Signer(salt=f"survey.card.{campaign}")
