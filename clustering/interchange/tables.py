"""Codebooks as tables: the columns of Taguette, read from CSV or XLSX."""

from typing import Final

from campaigns.exports import safe_cell
from campaigns.imports.tables import Row, read_table
from clustering.interchange.codebook import BadCodebook, Entries, Entry

MOST_BYTES: Final = 1_000_000
MOST_ROWS: Final = 5_000
# The same words as Taguette takes, and what other hands write above such a column.
NAMES: Final = ("tag", "name", "path", "code", "naam", "behoefte")
MEANINGS: Final = ("description", "omschrijving", "beschrijving", "betekenis")
PARENTS: Final = ("parent", "key", "sleutel")


def read_codebook_table(data: bytes, *, filename: str) -> Entries:
    """Return the rows of a codebook with a column tag (or name, or path) and a description.

    Raises `BadCodebook`: too_large, no_column, two_columns, too_many; or `ImportFileError`.
    """
    if len(data) > MOST_BYTES:
        raise BadCodebook("too_large", megabytes=MOST_BYTES // 1_000_000)
    table = read_table(data, filename=filename)
    named = {column.strip().lower(): column for column in table.columns}
    names = [named[name] for name in NAMES if name in named]
    if not names:
        raise BadCodebook("no_column", columns=", ".join(table.columns)[:300])
    if len(names) > 1:
        raise BadCodebook("two_columns", columns=", ".join(names))
    if len(table.rows) > MOST_ROWS:
        raise BadCodebook("too_many", limit=MOST_ROWS)
    meaning = next((named[name] for name in MEANINGS if name in named), "")
    parent = next((named[name] for name in PARENTS if name in named), "")
    entries = [
        Entry(
            row.number, _cell(row, names[0]), _cell(row, meaning) if meaning else "",
            parent=_cell(row, parent) if parent else "",
        )
        for row in table.rows
    ]  # fmt: skip
    return Entries("table", entries)


def _cell(row: Row, column: str) -> str:
    """Return a cell without the mark that keeps spreadsheets from calculating."""
    text = row.cells.get(column, "")
    bare = text.removeprefix("'")
    return bare if bare != text and safe_cell(bare) == text else text
