"""What teachers fill in."""

import uuid
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from campaigns.images import MAX_BYTES, BadImage, Picture, take_picture
from gallery.models import Kind

IMAGE_ERRORS = {
    "not_an_image": _("This file is not a photo. Choose a JPG, PNG or HEIC."),
    "damaged": _("This photo is damaged. Take it again or choose another one."),
    "too_large": _("This photo is larger than 20 MB. Choose a smaller one."),
    "too_many_pixels": _("This photo has too many pixels. Choose a smaller one, of 80 megapixels at most."),
}  # fmt: skip
_CONSENT = [("yes", _("Yes, the parents agree")), ("no", _("No, or not known"))]
_NO_CONSENT = _("Mark whether the parents agree. Without agreement we do not show the work online.")


class HandInForm(forms.Form):
    """One child's work: photo, first name, what the child told, and the parents' answers."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    photo = forms.FileField(
        label=_("Photo of the work"),
        help_text=_("JPG, PNG or HEIC, 20 MB at most. We remove place and time from the photo."),
        error_messages={
            "required": _("Add a photo of the work."),
            "empty": _("This file is empty. Choose another photo."),
        },
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=Kind.choices, widget=forms.RadioSelect, initial=Kind.DRAWING
    )
    title = forms.CharField(
        label=_("Title, in the child’s own words"), max_length=120,
        error_messages={"required": _("Give the work a title.")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("What did the child tell about it?"), max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write down what the child told. One sentence is enough.")},
    )  # fmt: skip
    display_name = forms.CharField(
        label=_("First name"), max_length=40, help_text=_("No family name. Only first name, age and school are shown."),
        error_messages={"required": _("Fill in the first name, without family name.")},
    )  # fmt: skip
    age = forms.IntegerField(
        label=_("Age"), min_value=2, max_value=19,
        error_messages={"required": _("Fill in the age."), "invalid": _("Write the age as a number.")},
    )  # fmt: skip
    consent_online = forms.ChoiceField(
        label=_("May the work be shown online?"), choices=_CONSENT, widget=forms.RadioSelect,
        error_messages={"required": _NO_CONSENT},
    )  # fmt: skip
    consent_print = forms.ChoiceField(
        label=_("May the work be printed in the newspaper?"), choices=_CONSENT,
        widget=forms.RadioSelect, error_messages={"required": _NO_CONSENT},
    )  # fmt: skip
    recorded_by = forms.CharField(
        label=_("Your name"), max_length=80, help_text=_("You keep the parents’ signed answers."),
        error_messages={"required": _("Fill in your own name.")},
    )  # fmt: skip

    picture: Picture

    def clean_photo(self) -> UploadedFile[bytes]:
        """Look at the photo and re-encode it; what comes out holds nothing of the original."""
        upload: UploadedFile[bytes] = self.cleaned_data["photo"]
        if (upload.size or 0) > MAX_BYTES:
            raise forms.ValidationError(IMAGE_ERRORS["too_large"])
        try:
            self.picture = take_picture(upload.read())
        except BadImage as bad:
            raise forms.ValidationError(IMAGE_ERRORS[bad.code]) from None
        return upload

    def clean_display_name(self) -> str:
        name = " ".join(self.cleaned_data["display_name"].split())
        if len(name.split()) > 2:
            raise forms.ValidationError(_("Fill in a first name, without family name."))
        return name

    def fields_to_store(self) -> dict[str, Any]:
        """Return the values the service takes."""
        data = self.cleaned_data
        return {
            "title": data["title"], "text": data["text"], "kind": data["kind"],
            "display_name": data["display_name"], "age": data["age"],
            "consent_online": data["consent_online"] == "yes",
            "consent_print": data["consent_print"] == "yes",
            "recorded_by": data["recorded_by"], "picture": self.picture,
            "submission_key": data["submission_key"],
        }  # fmt: skip


def blank_hand_in(**initial: Any) -> HandInForm:
    """Return an empty form with a fresh key, so that sending it twice enters one work."""
    return HandInForm(initial={"submission_key": uuid.uuid4(), **initial})


class ClassForm(forms.Form):
    """A school asks for the link of one class."""

    school = forms.CharField(
        label=_("School"),
        max_length=120,
        error_messages={"required": _("Fill in the name of the school.")},
    )
    name = forms.CharField(
        label=_("Class"),
        max_length=40,
        help_text=_("For example 3B."),
        error_messages={"required": _("Fill in the class.")},
    )
    teacher = forms.CharField(
        label=_("Your name"),
        max_length=80,
        error_messages={"required": _("Fill in your own name.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address at school"),
        help_text=_("We send the link there."),
        error_messages={
            "required": _("Fill in your e-mail address."),
            "invalid": _("This e-mail address is not right. For example: ines@voorbeeld.be"),
        },
    )
