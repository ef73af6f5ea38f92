"""Columns are found by the name other systems give them, and else by what is in them."""

from pathlib import Path

import pytest

from campaigns.imports.errors import MappingRefused
from campaigns.imports.headers import plain_name, split_locale
from campaigns.imports.mapping import Mapping, guess_mapping, parse_mapping
from campaigns.imports.tables import Row, Table, read_table

SAMPLES = Path(__file__).parents[2] / "samples"
LONG = "Meer bomen en banken langs de Mandel, zodat iedereen er kan rusten"
VALUES = {
    "date": "2012-03-14 10:00:00 +0100",
    "url": "https://x.be/f/{n}",
    "id": "{n}",
    "count": "3",
    "who": "An",
    "text": LONG + " {n}",
    "title": "Een groene Mandel {n}",
    "lang": "nl",
}


def table(**columns: str) -> Table:
    """Return a table of three rows; each header names the kind of its values."""
    return from_pairs(list(columns.items()))


def from_pairs(columns: list[tuple[str, str]]) -> Table:
    rows = [
        Row(n, {name: VALUES.get(kind, kind).format(n=n) for name, kind in columns})
        for n in (2, 3, 4)
    ]
    return Table([name for name, _ in columns], rows, "utf-8", ";")


SYSTEMS = {
    "Decidim": (
        [("id", "id"), ("author/id", "id"), ("author/name", "who"), ("author/url", "url"),
         ("participatory_space/id", "id"), ("participatory_space/url", "url"),
         ("scope/name/nl", "Centrum"), ("title/nl", "title"), ("body/nl", "text"),
         ("state", "accepted"), ("reference", "RSL-PROP-{n}"), ("answer/nl", "text"),
         ("votes", "count"), ("comments", "count"), ("published_at", "date"), ("url", "url"),
         ("created_at", "date")],
        Mapping(("title/nl", "body/nl"), "id", "author/name", "scope/name/nl", None, None,
                "created_at", "url"),
    ),
    "Go Vocal export": (
        [("ID", "id"), ("Titel", "title"), ("Beschrijving", "text"), ("Breedtegraad", "50.9"),
         ("Naam auteur", "who"), ("Email auteur", "an@x.be"), ("ID auteur", "id"),
         ("Ingediend om", "date"), ("Gepubliceerd om", "date"), ("Reacties", "count"),
         ("Likes", "count"), ("URL", "url"), ("Project", "Roeselare"), ("Status", "nieuw")],
        Mapping(("Titel", "Beschrijving"), "ID", "Naam auteur", None, None, None,
                "Ingediend om", "URL"),
    ),
    "Go Vocal template": (
        [("Voornaam", "who"), ("Achternaam", "Peeters"), ("E-mailadres", "an@x.be"),
         ("Toestemming (\"X\")", "X"), ("Datum gepubliceerd (dd-mm-jjjj)", "14-03-2012"),
         ("Titel", "title"), ("Beschrijving", "text"), ("Tags", "groen"), ("Locatie", "hier")],
        Mapping(("Titel", "Beschrijving"), None, "Voornaam", None, None, None,
                "Datum gepubliceerd (dd-mm-jjjj)"),
    ),
    "CONSUL": (
        [("id", "id"), ("title", "title"), ("summary", "title"), ("description", "text"),
         ("publicCreatedAt", "date"), ("cachedVotesUp", "count"), ("geozone", "Centro"),
         ("publicAuthor", "who")],
        Mapping(("title", "description"), "id", "publicAuthor", "geozone", None, None,
                "publicCreatedAt"),
    ),
    "adhocracy4": (
        [("Reference No.", "r{n}"), ("Link", "url"), ("Name", "title"), ("Description", "text"),
         ("Category", "groen"), ("Creator", "who"), ("Created", "date"),
         ("Positive ratings", "count"), ("Comment count", "count"), ("Creator email", "a@x.be")],
        Mapping(("Name", "Description"), "Reference No.", "Creator", None, None, None, "Created",
                "Link"),
    ),
    "OpenStad": (
        [("Inzending ID", "id"), ("Project ID", "1"), ("Titel", "title"), ("Samenvatting", "title"),
         ("Beschrijving", "text"), ("Datum aangemaakt (leesbaar)", "14-03-2012 10:20"),
         ("Aantal likes", "count"), ("Gebruiker ID", "4"), ("Gebruiker naam", "who"),
         ("Gebruiker e-mailadres", "a@x.be"), ("Gebruiker woonplaats", "Rumbeke")],
        Mapping(("Titel", "Beschrijving"), "Inzending ID", "Gebruiker naam",
                "Gebruiker woonplaats", None, None, "Datum aangemaakt (leesbaar)"),
    ),
    "Your Priorities": (
        [("Group Id", "9"), ("Post Id", "id"), ("Created", "date"), ("User name", "who"),
         ("Email", "a@x.be"), ("Post name", "title"), ("Locale", "lang"), ("URL", "url"),
         ("Up Votes", "count"), ("Post transcript", "text")],
        Mapping(("Post name", "Post transcript"), "Post Id", "User name", None, None, "Locale",
                "Created", "URL"),
    ),
    "Polis": (
        [("timestamp", "1651744336822"), ("comment-id", "id"), ("author-id", "4"),
         ("agrees", "count"), ("moderated", "1"), ("is-meta", "false"), ("comment-body", "text")],
        Mapping(("comment-body",), "comment-id", created_at="timestamp"),
    ),
    "Talk to the City": (
        [("id", "id"), ("interview", "who"), ("comment", "text")],
        Mapping(("comment",), "id", "interview"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("system", SYSTEMS)
def test_export_of_a_known_system_maps_by_itself(system):
    columns, expected = SYSTEMS[system]
    assert guess_mapping(from_pairs(columns)) == expected


@pytest.mark.parametrize(
    ("sample", "text", "source_id"),
    [
        ("klimarat-de/klimarat_odd.csv", ("text",), "id"),
        ("consul-madrid-es/proposals.csv", ("title", "description"), "id"),
        ("t3c-csv-samples-en/test_hard_cases_22.csv", ("comment",), "id"),
    ],
)
def test_real_exports_map_by_themselves(sample, text, source_id):
    found = guess_mapping(read_table((SAMPLES / sample).read_bytes(), filename=sample))
    assert (found.text, found.source_id) == (text, source_id)


@pytest.mark.parametrize(
    "header",
    [
        "Tekst",
        "TEXTE",
        "beschrijving:",
        "Descripción",
        "Descripció",
        "Beschreibung",
        "Idée",
        "idea",
    ],
)
def test_header_is_found_in_any_of_the_languages(header):
    assert guess_mapping(from_pairs([("nr", "id"), (header, "text")])).text == (header,)


def test_survey_question_is_found_by_its_long_answers():
    columns = [("Wijk", "Beveren"), ("Leeftijd", "45-64"), ("1. Waar droom je van?", "text")]
    found = guess_mapping(from_pairs(columns))
    assert found == Mapping(("1. Waar droom je van?",), district="Wijk", age="Leeftijd")


def test_catalan_data_is_a_date_and_not_a_text():
    assert guess_mapping(table(data="date", cos="text")).created_at == "data"


def test_name_is_a_person_when_nobody_else_is():
    assert guess_mapping(table(naam="who", tekst="text")).name == "naam"


def test_fullest_language_is_chosen_and_dutch_when_equal():
    columns = [
        ("title/fr", "title"),
        ("title/nl", "title"),
        ("body/fr", "text"),
        ("body/nl", "text"),
    ]
    assert guess_mapping(from_pairs(columns)).text == ("title/nl", "body/nl")
    source = from_pairs(columns)
    source.rows[0].cells["body/nl"] = ""
    assert guess_mapping(source).text == ("title/fr", "body/fr")


def test_id_that_repeats_is_no_id():
    assert guess_mapping(table(id="7", tekst="text")).source_id is None


@pytest.mark.parametrize(
    "columns",
    [
        {"timestamp": "date", "comment_id": "id", "vote": "count"},
        {"id": "id", "url": "url", "status": "ja"},
    ],
)
def test_table_without_text_is_refused(columns):
    with pytest.raises(MappingRefused) as raised:
        guess_mapping(table(**columns))
    assert raised.value.code == "no_text_column"
    assert raised.value.params["columns"] == ", ".join(columns)


def test_mapping_is_read_from_the_command_line():
    columns = ["Ref", "titel", "body", "Wat, en waarom?"]
    found = parse_mapping('text=titel,"Wat, en waarom?"; id=ref', columns=columns)
    assert found == Mapping(("titel", "Wat, en waarom?"), source_id="Ref")
    assert found.columns() == ("titel", "Wat, en waarom?", "Ref")


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        ("text=nowhere", "unknown_column"),
        ("id=id", "no_text_column"),
        ("text=;id=id", "no_text_column"),
        ("", "no_text_column"),
        ("body", "bad_mapping"),
        ("tekst=body", "unknown_role"),
        ("text=body;text=id", "role_twice"),
        ("text=body;id=id,body", "one_column_only"),
    ],
)
def test_wrong_mapping_is_refused_with_a_code(spec, code):
    with pytest.raises(MappingRefused) as raised:
        parse_mapping(spec, columns=["id", "body"])
    assert raised.value.code == code


def test_header_is_split_in_name_and_language():
    assert split_locale("body/nl") == ("body", "nl")
    assert split_locale("title/nl-BE") == ("title", "nl")
    assert split_locale("author/id") == ("author/id", "")
    assert split_locale("author/name") == ("author/name", "")
    assert plain_name("Datum aangemaakt (leesbaar)") == "datum aangemaakt"
    assert plain_name("Nom de l'auteur") == "nom de l auteur"
