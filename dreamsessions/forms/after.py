"""What people fill in after a session."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from campaigns.forms.imports import MAX_UPLOAD
from campaigns.forms.paper import ScanForm
from campaigns.models import Campaign
from campaigns.services.paper import SheetText
from dreamsessions.models import Session
from dreamsessions.services.inbox import Told

LONGEST = 20_000


class SheetsForm(forms.Form):
    """A pile of sheets for one session."""

    KINDS = (
        ("sheets", _("Dream sheets, A5: one dream on each")),
        ("post_its", _("Post-its: six on each page")),
    )

    kind = forms.ChoiceField(
        label=_("What do you print?"), choices=KINDS, initial="sheets", widget=forms.RadioSelect
    )
    sheets = forms.IntegerField(
        label=_("How many?"),
        min_value=1,
        max_value=60,
        help_text=_("Sheets, or pages of six post-its. 60 at most."),
        error_messages={
            "required": _("Say how many, from 1 to 60."),
            "invalid": _("Say how many, from 1 to 60."),
            "min_value": _("Say how many, from 1 to 60."),
            "max_value": _("Say how many, from 1 to 60."),
        },
    )


class SessionScanForm(ScanForm):
    """What stands on a sheet of a session: the place is known, the chair may be."""

    chair = forms.IntegerField(
        label=_("Chair"), required=False, min_value=1, max_value=40,
        error_messages={
            "invalid": _("A chair is a number from 1 to 40."),
            "min_value": _("A chair is a number from 1 to 40."),
            "max_value": _("A chair is a number from 1 to 40."),
        },
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["district"]

    def clean(self) -> dict[str, Any]:
        return super().clean() | {"district": None}

    def rows_in(self, session: Session) -> list[SheetText]:
        """Return the dreams of a valid form, in the neighbourhood of the session."""
        return [replace(row, district=session.district) for row in self.rows]


class _WordsForm(forms.Form):
    """Words for a note, and a mark of those the page showed."""

    text = forms.CharField(
        label=_("What is the dream?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={
            "required": _("Write the dream first. One sentence is enough."),
            "max_length": _("This text is too long. Split it in two."),
        },
    )

    def clean_text(self) -> str:
        # Browsers send a line break as two characters; people see one.
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class MediaForm(_WordsForm):
    """What a photo shows or a recording says."""

    speaker = forms.CharField(label=_("First name"), max_length=60, required=False)
    mark = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)


class RemarkForm(forms.Form):
    """Somebody who sat at the table says what they meant."""

    text = forms.CharField(
        label=_("What did you mean?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={
            "required": _("Write what you meant. One sentence is enough."),
            "max_length": _("This is too long. Keep it under 1,000 characters."),
        },
    )
    # A field people do not see; programs that fill in everything do.
    website = forms.CharField(required=False)


class AnswerForm(_WordsForm):
    """The words a note gets after a remark."""

    mark = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)


class _SessionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Sessions by day: titles come back."""

    def label_from_instance(self, obj: Any) -> str:
        day = date_format(timezone.localtime(obj.starts_at), "j M Y")
        return f"{day} · {obj.title}"


class EnterForm(_WordsForm):
    """A record nobody could enter, read by a colleague."""

    session = _SessionField(
        label=_("In which session was it told?"),
        queryset=Session.objects.none(),
        required=False,
        empty_label=_("In no session: a chat"),
    )
    place = forms.CharField(
        label=_("Where was the chat?"),
        max_length=120,
        required=False,
        help_text=_("Only without a session. For example: Container park."),
    )
    speaker = forms.CharField(label=_("First name"), max_length=60, required=False)
    field_order = ("text", "session", "place", "speaker")

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = Session.objects.of(campaign)  # type: ignore[attr-defined]

    @classmethod
    def filled(cls, told: Told, campaign: Campaign) -> "EnterForm":
        """Return the form with what can be read of the record."""
        return cls(
            campaign=campaign,
            initial={
                "text": told.text, "session": told.session, "place": told.place,
                "speaker": told.speaker,
            },
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("session") and not cleaned.get("place"):
            self.add_error("place", _("Choose a session, or say where the chat was."))
        return cleaned


class DismissForm(forms.Form):
    """Why a record need not be entered."""

    reason = forms.CharField(
        label=_("Why is it not needed?"),
        max_length=200,
        error_messages={"required": _("Say why. Colleagues read this sentence.")},
    )


class ChoiceForm(forms.Form):
    """Which words a note gets when two tablets wrote different ones."""

    choice = forms.ChoiceField(
        choices=[("left", ""), ("right", "")],
        error_messages={"required": _("Choose first."), "invalid_choice": _("Choose first.")},
    )
    mark = forms.CharField(max_length=16, required=False)

    def __init__(self, *args: Any, takes_back: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not takes_back:  # who took a dream back wrote no second one
            self.fields["choice"].choices += [("both", "")]  # type: ignore[attr-defined]


class SavedFileForm(forms.Form):
    """A file that a tablet saved."""

    file = forms.FileField(
        label=_("File from the tablet"),
        help_text=_("It is called dromen and a date, and ends in .json."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise ValidationError(
                _("This file is larger than 20 MB. Call whoever looks after this.")
            )
        return file
