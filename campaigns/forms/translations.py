"""Texts in another language."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.languages import LANGUAGE_NAMES


class TranslationForm(forms.Form):
    """A dream in Dutch."""

    text = forms.CharField(
        label=_("In Dutch"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5, "lang": "nl"}),
        error_messages={"required": _("Write the translation first.")},
    )


class LanguageForm(forms.Form):
    """The language a dream really is in."""

    language = forms.ChoiceField(label=_("Language"), choices=list(LANGUAGE_NAMES.items()))
