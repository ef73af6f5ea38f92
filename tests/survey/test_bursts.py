"""Who pushes a dream is seen and set apart; an honest class is not; a human decides."""

import random
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from campaigns import clock
from campaigns.models import (
    Activity,
    Campaign,
    Contribution,
    Decision,
    Moderation,
    Status,
    User,
)
from survey import tasks
from survey.bursts import Seen, Text, find_pushes, find_repeats, fold_text, per_minute, tail
from survey.models import Burst, BurstKind, BurstStatus, Dream, Participant, Score, Tally
from survey.services.bursts import LONG_WINDOW, BurstDecided, decide_burst, watch_bursts
from survey.services.ranking import most_loved, rank_dreams
from survey.services.retention import forget_networks
from survey.services.tallies import recount_tallies
from tests import factories
from tests.survey.builders import give_scores, make_dream, make_participant, make_scored

NOON = datetime(2027, 5, 10, 12)
BURSTS = reverse("survey:bursts")


def a_class(
    dice: random.Random, pupils: int, dreams: int, *, start: datetime = NOON, favourite: int = 0
) -> list[Seen]:
    """Score as a class does: ten dealt cards each, all behind one network, in five minutes."""
    rows = []
    for pupil in range(pupils):
        cards = dice.sample(range(1, dreams + 1), 10)
        if favourite:
            cards[dice.randrange(10)] = favourite
        for turn, dream in enumerate(dict.fromkeys(cards)):
            moment = start + timedelta(seconds=30 * turn + dice.random() * 20)
            value = dice.choice([0, 1, 1, 2, 2])
            rows.append(Seen(len(rows), pupil, dream, "school", value, moment))
    return rows


def cookies(
    amount: int, dream: int, *, networks: int = 1, first: int = 10_000, at: datetime = NOON
) -> list[Seen]:
    return [
        Seen(first + n, f"koekje {first + n}", dream, f"net {n % networks}", 2,
             at + timedelta(seconds=n / 10))
        for n in range(amount)
    ]  # fmt: skip


def later(**time: float) -> datetime:
    return NOON + timedelta(**time)


def test_the_tail_is_that_of_poisson() -> None:
    assert tail(1, 1.0) == pytest.approx(1 - 0.36787944)
    assert tail(8, 0.4) == pytest.approx(1.1384e-8, rel=0.01)
    assert tail(10, 20) == pytest.approx(0.995, abs=0.001)
    assert tail(0, 3) == 1
    assert tail(5, 0) == 0


@pytest.mark.parametrize("minutes", [0.5, 1, 3, 6, 10, 14])
@pytest.mark.parametrize("dreams", [40, 300])
def test_a_class_behind_one_network_is_never_flagged(minutes: float, dreams: int) -> None:
    now = later(minutes=minutes)
    for seed in range(3):
        rows = [row for row in a_class(random.Random(seed), 60, dreams) if row.at <= now]
        assert find_pushes(rows, now=now, dreams=dreams) == []


def test_a_class_that_is_dealt_one_young_dream_is_not_flagged() -> None:
    dice = random.Random(7)
    rows = [
        Seen(row.pk, row.browser, row.dream, row.network, 2 if row.dream == 41 else row.value, row.at)
        for row in a_class(dice, 60, 40, favourite=41)
    ]  # fmt: skip
    for minutes in (1, 3, 7, 12):
        now = later(minutes=minutes)
        seen = [row for row in rows if row.at <= now]
        assert find_pushes(seen, now=now, dreams=41) == []


def test_a_class_that_stops_after_one_card_is_not_flagged() -> None:
    dice = random.Random(3)
    rows = [
        Seen(n, n, dice.randint(1, 200), "school", dice.choice([1, 2]), NOON) for n in range(60)
    ]
    assert find_pushes(rows, now=later(minutes=5), dreams=200) == []


def test_many_new_browsers_for_one_dream_from_one_network_stand_out() -> None:
    rows = [*a_class(random.Random(1), 60, 100), *cookies(12, dream=5)]
    (push,) = find_pushes(rows, now=later(minutes=4), dreams=100)
    assert (push.dream, push.network, len(push.scores), push.browsers) == (5, "net 0", 12, 12)
    assert push.expected < 0.5


