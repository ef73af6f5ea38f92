"""Whatever file comes in, it becomes rows or an error with a code."""

import csv
import datetime
import io
import random
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.imports.tables import ImportFileError, Table, read_table
from campaigns.imports.workbook import cell_text

SAMPLES = Path(__file__).parents[2] / "samples"
SHEET = "xl/worksheets/sheet1.xml"
OPEN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CLOSE = b"</sheetData></worksheet>"
CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\r\t"))


def read(text: str, encoding: str = "utf-8") -> Table:
    return read_table(text.encode(encoding), filename="ideas.csv")


def workbook(*rows: list[object], title: str = "Blad1") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repack(parts: dict[str, bytes], *, sheet: bytes = b"") -> bytes:
    out = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(workbook(["id", "tekst"], [1, "Meer bomen"])))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            package.writestr(name, sheet if sheet and name == SHEET else source.read(name))
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def code_of(data: bytes, filename: str = "ideas.csv") -> str:
    with pytest.raises(ImportFileError) as raised:
        read_table(data, filename=filename)
    return raised.value.code


def notes_of(table: Table) -> list[tuple[str, int | None]]:
    return [(note.code, note.number) for note in table.notes]


def texts(table: Table) -> list[list[str]]:
    return [list(row.cells.values()) for row in table.rows]


@pytest.mark.parametrize(
    ("sample", "rows", "delimiter"),
    [
        ("klimarat-de/klimarat_odd.csv", 60, ","),
        ("consul-madrid-es/proposals.csv", 40, ";"),
        ("t3c-csv-samples-en/missing_fields_pets.csv", 17, ","),
        ("t3c-csv-samples-en/speaker_pets.csv", 3, ","),
    ],
)
def test_real_exports_are_read_whole(sample, rows, delimiter):
    table = read_table((SAMPLES / sample).read_bytes(), filename=sample)
    assert (len(table.rows), table.delimiter, table.notes) == (rows, delimiter, [])


def test_belgian_excel_file_is_read_in_cp1252():
    text = (
        "Naam;Idee\r\nÉlodie;Een park voor €5 in 't Zand\r\nZoë;“Fietsen” – naar ’t Groenhove\r\n"
    )
    table = read(text, "cp1252")
    assert table.encoding == "cp1252"
    assert notes_of(table) == [("encoding_guessed", None)]
    assert texts(table) == [
        ["Élodie", "Een park voor €5 in 't Zand"],
        ["Zoë", "“Fietsen” – naar ’t Groenhove"],
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
@pytest.mark.parametrize(
    "words",
    [
        "Élodie",
        "een café aan de Noordstraat",
        "België, Zoë en Loïc",
        "Où est l’école ? Déjà là, ça ira",
        "Größe über Straßen, schöne Bäume",
        "más árboles en el barrio de la señora",
        "Het kost €5 – of meer…",
        "CAFÉ DE LA GARE, ÉGLISE",
    ],
)
def test_eight_bit_text_is_told_apart_by_its_accents(encoding, words):
    table = read(f"id;tekst\n1;{words}\n", encoding)
    assert table.rows[0].cells["tekst"] == words


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_with_and_without_mark(encoding):
    table = read("naam\tidee\nÉlodie\tbomen 🌳\n", encoding)
    assert table.columns == ["naam", "idee"]
    assert texts(table) == [["Élodie", "bomen 🌳"]]
    assert table.delimiter == "\t"


def test_utf8_with_a_pasted_cp1252_line_keeps_both():
    data = "id;tekst\n1;één café, ë, ü en ï\n".encode() + "2;wijk é\n".encode("cp1252")
    table = read_table(data, filename="a.csv")
    assert [row.cells["tekst"] for row in table.rows] == ["één café, ë, ü en ï", "wijk é"]
    assert notes_of(table) == [("encoding_guessed", None)]


def test_sep_line_names_the_delimiter_and_counts_as_no_row():
    table = read("sep=;\nid;tekst\n1;ja, nee, misschien\n")
    assert (table.delimiter, table.columns) == (";", ["id", "tekst"])
    assert [row.number for row in table.rows] == [2]


def test_commas_in_the_text_do_not_win_from_semicolons():
    table = read("id;titel, kort;tekst\n1;a, b, c;d, e\n2;a;b, c, d, e\n")
    assert table.delimiter == ";"
    assert table.columns == ["id", "titel, kort", "tekst"]


def test_one_column_keeps_its_commas():
    table = read("idee\nbomen, banken en water\nmeer licht\n")
    assert (table.columns, table.delimiter) == (["idee"], "")
    assert texts(table) == [["bomen, banken en water"], ["meer licht"]]


def test_line_breaks_inside_quotes_stay_in_the_cell():
    table = read('id;tekst\r\n1;"een\r\ntwee;drie"\r\n2;vier\r\n')
    assert texts(table) == [["1", "een\r\ntwee;drie"], ["2", "vier"]]
    assert [row.number for row in table.rows] == [2, 3]


def test_old_mac_line_ends_are_read():
    assert texts(read("id;tekst\r1;a\r2;b\r")) == [["1", "a"], ["2", "b"]]


def test_half_broken_rows_are_reported_and_kept():
    table = read("id;naam;tekst\n1;An;a\n2;Bo\n3;Cas;x; y;z\n4;Dirk;d;;\n")
    assert notes_of(table) == [("too_few_cells", 3), ("too_many_cells", 4)]
    assert texts(table)[1:] == [["2", "Bo", ""], ["3", "Cas", "x; y;z"], ["4", "Dirk", "d"]]


def test_quote_that_never_closes_costs_one_line():
    table = read('id;tekst\n1;goed\n2;"open\n3;ook goed\n4;"dicht"\n')
    assert ("unclosed_quote", 3) in notes_of(table)
    assert texts(table) == [["1", "goed"], ["2", "open"], ["3", "ook goed"], ["4", "dicht"]]


def test_empty_lines_are_skipped_but_counted():
    table = read("\nid;tekst\n\n1;a\n;\n   \n2;b\n\n")
    assert [row.number for row in table.rows] == [4, 7]


def test_columns_get_a_name_of_their_own():
    table = read("id;;tekst;tekst;;\n1;x;a;b;;\n")
    assert table.columns == ["id", "#2", "tekst", "tekst (2)"]
    assert [note.code for note in table.notes] == ["unnamed_column", "repeated_column"]


def test_formula_in_csv_is_text_and_reported():
    table = read('id;tekst\n1;"=HYPERLINK(""http://x"")"\n')
    assert texts(table) == [["1", '=HYPERLINK("http://x")']]
    assert notes_of(table) == [("formula", 2)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b";;\n;;\n", "empty"),
        (b"id;tekst\n", "no_rows"),
        (b"id;tekst\n1;a\0b\n", "binary"),
        (b"%PDF-1.7\n1;2", "binary"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "old_excel"),
        (b"<!DOCTYPE html><table>", "not_a_table"),
        (b'[{"id": 1}, ', "not_a_table"),
        (b"PK\x03\x04 and no more", "damaged"),
        (b"a;b\n" * 200_002, "too_many_rows"),
        (b"\n" * 700_000 + b"a;b\n1;2\n", "too_many_rows"),
        (b"a;" * 800 + b"z\n" + b"1;" * 800 + b"2\n", "too_many_columns"),
        (b"x" * 60_000_001, "too_large"),
        (b'id;t\n"' + b'1;"a\n' * 201, "not_a_table"),
    ],
)
def test_what_is_no_table_is_refused_with_a_code(data, code):
    assert code_of(data) == code


