"""The same events as a stream under ASGI, made only to measure it beside polling.

No part of the product. One reader looks at the log every tenth of a second for all who listen; the
product's own words (`clustering.following.follow`) go to each of them as a server-sent event.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs

import django

django.setup()

from asgiref.sync import sync_to_async  # noqa: E402
from django.contrib.auth import SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from bench.board.product import COOKIE  # noqa: E402
from campaigns.models import Campaign, Membership  # noqa: E402
from campaigns.permissions import Permission  # noqa: E402
from clustering.following import follow  # noqa: E402
from clustering.services.events import last_number  # noqa: E402

PACE, SIGN_OF_LIFE = 0.1, 1.0
Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]

_listeners: set[asyncio.Queue[bytes]] = set()
_reading: list[asyncio.Task[None]] = []


def _said(told: Message) -> bytes:
    return b"data: " + json.dumps(told, separators=(",", ":")).encode() + b"\n\n"


def _campaign() -> Campaign:
    return Campaign.objects.get()


def _may_listen(cookies: str) -> bool:
    found = SimpleCookie(cookies).get(COOKIE)
    user = SessionStore(found.value).get(SESSION_KEY) if found else None
    member = Membership.objects.filter(user=user).first() if user else None
    return member is not None and member.may(Permission.CLUSTER)


async def _read() -> None:
    """Look at the log for everybody, and tell what came."""
    campaign = await sync_to_async(_campaign)()
    number = await sync_to_async(last_number)(campaign)
    while True:
        await asyncio.sleep(PACE)
        if await sync_to_async(last_number)(campaign) == number:
            continue
        told = await sync_to_async(follow)(campaign, number=number)
        number = told["number"]
        for listener in _listeners:
            listener.put_nowait(_said(told))


async def application(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Send
) -> None:
    """Answer a sign of life at any address but the stream's."""
    if scope["type"] != "http":
        return
    if scope["path"] != "/":
        await _answer(send, 200)
        return
    headers = dict(scope["headers"])
    if not await sync_to_async(_may_listen)(headers.get(b"cookie", b"").decode()):
        await _answer(send, 403)
        return
    if not _reading:
        _reading.append(asyncio.create_task(_read()))
    number = int(parse_qs(scope["query_string"].decode()).get("na", ["0"])[0])
    gone = asyncio.create_task(_hang_up(receive))
    telling = asyncio.create_task(_tell(send, number))
    await asyncio.wait({gone, telling}, return_when=asyncio.FIRST_COMPLETED)
    gone.cancel()
    telling.cancel()


async def _hang_up(receive: Callable[[], Awaitable[Message]]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _tell(send: Send, number: int) -> None:
    mine: asyncio.Queue[bytes] = asyncio.Queue()
    _listeners.add(mine)
    try:
        await send({
            "type": "http.response.start", "status": 200,
            "headers": [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")],
        })  # fmt: skip
        campaign = await sync_to_async(_campaign)()
        body = _said(await sync_to_async(follow)(campaign, number=number))
        while True:
            await send({"type": "http.response.body", "body": body, "more_body": True})
            body = b": still here\n\n"
            with suppress(TimeoutError):
                body = await asyncio.wait_for(mine.get(), SIGN_OF_LIFE)
    finally:
        _listeners.discard(mine)


async def _answer(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})
