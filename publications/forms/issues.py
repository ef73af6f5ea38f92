"""What somebody says who asks for a version."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MakeForm(forms.Form):
    """Ask for a new version."""

    changes = forms.CharField(
        label=_("What changed since the last version?"),
        required=False,
        max_length=300,
        help_text=_("The mayor’s office reads this."),
    )


class MakeNoteForm(MakeForm):
    """Ask for a new version of the note, in one of its languages."""

    language = forms.ChoiceField(
        label=_("In which language?"), required=False, initial="nl",
        choices=[("nl", _("Dutch")), ("fr", _("French")), ("en", _("English"))],
        help_text=_("Texts that were not written in it stay Dutch. Dreams stay as they were told."),
    )  # fmt: skip

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or "nl"
