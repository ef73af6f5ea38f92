"""Named sets of publications."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from campaigns.models import Campaign


class IssueQuerySet(models.QuerySet[Any]):
    def of(self, campaign: "Campaign") -> Self:
        return self.filter(campaign=campaign)

    def notes(self) -> Self:
        return self.filter(kind="note")

    def newspapers(self) -> Self:
        return self.filter(kind="newspaper")

    def finished(self) -> Self:
        """Rendered completely, newest version first."""
        return self.filter(status__in=["ready", "published"]).order_by("-version")

    def published(self) -> Self:
        return self.filter(status="published").order_by("-version")
