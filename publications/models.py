"""What comes out of a campaign: versions of the note and the newspaper, and where dreams stand."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Campaign, Contribution
from clustering.models import Key, Need
from debate.models import Action
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
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)  # percent
    stage = models.CharField(_("stage"), max_length=120, blank=True)
    error = models.TextField(_("what went wrong"), blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
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
        return self.status in {Status.QUEUED, Status.RENDERING}


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


class Passage(models.Model):
    """An editor's text of the note, by its place: promise, summary, method ..."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="passages")
    slot = models.SlugField(_("place"), max_length=40)
    text = models.TextField(_("text"), blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "slot"], name="one_passage_per_slot")
        ]

    def __str__(self) -> str:
        return self.slot


class Article(models.Model):
    """A piece in the newspaper of the future. No source, no article."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="articles")
    slug = models.SlugField(max_length=80)
    page = models.PositiveSmallIntegerField(_("page"))
    frame = models.CharField(_("frame"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    rubric = models.CharField(_("rubric"), max_length=60, blank=True)
    key = models.ForeignKey(
        Key, models.SET_NULL, null=True, blank=True, related_name="articles", verbose_name=_("key")
    )
    headline = models.CharField(_("headline"), max_length=120)
    deck = models.CharField(_("deck"), max_length=300, blank=True)
    body = models.TextField(_("text"))
    pull_quote = models.CharField(_("pull quote"), max_length=200, blank=True)
    pull_quote_by = models.CharField(_("said by"), max_length=120, blank=True)
    needs = models.ManyToManyField(Need, related_name="articles", blank=True)
    actions = models.ManyToManyField(Action, related_name="articles", blank=True)
    dreams = models.ManyToManyField(Contribution, related_name="articles", blank=True)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["page", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "slug"], name="one_article_per_slug")
        ]

    def __str__(self) -> str:
        return self.headline
