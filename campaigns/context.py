"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from campaigns import clock
from campaigns.access import find_campaign, find_membership
from campaigns.models import Campaign, Membership
from campaigns.permissions import Permission
from campaigns.phases import Timeline


def campaign(request: HttpRequest) -> dict[str, Any]:
    """Give templates the campaign, its timeline, the member and what the member may do.

    A guarded view has looked these up already. Pages outside the guard (signing in, errors) look
    them up only when their template asks.
    """
    if hasattr(request, "campaign") and hasattr(request, "membership"):
        found: Any = request.campaign
        timeline: Any = request.timeline  # type: ignore[attr-defined]
        membership: Any = request.membership
    else:
        found = SimpleLazyObject(lambda: find_campaign(request.get_host()))
        timeline = SimpleLazyObject(lambda: _timeline(found))
        membership = SimpleLazyObject(lambda: find_membership(request, found) if found else None)
    return {
        "campaign": found,
        "timeline": timeline,
        "membership": membership,
        "may": SimpleLazyObject(lambda: _rights(membership)),
        "demo": settings.DEMO,
    }


def _timeline(campaign: Campaign | None) -> Timeline:
    return campaign.timeline(clock.today()) if campaign else Timeline((), clock.today())


def _rights(membership: Membership | None) -> dict[str, bool]:
    allowed = membership.permissions if membership else frozenset()
    return {permission.value: permission in allowed for permission in Permission}
