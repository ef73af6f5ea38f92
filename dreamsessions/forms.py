"""What people fill in around a dream session."""

import uuid
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from ambassadors.models import Ambassador
from campaigns.models import Campaign, District
from dreamsessions.models import Session


class RegisterForm(forms.Form):
    """Take a chair."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    first_name = forms.CharField(
        label=_("Your first name"), max_length=60,
        error_messages={"required": _("Fill in your first name.")},
    )  # fmt: skip
    email = forms.EmailField(
        label=_("Your e-mail address"), required=False, help_text=_("Only to tell you when something changes."),
        error_messages={"invalid": _("This e-mail address is not right. For example: ines@voorbeeld.be")},
    )  # fmt: skip


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


class SessionForm(forms.ModelForm[Session]):
    """Plan a session."""

    class Meta:
        model = Session
        fields = (
            "title", "kind", "visibility", "description", "place", "address", "district",
            "step_free", "starts_at", "minutes", "capacity", "ambassadors",
        )  # fmt: skip
        widgets = {
            "kind": forms.RadioSelect,
            "visibility": forms.RadioSelect,
            "starts_at": forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
            "ambassadors": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.fields["district"].queryset = District.objects.filter(campaign=campaign)  # type: ignore[attr-defined]
        self.fields["ambassadors"].queryset = Ambassador.objects.filter(  # type: ignore[attr-defined]
            candidate__campaign=campaign
        ).select_related("candidate")

    def save(self, commit: bool = True) -> Session:
        session = super().save(commit=False)
        if session.pk is None:
            session.campaign = self.campaign
            session.slug = self._free_slug(session.title)
        session.save()
        self.save_m2m()
        return session

    def _free_slug(self, title: str) -> str:
        base = slugify(title)[:70] or "droomsessie"
        taken = set(
            Session.objects.of(self.campaign)
            .filter(slug__startswith=base)
            .values_list("slug", flat=True)
        )
        return next(s for s in (base, *(f"{base}-{n}" for n in range(2, 1000))) if s not in taken)
