"""What editors write in the newspaper of the future, page by page."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Campaign, Contribution, User
from clustering.models import Key, Need
from debate.models import Action
from publications.querysets import PageQuerySet

# A page nobody touched for this long is free again. Real time: two people may see two phases.
LOCK_LASTS = timedelta(minutes=5)


class Article(models.Model):
    """A piece in the newspaper of the future. No source, no article."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="articles")
    slug = models.SlugField(max_length=80)
    # 0: it lies on the shelf, in no page yet.
    page = models.PositiveSmallIntegerField(_("page"))
    frame = models.CharField(_("frame"), max_length=40, blank=True)
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
    # Numbers of the dreams when they were chosen: a dream taken back since is missed, not forgotten.
    dream_numbers = models.JSONField(default=list, blank=True)
    # Two editors never overwrite each other: who saves says which version they read.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["page", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "slug"], name="one_article_per_slug")
        ]

    def __str__(self) -> str:
        return self.headline


class Page(models.Model):
    """A page of the newspaper on the editors' table: its template, who is on it, how it looks."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="newspaper_pages")
    number = models.PositiveSmallIntegerField(_("page"))
    # Empty: the template the plan of the newspaper gives this page.
    template = models.CharField(_("template"), max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    locked_at = models.DateTimeField(null=True, blank=True)
    # The page as the print engine made it, of which content, and what it measured.
    preview = models.FileField(upload_to="pages/", blank=True)
    preview_digest = models.CharField(max_length=64, blank=True)
    measured = models.JSONField(default=dict, blank=True)
    preview_asked_at = models.DateTimeField(null=True, blank=True)
    preview_made_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PageQuerySet] = PageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("page of the newspaper")
        verbose_name_plural = _("pages of the newspaper")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "number"], name="one_newspaper_page_per_number"
            )
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def holder(self) -> User | None:
        """Return who is working on this page at this moment."""
        if self.locked_by is None or self.locked_at is None:
            return None
        return self.locked_by if self.locked_at > timezone.now() - LOCK_LASTS else None

    @property
    def is_being_made(self) -> bool:
        """Tell whether the preview lags behind what was asked."""
        asked, made = self.preview_asked_at, self.preview_made_at
        return asked is not None and (made is None or made < asked)

    def is_held_by_other(self, user: User) -> bool:
        return self.holder is not None and self.holder != user


class PageVersion(models.Model):
    """What lay in the frames of a page after one save."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    template = models.CharField(max_length=20)
    # {"lead": [{"slug": …, "headline": …, "deck": …, "body": …}]}
    frames = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("version of a page")
        verbose_name_plural = _("versions of pages")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="one_page_version_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.page_id}.{self.number}"
