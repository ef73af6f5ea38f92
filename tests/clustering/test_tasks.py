"""The board is dealt by the clock."""

import pytest

from clustering import tasks
from clustering.models import Card
from tests import factories


@pytest.mark.django_db
def test_cards_are_dealt_without_anybody_opening_the_board() -> None:
    for _ in range(2):
        factories.make_contribution(factories.make_campaign(), "Een bos.")
    tasks.deal_cards()
    tasks.deal_cards()
    assert Card.objects.count() == 2
