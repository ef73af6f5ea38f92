"""Deal dreams fairly, and keep how hard people dream along."""

import random
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Value

from campaigns import clock
from campaigns.models import Campaign, Channel, Contribution
from campaigns.phases import Door
from survey.models import Participant, Scale, Score, Tally

ROUND: Final = 10
# What every round of ten holds at least, where there is enough of it.
MIX: Final[dict[Channel, int]] = {Channel.SESSION: 3, Channel.SCHOOL: 1}
_dice = random.SystemRandom()


class NotScorable(Exception):
    """Raised for a contribution that is not online (any more)."""


class OwnDream(Exception):
    """Raised when somebody scores their own dream."""


def start_participant(*, campaign: Campaign) -> Participant:
    """Make a participant, at the first thing a browser gives."""
    return Participant.objects.create(campaign=campaign)


def deal_tallies(*, campaign: Campaign, at_most: int = 50_000) -> int:
    """Open a tally for every public contribution without one. Returns how many were new.

    One query when nothing is new; about 150 ms at 200,000 contributions.
    """
    missing = list(
        Contribution.objects.of(campaign)
        .public()
        .filter(tally=None)
        .values_list("pk", "channel")[:at_most]
    )
    Tally.objects.bulk_create(
        [Tally(contribution_id=pk, campaign=campaign, channel=channel) for pk, channel in missing],
        ignore_conflicts=True,
        batch_size=2_000,
    )
    return len(missing)


@dataclass(frozen=True)
class RoundSoFar:
    """Where a participant stands in the round of ten."""

    answered: int = 0  # in all rounds together
    recent: tuple[tuple[str, int], ...] = ()  # channel and number of the last cards, newest first

    @property
    def place(self) -> int:
        return self.answered % ROUND + 1

    @property
    def channels(self) -> list[str]:
        """Return the channels of the cards answered in this round."""
        return [channel for channel, _number in self.recent[: self.answered % ROUND]]

    @property
    def last_number(self) -> int | None:
        return self.recent[0][1] if self.recent else None

    @property
    def is_done(self) -> bool:
        return self.answered > 0 and self.answered % ROUND == 0


def round_so_far(participant: Participant | None) -> RoundSoFar:
    """Look up where a participant stands. Two queries."""
    if participant is None:
        return RoundSoFar()
    cards = participant.scores.order_by("-pk")
    recent = cards.values_list("contribution__channel", "contribution__number")[:ROUND]
    return RoundSoFar(participant.scores.count(), tuple(recent))


def next_dream(
    *, participant: Participant | None, campaign: Campaign, so_far: RoundSoFar | None = None
) -> Contribution | None:
    """Choose the next card: among the least seen ones this participant did not see, by chance.

    Three look-ups through an index, besides `so_far` when it is not given. None when everything
    was read.
    """
    # New dreams may wait a minute for their first reader; the check is not free.
    if cache.add(f"tallies-dealt:{campaign.pk}", 1, 60):
        deal_tallies(campaign=campaign)
    channel = _wanted_channel(so_far or round_so_far(participant))
    found = _least_seen(campaign, participant, channel) if channel else None
    return found or _least_seen(campaign, participant, None)


def _wanted_channel(so_far: RoundSoFar) -> Channel | None:
    """Return a channel when this card has to keep the mix of the round, else None.

    The chance grows as places run out, so that sessions and children come anywhere in the round.
    """
    done = so_far.channels
    short = [
        channel for channel, least in MIX.items() for _ in range(least - done.count(channel.value))
    ]
    if short and _dice.random() < len(short) / (ROUND - len(done)):
        return _dice.choice(short)
    return None


def _least_seen(
    campaign: Campaign, participant: Participant | None, channel: Channel | None
) -> Contribution | None:
    """Pick by chance among the least seen cards, with three index look-ups at any size."""
    tallies = Tally.objects.filter(campaign=campaign)
    if channel:
        tallies = tallies.filter(channel=channel)
    cards = tallies.unseen_by(participant)
    lowest = cards.order_by("views", "contribution").values_list("views", "contribution").first()
    if lowest is None:
        return None
    views, first = lowest
    level = cards.filter(views=views)
    last = level.order_by("-contribution").values_list("contribution", flat=True).first() or first
    # Start somewhere among them. The inner query stays on the tally's own index: joined first,
    # PostgreSQL would walk all contributions below the starting point.
    somewhere = _dice.randint(first, last)
    near = tallies.filter(views=views, contribution__gte=somewhere).order_by("contribution")
    found = list(
        level.filter(pk__in=near.values("contribution")[:16]).select_related("contribution")
    ) or list(level.select_related("contribution").order_by("contribution")[:1])
    return _dice.choice(found).contribution if found else None


@transaction.atomic
def give_score(
    *, participant: Participant, contribution: Contribution, value: Scale | int | None
) -> Score:
    """Keep how hard somebody dreams along; None for a skipped card.

    Answering a card again changes the score and never counts a second view.
    """
    campaign = participant.campaign
    campaign.timeline(clock.today()).require(Door.SCORE)
    if contribution.campaign_id != campaign.pk or not contribution.is_public:
        raise NotScorable
    if participant.dreams.filter(pk=contribution.pk).exists():
        raise OwnDream
    score, created = Score.objects.select_for_update().get_or_create(
        participant=participant,
        contribution_id=contribution.pk,
        defaults={"value": value, "given_at": clock.now()},
    )
    if created:
        _count(contribution, views=1, scores=int(value is not None), total=value or 0)
    elif value is not None and value != score.value:
        _count(
            contribution,
            scores=int(score.value is None),
            total=value - (score.value or 0),
        )
        score.value, score.given_at = value, clock.now()
        score.save(update_fields=["value", "given_at"])
    return score


@transaction.atomic
def take_back_score(*, participant: Participant, contribution: Contribution) -> bool:
    """Forget an answer, as if the card was never shown. Doing it twice does nothing."""
    participant.campaign.timeline(clock.today()).require(Door.SCORE)
    score = (
        Score.objects.select_for_update()
        .filter(participant=participant, contribution_id=contribution.pk)
        .first()
    )
    if score is None:
        return False
    score.delete()
    _count(contribution, views=-1, scores=-int(score.value is not None), total=-(score.value or 0))
    return True


def _count(contribution: Contribution, *, views: int = 0, scores: int, total: int) -> None:
    Tally.objects.get_or_create(
        contribution_id=contribution.pk,
        defaults={"campaign_id": contribution.campaign_id, "channel": contribution.channel},
    )
    Tally.objects.filter(pk=contribution.pk).update(
        views=F("views") + Value(views),
        scores=F("scores") + Value(scores),
        total=F("total") + Value(total),
    )
