"""What happened on the board, and who is at it now."""

from django.conf import settings
from django.db import models

from campaigns import clock
from campaigns.models import Campaign


class BoardLog(models.Model):
    """Where the board of a campaign has come: the number of its last event.

    Its row is locked while an event is written, so that events become visible in the order of
    their numbers and nobody who follows them misses one.
    """

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="board_log")
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)


class BoardEvent(models.Model):
    """One thing that happened on the board. Rows are only ever added; they are the truth."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="board_events")
    number = models.PositiveBigIntegerField()
    verb = models.CharField(max_length=24)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    batch = models.UUIDField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="one_event_per_number"),
            # An act that was sent twice, after the network came back, is one act.
            models.UniqueConstraint(fields=["campaign", "batch"], name="one_event_per_act"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.verb}"


class Presence(models.Model):
    """Somebody who has the board open, and which cards they hold. Forgotten when they leave."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="board_presences")
    # One row for each window: somebody may have two open.
    window = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=clock.now)
    holds = models.JSONField(default=list)
    drags = models.BooleanField(default=False)  # the cards it holds are under way to a need

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "window"], name="one_presence_per_window")
        ]
        indexes = [models.Index(fields=["campaign", "-seen_at"], name="presence_lately")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.seen_at}"
