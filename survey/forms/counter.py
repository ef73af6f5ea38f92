"""Input of writing down what somebody else says."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.languages import LANGUAGE_NAMES
from campaigns.models import AgeGroup, Campaign, District
from campaigns.personal import find_personal_data
from survey.forms.handing_in import DreamTextField


class CounterForm(forms.Form):
    """A dream somebody tells at a counter."""

    place = forms.CharField(
        label=_("Where are you?"),
        max_length=120,
        help_text=_("For example: Town hall counter. Readers see this with the dream."),
        error_messages={"required": _("Say where you are, for example: Town hall counter.")},
    )
    text = DreamTextField(label=_("The dream, in their own words"))
    display_name = forms.CharField(label=_("First name"), required=False, max_length=30)
    district = forms.ModelChoiceField(
        label=_("Part of the city"),
        queryset=District.objects.none(),
        required=False,
        empty_label=_("would rather not say"),
    )
    age_group = forms.ChoiceField(
        label=_("Age"),
        choices=[("", _("would rather not say")), *AgeGroup.choices],
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("recognise it")), *LANGUAGE_NAMES.items()],
        required=False,
    )
    email = forms.EmailField(
        label=_("E-mail address for the code"),
        required=False,
        error_messages={
            "invalid": _("This e-mail address is not right. For example: ines@voorbeeld.be")
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    consent = forms.BooleanField(
        label=_("I read this aloud, and they agree"),
        error_messages={"required": _("Read the sentence aloud and tick the box.")},
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    warned = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.personal_data: list[str] = []
        self.fields["district"].queryset = campaign.districts.all()  # type: ignore[attr-defined]

    @classmethod
    def fresh(cls, campaign: Campaign, place: str) -> "CounterForm":
        """Return an empty form with its own submission key."""
        return cls(campaign=campaign, initial={"place": place, "submission_key": uuid.uuid4()})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("text") and not cleaned.get("warned"):
            self.personal_data = find_personal_data(cleaned["text"])
            if self.personal_data:
                self.data = dict(self.data.items()) | {"warned": "1"}
        return cleaned

    @property
    def may_be_sent(self) -> bool:
        """Tell whether the dream can go: valid, and no warning that was not seen yet."""
        return self.is_valid() and not self.personal_data


class VoiceForm(forms.Form):
    """What is said in a recording."""

    text = forms.CharField(
        label=_("What is said"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={
            "required": _("Write down what is said."),
            "max_length": _("This text is too long. Write the dream itself."),
        },
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("recognise it")), *LANGUAGE_NAMES.items()],
        required=False,
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")
