"""Input of the ground floor."""

import re
from pathlib import PurePath
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from campaigns.imports.mapping import Mapping, parse_mapping
from campaigns.imports.profiles import ANY_TABLE, PROFILES
from campaigns.imports.tables import Table
from campaigns.languages import LANGUAGE_NAMES, guess_language
from campaigns.mail import letter_language
from campaigns.models import AgeGroup, Campaign, Commitment, District, Phase, SheetBatch
from campaigns.personal import find_personal_data
from campaigns.services.masking import places_of
from campaigns.services.paper import SheetText
from campaigns.sheets import MOST_SHEETS


class CommitmentForm(forms.ModelForm[Commitment]):
    """What the city board promises."""

    signed_name = forms.CharField(label=_("Your name"), max_length=120)
    signed_function = forms.CharField(label=_("Your function"), max_length=120)

    class Meta:
        model = Commitment
        fields = ("horizon_year", "promise", "what_happens", "not_negotiable")
        widgets = {
            "promise": forms.Textarea(attrs={"rows": 5}),
            "what_happens": forms.Textarea(attrs={"rows": 5}),
            "not_negotiable": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "what_happens": _("One sentence per line."),
            "not_negotiable": _("One sentence per line. Say honestly what is already fixed."),
        }


class PhaseForm(forms.ModelForm[Phase]):
    """The dates of one phase."""

    class Meta:
        model = Phase
        fields = ("starts_on", "ends_on")
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            raise ValidationError({"ends_on": _("A phase ends after it starts.")})
        return cleaned


class HoldForm(forms.Form):
    """Why a dream is not placed; its author reads this sentence."""

    reason = forms.CharField(
        label=_("Why do you hold this dream?"),
        max_length=300,
        error_messages={"required": _("Say why. The dreamer reads this sentence.")},
    )


# Sentences that fit often; the dreamer reads them in the language of the dream.
READY_REASONS: Final = {
    "name": _("It names somebody else."),
    "hurts": _("It hurts people."),
    "advertising": _("It is advertising, not a dream."),
    "elsewhere": _("It is not about the city."),
    "personal": _("It holds personal data, such as an address or a telephone number."),
}


