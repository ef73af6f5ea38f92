"""How the newspaper gets into every mailbox: routes, copies, and proof that they went."""

import math
from collections.abc import Iterable

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, District


class StickerRule(models.TextChoices):
    """Which stickers on a mailbox we heed. News of the city is no advertising in law."""

    EVERYBODY = "everybody", _("Every mailbox, whatever its sticker")
    NO_PRESS = "no-press", _("Not where a sticker refuses free papers too")
    NO_ADS = "no-ads", _("Not where any sticker refuses advertising")


class Delivery(models.Model):
    """How a campaign delivers its newspaper."""

    campaign = models.OneToOneField(
        Campaign, models.CASCADE, primary_key=True, related_name="delivery"
    )
    rule = models.CharField(
        _("stickers"), max_length=10, choices=StickerRule, default=StickerRule.EVERYBODY
    )
    spare = models.PositiveSmallIntegerField(
        _("spare, in percent"), default=3, validators=[MaxValueValidator(50)]
    )
    counters = models.PositiveIntegerField(
        _("copies for town hall, library, stations"), default=200,
        validators=[MaxValueValidator(1_000_000)],
    )  # fmt: skip

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")

    def __str__(self) -> str:
        return str(self.get_rule_display())

    def copies(self, route: "Route") -> int:
        """Return how many newspapers a route needs, without spare ones."""
        refused = 0
        if self.rule != StickerRule.EVERYBODY:
            refused += route.no_press
        if self.rule == StickerRule.NO_ADS:
            refused += route.no_ads
        return max(route.mailboxes - refused, 0)

    def print_run(self, routes: Iterable["Route"]) -> int:
        """Return how many to print: all routes, spare ones, the counters; rounded up to 50."""
        needed = sum(self.copies(route) for route in routes)
        # In whole numbers: 3 % of 100 is 3, not 3.0000000000000004.
        return 50 * math.ceil((-(-needed * (100 + self.spare) // 100) + self.counters) / 50)


class Route(models.Model):
    """Some streets one person delivers in one go."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="routes")
    district = models.ForeignKey(
        District, models.SET_NULL, null=True, blank=True, related_name="routes",
        verbose_name=_("district"),
    )  # fmt: skip
    name = models.CharField(_("route"), max_length=80)
    mailboxes = models.PositiveIntegerField(_("mailboxes"), validators=[MaxValueValidator(100_000)])
    no_press = models.PositiveIntegerField(_("stickers against advertising and papers"), default=0)
    no_ads = models.PositiveIntegerField(_("stickers against advertising only"), default=0)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    delivered_by = models.CharField(_("delivered by"), max_length=80, blank=True)
    left_over = models.PositiveIntegerField(_("left over"), default=0)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("route")
        verbose_name_plural = _("routes")
        ordering = ["district__name", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "name"], name="one_route_per_name"),
            models.CheckConstraint(
                condition=models.Q(mailboxes__gte=models.F("no_press") + models.F("no_ads")),
                name="no_more_stickers_than_mailboxes",
            ),
        ]

    def __str__(self) -> str:
        return self.name
