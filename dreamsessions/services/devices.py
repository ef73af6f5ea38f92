"""Tablets: known by a key of their own, looked after from a distance, and revoked when lost."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.services.activity import record_activity
from dreamsessions.models import Device


class DeviceRevoked(Exception):
    """Raised for a tablet that was reported lost."""


class OtherPerson(Exception):
    """Raised when somebody sends what another person wrote on the same tablet."""


@transaction.atomic
def greet_device(
    *,
    campaign: Campaign,
    user: User,
    key: uuid.UUID,
    app_version: str,
    name: str = "",
    waiting: int = 0,
    failed: int = 0,
    since: datetime | None = None,
    sent_at: datetime | None = None,
) -> Device:
    """Note down how a tablet is doing; raises `DeviceRevoked` and `OtherPerson`.

    Each person has a store of their own on a tablet, and a device key in it.
    """  # fmt: skip
    now = clock.now()
    device, _created = Device.objects.select_for_update().get_or_create(
        pk=key, defaults={"campaign": campaign, "user": user}
    )
    if device.user_id != user.pk or device.campaign_id != campaign.pk:
        raise OtherPerson
    device.app_version, device.last_seen_at = app_version[:20], now
    device.name = name[:60] or device.name
    device.waiting, device.failed = waiting, failed
    device.waiting_since = since if waiting else None
    if sent_at is not None:
        off = int((sent_at - now).total_seconds())
        device.clock_skew = max(-(2**31), min(2**31 - 1, off))
    device.save()
    if device.revoked_at is not None:
        raise DeviceRevoked
    return device


@transaction.atomic
def revoke_device(*, device: Device, by: User) -> Device:
    """Refuse everything a lost tablet sends from now on; what it sent stays."""
    changed = Device.objects.filter(pk=device.pk, revoked_at=None).update(
        revoked_at=clock.now(), revoked_by=by
    )
    device.refresh_from_db()
    if changed:
        record_activity(campaign=device.campaign, by=by, verb="revoke_device", subject=str(device))
    return device


@transaction.atomic
def restore_device(*, device: Device, by: User) -> Device:
    """Let a tablet that was found again send."""
    changed = Device.objects.filter(pk=device.pk, revoked_at__isnull=False).update(
        revoked_at=None, revoked_by=None
    )
    device.refresh_from_db()
    if changed:
        record_activity(campaign=device.campaign, by=by, verb="restore_device", subject=str(device))
    return device


# From here on a tablet that keeps dreams to itself is somebody's business.
WORRY_AFTER = timedelta(days=3)
