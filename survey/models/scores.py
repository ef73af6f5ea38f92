"""How hard people dream along, and what is kept per dream so that nothing has to be counted."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Campaign, Channel, Contribution, District
from survey.models.participants import Participant
from survey.querysets import ScoreQuerySet, TallyQuerySet


class Scale(models.IntegerChoices):
    NOT_MINE = 0, _("Not my dream")
    LOVELY = 1, _("Lovely dream")
    MINE_TOO = 2, _("I dream of this")


class BurstKind(models.TextChoices):
    SCORES = "scores", _("Many scores for one dream from one place")
    TEXTS = "texts", _("The same text again and again")


class BurstStatus(models.TextChoices):
    SET_APART = "set_apart", _("Set apart")
    EXCLUDED = "excluded", _("Left out")
    RESTORED = "restored", _("Counted after all")


class Burst(models.Model):
    """Scores or dreams that came so fast from one place that a colleague has to look at them.

    What it holds does not count while it is set apart or left out; one decision changes that.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="bursts")
    kind = models.CharField(max_length=6, choices=BurstKind)
    # The dream that was pushed; empty for dreams that repeat one text.
    contribution = models.ForeignKey(
        Contribution, models.CASCADE, null=True, blank=True, related_name="bursts"
    )
    network = models.CharField(max_length=24, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    # Figures that made it stand out, for the moderator: counts, expected counts, browsers.
    evidence = models.JSONField(default=dict)
    status = models.CharField(max_length=9, choices=BurstStatus, default=BurstStatus.SET_APART)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("burst")
        verbose_name_plural = _("bursts")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["campaign", "status"], name="burst_to_decide")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.contribution_id}"

    @property
    def counts(self) -> bool:
        """Tell whether what it holds counts."""
        return self.status == BurstStatus.RESTORED


class Score(models.Model):
    """How hard one participant dreams along with one contribution.

    The row exists from the moment the card was seen: without `answered_at` it is still open,
    with an answer but without a value the card was skipped.
    """

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="scores")
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="scores")
    value = models.PositiveSmallIntegerField(choices=Scale, null=True)
    given_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True, default=clock.now)
    # Keyed hash of the network it came from; the key changes every day. Forgotten after 14 days.
    network = models.CharField(max_length=24, blank=True, editable=False)
    burst = models.ForeignKey(Burst, models.SET_NULL, null=True, blank=True, related_name="scores")

    objects: ClassVar[ScoreQuerySet] = ScoreQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "contribution"], name="one_score_per_participant"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__in=[0, 1, 2]), name="score_on_the_scale"
            ),
        ]
        indexes = [
            # `watch_bursts` reads the scores of the last minutes of all dreams.
            models.Index(fields=["given_at"], name="score_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.value}"


class Tally(models.Model):
    """How often a contribution was seen and scored, kept so that nothing has to be counted.

    Campaign, channel, district and moment repeat what the contribution says, so that the least
    seen card and the best loved dreams are found by an index alone, also among a million.
    """

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, primary_key=True, related_name="tally"
    )
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_index=False)
    channel = models.CharField(max_length=10, choices=Channel)
    district = models.ForeignKey(
        District, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    placed_at = models.DateTimeField(default=clock.now)
    views = models.PositiveIntegerField(default=0)
    # People whose score counts, and the sum of their scores.
    scores = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    # The same in tenths of a score, weighed by evidence: sum of weights, of weight x score and of
    # weight x score squared. The three give back how often each score was chosen.
    weight = models.PositiveIntegerField(default=0)
    weighed = models.PositiveIntegerField(default=0)
    weighed_squares = models.PositiveIntegerField(default=0)
    # Lower end, middle and upper end of the estimate on the scale 0 to 2; empty under 30 scores.
    low = models.FloatField(null=True, blank=True)
    middle = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    # Scored since the estimate was made.
    is_stale = models.BooleanField(default=False)

    objects: ClassVar[TallyQuerySet] = TallyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            # `next_dream` walks these: the least seen of a campaign, and of one channel in it.
            models.Index(fields=["campaign", "views", "contribution"], name="tally_least_seen"),
            models.Index(
                fields=["campaign", "channel", "views", "contribution"],
                name="tally_least_seen_in_channel",
            ),
            # Young dreams come first in two of ten places.
            models.Index(fields=["campaign", "placed_at", "contribution"], name="tally_youngest"),
            # The best loved dreams.
            models.Index(
                fields=["campaign", "-low"], name="tally_most_loved", condition=Q(low__isnull=False)
            ),
            # `rank_dreams` looks for what changed.
            models.Index(fields=["contribution"], name="tally_stale", condition=Q(is_stale=True)),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.scores}"
