"""The room where spoken dreams are heard and written down."""

import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.languages import guess_language
from campaigns.permissions import Permission
from survey.forms.counter import VoiceForm
from survey.models import Recording
from survey.services.voices import VoiceSettled, drop_voice, list_voices, write_down_voice

ROWS = 10
# What browsers record; anything else is never handed out as sound.
SOUNDS = frozenset(
    {
        "audio/webm", "audio/ogg", "audio/mp4", "audio/mpeg", "audio/aac", "audio/wav",
        "audio/x-wav", "audio/x-m4a", "audio/3gpp", "audio/flac",
    }
)  # fmt: skip
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


@require_safe
@campaign_view(Permission.ENTER)
def voices(request: MemberRequest) -> HttpResponse:
    """List the spoken dreams that wait, oldest first."""
    return _list_page(request)


def _list_page(request: MemberRequest, failed: VoiceForm | None = None) -> HttpResponse:
    waiting = Paginator(list_voices(request.campaign), ROWS)
    page = waiting.get_page(request.GET.get("bladzijde"))
    rows = []
    for recording in page:
        prefix = f"r{recording.pk}"
        form = VoiceForm(prefix=prefix, initial={"text": recording.dream.text or recording.draft})
        rows.append((recording, failed if failed and failed.prefix == prefix else form))
    context = {"page": page, "rows": rows, "query": "", "form": failed or VoiceForm()}
    return render(request, "survey/voices.html", context, status=422 if failed else 200)


def _find(request: MemberRequest, pk: int) -> Recording:
    mine = Recording.objects.filter(dream__campaign=request.campaign)
    return get_object_or_404(mine.select_related("dream__campaign"), pk=pk)


@require_POST
@campaign_view(Permission.ENTER)
def write_voice(request: MemberRequest, pk: int) -> HttpResponse:
    """Keep what is said; the sound is deleted."""
    recording = _find(request, pk)
    form = VoiceForm(request.POST, prefix=f"r{pk}")
    if not form.is_valid():
        return _list_page(request, form)
    text = form.cleaned_data["text"]
    language = form.cleaned_data["language"] or guess_language(text, recording.dream.language)
    try:
        write_down_voice(recording=recording, text=text, language=language, by=request.user)
        number = recording.dream.number
        messages.success(request, _("Dream %(number)s is written down.") % {"number": number})
    except VoiceSettled:
        messages.info(request, _("A colleague was first with this recording. Nothing changed."))
    return redirect("survey:voices")


@require_POST
@campaign_view(Permission.ENTER)
def drop(request: MemberRequest, pk: int) -> HttpResponse:
    """Hold back a recording without words."""
    reason = _("We could not hear words in your recording. Tell your dream once more?")
    try:
        drop_voice(recording=_find(request, pk), reason=reason, by=request.user)
        messages.success(request, _("Held back. The dreamer reads why."))
    except VoiceSettled:
        messages.info(request, _("A colleague was first with this recording. Nothing changed."))
    return redirect("survey:voices")


@require_safe
@campaign_view(Permission.ENTER)
def voice_audio(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Serve the sound to colleagues, in parts where the browser asks for parts."""
    recording = _find(request, pk)
    if not recording.file:
        raise Http404
    kind = recording.content_type.partition(";")[0].strip().lower()
    kind = kind if kind in SOUNDS else "application/octet-stream"
    sound = recording.file.open("rb")
    size = recording.file.size
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    response: HttpResponseBase
    if asked and int(asked[1]) < size:
        first, last = int(asked[1]), min(int(asked[2] or size - 1), size - 1)
        sound.seek(first)
        part = sound.read(max(last - first + 1, 0))
        response = HttpResponse(part, status=206, content_type=kind)
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
        sound.close()
    else:
        response = FileResponse(sound, content_type=kind)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
