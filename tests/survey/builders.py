"""Builders for the rows of the online survey."""

import itertools
import time
import uuid
from typing import Any

from django.http import HttpResponse
from django.test import Client

from campaigns.models import Campaign, Channel, Contribution
from survey.models import Dream, Participant, Tally
from survey.participants import COOKIE, remember_participant
from survey.trap import stamp
from tests.factories import make_contribution

_texts = itertools.count(1)


def make_dream(campaign: Campaign, **fields: Any) -> Dream:
    """Make a placed online dream."""
    fields.setdefault("text", f"Een tuin met {next(_texts)} appelbomen.")
    return make_contribution(campaign, model=Dream, **fields)  # type: ignore[return-value]


def make_participant(campaign: Campaign) -> Participant:
    return Participant.objects.create(campaign=campaign)


def make_deck(campaign: Campaign, *, online: int = 0, session: int = 0, school: int = 0) -> None:
    """Make placed contributions of several channels."""
    for channel, amount in (
        (Channel.ONLINE, online), (Channel.SESSION, session), (Channel.SCHOOL, school),
    ):  # fmt: skip
        for n in range(amount):
            make_contribution(campaign, f"{channel} {n}", channel=channel)


def tally_of(contribution: Contribution) -> tuple[int, int, int]:
    tally = Tally.objects.get(pk=contribution.pk)
    return tally.views, tally.scores, tally.total


def typed(text: str = "Een bank onder elke boom.", **values: Any) -> dict[str, Any]:
    """Return what a browser sends when somebody took their time for a dream."""
    return {
        "text": text, "display_name": "", "website": "", "warned": "",
        "shown": stamp(time.time() - 20), "submission_key": str(uuid.uuid4()),
    } | values  # fmt: skip


def client_as(participant: Participant) -> Client:
    """Return a browser that is known as a participant."""
    client = Client()
    client.cookies[COOKIE] = remember_participant(HttpResponse(), participant).cookies[COOKIE].value
    return client
