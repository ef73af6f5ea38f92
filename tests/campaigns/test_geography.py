"""Borders, points in them, and the map that is drawn of them."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from typing import Any

import pytest

from campaigns.geography import (
    Box,
    Projection,
    bounds,
    find_district,
    is_near_city,
    lies_inside,
)
from campaigns.illustration.city_map import Pin, city_map
from roeselare2030.demo.seed.ground import DISTRICTS
from roeselare2030.demo.seed.tables import tree

SQUARE = [[[[3.0, 50.0], [3.1, 50.0], [3.1, 50.1], [3.0, 50.1], [3.0, 50.0]]]]
RING = [[*SQUARE[0], [[3.04, 50.04], [3.06, 50.04], [3.06, 50.06], [3.04, 50.06]]]]


@dataclass
class Part:
    name: str
    outline: Any = field(default_factory=list)


@pytest.mark.parametrize(
    ("longitude", "latitude", "inside"),
    [(3.05, 50.05, True), (3.11, 50.05, False), (3.05, 50.11, False), (2.9, 49.9, False)],
)
def test_a_point_lies_inside_or_outside(longitude: float, latitude: float, inside: bool) -> None:
    assert lies_inside(longitude, latitude, SQUARE) is inside


def test_a_hole_is_outside() -> None:
    assert not lies_inside(3.05, 50.05, RING)
    assert lies_inside(3.02, 50.05, RING)


def test_a_district_of_two_pieces_holds_both() -> None:
    island = [[[3.3, 50.3], [3.4, 50.3], [3.4, 50.4], [3.3, 50.4]]]
    both = Part("Eiland", [*SQUARE, island])
    assert find_district(3.35, 50.35, [both]) is both
    assert find_district(3.05, 50.05, [both]) is both
    assert find_district(3.2, 50.2, [both]) is None


def test_without_borders_no_place_is_near() -> None:
    assert bounds([[], []]) is None
    assert not is_near_city(3.05, 50.05, [Part("Leeg")])


def test_a_place_just_outside_is_near_and_one_abroad_is_not() -> None:
    city = [Part("Plein", SQUARE)]
    assert is_near_city(3.104, 50.05, city)
    assert not is_near_city(3.12, 50.05, city)
    assert not is_near_city(50.05, 3.05, city)  # the two swapped


def test_a_kilometre_is_as_long_both_ways() -> None:
    flat = Projection(Box(3.0, 50.0, 3.2, 50.2), 600)
    x, y = flat.place(3.1, 50.1)
    assert (round(x), round(y)) == (300, round(flat.height / 2))
    # At 50 degrees a degree of longitude is 0.64 of a degree of latitude.
    assert flat.scale_x / flat.scale_y == pytest.approx(0.641, abs=0.002)


def test_the_map_is_drawn_with_names_escaped_and_the_same_each_time() -> None:
    drawn = city_map([Part("<b>&", SQUARE)], [Pin(3.05, 50.05, "groeien", "<i>")], title='"Kaart"')
    root = ET.fromstring(drawn)  # noqa: S314 -- drawn by us
    assert root[0].text == '"Kaart"'
    assert "<b>" not in drawn
    assert "<i>" not in drawn
    assert root.find(".//*[@data-district='<b>&']") is not None
    assert drawn == city_map(
        [Part("<b>&", SQUARE)], [Pin(3.05, 50.05, "groeien", "<i>")], title='"Kaart"'
    )


def test_a_city_without_borders_has_no_map() -> None:
    assert city_map([Part("Leeg")], title="Kaart") == ""


def test_the_example_borders_of_the_demo_fit_together() -> None:
    borders = tree("districts")["districts"]
    parts = [Part(slug, borders[slug]) for slug, _name, _population in DISTRICTS]
    found = find_district(3.1245, 50.9455, parts)
    assert found is not None
    assert found.name == "roeselare-centrum"
    box = bounds(part.outline for part in parts)
    assert box is not None
    overlaps = [
        (longitude, latitude)
        for longitude in (box.west + n * (box.east - box.west) / 40 for n in range(41))
        for latitude in (box.south + n * (box.north - box.south) / 40 for n in range(41))
        if sum(lies_inside(longitude, latitude, part.outline) for part in parts) > 1
    ]
    assert overlaps == []
