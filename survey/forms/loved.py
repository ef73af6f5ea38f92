"""Filters of the most loved dreams; a value we do not know is ignored."""

from typing import Any

from campaigns.models import AgeGroup, Channel, District


class LovedForm:
    """District, source and age group of the dream, and whether the list is shown as a table."""

    def __init__(self, query: Any, districts: list[District]) -> None:
        by_slug = {district.slug: district for district in districts}
        self.districts = districts
        self.channels = Channel.choices
        self.age_groups = AgeGroup.choices
        self.district = by_slug.get(query.get("wijk", ""))
        self.channel = query.get("bron", "") if query.get("bron", "") in Channel.values else ""
        age_group = query.get("leeftijd", "")
        self.age_group = age_group if age_group in AgeGroup.values else ""
        self.as_table = query.get("als", "") == "tabel"

    @property
    def narrows(self) -> bool:
        return bool(self.district or self.channel or self.age_group)

    @property
    def parameters(self) -> dict[str, str]:
        """Return the filters as they stand in the address, without the form of the list."""
        wanted = {
            "wijk": self.district.slug if self.district else "",
            "bron": self.channel,
            "leeftijd": self.age_group,
        }
        return {name: value for name, value in wanted.items() if value}
