"""Moderators read, place and hold back; two of them never undo each other unseen."""

import csv
import io
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from campaigns import clock
from campaigns.models import (
    Activity,
    Campaign,
    Channel,
    Contribution,
    Decision,
    Moderation,
    Reading,
    Status,
    User,
    Verdict,
)
from campaigns.permissions import Role
from campaigns.services.ledger import withdraw_contribution
from campaigns.services.masking import TextChanged, mask_words
from campaigns.services.moderation import (
    SHOWN,
    AlreadyDecided,
    CannotTakeBack,
    NothingToRead,
    confirm_contribution,
    hold_contribution,
    place_at_once,
    place_contribution,
    set_moderation,
    settle_new,
    standing_decisions,
    take_back_decision,
)
from campaigns.services.reading import LENT_FOR, keep_reading, lend_next, release_reading
from tests import factories
from tests.conftest import MOMENTS

QUEUE = "/team/lezen/"
HISTORY = "/team/lezen/geschiedenis/"
FILE = "/team/lezen/geschiedenis.csv"


def waiting(campaign: Campaign, text: str = "Een zwemvijver.", **fields: Any) -> Contribution:
    values = {"status": Status.WAITING, "placed_at": None} | fields
    return factories.make_contribution(campaign, text, **values)


@pytest.fixture
def afterwards(campaign: Campaign) -> Campaign:
    """A campaign that shows dreams at once and reads them afterwards."""
    Campaign.objects.filter(pk=campaign.pk).update(moderation=Moderation.AFTER)
    campaign.refresh_from_db()
    return campaign


# Decide ------------------------------------------------------------------------------------------


def test_placing_makes_it_count(campaign: Campaign, moderator: User, client_of: Any) -> None:
    dream = waiting(campaign)
    client_of(moderator).post(f"{QUEUE}{dream.number}/plaats/", {"seen": "waiting"})
    dream.refresh_from_db()
    assert dream.status == Status.PLACED
    assert dream.placed_at is not None
    assert Decision.objects.get().verdict == Verdict.PLACE


def test_holding_keeps_the_reason(campaign: Campaign, moderator: User, client_of: Any) -> None:
    dream = waiting(campaign)
    client_of(moderator).post(f"{QUEUE}{dream.number}/hou-vast/", {"reason": "Een naam."})
    dream.refresh_from_db()
    assert dream.status == Status.HELD
    assert "Een naam." in client_of(moderator).get(QUEUE).content.decode()


def test_holding_without_a_reason_is_refused(
    campaign: Campaign, moderator: User, client_of: Any
) -> None:
    dream = waiting(campaign)
    response = client_of(moderator).post(f"{QUEUE}{dream.number}/hou-vast/", {"reason": " "})
    assert response.status_code == 422
    assert "Zeg waarom. De dromer leest deze zin." in response.content.decode()
    dream.refresh_from_db()
    assert dream.status == Status.WAITING


def test_a_reason_that_is_ready_is_said_in_the_language_of_the_dream(
    campaign: Campaign, moderator: User, client_of: Any
) -> None:
    dream = waiting(campaign, language="en")
    sent = {"ready": "name", "reason": "Leave Piet out."}
    client_of(moderator).post(f"{QUEUE}{dream.number}/hou-vast/", sent)
    assert Decision.objects.get().reason == "It names somebody else. Leave Piet out."


def test_a_reason_nobody_knows_is_refused(
    campaign: Campaign, moderator: User, client_of: Any
) -> None:
    dream = waiting(campaign)
    answer = client_of(moderator).post(f"{QUEUE}{dream.number}/hou-vast/", {"ready": "x"})
    assert answer.status_code == 422
    assert not Decision.objects.exists()


ACTIONS = ("plaats", "hou-vast", "maskeer", "later", "bezig")


