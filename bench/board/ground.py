"""Lay a board for the bench, and ask the product about it. Imported in a process of the product."""

import time
import uuid
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.board.product import COOKIE, HANDS
from bench.people import sign_in
from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.permissions import Role
from clustering.models import Card, Key, Move, Need, Snapshot
from clustering.services.cards import deal_cards, move_cards
from clustering.services.events import last_number
from clustering.services.needs import make_need
from clustering.tasks import shelve_cards
from tests.factories import make_member

NEEDS_OF_A_KEY = 7
# One card in five lies in a need already: then there is something to learn from.
PLACED = 5
GOING_BACK = 500


def lay() -> dict[str, Any]:
    """Deal every card, lay a fifth in needs, let the worker read them, and sign everybody in."""
    # Another scratch database used the same cache before: its numbers are not ours.
    cache.clear()
    campaign = Campaign.objects.get()
    Move.objects.filter(at__gt=clock.now()).update(at=clock.now())
    deal_cards(campaign)
    needs = _needs(campaign)
    _place(campaign, needs)
    shelve_cards()
    people = [_person(campaign, n) for n in range(HANDS)]
    return {
        "people": [{"id": user.pk, "cookie": sign_in(user)} for user in people],
        "needs": [need.slug for need in needs],
        "cards": Card.objects.live(campaign).count(),
    }


def _needs(campaign: Campaign) -> list[Need]:
    for key in Key.objects.of(campaign).order_by("position"):
        for n in range(Need.objects.of(campaign).filter(key=key).count(), NEEDS_OF_A_KEY):
            make_need(campaign=campaign, name=f"{key.name} behoefte {n + 1}", key=key)
    return list(Need.objects.of(campaign).order_by("pk")[:HANDS])


def _place(campaign: Campaign, needs: list[Need]) -> None:
    """Lay everything back on the pile, then one card in five, spread over the pile, in needs."""
    cards = Card.objects.live(campaign).order_by("pk")
    away = cards.exclude(need=None, set_aside="").values_list("pk", flat=True)
    move_cards(campaign=campaign, cards=list(away), to=None, by=None)
    loose = list(cards.values_list("pk", flat=True))[::PLACED]
    for at, need in enumerate(needs):
        move_cards(campaign=campaign, cards=loose[at :: len(needs)], to=need, by=None)


def _person(campaign: Campaign, n: int) -> User:
    mail = f"bord-{n}@example.org"
    found = User.objects.filter(email=mail).first()
    return found or make_member(
        campaign, Role.CORE_TEAM, email=mail, password=None, first_name=f"Hand {n + 1}"
    )


def _client(n: int) -> Client:
    client = Client(headers={"host": "127.0.0.1", "x-forwarded-proto": "https"})
    client.cookies[COOKIE] = sign_in(User.objects.get(email=f"bord-{n}@example.org"))
    return client


def queries() -> dict[str, Any]:
    """Count the queries of a poll without news, with news while others ask too, and of a move."""
    campaign, one, other = Campaign.objects.get(), _client(0), _client(1)
    need = Need.objects.of(campaign).order_by("pk").first()
    assert need is not None, "The board has no needs."
    pile = iter(Card.objects.live(campaign).pile().order_by("-pk").values_list("pk", flat=True)[:2])

    def move() -> HttpResponse:
        fields = {"cards": next(pile), "to": need.slug, "act": uuid.uuid4()}
        return one.post("/team/bord/leg/", fields, headers={"accept": "application/json"})

    def poll(number: int) -> HttpResponse:
        return other.get(f"/team/bord/volg/?na={number}")

    move()
    number = last_number(campaign)
    poll(number)
    quiet = _count(lambda: poll(number))
    moving = _count(move)
    first = _count(lambda: poll(number))
    return {"quiet": quiet, "news": first, "move": moving}


def _count(action: Callable[[], HttpResponse]) -> int:
    with CaptureQueriesContext(connection) as seen:
        answer = action()
    assert answer.status_code == 200, answer.content[:300]
    return len(seen)


def moments() -> dict[str, Any]:
    """Time a snapshot, a comparison and going back, over the pages of the room of the snapshots."""
    campaign, client = Campaign.objects.get(), _client(0)
    editor = User.objects.get(email="bord-0@example.org")
    room = "/team/momentopnames/"
    client.get(room)  # the first page of a process loads templates and addresses
    taking = _seconds(lambda: client.post(f"{room}nieuw/", {"name": "Bench"}), 302)
    kept = Snapshot.objects.filter(campaign=campaign, name="Bench").latest("pk")
    pile = Card.objects.live(campaign).pile().order_by("-pk").values_list("pk", flat=True)
    moved = list(pile[:GOING_BACK])
    for at, need in enumerate(_needs(campaign)[:5]):
        move_cards(campaign=campaign, cards=moved[at::5], to=need, by=editor)
    comparing = _seconds(lambda: client.get(f"{room}vergelijk/?van={kept.pk}"), 200)
    going = _seconds(lambda: client.post(f"{room}{kept.pk}/terug/"), 302)
    left = Card.objects.filter(pk__in=moved).exclude(need=None).count()
    assert left == 0, f"{left} cards did not go back."
    return {"take": taking, "compare": comparing, "back": going, "moved": len(moved),
            "kib": len(kept.contents) / 1024}  # fmt: skip


def _seconds(action: Callable[[], HttpResponse], status: int) -> float:
    began = time.perf_counter()
    answer = action()
    took = time.perf_counter() - began
    assert answer.status_code == status, (answer.status_code, answer.content[:300])
    return took
