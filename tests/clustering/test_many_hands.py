"""Many hands on one board: nobody loses a card, everybody hears it, and every step leads back."""

import io
import json
import threading
import time
import uuid
from collections.abc import Callable, Sequence

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns import clock
from campaigns.models import Campaign, Channel, Contribution, User
from campaigns.services.ledger import withdraw_contribution
from clustering.following import follow, tally_of
from clustering.models import BoardEvent, BoardLog, Card, Move, Need, Presence
from clustering.services.cards import (
    Conflict,
    counts,
    deal_cards,
    move_cards,
    park_cards,
    set_aside_cards,
    split_card,
)
from clustering.services.checking import find_faults
from clustering.services.events import FAR_BEHIND, events_since, last_number
from clustering.services.keys import make_key
from clustering.services.needs import (
    find_need,
    make_need,
    merge_needs,
    move_need,
    rename_need,
)
from clustering.services.undoing import (
    DEEP,
    NothingToUndo,
    last_batch,
    last_undone,
    undo_batch,
)
from tests import factories
from tests.clustering.builders import make_cards, make_zone, need_of

JSON = {"HTTP_ACCEPT": "application/json"}
at_the_same_moment = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time"
)


@pytest.fixture
def need(campaign: Campaign) -> Need:
    make_zone(campaign, "Ademen", "Groen")
    return need_of(campaign, "groen")


def at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """Do several things at the same moment, each on a connection of its own."""
    came: list[object] = []
    start = threading.Barrier(len(acts))
    moment = clock.now()

    def run(act: Callable[[], object]) -> None:
        try:
            with clock.travel(moment):
                start.wait(20)
                came.append(act())
        except Exception as error:  # what went wrong is the outcome
            came.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return came


def numbers_of(campaign: Campaign) -> list[int]:
    return list(
        BoardEvent.objects.filter(campaign=campaign)
        .order_by("number")
        .values_list("number", flat=True)
    )


# The log ------------------------------------------------------------------------------------------
def test_every_change_is_one_event_in_order(campaign, organiser, need):
    one, two = make_cards(campaign, "Een boom en een bus.", "Een bank.")
    start = last_number(campaign)
    move_cards(campaign=campaign, cards=[one.pk], to=need, by=organiser)
    set_aside_cards(campaign=campaign, cards=[two.pk], reason="Onleesbaar", by=organiser)
    park_cards(campaign=campaign, cards=[two.pk], by=organiser)
    other = make_need(campaign=campaign, name="Stilte", by=organiser)
    rename_need(need=other, name="Rust", by=organiser)
    move_need(need=other, key=need.key, by=organiser)
    split_card(card=one, start=0, end=8, by=organiser)
    batch = merge_needs(need=other, into=need, by=organiser)
    undo_batch(campaign=campaign, batch=batch.id, by=organiser)
    make_key(campaign=campaign, name="Bewegen", shape="bewegen", by=organiser)
    told = events_since(campaign, start, last=last_number(campaign))
    assert told is not None
    assert [event.verb for event in told] == [
        "move_cards", "set_aside_cards", "park_cards", "make_need", "rename_need", "move_need",
        "split_card", "merge_needs", "undo", "make_key",
    ]  # fmt: skip
    assert told[0].details["from"] == {"stapel": [one.pk]}
    assert told[2].details["to"] == {"bespreken": [two.pk]}
    assert numbers_of(campaign) == list(range(1, last_number(campaign) + 1))


def test_an_act_that_changes_nothing_is_no_event(campaign, organiser, need):
    (card,) = make_cards(campaign, "Een boom.")
    move_cards(campaign=campaign, cards=[card.pk], to=need, by=organiser)
    before = last_number(campaign)
    move_cards(campaign=campaign, cards=[card.pk], to=need, by=organiser)
    rename_need(need=need, name="Groen", by=organiser)
    deal_cards(campaign)
    assert last_number(campaign) == before


def test_the_same_act_twice_is_one_act(campaign, organiser, ambassador, client_of, need):
    (card,) = make_cards(campaign, "Een boom.")
    act = str(uuid.uuid4())
    fields = {"cards": card.pk, "to": "groen", "act": act}
    client = client_of(organiser)
    first = client.post(reverse("clustering:move"), fields, **JSON).json()
    assert f'data-board-undo="{act}"' in first["toast"]
    # In between somebody lays the card elsewhere; the answer got lost and the act comes again.
    move_cards(campaign=campaign, cards=[card.pk], to=None, by=ambassador)
    again = client.post(reverse("clustering:move"), fields, **JSON)
    assert again.status_code == 200
    card.refresh_from_db()
    assert card.need is None
    assert Move.objects.filter(batch=act).count() == 1


