"""Input of scoring."""

from django import forms

from survey.models import Scale


class CardForm(forms.Form):
    """A card, and what the browser knows about it."""

    card = forms.CharField(max_length=80)
    # The browser answered before on this page, so it was given a cookie.
    eerder = forms.BooleanField(required=False)


class AnswerForm(CardForm):
    """One answer on one card."""

    value = forms.TypedChoiceField(
        choices=[*((str(value), label) for value, label in Scale.choices), ("skip", "")],
        coerce=lambda value: None if value == "skip" else int(value),
        empty_value=None,
    )
    # The script saw it on screen long enough and told us.
    seen = forms.BooleanField(required=False)
