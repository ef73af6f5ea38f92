"""What colleagues do with a text so that everybody can read it: share the work, mask, translate."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models.contribution import Contribution


class Reading(models.Model):
    """The moderator who has a contribution on their screen; nobody else gets it until then."""

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, primary_key=True, related_name="reading"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="readings")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.by_id}"


class Masking(models.Model):
    """The words behind the blocks of a masked text, so that a slip can be undone.

    Blocks take the place of letters one for one, so that quotes keep their offsets. Only
    moderators see this; it is deleted after 30 days, and with the contribution.
    """

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, primary_key=True, related_name="masking"
    )
    original = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.contribution_id)


class Translation(models.Model):
    """A contribution in another language, by a colleague or by an engine a colleague approved."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=8)
    text = models.TextField(_("translation"), max_length=5000)
    # The name of the local engine that wrote the draft; empty when a human did.
    engine = models.CharField(max_length=60, blank=True)
    # Empty while the draft of an engine waits for a colleague; only then is it shown.
    approved_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "language"], name="one_translation_per_language"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="translation_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.language}"
