"""Follow the board while others work on it."""

import hashlib
import json

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from clustering.board import table_of
from clustering.following import follow
from clustering.forms import PresenceForm
from clustering.services.presence import leave_board, show_presence


@require_safe
@campaign_view(Permission.CLUSTER)
def changes(request: MemberRequest) -> HttpResponse:
    """Return what happened since an event; 304 when the browser has heard it all."""
    number = request.GET.get("na", "")
    told = follow(
        request.campaign,
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0,
    )
    body = json.dumps(told, separators=(",", ":")).encode()
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="application/json")
    response.headers["ETag"] = etag
    return response


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
