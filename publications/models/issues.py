"""Versions of the note and the newspaper, and on which page a dream stands."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Campaign, Contribution
from publications.models.jobs import IN_THE_MAKING, Job
from publications.querysets import IssueQuerySet


class Kind(models.TextChoices):
    NOTE = "note", _("Orientation note")
    NEWSPAPER = "newspaper", _("Newspaper of the future")


class Issue(Job):
    """One version of a publication."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="issues")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    version = models.PositiveIntegerField(_("version"))
    language = models.CharField(
        _("language"), max_length=2, default="nl",
        choices=[("nl", _("Dutch")), ("fr", _("French")), ("en", _("English"))],
    )  # fmt: skip
    file = models.FileField(upload_to="issues/", blank=True)
    pages = models.PositiveSmallIntegerField(_("pages"), default=0)
    changes = models.CharField(_("what changed"), max_length=300, blank=True)
    # The moment the content is looked at; rendering it again gives the same note.
    as_of = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True, blank=True)
    # How often the PDF was fetched. Nobody writes down by whom.
    downloads = models.PositiveIntegerField(_("downloads"), default=0, editable=False)

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
                condition=models.Q(status__in=[status.value for status in IN_THE_MAKING]),
                name="one_issue_in_the_making",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"


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
