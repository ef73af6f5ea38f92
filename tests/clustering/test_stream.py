"""The stream of the board: made once for all who are as far, never more than one message behind, and
closed to who may not see the board (any more)."""

import asyncio
import json
import re
import time
import uuid
from contextlib import aclosing
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.db import connections
from django.test import AsyncClient
from django.urls import reverse
from django.utils import translation

from campaigns.access import may_still
from campaigns.models import Membership
from campaigns.permissions import Permission, Role
from clustering import streaming
from clustering.following import follow
from clustering.services.cards import move_cards
from clustering.services.events import last_number
from clustering.services.presence import show_presence
from clustering.streaming import Listener, News, Room
from roeselare2030 import asgi
from roeselare2030.gate import AT_ONCE, WAITING, Gate
from tests.clustering.builders import make_cards, make_zone, need_of
from tests.conftest import ClientOf

QUIET = {"far": False, "events": [], "missed": None, "people": [], "pace": "", "tally": {"all": 1}}


@pytest.fixture
def url() -> str:
    return reverse("clustering:stream")


@pytest.fixture
def card(campaign):
    make_zone(campaign, "Ademen", "Groen")
    return make_cards(campaign, "Een boom.")[0]


@pytest.fixture(autouse=True)
def _nobody_stays():
    yield
    assert not streaming._rooms
    # What the reader opened must be closed before the database of the test goes.
    streaming._reader.submit(connections.close_all).result()


def listener(number=0, *, user=1, language="nl-be", may=lambda: True) -> Listener:
    return Listener(user=user, number=number, language=language, may=may)


def news(number=1, **fields) -> News:
    return News({"number": number} | QUIET | fields)


def told(message: bytes) -> dict:
    (line,) = [row for row in message.decode().splitlines() if row.startswith("data: ")]
    return json.loads(line[6:])


# One listener --------------------------------------------------------------------------------------
def test_who_comes_in_hears_at_once_and_then_only_what_is_new():
    async def walk():
        one = listener(number=1)
        one.hear(news(1))
        assert told(await one.next(1))["number"] == 1
        one.hear(news(1))
        assert await one.next(0.01) is None
        one.hear(news(1, people=[{"id": 7}]))
        assert told(await one.next(1))["people"] == [{"id": 7}]
        one.hear(news(2, events=[{"number": 2}], people=[{"id": 7}]))
        assert told(await one.next(1))["events"] == [{"number": 2}]
        # The event is no news any more, nor is that it is gone.
        one.hear(news(2, people=[{"id": 7}]))
        assert await one.next(0.01) is None

    asyncio.run(walk())


def test_a_message_carries_its_number_for_a_browser_that_comes_back():
    message = news(41).message.decode()
    assert message.startswith("id: 41\ndata: {")
    assert message.endswith("}\n\n")
    assert message.count("\n") == 3


# Everybody ------------------------------------------------------------------------------------------
def looked(campaign, *listeners: Listener) -> list[tuple[int, str]]:
    """Let a room look once, and return what it asked for."""
    room, asked = Room(campaign), []
    room.listeners = set(listeners)
    read = room._news

    def count(number, language):
        asked.append((number, language))
        return read(number, language)

    room._news = count
    asyncio.run(room.look())
    return sorted(asked)


@pytest.mark.django_db(transaction=True)
def test_who_is_as_far_shares_one_answer_and_others_have_their_own(campaign, organiser, card):
    start = last_number(campaign)
    move_cards(campaign=campaign, cards=[card.pk], to=need_of(campaign, "groen"), by=organiser)
    last = last_number(campaign)
    same = [listener(start) for _n in range(3)]
    late, french, ahead = listener(0), listener(start, language="fr"), listener(last)
    asked = looked(campaign, *same, late, french, ahead)
    assert asked == [(0, "nl-be"), (start, "fr"), (start, "nl-be"), (last, "nl-be")]
    first = same[0]._message
    assert all(one._message is first for one in same)
    assert told(first)["events"][-1]["to"] == {"groen": [card.pk]}
    assert len(told(late._message)["events"]) > len(told(first)["events"])
    assert told(ahead._message)["events"] == []
    assert {one.number for one in (*same, late, french, ahead)} == {last}
    # Now all are as far: one question for each language.
    everybody = (*same, late, french, ahead)
    for one in everybody:
        asyncio.run(one.next(0))
    assert looked(campaign, *everybody) == [(last, "fr"), (last, "nl-be")]
    assert all(one.is_free for one in everybody)


