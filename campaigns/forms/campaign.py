"""The promise, the phases and the rules of a campaign."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Commitment, Phase


class CommitmentForm(forms.ModelForm[Commitment]):
    """What the city board promises."""

    signed_name = forms.CharField(label=_("Your name"), max_length=120)
    signed_function = forms.CharField(label=_("Your function"), max_length=120)

    class Meta:
        model = Commitment
        fields = ("horizon_year", "promise", "what_happens", "not_negotiable")
        widgets = {
            "promise": forms.Textarea(attrs={"rows": 5}),
            "what_happens": forms.Textarea(attrs={"rows": 5}),
            "not_negotiable": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "what_happens": _("One sentence per line."),
            "not_negotiable": _("One sentence per line. Say honestly what is already fixed."),
        }


class PhaseForm(forms.ModelForm[Phase]):
    """The dates of one phase."""

    class Meta:
        model = Phase
        fields = ("starts_on", "ends_on")
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            raise ValidationError({"ends_on": _("A phase ends after it starts.")})
        return cleaned


class ModerationForm(forms.ModelForm[Campaign]):
    """Whether colleagues read before or after a dream is shown."""

    class Meta:
        model = Campaign
        fields = ("moderation",)
        widgets = {"moderation": forms.RadioSelect}
        labels = {"moderation": _("When do colleagues read?")}
