"""Read what somebody answers: only what was asked, only what exists."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.personal import find_personal_data
from survey.models import Option, Question, QuestionKind, Reply
from survey.services.questions import Answer, Pick
from survey.services.results import SCALE, scale_ends
from survey.wording import in_language

LONGEST: Final = 1000


@dataclass
class Shown:
    """One answer, thing or line, with what was chosen for it."""

    pk: int
    text: str
    name: str = ""
    is_chosen: bool = False
    value: str = ""
    has_error: bool = False


@dataclass
class Asked:
    """One question as the page shows it, and what came back."""

    question: Question
    number: int
    options: list[Shown]
    rows: list[Shown] = field(default_factory=list)
    condition: tuple[str, list[str]] | None = None
    leads: str = ""
    value: str = ""
    errors: list[str] = field(default_factory=list)
    is_asked: bool = True
    picks: list[Pick] = field(default_factory=list)

    @property
    def text(self) -> str:
        return in_language(self.question)

    @property
    def hint(self) -> str:
        return in_language(self.question, "hint")

    @property
    def name(self) -> str:
        return f"v{self.question.pk}"

    @property
    def id_for_label(self) -> str:
        """Return where a link of the error summary leads: the first thing to fill in."""
        kind = self.question.kind
        if kind == QuestionKind.OPEN:
            return f"id_{self.name}"
        if kind == QuestionKind.SCALE:
            return f"id_{self.name}_1"
        if kind == QuestionKind.MATRIX:
            wrong = next((row for row in self.rows if row.has_error), self.rows[0])
            return f"id_{wrong.name}_{self.options[0].pk}"
        wrong = next((row for row in self.options if row.has_error), self.options[0])
        return f"id_{self.name}_{wrong.pk}"

    @property
    def described_by(self) -> str:
        names = ("hint" if self.hint or self.question.kind == QuestionKind.RANKING else "",
                 "when" if self.condition else "", "error" if self.errors else "")  # fmt: skip
        return " ".join(f"{self.name}-{name}" for name in names if name)

    @property
    def ends(self) -> tuple[str, str]:
        stored = [row for row in self.question.options.all() if not row.is_row]
        return scale_ends(stored)

    @property
    def scale(self) -> tuple[int, ...]:
        return SCALE

    @property
    def places(self) -> range:
        return range(1, len(self.options) + 1)

    @property
    def answer(self) -> Answer:
        kind = self.question.kind
        return Answer(
            question=self.question.pk,
            number=int(self.value) if kind == QuestionKind.SCALE and self.value else None,
            text=self.value if kind == QuestionKind.OPEN else "",
            picks=tuple(self.picks),
        )


class AskedForm:
    """All open questions on one page. `stored` is what this browser answered before."""

    def __init__(
        self,
        questions: Sequence[Question],
        stored: dict[int, Reply],
        data: QueryDict | None = None,
        *,
        shows_all: bool = False,
    ) -> None:
        self.key = _key(data.get("key", "") if data is not None else "")
        self.warned = bool(data is not None and data.get("warned"))
        self.personal_data: list[str] = []
        here = {question.pk for question in questions}
        # What somebody chose in a question that closed meanwhile still leads on.
        self._chosen = {
            choice.option_id
            for pk, reply in stored.items() if pk not in here
            for choice in reply.choices.all()
        }  # fmt: skip
        self.fields: list[Asked] = []
        for question in questions:
            asked = self._ask(question, here, shows_all=shows_all)
            if asked is not None:
                self.fields.append(asked)
                self._read(asked, stored.get(question.pk), data)
        is_bare = not (self.errors or self.answers_given or stored)
        if data is not None and self.fields and is_bare:
            self.fields[0].errors = [_("Answer at least one question.")]
        if data is not None and not self.warned:
            self._look_for_personal_data()

    def __iter__(self) -> Iterator[Asked]:
        return iter(self.fields)

    @property
    def errors(self) -> dict[str, list[str]]:
        return {row.name: row.errors for row in self.fields if row.errors}

    def non_field_errors(self) -> tuple[str, ...]:
        return ()

    @property
    def answers(self) -> list[Answer]:
        """Return an answer for each question, empty where it was not asked of this person."""
        return [
            row.answer if row.is_asked else Answer(question=row.question.pk) for row in self.fields
        ]

    @property
    def answers_given(self) -> int:
        return sum(not answer.is_empty for answer in self.answers)

    @property
    def may_be_sent(self) -> bool:
        """Tell whether the answers can go: valid, and no warning that was not seen yet."""
        if self.personal_data:
            self.warned = True
        return bool(self.fields) and not self.errors and not self.personal_data

    def _ask(self, question: Question, here: set[int], *, shows_all: bool) -> Asked | None:
        """Return the question, unless nobody on this page can reach it."""
        leading = list(question.asked_after.all())
        reachable = any(row.question_id in here or row.pk in self._chosen for row in leading)
        if leading and not reachable and not shows_all:
            return None
        texts = [in_language(row) for row in leading]
        name = f"v{question.pk}"
        return Asked(
            question=question,
            number=len(self.fields) + 1,
            options=[_show(row, name) for row in question.options.all() if not row.is_row],
            rows=[_show(row, name) for row in question.options.all() if row.is_row],
            condition=(in_language(leading[0].question), texts) if leading else None,
            leads=" ".join(str(row.pk) for row in leading),
            is_asked=not leading or any(row.pk in self._chosen for row in leading),
        )

    def _read(self, asked: Asked, stored: Reply | None, data: QueryDict | None) -> None:
        if data is None:
            _recall(asked, stored)
        else:
            _READERS[asked.question.kind](asked, data)
            if not asked.is_asked:
                asked.errors = []
            elif asked.question.is_required and asked.answer.is_empty and not asked.errors:
                asked.errors = [_("Answer this question.")]
        if asked.is_asked:
            self._chosen |= {pick.option for pick in asked.picks}

    def _look_for_personal_data(self) -> None:
        for row in self.fields:
            if row.question.kind == QuestionKind.OPEN and row.is_asked:
                found = find_personal_data(row.value)
                self.personal_data += [kind for kind in found if kind not in self.personal_data]


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _show(option: Option, name: str) -> Shown:
    return Shown(option.pk, in_language(option), name=f"{name}_{option.pk}")


def _recall(asked: Asked, stored: Reply | None) -> None:
    """Show what was answered before."""
    if stored is None:
        return
    asked.value = stored.text or ("" if stored.number is None else str(stored.number))
    picks = list(stored.choices.all())
    asked.picks = [Pick(row.option_id, row.row_id, row.rank) for row in picks]
    by_option = {row.option_id: row for row in picks}
    for option in asked.options:
        option.is_chosen = option.pk in by_option
        rank = by_option[option.pk].rank if option.is_chosen else None
        option.value = str(rank) if rank else ""
    by_row = {row.row_id: row for row in picks}
    for line in asked.rows:
        line.value = str(by_row[line.pk].option_id) if line.pk in by_row else ""


def _read_options(asked: Asked, data: QueryDict) -> None:
    """Take chosen answers; two answers to a question that wants one are none."""
    sent = set(data.getlist(asked.name))
    for option in asked.options:
        option.is_chosen = str(option.pk) in sent
    chosen = [option for option in asked.options if option.is_chosen]
    if asked.question.kind == QuestionKind.SINGLE and len(sent) > 1:
        asked.errors = [_("Choose one answer.")]
    elif len(chosen) < len(sent - {""}):
        asked.errors = [_("This answer does not exist (any more). Choose again.")]
    asked.picks = [Pick(option.pk) for option in chosen]


def _read_scale(asked: Asked, data: QueryDict) -> None:
    sent = data.getlist(asked.name)
    if len(set(sent)) > 1 or (sent and sent[0] not in {"", *map(str, SCALE)}):
        asked.errors = [_("Choose a number from 1 to 5.")]
    else:
        asked.value = sent[0] if sent else ""


def _read_text(asked: Asked, data: QueryDict) -> None:
    asked.value = data.get(asked.name, "").replace("\r\n", "\n").replace("\x00", "").strip()
    over = len(asked.value) - LONGEST
    if over > 0:
        text = ngettext(
            "Your answer is %(n)s character too long.",
            "Your answer is %(n)s characters too long.",
            over,
        )
        asked.errors = [text % {"n": over}]


def _read_ranking(asked: Asked, data: QueryDict) -> None:
    """Take the places: each once, and none left out in between."""
    places = {str(n): n for n in asked.places}
    given: dict[int, Shown] = {}
    for option in asked.options:
        option.value = data.get(option.name, "")
        place = places.get(option.value)
        if option.value and place is None:
            option.value, option.has_error = "", True
            asked.errors = [_("Choose a place from the list.")]
        elif place in given:
            option.has_error = True
            asked.errors = [_("Give each place only once.")]
        elif place is not None:
            given[place] = option
    if not asked.errors and sorted(given) != list(range(1, len(given) + 1)):
        asked.errors = [_("Start with place 1, and leave out no place.")]
    asked.picks = [Pick(row.pk, rank=place) for place, row in sorted(given.items())]


def _read_matrix(asked: Asked, data: QueryDict) -> None:
    options = {str(option.pk): option.pk for option in asked.options}
    for line in asked.rows:
        sent = data.getlist(line.name)
        line.value = sent[0] if len(sent) == 1 else ""
        if line.value in options:
            asked.picks.append(Pick(options[line.value], row=line.pk))
        elif line.value or len(sent) > 1:
            line.value, line.has_error = "", True
            asked.errors = [_("Choose one answer on each line.")]
        elif asked.question.is_required:
            line.has_error = True
            asked.errors = [_("Choose an answer on each line.")]


_READERS: Final[dict[str, Any]] = {
    QuestionKind.SINGLE: _read_options,
    QuestionKind.MULTIPLE: _read_options,
    QuestionKind.SCALE: _read_scale,
    QuestionKind.RANKING: _read_ranking,
    QuestionKind.OPEN: _read_text,
    QuestionKind.MATRIX: _read_matrix,
}
