"""Named sets of candidates, trainings and ambassadors."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from campaigns.models import Campaign


class CandidateQuerySet(models.QuerySet[Any]):
    def of(self, campaign: "Campaign") -> Self:
        return self.filter(campaign=campaign)

    def chosen(self) -> Self:
        return self.filter(outcome="chosen")
