"""Whatever file somebody brings: a clear sentence and nothing written, or every row once."""

import io
import re
import threading
import zipfile
from pathlib import Path
from unittest import mock

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils.translation import override

from campaigns.imports import errors, rows, words
from campaigns.imports.mapping import MappingRefused, guess_mapping, parse_mapping
from campaigns.imports.tables import ImportFileError, read_table
from campaigns.models import Activity, Channel, Contribution, Decision, Status
from campaigns.services.imports import age_group, first_name, import_rows, source_of
from campaigns.services.ledger import withdraw_contribution
from tests import factories

SAMPLES = Path(__file__).parents[1] / "samples"
KLIMARAT = SAMPLES / "klimarat-de" / "klimarat_odd.csv"
PETS = SAMPLES / "t3c-csv-samples-en" / "missing_fields_pets.csv"
MADRID = SAMPLES / "consul-madrid-es" / "proposals.csv"
PAGE = "/team/invoer/"
pytestmark = pytest.mark.django_db


def workbook(*lines):
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_macro(data):
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    return out.getvalue()


BOOK = workbook(["id", "tekst"], [1, "Meer bomen in de Noordstraat"])
# What a file is, and a part of the sentence people get.
BAD_FILES = {
    "empty": (b"", "empty"),
    "only spaces": (b" \r\n\r\n", "empty"),
    "header alone": (b"id;tekst\r\n", "header and no rows"),
    "no texts": (b"id,votes\n1,3\n2,8\n", "The columns are: id, votes."),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "no text and no XLSX"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "no text and no XLSX"),
    "binary rubbish": (bytes(range(256)) * 40, "no text and no XLSX"),
    "web page": (b"<!doctype html><p>Meer bomen", "no table"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel"),
    "cut off workbook": (BOOK[: len(BOOK) // 2], "damaged"),
    "workbook with macros": (with_macro(BOOK), "macros"),
    "too many rows": (b"tekst\n" + b"Bomen\n" * 200_002, "more than 200,000 rows"),
    "too many columns": (b";".join([b"k"] * 701) + b"\n" + b"a;" * 701, "more than 700 columns"),
    "too large": (b"PK\x03\x04" + b"x" * 20_000_001, "20 MB at most"),
    "open quotes": (b"tekst,id\n" + b'"Meer bomen,1\n' * 120, "row 2 on, quotation marks"),
}


def run(path, campaign, **options):
    out = io.StringIO()
    call_command("import_contributions", str(path), campaign=campaign.slug, stdout=out, **options)
    return out.getvalue()


def bring(campaign, data, name="ideas", *, spec="", **options):
    table = read_table(data, filename=f"{name}.csv")
    mapping = parse_mapping(spec, columns=table.columns) if spec else guess_mapping(table)
    found = rows.convert(table, mapping, default_language=None)
    source = source_of(name, table.columns)
    return import_rows(
        campaign=campaign, source=source, origin=name, rows=found, by=None, **options
    )


def everything(campaign):
    campaign.refresh_from_db()
    counted = [model.objects.count() for model in (Contribution, Decision, Activity)]
    return [*counted, campaign.last_number]


def test_every_code_in_the_reader_has_a_sentence():
    folder = Path(errors.__file__).parent
    source = "".join(path.read_text() for path in folder.glob("*.py") if path.name != "words.py")
    file = set(re.findall(r'(?:FileUnreadable|FileRefused|MappingRefused)\("(\w+)"', source))
    row = set(re.findall(r'notes\.append\("(\w+)"\)|Rejected\(row\.number, "(\w+)"', source))
    table = set(re.findall(r'Note\("(\w+)"', source))
    assert len(file) > 15
    assert file - set(words.FILE) == set()
    assert {a or b for a, b in row} - set(words.ROW) == set()
    assert table - set(words.TABLE) - set(words.ROW) == set()


@pytest.mark.parametrize("language", ["nl-be", "fr", "en"])
def test_every_sentence_names_the_same_things_in_every_language(language):
    def names(sentence):
        return sorted(re.findall(r"%\((\w+)\)s", sentence))

    for sentences in (words.FILE, words.ROW, words.TABLE):
        for code, sentence in sentences.items():
            with override("en"):
                meant = names(str(sentence))
            with override(language):
                assert names(str(sentence)) == meant, code


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ("text=body", "no column “body”. The columns are: id, text, label"),
        ("words=text", "cannot be “words”. It can be: text, source_id"),
        ("text", "We do not understand “text”."),
        ("text=text;text=label", "“text” is there twice"),
        ("text=text;id=id,label", "“source_id” can be one column only."),
        ("id=id", "no column with texts"),
    ],
)
def test_every_fault_in_a_mapping_gets_its_sentence(spec, sentence):
    with override("en"), pytest.raises(MappingRefused) as raised:
        parse_mapping(spec, columns=read_table(KLIMARAT.read_bytes(), filename="k.csv").columns)
    with override("en"):
        assert sentence in words.explain_file(raised.value)