def test_seven_are_too_few_to_say_anything() -> None:
    assert find_pushes(cookies(7, dream=5), now=later(minutes=4), dreams=100) == []
    assert find_pushes(cookies(8, dream=5), now=later(minutes=4), dreams=100)


def test_browsers_that_are_still_busy_are_not_judged_yet() -> None:
    rows = cookies(50, dream=5)
    assert find_pushes(rows, now=later(minutes=1), dreams=100) == []
    (push,) = find_pushes(rows, now=later(minutes=2.2), dreams=100)
    assert len(push.scores) == 50


def test_the_same_through_many_networks_stands_out() -> None:
    honest = a_class(random.Random(1), 60, 100)
    few = [*honest, *cookies(19, dream=5, networks=19)]
    assert find_pushes(few, now=later(minutes=8), dreams=100) == []
    many = [*honest, *cookies(40, dream=5, networks=40)]
    (push,) = find_pushes(many, now=later(minutes=8), dreams=100)
    assert (push.network, push.networks, len(push.scores)) == ("", 40, 40)


def test_who_gives_zero_to_all_others_stands_out_too() -> None:
    rows = []
    for n in range(12):
        for turn, dream in enumerate([5, *random.Random(n).sample(range(6, 100), 6)]):
            value = 2 if dream == 5 else 0
            rows.append(Seen(len(rows), n, dream, "net", value, NOON + timedelta(seconds=turn)))
    (push,) = find_pushes(rows, now=later(minutes=4), dreams=100)
    assert {seen.dream for seen in push.scores} == {5}


def test_browsers_that_scored_before_are_no_new_browsers() -> None:
    rows = cookies(30, dream=5)
    known = {row.browser: 9 for row in rows}
    assert find_pushes(rows, now=later(minutes=4), dreams=100, others_before=known) == []


def test_what_a_human_counted_is_not_flagged_again() -> None:
    rows = [Seen(s.pk, s.browser, s.dream, s.network, 2, s.at, True) for s in cookies(30, dream=5)]
    assert find_pushes(rows, now=later(minutes=4), dreams=100) == []


def test_one_text_in_many_spellings_is_one_text() -> None:
    assert fold_text("  Méér   Bomen!! ") == fold_text("meer bomen") == "meer bomen"
    assert fold_text("🌳🌳") != fold_text("🌞")
    assert fold_text("🌳🌳")


def test_one_text_from_eight_browsers_within_a_minute_stands_out() -> None:
    def rows(amount: int, seconds: int) -> list[Text]:
        return [
            Text(n, n, "net", "Meer bomen." if n % 2 else "meer bomen", later(seconds=n * seconds))
            for n in range(amount)
        ]

    assert [len(found) for found in find_repeats(rows(50, 1))] == [50]
    assert find_repeats(rows(7, 1)) == []
    assert find_repeats(rows(50, 10)) == []  # seven in any minute
    same_browser = [Text(n, "een", "net", "Meer bomen.", NOON) for n in range(50)]
    assert find_repeats(same_browser) == []


def test_a_timeline_has_at_most_so_many_steps() -> None:
    moments = [NOON + timedelta(minutes=n) for n in range(600)]
    step, counts = per_minute(moments)
    assert (step, len(counts), sum(counts)) == (5, 120, 600)
    assert per_minute([]) == (1, [])


# In the database ---------------------------------------------------------------------------------

database = pytest.mark.django_db


def push(dream: Contribution, amount: int, network: str = "net") -> list[Score]:
    scores = give_scores(dream, [2] * amount, network=network)
    recount_tallies(contributions=[dream.pk])
    return scores


def minutes_later(minutes: float) -> datetime:
    return clock.now() + timedelta(minutes=minutes)


def sums(dream: Contribution) -> tuple[int, ...]:
    tally = Tally.objects.get(pk=dream.pk)
    return (
        tally.views, tally.scores, tally.total, tally.weight, tally.weighed, tally.weighed_squares,
    )  # fmt: skip


@pytest.fixture
def pushed(campaign: Campaign) -> Contribution:
    """A dream with 12 scores from one network, among many others."""
    for _ in range(40):
        make_scored(campaign, 10, 10, 10)
    dream = make_dream(campaign)
    Tally.objects.create(contribution=dream, campaign=campaign, channel=dream.channel)
    push(dream, 12)
    return dream


