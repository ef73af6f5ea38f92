"""Named sets of dream sessions."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from campaigns.permissions import Permission

if TYPE_CHECKING:
    from campaigns.models import Campaign, Membership


class SessionQuerySet(models.QuerySet[Any]):
    def of(self, campaign: "Campaign") -> Self:
        return self.filter(campaign=campaign)

    def public(self) -> Self:
        return self.filter(visibility="public")

    def upcoming(self, at: datetime) -> Self:
        return self.filter(starts_at__gte=at).order_by("starts_at", "pk")

    def editable_by(self, membership: "Membership") -> Self:
        """Sessions somebody may take notes in: one's own; all of them for who plans."""
        mine = self.filter(campaign_id=membership.campaign_id)
        if membership.may(Permission.PLAN):
            return mine
        return mine.filter(ambassadors__user=membership.user_id).distinct()
