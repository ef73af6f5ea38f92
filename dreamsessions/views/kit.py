"""The two doors of the field kit: what it needs for the road, and what it brings back.

Answers are JSON that name what they are about. A login page, a captive portal or an error page
can therefore never be taken for a confirmation.
"""

import json
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import clock
from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from dreamsessions import kit
from dreamsessions.luggage import pack
from dreamsessions.models import MediaKind
from dreamsessions.services.devices import DeviceRevoked, OtherPerson, greet_device
from dreamsessions.services.media import BadPiece, begin_media, take_piece
from dreamsessions.services.syncing import sync_records

MOST_BYTES = 2_000_000  # of one batch
PIECE = 512 * 1024


@require_safe
@campaign_view(Permission.NOTE)
def luggage(request: MemberRequest) -> HttpResponse:
    """Give a tablet all it needs without a network: sessions, script, questions, words."""
    data = pack(campaign=request.campaign, membership=request.membership)
    about = {"user": request.user.pk, "first_name": request.user.first_name}
    return JsonResponse(data | about | {"csrf": get_token(request)})


@require_POST
@campaign_view(Permission.NOTE)
def sync(request: MemberRequest) -> HttpResponse:
    """Take in a batch of records; answer each with its id and digest."""
    try:
        body = _body(request)
        records = body["records"]
        if body["version"] != kit.VERSION or not isinstance(records, list):
            return _refuse("unknown_version", 400)
        if len(records) > kit.MOST_RECORDS or not all(isinstance(r, str) for r in records):
            return _refuse("too_much", 413)
        greeting = _greeting(body)
    except _TooMuch:
        return _refuse("too_much", 413)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _refuse("unreadable", 400)
    if body.get("user") != request.user.pk:
        return _refuse("other_person", 409)
    try:
        device = greet_device(campaign=request.campaign, user=request.user, **greeting)
    except DeviceRevoked:
        return _refuse("revoked", 403)
    except OtherPerson:
        return _refuse("other_person", 409)
    answers = sync_records(
        campaign=request.campaign, device=device, membership=request.membership, raw=records
    )
    return JsonResponse(
        {
            "version": kit.VERSION,
            "server_time": clock.now().isoformat(),
            "results": [answer.as_json() for answer in answers],
        }
    )


class _TooMuch(Exception):
    pass


def _body(request: HttpRequest) -> dict[str, Any]:
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise _TooMuch
    data = json.loads(request.body)
    if not isinstance(data, dict):
        raise TypeError
    return data


def _greeting(body: dict[str, Any]) -> dict[str, Any]:
    status = body.get("status") or {}
    return {
        "key": uuid.UUID(body["device"]),
        "app_version": str(body.get("app", "")),
        "name": str(body.get("name") or ""),
        "waiting": _count(status.get("waiting")),
        "failed": _count(status.get("failed")),
        "since": _moment(status.get("since")),
        "sent_at": _moment(body.get("sent_at")),
    }


def _count(value: Any) -> int:
    return min(value, 1_000_000) if isinstance(value, int) and value > 0 else 0


def _moment(value: Any) -> Any:
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo else None


def _refuse(reason: str, status: int) -> JsonResponse:
    return JsonResponse({"version": kit.VERSION, "refused": reason}, status=status)


@require_http_methods(["GET", "HEAD", "PUT"])
@campaign_view(Permission.NOTE)
def media(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Take one piece of a file, or tell how much of it is here already."""
    try:
        about = _about(request) if request.method == "PUT" else None
        row = begin_media(
            campaign=request.campaign, key=key, about=about, membership=request.membership
        )
        if row is not None and request.method == "PUT":
            if int(request.headers.get("Content-Length") or 0) > PIECE:
                return _refuse("too_much", 413)
            row = take_piece(media=row, offset=int(request.headers["X-Offset"]), piece=request.body)
    except BadPiece as bad:
        return JsonResponse(
            {
                "version": kit.VERSION,
                "id": str(key),
                "refused": bad.reason,
                "received": bad.received,
            },
            status=bad.status,
        )
    except (ValueError, KeyError):
        return _refuse("unreadable", 400)
    if row is None:
        return JsonResponse({"version": kit.VERSION, "id": str(key), "received": 0})
    return JsonResponse(
        {
            "version": kit.VERSION, "id": str(key), "digest": row.digest,
            "received": row.received, "finished": row.finished_at is not None,
        }
    )  # fmt: skip


def _about(request: MemberRequest) -> dict[str, Any]:
    headers = request.headers
    return {
        "kind": MediaKind(headers["X-Kind"]),
        "content_type": headers.get("Content-Type", "")[:40],
        "size": int(headers["X-Size"]),
        "digest": headers["X-Digest"][:64],
        "session": int(headers["X-Session"]) if headers.get("X-Session") else None,
        "note_key": uuid.UUID(headers["X-Note"]) if headers.get("X-Note") else None,
        "device": uuid.UUID(headers["X-Device"]),
    }