@database
def test_one_person_with_500_cookies_moves_a_dream_three_places_at_most(
    campaign: Campaign,
) -> None:
    dice = random.Random(2030)
    dreams = [make_dream(campaign) for _ in range(101)]
    people = Participant.objects.bulk_create(Participant(campaign=campaign) for _ in range(40))
    Score.objects.bulk_create(
        Score(participant=person, contribution_id=dream.pk, network=f"n{n % 30}",
              value=dice.choices([0, 1, 2], [3, 4 + i % 7, 2 + i % 11])[0])
        for i, dream in enumerate(dreams) for n, person in enumerate(people)
    )  # fmt: skip
    Tally.objects.bulk_create(
        Tally(contribution=dream, campaign=campaign, channel=dream.channel) for dream in dreams
    )
    recount_tallies(contributions=[dream.pk for dream in dreams])
    rank_dreams(campaign=campaign)
    ranked = [tally.pk for tally in most_loved(campaign=campaign)]
    wanted = dreams[0]
    before = ranked.index(wanted.pk)
    assert before > 20
    honest = sums(wanted)

    push(wanted, 500)
    assert sums(wanted)[1] == 540
    stuffed = sums(wanted)
    with clock.travel(minutes_later(2.5)):
        tasks.watch_bursts()
        tasks.rank_dreams()
    after = [tally.pk for tally in most_loved(campaign=campaign)].index(wanted.pk)
    assert abs(after - before) <= 3
    assert sums(wanted)[1:] == honest[1:]
    burst = Burst.objects.get()
    assert (burst.status, burst.contribution_id) == (BurstStatus.SET_APART, wanted.pk)
    assert burst.evidence["amount"] == burst.evidence["browsers"] == 500
    assert burst.evidence["expected"] < 10

    by = factories.make_user()
    decide_burst(burst=burst, status="restored", reason="Een echte stoet.", by=by, seen="set_apart")
    assert sums(wanted) == stuffed
    recount_tallies(contributions=[wanted.pk])
    assert sums(wanted) == stuffed


@database
def test_watching_twice_changes_nothing_and_a_growing_burst_is_one_burst(
    campaign: Campaign, pushed: Contribution
) -> None:
    with clock.travel(minutes_later(2.5)):
        (burst,) = watch_bursts(campaign=campaign)
        assert watch_bursts(campaign=campaign) == []
        push(pushed, 5)
    with clock.travel(minutes_later(5)):
        (grown,) = watch_bursts(campaign=campaign)
        assert watch_bursts(campaign=campaign) == []
    assert grown.pk == burst.pk
    assert Burst.objects.get().evidence["amount"] == 17
    assert Score.objects.filter(burst=burst).count() == 17
    assert sums(pushed)[1] == 0
    assert grown.ended_at - grown.started_at == timedelta(minutes=2.5)


@database
def test_watching_costs_the_same_when_nothing_stands_out(
    campaign: Campaign, django_assert_num_queries
) -> None:
    dreams = [make_dream(campaign) for _ in range(30)]
    watch_bursts(campaign=campaign)
    campaign.refresh_from_db()
    for amount in (1, 30):
        for dream in dreams[:amount]:
            give_scores(dream, [0, 1, 2])
        with django_assert_num_queries(5):  # the phases, the scores, the dreams; a savepoint
            watch_bursts(campaign=campaign)


@database
def test_a_slow_push_is_seen_over_a_day(campaign: Campaign) -> None:
    dream = make_dream(campaign)
    for _ in range(100):
        make_scored(campaign, 1, 1, 1)
    for hour in range(12):
        give_scores(dream, [2, 2], network="net", at=clock.now() - timedelta(hours=hour, minutes=9))
    assert watch_bursts(campaign=campaign) == []
    (burst,) = watch_bursts(campaign=campaign, window=LONG_WINDOW)
    assert burst.evidence["amount"] == 24


@database
def test_what_was_counted_after_all_is_not_set_apart_again(
    campaign: Campaign, pushed: Contribution, moderator: User
) -> None:
    with clock.travel(minutes_later(2.5)):
        (burst,) = watch_bursts(campaign=campaign)
        decide_burst(burst=burst, status="restored", reason="Een klas.", by=moderator,
                     seen="set_apart")  # fmt: skip
        assert watch_bursts(campaign=campaign) == []
    assert sums(pushed)[1] == 12
    assert Burst.objects.count() == 1


