"""The one ledger for everything people give, and what was decided about it."""

import uuid
from typing import TYPE_CHECKING, ClassVar, Optional

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.codes import show_code
from campaigns.links import dream_path
from campaigns.models.campaign import Campaign, District
from campaigns.querysets import ContributionQuerySet

if TYPE_CHECKING:
    from campaigns.models.reading import Translation


class Channel(models.TextChoices):
    ONLINE = "online", _("Online")
    SESSION = "session", _("Dream session")
    SCHOOL = "school", _("School")
    IMPORT = "import", _("Imported")


class Status(models.TextChoices):
    WAITING = "waiting", _("Waiting to be read")
    PLACED = "placed", _("Placed")
    HELD = "held", _("Held back")


class AgeGroup(models.TextChoices):
    CHILD = "0-11", _("Under 12")
    TEEN = "12-17", "12-17"
    YOUNG = "18-29", "18-29"
    THIRTIES = "30-44", "30-44"
    MIDDLE = "45-64", "45-64"
    SENIOR = "65-79", "65-79"
    ELDER = "80+", _("80 and older")


class Contribution(models.Model):
    """What one person (or group) gave: one dream, one post-it, one artwork.

    It holds everything a reader shows, filters, counts or prints, whatever the channel. The text
    is the untouched original. `survey.Dream`, `dreamsessions.Note` and `gallery.Artwork` inherit.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="contributions")
    number = models.PositiveIntegerField(_("number"), editable=False)
    code = models.CharField(_("receipt code"), max_length=7, editable=False)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    text = models.TextField(_("text"), max_length=5000)
    origin = models.CharField(_("origin"), max_length=160, blank=True)
    display_name = models.CharField(_("first name"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=8, default="nl")
    district = models.ForeignKey(
        District, models.SET_NULL, null=True, blank=True, related_name="contributions"
    )
    age_group = models.CharField(_("age"), max_length=5, choices=AgeGroup, blank=True)
    # Where in the city it is about, when somebody put it on the map.
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    thumbnail = models.ImageField(upload_to="thumbnails/%Y/%m/", blank=True)
    thumbnail_alt = models.CharField(_("description of the picture"), max_length=300, blank=True)
    consent_online = models.BooleanField(_("may be shown online"), default=True)
    consent_print = models.BooleanField(_("may be printed"), default=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.WAITING)
    # The same hand-in sent twice (double click, reload, resend) carries the same key.
    submission_key = models.UUIDField(default=uuid.uuid4, editable=False)
    source = models.CharField(max_length=60, blank=True, editable=False)
    source_id = models.CharField(max_length=120, blank=True, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    placed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Shown at once, where a campaign reads afterwards; no colleague has read it yet.
    unread = models.BooleanField(default=False, editable=False)

    objects: ClassVar[ContributionQuerySet] = ContributionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="number_once_per_campaign"),
            models.UniqueConstraint(fields=["campaign", "code"], name="code_once_per_campaign"),
            models.UniqueConstraint(
                fields=["campaign", "submission_key"], name="one_contribution_per_hand_in"
            ),
            models.UniqueConstraint(
                fields=["campaign", "source", "source_id"],
                condition=~Q(source_id=""),
                name="one_contribution_per_source_row",
            ),
        ]
        indexes = [
            # The public lists and the reading queue: newest placed, oldest waiting.
            models.Index(fields=["campaign", "status", "-number"], name="contribution_by_status"),
            models.Index(fields=["campaign", "channel", "status"], name="contribution_by_channel"),
            # The reading queue of campaigns that read afterwards: few among many.
            models.Index(
                fields=["campaign", "number"],
                name="contribution_unread",
                condition=Q(unread=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.text[:60]}"

    def get_absolute_url(self) -> str:
        return dream_path(self.number)

    @property
    def receipt(self) -> str:
        """Return the receipt code as people read it."""
        return show_code(self.code)

    @property
    def is_public(self) -> bool:
        return self.status == Status.PLACED and self.consent_online

    @property
    def signature(self) -> str:
        """Return who and where it came from, in one line: Hilde · Droomsessie in Krottegem."""
        return " · ".join(part for part in (self.display_name, self.source_line) if part)

    @property
    def source_line(self) -> str:
        """Return where it came from: the place, or the channel where there is no place."""
        return self.origin or str(self.get_channel_display())

    @property
    def translation(self) -> Optional["Translation"]:
        """Return the approved translation, where the query asked `with_translations`."""
        return next(iter(getattr(self, "shown_translations", ())), None)

    @property
    def size(self) -> str:
        """Return the letter size for cards: short dreams are set larger."""
        length = len(self.text)
        return "xl" if length <= 70 else "l" if length <= 110 else "m" if length <= 180 else "s"


class Withdrawal(models.Model):
    """The empty place a withdrawn contribution leaves; its number is never used again."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="withdrawals")
    number = models.PositiveIntegerField()
    withdrawn_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="withdrawn_once")
        ]

    def __str__(self) -> str:
        return str(self.number)


class Verdict(models.TextChoices):
    PLACE = "place", _("Placed")
    HOLD = "hold", _("Held back")
    MASK = "mask", _("Personal data masked")
    READ = "read", _("Read, stays online")  # after it was shown at once
    UNDO = "undo", _("Taken back")


class Decision(models.Model):
    """What a moderator decided about a contribution, and why. Rows are only ever added."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="decisions")
    verdict = models.CharField(max_length=8, choices=Verdict)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        # The history, and the letters about what was decided lately.
        indexes = [models.Index(fields=["at"], name="decision_by_moment")]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.verdict}"


class Activity(models.Model):
    """One line of the campaign's logbook: who did what, when. Rows are only ever added."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="activities")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["campaign", "-at"], name="activity_newest")]

    def __str__(self) -> str:
        return f"{self.verb}: {self.subject}"
