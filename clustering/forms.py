"""Input of the board and of the rooms where needs and keys get their words."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Channel
from clustering.models import CoreValue, Dna, Key, Need, Quality, Shape

_NAME_NEEDED = {"required": _("Give it a name.")}


class PlaceForm(forms.Form):
    """Which cards the list on the left of the board shows."""

    SOURCES = (
        ("", _("All")),
        ("online", _("Online")),
        ("sessies", _("Sessions")),
        ("kinderen", _("Children")),
    )
    CHANNELS = {
        "online": (Channel.ONLINE, Channel.IMPORT),
        "sessies": (Channel.SESSION,),
        "kinderen": (Channel.SCHOOL,),
    }

    plek = forms.SlugField(required=False)
    bron = forms.ChoiceField(choices=SOURCES, required=False)
    zoek = forms.CharField(max_length=80, required=False)
    na = forms.IntegerField(min_value=0, required=False)

    def clean_plek(self) -> str:
        return self.cleaned_data["plek"] or "stapel"


class ChosenForm(forms.Form):
    """The cards somebody chose, and the last move they knew of."""

    cards = forms.CharField(required=False)
    gezien = forms.IntegerField(min_value=0, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        # Checkboxes send many values, the script one value with commas: both are fine.
        self.numbers = [
            int(number)
            for value in (data.getlist("cards") if data else [])
            for number in value.split(",")
            if number.strip().isascii() and number.strip().isdigit() and len(number) < 19
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.numbers and self.data.get("alles") != "1":
            raise forms.ValidationError(_("Choose a card first."))
        return cleaned


class AsideForm(ChosenForm):
    reason = forms.CharField(
        label=_("Why do you set it aside?"),
        max_length=300,
        error_messages={"required": _("Say why, so that a colleague understands it tomorrow.")},
    )


class NewNeedForm(forms.Form):
    """A need in a few words, under a key or under none yet."""

    name = forms.CharField(
        label=_("Which need is behind it?"), max_length=80, error_messages=_NAME_NEEDED
    )
    key = forms.ModelChoiceField(
        label=_("Key"),
        queryset=Key.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("No key yet"),
    )

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].queryset = Key.objects.of(campaign)  # type: ignore[attr-defined]


class SplitForm(forms.Form):
    """A literal part of a card."""

    quote = forms.CharField(
        label=_("The part for the new card"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Keep the words that belong on the new card.")},
    )


class NeedForm(forms.ModelForm[Need]):
    class Meta:
        model = Need
        fields = ("name", "key", "statement", "summary", "core_values", "qualities")
        labels = {"key": _("Key")}
        error_messages = {"name": _NAME_NEEDED}
        widgets = {"summary": forms.Textarea(attrs={"rows": 5})}

    core_values = forms.ModelMultipleChoiceField(
        label=_("Core values"),
        queryset=CoreValue.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    qualities = forms.ModelMultipleChoiceField(
        label=_("Qualities"),
        queryset=Quality.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campaign = self.instance.campaign
        self.fields["key"].queryset = Key.objects.of(campaign)  # type: ignore[attr-defined]
        self.fields["key"].empty_label = _("No key yet")  # type: ignore[attr-defined]
        for name, rows in (
            ("core_values", campaign.core_values),
            ("qualities", campaign.qualities),
        ):
            self.fields[name].queryset = rows.all()  # type: ignore[attr-defined]
            if self.instance.pk:
                self.initial[name] = getattr(self.instance, name).all()


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        label=_("Goes up in"),
        queryset=Need.objects.none(),
        error_messages={"required": _("Choose the need that stays.")},
    )

    def __init__(self, need: Need, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Need.objects.of(need.campaign).exclude(pk=need.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class NewKeyForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60, error_messages=_NAME_NEEDED)
    shape = forms.ChoiceField(label=_("Shape and colour"), choices=Shape, widget=forms.RadioSelect)


class KeyForm(forms.ModelForm[Key]):
    class Meta:
        model = Key
        fields = (
            "name", "shape", "question", "vision", "story", "experience", "images", "unique",
            "open_questions",
        )  # fmt: skip
        error_messages = {"name": _NAME_NEEDED}
        widgets = {
            name: forms.Textarea(attrs={"rows": 4})
            for name in ("story", "experience", "images", "unique", "open_questions")
        }


class DnaForm(forms.ModelForm[Dna]):
    class Meta:
        model = Dna
        fields = ("statement", "story")
        widgets = {
            "statement": forms.Textarea(attrs={"rows": 2}),
            "story": forms.Textarea(attrs={"rows": 4}),
        }
        error_messages = {"statement": {"required": _("Say in one sentence what the city is.")}}


class ValueForm(forms.Form):
    """A core value or a quality."""

    name = forms.CharField(label=_("Name"), max_length=60, error_messages=_NAME_NEEDED)
    statement = forms.CharField(label=_("In one sentence"), max_length=300, required=False)


def parse_batch(value: str) -> uuid.UUID | None:
    """Return the batch an address or form names, or nothing for anything else."""
    try:
        return uuid.UUID(value)
    except ValueError:
        return None
