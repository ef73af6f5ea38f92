"""Input of handing in a dream, and of looking after it."""

import re
import uuid
from decimal import Decimal
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import formats
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from campaigns.audio import BadSound, check_sound
from campaigns.geography import is_near_city
from campaigns.images import BadImage, Picture, take_picture
from campaigns.models import AgeGroup, Campaign, District
from campaigns.personal import find_personal_data, find_spans
from survey.models import Dream
from survey.services.handing_in import Sound, Spot, may_be_named
from survey.trap import is_too_fast, stamp

LONGEST = 280
_NAME = r"[^\W\d_][^\W\d_'’.-]*(?:['’.-][^\W\d_]+)*\.?"
# Where a shared tablet stands: letters, and what stands between words.
_PLACE = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’.-]){0,59}")
# One first name, or a few people's: "Jan en Mia", "Anne-Marie & Jo".
_FIRST_NAMES = re.compile(rf"{_NAME}(?:(?:\s*[,&+]\s*|\s+(?:en|et|and)\s+){_NAME}){{0,4}}")


_NO_FIRST_NAME = _("Fill in a first name, without family name.")
_EMPTY = _("Write your dream first. One sentence is enough.")
_BAD_SOUNDS = {
    "empty": _("We hear nothing in this recording. Please try again."),
    "too_large": _("This recording is too long. Keep it under a minute and a half."),
    "too_long": _("This recording is too long. Keep it under a minute and a half."),
    "not_audio": _("This file is not a recording. Choose a sound file, or write your dream."),
}
_NOT_A_PICTURE = _("This file is not a photo. Choose a JPG, PNG or HEIC.")
_BAD_PICTURES = {
    "too_large": _("This photo is too large. Choose one of at most 20 MB."),
    "too_many_pixels": _("This photo is too large. Choose a smaller one."),
}


class DreamTextField(forms.CharField):
    """One dream: a sentence or a few, at most 280 characters."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            error_messages={"required": _EMPTY},
            widget=forms.Textarea(attrs={"rows": 5, "data-dream-text": "", "autocomplete": "off"}),
            **options,
        )

    def to_python(self, value: Any) -> str:
        # Browsers send a line break as two characters; people see one.
        return super().to_python(str(value or "").replace("\r\n", "\n")) or ""

    def validate(self, value: str) -> None:
        super().validate(value)
        over = len(value) - LONGEST
        if over > 0:
            raise ValidationError(
                ngettext(
                    "Your dream is %(shown)s character too long. Make it shorter.",
                    "Your dream is %(shown)s characters too long. Make it shorter.",
                    over,
                )
                % {"shown": formats.number_format(over, force_grouping=True)}
            )


class FirstNameField(forms.CharField):
    """A first name, or those of a few people; never what hurts or tells more than that."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("May we add your first name?"),
            required=False,
            max_length=30,
            error_messages={"max_length": _NO_FIRST_NAME},
            widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
            **options,
        )
        # Too long a name is told in words, not cut off without a word.
        self.widget.attrs.pop("maxlength", None)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and (not _FIRST_NAMES.fullmatch(value) or find_spans(value)):
            raise ValidationError(_NO_FIRST_NAME)


