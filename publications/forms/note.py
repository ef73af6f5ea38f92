"""What editors fill in for the orientation note."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from publications.models import Passage

SLOTS = {
    "promise": _("Promise of the city board"),
    "summary": _("In two pages: introduction"),
    "listened": _("How we listened"),
    "method": _("Method"),
    "not-taken": _("What we did not take along, and why"),
    "glossary": _("Words in this note"),
    "colofon": _("Colophon"),
}
_PAIRS = {"not-taken": _("One per line: what | why"), "glossary": _("One per line: word | meaning")}


class PassagesForm(forms.Form):
    """All passages of the note at once, one field per place."""

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        texts = dict(Passage.objects.filter(campaign=campaign).values_list("slot", "text"))
        kwargs.setdefault("initial", texts)
        super().__init__(*args, **kwargs)
        for slot, label in SLOTS.items():
            self.fields[slot] = forms.CharField(
                label=label,
                required=False,
                max_length=8000,
                widget=forms.Textarea(attrs={"rows": 5}),
                help_text=_PAIRS.get(slot, _("An empty line starts a new paragraph.")),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for slot in _PAIRS:
            for line in cleaned.get(slot, "").splitlines():
                what, _bar, why = line.partition("|")
                if line.strip() and not (what.strip() and why.strip()):
                    problem = _("This line needs two parts with a | between: %(line)s")
                    self.add_error(slot, ValidationError(problem, params={"line": line.strip()}))
                    break
        return cleaned

    def texts(self) -> dict[str, str]:
        """Return the texts by place, with the line ends we store."""
        return {slot: self.cleaned_data[slot].replace("\r\n", "\n") for slot in SLOTS}
