"""Rows for tests about dream sessions."""

import itertools
from datetime import timedelta
from typing import Any

from ambassadors.models import Ambassador, Candidate, Level, Outcome
from campaigns import clock
from campaigns.models import Campaign, User
from dreamsessions.models import Session
from tests.factories import make_department

_numbers = itertools.count(1)


def make_ambassador(campaign: Campaign, user: User) -> Ambassador:
    candidate = Candidate.objects.create(
        campaign=campaign, first_name=user.first_name, last_name="Test", email=user.email,
        department=make_department(campaign), level=Level.OPERATIONAL, function="Tuinman",
        outcome=Outcome.CHOSEN,
    )  # fmt: skip
    return Ambassador.objects.create(candidate=candidate, user=user)


def make_session(campaign: Campaign, *ambassadors: Ambassador, **fields: Any) -> Session:
    n = next(_numbers)
    values = {
        "slug": f"sessie-{n}", "title": f"Droomsessie {n}", "place": "De Spil",
        "starts_at": clock.now() + timedelta(hours=3), "capacity": 12,
    } | fields  # fmt: skip
    session = Session.objects.create(campaign=campaign, **values)
    session.ambassadors.set(ambassadors)
    return session
