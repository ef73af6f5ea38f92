"""Cut delimited text (CSV, TSV) into records, also when it is half broken."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from campaigns.imports.errors import FileUnreadable

DELIMITERS = (";", ",", "\t", "|")
_NO_DELIMITER = "\x1f"  # one column: its commas are part of the text
_SEP_LINE = re.compile(r'^"?sep=(.)"?\s*$', re.IGNORECASE)
_SAMPLE_LINES = 2_000
_SAMPLE_RECORDS = 300
_END = "\x1eend\x1e"
_MAX_MENDED = 50


@dataclass
class Records:
    """Every record of the text in order, empty lines included as empty lists."""

    delimiter: str
    records: list[list[str]] = field(default_factory=list)
    unclosed: list[int] = field(default_factory=list)  # positions in `records`


def read_records(text: str, *, limit: int) -> Records:
    """Cut text into at most `limit` + 1 records; a quote that never closes costs one line."""
    lines = list(io.StringIO(text, newline=""))
    told = _SEP_LINE.match(lines[0]) if lines else None
    if told:
        lines = lines[1:]
        delimiter = told[1]
    else:
        delimiter = sniff_delimiter(lines)
    result = Records(delimiter="" if delimiter == _NO_DELIMITER else delimiter)
    start = 0
    while start < len(lines) and len(result.records) <= limit:
        start = _read_until_broken(lines, start, delimiter, result, limit)
        if len(result.unclosed) > _MAX_MENDED:
            raise FileUnreadable("not_a_table", {"row": result.unclosed[0] + 1})
    return result


def _read_until_broken(
    lines: list[str], start: int, delimiter: str, result: Records, limit: int
) -> int:
    """Add records from a line on; return the line to go on from."""
    reader = csv.reader(_with_end(lines, start), delimiter=delimiter)
    before = 0
    try:
        for record in reader:
            if record == [_END]:
                return len(lines)
            if reader.line_num > len(lines) - start:
                break  # the end mark was swallowed by an open quote
            if _swallowed(lines[start + before : start + reader.line_num], delimiter, result):
                break
            result.records.append(record)
            before = reader.line_num
            if len(result.records) > limit:
                return len(lines)
    except csv.Error:
        pass  # a cell beyond the size limit of the csv module: an open quote as well
    result.unclosed.append(len(result.records))
    line = lines[start + before].rstrip("\r\n")
    cells = line.split(delimiter)
    result.records.append([cell.strip().strip('"') for cell in cells])
    return start + before + 1


def _swallowed(lines: list[str], delimiter: str, result: Records) -> bool:
    """Say whether a quote stayed open until a later row happened to hold another one."""
    if len(lines) < 2 or not result.records:
        return False
    between = len(result.records[0]) - 1
    if not between or all(line.count(delimiter) < between for line in lines[1:]):
        return False
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    return False


def _with_end(lines: list[str], start: int) -> Iterator[str]:
    last = len(lines) - 1
    for index in range(start, len(lines)):
        line = lines[index]
        yield line if index < last or line.endswith(("\n", "\r")) else line + "\n"
    yield _END


def sniff_delimiter(lines: list[str]) -> str:
    """Choose the delimiter under which most records have as many cells as the header."""
    best, best_score = _NO_DELIMITER, 0.0
    for delimiter in DELIMITERS:
        score = _steadiness(lines[:_SAMPLE_LINES], delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _steadiness(lines: list[str], delimiter: str) -> float:
    widths: list[int] = []
    try:
        for record in csv.reader(lines, delimiter=delimiter):
            if any(cell.strip() for cell in record):
                widths.append(len(record))
            if len(widths) >= _SAMPLE_RECORDS:
                break
    except csv.Error:
        pass
    if not widths or widths[0] < 2:
        return 0.0
    steady = sum(width == widths[0] for width in widths) / len(widths)
    return steady + 0.05 * min(widths[0], 8)
