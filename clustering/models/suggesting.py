"""What people asked of the machine, and what they told it: piles, words, and pairs to leave alone."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Campaign

# After this long a worker that was making piles is taken for gone.
STALLED: Final = timedelta(minutes=15)


class OfferStatus(models.TextChoices):
    ASKED = "asked", _("Asked")
    MAKING = "making", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class PileOffer(models.Model):
    """The small piles of a campaign: asked for by a person, made by a worker.

    The row is the queue. It never comes back to life by itself: what people arranged stays.
    """

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="pile_offer")
    status = models.CharField(max_length=6, choices=OfferStatus, default=OfferStatus.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(null=True)
    seed = models.PositiveIntegerField(default=0)  # the same seed and cards give the same piles

    class Meta:
        verbose_name = _("offered piles")
        verbose_name_plural = _("offered piles")

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.status}"

    def is_busy(self, at: datetime) -> bool:
        """Tell whether a worker will come with piles; one that is away too long will not."""
        waiting = self.status in {OfferStatus.ASKED, OfferStatus.MAKING}
        return waiting and at - self.asked_at < STALLED


class OfferedPile(models.Model):
    """Cards that say something alike, the most typical first, and a name to start from.

    It tells which cards were put together, not where they lie: a card that was placed since is
    left out when the pile is shown.
    """

    offer = models.ForeignKey(PileOffer, models.CASCADE, related_name="piles")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)
    keywords = models.JSONField(default=list)
    cards = models.JSONField(default=list)

    class Meta:
        verbose_name = _("offered pile")
        verbose_name_plural = _("offered piles")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "position"], name="one_pile_per_position")
        ]

    def __str__(self) -> str:
        return self.label


class KeptApart(models.Model):
    """Two needs that look alike and are not: nobody is asked again.

    They are known by their addresses, in the order of the alphabet; those stay when a need goes up
    in another and comes back.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="kept_apart")
    one = models.SlugField(max_length=80)
    other = models.SlugField(max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("needs to keep apart")
        verbose_name_plural = _("needs to keep apart")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "one", "other"], name="kept_apart_once")
        ]

    def __str__(self) -> str:
        return f"{self.one} | {self.other}"


class FormKind(models.TextChoices):
    """How a form is looked for; the words the engine uses for it."""

    WORD = "word", _("A word, in any inflection")
    PART = "part", _("The begin or the end of a word")
    PHRASE = "phrase", _("Words in a row")


class FormLanguage(models.TextChoices):
    NL = "nl", _("Dutch")
    FR = "fr", _("French")
    EN = "en", _("English")
    DE = "de", _("German")
    ES = "es", _("Spanish")


class ConceptForm(models.Model):
    """One way in which this city says a concept, beside those the product knows."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="concept_forms")
    # The engine's word for the concept; one the campaign made is called by its own name.
    concept = models.CharField(_("concept"), max_length=60)
    language = models.CharField(_("language"), max_length=2, choices=FormLanguage)
    form = models.CharField(_("word"), max_length=60)
    kind = models.CharField(_("how to look for it"), max_length=6, choices=FormKind)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("word for a concept")
        verbose_name_plural = _("words for concepts")
        ordering = ["concept", "language", "form"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "concept", "language", "form", "kind"], name="one_form_once"
            )
        ]

    def __str__(self) -> str:
        return self.form
