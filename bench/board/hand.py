"""One team member at the board, doing what the board's own script does."""

import json
import random
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from typing import Any

from bench.board.product import COOKIE, CSRF
from bench.board.truth import CONFLICT, DONE, Sent
from bench.load import HEADERS, Browser

# The paces of static/js/board-live.js, board-queue.js and of the panel in board.js, in seconds.
SOON, STILL_HERE, PAUSE, LOOK = 0.8, 15.0, 2.0, 0.11
# One move in five is of a card many have their eye on.
HOT_SHARE = 0.2
_SECRET = "b" * 32


@dataclass
class Hand:
    """A person with two connections: one follows, one acts. Everybody lays on a need of their own."""

    n: int
    port: int
    cookie: str
    need: str
    places: dict[int, str]  # where cards lie, as far as this person heard
    number: int  # the last event this person heard of
    hot: Sequence[int] = ()
    heard: dict[int, float] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    times: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    chance: random.Random = field(init=False)
    acting: Browser = field(init=False)
    following: Browser = field(init=False)
    etag: str = ""

    def __post_init__(self) -> None:
        self.chance = random.Random(self.n)
        self.acting, self.following = self.browser(), self.browser()

    def browser(self) -> Browser:
        made = Browser(self.port)
        made.cookies |= {COOKIE: self.cookie, CSRF: _SECRET}
        return made

    # Following -------------------------------------------------------------------------------------
    def follow(self, until: threading.Event) -> None:
        """Ask what happened, again 0.8 seconds after each answer."""
        until.wait(self.chance.random() * SOON)
        while not until.is_set():
            self.poll()
            until.wait(SOON)

    def poll(self) -> None:
        began = time.perf_counter()
        extra = {"If-None-Match": self.etag} if self.etag else {}
        try:
            answer, body = ask(self.following, "GET", f"/team/bord/volg/?na={self.number}", **extra)
        except (OSError, HTTPException) as error:
            self.faults.append(f"poll: {error!r}")
            return
        self._took("poll", began)
        if answer.status == 200:
            self.etag = answer.headers["ETag"] or ""
            self.hear(json.loads(body))
        elif answer.status != 304:
            self.faults.append(f"poll: status {answer.status}")

    def hear(self, told: Mapping[str, Any]) -> None:
        """Take in what happened; what was heard already is no news."""
        now = time.perf_counter()
        if told["far"]:
            self.faults.append("was too far behind")
        for event in told["events"]:
            if event["number"] <= self.number:
                continue
            self.heard[event["number"]] = now
            for place, cards in event["to"].items():
                self.places.update(dict.fromkeys(cards, place))
        self.number = max(self.number, told["number"])

    # Acting ----------------------------------------------------------------------------------------
    def work(self, seconds: float, *, every: float = 1.0, panel: bool = False) -> None:
        """Move a card every so often; with `panel`, look at the proposal for the next one as well."""
        self.here()
        began = time.perf_counter() + self.chance.random() * every
        greeted = began
        for turn in range(int(seconds / every)):
            time.sleep(max(0.0, began + turn * every - time.perf_counter()))
            if time.perf_counter() > began + seconds:
                return
            self.lay([self.choose()])
            if time.perf_counter() - greeted > STILL_HERE:
                greeted = time.perf_counter()
                self.here()
            if panel:
                time.sleep(LOOK)
                self.look()

    def choose(self) -> int:
        """Pick a card that does not lie where this person lays it: mostly one from the pile."""
        places = self.places
        if self.hot and self.chance.random() < HOT_SHARE:
            others = [card for card in self.hot if places[card] != self.need]
            if others:
                return self.chance.choice(others)
        for _try in range(50):
            card = self.chance.choice(list(places))
            if places[card] == "stapel":
                return card
        return next(card for card, place in places.items() if place != self.need)

    def lay(self, cards: Sequence[int], *, insist: float = 0.5) -> None:
        """Lay cards on one's own need; told of a conflict, insist half of the time."""
        fields = {"gezien": str(self.number), "to": self.need, "cards": ",".join(map(str, cards))}
        status = self._act(fields, cards)
        if status == CONFLICT and self.chance.random() < insist:
            self._act(fields | {"gezien": "", "toch": "1"}, cards)

    def _act(self, fields: dict[str, str], cards: Sequence[int]) -> int:
        """Send one act until it is answered, as the queue of the board does."""
        act, began, status = str(uuid.uuid4()), time.perf_counter(), 0
        while not status and time.perf_counter() - began < 60:
            try:
                answer, _body = self._post("/team/bord/leg/", fields | {"act": act})
            except (OSError, HTTPException) as error:
                self.faults.append(f"move: {error!r}")
                time.sleep(PAUSE)
                continue
            status = answer.status if answer.status < 502 else 0
        took = self._took("move", began)
        if status not in (DONE, CONFLICT):
            self.faults.append(f"move: status {status}")
        self.sent.append(Sent(act, self.n, tuple(cards), self.need, began, took, status))
        if status == DONE:
            self.places.update(dict.fromkeys(cards, self.need))
        return status

    def here(self) -> None:
        """Say that one is at the board."""
        fields = {"venster": str(uuid.UUID(int=self.n + 1)), "houdt": ""}
        answer, _body = self._post("/team/bord/hier/", fields)
        if answer.status != 200:
            self.faults.append(f"presence: status {answer.status}")

    def look(self) -> None:
        """Ask what the machine proposes for the next card."""
        began = time.perf_counter()
        answer, _body = ask(self.acting, "GET", f"/team/bord/voorstel/?kaart={self.choose()}")
        self._took("panel", began)
        if answer.status != 200:
            self.faults.append(f"panel: status {answer.status}")

    def _post(self, path: str, fields: Mapping[str, str]) -> tuple[HTTPResponse, bytes]:
        kind, body = form(fields)
        return ask(
            self.acting, "POST", path, body, **{
                "Content-Type": kind, "Accept": "application/json", "X-CSRFToken": _SECRET,
                "Referer": "https://127.0.0.1/",
            },
        )  # fmt: skip

    def _took(self, what: str, began: float) -> float:
        took = time.perf_counter() - began
        self.times.setdefault(what, []).append(took)
        return took


