"""Input of cards on paper and of groups at their own tables."""

from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from campaigns.forms.paper import PhotosForm
from campaigns.models import AgeGroup, Campaign
from clustering.board import choices_of
from clustering.forms import PlaceForm
from clustering.models import Card, Need

_NARROW: Final = ("wijk", "leeftijd", "taal")


def _whole_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


class CardsForm(forms.Form):
    """A part of the cards: of the pile, of everything or of one need, by where they came from."""

    plek = forms.ChoiceField(label=_("Which cards?"))
    bron = forms.ChoiceField(label=_("From where?"), choices=PlaceForm.SOURCES, required=False)
    wijk = forms.ChoiceField(label=_("District"), required=False)
    leeftijd = forms.ChoiceField(
        label=_("Age"), required=False, choices=[("", _("All")), *AgeGroup.choices]
    )
    taal = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        needs = Need.objects.of(campaign).order_by("name").values_list("slug", "name")
        self.fields["plek"].choices = [*self.places(), *needs]  # type: ignore[attr-defined]
        there = choices_of(campaign)
        for name, choices in (("wijk", there.districts), ("taal", there.languages)):
            self.fields[name].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]

    @property
    def narrow(self) -> bool:
        """Tell whether one of the filters that hide behind a button is on, or wrong."""
        return any(self[name].value() or self.errors.get(name) for name in _NARROW)

    def places(self) -> list[tuple[str, Any]]:
        return [("stapel", _("The pile")), ("alles", _("All cards"))]

    def cards(self) -> QuerySet[Card]:
        """Return the cards that were asked for."""
        rows: Any = Card.objects.live(self.campaign)
        place = self.cleaned_data["plek"]
        if place == "stapel":
            rows = rows.pile()
        elif place != "alles":
            rows = rows.filter(need__slug=place)
        heard = self._heard(rows)
        if heard is not rows:
            marks = heard.filter(stack__isnull=False).values("stack")
            rows = rows.filter(Q(pk__in=heard.values("pk")) | Q(stack__in=marks))
        # Merged cards are one card on paper and on the table of a group.
        found: QuerySet[Card] = rows.on_top()
        return found

    def _heard(self, rows: Any) -> Any:
        """Return the cards of who was asked for; the rows themselves without a filter."""
        if self.cleaned_data["bron"]:
            channels = PlaceForm.CHANNELS[self.cleaned_data["bron"]]
            rows = rows.filter(contribution__channel__in=channels)
        for name in _NARROW:
            if self.cleaned_data[name]:
                rows = rows.filter(**{PlaceForm.PATHS[name]: self.cleaned_data[name]})
        return rows

    def title(self) -> str:
        """Return what was asked for in words: The pile · Online · Beveren."""
        parts = []
        for name in ("plek", "bron", *_NARROW):
            said = dict(self.fields[name].choices)  # type: ignore[attr-defined]
            if self.cleaned_data[name]:
                parts.append(str(said[self.cleaned_data[name]]))
        return " · ".join(parts)


class PrintForm(CardsForm):
    def places(self) -> list[tuple[str, Any]]:
        return [*super().places(), ("behoeften", _("A sheet for every need"))]


class PilePhotosForm(PhotosForm):
    """Photos of piles of cards."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["photos"]
        field.label = _("Photos of piles")
        field.help_text = _("One need on each photo, with its cards around it. JPG, PNG or HEIC.")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code on the card"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )  # fmt: skip


class LayForm(forms.Form):
    """The cards of a photo that somebody confirms, and the need they lie under."""

    need = forms.ModelChoiceField(
        label=_("Which need is it?"), queryset=Need.objects.none(), to_field_name="slug",
        error_messages={"required": _("Choose the need.")},
    )  # fmt: skip

    def __init__(self, campaign: Campaign, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["need"].queryset = Need.objects.of(campaign)  # type: ignore[attr-defined]
        values = data.getlist("cards") if data else []
        self.numbers = [int(value) for value in values if _whole_number(value)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.numbers:
            raise forms.ValidationError(_("Choose a card first."))
        return cleaned


class GroupForm(CardsForm):
    """A group, and which cards it gets."""

    name = forms.CharField(
        label=_("Name of the group"), max_length=60,
        error_messages={"required": _("Give it a name.")},
    )  # fmt: skip
    aantal = forms.IntegerField(
        label=_("How many cards?"), min_value=1, max_value=2_000, required=False, initial=60,
    )  # fmt: skip
    nummers = forms.CharField(
        label=_("Or these dreams"), max_length=4_000, required=False,
        help_text=_("Numbers of dreams with a comma between them."),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )  # fmt: skip
    samen = forms.BooleanField(label=_("Also cards that another group has"), required=False)
    field_order = ("name", "plek", "bron", "aantal", "samen", "nummers")

    def clean_nummers(self) -> list[int]:
        parts = self.cleaned_data["nummers"].replace(";", ",").replace(" ", ",").split(",")
        parts = [part.strip().replace(".", "") for part in parts if part.strip()]
        if not all(_whole_number(part) for part in parts):
            raise forms.ValidationError(_("Write numbers of dreams, such as 12, 48."))
        return [int(part) for part in parts]

    def chosen(self) -> QuerySet[Card]:
        """Return the cards the group gets: those named by hand, or the first ones that fit."""
        data = self.cleaned_data
        if data["nummers"]:
            rows: Any = Card.objects.live(self.campaign)
            named: QuerySet[Card] = rows.filter(contribution__number__in=data["nummers"])
            return named
        cards = self.cards()
        if not data["samen"]:
            cards = cards.filter(group_cards__isnull=True)
        first = cards.order_by("pk").values_list("pk", flat=True)[: data["aantal"] or 2_000]
        return Card.objects.filter(pk__in=list(first))