def test_hundreds_of_columns_do_not_make_a_sentence_of_hundreds_of_words():
    error = MappingRefused("no_text_column", {"columns": ", ".join(["kolom"] * 700)})
    assert len(words.explain_file(error)) < 600


def test_notes_about_the_whole_table_are_explained():
    with override("en"):
        table = read_table(
            "naam;naam;;tekst\né;b;c;Meer bomen\n".encode("cp1252"), filename="i.xlsx"
        )
        told = " ".join(words.explain_table(table))
    assert "does not fit what is in the file" in told
    assert "cp1252" in told
    assert "“naam (2)”" in told
    assert "“#3”" in told


def test_skipped_title_line_and_other_sheets_are_told():
    book = openpyxl.Workbook()
    for line in (["Ideeën 2027"], ["id", "tekst"], [1, "Meer bomen"]):
        book.active.append(line)
    book.create_sheet("Leden")
    out = io.BytesIO()
    book.save(out)
    with override("en"):
        told = words.explain_table(read_table(out.getvalue(), filename="i.xlsx"))
    assert told == [
        "Above the header is a title (row 1). We skip it.",
        "We read the first sheet only, not: Leden.",
    ]


@pytest.mark.parametrize("spec", ["text=title,body;id=ref", 'text="a,b";name="x;y";age=c=d'])
def test_mapping_is_written_the_way_it_is_typed(spec):
    columns = ["title", "body", "ref", "a,b", "x;y", "c=d"]
    if "c=d" in spec:
        spec = spec.replace("age=c=d", 'age="c=d"')
    mapping = parse_mapping(spec, columns=columns)
    assert parse_mapping(words.write_mapping(mapping), columns=columns) == mapping


@pytest.mark.parametrize("kind", BAD_FILES)
def test_bad_file_gets_a_sentence_and_writes_nothing(kind, campaign, tmp_path):
    data, sentence = BAD_FILES[kind]
    path = tmp_path / "ideas.csv"
    path.write_bytes(data)
    before = everything(campaign)
    with pytest.raises(CommandError) as raised:
        run(path, campaign, place=True)
    assert sentence in str(raised.value)
    assert "%(" not in str(raised.value)
    assert everything(campaign) == before


def test_wrong_encoding_is_read_and_told(campaign, tmp_path):
    path = tmp_path / "ideas.csv"
    path.write_bytes("tekst;id\nEen café met geraniëns naast de gracht;1\n".encode("cp1252"))
    assert "We guessed how the letters were saved (cp1252)" in run(path, campaign)
    assert Contribution.objects.get().text == "Een café met geraniëns naast de gracht"


def test_half_broken_rows_come_in_as_far_as_they_can(campaign, tmp_path):
    path = tmp_path / "ideas.csv"
    path.write_text(
        "id,tekst,wijk\n1,Meer bomen in de straat,Rumbeke\n2\n3,Een bank, ook voor oma,Beveren\n"
        '4,"Een open aanhaling,Rumbeke\n1,Een tweede nummer een,Rumbeke\n5,' + "a" * 5001 + ",x\n"
    )
    told = run(path, campaign, map="text=tekst;id=id", verbosity=2)
    assert "row 3: There is no text in this row." in told
    assert "row 4: This row has more cells than the header." in told
    assert "row 5: A quotation mark opens and does not close." in told
    assert "row 6: Row 2 has the same number: 1." in told
    assert "row 7: The text is 5,001 characters long; 5,000 is the most." in told
    assert "Entered 3 of 6 rows; 0 were here already, 3 rejected" in told
    assert set(Contribution.objects.values_list("source_id", flat=True)) == {"1", "3", "4"}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_formula_comes_in_as_text_and_is_told(form, campaign, tmp_path):
    path = tmp_path / f"ideas.{form}"
    formula = '=HYPERLINK("http://kwaad.example";"Klik")'
    if form == "csv":
        path.write_text(
            'id,tekst\n1,"' + formula.replace('"', '""') + '"\n2,Meer bomen\n3,Banken\n'
        )
    else:
        path.write_bytes(workbook(["id", "tekst"], [1, formula], [2, "Meer bomen"], [3, "Banken"]))
    told = run(path, campaign, verbosity=2)
    assert "row 2: A cell starts with =. It is taken as text, nothing is calculated." in told
    assert Contribution.objects.get(source_id="1").text == formula


