"""The campaign, its phases, its promise and the parts of its city."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.phases import Timeline
from campaigns.querysets import CampaignQuerySet


class Moderation(models.TextChoices):
    BEFORE = "before", _("A colleague reads every dream before it is shown")
    AFTER = "after", _("Dreams are shown at once; a colleague reads them afterwards")


class Campaign(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80)  # Durf dromen.
    city = models.CharField(_("city"), max_length=80)
    horizon_year = models.PositiveSmallIntegerField(_("horizon year"))
    domain = models.CharField(_("domain"), max_length=253, blank=True)
    is_public = models.BooleanField(_("public"), default=True)
    contact_name = models.CharField(_("contact person"), max_length=80, blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    contact_email = models.EmailField(_("e-mail address"), blank=True)
    moderation = models.CharField(
        _("reading"), max_length=6, choices=Moderation, default=Moderation.BEFORE
    )
    last_number = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[CampaignQuerySet] = CampaignQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.UniqueConstraint(
                fields=["domain"], condition=~Q(domain=""), name="one_campaign_per_domain"
            )
        ]

    def __str__(self) -> str:
        return f"{self.city} {self.horizon_year}"

    def timeline(self, today: date) -> Timeline:
        """Return the phases seen on a day. One query, unless the phases were prefetched."""
        return Timeline(sorted(self.phases.all(), key=lambda phase: phase.number), today)

    def next_number(self) -> int:
        """Hand out the next permanent dream number. Call it inside a transaction."""
        type(self).objects.filter(pk=self.pk).update(last_number=F("last_number") + 1)
        self.refresh_from_db(fields=["last_number"])
        return self.last_number


class PhaseNumber(models.IntegerChoices):
    ENGAGEMENT = 1, _("Engagement")
    CORE_TEAM = 2, _("Core team")
    CALL = 3, _("Call")
    TRAINING = 4, _("Training")
    DREAMING = 5, _("Dreaming")
    CLUSTERING = 6, _("Clustering")
    DEBATE = 7, _("City debate")
    OUTPUT = 8, _("Note and newspaper")


class Phase(models.Model):
    """One of the eight phases: its dates, and the deliverable that opens the gate behind it."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="phases")
    number = models.PositiveSmallIntegerField(
        _("number"), choices=PhaseNumber, validators=[MinValueValidator(1), MaxValueValidator(8)]
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    summary = models.CharField(_("in one line"), max_length=80, blank=True)
    gate = models.CharField(_("what must be ready"), max_length=200, blank=True)
    gate_passed_on = models.DateField(_("ready on"), null=True, blank=True)
    gate_passed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="one_phase_per_number"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="phase_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.get_number_display()}"


class Commitment(models.Model):
    """What the city board promises in public, and who signed it."""

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="commitment")
    horizon_year = models.PositiveSmallIntegerField(
        _("horizon year"), validators=[MinValueValidator(2026), MaxValueValidator(2100)]
    )
    promise = models.TextField(_("our promise"), max_length=1500)
    what_happens = models.TextField(_("what happens with every dream"), max_length=1500)
    not_negotiable = models.TextField(_("what is not up for debate"), max_length=1500, blank=True)
    signed_name = models.CharField(_("name"), max_length=120, blank=True)
    signed_function = models.CharField(_("function"), max_length=120, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")

    def __str__(self) -> str:
        return f"{self.campaign}: {self.horizon_year}"

    @property
    def is_signed(self) -> bool:
        """Tell whether it was signed by the moment the campaign is looked at."""
        return self.signed_at is not None and self.signed_at <= clock.now()

    @property
    def steps(self) -> list[str]:
        """Return what happens with every dream, one sentence each."""
        return _lines(self.what_happens)

    @property
    def limits(self) -> list[str]:
        """Return what is not up for debate, one sentence each."""
        return _lines(self.not_negotiable)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class District(models.Model):
    """A part of the city people name when asked where they live."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="districts")
    slug = models.SlugField()
    name = models.CharField(_("name"), max_length=80)
    population = models.PositiveIntegerField(_("inhabitants"), default=0)
    # Its border as the coordinates of a GeoJSON MultiPolygon: [[[[longitude, latitude], …]]].
    outline = models.JSONField(_("border"), default=list, blank=True)

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "slug"], name="one_district_per_slug")
        ]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A department of the city's administration."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="departments")
    slug = models.SlugField()
    name = models.CharField(_("name"), max_length=120)
    staff = models.PositiveIntegerField(_("people employed"), default=0)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "slug"], name="one_department_per_slug")
        ]

    def __str__(self) -> str:
        return self.name
