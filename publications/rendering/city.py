"""The city on paper and on the web: its parts, with a shape for the key that is strongest there."""

from collections.abc import Iterator

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from campaigns.geography import centre
from campaigns.illustration.city_map import Pin, city_map
from publications.rendering.content import CityMap

# Degrees: the shape of a district stands under its name.
_UNDER_THE_NAME = 0.0045


def chart_of_city(city: CityMap, name: str) -> SafeString:
    """Draw the parts of a city with the dreams that name a place; where none does, with shapes."""
    pins = [Pin(pin.longitude, pin.latitude, pin.shape) for pin in city.pins]
    title = _("Map of %(city)s") % {"city": name}
    return city_map(city.districts, pins or list(_shapes(city)), title=title)


def _shapes(city: CityMap) -> Iterator[Pin]:
    """Put in each part of the city the shape of the key most of its dreams lie under."""
    for district in city.districts:
        if district.outline and district.shape:
            longitude, latitude = centre(district)
            lines = len(district.name.split())
            yield Pin(longitude, latitude - _UNDER_THE_NAME * (lines + 1) / 2, district.shape)