@pytest.mark.parametrize("path", [KLIMARAT, PETS, MADRID], ids=lambda path: path.stem)
def test_second_run_adds_nothing_and_says_so(path, campaign):
    first = run(path, campaign)
    entered = int(re.search(r"Entered (\d+) of", first)[1])
    after_first = everything(campaign)
    assert after_first[0] == entered > 10
    second = run(path, campaign)
    assert re.search(rf"Entered 0 of \d+ rows; {entered} were here already", second)
    assert everything(campaign) == after_first


def test_rows_that_came_since_are_added(campaign):
    bring(campaign, b"id,text\n1,Meer bomen\n")
    report = bring(campaign, b"id,text\n1,Meer bomen\n2,Meer banken\n")
    assert (report.known, report.entered) == ([2], [3])
    assert list(Contribution.objects.order_by("number").values_list("number", "source_id")) == [
        (1, "1"), (2, "2"),
    ]  # fmt: skip


@pytest.mark.parametrize("place", [False, True])
def test_dry_run_writes_nothing_and_reports_the_same(place, campaign):
    before = everything(campaign)
    dry = run(PETS, campaign, dry_run=True, place=place, verbosity=2)
    assert everything(campaign) == before
    wet = run(PETS, campaign, place=place, verbosity=2)
    assert dry.replace("Would enter", "Entered") == wet
    assert "Entered 15 of 17 rows; 0 were here already, 2 rejected" in wet


def test_rows_wait_to_be_read_unless_they_are_placed(campaign):
    bring(campaign, b"id,text\n1,Meer bomen\n", "waits")
    bring(campaign, b"id,text\n1,Meer banken\n", "placed", place=True)
    waits, placed = Contribution.objects.order_by("number")
    assert (waits.status, waits.placed_at, waits.channel) == (Status.WAITING, None, Channel.IMPORT)
    assert placed.status == Status.PLACED
    assert placed.placed_at is not None
    assert [d.contribution for d in Decision.objects.all()] == [placed]


def test_same_name_with_other_columns_is_another_source(campaign):
    bring(campaign, b"id,text\n1,Meer bomen\n", "proposals")
    report = bring(campaign, b"id,body\n1,Meer banken\n", "proposals")
    assert len(report.entered) == 1
    assert Contribution.objects.values("source").distinct().count() == 2


def test_two_campaigns_each_get_the_rows(campaign):
    other = factories.make_campaign()
    for one in (campaign, other):
        assert len(bring(one, b"id,text\n1,Meer bomen\n").entered) == 1


def test_rows_without_id_are_known_by_their_text(campaign):
    data = b"text\nMeer bomen\nMeer bomen\nMeer banken\n"
    assert len(bring(campaign, data).entered) == 3
    assert len(bring(campaign, data).known) == 3


def test_source_always_fits_and_does_not_depend_on_who_typed_the_name():
    assert len(source_of("x" * 300, ["id"])) == 60
    assert source_of("ide\u0301e", ["id"]) == source_of("idée", ["id"])


def test_numbers_follow_each_other_and_codes_are_unique(campaign):
    factories.make_contribution(campaign)
    bring(campaign, KLIMARAT.read_bytes())
    factories.make_contribution(campaign)
    found = list(Contribution.objects.order_by("number").values_list("number", "code"))
    assert [number for number, _code in found] == list(range(1, 63))
    codes = [code for _number, code in found]
    assert len(set(codes)) == 62
    assert codes != sorted(codes)


def test_code_that_exists_is_not_given_again(campaign):
    taken = factories.make_contribution(campaign).code
    with mock.patch("campaigns.services.imports.new_code", side_effect=[taken, "BATBAM2", "BATBAM2",
                                                                        "BATBAM3"]):  # fmt: skip
        bring(campaign, b"id,text\n1,Meer bomen\n2,Meer banken\n")
    codes = Contribution.objects.order_by("number").values_list("code", flat=True)
    assert list(codes) == [taken, "BATBAM2", "BATBAM3"]


