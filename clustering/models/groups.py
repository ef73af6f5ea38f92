"""Groups that each get a part of the pile."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Campaign
from clustering.models.cards import Card
from clustering.models.meaning import Need


class Group(models.Model):
    """A group at its own table, with a part of the pile."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="groups")
    name = models.CharField(_("name"), max_length=60)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "name"], name="one_group_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class GroupCard(models.Model):
    """A card a group has on its table, and where the group lays it: a proposal, not a move."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="group_cards")
    card = models.ForeignKey(Card, models.CASCADE, related_name="group_cards")
    need = models.ForeignKey(Need, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)  # laid for real, or being talked about

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "card"], name="one_place_per_group")
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.card_id} → {self.need_id}"