class ReasonForm(HoldForm):
    """Why a dream is not placed: a sentence that is ready, own words, or both."""

    ready = forms.ChoiceField(
        label=_("What is the matter?"),
        choices=list(READY_REASONS.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    field_order = ("ready", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Or say it in your own words")
        self.fields["reason"].required = False
        self.fields["reason"].help_text = _("The dreamer reads this, and can change the dream.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("ready") and not cleaned.get("reason") and not self.errors:
            self.add_error("reason", self.fields["reason"].error_messages["required"])
        return cleaned

    def reason_in(self, language: str) -> str:
        """Return the whole reason; what was ready is said in the language of the dream."""
        with translation.override(letter_language(language)):
            ready = str(READY_REASONS.get(self.cleaned_data["ready"], ""))
        return " ".join(part for part in (ready, self.cleaned_data["reason"]) if part)[:300]


_STRETCH = re.compile(r"(\d{1,5})-(\d{1,5})")


class MaskForm(forms.Form):
    """Which stretches of a text are covered: what was found, what was selected, or typed words."""

    # "12-24": from the 13th character up to the 24th. Ticked boxes and selections alike.
    stretch = forms.CharField(required=False, widget=forms.MultipleHiddenInput)
    words = forms.CharField(
        label=_("Cover these words too"),
        required=False,
        max_length=300,
        help_text=_("Put a comma between them. Or select words in the text."),
    )
    mark = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def stretches(self, text: str) -> list[tuple[int, int]]:
        """Return every stretch of this text that was pointed at."""
        sent = self.data.getlist("stretch") if hasattr(self.data, "getlist") else []
        found = [_STRETCH.fullmatch(one) for one in sent]
        places = [(int(match[1]), int(match[2])) for match in found if match]
        return places + places_of(text, self.cleaned_data["words"])


class ModerationForm(forms.ModelForm[Campaign]):
    """Whether colleagues read before or after a dream is shown."""

    class Meta:
        model = Campaign
        fields = ("moderation",)
        widgets = {"moderation": forms.RadioSelect}
        labels = {"moderation": _("When do colleagues read?")}


MAX_UPLOAD = 20_000_000  # the proxy in front lets no more through
PROFILE_LABELS = {
    "own": _("Roeselare 2030: open data"),
    "go_vocal_form": _("Go Vocal: import template"),
    "go_vocal": _("Go Vocal: input export"),
    "adhocracy4": "adhocracy4",
    "openstad": "OpenStad",
    "your_priorities": "Your Priorities",
    "polis": "Polis",
    "decidim_comments": _("Decidim: comments"),
    "decidim": _("Decidim: proposals"),
    "consul": "CONSUL",
    "talk_to_the_city": "Talk to the City",
}


class ImportForm(forms.Form):
    """A file to import; which columns are what can be said, or is guessed."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, XLSX or JSON with a column of texts, 20 MB at most."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.json"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )
    profile = forms.ChoiceField(
        label=_("Which system does the file come from?"),
        required=False,
        choices=[
            ("", _("You recognise it")),
            *((profile.key, PROFILE_LABELS[profile.key]) for profile in PROFILES),
            (ANY_TABLE, _("Any table")),
        ],
    )
    columns = forms.CharField(
        label=_("Which column is what?"),
        required=False,
        max_length=500,
        help_text=_("Leave it empty and we guess. Or write: text=title,body;id=ref"),
    )
    language = forms.ChoiceField(
        label=_("Language of the texts"),
        required=False,
        choices=[
            ("", _("as the file says, or Dutch")), ("nl", "Nederlands"), ("fr", "Français"),
            ("en", "English"), ("de", "Deutsch"), ("es", "Español"), ("ca", "Català"),
        ],
    )  # fmt: skip
    dry_run = forms.TypedChoiceField(
        label=_("What do we do?"),
        choices=[
            ("look", _("Only look, enter nothing")),
            ("enter", _("Enter in the reading queue")),
        ],
        initial="look",
        coerce=lambda choice: choice == "look",
        widget=forms.RadioSelect,
    )

    def clean_file(self) -> Any:
        """Refuse what the command line is for."""
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise ValidationError(_("This file is too large. Split it in parts of 20 MB at most."))
        return file

    @property
    def origin(self) -> str:
        """Return the file's own name without its ending: where readers see it came from."""
        return PurePath(self.cleaned_data["file"].name).stem[:60]

    def mapping(self, table: Table) -> Mapping | None:
        """Return the mapping that was typed, if one was. Raises `MappingRefused`."""
        typed: str = self.cleaned_data["columns"]
        return parse_mapping(typed, columns=table.columns) if typed else None


class BatchForm(forms.Form):
    """A pile of sheets to print."""

    place = forms.CharField(
        label=_("Where will the sheets lie?"),
        max_length=120,
        help_text=_("For example: Library, or Town hall counter. Readers see this with the dream."),
        error_messages={"required": _("Say where the sheets will lie.")},
    )
    sheets = forms.IntegerField(
        label=_("How many sheets?"),
        min_value=1,
        max_value=MOST_SHEETS,
        initial=20,
        help_text=_("Two sheets on each page of paper, 200 sheets at most."),
        error_messages={
            "required": _("Say how many sheets, from 1 to 200."),
            "invalid": _("Say how many sheets, from 1 to 200."),
            "min_value": _("Say how many sheets, from 1 to 200."),
            "max_value": _("Say how many sheets, from 1 to 200."),
        },
    )


class _SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """One or more photos. What is no picture is told by name afterwards; the others come in."""

    most = 20

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        found = [super(PhotosField, self).clean(file, initial) for file in files if file]
        if not found:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(found) > self.most:
            raise ValidationError(_("Choose 20 photos at most, then the next 20."), code="many")
        return found


class PhotosForm(forms.Form):
    """Photos of sheets that were filled in."""

    photos = PhotosField(
        label=_("Photos of sheets"),
        allow_empty_file=True,
        help_text=_("JPG, PNG or HEIC, one sheet on each photo, 20 photos at a time."),
        widget=_SeveralFiles(attrs={"accept": "image/*"}),
        error_messages={"required": _("Choose at least one photo.")},
    )


class PileForm(forms.Form):
    """From which pile a sheet comes whose code cannot be read."""

    batch = forms.ModelChoiceField(
        label=_("From which pile does this sheet come?"),
        queryset=SheetBatch.objects.none(),
        error_messages={"required": _("Choose the pile.")},
    )
    sheet = forms.IntegerField(
        label=_("Number of the sheet"), required=False, min_value=1, max_value=MOST_SHEETS
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["batch"].queryset = campaign.sheet_batches.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        batch, sheet = cleaned.get("batch"), cleaned.get("sheet")
        if batch and sheet and sheet > batch.sheets:
            raise ValidationError({"sheet": _("This pile has no sheet with that number.")})
        return cleaned


class ScanForm(forms.Form):
    """What stands on a photographed sheet: one text or more, and who wrote it."""

    most = 12

    display_name = forms.CharField(label=_("First name"), required=False, max_length=60)
    district = forms.ModelChoiceField(
        label=_("Part of the city"),
        queryset=District.objects.none(),
        required=False,
        empty_label=_("not filled in"),
    )
    age_group = forms.ChoiceField(
        label=_("Age"), choices=[("", _("not filled in")), *AgeGroup.choices], required=False
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("recognise it")), *LANGUAGE_NAMES.items()],
        required=False,
    )
    warned = forms.BooleanField(required=False, widget=forms.HiddenInput)
    texts = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, campaign: Campaign, more: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.personal_data: list[str] = []
        self.fields["district"].queryset = campaign.districts.all()  # type: ignore[attr-defined]
        typed = str(self.data.get("texts") or "1")
        amount = int(typed) if typed.isdecimal() and len(typed) < 3 else 1
        self.amount = max(1, min(amount + more, self.most))
        own = {
            f"text_{place}": forms.CharField(
                label=_("What does it say?") if place == 0 else _("Next text"),
                required=place == 0,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
                error_messages={
                    "required": _("Type over what it says."),
                    "max_length": _("This text is too long. Split it in two."),
                },
            )
            for place in range(self.amount)
        }
        self.fields = own | self.fields
        if more:  # the next text is only asked for, nothing is sent yet
            self._keep(texts=str(self.amount))

    def _keep(self, **values: str) -> None:
        self.data = dict(self.data.items()) | values

    def unchecked(self) -> "ScanForm":
        """Return this form with what was typed and without remarks."""
        self._errors = ErrorDict()
        return self

    @property
    def text_fields(self) -> list[Any]:
        return [self[f"text_{place}"] for place in range(self.amount)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("warned"):
            found = [find_personal_data(text) for text in self._typed(cleaned)]
            self.personal_data = sorted({kind for kinds in found for kind in kinds})
            if self.personal_data:
                self._keep(warned="1")
        return cleaned

    def _typed(self, cleaned: dict[str, Any]) -> list[str]:
        texts = [cleaned.get(f"text_{place}", "") for place in range(self.amount)]
        # Browsers send a line break as two characters; people see one.
        return [text.replace("\r\n", "\n") for text in texts if text]

    @property
    def may_be_sent(self) -> bool:
        return self.is_valid() and not self.personal_data

    @property
    def rows(self) -> list[SheetText]:
        """Return the dreams of a valid form."""
        about = self.cleaned_data
        return [
            SheetText(
                text=text,
                display_name=about["display_name"],
                district=about["district"],
                age_group=about["age_group"],
                language=about["language"] or guess_language(text, "nl"),
            )
            for text in self._typed(about)
        ]


class TranslationForm(forms.Form):
    """A dream in Dutch."""

    text = forms.CharField(
        label=_("In Dutch"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5, "lang": "nl"}),
        error_messages={"required": _("Write the translation first.")},
    )


class LanguageForm(forms.Form):
    """The language a dream really is in."""

    language = forms.ChoiceField(label=_("Language"), choices=list(LANGUAGE_NAMES.items()))
