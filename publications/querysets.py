"""Named sets of publications."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from campaigns.models import Campaign
    from clustering.models import Key


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


class BlockQuerySet(models.QuerySet[Any]):
    def of(self, campaign: "Campaign") -> Self:
        return self.filter(campaign=campaign)

    def standing(self) -> Self:
        """Blocks that are in the note, in their order."""
        return self.filter(removed_at=None).order_by("position", "pk")

    def chapter(self, place: str, key: "Key | None") -> Self:
        return self.filter(place=place, key=key)

    def with_sources(self) -> Self:
        """Bring along the dream a quote or a work comes from, in the same query."""
        return self.select_related("card__contribution", "work")


class PageQuerySet(models.QuerySet[Any]):
    def of(self, campaign: "Campaign") -> Self:
        return self.filter(campaign=campaign)

    def chosen(self, campaign: "Campaign") -> dict[int, str]:
        """Return the templates editors chose, by page. One query."""
        rows = self.of(campaign).exclude(template="")
        return dict(rows.values_list("number", "template"))
