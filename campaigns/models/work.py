"""Work in the background: signs of life of the worker, and large files it takes in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models.campaign import Campaign


class Heartbeat(models.Model):
    """When the worker last ran a task, so that `/readyz` can tell whether it is alive."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class RunStatus(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Busy")
    DONE = "done", _("Done")
    FAILED = "failed", _("Did not work")


class ImportRun(models.Model):
    """A file too large to read while somebody waits. The row is the queue.

    First it is looked at (`dry_run`), then the same row is queued again to enter it. The file is
    deleted once it is in, or after a week.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="import_runs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    file = models.FileField(upload_to="imports/", blank=True)
    filename = models.CharField(max_length=120)
    origin = models.CharField(_("origin"), max_length=160)
    columns = models.CharField(max_length=500, blank=True)
    profile = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=8, blank=True)
    dry_run = models.BooleanField(default=True)
    status = models.CharField(max_length=8, choices=RunStatus, default=RunStatus.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    entered = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    # How it was read, told once: system, columns, notes.
    reading = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)
    report = models.FileField(upload_to="imports/", blank=True)
    requested_at = models.DateTimeField(default=clock.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        indexes = [
            # The sweep asks for what waits or was left behind.
            models.Index(
                fields=["claimed_at"],
                name="import_in_the_making",
                condition=Q(status__in=["queued", "running"]),
            )
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def in_the_making(self) -> bool:
        return self.status in {RunStatus.QUEUED, RunStatus.RUNNING}

    @property
    def total(self) -> int:
        return self.entered + self.known + self.rejected
