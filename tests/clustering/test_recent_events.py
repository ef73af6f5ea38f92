"""What a process remembers of the log is the log: nothing missed, nothing of another one, numbers right."""

import uuid

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Campaign, Contribution, User
from clustering.following import Tally, follow, tally_now, tally_of
from clustering.models import BoardEvent, BoardLog, Need
from clustering.services import moments, recent
from clustering.services.cards import (
    Conflict,
    deal_cards,
    move_cards,
    park_cards,
    set_aside_cards,
    split_card,
)
from clustering.services.events import FAR_BEHIND, last_number, record_event
from clustering.services.needs import make_need, merge_needs
from clustering.services.recent import recent_events, recent_or_done
from clustering.services.stacking import merge_cards
from clustering.services.undoing import last_batch, undo_batch
from tests import factories
from tests.clustering.builders import make_cards, make_zone, need_of

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def need(campaign: Campaign) -> Need:
    make_zone(campaign, "Ademen", "Groen")
    return need_of(campaign, "groen")


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    recent._known.clear()


def queries_of(action) -> int:
    with CaptureQueriesContext(connection) as seen:
        action()
    return len(seen)


# The log ------------------------------------------------------------------------------------------
def test_everything_after_any_number_is_heard_with_one_query(campaign, organiser, need):
    cards = make_cards(campaign, *[f"Droom {n}." for n in range(12)])
    start = last_number(campaign)
    for at, card in enumerate(cards):
        move_cards(campaign=campaign, cards=[card.pk], to=need, by=organiser)
        if at == 5:
            recent_events(campaign, since=start + 4)  # a process that came in halfway
    last = last_number(campaign)
    for number in (last, last - 1, start + 3, start, last - 7):
        with CaptureQueriesContext(connection) as asked:
            found = recent_events(campaign, since=number)
        assert len(asked) <= 2
        assert [event.number for event in found.since(number)] == list(range(number + 1, last + 1))
    assert queries_of(lambda: recent_events(campaign, since=start)) == 1


def test_a_log_that_was_put_back_is_read_anew(campaign, organiser, need):
    one, two = make_cards(campaign, "Een boom.", "Een bank.")
    start = last_number(campaign)
    move_cards(campaign=campaign, cards=[one.pk], to=need, by=organiser)
    assert recent_events(campaign, since=start).since(start)[-1].cards == {one.pk}
    BoardEvent.objects.filter(number__gt=start).delete()
    BoardLog.objects.update(last=start)
    assert recent_events(campaign, since=start).since(start) == ()
    # Another history with the same numbers, and one event more.
    recent_events(campaign, since=start)
    move_cards(campaign=campaign, cards=[two.pk], to=need, by=organiser)
    told = follow(campaign, number=start)
    assert [event["to"] for event in told["events"]] == [{"groen": [two.pk]}]
    first = recent_events(campaign, since=start)
    BoardEvent.objects.filter(number=start + 1).update(batch=uuid.uuid4())
    assert recent_events(campaign, since=start).events[-1].act != first.events[-1].act


def test_no_more_is_kept_than_somebody_may_be_behind(campaign, organiser):
    for _n in range(3):
        record_event(campaign=campaign, verb="deal_cards", by=None, details={})
    last = last_number(campaign)
    recent_events(campaign, since=0)
    BoardLog.objects.update(last=last + FAR_BEHIND - 1)
    record_event(campaign=campaign, verb="deal_cards", by=None, details={})
    found = recent_events(campaign, since=0)
    assert (found.last, found.floor) == (last + FAR_BEHIND, last)
    assert [event.number for event in found.events] == [last + FAR_BEHIND]


def test_an_act_of_long_ago_is_known_in_the_same_query(campaign, organiser, need):
    (card,) = make_cards(campaign, "Een boom.")
    act = uuid.uuid4()
    move_cards(campaign=campaign, cards=[card.pk], to=need, by=organiser, act=act)
    BoardLog.objects.update(last=last_number(campaign) + 2 * FAR_BEHIND)
    assert recent_or_done(campaign, since=2**62, act=act)[1]
    assert not recent_or_done(campaign, since=2**62, act=uuid.uuid4())[1]
    assert queries_of(lambda: recent_or_done(campaign, since=2**62, act=act)) == 1


def test_a_conflict_is_found_however_long_ago_it_was(campaign, organiser, ambassador, need):
    one, two = make_cards(campaign, "Een boom.", "Een bank.")
    seen = last_number(campaign)
    move_cards(campaign=campaign, cards=[one.pk], to=need, by=ambassador)
    BoardLog.objects.update(last=last_number(campaign) + 2 * FAR_BEHIND)
    recent_events(campaign, since=2**62)
    with pytest.raises(Conflict) as conflict:
        move_cards(campaign=campaign, cards=[one.pk], to=None, by=organiser, seen=seen)
    assert (conflict.value.by, conflict.value.cards) == (ambassador, [one.pk])
    moved = move_cards(campaign=campaign, cards=[two.pk], to=need, by=organiser, seen=seen)
    assert moved.cards == 1