def test_needs_and_undo_are_also_done_once(campaign, organiser, client_of, need):
    make_need(campaign=campaign, name="Stilte")
    client, acts = client_of(organiser), [str(uuid.uuid4()) for _ in range(3)]
    for _time in range(2):
        client.post(
            reverse("clustering:rename_bin", args=["groen"]),
            {"name": "Bos", "act": acts[0]},
            **JSON,
        )
        client.post(
            reverse("clustering:merge_bin", args=["stilte"]), {"into": "groen", "act": acts[1]},
            **JSON,
        )  # fmt: skip
    for _time in range(2):
        assert client.post(reverse("clustering:undo"), {"act": acts[2]}, **JSON).status_code == 200
    assert sorted(need.name for need in Need.objects.of(campaign)) == ["Bos", "Stilte"]
    assert BoardEvent.objects.filter(batch__in=acts).count() == 3


# Following ----------------------------------------------------------------------------------------
def test_a_follower_hears_moves_people_and_numbers(
    campaign, organiser, ambassador, client_of, need
):
    one, two = make_cards(campaign, "Een boom.", "Een bank.")
    number = last_number(campaign)
    window = str(uuid.uuid4())
    client_of(ambassador).post(
        reverse("clustering:presence"), {"venster": window, "houdt": f"{two.pk},999999,x"}
    )
    move_cards(campaign=campaign, cards=[one.pk], to=need, by=ambassador)
    client = client_of(organiser)
    url = reverse("clustering:changes")
    answer = client.get(url, {"na": number})
    told = answer.json()
    assert told["number"] == number + 1
    assert [(event["who"], event["to"]) for event in told["events"]] == [
        ("Wim", {"groen": [one.pk]})
    ]
    assert [(who["short"], who["holds"]) for who in told["people"]] == [("Wi", [two.pk])]
    assert told["tally"]["bins"] == {"groen": 1}
    assert (told["tally"]["placed"], told["tally"]["pile"], told["tally"]["all"]) == (1, 1, 2)
    same = client.get(url, {"na": number}, headers={"If-None-Match": answer.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    client_of(ambassador).post(reverse("clustering:presence"), {"venster": window, "weg": "on"})
    assert client.get(url, {"na": number}).json()["people"] == []


def test_presence_says_which_held_cards_the_dreamer_took_away(campaign, organiser, client_of):
    (card,) = make_cards(campaign, "Een boom.")
    client, window = client_of(organiser), str(uuid.uuid4())
    fields = {"venster": window, "houdt": str(card.pk)}
    assert client.post(reverse("clustering:presence"), fields).json() == {"gone": []}
    withdraw_contribution(contribution=card.contribution)
    assert client.post(reverse("clustering:presence"), fields).json() == {"gone": [card.pk]}
    assert Presence.objects.get().holds == []
    assert client.post(reverse("clustering:presence"), {"venster": "x"}).status_code == 422


def test_who_is_far_behind_looks_at_everything_again(campaign, organiser, client_of, need):
    BoardLog.objects.filter(campaign=campaign).update(last=FAR_BEHIND + 10)
    client = client_of(organiser)
    for mark in ("0", "99999999", "x"):
        told = client.get(reverse("clustering:changes"), {"na": mark}).json()
        assert (told["far"], told["events"]) == (True, [])


def test_following_costs_few_queries_however_much_happened(campaign, organiser, client_of, need):
    cards = make_cards(campaign, *[f"Droom {n}." for n in range(30)])
    client, url = client_of(organiser), reverse("clustering:changes")

    def cost(mark: int) -> int:
        client.get(url, {"na": mark})
        with CaptureQueriesContext(connection) as queries:
            client.get(url, {"na": mark})
        return len(queries)

    quiet = cost(last_number(campaign))
    start = last_number(campaign)
    for card in cards:
        move_cards(campaign=campaign, cards=[card.pk], to=need, by=organiser)
    tally_of(campaign)
    assert quiet <= 7  # session, user, campaign with its phases and membership among them
    assert cost(start) <= quiet + 1


# One number that adds up --------------------------------------------------------------------------
def test_trays_add_up_and_the_check_says_so(campaign, organiser, need):
    one, two, three, _four = make_cards(campaign, "A b.", "C d.", "E f.", "G h.")
    move_cards(campaign=campaign, cards=[one.pk], to=need, by=organiser)
    set_aside_cards(campaign=campaign, cards=[two.pk], reason="Onleesbaar", by=organiser)
    park_cards(campaign=campaign, cards=[three.pk], by=organiser)
    found = counts(campaign)
    assert (found.placed, found.aside, found.talk, found.pile, found.all) == (1, 1, 1, 1, 4)
    assert found.adds_up
    out = io.StringIO()
    call_command("check_board", campaign=campaign.slug, stdout=out)
    assert "1 placed + 1 set aside + 1 to discuss + 1 on the pile = 4 cards" in out.getvalue()
    move_cards(campaign=campaign, cards=[three.pk], to=None, by=organiser)
    assert (counts(campaign).talk, counts(campaign).pile) == (0, 2)
    undo_batch(campaign=campaign, batch=last_batch(campaign=campaign, by=organiser), by=organiser)
    three.refresh_from_db()
    assert three.to_discuss
    assert find_faults(campaign) == []


def test_the_check_finds_a_card_astray_and_a_gap_in_the_log(campaign, organiser, need):
    one, two = make_cards(campaign, "A b.", "C d.")
    for card in (one, two):
        move_cards(campaign=campaign, cards=[card.pk], to=need, by=organiser)
    Card.objects.filter(pk=one.pk).update(need=None)
    BoardEvent.objects.order_by("-number")[1].delete()
    with pytest.raises(CommandError) as failed:
        call_command("check_board", stdout=io.StringIO())
    assert f"1 cards lie elsewhere than their last move says: {one.pk}." in str(failed.value)
    assert "the log counts" in str(failed.value)


def test_a_drawing_without_words_lies_on_the_table_by_its_picture(
    campaign, organiser, client_of, need
):
    drawing = factories.make_contribution(
        campaign,
        "",
        channel=Channel.SCHOOL,
        thumbnail="thumbnails/a.jpg",
        thumbnail_alt="Een draak",
    )
    factories.make_contribution(campaign, "", channel=Channel.SESSION)
    assert deal_cards(campaign) == 1
    assert deal_cards(campaign) == 0
    card = Card.objects.get()
    assert (card.quote, card.contribution) == ("", drawing)
    page = client_of(organiser).get(reverse("clustering:board")).content.decode()
    assert 'alt="Een draak"' in page
    move_cards(campaign=campaign, cards=[card.pk], to=need, by=organiser)
    assert counts(campaign).placed == 1
    Contribution.objects.filter(pk=drawing.pk).update(text="Een draak op de Grote Markt.")
    deal_cards(campaign)
    card = Card.objects.select_related("contribution").get()
    assert (card.quote, card.need) == ("Een draak op de Grote Markt.", need)
    assert find_faults(campaign) == []


# Undo and redo ------------------------------------------------------------------------------------
def test_undo_and_redo_walk_back_and_forth(campaign, organiser, need):
    (card,) = make_cards(campaign, "Een boom.")
    other = make_need(campaign=campaign, name="Stilte")
    for place in (need, other):
        move_cards(campaign=campaign, cards=[card.pk], to=place, by=organiser)

    def step(wanted: Callable[..., uuid.UUID]) -> Need | None:
        undo_batch(campaign=campaign, batch=wanted(campaign=campaign, by=organiser), by=organiser)
        card.refresh_from_db()
        return card.need

    assert [step(last_batch), step(last_batch)] == [need, None]
    with pytest.raises(NothingToUndo):
        last_batch(campaign=campaign, by=organiser)
    assert [step(last_undone), step(last_undone)] == [need, other]
    with pytest.raises(NothingToUndo):
        last_undone(campaign=campaign, by=organiser)
    assert step(last_batch) == need
    move_cards(campaign=campaign, cards=[card.pk], to=None, by=organiser)
    with pytest.raises(NothingToUndo):  # a new act ends what could be done again
        last_undone(campaign=campaign, by=organiser)
    assert find_faults(campaign) == []


def test_a_hundred_acts_can_be_undone(campaign, organiser, need):
    (card,) = make_cards(campaign, "Een boom.")
    for n in range(DEEP + 5):
        to = None if n % 2 else need
        move_cards(campaign=campaign, cards=[card.pk], to=to, by=organiser)
    for _step in range(DEEP):
        batch = last_batch(campaign=campaign, by=organiser)
        undo_batch(campaign=campaign, batch=batch, by=organiser)
    assert Move.objects.filter(undoes__isnull=False).count() == DEEP


def test_renaming_moving_and_merging_needs_go_back_and_forth(campaign, organiser, need):
    key = make_key(campaign=campaign, name="Bewegen", shape="bewegen")
    one, two = make_cards(campaign, "Een boom.", "Een bank.")
    other = make_need(campaign=campaign, name="Stilte")
    move_cards(campaign=campaign, cards=[one.pk], to=need, by=organiser)
    move_cards(campaign=campaign, cards=[two.pk], to=other, by=organiser)
    rename_need(need=need, name="Bos", by=organiser)
    move_need(need=need, key=key, by=organiser)
    merge_needs(need=other, into=need, by=organiser)

    def step(wanted: Callable[..., uuid.UUID]) -> list[tuple[str, str, int]]:
        undo_batch(campaign=campaign, batch=wanted(campaign=campaign, by=organiser), by=organiser)
        rows = Need.objects.of(campaign).select_related("key").order_by("slug")
        return [(row.name, row.key.name if row.key else "", row.cards.count()) for row in rows]

    apart, moved = (
        [("Bos", "Bewegen", 1), ("Stilte", "", 1)],
        [("Bos", "Ademen", 1), ("Stilte", "", 1)],
    )
    assert step(last_batch) == apart
    assert step(last_batch) == moved
    assert step(last_batch) == [("Groen", "Ademen", 1), ("Stilte", "", 1)]
    assert step(last_undone) == moved
    assert step(last_undone) == apart
    assert step(last_undone) == [("Bos", "Bewegen", 2)]
    assert step(last_batch) == apart
    assert find_faults(campaign) == []


def test_undo_asks_first_when_somebody_changed_it_since(
    campaign, organiser, ambassador, client_of, need
):
    (card,) = make_cards(campaign, "Een boom.")
    other = make_need(campaign=campaign, name="Stilte")
    move_cards(campaign=campaign, cards=[card.pk], to=need, by=organiser)
    move_cards(campaign=campaign, cards=[card.pk], to=other, by=ambassador)
    client = client_of(organiser)
    asked = client.post(reverse("clustering:undo"), **JSON)
    assert asked.status_code == 409
    assert asked.json()["cards"] == [card.pk]
    client.post(reverse("clustering:undo"), {"toch": "1"}, **JSON)
    card.refresh_from_db()
    assert (card.need, card.set_aside) == (None, "")


def test_undo_of_a_rename_asks_when_somebody_renamed_it_since(
    campaign, organiser, ambassador, need
):
    rename_need(need=need, name="Bos", by=organiser)
    batch = last_batch(campaign=campaign, by=organiser)
    rename_need(need=need, name="Woud", by=ambassador)
    with pytest.raises(Conflict) as conflict:
        undo_batch(campaign=campaign, batch=batch, by=organiser)
    assert conflict.value.by == ambassador
    undo_batch(campaign=campaign, batch=batch, by=organiser, anyway=True)
    need.refresh_from_db()
    assert need.name == "Groen"


def test_a_card_goes_back_to_where_its_need_went(campaign, organiser, ambassador, need):
    """The need it came from went up in another one meanwhile: there it belongs."""
    (card,) = make_cards(campaign, "Een boom.")
    first, last = (make_need(campaign=campaign, name=name) for name in ("Stilte", "Rust"))
    move_cards(campaign=campaign, cards=[card.pk], to=first, by=organiser)
    batch = move_cards(campaign=campaign, cards=[card.pk], to=need, by=organiser)
    merge_needs(need=first, into=last, by=ambassador)
    undo_batch(campaign=campaign, batch=batch.id, by=organiser)
    card.refresh_from_db()
    assert card.need == last


def test_cards_for_a_need_that_went_up_in_another_land_there(campaign, organiser, client_of, need):
    (card,) = make_cards(campaign, "Een boom.")
    gone = make_need(campaign=campaign, name="Stilte")
    merge_needs(need=gone, into=need, by=organiser)
    assert find_need(campaign, "stilte") == need
    client = client_of(organiser)
    client.post(reverse("clustering:move"), {"cards": card.pk, "to": "stilte"}, **JSON)
    card.refresh_from_db()
    assert card.need == need
    answer = client.post(reverse("clustering:move"), {"cards": card.pk, "to": "nergens"}, **JSON)
    assert answer.status_code == 422


# Bad weather --------------------------------------------------------------------------------------
def test_a_dream_that_was_withdrawn_while_its_card_was_dragged(
    campaign, organiser, client_of, need
):
    one, two = make_cards(campaign, "Een boom.", "Een bank.")
    withdraw_contribution(contribution=one.contribution)
    client, url = client_of(organiser), reverse("clustering:move")
    answer = client.post(url, {"cards": f"{one.pk},{two.pk}", "to": "groen"}, **JSON).json()
    assert answer["gone"] == [one.pk]
    assert need.cards.count() == 1
    alone = client.post(url, {"cards": one.pk, "to": "groen"}, **JSON).json()
    assert "data-board-undo" not in alone["toast"]
    assert find_faults(campaign) == []


def test_five_hundred_cards_move_in_one_act(campaign, organiser, client_of, need):
    Contribution.objects.bulk_create(
        Contribution(
            campaign=campaign, number=1000 + n, code=f"q{n}", channel=Channel.ONLINE,
            text=f"Droom {n}.", status="placed",
        )
        for n in range(500)
    )  # fmt: skip
    deal_cards(campaign)
    cards = ",".join(map(str, Card.objects.values_list("pk", flat=True)))
    client = client_of(organiser)
    began = time.process_time()
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(reverse("clustering:move"), {"cards": cards, "to": "groen"}, **JSON)
    spent = time.process_time() - began
    assert answer.json()["tally"]["placed"] == 500
    assert len(queries) <= 32
    assert spent < 1, spent
    client.post(reverse("clustering:undo"), **JSON)
    assert counts(campaign).pile == 500


def test_filters_narrow_the_pile(campaign, organiser, client_of):
    district = factories.make_district(campaign, "Rumbeke")
    make_cards(campaign, "In het dorp.", district=district)
    make_cards(campaign, "Un arbre.", language="fr")
    make_cards(campaign, "Een bank.", age_group="65-79")
    make_cards(campaign, "Een tafel.", channel=Channel.SESSION, origin="Droomsessie in De Spil")
    client = client_of(organiser)
    for query, text in (
        ({"wijk": "rumbeke"}, "In het dorp."), ({"taal": "fr"}, "Un arbre."),
        ({"leeftijd": "65-79"}, "Een bank."), ({"sessie": "Droomsessie in De Spil"}, "Een tafel."),
    ):  # fmt: skip
        page = client.get(reverse("clustering:more_cards"), query).content.decode()
        assert page.count("data-card=") == 1
        assert text in page
    board = client.get(reverse("clustering:board"), {"taal": "fr"}).content.decode()
    assert 'name="taal" value="fr"' in board


# At the same moment (PostgreSQL) ------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@at_the_same_moment
def test_two_people_merge_the_same_two_needs(campaign: Campaign, organiser: User, ambassador: User):
    one, two = (make_need(campaign=campaign, name=name) for name in ("Groen", "Stilte"))
    cards = make_cards(campaign, *[f"Droom {n}." for n in range(6)])
    for need, rows in ((one, cards[:3]), (two, cards[3:])):
        move_cards(campaign=campaign, cards=[card.pk for card in rows], to=need, by=organiser)
    # Each read the needs for themselves: deleting one takes the key off that very object.
    first, second = (Need.objects.get(pk=need.pk) for need in (one, two))
    came = at_once([
        lambda: merge_needs(need=one, into=two, by=organiser),
        lambda: merge_needs(need=second, into=first, by=ambassador),
    ])  # fmt: skip
    assert sorted(type(outcome).__name__ for outcome in came) == ["Batch", "NeedGone"]
    left = Need.objects.of(campaign).get()
    assert left.cards.count() == 6
    assert find_faults(campaign) == []


@pytest.mark.django_db(transaction=True)
@at_the_same_moment
def test_cards_laid_on_a_need_while_it_goes_up_in_another(campaign: Campaign, organiser: User):
    stays, goes = (make_need(campaign=campaign, name=name) for name in ("Groen", "Stilte"))
    cards = make_cards(campaign, *[f"Droom {n}." for n in range(12)])
    move_cards(campaign=campaign, cards=[cards[0].pk], to=goes, by=organiser)
    acts: list[Callable[[], object]] = [
        lambda card=card: move_cards(campaign=campaign, cards=[card.pk], to=goes, by=organiser)
        for card in cards[1:]
    ]
    came = at_once([*acts[:5], lambda: merge_needs(need=goes, into=stays, by=organiser), *acts[5:]])
    assert {type(outcome).__name__ for outcome in came} <= {"Batch", "NeedGone"}
    refused = sum(type(outcome).__name__ == "NeedGone" for outcome in came)
    found = counts(campaign)
    assert (found.placed, found.pile) == (12 - refused, refused)
    assert not Need.objects.filter(pk=goes.pk).exists()
    assert find_faults(campaign) == []


@pytest.mark.django_db(transaction=True)
@at_the_same_moment
def test_two_people_move_the_same_card(campaign: Campaign, organiser: User, ambassador: User):
    one, two = (make_need(campaign=campaign, name=name) for name in ("Groen", "Stilte"))
    (card,) = make_cards(campaign, "Een boom.")
    seen = last_number(campaign)
    came = at_once([
        lambda: move_cards(campaign=campaign, cards=[card.pk], to=one, by=organiser, seen=seen),
        lambda: move_cards(campaign=campaign, cards=[card.pk], to=two, by=ambassador, seen=seen),
    ])  # fmt: skip
    assert sorted(type(outcome).__name__ for outcome in came) == ["Batch", "Conflict"]
    assert Move.objects.count() == 1
    assert find_faults(campaign) == []


@pytest.mark.django_db(transaction=True)
@at_the_same_moment
def test_an_act_that_arrives_twice_at_once_is_one_act(campaign: Campaign, organiser: User):
    need = make_need(campaign=campaign, name="Groen")
    (card,) = make_cards(campaign, "Een boom.")
    act = uuid.uuid4()
    move = lambda: move_cards(  # noqa: E731
        campaign=campaign, cards=[card.pk], to=need, by=organiser, act=act
    )
    came = at_once([move] * 4)
    assert {type(outcome).__name__ for outcome in came} == {"Batch"}
    assert Move.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@at_the_same_moment
def test_a_need_named_twice_at_once_is_one_need(campaign: Campaign, organiser: User):
    make = lambda: make_need(campaign=campaign, name="Groen", by=organiser)  # noqa: E731
    came = at_once([make] * 4)
    assert {type(outcome).__name__ for outcome in came} == {"Need"}
    assert Need.objects.of(campaign).count() == 1


@pytest.mark.django_db(transaction=True)
@at_the_same_moment
def test_a_dream_withdrawn_at_the_moment_its_card_moves(campaign: Campaign, organiser: User):
    need = make_need(campaign=campaign, name="Groen")
    cards = make_cards(campaign, *[f"Droom {n}." for n in range(6)])
    acts: list[Callable[[], object]] = []
    for card in cards:
        acts.append(
            lambda card=card: move_cards(campaign=campaign, cards=[card.pk], to=need, by=organiser)
        )
        acts.append(lambda card=card: withdraw_contribution(contribution=card.contribution))
    came = at_once(acts)
    assert [outcome for outcome in came if isinstance(outcome, Exception)] == []
    assert Card.objects.count() == Move.objects.count() == 0
    assert find_faults(campaign) == []


@pytest.mark.django_db(transaction=True)
@at_the_same_moment
def test_a_follower_misses_no_event_of_many_writers(campaign: Campaign, organiser: User):
    needs = [make_need(campaign=campaign, name=f"Behoefte {n}") for n in range(3)]
    cards = make_cards(campaign, *[f"Droom {n}." for n in range(24)])
    start = last_number(campaign)
    heard: list[int] = []
    ready = threading.Event()

    def write(rows: list[Card]) -> None:
        for n, card in enumerate(rows):
            move_cards(campaign=campaign, cards=[card.pk], to=needs[n % 3], by=organiser)

    def listen() -> None:
        mark = start
        while True:
            done = ready.is_set()
            told = follow(campaign, number=mark)
            heard.extend(event["number"] for event in told["events"])
            mark = told["number"]
            if done and not told["events"]:
                return

    def write_all() -> None:
        came = at_once([lambda at=at: write(cards[at::6]) for at in range(6)])
        assert [outcome for outcome in came if outcome is not None] == []
        ready.set()

    came = at_once([listen, write_all])
    assert [outcome for outcome in came if outcome is not None] == []
    assert heard == list(range(start + 1, start + 25))
    assert numbers_of(campaign) == list(range(1, start + 25))
    assert counts(campaign).placed == 24
    assert json.loads(json.dumps(follow(campaign, number=start)))["tally"]["placed"] in range(25)
