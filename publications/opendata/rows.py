"""One public dream as a line of each open file."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from campaigns.exports import Cell

# Fewer scores say too little, and too much about who gave them.
SCORES_NEEDED = 30
# Parts of the city with fewer public dreams are not named.
GROUP_NEEDED = 5
# Agree, pass, disagree. Polis knows no "lovely": it counts as having seen it without a choice.
POLIS_VOTE = {2: 1, 1: 0, 0: -1}


@dataclass(frozen=True)
class Answers:
    """How many people chose each answer."""

    mine_too: int
    lovely: int
    not_mine: int

    @property
    def total(self) -> int:
        return self.mine_too + self.lovely + self.not_mine


@dataclass(frozen=True)
class OpenDream:
    """What everybody may know of a dream: no name, no age, no hour."""

    number: int
    text: str
    language: str
    channel: str
    district: str
    day: datetime.date
    latitude: Decimal | None
    longitude: Decimal | None
    campaign: str
    answers: Answers | None = None  # None below SCORES_NEEDED


def dream_cells(dream: OpenDream) -> tuple[Cell, ...]:
    return (
        dream.number, dream.text, dream.language, dream.channel, dream.district,
        dream.day.isoformat(), _about(dream.latitude), _about(dream.longitude), dream.campaign,
    )  # fmt: skip


def talk_cells(dream: OpenDream) -> tuple[Cell, ...]:
    # `interview` groups what one person said; we never know, so every dream stands for itself.
    return dream.number, f"droom {dream.number}", dream.text


def score_cells(dream: OpenDream) -> tuple[Cell, ...]:
    found = dream.answers
    if found is None:
        return dream.number, None, None, None, None
    return dream.number, found.total, found.mine_too, found.lovely, found.not_mine


def comment_cells(dream: OpenDream) -> tuple[Cell, ...]:
    found = dream.answers
    return (
        day_stamp(dream.day), dream.number, None,
        found.mine_too if found else None, found.not_mine if found else None,
        1, "false", "false", dream.text,
    )  # fmt: skip


def vote_cells(day: datetime.date | None, number: int, voter: int, value: int) -> tuple[Cell, ...]:
    return (
        day_stamp(day) if day else None, day.isoformat() if day else "", number, voter,
        POLIS_VOTE[value],
    )  # fmt: skip


def day_stamp(day: datetime.date) -> int:
    """Return a day as the milliseconds that Polis writes; the hour is left out on purpose."""
    noon = datetime.datetime.combine(day, datetime.time(12), datetime.UTC)
    return int(noon.timestamp()) * 1000


def _about(degrees: Decimal | None) -> float | None:
    """Return a place to about a hundred metres: a street, not a front door."""
    return None if degrees is None else round(float(degrees), 3)
