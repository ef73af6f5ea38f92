"""Schools, classes and what their pupils made."""

import secrets
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Campaign, Contribution
from gallery.querysets import ArtworkQuerySet


def new_link() -> str:
    """Return the unguessable part of a class's hand-in address (144 bits)."""
    return secrets.token_urlsafe(18)


class School(models.Model):
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="schools")
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "name"], name="one_school_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class SchoolClass(models.Model):
    """A class with its own link; whoever has the link can hand in for this class."""

    school = models.ForeignKey(School, models.CASCADE, related_name="classes")
    name = models.CharField(_("class"), max_length=40)
    teacher = models.CharField(_("teacher"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    link = models.CharField(max_length=40, unique=True, default=new_link, editable=False)

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        ordering = ["school__name", "name"]

    def __str__(self) -> str:
        return f"{self.school}, {self.name}"

    def get_hand_in_url(self) -> str:
        return reverse("gallery:hand_in", args=[self.link])


class Kind(models.TextChoices):
    DRAWING = "drawing", _("Drawing")
    COLLAGE = "collage", _("Collage")
    POEM = "poem", _("Poem")
    MODEL = "model", _("Model")


class Artwork(Contribution):
    """What one child made and told. Only first name, age and school are ever shown."""

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, parent_link=True, primary_key=True, related_name="+"
    )
    school_class = models.ForeignKey(SchoolClass, models.CASCADE, related_name="artworks")
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.DRAWING)
    age = models.PositiveSmallIntegerField(_("age"), null=True, blank=True)
    # The print-size picture: re-encoded, without metadata. The thumbnail is on the contribution.
    image = models.ImageField(upload_to="artworks/%Y/%m/", blank=True)
    consent_recorded_by = models.CharField(_("consent recorded by"), max_length=80, blank=True)
    consent_recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[ArtworkQuerySet] = ArtworkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("artwork")
        verbose_name_plural = _("artworks")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("gallery:artwork", args=[self.number])

    @property
    def caption(self) -> str:
        """Return first name, age and school: what may be told about the child."""
        who = f"{self.display_name}, {self.age}" if self.age else self.display_name
        return " · ".join(part for part in (who, self.origin) if part)