@database
def test_a_burst_that_was_left_out_goes_on_being_left_out(
    campaign: Campaign, pushed: Contribution, moderator: User
) -> None:
    with clock.travel(minutes_later(2.5)):
        (burst,) = watch_bursts(campaign=campaign)
        decide_burst(burst=burst, status="excluded", reason="Een robot.", by=moderator,
                     seen="set_apart")  # fmt: skip
        push(pushed, 3)
    with clock.travel(minutes_later(5)):
        watch_bursts(campaign=campaign)
    assert Burst.objects.get().status == BurstStatus.EXCLUDED
    assert sums(pushed)[1] == 0


@database
@pytest.mark.phase(6)
def test_nothing_is_watched_when_nobody_can_score(campaign: Campaign) -> None:
    dream = make_dream(campaign)
    give_scores(dream, [2] * 50, network="net", at=clock.now() - timedelta(minutes=5))
    assert watch_bursts(campaign=campaign) == []


@database
def test_every_decision_is_kept_and_can_be_changed(
    campaign: Campaign, pushed: Contribution, moderator: User
) -> None:
    with clock.travel(minutes_later(2.5)):
        (burst,) = watch_bursts(campaign=campaign)
    before = sums(pushed)
    steps = [
        ("set_apart", "restored", 12),
        ("restored", "excluded", 0),
        ("excluded", "restored", 12),
    ]
    for seen, status, people in steps:
        decide_burst(burst=burst, status=status, reason="Nagekeken.", by=moderator, seen=seen)
        assert sums(pushed)[1] == people
    assert before[1] == 0
    rows = Activity.objects.filter(verb="decide_burst").order_by("pk")
    assert [(row.details["before"], row.details["after"]) for row in rows] == [
        step[:2] for step in steps
    ]


@database
def test_the_second_moderator_is_told(
    campaign: Campaign, pushed: Contribution, moderator: User, organiser: User
) -> None:
    with clock.travel(minutes_later(2.5)):
        (burst,) = watch_bursts(campaign=campaign)
    decide_burst(burst=burst, status="restored", reason="Klas.", by=moderator, seen="set_apart")
    with pytest.raises(BurstDecided):
        decide_burst(burst=burst, status="excluded", reason="Bot.", by=organiser, seen="set_apart")
    assert Burst.objects.get().decided_by == moderator
    assert Activity.objects.filter(verb="decide_burst").count() == 1


# The same text again and again -------------------------------------------------------------------


def hand_in_often(campaign: Campaign, amount: int, **fields: object) -> list[Dream]:
    return [
        make_dream(campaign, text="Weg met de fontein." if n % 2 else "WEG met de fontein",
                   participant=make_participant(campaign), **fields)
        for n in range(amount)
    ]  # fmt: skip


@database
def test_one_text_from_fifty_browsers_waits_for_a_moderator(campaign: Campaign) -> None:
    hand_in_often(campaign, 50, status=Status.WAITING, placed_at=None)
    (burst,) = watch_bursts(campaign=campaign)
    assert (burst.kind, burst.evidence["amount"]) == (BurstKind.TEXTS, 50)
    assert Dream.objects.filter(status=Status.WAITING).count() == 50
    assert watch_bursts(campaign=campaign) == []
    hand_in_often(campaign, 3, status=Status.WAITING, placed_at=None)
    watch_bursts(campaign=campaign)
    assert len(Burst.objects.get().evidence["dreams"]) == 53


@database
def test_shown_at_once_they_are_hidden_again_until_somebody_looked(campaign: Campaign) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(moderation=Moderation.AFTER)
    campaign.refresh_from_db()
    dreams = hand_in_often(campaign, 10, unread=True)
    read = make_dream(campaign, text="Weg met de fontein", participant=make_participant(campaign))
    (burst,) = watch_bursts(campaign=campaign)
    assert Contribution.objects.public().count() == 1  # the one a colleague had read
    by = factories.make_user()
    decide_burst(burst=burst, status="excluded", reason="Een actie.", by=by, seen="set_apart")
    assert set(Dream.objects.exclude(pk=read.pk).values_list("status", flat=True)) == {"held"}
    assert Decision.objects.filter(reason="Een actie.").count() == len(dreams)
    decide_burst(burst=burst, status="restored", reason="Toch echt.", by=by, seen="excluded")
    assert Contribution.objects.public().count() == 11
    assert Dream.objects.filter(unread=True).count() == 10


