"""Write rows to a file one by one, so that a million take no more memory than ten."""

import csv
import json
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Protocol

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from campaigns.exports import Cell, safe_cell

ROWS_PER_SHEET = 1_000_000  # Excel shows 1,048,576


class Writer(Protocol):
    """A file that takes rows until it is closed."""

    rows: int

    def add(self, row: Sequence[Cell]) -> None: ...

    def close(self) -> None: ...


class CsvWriter:
    """A CSV file that a spreadsheet shows and never executes."""

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        self.rows = 0
        # The mark at the start tells spreadsheets that it is UTF-8.
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(header)

    def add(self, row: Sequence[Cell]) -> None:
        self._writer.writerow([safe_cell(cell) for cell in row])
        self.rows += 1

    def close(self) -> None:
        self._file.close()


class JsonWriter:
    """A JSON file: what the file is, and under one name a list of objects."""

    def __init__(
        self, path: Path, header: Sequence[str], about: dict[str, Any], name: str = "rows"
    ) -> None:
        self.rows = 0
        self._header = header
        self._file: TextIOWrapper = path.open("w", encoding="utf-8")
        start = json.dumps(about, ensure_ascii=False).removesuffix("}")
        self._file.write(f"{start}{', ' if about else ''}{json.dumps(name)}: [")

    def add(self, row: Sequence[Cell]) -> None:
        line = json.dumps(dict(zip(self._header, row, strict=True)), ensure_ascii=False)
        self._file.write(f"{',' if self.rows else ''}\n{line}")
        self.rows += 1

    def close(self) -> None:
        self._file.write("\n]}\n")
        self._file.close()


class XlsxWriter:
    """A workbook in which every text is a text, also one that starts with `=`."""

    def __init__(self, path: Path, header: Sequence[str], title: str) -> None:
        self.rows = 0
        self._path, self._header, self._title = path, header, title
        self._book = Workbook(write_only=True)
        self._sheet: Any = None

    def add(self, row: Sequence[Cell]) -> None:
        if self.rows % ROWS_PER_SHEET == 0:
            self._turn_page()
        self._sheet.append([self._cell(value) for value in row])
        self.rows += 1

    def close(self) -> None:
        if self._sheet is None:
            self._turn_page()
        self._book.save(self._path)

    def _turn_page(self) -> None:
        number = self.rows // ROWS_PER_SHEET + 1
        self._sheet = self._book.create_sheet(f"{self._title} {number}")
        self._sheet.append([self._cell(name) for name in self._header])

    def _cell(self, value: Cell) -> Any:
        if not isinstance(value, str):
            return value
        cell = WriteOnlyCell(self._sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"  # openpyxl takes what starts with `=` for a formula
        return cell
