"""After a session: what its table says of the notes, and what its photos and recordings hold.

Other words never replace words: they are added as an edit, and the note shows the last ones.
"""

import uuid
from datetime import timedelta
from functools import partial
from typing import Final

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Q, QuerySet

from campaigns import clock
from campaigns.languages import guess_language
from campaigns.models import Campaign, Channel, Membership, Status, User
from campaigns.permissions import Permission
from campaigns.personal import find_spans
from campaigns.services.activity import record_activity
from campaigns.services.ledger import enter_contribution
from campaigns.services.moderation import place_at_once
from campaigns.services.searching import index_contribution
from dreamsessions.models import Edit, Media, MediaKind, Note, Remark, Session

# What the privacy page says, and the page of a session's notes.
OPEN_FOR: Final = timedelta(days=30)
KEEP_SOUND: Final = timedelta(days=30)


class WordsChanged(Exception):
    """Raised when a note has other words than the page showed."""


class AlreadySettled(Exception):
    """Raised when a colleague was first."""


# Words -------------------------------------------------------------------------------------------


def last_edit(note: Note) -> Edit | None:
    """Return the edit whose words a note holds."""
    return Edit.objects.filter(pk=note.head).first() if note.head else None


@transaction.atomic
def keep_words(*, note: Note) -> Note:
    """Make sure that the words a note holds are kept as an edit, before it gets other ones."""
    last = last_edit(note)
    if last is not None and last.text == note.text:
        return note
    kept = Edit.objects.create(
        id=uuid.uuid4(), note=note, base=note.head, text=note.text, speaker=note.display_name,
        claimed_at=note.created_at,
    )  # fmt: skip
    note.head = kept.pk
    note.save(update_fields=["head"])
    return note


@transaction.atomic
def write_words(*, note: Note, text: str, by: User, seen: str | None = None) -> Note:
    """Give a note other words; those it had stay as an edit. The same words change nothing.

    `seen` are the words the page showed. With personal data it waits for a reader again. Raises
    `WordsChanged`.
    """
    note = Note.objects.select_for_update().get(pk=note.pk)
    if seen is not None and note.text != seen:
        raise WordsChanged
    if note.text == text:
        return note
    keep_words(note=note)
    edit = Edit.objects.create(id=uuid.uuid4(), note=note, base=note.head, text=text, by=by)
    return show_edit(note=note, edit=edit)


@transaction.atomic
def show_edit(*, note: Note, edit: Edit) -> Note:
    """Let a note hold the words of one of its edits."""
    note.text, note.head = edit.text, edit.pk
    note.display_name = edit.speaker or note.display_name
    if find_spans(edit.text) and note.status == Status.PLACED:
        note.status, note.placed_at = Status.WAITING, None
    note.save(update_fields=["text", "head", "display_name", "status", "placed_at"])
    note.translations.all().delete()
    index_contribution(contribution=note)
    return note


@transaction.atomic
def write_new(
    *, campaign: Campaign, session: Session | None, text: str, by: User, key: uuid.UUID,
    speaker: str = "", chair: int | None = None, place: str = "", age_group: str = "",
) -> tuple[Note, bool]:  # fmt: skip
    """Write a dream down that a colleague read or heard; the same key gives the first one back.

    It is placed at once, unless it seems to name or hurt somebody.
    """
    note, created = enter_contribution(
        model=Note,
        campaign=campaign,
        submission_key=key,
        channel=Channel.SESSION,
        session=session,
        text=text,
        chair=chair,
        display_name=speaker,
        origin=session.origin if session else place,
        district_id=session.district_id if session else None,
        age_group=age_group,
        language=guess_language(text, session.language if session else "nl"),
    )
    if created:
        keep_words(note=note)
        if not find_spans(text):
            place_at_once(contribution=note.contribution, by=by)
            note.refresh_from_db()
    return note, created


# What the table says -----------------------------------------------------------------------------


def is_told_open(session: Session) -> bool:
    """Tell whether who sat at the table may still look at its notes."""
    return clock.now() < (session.closed_at or session.ends_at) + OPEN_FOR


@transaction.atomic
def remark_on(*, note: Note, text: str) -> tuple[Remark, bool]:
    """Keep what somebody at the table meant; the same words twice are one remark."""
    found = Remark.objects.filter(note=note, text=text, settled_at=None).first()
    if found is not None:
        return found, False
    return Remark.objects.create(note=note, text=text), True


