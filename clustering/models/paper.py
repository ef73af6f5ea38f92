"""Cards printed to cut out, and photos of the piles people made of them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Campaign
from clustering.models.meaning import Need


class PrintKind(models.TextChoices):
    CARDS = "cards", _("Cards")
    NEEDS = "needs", _("Needs")


class CardPrint(models.Model):
    """Cards to cut out, or sheets with a need, printed together.

    Each carries the token and its own number as a QR code; `contents` says what each number is:
    a card and its dream, or a need and its name. A card that was withdrawn is known by its number.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="card_prints")
    token = models.CharField(max_length=12, unique=True, editable=False)
    kind = models.CharField(max_length=5, choices=PrintKind)
    name = models.CharField(max_length=160)
    contents = models.JSONField(default=list)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=clock.now)
    # Empty until the worker made it, or with why that did not work.
    file = models.FileField(upload_to="cards/%Y/%m/", blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("printed cards")
        verbose_name_plural = _("printed cards")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class PhotoStatus(models.TextChoices):
    DRAFT = "draft", _("To look at")
    LAID = "laid", _("Laid")
    DISCARDED = "discarded", _("Put aside")


class PilePhoto(models.Model):
    """A photo of a pile of paper cards: a proposal until somebody confirms it."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="pile_photos")
    # Gone once the photo is settled: what it says stands on the board then.
    image = models.ImageField(upload_to="piles/%Y/%m/", blank=True)
    # Of the file as it was uploaded: the same photo twice is one proposal.
    fingerprint = models.CharField(max_length=64, editable=False)
    codes = models.JSONField(default=list)  # as read from the photo, from top to bottom
    typed = models.JSONField(default=list)  # codes somebody typed because they were not read
    status = models.CharField(max_length=9, choices=PhotoStatus, default=PhotoStatus.DRAFT)
    laid = models.PositiveIntegerField(default=0)
    need = models.ForeignKey(Need, models.SET_NULL, null=True, blank=True, related_name="+")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=clock.now)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("photo of a pile")
        verbose_name_plural = _("photos of piles")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "fingerprint"], name="each_pile_photographed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.status}"
