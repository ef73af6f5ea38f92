"""Stand before the process that streams: only the stream, and never many who have yet to begin."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any, Final

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# Each request has a thread and a database connection until its answer begins: never more than this.
AT_ONCE: Final = 4
WAITING: Final = 100


class Gate:
    """An application that serves a few addresses, with bounds on what comes in at once.

    A stream counts only until its first words: after that it costs no thread that works and no connection.
    """

    def __init__(
        self, inside: Application, *, addresses: Collection[str], stop: Callable[[], None]
    ) -> None:
        self.inside = inside
        self.addresses = frozenset(addresses)
        self._stop = stop
        self._stopping = False
        self._waiting = 0
        self._turns = asyncio.Semaphore(AT_ONCE)

    def stop(self) -> None:
        """Let nobody in any more and let every stream end, before the process stops."""
        self._stopping = True
        self._stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return  # a web socket: the server closes what nobody accepts
        status = self._refusal(scope)
        if status:
            await _answer(send, status)
            return
        self._waiting += 1
        try:
            await self._turns.acquire()
        finally:
            self._waiting -= 1
        turn = _Turn(self._turns)

        async def tell(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.body":
                turn.end()

        try:
            await self.inside(scope, receive, tell)
        finally:
            turn.end()

    def _refusal(self, scope: Scope) -> int:
        """Return the status with which a request is refused before anything of it is read, or 0."""
        headers = {name for name, _value in scope["headers"]}
        if scope["path"] not in self.addresses:
            return 404
        if scope["method"] != "GET":
            return 405
        if b"transfer-encoding" in headers or b"content-length" in headers:
            return 400  # nobody sends anything along to listen
        return 503 if self._stopping or self._waiting >= WAITING else 0


class _Turn:
    def __init__(self, turns: asyncio.Semaphore) -> None:
        self._turns: asyncio.Semaphore | None = turns

    def end(self) -> None:
        if self._turns is not None:
            self._turns.release()
            self._turns = None


async def _answer(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})
