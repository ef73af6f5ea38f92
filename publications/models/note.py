"""What editors lay down for the orientation note: blocks in chapters, and every version of them."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.models import Campaign, Contribution
from clustering.models import Card, Key
from publications.querysets import BlockQuerySet


class Place(models.TextChoices):
    """The chapters of a note. The value is the anchor, on paper and on the web."""

    PROMISE = "belofte", _("What we promised")
    SUMMARY = "kort", _("In two pages")
    LISTENED = "geluisterd", _("How we listened")
    KEY = "sleutel", _("Key")
    CHILDREN = "kinderen", _("What children drew")
    MAP = "kaart", _("The map")
    NOT_TAKEN = "niet", _("What we did not take along, and why")
    ANNEX = "bijlage", _("Annex")


class BlockKind(models.TextChoices):
    TEXT = "text", _("Text")
    QUOTE = "quote", _("Quote of a dream")
    ARTWORK = "artwork", _("Work by a child")
    STORY = "story", _("What we heard")
    NEEDS = "needs", _("Chart of the needs")
    VALUES = "values", _("Values and qualities")
    VOICES = "voices", _("Six voices")
    ACTIONS = "actions", _("Table of actions")
    OPEN = "open", _("What stays open")
    KEYS = "keys", _("The keys in one sentence each")
    DNA = "dna", _("The DNA of the city")
    PHASES = "phases", _("The phases")
    REACH = "reach", _("Who we reached, and who not yet")
    WORKS = "works", _("A wall of works by children")
    MAP = "map", _("Map of the dreams")
    NOT_TAKEN = "not_taken", _("What we did not take along, and why")
    ALL_ACTIONS = "all_actions", _("All actions")
    FIGURES = "figures", _("The numbers behind the bars")
    METHOD = "method", _("Method")
    GLOSSARY = "glossary", _("Words in this note")
    INDEX = "index", _("All dreams, by number")
    COLOPHON = "colophon", _("Colophon")


class Passage(models.Model):
    """An editor's short text outside the note, by its place: the caption of the plate."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="passages")
    slot = models.SlugField(_("place"), max_length=40)
    text = models.TextField(_("text"), blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "slot"], name="one_passage_per_slot")
        ]

    def __str__(self) -> str:
        return self.slot


class Wording(models.Model):
    """What is written in a block at one moment: the block itself has it, and each of its versions.

    A quote keeps no words: `spans` says which pieces of the dream are shown, so that its text is
    the dream's own by construction and nothing stays behind when the dream is withdrawn.
    """

    heading = models.CharField(_("heading"), max_length=120, blank=True)
    text = models.TextField(_("text"), blank=True)
    # {"fr": {"heading": …, "text": …}}: what editors wrote in other languages.
    translations = models.JSONField(default=dict, blank=True)
    spans = models.JSONField(default=list, blank=True)
    # Of the dream's text when it was chosen; another one means the dreamer changed it since.
    source_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True


class Block(Wording):
    """One piece of a chapter, in its order. Taken out, it can still be put back."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="note_blocks")
    place = models.CharField(_("chapter"), max_length=12, choices=Place)
    key = models.ForeignKey(Key, models.SET_NULL, null=True, blank=True, related_name="note_blocks")
    kind = models.CharField(_("kind"), max_length=12, choices=BlockKind)
    position = models.PositiveIntegerField(default=0)
    card = models.ForeignKey(Card, models.SET_NULL, null=True, blank=True, related_name="+")
    work = models.ForeignKey(Contribution, models.SET_NULL, null=True, blank=True, related_name="+")
    # Two editors never overwrite each other: who saves says which revision they read.
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[BlockQuerySet] = BlockQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["campaign", "place", "position"], name="block_by_chapter")]

    def __str__(self) -> str:
        return self.heading or str(self.get_kind_display())

    def written_in(self, language: str) -> tuple[str, str, bool]:
        """Return heading and text in a language, and whether they exist in it; else the Dutch."""
        other: dict[str, Any] = self.translations.get(language, {})
        if language == "nl" or not (other.get("text") or other.get("heading")):
            return self.heading, self.text, language == "nl"
        return other.get("heading") or self.heading, other.get("text") or self.text, True


class BlockVersion(Wording):
    """What a block said after one save."""

    block = models.ForeignKey(Block, models.CASCADE, related_name="versions")
    revision = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    # Saved by the page itself while somebody was typing.
    is_auto = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("version of a block")
        verbose_name_plural = _("versions of blocks")
        ordering = ["-revision"]
        constraints = [
            models.UniqueConstraint(fields=["block", "revision"], name="one_version_per_revision")
        ]

    def __str__(self) -> str:
        return f"{self.block_id}.{self.revision}"


class Remark(models.Model):
    """A comment beside a block; with somebody's name on it, a task."""

    block = models.ForeignKey(Block, models.CASCADE, related_name="remarks")
    text = models.CharField(_("comment"), max_length=600)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("for"),
    )  # fmt: skip
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class SignOff(models.Model):
    """Somebody read a chapter and agrees. It falls as soon as the chapter changes."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="sign_offs")
    place = models.CharField(max_length=12, choices=Place)
    key = models.ForeignKey(Key, models.CASCADE, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("signature under a chapter")
        verbose_name_plural = _("signatures under chapters")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "place", "by"],
                condition=models.Q(key=None),
                name="one_sign_off_per_chapter",
            ),
            models.UniqueConstraint(
                fields=["key", "by"],
                condition=models.Q(key__isnull=False),
                name="one_sign_off_per_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.by_id}"
