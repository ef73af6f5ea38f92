"""Cards that say the same become one card: nothing is lost, every dream counts, and it goes back."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns import clock
from campaigns.models import Activity, Channel
from campaigns.services.ledger import withdraw_contribution
from clustering.board import board_of
from clustering.following import follow, tally_of
from clustering.forms_paper import CardsForm
from clustering.models import Card, Need
from clustering.services.cards import counts, move_cards, park_cards, set_aside_cards, split_card
from clustering.services.checking import find_faults
from clustering.services.comparing import compare
from clustering.services.events import last_number
from clustering.services.interchange import highlight_rows, workbook_sheets
from clustering.services.laying import Conflict
from clustering.services.needs import make_need, merge_needs
from clustering.services.restoring import restore_snapshot
from clustering.services.snapshots import take_snapshot
from clustering.services.stacking import (
    MOST_MERGED,
    TooFewCards,
    TooManyCards,
    merge_cards,
    part_cards,
)
from clustering.services.undoing import last_batch, last_undone, undo_batch
from tests.clustering.builders import make_cards, make_zone, need_of

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def need(campaign):
    make_zone(campaign, "Ademen", "Groen")
    return need_of(campaign, "groen")


@pytest.fixture
def cards(campaign):
    return make_cards(campaign, "Meer bomen.", "Bomen in de straat.", "Bomen overal.", "Een bus.")


def pks(cards):
    return [card.pk for card in cards]


def stacks(campaign):
    """Return the merged cards: sets of numbers."""
    found: dict[object, set[int]] = {}
    for card in Card.objects.of(campaign).filter(stack__isnull=False):
        found.setdefault(card.stack, set()).add(card.pk)
    return sorted(found.values(), key=min)


def merge(campaign, cards, by, **more):
    return merge_cards(campaign=campaign, cards=pks(cards), top=cards[0].pk, by=by, **more)


def shown(campaign, place="stapel", **asked):
    found = board_of(campaign, asked={"plek": place, **asked})
    return list(found.everything.order_by("pk").values_list("pk", flat=True))


def whole(campaign):
    """Assert that nothing is lost: the numbers add up and the check finds no fault."""
    assert find_faults(campaign) == []
    call_command("check_board", campaign=campaign.slug)
    found = counts(campaign)
    assert found.pile + found.placed + found.aside + found.talk == found.all
    tally = tally_of(campaign)
    assert (tally.pile, tally.placed, tally.all) == (found.pile, found.placed, found.all)


def test_merged_cards_are_one_row_and_every_dream_still_counts(campaign, organiser, cards):
    before = counts(campaign)
    batch = merge(campaign, [cards[1], cards[0], cards[2]], organiser)
    assert batch.cards == 3
    assert stacks(campaign) == [set(pks(cards[:3]))]
    assert shown(campaign) == [cards[1].pk, cards[3].pk]
    assert counts(campaign) == before
    assert [card.quote for card in Card.objects.order_by("pk")][:2] == [
        "Meer bomen.", "Bomen in de straat.",
    ]  # fmt: skip
    whole(campaign)


@pytest.mark.parametrize("way", ["need", "aside", "talk", "pile"])
def test_whatever_moves_one_moves_all(campaign, organiser, cards, need, way):
    merge(campaign, cards[:3], organiser)
    if way == "pile":
        move_cards(campaign=campaign, cards=[cards[2].pk], to=need, by=organiser)
    act = {
        "need": lambda: move_cards(campaign=campaign, cards=[cards[1].pk], to=need, by=organiser),
        "aside": lambda: set_aside_cards(
            campaign=campaign, cards=[cards[1].pk], reason="Dubbel.", by=organiser
        ),
        "talk": lambda: park_cards(campaign=campaign, cards=[cards[1].pk], by=organiser),
        "pile": lambda: move_cards(campaign=campaign, cards=[cards[1].pk], to=None, by=organiser),
    }[way]
    batch = act()
    assert batch.cards == 3
    places = {
        (c.need_id, c.set_aside, c.to_discuss) for c in Card.objects.filter(pk__in=pks(cards[:3]))
    }
    assert len(places) == 1
    assert Card.objects.get(pk=cards[3].pk).need is None
    whole(campaign)
    undo_batch(campaign=campaign, batch=batch.id, by=organiser)
    assert stacks(campaign) == [set(pks(cards[:3]))]
    whole(campaign)


def test_cards_from_two_places_come_together_where_the_top_one_lies(
    campaign, organiser, cards, need
):
    move_cards(campaign=campaign, cards=[cards[0].pk], to=need, by=organiser)
    batch = merge(campaign, cards[:2], organiser)
    assert {card.need for card in Card.objects.filter(pk__in=pks(cards[:2]))} == {need}
    whole(campaign)
    undo_batch(campaign=campaign, batch=batch.id, by=organiser)
    assert stacks(campaign) == []
    assert [Card.objects.get(pk=card.pk).need for card in cards[:2]] == [need, None]
    whole(campaign)


def test_undo_and_redo_walk_through_merging_moving_and_parting(campaign, organiser, cards, need):
    merge(campaign, cards[:2], organiser)
    merge(campaign, [cards[0], cards[2]], organiser)
    move_cards(campaign=campaign, cards=[cards[0].pk], to=need, by=organiser)
    part_cards(campaign=campaign, cards=[cards[1].pk], by=organiser)
    ends = (stacks(campaign), sorted(need.cards.values_list("pk", flat=True)))
    assert ends == ([{cards[0].pk, cards[2].pk}], sorted(pks(cards[:3])))
    seen = []
    for _step in range(4):
        undo_batch(
            campaign=campaign, batch=last_batch(campaign=campaign, by=organiser), by=organiser
        )
        seen.append((stacks(campaign), need.cards.count()))
        whole(campaign)
    three = [set(pks(cards[:3]))]
    assert seen == [(three, 3), (three, 0), ([set(pks(cards[:2]))], 0), ([], 0)]
    for _step in range(4):
        batch = last_undone(campaign=campaign, by=organiser)
        undo_batch(campaign=campaign, batch=batch, by=organiser)
        whole(campaign)
    assert (stacks(campaign), sorted(need.cards.values_list("pk", flat=True))) == ends


def test_a_split_is_taken_back_by_merging(campaign, organiser, need):
    (card,) = make_cards(campaign, "Een bos, dichtbij. En een bank.")
    part = split_card(card=card, start=19, end=31, by=organiser)
    merge(campaign, [card, part], organiser)
    assert shown(campaign) == [card.pk]
    move_cards(campaign=campaign, cards=[card.pk], to=need, by=organiser)
    assert Need.objects.with_counts(campaign).get(pk=need.pk).dreams == 1
    whole(campaign)


def test_taking_out_one_or_all(campaign, organiser, cards):
    merge(campaign, cards[:3], organiser)
    part_cards(campaign=campaign, cards=[cards[0].pk], by=organiser)
    assert stacks(campaign) == [{cards[1].pk, cards[2].pk}]
    assert shown(campaign) == [cards[0].pk, cards[1].pk, cards[3].pk]
    part_cards(campaign=campaign, cards=[cards[2].pk], by=organiser)
    assert stacks(campaign) == []
    with pytest.raises(TooFewCards):
        part_cards(campaign=campaign, cards=[cards[2].pk], by=organiser)
    whole(campaign)


def test_one_card_or_far_too_many_are_not_merged(campaign, organiser, cards):
    with pytest.raises(TooFewCards):
        merge_cards(campaign=campaign, cards=[cards[0].pk], top=None, by=organiser)
    many = make_cards(campaign, *[f"Droom {n}." for n in range(MOST_MERGED + 1)])
    with pytest.raises(TooManyCards):
        merge_cards(campaign=campaign, cards=pks(many), top=None, by=organiser)
    assert stacks(campaign) == []


def test_merging_twice_is_once(campaign, organiser, cards):
    act = uuid.uuid4()
    first = merge(campaign, cards[:2], organiser, act=act)
    number = last_number(campaign)
    assert merge(campaign, cards[:2], organiser, act=act) == first
    assert merge(campaign, cards[:2], organiser).cards == 0
    assert last_number(campaign) == number


def test_a_dream_that_is_withdrawn_leaves_the_others_together(campaign, organiser, cards, need):
    batch = merge(campaign, cards[:3], organiser)
    withdraw_contribution(contribution=cards[0].contribution)
    assert stacks(campaign) == [set(pks(cards[1:3]))]
    assert shown(campaign) == [cards[1].pk, cards[3].pk]
    whole(campaign)
    move_cards(campaign=campaign, cards=[cards[2].pk], to=need, by=organiser)
    assert need.cards.count() == 2
    undo_batch(campaign=campaign, batch=batch.id, by=organiser)
    assert stacks(campaign) == []
    assert need.cards.count() == 2
    whole(campaign)


def test_a_dream_that_is_held_back_hides_alone_and_still_moves_along(
    campaign, organiser, cards, need
):
    merge(campaign, cards[:3], organiser)
    type(cards[0].contribution).objects.filter(pk=cards[0].contribution_id).update(status="held")
    assert shown(campaign) == [cards[1].pk, cards[3].pk]
    move_cards(campaign=campaign, cards=[cards[1].pk], to=need, by=organiser)
    assert set(need.cards.values_list("pk", flat=True)) == set(pks(cards[:3]))
    whole(campaign)


def test_a_card_is_found_by_the_words_of_what_lies_under_it(campaign, organiser, cards):
    merge(campaign, [cards[0], cards[3]], organiser)
    assert shown(campaign, zoek="bus") == [cards[0].pk]
    assert shown(campaign, zoek="overal") == [cards[2].pk]


def test_a_conflict_is_told_before_merging_and_before_parting(
    campaign, organiser, ambassador, cards, need
):
    seen = last_number(campaign)
    move_cards(campaign=campaign, cards=[cards[1].pk], to=need, by=ambassador)
    with pytest.raises(Conflict) as told:
        merge(campaign, cards[:2], organiser, seen=seen)
    assert told.value.by == ambassador
    merge(campaign, cards[:2], organiser)
    seen = last_number(campaign)
    move_cards(campaign=campaign, cards=[cards[1].pk], to=need, by=ambassador)
    with pytest.raises(Conflict):
        part_cards(campaign=campaign, cards=[cards[1].pk], by=organiser, seen=seen)


def test_undo_asks_first_when_somebody_merged_the_cards_since(
    campaign, organiser, ambassador, cards, need
):
    moved = move_cards(campaign=campaign, cards=[cards[0].pk], to=need, by=organiser)
    move_cards(campaign=campaign, cards=[cards[1].pk], to=need, by=organiser)
    merge(campaign, cards[:2], ambassador)
    with pytest.raises(Conflict) as told:
        undo_batch(campaign=campaign, batch=moved.id, by=organiser)
    assert told.value.by == ambassador
    undo_batch(campaign=campaign, batch=moved.id, by=organiser, anyway=True)
    assert stacks(campaign) == []
    assert [Card.objects.get(pk=card.pk).need for card in cards[:2]] == [None, need]
    whole(campaign)


def test_undo_of_a_merge_asks_when_somebody_added_to_it_since(
    campaign, organiser, ambassador, cards
):
    batch = merge(campaign, cards[:2], organiser)
    merge(campaign, cards[1:3], ambassador)
    with pytest.raises(Conflict) as told:
        undo_batch(campaign=campaign, batch=batch.id, by=organiser)
    assert told.value.by == ambassador
    undo_batch(campaign=campaign, batch=batch.id, by=organiser, anyway=True)
    assert stacks(campaign) == []
    whole(campaign)


def test_a_card_never_joins_a_stack_that_went_elsewhere(
    campaign, organiser, ambassador, cards, need
):
    merge(campaign, cards[:3], ambassador)
    out = part_cards(campaign=campaign, cards=[cards[2].pk], by=organiser)
    move_cards(campaign=campaign, cards=[cards[0].pk], to=need, by=ambassador)
    undo_batch(campaign=campaign, batch=out.id, by=organiser, anyway=True)
    assert stacks(campaign) == [set(pks(cards[:2]))]
    assert Card.objects.get(pk=cards[2].pk).need is None
    whole(campaign)


def test_merged_cards_follow_a_need_that_goes_up_in_another(campaign, organiser, cards, need):
    other = make_need(campaign=campaign, name="Bomen")
    merge(campaign, cards[:3], organiser)
    move_cards(campaign=campaign, cards=[cards[0].pk], to=need, by=organiser)
    batch = merge_needs(need=need, into=other, by=organiser)
    assert other.cards.count() == 3
    whole(campaign)
    undo_batch(campaign=campaign, batch=batch.id, by=organiser)
    assert stacks(campaign) == [set(pks(cards[:3]))]
    whole(campaign)


def test_the_check_finds_a_torn_stack(campaign, organiser, cards, need):
    merge(campaign, cards[:2], organiser)
    Card.objects.filter(pk=cards[1].pk).update(on_top=True)
    (fault,) = find_faults(campaign)
    assert f"or under two others: {cards[0].pk}." in fault
    Card.objects.filter(pk=cards[1].pk).update(on_top=False, need=need)
    assert any("1 merged cards lie in two places" in fault for fault in find_faults(campaign))


def test_snapshots_keep_compare_and_bring_back_what_was_merged(campaign, organiser, cards, need):
    loose = take_snapshot(campaign=campaign, name="Los", by=organiser)
    with clock.travel(clock.now() + timedelta(minutes=1)):
        merge(campaign, cards[:3], organiser)
    with clock.travel(clock.now() + timedelta(minutes=2)):
        together = take_snapshot(campaign=campaign, name="Samen", by=organiser)
    found = compare(campaign=campaign, old=loose, new=together)
    (line,) = found.stacks
    assert (line.name, line.who) == ("Meer bomen.", organiser.first_name)
    assert "3" in line.after
    move_cards(campaign=campaign, cards=[cards[0].pk], to=need, by=organiser)
    restore_snapshot(snapshot=loose, by=organiser)
    assert stacks(campaign) == []
    assert need.cards.count() == 0
    whole(campaign)
    undo_batch(campaign=campaign, batch=last_batch(campaign=campaign, by=organiser), by=organiser)
    assert stacks(campaign) == [set(pks(cards[:3]))]
    assert need.cards.count() == 3
    whole(campaign)
    part_cards(campaign=campaign, cards=pks(cards[:3]), by=organiser)
    restore_snapshot(snapshot=together, by=organiser)
    assert stacks(campaign) == [set(pks(cards[:3]))]
    assert Card.objects.get(pk=cards[0].pk).on_top
    whole(campaign)
    assert compare(campaign=campaign, old=together).is_empty


def test_every_file_names_every_dream(campaign, organiser, cards, need):
    merge(campaign, cards[:3], organiser)
    move_cards(campaign=campaign, cards=[cards[0].pk], to=need, by=organiser)
    assert len(list(highlight_rows(campaign, public=False))) == 3
    name, header, rows = workbook_sheets(campaign, public=False)[0]
    table = [dict(zip(header, row, strict=True)) for row in rows]
    assert name == "cards"
    assert [row["merged_with"] for row in table] == [cards[0].pk] * 3 + [""]
    assert Need.objects.with_counts(campaign).get(pk=need.pk).dreams == 3


def test_paper_and_groups_get_merged_cards_once(campaign, organiser, cards):
    type(cards[1].contribution).objects.filter(pk=cards[1].contribution_id).update(
        channel=Channel.SESSION
    )
    merge(campaign, cards[:2], organiser)
    for source, wanted in (("", [0, 2, 3]), ("sessies", [0])):
        form = CardsForm(campaign, {"plek": "stapel", "bron": source})
        assert form.is_valid()
        found = form.cards().order_by("pk").values_list("pk", flat=True)
        assert list(found) == [cards[n].pk for n in wanted]


def test_followers_hear_which_rows_to_draw_anew(campaign, organiser, cards):
    number = last_number(campaign)
    merge(campaign, cards[:2], organiser)
    (event,) = follow(campaign, number=number)["events"]
    assert event["stacks"] == pks(cards[:2])


def test_the_board_shows_a_stack_its_originals_and_the_buttons(
    campaign, organiser, client_of, cards
):
    client = client_of(organiser)
    url = reverse("clustering:merge_cards")
    fields = {"cards": ",".join(map(str, pks(cards[:3]))), "boven": cards[1].pk, "gezien": ""}
    answer = client.post(url, fields, **JSON)
    assert answer.status_code == 200
    assert answer.json()["changed"] == pks(cards[:3])
    page = client.get(reverse("clustering:board")).content.decode()
    assert 'data-stack="3"' in page
    assert "Een bus." in page
    assert "Meer bomen." not in page
    panel = client.get(reverse("clustering:suggestion"), {"kaart": cards[1].pk}).content.decode()
    for card in cards[:3]:
        assert card.quote in panel
        assert reverse("clustering:ladder", args=[card.pk]) in panel
    parted = client.post(reverse("clustering:part_cards"), {"cards": cards[0].pk}, **JSON)
    assert parted.json()["changed"] == [cards[0].pk]
    assert stacks(campaign) == [set(pks(cards[1:3]))]


@pytest.mark.parametrize(
    ("name", "fields"),
    [("merge_cards", {}), ("merge_cards", {"cards": "x"}), ("part_cards", {"cards": "1"})],
)
def test_nothing_to_merge_or_part_is_told_in_words(campaign, organiser, client_of, name, fields):
    answer = client_of(organiser).post(reverse(f"clustering:{name}"), fields, **JSON)
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_the_list_costs_the_same_for_any_number_of_stacks(campaign, organiser, client_of):
    client = client_of(organiser)
    url = reverse("clustering:board")

    def cost() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    merge(campaign, make_cards(campaign, "Een boom.", "Nog een boom."), organiser)
    few = cost()
    for n in range(12):
        merge(campaign, make_cards(campaign, f"Droom {n}.", f"Nog eens {n}."), organiser)
    assert cost() == few


def test_what_was_split_leaves_no_words_in_the_logbook(campaign, organiser):
    (card,) = make_cards(campaign, "Een geheim bos. En een bank.")
    split_card(card=card, start=0, end=15, by=organiser)
    merge(campaign, list(Card.objects.of(campaign)), organiser)
    withdraw_contribution(contribution=card.contribution)
    lines = Activity.objects.filter(campaign=campaign)
    assert not [line for line in lines if "geheim" in f"{line.subject} {line.details}"]
    assert lines.filter(verb="split_card", subject=str(card.contribution.number)).exists()


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_merging_while_others_move_tears_nothing(campaign, organiser, ambassador):
    need = make_need(campaign=campaign, name="Groen")
    cards = make_cards(campaign, *[f"Droom {n}." for n in range(12)])
    errors: list[Exception] = []
    moment = clock.now()

    def run(act) -> None:
        try:
            with clock.travel(moment):
                for _round in range(6):
                    act()
        except TooFewCards:
            pass
        except Exception as error:  # a thread tells nobody else
            errors.append(error)
        finally:
            connection.close()

    acts = [
        lambda: merge_cards(campaign=campaign, cards=pks(cards[:6]), top=None, by=organiser),
        lambda: merge_cards(campaign=campaign, cards=pks(cards[4:]), top=None, by=ambassador),
        lambda: move_cards(campaign=campaign, cards=pks(cards[3:7]), to=need, by=organiser),
        lambda: move_cards(campaign=campaign, cards=pks(cards[::2]), to=None, by=ambassador),
        lambda: part_cards(campaign=campaign, cards=pks(cards[5:8]), by=organiser),
    ]
    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    whole(campaign)
