"""The board as a stream: one reader of the log for everybody who listens in this process.

Who is as far as another hears the same words, made once. Nobody has more than one message waiting:
all is told by number, so who reads slowly hears the rest later, in one piece.
"""

import asyncio
import json
import logging
import random
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeVar

from asgiref.sync import sync_to_async
from django.db import connections
from django.utils import translation

from campaigns.models import Campaign
from clustering.following import follow

PACE: Final = 0.1
# So often somebody who hears nothing is told that we are there, and is asked for their right again.
SIGN_OF_LIFE: Final = 15.0
# No stream lasts: the whole guard looks again, and who vanished without a word takes no place.
LONGEST: Final = 600.0
# Who has not taken a message for so long has stopped reading.
STUCK: Final = 30.0
MOST: Final = 200
# Windows of one person; hidden ones close their stream.
MOST_OF_ONE: Final = 6

_HELLO: Final = b"retry: 5000\n\n"
_ALIVE: Final = b"event: alive\ndata: 1\n\n"

T = TypeVar("T")
logger = logging.getLogger(__name__)
# Forty streams must not be forty connections: all of them read the database here, over one.
_reader = ThreadPoolExecutor(1, thread_name_prefix="stream")
_rooms: dict[int, "Room"] = {}


@dataclass(frozen=True)
class News:
    """What somebody at one number of the log must hear."""

    told: dict[str, Any]

    @property
    def number(self) -> int:
        return int(self.told["number"])

    @property
    def state(self) -> dict[str, Any]:
        """Return what is true now, whoever asks: people, numbers, pace."""
        return {
            name: value
            for name, value in self.told.items()
            if name not in {"number", "far", "events", "missed"}
        }

    @property
    def has_events(self) -> bool:
        return bool(self.told["events"] or self.told["far"])

    @cached_property
    def message(self) -> bytes:
        body = json.dumps(self.told, separators=(",", ":"))
        return f"id: {self.number}\ndata: {body}\n\n".encode()


class Listener:
    """Somebody who listens: how far they are, and the one message that waits for them."""

    def __init__(self, *, user: int, number: int, language: str, may: Callable[[], bool]) -> None:
        self.user, self.number, self.language = user, number, language
        self.may = may
        self.over = False
        self._state: dict[str, Any] | None = None
        self._message: bytes | None = None
        self._since = 0.0
        self._woken = asyncio.Event()
        self._task: asyncio.Task[Any] | None = None

    @property
    def is_free(self) -> bool:
        return self._message is None

    def hear(self, news: News) -> None:
        """Lay a message ready when there is something new in it."""
        if news.has_events or news.state != self._state:
            self.number, self._state = news.number, news.state
            self._message, self._since = news.message, time.monotonic()
            self._woken.set()

    async def next(self, patience: float) -> bytes | None:
        """Wait for a message; nothing when none came in time, or when it is over."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), patience)
        self._woken.clear()
        message, self._message = self._message, None
        return message

    def begin(self) -> None:
        self._task = asyncio.current_task()

    def end(self) -> None:
        """Let the stream end by itself."""
        self.over = True
        self._woken.set()

    def cut_when_stuck(self) -> None:
        """End a stream whose reader stopped: it waits for the network, and would wait for ever."""
        if not self.is_free and time.monotonic() - self._since > STUCK and self._task is not None:
            self._task.cancel()


class Room:
    """Everybody who listens to one campaign here, and the task that reads for them."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.listeners: set[Listener] = set()
        self._reading: asyncio.Task[None] | None = None

    def enter(self, listener: Listener) -> None:
        listener.begin()
        self.listeners.add(listener)
        if self._reading is None:
            self._reading = asyncio.create_task(self._read())

    def leave(self, listener: Listener) -> None:
        self.listeners.discard(listener)
        if not self.listeners:
            _rooms.pop(self.campaign.pk, None)

    async def look(self) -> None:
        """Look once for all: a few queries for each number and language among those who wait."""
        for listener in self.listeners:
            listener.cut_when_stuck()
        free = [listener for listener in self.listeners if listener.is_free]
        places = {(listener.number, listener.language) for listener in free}
        if not places:
            return
        news = await _in_reader(lambda: {place: self._news(*place) for place in places})
        for listener in free:
            listener.hear(news[listener.number, listener.language])

    def _news(self, number: int, language: str) -> News:
        with translation.override(language):
            return News(follow(self.campaign, number=number))

    async def _read(self) -> None:
        try:
            while self.listeners:
                await self.look()
                await asyncio.sleep(PACE)
        except Exception:  # the cache may be away as well as the database
            logger.exception("The board cannot be read; browsers will ask for it instead.")
        finally:
            self._reading = None
            for listener in self.listeners:
                listener.end()
            # Nobody listens: keep no connection. Who comes in meanwhile opens another.
            _reader.submit(connections.close_all)


async def _in_reader(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_reader, work)


def is_full(user: int) -> bool:
    """Say whether there is no place for one more stream, or for one more of this person."""
    # Copies: a request asks this from its own thread, while streams come and go.
    listeners = [one for room in list(_rooms.values()) for one in list(room.listeners)]
    return len(listeners) >= MOST or sum(one.user == user for one in listeners) >= MOST_OF_ONE


async def listen(campaign: Campaign, listener: Listener) -> AsyncIterator[bytes]:
    """Yield server-sent events until the time is over, the right is gone or the process stops."""
    # What the guard asked went over a connection of this request, which lasts for minutes now.
    await sync_to_async(connections.close_all)()
    if is_full(listener.user):  # others took the place since the view looked
        return
    room = _rooms.setdefault(campaign.pk, Room(campaign))
    room.enter(listener)
    began = time.monotonic()
    # Streams that began together, after a restart for instance, do not all come back together.
    until = began + LONGEST * random.uniform(0.8, 1.0)  # noqa: S311
    ask_again = began + SIGN_OF_LIFE
    try:
        yield _HELLO
        while not listener.over and time.monotonic() < until:
            message = await listener.next(ask_again - time.monotonic())
            if message is not None:
                yield message
            if time.monotonic() >= ask_again:
                if not await _still_may(listener):
                    return
                ask_again = time.monotonic() + SIGN_OF_LIFE
                yield _ALIVE
    finally:
        room.leave(listener)


async def _still_may(listener: Listener) -> bool:
    try:
        return await _in_reader(listener.may)
    except Exception:
        logger.exception("The right to listen cannot be looked up.")
        return False


def end_streams() -> None:
    """Let every stream of this process end now, because the process stops."""
    for room in _rooms.values():
        for listener in room.listeners:
            listener.end()
