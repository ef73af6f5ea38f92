"""Questions the core team asks around the dream, and what people answered."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Campaign
from survey.models.participants import Participant


class QuestionKind(models.TextChoices):
    SINGLE = "single", _("One answer")
    MULTIPLE = "multiple", _("Several answers")
    SCALE = "scale", _("A scale from 1 to 5")
    RANKING = "ranking", _("Put in order")
    OPEN = "open", _("Own words")
    MATRIX = "matrix", _("A table: several lines, one answer each")


class Question(models.Model):
    """One question of a campaign. The texts in French and English may stay empty."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=8, choices=QuestionKind)
    text = models.CharField(_("question"), max_length=200)
    text_fr = models.CharField(_("question in French"), max_length=200, blank=True)
    text_en = models.CharField(_("question in English"), max_length=200, blank=True)
    hint = models.CharField(_("explanation"), max_length=300, blank=True)
    hint_fr = models.CharField(_("explanation in French"), max_length=300, blank=True)
    hint_en = models.CharField(_("explanation in English"), max_length=300, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=False)
    # Asked only of those who chose one of these answers to an earlier question.
    asked_after: "models.ManyToManyField[Option, Any]" = models.ManyToManyField(
        "Option", blank=True, related_name="leads_to"
    )
    is_open = models.BooleanField(_("is asked"), default=False)
    results_public = models.BooleanField(_("everybody may see the results"), default=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class Option(models.Model):
    """One answer people can choose, one thing to put in order, or one line of a table."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("answer"), max_length=120)
    text_fr = models.CharField(_("answer in French"), max_length=120, blank=True)
    text_en = models.CharField(_("answer in English"), max_length=120, blank=True)
    # A line of a table: the other options of the question are its answers.
    is_row = models.BooleanField(_("line of the table"), default=False)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["is_row", "position", "pk"]

    def __str__(self) -> str:
        return self.text


class Reply(models.Model):
    """What one participant answered to one question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="replies")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="replies")
    number = models.PositiveSmallIntegerField(null=True, blank=True)  # scale, 1 to 5
    text = models.TextField(max_length=1000, blank=True)  # own words
    replied_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        constraints = [
            models.UniqueConstraint(
                fields=["question", "participant"], name="one_reply_per_participant"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.pk}"


class Choice(models.Model):
    """One chosen answer of a reply: with its place in a ranking, or its line in a table."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="choices")
    option = models.ForeignKey(Option, models.CASCADE, related_name="choices")
    row = models.ForeignKey(
        Option, models.CASCADE, null=True, blank=True, related_name="row_choices"
    )
    rank = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reply", "option"], condition=Q(row=None), name="one_choice_per_answer"
            ),
            models.UniqueConstraint(
                fields=["reply", "row"], condition=Q(row__isnull=False), name="one_choice_per_line"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reply_id}: {self.option_id}"
