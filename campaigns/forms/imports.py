"""A file of contributions from elsewhere."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.imports.mapping import Mapping, parse_mapping
from campaigns.imports.profiles import ANY_TABLE, PROFILES
from campaigns.imports.tables import Table

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
