"""Which contributions people may read or score, in which order."""

import random
from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Cast

if TYPE_CHECKING:
    from survey.models import Participant

# A prime above any number of dreams, small enough to multiply in 64 bits.
_PRIME = 4_294_967_291


def shuffled(dreams: models.QuerySet[Any], day: date) -> models.QuerySet[Any]:
    """Order by a permutation of the dream numbers that holds for one day, on any database.

    Sorts every row it gets: about 0.3 ms per thousand.
    """
    multiplier = random.Random(day.toordinal()).randrange(2**29, 2**30) | 1  # noqa: S311 -- no secret
    # The cast keeps PostgreSQL from multiplying in 32 bits.
    turned = Cast("number", models.BigIntegerField()) * multiplier
    return dreams.order_by((turned % _PRIME).asc(), "number")


class DailyShuffle(Sequence[Any]):
    """A large set of dreams in the order of the day, read by position without sorting anything.

    Position p holds the dream with number p x multiplier modulo a prime. Positions whose number
    does not exist or is not public stay empty, so pages differ by a card or two.
    """

    def __init__(self, dreams: models.QuerySet[Any], last_number: int, day: date) -> None:
        self.dreams = dreams
        # The next power of two changes rarely, so the pages stay put while dreams come in.
        self.size = _next_prime(1 << last_number.bit_length())
        self.multiplier = random.Random(day.toordinal()).randrange(  # noqa: S311 -- no secret
            self.size // 3, self.size // 2
        )
        self.last_number = last_number

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, positions: Any) -> list[Any]:
        wanted = [p * self.multiplier % self.size for p in range(self.size)[positions]]
        numbers = [number for number in wanted if 0 < number <= self.last_number]
        found = {dream.number: dream for dream in self.dreams.filter(number__in=numbers)}
        return [found[number] for number in numbers if number in found]

    def page_length(self, cards: int, public: int) -> int:
        """Return how many positions hold about so many public dreams, in steps of eight."""
        return max(8, round(cards * self.size / max(public, 1) / 8) * 8)


# So many numbers are counted together; a page skips fewer dreams than that.
BLOCK = 1_000


def count_blocks(dreams: models.QuerySet[Any]) -> list[tuple[int, int]]:
    """Count dreams per thousand numbers, the newest first: what `NewestFirst` finds its way by.

    Reads every dream once, as any count does; what it gives is small enough to keep.
    """
    blocks = dreams.order_by().annotate(block=models.F("number") / BLOCK).values("block")
    return list(
        blocks.annotate(amount=models.Count("pk")).order_by("-block").values_list("block", "amount")
    )


class NewestFirst(Sequence[Any]):
    """Dreams from the newest to the oldest, any page as fast as the first.

    The counts per block tell between which numbers a position lies, so that the database steps
    into its index there instead of walking past everything newer.
    """

    def __init__(self, dreams: models.QuerySet[Any], blocks: Sequence[tuple[int, int]]) -> None:
        self.dreams = dreams
        self.blocks = blocks

    def __len__(self) -> int:
        return sum(amount for _block, amount in self.blocks)

    def __getitem__(self, positions: Any) -> list[Any]:
        start, stop, _step = positions.indices(len(self))
        passed = 0
        for place, (block, amount) in enumerate(self.blocks):
            if start < passed + amount:
                # What came in since the count is newer than all of it: the first page shows it.
                below = {"number__lt": (block + 1) * BLOCK} if place else {}
                rows = self.dreams.filter(**below).order_by("-number")
                return list(rows[start - passed : stop - passed])
            passed += amount
        return []


def _next_prime(number: int) -> int:
    while any(number % divisor == 0 for divisor in range(2, int(number**0.5) + 1)):
        number += 1
    return number


class TallyQuerySet(models.QuerySet[Any]):
    def unseen_by(self, participant: "Participant | None") -> "TallyQuerySet":
        """Readable contributions this participant neither scored, skipped nor wrote.

        A card that was only seen comes back. So does none that says the same as an answered one.
        """
        readable = self.filter(contribution__status="placed", contribution__consent_online=True)
        if participant is None:
            return readable
        answered = participant.scores.answered()
        own = participant.dreams.filter(contribution=OuterRef("contribution"))
        alike = answered.filter(
            contribution__bundle_member__bundle__members__contribution=OuterRef("contribution")
        )
        return readable.filter(
            ~Exists(answered.filter(contribution=OuterRef("contribution"))),
            ~Exists(own),
            ~Exists(alike),
        )

    def outside(self, districts: Collection[int]) -> "TallyQuerySet":
        """Contributions of other districts than these; of unknown ones too."""
        if not districts:
            return self.all()
        return self.filter(models.Q(district=None) | ~models.Q(district__in=districts))


class ScoreQuerySet(models.QuerySet[Any]):
    def answered(self) -> "ScoreQuerySet":
        """Cards that were scored or skipped, not only seen."""
        return self.filter(answered_at__isnull=False)

    def counting(self) -> "ScoreQuerySet":
        """Scores that count: given, and not in a burst that is set apart or left out."""
        return self.filter(value__isnull=False).filter(
            models.Q(burst=None) | models.Q(burst__status="restored")
        )
