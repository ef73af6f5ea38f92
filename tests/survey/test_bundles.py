"""Bundles: nothing gets lost, people are counted once, and every step can be taken back."""

import pytest
from django.urls import reverse

from campaigns.models import Activity, Contribution, Status
from campaigns.services.ledger import withdraw_contribution
from survey.models import AlikePair, Bundle, BundleMember, NotAlike, PairSearch, Score
from survey.services import bundles as service
from survey.services.bundles import (
    ChangedSince,
    TooFew,
    dissolve_bundle,
    leave_apart,
    make_bundle,
    merge_bundles,
    people_of,
    take_out,
    undo_step,
)
from survey.services.proposals import find_pairs, proposals
from survey.tasks import propose_bundles
from tests.factories import make_campaign, make_contribution
from tests.survey.builders import make_deck, make_dream, make_participant

ROOM = reverse("survey:bundles")
DREAMS = reverse("survey:dreams")
pytestmark = pytest.mark.django_db


def rows_of(campaign, amount=3, text="Lange tafels op straat waar buren samen eten", **fields):
    return [make_dream(campaign, text=f"{text}{'!' * n}", **fields) for n in range(amount)]


def keys(rows):
    return [row.pk for row in rows]


def lying():
    """Return where every dream lies, and who laid it there."""
    rows = BundleMember.objects.order_by("contribution")
    return [(row.bundle_id, row.contribution_id, row.added_by_id, row.added_at) for row in rows]


def last_step():
    return Activity.objects.filter(verb=service.BUNDLED).first()


# Lay together -------------------------------------------------------------------------------------


def test_laying_together_keeps_every_dream_as_it_was(campaign, moderator):
    rows = rows_of(campaign)
    before = list(Contribution.objects.order_by("pk").values())
    bundle = make_bundle(campaign=campaign, dreams=keys(rows), face=rows[1].pk, by=moderator)
    assert bundle.face_id == rows[1].pk
    assert bundle.members.count() == 3
    assert list(Contribution.objects.order_by("pk").values()) == before
    assert last_step().by == moderator


def test_twice_is_one_bundle(campaign, moderator):
    rows = rows_of(campaign)
    first = make_bundle(campaign=campaign, dreams=keys(rows), by=moderator)
    assert make_bundle(campaign=campaign, dreams=keys(rows), by=moderator) == first
    assert BundleMember.objects.count() == 3


def test_one_dream_or_one_of_elsewhere_is_no_bundle(campaign, moderator):
    here, elsewhere = make_dream(campaign), make_dream(make_campaign())
    waiting = make_dream(campaign, status=Status.WAITING)
    for chosen in ([], [here.pk], [here.pk, elsewhere.pk], [here.pk, waiting.pk], [here.pk, 99999]):
        with pytest.raises(TooFew):
            make_bundle(campaign=campaign, dreams=chosen, by=moderator)
    assert not Bundle.objects.exists()


def test_dreams_of_two_bundles_laid_together_bring_all_others_along(campaign, moderator):
    one, other = rows_of(campaign, 2), rows_of(campaign, 2)
    first = make_bundle(campaign=campaign, dreams=keys(one), by=moderator)
    make_bundle(campaign=campaign, dreams=keys(other), by=moderator)
    both = make_bundle(campaign=campaign, dreams=[one[0].pk, other[1].pk], by=moderator)
    assert both == first
    assert Bundle.objects.count() == 1
    assert both.members.count() == 4


def test_people_are_counted_once_and_the_two_numbers_stay_apart(campaign, moderator):
    me, other = make_participant(campaign), make_participant(campaign)
    rows = [make_dream(campaign, text="A", participant=me),
            make_dream(campaign, text="B", participant=me),
            make_contribution(campaign, "Een briefje.")]  # fmt: skip
    for row in rows:
        Score.objects.create(participant=other, contribution_id=row.pk, value=2)
    bundle = make_bundle(campaign=campaign, dreams=keys(rows), by=moderator)
    assert people_of(bundle) == service.People(dreamers=2, scorers=1)
    third = make_participant(campaign)
    Score.objects.create(participant=third, contribution_id=rows[0].pk, value=1)
    Score.objects.create(
        participant=make_participant(campaign), contribution_id=rows[1].pk, value=None
    )
    assert people_of(bundle).scorers == 2
    Contribution.objects.filter(pk=rows[2].pk).update(status=Status.HELD)
    assert people_of(bundle).dreamers == 1


