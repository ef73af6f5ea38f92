"""The online survey: what people scored, and what they answered to the questions around it."""

import random
import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from campaigns import clock
from campaigns.models import Campaign, Contribution, User
from campaigns.querysets import ContributionQuerySet
from roeselare2030.demo.logins import LOGINS
from roeselare2030.demo.middleware import MOMENTS
from roeselare2030.demo.seed.ground import moment
from roeselare2030.demo.seed.ledger import TODAY
from survey.models import (
    Choice,
    Option,
    Participant,
    Question,
    QuestionKind,
    Reason,
    Reply,
    Score,
    Tally,
)
from survey.services.bundles import make_bundle
from survey.services.bursts import watch_bursts
from survey.services.handing_in import report_contribution
from survey.services.questions import add_question, open_question, show_results
from survey.services.ranking import rank_dreams
from survey.services.scoring import give_score
from survey.starter_questions import starter_questions
from survey.weights import COOKIE_WEIGHT

SCORES = 20_000
MOST_SCORES = 10  # times that; load tests need many dreams, not millions of scores
# Dreams of the first weeks were read by enough people to say how much they are loved.
READ_LONG, FOR_LONG, FOR_SHORT = 0.6, 31, 10
REPLIES = 240
# What the rooms of the readers show: dreams that say the same, one that is pushed, one reported.
ALIKE = (
    "Een zwemvijver zonder chloor in Rumbeke",
    "Wij willen een zwemvijver met kikkers en een touw.",
)
PUSHED, BROWSERS = "Fietspomp op elke hoek.", 24
REPORTED = "Linksaf fietsen zonder doodsangst."
_SPACE = uuid.UUID("2f0e1c53-6c1b-4d8e-9a55-20300000000b")


def lay_scores(campaign: Campaign, *, scale: int) -> None:
    """Let 2,000 people score ten dreams each; every dream has a hidden appeal of its own."""
    rnd = random.Random(20_000)
    public = Contribution.objects.of(campaign).public().order_by("number")
    dreams = {dream.pk: dream for dream in public}
    appeal = {pk: rnd.betavariate(2.2, 1.8) for pk in dreams}
    given = {pk: [0, 0, 0] for pk in dreams}  # how often each answer was chosen
    people = [
        Participant(
            id=uuid.uuid5(_SPACE, f"person {n}"), campaign=campaign, created_at=moment(TODAY)
        )
        for n in range(SCORES // 10 * min(scale, MOST_SCORES))
    ]
    Participant.objects.bulk_create(people, batch_size=5000)
    cards = _dealt(sorted(dreams, key=lambda pk: (dreams[pk].created_at, pk)))
    scores = []
    for person in people:
        for pk in islice(cards, 10):
            liking = appeal[pk] + rnd.gauss(0, 0.22)
            value = 2 if liking > 0.66 else 1 if liking > 0.38 else 0
            at = moment(TODAY, rnd.randint(7, 22)) - timedelta(days=rnd.randint(1, 30))
            scores.append(
                Score(
                    participant=person, contribution_id=pk, value=value, given_at=at, answered_at=at
                )
            )  # fmt: skip
            given[pk][value] += 1
    Score.objects.bulk_create(scores, batch_size=5000)
    Tally.objects.bulk_create(
        (_tally(dreams[pk], counts) for pk, counts in given.items()), batch_size=5000
    )
    rank_dreams(campaign=campaign)


def _dealt(by_age: list[int]) -> Iterator[int]:
    """Yield cards round after round: first for all dreams, then for those that are there long."""
    long = round(READ_LONG * len(by_age))
    while True:
        for turn in range(FOR_LONG):
            yield from by_age if turn < FOR_SHORT else by_age[:long]


def _tally(dream: Contribution, counts: list[int]) -> Tally:
    _zeros, ones, twos = counts
    people, total = sum(counts), ones + 2 * twos
    return Tally(
        contribution=dream, campaign_id=dream.campaign_id, channel=dream.channel,
        district_id=dream.district_id, placed_at=dream.placed_at or dream.created_at,
        views=people, scores=people, total=total, weight=COOKIE_WEIGHT * people,
        weighed=COOKIE_WEIGHT * total, weighed_squares=COOKIE_WEIGHT * (ones + 4 * twos),
        is_stale=True,
    )  # fmt: skip


def _first(dreams: ContributionQuerySet, text: str) -> Contribution:
    """Return the first of the dreams with this text: a bigger demo has each several times."""
    first: Contribution = dreams.filter(text=text).order_by("number")[0]
    return first


def lay_readers_work(campaign: Campaign) -> None:
    """Lay something ready in every room of the readers, by the same services as anybody's."""
    by = User.objects.get(email=next(p.email for p in LOGINS if p.slug == "lezer"))
    public = Contribution.objects.of(campaign).public()
    now = MOMENTS[5]
    with clock.travel(now - timedelta(minutes=6)):
        pushed = _first(public, PUSHED)
        for n in range(BROWSERS):
            browser = Participant.objects.create(
                id=uuid.uuid5(_SPACE, f"pusher {n}"), campaign=campaign, created_at=clock.now()
            )
            give_score(participant=browser, contribution=pushed, value=2, network="een netwerk")
        report_contribution(
            contribution=_first(public, REPORTED), participant=None, reason=Reason.NO_DREAM
        )
        alike = [_first(public, text).pk for text in ALIKE]
        make_bundle(campaign=campaign, dreams=alike, by=by)
    with clock.travel(now):
        watch_bursts(campaign=campaign)
    rank_dreams(campaign=campaign)


def ask_questions(campaign: Campaign) -> None:
    """Ask the ready-made questions, and let some people answer them."""
    rnd = random.Random(240)
    by = User.objects.get(email=next(p.email for p in LOGINS if p.slug == "kernteam"))
    for words in starter_questions(campaign.city):
        question = add_question(campaign=campaign, words=words, after=(), by=by)
        open_question(question=question, is_open=True, by=by)
        show_results(question=question, is_public=True, by=by)
    people = Participant.objects.filter(campaign=campaign).order_by("pk")[:REPLIES]
    for question in Question.objects.filter(campaign=campaign).prefetch_related("options"):
        replies = [_reply(question, person, rnd) for person in people]
        if question.kind == QuestionKind.OPEN:
            continue  # nobody's own words are made up
        Reply.objects.bulk_create(replies)
        if question.kind == QuestionKind.RANKING:
            Choice.objects.bulk_create(_ranks(replies, list(question.options.all()), rnd))


def _reply(question: Question, person: Participant, rnd: random.Random) -> Reply:
    number = rnd.choices((1, 2, 3, 4, 5), (3, 7, 20, 42, 28))[0]
    return Reply(
        question=question, participant=person, replied_at=moment(TODAY) - timedelta(days=2),
        number=number if question.kind == QuestionKind.SCALE else None,
    )  # fmt: skip


def _ranks(replies: list[Reply], options: list[Option], rnd: random.Random) -> Iterator[Choice]:
    """Yield three places for each reply; the first options are chosen a little more often."""
    for reply in replies:
        order = sorted(options, key=lambda option: option.position * 0.15 + rnd.random())
        for rank, option in enumerate(order[:3], start=1):
            yield Choice(reply=reply, option=option, rank=rank)
