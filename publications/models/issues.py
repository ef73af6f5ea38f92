"""Versions of the note and the newspaper, and on which page a dream stands."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Campaign, Contribution
from publications.querysets import IssueQuerySet


class Kind(models.TextChoices):
    NOTE = "note", _("Orientation note")
    NEWSPAPER = "newspaper", _("Newspaper of the future")


class Status(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RENDERING = "rendering", _("Being made")
    READY = "ready", _("Ready to read")
    PUBLISHED = "published", _("Published")
    FAILED = "failed", _("Did not work")


class Issue(models.Model):
    """One version of a publication. The row is the queue; a message to the worker only a nudge."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="issues")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    version = models.PositiveIntegerField(_("version"))
    language = models.CharField(
        _("language"), max_length=2, default="nl",
        choices=[("nl", _("Dutch")), ("fr", _("French")), ("en", _("English"))],
    )  # fmt: skip
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)  # percent
    stage = models.CharField(_("stage"), max_length=120, blank=True)
    error = models.TextField(_("what went wrong"), blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Counts every time a worker took it: one that was stopped cannot write in the next one's work.
    run = models.PositiveIntegerField(default=0, editable=False)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to="issues/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(_("pages"), default=0)
    changes = models.CharField(_("what changed"), max_length=300, blank=True)
    # The moment the content is looked at; rendering it again gives the same note.
    as_of = models.DateTimeField(default=clock.now)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[IssueQuerySet] = IssueQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "kind", "version"], name="one_issue_per_version"
            ),
            # Two clicks make one version: at most one per kind waits or is being made.
            models.UniqueConstraint(
                fields=["campaign", "kind"],
                condition=models.Q(status__in=["queued", "rendering"]),
                name="one_issue_in_the_making",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"

    @property
    def is_finished(self) -> bool:
        return self.status in {Status.READY, Status.PUBLISHED}

    @property
    def windows(self) -> list[bool]:
        """Return ten windows, lit as far as the work is."""
        return [self.progress >= 10 * n for n in range(1, 11)]

    @property
    def in_the_making(self) -> bool:
        return self.status in {Status.QUEUED, Status.RENDERING}


class Citation(models.Model):
    """On which page of an issue a contribution stands, read from the rendered PDF."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="citations")
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="citations")
    page = models.PositiveSmallIntegerField(_("page"))
    quoted = models.BooleanField(default=False)  # printed in words, or listed by number

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "contribution", "page"], name="cited_once_per_page"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}: p. {self.page}"
