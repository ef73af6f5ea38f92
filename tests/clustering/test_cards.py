"""Cards: dealt once, moved with a trace, taken back, and always adding up."""

import io

import pytest
from django.core.management import CommandError, call_command

from campaigns.models import Activity, Status
from campaigns.phases import PhaseClosed
from clustering.models import Card, Move, Need
from clustering.services.cards import (
    Conflict,
    NotAQuote,
    counts,
    deal_cards,
    move_cards,
    set_aside_cards,
    split_card,
)
from clustering.services.events import last_number
from clustering.services.needs import make_need, merge_needs
from clustering.services.undoing import NothingToUndo, last_batch, undo_batch
from tests import factories
from tests.clustering.builders import make_cards


@pytest.fixture
def need(campaign):
    return make_need(campaign=campaign, name="Groen om de hoek")


def test_every_placed_dream_gets_one_card_with_its_whole_text(campaign):
    dream = factories.make_contribution(campaign, "Een bos, dichtbij.")
    factories.make_contribution(campaign, "Nog niet gelezen.", status=Status.WAITING)
    assert deal_cards(campaign) == 1
    card = Card.objects.get()
    assert (card.contribution, card.quote) == (dream, "Een bos, dichtbij.")


def test_dealing_twice_gives_no_second_card(campaign):
    factories.make_contribution(campaign)
    deal_cards(campaign)
    assert deal_cards(campaign) == 0
    assert Card.objects.count() == 1


def test_a_card_follows_a_text_that_was_corrected(campaign, need, organiser):
    dream = factories.make_contribution(campaign, "Een bos, dichtbij. En een bank.")
    deal_cards(campaign)
    card = Card.objects.get()
    split_card(card=card, start=19, end=31, by=organiser)
    move_cards(campaign=campaign, cards=[card.pk], to=need, by=organiser)
    for words in ("Een bos.", "Een bos, heel dichtbij, met een bank in de schaduw."):
        type(dream).objects.filter(pk=dream.pk).update(text=words)
        deal_cards(campaign)
        assert [(c.pk, c.quote, c.need) for c in Card.objects.all()] == [(card.pk, words, need)]


def test_dealing_is_cheap_when_nothing_is_new(campaign, django_assert_num_queries):
    factories.make_contribution(campaign)
    deal_cards(campaign)
    with django_assert_num_queries(4):  # the savepoint around it counts for two
        deal_cards(campaign)


def test_moving_cards_remembers_every_move(campaign, need, organiser):
    one, two = make_cards(campaign, "Een boom.", "Nog een boom.")
    batch = move_cards(campaign=campaign, cards=[one.pk, two.pk], to=need, by=organiser)
    assert batch.cards == 2
    assert set(Card.objects.placed()) == {one, two}
    moves = Move.objects.filter(batch=batch.id)
    assert [(move.before, move.after, move.by) for move in moves] == [(None, need, organiser)] * 2
    assert Activity.objects.filter(verb="move_cards", by=organiser).count() == 1


def test_moving_twice_changes_nothing(campaign, need, organiser):
    (card,) = make_cards(campaign, "Een boom.")
    move_cards(campaign=campaign, cards=[card.pk], to=need, by=organiser)
    again = move_cards(campaign=campaign, cards=[card.pk], to=need, by=organiser)
    assert again.cards == 0
    assert Move.objects.count() == 1


def test_a_card_of_another_campaign_stays_where_it_is(campaign, organiser):
    other = factories.make_campaign()
    (card,) = make_cards(other, "Een boom.")
    need = make_need(campaign=campaign, name="Groen")
    assert move_cards(campaign=campaign, cards=[card.pk], to=need, by=organiser).cards == 0
    with pytest.raises(ValueError, match="own campaign"):
        move_cards(campaign=other, cards=[card.pk], to=need, by=organiser)


def test_a_card_lies_in_one_place_and_the_numbers_add_up(campaign, need, organiser):
    one, two, three = make_cards(campaign, "Een boom.", "Een bank.", "Een bus.")
    move_cards(campaign=campaign, cards=[one.pk], to=need, by=organiser)
    set_aside_cards(campaign=campaign, cards=[one.pk, two.pk], reason="Bespreken", by=organiser)
    found = counts(campaign)
    assert (found.pile, found.placed, found.aside, found.all) == (1, 0, 2, 3)
    move_cards(campaign=campaign, cards=[two.pk, three.pk], to=need, by=organiser)
    found = counts(campaign)
    assert (found.pile, found.placed, found.aside, found.all) == (0, 2, 1, 3)
    assert found.percent == 100


def test_cards_of_a_dream_that_is_held_back_no_longer_count(campaign):
    card, _other = make_cards(campaign, "Een boom.", "Een bank.")
    card.contribution.status = Status.HELD
    card.contribution.save()
    assert counts(campaign).all == 1
    assert Card.objects.live(campaign).count() == 1


def test_setting_aside_asks_for_a_reason(campaign, organiser):
    (card,) = make_cards(campaign, "Een boom.")
    with pytest.raises(ValueError, match="reason"):
        set_aside_cards(campaign=campaign, cards=[card.pk], reason="  ", by=organiser)


