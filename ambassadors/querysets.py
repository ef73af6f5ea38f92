"""Named sets of candidates and ambassadors."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from campaigns.models import Campaign


class CandidateQuerySet(models.QuerySet[Any]):
    def of(self, campaign: "Campaign") -> Self:
        return self.filter(campaign=campaign)

    def chosen(self) -> Self:
        return self.filter(outcome="chosen")


class AmbassadorQuerySet(models.QuerySet[Any]):
    def of(self, campaign: "Campaign") -> Self:
        return self.filter(candidate__campaign=campaign)

    def unnamed(self) -> Self:
        """Those who count, but are named nowhere outside: they did not say yes."""
        return self.filter(candidate__may_be_named=False)

    def unasked(self) -> Self:
        """Those who were never asked whether they may be named."""
        return self.filter(candidate__naming_answered_at=None)

    def named_first(self) -> Self:
        """Those who may be named by their first name, then the others."""
        return self.order_by("-candidate__may_be_named", "candidate__first_name", "pk")
