"""After a session: its photos and recordings, and what the table says of its notes."""

import re
import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.access import CampaignRequest, MemberRequest, campaign_view, keep_secret
from campaigns.limits import rate_limited
from campaigns.models import Status
from campaigns.permissions import Permission
from campaigns.services.reading import text_mark
from dreamsessions.forms.after import AnswerForm, MediaForm, RemarkForm
from dreamsessions.models import Media, MediaKind, Note, Remark, Session
from dreamsessions.services.after import (
    OPEN_FOR,
    AlreadySettled,
    WordsChanged,
    drop_sound,
    is_told_open,
    media_of,
    remark_on,
    settle_remark,
    write_from_media,
)
from dreamsessions.services.reporting import told_path
from dreamsessions.views.paper import find_session

ROWS = 12
_SOUNDS = frozenset({"audio/webm", "audio/ogg", "audio/mp4", "audio/mpeg", "audio/wav"})
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


# Photos, sketches, recordings --------------------------------------------------------------------


@dataclass(frozen=True)
class MediaRow:
    media: Media
    form: MediaForm


@require_safe
@campaign_view(Permission.NOTE)
def media_room(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what came with the kit from one session. Seven queries."""
    return _media_page(request, find_session(request, pk))


@require_safe
@campaign_view(Permission.NOTE)
def chat_media(request: MemberRequest) -> HttpResponse:
    """Show what came with chats: one's own, or all of them for who plans."""
    return _media_page(request, None)


def _media_page(
    request: MemberRequest, session: Session | None, failed: MediaForm | None = None
) -> HttpResponse:
    found = media_of(request.membership).filter(session=session)
    # What still needs a hand comes first.
    found = found.order_by(F("deleted_at").asc(nulls_first=True), "started_at", "pk")
    page = Paginator(found, ROWS).get_page(request.GET.get("bladzijde"))
    rows = [MediaRow(media, _form_for(media, failed)) for media in page]
    context = {
        "session": session, "page": page, "rows": rows, "query": "", "here": "media",
        "form": failed or MediaForm(), "told": told_path(session) if session else "",
        "dreams": session.notes.exclude(status=Status.HELD).count() if session else 0,
    }  # fmt: skip
    status = 422 if failed else 200
    return render(request, "dreamsessions/media_list.html", context, status=status)


def _form_for(media: Media, failed: MediaForm | None) -> MediaForm:
    if failed is not None and failed.prefix == media.pk.hex:
        return failed
    text = media.note.text if media.note else ""
    return MediaForm(prefix=media.pk.hex, initial={"text": text, "mark": text_mark(text)})


@require_POST
@campaign_view(Permission.NOTE)
def write_media(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Write down what a photo shows or a recording says; the sound is deleted then."""
    media = get_object_or_404(media_of(request.membership), pk=key)
    if "drop" in request.POST:
        drop_sound(media=media, by=request.user)
        messages.success(request, _("The sound is deleted."))
        return _back(media)
    form = MediaForm(request.POST, prefix=key.hex)
    if not form.is_valid():
        return _media_page(request, media.session, form)
    told, another = form.cleaned_data, "another" in request.POST
    try:
        if media.note and not another and told["mark"] != text_mark(media.note.text):
            raise WordsChanged
        note = write_from_media(
            media=media, text=told["text"], speaker=told["speaker"], by=request.user,
            seen=media.note.text if media.note and not another else None, another=another,
        )  # fmt: skip
        messages.success(request, _("Dream %(number)s is saved.") % {"number": note.number})
    except (AlreadySettled, WordsChanged):
        messages.info(request, _("A colleague was first. Look again at what it says now."))
    return _back(media)


def _back(media: Media) -> HttpResponse:
    if media.session_id is None:
        return redirect("dreamsessions:chat_media")
    return redirect("dreamsessions:media_room", pk=media.session_id)


@require_safe
@campaign_view(Permission.NOTE)
def media_file(request: MemberRequest, key: uuid.UUID) -> HttpResponseBase:
    """Serve one file to who may see it, in parts where the browser asks for parts."""
    media = get_object_or_404(media_of(request.membership), pk=key)
    if not media.file:
        raise Http404
    kind = media.content_type if media.content_type in _SOUNDS else "application/octet-stream"
    return serve_file(request, media, kind if media.kind == MediaKind.VOICE else "image/jpeg")


def _asked_part(request: HttpRequest, size: int) -> tuple[int, int]:
    """Return the first and last byte a browser asks for; a last one of -1 means all of it."""
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None:
        return 0, -1
    return int(asked[1]), min(int(asked[2] or size - 1), size - 1)


def serve_file(request: HttpRequest, media: Media, kind: str) -> HttpResponseBase:
    """Return a file that may do nothing but be looked at or heard."""
    opened, size = media.file.open("rb"), media.file.size
    first, last = _asked_part(request, size)
    response: HttpResponseBase
    if first >= size:
        opened.close()
        response = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{size}"
    elif "Range" in request.headers and last >= first:
        opened.seek(first)
        response = HttpResponse(opened.read(last - first + 1), status=206, content_type=kind)
        opened.close()
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    else:
        response = FileResponse(opened, content_type=kind)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


# What the table says -----------------------------------------------------------------------------


def _find_told(request: CampaignRequest, slug: str, token: str) -> Session:
    row: Session = get_object_or_404(Session.objects.of(request.campaign), slug=slug, token=token)
    return row


def _told_page(
    request: CampaignRequest, row: Session, failed: RemarkForm | None = None, number: int = 0
) -> HttpResponse:
    told: QuerySet[Note] = row.notes.order_by("number")
    placed = [note for note in told if note.is_public] if is_told_open(row) else []
    context = {
        "session": row,
        "notes": [
            (note, failed if failed and note.number == number else _remark_form(note.number))
            for note in placed
        ],
        "waiting": sum(note.status == "waiting" for note in told),
        "open": is_told_open(row),
        "until": (row.closed_at or row.ends_at) + OPEN_FOR,
        "form": failed or RemarkForm(),
        "failed": number if failed else 0,
    }
    status = 422 if failed else 200 if is_told_open(row) else 410
    return keep_secret(render(request, "dreamsessions/told.html", context, status=status))


def _remark_form(number: int, data: object = None) -> RemarkForm:
    # Several forms stand on this page, so their fields need ids of their own.
    return RemarkForm(data, auto_id=f"id_{number}_%s")  # type: ignore[arg-type]


@require_safe
@campaign_view()
def told(request: CampaignRequest, slug: str, token: str) -> HttpResponse:
    """Show who sat at the table its notes, behind a secret link. Four queries."""
    return _told_page(request, _find_told(request, slug, token))


@require_POST
@rate_limited("remark", times=30, seconds=3600)
@campaign_view()
def remark(request: CampaignRequest, slug: str, token: str, number: int) -> HttpResponse:
    """Take in what somebody meant; who led the session reads it."""
    row = _find_told(request, slug, token)
    if not is_told_open(row):
        return _told_page(request, row)
    note = row.notes.placed().filter(consent_online=True, number=number).first()
    if note is None:  # taken away since the page was opened
        messages.info(request, _("This dream is not here any more."))
        return redirect("dreamsessions:told", slug=slug, token=token)
    form = _remark_form(number, request.POST)
    if not form.is_valid():
        return _told_page(request, row, form, number)
    if not form.cleaned_data["website"]:  # what only a program fills in goes nowhere
        remark_on(note=note, text=form.cleaned_data["text"])
    messages.success(request, _("Thank you. Who led the session reads it, and looks at the words."))
    return redirect("dreamsessions:told", slug=slug, token=token)


@require_safe
@campaign_view(Permission.NOTE)
def remarks(request: MemberRequest, pk: int) -> HttpResponse:
    """List what the table says of its notes, what waits first. Six queries."""
    return _remarks_page(request, find_session(request, pk))


def _remarks_page(
    request: MemberRequest, session: Session, failed: AnswerForm | None = None
) -> HttpResponse:
    found = Remark.objects.filter(note__session=session).select_related("note", "settled_by")
    rows = [(one, _answer_form(one, failed)) for one in found.filter(settled_at=None)[:50]]
    settled = found.filter(settled_at__isnull=False).order_by("-settled_at")[:ROWS]
    context = {
        "session": session, "rows": rows, "settled": settled, "here": "remarks",
        "form": failed or AnswerForm(), "told": told_path(session),
    }  # fmt: skip
    status = 422 if failed else 200
    return render(request, "dreamsessions/remarks.html", context, status=status)


def _answer_form(one: Remark, failed: AnswerForm | None) -> AnswerForm:
    if failed is not None and failed.prefix == f"r{one.pk}":
        return failed
    text = one.note.text
    return AnswerForm(prefix=f"r{one.pk}", initial={"text": text, "mark": text_mark(text)})


@require_POST
@campaign_view(Permission.NOTE)
def settle(request: MemberRequest, pk: int, remark_pk: int) -> HttpResponse:
    """Take the words of a remark over, or leave the note as it is."""
    session = find_session(request, pk)
    rows = Remark.objects.filter(note__session=session).select_related("note")
    one = rows.filter(pk=remark_pk).first()
    if one is None:
        messages.info(request, _("This dream was taken away in the meantime."))
        return redirect("dreamsessions:remarks", pk=pk)
    form = AnswerForm(request.POST, prefix=f"r{remark_pk}")
    keeps = "keep" in request.POST
    if not keeps and not form.is_valid():
        return _remarks_page(request, session, form)
    try:
        if keeps:
            settle_remark(remark=one, by=request.user)
        elif form.cleaned_data["mark"] != text_mark(one.note.text):
            raise WordsChanged
        else:
            settle_remark(
                remark=one, by=request.user, words=form.cleaned_data["text"], seen=one.note.text
            )
        messages.success(request, _("Saved. The first words stay in the history of the dream."))
    except (AlreadySettled, WordsChanged):
        messages.info(request, _("A colleague was first. Look again at what it says now."))
    return redirect("dreamsessions:remarks", pk=pk)
