"""What somebody fills in who plans or notes the delivery."""

import csv
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from publications.models import Delivery, Route
from publications.services.delivery import RouteLine

_MOST_ROUTES: Final = 2000
_MOST_MAILBOXES: Final = 100_000


class DeliveryForm(forms.ModelForm[Delivery]):
    """The rule about stickers and the copies beside the routes."""

    class Meta:
        model = Delivery
        fields = ("rule", "spare", "counters")
        widgets = {"rule": forms.RadioSelect}


class RoutesForm(forms.Form):
    """Routes pasted from a table: one line each."""

    lines = forms.CharField(
        label=_("Routes"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_(
            "One route per line, as it comes out of a spreadsheet: district; route; mailboxes;"
            " stickers against advertising and papers; stickers against advertising only."
            " The last two may be left out."
        ),
        error_messages={"required": _("Paste at least one route.")},
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.districts = {
            name.casefold() for name in campaign.districts.values_list("name", flat=True)
        }

    def clean_lines(self) -> list[RouteLine]:
        """Return the routes. A line that is wrong is named; nothing is kept then."""
        text: str = self.cleaned_data["lines"]
        mark = next((mark for mark in ("\t", ";", ",") if mark in text), ";")
        found: dict[str, RouteLine] = {}
        wrong: list[ValidationError] = []
        table = [
            [cell.strip() for cell in cells]
            for cells in csv.reader(text.splitlines(), delimiter=mark)
        ]
        for number, cells in enumerate(table, start=1):
            heads = number == 1 and len(table) > 1 and not any(map(_is_number, cells))
            if heads or not any(cells):
                continue
            try:
                line = self._line(cells)
            except ValueError as error:
                wrong.append(
                    ValidationError(
                        _("Line %(number)s: %(why)s"),
                        params={"number": number, "why": str(error)},
                    )
                )
                continue
            found[line.name] = line
        if wrong:
            raise ValidationError(wrong[:10])
        if not found or len(found) > _MOST_ROUTES:
            raise ValidationError(
                _("Paste between 1 and %(most)s routes."), params={"most": _MOST_ROUTES}
            )
        return list(found.values())

    def _line(self, cells: list[str]) -> RouteLine:
        district, name, *numbers = (*cells, "", "")[: max(len(cells), 2)]
        if not name:
            raise ValueError(_("the name of the route is missing."))
        if len(name) > 80:
            raise ValueError(_("the name of the route is too long."))
        if district and district.casefold() not in self.districts:
            raise ValueError(_("we do not know the district “%(name)s”.") % {"name": district})
        counted = [number.replace(".", "") for number in numbers if number][:3]
        if not counted or not all(n.isdecimal() and int(n) <= _MOST_MAILBOXES for n in counted):
            raise ValueError(_("the number of mailboxes is missing or is no number."))
        mailboxes, no_press, no_ads = (*map(int, counted), 0, 0)[:3]
        if no_press + no_ads > mailboxes:
            raise ValueError(_("there are more stickers than mailboxes."))
        return RouteLine(name, mailboxes, no_press, no_ads, district)


class DeliveredForm(forms.ModelForm[Route]):
    """Who delivered a route, and what came back."""

    class Meta:
        model = Route
        fields = ("delivered_by", "left_over")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delivered_by"].required = True
        self.fields["delivered_by"].error_messages["required"] = _("Who delivered it?")


def _is_number(cell: str) -> bool:
    return cell.replace(".", "").isdecimal()
