"""Browsers that give something; known by a signed cookie, never by name."""

import uuid

from django.db import models

from campaigns import clock
from campaigns.models import Campaign


class Participant(models.Model):
    """A browser that scored or handed in something; known by a signed cookie, never by name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="participants")
    created_at = models.DateTimeField(default=clock.now)
    # A confirmed mail address or an account: its scores weigh a little more, see docs/ranking.md.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # Keyed hash of the confirmed address, so that one address confirms one browser; the address
    # itself is not kept.
    confirmed_by = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "confirmed_by"],
                condition=~models.Q(confirmed_by=""),
                name="one_browser_per_address",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
