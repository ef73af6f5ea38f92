"""Builders for the rows of the online survey."""

import itertools
import time
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client

from campaigns import clock
from campaigns.models import Campaign, Channel, Contribution
from survey.models import (
    Choice,
    Dream,
    Option,
    Participant,
    Question,
    QuestionKind,
    Reply,
    Score,
    Tally,
)
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
        "text": text, "website": "", "warned": "",
        "shown": stamp(time.time() - 20), "submission_key": str(uuid.uuid4()),
    } | values  # fmt: skip


def client_as(participant: Participant) -> Client:
    """Return a browser that is known as a participant."""
    client = Client()
    client.cookies[COOKIE] = remember_participant(HttpResponse(), participant).cookies[COOKIE].value
    return client


def make_scored(
    campaign: Campaign, not_mine: int, lovely: int, mine_too: int, *, weight: int = 10,
    **fields: Any,
) -> Dream:  # fmt: skip
    """Make a dream with a tally as if so many people gave 0, 1 and 2; without score rows."""
    dream = make_dream(campaign, **fields)
    people = not_mine + lovely + mine_too
    Tally.objects.create(
        contribution=dream, campaign=campaign, channel=dream.channel, views=people, scores=people,
        total=lovely + 2 * mine_too, weight=people * weight,
        weighed=(lovely + 2 * mine_too) * weight, weighed_squares=(lovely + 4 * mine_too) * weight,
        is_stale=True,
    )  # fmt: skip
    return dream


def give_scores(
    dream: Contribution, values: list[int], *, network: str = "", at: datetime | None = None
) -> list[Score]:
    """Give a dream scores, each of a new browser that scores nothing else."""
    moment = at or clock.now()
    browsers = Participant.objects.bulk_create(
        Participant(campaign=dream.campaign, created_at=moment) for _ in values
    )
    return Score.objects.bulk_create(
        Score(
            participant=browser, contribution_id=dream.pk, value=value, network=network,
            given_at=moment, answered_at=moment,
        )
        for browser, value in zip(browsers, values, strict=True)
    )  # fmt: skip


def make_question(
    campaign: Campaign, *, options: Sequence[str] = ("Ja", "Nee", "Misschien"),
    rows: Sequence[str] = ("Overdag", "’s Avonds"), after: Sequence[Option] = (), **fields: Any,
) -> Question:  # fmt: skip
    """Make a question at the end of the list, asked now, with answers where its kind has them."""
    values = {
        "kind": QuestionKind.SINGLE, "text": "Hoe?", "is_open": True,
        "position": campaign.questions.count(),
    } | fields  # fmt: skip
    question = Question.objects.create(campaign=campaign, **values)
    if question.kind not in {QuestionKind.OPEN, QuestionKind.SCALE}:
        for n, text in enumerate(options):
            Option.objects.create(question=question, position=n, text=text)
    if question.kind == QuestionKind.MATRIX:
        for n, text in enumerate(rows):
            Option.objects.create(question=question, position=n, text=text, is_row=True)
    question.asked_after.set(after)
    return question


def answer_to(
    question: Question, participant: Participant, *options: Option | None, **fields: Any
) -> Reply:
    """Let somebody answer: the options in their order, which is the place in a ranking."""
    reply = Reply.objects.create(question=question, participant=participant, **fields)
    is_ranking = question.kind == QuestionKind.RANKING
    for n, option in enumerate(options, start=1):
        Choice.objects.create(reply=reply, option=option, rank=n if is_ranking else None)
    return reply
