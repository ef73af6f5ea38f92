"""Sheets of paper: printed, photographed, typed over."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from campaigns.languages import LANGUAGE_NAMES, guess_language
from campaigns.models import AgeGroup, Campaign, District, SheetBatch
from campaigns.personal import find_personal_data
from campaigns.services.paper import SheetText
from campaigns.sheets import MOST_SHEETS


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
