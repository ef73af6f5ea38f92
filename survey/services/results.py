"""Add up what people answered, in the database, and hand it out row by row.

A ranking is added up as Borda did: of five things, the first place gives five points, the second
four, and what somebody leaves out gives none. Points are divided by everybody who ranked
something, so that a thing few people name cannot win with a few first places.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum
from django.utils import formats
from django.utils.translation import gettext as _

from campaigns.exports import Cell
from campaigns.models import Campaign, District
from campaigns.numbers import count
from survey.charts import Bar, Chart, count_bars, share_of
from survey.models import Choice, Dream, Option, Participant, Question, QuestionKind, Reply
from survey.wording import in_language

# Of fewer people a result could tell who answered what.
FEWEST: Final = 5
SCALE: Final = (1, 2, 3, 4, 5)
_BATCH: Final = 500


@dataclass(frozen=True)
class Group:
    """Only people who handed in a dream, and told this about themselves."""

    age_group: str = ""
    district: District | None = None

    def __bool__(self) -> bool:
        return bool(self.age_group or self.district)


EVERYBODY: Final = Group()


@dataclass(frozen=True)
class Result:
    """What came out of one question. Too few people: no charts."""

    question: Question
    text: str
    people: int
    is_shown: bool
    charts: tuple[Chart, ...] = ()
    mean: str = ""


def question_results(
    *, questions: Sequence[Question], group: Group = EVERYBODY, fewest: int = FEWEST
) -> list[Result]:
    """Return the results of questions with their options prefetched. Three queries."""
    replies = _replies(questions, group)
    people = dict(replies.order_by().values_list("question").annotate(n=Count("pk")))
    numbers: dict[int, dict[int, int]] = defaultdict(dict)
    on_scale = replies.filter(number__isnull=False).order_by()
    for question, number, n in on_scale.values_list("question", "number").annotate(n=Count("pk")):
        numbers[question][number] = n
    chosen = {
        (option, row): (n, first, places or 0)
        for option, row, n, first, places in _choices(replies)
    }
    return [
        _result(question, people.get(question.pk, 0), numbers[question.pk], chosen, fewest)
        for question in questions
    ]


def open_texts(question: Question) -> QuerySet[Reply, str]:
    """Return what people wrote, the newest first, without who or when."""
    texts = question.replies.exclude(text="").order_by("-replied_at", "-pk")
    return texts.values_list("text", flat=True)


def _replies(questions: Sequence[Question], group: Group) -> QuerySet[Reply]:
    found = Reply.objects.filter(question__in=[question.pk for question in questions])
    if not group:
        return found
    about = Q()
    if group.age_group:
        about &= Q(age_group=group.age_group)
    if group.district:
        about &= Q(district=group.district)
    # A reply counts once, however many dreams its browser handed in.
    return found.filter(Exists(Dream.objects.filter(about, participant=OuterRef("participant"))))


def _choices(replies: QuerySet[Reply]) -> Iterable[tuple[int, int | None, int, int, int | None]]:
    return (
        Choice.objects.filter(reply__in=replies.order_by())
        .order_by()
        .values_list("option", "row")
        .annotate(n=Count("pk"), first=Count("pk", filter=Q(rank=1)), places=Sum("rank"))
    )


_Chosen = dict[tuple[int, int | None], tuple[int, int, int]]


def _result(
    question: Question, people: int, numbers: dict[int, int], chosen: _Chosen, fewest: int
) -> Result:
    text = in_language(question)
    if people < max(fewest, 1):
        return Result(question, text, people, is_shown=False)
    options = [row for row in question.options.all() if not row.is_row]
    if question.kind == QuestionKind.SCALE:
        total = sum(number * n for number, n in numbers.items())
        mean = _rounded(total / (sum(numbers.values()) or 1))
        charts: tuple[Chart, ...] = (_scale(question, text, options, numbers, people),)
        return Result(question, text, people, is_shown=True, charts=charts, mean=mean)
    if question.kind == QuestionKind.RANKING:
        charts = (_ranking(question, text, options, chosen, people),)
    elif question.kind == QuestionKind.MATRIX:
        lines = [row for row in question.options.all() if row.is_row]
        charts = tuple(_line(question, line, options, chosen) for line in lines)
    elif question.kind == QuestionKind.OPEN:
        charts = ()
    else:
        charts = (_counts(question, text, options, chosen, people),)
    return Result(question, text, people, is_shown=True, charts=charts)


def _counts(
    question: Question, text: str, options: list[Option], chosen: _Chosen, people: int
) -> Chart:
    rows = [(in_language(row), chosen.get((row.pk, None), (0, 0, 0))[0]) for row in options]
    rows.sort(key=lambda row: -row[1])
    bars = count_bars(rows, people)
    return Chart(f"v{question.pk}", text, bars, _("People"), _("Of who answered"))


def _scale(
    question: Question, text: str, options: list[Option], numbers: dict[int, int], people: int
) -> Chart:
    low, high = scale_ends(options)
    names = {1: f"1 · {low}", 5: f"5 · {high}"}
    bars = count_bars(((names.get(n, str(n)), numbers.get(n, 0)) for n in SCALE), people)
    return Chart(f"v{question.pk}", text, bars, _("People"), _("Of who answered"))


def scale_ends(options: Sequence[Option]) -> tuple[str, str]:
    """Return what 1 and 5 mean: two answers of the question, or our own words."""
    if len(options) >= 2:
        return in_language(options[0]), in_language(options[-1])
    return _("Not at all"), _("Very much")


def _ranking(
    question: Question, text: str, options: list[Option], chosen: _Chosen, people: int
) -> Chart:
    top = len(options)
    rows = []
    for option in options:
        n, first, places = chosen.get((option.pk, None), (0, 0, 0))
        points = ((top + 1) * n - places) / people
        rows.append((points, first, in_language(option)))
    rows.sort(key=lambda row: (-row[0], -row[1]))
    bars = tuple(
        Bar(
            label=label,
            width=share_of(points, top),
            shown=_rounded(points),
            note=count(first),
        )
        for points, first, label in rows
    )
    measure = _("Points out of %(top)s") % {"top": top}
    return Chart(f"v{question.pk}", text, bars, measure, _("Times in first place"))


def _rounded(value: float) -> str:
    # The format itself cuts digits off.
    return formats.number_format(round(value, 1), 1)


def _line(question: Question, line: Option, options: list[Option], chosen: _Chosen) -> Chart:
    rows = [
        (in_language(row), chosen.get((row.pk, line.pk), (0, 0, 0))[0]) for row in options
    ]  # fmt: skip
    bars = count_bars(rows, sum(n for _label, n in rows))
    key = f"v{question.pk}-{line.pk}"
    return Chart(key, in_language(line), bars, _("People"), _("Of who answered this line"))


@dataclass(frozen=True)
class Column:
    """One column of the export; `option` and `row` are None where the question is the column."""

    name: str
    question: Question
    meaning: str
    option: int | None = None
    row: int | None = None


def export_columns(questions: Iterable[Question]) -> list[Column]:
    """Return the columns of the export: one for each answer, thing or line where there are more."""
    columns = []
    for number, question in enumerate(questions, start=1):
        options = [row for row in question.options.all() if not row.is_row]
        lines = [row for row in question.options.all() if row.is_row]
        if question.kind in {QuestionKind.MULTIPLE, QuestionKind.RANKING}:
            said = (
                _("1 = chosen, 0 = not chosen, empty = no answer")
                if question.kind == QuestionKind.MULTIPLE
                else _("The place, 1 is first; empty = not put in order")
            )
            columns += [
                Column(f"v{number}_{n}", question, f"{row.text} ({said})", option=row.pk)
                for n, row in enumerate(options, start=1)
            ]
        elif question.kind == QuestionKind.MATRIX:
            columns += [
                Column(f"v{number}_{n}", question, row.text, row=row.pk)
                for n, row in enumerate(lines, start=1)
            ]
        else:
            columns.append(Column(f"v{number}", question, str(question.get_kind_display())))
    return columns


def dictionary_rows(columns: Iterable[Column]) -> list[tuple[str, str, str, str]]:
    """Say of each column what it holds: name, question, kind, meaning."""
    own = [
        ("nummer", "", "", _("A number for this row only; it leads to nobody")),
        ("datum", "", "", _("The day of the last answer, without the hour")),
    ]
    return own + [
        (column.name, column.question.text, str(column.question.get_kind_display()), column.meaning)
        for column in columns
    ]


def export_rows(campaign: Campaign, columns: Sequence[Column]) -> Iterator[list[Cell]]:
    """Yield one row for each participant who answered. Two queries for every 500 of them.

    The rows come in the order of a random number, so that their place tells nothing either.
    """
    names = {
        row.pk: row.text for column in columns for row in column.question.options.all()
    }  # fmt: skip
    browsers = (
        Participant.objects.filter(replies__question__campaign=campaign)
        .annotate(last=Max("replies__replied_at"))
        .order_by("pk")
        .values_list("pk", "last")
    )
    batch: list[tuple[Any, Any]] = []
    number = 0
    for browser in browsers.iterator(chunk_size=_BATCH):
        batch.append(browser)
        if len(batch) == _BATCH:
            yield from _rows(batch, columns, names, number)
            number += len(batch)
            batch = []
    yield from _rows(batch, columns, names, number)


def _rows(
    batch: list[tuple[Any, Any]], columns: Sequence[Column], names: dict[int, str], number: int
) -> Iterator[list[Cell]]:
    if not batch:
        return
    stored: dict[tuple[Any, int], Reply] = {}
    replies = Reply.objects.filter(participant__in=[pk for pk, _last in batch])
    for reply in replies.prefetch_related("choices"):
        stored[reply.participant_id, reply.question_id] = reply
    for n, (pk, last) in enumerate(batch, start=number + 1):
        cells: list[Cell] = [n, formats.date_format(last, "Y-m-d")]
        cells += [_cell(stored.get((pk, column.question.pk)), column, names) for column in columns]
        yield cells


def _cell(reply: Reply | None, column: Column, names: dict[int, str]) -> Cell:
    if reply is None:
        return None
    if column.question.kind == QuestionKind.SCALE:
        return reply.number
    if column.question.kind == QuestionKind.OPEN:
        return reply.text
    picks = list(reply.choices.all())
    if column.row is not None:
        return next((names.get(p.option_id) for p in picks if p.row_id == column.row), None)
    if column.option is None:
        return next((names.get(pick.option_id) for pick in picks), None)
    found = next((pick for pick in picks if pick.option_id == column.option), None)
    if column.question.kind == QuestionKind.RANKING:
        return found.rank if found else None
    return 1 if found else 0
