"""Builders for the board."""

from campaigns.models import Campaign
from clustering.models import Card, Key, Need, Shape
from clustering.services.cards import deal_cards
from clustering.services.keys import make_key
from clustering.services.needs import make_need
from tests import factories


def make_cards(campaign: Campaign, *texts: str, **fields) -> list[Card]:
    """Put dreams on the pile and return their cards, in the same order."""
    numbers = [factories.make_contribution(campaign, text, **fields).number for text in texts]
    deal_cards(campaign)
    cards = Card.objects.of(campaign).select_related("contribution")
    return [cards.get(contribution__number=number) for number in numbers]


def make_zone(campaign: Campaign, name: str, *needs: str, shape: Shape = Shape.ADEMEN) -> Key:
    key = make_key(campaign=campaign, name=name, shape=shape)
    for need in needs:
        make_need(campaign=campaign, name=need, key=key)
    return key


def need_of(campaign: Campaign, slug: str) -> Need:
    return Need.objects.get(campaign=campaign, slug=slug)
