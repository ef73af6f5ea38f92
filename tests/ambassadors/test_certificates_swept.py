"""A certificate whose message got lost is made after all, or the core team reads why not."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from ambassadors import tasks
from ambassadors.models import Ambassador, CertificateState
from ambassadors.services import MOST_ATTEMPTS, queue_certificate, sweep_certificates
from campaigns.models import Campaign, User
from roeselare2030.celery import app
from tests.ambassadors.builders import make_ambassador

pytestmark = pytest.mark.phase(4)


@pytest.fixture
def queued(campaign: Campaign) -> Ambassador:
    row = make_ambassador(campaign)
    queue_certificate(ambassador=row)
    row.refresh_from_db()
    return row


def minutes(number: float) -> datetime:
    return timezone.now() + timedelta(minutes=number)


def test_a_fresh_certificate_is_left_to_its_worker(queued: Ambassador) -> None:
    assert sweep_certificates(now=minutes(1.9)) == []
    queued.refresh_from_db()
    assert queued.certificate_attempts == 1


def test_after_two_minutes_it_is_sent_again_once(queued: Ambassador) -> None:
    assert sweep_certificates(now=minutes(2.1)) == [queued.pk]
    assert sweep_certificates(now=minutes(2.6)) == []
    queued.refresh_from_db()
    assert (queued.certificate_state, queued.certificate_attempts) == (CertificateState.QUEUED, 2)


def test_after_three_attempts_the_core_team_reads_why(
    queued: Ambassador, organiser: User, client_of: Any
) -> None:
    sent = [sweep_certificates(now=minutes(3 * n)) for n in range(1, 6)]
    assert sent == [[queued.pk], [queued.pk], [], [], []]
    queued.refresh_from_db()
    assert queued.certificate_attempts == MOST_ATTEMPTS
    assert queued.certificate_state == CertificateState.FAILED
    page = client_of(organiser).get("/team/ambassadeurs/trainingen/").content.decode()
    assert "Het getuigschrift is na 3 pogingen niet gemaakt." in page


def test_trying_again_by_hand_counts_from_one(queued: Ambassador) -> None:
    for n in range(1, 4):
        sweep_certificates(now=minutes(3 * n))
    assert queue_certificate(ambassador=queued)
    queued.refresh_from_db()
    assert queued.certificate_state == CertificateState.QUEUED
    assert (queued.certificate_attempts, queued.certificate_error) == (1, "")


@pytest.mark.parametrize(
    "state", [CertificateState.NONE, CertificateState.READY, CertificateState.FAILED]
)
def test_what_does_not_wait_is_left_alone(campaign: Campaign, state: CertificateState) -> None:
    row = make_ambassador(campaign, certificate_state=state)
    assert sweep_certificates(now=minutes(60)) == []
    row.refresh_from_db()
    assert row.certificate_state == state


def test_the_task_makes_what_was_lost(queued: Ambassador, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "render", lambda content: b"%PDF")
    tasks.sweep_certificates()
    queued.refresh_from_db()
    assert queued.certificate_state == CertificateState.QUEUED
    long_ago = timezone.now() - timedelta(minutes=3)
    Ambassador.objects.filter(pk=queued.pk).update(certificate_queued_at=long_ago)
    tasks.sweep_certificates()
    queued.refresh_from_db()
    assert queued.certificate_state == CertificateState.READY


def test_the_sweep_and_every_forgetting_are_on_the_clock() -> None:
    schedule = {row["task"]: row["schedule"] for row in settings.CELERY_BEAT_SCHEDULE.values()}
    assert schedule["ambassadors.tasks.sweep_certificates"] == 30.0
    forgetting = {name for name in app.tasks if ".forget_" in name}
    assert len(forgetting) >= 4
    assert {name: schedule.get(name) for name in forgetting} == dict.fromkeys(forgetting, 3600.0)
