"""Where in the city: borders, points and how they lie on a flat map. No map server, no library."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

# The coordinates of a GeoJSON MultiPolygon: polygons of rings of [longitude, latitude].
Outline = Sequence[Sequence[Sequence[Sequence[float]]]]

# How far outside the city, in parts of its size, somebody may still put a pin.
MARGIN = 0.05


class Bordered(Protocol):
    """A part of the city with a name and a border."""

    name: str
    outline: Outline


D = TypeVar("D", bound=Bordered)


@dataclass(frozen=True)
class Box:
    """A rectangle in degrees."""

    west: float
    south: float
    east: float
    north: float

    def widened(self, part: float = MARGIN) -> "Box":
        """Return the box with a margin on every side."""
        wide, high = (self.east - self.west) * part, (self.north - self.south) * part
        return Box(self.west - wide, self.south - high, self.east + wide, self.north + high)

    def holds(self, longitude: float, latitude: float) -> bool:
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north


@dataclass(frozen=True)
class Projection:
    """A box on flat paper: straight up is north, and a kilometre is as long both ways."""

    box: Box
    width: float

    @property
    def scale_x(self) -> float:
        """Return how much paper a degree of longitude takes."""
        return self.width / (self.box.east - self.box.west)

    @property
    def scale_y(self) -> float:
        """Return how much paper a degree of latitude takes, at this height of the globe."""
        return self.scale_x / math.cos(math.radians((self.box.south + self.box.north) / 2))

    @property
    def height(self) -> float:
        return (self.box.north - self.box.south) * self.scale_y

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a point lies on the paper, from its top left corner."""
        return (
            (longitude - self.box.west) * self.scale_x,
            (self.box.north - latitude) * self.scale_y,
        )


def bounds(outlines: Iterable[Outline]) -> Box | None:
    """Return the smallest box around all borders; None where nobody drew any."""
    points = [point for outline in outlines for ring in _rings(outline) for point in ring]
    if not points:
        return None
    longitudes, latitudes = [point[0] for point in points], [point[1] for point in points]
    box = Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes))
    return box if box.east > box.west and box.north > box.south else None


def lies_inside(longitude: float, latitude: float, outline: Outline) -> bool:
    """Tell whether a point lies within a border; holes are outside."""
    inside = False
    for ring in _rings(outline):
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            # Count the borders a line to the east crosses: odd is inside.
            if (y1 > latitude) != (y2 > latitude) and longitude < x1 + (latitude - y1) * (
                x2 - x1
            ) / (y2 - y1):
                inside = not inside
    return inside


def find_district(longitude: float, latitude: float, districts: Iterable[D]) -> D | None:
    """Return the part of the city a point lies in, if it lies in one."""
    return next(
        (part for part in districts if lies_inside(longitude, latitude, part.outline)), None
    )


def centre(part: Bordered) -> tuple[float, float]:
    """Return the middle of a part of the city: of its most detailed piece."""
    largest = max(part.outline, key=lambda piece: len(piece[0]))
    return middle([(float(point[0]), float(point[1])) for point in largest[0]])


def middle(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the centre of gravity of a ring."""
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return (x / (3 * area), y / (3 * area)) if area else ring[0]


def is_near_city(longitude: float, latitude: float, districts: Iterable[Bordered]) -> bool:
    """Tell whether a point lies in or just outside the city; never without borders."""
    box = bounds(part.outline for part in districts)
    return box is not None and box.widened().holds(longitude, latitude)


def _rings(outline: Outline) -> Iterator[list[tuple[float, float]]]:
    for polygon in outline:
        for ring in polygon:
            points = [(float(point[0]), float(point[1])) for point in ring]
            if points:
                yield points
