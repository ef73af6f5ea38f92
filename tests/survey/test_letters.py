"""Dreamers hear what was decided: once, in their own language, and with a way to repair it."""

from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

import pytest
from django.core import mail

from campaigns import clock
from campaigns.models import Campaign, Contribution, Decision, Moderation, Status
from campaigns.services.masking import mask_words
from campaigns.services.moderation import (
    confirm_contribution,
    hold_contribution,
    place_contribution,
    settle_new,
    take_back_decision,
)
from survey import tasks
from survey.models import Dream, Letter, Occasion
from survey.services import letters
from survey.services.correcting import change_dream
from survey.services.letters import news_about, tell, tell_dreamers
from tests.survey.builders import make_dream


def waiting(campaign: Campaign, **fields) -> Dream:
    values = {"status": Status.WAITING, "placed_at": None, "email": "ines@voorbeeld.be"} | fields
    return make_dream(campaign, **values)


def later(minutes: float = 3):
    return clock.travel(clock.now() + timedelta(minutes=minutes))


def place(dream: Dream, by) -> None:
    place_contribution(contribution=Contribution.objects.get(pk=dream.pk), by=by)


def hold(dream: Dream, by, reason: str = "Er staat een naam in.") -> None:
    found = Contribution.objects.get(pk=dream.pk)
    hold_contribution(contribution=found, by=by, reason=reason)


@pytest.fixture
def post_office(monkeypatch):
    """A post office that answers with the errors it is given, one letter each."""
    errors: list[Exception] = []
    send = letters.send_letter

    def deliver(**letter):
        if errors:
            raise errors.pop(0)
        return send(**letter)

    monkeypatch.setattr(letters, "send_letter", deliver)
    return errors


def test_a_placed_dream_is_told_once(campaign, moderator):
    dream = waiting(campaign, display_name="Ines")
    place(dream, moderator)
    with later():
        for _ in range(2):
            tasks.tell_dreamers()
    (letter,) = mail.outbox
    assert letter.to == ["ines@voorbeeld.be"]
    assert dream.text in letter.body
    assert f"/dromen/{dream.number}/" in letter.body
    assert "/mijn-droom/" in letter.body
    made = Letter.objects.get()
    assert (made.occasion, made.about) == (Occasion.PLACED, Decision.objects.get().pk)


def test_a_held_dream_is_told_why_and_where_to_change_it(campaign, moderator, client):
    dream = waiting(campaign)
    hold(dream, moderator, "Er staat een naam van iemand anders in.")
    with later():
        assert tell_dreamers(campaign=campaign) == 1
    body = mail.outbox[0].body
    assert "Er staat een naam van iemand anders in." in body
    assert "051 00 00 00" in body
    address = next(line for line in body.splitlines() if "/mijn-droom/" in line)
    assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_a_letter_speaks_the_language_of_the_dream(campaign, moderator):
    place(waiting(campaign, language="en"), moderator)
    place(waiting(campaign, language="fr-BE"), moderator)
    place(waiting(campaign, language="tr"), moderator)
    with later():
        tell_dreamers(campaign=campaign)
    english, french, turkish = mail.outbox
    assert english.subject == "Your dream is placed"
    assert "/en/dromen/" in english.body
    assert "/fr/dromen/" in french.body
    assert "8000/dromen/" in turkish.body


def test_nobody_hears_of_a_decision_that_was_taken_back_in_time(campaign, moderator):
    dream = waiting(campaign)
    place(dream, moderator)
    with later(1):
        assert tell_dreamers(campaign=campaign) == 0
        take_back_decision(decision=Decision.objects.get(), by=moderator)
        hold(dream, moderator)
    with later(5):
        assert tell_dreamers(campaign=campaign) == 1
    assert Letter.objects.get().occasion == Occasion.HELD


def test_each_new_decision_is_told(campaign, moderator):
    dream = waiting(campaign)
    hold(dream, moderator)
    with later(3):
        tell_dreamers(campaign=campaign)
        change_dream(dream=Dream.objects.get(), text="Een bank zonder naam.")
        assert tell_dreamers(campaign=campaign) == 0
    with later(6):
        place(dream, moderator)
    with later(9):
        assert tell_dreamers(campaign=campaign) == 1
    assert [letter.occasion for letter in Letter.objects.order_by("pk")] == ["held", "placed"]


