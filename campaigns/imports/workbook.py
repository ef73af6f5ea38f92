"""Read the first filled sheet of an XLSX file, after looking at what the package holds."""

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import openpyxl

from campaigns.imports.errors import FileRefused, FileUnreadable, ImportFileError

MAX_UNPACKED = 50_000_000
MAX_RATIO = 100
MAX_CELLS = 500_000  # about 4 s of parsing; 20,000 rows of 25 columns
MAX_TAGS = 2_500_000
MAX_PARTS = 2_000
_LAST_ROW = 1_048_576  # of any spreadsheet; a row number beyond it is made up
_LAST_COLUMN = 16_384
_EXTRA_COLUMNS = 5
_HEADER_WITHIN = 200  # rows
_CHUNK = 1 << 20
_CELL = tuple(b"%sc%s" % (start, end) for start in (b"<", b":") for end in b" |/|>|\n".split(b"|"))
_ESCAPE = re.compile(r"_x(00[01][0-9A-Fa-f]|005F)_")
_MACROS = ("vbaproject.bin", "macrosheets/")
_DOM_PARTS = ("[content_types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/theme/", "docprops/")
_MAX_DOM_PART = 5_000_000


@dataclass
class Sheet:
    """The rows of one sheet by their number, with the cells that held a formula."""

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)  # row number, column position
    other_sheets: list[str] = field(default_factory=list)


def read_sheet(data: bytes, *, max_rows: int, max_columns: int) -> Sheet:
    """Return the first visible sheet with cells; formulas stay text, nothing is evaluated."""
    check_package(data, max_rows=max_rows)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl talks about styles we do not read
            return _read(data, max_rows, max_columns)
    except ImportFileError:
        raise
    except Exception as error:  # openpyxl lets whatever a broken part causes come through
        raise FileUnreadable("damaged") from error


def check_package(data: bytes, *, max_rows: int) -> None:
    """Refuse a package that would unpack, parse or link beyond a plain table."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [part for part in package.infolist() if not part.is_dir()]
            _check_names(parts)
            _check_sizes(parts, len(data))
            tags = 0
            for part in parts:
                tags += _look_through(package, part, max_rows)
                if tags > MAX_TAGS:
                    raise FileRefused("too_many_cells")
    except ImportFileError:
        raise
    except Exception as error:  # encrypted, cut off, unknown compression, wrong checksum
        raise FileUnreadable("damaged") from error


def _check_names(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise FileUnreadable("not_a_table")
    if any(mark in name for name in names for mark in _MACROS):
        raise FileRefused("macros")
    if any("externallinks/" in name for name in names):
        raise FileRefused("external_links")


def _check_sizes(parts: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * packed:
        raise FileRefused("bomb", {"unpacked": unpacked, "limit": MAX_UNPACKED})
    for part in parts:
        if part.file_size > 1_000_000 and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise FileRefused("bomb", {"unpacked": unpacked, "limit": MAX_UNPACKED})
        if part.file_size > _MAX_DOM_PART and part.filename.lower().startswith(_DOM_PARTS):
            raise FileRefused("bomb", {"unpacked": unpacked, "limit": MAX_UNPACKED})


def _look_through(package: zipfile.ZipFile, part: zipfile.ZipInfo, max_rows: int) -> int:
    """Return the number of tags in a part, in one pass over its bytes and little memory."""
    is_xml = part.filename.lower().endswith((".xml", ".rels"))
    is_types = part.filename.lower() == "[content_types].xml"
    tags = rows = cells = 0
    tail = b""
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            window = tail + chunk
            if is_xml and (b"\0" in chunk or b"<!DOCTYPE" in window or b"<!ENTITY" in window):
                raise FileRefused("bomb")  # entities, or an encoding that hides them
            if is_types and b"macroEnabled" in window:
                raise FileRefused("macros")
            # A pattern of four bytes: three bytes of overlap never count one twice.
            counted = window[max(len(tail) - 3, 0) :]
            rows += counted.count(b"<row") + counted.count(b":row")
            tags += chunk.count(b"<")
            window = window[max(len(tail) - 2, 0) :]
            cells += sum(window.count(cell) for cell in _CELL)
            tail = chunk[-16:]
    # One more for the header, one for <rowBreaks>.
    if is_xml and rows > max_rows + 2:
        raise FileRefused("too_many_rows", {"rows": rows - 1, "limit": max_rows})
    if is_xml and cells > MAX_CELLS:
        raise FileRefused("too_many_cells", {"cells": cells, "limit": MAX_CELLS})
    return tags


def _read(data: bytes, max_rows: int, max_columns: int) -> Sheet:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    try:
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        result = Sheet()
        for sheet in visible or book.worksheets:
            if result.rows:
                result.other_sheets.append(str(sheet.title))
                continue
            width = _width(sheet, max_columns)
            if width:
                _fill(result, sheet, width, max_rows)
        return result
    finally:
        book.close()


def _width(sheet: Any, max_columns: int) -> int:
    """Return the number of columns of the first rows; the size a sheet claims may be a lie."""
    sheet.reset_dimensions()
    width = filled = 0
    for cells in sheet.iter_rows(max_col=_LAST_COLUMN, max_row=_HEADER_WITHIN):
        used = [index for index, cell in enumerate(cells, 1) if cell.value is not None]
        if used:
            width = max(width, used[-1])
            filled += 1
        if filled >= 3:
            break
    if width > max_columns:
        raise FileRefused("too_many_columns", {"limit": max_columns})
    return width


def _fill(result: Sheet, sheet: Any, width: int, max_rows: int) -> None:
    wide = sheet.iter_rows(max_col=width + _EXTRA_COLUMNS, max_row=_LAST_ROW)
    empty: tuple[Any, ...] | None = None
    for number, cells in enumerate(wide, 1):
        # A gap of a million rows is one and the same tuple a million times.
        if cells is empty or all(cell.value is None for cell in cells):
            empty = cells
            continue
        texts = list(_texts(cells, number, result))
        while len(texts) > width and not texts[-1].strip():
            texts.pop()
        if any(text.strip() for text in texts):
            result.rows.append((number, texts))
        if len(result.rows) > max_rows + 1:
            raise FileRefused("too_many_rows", {"rows": len(result.rows), "limit": max_rows})


def _texts(cells: tuple[Any, ...], number: int, result: Sheet) -> Iterator[str]:
    for index, cell in enumerate(cells):
        text = cell_text(cell.value)
        if text.startswith("="):
            result.formulas.append((number, index))
        yield text


def cell_text(value: object) -> str:
    """Write a cell as a person would read it: ISO dates, whole numbers without `.0`."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value).replace("\0", "")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        whole_day = value.time() == datetime.time.min
        return value.date().isoformat() if whole_day else value.isoformat(timespec="seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    formula = getattr(value, "text", None)  # openpyxl's ArrayFormula
    if isinstance(formula, str):
        return formula if formula.startswith("=") else f"={formula}"
    if not isinstance(value, int | float | datetime.timedelta):
        return "=?"  # a data table: a formula without a text
    return str(value)
