"""What a moderator decides."""

import re
from typing import Any, Final

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from campaigns.mail import letter_language
from campaigns.services.masking import places_of


class HoldForm(forms.Form):
    """Why a dream is not placed; its author reads this sentence."""

    reason = forms.CharField(
        label=_("Why do you hold this dream?"),
        max_length=300,
        error_messages={"required": _("Say why. The dreamer reads this sentence.")},
    )


# Sentences that fit often; the dreamer reads them in the language of the dream.
READY_REASONS: Final = {
    "name": _("It names somebody else."),
    "hurts": _("It hurts people."),
    "advertising": _("It is advertising, not a dream."),
    "elsewhere": _("It is not about the city."),
    "personal": _("It holds personal data, such as an address or a telephone number."),
}


class ReasonForm(HoldForm):
    """Why a dream is not placed: a sentence that is ready, own words, or both."""

    ready = forms.ChoiceField(
        label=_("What is the matter?"),
        choices=list(READY_REASONS.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    field_order = ("ready", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Or say it in your own words")
        self.fields["reason"].required = False
        self.fields["reason"].help_text = _("The dreamer reads this, and can change the dream.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("ready") and not cleaned.get("reason") and not self.errors:
            self.add_error("reason", self.fields["reason"].error_messages["required"])
        return cleaned

    def reason_in(self, language: str) -> str:
        """Return the whole reason; what was ready is said in the language of the dream."""
        with translation.override(letter_language(language)):
            ready = str(READY_REASONS.get(self.cleaned_data["ready"], ""))
        return " ".join(part for part in (ready, self.cleaned_data["reason"]) if part)[:300]


_STRETCH = re.compile(r"(\d{1,5})-(\d{1,5})")


class MaskForm(forms.Form):
    """Which stretches of a text are covered: what was found, what was selected, or typed words."""

    # "12-24": from the 13th character up to the 24th. Ticked boxes and selections alike.
    stretch = forms.CharField(required=False, widget=forms.MultipleHiddenInput)
    words = forms.CharField(
        label=_("Cover these words too"),
        required=False,
        max_length=300,
        help_text=_("Put a comma between them. Or select words in the text."),
    )
    mark = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def stretches(self, text: str) -> list[tuple[int, int]]:
        """Return every stretch of this text that was pointed at."""
        sent = self.data.getlist("stretch") if hasattr(self.data, "getlist") else []
        found = [_STRETCH.fullmatch(one) for one in sent]
        places = [(int(match[1]), int(match[2])) for match in found if match]
        return places + places_of(text, self.cleaned_data["words"])
