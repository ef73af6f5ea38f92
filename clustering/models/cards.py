"""The cards people move, and every move remembered."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Campaign, Contribution
from clustering.models.meaning import CoreValue, Need, Quality
from clustering.querysets import CardQuerySet, MoveQuerySet


class Card(models.Model):
    """A quote of one contribution that the core team moves.

    It lies in exactly one place: on the pile (no need, not set aside), in a need, or set aside
    with a reason. `start` and `end` say which part of the text it quotes.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="cards")
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="cards")
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField()
    need = models.ForeignKey(Need, models.SET_NULL, null=True, blank=True, related_name="cards")
    set_aside = models.CharField(_("set aside because"), max_length=300, blank=True)
    # Set aside to talk about: it lies on a tray of its own until the table agrees.
    to_discuss = models.BooleanField(_("to talk about"), default=False)
    # A second layer: a card lies in one need and may carry several values and qualities.
    core_values = models.ManyToManyField(CoreValue, related_name="cards", blank=True)
    qualities = models.ManyToManyField(Quality, related_name="cards", blank=True)
    # Cards with the same mark were merged: they move as one, and each stays a dream of its own.
    stack = models.UUIDField(null=True, blank=True, editable=False)
    on_top = models.BooleanField(default=False, editable=False)
    moved_at = models.DateTimeField(null=True, blank=True, editable=False)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[CardQuerySet] = CardQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "start", "end"], name="one_card_per_quote"
            ),
            # A drawing without words lies on the table by its picture: it quotes nothing at all.
            models.CheckConstraint(
                condition=Q(end__gt=F("start")) | Q(start=0, end=0), name="card_quotes_something"
            ),
            models.CheckConstraint(
                condition=Q(need__isnull=True) | Q(set_aside=""), name="card_lies_in_one_place"
            ),
            models.CheckConstraint(
                condition=Q(to_discuss=False) | ~Q(set_aside=""), name="talk_about_what_is_aside"
            ),
            models.CheckConstraint(
                condition=Q(on_top=False) | Q(stack__isnull=False), name="on_top_of_a_stack"
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "need"], name="card_by_need"),
            models.Index(fields=["stack"], condition=Q(stack__isnull=False), name="card_by_stack"),
        ]

    def __str__(self) -> str:
        return self.quote[:60]

    @property
    def quote(self) -> str:
        """Return the quoted text. Reads the contribution, so select it along."""
        return self.contribution.text[self.start : self.end]


class Move(models.Model):
    """One move of one card. Rows are only ever added; undo adds the move back."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="moves")
    batch = models.UUIDField()  # cards moved together are undone together
    before = models.ForeignKey(Need, models.SET_NULL, null=True, related_name="+")
    after = models.ForeignKey(Need, models.SET_NULL, null=True, related_name="+")
    before_aside = models.CharField(max_length=300, blank=True)
    after_aside = models.CharField(max_length=300, blank=True)
    before_discuss = models.BooleanField(default=False)
    after_discuss = models.BooleanField(default=False)
    undoes = models.UUIDField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects: ClassVar[MoveQuerySet] = MoveQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["batch"], name="move_by_batch"),
            models.Index(fields=["-at"], name="move_lately"),
        ]

    def __str__(self) -> str:
        return f"{self.card_id}: {self.before_id} → {self.after_id}"
