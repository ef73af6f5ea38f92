"""Hand rows out as CSV that a spreadsheet shows and never executes."""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, islice
from typing import IO, Final, cast
from xml.sax.saxutils import escape

from django.http import StreamingHttpResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONGEST_CELL: Final = 32_767  # of any workbook
_LAST_ROW: Final = 1_048_576
_ROWS_AT_ONCE: Final = 500
# What XML 1.0 cannot hold, not even escaped.
NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel would read a sign into it
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/"
_DOCUMENT: Final = "http://schemas.openxmlformats.org/officeDocument/2006/"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET_START: Final = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    "</sheetView></sheetViews><sheetData>"
)
Cell = str | int | float | None
Sheet = tuple[str, Sequence[str], Iterable[Sequence[Cell]]]


def safe_cell(value: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(value, str) and (
        value.startswith(_FORMULA) or value.lstrip().startswith(_FORMULA)
    ):
        return f"'{value}"
    return value


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def write_rows(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield the lines of a CSV file, with the mark by which spreadsheets know it is UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(header)
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])


def stream_csv(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> StreamingHttpResponse:
    """Answer with a CSV download, row by row, whatever its length."""
    response = StreamingHttpResponse(
        write_rows(header, rows), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


class _Pipe:
    """A file that keeps what is written until somebody takes it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def take(self) -> bytes:
        found, self._parts = b"".join(self._parts), []
        return found


def write_workbook(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """Yield an XLSX file piece by piece: neither memory nor waiting grows with the rows.

    Every text is an inline text, so no cell can become a formula. Names of sheets are ours: short
    and plain. A sheet ends where Excel's sheets end.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(cast(IO[bytes], pipe), "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in _package_parts([title for title, _header, _rows in sheets]):
            package.writestr(name, text)
        for number, (_title, header, rows) in enumerate(sheets, start=1):
            with package.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
                part.write(_SHEET_START.encode())
                lines = []
                everything = chain([header], islice(rows, _LAST_ROW - 1))
                for place, row in enumerate(everything, start=1):
                    lines.append(_workbook_row(place, row))
                    if len(lines) == _ROWS_AT_ONCE:
                        part.write("".join(lines).encode())
                        lines.clear()
                        yield pipe.take()
                part.write(("".join(lines) + "</sheetData></worksheet>").encode())
            yield pipe.take()
    yield pipe.take()


def stream_workbook(name: str, sheets: Sequence[Sheet]) -> StreamingHttpResponse:
    """Answer with a workbook download that starts at once, whatever its length."""
    response = StreamingHttpResponse(
        write_workbook(sheets),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _workbook_row(place: int, row: Sequence[Cell]) -> str:
    cells = "".join(
        _workbook_cell(f"{_column(at)}{place}", value)
        for at, value in enumerate(row)
        if value is not None and value != ""
    )
    return f'<row r="{place}">{cells}</row>'


def _workbook_cell(at: str, value: Cell) -> str:
    if isinstance(value, int | float):
        return f'<c r="{at}"><v>{value}</v></c>'
    text = NOT_IN_XML.sub("", str(value))[:_LONGEST_CELL]
    text = escape(_LOOKS_ESCAPED.sub("_x005F_", text))
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


@cache
def _column(at: int) -> str:
    """Return the letters of a column, from 0: A, B, ... Z, AA."""
    return (_column(at // 26 - 1) if at >= 26 else "") + chr(65 + at % 26)


def _package_parts(titles: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what a workbook holds beside its sheets."""
    numbers = range(1, len(titles) + 1)
    sheet_type = f"{_OFFICE}spreadsheetml.worksheet+xml"
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{sheet_type}"/>'
        for n in numbers
    )
    yield (
        "[Content_Types].xml",
        f'{_XML}<Types xmlns="{_PACKAGE}content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType='
        f'"{_OFFICE}spreadsheetml.sheet.main+xml"/>{overrides}</Types>',
    )
    yield (
        "_rels/.rels",
        f'{_XML}<Relationships xmlns="{_PACKAGE}relationships"><Relationship Id="rId1" Type='
        f'"{_DOCUMENT}relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
    named = "".join(
        f'<sheet name="{escape(title)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, title in zip(numbers, titles, strict=True)
    )
    yield (
        "xl/workbook.xml",
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}relationships">'
        f"<bookViews><workbookView/></bookViews><sheets>{named}</sheets></workbook>",
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_DOCUMENT}relationships/worksheet" '
        f'Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_XML}<Relationships xmlns="{_PACKAGE}relationships">{related}</Relationships>',
    )
