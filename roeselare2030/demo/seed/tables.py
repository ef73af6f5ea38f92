"""Read the hand-written data of the demo campaign."""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"

Row = dict[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """Return the rows of a CSV file."""
    with (DATA / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


@cache
def tree(name: str) -> Any:
    """Return the contents of a JSON file."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@cache
def dreams() -> tuple[Row, ...]:
    """Return all online dreams, mixed as they would come in: the three files in turn."""
    files = [
        rows(name)
        for name in (
            "dreams_ademen_ontmoeten",
            "dreams_genieten_bewegen",
            "dreams_groeien_schitteren",
        )
    ]
    mixed: list[Row] = []
    for i in range(max(len(file) for file in files)):
        mixed.extend(file[i] for file in files if i < len(file))
    return tuple(mixed)


def age_group(age: str) -> str:
    """Return the age group of an age in years, '' for an unknown one."""
    if not age:
        return ""
    years = int(age)
    for limit, group in (
        (12, "0-11"),
        (18, "12-17"),
        (30, "18-29"),
        (45, "30-44"),
        (65, "45-64"),
        (80, "65-79"),
    ):
        if years < limit:
            return group
    return "80+"