def test_getting_the_address_decides_nothing(
    campaign: Campaign, moderator: User, client_of: Any
) -> None:
    dream = waiting(campaign)
    for action in ACTIONS:
        assert client_of(moderator).get(f"{QUEUE}{dream.number}/{action}/").status_code == 405
    assert client_of(moderator).get(f"{QUEUE}terug/").status_code == 405
    assert not Decision.objects.exists()
    assert not Reading.objects.exists()


def test_the_wrong_role_is_refused(campaign: Campaign, editor: User, client_of: Any) -> None:
    dream = waiting(campaign)
    for action in ACTIONS:
        assert client_of(editor).post(f"{QUEUE}{dream.number}/{action}/").status_code == 403
    assert client_of(editor).get(HISTORY).status_code == 403
    assert not Decision.objects.exists()


def test_of_two_moderators_with_the_same_card_one_decides(
    campaign: Campaign, moderator: User, organiser: User
) -> None:
    dream = waiting(campaign)
    first, second = Contribution.objects.get(pk=dream.pk), Contribution.objects.get(pk=dream.pk)
    place_contribution(contribution=first, by=moderator)
    with pytest.raises(AlreadyDecided) as told:
        hold_contribution(contribution=second, reason="Te laat", by=organiser)
    assert told.value.decision is not None
    assert told.value.decision.by == moderator
    assert Decision.objects.count() == 1


def test_who_is_late_reads_who_was_first_and_when_and_both_are_kept(
    campaign: Campaign, moderator: User, organiser: User, client_of: Any
) -> None:
    dream = waiting(campaign)
    place_contribution(contribution=dream, by=moderator)
    response = client_of(organiser).post(
        f"{QUEUE}{dream.number}/hou-vast/",
        {"reason": "Oude pagina", "seen": "waiting"},
        follow=True,
    )
    said = response.content.decode()
    assert "Fatima" in said
    assert "10 mei" in said
    dream.refresh_from_db()
    assert dream.status == Status.PLACED
    assert Decision.objects.get().by == moderator
    late = Activity.objects.get(verb="decide_too_late")
    assert (late.by, late.details["wanted"]) == (organiser, "hold")


def test_placing_twice_is_one_decision(campaign: Campaign, moderator: User, client_of: Any) -> None:
    dream = waiting(campaign)
    for _ in range(2):
        client_of(moderator).post(f"{QUEUE}{dream.number}/plaats/", {"seen": "waiting"})
    assert Decision.objects.count() == 1


def test_a_withdrawn_dream_leaves_nothing_to_decide(
    campaign: Campaign, moderator: User, client_of: Any
) -> None:
    dream = waiting(campaign)
    withdraw_contribution(contribution=dream)
    for action in ("plaats", "hou-vast", "maskeer"):
        url = f"{QUEUE}{dream.number}/{action}/"
        answer = client_of(moderator).post(url, {"reason": "x", "words": "x"})
        assert answer.status_code == 302, action
    assert client_of(moderator).post(f"{QUEUE}99/plaats/").status_code == 404
    assert not Decision.objects.exists()


def test_words_that_changed_while_somebody_read_are_read_again(
    campaign: Campaign, moderator: User, client_of: Any
) -> None:
    dream = waiting(campaign)
    seen = Contribution.objects.get(pk=dream.pk)
    Contribution.objects.filter(pk=dream.pk).update(text="Iets heel anders.")
    for decide in (place_contribution, hold_contribution):
        more = {"reason": "Een naam"} if decide is hold_contribution else {}
        with pytest.raises(TextChanged):
            decide(contribution=seen, by=moderator, **more)
    url = f"{QUEUE}{dream.number}/plaats/"
    client_of(moderator).post(url, {"seen": "waiting", "mark": "an older mark"})
    assert not Decision.objects.exists()


def test_what_was_held_can_be_placed_after_all(campaign: Campaign, moderator: User) -> None:
    dream = waiting(campaign)
    hold_contribution(contribution=dream, reason="Een naam", by=moderator)
    place_contribution(contribution=dream, by=moderator, seen=Status.HELD)
    assert Contribution.objects.of(campaign).placed().get() == dream