def test_workbook_cells_are_written_as_people_read_them():
    moment = datetime.datetime(2012, 3, 14, 9, 30)
    day = datetime.datetime(2012, 1, 18)
    data = workbook(
        ["id", "op", "om", "%", "ok", "tekst"], [7.0, day, moment, 2.5, True, " a_x000D_"]
    )
    table = read_table(data, filename="export.csv")
    assert texts(table) == [["7", "2012-01-18", "2012-03-14T09:30:00", "2.5", "true", " a\r"]]
    assert (table.encoding, table.delimiter) == ("xlsx", "")
    assert notes_of(table) == [("name_differs", None)]


def test_workbook_formula_is_kept_as_text_and_never_computed():
    data = workbook(["id", "tekst"], [1, "=1+1"], [2, '=WEBSERVICE("http://x")'], [3, "goed"])
    table = read_table(data, filename="a.xlsx")
    assert [row.cells["tekst"] for row in table.rows] == ["=1+1", '=WEBSERVICE("http://x")', "goed"]
    assert notes_of(table) == [("formula", 2), ("formula", 3)]


def test_array_formula_is_text():
    formula = openpyxl.worksheet.formula.ArrayFormula("A1:A2", "=SUM(B1:B2)")
    assert cell_text(formula) == "=SUM(B1:B2)"


def test_workbook_keeps_row_numbers_over_gaps_and_skips_a_title_line():
    data = workbook(["Export 2012"], [], ["id", "tekst"], [], [1, "a"], [None, None], [2, "b"])
    table = read_table(data, filename="a.xlsx")
    assert table.columns == ["id", "tekst"]
    assert [row.number for row in table.rows] == [5, 7]
    assert notes_of(table) == [("title_line_skipped", 1)]


def test_first_filled_sheet_is_read_and_the_others_are_named():
    book = openpyxl.Workbook()
    book.create_sheet("Ideeën").append(["id", "tekst"])
    book["Ideeën"].append([1, "a"])
    book.create_sheet("Stemmen").append(["id"])
    out = io.BytesIO()
    book.save(out)
    table = read_table(out.getvalue(), filename="a.xlsx")
    assert texts(table) == [["1", "a"]]
    assert table.notes[0].params == {"names": "Stemmen"}


