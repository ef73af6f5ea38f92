"""Named sets of rows of the ground floor."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from campaigns.models import Campaign


class ContributionQuerySet(models.QuerySet[Any]):
    def of(self, campaign: "Campaign") -> Self:
        return self.filter(campaign=campaign)

    def waiting(self) -> Self:
        """Handed in and not yet read by a moderator, oldest first."""
        return self.filter(status="waiting").order_by("pk")

    def placed(self) -> Self:
        """Read and placed: they count, everywhere."""
        return self.filter(status="placed")

    def public(self) -> Self:
        """Placed and allowed online: what anybody may read."""
        return self.placed().filter(consent_online=True)

    def printable(self) -> Self:
        """Placed and allowed on paper."""
        return self.placed().filter(consent_print=True)

    def newest(self) -> Self:
        return self.order_by("-number")

    def with_district(self) -> Self:
        return self.select_related("district")


class CampaignQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        return self.filter(is_public=True).order_by("city", "name")
