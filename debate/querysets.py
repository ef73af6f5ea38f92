"""Named sets of actions."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count

if TYPE_CHECKING:
    from campaigns.models import Campaign


class ActionQuerySet(models.QuerySet[Any]):
    def of(self, campaign: "Campaign") -> Self:
        return self.filter(campaign=campaign)

    def with_places(self) -> Self:
        """Select key, need and table along, and count the dreams behind each action."""
        return self.select_related("key", "need", "table").annotate(answered=Count("answers"))

    def newest(self) -> Self:
        return self.order_by("-recorded_at", "-number")
