"""The stream of the bench is closed to strangers like the board itself, and says what a poll says."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from bench.board import stream
from bench.board.product import COOKIE
from bench.people import sign_in
from campaigns.permissions import Role
from clustering.services.cards import move_cards
from tests.clustering.builders import make_cards, make_zone, need_of
from tests.factories import make_member, make_user


def test_only_who_may_cluster_may_listen(campaign, organiser):
    scribe = make_member(campaign, Role.SCRIBE)
    assert stream._may_listen(f"{COOKIE}={sign_in(organiser)}")
    assert not stream._may_listen(f"{COOKIE}={sign_in(make_user())}")
    assert not stream._may_listen(f"{COOKIE}={sign_in(scribe)}")
    assert not stream._may_listen(f"{COOKIE}=made-up")
    assert not stream._may_listen("")


@pytest.mark.django_db(transaction=True)
def test_it_tells_what_a_poll_tells(campaign, organiser):
    make_zone(campaign, "Ademen", "Groen")
    (card,) = make_cards(campaign, "Een boom.")
    move_cards(campaign=campaign, cards=[card.pk], to=need_of(campaign, "groen"), by=organiser)
    sent: list[dict] = []

    async def send(message: dict) -> None:
        sent.append(message)
        if message["type"] == "http.response.body":
            raise ConnectionError("the listener left")

    async def listen() -> None:
        try:
            await stream._tell(send, 0)
        finally:
            # Its queries run on a thread of their own, whose connections nobody else closes.
            await sync_to_async(connections.close_all)()

    with pytest.raises(ConnectionError):
        asyncio.run(listen())
    assert sent[0]["headers"][0] == (b"content-type", b"text/event-stream")
    body = sent[1]["body"].decode()
    assert body.startswith("data: ")
    assert body.endswith("\n\n")
    told = json.loads(body[6:])
    assert told["events"][-1]["to"] == {"groen": [card.pk]}
    assert not stream._listeners
