"""Input of the online survey."""

import re
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaigns.models import AgeGroup, Campaign, Channel, District
from campaigns.personal import find_personal_data
from survey.models import Reason, Scale
from survey.trap import is_too_fast, stamp

LONGEST = 280
_NAME = r"[^\W\d_][^\W\d_'’.-]*(?:['’.-][^\W\d_]+)*\.?"
# One first name, or a few people's: "Jan en Mia", "Anne-Marie & Jo".
_FIRST_NAMES = re.compile(rf"{_NAME}(?:(?:\s*[,&+]\s*|\s+(?:en|et|and)\s+){_NAME}){{0,4}}")


class DreamTextField(forms.CharField):
    """One dream: a sentence or a few, at most 280 characters."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            error_messages={"required": _("Write your dream first. One sentence is enough.")},
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


class DreamForm(forms.Form):
    """Hand in a dream: one field, and a first name if you like."""

    text = DreamTextField(label=_("Your dream"))
    display_name = forms.CharField(
        label=_("May we add your first name?"),
        required=False,
        max_length=30,
        error_messages={"max_length": _("Fill in a first name, without family name.")},
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "data-dream-name": ""}),
    )
    # People never see this field; scripts fill it in.
    website = forms.CharField(required=False, label=_("Leave this empty"))
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    submission_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    warned = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"].widget.attrs.pop("maxlength", None)
        self.personal_data: list[str] = []

    @classmethod
    def fresh(cls) -> "DreamForm":
        """Return an empty form with its own submission key."""
        return cls(initial={"shown": stamp(), "submission_key": uuid.uuid4()})

    def clean_display_name(self) -> str:
        name: str = self.cleaned_data["display_name"]
        if name and not _FIRST_NAMES.fullmatch(name):
            raise ValidationError(_("Fill in a first name, without family name."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("website") or is_too_fast(cleaned.get("shown", "")):
            raise ValidationError(
                _t("That went very fast. Your text is still here. Please send it again.")
            )
        if cleaned.get("text") and not cleaned.get("warned"):
            self.personal_data = find_personal_data(cleaned["text"])
        return cleaned

    @property
    def may_be_sent(self) -> bool:
        """Tell whether the dream can go: valid, and no warning that was not seen yet."""
        return self.is_valid() and not self.personal_data

    @property
    def key(self) -> uuid.UUID:
        """Return the submission key of a valid form; a form without one gets its own."""
        return self.cleaned_data.get("submission_key") or uuid.uuid4()

    def shown_again(self) -> "DreamForm":
        """Return this form to show again: what was typed stays, the traps are set anew."""
        data = dict(self.data.items())
        data["website"] = ""
        data["warned"] = "1" if self.personal_data or self.cleaned_data.get("warned") else ""
        if is_too_fast(data.get("shown", "")):
            # An honest but quick hand passes the second time: the form was shown a while ago now.
            data["shown"] = stamp()
        if not self.cleaned_data.get("submission_key"):
            data["submission_key"] = str(uuid.uuid4())
        self.data = data
        return self


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
    """Where a dreamer lives and how old they are; both may stay empty."""

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

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = campaign.districts.all()  # type: ignore[attr-defined]


class ChangeForm(forms.Form):
    """Another text for a dream that was handed in."""

    text = DreamTextField(label=_("Your dream"))


class AnswerForm(forms.Form):
    """One answer on one card."""

    card = forms.CharField()
    value = forms.TypedChoiceField(
        choices=[*((str(value), label) for value, label in Scale.choices), ("skip", "")],
        coerce=lambda value: None if value == "skip" else int(value),
        empty_value=None,
    )


class ReportForm(forms.Form):
    """Why a dream should be looked at again."""

    reason = forms.ChoiceField(
        label=_("What is wrong with this dream?"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong with this dream.")},
    )


class FilterForm:
    """The filters of the list of dreams; a value we do not know is ignored."""

    def __init__(self, query: Any, districts: list[District]) -> None:
        by_slug = {district.slug: district for district in districts}
        self.districts = districts
        self.channels = Channel.choices
        self.district = by_slug.get(query.get("wijk", ""))
        self.channel = query.get("bron", "") if query.get("bron", "") in Channel.values else ""
        self.search = query.get("zoek", "").replace("\x00", "").strip()[:80]
        self.newest = query.get("orde", "") == "nieuw"

    @property
    def narrows(self) -> bool:
        return bool(self.district or self.channel or self.search)

    @property
    def parameters(self) -> dict[str, str]:
        """Return the filters as they stand in the address."""
        wanted = {
            "wijk": self.district.slug if self.district else "",
            "bron": self.channel,
            "zoek": self.search,
            "orde": "nieuw" if self.newest else "",
        }
        return {name: value for name, value in wanted.items() if value}
