"""What goes to the printer: their colour profile, and the press edition of each newspaper."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from publications.models.issues import Issue
from publications.models.jobs import Job


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


class PressFile(Job):
    """The press edition of one version."""

    issue = models.OneToOneField(Issue, models.CASCADE, primary_key=True, related_name="press")
    file = models.FileField(upload_to="press/", blank=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    profile_name = models.CharField(max_length=200, blank=True)
    # What a printer would refuse, in sentences; empty: it may go.
    findings = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("press edition")
        verbose_name_plural = _("press editions")

    def __str__(self) -> str:
        return str(self.issue)
