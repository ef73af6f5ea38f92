"""Dream sessions and what was told in them."""

import uuid
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ambassadors.models import Ambassador
from campaigns.models import Campaign, Contribution, District
from dreamsessions.querysets import SessionQuerySet


class Kind(models.TextChoices):
    GROUP = "group", _("Group")
    PRIVATE = "private", _("In private circle")
    CHAT = "chat", _("Chat at work")
    SCHOOL = "school", _("School")
    CLUB = "club", _("Organised by a club")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Public")
    HIDDEN = "hidden", _("Only by invitation")


class Session(models.Model):
    """One dream session: a small group, two ambassadors, an hour or two."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="sessions")
    slug = models.SlugField(max_length=80)
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.GROUP)
    visibility = models.CharField(
        _("visibility"), max_length=8, choices=Visibility, default=Visibility.PUBLIC
    )
    description = models.CharField(_("in one sentence"), max_length=300, blank=True)
    place = models.CharField(_("place"), max_length=120)
    address = models.CharField(_("street"), max_length=120, blank=True)
    district = models.ForeignKey(
        District, models.SET_NULL, null=True, blank=True, related_name="sessions",
        verbose_name=_("district"),
    )  # fmt: skip
    step_free = models.BooleanField(_("step-free access"), default=True)
    starts_at = models.DateTimeField(_("starts at"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=120)
    capacity = models.PositiveSmallIntegerField(_("chairs"), default=12)
    participants = models.PositiveSmallIntegerField(_("people present"), default=0)
    ambassadors = models.ManyToManyField(
        Ambassador, related_name="sessions", blank=True, verbose_name=_("ambassadors")
    )
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[SessionQuerySet] = SessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("dream session")
        verbose_name_plural = _("dream sessions")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "slug"], name="one_session_per_slug")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("dreamsessions:session", args=[self.slug])


class Registration(models.Model):
    """A chair somebody took in a session, without account."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="registrations")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    first_name = models.CharField(_("first name"), max_length=60)
    email = models.EmailField(_("e-mail address"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "key"], name="one_chair_per_registration")
        ]

    def __str__(self) -> str:
        return self.first_name


class Note(Contribution):
    """One dream told in a session, written down by an ambassador."""

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, parent_link=True, primary_key=True, related_name="+"
    )
    session = models.ForeignKey(Session, models.CASCADE, related_name="notes")
    chair = models.PositiveSmallIntegerField(_("chair"), null=True, blank=True)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
