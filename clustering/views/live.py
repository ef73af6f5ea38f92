"""Follow the board while others work on it."""

import hashlib
import json
from functools import partial

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view, may_still
from campaigns.permissions import Permission
from clustering.board import table_of
from clustering.following import follow
from clustering.forms import PresenceForm
from clustering.services.presence import leave_board, show_presence
from clustering.streaming import Listener, is_full, listen


@require_safe
@campaign_view(Permission.CLUSTER)
def changes(request: MemberRequest) -> HttpResponse:
    """Return what happened since an event; 304 when the browser has heard it all."""
    told = follow(request.campaign, number=_number(request.GET.get("na", "")) or 0)
    body = json.dumps(told, separators=(",", ":")).encode()
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="application/json")
    response.headers["ETag"] = etag
    return response


@require_GET
@campaign_view(Permission.CLUSTER)
def stream(request: MemberRequest) -> HttpResponseBase:
    """Tell the same as it happens. A browser that is answered 204 or 503 goes on asking.

    204: this is a process in which each stream would hold a thread. 503: too many listen already.
    """
    if not isinstance(request, ASGIRequest):
        return HttpResponse(status=204)
    if is_full(request.user.pk):
        return HttpResponse(status=503)
    # A browser that comes back by itself names the last event it heard; its address is older.
    heard = _number(request.headers.get("Last-Event-ID", ""))
    listener = Listener(
        user=request.user.pk,
        number=heard if heard is not None else _number(request.GET.get("na", "")) or 0,
        language=get_language(),
        may=partial(may_still, request, Permission.CLUSTER),
    )
    response = StreamingHttpResponse(
        listen(request.campaign, listener), content_type="text/event-stream"
    )
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


@require_POST
@campaign_view(Permission.CLUSTER)
def presence(request: MemberRequest) -> HttpResponse:
    """Hear that somebody is at the board, and say which of their cards went."""
    form = PresenceForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": form.errors}, status=422)
    data = form.cleaned_data
    if data["weg"]:
        leave_board(campaign=request.campaign, by=request.user, window=data["venster"])
        return HttpResponse(status=204)
    gone = show_presence(
        campaign=request.campaign, by=request.user, window=data["venster"], holds=data["houdt"],
        drags=data["sleept"],
    )  # fmt: skip
    return JsonResponse({"gone": gone})


@require_safe
@campaign_view(Permission.CLUSTER)
def token(request: MemberRequest) -> HttpResponse:
    """Say who is signed in, with a token that is valid now: acts that waited go on with it."""
    return JsonResponse({"me": request.user.pk, "token": get_token(request)})


@require_safe
@campaign_view(Permission.CLUSTER)
def table(request: MemberRequest) -> HttpResponse:
    """Return the keys and needs anew, when one of them changed."""
    return render(request, "clustering/_table.html", {"table": table_of(request.campaign)})
