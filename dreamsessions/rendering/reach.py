"""Draw what sessions reach, and where they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from campaigns.geography import Bordered
from campaigns.illustration.city_map import Pin, city_map
from dreamsessions.models import Session

_NEAR: Final = 4  # digits behind the point of a degree: sessions within ten metres share a pin


@dataclass(frozen=True)
class Amount:
    """What one bar shows: what is done, what is still to come, and what is wanted."""

    label: str
    done: int
    coming: int = 0
    wanted: int = 0
    note: str = ""


@dataclass(frozen=True)
class Bar:
    """One bar; lengths are shares of the track, never localised: they go into the drawing."""

    label: str
    done: str  # "42.50%"
    coming: str
    mark: str  # where the line of what is wanted stands; empty without a wish
    amount: Amount


@dataclass(frozen=True)
class Chart:
    """Bars that belong together; all count the same thing, which `measure` names."""

    measure: str
    bars: tuple[Bar, ...]

    @property
    def has_coming(self) -> bool:
        return any(bar.amount.coming for bar in self.bars)

    @property
    def has_marks(self) -> bool:
        return any(bar.mark for bar in self.bars)


def draw_bars(amounts: Iterable[Amount], *, measure: str) -> Chart:
    """Draw amounts as bars from zero, the longest first, each with a line at what is wanted."""
    ordered = sorted(amounts, key=lambda a: (-a.done, -a.coming, -a.wanted, a.label))
    top = max((max(a.done + a.coming, a.wanted) for a in ordered), default=0)

    def share(number: int) -> str:
        return f"{number / top * 100 if top else 0:.2f}%"

    return Chart(
        measure=measure,
        bars=tuple(
            Bar(a.label, share(a.done), share(a.coming), share(a.wanted) if a.wanted else "", a)
            for a in ordered
        ),
    )


def number_places(sessions: Iterable[Session]) -> dict[int, int]:
    """Give each place on the map a number, in the order of the list; by session."""
    places: dict[tuple[float, float], int] = {}
    return {
        session.pk: places.setdefault(point, len(places) + 1)
        for session in sessions
        if (point := _point(session)) is not None
    }


def sessions_map(
    districts: Sequence[Bordered], sessions: Iterable[Session], numbers: dict[int, int], *, title: str,
    always: bool = False,
) -> SafeString:  # fmt: skip
    """Draw the city with one numbered pin per place; empty without borders.

    Without places too, unless it is drawn `always`.
    """
    pins: dict[int, Pin] = {}
    for session in sessions:
        point = _point(session)
        if point is not None and session.pk in numbers:
            number = numbers[session.pk]
            pins.setdefault(number, Pin(*point, label=session.place, text=str(number)))
    return city_map(districts, pins.values(), title=title) if pins or always else SafeString("")


def _point(session: Session) -> tuple[float, float] | None:
    if session.longitude is None or session.latitude is None:
        return None
    return round(float(session.longitude), _NEAR), round(float(session.latitude), _NEAR)
