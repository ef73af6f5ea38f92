"""Snapshots: kept by name and by the clock, compared, and gone back to as a new act."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from campaigns import clock
from campaigns.models import Activity
from clustering.models import Card, CoreValue, Key, Move, Need, Snapshot
from clustering.services.cards import move_cards, park_cards, set_aside_cards
from clustering.services.checking import find_faults
from clustering.services.comparing import compare
from clustering.services.freezing import KeysFrozen
from clustering.services.keys import delete_key, rename_key, tag_card, write_dna, write_value
from clustering.services.needs import describe_need, make_need, merge_needs, move_need, rename_need
from clustering.services.restoring import restore_snapshot
from clustering.services.snapshots import (
    contents_of,
    forget_snapshots,
    snap_by_the_clock,
    take_snapshot,
)
from clustering.services.undoing import last_batch, undo_batch
from clustering.tasks import take_snapshots
from tests import factories
from tests.clustering.builders import fix_keys, make_cards, make_zone, need_of
from tests.clustering.test_many_hands import at_once, at_the_same_moment
from tests.conftest import MOMENTS


@pytest.fixture
def zone(campaign):
    return make_zone(campaign, "Ademen", "Groen", "Stilte")


def lay(campaign, cards, slug, by):
    move_cards(
        campaign=campaign, cards=[card.pk for card in cards], to=need_of(campaign, slug), by=by
    )


def later(minutes):
    return clock.travel(MOMENTS[5] + timedelta(minutes=minutes))


def test_a_snapshot_holds_where_every_card_lies(campaign, organiser, zone):
    laid, aside, talk, piled = make_cards(campaign, "Een boom.", "Iets.", "Wat?", "Een bank.")
    lay(campaign, [laid], "groen", organiser)
    set_aside_cards(campaign=campaign, cards=[aside.pk], reason="Geen wens.", by=organiser)
    park_cards(campaign=campaign, cards=[talk.pk], reason="Twee kanten.", by=organiser)
    kept = take_snapshot(campaign=campaign, name="Middag", by=organiser)
    places = {
        (row["need"], row["aside"], row["discuss"]): row["cards"]
        for row in contents_of(kept)["cards"]
    }
    assert places == {
        ("groen", "", False): [laid.pk],
        ("", "Geen wens.", False): [aside.pk],
        ("", "Twee kanten.", True): [talk.pk],
        ("", "", False): [piled.pk],
    }
    assert (kept.cards, kept.by, kept.name) == (4, organiser, "Middag")


def test_the_same_name_on_the_same_board_is_kept_once(campaign, organiser, zone):
    first = take_snapshot(campaign=campaign, name="Middag", by=organiser)
    assert take_snapshot(campaign=campaign, name=" Middag ", by=organiser) == first
    assert take_snapshot(campaign=campaign, name="Avond", by=organiser) != first


def test_the_clock_keeps_only_what_changed(campaign, organiser, zone):
    (card,) = make_cards(campaign, "Een boom.")
    assert snap_by_the_clock(campaign=campaign) is not None
    assert snap_by_the_clock(campaign=campaign) is None
    lay(campaign, [card], "groen", organiser)
    take_snapshots()
    take_snapshots()
    assert Snapshot.objects.count() == 2


def test_an_empty_board_is_not_kept(campaign):
    assert snap_by_the_clock(campaign=campaign) is None


def test_after_two_days_the_last_of_each_day_stays_and_every_name(campaign, organiser, zone):
    for hours in (0, 1, 2):
        with clock.travel(MOMENTS[5] + timedelta(hours=hours)):
            make_need(campaign=campaign, name=f"Behoefte {hours}", by=organiser)
            snap_by_the_clock(campaign=campaign)
    take_snapshot(campaign=campaign, name="Blijft", by=organiser)
    fix_keys(campaign)
    newest = Snapshot.objects.filter(name="").order_by("at").last()
    with clock.travel(MOMENTS[5] + timedelta(days=3)):
        assert forget_snapshots(campaign=campaign) == 2
        assert forget_snapshots(campaign=campaign) == 0
    assert list(Snapshot.objects.filter(name="")) == [newest]
    assert Snapshot.objects.exclude(name="").count() == 2


def test_a_comparison_says_what_moved_from_where_to_where_by_whom_and_when(
    campaign, organiser, ambassador, zone
):
    first, second, third = make_cards(campaign, "Een boom.", "Een bos.", "Stil.")
    old = take_snapshot(campaign=campaign, name="Begin", by=organiser)
    with later(5):
        lay(campaign, [first, second], "groen", ambassador)
    with later(9):
        lay(campaign, [third], "stilte", organiser)
    with later(10):
        changes = compare(campaign=campaign, old=old)
    shift = changes.shifts[0]
    assert (shift.before, shift.after, len(shift.cards)) == ("Stapel", "Groen", 2)
    assert shift.who == ["Wim"]
    assert shift.first == shift.last == MOMENTS[5] + timedelta(minutes=5)
    assert shift.quotes == ["Een boom.", "Een bos."]
    assert changes.moved == 3


def test_a_comparison_names_needs_made_renamed_merged_and_moved(campaign, organiser, zone):
    make_zone(campaign, "Bewegen", "Fietsen", shape="bewegen")
    old = take_snapshot(campaign=campaign, name="Begin", by=organiser)
    with later(5):
        make_need(campaign=campaign, name="Water", by=organiser)
        rename_need(need=need_of(campaign, "groen"), name="Groen om de hoek", by=organiser)
        merge_needs(need=need_of(campaign, "stilte"), into=need_of(campaign, "groen"), by=organiser)
        move_need(need=need_of(campaign, "fietsen"), key=zone, by=organiser)
        new = take_snapshot(campaign=campaign, name="Einde", by=organiser)
    with later(60):
        make_need(campaign=campaign, name="Na het einde", by=organiser)
    lines = {line.name: line for line in compare(campaign=campaign, old=old, new=new).needs}
    assert set(lines) == {"Water", "Stilte", "Groen om de hoek", "Fietsen"}
    assert lines["Groen om de hoek"].before == "Groen"
    assert (lines["Stilte"].before, lines["Stilte"].after) == ("Stilte", "Groen om de hoek")
    assert (lines["Fietsen"].before, lines["Fietsen"].after) == ("Bewegen", "Ademen")
    assert {line.who for line in lines.values()} == {"An"}
    assert all(line.at == MOMENTS[5] + timedelta(minutes=5) for line in lines.values())


def test_a_comparison_names_keys_dna_and_values_that_changed(campaign, organiser, zone):
    (card,) = make_cards(campaign, "Een boom.")
    old = take_snapshot(campaign=campaign, name="Begin", by=organiser)
    with later(5):
        rename_key(key=zone, name="Lucht", by=organiser)
        write_dna(campaign=campaign, statement="Een stad van doeners.", story="", by=organiser)
        value = write_value(
            campaign=campaign, model=CoreValue, name="Durven", statement="", by=organiser
        )
        tag_card(card=card, core_values=[value], qualities=[], by=organiser)
    with later(6):
        changes = compare(campaign=campaign, old=old)
    assert ("Ademen", "Lucht", "An") in {(ln.before, ln.after, ln.who) for ln in changes.keys}
    assert "Een stad van doeners." in {line.after for line in changes.keys}
    assert {line.after for line in changes.values} == {"Durven", "+ 1"}


def test_a_key_that_was_removed_is_named_with_who_did_it(campaign, organiser, zone):
    old = take_snapshot(campaign=campaign, name="Begin", by=organiser)
    with later(5):
        delete_key(key=zone, by=organiser)
    with later(6):
        (line,) = compare(campaign=campaign, old=old).keys
    assert (line.name, line.who) == ("Ademen", "An")


def test_two_equal_moments_show_nothing(campaign, organiser, zone):
    old = take_snapshot(campaign=campaign, name="Begin", by=organiser)
    assert compare(campaign=campaign, old=old).is_empty


def test_comparing_costs_the_same_for_any_number_of_moves(
    campaign, organiser, zone, django_assert_num_queries
):
    cards = make_cards(campaign, *[f"Droom {n}." for n in range(40)])
    old = take_snapshot(campaign=campaign, name="Begin", by=organiser)
    old = Snapshot.objects.get(pk=old.pk)
    with later(5):
        lay(campaign, cards[:1], "groen", organiser)
    with later(6), django_assert_num_queries(14):
        compare(campaign=campaign, old=old)
    with later(7):
        lay(campaign, cards[1:30], "stilte", organiser)
    with later(8), django_assert_num_queries(14):
        assert compare(campaign=campaign, old=old).moved == 30


def test_going_back_is_a_new_act_that_deletes_nothing(campaign, organiser, ambassador, zone):
    first, second = make_cards(campaign, "Een boom.", "Een bos.")
    lay(campaign, [first], "groen", organiser)
    describe_need(
        need=need_of(campaign, "groen"), statement="Groen dichtbij.", summary="", core_values=[],
        qualities=[], by=organiser,
    )  # fmt: skip
    old = take_snapshot(campaign=campaign, name="Goed", by=organiser)
    lay(campaign, [first, second], "stilte", ambassador)
    make_need(campaign=campaign, name="Later gemaakt", by=ambassador)
    rename_key(key=zone, name="Lucht", by=ambassador)
    moves = Move.objects.count()
    (late,) = make_cards(campaign, "Kwam later.")
    lay(campaign, [late], "groen", ambassador)
    done = restore_snapshot(snapshot=old, by=organiser)
    assert done.cards == 2
    lying = dict(Card.objects.values_list("pk", "need__slug"))
    assert lying == {first.pk: "groen", second.pk: None, late.pk: "groen"}
    assert Key.objects.get().name == "Ademen"
    assert Need.objects.filter(name="Later gemaakt").exists()
    assert Move.objects.count() == moves + 3
    assert set(Move.objects.order_by("-pk").values_list("by__first_name", flat=True)[:2]) == {"An"}
    assert "Goed" in done.before.name
    assert Activity.objects.filter(verb="restore_snapshot").count() == 1


def test_going_back_and_forward_again_ends_where_it_began(campaign, organiser, zone):
    cards = make_cards(campaign, "Een boom.", "Een bos.")
    old = take_snapshot(campaign=campaign, name="Goed", by=organiser)
    lay(campaign, cards, "stilte", organiser)
    merge_needs(need=need_of(campaign, "groen"), into=need_of(campaign, "stilte"), by=organiser)
    done = restore_snapshot(snapshot=old, by=organiser)
    assert {need.slug for need in Need.objects.all()} == {"groen", "stilte"}
    assert Card.objects.filter(need=None).count() == 2
    restore_snapshot(snapshot=done.before, by=organiser)
    assert Card.objects.filter(need__slug="stilte").count() == 2


def test_going_back_twice_is_once(campaign, organiser, zone):
    (card,) = make_cards(campaign, "Een boom.")
    old = take_snapshot(campaign=campaign, name="Goed", by=organiser)
    lay(campaign, [card], "groen", organiser)
    restore_snapshot(snapshot=old, by=organiser)
    moves = Move.objects.count()
    assert restore_snapshot(snapshot=old, by=organiser).cards == 0
    assert Move.objects.count() == moves


def test_cards_that_went_back_are_undone_as_one(campaign, organiser, zone):
    cards = make_cards(campaign, "Een boom.", "Een bos.")
    old = take_snapshot(campaign=campaign, name="Goed", by=organiser)
    lay(campaign, cards[:1], "groen", organiser)
    lay(campaign, cards[1:], "stilte", organiser)
    restore_snapshot(snapshot=old, by=organiser)
    undo_batch(campaign=campaign, batch=last_batch(campaign=campaign, by=organiser), by=organiser)
    assert dict(Card.objects.values_list("pk", "need__slug")) == {
        cards[0].pk: "groen",
        cards[1].pk: "stilte",
    }


def test_a_withdrawn_card_and_a_merged_need_do_not_stop_going_back(campaign, organiser, zone):
    gone, stays = make_cards(campaign, "Een boom.", "Een bos.")
    lay(campaign, [gone, stays], "groen", organiser)
    old = take_snapshot(campaign=campaign, name="Goed", by=organiser)
    merge_needs(need=need_of(campaign, "groen"), into=need_of(campaign, "stilte"), by=organiser)
    gone.contribution.delete()
    changes = compare(campaign=campaign, old=old)
    assert {shift.after for shift in changes.shifts} == {
        "Stilte",
        gettext("Not on the board"),
    }
    restore_snapshot(snapshot=old, by=organiser)
    assert Card.objects.get().need.slug == "groen"
    assert need_of(campaign, "groen").key == zone


def test_a_name_that_another_need_took_stays_and_is_told(campaign, organiser, zone):
    old = take_snapshot(campaign=campaign, name="Goed", by=organiser)
    rename_need(need=need_of(campaign, "groen"), name="Bos", by=organiser)
    make_need(campaign=campaign, name="Groen", by=organiser)
    done = restore_snapshot(snapshot=old, by=organiser)
    assert done.left == ["Groen"]
    assert need_of(campaign, "groen").name == "Bos"


@pytest.mark.phase(6)
def test_fixed_keys_stop_going_back_to_other_keys_but_not_cards(campaign, organiser, zone):
    (card,) = make_cards(campaign, "Een boom.")
    other = take_snapshot(campaign=campaign, name="Andere namen", by=organiser)
    rename_key(key=zone, name="Lucht", by=organiser)
    same = take_snapshot(campaign=campaign, name="Zelfde namen", by=organiser)
    fix_keys(campaign)
    lay(campaign, [card], "groen", organiser)
    with pytest.raises(KeysFrozen):
        restore_snapshot(snapshot=other, by=organiser)
    assert restore_snapshot(snapshot=same, by=organiser).cards == 1


def test_the_room_keeps_lists_compares_and_goes_back(campaign, organiser, client_of, zone):
    client = client_of(organiser)
    take = reverse("clustering:take_snapshot")
    assert client.post(take, {"name": ""}).status_code == 422
    client.post(take, {"name": "Na de middag"})
    (card,) = make_cards(campaign, "Een boom.")
    kept = Snapshot.objects.get()
    page = client.get(reverse("clustering:snapshots")).content.decode()
    assert "Na de middag" in page
    lay(campaign, [card], "groen", organiser)
    compared = client.get(reverse("clustering:compare"), {"van": kept.pk}).content.decode()
    assert "Groen" in compared
    answer = client.post(reverse("clustering:restore_snapshot", args=[kept.pk]))
    assert answer.status_code == 302
    assert Snapshot.objects.count() == 2


def test_looking_changes_nothing(campaign, organiser, client_of, zone):
    kept = take_snapshot(campaign=campaign, name="Begin", by=organiser)
    client = client_of(organiser)
    client.get(reverse("clustering:snapshots"))
    client.get(reverse("clustering:compare"), {"van": kept.pk})
    assert client.get(reverse("clustering:take_snapshot")).status_code == 405
    assert client.get(reverse("clustering:restore_snapshot", args=[kept.pk])).status_code == 405
    assert Snapshot.objects.count() == 1


def test_only_the_core_team_goes_back(campaign, organiser, ambassador, client_of, zone):
    kept = take_snapshot(campaign=campaign, name="Begin", by=organiser)
    client = client_of(ambassador)
    page = client.get(reverse("clustering:compare"), {"van": kept.pk})
    assert reverse("clustering:restore_snapshot", args=[kept.pk]) not in page.content.decode()
    assert client.post(reverse("clustering:restore_snapshot", args=[kept.pk])).status_code == 403


def test_a_snapshot_of_another_campaign_does_not_exist(campaign, organiser, client_of):
    other = factories.make_campaign(domain="elders.example")
    make_zone(other, "Elders", "Iets")
    kept = take_snapshot(campaign=other, name="Elders", by=None)
    client = client_of(organiser)
    campaign.domain = "testserver"
    campaign.save()
    assert "Elders" not in client.get(reverse("clustering:snapshots")).content.decode()
    assert client.get(reverse("clustering:compare"), {"van": kept.pk}).status_code == 302
    assert client.post(reverse("clustering:restore_snapshot", args=[kept.pk])).status_code == 404


def test_the_list_costs_the_same_for_any_number(
    campaign, organiser, client_of, zone, django_assert_num_queries
):
    client = client_of(organiser)
    take_snapshot(campaign=campaign, name="Een", by=organiser)
    client.get(reverse("clustering:snapshots"))
    with django_assert_num_queries(7):
        client.get(reverse("clustering:snapshots"))
    for n in range(9):
        take_snapshot(campaign=campaign, name=f"Nog {n}", by=organiser)
    with django_assert_num_queries(7):
        client.get(reverse("clustering:snapshots"))


@pytest.mark.django_db(transaction=True)
@at_the_same_moment
def test_going_back_while_others_move_loses_nothing(campaign, organiser, ambassador):
    make_zone(campaign, "Ademen", "Groen", "Stilte")
    cards = make_cards(campaign, *[f"Droom {n}." for n in range(12)])
    old = take_snapshot(campaign=campaign, name="Begin", by=organiser)
    lay(campaign, cards, "groen", organiser)
    acts = [lambda card=card: lay(campaign, [card], "stilte", ambassador) for card in cards]
    rename = lambda: rename_need(  # noqa: E731
        need=need_of(campaign, "groen"), name="Groen om de hoek", by=ambassador
    )
    came = at_once(
        [*acts[:6], lambda: restore_snapshot(snapshot=old, by=organiser), rename, *acts[6:]]
    )
    assert [outcome for outcome in came if isinstance(outcome, Exception)] == []
    assert find_faults(campaign) == []
    assert set(Card.objects.values_list("need__slug", flat=True)) <= {"stilte", None}
    assert Card.objects.count() == 12
