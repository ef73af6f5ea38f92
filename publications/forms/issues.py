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
