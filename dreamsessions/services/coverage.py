"""Whom the sessions reach beside whom we want to reach, and who lives here.

What is counted is said with it. People are those present in sessions that were closed; how old
they are nobody asks, so ages count the dreams told whose teller gave an age.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.imports.tables import Table
from campaigns.models import AgeGroup, Campaign, District, User
from campaigns.numbers import count
from campaigns.services.activity import record_activity
from dreamsessions.models import Note, Session, Target, TargetGroup

Dimension = Target.Dimension
FIGURES: Final = ("population", "sessions", "people")
# What a file may call them: our word, and the words people use.
_COLUMNS: Final = {
    "dimension": ("dimensie", "dimension"), "value": ("waarde", "value", "valeur"),
    "population": ("inwoners", "population", "habitants"),
    "sessions": ("sessies", "sessions"), "people": ("mensen", "people", "personnes"),
}  # fmt: skip
_DIMENSIONS: Final = {
    Dimension.DISTRICT: ("district", "wijk", "quartier"),
    Dimension.AGE: ("age", "leeftijd", "âge"),
    Dimension.GROUP: ("group", "doelgroep", "groep", "groupe"),
}
# As much as a column holds, or a country.
LARGEST: Final = {"sessions": 9_999, "people": 10_000_000, "population": 10_000_000}
# 2100, 2.100 and 2 100 are one number; a spreadsheet adds ,0 to it. 2.5 is none.
_NUMBER: Final = re.compile(r"(\d{1,3}(?:[.\s]\d{3})+|\d{1,9})(?:[.,]0{1,2})?", re.ASCII)


@dataclass(frozen=True)
class Line:
    """One district, age or group: what was done, what is wanted, who lives there."""

    value: str
    label: str
    held: int = 0
    planned: int = 0
    people: int = 0
    dreams: int = 0
    sessions_wanted: int = 0
    people_wanted: int = 0
    population: int = 0

    @property
    def per_thousand(self) -> float | None:
        return self.people * 1000 / self.population if self.population else None

    @property
    def share(self) -> str:
        """Return people reached per 1,000 inhabitants, as it is shown."""
        share = self.per_thousand
        return "" if share is None else formats.number_format(share, 1, use_l10n=True)


@dataclass(frozen=True)
class Coverage:
    districts: list[Line]
    groups: list[Line]
    ages: list[Line]
    targets: dict[str, dict[str, Target]]
    # Sessions and people without a district, and dreams whose teller gave no age.
    elsewhere: Line
    ageless: int
    gaps: list[str] = field(default_factory=list)

    def lines(self, dimension: str) -> list[Line]:
        return {"district": self.districts, "group": self.groups, "age": self.ages}[dimension]

    def labels(self, dimension: str) -> dict[str, str]:
        return {line.value: line.label for line in self.lines(dimension)}


def measure_coverage(campaign: Campaign) -> Coverage:
    """Count sessions, people and dreams beside targets and inhabitants. Four queries."""
    targets: dict[str, dict[str, Target]] = {dimension: {} for dimension in Dimension.values}
    for target in Target.objects.filter(campaign=campaign):
        targets[target.dimension][target.value] = target
    districts = list(campaign.districts.all())
    counted = list(_sessions(campaign))
    ages = _dreams_by_age(campaign)
    made = Coverage(
        districts=[
            _line(
                d.slug, d.name, targets["district"].get(d.slug),
                [row for row in counted if row["district"] == d.pk], population=d.population,
            )
            for d in districts
        ],
        groups=[
            _line(
                value, str(label), targets["group"].get(value),
                [row for row in counted if row["target_group"] == value],
            )
            for value, label in TargetGroup.choices
        ],
        ages=[
            _line(value, str(label), targets["age"].get(value), dreams=ages.get(value, 0))
            for value, label in AgeGroup.choices
        ],
        elsewhere=_line(
            "", _("Somewhere else"), None, [row for row in counted if row["district"] is None]
        ),
        ageless=sum(n for value, n in ages.items() if value not in AgeGroup.values),
        targets=targets,
    )  # fmt: skip
    made.gaps.extend(name_gaps(made))
    return made


def _sessions(campaign: Campaign) -> Iterable[dict[str, Any]]:
    held = Q(closed_at__isnull=False)
    rows: Iterable[dict[str, Any]] = (
        Session.objects.of(campaign)
        .filter(cancelled_at=None)
        .order_by()
        .values("district", "target_group")
        .annotate(
            held=Count("pk", filter=held),
            planned=Count("pk", filter=~held),
            people=Sum("participants", filter=held, default=0),
        )
    )
    return rows


def _dreams_by_age(campaign: Campaign) -> dict[str, int]:
    rows = Note.objects.filter(campaign=campaign).order_by().values_list("age_group")
    return dict(rows.annotate(n=Count("pk")))


def _line(
    value: str, label: str, target: Target | None, rows: Iterable[dict[str, Any]] = (), *,
    population: int = 0, dreams: int = 0,
) -> Line:  # fmt: skip
    rows = list(rows)
    return Line(
        value=value,
        label=label,
        held=sum(row["held"] for row in rows),
        planned=sum(row["planned"] for row in rows),
        people=sum(row["people"] for row in rows),
        dreams=dreams,
        sessions_wanted=target.sessions if target else 0,
        people_wanted=target.people if target else 0,
        population=population or (target.population if target else 0),
    )


# Gaps --------------------------------------------------------------------------------------------
def name_gaps(coverage: Coverage) -> list[str]:
    """Return who is not reached yet, in sentences; the largest group of people first."""
    found = [
        *((line.population, _district_gap(line)) for line in coverage.districts),
        *((line.population, _group_gap(line)) for line in coverage.groups),
    ]
    if any(line.dreams for line in coverage.ages):
        found.extend((line.population, _age_gap(line)) for line in coverage.ages)
    return [sentence for _n, sentence in sorted(found, key=lambda gap: -gap[0]) if sentence]


def _district_gap(line: Line) -> str:
    names = {"name": line.label, "wanted": line.sessions_wanted}
    if line.held == 0:
        sentence = _("There was no session in %(name)s yet.") % names
        if line.planned:
            return f"{sentence} {_coming(line.planned)}"
        return f"{sentence} {_living(line.population)}".strip()
    if line.held + line.planned < line.sessions_wanted:
        return _short(line, _("In %(name)s we want %(wanted)s sessions.") % names)
    return ""


def _group_gap(line: Line) -> str:
    if not (line.sessions_wanted or line.people_wanted or line.population):
        return ""
    names = {"name": line.label, "wanted": line.sessions_wanted}
    if line.held == 0:
        sentence = _("%(name)s: there was no session yet.") % names
        return f"{sentence} {_coming(line.planned)}" if line.planned else sentence
    if line.held + line.planned < line.sessions_wanted:
        return _short(line, _("%(name)s: we want %(wanted)s sessions.") % names)
    return ""


def _age_gap(line: Line) -> str:
    if line.dreams:
        return ""
    sentence = _("%(name)s: nobody told a dream in a session yet.") % {"name": line.label}
    return f"{sentence} {_living(line.population)}".strip()


def _coming(planned: int) -> str:
    return ngettext("%(n)s is planned.", "%(n)s are planned.", planned) % {"n": planned}


def _living(people: int) -> str:
    if not people:
        return ""
    return ngettext(
        "%(n)s person lives here.", "%(n)s people live here.", people
    ) % {"n": count(people)}  # fmt: skip


def _short(line: Line, sentence: str) -> str:
    there = line.held + line.planned
    rest = ngettext(
        "%(n)s was held or is planned.", "%(n)s were held or are planned.", there
    ) % {"n": there}  # fmt: skip
    return f"{sentence} {rest}"


# What is wanted ----------------------------------------------------------------------------------
@transaction.atomic
def set_targets(
    *, campaign: Campaign, dimension: str, wanted: dict[str, dict[str, int]], by: User
) -> int:
    """Write down what is wanted; figures that are not named stay. Returns how many changed."""
    known = {t.value: t for t in Target.objects.filter(campaign=campaign, dimension=dimension)}
    changed = 0
    for value, figures in wanted.items():
        target = known.get(value) or Target(campaign=campaign, dimension=dimension, value=value)
        if all(getattr(target, name) == number for name, number in figures.items()):
            continue
        for name, number in figures.items():
            setattr(target, name, number)
        target.save()
        changed += 1
    if changed:
        record_activity(
            campaign=campaign, by=by, verb="set_targets", subject=dimension, changed=changed
        )
    return changed


# A file with inhabitants and targets -------------------------------------------------------------
@dataclass(frozen=True)
class FileRow:
    """One line of the file: what it would change, or why it changes nothing."""

    number: int
    dimension: str
    value: str
    label: str
    figures: dict[str, int]
    problem: str = ""

    @property
    def cells(self) -> list[int | None]:
        return [self.figures.get(name) for name in FIGURES]

    @property
    def dimension_name(self) -> str:
        return str(Dimension(self.dimension).label) if self.dimension else ""


class ColumnsMissing(Exception):
    """Raised when a file has no column that says what a row is about."""


def read_targets(campaign: Campaign, table: Table) -> list[FileRow]:
    """Return what each row of a file says. Raises `ColumnsMissing`."""
    columns = {
        name: next((c for c in table.columns if c.strip().lower() in words), "")
        for name, words in _COLUMNS.items()
    }
    if not columns["dimension"] or not columns["value"]:
        raise ColumnsMissing
    names = _names(campaign)
    seen: set[tuple[str, str]] = set()
    rows = []
    for row in table.rows:
        cells = {name: row.cells.get(c, "").strip() for name, c in columns.items() if c}
        made = _file_row(row.number, cells, names)
        if not made.problem and (made.dimension, made.value) in seen:
            made = FileRow(
                made.number, made.dimension, made.value, made.label, {},
                _("This row comes twice. The first one counts."),
            )  # fmt: skip
        seen.add((made.dimension, made.value))
        rows.append(made)
    return rows


def _names(campaign: Campaign) -> dict[str, dict[str, tuple[str, str]]]:
    """Return for each dimension what a cell may say → the value and how we call it."""
    pairs = {
        Dimension.DISTRICT: [(d.slug, d.name) for d in campaign.districts.all()],
        Dimension.AGE: [(value, str(label)) for value, label in AgeGroup.choices],
        Dimension.GROUP: [(value, str(label)) for value, label in TargetGroup.choices],
    }
    return {
        dimension: {
            word.lower(): (value, label) for value, label in values for word in (value, label)
        }
        for dimension, values in pairs.items()
    }


def _file_row(
    number: int, cells: dict[str, str], names: dict[str, dict[str, tuple[str, str]]]
) -> FileRow:
    typed = cells["dimension"].lower()
    dimension = next((d for d, words in _DIMENSIONS.items() if typed in words), "")
    if not dimension:
        return FileRow(
            number, "", "", cells["value"], {},
            _("The first column says wijk, leeftijd or doelgroep."),
        )  # fmt: skip
    # Spreadsheets like to write a long dash between two numbers.
    word = cells["value"].lower().replace("–", "-")
    value, label = names[dimension].get(word, ("", cells["value"]))
    if not value:
        return FileRow(number, dimension, "", label, {}, _("We do not know this value."))
    figures: dict[str, int] = {}
    for name in FIGURES:
        text = " ".join(cells.get(name, "").split())
        if not text:
            continue
        read = _read_number(text)
        if read is None or read > LARGEST[name]:
            problem = _("“%(text)s” is too large.") if read else _("“%(text)s” is no number.")
            return FileRow(
                number, dimension, value, label, {}, problem % {"text": text[:40]}
            )  # fmt: skip
        figures[name] = read
    problem = "" if figures else _("There is no number in this row.")
    return FileRow(number, dimension, value, label, figures, problem)


def _read_number(text: str) -> int | None:
    match = _NUMBER.fullmatch(text)
    return int(re.sub(r"\D", "", match[1])) if match else None


@transaction.atomic
def enter_targets(*, campaign: Campaign, rows: Iterable[FileRow], by: User) -> int:
    """Take over the rows of a file that are right; returns how many. Again changes nothing."""
    good = [row for row in rows if not row.problem]
    for dimension in Dimension.values:
        wanted = {row.value: dict(row.figures) for row in good if row.dimension == dimension}
        if dimension == Dimension.DISTRICT:
            for slug, figures in wanted.items():
                people = figures.pop("population", None)
                if people is not None:
                    District.objects.filter(campaign=campaign, slug=slug).update(population=people)
        set_targets(
            campaign=campaign, dimension=dimension, by=by,
            wanted={value: figures for value, figures in wanted.items() if figures},
        )  # fmt: skip
    return len(good)
