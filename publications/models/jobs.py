"""What every row has that a worker makes something of."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns import clock


class Status(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RENDERING = "rendering", _("Being made")
    READY = "ready", _("Ready to read")
    PUBLISHED = "published", _("Published")
    FAILED = "failed", _("Did not work")


IN_THE_MAKING = (Status.QUEUED, Status.RENDERING)


class Job(models.Model):
    """Something a worker makes. The row is the queue; a message to the worker only a nudge.

    `publications.services.jobs` is the only one to write these columns.
    """

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)  # percent
    stage = models.CharField(_("stage"), max_length=120, blank=True)
    error = models.TextField(_("what went wrong"), blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Counts every time a worker took it: one that was stopped cannot write in the next one's work.
    run = models.PositiveIntegerField(default=0, editable=False)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def in_the_making(self) -> bool:
        return self.status in IN_THE_MAKING

    @property
    def is_finished(self) -> bool:
        return self.status in {Status.READY, Status.PUBLISHED}

    @property
    def windows(self) -> list[bool]:
        """Return ten windows, lit as far as the work is."""
        return [self.progress >= 10 * n for n in range(1, 11)]
