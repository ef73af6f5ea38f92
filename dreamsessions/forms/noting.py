"""What an ambassador fills in at the table."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    """One dream told at the table."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    chair = forms.IntegerField(min_value=1, max_value=40, required=False, widget=forms.HiddenInput)
    speaker = forms.CharField(label=_("First name"), max_length=60, required=False)
    text = forms.CharField(
        label=_("What does this person dream?"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Write the dream first. One sentence is enough."),
            "max_length": _("This dream is %(show_value)s characters long. Keep it under %(limit_value)s."),
        },
    )  # fmt: skip


def blank_note(**initial: Any) -> NoteForm:
    """Return an empty form with a fresh key, so that sending it twice writes one note."""
    return NoteForm(initial={"submission_key": uuid.uuid4(), **initial})


class CloseForm(forms.Form):
    """End a session after reading the list aloud."""

    participants = forms.IntegerField(
        label=_("How many people were there?"), min_value=1, max_value=500,
        error_messages={"required": _("Fill in how many people were there.")},
    )  # fmt: skip
