"""Tables of cards for who works without a screen: read with care, written in a stable format."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clustering.analysis.concepts import KINDS, Form

_LARGEST_CELL = 10_000_000


class BadSheet(ValueError):
    """The file cannot be used; the message says why and where."""


@dataclass(frozen=True)
class CardRow:
    """A row of a table of cards; an empty need is a card that still waits."""

    id: str
    text: str
    need: str = ""


def read_cards(path: Path, *, needs: bool = False) -> list[CardRow]:
    """Return the cards of a CSV file with the columns id, text and, when asked, need."""
    columns = ("id", "text", "need") if needs else ("id", "text")
    found: list[CardRow] = []
    lines: dict[str, int] = {}
    for line, row in _rows(path, columns):
        card = CardRow(*(" ".join((row.get(name) or "").split()) for name in columns))
        if not card.id:
            raise BadSheet(f"{path}: line {line} has no id.")
        if card.id in lines:
            raise BadSheet(
                f"{path}: id {card.id!r} stands on line {lines[card.id]} and on line {line}."
            )
        lines[card.id] = line
        found.append(card)
    return found


def read_forms(path: Path) -> list[Form]:
    """Return a campaign's own forms of concepts, from the columns of data/concepts.csv."""
    found = []
    for line, row in _rows(path, ("concept", "language", "form", "kind")):
        form = Form(row["concept"], row["language"], row["form"], row["kind"])
        if form.kind not in KINDS:
            raise BadSheet(
                f"{path}: line {line}: kind is {form.kind!r}; it must be word, part or phrase."
            )
        found.append(form)
    return found


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file: UTF-8, commas, a header, lines ended by a newline."""
    try:
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(rows)
    except OSError as error:
        raise BadSheet(f"{path}: cannot be written: {error.strerror}.") from error


def _rows(path: Path, columns: Sequence[str]) -> list[tuple[int, Mapping[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadSheet(f"{path}: cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadSheet(f"{path}: is not UTF-8. Save it as CSV UTF-8.") from error
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=lambda sign: (header.count(sign), sign == ","))
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        missing = [name for name in columns if name not in names]
        if missing:
            have = ", ".join(name for name in names if name) or "none"
            raise BadSheet(f"{path}: column {', '.join(missing)} is missing. Columns: {have}.")
        double = next((name for name in columns if names.count(name) > 1), None)
        if double:
            raise BadSheet(f"{path}: column {double} stands there twice.")
        found: list[tuple[int, Mapping[str, str]]] = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            filled = [*cells, *[""] * (len(names) - len(cells))]
            found.append((reader.line_num, dict(zip(names, filled, strict=False))))
    except csv.Error as error:
        raise BadSheet(f"{path}: line {reader.line_num}: {error}.") from error
    return found