def test_what_a_colleague_wrote_is_placed_at_once(campaign: Campaign, ambassador: User) -> None:
    dream = waiting(campaign)
    place_at_once(contribution=dream, by=ambassador)
    assert Contribution.objects.get().status == Status.PLACED


def test_a_spoken_dream_waits_until_it_is_written_down(
    campaign: Campaign, moderator: User, client_of: Any
) -> None:
    spoken = waiting(campaign, text="")
    assert lend_next(campaign=campaign, by=moderator) is None
    with pytest.raises(NothingToRead):
        place_contribution(contribution=spoken, by=moderator)
    client_of(moderator).post(f"{QUEUE}{spoken.number}/plaats/", {"seen": "waiting"})
    assert not Decision.objects.exists()
    drawn = waiting(campaign, text="", thumbnail="thumbnails/x.jpg", channel=Channel.SCHOOL)
    assert lend_next(campaign=campaign, by=moderator) == drawn


def test_a_dream_of_another_campaign_is_not_found(
    campaign: Campaign, moderator: User, client_of: Any
) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(domain="testserver")
    other = factories.make_campaign()
    dream = waiting(other)
    assert client_of(moderator).post(f"{QUEUE}{dream.number}/plaats/").status_code == 404
    boss = factories.make_member(other, Role.MODERATOR)
    place_contribution(contribution=dream, by=boss)
    made = Decision.objects.get()
    assert client_of(moderator).post(f"{HISTORY}{made.pk}/terug/").status_code == 404


# The queue ---------------------------------------------------------------------------------------


def test_the_queue_marks_what_tells_who_somebody_is(
    campaign: Campaign, moderator: User, client_of: Any
) -> None:
    waiting(campaign, text="Bel mij op 0471 23 45 67 of in de Noordstraat 12.")
    page = client_of(moderator).get(QUEUE).content.decode()
    assert ">0471 23 45 67</mark>" in page
    assert ">Noordstraat 12</mark>" in page
    assert 'name="stretch" value="11-24"' in page


def test_a_slur_is_marked_and_never_blocks(
    campaign: Campaign, moderator: User, client_of: Any
) -> None:
    dream = waiting(campaign, text="Geen KLOOTZAKKEN op de <b>fiets</b>.")
    page = client_of(moderator).get(QUEUE).content.decode()
    assert ">KLOOTZAKKEN</mark>" in page
    assert "<b>fiets" not in page
    client_of(moderator).post(f"{QUEUE}{dream.number}/plaats/", {"seen": "waiting"})
    assert Contribution.objects.of(campaign).placed().count() == 1


def test_an_empty_queue_says_so(campaign: Campaign, moderator: User, client_of: Any) -> None:
    assert "Alles is gelezen. Mooi werk." in client_of(moderator).get(QUEUE).content.decode()


def test_the_queue_costs_the_same_for_many(
    campaign: Campaign, moderator: User, client_of: Any, django_assert_num_queries: Any
) -> None:
    client = client_of(moderator)
    for rows, costs in ((3, 9), (27, 9)):
        for _ in range(rows):
            waiting(campaign)
            hold_contribution(contribution=waiting(campaign), reason="Waarom", by=moderator)
        client.get(QUEUE)  # takes the card
        with django_assert_num_queries(costs):
            client.get(QUEUE)


def test_two_moderators_get_different_cards_and_keep_them(
    campaign: Campaign, moderator: User, organiser: User
) -> None:
    first, second = waiting(campaign), waiting(campaign)
    assert lend_next(campaign=campaign, by=moderator) == first
    assert lend_next(campaign=campaign, by=organiser) == second
    assert lend_next(campaign=campaign, by=moderator) == first
    third = factories.make_member(campaign, Role.MODERATOR)
    assert lend_next(campaign=campaign, by=third) is None
    assert Reading.objects.count() == 2


