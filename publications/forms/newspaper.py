"""What editors fill in for the newspaper of the future."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Contribution
from clustering.models import Key, Need
from debate.models import Action
from publications.models import Article

# Each frame of the newspaper lies on one page.
PAGES = {"lead": 1, "brief": 1, "dream-followed": 2, "not-taken": 2, "report": 3, "voice": 3}
FRAMES = (
    ("lead", _("Page 1, lead")),
    ("brief", _("Page 1, short news")),
    ("dream-followed", _("Page 2, the dream we follow")),
    ("not-taken", _("Page 2, what did not make it")),
    ("report", _("Page 3, report")),
    ("voice", _("Page 3, letter")),
)


class NumbersField(forms.CharField):
    """Numbers of dreams, as an editor writes them: 412, 1.204 1307."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=400, **options)

    def to_python(self, value: Any) -> Any:
        words = str(super().to_python(value)).replace(".", "").replace(",", " ").split()
        wrong = [word for word in words if not (word.isdecimal() and len(word) < 10)]
        if wrong:
            raise ValidationError(
                _("These are no numbers: %(wrong)s"), params={"wrong": " ".join(wrong)}
            )
        return sorted({int(word) for word in words})

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value


class ArticleForm(forms.ModelForm[Article]):
    """A piece in the newspaper, with its sources."""

    frame = forms.ChoiceField(label=_("Place in the newspaper"), choices=FRAMES)
    dream_numbers = NumbersField(
        label=_("Dreams it grew from"),
        help_text=_("Numbers with a space or comma between: 412, 1204"),
    )

    class Meta:
        model = Article
        fields = (
            "frame", "rubric", "headline", "deck", "body", "pull_quote", "pull_quote_by", "key",
            "needs", "actions",
        )  # fmt: skip
        widgets = {
            "body": forms.Textarea(attrs={"rows": 14}),
            "deck": forms.Textarea(attrs={"rows": 2}),
            "needs": forms.CheckboxSelectMultiple,
            "actions": forms.CheckboxSelectMultiple,
        }
        labels = {"needs": _("Needs"), "actions": _("Actions")}
        help_texts = {"body": _("An empty line starts a new paragraph.")}
        error_messages = {
            "headline": {"required": _("Give the article a headline.")},
            "body": {"required": _("Write the text of the article.")},
        }

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.dreams: QuerySet[Contribution] = Contribution.objects.none()
        for name, model in (("key", Key), ("needs", Need), ("actions", Action)):
            rows = model._default_manager.filter(campaign=campaign)
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        if self.instance.pk:
            numbers = self.instance.dreams.order_by("number").values_list("number", flat=True)
            self.initial["dream_numbers"] = list(numbers)

    def clean_dream_numbers(self) -> list[int]:
        """Refuse numbers of dreams that are not there or may not be printed."""
        numbers: list[int] = self.cleaned_data["dream_numbers"]
        self.dreams = Contribution.objects.of(self.campaign).printable().filter(number__in=numbers)
        missing = sorted(set(numbers) - set(self.dreams.values_list("number", flat=True)))
        if missing:
            raise ValidationError(
                _("These are no dreams that may be printed: %(wrong)s"),
                params={"wrong": ", ".join(map(str, missing))},
            )
        return numbers

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sources = (cleaned.get("needs"), cleaned.get("actions"), cleaned.get("dream_numbers"))
        if not any(sources) and not {"needs", "actions", "dream_numbers"} & set(self.errors):
            self.add_error(
                "dream_numbers", _("No source, no article. Choose a need, an action or a dream.")
            )
        return cleaned

    def words(self) -> dict[str, Any]:
        """Return the fields of the article itself, as the service takes them."""
        names = (
            "frame",
            "rubric",
            "headline",
            "deck",
            "body",
            "pull_quote",
            "pull_quote_by",
            "key",
        )
        return {
            **{name: self.cleaned_data[name] for name in names},
            "page": PAGES[self.cleaned_data["frame"]],
        }
