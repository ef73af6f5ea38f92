"""What must be true after many hands were at one board, told from three sides.

What the clients sent and were answered, what the log says, and where the cards lie in the database
must tell one story. Every way in which they do not is a fault, in words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

DONE, CONFLICT = 200, 409


@dataclass(frozen=True)
class Sent:
    """One act of one client, and what the server said in the end; 0 when it never answered."""

    act: str
    client: int
    cards: tuple[int, ...]
    to: str
    began: float
    took: float
    status: int


@dataclass(frozen=True)
class Event:
    """One row of the board's log: which cards it laid where."""

    number: int
    act: str
    laid: Mapping[int, str]


def find_faults(
    sent: Sequence[Sent],
    log: Sequence[Event],
    before: Mapping[int, str],
    after: Mapping[int, str],
    start: int,
) -> list[str]:
    """Return what was lost, doubled or invented; nothing when all is well.

    `before` and `after` say where every card lay and lies, `start` is the event they began at.
    """
    numbers = [event.number for event in log]
    faults = []
    if numbers != list(range(start + 1, start + 1 + len(log))):
        faults.append("the log has gaps or repeats a number")
    faults += _acts(sent, log, before)
    return faults + _places(log, before, after)


def _acts(sent: Sequence[Sent], log: Sequence[Event], before: Mapping[int, str]) -> list[str]:
    """Replay the log: each confirmed act stands in it once and whole, a refused one does not."""
    acts = {one.act: one for one in sent}
    lying, seen, faults = dict(before), set[str](), []
    for event in log:
        lying.update(event.laid)
        act = acts.get(event.act)
        if act is None:
            faults.append(f"nobody sent what event {event.number} tells")
            continue
        if event.act in seen:
            faults.append(f"act {event.act} was done twice")
        seen.add(event.act)
        if act.status == CONFLICT:
            faults.append(f"act {event.act} was refused and done all the same")
        astray = [card for card in act.cards if lying.get(card) != act.to]
        if astray:
            faults.append(f"act {event.act} left cards behind: {astray[:5]}")
    lost = [one.act for one in sent if one.status == DONE and one.act not in seen]
    faults += [f"act {act} was confirmed and is not in the log" for act in lost]
    return faults


def _places(log: Sequence[Event], before: Mapping[int, str], after: Mapping[int, str]) -> list[str]:
    """Every card lies where the last event that names it laid it, else where it lay."""
    told = dict(before)
    for event in log:
        told.update(event.laid)
    faults = [f"card {card} is gone" for card in sorted(told.keys() - after.keys())]
    faults += [
        f"card {card} lies on {place}, the last valid write laid it on {told.get(card)}"
        for card, place in sorted(after.items())
        if place != told.get(card)
    ]
    return faults


def lags(
    sent: Iterable[Sent], log: Iterable[Event], heard: Sequence[Mapping[int, float]]
) -> list[float]:
    """Return the seconds from the start of each act until each other client knew of it."""
    numbers = {event.act: event.number for event in log}
    return [
        moments[numbers[one.act]] - one.began
        for one in sent
        if one.act in numbers
        for client, moments in enumerate(heard)
        if client != one.client and numbers[one.act] in moments
    ]


def count_missed(log: Sequence[Event], heard: Sequence[Mapping[int, float]]) -> int:
    """Return how many events clients never heard of, all clients together."""
    return sum(event.number not in moments for moments in heard for event in log)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of all values does not exceed."""
    if not 0 < share <= 1:
        raise ValueError("A share lies between 0 and 1.")
    ordered = sorted(values)
    rank = -(-round(share * 1_000_000) * len(ordered) // 1_000_000)
    return ordered[max(rank, 1) - 1] if ordered else 0.0
