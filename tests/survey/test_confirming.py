"""A confirmed address gives scores more weight, once per address, and is never kept."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.signing import TimestampSigner
from django.test import Client
from django.urls import reverse

from campaigns import clock
from campaigns.models import Campaign
from campaigns.phases import PhaseClosed
from survey import tasks
from survey.models import Participant, Score, Tally
from survey.services.confirming import (
    AddressTaken,
    confirm_participant,
    confirm_path,
    read_confirmation,
)
from survey.services.retention import FORGET_AFTER, forget_browsers
from survey.services.tallies import recount_tallies
from tests import factories
from tests.survey.builders import client_as, make_dream, make_participant

CONFIRM = reverse("survey:confirm")
ADDRESS = {"email": "Ines@voorbeeld.be"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def scorer(campaign: Campaign) -> Participant:
    """A browser that scored one dream 2."""
    participant, dream = make_participant(campaign), make_dream(campaign)
    Tally.objects.create(contribution=dream, campaign=campaign, channel=dream.channel)
    Score.objects.create(participant=participant, contribution_id=dream.pk, value=2)
    recount_tallies(contributions=[dream.pk])
    return participant


def ask(scorer: Participant, commit: object, **data: str) -> str:
    """Ask for a link as this browser and return its path from the letter."""
    with commit(execute=True):  # type: ignore[operator]
        answer = client_as(scorer).post(CONFIRM, ADDRESS | data)
    assert answer.status_code == 302
    found = re.search(r"https?://[^/]+(/\S+/)", mail.outbox[-1].body)
    assert found is not None
    return found[1]


def test_a_letter_a_look_and_a_tap(
    campaign: Campaign, scorer: Participant, django_capture_on_commit_callbacks
) -> None:
    link = ask(scorer, django_capture_on_commit_callbacks)
    assert mail.outbox[0].to == ["Ines@voorbeeld.be"]
    assert "voorbeeld" not in link
    phone = Client()  # another device than the one that scored
    look = phone.get(link)
    assert look.status_code == 200
    assert b"<form" in look.content
    assert look.headers["Referrer-Policy"] == "same-origin"
    assert Tally.objects.get().weight == 10
    assert phone.post(link).status_code == 200
    scorer.refresh_from_db()
    assert scorer.confirmed_at == clock.now()
    tally = Tally.objects.get()
    assert (tally.scores, tally.weight, tally.weighed, tally.weighed_squares) == (1, 15, 30, 60)


def test_a_scanner_that_opens_the_link_confirms_nothing(
    scorer: Participant, django_capture_on_commit_callbacks
) -> None:
    link = ask(scorer, django_capture_on_commit_callbacks)
    for _ in range(3):
        Client().get(link)
        Client().head(link)
    scorer.refresh_from_db()
    assert scorer.confirmed_at is None


def test_tapping_twice_confirms_once(
    scorer: Participant, django_capture_on_commit_callbacks
) -> None:
    link = ask(scorer, django_capture_on_commit_callbacks)
    Client().post(link)
    first = Participant.objects.get(pk=scorer.pk).confirmed_at
    with clock.travel(clock.now() + timedelta(hours=1)):
        assert Client().post(link).status_code == 200
        assert b"<form" not in Client().get(link).content
    assert Participant.objects.get(pk=scorer.pk).confirmed_at == first
    assert Tally.objects.get().weight == 15


def test_the_address_is_kept_nowhere(
    scorer: Participant, django_capture_on_commit_callbacks
) -> None:
    link = ask(scorer, django_capture_on_commit_callbacks)
    Client().post(link)
    row = Participant.objects.filter(pk=scorer.pk).values().get()
    assert "ines" not in str(row).lower()
    assert len(row["confirmed_by"]) == 64


def test_one_address_confirms_one_browser(
    campaign: Campaign, scorer: Participant, django_capture_on_commit_callbacks
) -> None:
    Client().post(ask(scorer, django_capture_on_commit_callbacks))
    second = make_participant(campaign)
    link = confirm_path(second, " ines@VOORBEELD.be")
    taken = Client().post(link)
    assert taken.status_code == 409
    second.refresh_from_db()
    assert second.confirmed_at is None
    found = read_confirmation(campaign=campaign, token=link.rstrip("/").rpartition("/")[2])
    assert found is not None
    with pytest.raises(AddressTaken):
        confirm_participant(confirmation=found)


def test_the_same_address_counts_in_another_campaign(
    campaign: Campaign, scorer: Participant
) -> None:
    other = make_participant(factories.make_campaign(domain="elders.be"))
    for participant in (scorer, other):
        token = confirm_path(participant, "ines@voorbeeld.be").rstrip("/").rpartition("/")[2]
        found = read_confirmation(campaign=participant.campaign, token=token)
        assert found is not None
        assert confirm_participant(confirmation=found)
        assert read_confirmation(campaign=factories.make_campaign(), token=token) is None


def test_the_answer_is_the_same_for_a_known_address(
    campaign: Campaign, scorer: Participant, django_capture_on_commit_callbacks
) -> None:
    ask(scorer, django_capture_on_commit_callbacks)
    known = client_as(scorer).post(CONFIRM, ADDRESS, follow=True)
    unknown = client_as(scorer).post(CONFIRM, {"email": "wim@voorbeeld.be"}, follow=True)
    assert [str(m) for m in known.context["messages"]] == [
        str(m) for m in unknown.context["messages"]
    ]


def test_a_mailbox_is_not_flooded(scorer: Participant, django_capture_on_commit_callbacks) -> None:
    for _ in range(5):
        ask(scorer, django_capture_on_commit_callbacks)
    assert len(mail.outbox) == 1


def test_a_link_works_for_a_day(
    campaign: Campaign, scorer: Participant, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = confirm_path(scorer, "ines@voorbeeld.be")
    monkeypatch.setattr("django.core.signing.time.time", lambda: clock.now().timestamp() * 2)
    late = Client().post(link)
    assert late.status_code == 410
    assert Client().get(reverse("survey:confirm_link", args=["iets"])).status_code == 410
    forged = TimestampSigner(salt="survey.own-dream").sign(f"{scorer.pk.hex}.{'0' * 64}")
    assert Client().post(reverse("survey:confirm_link", args=[forged])).status_code == 410
    scorer.refresh_from_db()
    assert scorer.confirmed_at is None


def test_a_wrong_address_is_explained_and_kept(scorer: Participant) -> None:
    answer = client_as(scorer).post(CONFIRM, {"email": "ines@"})
    assert answer.status_code == 422
    assert 'value="ines@"' in answer.content.decode()
    assert not mail.outbox


def test_who_did_not_score_yet_is_asked_to_score_first(campaign: Campaign, client: Client) -> None:
    page = client.get(CONFIRM).content.decode()
    assert 'name="email"' not in page
    assert reverse("survey:score") in page
    client.post(CONFIRM, ADDRESS)
    assert not mail.outbox
    assert not Participant.objects.exists()


def test_a_forgotten_browser_leaves_its_weight_and_not_its_address(
    campaign: Campaign, scorer: Participant, django_capture_on_commit_callbacks
) -> None:
    Client().post(ask(scorer, django_capture_on_commit_callbacks))
    with clock.travel(clock.now() + FORGET_AFTER + timedelta(minutes=1)):
        forget_browsers(campaign=campaign)
    recount_tallies(contributions=[Tally.objects.get().pk])
    assert Tally.objects.get().weight == 15
    assert not Participant.objects.exclude(confirmed_by="").exists()


def test_a_browser_forgotten_in_the_meantime_gets_no_letter(scorer: Participant) -> None:
    key = str(scorer.pk)
    scorer.delete()
    tasks.mail_confirmation(key, "ines@voorbeeld.be", "http://testserver", "nl")
    assert not mail.outbox


@pytest.mark.phase(6)
def test_after_dreaming_nothing_changes_any_more(campaign: Campaign, scorer: Participant) -> None:
    link = confirm_path(scorer, "ines@voorbeeld.be")
    assert Client().post(link).status_code == 409
    assert client_as(scorer).post(CONFIRM, ADDRESS).status_code == 409
    found = read_confirmation(campaign=campaign, token=link.rstrip("/").rpartition("/")[2])
    assert found is not None
    with pytest.raises(PhaseClosed):
        confirm_participant(confirmation=found)


def test_too_many_letters_are_slowed_down(
    campaign: Campaign, scorer: Participant, limits_on
) -> None:
    answers = [client_as(scorer).post(CONFIRM, ADDRESS).status_code for _ in range(11)]
    assert answers == [302] * 10 + [429]
