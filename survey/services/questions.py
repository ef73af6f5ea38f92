"""Make the questions around the dream, and keep what people answer."""

import difflib
import hashlib
import hmac
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from survey.models import Choice, Option, Participant, Question, QuestionKind, Reply

# Two wordings this much alike are one answer with a typing error put right.
_SAME_ANSWER: Final = 0.6


class HasReplies(Exception):
    """Raised for a change that would give replies another meaning, or lose them."""


class OptionInUse(Exception):
    """Raised when an answer goes that people chose, or that another question hangs on."""

    def __init__(self, option: Option) -> None:
        super().__init__(option.text)
        self.option = option


class OrderMatters(Exception):
    """Raised when a question would be asked before the one it depends on."""


class NotReady(Exception):
    """Raised when a question opens without answers to choose from."""


@dataclass(frozen=True)
class Line:
    """One answer or one line of a table, as it was typed."""

    text: str
    text_fr: str = ""
    text_en: str = ""


@dataclass(frozen=True)
class Words:
    """A question as it was typed."""

    kind: str
    text: str
    text_fr: str = ""
    text_en: str = ""
    hint: str = ""
    hint_fr: str = ""
    hint_en: str = ""
    is_required: bool = False
    results_public: bool = False
    options: Sequence[Line] = ()
    rows: Sequence[Line] = ()


_TEXTS: Final = (
    "kind", "text", "text_fr", "text_en", "hint", "hint_fr", "hint_en", "is_required",
    "results_public",
)  # fmt: skip


@dataclass(frozen=True)
class Pick:
    """One chosen answer: with its place in a ranking, or its line in a table."""

    option: int
    row: int | None = None
    rank: int | None = None


@dataclass(frozen=True)
class Answer:
    """What somebody answers to one question; an empty answer takes an earlier one back."""

    question: int
    number: int | None = None
    text: str = ""
    picks: tuple[Pick, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self.number is None and not self.text and not self.picks


@transaction.atomic
def add_question(
    *, campaign: Campaign, words: Words, after: Iterable[Option], by: User
) -> Question:
    """Put a question at the end of the list; it is not asked yet."""
    last = campaign.questions.aggregate(last=Max("position"))["last"]
    question = Question(campaign=campaign, position=0 if last is None else last + 1)
    _write(question, words)
    question.asked_after.set(_earlier(question, after))
    record_activity(campaign=campaign, by=by, verb="add_question", subject=question.text)
    return question


@transaction.atomic
def change_question(
    *, question: Question, words: Words, after: Iterable[Option], by: User
) -> Question:
    """Reword a question; answers keep their replies when only their wording changes."""
    question = _locked(question)
    if words.kind != question.kind and question.replies.exists():
        raise HasReplies
    before = question.text
    _write(question, words)
    if question.is_open:
        _require_ready(question)
    question.asked_after.set(_earlier(question, after))
    record_activity(
        campaign=question.campaign, by=by, verb="change_question", subject=question.text,
        before=before,
    )  # fmt: skip
    return question


@transaction.atomic
def move_question(*, question: Question, up: bool, by: User) -> bool:
    """Let a question change places with its neighbour; False at the end of the list."""
    rows = list(Question.objects.select_for_update().filter(campaign=question.campaign_id))
    place = next((n for n, row in enumerate(rows) if row.pk == question.pk), None)
    other = -1 if place is None else place + (-1 if up else 1)
    if place is None or not 0 <= other < len(rows):
        return False
    first, second = rows[min(place, other)], rows[max(place, other)]
    if second.asked_after.filter(question=first).exists():
        raise OrderMatters
    rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows):
        row.position = position
    Question.objects.bulk_update(rows, ["position"])
    record_activity(
        campaign=question.campaign, by=by, verb="move_question", subject=question.text, up=up
    )
    return True


@transaction.atomic
def open_question(*, question: Question, is_open: bool, by: User) -> bool:
    """Start or stop asking a question; False when that was so already."""
    question = _locked(question)
    if question.is_open == is_open:
        return False
    if is_open:
        _require_ready(question)
    question.is_open = is_open
    question.save(update_fields=["is_open"])
    verb = "open_question" if is_open else "close_question"
    record_activity(campaign=question.campaign, by=by, verb=verb, subject=question.text)
    return True


@transaction.atomic
def show_results(*, question: Question, is_public: bool, by: User) -> bool:
    """Let everybody see the results, or only the team; False when that was so already."""
    changed = (
        Question.objects.filter(pk=question.pk)
        .exclude(results_public=is_public)
        .update(results_public=is_public)
    )
    if changed:
        verb = "show_results" if is_public else "hide_results"
        record_activity(campaign=question.campaign, by=by, verb=verb, subject=question.text)
    return bool(changed)


@transaction.atomic
def delete_question(*, question: Question, by: User) -> None:
    """Throw away a question nobody answered and no other question hangs on."""
    question = _locked(question)
    if question.replies.exists():
        raise HasReplies
    if Question.objects.filter(asked_after__question=question).exists():
        raise OrderMatters
    campaign, text = question.campaign, question.text
    question.delete()
    record_activity(campaign=campaign, by=by, verb="delete_question", subject=text)


def open_questions(campaign: Campaign) -> QuerySet[Question]:
    """Return what is asked now, with all a page needs. Three queries."""
    return campaign.questions.filter(is_open=True).prefetch_related(
        "options", "asked_after__question"
    )


def stored_replies(participant: Participant | None) -> dict[int, Reply]:
    """Return what a browser answered before, by question. Two queries."""
    if participant is None:
        return {}
    rows = participant.replies.prefetch_related("choices")
    return {row.question_id: row for row in rows}


