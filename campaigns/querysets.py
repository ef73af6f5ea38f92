"""Named sets of rows of the ground floor."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from datetime import datetime

    from campaigns.models import Campaign


class ContributionQuerySet(models.QuerySet[Any]):
    def of(self, campaign: "Campaign") -> Self:
        return self.filter(campaign=campaign)

    def waiting(self) -> Self:
        """Handed in and not yet read by a moderator, oldest first."""
        return self.filter(status="waiting").order_by("pk")

    def to_read(self) -> Self:
        """What a moderator has to read: it waits and has words or a picture, or was shown at once.

        A spoken dream waits outside the queue until somebody wrote it down.
        """
        readable = ~models.Q(text="") | ~models.Q(thumbnail="")
        shown = models.Q(status="placed", unread=True)
        return self.filter(models.Q(status="waiting") & readable | shown)

    def not_lent(self, now: "datetime") -> Self:
        """What no moderator has on screen."""
        return self.exclude(reading__until__gt=now)

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

    def with_translations(self, language: str) -> Self:
        """Bring each row's approved translation along as `row.translation`; one query more.

        A translation older than the last placing may belong to another text and is left out.
        """
        rows = self.model._meta.get_field("translations").related_model._default_manager
        approved = rows.filter(
            language=language[:2], approved_at__gte=models.F("contribution__placed_at")
        )
        return self.prefetch_related(
            models.Prefetch("translations", approved, to_attr="shown_translations")
        )


class CampaignQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        return self.filter(is_public=True).order_by("city", "name")
