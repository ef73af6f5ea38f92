"""What colleagues and the core team fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ambassadors.models import Candidate, Level, Outcome, Training
from campaigns.models import Campaign, Department

NAMING_LABEL = _(
    "My first name and department may stand in the note, the newspaper and on the website."
)
NAMING_HELP = _("Not required. Without it you count as an ambassador, and nobody reads your name. "
                "You can change your mind later, on the page about you.")  # fmt: skip


class AnswerForm(forms.ModelForm[Candidate]):
    """A colleague's answer to the call."""

    class Meta:
        model = Candidate
        fields = (
            "first_name", "last_name", "email", "department", "level", "function", "motivation",
            "may_be_named",
        )  # fmt: skip
        widgets = {
            "motivation": forms.Textarea(attrs={"rows": 4}),
            "level": forms.RadioSelect,
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "function": forms.TextInput(attrs={"autocomplete": "organization-title"}),
        }
        labels = {"motivation": _("Why do you want to listen?"), "may_be_named": NAMING_LABEL}
        help_texts = {
            "function": _("What do you do, in your own words? For example: gardener."),
            "motivation": _("One or two sentences are enough. No letter, no diploma."),
            "email": _("Your address at work. We write to you there about the training."),
            "may_be_named": NAMING_HELP,
        }
        error_messages = {
            "first_name": {"required": _("Fill in your first name.")},
            "last_name": {"required": _("Fill in your family name.")},
            "email": {
                "required": _("Fill in your e-mail address at work."),
                "invalid": _("This e-mail address is not right. For example: ines@voorbeeld.be"),
            },
            "department": {"required": _("Choose your department.")},
            "level": {"required": _("Choose what kind of work you do.")},
            "function": {"required": _("Fill in what you do.")},
        }

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        department = self.fields["department"]
        department.queryset = Department.objects.filter(campaign=campaign)  # type: ignore[attr-defined]
        department.empty_label = _("Choose your department")  # type: ignore[attr-defined]
        self.fields["level"].choices = Level.choices  # type: ignore[attr-defined]


class NamingForm(forms.ModelForm[Candidate]):
    """Whether an ambassador may be named to the outside."""

    class Meta:
        model = Candidate
        fields = ("may_be_named",)
        labels = {"may_be_named": NAMING_LABEL}


class FilterForm(forms.Form):
    """Which candidates the table shows."""

    department = forms.ChoiceField(label=_("Department"), required=False)
    level = forms.ChoiceField(
        label=_("Kind of work"), choices=[("", _("All")), *Level.choices], required=False
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=[("", _("All")), *Outcome.choices], required=False
    )

    def __init__(self, *args: Any, departments: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("All")), *departments]
        self.fields["department"].choices = choices  # type: ignore[attr-defined]

    def conditions(self) -> dict[str, Any]:
        """Return what was chosen, as conditions on candidates; nonsense is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class TrainingForm(forms.ModelForm[Training]):
    """A new training."""

    class Meta:
        model = Training
        fields = ("title", "held_on", "place", "trainer")
        widgets = {"held_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        error_messages = {
            "title": {"required": _("Give the training a title.")},
            "held_on": {
                "required": _("Choose the date."),
                "invalid": _("Write the date as day, month and year."),
            },
            "place": {"required": _("Fill in where it is.")},
        }
