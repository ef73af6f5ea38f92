"""Rows become clean contributions, or a reason with their row number."""

import datetime
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.imports.dates import month_comes_first, read_date
from campaigns.imports.mapping import Mapping, guess_mapping
from campaigns.imports.plain_text import plain_text
from campaigns.imports.rows import LOCAL_TIME, Parsed, Rejected, convert
from campaigns.imports.tables import ImportFileError, Note, Row, Table, read_table

SAMPLES = Path(__file__).parents[2] / "samples"


def table(columns: list[str], *rows: list[str]) -> Table:
    lines = [Row(n, dict(zip(columns, cells, strict=True))) for n, cells in enumerate(rows, 2)]
    return Table(columns, lines, "utf-8", ";")


def convert_texts(*cells: str) -> list[Parsed | Rejected]:
    source = table(["t"], *[[cell] for cell in cells])
    return convert(source, Mapping(("t",)), default_language="nl")


@pytest.mark.parametrize(
    ("sample", "taken", "rejected"),
    [
        ("klimarat-de/klimarat_odd.csv", 60, []),
        ("consul-madrid-es/proposals.csv", 39, [(23, "too_long")]),
        ("t3c-csv-samples-en/missing_fields_pets.csv", 15, [(2, "empty_text"), (8, "empty_text")]),
    ],
)
def test_real_exports_come_in(sample, taken, rejected):
    source = read_table((SAMPLES / sample).read_bytes(), filename=sample)
    result = convert(source, guess_mapping(source), default_language="de")
    assert sum(isinstance(row, Parsed) for row in result) == taken
    assert [(r.number, r.reason) for r in result if isinstance(r, Rejected)] == rejected


def test_all_fields_are_filled_and_cleaned():
    columns = ["id", "naam", "wijk", "leeftijd", "taal", "op", "url", "titel", "tekst"]
    cells = ["7", " An\xa0", "Beveren ", "45-64", "Frans", "14/03/2012 10:20", "https://x.be/7"]
    source = table(columns, [*cells, "Bomen", "Meer <b>bomen</b> &amp; banken"])
    mapping = Mapping(("titel", "tekst"), "id", "naam", "wijk", "leeftijd", "taal", "op", "url")
    assert convert(source, mapping, default_language="nl") == [
        Parsed(
            number=2,
            source_id="7",
            text="Bomen\n\nMeer bomen & banken",
            name="An",
            district="Beveren",
            age="45-64",
            language="fr",
            created_at=datetime.datetime(2012, 3, 14, 10, 20, tzinfo=LOCAL_TIME),
            url="https://x.be/7",
            notes=("html",),
        )
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<p>Een</p>\n<p>Twee<br>drie</p>", "Een\n\nTwee\ndrie"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n\n- b"),
        ("a <script>alert('x<br>')</script>b", "a b"),
        ("a <!-- weg <p> --> b", "a b"),
        ("<script>alert(1);</script>", ""),
        ('<!--#EXEC cmd="ls /"-->', ""),
        ("wij <3 fietsen, 2 < 3 en groen <> grijs", "wij <3 fietsen, 2 < 3 en groen <> grijs"),
        ("beste <naam>, zie <https://x.be>", "beste <naam>, zie <https://x.be>"),
        ("R&D &eacute;&nbsp;&euro;5 &amp;lt;b&amp;gt;", "R&D é €5 &lt;b&gt;"),
        ("&lt;p&gt;dubbel&lt;/p&gt;", "dubbel"),
        ("x?a=1&copy=2", "x?a=1&copy=2"),
        ("a\u200b\u202eb\x07c\tdé\xad", "abc dé"),
        ("e\u0301", "é"),
        ("a \r\n\r\n\r\n\r\n b\u2028c", "a\n\nb\nc"),
        ("👩‍👩‍👧 ☀️", "👩‍👩‍👧 ☀️"),
        ("'=1+1", "=1+1"),
        ("'t Zand", "'t Zand"),
        ("العربية", "العربية"),
    ],
)
def test_cell_becomes_plain_text(cell, text):
    assert plain_text(cell)[0] == text


