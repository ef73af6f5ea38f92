"""A codebook of another tool: looked at first, entered once, and refused with a kind sentence."""

import io

import openpyxl
import pytest
from django.urls import reverse

from clustering.interchange.codebook import BadCodebook, join_description, split_description
from clustering.interchange.reading import read_codebook
from clustering.interchange.words import OUTCOMES, explain_codebook
from clustering.models import Need
from clustering.services.interchange import import_codebook
from clustering.services.needs import make_need
from tests.clustering.builders import make_zone

QDC = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Taguette 1.4"><Codes>
<Code guid="0D62985D-B147-5D01-A9B5-CAE5DCD98342" name="Ademen" isCodable="false">
<Description>Een groep.</Description>
<Code guid="DFE5C38E-9449-5959-A1F7-E3D895CFA87F" name="Water" isCodable="true" color="#00FF00">
<Description>Mensen willen water.

Veel vijvers &amp; beken.</Description></Code></Code>
<Code guid="725F0645-9CD3-598A-8D2B-EC3D39AB3C3F" name="Spelen" isCodable="true"/>
</Codes><Sets/></CodeBook>"""
CSV = "tag,description,number of highlights\nWater,Mensen willen water.,3\nSpelen,,0\n"


def upload(client, data, name):
    file = io.BytesIO(data if isinstance(data, bytes) else data.encode())
    file.name = name
    return client.post(reverse("clustering:interchange"), {"file": file})


def enter(client, answer):
    return client.post(
        reverse("clustering:enter_codebook"), {"codebook": answer.context["sealed"]}, follow=True
    )


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (QDC, "codebook.qdc"),
        (CSV, "codebook.csv"),
        (CSV.replace(",", ";"), "codebook.csv"),
        (CSV.replace("tag", "name").encode("utf-16"), "codebook.csv"),
        (CSV.replace("tag,description", "Path,Omschrijving"), "codebook.txt"),
    ],
)
def test_a_codebook_is_looked_at_and_then_makes_needs(organiser, client_of, campaign, data, name):
    client = client_of(organiser)
    answer = upload(client, data, name)
    assert answer.status_code == 200
    assert Need.objects.count() == 0, "looking changes nothing"
    assert "Mensen willen water." in answer.content.decode()
    enter(client, answer)
    assert list(Need.objects.order_by("name").values_list("name", "statement")) == [
        ("Spelen", ""), ("Water", "Mensen willen water."),
    ]  # fmt: skip


def test_a_workbook_comes_in_as_well(organiser, client_of, campaign):
    book = openpyxl.Workbook()
    for row in (("tag", "description"), ("Water", "Nat")):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    client = client_of(organiser)
    enter(client, upload(client, out.getvalue(), "codebook.xlsx"))
    assert Need.objects.get().statement == "Nat"


def test_the_same_file_twice_is_harmless(organiser, client_of, campaign):
    client = client_of(organiser)
    answer = upload(client, QDC, "codebook.qdc")
    enter(client, answer)
    before = list(Need.objects.values())
    page = enter(client, answer)
    assert list(Need.objects.values()) == before
    assert page.status_code == 200
    again = upload(client, QDC, "codebook.qdc")
    assert (again.context["new"], again.context["kept"]) == (0, 2)
    assert reverse("clustering:enter_codebook") not in again.content.decode()


def test_a_need_that_is_here_stays_as_it_is(organiser, campaign):
    make_need(campaign=campaign, name="water")
    entries = read_codebook(CSV.encode(), filename="codebook.csv").entries
    lines = import_codebook(campaign=campaign, entries=entries, by=organiser)
    assert [line.outcome for line in lines] == ["kept", "new"]
    assert Need.objects.get(slug="water").statement == ""


def test_a_group_with_the_name_of_a_key_leads_to_that_key(organiser, campaign):
    key = make_zone(campaign, "Ademen")
    entries = read_codebook(QDC.encode(), filename="codebook.qdc").entries
    import_codebook(campaign=campaign, entries=entries, by=organiser)
    assert dict(Need.objects.values_list("name", "key")) == {"Water": key.pk, "Spelen": None}
    assert Need.objects.get(name="Water").summary == "Veel vijvers & beken."


def test_every_row_says_what_happens_to_it(organiser, client_of, campaign):
    make_need(campaign=campaign, name="Groen")
    data = f"tag,description\nGroen,x\nWater,\nwater,\n,zonder naam\n{'Lang ' * 30},\n"
    answer = upload(client_of(organiser), data, "codebook.csv")
    assert [(line.entry.place, line.outcome) for line, _words in answer.context["lines"]] == [
        (2, "kept"), (3, "new"), (4, "twice"), (5, "no_name"), (6, "new"),
    ]  # fmt: skip
    assert [line.shortened for line, _words in answer.context["lines"]][-1]
    page = answer.content.decode()
    for outcome in OUTCOMES.values():
        assert str(outcome) in page


def test_a_mark_before_a_formula_is_taken_away(organiser, campaign):
    data = "tag,description\n'=1+1,'-min\n'kwijt,'s avonds\n"
    entries = read_codebook(data.encode(), filename="codebook.csv").entries
    assert [(entry.name, entry.description) for entry in entries] == [
        ("=1+1", "-min"), ("'kwijt", "'s avonds"),
    ]  # fmt: skip


BAD = {
    "": "Dit bestand is leeg.",
    "tag,description\n": None,
    "woord,uitleg\nWater,Nat\n": "woord",
    "tag,name\nWater,Nat\n": "tag, name",
    "<html><body>Inloggen</body></html>": None,
    QDC[:300]: None,
    QDC.replace("urn:QDA-XML:codebook:1.0", "urn:iets-anders"): None,
    '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + QDC.partition("?>")[2]: "DOCTYPE",
    '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes/></CodeBook>': None,
    "\0\1\2\3" * 50: None,
}


@pytest.mark.parametrize("data", BAD, ids=range(len(BAD)))
def test_a_bad_file_is_refused_in_words(organiser, client_of, campaign, data):
    answer = upload(client_of(organiser), data, "codebook.csv")
    assert answer.status_code == 422
    [said] = answer.context["form"].errors["file"]
    assert said.endswith(".")
    assert (BAD[data] or "") in said
    assert Need.objects.count() == 0


def test_a_form_without_a_file_is_refused(organiser, client_of, campaign):
    assert client_of(organiser).post(reverse("clustering:interchange")).status_code == 422


def deep(levels):
    inner = "".join(f'<Code guid="{n}" name="{n}" isCodable="false">' for n in range(levels))
    return f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>{inner}{"</Code>" * levels}'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (deep(90) + "</Codes></CodeBook>", "too_deep"),
        ("<CodeBook xmlns='urn:QDA-XML:codebook:1.0'><Codes>"
         + '<Code guid="1" name="a" isCodable="true"/>' * 5001 + "</Codes></CodeBook>", "too_many"),
        ("tag\n" + "a,\n" * 5001, "too_many"),
        ("tag\n" + "a" * 1_000_001, "too_large"),
        ("<?xml version='1.0' encoding='geheim'?><CodeBook/>", "not_xml"),
    ],
)  # fmt: skip
def test_what_asks_too_much_is_refused(data, code):
    with pytest.raises(BadCodebook) as refused:
        read_codebook(data.encode(), filename="codebook.csv")
    assert refused.value.code == code
    assert explain_codebook(refused.value)


def test_a_sealed_codebook_cannot_be_forged_or_moved(organiser, client_of, campaign):
    client = client_of(organiser)
    sealed = upload(client, CSV, "codebook.csv").context["sealed"]
    url = reverse("clustering:enter_codebook")
    for bad in ("", "x", sealed[:-2] + "zz"):
        assert client.post(url, {"codebook": bad}).status_code == 302
    assert Need.objects.count() == 0
    assert client.get(url).status_code == 405


@pytest.mark.parametrize(
    ("statement", "summary"),
    [("Kort.", "Lang.\n\nEn langer."), ("Kort.", ""), ("", ""), ("", "Twee\nregels")],
)
def test_a_description_holds_both_texts(statement, summary):
    assert split_description(join_description(statement, summary)) == (statement, summary)
