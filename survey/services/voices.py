"""Spoken dreams: heard by a colleague, written down, and then the sound is gone."""

import logging
import tempfile
from datetime import timedelta
from pathlib import PurePath
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import QuerySet

from campaigns import clock
from campaigns.models import Campaign, Status, User
from campaigns.services.activity import record_activity
from campaigns.services.engines import EngineFailed, run_engine
from campaigns.services.moderation import AlreadyDecided, hold_contribution, settle_new
from campaigns.services.searching import index_contribution
from survey.models import Dream, Recording

logger = logging.getLogger(__name__)
_SECONDS: Final = 300
# The sound of a dream nobody could hear words in; its dreamer may ask about it.
KEEP_DROPPED: Final = timedelta(days=30)


class VoiceSettled(Exception):
    """Raised when a colleague was first with a recording."""


def list_voices(campaign: Campaign) -> QuerySet[Recording]:
    """Return the spoken dreams that wait to be written down, oldest first."""
    return (
        Recording.objects.filter(
            dream__campaign=campaign, dream__status=Status.WAITING, written_at=None
        )
        .exclude(file="")
        .select_related("dream__district")
        .order_by("recorded_at", "pk")
    )


@transaction.atomic
def write_down_voice(*, recording: Recording, text: str, language: str, by: User) -> Recording:
    """Give a spoken dream its text and delete the sound; then it is read like any other dream.

    Not once a moderator placed or held it: then the words that were typed with it count.
    """
    waiting = Recording.objects.filter(
        pk=recording.pk, written_at=None, dream__status=Status.WAITING
    )
    claimed = waiting.update(written_at=clock.now(), written_by=by, file="", draft="")
    if not claimed:
        raise VoiceSettled
    dream = Dream.objects.select_related("campaign").get(pk=recording.pk)
    dream.text, dream.language, dream.entered_by = text, language, by
    dream.save(update_fields=["text", "language", "entered_by"])
    index_contribution(contribution=dream)
    settle_new(contribution=dream)
    record_activity(
        campaign=dream.campaign, by=by, verb="write_down_voice", subject=f"droom {dream.number}"
    )
    _delete_later(recording)
    recording.refresh_from_db()
    return recording


@transaction.atomic
def drop_voice(*, recording: Recording, reason: str, by: User) -> Recording:
    """Hold a recording back in which no words can be heard; its dreamer reads the reason."""
    recording = Recording.objects.select_related("dream").get(pk=recording.pk)
    if recording.written_at is not None:
        raise VoiceSettled
    try:
        hold_contribution(contribution=recording.dream, reason=reason, by=by, seen=Status.WAITING)
    except AlreadyDecided:
        raise VoiceSettled from None
    return recording


@transaction.atomic
def forget_voices(*, campaign: Campaign) -> int:
    """Delete the sound of dreams that were held back 30 days ago; returns how many."""
    old = Recording.objects.filter(
        dream__campaign=campaign,
        dream__status=Status.HELD,
        recorded_at__lt=clock.now() - KEEP_DROPPED,
    ).exclude(file="")
    gone = list(old)
    Recording.objects.filter(pk__in=[recording.pk for recording in gone]).update(file="")
    for recording in gone:
        _delete_later(recording)
    return len(gone)


def _delete_later(recording: Recording) -> None:
    """Delete the sound once the database agrees."""
    storage, name = recording.file.storage, recording.file.name
    if name:
        transaction.on_commit(lambda: _delete(storage, name))


def _delete(storage: Storage, name: str) -> None:
    storage.delete(name)


def draft_voice(*, recording: Recording) -> bool:
    """Let the local engine propose a text; a colleague decides. Tells whether there is one now.

    A recording the engine failed on is tried again an hour later.
    """
    command: str = settings.TRANSCRIBE_COMMAND
    waits = recording.file and not recording.draft and recording.written_at is None
    if not command or not waits or not cache.add(f"transcribe:{recording.pk}", 1, 3600):
        return False
    ending = PurePath(recording.file.name or "").suffix
    # The engine gets a copy: the original may lie in another store, and stays as it is.
    with tempfile.NamedTemporaryFile(suffix=ending) as copy, recording.file.open("rb") as sound:
        copy.write(sound.read())
        copy.flush()
        try:
            said = run_engine(
                command, seconds=_SECONDS, file=copy.name, language=recording.dream.language
            )
        except EngineFailed as error:
            logger.warning("No draft for recording %s: %s", recording.pk, error)
            return False
    return bool(
        Recording.objects.filter(pk=recording.pk, written_at=None, draft="").update(draft=said)
    )
