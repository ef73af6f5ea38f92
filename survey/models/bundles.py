"""Dreams that say the same, laid together without losing one."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Campaign, Contribution


class Bundle(models.Model):
    """Dreams that say the same. Each keeps its own text, dreamer, code, number and scores."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="bundles")
    # The dream whose words stand for all of them.
    face = models.ForeignKey(Contribution, models.SET_NULL, null=True, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("bundle")
        verbose_name_plural = _("bundles")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pk}: {self.face_id}"


class BundleMember(models.Model):
    """One dream in one bundle; a dream lies in at most one."""

    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="members")
    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="bundle_member")
    # Empty when the dreamer joined by themselves, on the receipt.
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.bundle_id}: {self.contribution_id}"


class NotAlike(models.Model):
    """Two dreams a colleague looked at and left apart, so that they are not proposed again."""

    first = models.ForeignKey(Contribution, models.CASCADE, related_name="+")
    second = models.ForeignKey(Contribution, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_left_apart_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="pair_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} / {self.second_id}"


class AlikePair(models.Model):
    """Two dreams that look alike, to be judged by a colleague; found by `find_pairs`."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_index=False)
    first = models.ForeignKey(Contribution, models.CASCADE, related_name="+")
    second = models.ForeignKey(Contribution, models.CASCADE, related_name="+")
    likeness = models.FloatField()
    # Not laid together and not left apart: somebody may still look at them.
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_proposed_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="proposed_pair_in_order"
            ),
        ]
        indexes = [
            # The room of look-alikes shows the strongest open pairs.
            models.Index(
                fields=["campaign", "-likeness"],
                name="alike_pair_strongest",
                condition=models.Q(is_open=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_id} / {self.second_id}: {self.likeness:.2f}"


class PairSearch(models.Model):
    """How far the dreams of a campaign were compared with the ones before them."""

    campaign = models.OneToOneField(
        Campaign, models.CASCADE, primary_key=True, related_name="pair_search"
    )
    reached = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.reached}"
