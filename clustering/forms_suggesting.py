"""Input of the room with suggestions, and of the table with the campaign's own words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from clustering.models import FormKind, FormLanguage, Need


class PairForm(forms.Form):
    """Two needs of one campaign, and which of the two stays when they become one."""

    one = forms.ModelChoiceField(queryset=Need.objects.none(), to_field_name="slug")
    other = forms.ModelChoiceField(queryset=Need.objects.none(), to_field_name="slug")
    into = forms.SlugField(required=False)

    def __init__(self, campaign: Campaign, data: Any) -> None:
        super().__init__(data)
        for name in ("one", "other"):
            self.fields[name].queryset = Need.objects.of(campaign)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        one, other = cleaned.get("one"), cleaned.get("other")
        if one and other and one.pk == other.pk:
            raise forms.ValidationError(_("Choose two needs."))
        return cleaned

    def direction(self) -> tuple[Need, Need]:
        """Return the need that goes and the need that stays."""
        one, other = self.cleaned_data["one"], self.cleaned_data["other"]
        return (one, other) if self.cleaned_data["into"] == other.slug else (other, one)


class ConceptWordForm(forms.Form):
    """A word that speaks of a concept in this city."""

    concept = forms.CharField(
        label=_("Concept"), max_length=60,
        help_text=_("Choose one of the list, or name a new one."),
        widget=forms.TextInput(attrs={"list": "begrippen", "autocomplete": "off"}),
        error_messages={"required": _("Say which concept it is about.")},
    )  # fmt: skip
    form = forms.CharField(
        label=_("Word"), max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the word.")},
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=FormLanguage.choices)
    kind = forms.ChoiceField(
        label=_("How do we look for it?"), initial=FormKind.WORD, widget=forms.RadioSelect,
        choices=[
            (FormKind.WORD, _("A word. “Fiets” also finds “fietsen”.")),
            (FormKind.PART, _("Begin or end of a word. “Koers” also finds “koersdag” and “wielerkoers”.")),
            (FormKind.PHRASE, _("Words in a row. “Ronde tafel” finds only those two together.")),
        ],
    )  # fmt: skip
