"""What the team fills in to plan a session, cancel one, and say whom it wants to reach."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from campaigns import clock
from campaigns.geography import find_district, is_near_city
from campaigns.languages import LANGUAGE_NAMES
from campaigns.models import Campaign
from dreamsessions.models import Session, Target
from dreamsessions.services.coverage import LARGEST
from dreamsessions.services.planning import Helper, helpers_for

MOST_CHAIRS: Final = 300
_TIMES: Final = _("A session ends after it starts. Give it from 15 minutes to 8 hours.")
_CHAIRS: Final = _("A session has from 1 to 300 chairs.")
_NO_SUCH_HOUR: Final = _("This hour does not exist: the clock goes forward that night.")
_NEEDED: Final = _("Fill in a title. People read it in the agenda.")


def read_key(text: str) -> uuid.UUID | None:
    """Return the key a new session was sent with; None when it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


class MomentField(forms.DateTimeField):
    """A day and an hour on the clock on the wall, also in the nights that clock is changed."""

    def to_python(self, value: Any) -> datetime | None:
        try:
            return super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            wall: datetime = error.params["datetime"]  # type: ignore[index]
        # An hour that comes twice is the first of both.
        moment = wall.replace(tzinfo=timezone.get_current_timezone(), fold=0)
        if timezone.localtime(moment.astimezone(UTC)).replace(tzinfo=None) != wall:
            raise ValidationError(_NO_SUCH_HOUR, code="no_such_hour")
        return moment


class SessionForm(forms.ModelForm[Session]):
    """Plan a session.

    Some things are odd and yet possible: they are told once, and pass when they are sent again.
    """

    # The warnings that were shown before this was sent.
    warned = forms.CharField(required=False, widget=forms.HiddenInput)
    # A new one that is sent twice is made once.
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Session
        fields = (
            "title", "kind", "visibility", "description", "host", "target_group", "language",
            "place", "address", "district", "latitude", "longitude", "step_free", "accessibility",
            "starts_at", "minutes", "capacity", "materials", "ambassadors",
        )  # fmt: skip
        field_classes = {"starts_at": MomentField}
        widgets = {
            "kind": forms.RadioSelect,
            "visibility": forms.RadioSelect,
            "latitude": forms.HiddenInput,
            "longitude": forms.HiddenInput,
            "starts_at": forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
            "materials": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "description": _("The agenda shows this sentence."),
            "host": _("The club, school or company where you are guests."),
            "place": _("Leave it empty while you do not know it yet."),
            "accessibility": _("For example: the bell is low, there is a toilet on the ground floor."),
            "materials": _("Only who leads it sees this."),
        }  # fmt: skip
        error_messages = {
            "title": {"required": _NEEDED},
            "starts_at": {
                "required": _("Fill in a day and an hour."),
                "invalid": _("Fill in a day and an hour."),
            },
            "capacity": dict.fromkeys(("required", "invalid", "min_value", "max_value"), _CHAIRS),
            "minutes": dict.fromkeys(("required", "invalid", "min_value", "max_value"), _TIMES),
        }

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.warnings: dict[str, str] = {}
        self.districts = list(campaign.districts.all())
        district: Any = self.fields["district"]
        district.queryset = campaign.districts.all()
        district.choices = [("", _("not known yet")), *((d.pk, d.name) for d in self.districts)]
        for name in ("target_group", "language", "place"):
            self.fields[name].required = False
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=list(LANGUAGE_NAMES.items()), required=False
        )
        self.fields["minutes"] = self._between(15, 480, _("How many minutes?"), _TIMES)
        self.fields["capacity"] = self._between(1, MOST_CHAIRS, _("How many chairs?"), _CHAIRS)
        self.fields["starts_at"].label = _("When does it start?")
        self.fields["ambassadors"].queryset = self.fields["ambassadors"].queryset.filter(  # type: ignore[attr-defined]
            candidate__campaign=campaign
        )

    @staticmethod
    def _between(least: int, most: int, label: Any, message: Any) -> forms.IntegerField:
        return forms.IntegerField(
            label=label,
            min_value=least,
            max_value=most,
            error_messages=dict.fromkeys(
                ("required", "invalid", "min_value", "max_value"), message
            ),
        )

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or "nl"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        longitude, latitude = cleaned.get("longitude"), cleaned.get("latitude")
        if longitude is not None and latitude is not None:
            point = float(longitude), float(latitude)
            if not is_near_city(point[0], point[1], self.districts):
                raise ValidationError({"latitude": _("This place lies outside the city.")})
            if cleaned.get("district") is None:
                cleaned["district"] = find_district(point[0], point[1], self.districts)
        elif longitude is not None or latitude is not None:
            cleaned["longitude"] = cleaned["latitude"] = None
        if not self.errors:
            self._look_for_oddities(cleaned)
        return cleaned

    def _look_for_oddities(self, cleaned: dict[str, Any]) -> None:
        """Collect what is odd; stop once when something of it was not shown yet."""
        if cleaned["starts_at"] < clock.now() and "starts_at" in self.changed_data:
            self.warnings["past"] = gettext("This session starts in the past.")
        taken = self._chairs_taken()
        if cleaned["capacity"] < taken:
            self.warnings["chairs"] = ngettext(
                "%(n)s person already has a chair. That is more than there are chairs now.",
                "%(n)s people already have a chair. That is more than there are chairs now.",
                taken,
            ) % {"n": taken}
        chosen = {ambassador.pk for ambassador in cleaned["ambassadors"]}
        for helper in self.helpers:
            if helper.busy and helper.ambassador.pk in chosen:
                self.warnings[f"busy-{helper.ambassador.pk}"] = gettext(
                    "%(name)s already leads “%(title)s” at that hour."
                ) % {"name": helper.ambassador, "title": helper.busy}
        if not self.warnings.keys() <= set(cleaned["warned"].split(",")):
            self.data = self._with(warned=",".join(self.warnings))
            raise ValidationError(_("Look at what is odd below. Then save once more."), code="odd")
        self.warnings = {}

    def _with(self, **values: str) -> QueryDict:
        data = QueryDict(mutable=True)
        data.update(self.data)
        for name, value in values.items():
            data[name] = value
        return data

    def _chairs_taken(self) -> int:
        if self.instance.pk is None:
            return 0
        return self.instance.registrations.filter(place="chair").count()

    @property
    def helpers(self) -> list[Helper]:
        """Return who may lead it, with who is free at the hour that is filled in."""
        if not hasattr(self, "_helpers"):
            starts, minutes = self._hours()
            self._helpers = helpers_for(
                self.campaign, starts_at=starts, minutes=minutes, leave_out=self.instance.pk
            )
        return self._helpers

    def _hours(self) -> tuple[datetime | None, int]:
        if self.is_bound:
            cleaned = getattr(self, "cleaned_data", {})
            return cleaned.get("starts_at"), cleaned.get("minutes") or 120
        value = self["starts_at"].initial
        return (value if isinstance(value, datetime) else None), self["minutes"].initial or 120

    @property
    def chosen(self) -> set[int]:
        """Return the keys of the ambassadors that are ticked."""
        value = self["ambassadors"].value() or []
        return {int(getattr(v, "pk", v)) for v in value if str(getattr(v, "pk", v)).isdecimal()}


