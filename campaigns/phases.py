"""What is open, closed or hidden follows from the phases' dates and gates, and only from here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campaigns.models import Phase


class Door(Enum):
    """Something people can do or see, with the phases (first, last) in which it is open."""

    # The name is part of the value: with equal values one door would be an alias of the other.
    APPLY = ("apply", 3, 4)  # colleagues answer the call
    ASK = ("ask", 3, 5)  # ask for a dream session in one's street or club
    MEET = ("meet", 4, 8)  # see who the ambassadors are
    DREAM = ("dream", 5, 5)  # hand in dreams online
    SCORE = ("score", 5, 5)
    SESSIONS = ("sessions", 5, 5)  # take notes in dream sessions
    SCHOOLS = ("schools", 5, 5)  # hand in class work
    READ = ("read", 5, 8)  # read dreams and artworks
    KEYS = ("keys", 6, 8)  # keys are hidden until they are found
    DEBATE = ("debate", 7, 7)  # record actions
    ACTIONS = ("actions", 7, 8)
    RESULTS = ("results", 8, 8)

    @property
    def first(self) -> int:
        return self.value[1]

    @property
    def last(self) -> int:
        return self.value[2]


class PhaseClosed(Exception):
    """Raised when somebody does what the current phase does not allow."""

    def __init__(self, door: Door, *, opens_on: date | None, closed_on: date | None) -> None:
        super().__init__(door.name)
        self.door = door
        self.opens_on = opens_on
        self.closed_on = closed_on


@dataclass(frozen=True)
class Timeline:
    """The phases of one campaign seen on one day."""

    phases: Sequence["Phase"]
    today: date

    @property
    def number(self) -> int:
        """Return the number of the current phase; 0 before the first one starts."""
        reached = 0
        for phase in self.phases:
            if phase.starts_on > self.today or not self._gates_passed(phase.number):
                break
            reached = phase.number
        return reached

    def _gates_passed(self, number: int) -> bool:
        return all(
            phase.gate_passed_on is not None and phase.gate_passed_on <= self.today
            for phase in self.phases
            if phase.number < number
        )

    @property
    def current(self) -> "Phase | None":
        """Return the current phase, or the first one while it has not started."""
        if not self.phases:
            return None
        return self.phases[max(self.number, 1) - 1]

    @property
    def ended(self) -> bool:
        """Tell whether the current phase's last day has passed while the next has not begun."""
        return self.current is not None and self.current.ends_on < self.today

    @property
    def days_left(self) -> int:
        """Return the days left in the current phase, 0 on the last day and after it."""
        return max(0, (self.current.ends_on - self.today).days) if self.current else 0

    def is_open(self, door: Door) -> bool:
        """Tell whether a door is open today."""
        if not door.first <= self.number <= door.last:
            return False
        return not (door.last < 8 and self.number == door.last and self.ended)

    def require(self, door: Door) -> None:
        """Raise `PhaseClosed`, with the dates to tell people, unless the door is open."""
        if self.is_open(door):
            return
        first = next((p for p in self.phases if p.number == door.first), None)
        last = next((p for p in self.phases if p.number == door.last), None)
        before = self.number < door.first
        raise PhaseClosed(
            door,
            opens_on=first.starts_on if first and before else None,
            closed_on=last.ends_on if last and not before else None,
        )