def test_a_forgotten_card_goes_back_after_five_minutes(
    campaign: Campaign, moderator: User, organiser: User
) -> None:
    dream = waiting(campaign)
    lend_next(campaign=campaign, by=moderator)
    with clock.travel(clock.now() + LENT_FOR - timedelta(seconds=1)):
        assert lend_next(campaign=campaign, by=organiser) is None
        assert keep_reading(contribution=dream, by=moderator) is None
    with clock.travel(clock.now() + LENT_FOR + timedelta(seconds=1)):
        # The page asked for more time.
        assert lend_next(campaign=campaign, by=organiser) is None
    with clock.travel(clock.now() + 3 * LENT_FOR):
        assert lend_next(campaign=campaign, by=organiser) == dream
        other = keep_reading(contribution=dream, by=moderator)
        assert other is not None
        assert other.by == organiser


def test_deciding_gives_a_card_back(campaign: Campaign, moderator: User) -> None:
    dream = waiting(campaign)
    lend_next(campaign=campaign, by=moderator)
    place_contribution(contribution=dream, by=moderator)
    assert not Reading.objects.exists()


def test_giving_back_takes_no_card_from_a_colleague(
    campaign: Campaign, moderator: User, organiser: User
) -> None:
    dream = waiting(campaign)
    lend_next(campaign=campaign, by=moderator)
    release_reading(contribution=dream, by=organiser)
    assert Reading.objects.get().by == moderator


def test_later_comes_back_after_everything_else(
    campaign: Campaign, moderator: User, organiser: User, client_of: Any
) -> None:
    first, second = waiting(campaign, text="Eerste."), waiting(campaign, text="Tweede.")
    client = client_of(moderator)
    assert "Eerste." in client.get(QUEUE).content.decode()
    client.post(f"{QUEUE}{first.number}/later/")
    assert "Tweede." in client.get(QUEUE).content.decode()
    # Meanwhile anybody else may take it.
    assert lend_next(campaign=campaign, by=organiser) == first
    release_reading(contribution=first)
    client.post(f"{QUEUE}{second.number}/plaats/", {"seen": "waiting"})
    assert "Eerste." in client.get(QUEUE).content.decode()


def test_the_page_learns_that_a_colleague_has_the_card_or_decided(
    campaign: Campaign, moderator: User, organiser: User, client_of: Any
) -> None:
    dream = waiting(campaign)
    url = f"{QUEUE}{dream.number}/bezig/"
    lend_next(campaign=campaign, by=organiser)
    assert client_of(organiser).post(url).json() == {"gone": False, "who": ""}
    assert client_of(moderator).post(url).json() == {"gone": False, "who": "An"}
    place_contribution(contribution=dream, by=organiser)
    assert client_of(moderator).post(url).json() == {"gone": True}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time")
