"""The board as it was at a moment, and the keys two people fixed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Campaign


class Snapshot(models.Model):
    """The whole board at one moment, by name or by the clock. Never changed."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="snapshots")
    # Empty for those the clock made.
    name = models.CharField(_("name"), max_length=80, blank=True)
    event = models.PositiveBigIntegerField(default=0)  # the last event it holds
    cards = models.PositiveIntegerField(default=0)
    contents = models.BinaryField()  # JSON, compressed: see `services.snapshots`
    digest = models.CharField(max_length=64)  # equal boards make no second snapshot
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["campaign", "-at"], name="snapshot_newest")]

    def __str__(self) -> str:
        return self.name or f"{self.at:%Y-%m-%d %H:%M}"


class Freeze(models.Model):
    """Two people lay the keys fast; from then on they are public, and change only by thawing."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="freezes")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)  # taken back, or thawed
    reason = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("freeze")
        verbose_name_plural = _("freezes")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(ended_at=None), name="one_freeze_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")),
                name="two_people_freeze",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.proposed_at}"
