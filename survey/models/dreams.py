"""Dreams handed in online, and what came with them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Contribution
from survey.models.participants import Participant


class Dream(Contribution):
    """A dream handed in online, at a counter or on paper."""

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, parent_link=True, primary_key=True, related_name="+"
    )
    participant = models.ForeignKey(
        Participant, models.SET_NULL, null=True, blank=True, related_name="dreams"
    )
    # Kept apart from everything that is shown; used for the receipt and news about this dream.
    email = models.EmailField(_("e-mail address"), blank=True)
    # The colleague who wrote it down for somebody at a counter or from paper.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Keyed hash of the network it came from; the key changes every day. Forgotten after 14 days.
    network = models.CharField(max_length=24, blank=True, editable=False)

    class Meta:
        verbose_name = _("dream")
        verbose_name_plural = _("dreams")


class Recording(models.Model):
    """A dream that was spoken: heard and written down by a colleague, then deleted."""

    dream = models.OneToOneField(Dream, models.CASCADE, primary_key=True, related_name="recording")
    file = models.FileField(upload_to="recordings/%Y/%m/", blank=True)
    content_type = models.CharField(max_length=40)
    seconds = models.PositiveSmallIntegerField(default=0)
    recorded_at = models.DateTimeField(default=clock.now)
    # What a local engine proposes; a colleague decides.
    draft = models.TextField(blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")

    def __str__(self) -> str:
        return f"{self.pk}: {self.seconds} s"


class Occasion(models.TextChoices):
    PLACED = "placed", _("Your dream is placed")
    HELD = "held", _("Your dream is not placed")
    BUNDLED = "bundled", _("Others dream this too")
    KEY = "key", _("Your dream got a key")
    NEWSPAPER = "newspaper", _("Your dream is in the newspaper")


class Letter(models.Model):
    """News about a dream that was mailed to its dreamer, so that nobody reads it twice."""

    dream = models.ForeignKey(Dream, models.CASCADE, related_name="letters")
    occasion = models.CharField(max_length=10, choices=Occasion)
    # What the news is about: the decision, or 0 for news that comes once.
    about = models.PositiveBigIntegerField(default=0)
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dream", "occasion", "about"], name="each_news_mailed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dream_id}: {self.occasion}"


class Reason(models.TextChoices):
    PERSONAL = "personal", _("It says something about a person who did not agree to that")
    HURTFUL = "hurtful", _("It hurts people")
    NO_DREAM = "no_dream", _("It is not a dream, but advertising for instance")


class Report(models.Model):
    """A reader asks the team to look at a contribution again."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="reports")
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, related_name="reports")
    reason = models.CharField(_("reason"), max_length=8, choices=Reason)
    at = models.DateTimeField(_("reported at"), default=clock.now)
    # A moderator looked at it again: the report no longer asks for attention.
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.reason}"
