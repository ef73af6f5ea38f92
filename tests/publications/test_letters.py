"""Dreamers hear which key their dream got, and on which page it stands. Once."""

from datetime import timedelta

import pytest
from django.core import mail

from campaigns import clock
from campaigns.models import Contribution, Status
from debate.models import Debate
from publications import tasks
from publications.models import Kind
from publications.models import Status as IssueStatus
from publications.services.letters import tell_of_keys, tell_of_newspaper
from survey.models import Letter, Occasion
from survey.services import letters
from tests.publications.builders import cite, make_card, make_issue, make_key, make_need
from tests.survey.builders import make_dream

STILL = timedelta(days=1, minutes=1)


def lay(campaign, need=None, *, ago=STILL, **fields):
    """Make a dream that lies under a need since a while."""
    fields.setdefault("email", "ines@voorbeeld.be")
    dream = make_dream(campaign, **fields)
    make_card(Contribution.objects.get(pk=dream.pk), need, moved_at=clock.now() - ago)
    return dream


@pytest.fixture
def need(campaign):
    return make_need(make_key(campaign))


@pytest.mark.phase(6)
def test_a_dream_that_lies_still_under_a_key_is_told_once(campaign, need):
    dream = lay(campaign, need, display_name="Ines")
    for _ in range(3):
        lay(campaign, need, email="")
    Debate.objects.create(
        campaign=campaign, title="Debat", held_on=clock.today() + timedelta(days=30),
        starts="13.30", place="De Spil",
    )  # fmt: skip
    for _ in range(2):
        tasks.tell_dreamers_of_results()
    (letter,) = mail.outbox
    assert "Samen aan tafel" in letter.body
    assert "Ontmoeten" in letter.body
    assert " 3 " in f" {letter.body}".replace("\n", " ")
    assert "10 juli" in letter.body
    assert f"http://127.0.0.1:8000{need.get_absolute_url()}" in letter.body
    assert Letter.objects.get().dream_id == dream.pk


@pytest.mark.phase(6)
def test_nothing_is_told_of_what_still_moves_or_has_no_key(campaign, need):
    lay(campaign, need, ago=timedelta(hours=2))
    lay(campaign, None)
    need_without_key = make_need(need.key, "Los")
    need_without_key.key = None
    need_without_key.save()
    lay(campaign, need_without_key)
    lay(campaign, need, status=Status.HELD)
    lay(campaign, need, email="")
    assert tell_of_keys(campaign=campaign) == 0
    assert mail.outbox == []


def test_keys_are_no_news_before_they_are_public(campaign, need):
    lay(campaign, need)
    assert tell_of_keys(campaign=campaign) == 0


@pytest.mark.phase(7)
def test_a_dream_in_two_needs_gets_one_letter_and_the_past_is_no_invitation(campaign, need):
    dream = lay(campaign, need, text="Een bank en een boom.", language="en")
    other = make_need(need.key, "Groen om de hoek")
    make_card(Contribution.objects.get(), other, end=8, moved_at=clock.now() - STILL)
    Debate.objects.create(
        campaign=campaign, title="Debat", held_on=clock.today() - timedelta(days=1),
        starts="13.30", place="De Spil",
    )  # fmt: skip
    assert tell_of_keys(campaign=campaign) == 1
    assert "Samen aan tafel" in mail.outbox[0].body
    assert "/en/sleutels/" in mail.outbox[0].body
    assert "at the table" not in mail.outbox[0].body
    assert dream.letters.get().occasion == Occasion.KEY


@pytest.mark.phase(8)
def test_a_dream_in_the_published_newspaper_hears_its_page(campaign):
    dream = make_dream(campaign, email="ines@voorbeeld.be")
    unseen = make_dream(campaign, email="x@voorbeeld.be")
    issue = make_issue(campaign, Kind.NEWSPAPER, status=IssueStatus.PUBLISHED)
    found = Contribution.objects.get(pk=dream.pk)
    cite(issue, found, 16)
    cite(issue, found, 7, quoted=True)
    newer = make_issue(campaign, Kind.NEWSPAPER, version=2)
    cite(newer, Contribution.objects.get(pk=unseen.pk), 3)
    for _ in range(2):
        tasks.tell_dreamers_of_results()
    (letter,) = mail.outbox
    assert letter.to == ["ines@voorbeeld.be"]
    assert " 7 " in letter.body
    assert "http://127.0.0.1:8000/krant/" in letter.body


@pytest.mark.phase(7)
def test_the_newspaper_is_no_news_before_it_is_out(campaign):
    dream = make_dream(campaign, email="ines@voorbeeld.be")
    issue = make_issue(campaign, Kind.NEWSPAPER, status=IssueStatus.PUBLISHED)
    cite(issue, Contribution.objects.get(pk=dream.pk), 7)
    assert tell_of_newspaper(campaign=campaign) == 0


@pytest.mark.phase(8)
def test_a_letter_that_fails_is_tried_again(campaign, monkeypatch):
    issue = make_issue(campaign, Kind.NEWSPAPER, status=IssueStatus.PUBLISHED)
    cite(issue, Contribution.objects.get(pk=make_dream(campaign, email="a@x.be").pk), 7)

    def closed(**_letter):
        raise OSError("no post office")

    with monkeypatch.context() as broken:
        broken.setattr(letters, "send_letter", closed)
        assert tell_of_newspaper(campaign=campaign) == 0
    assert tell_of_newspaper(campaign=campaign) == 1


@pytest.mark.phase(8)
def test_looking_for_news_costs_the_same_for_many(campaign, need, django_assert_max_num_queries):
    issue = make_issue(campaign, Kind.NEWSPAPER, status=IssueStatus.PUBLISHED)
    for rows in (3, 12):
        for _ in range(rows):
            dream = lay(campaign, need)
            cite(issue, Contribution.objects.get(pk=dream.pk), 7)
        tell_of_keys(campaign=campaign)
        tell_of_newspaper(campaign=campaign)
        with django_assert_max_num_queries(6):
            assert tell_of_keys(campaign=campaign) == 0
            assert tell_of_newspaper(campaign=campaign) == 0
