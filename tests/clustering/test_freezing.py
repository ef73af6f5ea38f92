"""Fixing the keys: one proposes, another confirms; while they lie fast, keys and needs stay."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from campaigns.models import Activity
from campaigns.permissions import Role
from clustering.models import Card, Freeze, Key, Need, Shape
from clustering.services.cards import move_cards
from clustering.services.freezing import (
    KeysChanged,
    KeysFrozen,
    NotReady,
    ReasonNeeded,
    SamePerson,
    confirm_freeze,
    end_freeze,
    keys_are_public,
    missing_for_freezing,
    propose_freeze,
    standing_of,
)
from clustering.services.keys import (
    KeyInUse,
    bring_key_back,
    delete_key,
    make_key,
    rename_key,
    write_key,
)
from clustering.services.needs import describe_need, make_need, merge_needs, move_need, rename_need
from debate.models import Table
from tests import factories
from tests.clustering.builders import fix_keys, make_cards, make_four_keys, make_zone, need_of
from tests.clustering.test_many_hands import at_once, at_the_same_moment

pytestmark = pytest.mark.phase(6)


@pytest.fixture
def keys(campaign):
    return make_four_keys(campaign)


@pytest.fixture
def colleague(campaign):
    return factories.make_member(campaign, Role.CORE_TEAM, first_name="Bea")


@pytest.fixture
def third(campaign):
    return factories.make_member(campaign, Role.CORE_TEAM, first_name="Cem")


@pytest.fixture
def fixed(campaign, organiser, colleague, keys):
    return confirm_freeze(freeze=propose_freeze(campaign=campaign, by=organiser), by=colleague)


def test_two_people_fix_the_keys_and_then_they_are_public(campaign, organiser, colleague, keys):
    proposal = propose_freeze(campaign=campaign, by=organiser)
    assert standing_of(campaign).proposal == proposal
    assert not keys_are_public(campaign)
    confirm_freeze(freeze=proposal, by=colleague)
    assert standing_of(campaign).fixed == proposal
    assert keys_are_public(campaign)


def test_proposing_twice_gives_the_first_proposal_back(campaign, organiser, colleague, keys):
    first = propose_freeze(campaign=campaign, by=organiser)
    assert propose_freeze(campaign=campaign, by=colleague) == first
    assert Activity.objects.filter(verb="propose_freeze").count() == 1


def test_the_proposer_does_not_confirm(campaign, organiser, keys):
    proposal = propose_freeze(campaign=campaign, by=organiser)
    with pytest.raises(SamePerson):
        confirm_freeze(freeze=proposal, by=organiser)
    assert not keys_are_public(campaign)


def test_not_even_past_the_service(campaign, organiser, keys):
    proposal = propose_freeze(campaign=campaign, by=organiser)
    with pytest.raises(IntegrityError), transaction.atomic():
        Freeze.objects.filter(pk=proposal.pk).update(confirmed_by=organiser)


def test_confirming_twice_and_a_third_person_change_nothing(fixed, colleague, third):
    confirm_freeze(freeze=fixed, by=colleague)
    confirm_freeze(freeze=fixed, by=third)
    fixed.refresh_from_db()
    assert fixed.confirmed_by == colleague
    assert Activity.objects.filter(verb="confirm_freeze").count() == 1


def test_what_changed_since_the_proposal_is_proposed_again(campaign, organiser, colleague, keys):
    proposal = propose_freeze(campaign=campaign, by=organiser)
    rename_key(key=keys[0], name="Lucht", by=organiser)
    with pytest.raises(KeysChanged):
        confirm_freeze(freeze=proposal, by=colleague)
    end_freeze(freeze=proposal, reason="", by=organiser)
    again = propose_freeze(campaign=campaign, by=organiser)
    assert confirm_freeze(freeze=again, by=colleague).confirmed_by == colleague


def test_cards_may_move_between_proposal_and_confirmation(campaign, organiser, colleague, keys):
    (card,) = make_cards(campaign, "Een boom.")
    proposal = propose_freeze(campaign=campaign, by=organiser)
    to = need_of(campaign, "ademen-nodig")
    move_cards(campaign=campaign, cards=[card.pk], to=to, by=organiser)
    assert confirm_freeze(freeze=proposal, by=colleague).confirmed_at


def test_the_proposer_takes_it_back_and_a_colleague_says_why(campaign, organiser, colleague, keys):
    proposal = propose_freeze(campaign=campaign, by=organiser)
    with pytest.raises(ReasonNeeded):
        end_freeze(freeze=proposal, reason=" ", by=colleague)
    end_freeze(freeze=proposal, reason="", by=organiser)
    end_freeze(freeze=proposal, reason="nog eens", by=colleague)
    proposal.refresh_from_db()
    assert (proposal.ended_by, proposal.reason) == (organiser, "")
    with pytest.raises(KeysChanged):
        confirm_freeze(freeze=proposal, by=colleague)


def test_thawing_needs_a_reason_and_hides_nothing(campaign, fixed, organiser, keys):
    with pytest.raises(ReasonNeeded):
        end_freeze(freeze=fixed, reason="", by=organiser)
    end_freeze(freeze=fixed, reason="Een naam klopt niet.", by=organiser)
    assert standing_of(campaign).fixed is None
    assert keys_are_public(campaign)
    rename_key(key=keys[0], name="Lucht", by=organiser)
    assert Activity.objects.filter(verb="thaw_keys").get().subject == "Een naam klopt niet."


def test_what_is_missing_is_said(campaign, organiser):
    key = make_key(campaign=campaign, name="Ademen", shape=Shape.ADEMEN)
    assert len(missing_for_freezing(campaign)) == 3  # too few, no vision, no need
    write_key(key=key, vision="In 2030 is er lucht.", by=organiser)
    make_need(campaign=campaign, name="Groen", key=key)
    assert len(missing_for_freezing(campaign)) == 1
    with pytest.raises(NotReady):
        propose_freeze(campaign=campaign, by=organiser)


def test_eight_keys_is_the_most_and_nine_are_never_made(campaign, organiser, keys):
    assert missing_for_freezing(campaign) == []
    for name, shape in (
        ("E", "groeien"),
        ("F", "schitteren"),
        ("G", "driehoek"),
        ("H", "vierkant"),
    ):
        key = make_zone(campaign, name, f"{name} nodig", shape=Shape(shape))
        write_key(key=key, vision="In 2030.", by=organiser)
    assert propose_freeze(campaign=campaign, by=organiser)


def refused_changes(campaign, by):
    key, other = Key.objects.order_by("position")[:2]
    need, into = need_of(campaign, "ademen-nodig"), need_of(campaign, "bewegen-nodig")
    return [
        lambda: make_key(campaign=campaign, name="Nieuw", shape=Shape.GROEIEN, by=by),
        lambda: rename_key(key=key, name="Anders", by=by),
        lambda: write_key(key=key, shape=Shape.GROEIEN, by=by),
        lambda: write_key(key=key, vision="Iets anders.", by=by),
        lambda: delete_key(key=key, by=by),
        lambda: make_need(campaign=campaign, name="Nieuw", key=key, by=by),
        lambda: rename_need(need=need, name="Anders", by=by),
        lambda: move_need(need=need, key=other, by=by),
        lambda: merge_needs(need=need, into=into, by=by),
    ]


@pytest.mark.parametrize("number", range(9))
def test_fixed_keys_and_their_needs_stay_as_they_are(campaign, fixed, organiser, number):
    before = list(Key.objects.values()), list(Need.objects.values())
    with pytest.raises(KeysFrozen):
        refused_changes(campaign, organiser)[number]()
    assert (list(Key.objects.values()), list(Need.objects.values())) == before


def test_late_dreams_and_better_sentences_still_find_their_place(campaign, fixed, organiser):
    (late,) = make_cards(campaign, "Kwam laat.")
    need = need_of(campaign, "ademen-nodig")
    move_cards(campaign=campaign, cards=[late.pk], to=need, by=organiser)
    assert Card.objects.get().need == need
    describe_need(
        need=need, statement="Beter gezegd.", summary="", core_values=[], qualities=[],
        by=organiser,
    )  # fmt: skip
    write_key(key=need.key, story="Wat we hoorden.", by=organiser)
    assert Key.objects.get(pk=need.key_id).story == "Wat we hoorden."
    assert make_need(campaign=campaign, name="Nog vrij", by=organiser).key is None


def test_a_removed_key_leaves_its_needs_free_and_comes_back(campaign, organiser, keys):
    (card,) = make_cards(campaign, "Een boom.")
    need = need_of(campaign, "ademen-nodig")
    move_cards(campaign=campaign, cards=[card.pk], to=need, by=organiser)
    line = delete_key(key=keys[0], by=organiser)
    need.refresh_from_db()
    assert need.key is None
    assert Card.objects.get().need == need
    again = bring_key_back(deletion=line, by=organiser)
    assert bring_key_back(deletion=line, by=organiser) == again
    need.refresh_from_db()
    assert (need.key, again.slug, again.vision) == (again, "ademen", keys[0].vision)
    assert Activity.objects.filter(verb="bring_key_back").count() == 1


def test_a_need_that_found_another_key_stays_there(campaign, organiser, keys):
    line = delete_key(key=keys[0], by=organiser)
    need = need_of(campaign, "ademen-nodig")
    move_need(need=need, key=keys[1], by=organiser)
    bring_key_back(deletion=line, by=organiser)
    assert need_of(campaign, "ademen-nodig").key == keys[1]


def test_a_key_that_tables_speak_of_is_not_removed(campaign, organiser, keys):
    Table.objects.create(campaign=campaign, key=keys[0], number=1)
    with pytest.raises(KeyInUse):
        delete_key(key=keys[0], by=organiser)
    assert Table.objects.count() == 1


def test_the_room_leads_two_people_through_it(campaign, organiser, colleague, client_of, keys):
    first, second = client_of(organiser), client_of(colleague)
    room = reverse("clustering:freezing")
    assert "In 2030 kan iedereen ademen." in first.get(room).content.decode()
    first.post(reverse("clustering:propose_freeze"))
    freeze = Freeze.objects.get()
    yes = reverse("clustering:confirm_freeze", args=[freeze.pk])
    assert yes not in first.get(room).content.decode()
    first.post(yes)
    assert not keys_are_public(campaign)
    assert yes in second.get(room).content.decode()
    second.post(yes)
    assert keys_are_public(campaign)
    away = reverse("clustering:end_freeze", args=[freeze.pk])
    assert second.post(away, {"reason": ""}).status_code == 422
    second.post(away, {"reason": "Een naam klopt niet."})
    assert "Een naam klopt niet." in first.get(room).content.decode()


def test_looking_fixes_nothing(campaign, organiser, client_of, keys):
    proposal = propose_freeze(campaign=campaign, by=organiser)
    client = client_of(organiser)
    client.get(reverse("clustering:freezing"))
    for name, args in (
        ("propose_freeze", []), ("confirm_freeze", [proposal.pk]), ("end_freeze", [proposal.pk]),
    ):  # fmt: skip
        assert client.get(reverse(f"clustering:{name}", args=args)).status_code == 405
    assert standing_of(campaign).proposal == proposal


def test_an_ambassador_reads_but_does_not_fix(campaign, ambassador, client_of, keys):
    client = client_of(ambassador)
    assert client.get(reverse("clustering:freezing")).status_code == 200
    assert client.post(reverse("clustering:propose_freeze")).status_code == 403
    assert not Freeze.objects.exists()


@pytest.mark.phase(5)
def test_keys_are_not_fixed_before_phase_six(campaign, organiser, client_of, keys):
    assert client_of(organiser).post(reverse("clustering:propose_freeze")).status_code == 409
    assert not Freeze.objects.exists()


def test_a_proposal_of_another_campaign_does_not_exist(campaign, organiser, client_of):
    campaign.domain = "testserver"
    campaign.save()
    other = factories.make_campaign(domain="elders.example")
    freeze = fix_keys(other, confirmed_by=None, confirmed_at=None)
    yes = reverse("clustering:confirm_freeze", args=[freeze.pk])
    assert client_of(organiser).post(yes).status_code == 404
    assert standing_of(campaign).proposal is None


@pytest.mark.parametrize(
    ("name", "args", "fields"),
    [
        ("add_key", [], {"name": "Nieuw", "shape": "groeien"}),
        ("remove_key", ["ademen"], {}),
        ("add_need", [], {"name": "Nieuw", "key": "ademen"}),
    ],
)
def test_fixed_keys_answer_kindly_in_every_room(
    campaign, fixed, organiser, client_of, name, args, fields
):
    client = client_of(organiser)
    answer = client.post(reverse(f"clustering:{name}", args=args), fields, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("clustering:freezing")
    page = answer.content.decode()
    assert "An" in page
    assert "Bea" in page
    assert Key.objects.count() == 4


def test_the_forms_show_no_field_that_stays(campaign, fixed, organiser, client_of):
    client = client_of(organiser)
    url = reverse("clustering:edit_key", args=["ademen"])
    assert 'name="shape"' not in client.get(url).content.decode()
    client.post(url, {"name": "Anders", "shape": "groeien", "story": "Wat we hoorden."})
    key = Key.objects.get(slug="ademen")
    assert (key.name, key.shape, key.story) == ("Ademen", "ademen", "Wat we hoorden.")
    url = reverse("clustering:edit_need", args=["ademen-nodig"])
    client.post(url, {"name": "Anders", "key": "", "statement": "Beter."})
    need = need_of(campaign, "ademen-nodig")
    assert (need.name, need.key, need.statement) == ("Ademen nodig", key, "Beter.")


def test_the_room_costs_the_same_for_any_number_of_needs(
    campaign, organiser, client_of, keys, django_assert_num_queries
):
    client = client_of(organiser)
    client.get(reverse("clustering:freezing"))
    with django_assert_num_queries(15):
        client.get(reverse("clustering:freezing"))
    for n in range(20):
        make_need(campaign=campaign, name=f"Nog {n}", key=keys[n % 4])
    with django_assert_num_queries(15):
        client.get(reverse("clustering:freezing"))


@pytest.mark.django_db(transaction=True)
@at_the_same_moment
def test_a_key_renamed_while_a_colleague_confirms_is_refused_or_stops_it(
    campaign, organiser, colleague, third
):
    keys = make_four_keys(campaign)
    proposal = propose_freeze(campaign=campaign, by=organiser)
    came = at_once([
        lambda: confirm_freeze(freeze=proposal, by=colleague),
        lambda: confirm_freeze(freeze=proposal, by=third),
        lambda: rename_key(key=Key.objects.get(pk=keys[0].pk), name="Lucht", by=organiser),
    ])  # fmt: skip
    names = sorted(type(outcome).__name__ for outcome in came)
    renamed = Key.objects.get(pk=keys[0].pk).name == "Lucht"
    assert names in (
        [["Key", "KeysChanged", "KeysChanged"]] if renamed else [["Freeze", "Freeze", "KeysFrozen"]]
    )
    assert keys_are_public(campaign) is not renamed
