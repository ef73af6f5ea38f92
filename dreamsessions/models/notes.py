"""What was told in a session or in a chat, and every word it was written down in."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Campaign, Contribution
from dreamsessions.models.sessions import Session


class Note(Contribution):
    """One dream told in a session, or in a chat without one, written down by an ambassador."""

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, parent_link=True, primary_key=True, related_name="+"
    )
    # Empty for a chat at the container park: a place, a rough age and one sentence.
    session = models.ForeignKey(
        Session, models.CASCADE, null=True, blank=True, related_name="notes"
    )
    chair = models.PositiveSmallIntegerField(_("chair"), null=True, blank=True)
    # What is behind it, in a word or two, when whoever had the chat heard that too.
    need = models.CharField(_("what is behind it"), max_length=120, blank=True)
    # The edit whose words it holds; two tablets that disagree leave edits beside it.
    head = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")


class Device(models.Model):
    """A tablet with the field kit: when it was seen, what waits on it, which version it runs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="devices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="devices")
    name = models.CharField(_("name"), max_length=60, blank=True)
    app_version = models.CharField(max_length=20, blank=True)
    first_seen_at = models.DateTimeField(default=clock.now)
    last_seen_at = models.DateTimeField(default=clock.now)
    waiting = models.PositiveIntegerField(default=0)
    waiting_since = models.DateTimeField(null=True, blank=True)
    failed = models.PositiveIntegerField(default=0)
    # How far its clock is off, in seconds; its times are kept as it claims them.
    clock_skew = models.IntegerField(default=0)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("tablet")
        verbose_name_plural = _("tablets")
        ordering = ["-last_seen_at"]

    def __str__(self) -> str:
        return self.name or str(self.pk)[:8]


class EditKind(models.TextChoices):
    WRITE = "write", _("Written")
    RETRACT = "retract", _("Taken back")


class Receipt(models.Model):
    """That a record arrived, without a word of it: kept also when the note was withdrawn.

    The tablet forgets its own copy only when it hears back this id and this digest. A record that
    comes again finds its receipt here, and is not entered twice.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    note_key = models.UUIDField(null=True, blank=True, db_index=True)
    digest = models.CharField(max_length=64)  # SHA-256 of the record as it came
    device = models.ForeignKey(Device, models.SET_NULL, null=True, related_name="receipts")
    received_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.pk)


class Edit(models.Model):
    """One thing a tablet wrote about one note. Rows are only ever added; they go with the note."""

    id = models.UUIDField(primary_key=True, editable=False)
    note = models.ForeignKey(Note, models.CASCADE, related_name="edits")
    # The edit the tablet saw when it wrote this one; empty for the first.
    base = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=8, choices=EditKind, default=EditKind.WRITE)
    text = models.TextField(blank=True)
    speaker = models.CharField(max_length=60, blank=True)
    device = models.ForeignKey(Device, models.SET_NULL, null=True, related_name="edits")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # What the tablet's clock said, and its own order; the clock may be wrong.
    claimed_at = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveBigIntegerField(default=0)
    received_at = models.DateTimeField(default=clock.now)
    # Another tablet wrote the same note at the same time: a colleague chooses the words.
    conflicts = models.BooleanField(default=False)

    class Meta:
        ordering = ["received_at", "sequence"]
        indexes = [
            models.Index(
                fields=["note"], name="edit_in_conflict", condition=models.Q(conflicts=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.note_id}: {self.kind}"


class Rejected(models.Model):
    """A record the server could not take in: it stays on the tablet, and lies here for the team."""

    id = models.UUIDField(primary_key=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="rejected_records")
    device = models.ForeignKey(Device, models.SET_NULL, null=True, related_name="rejected")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=40)
    record = models.TextField()  # as it came
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The note it became after all, when a colleague entered it.
    note = models.ForeignKey(Note, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.pk}: {self.reason}"


class MediaKind(models.TextChoices):
    PHOTO = "photo", _("Photo")
    SKETCH = "sketch", _("Sketch")
    VOICE = "voice", _("Recording")


class Media(models.Model):
    """A photo, sketch or recording that belongs to a note; comes in pieces, and can be resumed."""

    id = models.UUIDField(primary_key=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    session = models.ForeignKey(
        Session, models.CASCADE, null=True, blank=True, related_name="media"
    )
    note_key = models.UUIDField(null=True, blank=True, db_index=True)
    note = models.ForeignKey(Note, models.CASCADE, null=True, blank=True, related_name="media")
    kind = models.CharField(max_length=6, choices=MediaKind)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)  # SHA-256 of the whole file as the tablet has it
    received = models.PositiveIntegerField(default=0)
    # Empty until the last piece came and the whole was checked; then without metadata.
    file = models.FileField(upload_to="kit/%Y/%m/", blank=True)
    device = models.ForeignKey(Device, models.SET_NULL, null=True, related_name="media")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    # A recording is deleted after it was written down, or after 30 days.
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["started_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received__lte=models.F("size")), name="no_more_than_the_file"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.kind}"


class Piece(models.Model):
    """A part of a file on its way; gone as soon as the file is whole."""

    media = models.ForeignKey(Media, models.CASCADE, related_name="pieces")
    offset = models.PositiveIntegerField()
    file = models.FileField(upload_to="kit/pieces/")

    class Meta:
        ordering = ["offset"]
        constraints = [models.UniqueConstraint(fields=["media", "offset"], name="each_piece_once")]

    def __str__(self) -> str:
        return f"{self.media_id}: {self.offset}"


class Remark(models.Model):
    """Somebody who sat at the table says: that is not what I meant."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="remarks")
    text = models.CharField(_("what you meant"), max_length=1000)
    at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Whether the note now says what was meant.
    taken_over = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.note_id}: {self.text[:40]}"
