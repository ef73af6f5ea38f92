"""Choose the next card: fair to late and quiet dreams, at the same cost among a million.

Drawing with weight 1/(1+views) needs the views of every dream. Drawing by chance among the least
seen comes to the same (the least seen go first, ties are broken by chance), keeps everybody within
one or two views of each other, and needs a few look-ups through an index.

Within a round of ten some kinds have places of their own (`PLACES`), and no district more than two.
A place is left to the others where a kind would run out: a card for such a place may have at most
twice the views of the least seen one and two more, so that few school dreams do not get all readers.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from django.core.cache import cache
from django.db.models import Count, Max, Min, Window

from campaigns import clock
from campaigns.models import Campaign, Channel, Contribution
from survey.models import Participant, Tally
from survey.querysets import TallyQuerySet
from survey.services.tallies import deal_tallies

ROUND: Final = 10
Kind = Channel | Literal["young"]
# What every round of ten holds at least, where there is enough of it.
PLACES: Final[dict[Kind, int]] = {Channel.SESSION: 3, Channel.SCHOOL: 1, "young": 2}
YOUNG: Final = timedelta(hours=48)
PER_DISTRICT: Final = 2
# How many neighbours on the index are looked at for one card.
_WINDOW: Final = 24
# And when none of those may be dealt: whole districts may lie side by side after an import.
_WIDE: Final = 600
_dice = random.SystemRandom()


@dataclass(frozen=True)
class Answered:
    """One card of a round, answered or in the hand of a script."""

    number: int
    channel: str
    district: int | None
    placed_at: datetime

    @classmethod
    def from_tally(cls, tally: Tally) -> "Answered":
        """Read it from a tally with its contribution loaded."""
        return cls(tally.contribution.number, tally.channel, tally.district_id, tally.placed_at)

    def is_a(self, kind: Kind) -> bool:
        """Tell whether it takes a place of this kind."""
        if kind == "young":
            return self.placed_at > clock.now() - YOUNG
        return self.channel == kind


@dataclass(frozen=True)
class RoundSoFar:
    """Where a participant stands in the round of ten."""

    answered: int = 0  # in all rounds together
    recent: tuple[Answered, ...] = ()  # the last cards, newest first

    @property
    def place(self) -> int:
        return self.answered % ROUND + 1

    @property
    def cards(self) -> tuple[Answered, ...]:
        """Return the cards of this round."""
        return self.recent[: self.answered % ROUND]

    @property
    def last_number(self) -> int | None:
        return self.recent[0].number if self.recent else None

    @property
    def is_done(self) -> bool:
        return self.answered > 0 and self.answered % ROUND == 0

    @property
    def full_districts(self) -> list[int]:
        """Return the districts that had their turns in this round."""
        turns = Counter(card.district for card in self.cards if card.district is not None)
        return [district for district, n in turns.items() if n >= PER_DISTRICT]

    def after(self, card: Answered) -> "RoundSoFar":
        """Return where they stand when they will have answered this card too."""
        recent = (card, *self.recent)[:ROUND]
        return replace(self, answered=self.answered + 1, recent=recent)


def round_so_far(participant: Participant | None) -> RoundSoFar:
    """Look up where a participant stands. One query."""
    if participant is None:
        return RoundSoFar()
    rows = list(
        participant.scores.answered()
        .order_by("-answered_at", "-pk")
        .annotate(among=Window(Count("pk")))
        .values_list(
            "among",
            "contribution__number",
            "contribution__channel",
            "contribution__tally__district",
            "contribution__tally__placed_at",
        )[:ROUND]
    )
    return RoundSoFar(rows[0][0] if rows else 0, tuple(Answered(*row[1:]) for row in rows))


def next_dreams(
    *,
    participant: Participant | None,
    campaign: Campaign,
    so_far: RoundSoFar | None = None,
    hand: Sequence[int] = (),
    amount: int = 1,
) -> list[Contribution]:
    """Choose the next cards, each with its tally. Fewer when nearly everything was read.

    `hand` are the numbers of cards that were dealt to this browser and not answered here yet, in
    order: they count in the mix of the round and are not dealt again.
    """
    # New dreams wait a minute for their first reader at most. A task does this too; where it runs,
    # the key is there and no page ever does.
    if cache.add(dealt_key(campaign), 1, 60):
        deal_tallies(campaign=campaign)
    so_far = so_far or round_so_far(participant)
    held = []
    for tally in _tallies_of(campaign, hand):
        so_far = so_far.after(Answered.from_tally(tally))
        held.append(tally.pk)
    chosen: list[Contribution] = []
    while len(chosen) < amount:
        drawn = _choose(campaign, participant, so_far, held)
        if drawn is None:
            break
        so_far = so_far.after(Answered.from_tally(drawn))
        held.append(drawn.pk)
        chosen.append(drawn.contribution)
    return chosen


def next_dream(
    *, participant: Participant | None, campaign: Campaign, so_far: RoundSoFar | None = None
) -> Contribution | None:
    """Choose the next card; None when everything was read.

    Three look-ups through an index, and one to three for each kind that has a place to fill.
    """
    found = next_dreams(participant=participant, campaign=campaign, so_far=so_far)
    return found[0] if found else None


def dealt_key(campaign: Campaign) -> str:
    """Return the cache key that says the tallies of a campaign were opened a moment ago."""
    return f"tallies-dealt:{campaign.pk}"


def _tallies_of(campaign: Campaign, numbers: Sequence[int]) -> list[Tally]:
    if not numbers:
        return []
    rows = Tally.objects.filter(campaign=campaign, contribution__campaign=campaign)
    found = rows.filter(contribution__number__in=numbers).select_related("contribution")
    by_number = {tally.contribution.number: tally for tally in found}
    return [by_number[number] for number in numbers if number in by_number]


def _choose(
    campaign: Campaign, participant: Participant | None, so_far: RoundSoFar, held: Sequence[int]
) -> Tally | None:
    everything = Tally.objects.filter(campaign=campaign).exclude(contribution__in=held)
    lowest = _lowest(everything, participant)
    if lowest is None:
        return None
    draw = _Draw(everything, participant, so_far.full_districts)
    most = 2 * lowest + 2
    for kind in _wanted(so_far):
        found = draw.young(most) if kind == "young" else draw.of_channel(kind, most)
        if found is not None:
            return found
    return (
        draw.least_seen(lowest)
        or _Draw(everything, participant, ()).least_seen(lowest)
        # Nearly everything was read: take what is left.
        or everything.unseen_by(participant)
        .select_related("contribution")
        .order_by("views", "contribution")
        .first()
    )


def _wanted(so_far: RoundSoFar) -> list[Kind]:
    """Return the kinds this card has to be one of to keep the mix of the round; mostly none.

    The chance grows as places run out, so that they come anywhere in the round.
    """
    cards = so_far.cards
    short = {kind: least - sum(card.is_a(kind) for card in cards) for kind, least in PLACES.items()}
    kinds = [kind for kind, missing in short.items() for _ in range(missing)]
    if _dice.random() >= len(kinds) / (ROUND - len(cards)):
        return []
    _dice.shuffle(kinds)
    return list(dict.fromkeys(kinds))  # another one where there is not enough of the first


def _lowest(tallies: TallyQuerySet, participant: Participant | None) -> int | None:
    """Return how often the least seen card was seen. One walk from the start of the index."""
    unseen = tallies.unseen_by(participant).order_by("views", "contribution")
    views: int | None = unseen.values_list("views", flat=True).first()
    return views


@dataclass(frozen=True)
class _Draw:
    """Draw one card from a few neighbours on an index, so that the cost stays the same."""

    tallies: TallyQuerySet
    participant: Participant | None
    full: Sequence[int]

    def least_seen(self, views: int) -> Tally | None:
        """Draw among the least seen, or among the next level when their districts are full."""
        for level in (views, views + 1):
            found = self._at(self.tallies.filter(views=level))
            if found is not None:
                return found
        return None

    def of_channel(self, channel: Channel, most: int) -> Tally | None:
        """Draw among the least seen of one channel, unless they were seen too often already."""
        tallies = self.tallies.filter(channel=channel)
        views = _lowest(tallies, self.participant)
        if views is None or views > most:
            return None
        return self._at(tallies.filter(views=views))

    def young(self, most: int) -> Tally | None:
        """Draw among the dreams of the last two days: the least seen of some neighbours in time."""
        now = clock.now()
        young = self.tallies.filter(placed_at__gt=now - YOUNG, views__lte=most).order_by(
            "placed_at", "contribution"
        )
        # Somewhere in the two days, and then some steps on: an import places many in one moment.
        start = now - YOUNG * _dice.random()
        steps = _dice.randint(0, 200)
        found = self._among(young.filter(placed_at__gt=start)[steps : steps + _WINDOW])
        if len(found) < _WINDOW:
            # The last few are no fair choice by themselves: they would be read at every turn.
            found += self._among(young[:_WINDOW])
        if not found:
            return None
        fewest = min(tally.views for tally in found)
        return _dice.choice([tally for tally in found if tally.views == fewest])

    def _at(self, level: TallyQuerySet) -> Tally | None:
        """Draw by chance among cards that were seen equally often."""
        ends = level.aggregate(first=Min("contribution"), last=Max("contribution"))
        if ends["first"] is None:
            return None
        level = level.order_by("contribution")
        start = _dice.randint(ends["first"], ends["last"])
        found = self._among(level.filter(contribution__gte=start)[:_WINDOW]) or self._among(
            level[:_WIDE]
        )
        return _dice.choice(found) if found else None

    def _among(self, some: TallyQuerySet) -> list[Tally]:
        """Return those this participant may get."""
        # The inner query stays on the tally's own index: joined first, PostgreSQL would walk all
        # contributions below the starting point.
        rows = Tally.objects.filter(pk__in=some.values("contribution"))
        allowed = rows.unseen_by(self.participant).outside(self.full)
        return list(allowed.select_related("contribution").order_by("?")[:_WINDOW])