class DreamForm(forms.Form):
    """Hand in a dream: one field. Who dreams it is asked afterwards, and never needed.

    A voice takes the place of the text; a picture and a place on the map go with it.
    """

    text = DreamTextField(label=_("Your dream"), required=False)
    recording = forms.FileField(
        label=_("Your recording"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "audio/*", "capture": ""}),
    )
    seconds = forms.IntegerField(required=False, widget=forms.HiddenInput)
    picture = forms.FileField(
        label=_("Your photo"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/heic,image/webp"}),
    )
    picture_alt = forms.CharField(
        label=_("What do we see in the photo?"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    latitude = forms.DecimalField(required=False, widget=forms.HiddenInput)
    longitude = forms.DecimalField(required=False, widget=forms.HiddenInput)
    # Where a shared tablet stands.
    place = forms.CharField(required=False, widget=forms.HiddenInput)
    # People never see this field; scripts fill it in.
    website = forms.CharField(required=False, label=_("Leave this empty"))
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    submission_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    warned = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.personal_data: list[str] = []

    @classmethod
    def fresh(cls, campaign: Campaign, **initial: str) -> Self:
        """Return an empty form with its own submission key."""
        own = {"shown": stamp(), "submission_key": uuid.uuid4()}
        return cls(campaign=campaign, initial=own | initial)

    def clean_recording(self) -> Sound | None:
        upload: UploadedFile[bytes] | None = self.cleaned_data["recording"]
        if upload is None:
            return None
        data = upload.read()
        # The hidden field comes later in the form, and may hold anything.
        told = str(self.data.get("seconds") or "")
        try:
            kind, seconds = check_sound(data, told_seconds=int(told) if told.isdecimal() else 0)
        except BadSound as bad:
            raise ValidationError(_BAD_SOUNDS[bad.code]) from None
        return Sound(data=data, content_type=kind, seconds=seconds)

    def clean_picture(self) -> Picture | None:
        upload: UploadedFile[bytes] | None = self.cleaned_data["picture"]
        if upload is None:
            return None
        try:
            return take_picture(upload.read(), large=1280)
        except BadImage as bad:
            raise ValidationError(_BAD_PICTURES.get(bad.code, _NOT_A_PICTURE)) from None

    def clean_picture_alt(self) -> str:
        return self.cleaned_data["picture_alt"] or gettext("A picture with this dream.")

    def clean_place(self) -> str:
        """Keep where the tablet stands; anything that is no such place is left out."""
        place: str = " ".join(self.cleaned_data["place"].split())
        return place if _PLACE.fullmatch(place) and not find_spans(place) else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["spot"] = self._spot(cleaned.get("longitude"), cleaned.get("latitude"))
        is_empty = not cleaned.get("text") and not cleaned.get("recording")
        if is_empty and not self.errors.keys() & {"text", "recording"}:
            self.add_error("text", ValidationError(_EMPTY))
        if cleaned.get("website") or is_too_fast(cleaned.get("shown", "")):
            raise ValidationError(
                gettext("That went very fast. Your text is still here. Please send it again.")
            )
        if cleaned.get("text") and not cleaned.get("warned"):
            self.personal_data = find_personal_data(cleaned["text"])
        return cleaned

    def _spot(self, longitude: Decimal | None, latitude: Decimal | None) -> Spot | None:
        """Return the place on the map, in steps of a decimetre."""
        if longitude is None or latitude is None or not self._is_near(longitude, latitude):
            if self.data.get("longitude") or self.data.get("latitude"):
                self.add_error(
                    "latitude",
                    ValidationError(_("That place is not in the city. Choose one on the map.")),
                )
            return None
        step = Decimal("0.000001")
        return Spot(longitude=longitude.quantize(step), latitude=latitude.quantize(step))

    def _is_near(self, longitude: Decimal, latitude: Decimal) -> bool:
        return is_near_city(float(longitude), float(latitude), self.campaign.districts.all())

    @property
    def lost_files(self) -> bool:
        """Tell whether a browser without script has to choose its files again."""
        return bool(self.files)

    @property
    def may_be_sent(self) -> bool:
        """Tell whether the dream can go: valid, and no warning that was not seen yet."""
        return self.is_valid() and not self.personal_data

    @property
    def key(self) -> uuid.UUID:
        """Return the submission key of a valid form; a form without one gets its own."""
        return self.cleaned_data.get("submission_key") or uuid.uuid4()

    def shown_again(self) -> Self:
        """Return this form to show again: what was typed stays, the traps are set anew."""
        data = dict(self.data.items())
        data["website"] = ""
        data["warned"] = "1" if self.personal_data or self.cleaned_data.get("warned") else ""
        if is_too_fast(data.get("shown", "")):
            # An honest but quick hand passes the second time: the form was shown a while ago now.
            data["shown"] = stamp()
        if not self.cleaned_data.get("submission_key"):
            data["submission_key"] = str(uuid.uuid4())
        if "latitude" in self.errors:
            data["latitude"] = data["longitude"] = ""
        self.data = data
        return self


class KioskForm(DreamForm):
    """Hand in a dream on a tablet many people use: nothing can be asked there afterwards."""

    display_name = FirstNameField()


class MailForm(forms.Form):
    """An e-mail address."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        error_messages={
            "required": _("This e-mail address is not right. For example: ines@voorbeeld.be"),
            "invalid": _("This e-mail address is not right. For example: ines@voorbeeld.be"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class DreamerForm(forms.Form):
    """Who a dreamer is, as far as they want to say so; all may stay empty."""

    display_name = FirstNameField()
    district = forms.ModelChoiceField(
        label=_("Where do you live?"),
        queryset=District.objects.none(),
        required=False,
        empty_label=_("I would rather not say"),
    )
    age_group = forms.ChoiceField(
        label=_("How old are you?"),
        choices=[("", _("I would rather not say")), *AgeGroup.choices],
        required=False,
    )

    def __init__(self, data: Any = None, *, dream: Dream) -> None:
        about = {name: getattr(dream, name) for name in ("display_name", "district", "age_group")}
        super().__init__(data, initial=about)
        self.fields["district"].queryset = dream.campaign.districts.all()  # type: ignore[attr-defined]
        if not may_be_named(dream):
            del self.fields["display_name"]


class ChangeForm(forms.Form):
    """Another text for a dream that was handed in."""

    text = DreamTextField(label=_("Your dream"))
