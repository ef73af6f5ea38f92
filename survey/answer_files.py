"""Hand out the answers as CSV, XLSX and JSON, each with what its columns mean."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from campaigns.exports import Cell, safe_cell, stream_csv
from campaigns.models import Campaign
from survey.services.results import Column, dictionary_rows, export_columns, export_rows

_MEANING: Final = ("kolom", "vraag", "soort", "betekenis")
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel opens no more lines in one sheet.
_MOST_LINES: Final = 1_048_575


def answer_file(campaign: Campaign, name: str) -> HttpResponseBase:
    """Answer with a download; nothing in it leads to a person."""
    questions = campaign.questions.prefetch_related("options")
    return WRITERS[name](campaign, export_columns(questions))


def _header(columns: Iterable[Column]) -> list[str]:
    return ["nummer", "datum", *(column.name for column in columns)]


def _csv(campaign: Campaign, columns: Sequence[Column]) -> HttpResponseBase:
    return stream_csv("antwoorden.csv", _header(columns), export_rows(campaign, columns))


def _meaning(campaign: Campaign, columns: Sequence[Column]) -> HttpResponseBase:
    return stream_csv("antwoorden-uitleg.csv", _MEANING, dictionary_rows(columns))


def _json(campaign: Campaign, columns: Sequence[Column]) -> HttpResponseBase:
    response = StreamingHttpResponse(
        _json_parts(campaign, columns), content_type="application/json; charset=utf-8"
    )
    return _named(response, "antwoorden.json")


def _json_parts(campaign: Campaign, columns: Sequence[Column]) -> Iterator[str]:
    meaning = [dict(zip(_MEANING, row, strict=True)) for row in dictionary_rows(columns)]
    yield '{"uitleg": ' + json.dumps(meaning, ensure_ascii=False) + ',\n"antwoorden": ['
    header, start = _header(columns), "\n"
    for row in export_rows(campaign, columns):
        yield start + json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False)
        start = ",\n"
    yield "\n]}\n"


def _xlsx(campaign: Campaign, columns: Sequence[Column]) -> HttpResponseBase:
    """Write a workbook on disk first: row by row, so that its length costs no memory."""
    book = Workbook(write_only=True)
    answers = book.create_sheet("antwoorden")
    answers.append(_header(columns))
    for number, row in enumerate(export_rows(campaign, columns), start=1):
        if number % _MOST_LINES == 0:
            answers = book.create_sheet(f"antwoorden {number // _MOST_LINES + 1}")
            answers.append(_header(columns))
        answers.append([_plain(value) for value in row])
    meaning = book.create_sheet("uitleg")
    meaning.append(_MEANING)
    for line in dictionary_rows(columns):
        meaning.append([_plain(value) for value in line])
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    book.save(file)
    file.seek(0)
    return _named(FileResponse(file, content_type=_XLSX), "antwoorden.xlsx")


def _plain(value: Cell) -> Cell:
    value = safe_cell(value)
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def _named(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


WRITERS: Final[dict[str, Callable[[Campaign, Sequence[Column]], HttpResponseBase]]] = {
    "antwoorden.csv": _csv,
    "antwoorden.xlsx": _xlsx,
    "antwoorden.json": _json,
    "uitleg.csv": _meaning,
}
