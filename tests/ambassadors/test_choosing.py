"""The core team chooses a mix of candidates."""

from typing import Any

import pytest

from ambassadors.mix import count_mix
from ambassadors.models import Candidate, Outcome
from campaigns.models import Activity, Campaign, User
from tests import factories
from tests.ambassadors.builders import make_ambassador, make_candidate

pytestmark = pytest.mark.phase(3)
DECIDE = "/team/ambassadeurs/kies/"


def test_one_candidate_is_chosen(campaign: Campaign, organiser: User, client_of: Any) -> None:
    candidate = make_candidate(campaign)
    client_of(organiser).post(DECIDE, {"one": f"{candidate.pk}:chosen"})
    candidate.refresh_from_db()
    assert (candidate.outcome, candidate.decided_by) == (Outcome.CHOSEN, organiser)


def test_ticked_candidates_are_declined_together(
    campaign: Campaign, organiser: User, client_of: Any
) -> None:
    first, second, third = (make_candidate(campaign) for _ in range(3))
    response = client_of(organiser).post(
        DECIDE, {"candidate": [first.pk, second.pk], "outcome": "declined"}, follow=True
    )
    assert "2 kandidaten: Deze keer niet." in response.content.decode()
    assert Candidate.objects.filter(outcome=Outcome.DECLINED).count() == 2
    assert Candidate.objects.get(pk=third.pk).outcome == Outcome.OPEN


def test_choosing_twice_is_harmless(campaign: Campaign, organiser: User, client_of: Any) -> None:
    candidate = make_candidate(campaign)
    for _ in range(2):
        client_of(organiser).post(DECIDE, {"one": f"{candidate.pk}:chosen"})
    assert Activity.objects.filter(verb="candidate_chosen").count() == 1


def test_getting_the_address_decides_nothing(
    campaign: Campaign, organiser: User, client_of: Any
) -> None:
    candidate = make_candidate(campaign)
    response = client_of(organiser).get(DECIDE, {"one": f"{candidate.pk}:chosen"})
    assert response.status_code == 405
    assert Candidate.objects.get().outcome == Outcome.OPEN


def test_nonsense_decides_nothing(campaign: Campaign, organiser: User, client_of: Any) -> None:
    candidate = make_candidate(campaign)
    for data in ({"one": f"{candidate.pk}:king"}, {"candidate": ["x"], "outcome": "chosen"}, {}):
        assert client_of(organiser).post(DECIDE, data).status_code == 404
    response = client_of(organiser).post(DECIDE, {"outcome": "chosen"}, follow=True)
    assert "Duid eerst de kandidaten aan." in response.content.decode()


def test_an_ambassador_is_not_unchosen(campaign: Campaign, organiser: User, client_of: Any) -> None:
    ambassador = make_ambassador(campaign)
    client_of(organiser).post(DECIDE, {"one": f"{ambassador.candidate_id}:declined"})
    assert Candidate.objects.get().outcome == Outcome.CHOSEN


def test_candidates_of_another_campaign_stay_untouched(
    campaign: Campaign, organiser: User, client_of: Any
) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(domain="testserver")
    stranger = make_candidate(factories.make_campaign())
    client_of(organiser).post(DECIDE, {"one": f"{stranger.pk}:chosen"})
    assert Candidate.objects.get(pk=stranger.pk).outcome == Outcome.OPEN


@pytest.mark.parametrize("path", ["/team/ambassadeurs/", "/team/ambassadeurs/trainingen/"])
def test_only_the_core_team_enters(
    path: str, ambassador: User, moderator: User, stranger: User, client_of: Any
) -> None:
    assert client_of(ambassador).get(path).status_code == 403
    assert client_of(moderator).get(path).status_code == 403
    assert client_of(stranger).get(path).status_code == 404
    assert "/aanmelden/" in client_of().get(path)["Location"]


def test_the_wrong_role_cannot_choose(campaign: Campaign, moderator: User, client_of: Any) -> None:
    candidate = make_candidate(campaign)
    response = client_of(moderator).post(DECIDE, {"one": f"{candidate.pk}:chosen"})
    assert response.status_code == 403
    assert Candidate.objects.get().outcome == Outcome.OPEN


def test_the_table_filters(campaign: Campaign, organiser: User, client_of: Any) -> None:
    garden = factories.make_department(campaign, "Groen")
    library = factories.make_department(campaign, "Boeken")
    make_candidate(campaign, department=garden, last_name="Tuin")
    make_candidate(campaign, department=library, last_name="Boek", level="director")
    page = (
        client_of(organiser).get("/team/ambassadeurs/", {"department": garden.pk}).content.decode()
    )
    assert "Kurt Tuin" in page
    assert "Kurt Boek" not in page
    page = client_of(organiser).get("/team/ambassadeurs/", {"level": "director"}).content.decode()
    assert "Kurt Boek" in page
    assert "Kurt Tuin" not in page
    page = client_of(organiser).get("/team/ambassadeurs/", {"level": "king"}).content.decode()
    assert "Kurt Tuin" in page


def test_filters_survive_a_decision(campaign: Campaign, organiser: User, client_of: Any) -> None:
    candidate = make_candidate(campaign)
    response = client_of(organiser).post(
        DECIDE, {"one": f"{candidate.pk}:chosen", "filter-level": "operational"}
    )
    assert response["Location"] == "/team/ambassadeurs/?level=operational"


def test_the_table_costs_the_same_for_many(
    campaign: Campaign, organiser: User, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        make_candidate(campaign)
    make_ambassador(campaign)
    client = client_of(organiser)
    with django_assert_max_num_queries(9):
        client.get("/team/ambassadeurs/")


def test_the_mix_counts_departments_and_levels() -> None:
    mix = count_mix(
        [(1, "Groen", 75), (2, "Boeken", 25)],
        [(1, "operational", "chosen", 3), (1, "operational", "declined", 2), (2, "lead", "open", 1),
         (1, "lead", "chosen", 1)],
    )  # fmt: skip
    garden, books = mix.rows
    assert (mix.candidates, mix.chosen, mix.staff) == (7, 4, 100)
    assert (garden.chosen, garden.candidates, garden.staff_share, garden.chosen_share) == (
        4,
        6,
        75,
        100,
    )
    assert garden.levels == (3, 0, 0, 1, 0)
    assert mix.missing == ["Boeken"]
    assert [level.chosen for level in mix.levels] == [3, 0, 0, 1, 0]
    assert [level.candidates for level in mix.levels] == [5, 0, 0, 2, 0]
    assert books.chosen_share == 0


def test_the_mix_of_nobody_divides_by_nothing() -> None:
    mix = count_mix([(1, "Groen", 0)], [])
    assert (mix.rows[0].chosen_share, mix.rows[0].staff_share, mix.missing) == (0, 0, [])
