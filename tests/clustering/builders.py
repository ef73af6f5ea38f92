"""Builders for the board."""

from campaigns import clock
from campaigns.models import Campaign
from clustering.models import Card, Freeze, Key, Need, Shape, Snapshot
from clustering.services.cards import deal_cards
from clustering.services.keys import make_key
from clustering.services.needs import make_need
from clustering.services.snapshots import pack, read_board
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


def make_four_keys(campaign: Campaign) -> list[Key]:
    """Make the fewest keys that can be fixed, each with a need and a vision."""
    names = {
        "Ademen": Shape.ADEMEN, "Ontmoeten": Shape.ONTMOETEN, "Genieten": Shape.GENIETEN,
        "Bewegen": Shape.BEWEGEN,
    }  # fmt: skip
    keys = []
    for name, shape in names.items():
        key = make_zone(campaign, name, f"{name} nodig", shape=shape)
        key.vision = f"In 2030 kan iedereen {name.lower()}."
        key.save()
        keys.append(key)
    return keys


def fix_keys(campaign: Campaign, **fields) -> Freeze:
    """Let two people have laid the keys fast, whatever the keys are."""
    packed, digest = pack(read_board(campaign))
    kept = Snapshot.objects.create(
        campaign=campaign, name="Sleutels", contents=packed, digest=digest
    )
    values = {
        "proposed_by": factories.make_user(first_name="An"), "proposed_at": clock.now(),
        "confirmed_by": factories.make_user(first_name="Wim"), "confirmed_at": clock.now(),
    } | fields  # fmt: skip
    return Freeze.objects.create(campaign=campaign, snapshot=kept, **values)


def need_of(campaign: Campaign, slug: str) -> Need:
    return Need.objects.get(campaign=campaign, slug=slug)