def test_moderators_who_reach_at_once_never_get_the_same_card(campaign: Campaign) -> None:
    for _ in range(12):
        waiting(campaign)
    people = [factories.make_member(campaign, Role.MODERATOR) for _ in range(8)]
    got, lock, start = [], threading.Lock(), threading.Barrier(len(people))

    def reach(user: User) -> None:
        with clock.travel(MOMENTS[5]):
            start.wait()
            card = lend_next(campaign=campaign, by=user)
            with lock:
                got.append(card.pk if card else None)
        connection.close()

    threads = [threading.Thread(target=reach, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert None not in got
    assert len(set(got)) == len(people)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time")
def test_of_moderators_who_decide_at_once_exactly_one_does(campaign: Campaign) -> None:
    dream = waiting(campaign)
    people = [factories.make_member(campaign, Role.MODERATOR) for _ in range(6)]
    late, lock, start = [], threading.Lock(), threading.Barrier(len(people))

    def decide(place: int, user: User) -> None:
        with clock.travel(MOMENTS[5]):
            seen = Contribution.objects.get(pk=dream.pk)
            start.wait()
            try:
                if place % 2:
                    place_contribution(contribution=seen, by=user, seen=Status.WAITING)
                else:
                    hold_contribution(
                        contribution=seen, by=user, reason="Een naam", seen=Status.WAITING
                    )
            except AlreadyDecided:
                with lock:
                    late.append(user)
        connection.close()

    threads = [threading.Thread(target=decide, args=pair) for pair in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(late) == 5
    assert Decision.objects.count() == 1


# Reading afterwards --------------------------------------------------------------------------------


def test_where_we_read_before_a_new_dream_waits(campaign: Campaign) -> None:
    assert settle_new(contribution=waiting(campaign)).status == Status.WAITING
    assert not Decision.objects.exists()


def test_where_we_read_afterwards_a_new_dream_shows_at_once(
    afterwards: Campaign, moderator: User
) -> None:
    dream = settle_new(contribution=waiting(afterwards))
    assert (dream.status, dream.unread) == (Status.PLACED, True)
    assert dream.placed_at is not None
    made = Decision.objects.get()
    assert (made.verdict, made.by) == (Verdict.PLACE, None)
    settle_new(contribution=dream)
    assert Decision.objects.count() == 1
    assert lend_next(campaign=afterwards, by=moderator) == dream


@pytest.mark.parametrize(
    "text",
    ["Bel 0471 23 45 67.", "Ik droom van meneer Jan Peeters.", "Weg met dat hoerenzoon gedoe", " "],
)
def test_what_may_name_or_hurt_somebody_waits_for_a_colleague(
    afterwards: Campaign, text: str
) -> None:
    assert settle_new(contribution=waiting(afterwards, text=text)).status == Status.WAITING
    assert not Decision.objects.exists()


def test_what_waits_is_read_before_what_is_online_already(
    afterwards: Campaign, moderator: User, organiser: User
) -> None:
    shown = settle_new(contribution=waiting(afterwards))
    held_up = settle_new(contribution=waiting(afterwards, text="Mail ik@voorbeeld.be"))
    assert lend_next(campaign=afterwards, by=moderator) == held_up
    assert lend_next(campaign=afterwards, by=organiser) == shown


def test_reading_afterwards_leaves_it_online_and_out_of_the_queue(
    afterwards: Campaign, moderator: User, organiser: User, client_of: Any
) -> None:
    dream = settle_new(contribution=waiting(afterwards))
    url = f"{QUEUE}{dream.number}/plaats/"
    client_of(moderator).post(url, {"seen": SHOWN})
    dream.refresh_from_db()
    assert (dream.status, dream.unread) == (Status.PLACED, False)
    assert Decision.objects.last().verdict == Verdict.READ
    # A colleague with the same card on an old page overrules nobody.
    client_of(organiser).post(f"{QUEUE}{dream.number}/hou-vast/", {"reason": "x", "seen": SHOWN})
    client_of(organiser).post(url, {"seen": SHOWN})
    assert Decision.objects.count() == 2
    dream.refresh_from_db()
    assert dream.status == Status.PLACED
    assert not Contribution.objects.of(afterwards).to_read().exists()


def test_what_was_shown_can_still_be_held_back(afterwards: Campaign, moderator: User) -> None:
    dream = settle_new(contribution=waiting(afterwards))
    hold_contribution(contribution=dream, reason="Reclame", by=moderator, seen=SHOWN)
    assert (dream.status, dream.unread, dream.placed_at) == (Status.HELD, False, None)


# Take back -----------------------------------------------------------------------------------------


def test_the_last_decision_is_taken_back_and_the_card_comes_back(
    campaign: Campaign, moderator: User, client_of: Any
) -> None:
    first, second = waiting(campaign, text="Eerste."), waiting(campaign, text="Tweede.")
    client = client_of(moderator)
    client.post(f"{QUEUE}{first.number}/plaats/", {"seen": "waiting"})
    client.post(f"{QUEUE}{second.number}/hou-vast/", {"reason": "Een naam", "seen": "waiting"})
    for dream in (second, first):
        client.post(f"{QUEUE}terug/")
        dream.refresh_from_db()
        assert (dream.status, dream.placed_at) == (Status.WAITING, None)
        assert dream.text in client.get(QUEUE).content.decode()
        release_reading(contribution=dream)
    verdicts = Decision.objects.values_list("verdict", flat=True)
    assert sorted(verdicts) == ["hold", "place", "undo", "undo"]
    client.post(f"{QUEUE}terug/")
    assert Decision.objects.count() == 4


def test_taking_back_twice_is_once(campaign: Campaign, moderator: User) -> None:
    place_contribution(contribution=waiting(campaign), by=moderator)
    made = Decision.objects.get()
    take_back_decision(decision=made, by=moderator)
    with pytest.raises(CannotTakeBack):
        take_back_decision(decision=made, by=moderator)
    assert Decision.objects.count() == 2


def test_a_decision_somebody_followed_up_stays(
    campaign: Campaign, moderator: User, organiser: User, client_of: Any
) -> None:
    dream = waiting(campaign)
    client = client_of(moderator)
    client.post(f"{QUEUE}{dream.number}/plaats/", {"seen": "waiting"})
    dream.refresh_from_db()
    hold_contribution(contribution=dream, reason="Een naam", by=organiser)
    client.post(f"{QUEUE}terug/")
    dream.refresh_from_db()
    assert dream.status == Status.HELD
    assert not Decision.objects.filter(verdict=Verdict.UNDO).exists()


def test_a_dream_that_was_changed_since_keeps_its_place(
    campaign: Campaign, moderator: User
) -> None:
    dream = place_contribution(contribution=waiting(campaign), by=moderator)
    Contribution.objects.filter(pk=dream.pk).update(status=Status.WAITING)
    with pytest.raises(CannotTakeBack):
        take_back_decision(decision=Decision.objects.get(), by=moderator)


def test_what_was_read_afterwards_is_unread_again_and_stays_online(
    afterwards: Campaign, moderator: User
) -> None:
    dream = settle_new(contribution=waiting(afterwards))
    confirm_contribution(contribution=dream, by=moderator)
    dream = take_back_decision(decision=Decision.objects.last(), by=moderator)
    assert (dream.status, dream.unread) == (Status.PLACED, True)
    # The showing itself was nobody's decision.
    with pytest.raises(CannotTakeBack):
        take_back_decision(decision=Decision.objects.first(), by=moderator)


def test_an_undo_takes_the_last_decision_that_stands(campaign: Campaign, moderator: User) -> None:
    dream = waiting(campaign, text="Bel Jan.")
    mask_words(contribution=dream, stretches=[(4, 7)], by=moderator)
    place_contribution(contribution=dream, by=moderator)
    masked, placed = Decision.objects.order_by("pk")
    take_back_decision(decision=placed, by=moderator)
    assert standing_decisions(Decision.objects.order_by("pk")) == [masked]
    assert take_back_decision(decision=masked, by=moderator).text == "Bel Jan."
    assert standing_decisions(Decision.objects.order_by("pk")) == []


# History -------------------------------------------------------------------------------------------


def test_the_history_tells_who_decided_what_and_why(
    campaign: Campaign, moderator: User, organiser: User, client_of: Any
) -> None:
    hold_contribution(contribution=waiting(campaign), reason="Een naam.", by=moderator)
    place_contribution(contribution=waiting(campaign), by=organiser)
    client = client_of(moderator)
    page = client.get(HISTORY).content.decode()
    assert "Een naam." in page
    assert "/dromen/1/" in page
    assert "/dromen/2/" in page
    only = client.get(HISTORY, {"besluit": "hold"}).content.decode()
    assert "/dromen/1/" in only
    assert "/dromen/2/" not in only
    hers = client.get(HISTORY, {"door": organiser.pk}).content.decode()
    assert "/dromen/2/" in hers
    assert "/dromen/1/" not in hers
    for odd in ({"besluit": "x"}, {"door": "x"}, {"door": "²"}, {"bladzijde": "x"}):
        assert client.get(HISTORY, odd).status_code == 200


def test_a_decision_is_taken_back_from_the_history(
    campaign: Campaign, moderator: User, organiser: User, client_of: Any
) -> None:
    dream = place_contribution(contribution=waiting(campaign), by=moderator)
    url = f"{HISTORY}{Decision.objects.get().pk}/terug/"
    client = client_of(organiser)
    assert url in client.get(HISTORY).content.decode()
    assert client.get(url).status_code == 405
    assert client.post(url, {"next": "https://evil.example/"}).url == HISTORY
    client.post(url)
    dream.refresh_from_db()
    assert dream.status == Status.WAITING
    assert Decision.objects.count() == 2
    assert url not in client.get(HISTORY).content.decode()


def test_the_history_costs_the_same_for_many(
    campaign: Campaign, moderator: User, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(moderator)
    for rows in (3, 27):
        for _ in range(rows):
            place_contribution(contribution=waiting(campaign), by=moderator)
        with django_assert_max_num_queries(8):
            client.get(HISTORY)
        with django_assert_max_num_queries(8):
            b"".join(client.get(FILE))


def test_the_file_holds_decisions_and_never_the_words_behind_a_mask(
    campaign: Campaign, moderator: User, client_of: Any
) -> None:
    dream = waiting(campaign, text="Bel mij op 0471 23 45 67.")
    mask_words(contribution=dream, stretches=[(11, 24)], by=moderator)
    hold_contribution(contribution=dream, reason="=1+1", by=moderator)
    answer = client_of(moderator).get(FILE, {"besluit": "hold"})
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert len(rows) == 2
    assert (rows[1][0], rows[1][2], rows[1][3]) == ("1", "'=1+1", "Fatima")
    everything = b"".join(client_of(moderator).get(FILE)).decode()
    assert "0471" not in everything
    assert len(everything.splitlines()) == 3


# How we read ---------------------------------------------------------------------------------------

PHASES = "/team/fasen/"


def test_the_core_team_chooses_how_we_read(
    campaign: Campaign, organiser: User, client_of: Any
) -> None:
    client = client_of(organiser)
    assert client.get(PHASES).status_code == 200
    for _ in range(2):
        client.post(f"{PHASES}lezen/", {"moderation": "after"})
    campaign.refresh_from_db()
    assert campaign.moderation == Moderation.AFTER
    line = Activity.objects.get(verb="set_moderation")
    assert (line.by, line.details) == (organiser, {"before": "before", "after": "after"})


def test_how_we_read_is_not_chosen_by_accident(
    campaign: Campaign, organiser: User, moderator: User, client_of: Any
) -> None:
    assert client_of(organiser).get(f"{PHASES}lezen/").status_code == 405
    assert client_of(organiser).post(f"{PHASES}lezen/", {"moderation": "x"}).status_code == 422
    assert client_of(moderator).post(f"{PHASES}lezen/", {"moderation": "after"}).status_code == 403
    campaign.refresh_from_db()
    assert campaign.moderation == Moderation.BEFORE
    set_moderation(campaign=campaign, moderation=Moderation.BEFORE, by=organiser)
    assert not Activity.objects.filter(verb="set_moderation").exists()


def test_the_rooms_open_in_every_language(
    campaign: Campaign, organiser: User, client_of: Any
) -> None:
    waiting(campaign, text="Bel mij op 0471 23 45 67.")
    for prefix in ("", "/fr", "/en"):
        for path in (QUEUE, HISTORY, PHASES):
            assert client_of(organiser).get(prefix + path).status_code == 200
    translation.activate("nl-be")
