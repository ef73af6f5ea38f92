"""Take in photos, sketches and recordings piece by piece; a cut line costs one piece at most."""

import hashlib
import uuid
from functools import partial
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction

from campaigns import clock
from campaigns.audio import recognise
from campaigns.images import BadImage, take_picture
from campaigns.models import Campaign, Membership
from dreamsessions.models import Device, Media, MediaKind, Note, Receipt, Session

MOST_BYTES: Final = 20_000_000


class BadPiece(Exception):
    """Raised for a piece that does not fit; `received` is where the tablet should go on."""

    def __init__(self, reason: str, *, received: int = 0, status: int = 409) -> None:
        super().__init__(reason)
        self.reason, self.received, self.status = reason, received, status


@transaction.atomic
def begin_media(
    *, campaign: Campaign, key: uuid.UUID, about: dict[str, Any] | None, membership: Membership
) -> Media | None:
    """Return the file a key stands for; with `about` it is opened when it is new.

    One's own files only: another person's key says nothing. Raises `BadPiece`.
    """
    found = Media.objects.filter(pk=key).select_related("device").first()
    if found is not None:
        if found.campaign_id != campaign.pk or found.by_id != membership.user_id:
            raise BadPiece("other_person")
        if found.device is not None and found.device.revoked_at is not None:
            raise BadPiece("revoked", status=403)
        return found
    if about is None:
        return None
    return _open(campaign, key, about, membership)


def _open(
    campaign: Campaign, key: uuid.UUID, about: dict[str, Any], membership: Membership
) -> Media:
    device = Device.objects.filter(
        pk=about["device"], campaign=campaign, user=membership.user_id
    ).first()
    if device is None:
        raise BadPiece("unknown_tablet", status=403)
    if device.revoked_at is not None:
        raise BadPiece("revoked", status=403)
    if not 0 < about["size"] <= MOST_BYTES:
        raise BadPiece("too_large", status=413)
    session = about["session"]
    if session is not None and not Session.objects.editable_by(membership).filter(pk=session):
        raise BadPiece("not_your_session", status=403)
    note = None
    if about["note_key"] is not None:
        note = Note.objects.filter(campaign=campaign, submission_key=about["note_key"]).first()
        arrived = Receipt.objects.filter(campaign=campaign, note_key=about["note_key"]).exists()
        if note is None:
            # Words first: a photo of a note that was taken back must not come in after all.
            raise BadPiece("withdrawn" if arrived else "note_first", status=409)
    media, _created = Media.objects.get_or_create(
        pk=key,
        defaults={
            "campaign": campaign, "session_id": session, "note_key": about["note_key"],
            "note": note, "kind": about["kind"], "content_type": about["content_type"],
            "size": about["size"], "digest": about["digest"], "device": device,
            "by": membership.user,
        },
    )  # fmt: skip
    return media


@transaction.atomic
def take_piece(*, media: Media, offset: int, piece: bytes) -> Media:
    """Keep one piece; with the last one the file is checked, cleaned and put together.

    The same piece again changes nothing. Raises `BadPiece` with where to go on.
    """
    media = Media.objects.select_for_update().get(pk=media.pk)
    if media.finished_at is not None or offset + len(piece) <= media.received:
        return media
    if offset != media.received or not piece:
        raise BadPiece("go_on_there", received=media.received)
    if offset + len(piece) > media.size:
        raise BadPiece("too_large", received=media.received, status=413)
    name = f"{media.pk}-{offset}"
    kept = media.pieces.create(offset=offset, file=ContentFile(piece, name=name))
    media.received = offset + len(piece)
    try:
        if media.received == media.size:
            _finish(media)
    except BadPiece:
        # Its row is rolled back, so nobody would ever find this file again.
        kept.file.storage.delete(str(kept.file.name))
        raise
    media.save()
    return media


def _finish(media: Media) -> None:
    whole = b"".join(_read(piece) for piece in media.pieces.order_by("offset"))
    if hashlib.sha256(whole).hexdigest() != media.digest:
        # Something went wrong on the way: the tablet sends it anew.
        _drop_pieces(media)
        media.received = 0
        return
    try:
        media.file.save(f"{media.pk}{_ending(media)}", _clean(media, whole), save=False)
    except BadImage as bad:
        raise BadPiece(bad.code, received=media.received, status=422) from None
    media.finished_at = clock.now()
    _drop_pieces(media)


def _read(piece: Any) -> bytes:
    with piece.file.open("rb") as opened:
        return bytes(opened.read())


def _ending(media: Media) -> str:
    return "" if media.kind == MediaKind.VOICE else ".jpg"


def _clean(media: Media, whole: bytes) -> ContentFile[bytes]:
    """Return the file as it is kept: pictures anew without metadata, recordings only if they are."""
    if media.kind != MediaKind.VOICE:
        return take_picture(whole, large=2400, small=200).large
    kind = recognise(whole[:64])
    if kind is None:
        raise BadPiece("no_recording", received=media.received, status=422)
    media.content_type = kind
    return ContentFile(whole)


def _drop_pieces(media: Media) -> None:
    for piece in media.pieces.all():
        transaction.on_commit(partial(piece.file.storage.delete, str(piece.file.name)))
    media.pieces.all().delete()
