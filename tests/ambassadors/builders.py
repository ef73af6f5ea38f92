"""Builders for the rows ambassador tests need."""

import itertools
from datetime import date
from typing import Any

from ambassadors.models import Ambassador, Candidate, Level, Outcome, Training
from campaigns.models import Campaign, Department, User
from campaigns.permissions import Role
from tests import factories

_numbers = itertools.count(1)


def make_candidate(campaign: Campaign, **fields: Any) -> Candidate:
    n = next(_numbers)
    values: dict[str, Any] = {
        "first_name": "Kurt", "last_name": f"Van{n}", "email": f"kurt{n}@stad.example",
        "level": Level.OPERATIONAL, "function": "Tuinman", "motivation": "Onder een boom praat men.",
    } | fields  # fmt: skip
    if "department" not in values:
        values["department"] = Department.objects.filter(
            campaign=campaign
        ).first() or factories.make_department(campaign)
    return Candidate.objects.create(campaign=campaign, **values)


def make_training(campaign: Campaign, **fields: Any) -> Training:
    values = {"title": "Leren luisteren", "held_on": date(2027, 4, 5), "place": "De Spil"} | fields
    return Training.objects.create(campaign=campaign, **values)


def make_ambassador(campaign: Campaign, user: User | None = None, **fields: Any) -> Ambassador:
    candidate = make_candidate(campaign, outcome=Outcome.CHOSEN)
    return Ambassador.objects.create(
        candidate=candidate,
        user=user or factories.make_member(campaign, Role.AMBASSADOR),
        **fields,
    )
