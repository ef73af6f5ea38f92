"""Dream sessions, and who takes a chair in them."""

import secrets
import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ambassadors.models import Ambassador
from campaigns import clock
from campaigns.models import Campaign, District
from dreamsessions.querysets import SessionQuerySet


class Kind(models.TextChoices):
    GROUP = "group", _("Group")
    PRIVATE = "private", _("In private circle")
    CHAT = "chat", _("Chat at work")
    SCHOOL = "school", _("School")
    CLUB = "club", _("Organised by a club")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Public")
    INVITED = "invited", _("Only with the link")
    HIDDEN = "hidden", _("Only by invitation")


class TargetGroup(models.TextChoices):
    EVERYBODY = "everybody", _("Everybody")
    CHILDREN = "children", _("Children")
    YOUNG = "young", _("Young people")
    FAMILIES = "families", _("Families")
    SENIORS = "seniors", _("Older people")
    NEWCOMERS = "newcomers", _("Newcomers")
    DISABILITY = "disability", _("People with a disability")
    POVERTY = "poverty", _("People with little money")
    BUSINESS = "business", _("Shops and companies")
    COLLEAGUES = "colleagues", _("City staff")


def new_token() -> str:
    """Return a secret for a link: 96 bits, sayable in no language, printable in a QR code."""
    return secrets.token_urlsafe(12)


class Session(models.Model):
    """One dream session: a small group, two ambassadors, an hour or two."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="sessions")
    slug = models.SlugField(max_length=80)
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.GROUP)
    visibility = models.CharField(
        _("visibility"), max_length=8, choices=Visibility, default=Visibility.PUBLIC
    )
    # Opens an invited session, and the notes of a session to whoever sat at its table.
    token = models.CharField(max_length=20, default=new_token, editable=False)
    description = models.CharField(_("in one sentence"), max_length=300, blank=True)
    host = models.CharField(_("organised with"), max_length=120, blank=True)
    target_group = models.CharField(
        _("for whom"), max_length=10, choices=TargetGroup, default=TargetGroup.EVERYBODY
    )
    language = models.CharField(_("language"), max_length=8, default="nl")
    place = models.CharField(_("place"), max_length=120)
    address = models.CharField(_("street"), max_length=120, blank=True)
    district = models.ForeignKey(
        District, models.SET_NULL, null=True, blank=True, related_name="sessions",
        verbose_name=_("district"),
    )  # fmt: skip
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    step_free = models.BooleanField(_("step-free access"), default=True)
    accessibility = models.CharField(_("more about access"), max_length=200, blank=True)
    materials = models.TextField(_("what to bring"), max_length=1000, blank=True)
    starts_at = models.DateTimeField(_("starts at"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=120)
    capacity = models.PositiveSmallIntegerField(_("chairs"), default=12)
    participants = models.PositiveSmallIntegerField(_("people present"), default=0)
    ambassadors = models.ManyToManyField(
        Ambassador, related_name="sessions", blank=True, verbose_name=_("ambassadors")
    )
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    # One kind sentence; everybody who took a chair reads it.
    cancel_reason = models.CharField(_("why"), max_length=200, blank=True, editable=False)
    # Calendars that people subscribed to take over an entry only when its number went up.
    revision = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=clock.now, editable=False)

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

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def origin(self) -> str:
        """Return what its dreams say of where they were told: no title of a session behind a link."""
        return self.title if self.visibility == Visibility.PUBLIC else ""

    @property
    def shared_path(self) -> str:
        """Return the address its people may pass on; none while nobody may see it."""
        if self.visibility == Visibility.HIDDEN:
            return ""
        secret = f"?sleutel={self.token}" if self.visibility == Visibility.INVITED else ""
        return f"{self.get_absolute_url()}{secret}"


class Place(models.TextChoices):
    CHAIR = "chair", _("Has a chair")
    WAITING = "waiting", _("On the waiting list")
    CANCELLED = "cancelled", _("Cancelled")


class News(models.TextChoices):
    """What somebody with a chair must still hear; the letter that goes out next."""

    CHAIR = "chair", _("You have a chair")
    WAITING = "waiting", _("You are on the waiting list")
    FREE = "free", _("A chair came free")
    MOVED = "moved", _("Another moment or place")
    OFF = "off", _("The session does not go on")


class Registration(models.Model):
    """A chair somebody took in a session, without account, or a place on its waiting list."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="registrations")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    # In the link to cancel and in the QR code shown at the door.
    token = models.CharField(max_length=20, default=new_token, editable=False)
    first_name = models.CharField(_("first name"), max_length=60)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(max_length=8, default="nl")
    place = models.CharField(max_length=9, choices=Place, default=Place.CHAIR)
    created_at = models.DateTimeField(default=clock.now)
    # The row is the queue of its letters: what must still be told, when the last letter went, and
    # when the reminder of the day before did.
    news = models.CharField(max_length=7, choices=News, blank=True, editable=False)
    told_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    came_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "key"], name="one_chair_per_registration"),
            models.UniqueConstraint(fields=["token"], name="one_token_per_registration"),
        ]
        indexes = [
            # Who moves up: the first on the waiting list.
            models.Index(fields=["session", "place", "created_at"], name="registration_in_line"),
            # Letters that still have to go.
            models.Index(
                fields=["session"], name="registration_with_news", condition=~models.Q(news="")
            ),
        ]

    def __str__(self) -> str:
        return self.first_name


class SessionRequest(models.Model):
    """Somebody asks for a session in their street, club or company."""

    class State(models.TextChoices):
        OPEN = "open", _("To answer")
        PLANNED = "planned", _("Planned")
        DECLINED = "declined", _("Not planned")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="session_requests")
    key = models.UUIDField(default=uuid.uuid4)
    group = models.CharField(_("street, club or company"), max_length=120)
    place = models.CharField(_("where"), max_length=120, blank=True)
    district = models.ForeignKey(
        District, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("district"),
    )  # fmt: skip
    people = models.PositiveSmallIntegerField(_("how many people"), null=True, blank=True)
    when = models.CharField(_("when it suits you"), max_length=120, blank=True)
    # Wants to lead it with the kit, without an ambassador.
    by_themselves = models.BooleanField(_("we lead it ourselves, with the kit"), default=False)
    first_name = models.CharField(_("first name"), max_length=60)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(max_length=8, default="nl")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    session = models.ForeignKey(
        Session, models.SET_NULL, null=True, blank=True, related_name="requests"
    )
    asked_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The answer was mailed then, once.
    told_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "key"], name="each_request_once"),
            models.CheckConstraint(
                condition=~models.Q(email="", phone="") | models.Q(settled_at__isnull=False),
                name="request_can_be_answered",
            ),
        ]

    def __str__(self) -> str:
        return self.group


class Target(models.Model):
    """How many sessions and people the core team wants per district, age or group."""

    class Dimension(models.TextChoices):
        DISTRICT = "district", _("District")
        AGE = "age", _("Age")
        GROUP = "group", _("For whom")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="targets")
    dimension = models.CharField(max_length=8, choices=Dimension)
    # A district's slug, an age group or a target group.
    value = models.CharField(max_length=50)
    sessions = models.PositiveSmallIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    # Imported, for ages and groups; a district has its own number of inhabitants.
    population = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "dimension", "value"], name="one_target_per_value"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dimension}: {self.value}"