def test_fault_half_way_leaves_nothing(campaign):
    before = everything(campaign)
    with (
        mock.patch("campaigns.services.imports.record_activity", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        bring(campaign, KLIMARAT.read_bytes(), place=True)
    assert everything(campaign) == before


def test_district_age_name_date_and_language_are_kept(campaign):
    rumbeke = factories.make_district(campaign, "Rumbeke")
    bring(
        campaign,
        b"id,text,voornaam,wijk,leeftijd,taal,datum\n"
        b"1,Plus d'arbres,Hilde Peeters,rumbeke,71,Frans,03/02/2027\n"
        b"2,Meer banken,hilde@example.org,Mars,heel oud,,\n",
    )
    one, two = Contribution.objects.order_by("number")
    assert (one.display_name, one.district, one.age_group) == ("Hilde", rumbeke, "65-79")
    assert one.language == "fr"
    assert one.created_at.astimezone(rows.LOCAL_TIME).date().isoformat() == "2027-02-03"
    assert (two.display_name, two.district, two.age_group, two.language) == ("", None, "", "nl")


@pytest.mark.parametrize(
    ("written", "group"),
    [("11", "0-11"), ("12", "12-17"), ("17.0", "12-17"), ("44", "30-44"), ("80", "80+"),
     ("65-79", "65-79"), ("121", ""), ("oud", ""), ("", "")],
)  # fmt: skip
def test_age_becomes_an_age_group(written, group):
    assert age_group(written) == group


def test_only_the_first_name_is_kept():
    assert first_name("Hilde Peeters") == "Hilde"
    assert first_name("") == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
def test_imports_at_once_enter_each_row_once(campaign):
    ready = threading.Barrier(4)
    reports, faults = [], []

    def import_it():
        try:
            ready.wait(10)
            reports.append(bring(campaign, KLIMARAT.read_bytes()))
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=import_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert sorted(len(report.entered) for report in reports) == [0, 0, 0, 60]
    assert sorted(Contribution.objects.values_list("number", flat=True)) == list(range(1, 61))


# The command ---------------------------------------------------------------------------------


def test_command_says_how_it_read_the_file(campaign):
    told = run(KLIMARAT, campaign).splitlines()
    assert told == [
        "Read klimarat_odd.csv (utf-8, ',') as:",
        '  --map "text=text;id=id;created_at=timestamp"',
        "Entered 60 of 60 rows; 0 were here already, 0 rejected, 0 remarks.",
    ]


def test_command_takes_mapping_origin_source_and_language(campaign):
    run(
        KLIMARAT, campaign, map="text=label,text;id=id", origin="Klimarat 2022", source="klimarat",
        language="de",
    )  # fmt: skip
    row = Contribution.objects.get(source_id="2vkx-747")
    assert (row.origin, row.source, row.language) == ("Klimarat 2022", "klimarat", "de")
    assert row.text.startswith("Energie\n\nBiomassekraftwerke")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([str(KLIMARAT), "--campaign=elders"], "There is no campaign “elders”."),
        (["/tmp/er-is-niets.csv"], "Cannot open /tmp/er-is-niets.csv"),
        ([str(SAMPLES)], "Cannot open"),
        ([str(KLIMARAT), "--language=nederlands"], "two letters"),
        ([str(KLIMARAT), f"--source={'x' * 61}"], "at most 60"),
        ([str(KLIMARAT), "--map=text=body"], "no column “body”"),
    ],
)
def test_command_refuses_what_it_cannot_do(arguments, sentence, campaign):
    if not any("--campaign" in argument for argument in arguments):
        arguments = [*arguments, f"--campaign={campaign.slug}"]
    with pytest.raises(CommandError, match=re.escape(sentence)):
        call_command("import_contributions", *arguments)
    assert Contribution.objects.count() == 0


# The page ------------------------------------------------------------------------------------


def send(client, data, *, name="ideas.csv", columns="", language="", what="look"):
    upload = SimpleUploadedFile(name, data)
    fields = {"file": upload, "columns": columns, "language": language, "dry_run": what}
    return client.post(PAGE, fields)


def test_page_stands_where_the_menu_says():
    assert reverse("campaigns:import_file") == PAGE


@pytest.mark.parametrize("method", ["get", "post"])
def test_page_is_for_the_core_team(
    method, organiser, ambassador, moderator, stranger, client_of, client
):
    assert getattr(client_of(ambassador), method)(PAGE).status_code == 403
    assert getattr(client_of(moderator), method)(PAGE).status_code == 403
    assert getattr(client_of(stranger), method)(PAGE).status_code == 404
    answer = getattr(client, method)(PAGE)
    assert answer.status_code == 302
    assert "aanmelden" in answer["Location"]
    assert client_of(organiser).get(PAGE).status_code == 200