def test_a_withdrawn_dream_leaves_and_the_others_stay(campaign, moderator):
    rows = rows_of(campaign)
    bundle = make_bundle(campaign=campaign, dreams=keys(rows), face=rows[0].pk, by=moderator)
    withdraw_contribution(contribution=rows[0])
    bundle.refresh_from_db()
    assert bundle.face_id is None
    assert people_of(bundle).dreamers == 2


# Take back ----------------------------------------------------------------------------------------


def steps_on(campaign, moderator):
    """Return each step there is, on two bundles of three and a dream that stands alone."""
    one, other, alone = rows_of(campaign), rows_of(campaign), make_dream(campaign)
    first = make_bundle(campaign=campaign, dreams=keys(one), by=moderator)
    second = make_bundle(campaign=campaign, dreams=keys(other), face=other[1].pk, by=moderator)
    return {
        "add": lambda: make_bundle(campaign=campaign, dreams=[one[0].pk, alone.pk], by=moderator),
        "make": lambda: make_bundle(
            campaign=campaign, dreams=[alone.pk, make_dream(campaign).pk], by=moderator
        ),
        "bring": lambda: make_bundle(
            campaign=campaign, dreams=[other[0].pk, one[0].pk, alone.pk], by=moderator
        ),
        "merge": lambda: merge_bundles(bundle=first, other=second, by=moderator),
        "take": lambda: take_out(bundle=second, dream=other[1].pk, by=moderator),
        "dissolve": lambda: dissolve_bundle(bundle=second, by=moderator),
    }


@pytest.mark.parametrize("step", ["add", "make", "bring", "merge", "take", "dissolve"])
def test_taking_a_step_back_puts_every_dream_exactly_where_it_lay(campaign, moderator, step):
    act = steps_on(campaign, moderator)[step]
    before, bundles = lying(), list(Bundle.objects.order_by("pk").values())
    act()
    assert lying() != before
    undo_step(step=last_step(), by=moderator)
    assert lying() == before
    assert list(Bundle.objects.order_by("pk").values()) == bundles
    assert Activity.objects.filter(verb=service.UNDONE, by=moderator).count() == 1


def test_a_step_is_taken_back_once(campaign, moderator):
    make_bundle(campaign=campaign, dreams=keys(rows_of(campaign)), by=moderator)
    undo_step(step=last_step(), by=moderator)
    with pytest.raises(ChangedSince):
        undo_step(step=last_step(), by=moderator)
    assert not Bundle.objects.exists()


def test_a_step_that_others_built_on_waits_for_theirs(campaign, moderator):
    rows, late = rows_of(campaign), make_dream(campaign)
    make_bundle(campaign=campaign, dreams=keys(rows), by=moderator)
    step = last_step()
    make_bundle(campaign=campaign, dreams=[rows[0].pk, late.pk], by=moderator)
    with pytest.raises(ChangedSince):
        undo_step(step=step, by=moderator)
    assert BundleMember.objects.count() == 4
    undo_step(step=last_step(), by=moderator)
    undo_step(step=step, by=moderator)
    assert not BundleMember.objects.exists()


def test_a_withdrawn_dream_does_not_stand_in_the_way_and_does_not_come_back(campaign, moderator):
    rows = rows_of(campaign)
    bundle = make_bundle(campaign=campaign, dreams=keys(rows), by=moderator)
    dissolve_bundle(bundle=bundle, by=moderator)
    step = last_step()
    withdraw_contribution(contribution=rows[0])
    undo_step(step=step, by=moderator)
    assert [row[1] for row in lying()] == keys(rows[1:])


def test_a_bundle_of_one_is_no_bundle(campaign, moderator):
    rows = rows_of(campaign, 2)
    bundle = make_bundle(campaign=campaign, dreams=keys(rows), by=moderator)
    assert take_out(bundle=bundle, dream=rows[0].pk, by=moderator)
    assert not Bundle.objects.exists()
    assert not take_out(bundle=bundle, dream=rows[0].pk, by=moderator)


# Proposals ----------------------------------------------------------------------------------------


def test_look_alikes_are_proposed_once_the_strongest_first(campaign):
    near = rows_of(campaign, 2)
    far = [make_dream(campaign, text="Meer groen in de straat"),
           make_dream(campaign, text="Meer groen in onze straten")]  # fmt: skip
    make_dream(campaign, text="Een zwembad.")
    propose_bundles()
    propose_bundles()
    assert AlikePair.objects.count() == 2
    groups = [keys(group.dreams) for group in proposals(campaign=campaign)]
    assert groups == [keys(near), keys(far)]


