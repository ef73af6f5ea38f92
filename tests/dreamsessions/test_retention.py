"""A week after a session nobody knows any more who took a chair."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.test import Client

from campaigns import clock
from campaigns.models import Activity, Campaign
from dreamsessions import tasks
from dreamsessions.models import Registration, Session
from dreamsessions.services.registering import register
from dreamsessions.services.retention import FORGET_AFTER, forget_registrations
from tests import factories
from tests.dreamsessions.builders import make_session


@pytest.fixture
def session(campaign: Campaign) -> Session:
    session = make_session(campaign)
    register(session=session, first_name="Ines", email="ines@example.org", key=uuid.uuid4())
    register(session=session, first_name="Omar", email="", key=uuid.uuid4())
    return session


def after(session: Session, **more: float) -> datetime:
    return session.starts_at + FORGET_AFTER + timedelta(**more)


def everything() -> str:
    return str(list(Registration.objects.values()))


def test_within_the_week_nothing_changes(campaign: Campaign, session: Session) -> None:
    before = everything()
    with clock.travel(after(session, minutes=-1)):
        assert forget_registrations(campaign=campaign) == 0
    assert everything() == before
    assert not Activity.objects.exists()


def test_after_the_week_names_and_addresses_are_gone_and_the_chairs_stay(
    campaign: Campaign, session: Session
) -> None:
    with clock.travel(after(session, minutes=1)):
        assert forget_registrations(campaign=campaign) == 2
    for needle in ("Ines", "ines@example.org", "Omar"):
        assert needle not in everything()
    assert session.registrations.count() == 2


def test_forgetting_twice_forgets_once(campaign: Campaign, session: Session) -> None:
    with clock.travel(after(session, minutes=1)):
        tasks.forget_registrations()
        tasks.forget_registrations()
    assert Activity.objects.get(verb="forget_registrations").details == {"forgotten": 2}


def test_a_session_that_moved_keeps_its_names(campaign: Campaign, session: Session) -> None:
    moment = after(session, minutes=1)
    Session.objects.filter(pk=session.pk).update(starts_at=session.starts_at + timedelta(days=1))
    with clock.travel(moment):
        assert forget_registrations(campaign=campaign) == 0
    assert "Ines" in everything()


def test_a_session_of_another_campaign_is_left_alone(campaign: Campaign, session: Session) -> None:
    other = factories.make_campaign()
    with clock.travel(after(session, minutes=1)):
        assert forget_registrations(campaign=other) == 0
    assert "Ines" in everything()


def test_what_was_written_to_somebody_goes_with_the_name(
    campaign: Campaign, session: Session
) -> None:
    session.registrations.update(
        news="moved", told_at=clock.now(), reminded_at=clock.now(), came_at=clock.now()
    )
    with clock.travel(after(session, minutes=1)):
        forget_registrations(campaign=campaign)
    told = ("news", "language", "told_at", "reminded_at", "came_at")
    assert set(session.registrations.values_list(*told)) == {("", "", None, None, None)}


def test_the_link_of_somebody_forgotten_still_answers(
    client: Client, campaign: Campaign, session: Session
) -> None:
    token = session.registrations.get(first_name="Ines").token
    with clock.travel(after(session, minutes=1)):
        forget_registrations(campaign=campaign)
        for path in (f"/stoel/{token}/", f"/stoel/{token}/afzeggen/"):
            page = client.get(path)
            assert page.status_code == 200
            assert "Ines" not in page.content.decode()
