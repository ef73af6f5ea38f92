"""Builders for the rows tests need. Each takes what matters and fills in the rest."""

import itertools
from datetime import date
from typing import Any

from campaigns import clock
from campaigns.models import (
    Campaign,
    Channel,
    Contribution,
    Department,
    District,
    Membership,
    Phase,
    Status,
    User,
)
from campaigns.permissions import Role
from campaigns.services.ledger import enter_contribution

_numbers = itertools.count(1)

# Phase n runs from the 1st to the 28th of month n of 2027.
PHASE_DATES = {n: (date(2027, n, 1), date(2027, n, 28)) for n in range(1, 9)}


def make_campaign(**fields: Any) -> Campaign:
    """Make a campaign with its eight phases, every gate passed on the phase's last day."""
    n = next(_numbers)
    values = {
        "slug": f"roeselare-{n}", "name": "Durf dromen.", "city": "Roeselare", "horizon_year": 2030,
        "contact_name": "An", "contact_phone": "051 00 00 00",
    } | fields  # fmt: skip
    campaign = Campaign.objects.create(**values)
    Phase.objects.bulk_create(
        Phase(
            campaign=campaign, number=number, starts_on=first, ends_on=last, gate_passed_on=last,
            summary=f"Samenvatting {number}", gate=f"Poort {number}",
        )
        for number, (first, last) in PHASE_DATES.items()
    )  # fmt: skip
    return campaign


def make_user(**fields: Any) -> User:
    n = next(_numbers)
    values = {"email": f"user{n}@example.org", "password": "geheim-2030", "first_name": f"U{n}"}
    return User.objects.create_user(**(values | fields))


def make_member(campaign: Campaign, *roles: Role, **fields: Any) -> User:
    """Make somebody with roles in a campaign."""
    user = make_user(**fields)
    Membership.objects.create(campaign=campaign, user=user, roles=[role.value for role in roles])
    return user


def make_district(campaign: Campaign, name: str = "Rumbeke", **fields: Any) -> District:
    values = {"slug": name.lower(), "name": name, "population": 10_000} | fields
    return District.objects.create(campaign=campaign, **values)


def make_department(campaign: Campaign, name: str = "Groendienst", **fields: Any) -> Department:
    n = next(_numbers)
    values = {"slug": f"d{n}", "name": name, "staff": 20} | fields
    return Department.objects.create(campaign=campaign, **values)


def make_contribution(
    campaign: Campaign, text: str = "Een bank onder elke boom.", **fields: Any
) -> Contribution:
    """Make a placed contribution of no special channel; pass `model` for a channel's own row."""
    values: dict[str, Any] = {
        "model": Contribution, "channel": Channel.ONLINE, "status": Status.PLACED,
        "placed_at": clock.now(), "text": text,
    } | fields  # fmt: skip
    row, _created = enter_contribution(campaign=campaign, **values)
    return row
