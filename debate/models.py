"""The city debate: a day, its tables, and the actions they make of the dreams."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Campaign, Contribution
from clustering.models import Key, Need
from debate.querysets import ActionQuerySet

_TABLE_LETTERS = "BCDFGHJKLMNPRSTVWZ"


def new_table_code() -> str:
    """Return a table's code for its QR and for typing over: six letters."""
    return "".join(secrets.choice(_TABLE_LETTERS) for _ in range(6))


class Debate(models.Model):
    """The day of the city debate."""

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="debate")
    title = models.CharField(_("title"), max_length=120)
    held_on = models.DateField(_("date"))
    starts = models.CharField(_("hour"), max_length=40)
    place = models.CharField(_("place"), max_length=120)
    intro = models.TextField(_("introduction"), blank=True)
    programme = models.JSONField(_("programme"), default=list)

    class Meta:
        verbose_name = _("city debate")
        verbose_name_plural = _("city debates")

    def __str__(self) -> str:
        return self.title


class Table(models.Model):
    """A debate table: one key, one scribe."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField(_("number"))
    key = models.ForeignKey(Key, models.CASCADE, related_name="tables", verbose_name=_("key"))
    code = models.CharField(max_length=6, default=new_table_code, editable=False)

    class Meta:
        verbose_name = _("table")
        verbose_name_plural = _("tables")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="one_table_per_number"),
            models.UniqueConstraint(fields=["campaign", "code"], name="one_table_per_code"),
        ]

    def __str__(self) -> str:
        return str(_("Table %(n)s") % {"n": self.number})

    def get_absolute_url(self) -> str:
        return reverse("debate:table", args=[self.code])


class ActionStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    STARTED = "started", _("Started")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")


class Action(models.Model):
    """What a table wants to happen, who does it, and the first step. Numbers are permanent."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="actions")
    number = models.PositiveIntegerField(_("number"), editable=False)
    key = models.ForeignKey(Key, models.CASCADE, related_name="actions", verbose_name=_("key"))
    need = models.ForeignKey(
        Need, models.SET_NULL, null=True, blank=True, related_name="actions",
        verbose_name=_("need"),
    )  # fmt: skip
    table = models.ForeignKey(
        Table, models.SET_NULL, null=True, blank=True, related_name="actions",
        verbose_name=_("table"),
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=80)
    what = models.TextField(_("what"), max_length=600)
    who = models.CharField(_("who"), max_length=200)
    first_step = models.CharField(_("first step"), max_length=300)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    when = models.CharField(_("when"), max_length=80, blank=True)
    status = models.CharField(
        _("status"), max_length=8, choices=ActionStatus, default=ActionStatus.PLANNED
    )
    dreams = models.ManyToManyField(
        Contribution, through="Answer", related_name="actions", verbose_name=_("dreams")
    )
    submission_key = models.UUIDField(editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[ActionQuerySet] = ActionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="one_action_per_number"),
            models.UniqueConstraint(
                fields=["campaign", "submission_key"], name="one_action_per_submission"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("debate:action", args=[self.number])


class Answer(models.Model):
    """A dream that an action answers."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="answers")
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="answers")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "contribution"], name="answered_once")
        ]

    def __str__(self) -> str:
        return f"{self.action_id}: {self.contribution_id}"
