"""The promise, the phases' dates and the gates."""

from datetime import date
from typing import Any

import pytest

from campaigns.models import Activity, Campaign, Commitment, Membership, Phase, User
from campaigns.permissions import Role
from campaigns.services.steering import AlreadySigned, grant_role, sign_commitment
from tests import factories

PROMISE = "/kabinet/belofte/"
WORDS = {
    "horizon_year": "2030", "promise": "Wij luisteren.", "what_happens": "Gelezen.", "not_negotiable": "",
    "signed_name": "Kris Dewitte", "signed_function": "Burgemeester",
}  # fmt: skip


def test_the_mayor_signs_in_public(campaign: Campaign, board: User, client_of: Any) -> None:
    response = client_of(board).post(PROMISE, WORDS, follow=True)
    assert "De belofte is getekend." in response.content.decode()
    promise = Commitment.objects.get()
    assert (promise.promise, promise.signed_by, promise.is_signed) == (
        "Wij luisteren.",
        board,
        True,
    )
    assert Activity.objects.filter(verb="sign").count() == 1


def test_a_signed_promise_never_changes(campaign: Campaign, board: User, client_of: Any) -> None:
    client_of(board).post(PROMISE, WORDS)
    client_of(board).post(PROMISE, WORDS | {"promise": "Toch niet."})
    assert Commitment.objects.get().promise == "Wij luisteren."
    late = Commitment(campaign=campaign, horizon_year=2040, promise="Toch niet.", what_happens="x")
    with pytest.raises(AlreadySigned):
        sign_commitment(commitment=late, name="x", function="y", by=board)
    assert Commitment.objects.get().horizon_year == 2030


def test_a_promise_without_words_is_not_signed(
    campaign: Campaign, board: User, client_of: Any
) -> None:
    response = client_of(board).post(PROMISE, WORDS | {"promise": ""})
    assert response.status_code == 422
    assert "Gelezen." in response.content.decode()
    assert not Commitment.objects.exists()


def test_looking_signs_nothing_and_the_core_team_may_not_sign(
    campaign: Campaign, board: User, organiser: User, client_of: Any
) -> None:
    assert client_of(board).get(PROMISE).status_code == 200
    assert client_of(organiser).post(PROMISE, WORDS).status_code == 403
    assert not Commitment.objects.exists()


def test_a_phase_gets_other_dates(campaign: Campaign, organiser: User, client_of: Any) -> None:
    data = {"6-starts_on": "2027-06-02", "6-ends_on": "2027-06-20"}
    client_of(organiser).post("/team/fasen/6/", data)
    assert Phase.objects.get(campaign=campaign, number=6).ends_on == date(2027, 6, 20)
    assert Activity.objects.get(verb="move_phase").details["before"] == ["2027-06-01", "2027-06-28"]


def test_a_phase_cannot_end_before_it_starts(
    campaign: Campaign, organiser: User, client_of: Any
) -> None:
    data = {"6-starts_on": "2027-06-20", "6-ends_on": "2027-06-02"}
    response = client_of(organiser).post("/team/fasen/6/", data)
    assert response.status_code == 422
    assert "Een fase eindigt nadat ze begint." in response.content.decode()
    assert Phase.objects.get(campaign=campaign, number=6).ends_on == date(2027, 6, 28)


def test_a_gate_opens_once(campaign: Campaign, organiser: User, client_of: Any) -> None:
    Phase.objects.filter(campaign=campaign, number=5).update(gate_passed_on=None)
    for _ in range(2):
        client_of(organiser).post("/team/fasen/5/poort/")
    phase = Phase.objects.get(campaign=campaign, number=5)
    assert (phase.gate_passed_on, phase.gate_passed_by) == (date(2027, 5, 10), organiser)
    assert Activity.objects.filter(verb="pass_gate").count() == 1
    assert client_of(organiser).get("/team/fasen/5/poort/").status_code == 405


def test_the_wrong_role_moves_nothing(campaign: Campaign, editor: User, client_of: Any) -> None:
    for path in ("/team/fasen/6/", "/team/fasen/6/poort/"):
        assert client_of(editor).post(path).status_code == 403
    assert not Activity.objects.exists()


def test_all_phases_on_one_page_cost_the_same(
    campaign: Campaign, organiser: User, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(organiser)
    with django_assert_max_num_queries(6):
        assert client.get("/team/fasen/").content.decode().count("Bewaar de data") == 8


def test_a_role_comes_beside_the_roles_somebody_has(campaign: Campaign) -> None:
    user = factories.make_member(campaign, Role.EDITOR)
    for _ in range(2):
        grant_role(campaign=campaign, user=user, role=Role.SCRIBE)
    assert Membership.objects.get(user=user).roles == [Role.EDITOR, Role.SCRIBE]
