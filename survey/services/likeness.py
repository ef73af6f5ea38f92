"""Find dreams that say the same as another one."""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from django.db import models

from campaigns.models import Contribution, Status
from campaigns.search import lemmas, telling
from campaigns.services.searching import find_words
from survey.likeness import WEAK, likeness, profile
from survey.models import Bundle, BundleMember, Dream

# So many of a dream's rarest words are looked for, and so many texts are compared with it.
_WORDS: Final = 6
_COMPARED: Final = 60
_LOOKED_AT: Final = 200


@dataclass(frozen=True)
class Alikes:
    """Dreams of others that say the same, the nearest first, and how many people stand behind."""

    dreams: list[Contribution]
    people: int

    def __bool__(self) -> bool:
        return bool(self.dreams)


def find_alike(*, dream: Dream, at_most: int = 3) -> Alikes:
    """Return the public dreams of others that say the same as this one. Four queries at most.

    A dream that lies in a bundle stands for the whole bundle, so that each is shown once.
    """
    others = Contribution.objects.of(dream.campaign).public().exclude(pk=dream.pk)
    if dream.participant_id:
        own = Dream.objects.filter(participant=dream.participant_id)
        others = others.exclude(pk__in=own.values("pk"))
    bundles = others.annotate(bundle_pk=models.F("bundle_member__bundle_id"))
    found: list[Contribution] = []
    seen: set[int] = set()
    for _likeness, other in scored(bundles, dream):
        if other.bundle_pk not in seen:
            found.append(other)
        if other.bundle_pk:
            seen.add(other.bundle_pk)
    if not found:
        return Alikes([], 0)
    members = BundleMember.objects.filter(bundle__in=seen, contribution__status=Status.PLACED)
    keys = {other.pk for other in found} | set(members.values_list("contribution", flat=True))
    return Alikes(found[:at_most], count_dreamers(keys - {dream.pk}, but=dream.participant_id))


def joined_bundle(*, dream: Dream) -> Bundle | None:
    """Return the bundle a dreamer laid their own dream in, if they did."""
    return Bundle.objects.filter(members__contribution=dream.pk, members__added_by=None).first()


def count_dreamers(keys: Collection[int], *, but: Any = None) -> int:
    """Count the people behind dreams: a browser once, a dream without a browser once. One query."""
    known = dict(
        Dream.objects.filter(pk__in=keys, participant__isnull=False).values_list(
            "pk", "participant"
        )
    )
    return len(set(known.values()) - {but}) + len(set(keys) - known.keys())


def scored(
    others: models.QuerySet[Any], dream: Contribution, at_least: float = WEAK
) -> list[tuple[float, Any]]:
    """Return what says the same, the nearest first, with how near it is. One query."""
    known = profile(dream.text, dream.language)
    near = (
        (likeness(known, profile(other.text, other.language)), other)
        for other in _candidates(others, dream)
    )
    return sorted(
        ((score, other) for score, other in near if score >= at_least),
        key=lambda pair: (-pair[0], pair[1].pk),
    )


def _candidates(others: models.QuerySet[Any], dream: Contribution) -> Iterable[Any]:
    """Return the rows that share at least half of a dream's rarest words. Long words are rare."""
    said = lemmas(dream.text, dream.language)
    rare = telling(said)[:_WORDS]
    if len(rare) < 3:
        # A dream of a few words: without the small ones half of the city would look like it.
        rest = sorted(set(said) - set(rare), key=lambda word: (-len(word), word))
        rare += rest[: 3 - len(rare)]
    if not rare:
        return []
    ways = [
        [[word] for word in words] for words in combinations(rare, max(1, math.ceil(len(rare) / 2)))
    ]
    return find_words(others, ways, at_most=_LOOKED_AT)[:_COMPARED]
