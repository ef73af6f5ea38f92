"""What a scribe fills in."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Contribution
from clustering.models import Key, Need
from debate.models import Action, Table


class ActionForm(forms.ModelForm[Action]):
    """What, who, first step, when, and the dreams it answers."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    dreams = forms.ModelMultipleChoiceField(
        Contribution.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        label=_("Which dreams does it answer?"),
        error_messages={"invalid_choice": _("One of these dreams is not here any more. Choose again.")},
    )  # fmt: skip

    class Meta:
        model = Action
        fields = ("title", "what", "who", "first_step", "year", "when", "need")
        widgets = {"what": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "title": _("Short, as on a poster."),
            "who": _("A person, a service or a club."),
            "when": _("For example: before the summer."),
        }
        error_messages = {
            "title": {"required": _("Give the action a title.")},
            "what": {"required": _("Say in one sentence what has to happen.")},
            "who": {"required": _("Say who does it.")},
            "first_step": {"required": _("Say what the first step is.")},
        }

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        needs = Need.objects.filter(key=table.key).order_by("name")
        self.fields["need"].queryset = needs  # type: ignore[attr-defined]
        self.fields["dreams"].queryset = (  # type: ignore[attr-defined]
            Contribution.objects.of(table.campaign)
            .public()
            .filter(cards__need__key=table.key)
            .distinct()
        )

    def words(self) -> dict[str, Any]:
        """Return the words of the action, as the service takes them."""
        names = ("title", "what", "who", "first_step", "year", "when", "need")
        return {name: self.cleaned_data[name] for name in names}


def blank_action(table: Table) -> ActionForm:
    """Return an empty form with a fresh key, so that sending it twice records one action."""
    return ActionForm(
        table=table,
        initial={"submission_key": uuid.uuid4(), "year": table.campaign.horizon_year - 2},
    )


class TableForm(forms.Form):
    """Add a table for a key."""

    key = forms.ModelChoiceField(Key.objects.none(), label=_("Key"))

    def __init__(self, *args: Any, keys: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].queryset = keys  # type: ignore[attr-defined]