def ask(
    browser: Browser, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[HTTPResponse, bytes]:
    """Ask once, on a connection that is opened again when the server closed it while idle."""
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    sent = HEADERS | headers | {"Cookie": cookies}
    for fresh in (False, True):
        if fresh:
            browser.connection.close()
        try:
            browser.connection.request(method, path, body=body, headers=sent)
            answer = browser.connection.getresponse()
            return answer, answer.read()
        except (HTTPException, ConnectionError):
            browser.connection.close()
            if fresh:
                raise
    raise AssertionError("Asked twice and neither answered nor failed.")


def form(fields: Mapping[str, str]) -> tuple[str, bytes]:
    """Return fields as a browser sends FormData."""
    mark = "----bench2030"
    lines = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    return f"multipart/form-data; boundary={mark}", ("".join(lines) + f"--{mark}--\r\n").encode()


class Listener:
    """Hear over one long answer of the stream instead of asking."""

    def __init__(self, hand: Hand, port: int) -> None:
        self.hand = hand
        self.browser = Browser(port)
        self.browser.cookies[COOKIE] = hand.cookie

    def follow(self, until: threading.Event) -> None:
        """Read until told to stop; the server gives a sign of life every fifteen seconds."""
        connection = self.browser.connection
        cookies = "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())
        try:
            connection.request(
                "GET",
                f"/team/bord/stroom/?na={self.hand.number}",
                headers=HEADERS | {"Cookie": cookies},
            )
            answer = connection.getresponse()
            if answer.status != 200:
                self.hand.faults.append(f"stream: status {answer.status}")
                return
            while not until.is_set():
                line = answer.readline()
                if not line:
                    self.hand.faults.append("stream: ended")
                    return
                if line.startswith(b"data: {"):
                    self.hand.hear(json.loads(line[6:]))
        except (OSError, HTTPException) as error:
            self.hand.faults.append(f"stream: {error!r}")
        finally:
            connection.close()
