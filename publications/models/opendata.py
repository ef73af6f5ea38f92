"""The files everybody may have: when they were made, and whether they have to be made again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Campaign
from publications.models.jobs import IN_THE_MAKING, Status


class OpenData(models.Model):
    """The open data of a campaign: when it was made, and whether it has to be made again.

    The row is the queue; a message to the worker only a nudge.
    """

    campaign = models.OneToOneField(
        Campaign, models.CASCADE, primary_key=True, related_name="open_data"
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(_("what went wrong"), blank=True)
    requested_at = models.DateTimeField(default=clock.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    # The last withdrawal and decision the files know of. Later ones ask for new files at once.
    seen_withdrawal = models.PositiveBigIntegerField(default=0)
    seen_decision = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("open data")
        verbose_name_plural = _("open data")

    def __str__(self) -> str:
        return str(self.campaign_id)

    @property
    def in_the_making(self) -> bool:
        return self.status in IN_THE_MAKING


class DataFile(models.Model):
    """One open file as it is served now; the next version takes its place in one moment."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="data_files")
    name = models.CharField(max_length=40)
    file = models.FileField(upload_to="open-data/")
    rows = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("open file")
        verbose_name_plural = _("open files")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "name"], name="one_open_file_per_name")
        ]

    def __str__(self) -> str:
        return self.name