@database
def test_counted_after_all_they_wait_to_be_read_like_others(campaign: Campaign) -> None:
    hand_in_often(campaign, 10, status=Status.WAITING, placed_at=None)
    (burst,) = watch_bursts(campaign=campaign)
    by = factories.make_user()
    decide_burst(burst=burst, status="excluded", reason="Een actie.", by=by, seen="set_apart")
    decide_burst(burst=burst, status="restored", reason="Toch echt.", by=by, seen="excluded")
    assert Dream.objects.filter(status=Status.WAITING).count() == 10


# The room ----------------------------------------------------------------------------------------


@pytest.fixture
def burst(campaign: Campaign, pushed: Contribution) -> Burst:
    with clock.travel(minutes_later(2.5)):
        (found,) = watch_bursts(campaign=campaign)
    return found


@database
def test_the_room_shows_the_evidence(client_of, burst: Burst, moderator: User) -> None:
    page = client_of(moderator).get(BURSTS)
    content = page.content.decode()
    assert burst.contribution.text in content
    assert reverse("survey:burst", args=[burst.pk]) in content
    assert "golf__lijn" in content
    assert content.count("<h1") == 1


@database
def test_the_room_costs_the_same_for_many_bursts(
    client_of, campaign: Campaign, moderator: User, django_assert_max_num_queries
) -> None:
    browser = client_of(moderator)

    def count() -> int:
        with django_assert_max_num_queries(8) as captured:
            browser.get(BURSTS)
        return len(captured)

    def make(amount: int) -> None:
        for n in range(amount):
            Burst.objects.create(
                campaign=campaign, kind="scores", contribution=make_dream(campaign),
                started_at=clock.now(), ended_at=clock.now(),
                status="excluded" if n % 2 else "set_apart", decided_by=moderator,
                decided_at=clock.now(),
                evidence={"amount": 9, "high": 9, "browsers": 9, "networks": 1, "expected": 0.1,
                          "step": 1, "counts": [4, 5]},
            )  # fmt: skip

    make(4)
    few = count()
    make(30)
    assert count() == few


@database
def test_deciding_needs_a_reason_and_a_post(client_of, burst: Burst, moderator: User) -> None:
    browser, url = client_of(moderator), reverse("survey:burst", args=[burst.pk])
    assert browser.get(url, {"status": "excluded", "reason": "Bot.", "seen": "set_apart"})
    empty = browser.post(url, {"status": "excluded", "reason": " ", "seen": "set_apart"})
    assert empty.status_code == 422
    odd = browser.post(url, {"status": "set_apart", "reason": "Bot.", "seen": "set_apart"})
    assert odd.status_code == 422
    assert Burst.objects.get().status == BurstStatus.SET_APART
    done = browser.post(url, {"status": "excluded", "reason": "Bot.", "seen": "set_apart"})
    assert done.url == BURSTS
    assert Burst.objects.get().status == BurstStatus.EXCLUDED
    again = browser.post(url, {"status": "restored", "reason": "Klas.", "seen": "set_apart"})
    assert again.url == url  # somebody was first: look again
    assert Burst.objects.get().reason == "Bot."


@database
def test_another_campaigns_burst_does_not_exist(client_of, burst: Burst) -> None:
    other = factories.make_campaign(domain="testserver")
    Campaign.objects.filter(pk=burst.campaign_id).update(domain="elders.be")
    stranger = factories.make_member(other, factories.Role.MODERATOR)
    url = reverse("survey:burst", args=[burst.pk])
    assert client_of(stranger).get(url).status_code == 404


# Forgetting --------------------------------------------------------------------------------------


@database
def test_networks_are_forgotten_after_fourteen_days(campaign: Campaign, burst: Burst) -> None:
    make_dream(campaign, network="net")
    with clock.travel(minutes_later(14 * 24 * 60 - 5)):
        assert forget_networks(campaign=campaign) == 0
    with clock.travel(minutes_later(14 * 24 * 60 + 5)):
        assert forget_networks(campaign=factories.make_campaign()) == 0
        tasks.forget_networks()
        assert forget_networks(campaign=campaign) == 0
    for model in (Score, Dream, Burst):
        assert not model.objects.exclude(network="").exists()
    assert Score.objects.filter(burst=burst).count() == 12
