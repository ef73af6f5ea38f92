"""Climb from a wish to its need, values, the DNA and a key: each rung written in place."""

from django.db import transaction

from campaigns.models import User
from clustering.models import Card, Key, Need
from clustering.services.cards import move_cards
from clustering.services.keys import write_key
from clustering.services.needs import describe_need, make_need, move_need


class NoNeedYet(Exception):
    """Raised when somebody climbs past the need of a card that has none."""


@transaction.atomic
def say_need(
    *, card: Card, need: Need | None, name: str, statement: str, by: User, seen: int | None = None
) -> Need:
    """Lay a card in a need, new or known, and say that need in one sentence."""
    if name.strip():
        need = make_need(campaign=card.campaign, name=name, by=by)
    if need is None:
        raise NoNeedYet
    move_cards(campaign=card.campaign, cards=[card.pk], to=need, by=by, seen=seen)
    if statement.strip() and statement.strip() != need.statement:
        describe_need(
            need=need, statement=statement, summary=need.summary, by=by,
            core_values=need.core_values.all(), qualities=need.qualities.all(),
        )  # fmt: skip
    return need


@transaction.atomic
def say_key(*, card: Card, key: Key | None, vision: str, by: User) -> Need:
    """Put the need of a card under a key, and write that key's vision in one sentence."""
    if card.need is None:
        raise NoNeedYet
    card.need.campaign = card.campaign
    move_need(need=card.need, key=key, by=by)
    if key is not None and vision.strip():
        write_key(key=key, by=by, vision=vision)
    return card.need
