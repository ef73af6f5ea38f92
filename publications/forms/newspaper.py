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
from publications.rendering.newspaper.frames import TEMPLATES
from publications.services.pages import WRITTEN, Written, plan_of

SHELF = "0-"


def places_in(campaign: Campaign) -> list[tuple[str, str]]:
    """Return where an article can lie: the shelf, and every frame of every page."""
    found = [(SHELF, str(_("On the shelf, in no page yet")))]
    for page in plan_of(campaign):
        for frame in TEMPLATES[page.template].for_articles:
            label = _("Page %(page)s, %(frame)s") % {"page": page.number, "frame": frame.title}
            found.append((f"{page.number}-{frame.name}", str(label)))
    return found


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

    frame = forms.ChoiceField(label=_("Place in the newspaper"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
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
        places = places_in(campaign)
        self.fields["frame"].choices = places  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            here = f"{self.instance.page}-{self.instance.frame}"
            self.initial["frame"] = here if here in dict(places) else SHELF
        self.dreams: QuerySet[Contribution] = Contribution.objects.none()
        for name, model in (("key", Key), ("needs", Need), ("actions", Action)):
            rows = model._default_manager.filter(campaign=campaign)
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["key"].empty_label = _("No key")  # type: ignore[attr-defined]
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
        page, _dash, frame = self.cleaned_data["frame"].partition("-")
        return {
            **{name: self.cleaned_data[name] for name in (*WRITTEN, "key")},
            "page": int(page),
            "frame": frame,
        }


class PieceForm(forms.ModelForm[Article]):
    """The words of one article, written in its place on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = WRITTEN
        widgets = {
            "body": forms.Textarea(attrs={"rows": 10}),
            "deck": forms.Textarea(attrs={"rows": 2}),
        }
        error_messages = {
            "headline": {"required": _("Give the article a headline.")},
            "body": {"required": _("Write the text of the article.")},
        }

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        if data is not None:
            # Browsers send other line ends than we keep: that alone is no change.
            data = data.copy()
            for name in ("body", "deck"):
                key = f"{kwargs['prefix']}-{name}"
                if key in data:
                    data[key] = data[key].replace("\r\n", "\n")
        super().__init__(data, **kwargs)
        self.initial["version"] = self.instance.version

    @property
    def is_rewritten(self) -> bool:
        """Tell whether the words differ from those that are kept."""
        return bool(set(self.changed_data) & set(WRITTEN))

    def written(self) -> Written:
        """Return what was written, as the service takes it."""
        return Written(
            slug=self.instance.slug,
            version=self.cleaned_data["version"],
            words={name: self.cleaned_data[name] for name in WRITTEN},
        )
