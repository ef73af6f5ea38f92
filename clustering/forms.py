"""Input of the board and of the rooms where needs and keys get their words."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import AgeGroup, Campaign, Channel
from clustering.models import CoreValue, Dna, Key, Need, Quality, Shape, Snapshot

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
    # Where a card keeps what each of these filters looks at.
    PATHS = {
        "wijk": "contribution__district__slug",
        "leeftijd": "contribution__age_group",
        "taal": "contribution__language",
        "sessie": "contribution__origin",
    }

    plek = forms.SlugField(required=False)
    bron = forms.ChoiceField(choices=SOURCES, required=False)
    wijk = forms.SlugField(required=False)
    leeftijd = forms.ChoiceField(choices=[("", ""), *AgeGroup.choices], required=False)
    taal = forms.CharField(max_length=8, required=False)
    sessie = forms.CharField(max_length=160, required=False)
    zoek = forms.CharField(max_length=80, required=False)
    na = forms.IntegerField(min_value=0, required=False)
    # What the machine knows of the cards narrows the list too: see `suggesting.choosing`.
    keuze = forms.RegexField(r"^(leerzaam|nergens|stapel-\d{1,18})$", required=False)
    kaarten = forms.RegexField(r"^\d{1,18}(,\d{1,18}){0,59}$", required=False)
    woord = forms.CharField(max_length=60, required=False)
    begrip = forms.CharField(max_length=60, required=False)

    def clean_plek(self) -> str:
        return self.cleaned_data["plek"] or "stapel"


class ChosenForm(forms.Form):
    """The cards somebody chose, the last event they knew of, and the name of what they do."""

    cards = forms.CharField(required=False)
    gezien = forms.IntegerField(min_value=0, required=False)
    act = forms.UUIDField(required=False)

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


class MergeCardsForm(ChosenForm):
    """The cards to merge, and the one that lies on top of them."""

    boven = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)


class AsideForm(ChosenForm):
    reason = forms.CharField(
        label=_("Why do you set it aside?"),
        max_length=300,
        error_messages={"required": _("Say why, so that a colleague understands it tomorrow.")},
    )


class ParkForm(ChosenForm):
    reason = forms.CharField(label=_("What is there to say?"), max_length=300, required=False)


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


class BinForm(forms.Form):
    """What changes about a need that lies on the board: its name, its key, or all of it."""

    act = forms.UUIDField(required=False)
    name = forms.CharField(label=_("Name"), max_length=80, error_messages=_NAME_NEEDED)
    key = forms.ModelChoiceField(queryset=Key.objects.none(), to_field_name="slug", required=False)
    into = forms.ModelChoiceField(
        queryset=Need.objects.none(),
        to_field_name="slug",
        error_messages={"required": _("Choose the need that stays.")},
    )

    def __init__(self, campaign: Campaign, wanted: str, data: Any) -> None:
        super().__init__(data)
        for name in {"name", "key", "into"} - {wanted}:
            del self.fields[name]
        if wanted == "key":
            self.fields["key"].queryset = Key.objects.of(campaign)  # type: ignore[attr-defined]
        if wanted == "into":
            self.fields["into"].queryset = Need.objects.of(campaign)  # type: ignore[attr-defined]


class PresenceForm(forms.Form):
    """One window that has the board open, and the cards it holds."""

    venster = forms.UUIDField()
    houdt = forms.CharField(required=False, max_length=4000)
    sleept = forms.BooleanField(required=False)
    weg = forms.BooleanField(required=False)

    def clean_houdt(self) -> list[int]:
        parts = self.cleaned_data["houdt"].split(",")
        return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 19]


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

    def __init__(self, *args: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "key") if fixed else ():
            self.fields[name].disabled = True
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
            name: forms.Textarea(attrs={"rows": rows})
            for name, rows in (
                ("question", 2), ("vision", 2), ("story", 9), ("experience", 5), ("images", 6),
                ("unique", 4), ("open_questions", 6),
            )
        } | {"shape": forms.RadioSelect}  # fmt: skip

    def __init__(self, *args: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shape"].choices = Shape.choices  # type: ignore[attr-defined]
        for name in ("name", "shape", "vision") if fixed else ():
            self.fields[name].disabled = True


class SnapshotForm(forms.Form):
    name = forms.CharField(
        label=_("Name of this moment"), max_length=80, error_messages=_NAME_NEEDED
    )


class CompareForm(forms.Form):
    """Two moments to lay side by side; without a second one, the board as it lies now."""

    van = forms.ModelChoiceField(
        label=_("From"),
        queryset=Snapshot.objects.none(),
        error_messages={"required": _("Choose a moment."), "invalid_choice": _("Choose a moment.")},
    )
    tot = forms.ModelChoiceField(
        label=_("To"), queryset=Snapshot.objects.none(), required=False, empty_label=_("Now")
    )

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Snapshot.objects.filter(campaign=campaign)
        for name in ("van", "tot"):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        error_messages={"required": _("Say why, so that everybody understands it tomorrow.")},
    )


class NeedRungForm(forms.Form):
    """The need behind a wish: one there is, or a new one; and that need in one sentence."""

    need = forms.ModelChoiceField(
        label=_("Which need is behind it?"),
        queryset=Need.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("No need yet"),
        error_messages={"invalid_choice": _("This need is no longer there. Choose another one.")},
    )
    name = forms.CharField(label=_("Or a new need"), max_length=80, required=False)
    statement = forms.CharField(
        label=_("The need in one sentence"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["need"].queryset = Need.objects.of(campaign)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        named = cleaned.get("need") or (cleaned.get("name") or "").strip()
        if not named and "need" not in self.errors:
            self.add_error("need", _("Choose a need, or name a new one."))
        return cleaned


class MeaningForm(forms.Form):
    """Values and qualities that speak from this card, and from the need it lies in."""

    def __init__(self, campaign: Campaign, has_need: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows: dict[str, tuple[Any, Any]] = {
            "core_values": (_("Values in this card"), campaign.core_values.all()),
            "qualities": (_("Qualities in this card"), campaign.qualities.all()),
        }
        if has_need:
            rows["need_values"] = (_("Values of the whole need"), campaign.core_values.all())
            rows["need_qualities"] = (_("Qualities of the whole need"), campaign.qualities.all())
        for name, (label, queryset) in rows.items():
            self.fields[name] = forms.ModelMultipleChoiceField(
                label=label,
                queryset=queryset,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                error_messages={
                    "invalid_choice": _("One of these is no longer there. Choose again.")
                },
            )


class KeyRungForm(forms.Form):
    """The key a need belongs to, and what that key promises."""

    key = forms.ModelChoiceField(
        label=_("Key"),
        queryset=Key.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("No key yet"),
        error_messages={"invalid_choice": _("This key is no longer there. Choose another one.")},
    )
    vision = forms.CharField(
        label=_("Vision in one sentence"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].queryset = Key.objects.of(campaign)  # type: ignore[attr-defined]


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


class CodebookForm(forms.Form):
    """A codebook of another tool."""

    file = forms.FileField(
        label=_("Codebook"),
        help_text=_("A REFI-QDA codebook (.qdc), or a CSV or XLSX with tag and description."),
        widget=forms.ClearableFileInput(attrs={"accept": ".qdc,.csv,.xlsx"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )
