"""Input of the ground floor."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.imports.mapping import Mapping, parse_mapping
from campaigns.imports.tables import Table
from campaigns.models import Commitment, Phase


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


class ImportForm(forms.Form):
    """A file to import; which columns are what can be said, or is guessed."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX with a column of texts, 20 MB at most."),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
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

    @property
    def origin(self) -> str:
        """Return the file's own name without its ending: where readers see it came from."""
        return PurePath(self.cleaned_data["file"].name).stem[:60]

    def mapping(self, table: Table) -> Mapping | None:
        """Return the mapping that was typed, if one was. Raises `MappingRefused`."""
        typed: str = self.cleaned_data["columns"]
        return parse_mapping(typed, columns=table.columns) if typed else None
