"""Dreams handed in online, and how hard people dream along."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Campaign, Channel, Contribution
from survey.querysets import TallyQuerySet


class Participant(models.Model):
    """A browser that scored or handed in something; known by a signed cookie, never by name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="participants")
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.pk)


class Dream(Contribution):
    """A dream handed in online."""

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, parent_link=True, primary_key=True, related_name="+"
    )
    participant = models.ForeignKey(
        Participant, models.SET_NULL, null=True, blank=True, related_name="dreams"
    )
    # Kept apart from everything that is shown; used for the receipt and news about this dream.
    email = models.EmailField(_("e-mail address"), blank=True)

    class Meta:
        verbose_name = _("dream")
        verbose_name_plural = _("dreams")


class Scale(models.IntegerChoices):
    NOT_MINE = 0, _("Not my dream")
    LOVELY = 1, _("Lovely dream")
    MINE_TOO = 2, _("I dream of this")


class Score(models.Model):
    """How hard one participant dreams along with one contribution; null for a skipped card."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="scores")
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="scores")
    value = models.PositiveSmallIntegerField(choices=Scale, null=True)
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "contribution"], name="one_score_per_participant"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__in=[0, 1, 2]), name="score_on_the_scale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.value}"


class Tally(models.Model):
    """How often a contribution was shown and scored, kept so that fair exposure needs no count.

    Campaign and channel repeat what the contribution says, so that the least seen card of one
    channel is found by an index alone, also among hundreds of thousands.
    """

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, primary_key=True, related_name="tally"
    )
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_index=False)
    channel = models.CharField(max_length=10, choices=Channel)
    views = models.PositiveIntegerField(default=0)
    scores = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    objects: ClassVar[TallyQuerySet] = TallyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            # `next_dream` walks these: the least seen of a campaign, and of one channel in it.
            models.Index(fields=["campaign", "views", "contribution"], name="tally_least_seen"),
            models.Index(
                fields=["campaign", "channel", "views", "contribution"],
                name="tally_least_seen_in_channel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.scores}"


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

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.reason}"
