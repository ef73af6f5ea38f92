"""The core team sees how every tablet is doing, and refuses one that is lost."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from campaigns import clock
from campaigns.models import Activity, Campaign, User
from dreamsessions.models import Device
from dreamsessions.services.devices import greet_device
from dreamsessions.shell import app_version
from dreamsessions.views.tablets import _tablet
from tests.conftest import ClientOf
from tests.dreamsessions.builders import make_device
from tests.factories import make_campaign

ROOM = reverse("dreamsessions:tablets")


def post(user: User, name: str, device: Device) -> Any:
    return ClientOf(user).post(reverse(f"dreamsessions:{name}", args=[device.pk]))


def test_the_room_tells_who_has_it_what_waits_and_which_app_it_runs(
    campaign: Campaign, organiser: User, ambassador: User
) -> None:
    make_device(
        campaign, ambassador, name="Tablet van de wijk", waiting=11, failed=2, app_version="oud1",
        waiting_since=clock.now() - timedelta(days=4), clock_skew=7200,
    )  # fmt: skip
    page = ClientOf(organiser).get(ROOM).content.decode()
    for part in ("Tablet van de wijk", "Wim", "<b>11</b>", "<b>2</b>", "oud1", "toestel--zorg"):
        assert part in page
    assert "120 minute" in page.replace("minuten", "minutes")


@pytest.mark.parametrize(
    ("since", "seen", "worries"),
    [
        (timedelta(days=2), timedelta(0), False),
        (timedelta(days=3, minutes=1), timedelta(0), True),
        # Nobody heard of it for days: what it holds may be older than it says.
        (timedelta(days=1), timedelta(days=4), True),
    ],
)
def test_three_days_of_waiting_is_a_worry(
    campaign: Campaign, ambassador: User, since: timedelta, seen: timedelta, worries: bool
) -> None:
    now = clock.now()
    device = make_device(
        campaign, ambassador, waiting=1, waiting_since=now - since, last_seen_at=now - seen
    )
    assert _tablet(device, now).worries is worries
    device.waiting = 0
    assert _tablet(device, now).worries is False


def test_a_clock_that_is_years_off_does_not_change_since_when_something_waits(
    campaign: Campaign, ambassador: User
) -> None:
    now, off = clock.now(), timedelta(days=730)
    device = greet_device(
        campaign=campaign, user=ambassador, key=uuid.uuid4(), app_version=app_version(), waiting=1,
        since=now + off - timedelta(hours=2), sent_at=now + off,
    )  # fmt: skip
    row = _tablet(device, clock.now())
    assert row.since is not None
    assert abs(row.since - (now - timedelta(hours=2))) < timedelta(minutes=1)
    assert row.minutes_off == pytest.approx(off.total_seconds() / 60, abs=2)
    assert (row.worries, row.is_old) == (False, False)


def test_a_lost_tablet_is_refused_until_it_is_found(
    campaign: Campaign, organiser: User, ambassador: User
) -> None:
    device = make_device(campaign, ambassador)
    url = reverse("dreamsessions:revoke_tablet", args=[device.pk])
    assert ClientOf(organiser).get(url).status_code == 405
    for _twice in range(2):
        assert post(organiser, "revoke_tablet", device).status_code == 302
    device.refresh_from_db()
    assert device.revoked_by == organiser
    assert Activity.objects.filter(verb="revoke_device").count() == 1
    body = {
        "version": 1, "device": str(device.pk), "app": "x", "user": ambassador.pk, "records": [],
    }  # fmt: skip
    sync = reverse("dreamsessions:sync")

    def send() -> int:
        answer = ClientOf(ambassador).post(sync, json.dumps(body), content_type="application/json")
        return answer.status_code

    assert send() == 403
    for _twice in range(2):
        post(organiser, "restore_tablet", device)
    assert send() == 200
    assert Activity.objects.filter(verb="restore_device").count() == 1


def test_an_ambassador_refuses_no_tablet(campaign: Campaign, ambassador: User) -> None:
    device = make_device(campaign, ambassador)
    assert ClientOf(ambassador).get(ROOM).status_code == 403
    assert post(ambassador, "revoke_tablet", device).status_code == 403
    device.refresh_from_db()
    assert device.revoked_at is None


def test_a_tablet_of_another_campaign_is_404(
    campaign: Campaign, organiser: User, ambassador: User
) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(domain="testserver")
    device = make_device(make_campaign(), ambassador, name="Elders")
    assert post(organiser, "revoke_tablet", device).status_code == 404
    assert "Elders" not in ClientOf(organiser).get(ROOM).content.decode()


def test_the_room_asks_the_same_number_of_questions_for_1_and_40(
    campaign: Campaign, organiser: User, ambassador: User, django_assert_max_num_queries: Any
) -> None:
    browser, counts = ClientOf(organiser), []
    for amount in (1, 39):
        for n in range(amount):
            make_device(campaign, ambassador, revoked_by=organiser, name=f"{amount}-{n}")
        with django_assert_max_num_queries(9) as asked:
            browser.get(ROOM)
        counts.append(len(asked))
    assert counts[0] == counts[1]
