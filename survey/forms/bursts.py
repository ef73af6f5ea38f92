"""Input of deciding about a burst."""

from django import forms
from django.utils.translation import gettext_lazy as _

from survey.models import BurstStatus


class BurstForm(forms.Form):
    """What happens with a burst, and why; `seen` is what the page showed when it was decided."""

    status = forms.ChoiceField(
        choices=[
            (BurstStatus.EXCLUDED.value, _("Leave out")),
            (BurstStatus.RESTORED.value, _("Count after all")),
        ],
        widget=forms.HiddenInput,
    )
    seen = forms.ChoiceField(choices=BurstStatus.choices, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        help_text=_("One sentence. Colleagues read it in the history."),
        error_messages={"required": _("Write in one sentence why you decide this.")},
    )
