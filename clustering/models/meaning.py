"""What people mean: keys, needs, values, qualities and the DNA of the city."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from clustering.querysets import KeyQuerySet, NeedQuerySet


class Shape(models.TextChoices):
    """Shape and colour of a key; content, not code: six named ones and two in reserve."""

    ADEMEN = "ademen", _("Cloud")
    ONTMOETEN = "ontmoeten", _("Two circles")
    GENIETEN = "genieten", _("Slice")
    BEWEGEN = "bewegen", _("Wheel")
    GROEIEN = "groeien", _("Sprout")
    SCHITTEREN = "schitteren", _("Star")
    DRIEHOEK = "driehoek", _("Triangle")
    VIERKANT = "vierkant", _("Square")


class Key(models.Model):
    """A sleutel: one of the four to eight words the city will steer by."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="keys")
    position = models.PositiveSmallIntegerField(_("position"))
    slug = models.SlugField(max_length=60)
    name = models.CharField(_("name"), max_length=60)
    shape = models.CharField(_("shape"), max_length=12, choices=Shape)
    question = models.CharField(_("question"), max_length=200, blank=True)
    vision = models.CharField(_("vision in one sentence"), max_length=200, blank=True)
    story = models.TextField(_("what we heard"), blank=True)
    experience = models.TextField(_("how we experience our city"), blank=True)
    images = models.TextField(_("images of the future, one per line"), blank=True)
    unique = models.TextField(_("what makes us unique"), blank=True)
    open_questions = models.TextField(_("what stays open, one per line"), blank=True)

    # For readers of another language, by `services.translating`: which one it was told in, and
    # which of its texts are Dutch all the same.
    told_in = ""
    in_dutch: frozenset[str] = frozenset()

    objects: ClassVar[KeyQuerySet] = KeyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("key")
        verbose_name_plural = _("keys")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "slug"], name="one_key_per_slug"),
            models.UniqueConstraint(fields=["campaign", "position"], name="one_key_per_position"),
            models.UniqueConstraint(fields=["campaign", "shape"], name="one_key_per_shape"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("clustering:key", args=[self.slug])

    @property
    def image_lines(self) -> list[str]:
        return [line.strip() for line in self.images.splitlines() if line.strip()]

    @property
    def open_lines(self) -> list[str]:
        return [line.strip() for line in self.open_questions.splitlines() if line.strip()]


class Need(models.Model):
    """A behoefte: the need behind the wishes on its cards."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="needs")
    key = models.ForeignKey(Key, models.SET_NULL, null=True, blank=True, related_name="needs")
    slug = models.SlugField(max_length=80)
    name = models.CharField(_("name"), max_length=80)
    statement = models.CharField(_("the need in one sentence"), max_length=300, blank=True)
    summary = models.TextField(_("what people said"), blank=True)

    objects: ClassVar[NeedQuerySet] = NeedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "slug"], name="one_need_per_slug")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the public page, empty without a key. Reads the key, so select it along."""
        key = self.key
        return reverse("clustering:need", args=[key.slug, self.slug]) if key else ""


class CoreValue(models.Model):
    """A kernwaarde the needs point at."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="core_values")
    name = models.CharField(_("name"), max_length=60)
    statement = models.CharField(_("in one sentence"), max_length=300, blank=True)
    needs = models.ManyToManyField(Need, related_name="core_values", blank=True)

    class Meta:
        verbose_name = _("core value")
        verbose_name_plural = _("core values")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Quality(models.Model):
    """A kwaliteit the city has or wants."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="qualities")
    name = models.CharField(_("name"), max_length=60)
    statement = models.CharField(_("in one sentence"), max_length=300, blank=True)
    needs = models.ManyToManyField(Need, related_name="qualities", blank=True)

    class Meta:
        verbose_name = _("quality")
        verbose_name_plural = _("qualities")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Dna(models.Model):
    """What the city is, in one statement."""

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="dna")
    statement = models.TextField(_("statement"), max_length=400)
    story = models.TextField(_("story"), blank=True)

    # As with a key.
    told_in = ""
    in_dutch: frozenset[str] = frozenset()

    class Meta:
        verbose_name = _("DNA statement")
        verbose_name_plural = _("DNA statements")

    def __str__(self) -> str:
        return self.statement