@transaction.atomic
def settle_remark(
    *, remark: Remark, by: User, words: str | None = None, seen: str | None = None
) -> Remark:
    """Take over what was meant, in the words of who led the session, or leave the note as it is.

    Raises `AlreadySettled` and `WordsChanged`.
    """
    claimed = Remark.objects.filter(pk=remark.pk, settled_at=None).update(
        settled_at=clock.now(), settled_by=by, taken_over=words is not None
    )
    if not claimed:
        raise AlreadySettled
    note = Note.objects.select_related("campaign").get(pk=remark.note_id)
    if words is not None:
        write_words(note=note, text=words, by=by, seen=seen)
    record_activity(
        campaign=note.campaign, by=by, verb="settle_remark", subject=f"droom {note.number}",
        taken_over=words is not None,
    )  # fmt: skip
    remark.refresh_from_db()
    return remark


# Photos, sketches, recordings --------------------------------------------------------------------


def media_of(membership: Membership) -> QuerySet[Media]:
    """Return the whole files somebody may see: of one's own sessions, and of one's own chats."""
    mine = Q(session__in=Session.objects.editable_by(membership))
    own = (
        Q(session=None)
        if membership.may(Permission.PLAN)
        else Q(session=None, by=membership.user_id)
    )
    return (
        Media.objects.filter(mine | own, campaign=membership.campaign_id, finished_at__isnull=False)
        .select_related("note", "session__campaign")
        .order_by("started_at", "pk")
    )  # fmt: skip


@transaction.atomic
def write_from_media(
    *, media: Media, text: str, by: User, speaker: str = "", seen: str | None = None,
    another: bool = False,
) -> Note:  # fmt: skip
    """Write down what a photo shows or a recording says; a recording is deleted then.

    A file that came with a note gives that note other words; one without, or `another` dream on
    it, becomes a note of its own. Raises `AlreadySettled` and `WordsChanged`.
    """
    media = Media.objects.select_for_update().get(pk=media.pk)
    if media.deleted_at is not None:
        raise AlreadySettled
    if media.note_id is not None and not another:
        found = Note.objects.get(pk=media.note_id)
        note = write_words(note=found, text=text, by=by, seen=seen)
    else:
        note, _created = write_new(
            campaign=media.campaign, session=media.session, text=text, by=by, speaker=speaker,
            key=uuid.uuid5(media.pk, text),
        )  # fmt: skip
    if media.note_id is None:
        media.note, media.note_key = note, note.submission_key
        media.save(update_fields=["note", "note_key"])
    if media.kind == MediaKind.VOICE:
        drop_sound(media=media, by=by)
    return note


@transaction.atomic
def drop_sound(*, media: Media, by: User | None) -> bool:
    """Delete the sound of a recording; that it was here stays known. Tells whether it was there."""
    storage, name = media.file.storage, str(media.file.name)
    dropped = Media.objects.filter(
        pk=media.pk, kind=MediaKind.VOICE, deleted_at=None, finished_at__isnull=False
    ).update(deleted_at=clock.now(), file="")
    if not dropped:
        return False
    if name:
        transaction.on_commit(partial(_delete, storage, name))
    record_activity(
        campaign=media.campaign, by=by, verb="drop_sound",
        subject=str(media.session or media.pk), media=str(media.pk),
    )  # fmt: skip
    return True


def _delete(storage: Storage, name: str) -> None:
    storage.delete(name)


@transaction.atomic
def forget_sound(*, campaign: Campaign) -> int:
    """Delete recordings nobody wrote down in 30 days."""
    old = Media.objects.filter(
        campaign=campaign, kind=MediaKind.VOICE, deleted_at=None,
        finished_at__lt=clock.now() - KEEP_SOUND,
    ).select_related("campaign", "session")  # fmt: skip
    return sum(drop_sound(media=media, by=None) for media in old)


@transaction.atomic
def forget_pieces(*, campaign: Campaign) -> int:
    """Delete parts of files that did not come whole in 30 days; returns of how many files.

    The tablet still has all of it, and starts again where it hears that nothing is here.
    """
    late = Media.objects.select_for_update().filter(
        campaign=campaign, finished_at=None, started_at__lt=clock.now() - KEEP_SOUND,
        received__gt=0,
    )  # fmt: skip
    forgotten = 0
    for media in late:
        for piece in media.pieces.all():
            transaction.on_commit(partial(_delete, piece.file.storage, str(piece.file.name)))
        media.pieces.all().delete()
        Media.objects.filter(pk=media.pk).update(received=0)
        forgotten += 1
    return forgotten
