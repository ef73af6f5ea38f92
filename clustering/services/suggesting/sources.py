"""The cards behind the reasons: what somebody reads who wonders why."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from campaigns.models import Campaign
from clustering.models import Card
from clustering.services.suggesting.said import Reason

SHOWN: Final = 3


@dataclass(frozen=True)
class Sourced:
    """A reason with the first cards it stands on, and how many there are in all."""

    reason: Reason
    cards: tuple[Card, ...]

    @property
    def total(self) -> int:
        return len(self.reason.cards)


def with_sources(
    campaign: Campaign,
    groups: Iterable[Sequence[Reason]],
    *,
    most: int = SHOWN,
    but: Collection[int] = (),
) -> list[list[Sourced]]:
    """Return each group of reasons with its cards, leaving out the cards it is about. One query."""
    rows = [list(group) for group in groups]
    wanted = {card for group in rows for reason in group for card in _first(reason, most, but)}
    found: dict[int, Card] = {}
    if wanted:
        found = Card.objects.live(campaign).select_related("contribution").in_bulk(wanted)
    return [
        [
            Sourced(
                reason,
                tuple(found[card] for card in _first(reason, most, but) if card in found),
            )
            for reason in group
        ]
        for group in rows
    ]


def _first(reason: Reason, most: int, but: Collection[int]) -> list[int]:
    return [card for card in reason.cards if card not in but][:most]
