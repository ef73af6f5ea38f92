"""Whoever has the secret link reads what was decided and repairs it."""

import re

import pytest

from campaigns import clock
from campaigns.models import Activity, Campaign, Contribution, Masking, Moderation, Status
from campaigns.phases import PhaseClosed
from campaigns.services.masking import mask_words
from campaigns.services.moderation import hold_contribution, place_contribution
from survey.models import Dream
from survey.services.correcting import change_dream, may_change
from survey.services.letters import own_dream_path
from tests.conftest import MOMENTS
from tests.survey.builders import make_dream

REASON = "Er staat een naam van iemand anders in."


@pytest.fixture
def held(campaign, moderator) -> Dream:
    dream = make_dream(campaign, text="Een bank voor Piet.", status=Status.WAITING, placed_at=None)
    found = Contribution.objects.get(pk=dream.pk)
    hold_contribution(contribution=found, by=moderator, reason=REASON)
    dream.refresh_from_db()
    return dream


def test_a_held_dream_shows_the_reason_and_a_form(held, client):
    page = client.get(own_dream_path(held)).content.decode()
    assert REASON in page
    assert "Een bank voor Piet.</textarea>" in page


def test_a_repaired_dream_is_read_again(held, campaign, client, moderator):
    client.post(own_dream_path(held), {"text": "Een bank voor iedereen."})
    held.refresh_from_db()
    assert (held.text, held.status) == ("Een bank voor iedereen.", Status.WAITING)
    assert REASON not in client.get(own_dream_path(held)).content.decode()
    place_contribution(contribution=Contribution.objects.get(), by=moderator)
    page = client.get(own_dream_path(held)).content.decode()
    assert REASON not in page


def test_repairing_twice_is_once(held, client):
    for _ in range(2):
        client.post(own_dream_path(held), {"text": "Een bank voor iedereen."})
    assert Activity.objects.filter(verb="change_dream").count() == 1


@pytest.mark.phase(6)
def test_while_keys_are_sought_a_dream_is_still_corrected(campaign, client, moderator):
    dream = make_dream(campaign, text="Een bnak.")
    client.post(own_dream_path(dream), {"text": "Een bank."})
    dream.refresh_from_db()
    assert (dream.text, dream.status) == ("Een bank.", Status.WAITING)


@pytest.mark.phase(7)
def test_from_the_debate_on_words_stand_and_the_reason_still_shows(held, client):
    page = client.get(own_dream_path(held)).content.decode()
    assert REASON in page
    assert "<textarea" not in page
    assert client.post(own_dream_path(held), {"text": "Te laat."}).status_code == 409
    with pytest.raises(PhaseClosed):
        change_dream(dream=held, text="Te laat.")
    held.refresh_from_db()
    assert held.status == Status.HELD


def test_dreams_may_be_changed_in_phases_five_and_six_only(campaign):
    open_in = []
    for number, moment in MOMENTS.items():
        with clock.travel(moment):
            if may_change(campaign.timeline(clock.today())):
                open_in.append(number)
    assert open_in == [5, 6]


def test_new_words_leave_nothing_of_the_covered_ones(campaign, moderator):
    dream = make_dream(campaign, text="Bel Jan.")
    mask_words(contribution=Contribution.objects.get(), stretches=[(4, 7)], by=moderator)
    dream.refresh_from_db()
    assert dream.text == "Bel ███."
    change_dream(dream=dream, text="Bel niemand.")
    assert not Masking.objects.exists()


@pytest.mark.parametrize(
    ("text", "status"),
    [("Een bank voor iedereen.", Status.PLACED), ("Bel 0471 23 45 67.", Status.WAITING)],
)
def test_where_we_read_afterwards_a_repaired_dream_shows_at_once(campaign, client, text, status):
    Campaign.objects.filter(pk=campaign.pk).update(moderation=Moderation.AFTER)
    dream = make_dream(campaign)
    client.post(own_dream_path(dream), {"text": text})
    dream.refresh_from_db()
    assert (dream.text, dream.status) == (text, status)
    assert dream.unread is (status == Status.PLACED)


def test_what_was_held_back_is_read_first_even_where_we_read_afterwards(held, campaign, client):
    Campaign.objects.filter(pk=campaign.pk).update(moderation=Moderation.AFTER)
    for text in ("Een bank voor Piet!", "Een bank voor Piet!!"):
        answer = client.post(own_dream_path(held), {"text": text}, follow=True)
    held.refresh_from_db()
    assert (held.status, held.placed_at) == (Status.WAITING, None)
    assert "Een collega leest hem eerst." in answer.content.decode()


def test_reading_the_page_asks_a_fixed_number_of_queries(
    held, client, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        client.get(own_dream_path(held))


def test_the_secret_address_stays_out_of_referrers(held, client):
    answer = client.get(own_dream_path(held))
    assert answer["Referrer-Policy"] == "same-origin"
    assert re.search("no-store", answer["Cache-Control"])