class CancelForm(forms.Form):
    """Why a session is cancelled; everybody who took a chair reads it."""

    reason = forms.CharField(
        label=_("Why is this session cancelled?"),
        max_length=200,
        help_text=_("Who took a chair reads this. One kind sentence is enough."),
        error_messages={"required": _("Say why. Who took a chair reads it.")},
    )


# Whom we want to reach ---------------------------------------------------------------------------
@dataclass(frozen=True)
class TargetCell:
    """One row of the table: its name, and the fields one types in."""

    label: str
    fields: list[Any]


class TargetsForm(forms.Form):
    """How many sessions and people are wanted for each value of one dimension."""

    def __init__(
        self, data: QueryDict | None = None, *, dimension: str, labels: dict[str, str],
        targets: dict[str, Target],
    ) -> None:  # fmt: skip
        super().__init__(data, prefix=dimension)
        self.labels = labels
        self.figures = {
            # A district has its own number of inhabitants; an age has no sessions of its own.
            Target.Dimension.DISTRICT: ("sessions", "people"),
            Target.Dimension.GROUP: ("sessions", "people", "population"),
            Target.Dimension.AGE: ("people", "population"),
        }[Target.Dimension(dimension)]
        names = {
            "sessions": _("Sessions wanted"), "people": _("People wanted"),
            "population": _("Inhabitants"),
        }  # fmt: skip
        self.headings = [names[figure] for figure in self.figures]
        for value, label in labels.items():
            for figure in self.figures:
                self.fields[f"{value}:{figure}"] = forms.IntegerField(
                    label=f"{label}: {names[figure]}",
                    required=False,
                    min_value=0,
                    max_value=LARGEST[figure],
                    initial=getattr(targets[value], figure) if value in targets else 0,
                    widget=forms.NumberInput(attrs={"min": 0, "inputmode": "numeric"}),
                    error_messages=dict.fromkeys(
                        ("invalid", "min_value", "max_value"), _("Fill in a number, 0 or more.")
                    ),
                )

    @property
    def rows(self) -> list[TargetCell]:
        return [
            TargetCell(label, [self[f"{value}:{figure}"] for figure in self.figures])
            for value, label in self.labels.items()
        ]

    @property
    def wanted(self) -> dict[str, dict[str, int]]:
        """Return the numbers of a valid form for each value."""
        return {
            value: {f: self.cleaned_data[f"{value}:{f}"] or 0 for f in self.figures}
            for value in self.labels
        }


class TargetsFileForm(forms.Form):
    """A file with inhabitants and targets."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A table with the columns dimensie, waarde, inwoners, sessies and mensen."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > 500_000:
            raise ValidationError(_("This file is too large for a table of targets."))
        return file
