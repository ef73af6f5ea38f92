"""What goes to the printer: their colour profile, and the press edition of each newspaper."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Campaign
from publications.models.issues import Issue, Status


class PressSettings(models.Model):
    """What the printer of a campaign asks for. Without their own profile a computed one is used."""

    campaign = models.OneToOneField(
        Campaign, models.CASCADE, primary_key=True, related_name="press_settings"
    )
    profile = models.FileField(_("colour profile"), upload_to="profiles/", blank=True)
    profile_name = models.CharField(max_length=200, blank=True)
    bleed = models.DecimalField(
        _("bleed in millimetres"), max_digits=3, decimal_places=1, default=3,
        validators=[MinValueValidator(0), MaxValueValidator(10)],
    )  # fmt: skip
    ink_limit = models.PositiveSmallIntegerField(
        _("most ink, in percent"), default=240,
        validators=[MinValueValidator(160), MaxValueValidator(400)],
    )  # fmt: skip

    class Meta:
        verbose_name = _("printer")
        verbose_name_plural = _("printers")

    def __str__(self) -> str:
        return self.profile_name or str(_("Newsprint"))


class PressFile(models.Model):
    """The press edition of one version. The row is the queue; a message only a nudge."""

    issue = models.OneToOneField(Issue, models.CASCADE, primary_key=True, related_name="press")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)  # percent
    stage = models.CharField(_("stage"), max_length=120, blank=True)
    error = models.TextField(_("what went wrong"), blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to="press/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    profile_name = models.CharField(max_length=200, blank=True)
    # What a printer would refuse, in sentences; empty: it may go.
    findings = models.JSONField(default=list, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("press edition")
        verbose_name_plural = _("press editions")

    def __str__(self) -> str:
        return str(self.issue)

    @property
    def in_the_making(self) -> bool:
        return self.status in {Status.QUEUED, Status.RENDERING}

    @property
    def windows(self) -> list[bool]:
        """Return ten windows, lit as far as the work is."""
        return [self.progress >= 10 * n for n in range(1, 11)]