def first_reply_participant(*, campaign: Campaign, key: uuid.UUID) -> Participant:
    """Return the participant of a form that was sent for the first time, or twice at once.

    The key of a form leads to its participant only through our secret.
    """
    message = f"asked|{campaign.pk}|{key}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()
    participant, _made = Participant.objects.get_or_create(
        pk=uuid.UUID(bytes=digest[:16], version=4), defaults={"campaign": campaign}
    )
    participant.campaign = campaign  # its phases are loaded already
    return participant


@transaction.atomic
def keep_answers(*, participant: Participant, answers: Iterable[Answer]) -> int:
    """Keep what somebody answered, in place of what they answered before; returns how many.

    Only open questions of the participant's campaign count. At most seven queries.
    """
    participant.campaign.timeline(clock.today()).require(Door.DREAM)
    # A second click waits here, and then finds the replies of the first.
    Participant.objects.select_for_update().get(pk=participant.pk)
    asked = set(participant.campaign.questions.filter(is_open=True).values_list("pk", flat=True))
    given = {answer.question: answer for answer in answers if answer.question in asked}
    stored = {row.question_id: row for row in participant.replies.filter(question__in=given)}
    kept = {pk: answer for pk, answer in given.items() if not answer.is_empty}
    gone = [row.pk for pk, row in stored.items() if pk not in kept]
    if gone:
        Reply.objects.filter(pk__in=gone).delete()
    now = clock.now()
    changed: list[Reply] = []
    new: list[Reply] = []
    for pk, answer in kept.items():
        row = stored.get(pk) or Reply(question_id=pk, participant=participant)
        row.number, row.text, row.replied_at = answer.number, answer.text, now
        (changed if pk in stored else new).append(row)
    Reply.objects.bulk_update(changed, ["number", "text", "replied_at"])
    Reply.objects.bulk_create(new)
    Choice.objects.filter(reply__in=changed).delete()
    Choice.objects.bulk_create(
        Choice(reply=row, option_id=pick.option, row_id=pick.row, rank=pick.rank)
        for row in (*changed, *new)
        for pick in kept[row.question_id].picks
    )
    return len(kept)


def _locked(question: Question) -> Question:
    return Question.objects.select_for_update().get(pk=question.pk)


def _earlier(question: Question, options: Iterable[Option]) -> list[Option]:
    """Return the options that may lead to a question: of earlier ones, so never in a circle."""
    places = {
        row.pk: n for n, row in enumerate(Question.objects.filter(campaign=question.campaign_id))
    }
    wanted = Option.objects.filter(
        pk__in=[option.pk for option in options],
        question__campaign=question.campaign_id,
        question__kind__in=[QuestionKind.SINGLE, QuestionKind.MULTIPLE],
    )
    return [row for row in wanted if places[row.question_id] < places[question.pk]]


def _require_ready(question: Question) -> None:
    """Refuse to ask a question that has nothing to choose from."""
    answers = question.options.filter(is_row=False).count()
    rows = question.options.filter(is_row=True).count()
    needs = 0 if question.kind in {QuestionKind.OPEN, QuestionKind.SCALE} else 2
    if answers < needs or (question.kind == QuestionKind.MATRIX and not rows):
        raise NotReady


def _write(question: Question, words: Words) -> None:
    for name in _TEXTS:
        setattr(question, name, getattr(words, name))
    question.save()
    options = () if words.kind == QuestionKind.OPEN else words.options
    _write_lines(question, options, is_row=False)
    _write_lines(question, words.rows if words.kind == QuestionKind.MATRIX else (), is_row=True)


def _write_lines(question: Question, lines: Sequence[Line], *, is_row: bool) -> None:
    """Give each typed line its option: the one with that text, else the reworded one there."""
    stored = list(question.options.filter(is_row=is_row))
    used = _used(stored)
    places = _match(stored, lines, used)
    for option in stored:
        if option not in places and option.pk in used:
            raise OptionInUse(option)
    Option.objects.filter(pk__in=[row.pk for row in stored if row not in places]).delete()
    taken = {place: option for option, place in places.items()}
    new: list[Option] = []
    for position, line in enumerate(lines):
        row = taken.get(position) or Option(question=question, is_row=is_row)
        row.position = position
        row.text, row.text_fr, row.text_en = line.text, line.text_fr, line.text_en
        if row.pk is None:
            new.append(row)
    kept = list(taken.values())
    Option.objects.bulk_update(kept, ["position", "text", "text_fr", "text_en"])
    Option.objects.bulk_create(new)


def _used(options: list[Option]) -> set[int]:
    """Return the options people chose, or another question hangs on."""
    pks = [option.pk for option in options]
    chosen = Choice.objects.filter(option__in=pks).values_list("option", flat=True)
    rows = Choice.objects.filter(row__in=pks).values_list("row", flat=True)
    leading = Option.objects.filter(pk__in=pks, leads_to__isnull=False).values_list("pk", flat=True)
    return {pk for rows in (chosen, rows, leading) for pk in rows.distinct() if pk is not None}


def _match(options: list[Option], lines: Sequence[Line], used: set[int]) -> dict[Option, int]:
    """Say which option becomes which line: the same text anywhere, else a rewording in place.

    An answer that is used becomes another text only when the two are much alike.
    """
    places: dict[Option, int] = {}
    free = dict(enumerate(line.text for line in lines))
    for option in options:
        same = next((n for n, text in free.items() if _plain(text) == _plain(option.text)), None)
        if same is not None:
            places[option] = same
            del free[same]
    for option in options:
        if option not in places and option.position in free:
            text = free[option.position]
            likeness = difflib.SequenceMatcher(None, _plain(option.text), _plain(text)).ratio()
            if option.pk not in used or likeness >= _SAME_ANSWER:
                places[option] = option.position
                del free[option.position]
    return places


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
