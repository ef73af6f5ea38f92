"""Named sets of cards, needs and keys, and the one way to count what lies in them."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Length

if TYPE_CHECKING:
    from campaigns.models import Campaign


def _public(path: str) -> Q:
    """Say of a joined contribution what `ContributionQuerySet.public` says of its own rows."""
    return Q(**{f"{path}__status": "placed", f"{path}__consent_online": True})


def on_the_table() -> Q:
    """Say of a contribution that it has words, or a picture instead of them."""
    return ~Q(text="") | ~Q(thumbnail="")


class CardQuerySet(models.QuerySet[Any]):
    def of(self, campaign: "Campaign") -> Self:
        return self.filter(campaign=campaign)

    def live(self, campaign: "Campaign") -> Self:
        """Cards of contributions that count; what was held back since is left out."""
        return self.of(campaign).filter(contribution__status="placed")

    def pile(self) -> Self:
        """Cards that wait for a place."""
        return self.filter(need=None, set_aside="")

    def placed(self) -> Self:
        return self.filter(need__isnull=False)

    def on_top(self) -> Self:
        """Leave out what lies under another card of its stack: one card for each stack."""
        cards = self.model._default_manager
        above = cards.filter(stack=OuterRef("stack"), contribution__status="placed").filter(
            Q(on_top__gt=OuterRef("on_top")) | Q(on_top=OuterRef("on_top"), pk__lt=OuterRef("pk"))
        )
        return self.filter(Q(stack=None) | ~Exists(above))

    def aside(self) -> Self:
        """Cards that were set aside for good, with a reason."""
        return self.filter(to_discuss=False).exclude(set_aside="")

    def talk(self) -> Self:
        """Cards the table still talks about."""
        return self.filter(to_discuss=True)

    def public(self) -> Self:
        """Cards anybody may read."""
        return self.filter(_public("contribution"))

    def with_contribution(self) -> Self:
        """Bring what a card shows along, in the same query."""
        return self.select_related("contribution__district", "need__key")


class NeedQuerySet(models.QuerySet[Any]):
    def of(self, campaign: "Campaign") -> Self:
        return self.filter(campaign=campaign)

    def with_counts(self, campaign: "Campaign") -> Self:
        """Add `dreams`: public contributions with a card here, each counted once. One query."""
        return self.of(campaign).annotate(
            dreams=Count(
                "cards__contribution", distinct=True, filter=_public("cards__contribution")
            )
        )

    def with_cards(self, campaign: "Campaign") -> Self:
        """Add `laid`: the cards that lie here, as the core team sees them."""
        return self.of(campaign).annotate(
            laid=Count("cards", filter=Q(cards__contribution__status="placed"))
        )

    def biggest_first(self) -> Self:
        """Order needs that were counted with `with_counts`."""
        return self.order_by("-dreams", "name")


class KeyQuerySet(models.QuerySet[Any]):
    def of(self, campaign: "Campaign") -> Self:
        return self.filter(campaign=campaign)

    def with_counts(self, campaign: "Campaign") -> Self:
        """Add `dreams`: public contributions with a card under this key, each counted once."""
        return self.of(campaign).annotate(
            dreams=Count(
                "needs__cards__contribution",
                distinct=True,
                filter=_public("needs__cards__contribution"),
            )
        )

    def with_voice(self, cards: CardQuerySet) -> Self:
        """Add `voice`: the last short dream laid under this key, out of these cards."""
        short = (
            cards.filter(need__key=OuterRef("pk"), start=0)
            .annotate(length=Length("contribution__text"))
            .filter(length__range=(1, 48), end=F("length"))
            .order_by("-moved_at", "-pk")
        )
        return self.annotate(voice=Subquery(short.values("contribution__text")[:1]))


class MoveQuerySet(models.QuerySet[Any]):
    def last_seen(self) -> int:
        """Return the mark up to which somebody who looks now has seen the moves."""
        newest: int | None = self.order_by("-pk").values_list("pk", flat=True).first()
        return newest or 0

    def since(self, mark: int) -> Self:
        return self.filter(pk__gt=mark)

    def newest_per_card(self) -> Self:
        """The last move of each card in this set."""
        newest = self.values("card").annotate(newest=Max("pk")).values("newest")
        found: Self = self.model._default_manager.filter(pk__in=newest)
        return found