def test_the_search_goes_on_where_it_stopped(campaign):
    rows = rows_of(campaign, 3)
    assert [find_pairs(campaign=campaign, at_most=2) for _ in range(3)] == [2, 1, 0]
    assert PairSearch.objects.get().reached == rows[2].pk
    assert AlikePair.objects.count() == 3
    assert find_pairs(campaign=campaign) == 0


def test_a_dream_that_waits_is_proposed_as_soon_as_it_is_placed(campaign):
    rows = [*rows_of(campaign, 1), *rows_of(campaign, 1, status=Status.WAITING)]
    find_pairs(campaign=campaign)
    assert proposals(campaign=campaign) == []
    Contribution.objects.update(status=Status.PLACED)
    assert keys(proposals(campaign=campaign)[0].dreams) == keys(rows)


def test_what_was_judged_is_not_proposed_and_comes_back_when_it_is_taken_back(campaign, moderator):
    rows = rows_of(campaign)
    find_pairs(campaign=campaign)
    make_bundle(campaign=campaign, dreams=keys(rows), by=moderator)
    assert proposals(campaign=campaign) == []
    undo_step(step=last_step(), by=moderator)
    assert keys(proposals(campaign=campaign)[0].dreams) == keys(rows)


def test_what_was_left_apart_stays_apart(campaign, moderator):
    rows = rows_of(campaign)
    find_pairs(campaign=campaign)
    for _ in range(2):
        assert leave_apart(campaign=campaign, dreams=keys(rows)[::-1], by=moderator) == 3
    assert NotAlike.objects.count() == 3
    assert proposals(campaign=campaign) == []
    assert leave_apart(campaign=campaign, dreams=[rows[0].pk], by=moderator) == 0


def test_groups_stay_small(campaign):
    rows_of(campaign, 12)
    find_pairs(campaign=campaign)
    groups = proposals(campaign=campaign)
    assert all(2 <= len(group.dreams) <= 8 for group in groups)
    together = [key for group in groups for key in keys(group.dreams)]
    assert len(together) == len(set(together))


# The room -----------------------------------------------------------------------------------------


def test_a_moderator_judges_a_proposal_and_takes_it_back(campaign, moderator, client_of):
    rows = rows_of(campaign)
    client = client_of(moderator)
    client.post(reverse("survey:look_for_pairs"))
    propose_bundles()
    page = client.get(ROOM)
    assert [keys(group.dreams) for group in page.context["proposals"]] == [keys(rows)]
    chosen = {"dream": keys(rows[:2]), "face": rows[1].pk}
    assert client.post(reverse("survey:make_bundle"), chosen).url == ROOM
    bundle = Bundle.objects.get()
    assert bundle.face_id == rows[1].pk
    assert set(bundle.members.values_list("contribution", flat=True)) == set(keys(rows[:2]))
    assert client.get(ROOM).context["rows"][0][0] == bundle
    for _ in range(2):
        client.post(reverse("survey:undo_bundling", args=[last_step().pk]))
    assert not Bundle.objects.exists()
    assert client.get(ROOM).context["steps"][0][1] is False


def test_a_moderator_says_not_the_same(campaign, moderator, client_of):
    rows = rows_of(campaign, 2)
    find_pairs(campaign=campaign)
    client_of(moderator).post(reverse("survey:leave_apart"), {"dream": keys(rows)})
    assert client_of(moderator).get(ROOM).context["proposals"] == []


def test_a_moderator_merges_takes_out_and_takes_apart(campaign, moderator, client_of):
    one, other = rows_of(campaign), rows_of(campaign)
    first = make_bundle(campaign=campaign, dreams=keys(one), by=moderator)
    make_bundle(campaign=campaign, dreams=keys(other), by=moderator)
    client = client_of(moderator)
    client.post(reverse("survey:merge_bundles", args=[first.pk]), {"other": other[0].number})
    assert first.members.count() == 6
    client.post(reverse("survey:take_out", args=[first.pk]), {"dream": other[0].pk})
    assert first.members.count() == 5
    client.post(reverse("survey:dissolve_bundle", args=[first.pk]))
    assert not BundleMember.objects.exists()
    assert client.post(reverse("survey:dissolve_bundle", args=[first.pk])).status_code == 404


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("make_bundle", {}), ("make_bundle", {"dream": ["x", "-1", "9" * 40], "face": "y"}),
        ("leave_apart", {"dream": "1"}), ("merge_bundles", {"other": "x"}),
        ("merge_bundles", {"other": "9" * 30}), ("take_out", {"dream": "²"}), ("take_out", {}),
    ],
)  # fmt: skip
def test_odd_input_changes_nothing(campaign, moderator, client_of, name, data):
    bundle = make_bundle(campaign=campaign, dreams=keys(rows_of(campaign)), by=moderator)
    before = lying()
    args = [bundle.pk] if name in {"merge_bundles", "take_out"} else []
    assert client_of(moderator).post(reverse(f"survey:{name}", args=args), data).url == ROOM
    assert lying() == before


