"""The mix: do the chosen resemble the people who work for the city?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ambassadors.models import Level, Outcome


@dataclass(frozen=True)
class Row:
    """One department or level: its share of the staff, of the candidates and of the chosen."""

    name: str
    staff: int | None  # None where the payroll does not say
    candidates: int
    chosen: int
    levels: tuple[int, ...]  # how many chosen per level
    staff_share: int
    chosen_share: int

    @property
    def chosen_bar(self) -> int:
        """Return the bar's length: three times the share, so that a few percent can be seen."""
        return min(100, 3 * self.chosen_share)

    @property
    def staff_bar(self) -> int:
        return min(100, 3 * self.staff_share)

    @property
    def is_missing(self) -> bool:
        return self.chosen == 0


@dataclass(frozen=True)
class Mix:
    rows: Sequence[Row]
    levels: Sequence[Row]
    candidates: int
    chosen: int
    staff: int

    @property
    def missing(self) -> list[str]:
        """Return the departments nobody was chosen from, while somebody works there."""
        return [row.name for row in self.rows if row.is_missing and row.staff]


def count_mix(
    departments: Sequence[tuple[int, str, int]], answers: Iterable[tuple[int, str, str, int]]
) -> Mix:
    """Return the mix from departments (key, name, staff) and counted answers.

    An answer is (department key, level, outcome, how many).
    """
    total: dict[int, int] = {}
    chosen: dict[tuple[int, str], int] = {}
    by_level: dict[str, int] = {}
    for department, level, outcome, many in answers:
        total[department] = total.get(department, 0) + many
        by_level[level] = by_level.get(level, 0) + many
        if outcome == Outcome.CHOSEN:
            chosen[department, level] = chosen.get((department, level), 0) + many
    all_chosen, staff = sum(chosen.values()), sum(people for _, _, people in departments)
    rows = []
    for key, name, people in departments:
        levels = tuple(chosen.get((key, level), 0) for level in Level.values)
        rows.append(
            Row(
                name=name, staff=people, candidates=total.get(key, 0), chosen=sum(levels),
                levels=levels, staff_share=_share(people, staff),
                chosen_share=_share(sum(levels), all_chosen),
            )
        )  # fmt: skip
    columns = [
        Row(
            name=str(label), staff=None, candidates=by_level.get(level, 0),
            chosen=sum(row.levels[n] for row in rows), levels=(), staff_share=0,
            chosen_share=_share(sum(row.levels[n] for row in rows), all_chosen),
        )
        for n, (level, label) in enumerate(Level.choices)
    ]  # fmt: skip
    return Mix(rows, columns, sum(total.values()), all_chosen, staff)


def _share(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
