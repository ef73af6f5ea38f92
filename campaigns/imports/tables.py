"""Read any CSV, XLSX or JSON file into columns and rows, without trusting its name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from campaigns.imports.delimited import read_records
from campaigns.imports.encodings import decode
from campaigns.imports.errors import FileRefused, FileUnreadable, ImportFileError
from campaigns.imports.json_rows import read_json
from campaigns.imports.workbook import read_sheet

__all__ = ["ImportFileError", "Note", "Row", "Table", "read_table"]

MAX_BYTES = 60_000_000  # of a text; a workbook unpacks and is looked through first
MAX_WORKBOOK_BYTES = 20_000_000
MAX_ROWS = 200_000
MAX_WORKBOOK_ROWS = 20_000
MAX_COLUMNS = 700
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also an XLSX behind a password
_BINARY = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"7z\xbc\xaf", b"PK",
    b"Rar!", b"RIFF", b"SQLite format 3",
)  # fmt: skip
_JSON = re.compile(r'\s*(?:\[\s*[{\]]|\{\s*["}])')
_CONTROLS = {ord(sign): None for sign in map(chr, range(32)) if sign not in "\t\n\r"}


@dataclass(frozen=True)
class Note:
    """Something a person should know; `number` is the row it is about, if one."""

    code: str
    number: int | None = None
    params: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One line of the table; `number` is what a spreadsheet shows beside it (header = 1)."""

    number: int
    cells: dict[str, str]


@dataclass
class Table:
    """A file as columns and rows. `encoding` is `xlsx` and `delimiter` empty for a workbook."""

    columns: list[str]
    rows: list[Row]
    encoding: str
    delimiter: str
    notes: list[Note] = field(default_factory=list)


def read_table(data: bytes, *, filename: str) -> Table:
    """Return the table in a file; raises `ImportFileError` and nothing else."""
    limit = MAX_WORKBOOK_BYTES if data.startswith(_ZIP) else MAX_BYTES
    if len(data) > limit:
        raise FileRefused("too_large", {"megabytes": limit // 1_000_000})
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise FileUnreadable("empty")
    table = _from_workbook(data) if data.startswith(_ZIP) else _from_text(data)
    named = filename.lower().rpartition(".")[2]
    if (table.encoding == "xlsx") != (named in {"xlsx", "xlsm"}) and named in {"xlsx", "csv"}:
        table.notes.insert(0, Note("name_differs", params={"filename": filename}))
    return table


def _from_workbook(data: bytes) -> Table:
    sheet = read_sheet(data, max_rows=MAX_WORKBOOK_ROWS, max_columns=MAX_COLUMNS)
    notes: list[Note] = []
    if len(sheet.rows) > 1 and _filled(sheet.rows[0][1]) == 1 < _filled(sheet.rows[1][1]):
        notes.append(Note("title_line_skipped", sheet.rows[0][0]))
        del sheet.rows[0]
    if sheet.other_sheets:
        notes.append(Note("other_sheets", params={"names": ", ".join(sheet.other_sheets)}))
    table = _assemble(sheet.rows, encoding="xlsx", delimiter="", notes=notes)
    numbers = {row.number for row in table.rows}
    table.notes += [Note("formula", n) for n in _once(sheet.formulas) if n in numbers]
    return table


def _from_text(data: bytes) -> Table:
    if data.startswith(_OLD_EXCEL):
        raise FileUnreadable("old_excel")
    if data.startswith(_BINARY):
        raise FileUnreadable("binary")
    decoded = decode(data)
    text = decoded.text
    if not text.strip(" \t\r\n;,|"):
        raise FileUnreadable("empty")
    controls = len(text) - len(text.translate(_CONTROLS))
    if "\0" in text or controls > max(2, len(text) // 500):
        raise FileUnreadable("binary")
    start = text[:400].lstrip().lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "<table")):
        raise FileUnreadable("not_a_table")
    notes = [Note("encoding_guessed", params={"encoding": decoded.encoding})]
    notes = notes if decoded.guessed else []
    if _JSON.match(text):
        lines = list(enumerate(read_json(text, limit=MAX_ROWS), 1))
        return _assemble(lines, encoding=decoded.encoding, delimiter="", notes=notes)
    # Empty lines count as records too, hence the room.
    found = read_records(text, limit=3 * MAX_ROWS)
    lines = [(n, record) for n, record in enumerate(found.records, 1) if _filled(record)]
    if len(lines) > MAX_ROWS + 1 or len(found.records) > 3 * MAX_ROWS:
        raise FileRefused("too_many_rows", {"rows": len(found.records), "limit": MAX_ROWS})
    notes += [Note("unclosed_quote", position + 1) for position in found.unclosed]
    table = _assemble(lines, encoding=decoded.encoding, delimiter=found.delimiter, notes=notes)
    for row in table.rows:
        if any(cell.startswith("=") for cell in row.cells.values()):
            table.notes.append(Note("formula", row.number))
    return table


def _assemble(
    lines: list[tuple[int, list[str]]], *, encoding: str, delimiter: str, notes: list[Note]
) -> Table:
    """Name the columns by the first line and fit every other line under them."""
    if not lines:
        raise FileUnreadable("empty")
    (_, header), *body = lines
    if not body:
        raise FileUnreadable("no_rows", {"columns": len(header)})
    if len(header) > MAX_COLUMNS:
        raise FileRefused("too_many_columns", {"limit": MAX_COLUMNS})
    columns = _name_columns(header, body, notes)
    rows = []
    for number, cells in body:
        rows.append(Row(number, _fit(columns, cells, number, delimiter or " ", notes)))
    return Table(columns, rows, encoding, delimiter, notes)


def _name_columns(
    header: list[str], body: list[tuple[int, list[str]]], notes: list[Note]
) -> list[str]:
    """Return unique names; a nameless column is called by its place, `#3`, or left out if empty."""
    names = [" ".join(name.replace("\ufeff", "").split()) for name in header]
    while len(names) > 1 and not names[-1]:
        place = len(names) - 1
        if any(len(cells) > place and cells[place].strip() for _, cells in body):
            break
        names.pop()
    columns: list[str] = []
    taken = {name for name in names if name}
    for place, name in enumerate(names, 1):
        unique, copy = name or f"#{place}", 2
        if not name:
            notes.append(Note("unnamed_column", params={"column": unique}))
        while unique in columns or (unique != name and unique in taken):
            unique = f"{name or '#' + str(place)} ({copy})"
            copy += 1
        if name and unique != name:
            notes.append(Note("repeated_column", params={"column": unique}))
        columns.append(unique)
    return columns


def _fit(
    columns: list[str], cells: list[str], number: int, joiner: str, notes: list[Note]
) -> dict[str, str]:
    """Give a line the width of the header; what is too much is kept in its last cell."""
    expected = len(columns)
    while len(cells) > expected and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) != expected:
        code = "too_few_cells" if len(cells) < expected else "too_many_cells"
        notes.append(Note(code, number, {"found": len(cells), "expected": expected}))
    if len(cells) > expected:
        cells = [*cells[: expected - 1], joiner.join(cells[expected - 1 :])]
    cells = cells + [""] * (expected - len(cells))
    return dict(zip(columns, cells, strict=True))


def _filled(cells: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _once(cells: Iterable[tuple[int, int]]) -> list[int]:
    return sorted({number for number, _ in cells})