@pytest.mark.parametrize("part", ["<!--", "<script>", "<p", "<a ", "&#", "</", "<b<"])
def test_hostile_html_takes_linear_time(part):
    started = time.process_time()
    plain_text(part * (200_000 // len(part)))
    assert time.process_time() - started < 2


@given(st.text())
@settings(deadline=None)
def test_plain_text_is_stable_and_holds_no_control_signs(text):
    clean, _ = plain_text(text)
    assert clean == clean.strip()
    assert not any(ord(sign) < 32 and sign != "\n" for sign in clean)
    assert "\n\n\n" not in clean


def test_empty_too_long_and_repeated_ids_are_rejected():
    source = table(["id", "t"], ["1", "a"], ["2", " <p>&nbsp;</p>"], ["3", "x" * 5001], ["1", "b"])
    result = convert(source, Mapping(("t",), "id"), default_language=None)
    assert result == [
        Parsed(2, "1", "a"),
        Rejected(3, "empty_text"),
        Rejected(4, "too_long", {"length": 5001, "limit": 5000}),
        Rejected(5, "duplicate_id", {"source_id": "1", "first": 2}),
    ]


def test_enormous_cell_is_rejected_unread():
    assert convert_texts("<p>" * 100_000)[0].reason == "too_long"


def test_rows_without_id_get_the_same_id_every_time():
    first = convert_texts("Meer bomen", "Meer  bomen", "Meer licht")
    again = convert_texts("Meer licht", "Meer bomen", "Meer bomen")
    assert {row.source_id for row in first} == {row.source_id for row in again}
    assert len({row.source_id for row in first}) == 3
    assert first[1].notes == ("repeated_text",)


def test_missing_and_endless_ids_are_replaced():
    source = table(["id", "t"], ["", "a"], ["x" * 200, "b"])
    result = convert(source, Mapping(("t",), "id"), default_language="nl")
    assert [row.notes for row in result] == [("no_id",), ("id_too_long",)]
    assert all(len(row.source_id) <= 120 for row in result)


def test_row_is_read_in_the_language_it_is_written_in():
    columns = ["title/nl", "title/fr", "body/nl", "body/fr"]
    source = table(columns, ["Bomen", "", "Meer bomen", ""], ["", "Arbres", "", "Plus d'arbres"])
    result = convert(source, Mapping(("title/nl", "body/nl")), default_language="nl")
    assert [row.language for row in result] == ["nl", "fr"]
    assert result[1].text == "Arbres\n\nPlus d'arbres"


def test_title_that_is_the_start_of_the_text_is_not_said_twice():
    source = table(["title", "body"], ["Meer bomen…", "Meer bomen en banken"], ["A", ""])
    result = convert(source, Mapping(("title", "body")), default_language="nl")
    assert [row.text for row in result] == ["Meer bomen en banken", "A"]


def test_email_address_is_never_taken_as_a_name():
    source = table(["wie", "t"], ["an@x.be", "a"], ["A" * 70, "b"])
    result = convert(source, Mapping(("t",), name="wie"), default_language="nl")
    assert [row.name for row in result] == ["", "A" * 60]
    assert [row.notes for row in result] == [("email_left_out",), ("name_shortened",)]


@pytest.mark.parametrize(
    ("written", "code", "notes"),
    [
        ("nl-BE", "nl", ()),
        ("FR", "fr", ()),
        ("Néerlandais", "nl", ()),
        ("Deutsch", "de", ()),
        ("", "nl", ()),
        ("klingon?", "nl", ("unknown_language",)),
    ],
)
def test_language_is_a_code(written, code, notes):
    source = table(["l", "t"], [written, "a"])
    row = convert(source, Mapping(("t",), language="l"), default_language="nl")[0]
    assert (row.language, row.notes) == (code, notes)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2019-01-24 22:29:15 +0100", "2019-01-24T22:29:15+01:00"),
        ("2017-10-16 07:18:14 UTC", "2017-10-16T07:18:14+00:00"),
        ("2012-07-01T10:00:00Z", "2012-07-01T10:00:00+00:00"),
        ("2012-07-01", "2012-07-01T00:00:00+02:00"),
        ("18/01/2012", "2012-01-18T00:00:00+01:00"),
        ("3-4-12 9u05", None),
        ("3-4-12 9:05", "2012-04-03T09:05:00+02:00"),
        ("1651744336822", "2022-05-05T09:52:16+00:00"),
        ("Fri Sep 20 14:29:43 CDT 2024", "2024-09-20T14:29:43+02:00"),
        ("31/02/2012", None),
        ("0001-01-01", None),
        ("vorige week", None),
    ],
)
def test_moment_is_read_in_local_time_unless_it_says_otherwise(written, iso):
    moment = read_date(written, zone=LOCAL_TIME)
    if written == "3-4-12 9u05":
        assert moment == datetime.datetime(2012, 4, 3, 9, 5, tzinfo=LOCAL_TIME)
    else:
        assert (moment.isoformat() if moment else None) == iso


def test_american_dates_are_seen_from_the_whole_column():
    assert month_comes_first(["03/04/2012", "12/31/2012"])
    assert not month_comes_first(["03/04/2012", "31/12/2012"])
    source = table(["op", "t"], ["03/04/2012", "a"], ["12/31/2012", "b"], ["ooit", "c"])
    result = convert(source, Mapping(("t",), created_at="op"), default_language="nl")
    assert [row.created_at and row.created_at.month for row in result] == [3, 12, None]
    assert result[2].notes == ("unreadable_date",)


def test_notes_of_the_file_follow_their_row():
    source = table(["t"], ["a"], ["?!"])
    source.notes.append(Note("too_few_cells", 3))
    result = convert(source, Mapping(("t",)), default_language="nl")
    assert [row.notes for row in result] == [(), ("too_few_cells", "no_letters")]


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_any_file_that_is_a_table_converts(data):
    with suppress(ImportFileError):
        source = read_table(b"id;tekst;naam\n" + data, filename="a.csv")
        mapping = Mapping((source.columns[-1],), source.columns[0])
        result = convert(source, mapping, default_language="nl")
        assert [row.number for row in result] == [row.number for row in source.rows]