# The numbers --------------------------------------------------------------------------------------
def test_numbers_that_are_added_up_are_the_numbers_that_are_counted(campaign, organiser, need):
    cards = make_cards(campaign, *[f"Een droom met {n} bomen." for n in range(9)])
    other = make_need(campaign=campaign, name="Stilte", by=organiser)
    pks = [card.pk for card in cards]
    every = [
        lambda: move_cards(campaign=campaign, cards=pks[:3], to=need, by=organiser),
        lambda: set_aside_cards(campaign=campaign, cards=pks[3:5], reason="Grap", by=organiser),
        lambda: park_cards(campaign=campaign, cards=pks[2:4], by=organiser),
        lambda: move_cards(campaign=campaign, cards=pks[5:7], to=other, by=organiser),
        lambda: split_card(card=cards[8], start=0, end=9, by=organiser),
        lambda: merge_cards(campaign=campaign, cards=pks[4:6], top=pks[4], by=organiser),
        lambda: merge_needs(need=other, into=need, by=organiser),
        lambda: undo_batch(
            campaign=campaign, batch=last_batch(campaign=campaign, by=organiser), by=organiser
        ),
        lambda: move_cards(campaign=campaign, cards=pks, to=None, by=organiser),
    ]  # fmt: skip
    before = tally_of(campaign)
    for act in every:
        number = last_number(campaign)
        act()
        events = recent_events(campaign, since=number).since(number)
        assert len(events) == 1
        added = before.after(events)
        before = tally_of(campaign)
        assert added == before
        assert (
            added.pile + added.aside + added.talk + added.placed
            == added.all
            == 9 + (BoardEvent.objects.filter(verb="split_card").count())
        )


def test_what_no_event_tells_is_counted(campaign, organiser, need):
    factories.make_contribution(campaign, "Een boom.")
    number = last_number(campaign)
    before = tally_of(campaign)
    deal_cards(campaign)
    assert before.after(recent_events(campaign, since=number).since(number)) is None
    assert tally_now(campaign).all == before.all + 1
    assert Tally.of(1, {"stapel": 0}).after((recent.Heard(
        number=2, mark=(), by=None, verb="move_cards", act=None, cards=frozenset(), told={},
        shift={"stapel": -1, "groen": 1},
    ),)) is None  # fmt: skip


def test_who_moves_sees_the_own_move_in_numbers_that_were_counted_before(
    campaign, organiser, client_of, need
):
    one, two = make_cards(campaign, "Een boom.", "Een bank.")
    tally_of(campaign)
    url, client = reverse("clustering:move"), client_of(organiser)

    def lay(card: int) -> dict:
        return client.post(url, {"cards": card, "to": "groen", "act": uuid.uuid4()}, **JSON).json()

    lay(one.pk)
    with CaptureQueriesContext(connection) as seen:
        tally = lay(two.pk)["tally"]
    assert tally == {
        "number": last_number(campaign), "pile": 0, "aside": 0, "talk": 0, "placed": 2, "all": 2,
        "bins": {"groen": 2},
    }  # fmt: skip
    counting = [one["sql"] for one in seen if "COUNT(" in one["sql"]]
    assert counting == []
    assert len(seen) <= 20  # session, user, campaign with its phases and membership among them


def test_a_count_that_is_too_old_is_made_anew(campaign, need):
    make_cards(campaign, "Een boom.")
    tally_of(campaign)
    Contribution.objects.update(status="rejected")
    assert tally_now(campaign).all == 1
    key = f"clustering:now:tally:{campaign.pk}"
    made, tally = cache.get(key)
    cache.set(key, (made - 11, tally), 60)
    assert tally_now(campaign).all == 0


# Moments ------------------------------------------------------------------------------------------
def test_a_real_site_keeps_what_everybody_asks_in_the_process_as_well(settings, monkeypatch):
    settings.CAMPAIGN_MEMORY_SECONDS = 2
    monkeypatch.setattr(moments, "_here", {})
    assert moments.of_a_moment("x", 0.5, lambda: 1) == 1
    cache.clear()
    assert moments.of_a_moment("x", 0.5, lambda: 2) == 1
    moments.forget("x")
    assert moments.of_a_moment("x", 0.5, lambda: 3) == 3
    monkeypatch.setattr(moments, "_OWN", 0.0)
    moments.keep("x", 4)
    cache.clear()
    assert moments.of_a_moment("x", 0.5, lambda: 5) == 5


def test_what_is_older_than_its_moment_is_made_anew():
    assert moments.of_a_moment("y", 0.5, lambda: 1) == 1
    assert moments.of_a_moment("y", 0.5, lambda: 2) == 1
    assert moments.of_a_moment("y", 0.0, lambda: 3) == 3


def test_somebody_without_a_first_name_is_told_by_what_the_list_calls_them(campaign, need):
    person: User = factories.make_user(first_name="", last_name="Maes", email="lut@example.org")
    (card,) = make_cards(campaign, "Een boom.")
    number = last_number(campaign)
    move_cards(campaign=campaign, cards=[card.pk], to=need, by=person)
    assert follow(campaign, number=number)["events"][0]["who"] == str(person)
