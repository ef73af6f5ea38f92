"""Moderators read, place and hold back; two of them never undo each other unseen."""

from typing import Any

import pytest

from campaigns.models import Campaign, Contribution, Decision, Status, User, Verdict
from campaigns.services.moderation import (
    AlreadyDecided,
    hold_contribution,
    place_at_once,
    place_contribution,
)
from tests import factories

QUEUE = "/team/lezen/"


def waiting(campaign: Campaign, **fields: Any) -> Contribution:
    return factories.make_contribution(campaign, status=Status.WAITING, placed_at=None, **fields)


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


def test_getting_the_address_decides_nothing(
    campaign: Campaign, moderator: User, client_of: Any
) -> None:
    dream = waiting(campaign)
    for action in ("plaats", "hou-vast"):
        assert client_of(moderator).get(f"{QUEUE}{dream.number}/{action}/").status_code == 405
    assert not Decision.objects.exists()


def test_the_wrong_role_is_refused(campaign: Campaign, editor: User, client_of: Any) -> None:
    dream = waiting(campaign)
    assert client_of(editor).post(f"{QUEUE}{dream.number}/plaats/").status_code == 403
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


def test_a_stale_page_does_not_overrule_a_colleague(
    campaign: Campaign, moderator: User, organiser: User, client_of: Any
) -> None:
    dream = waiting(campaign)
    place_contribution(contribution=dream, by=moderator)
    response = client_of(organiser).post(
        f"{QUEUE}{dream.number}/hou-vast/",
        {"reason": "Oude pagina", "seen": "waiting"},
        follow=True,
    )
    assert "was eerst bij deze droom" in response.content.decode()
    dream.refresh_from_db()
    assert dream.status == Status.PLACED


def test_placing_twice_is_one_decision(campaign: Campaign, moderator: User, client_of: Any) -> None:
    dream = waiting(campaign)
    for _ in range(2):
        client_of(moderator).post(f"{QUEUE}{dream.number}/plaats/", {"seen": "waiting"})
    assert Decision.objects.count() == 1


def test_what_was_held_can_be_placed_after_all(campaign: Campaign, moderator: User) -> None:
    dream = waiting(campaign)
    hold_contribution(contribution=dream, reason="Een naam", by=moderator)
    place_contribution(contribution=dream, by=moderator, seen=Status.HELD)
    assert Contribution.objects.of(campaign).placed().get() == dream


def test_what_a_colleague_wrote_is_placed_at_once(campaign: Campaign, ambassador: User) -> None:
    dream = waiting(campaign)
    place_at_once(contribution=dream, by=ambassador)
    assert Contribution.objects.get().status == Status.PLACED


def test_the_queue_shows_the_oldest_and_warns_for_personal_data(
    campaign: Campaign, moderator: User, client_of: Any
) -> None:
    waiting(campaign, text="Bel mij op 0471 23 45 67.")
    waiting(campaign, text="Een zwemvijver.")
    page = client_of(moderator).get(QUEUE).content.decode()
    assert "2 dromen te lezen" in page
    assert "telefoonnummer" in page
    later = client_of(moderator).get(QUEUE, {"na": "1"}).content.decode()
    assert "Een zwemvijver." in later
    for odd in ("²", "9" * 30, "x", "2"):
        assert client_of(moderator).get(QUEUE, {"na": odd}).status_code == 200


def test_an_empty_queue_says_so(campaign: Campaign, moderator: User, client_of: Any) -> None:
    assert "Alles is gelezen. Mooi werk." in client_of(moderator).get(QUEUE).content.decode()


def test_the_queue_costs_the_same_for_many(
    campaign: Campaign, moderator: User, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(6):
        waiting(campaign)
        hold_contribution(contribution=waiting(campaign), reason="Waarom", by=moderator)
    client = client_of(moderator)
    with django_assert_max_num_queries(8):
        client.get(QUEUE)


def test_a_dream_of_another_campaign_is_not_found(
    campaign: Campaign, moderator: User, client_of: Any
) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(domain="testserver")
    dream = waiting(factories.make_campaign())
    response = client_of(moderator).post(f"{QUEUE}{dream.number}/plaats/")
    assert response.status_code == 404