def test_covering_words_or_reading_afterwards_is_no_news(campaign, moderator):
    Campaign.objects.filter(pk=campaign.pk).update(moderation=Moderation.AFTER)
    dream = waiting(campaign)
    dream.campaign.refresh_from_db()
    settle_new(contribution=dream)
    shown = Contribution.objects.get()
    mask_words(contribution=shown, stretches=[(0, 3)], by=moderator)
    take_back_decision(decision=Decision.objects.last(), by=moderator)
    shown.refresh_from_db()
    confirm_contribution(contribution=shown, by=moderator)
    with later():
        assert tell_dreamers(campaign=campaign) == 1
        assert tell_dreamers(campaign=campaign) == 0
    assert Letter.objects.get().about == Decision.objects.order_by("pk")[0].pk


def test_no_address_no_letter_and_old_news_stays_old(campaign, moderator):
    place(waiting(campaign, email=""), moderator)
    place(waiting(campaign), moderator)
    with later(60 * 24 * 3 + 1):
        assert tell_dreamers(campaign=campaign) == 0
    assert mail.outbox == []


def test_another_campaign_tells_its_own_dreamers(campaign, moderator):
    place(waiting(campaign), moderator)
    with later():
        assert tell_dreamers(campaign=Campaign(pk=campaign.pk + 99)) == 0


@pytest.mark.parametrize("error", [SMTPException("no"), OSError("no post office")])
def test_a_letter_that_fails_goes_in_the_next_round_and_holds_up_nobody(
    campaign, moderator, post_office, error
):
    first, second = waiting(campaign, email="a@x.be"), waiting(campaign, email="b@x.be")
    place(first, moderator)
    place(second, moderator)
    post_office.append(error)
    with later():
        assert tell_dreamers(campaign=campaign) == 1
        assert mail.outbox[0].to == ["b@x.be"]
        assert tell_dreamers(campaign=campaign) == 1
        assert tell_dreamers(campaign=campaign) == 0
    assert [letter.to for letter in mail.outbox] == [["b@x.be"], ["a@x.be"]]


def test_an_address_that_does_not_exist_is_not_tried_for_ever(campaign, moderator, post_office):
    place(waiting(campaign), moderator)
    with later():
        post_office.append(SMTPRecipientsRefused({"ines@voorbeeld.be": (450, b"busy")}))
        assert tell_dreamers(campaign=campaign) == 0
        assert not Letter.objects.exists()
        post_office.append(SMTPRecipientsRefused({"ines@voorbeeld.be": (550, b"unknown")}))
        assert tell_dreamers(campaign=campaign) == 0
        assert tell_dreamers(campaign=campaign) == 0
    assert Letter.objects.count() == 1
    assert mail.outbox == []


def test_a_worker_that_dies_while_it_mails_never_mails_twice(campaign, moderator, post_office):
    dream = waiting(campaign)
    post_office.append(RuntimeError("the power went"))
    with pytest.raises(RuntimeError):
        tell(dream=dream, occasion=Occasion.PLACED, about=1)
    assert tell(dream=dream, occasion=Occasion.PLACED, about=1) is False
    assert mail.outbox == []


def test_news_with_a_link_goes_once(campaign):
    dream = make_dream(campaign, email="ines@voorbeeld.be", language="nl")
    sent = {"dream": dream, "occasion": Occasion.NEWSPAPER, "link": "/krant/", "page": 7}
    assert [news_about(**sent), news_about(**sent)] == [True, False]
    assert "http://127.0.0.1:8000/krant/" in mail.outbox[0].body
    assert " 7 " in mail.outbox[0].body


def test_a_withdrawn_dream_takes_its_letters_along(campaign, moderator):
    dream = make_dream(campaign, email="ines@voorbeeld.be")
    tell(dream=dream, occasion=Occasion.PLACED)
    dream.delete()
    assert not Letter.objects.exists()


def test_looking_for_news_costs_the_same_for_many(
    campaign, moderator, django_assert_max_num_queries
):
    for _ in range(8):
        place(waiting(campaign), moderator)
    with later(1), django_assert_max_num_queries(2):  # nothing to tell yet
        tell_dreamers(campaign=campaign)
    with later():
        assert tell_dreamers(campaign=campaign) == 8
        with django_assert_max_num_queries(2):
            tell_dreamers(campaign=campaign)
