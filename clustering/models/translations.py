"""What keys and the DNA of the city are called in other languages, and what that was made from."""

import hashlib
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from clustering.models.meaning import Dna, Key


class Tongue(models.TextChoices):
    """The languages beside Dutch."""

    FRENCH = "fr", _("French")
    ENGLISH = "en", _("English")


class Translation(models.Model):
    """Words in one other language, each beside a mark of the Dutch it was made from.

    Where the Dutch is another one now, readers get the Dutch until somebody looked again.
    """

    TEXTS: ClassVar[tuple[str, ...]] = ()

    language = models.CharField(_("language"), max_length=2, choices=Tongue)
    # {"vision": "3f9a…"}: the Dutch each text was made from.
    sources = models.JSONField(default=dict)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True

    def write(self, source: models.Model, **texts: str) -> None:
        """Take words in, and remember which Dutch they tell."""
        for name, text in texts.items():
            setattr(self, name, text)
            if text:
                self.sources[name] = mark_of(getattr(source, name))
            else:
                self.sources.pop(name, None)

    def tells(self, source: models.Model, name: str) -> bool:
        """Tell whether a text is there and made from the Dutch as it is now."""
        fits: bool = self.sources.get(name) == mark_of(getattr(source, name))
        return bool(getattr(self, name)) and fits

    def texts(self) -> dict[str, Any]:
        """Return everything somebody wrote, as plain data."""
        return {name: getattr(self, name) for name in self.TEXTS}


def mark_of(text: str) -> str:
    """Return a mark of words that does not change with spaces and line ends."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


class KeyTranslation(Translation):
    """A key in another language."""

    TEXTS = (
        "name", "question", "vision", "story", "experience", "images", "unique", "open_questions",
    )  # fmt: skip

    key = models.ForeignKey(Key, models.CASCADE, related_name="translations")
    name = models.CharField(_("name"), max_length=60, blank=True)
    # French and English need more room than Dutch.
    question = models.CharField(_("question"), max_length=260, blank=True)
    vision = models.CharField(_("vision in one sentence"), max_length=260, blank=True)
    story = models.TextField(_("what we heard"), blank=True)
    experience = models.TextField(_("how we experience our city"), blank=True)
    images = models.TextField(_("images of the future, one per line"), blank=True)
    unique = models.TextField(_("what makes us unique"), blank=True)
    open_questions = models.TextField(_("what stays open, one per line"), blank=True)

    class Meta:
        verbose_name = _("key in another language")
        verbose_name_plural = _("keys in other languages")
        constraints = [
            models.UniqueConstraint(fields=["key", "language"], name="one_key_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.key_id} {self.language}"


class DnaTranslation(Translation):
    """The DNA of the city in another language."""

    TEXTS = ("statement", "story")

    dna = models.ForeignKey(Dna, models.CASCADE, related_name="translations")
    statement = models.TextField(_("statement"), max_length=520, blank=True)
    story = models.TextField(_("story"), blank=True)

    class Meta:
        verbose_name = _("DNA in another language")
        verbose_name_plural = _("DNA in other languages")
        constraints = [
            models.UniqueConstraint(fields=["dna", "language"], name="one_dna_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.dna_id} {self.language}"