@pytest.mark.django_db(transaction=True)
def test_who_reads_slowly_hears_the_rest_later_in_one_piece(campaign, organiser, card):
    need = need_of(campaign, "groen")
    slow = listener(last_number(campaign))
    looked(campaign, slow)
    waiting = slow._message
    for to in (need, None, need):
        move_cards(campaign=campaign, cards=[card.pk], to=to, by=organiser)
        assert looked(campaign, slow) == []
    # Nothing was added to what waits for them.
    assert asyncio.run(slow.next(0)) is waiting
    looked(campaign, slow)
    assert len(told(slow._message)["events"]) == 3


@pytest.mark.django_db(transaction=True)
def test_a_drag_is_told_without_an_event(campaign, organiser, card):
    one = listener(last_number(campaign))
    looked(campaign, one)
    asyncio.run(one.next(0))
    show_presence(campaign=campaign, by=organiser, window=uuid.uuid4(), holds=[card.pk], drags=True)
    # The reader's own clock is today's, and the test travels: ask where the test is.
    one.hear(News(follow(campaign, number=one.number)))
    assert told(asyncio.run(one.next(0)))["people"][0]["holds"] == [card.pk]


@pytest.mark.django_db(transaction=True)
def test_many_who_listen_cost_one_query_a_look(campaign, card, django_assert_num_queries):
    last = last_number(campaign)
    room = Room(campaign)
    room._news(last, "nl-be")
    with django_assert_num_queries(1):
        room._news(last, "nl-be")


# A whole stream ------------------------------------------------------------------------------------
def heard(campaign, one: Listener, seconds: float) -> list[bytes]:
    """Listen for some time, or until the stream ends."""

    async def walk():
        got = []
        async with aclosing(streaming.listen(campaign, one)) as stream:
            try:
                async with asyncio.timeout(seconds):
                    async for message in stream:
                        got.append(message)
            except TimeoutError:
                got.append(b"still open")
        return got

    return asyncio.run(walk())


@pytest.mark.django_db(transaction=True)
def test_a_stream_tells_and_ends_when_the_right_is_gone(campaign, card, monkeypatch):
    monkeypatch.setattr(streaming, "SIGN_OF_LIFE", 0.3)
    rights = iter([True, True, False])
    got = heard(campaign, listener(may=lambda: next(rights)), 20)
    assert got[0] == streaming._HELLO
    assert told(got[1])["tally"]["pile"] == 1
    assert got[2:] == [streaming._ALIVE] * 2


@pytest.mark.django_db(transaction=True)
def test_a_stream_ends_when_the_right_cannot_be_looked_up(campaign, card, monkeypatch, caplog):
    monkeypatch.setattr(streaming, "SIGN_OF_LIFE", 0.2)
    assert streaming._ALIVE not in heard(campaign, listener(may=lambda: 1 / 0), 20)
    assert "cannot be looked up" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_no_stream_lasts(campaign, card, monkeypatch):
    monkeypatch.setattr(streaming, "LONGEST", 0.5)
    monkeypatch.setattr(streaming, "SIGN_OF_LIFE", 0.2)
    began = time.monotonic()
    assert heard(campaign, listener(), 20)[-1] != b"still open"
    assert time.monotonic() - began < 10


