"""Three commands for who works without a screen: stable formats, and clear words for bad files."""

import csv

import pytest
from django.core.management import CommandError, call_command

CARDS = """id,text,need
a,Met de fiets naar school,Veilig fietsen
b,Een breed fietspad,Veilig fietsen
c,Meer bomen in de straat,Groen
d,Een bos aan de rand,Groen
e,Veilig op de fiets,
f,"Bomen, bomen, bomen",
g,,
h,meer bomen in de straat!,
"""


@pytest.fixture
def table(tmp_path):
    def write(text: str, encoding: str = "utf-8") -> str:
        path = tmp_path / "in.csv"
        path.write_text(text, encoding=encoding)
        return str(path)

    return write


@pytest.fixture
def run(tmp_path):
    def call(name: str, path: str, *options: str) -> list[dict[str, str]]:
        out = tmp_path / "out.csv"
        call_command(name, path, "--out", str(out), *options, verbosity=0)
        with out.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    return call


def test_needs_come_in_three_ranks_with_strength_and_reason(table, run):
    rows = run("suggest_needs", table(CARDS))
    assert list(rows[0]) == ["id", "rank", "need", "strength", "reason"]
    assert [(row["id"], row["rank"]) for row in rows] == [
        (card, rank) for card in "efgh" for rank in ("1", "2")
    ]
    assert rows[0]["need"] == "Veilig fietsen"
    assert rows[2]["need"] == "Groen"
    assert rows[2]["strength"] == "maybe"
    assert "bomen" in rows[2]["reason"]
    assert rows[4]["strength"] == "none"
    assert all(row["reason"] for row in rows)


def test_groups_keep_every_card_and_leave_silent_ones_openly_unplaced(table, run):
    rows = run("suggest_groups", table(CARDS), "--groups", "2")
    assert list(rows[0]) == ["id", "group", "label", "keywords"]
    assert [row["id"] for row in rows] == list("abcdefgh")
    assert {row["group"] for row in rows} == {"1", "2", ""}
    assert [row["id"] for row in rows if not row["group"]] == ["g"]
    assert rows[2]["group"] == rows[5]["group"] == rows[7]["group"] != rows[1]["group"]


def test_duplicates_are_pairs_with_a_score(table, run):
    rows = run("find_duplicates", table(CARDS))
    assert rows == [{"id_a": "c", "id_b": "h", "score": "1.0000", "strength": "strong"}]


@pytest.mark.parametrize("name", ["suggest_needs", "suggest_groups", "find_duplicates"])
def test_the_same_file_gives_the_same_file(name, table, run):
    path = table(CARDS)
    assert run(name, path) == run(name, path)


def test_semicolons_a_mark_of_the_spreadsheet_and_other_columns_are_fine(table, run):
    rows = run("find_duplicates", table("\ufeffTEXT;Extra;ID\nEen boom.;x;1\neen boom;y;2\n"))
    assert [(row["id_a"], row["id_b"]) for row in rows] == [("1", "2")]


def test_concepts_of_your_own_can_be_added(table, run, tmp_path):
    forms = tmp_path / "forms.csv"
    forms.write_text("concept,language,form,kind\nkoers,nl,flandrien,word\nkoers,nl,wieler,part\n")
    path = table("id,text,need\n1,Een flandrien,Alfa\n2,Een zetel,Beta\n3,Wielerwedstrijden,\n")
    first = run("suggest_needs", path, "--concepts", str(forms))[0]
    assert first["need"] == "Alfa"
    assert "concept: koers" in first["reason"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "column id, text, need is missing"),
        ("id,text\n1,Een boom\n", "column need is missing"),
        ("id,text,need,need\n1,Een boom,A,B\n", "column need stands there twice"),
        ("id,text,need\n1,Een boom,A\n1,Een bos,\n", "'1' stands on line 2 and on line 3"),
        ("id,text,need\n,Een boom,A\n", "line 2 has no id"),
        ("id,text,need\n1,Een boom,\n", "no card has a need"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence_that_helps(text, why, table, run):
    with pytest.raises(CommandError, match=why):
        run("suggest_needs", table(text))


def test_other_bad_input_is_refused_too(table, run, tmp_path):
    with pytest.raises(CommandError, match="is not UTF-8"):
        run("find_duplicates", table("id,text\n1,Één\n", "latin-1"))
    with pytest.raises(CommandError, match="cannot be read"):
        run("find_duplicates", str(tmp_path / "none.csv"))
    with pytest.raises(CommandError, match="at least 1"):
        run("suggest_groups", table(CARDS), "--groups", "0")
    forms = tmp_path / "forms.csv"
    forms.write_text("concept,language,form,kind\nkoers,nl,flandrien,zin\n")
    with pytest.raises(CommandError, match="must be word, part or phrase"):
        run("suggest_needs", table(CARDS), "--concepts", str(forms))
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("find_duplicates", table(CARDS), "--out", str(tmp_path / "no" / "out.csv"))


def test_a_table_without_cards_gives_a_table_without_rows(table, run):
    assert run("find_duplicates", table("id,text\n")) == []
    assert run("suggest_groups", table("id,text\n")) == []
    assert run("suggest_needs", table("id,text,need\n")) == []