def test_looking_changes_nothing_and_others_may_not(campaign, moderator, editor, client_of):
    bundle = make_bundle(campaign=campaign, dreams=keys(rows_of(campaign)), by=moderator)
    before = lying()
    urls = [reverse("survey:make_bundle"), reverse("survey:leave_apart"),
            reverse("survey:dissolve_bundle", args=[bundle.pk]),
            reverse("survey:undo_bundling", args=[last_step().pk])]  # fmt: skip
    for url in urls:
        assert client_of(moderator).get(url).status_code == 405
        assert client_of(editor).post(url).status_code == 403
    assert lying() == before


def test_bundles_of_another_campaign_are_not_found(campaign, moderator, client_of):
    elsewhere = make_campaign(domain="elders.be")
    bundle = make_bundle(campaign=elsewhere, dreams=keys(rows_of(elsewhere)), by=moderator)
    campaign.domain = "testserver"
    campaign.save()
    for name in ("take_out", "merge_bundles", "dissolve_bundle"):
        url = reverse(f"survey:{name}", args=[bundle.pk])
        assert client_of(moderator).post(url).status_code == 404
    url = reverse("survey:undo_bundling", args=[last_step().pk])
    assert client_of(moderator).post(url).status_code == 404
    assert client_of().get(reverse("survey:bundle", args=[bundle.pk])).status_code == 404


@pytest.mark.parametrize("amount", [1, 10])
def test_the_room_asks_a_fixed_number_of_queries(
    campaign, moderator, client_of, amount, django_assert_max_num_queries
):
    for n in range(amount):
        make_bundle(campaign=campaign, dreams=keys(rows_of(campaign, 3)), by=moderator)
        rows_of(campaign, 3, text=f"Zwembad nummer {n}{n}{n} met glijbaan")
    find_pairs(campaign=campaign)
    client = client_of(moderator)
    with django_assert_max_num_queries(13):
        assert client.get(ROOM).status_code == 200


# In public ----------------------------------------------------------------------------------------


def test_the_list_shows_each_dream_and_how_many_say_the_same(campaign, moderator, client):
    rows = rows_of(campaign, 5)
    make_deck(campaign, online=10)
    bundle = make_bundle(campaign=campaign, dreams=keys(rows), by=moderator)
    page = client.get(DREAMS)
    shown = {dream.number: dream.same for dream in page.context["page"]}
    assert len(shown) == 15
    assert {shown[row.number] for row in rows} == {4}
    assert page.content.decode().count(reverse("survey:bundle", args=[bundle.pk])) == 5


def test_the_public_page_shows_every_original_and_no_hidden_one(campaign, moderator, client):
    rows = rows_of(campaign, 3)
    bundle = make_bundle(campaign=campaign, dreams=keys(rows), face=rows[2].pk, by=moderator)
    Contribution.objects.filter(pk=rows[0].pk).update(status=Status.HELD)
    page = client.get(reverse("survey:bundle", args=[bundle.pk]))
    assert [dream.pk for dream in page.context["dreams"]] == [rows[2].pk, rows[1].pk]
    assert page.context["people"] == service.People(dreamers=2, scorers=0)
    Contribution.objects.filter(pk__in=keys(rows)).update(status=Status.HELD)
    assert client.get(reverse("survey:bundle", args=[bundle.pk])).url == DREAMS
    assert client.get(reverse("survey:bundle", args=[bundle.pk + 1])).status_code == 404


@pytest.mark.parametrize("amount", [3, 30])
def test_the_public_page_asks_a_fixed_number_of_queries(
    campaign, moderator, client, amount, django_assert_max_num_queries
):
    bundle = make_bundle(campaign=campaign, dreams=keys(rows_of(campaign, amount)), by=moderator)
    with django_assert_max_num_queries(8):
        assert client.get(reverse("survey:bundle", args=[bundle.pk])).status_code == 200
