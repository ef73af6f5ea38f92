"""What people fill in to take a chair."""

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Confirmations go to the address that was typed: a name must not carry somebody's advertisement.
_NO_NAME: Final = re.compile(r"[/@:<>]|www\.|\d{3}", re.IGNORECASE)


class FirstNameField(forms.CharField):
    """A first name, and nothing that looks like an address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=60,
            error_messages={"required": _("Fill in a first name, without family name.")},
            **options,
        )

    def clean(self, value: Any) -> str:
        name = " ".join(str(super().clean(value)).split())
        if _NO_NAME.search(name):
            raise ValidationError(_("Fill in a first name, without family name."))
        return name


class RegisterForm(forms.Form):
    """Take a chair, or a place on the waiting list."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    first_name = FirstNameField(
        label=_("Your first name"), widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"), required=False,
        help_text=_("We confirm your chair, remind you, and tell you when something changes."),
        error_messages={
            "invalid": _("This e-mail address is not right. For example: ines@voorbeeld.be")
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    # The button for the waiting list says so.
    wait = forms.BooleanField(required=False, widget=forms.HiddenInput)
    # A program fills in everything; people do not see this.
    website = forms.CharField(label=_("Leave this empty"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("website"):
            raise ValidationError(_("We could not send this. Call us, we help."))
        return cleaned

    @property
    def chair(self) -> dict[str, Any]:
        """Return who takes the chair, of a valid form."""
        told = self.cleaned_data
        return {
            "first_name": told["first_name"], "email": told["email"].lower(), "key": told["key"],
            "may_wait": told["wait"],
        }  # fmt: skip


class DoorForm(forms.Form):
    """Somebody who did not register."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    first_name = FirstNameField(label=_("First name"))
