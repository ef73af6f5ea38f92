"""Needs that say the same: is it one need? Counted from the cards, and people decide."""

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from itertools import combinations
from typing import TYPE_CHECKING, Final

from django.db import transaction

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from clustering.models import KeptApart, Need
from clustering.services.suggesting.advice import Placed, SaidInNeeds, placed_now
from clustering.services.suggesting.said import Reason, shared_reasons
from clustering.services.suggesting.shelf import words_of

if TYPE_CHECKING:
    from clustering.analysis.corpus import Corpus
    from clustering.services.suggesting.nearness import Table

# One is when nobody could tell the cards of two needs apart. Measured on the demo's needs: halves of
# one need are above 0.75 three times out of four, of other pairs one in a hundred is above 0.5.
ALIKE: Final = 0.5
SURE: Final = 0.75
MOST: Final = 12


@dataclass(frozen=True)
class Overlap:
    """Two needs that may be one, the fuller one first, and what they share."""

    one: Need
    other: Need
    score: float
    reasons: tuple[Reason, ...]

    @property
    def strong(self) -> bool:
        return self.score >= SURE


def find_overlaps(campaign: Campaign, *, corpus: "Corpus", most: int = MOST) -> list[Overlap]:
    """Return the pairs of needs that overlap, the surest first, without those kept apart.

    Four queries.
    """
    needs = list(Need.objects.with_cards(campaign).select_related("key").order_by("pk"))
    if len(needs) < 2:
        return []
    placed = placed_now(campaign, corpus=corpus, needs=needs)
    apart = set(KeptApart.objects.filter(campaign=campaign).values_list("one", "other"))
    said = SaidInNeeds(corpus, placed)
    found: list[Overlap] = []
    for score, here, there in alike_pairs(corpus, placed):
        one, other = sorted((needs[here], needs[there]), key=lambda need: (-need.laid, need.pk))
        if pair_of(one, other) in apart:
            continue
        reasons = shared_reasons(said[one.pk], said[other.pk], corpus)
        if reasons:
            found.append(Overlap(one, other, score, tuple(reasons)))
        if len(found) == most:
            break
    return found


def alike_pairs(
    corpus: "Corpus", placed: Placed, least: float = ALIKE
) -> list[tuple[float, int, int]]:
    """Return pairs of needs by their places, the most alike first.

    The measure is how near the cards of the one are to those of the other on average, divided by
    how near cards are within each of the two: one when nobody could tell them apart, whatever
    their sizes.
    """
    names = tuple((need.pk, words_of(need)) for need in placed.needs.values())
    scores = _alikeness(corpus, placed.places, names)
    pairs = [
        (round(float(scores[one, other]), 4), one, other)
        for one, other in combinations(range(len(placed.needs)), 2)
    ]
    return sorted((pair for pair in pairs if pair[0] >= least), key=lambda pair: (-pair[0], pair))


@lru_cache(maxsize=2)
def _alikeness(
    corpus: "Corpus", places: tuple[tuple[int, int], ...], names: tuple[tuple[int, str], ...]
) -> "Table":
    nearness = import_module("clustering.services.suggesting.nearness")
    made: Table = nearness.alikeness(corpus, places, names)
    return made


# What people said of a pair -----------------------------------------------------------------------
def pair_of(one: Need, other: Need) -> tuple[str, str]:
    """Return the addresses of two needs in the order in which they are remembered."""
    first, second = sorted((one.slug, other.slug))
    return first, second


@transaction.atomic
def keep_apart(*, campaign: Campaign, one: Need, other: Need, by: User | None) -> KeptApart:
    """Remember that two needs are not the same: this pair is not proposed again."""
    campaign.timeline(clock.today()).require(Door.READ)
    if one.pk == other.pk or {one.campaign_id, other.campaign_id} != {campaign.pk}:
        raise ValueError("A pair is two needs of one campaign.")
    first, second = pair_of(one, other)
    kept, new = KeptApart.objects.get_or_create(
        campaign=campaign, one=first, other=second, defaults={"by": by}
    )
    if new:
        record_activity(
            campaign=campaign, by=by, verb="keep_needs_apart",
            subject=f"{one.name} | {other.name}", one=first, other=second,
        )  # fmt: skip
    return kept


@transaction.atomic
def propose_again(*, kept: KeptApart, by: User | None) -> bool:
    """Forget that a pair was kept apart; False when somebody else did so a moment ago."""
    campaign = kept.campaign
    campaign.timeline(clock.today()).require(Door.READ)
    gone, _each = KeptApart.objects.filter(pk=kept.pk).delete()
    if gone:
        record_activity(
            campaign=campaign, by=by, verb="propose_pair_again",
            subject=f"{kept.one} | {kept.other}", one=kept.one, other=kept.other,
        )  # fmt: skip
    return bool(gone)