@pytest.mark.django_db(transaction=True)
def test_a_board_that_cannot_be_read_ends_its_streams(campaign, monkeypatch, caplog):
    def fail(*_args, **_fields):
        raise ConnectionError("the cache is away")

    monkeypatch.setattr(streaming, "follow", fail)
    assert heard(campaign, listener(), 20) == [streaming._HELLO]
    assert "browsers will ask for it instead" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_stop_ends_every_stream_at_once(campaign, card):
    async def walk():
        async def listening():
            return [message async for message in streaming.listen(campaign, listener())]

        tasks = [asyncio.create_task(listening()) for _n in range(3)]
        while sum(len(room.listeners) for room in streaming._rooms.values()) < 3:
            await asyncio.sleep(0.01)
        began = time.monotonic()
        streaming.end_streams()
        await asyncio.gather(*tasks)
        return time.monotonic() - began

    assert asyncio.run(walk()) < 2


@pytest.mark.django_db(transaction=True)
def test_who_takes_nothing_more_loses_their_place(campaign, organiser, card, url, monkeypatch):
    monkeypatch.setattr(streaming, "STUCK", 0.2)
    cookie = f"{settings.SESSION_COOKIE_NAME}={ClientOf(organiser).session.session_key}"
    asked = {
        "type": "http", "method": "GET", "path": url, "query_string": b"na=0",
        "headers": [(b"host", b"testserver"), (b"cookie", cookie.encode())],
    }  # fmt: skip
    need = need_of(campaign, "groen")

    async def walk():
        began, questions = asyncio.Event(), iter([{"type": "http.request"}])

        async def send(message):
            if message.get("body", b"").startswith(b"id:"):
                began.set()
                await asyncio.Event().wait()  # as when the network takes nothing more

        async def receive():
            for question in questions:
                return question
            return await asyncio.Event().wait()

        task = asyncio.create_task(get_asgi_application()(asked, receive, send))
        await asyncio.wait_for(began.wait(), 30)
        # The first message never leaves; the next one fills the only place there is.
        await sync_to_async(move_cards)(campaign=campaign, cards=[card.pk], to=need, by=organiser)
        await asyncio.wait_for(task, 30)
        await sync_to_async(connections.close_all)()

    asyncio.run(walk())


# Places ---------------------------------------------------------------------------------------------
def test_there_is_an_end_to_the_places_of_a_process_and_of_a_person(campaign, monkeypatch):
    room = Room(campaign)
    monkeypatch.setattr(streaming, "MOST", 8)
    monkeypatch.setitem(streaming._rooms, campaign.pk, room)
    room.listeners = {listener(user=1) for _n in range(streaming.MOST_OF_ONE - 1)}
    assert not streaming.is_full(1)
    room.listeners.add(listener(user=1))
    assert streaming.is_full(1)
    assert not streaming.is_full(2)
    room.listeners |= {listener(user=n) for n in range(2, 4)}
    assert streaming.is_full(9)
    assert heard_nothing(campaign)
    monkeypatch.undo()


def heard_nothing(campaign) -> bool:
    """Come in after the last place was taken."""

    async def walk():
        return [message async for message in streaming.listen(campaign, listener(user=9))]

    return asyncio.run(walk()) == []


# The address ----------------------------------------------------------------------------------------
def test_a_server_that_holds_a_thread_for_each_answer_does_not_stream(organiser, client_of, url):
    assert client_of(organiser).get(url).status_code == 204
    assert client_of(organiser).post(url).status_code == 405


@pytest.mark.parametrize("streams", [True, False])
def test_the_page_says_whether_there_is_a_stream(organiser, client_of, url, settings, streams):
    settings.BOARD_STREAM = streams
    page = client_of(organiser).get(reverse("clustering:board")).content.decode()
    assert (f'data-stream-url="{url}"' in page) == streams


def signed_in(user) -> AsyncClient:
    client = AsyncClient()
    client.cookies = ClientOf(user).cookies
    return client


def asked(client: AsyncClient, url: str, **headers):
    """Ask as a browser does of the process that streams, and close the answer."""

    async def walk():
        answer = await client.get(url, headers=headers)
        first = []
        if answer.streaming:
            async with aclosing(answer.streaming_content) as content:
                async for message in content:
                    first.append(message)
                    if len(first) == 2:
                        break
        await sync_to_async(connections.close_all)()
        return answer, first

    return asyncio.run(walk())


