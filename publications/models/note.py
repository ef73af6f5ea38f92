"""What editors write in the orientation note."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign


class Passage(models.Model):
    """An editor's text of the note, by its place: promise, summary, method ..."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="passages")
    slot = models.SlugField(_("place"), max_length=40)
    text = models.TextField(_("text"), blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "slot"], name="one_passage_per_slot")
        ]

    def __str__(self) -> str:
        return self.slot
