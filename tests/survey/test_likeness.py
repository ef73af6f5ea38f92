"""Look-alikes: which texts say the same, who is shown what, and laying the own dream beside it."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Status
from survey.likeness import STRONG, WEAK, likeness, profile
from survey.models import Bundle, BundleMember
from survey.services.bundles import NotJoinable, join_dream, leave_bundle, make_bundle
from survey.services.likeness import find_alike, joined_bundle
from tests.factories import make_campaign, make_contribution
from tests.survey.builders import client_as, make_dream, make_participant

TABLES = "Lange tafels op straat waar buren samen eten."
SAME = ["Met de hele straat samen eten aan lange tafels op straat.",
        "Lange tafels op straat, met buren samen eten.",
        "lange tafels op straat waar buren samen eten!"]  # fmt: skip
JOIN, LEAVE, RECEIPT = (reverse(f"survey:{name}") for name in ("join", "leave", "receipt"))


def alike(one: str, other: str, language: str = "nl") -> float:
    return likeness(profile(one, language), profile(other, language))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Een bank onder elke boom.", "een bank onder élke boom"),
        ("Een bank onder elke boom.", "Onder elke boom een bank"),
        ("Een zwembad met een glijbaan", "Een zwembad met glijbanen"),
    ],
)
def test_the_same_in_other_spelling_or_order_is_strong(one, other):
    assert alike(one, other) >= STRONG


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Meer groen in de straat", "Meer groen in onze straten"),
        (TABLES, "Met de hele straat samen eten aan lange tafels"),
    ],
)
def test_the_same_in_other_words_is_weak(one, other):
    assert WEAK <= alike(one, other) < STRONG


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Meer auto's in de stad", "Geen auto's in de stad"),
        ("Ik droom van een groot park in het centrum", "Ik droom van een zwembad in het centrum"),
        ("Meer bomen op de Grote Markt", "Meer bomen op het Polenplein"),
        ("", ""), ("😀", "😀"), ("Bomen", ""),
    ],
)  # fmt: skip
def test_another_dream_or_the_opposite_is_not_alike(one, other):
    assert alike(one, other) < WEAK


@pytest.mark.parametrize("text", ["مدينة خضراء للجميع", "Plus d'arbres à l'école"])
def test_any_language_is_compared(text):
    assert alike(text, text, "ar") == 1.0


# Find ---------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def test_dreams_of_others_that_say_the_same_are_found_nearest_first(campaign):
    others = [
        make_dream(campaign, text=text, participant=make_participant(campaign)) for text in SAME
    ]
    make_dream(campaign, text="Een lange glijbaan in het zwembad.")
    own = make_dream(campaign, text=TABLES, participant=make_participant(campaign))
    found = find_alike(dream=own)
    assert found.dreams[0].pk == others[2].pk
    assert {dream.pk for dream in found.dreams} == {dream.pk for dream in others}
    assert found.people == 3


def test_nothing_alike_is_nothing(campaign):
    make_dream(campaign, text="Een zwembad.")
    found = find_alike(dream=make_dream(campaign, text=TABLES))
    assert not found
    assert (found.dreams, found.people) == ([], 0)


def test_a_dream_without_a_single_word_finds_nothing(campaign):
    make_dream(campaign, text="😀😀")
    assert not find_alike(dream=make_dream(campaign, text="😀😀"))


def test_own_hidden_and_foreign_dreams_are_never_shown(campaign):
    me = make_participant(campaign)
    make_dream(campaign, text=SAME[2], participant=me)
    make_dream(campaign, text=SAME[2], status=Status.WAITING)
    make_dream(campaign, text=SAME[2], status=Status.HELD)
    make_dream(campaign, text=SAME[2], consent_online=False)
    make_dream(make_campaign(), text=SAME[2])
    assert not find_alike(dream=make_dream(campaign, text=TABLES, participant=me))


def test_people_are_counted_once_and_a_bundle_is_shown_once(campaign, moderator):
    twice, other = make_participant(campaign), make_participant(campaign)
    rows = [make_dream(campaign, text=SAME[2], participant=twice) for _ in range(2)]
    rows.append(make_dream(campaign, text=SAME[1], participant=other))
    rows.append(make_contribution(campaign, SAME[1]))  # a post-it: nobody's browser, one person
    make_bundle(campaign=campaign, dreams=[row.pk for row in rows], by=moderator)
    found = find_alike(dream=make_dream(campaign, text=TABLES, status=Status.WAITING))
    assert len(found.dreams) == 1
    assert found.people == 3


@pytest.mark.parametrize("amount", [3, 30])
def test_looking_costs_a_fixed_number_of_queries(campaign, amount, django_assert_max_num_queries):
    for _ in range(amount):
        make_dream(campaign, text=SAME[2], participant=make_participant(campaign))
    own = make_dream(campaign, text=TABLES, participant=make_participant(campaign))
    with django_assert_max_num_queries(4):
        assert len(find_alike(dream=own).dreams) == 3


# Join ---------------------------------------------------------------------------------------------


def test_joining_lays_the_own_dream_beside_another_and_twice_is_harmless(campaign):
    me = make_participant(campaign)
    other = make_dream(campaign, text=SAME[2])
    own = make_dream(campaign, text=TABLES, participant=me, status=Status.WAITING)
    for _ in range(2):
        answer = client_as(me).post(JOIN, {"other": other.number})
        assert answer.url == RECEIPT
    bundle = Bundle.objects.get()
    assert bundle.face_id == other.pk
    assert set(bundle.members.values_list("contribution", flat=True)) == {own.pk, other.pk}
    assert set(bundle.members.values_list("added_by", flat=True)) == {None}
    assert joined_bundle(dream=own) == bundle


def test_joining_a_dream_that_lies_in_a_bundle_joins_that_bundle(campaign, moderator):
    rows = [make_dream(campaign, text=text) for text in SAME]
    bundle = make_bundle(campaign=campaign, dreams=[row.pk for row in rows], by=moderator)
    own = make_dream(campaign, text=TABLES)
    assert join_dream(dream=own, number=rows[2].number) == bundle
    assert bundle.members.count() == 4


def test_joining_somewhere_else_moves_only_the_own_dream(campaign):
    first, second = (make_dream(campaign, text=text) for text in SAME[:2])
    own = make_dream(campaign, text=TABLES)
    join_dream(dream=own, number=first.number)
    join_dream(dream=own, number=second.number)
    assert BundleMember.objects.get(contribution=own.pk).bundle.face_id == second.pk
    assert not BundleMember.objects.filter(contribution=first.pk).exists()


def test_not_after_all_takes_it_back_and_twice_is_harmless(campaign):
    me = make_participant(campaign)
    other = make_dream(campaign, text=SAME[2])
    own = make_dream(campaign, text=TABLES, participant=me)
    join_dream(dream=own, number=other.number)
    for _ in range(2):
        assert client_as(me).post(LEAVE).url == RECEIPT
    assert not BundleMember.objects.exists()
    assert not Bundle.objects.exists()


def test_leaving_keeps_the_bundle_of_the_others(campaign, moderator):
    rows = [make_dream(campaign, text=text) for text in SAME[:2]]
    bundle = make_bundle(campaign=campaign, dreams=[row.pk for row in rows], by=moderator)
    own = make_dream(campaign, text=TABLES)
    join_dream(dream=own, number=rows[0].number)
    assert leave_bundle(dream=own)
    assert bundle.members.count() == 2


def test_what_a_colleague_laid_is_not_moved_by_the_dreamer(campaign, moderator):
    rows = [make_dream(campaign, text=text) for text in SAME]
    own = make_dream(campaign, text=TABLES)
    make_bundle(campaign=campaign, dreams=[own.pk, rows[0].pk], by=moderator)
    with pytest.raises(NotJoinable):
        join_dream(dream=own, number=rows[2].number)
    assert not leave_bundle(dream=own)


def test_own_hidden_foreign_and_unknown_dreams_cannot_be_joined(campaign):
    me = make_participant(campaign)
    mine = make_dream(campaign, text=SAME[0], participant=me)
    hidden = make_dream(campaign, text=SAME[1], status=Status.WAITING)
    own = make_dream(campaign, text=TABLES, participant=me)
    for number in (mine.number, hidden.number, own.number, 999):
        with pytest.raises(NotJoinable):
            join_dream(dream=own, number=number)
    for odd in ("", "x", "-1", "9" * 30, "²"):
        assert client_as(me).post(JOIN, {"other": odd}).url == RECEIPT
    assert not Bundle.objects.exists()


def test_only_a_post_of_this_browser_joins(campaign, client):
    me, other = make_participant(campaign), make_dream(campaign, text=SAME[2])
    make_dream(campaign, text=TABLES, participant=me)
    assert client_as(me).get(JOIN).status_code == client_as(me).get(LEAVE).status_code == 405
    assert client.post(JOIN, {"other": other.number}).url == reverse("survey:submit")
    assert client.post(LEAVE).url == reverse("survey:submit")
    assert not Bundle.objects.exists()


def test_joining_needs_the_token_against_forged_forms(campaign):
    me = make_participant(campaign)
    make_dream(campaign, participant=me)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_as(me).cookies
    assert strict.post(JOIN, {"other": 1}).status_code == 403
