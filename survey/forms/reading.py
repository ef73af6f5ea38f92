"""Input of reading dreams: filters, and a report about one of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Channel, District
from survey.models import Reason


class FilterForm:
    """The filters of the list of dreams; a value we do not know is ignored."""

    def __init__(self, query: Any, districts: list[District]) -> None:
        by_slug = {district.slug: district for district in districts}
        self.districts = districts
        self.channels = Channel.choices
        self.district = by_slug.get(query.get("wijk", ""))
        self.channel = query.get("bron", "") if query.get("bron", "") in Channel.values else ""
        self.search = query.get("zoek", "").replace("\x00", "").strip()[:80]
        self.newest = query.get("orde", "") == "nieuw"
        self.page = query.get("bladzijde", "1")

    @property
    def narrows(self) -> bool:
        return bool(self.district or self.channel or self.search)

    @property
    def parameters(self) -> dict[str, str]:
        """Return the filters as they stand in the address."""
        wanted = {
            "wijk": self.district.slug if self.district else "",
            "bron": self.channel,
            "zoek": self.search,
            "orde": "nieuw" if self.newest else "",
        }
        return {name: value for name, value in wanted.items() if value}


class ReportForm(forms.Form):
    """Why a dream should be looked at again."""

    reason = forms.ChoiceField(
        label=_("What is wrong with this dream?"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong with this dream.")},
    )
