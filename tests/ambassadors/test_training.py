"""From a training with attendance to ambassadors with a certificate."""

from typing import Any

import pytest
from django.core import mail

from ambassadors import tasks
from ambassadors.models import Ambassador, Attendance, CertificateState, Outcome, Training
from ambassadors.rendering import CertificateContent
from ambassadors.services import (
    TrainingIsClosed,
    certificate_content,
    close_training,
    invite_chosen,
    queue_certificate,
    store_certificate,
    tick_attendance,
)
from campaigns.models import Campaign, Membership, User
from campaigns.permissions import Role
from tests import factories
from tests.ambassadors.builders import make_ambassador, make_candidate, make_training

pytestmark = pytest.mark.phase(4)
ROOM = "/team/ambassadeurs/trainingen/"
PDF = b"%PDF-1.7 a certificate"


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[CertificateContent]:
    """Stand in for the print engine, and keep what it was asked to print."""
    asked: list[CertificateContent] = []

    def render(content: CertificateContent) -> bytes:
        asked.append(content)
        return PDF

    monkeypatch.setattr(tasks, "render", render)
    return asked


def test_a_training_is_planned_once(campaign: Campaign, organiser: User, client_of: Any) -> None:
    data = {"title": "Vragen stellen", "held_on": "2027-04-12", "place": "De Spil", "trainer": "An"}
    for _ in range(2):
        client_of(organiser).post(ROOM, data)
    assert Training.objects.get().title == "Vragen stellen"


def test_a_training_without_a_date_is_refused(
    campaign: Campaign, organiser: User, client_of: Any
) -> None:
    response = client_of(organiser).post(ROOM, {"title": "Vragen stellen", "place": "De Spil"})
    assert response.status_code == 422
    assert "Kies de datum." in response.content.decode()
    assert not Training.objects.exists()


def test_all_chosen_are_invited_once(
    campaign: Campaign, organiser: User, client_of: Any, django_capture_on_commit_callbacks: Any
) -> None:
    training = make_training(campaign)
    chosen = make_candidate(campaign, outcome=Outcome.CHOSEN)
    make_candidate(campaign, outcome=Outcome.RESERVE)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client_of(organiser).post(f"{ROOM}{training.pk}/nodig-uit/")
    assert Attendance.objects.get().candidate == chosen
    assert [letter.to for letter in mail.outbox] == [[chosen.email]]
    assert "maandag 5 april 2027, in De Spil" in mail.outbox[0].body
    assert client_of(organiser).get(f"{ROOM}{training.pk}/nodig-uit/").status_code == 405