def test_page_previews_first_and_enters_second(campaign, organiser, client_of):
    client = client_of(organiser)
    before = everything(campaign)
    preview = send(client, PETS.read_bytes(), name=PETS.name)
    page = preview.content.decode()
    assert preview.status_code == 200
    assert ">text=comment;id=id;name=interview</code>" in page
    assert "I love cats" in page
    assert len(preview.context["rejected"]) == 2
    assert everything(campaign) == before

    entered = send(client, PETS.read_bytes(), name=PETS.name, what="enter")
    assert (entered.status_code, entered["Location"]) == (302, PAGE)
    assert Contribution.objects.filter(status=Status.WAITING, origin=PETS.stem).count() == 15
    assert Activity.objects.get(verb="import").by == organiser
    told = [str(m) for m in client.get(PAGE).context["messages"]]
    assert re.search(r"\b15\b.*\b0\b.*\b2\b", told[0])
    assert "2, 8" in told[1]

    send(client, PETS.read_bytes(), name=PETS.name, what="enter")
    assert Contribution.objects.count() == 15
    assert re.search(r"\b0\b.*\b15\b.*\b2\b", str(next(iter(client.get(PAGE).context["messages"]))))


def test_page_and_command_know_each_others_rows(campaign, organiser, client_of):
    run(PETS, campaign)
    send(client_of(organiser), PETS.read_bytes(), name=PETS.name, what="enter")
    assert Contribution.objects.count() == 15


def test_page_takes_typed_columns_and_language(organiser, client_of):
    send(
        client_of(organiser), KLIMARAT.read_bytes(), columns="text=label,text;id=id", language="de",
        what="enter",
    )  # fmt: skip
    row = Contribution.objects.get(source_id="2vkx-747")
    assert (row.language, row.text[:9]) == ("de", "Energie\n\n")


@pytest.mark.parametrize("kind", BAD_FILES)
def test_page_explains_a_bad_file_and_keeps_the_typed_columns(kind, campaign, organiser, client_of):
    before = everything(campaign)
    columns = "" if kind == "no texts" else "text=tekst"
    with override("en"):
        answer = client_of(organiser).post(
            "/en" + PAGE,
            {"file": SimpleUploadedFile("ideas.csv", BAD_FILES[kind][0]), "columns": columns,
             "language": "fr", "dry_run": "enter"},
        )  # fmt: skip
        form = answer.context["form"]
        field = "columns" if kind == "no texts" else "file"
        assert BAD_FILES[kind][1] in form.errors[field][0]
    assert answer.status_code == 422
    assert (form["columns"].value(), form["language"].value()) == (columns, "fr")
    assert f'value="{columns}"' in answer.content.decode() or not columns
    assert everything(campaign) == before


def test_page_points_at_the_columns_when_those_are_wrong(organiser, client_of):
    answer = send(client_of(organiser), KLIMARAT.read_bytes(), columns="text=body", what="enter")
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["columns"]
    assert 'value="text=body"' in answer.content.decode()


def test_page_without_a_file_asks_for_one(organiser, client_of):
    answer = client_of(organiser).post(PAGE, {"dry_run": "look"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]


def test_page_shows_html_in_a_text_as_text(organiser, client_of):
    answer = send(client_of(organiser), b"id,text\n1,Meer bomen <svg/onload=alert(1)> graag\n")
    assert b"<svg/onload" not in answer.content


def test_page_asks_few_queries(organiser, client_of, django_assert_max_num_queries):
    client = client_of(organiser)
    with django_assert_max_num_queries(8):
        client.get(PAGE)


def test_reader_never_raises_anything_else():
    """The page catches one error only."""
    for data, _sentence in BAD_FILES.values():
        try:
            table = read_table(data, filename="ideas.csv")
            guess_mapping(table)
        except ImportFileError:
            continue
        raise AssertionError("read")


def test_withdrawn_contribution_does_not_come_back(campaign):
    data = b"id,text\n1,Een bos op het dak.\n2,Een bank aan de beek.\n"
    bring(campaign, data)
    withdraw_contribution(contribution=Contribution.objects.get(source_id="1"))
    report = bring(campaign, data)
    assert (report.entered, len(report.known)) == ([], 2)
    assert Contribution.objects.count() == 1
