"""Files for other tools: in their shapes, without formulas, and the same needs when they come back."""

import csv
import io
import re
import xml.etree.ElementTree as ET

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.exports import write_workbook
from clustering.interchange.refi import NAMESPACE, read_qdc
from clustering.models import Card, CoreValue, Need, Quality
from clustering.services.cards import move_cards, set_aside_cards
from clustering.services.interchange import guid_of, import_codebook
from clustering.services.keys import write_key, write_value
from clustering.services.needs import describe_need, make_need, rename_need
from tests import factories
from tests.clustering.builders import make_cards, make_zone, need_of

GUID = re.compile(r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
COLOUR = re.compile(r"^#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})$")
# The schema of a REFI-QDA codebook: per element its attributes (True: required) and children.
RULES = {
    "CodeBook": ({"origin": False}, ["Codes", "Sets"]),
    "Codes": ({}, ["Code"]),
    "Code": (
        {"guid": True, "name": True, "isCodable": True, "color": False},
        ["Description", "Code"],
    ),
    "Sets": ({}, ["Set"]),
    "Set": ({"guid": True, "name": True}, ["Description", "MemberCode"]),
    "MemberCode": ({"guid": True}, []),
    "Description": ({}, []),
}
ONCE = {"Description", "Codes", "Sets"}


def check_schema(element, guids):
    """Hold an element and what is in it against the rules of the schema."""
    assert element.tag.startswith(f"{{{NAMESPACE}}}"), element.tag
    tag = element.tag.partition("}")[2]
    attributes, children = RULES[tag]
    assert set(element.attrib) <= set(attributes), (tag, element.attrib)
    assert {name for name, needed in attributes.items() if needed} <= set(element.attrib)
    if tag in {"Code", "Set"}:
        assert GUID.match(element.get("guid"))
        assert element.get("guid") not in guids
        guids.add(element.get("guid"))
        assert element.get("name")
    if tag == "Code":
        assert element.get("isCodable") in {"true", "false"}
        assert element.get("color") is None or COLOUR.match(element.get("color"))
    if tag == "MemberCode":
        assert element.get("guid") in guids
    tags = [child.tag.partition("}")[2] for child in element]
    assert set(tags) <= set(children)
    assert tags == sorted(tags, key=children.index), "the schema wants this order"
    assert all(tags.count(name) <= 1 for name in ONCE)
    for child in element:
        check_schema(child, guids)


@pytest.fixture
def board_of_cards(campaign, organiser):
    """Two needs under a key, one without, values, and five cards in four places."""
    key = make_zone(campaign, "Ademen", "Groen", "Stilte & <rust>")
    write_key(key=key, by=organiser, vision="Wij ademen.")
    free = make_need(campaign=campaign, name="=HYPERLINK(1)")
    value = write_value(
        campaign=campaign, model=CoreValue, name="Durven", statement="Wie waagt.", by=organiser
    )
    write_value(campaign=campaign, model=Quality, name="Warm", statement="", by=organiser)
    describe_need(
        need=need_of(campaign, "groen"), statement="Mensen willen “groen”.",
        summary="Veel bomen.\n\nEn gras.", core_values=[value], qualities=[], by=organiser,
    )  # fmt: skip
    cards = make_cards(
        campaign, "Meer bomen", "=cmd|'/c calc'!A0", "Een bank", "Stil", "Later",
        display_name="Hildegard",
    )  # fmt: skip
    green = need_of(campaign, "groen")
    move_cards(campaign=campaign, cards=[cards[0].pk, cards[1].pk], to=green, by=organiser)
    move_cards(campaign=campaign, cards=[cards[2].pk], to=free, by=organiser)
    set_aside_cards(campaign=campaign, cards=[cards[4].pk], reason="=1+1", by=organiser)
    return cards


def fetch(client, name, **query):
    answer = client.get(reverse("clustering:board_file", args=[name]), query)
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert name in answer.headers["Content-Disposition"]
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def table(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_codebook_follows_the_schema(organiser, client_of, campaign, board_of_cards):
    root = ET.fromstring(fetch(client_of(organiser), "codeboek.qdc"))  # noqa: S314
    check_schema(root, set())
    space = {"q": NAMESPACE}
    key = root.find("q:Codes/q:Code", space)
    assert (key.get("name"), key.get("isCodable"), key.get("color")) == (
        "Ademen", "false", "#45E3F2",
    )  # fmt: skip
    assert key.find("q:Description", space).text == "Wij ademen."
    assert [code.get("name") for code in key.findall("q:Code", space)] == [
        "Groen", "Stilte & <rust>",
    ]  # fmt: skip
    assert key.find("q:Code/q:Description", space).text == (
        "Mensen willen “groen”.\n\nVeel bomen.\n\nEn gras."
    )
    free = root.findall("q:Codes/q:Code", space)[1]
    assert (free.get("name"), free.get("color")) == ("=HYPERLINK(1)", None)
    durven = root.find("q:Sets/q:Set", space)
    assert durven.get("name") == "Durven"
    assert durven.find("q:MemberCode", space).get("guid") == guid_of(
        need_of(campaign, "groen"), campaign
    )


def test_an_empty_board_gives_a_codebook_too(organiser, client_of, campaign):
    data = fetch(client_of(organiser), "codeboek.qdc")
    check_schema(ET.fromstring(data), set())  # noqa: S314
    assert b"<Codes/>" in data


def test_the_guid_outlives_another_name(organiser, campaign, board_of_cards):
    need = need_of(campaign, "groen")
    before = guid_of(need, campaign)
    rename_need(need=need, name="Groen overal", by=organiser)
    assert guid_of(need_of(campaign, "groen"), campaign) == before
    assert before != guid_of(campaign.keys.get(), campaign)


def test_taguette_gets_its_own_columns(organiser, client_of, campaign, board_of_cards):
    client = client_of(organiser)
    header, *rows = table(fetch(client, "taguette-codeboek.csv"))
    assert header == ["tag", "description", "number of highlights", "number of documents"]
    assert rows[1] == ["Groen", "Mensen willen “groen”.\n\nVeel bomen.\n\nEn gras.", "2", "2"]
    header, *rows = table(fetch(client, "taguette-fragmenten.csv"))
    assert header == ["id", "document", "tag", "content"]
    first = board_of_cards[0]
    assert rows[0] == [
        str(first.pk), f"droom {first.contribution.number}", "Groen", "Meer bomen",
    ]  # fmt: skip
    assert len(rows) == 3, "only cards that lie in a need"


def test_talk_to_the_city_gets_every_card_with_words(
    organiser, client_of, campaign, board_of_cards
):
    header, *rows = table(fetch(client_of(organiser), "talk-to-the-city.csv"))
    assert header == ["id", "interview", "comment"]
    assert [row[2] for row in rows] == [
        "Meer bomen", "'=cmd|'/c calc'!A0", "Een bank", "Stil", "Later",
    ]  # fmt: skip


def test_the_workbook_holds_everything_and_no_formula(
    organiser, client_of, campaign, board_of_cards
):
    data = fetch(client_of(organiser), "bord.xlsx")
    assert b"Hildegard" not in data
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["cards", "needs", "keys", "values", "qualities", "moves"]
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.value)
                assert cell.value != "Hildegard"
    rows = {name: list(book[name].values) for name in book.sheetnames}
    cards = [dict(zip(rows["cards"][0], row, strict=True)) for row in rows["cards"][1:]]
    assert [(card["quote"], card["place"], card["need"], card["key"]) for card in cards] == [
        ("Meer bomen", "need", "Groen", "Ademen"),
        ("=cmd|'/c calc'!A0", "need", "Groen", "Ademen"),
        ("Een bank", "need", "=HYPERLINK(1)", None),
        ("Stil", "pile", None, None),
        ("Later", "set aside", None, None),
    ]
    assert cards[4]["reason"] == "=1+1"
    needs = [dict(zip(rows["needs"][0], row, strict=True)) for row in rows["needs"][1:]]
    assert [(need["need"], need["cards"], need["values"]) for need in needs] == [
        ("=HYPERLINK(1)", 1, None), ("Groen", 2, "Durven"), ("Stilte & <rust>", 0, None),
    ]  # fmt: skip
    assert len(rows["moves"]) == 1 + 4
    assert [rows[name][1][0] for name in ("keys", "values", "qualities")] == [1, "Durven", "Warm"]


def test_only_what_may_be_online_when_asked(organiser, client_of, campaign, board_of_cards):
    hidden = board_of_cards[0].contribution
    hidden.consent_online = False
    hidden.save()
    client = client_of(organiser)
    for name in ("taguette-fragmenten.csv", "talk-to-the-city.csv"):
        assert b"Meer bomen" in fetch(client, name)
        assert b"Meer bomen" not in fetch(client, name, dromen="openbaar")
    book = openpyxl.load_workbook(io.BytesIO(fetch(client, "bord.xlsx", dromen="openbaar")))
    assert book["cards"].max_row == 1 + 4
    assert book["moves"].max_row == 1 + 3


def test_what_was_held_back_is_in_no_file(organiser, client_of, campaign, board_of_cards):
    held = board_of_cards[0].contribution
    held.status = "held"
    held.save()
    client = client_of(organiser)
    for name in ("taguette-fragmenten.csv", "talk-to-the-city.csv"):
        assert b"Meer bomen" not in fetch(client, name)
    assert table(fetch(client, "taguette-codeboek.csv"))[2][2] == "1"


def test_there_is_no_other_file(organiser, client_of, campaign):
    url = reverse("clustering:board_file", args=["wachtwoorden.csv"])
    assert client_of(organiser).get(url).status_code == 404


@pytest.mark.parametrize("name", ["codeboek.qdc", "taguette-codeboek.csv"])
def test_there_and_back_gives_the_same_needs(organiser, client_of, campaign, board_of_cards, name):
    data = fetch(client_of(organiser), name)
    before = list(Need.objects.order_by("name").values("name", "statement", "summary", "key"))
    client = client_of(organiser)
    assert send(client, name, data)["new"] == 0, "in the same campaign nothing is new"
    Card.objects.update(need=None)
    Need.objects.all().delete()
    context = send(client, name, data)
    assert context["new"] == len(before)
    client.post(reverse("clustering:enter_codebook"), {"codebook": context["sealed"]})
    after = list(Need.objects.order_by("name").values("name", "statement", "summary", "key"))
    if name.endswith(".csv"):  # it has no keys
        before = [row | {"key": None} for row in before]
    assert after == before


def send(client, name, data):
    upload = io.BytesIO(data)
    upload.name = name
    answer = client.post(reverse("clustering:interchange"), {"file": upload})
    assert answer.status_code == 200, answer.context["form"].errors
    return answer.context


def test_a_need_that_got_another_name_since_is_not_made_again(
    organiser, client_of, campaign, board_of_cards
):
    entries = read_qdc(fetch(client_of(organiser), "codeboek.qdc")).entries
    rename_need(need=need_of(campaign, "groen"), name="Groen overal", by=organiser)
    lines = import_codebook(campaign=campaign, entries=entries, by=organiser)
    assert (lines[0].name, lines[0].outcome) == ("Groen overal", "kept")
    assert Need.objects.count() == 3


def test_files_take_the_same_queries_whatever_their_length(
    organiser, client_of, campaign, board_of_cards, django_assert_num_queries
):
    client = client_of(organiser)
    counted = {}
    for name in ("bord.xlsx", "codeboek.qdc", "taguette-fragmenten.csv"):
        with CaptureQueriesContext(connection) as found:
            fetch(client, name)
        counted[name] = len(found)
    more = make_cards(campaign, *(f"Droom {n}" for n in range(30)))
    for number, card in enumerate(more):
        need = make_need(campaign=campaign, name=f"Behoefte {number}")
        move_cards(campaign=campaign, cards=[card.pk], to=need, by=organiser)
    for name, queries in counted.items():
        with django_assert_num_queries(queries):
            fetch(client, name)


def test_the_room_says_what_every_file_is_for(organiser, client_of, campaign, board_of_cards):
    client = client_of(organiser)
    url = reverse("clustering:interchange")
    page = client.get(url).content.decode()
    for name in ("bord.xlsx", "codeboek.qdc", "taguette-codeboek.csv", "talk-to-the-city.csv"):
        assert reverse("clustering:board_file", args=[name]) in page
    only = client.get(url, {"dromen": "openbaar"}).content.decode()
    assert "bord.xlsx?dromen=openbaar" in only
    assert "codeboek.qdc?dromen=openbaar" not in only, "there are no dreams in it"


def test_another_campaign_stays_out_of_the_files(organiser, client_of, campaign, board_of_cards):
    other = factories.make_campaign(slug="elders", domain="elders.example")
    make_need(campaign=other, name="Van elders")
    make_cards(other, "Droom van elders")
    campaign.domain = "testserver"
    campaign.save()
    client = client_of(organiser)
    for name in ("codeboek.qdc", "taguette-codeboek.csv", "talk-to-the-city.csv"):
        assert b"elders" not in fetch(client, name).lower()


def test_the_workbook_holds_signs_that_xml_cannot(organiser, client_of, campaign):
    make_need(campaign=campaign, name="Een _x0041_ <en> & \x01 #N/A")
    make_cards(campaign, "  ruimte\nnieuwe regel  ", "🌳 boom", "#REF!")
    book = openpyxl.load_workbook(io.BytesIO(fetch(client_of(organiser), "bord.xlsx")))
    quotes = [row[2] for row in book["cards"].iter_rows(min_row=2, values_only=True)]
    assert quotes == ["  ruimte\nnieuwe regel  ", "🌳 boom", "#REF!"]
    name = book["needs"]["A2"].value.replace("_x005F_", "_")  # Excel reads it so, openpyxl not
    assert name == "Een _x0041_ <en> &  #N/A"
    assert book["cards"].freeze_panes == "A2"


def test_a_workbook_leaves_piece_by_piece_and_rows_past_z_have_a_place():
    asked = []

    def rows():
        for number in range(2_000):
            asked.append(number)
            yield [number, *("x" * 30)]

    pieces = write_workbook([("breed", ["n", *(f"k{n}" for n in range(30))], rows())])
    first = next(pieces)
    assert first.startswith(b"PK")
    assert len(asked) < 600, "the first piece does not wait for the last row"
    book = openpyxl.load_workbook(io.BytesIO(first + b"".join(pieces)))
    assert book["breed"].dimensions == "A1:AE2001"
    assert book["breed"]["AE2001"].value == "x"