def test_undo_puts_cards_back_where_they_were(campaign, need, organiser):
    one, two = make_cards(campaign, "Een boom.", "Een bank.")
    set_aside_cards(campaign=campaign, cards=[one.pk], reason="Bespreken", by=organiser)
    batch = move_cards(campaign=campaign, cards=[one.pk, two.pk], to=need, by=organiser)
    undo_batch(campaign=campaign, batch=batch.id, by=organiser)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.need, one.set_aside) == (None, "Bespreken")
    assert (two.need, two.set_aside) == (None, "")
    assert Move.objects.filter(undoes=batch.id).count() == 2


def test_undo_twice_changes_nothing(campaign, need, organiser):
    (card,) = make_cards(campaign, "Een boom.")
    batch = move_cards(campaign=campaign, cards=[card.pk], to=need, by=organiser)
    undo_batch(campaign=campaign, batch=batch.id, by=organiser)
    assert undo_batch(campaign=campaign, batch=batch.id, by=organiser).cards == 0
    assert Move.objects.count() == 2


def test_undo_says_who_moved_the_card_since(campaign, need, organiser, ambassador):
    (card,) = make_cards(campaign, "Een boom.")
    other = make_need(campaign=campaign, name="Stilte")
    batch = move_cards(campaign=campaign, cards=[card.pk], to=need, by=organiser)
    move_cards(campaign=campaign, cards=[card.pk], to=other, by=ambassador)
    with pytest.raises(Conflict) as conflict:
        undo_batch(campaign=campaign, batch=batch.id, by=organiser)
    assert conflict.value.by == ambassador
    card.refresh_from_db()
    assert card.need == other


def test_undo_goes_back_one_batch_at_a_time(campaign, need, organiser, ambassador):
    one, two, three = make_cards(campaign, "Een boom.", "Een bank.", "Een bus.")
    first = move_cards(campaign=campaign, cards=[one.pk], to=need, by=organiser)
    second = move_cards(campaign=campaign, cards=[two.pk], to=need, by=organiser)
    move_cards(campaign=campaign, cards=[three.pk], to=need, by=ambassador)
    for expected in (second, first):
        batch = last_batch(campaign=campaign, by=organiser)
        assert batch == expected.id
        undo_batch(campaign=campaign, batch=batch, by=organiser)
    with pytest.raises(NothingToUndo):
        last_batch(campaign=campaign, by=organiser)


def test_a_move_over_somebody_elses_move_is_a_conflict(campaign, need, organiser, ambassador):
    one, two = make_cards(campaign, "Een boom.", "Een bank.")
    seen = last_number(campaign)
    move_cards(campaign=campaign, cards=[one.pk], to=need, by=ambassador)
    with pytest.raises(Conflict) as conflict:
        move_cards(campaign=campaign, cards=[one.pk, two.pk], to=None, by=organiser, seen=seen)
    assert (conflict.value.by, conflict.value.cards) == (ambassador, [one.pk])
    move_cards(campaign=campaign, cards=[two.pk], to=need, by=organiser, seen=seen)
    assert counts(campaign).placed == 2


def test_splitting_quotes_a_part_and_leaves_the_dream_alone(campaign, organiser):
    (card,) = make_cards(campaign, "Een boom voor de deur en een bus elk kwartier.")
    text = card.contribution.text
    start = text.index(" een bus")
    part = split_card(card=card, start=start, end=len(text), by=organiser)
    assert part.quote == "een bus elk kwartier."
    assert part.need is None
    card.refresh_from_db()
    assert card.quote == text
    assert split_card(card=card, start=start, end=len(text), by=organiser) == part
    assert Card.objects.count() == 2


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (0, 400), (3, 4)])
def test_a_part_outside_the_card_or_of_spaces_is_refused(campaign, organiser, start, end):
    (card,) = make_cards(campaign, "Een boom.")
    with pytest.raises(NotAQuote):
        split_card(card=card, start=start, end=end, by=organiser)


def test_merging_needs_keeps_every_card_and_can_be_undone(campaign, need, organiser):
    one, two = make_cards(campaign, "Een boom.", "Een bank in het groen.")
    young = make_need(campaign=campaign, name="Boompjes")
    move_cards(campaign=campaign, cards=[one.pk], to=need, by=organiser)
    move_cards(campaign=campaign, cards=[two.pk], to=young, by=organiser)
    batch = merge_needs(need=young, into=need, by=organiser)
    assert set(need.cards.all()) == {one, two}
    assert not Need.objects.filter(slug="boompjes").exists()
    undo_batch(campaign=campaign, batch=batch.id, by=organiser)
    assert [card.pk for card in Need.objects.get(slug="boompjes").cards.all()] == [two.pk]
    assert [card.pk for card in need.cards.all()] == [one.pk]


@pytest.mark.phase(4)
def test_before_there_are_dreams_nothing_is_moved(campaign, organiser):
    (card,) = make_cards(campaign, "Een boom.")
    with pytest.raises(PhaseClosed):
        move_cards(campaign=campaign, cards=[card.pk], to=None, by=organiser)


def test_check_board_passes_when_everything_has_a_card(campaign):
    make_cards(campaign, "Een boom.")
    out = io.StringIO()
    call_command("check_board", stdout=out)
    assert "0 placed + 0 set aside + 0 to discuss + 1 on the pile = 1 cards" in out.getvalue()


def test_check_board_names_the_campaign_that_misses_cards(campaign):
    factories.make_contribution(campaign)
    with pytest.raises(
        CommandError, match=rf"{campaign.slug}: 1 placed contributions have no card"
    ):
        call_command("check_board", stdout=io.StringIO())
    with pytest.raises(CommandError, match="no campaign elders"):
        call_command("check_board", campaign="elders", stdout=io.StringIO())