def test_who_was_there_becomes_an_ambassador(
    campaign: Campaign, organiser: User, client_of: Any, rendered: list[CertificateContent],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    training = make_training(campaign)
    here = make_candidate(campaign, outcome=Outcome.CHOSEN, email="Rita@Stad.example")
    away = make_candidate(campaign, outcome=Outcome.CHOSEN)
    invite_chosen(training=training, by=organiser)
    place = Attendance.objects.get(candidate=here)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client_of(organiser).post(
                f"{ROOM}{training.pk}/wie-was-er/", {"present": [place.pk], "close": ""}
            )
    ambassador = Ambassador.objects.get()
    assert ambassador.user.email == "rita@stad.example"
    assert Membership.objects.get(user=ambassador.user).roles == [Role.AMBASSADOR]
    assert ambassador.certificate_state == CertificateState.READY
    assert ambassador.certificate.read() == PDF
    assert len(rendered) == 1
    assert Attendance.objects.get(candidate=away).present is False
    assert not hasattr(away, "ambassador")


def test_a_colleague_with_an_account_keeps_it(campaign: Campaign, organiser: User) -> None:
    user = factories.make_member(campaign, Role.MODERATOR, email="fatima@stad.example")
    training = make_training(campaign)
    make_candidate(campaign, outcome=Outcome.CHOSEN, email="Fatima@stad.example")
    (place,) = invite_chosen(training=training, by=organiser)
    tick_attendance(training=training, present=[place.pk])
    (ambassador,) = close_training(training=training, by=organiser)
    assert ambassador.user == user
    assert set(Membership.objects.get(user=user).roles) == {Role.MODERATOR, Role.AMBASSADOR}


def test_saving_attendance_leaves_the_training_open(
    campaign: Campaign, organiser: User, client_of: Any
) -> None:
    training = make_training(campaign)
    make_candidate(campaign, outcome=Outcome.CHOSEN)
    (place,) = invite_chosen(training=training, by=organiser)
    client_of(organiser).post(f"{ROOM}{training.pk}/wie-was-er/", {"present": [place.pk]})
    training.refresh_from_db()
    assert training.closed_at is None
    assert Attendance.objects.get().present is True
    assert not Ambassador.objects.exists()


def test_a_closed_training_does_not_change(
    campaign: Campaign, organiser: User, client_of: Any
) -> None:
    training = make_training(campaign)
    assert close_training(training=training, by=organiser) == []
    assert close_training(training=training, by=organiser) == []
    with pytest.raises(TrainingIsClosed):
        tick_attendance(training=training, present=[])
    with pytest.raises(TrainingIsClosed):
        invite_chosen(training=training, by=organiser)
    response = client_of(organiser).post(f"{ROOM}{training.pk}/nodig-uit/", follow=True)
    assert "Deze training is afgesloten" in response.content.decode()


def test_only_the_core_team_closes(campaign: Campaign, ambassador: User, client_of: Any) -> None:
    training = make_training(campaign)
    response = client_of(ambassador).post(f"{ROOM}{training.pk}/wie-was-er/", {"close": ""})
    assert response.status_code == 403
    training.refresh_from_db()
    assert training.closed_at is None


def test_a_training_of_another_campaign_is_not_found(
    campaign: Campaign, organiser: User, client_of: Any
) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(domain="testserver")
    training = make_training(factories.make_campaign())
    assert client_of(organiser).get(f"{ROOM}{training.pk}/").status_code == 404


def test_the_certificate_says_what_was_learned(campaign: Campaign, organiser: User) -> None:
    training = make_training(campaign)
    make_candidate(campaign, outcome=Outcome.CHOSEN, last_name="Vandaele")
    (place,) = invite_chosen(training=training, by=organiser)
    tick_attendance(training=training, present=[place.pk])
    (ambassador,) = close_training(training=training, by=organiser)
    content = certificate_content(ambassador)
    assert content.name == "Kurt Vandaele"
    assert (content.training, content.held_on, content.place) == (
        "Leren luisteren",
        training.held_on,
        "De Spil",
    )
    assert len(content.learned) == 3


def test_a_failed_certificate_can_be_read_and_tried_again(
    campaign: Campaign, organiser: User, client_of: Any, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    ambassador = make_ambassador(campaign, certificate_state=CertificateState.QUEUED)

    def broken(content: CertificateContent) -> bytes:
        raise RuntimeError("De printer is op.")

    monkeypatch.setattr(tasks, "render", broken)
    tasks.render_certificate(ambassador.pk)
    assert "De printer is op." in client_of(organiser).get(ROOM).content.decode()
    monkeypatch.setattr(tasks, "render", lambda content: PDF)
    with django_capture_on_commit_callbacks(execute=True):
        client_of(organiser).post(f"/team/ambassadeurs/{ambassador.pk}/getuigschrift/maak/")
    ambassador.refresh_from_db()
    assert (ambassador.certificate_state, ambassador.certificate_error) == (
        CertificateState.READY,
        "",
    )


def test_rendering_twice_leaves_one_certificate(
    campaign: Campaign, rendered: list[CertificateContent]
) -> None:
    ambassador = make_ambassador(campaign, certificate_state=CertificateState.QUEUED)
    tasks.render_certificate(ambassador.pk)
    tasks.render_certificate(ambassador.pk)
    assert len(rendered) == 1
    ambassador.refresh_from_db()
    first = ambassador.certificate.name
    # A second worker that was still rendering finds the row taken.
    assert store_certificate(ambassador=ambassador, pdf=b"other") is False
    ambassador.refresh_from_db()
    assert ambassador.certificate.name == first
    assert queue_certificate(ambassador=ambassador) is False


def test_the_core_team_and_the_ambassador_download_it_and_nobody_else(
    campaign: Campaign, organiser: User, moderator: User, ambassador: User, stranger: User,
    client_of: Any, rendered: list[CertificateContent],
) -> None:  # fmt: skip
    row = make_ambassador(campaign, user=ambassador, certificate_state=CertificateState.QUEUED)
    team = f"/team/ambassadeurs/{row.pk}/getuigschrift/"
    mine = "/ambassadeur/getuigschrift/"
    assert client_of(organiser).get(team).status_code == 404  # not made yet
    assert "wordt gemaakt" in client_of(ambassador).get(mine).content.decode()
    tasks.render_certificate(row.pk)
    for user, path in ((organiser, team), (ambassador, mine)):
        response = client_of(user).get(path)
        assert b"".join(response.streaming_content) == PDF
        assert "getuigschrift-kurt-" in response["Content-Disposition"]
    assert client_of(organiser).get(mine).status_code == 404
    assert client_of(stranger).get(mine).status_code == 404
    assert client_of(moderator).get(team).status_code == 403
    assert client_of(ambassador).get(team).status_code == 403


def test_lists_cost_the_same_for_many(
    campaign: Campaign, organiser: User, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    training = make_training(campaign)
    for _ in range(8):
        make_ambassador(campaign)
    invite_chosen(training=training, by=organiser)
    client = client_of(organiser)
    with django_assert_max_num_queries(8):
        client.get(ROOM)
    with django_assert_max_num_queries(8):
        client.get(f"{ROOM}{training.pk}/")
