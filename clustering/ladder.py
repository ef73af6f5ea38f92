"""The ladder of one card: wish, need, values and qualities, DNA, key; each with its evidence."""

from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, Q

from campaigns.models import Campaign
from clustering.models import Card, CoreValue, Dna, Key, Need, Quality

WISH, NEED, MEANING, DNA, KEY = RUNGS = ("wens", "behoefte", "waarden", "dna", "sleutel")
SHOWN: Final = 6


@dataclass(frozen=True)
class Ladder:
    """What stands on each rung of one card, and what it rests on. `rung` is the open one."""

    card: Card
    rung: str
    need: Need | None
    key: Key | None
    dna: Dna | None
    values: list[Any]  # core values and qualities of the card or its need, with `kind`
    cards: list[Card] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    carried: list[Any] = field(default_factory=list)

    @property
    def next(self) -> str:
        """Return the rung above the open one, empty on the top."""
        at = RUNGS.index(self.rung) + 1
        return RUNGS[at] if at < len(RUNGS) else ""

    @property
    def others(self) -> int:
        return max(getattr(self.need, "laid", 1) - 1, 0)


def ladder_of(campaign: Campaign, card: Card, rung: str) -> Ladder:
    """Collect a ladder. Eight queries at most."""
    need = None
    if card.need_id:
        rows = Need.objects.with_cards(campaign).select_related("key", "campaign")
        need = rows.filter(pk=card.need_id).first()
    return Ladder(
        card=card,
        rung=rung,
        need=need,
        key=need.key if need else None,
        dna=Dna.objects.filter(campaign=campaign).first(),
        values=_values(campaign, card),
        cards=_companions(campaign, card) if rung == NEED else [],
        needs=_siblings(campaign, need) if rung == KEY else [],
        carried=_carried(campaign) if rung == DNA else [],
    )


def _values(campaign: Campaign, card: Card) -> list[Any]:
    """Return what speaks from the card or its need. Two queries."""
    found: list[Any] = []
    for model, kind in ((CoreValue, "waarde"), (Quality, "kwaliteit")):
        mine = Q(cards=card) | Q(needs=card.need_id) if card.need_id else Q(cards=card)
        objects: Any = model._default_manager
        rows = objects.filter(pk__in=objects.filter(mine, campaign=campaign).values("pk"))
        for row in rows:
            row.kind = kind
            found.append(row)
    return found


def _companions(campaign: Campaign, card: Card) -> list[Card]:
    if not card.need_id:
        return []
    cards: Any = Card.objects.live(campaign).with_contribution()
    return list(cards.filter(need=card.need_id).exclude(pk=card.pk).order_by("-moved_at")[:SHOWN])


def _siblings(campaign: Campaign, need: Need | None) -> list[Need]:
    if need is None or need.key_id is None:
        return []
    rows = Need.objects.with_cards(campaign).filter(key=need.key_id).exclude(pk=need.pk)
    return list(rows.order_by("-laid", "name")[: 2 * SHOWN])


def _carried(campaign: Campaign) -> list[Any]:
    """Return the values and qualities the city's DNA rests on, the most carried first."""
    found: list[Any] = []
    for model, kind in ((CoreValue, "waarde"), (Quality, "kwaliteit")):
        rows: Any = model._default_manager.filter(campaign=campaign)
        for row in rows.annotate(tied=Count("needs")).order_by("-tied", "name")[:SHOWN]:
            row.kind = kind
            found.append(row)
    return found
