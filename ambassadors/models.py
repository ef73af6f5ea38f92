"""Colleagues who answer the call, learn together and become ambassadors."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ambassadors.querysets import AmbassadorQuerySet, CandidateQuerySet
from campaigns import clock
from campaigns.models import Campaign, Department


class Level(models.TextChoices):
    OPERATIONAL = "operational", _("Operational")
    ADMINISTRATIVE = "administrative", _("Administrative")
    EXPERT = "expert", _("Expert")
    LEAD = "lead", _("Head of a team")
    DIRECTOR = "director", _("Management")


class Outcome(models.TextChoices):
    OPEN = "open", _("Not decided yet")
    CHOSEN = "chosen", _("Chosen")
    RESERVE = "reserve", _("Reserve list")
    DECLINED = "declined", _("Not this time")


class Candidate(models.Model):
    """A civil servant who answered the call."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="candidates")
    first_name = models.CharField(_("first name"), max_length=60)
    last_name = models.CharField(_("family name"), max_length=80)
    email = models.EmailField(_("e-mail address at work"))
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="candidates", verbose_name=_("department")
    )
    level = models.CharField(_("kind of work"), max_length=16, choices=Level)
    function = models.CharField(_("function"), max_length=120)
    motivation = models.TextField(_("why you"), max_length=1000, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    applied_at = models.DateTimeField(default=clock.now, editable=False)
    # Nobody is named to the outside without a yes of their own; it can be taken back.
    may_be_named = models.BooleanField(_("my first name may be printed"), default=False)
    # When they last said yes or no; empty: they were never asked.
    naming_answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[CandidateQuerySet] = CandidateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ["last_name", "first_name"]
        constraints = [
            # Answering the call twice updates the first answer.
            models.UniqueConstraint(fields=["campaign", "email"], name="one_answer_per_colleague")
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class Training(models.Model):
    """A day of learning by doing."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="trainings")
    title = models.CharField(_("title"), max_length=120)
    held_on = models.DateField(_("date"))
    place = models.CharField(_("place"), max_length=120)
    trainer = models.CharField(_("trainer"), max_length=120, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering = ["held_on", "pk"]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Somebody's place in a training, and whether they were there."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="attendances")
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="attendances")
    present = models.BooleanField(_("present"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["training", "candidate"], name="one_place_per_training")
        ]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.training}"


class CertificateState(models.TextChoices):
    NONE = "none", _("Not made yet")
    QUEUED = "queued", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Did not work")


class Ambassador(models.Model):
    """A chosen candidate who was present at a training: signs in and leads dream sessions."""

    candidate = models.OneToOneField(Candidate, models.CASCADE, related_name="ambassador")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="ambassador")
    since = models.DateTimeField(default=clock.now)
    certificate = models.FileField(upload_to="certificates/", blank=True)
    certificate_state = models.CharField(
        max_length=8, choices=CertificateState, default=CertificateState.NONE
    )
    certificate_error = models.CharField(max_length=300, blank=True)
    # For picking up a certificate whose message got lost: real time, never travelled.
    certificate_queued_at = models.DateTimeField(null=True, blank=True, editable=False)
    certificate_attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    objects: ClassVar[AmbassadorQuerySet] = AmbassadorQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("ambassador")
        verbose_name_plural = _("ambassadors")
        ordering = ["candidate__first_name", "pk"]

    def __str__(self) -> str:
        return str(self.candidate)

    @property
    def first_name(self) -> str:
        return self.candidate.first_name
