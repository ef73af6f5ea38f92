"""Propose dreams that may say the same; a person decides."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.db.models import Q

from campaigns.models import Campaign, Contribution, Status
from survey.models import AlikePair, BundleMember, NotAlike, PairSearch
from survey.services.likeness import scored

_PAIRS_EACH: Final = 10
_LARGEST: Final = 8


def find_pairs(*, campaign: Campaign, at_most: int = 300) -> int:
    """Compare the dreams that are new with all others, and keep the pairs that look alike.

    Returns how many dreams were compared; 0 when nothing is new. Twice does no harm.
    """
    search, _created = PairSearch.objects.get_or_create(campaign=campaign)
    # Dreams that wait are compared too: the room shows a pair once both are placed.
    dreams = Contribution.objects.of(campaign).exclude(status=Status.HELD)
    new = list(dreams.filter(pk__gt=search.reached).order_by("pk")[:at_most])
    for dream in new:
        AlikePair.objects.bulk_create(_pairs(dreams, dream), ignore_conflicts=True)
    if new:
        # Only forward: another worker may have been further.
        PairSearch.objects.filter(pk=campaign.pk, reached__lt=new[-1].pk).update(reached=new[-1].pk)
    return len(new)


def _pairs(dreams: models.QuerySet[Any], dream: Contribution) -> Iterator[AlikePair]:
    for score, other in scored(dreams.exclude(pk=dream.pk), dream)[:_PAIRS_EACH]:
        first, second = sorted((dream.pk, other.pk))
        yield AlikePair(
            campaign_id=dream.campaign_id, first_id=first, second_id=second, likeness=score
        )


def refresh_pairs(dreams: Collection[int]) -> None:
    """Open or close the proposals these dreams are in. Three queries and two updates."""
    pairs = list(AlikePair.objects.filter(Q(first__in=dreams) | Q(second__in=dreams)))
    keys = {key for pair in pairs for key in (pair.first_id, pair.second_id)}
    places = dict(
        BundleMember.objects.filter(contribution__in=keys).values_list("contribution", "bundle")
    )
    apart = set(
        NotAlike.objects.filter(first__in=keys, second__in=keys).values_list("first", "second")
    )
    for state in (True, False):
        changed = [
            pair.pk
            for pair in pairs
            if pair.is_open != state and state == _is_open(pair, places, apart)
        ]
        AlikePair.objects.filter(pk__in=changed).update(is_open=state)


def _is_open(pair: AlikePair, places: dict[int, int], apart: set[tuple[int, int]]) -> bool:
    together = places.get(pair.first_id, 0) == places.get(pair.second_id, -1)
    return not together and (pair.first_id, pair.second_id) not in apart


@dataclass(frozen=True)
class Proposal:
    """Dreams that may be the same, and how much the two nearest of them look alike."""

    dreams: list[Contribution]
    likeness: float


def proposals(*, campaign: Campaign, at_most: int = 10, pairs: int = 80) -> list[Proposal]:
    """Return groups of placed dreams that look alike, the strongest first. One query."""
    rows = list(
        AlikePair.objects.filter(
            campaign=campaign, is_open=True,
            first__status=Status.PLACED, second__status=Status.PLACED,
        )
        .select_related("first", "second", "first__bundle_member", "second__bundle_member")
        .order_by("-likeness", "pk")[:pairs]
    )  # fmt: skip
    group: dict[int, int] = {}
    best: dict[int, float] = {}
    dreams: dict[int, Contribution] = {}
    sizes: Counter[int] = Counter()
    for row in rows:
        dreams |= {row.first_id: row.first, row.second_id: row.second}
        one, other = (group.setdefault(key, key) for key in (row.first_id, row.second_id))
        for key in (one, other):
            sizes[key] = sizes[key] or 1
            best[key] = max(best.get(key, 0.0), row.likeness)
        # A chain of pairs drifts away from where it began, so groups stay small.
        if one != other and sizes[one] + sizes[other] <= _LARGEST:
            group = {key: one if place == other else place for key, place in group.items()}
            sizes[one] += sizes.pop(other)
            best[one] = max(best[one], best.pop(other))
    found = [
        Proposal([dreams[key] for key, place in group.items() if place == root], best[root])
        for root in set(group.values())
    ]
    together = [proposal for proposal in found if len(proposal.dreams) > 1]
    return sorted(together, key=lambda p: (-p.likeness, p.dreams[0].pk))[:at_most]
