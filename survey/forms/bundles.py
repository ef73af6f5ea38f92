"""Input of the room of look-alikes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from survey.models import Bundle


class ChosenDreams(forms.Form):
    """Some dreams of a group, and the one whose words stand for all."""

    dream = forms.TypedMultipleChoiceField(coerce=int, required=False)
    face = forms.IntegerField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        # Any number may be sent; the service takes only placed dreams of this campaign.
        sent = [key for key in data.getlist("dream") if key.isdecimal() and len(key) < 18]
        self.fields["dream"].choices = [(key, key) for key in sent]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[int]:
        return self.cleaned_data.get("dream", []) if self.is_valid() else []

    @property
    def face_of_all(self) -> int | None:
        return self.cleaned_data.get("face") if self.is_valid() else None


class MergeForm(forms.Form):
    """Another bundle, by one of its dreams."""

    other = forms.IntegerField(
        label=_("Number of a dream in the other bundle"), min_value=1, max_value=2**31 - 1
    )

    def __init__(self, *args: Any, bundle: Bundle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bundle = bundle

    @property
    def found(self) -> Bundle | None:
        """Return the other bundle, if there is one."""
        if not self.is_valid():
            return None
        return (
            Bundle.objects.filter(
                campaign=self.bundle.campaign_id,
                members__contribution__number=self.cleaned_data["other"],
            )
            .exclude(pk=self.bundle.pk)
            .first()
        )
