"""From wishes to needs to keys: cards, needs, values, qualities, and every move remembered."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Campaign, Contribution
from clustering.querysets import CardQuerySet, KeyQuerySet, MoveQuerySet, NeedQuerySet


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

    class Meta:
        verbose_name = _("DNA statement")
        verbose_name_plural = _("DNA statements")

    def __str__(self) -> str:
        return self.statement


class Card(models.Model):
    """A quote of one contribution that the core team moves.

    It lies in exactly one place: on the pile (no need, not set aside), in a need, or set aside
    with a reason. `start` and `end` say which part of the text it quotes.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="cards")
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="cards")
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField()
    need = models.ForeignKey(Need, models.SET_NULL, null=True, blank=True, related_name="cards")
    set_aside = models.CharField(_("set aside because"), max_length=300, blank=True)
    # Set aside to talk about: it lies on a tray of its own until the table agrees.
    to_discuss = models.BooleanField(_("to talk about"), default=False)
    # A second layer: a card lies in one need and may carry several values and qualities.
    core_values = models.ManyToManyField(CoreValue, related_name="cards", blank=True)
    qualities = models.ManyToManyField(Quality, related_name="cards", blank=True)
    moved_at = models.DateTimeField(null=True, blank=True, editable=False)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[CardQuerySet] = CardQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "start", "end"], name="one_card_per_quote"
            ),
            # A drawing without words lies on the table by its picture: it quotes nothing at all.
            models.CheckConstraint(
                condition=Q(end__gt=F("start")) | Q(start=0, end=0), name="card_quotes_something"
            ),
            models.CheckConstraint(
                condition=Q(need__isnull=True) | Q(set_aside=""), name="card_lies_in_one_place"
            ),
            models.CheckConstraint(
                condition=Q(to_discuss=False) | ~Q(set_aside=""), name="talk_about_what_is_aside"
            ),
        ]
        indexes = [models.Index(fields=["campaign", "need"], name="card_by_need")]

    def __str__(self) -> str:
        return self.quote[:60]

    @property
    def quote(self) -> str:
        """Return the quoted text. Reads the contribution, so select it along."""
        return self.contribution.text[self.start : self.end]


class Move(models.Model):
    """One move of one card. Rows are only ever added; undo adds the move back."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="moves")
    batch = models.UUIDField()  # cards moved together are undone together
    before = models.ForeignKey(Need, models.SET_NULL, null=True, related_name="+")
    after = models.ForeignKey(Need, models.SET_NULL, null=True, related_name="+")
    before_aside = models.CharField(max_length=300, blank=True)
    after_aside = models.CharField(max_length=300, blank=True)
    before_discuss = models.BooleanField(default=False)
    after_discuss = models.BooleanField(default=False)
    undoes = models.UUIDField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects: ClassVar[MoveQuerySet] = MoveQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["batch"], name="move_by_batch")]

    def __str__(self) -> str:
        return f"{self.card_id}: {self.before_id} → {self.after_id}"


class BoardLog(models.Model):
    """Where the board of a campaign has come: the number of its last event.

    Its row is locked while an event is written, so that events become visible in the order of
    their numbers and nobody who follows them misses one.
    """

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="board_log")
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)


class BoardEvent(models.Model):
    """One thing that happened on the board. Rows are only ever added; they are the truth."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="board_events")
    number = models.PositiveBigIntegerField()
    verb = models.CharField(max_length=24)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    batch = models.UUIDField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="one_event_per_number"),
            # An act that was sent twice, after the network came back, is one act.
            models.UniqueConstraint(fields=["campaign", "batch"], name="one_event_per_act"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.verb}"


class Presence(models.Model):
    """Somebody who has the board open, and which cards they hold. Forgotten when they leave."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="board_presences")
    # One row for each window: somebody may have two open.
    window = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=clock.now)
    holds = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "window"], name="one_presence_per_window")
        ]
        indexes = [models.Index(fields=["campaign", "-seen_at"], name="presence_lately")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.seen_at}"


class Snapshot(models.Model):
    """The whole board at one moment, by name or by the clock. Never changed."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="snapshots")
    # Empty for those the clock made.
    name = models.CharField(_("name"), max_length=80, blank=True)
    event = models.PositiveBigIntegerField(default=0)  # the last event it holds
    cards = models.PositiveIntegerField(default=0)
    contents = models.BinaryField()  # JSON, compressed: see `services.snapshots`
    digest = models.CharField(max_length=64)  # equal boards make no second snapshot
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["campaign", "-at"], name="snapshot_newest")]

    def __str__(self) -> str:
        return self.name or f"{self.at:%Y-%m-%d %H:%M}"


class Freeze(models.Model):
    """Two people lay the keys fast; from then on they are public, and change only by thawing."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="freezes")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)  # taken back, or thawed
    reason = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("freeze")
        verbose_name_plural = _("freezes")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(ended_at=None), name="one_freeze_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")),
                name="two_people_freeze",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.proposed_at}"


class PrintKind(models.TextChoices):
    CARDS = "cards", _("Cards")
    NEEDS = "needs", _("Needs")


class CardPrint(models.Model):
    """Cards to cut out, or sheets with a need, printed together.

    Each carries the token and its own number as a QR code; `contents` says what each number is:
    a card and its dream, or a need and its name. A card that was withdrawn is known by its number.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="card_prints")
    token = models.CharField(max_length=12, unique=True, editable=False)
    kind = models.CharField(max_length=5, choices=PrintKind)
    name = models.CharField(max_length=160)
    contents = models.JSONField(default=list)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=clock.now)
    # Empty until the worker made it, or with why that did not work.
    file = models.FileField(upload_to="cards/%Y/%m/", blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("printed cards")
        verbose_name_plural = _("printed cards")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class PhotoStatus(models.TextChoices):
    DRAFT = "draft", _("To look at")
    LAID = "laid", _("Laid")
    DISCARDED = "discarded", _("Put aside")


class PilePhoto(models.Model):
    """A photo of a pile of paper cards: a proposal until somebody confirms it."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="pile_photos")
    # Gone once the photo is settled: what it says stands on the board then.
    image = models.ImageField(upload_to="piles/%Y/%m/", blank=True)
    # Of the file as it was uploaded: the same photo twice is one proposal.
    fingerprint = models.CharField(max_length=64, editable=False)
    codes = models.JSONField(default=list)  # as read from the photo, from top to bottom
    typed = models.JSONField(default=list)  # codes somebody typed because they were not read
    status = models.CharField(max_length=9, choices=PhotoStatus, default=PhotoStatus.DRAFT)
    laid = models.PositiveIntegerField(default=0)
    need = models.ForeignKey(Need, models.SET_NULL, null=True, blank=True, related_name="+")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=clock.now)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("photo of a pile")
        verbose_name_plural = _("photos of piles")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "fingerprint"], name="each_pile_photographed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.status}"


class Group(models.Model):
    """A group at its own table, with a part of the pile."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="groups")
    name = models.CharField(_("name"), max_length=60)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "name"], name="one_group_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class GroupCard(models.Model):
    """A card a group has on its table, and where the group lays it: a proposal, not a move."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="group_cards")
    card = models.ForeignKey(Card, models.CASCADE, related_name="group_cards")
    need = models.ForeignKey(Need, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)  # laid for real, or being talked about

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "card"], name="one_place_per_group")
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.card_id} → {self.need_id}"