@pytest.mark.django_db(transaction=True)
def test_only_who_may_cluster_hears_the_board(campaign, organiser, card, stranger, scribe, url):
    answer, (hello, message) = asked(signed_in(organiser), f"{url}?na=0")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/event-stream"
    assert "no-store" in answer["Cache-Control"]
    assert hello == streaming._HELLO
    assert told(message)["number"] == last_number(campaign)
    assert asked(AsyncClient(), url)[0].status_code == 302
    assert asked(signed_in(stranger), url)[0].status_code == 404
    assert asked(signed_in(scribe), url)[0].status_code == 403


@pytest.mark.django_db(transaction=True)
def test_the_second_factor_is_asked_for(campaign, organiser, card, url, settings):
    settings.MFA_REQUIRED = True
    answer, first = asked(signed_in(organiser), url)
    assert (answer.status_code, first) == (302, [])


@pytest.mark.django_db(transaction=True)
def test_a_browser_goes_on_after_the_last_event_it_heard(campaign, organiser, card, url):
    last = last_number(campaign)
    assert last > 1
    _answer, (_hello, message) = asked(
        signed_in(organiser), f"{url}?na=0", last_event_id=str(last - 1)
    )
    assert [event["number"] for event in told(message)["events"]] == [last]
    for odd in ("x", "-1", "9" * 30, "１"):
        _answer, (_hello, message) = asked(signed_in(organiser), f"{url}?na={odd}")
        assert len(told(message)["events"]) == last


@pytest.mark.django_db(transaction=True)
def test_a_full_process_sends_browsers_away(organiser, card, url, monkeypatch):
    monkeypatch.setattr(streaming, "MOST", 0)
    answer, first = asked(signed_in(organiser), url)
    assert (answer.status_code, first) == (503, [])


# The right, asked again -------------------------------------------------------------------------------
def request_of(campaign, user):
    """Return a browser, and the request by which it was let in."""
    client = ClientOf(user)
    return client, client.get(reverse("clustering:changes")).wsgi_request


def test_the_right_ends_with_the_session(campaign, organiser):
    client, request = request_of(campaign, organiser)
    assert may_still(request, Permission.CLUSTER)
    client.logout()
    assert not may_still(request, Permission.CLUSTER)


def test_the_right_ends_with_the_role(campaign, organiser):
    _client, request = request_of(campaign, organiser)
    for roles, allowed in (([Role.SCRIBE], False), ([Role.CORE_TEAM], True), ([], False)):
        Membership.objects.filter(user=organiser).update(roles=roles)
        assert may_still(request, Permission.CLUSTER) == allowed
    Membership.objects.filter(user=organiser).delete()
    assert not may_still(request, Permission.CLUSTER)


def test_the_right_ends_with_the_account_and_with_a_new_password(campaign, organiser, ambassador):
    _client, request = request_of(campaign, organiser)
    organiser.is_active = False
    organiser.save()
    assert not may_still(request, Permission.CLUSTER)
    _client, request = request_of(campaign, ambassador)
    ambassador.set_password("another-long-one")
    ambassador.save()
    assert not may_still(request, Permission.CLUSTER)


def test_the_right_needs_the_second_factor_still(campaign, organiser, settings):
    _client, request = request_of(campaign, organiser)
    settings.MFA_REQUIRED = True
    assert not may_still(request, Permission.CLUSTER)


def test_asking_again_costs_three_queries(campaign, organiser, django_assert_num_queries):
    _client, request = request_of(campaign, organiser)
    with django_assert_num_queries(3):
        assert may_still(request, Permission.CLUSTER)


# What is served --------------------------------------------------------------------------------------
def addresses() -> set[str]:
    found = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.add(reverse("clustering:stream"))
    return found


