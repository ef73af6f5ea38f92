"""Fields with which the core team writes a question."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from survey.models import Option, Question, QuestionKind
from survey.services.questions import Line, Words

MOST_LINES: Final = 30
_LANGUAGES: Final = ("", "_fr", "_en")
_NEEDS_ANSWERS: Final = frozenset(
    {QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.RANKING, QuestionKind.MATRIX}
)


def _lines_field(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


def _split(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


class QuestionForm(forms.ModelForm[Question]):
    """A question with its answers, one on a line. French and English may stay empty."""

    options = _lines_field(
        _("Answers"), _("One on a line. For a scale: what 1 means, and what 5 means.")
    )
    options_fr = _lines_field(_("Answers in French"), _("In the same order, one on a line."))
    options_en = _lines_field(_("Answers in English"), _("In the same order, one on a line."))
    rows = _lines_field(_("Lines of the table"), _("Only for a table. One on a line."))
    rows_fr = _lines_field(_("Lines of the table in French"))
    rows_en = _lines_field(_("Lines of the table in English"))
    asked_after = forms.ModelMultipleChoiceField(
        label=_("Ask this only of people who chose"),
        queryset=Option.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Question
        fields = [
            "kind", "text", "hint", "is_required", "results_public", "text_fr", "hint_fr",
            "text_en", "hint_en",
        ]  # fmt: skip

    def __init__(
        self, *args: Any, campaign: Campaign, is_answered: bool = False, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        kind: Any = self.fields["kind"]
        kind.choices = [("", gettext("Choose")), *QuestionKind.choices]
        kind.disabled = is_answered
        if is_answered:
            kind.help_text = _("People answered already, so the kind stays.")
        chosen: Any = self.fields["asked_after"]
        chosen.queryset = self._earlier(campaign)
        if self.instance.pk is not None:
            self._fill()

    def _earlier(self, campaign: Campaign) -> Any:
        rows = list(Question.objects.filter(campaign=campaign).values_list("pk", flat=True))
        place = rows.index(self.instance.pk) if self.instance.pk in rows else len(rows)
        return (
            Option.objects.filter(
                question__in=rows[:place], is_row=False,
                question__kind__in=[QuestionKind.SINGLE, QuestionKind.MULTIPLE],
            )
            .select_related("question")
            .order_by("question__position", "question", "position", "pk")
        )  # fmt: skip

    def _fill(self) -> None:
        rows = list(self.instance.options.all())
        for language in _LANGUAGES:
            for name, lines in (
                ("options", [row for row in rows if not row.is_row]),
                ("rows", [row for row in rows if row.is_row]),
            ):
                texts = [getattr(row, f"text{language}") for row in lines]
                self.initial[f"{name}{language}"] = "\n".join(texts) if any(texts) else ""
        self.initial["asked_after"] = [row.pk for row in self.instance.asked_after.all()]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        for name in ("options", "rows"):
            self._check_lines(name, cleaned)
        answers = len(_split(cleaned.get("options", "")))
        if kind in _NEEDS_ANSWERS and answers < 2:
            self._refuse("options", gettext("Give at least two answers, one on a line."))
        if kind == QuestionKind.SCALE and answers not in {0, 2}:
            self._refuse(
                "options", gettext("A scale has two lines: what 1 means, and what 5 means.")
            )
        if kind == QuestionKind.MATRIX and not _split(cleaned.get("rows", "")):
            self._refuse("rows", gettext("Give the table at least one line."))
        return cleaned

    def _check_lines(self, name: str, cleaned: dict[str, Any]) -> None:
        lines = _split(cleaned.get(name, ""))
        if len(lines) > MOST_LINES:
            self._refuse(name, gettext("At most %(n)s lines.") % {"n": MOST_LINES})
        if len({line.casefold() for line in lines}) < len(lines):
            self._refuse(name, gettext("The same line stands here twice."))
        for language in _LANGUAGES:
            texts = _split(cleaned.get(f"{name}{language}", ""))
            if any(len(text) > 120 for text in texts):
                self._refuse(f"{name}{language}", gettext("One line has at most 120 characters."))
            if language and texts and len(texts) != len(lines):
                self._refuse(
                    f"{name}{language}", gettext("Translate every line, in the same order.")
                )

    def _refuse(self, name: str, why: str) -> None:
        self.add_error(name, ValidationError(why))

    @property
    def words(self) -> Words:
        """Return the question of a valid form."""
        told = self.cleaned_data
        texts = {name: told[name] for name in self.Meta.fields}
        return Words(**texts, options=self._lines("options"), rows=self._lines("rows"))

    def _lines(self, name: str) -> tuple[Line, ...]:
        columns = [_split(self.cleaned_data[f"{name}{language}"]) for language in _LANGUAGES]
        most = len(columns[0])
        filled: Iterable[list[str]] = (texts or [""] * most for texts in columns)
        return tuple(Line(*texts) for texts in zip(*filled, strict=True))

    def refuse_removal(self, option: Option) -> None:
        """Say beside the lines that this one has to stay."""
        why = gettext("“%(answer)s” has to stay: it is chosen, or another question hangs on it.")
        self._refuse("rows" if option.is_row else "options", why % {"answer": option.text})