def row(number: int, *cells: bytes) -> bytes:
    return b'<row r="%d">%s</row>' % (number, b"".join(cells))


def cell(place: bytes) -> bytes:
    return b'<c r="%s"><v>1</v></c>' % place


def many(tag: bytes, count: int) -> bytes:
    """Return tags that pack badly: the same 5,000 come back beyond the reach of the packer."""
    noise = random.Random(7)
    return b"".join(tag % noise.getrandbits(20) for _ in range(5_000)) * (count // 5_000)


HOSTILE = {
    "unpacks too far": (repack({"xl/worksheets/sheet9.xml": b" " * 51_000_000}), "bomb"),
    "ratio": (repack({"xl/worksheets/sheet9.xml": b"<a/>" * 500_000}), "bomb"),
    "entities": (repack({}, sheet=b'<!DOCTYPE x [<!ENTITY e "f">]>' + OPEN + CLOSE), "bomb"),
    "entities in UTF-16": (repack({}, sheet="<!DOCTYPE x>".encode("utf-16")), "bomb"),
    "rows": (
        repack({}, sheet=OPEN + b"".join(row(n, cell(b"A%d" % n)) for n in range(25_000)) + CLOSE),
        "too_many_rows",
    ),
    "cells": (repack({}, sheet=OPEN + many(b'<c a="%d"/>', 700_000) + CLOSE), "too_many_cells"),
    "tags": (repack({"xl/worksheets/sheet9.xml": many(b"<a>%d", 2_600_000)}), "too_many_cells"),
    "macros": (repack({"xl/vbaProject.bin": b"x"}), "macros"),
    "links": (repack({"xl/externalLinks/externalLink1.xml": b"<x/>"}), "external_links"),
    "wide": (repack({}, sheet=OPEN + row(1, cell(b"XFD1")) + CLOSE), "too_many_columns"),
    "far column": (repack({}, sheet=OPEN + row(1, cell(b"ZZZZZZZ1")) + CLOSE), "damaged"),
    "broken": (repack({}, sheet=OPEN + b"<row"), "damaged"),
    "cut off": (workbook(["a", "b"], [1, 2])[:-200], "damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_workbook_is_refused_at_once(name):
    data, code = HOSTILE[name]
    started = time.process_time()
    assert code_of(data, "a.xlsx") == code
    assert time.process_time() - started < 1


def test_row_number_out_of_this_world_does_not_take_the_reader_along():
    rows = row(1, cell(b"A1")) + row(2, cell(b"A2")) + row(10**12, cell(b"A3"))
    data = repack({}, sheet=OPEN + rows + CLOSE)
    started = time.process_time()
    assert len(read_table(data, filename="a.xlsx").rows) == 1
    assert time.process_time() - started < 5


def test_zip_that_is_no_workbook_is_no_table():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert code_of(out.getvalue()) == "not_a_table"


@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12),
    st.sampled_from(";,\t|"),
    st.sampled_from(["\r\n", "\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@settings(deadline=None, max_examples=200)
def test_what_csv_writes_comes_back(rows, delimiter, end, quoting, encoding):
    # A bare carriage return ends a line for any reader unless the writer quotes it.
    rows = [tuple(c if quoting == csv.QUOTE_ALL else c.replace("\r", "") for c in r) for r in rows]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow(["id", "naam", "tekst"])
    writer.writerows([(f"n{number}", *cells[1:]) for number, cells in enumerate(rows)])
    table = read_table(out.getvalue().encode(encoding), filename="a.csv")
    assert table.delimiter == delimiter
    assert texts(table) == [[f"n{n}", *cells[1:]] for n, cells in enumerate(rows)]
    assert [row.number for row in table.rows] == list(range(2, len(rows) + 2))


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
@settings(deadline=None, max_examples=400)
def test_random_bytes_raise_nothing_but_our_own_error(data):
    with suppress(ImportFileError):
        table = read_table(data, filename="a.csv")
        assert all(list(row.cells) == table.columns for row in table.rows)


# Made once: a workbook holds the time it was saved, so no two are the same.
SMALL_WORKBOOK = workbook(["id", "tekst"], [1, "Meer bomen"])


@given(st.data())
@settings(deadline=None, max_examples=100)
def test_damaged_workbook_raises_nothing_but_our_own_error(data):
    good = bytearray(SMALL_WORKBOOK)
    for _ in range(data.draw(st.integers(1, 5))):
        good[data.draw(st.integers(4, len(good) - 1))] = data.draw(st.integers(0, 255))
    with suppress(ImportFileError):
        read_table(bytes(good), filename="a.xlsx")
