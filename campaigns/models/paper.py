"""Dreams on paper: printed sheets with a code, and the pictures of them that come back."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models.campaign import Campaign
from campaigns.models.contribution import Channel, Contribution


class SheetBatch(models.Model):
    """A pile of sheets printed together: for a counter, a library, a dream session.

    Each sheet carries the batch's token and its own number as a QR code.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="sheet_batches")
    token = models.CharField(max_length=12, unique=True, editable=False)
    place = models.CharField(_("where they lie"), max_length=120)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.ONLINE)
    # The row above the ground floor the sheets belong to, such as one session's key.
    belongs_to = models.PositiveBigIntegerField(null=True, blank=True)
    sheets = models.PositiveSmallIntegerField(_("sheets"), default=20)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=clock.now)
    # The PDF to print; empty until the worker made it, or with why that did not work.
    file = models.FileField(upload_to="sheets/%Y/%m/", blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("pile of sheets")
        verbose_name_plural = _("piles of sheets")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.place


class ScanStatus(models.TextChoices):
    DRAFT = "draft", _("To be typed over")
    ENTERED = "entered", _("Entered")
    DISCARDED = "discarded", _("Not a dream")


class Scan(models.Model):
    """A picture of one sheet that waits beside an empty text until somebody typed it over."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="scans")
    batch = models.ForeignKey(SheetBatch, models.PROTECT, null=True, related_name="scans")
    sheet = models.PositiveSmallIntegerField(null=True, blank=True)
    image = models.ImageField(upload_to="scans/%Y/%m/")
    # Of the picture as it was uploaded: the same photo twice is one draft.
    fingerprint = models.CharField(max_length=64, editable=False)
    status = models.CharField(max_length=9, choices=ScanStatus, default=ScanStatus.DRAFT)
    # One sheet can hold several post-its: each becomes a contribution.
    contributions = models.ManyToManyField(Contribution, blank=True, related_name="scans")
    submission_key = models.UUIDField(default=uuid.uuid4, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=clock.now)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "fingerprint"], name="each_picture_scanned_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.status}"
