"""What people fill in to ask for a session, and what the team answers."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from dreamsessions.models import SessionRequest

_PEOPLE: Final = _("Fill in a number from 1 to 500, or leave it empty.")


class AskForm(forms.ModelForm[SessionRequest]):
    """Ask for a session in one's street, club or company."""

    # A program fills in everything; people do not see this.
    website = forms.CharField(label=_("Leave this empty"), required=False)
    people = forms.IntegerField(
        label=_("About how many people?"), required=False, min_value=1, max_value=500,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _PEOPLE),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    by_themselves = forms.ChoiceField(
        label=_("Who leads it?"),
        choices=[
            ("", _("Two colleagues of the city come")),
            ("1", _("We lead it ourselves, with the kit")),
        ],
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )

    class Meta:
        model = SessionRequest
        fields = (
            "group", "place", "district", "people", "when", "by_themselves", "first_name",
            "email", "phone", "key",
        )  # fmt: skip
        widgets = {"phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})}
        labels = {
            "group": _("For which street, club or company?"),
            "place": _("Where can it be?"),
            "district": _("In which part of the city?"),
            "when": _("When does it suit you?"),
            "first_name": _("Your first name"),
            "email": _("Your e-mail address"),
            "phone": _("Your telephone number"),
        }
        help_texts = {
            "group": _("For example: neighbours of the Meensesteenweg, or korfball club De Korf."),
            "place": _("A living room, a canteen, a garage. We can look for a place too."),
            "when": _("For example: an evening in the week, or Saturday morning."),
        }
        error_messages = {
            "group": {"required": _("Say for whom. A street, a club, a company.")},
            "first_name": {"required": _("Fill in your first name.")},
            "email": {
                "invalid": _("This e-mail address is not right. For example: ines@voorbeeld.be")
            },
        }

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        district: Any = self.fields["district"]
        district.queryset = campaign.districts.all()
        district.empty_label = _("I do not know")
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def clean_by_themselves(self) -> bool:
        return bool(self.cleaned_data["by_themselves"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("website"):
            raise ValidationError(_("We could not send this. Call us, we help."))
        if not ({"email", "phone"} & self.errors.keys()) and not (
            cleaned.get("email") or cleaned.get("phone")
        ):
            raise ValidationError(
                {"email": _("Give an e-mail address or a telephone number. We need one to answer.")}
            )
        digits = [sign for sign in cleaned.get("phone") or "" if sign.isdigit()]
        if cleaned.get("phone") and len(digits) < 8:
            raise ValidationError(
                {"phone": _("This telephone number is too short. For example: 051 26 00 00")}
            )
        return cleaned

    @property
    def asked(self) -> dict[str, Any]:
        """Return what a valid form asks for."""
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}


class DeclineForm(forms.Form):
    """Why no session is planned; who asked reads it."""

    reason = forms.CharField(
        label=_("Why is there no session?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who asked reads this. Name another session, or the kit, if you can."),
        error_messages={"required": _("Say why. Who asked reads it.")},
    )