def test_the_proxy_sends_the_stream_in_each_language_to_its_own_process_and_nothing_else():
    compose = yaml.safe_load((Path(settings.BASE_DIR) / "docker-compose.yml").read_text())
    assert "live" in compose["services"]
    rules = compose["configs"]["caddyfile"]["content"]
    (pattern,) = re.findall(r"@stream path (\S+)$", rules, re.M)
    assert all(fnmatch(address, pattern) for address in addresses())
    others = ("/team/bord/", "/team/bord/volg/", "/team/bord/stroom", "/")
    assert not any(fnmatch(address, pattern) for address in others)
    streaming_rules = rules[rules.index("handle @stream {") :].partition("}")[0]
    assert "reverse_proxy live:8000" in streaming_rules
    # Compressing holds words back until there are enough of them.
    assert "encode" not in streaming_rules
    assert compose["services"]["live"]["command"].startswith(
        "gunicorn -c python:roeselare2030.live"
    )


def test_the_process_serves_the_stream_in_each_language_and_a_sign_of_life():
    assert asgi.application.addresses == {*addresses(), "/healthz"}


# The gate ---------------------------------------------------------------------------------------------
def scope(path="/bord/", method="GET", headers=()):
    return {"type": "http", "path": path, "method": method, "headers": list(headers)}


async def status_of(gate: Gate, asked: dict) -> int:
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request"}

    await gate(asked, receive, send)
    return sent[0]["status"]


def gate(inside, stop=lambda: None) -> Gate:
    return Gate(inside, addresses=["/bord/"], stop=stop)


async def answers(_scope, _receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (scope(), 200),
        (scope(path="/"), 404),
        (scope(path="/bord/x"), 404),
        (scope(method="POST"), 405),
        (scope(method="HEAD"), 405),
        (scope(headers=[(b"content-length", b"9999999")]), 400),
        (scope(headers=[(b"transfer-encoding", b"chunked")]), 400),
    ],
)
def test_the_gate_lets_only_the_stream_through_and_reads_no_body(asked, status):
    assert asyncio.run(status_of(gate(answers), asked)) == status


def test_a_web_socket_is_not_accepted():
    sent = []

    async def send(message):
        sent.append(message)

    asked = {"type": "websocket", "path": "/bord/", "headers": []}
    asyncio.run(gate(answers)(asked, None, send))
    assert sent == []


def test_few_begin_at_once_however_many_come_and_who_has_begun_counts_no_more():
    async def walk():
        begin, busy, most = asyncio.Event(), 0, 0

        async def inside(_scope, _receive, send):
            nonlocal busy, most
            busy += 1
            most = max(most, busy)
            await asyncio.sleep(0.01)
            busy -= 1
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
            await begin.wait()  # a stream that goes on

        door = gate(inside)
        tasks = [asyncio.create_task(status_of(door, scope())) for _n in range(WAITING)]
        await asyncio.sleep(0.6)
        begin.set()
        return most, await asyncio.gather(*tasks)

    most, statuses = asyncio.run(walk())
    assert most == AT_ONCE
    assert statuses == [200] * WAITING


def test_too_many_who_wait_and_a_process_that_stops_answer_503():
    async def walk():
        hold, stopped = asyncio.Event(), []

        async def inside(scope_, receive, send):
            await hold.wait()
            await answers(scope_, receive, send)

        door = gate(inside, stop=lambda: stopped.append(1))
        tasks = [asyncio.create_task(status_of(door, scope())) for _n in range(AT_ONCE + WAITING)]
        await asyncio.sleep(0)
        full = await status_of(door, scope())
        hold.set()
        await asyncio.gather(*tasks)
        again = await status_of(door, scope())
        door.stop()
        return full, again, await status_of(door, scope()), stopped

    assert asyncio.run(walk()) == (503, 200, 503, [1])


def test_a_request_that_fails_gives_its_turn_back():
    async def walk():
        async def inside(*_args):
            raise ValueError("broken")

        door = gate(inside)
        for _n in range(AT_ONCE + 1):
            with pytest.raises(ValueError, match="broken"):
                await asyncio.wait_for(status_of(door, scope()), 5)

    asyncio.run(walk())
