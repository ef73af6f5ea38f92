"""What readers reported is looked at again, the most reported first."""

import pytest

from campaigns.models import Activity, Campaign, Contribution, Decision, Moderation, Status, Verdict
from campaigns.services.moderation import hold_contribution, settle_new
from survey.models import Reason, Report
from survey.services.reports import settle_reports
from tests import factories
from tests.survey.builders import make_dream

ROOM = "/team/meldingen/"


def report(dream, *reasons: Reason) -> None:
    for reason in reasons:
        Report.objects.create(contribution_id=dream.pk, reason=reason)


@pytest.fixture
def dream(campaign):
    return make_dream(campaign, text="Bel Jan op 0471 23 45 67.")


def address(dream) -> str:
    return f"{ROOM}{dream.number}/"


def test_the_most_reported_comes_first_with_its_reasons(campaign, moderator, client_of, dream):
    other = make_dream(campaign, text="Een zwemvijver.")
    report(dream, Reason.PERSONAL)
    report(other, Reason.HURTFUL, Reason.HURTFUL, Reason.NO_DREAM)
    make_dream(campaign, text="Niemand heeft hier iets op tegen.")
    page = client_of(moderator).get(ROOM).content.decode()
    assert page.index("Een zwemvijver.") < page.index("0471 23 45 67")
    assert "· 2×" in page
    assert "Niemand heeft hier iets op tegen." not in page


def test_leaving_it_online_settles_the_reports(campaign, moderator, client_of, dream):
    report(dream, Reason.PERSONAL, Reason.HURTFUL)
    for _ in range(2):
        client_of(moderator).post(address(dream), {"doe": "keep"})
    assert not Report.objects.filter(settled_at=None).exists()
    line = Activity.objects.get(verb="settle_reports")
    assert (line.by, line.details) == (moderator, {"reports": 2, "outcome": "kept"})
    dream.refresh_from_db()
    assert dream.status == Status.PLACED
    report(dream, Reason.PERSONAL)
    assert "0471" in client_of(moderator).get(ROOM).content.decode()


def test_holding_a_reported_dream_needs_a_reason(campaign, moderator, client_of, dream):
    report(dream, Reason.PERSONAL)
    refused = client_of(moderator).post(address(dream), {"doe": "hold"})
    assert refused.status_code == 422
    assert f'id="id_{dream.number}_reason-error"' in refused.content.decode()
    assert not Decision.objects.exists()
    client_of(moderator).post(address(dream), {"doe": "hold", "ready": "name"})
    dream.refresh_from_db()
    assert dream.status == Status.HELD
    assert Decision.objects.get().verdict == Verdict.HOLD
    assert not Report.objects.filter(settled_at=None).exists()


def test_covering_words_settles_the_reports_too(campaign, moderator, client_of, dream):
    report(dream, Reason.PERSONAL)
    assert client_of(moderator).post(address(dream), {"doe": "mask"}).status_code == 422
    client_of(moderator).post(address(dream), {"doe": "mask", "stretch": "11-24"})
    dream.refresh_from_db()
    assert dream.text == "Bel Jan op ████ ██ ██ ██."
    assert dream.status == Status.PLACED
    assert not Report.objects.filter(settled_at=None).exists()


def test_a_colleague_who_was_first_is_not_overruled(
    campaign, moderator, organiser, client_of, dream
):
    report(dream, Reason.PERSONAL)
    hold_contribution(contribution=Contribution.objects.get(), reason="Een naam.", by=organiser)
    page = client_of(moderator).post(address(dream), {"doe": "hold", "reason": "x"}, follow=True)
    assert "An" in page.content.decode()
    assert Decision.objects.count() == 1
    # What is offline already asks for nothing.
    assert "0471" not in client_of(moderator).get(ROOM).content.decode()


def test_what_was_shown_at_once_is_read_by_the_way(campaign, moderator, client_of):
    Campaign.objects.filter(pk=campaign.pk).update(moderation=Moderation.AFTER)
    campaign.refresh_from_db()
    dream = make_dream(campaign, status=Status.WAITING, placed_at=None)
    settle_new(contribution=dream)
    report(dream, Reason.NO_DREAM)
    client_of(moderator).post(address(dream), {"doe": "keep"})
    assert Decision.objects.last().verdict == Verdict.READ
    assert not Contribution.objects.of(campaign).to_read().exists()


def test_a_changed_text_is_looked_at_again(campaign, moderator, client_of, dream):
    report(dream, Reason.PERSONAL)
    client_of(moderator).post(address(dream), {"doe": "keep", "mark": "of other words"})
    assert Report.objects.filter(settled_at=None).count() == 1


def test_looking_changes_nothing_and_the_wrong_role_is_refused(
    campaign, moderator, editor, client_of, dream
):
    report(dream, Reason.PERSONAL)
    assert client_of(moderator).get(address(dream)).status_code == 405
    client_of(moderator).get(ROOM)
    assert client_of(editor).get(ROOM).status_code == 403
    assert client_of(editor).post(address(dream), {"doe": "keep"}).status_code == 403
    assert Report.objects.filter(settled_at=None).count() == 1


def test_a_dream_of_another_campaign_is_not_found(campaign, moderator, client_of):
    Campaign.objects.filter(pk=campaign.pk).update(domain="testserver")
    other = make_dream(factories.make_campaign())
    assert client_of(moderator).post(address(other), {"doe": "keep"}).status_code == 404


def test_settling_nothing_writes_nothing(campaign, moderator, dream):
    assert settle_reports(contribution=dream, by=moderator, outcome="kept") == 0
    assert not Activity.objects.exists()


def test_the_room_costs_the_same_for_many(
    campaign, moderator, client_of, django_assert_max_num_queries
):
    client = client_of(moderator)
    for rows in (3, 27):
        for _ in range(rows):
            report(make_dream(campaign), Reason.PERSONAL, Reason.HURTFUL)
        with django_assert_max_num_queries(8):
            assert client.get(ROOM).status_code == 200
    assert client.get(ROOM, {"bladzijde": "2"}).status_code == 200
