"""The exports of other systems, with their exact headers: known by name and read whole."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from campaigns.imports.errors import MappingRefused
from campaigns.imports.profiles import ANY_TABLE, PROFILES, find_profile, read_plan
from campaigns.imports.rows import LOCAL_TIME, Parsed, Rejected, convert, read_ids
from campaigns.imports.tables import read_table

SAMPLES = Path(__file__).parents[2] / "samples"


def as_csv(header, *rows, delimiter=","):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(header)
    for row in rows:
        writer.writerow([row.get(name, "") for name in header])
    return out.getvalue().encode()


def as_xlsx(header, *rows):
    book = openpyxl.Workbook()
    book.active.append(header)
    for row in rows:
        book.active.append([row.get(name) for name in header])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data, profile=""):
    table = read_table(data, filename="x")
    mapping, recipe = read_plan(table, profile)
    return recipe, convert(table, mapping, default_language=None, recipe=recipe)


def reasons(rows):
    return {row.number: row.reason for row in rows if isinstance(row, Rejected)}


DECIDIM_NEW = [
    "id", "author/id", "author/name", "author/url", "taxonomies/id", "taxonomies/name/nl",
    "participatory_space/id", "participatory_space/url", "component/id", "title/nl", "title/fr",
    "body/nl", "body/fr", "address", "latitude", "longitude", "state", "state_published_at",
    "reference", "answer/nl", "answered_at", "votes", "likes/total_count",
    "likes/user_endorsements", "comments", "attachments", "follows_count", "published_at", "url",
    "meeting_urls", "related_proposals", "is_amend", "original_proposal/title",
    "original_proposal/url", "withdrawn", "withdrawn_at", "created_at", "updated_at",
    "created_in_meeting", "coauthorships_count", "cost", "cost_report", "execution_period",
]  # fmt: skip
DECIDIM_OLD = [
    "id", "category/id", "category/name/nl", "scope/id", "scope/name/nl",
    "participatory_space/id", "participatory_space/url", "component/id", "title", "body", "address",
    "latitude", "longitude", "state", "reference", "answer", "supports",
    "endorsements/total_count", "endorsements/user_endorsements", "comments", "attachments",
    "followers", "published_at", "url", "meeting_urls", "related_proposals", "is_amend",
]  # fmt: skip
PROPOSAL = {
    "id": "1203", "author/name": "Hilde Peeters, Jan Claes", "component/id": "7",
    "title/nl": "Meer bomen", "body/nl": "<p>In de <b>Noordstraat</b>.</p>", "latitude": "50,9465",
    "longitude": "3.1227", "state": "accepted", "votes": "12", "created_at":
    "2026-01-17 10:38:20 +0100", "url": "https://x.be/proposals/1203",
    "related_proposals": "457, 1189", "withdrawn": "false", "taxonomies/name/nl": "Groen",
}  # fmt: skip


@pytest.mark.parametrize("form", [as_csv, as_xlsx])
def test_decidim_of_today(form):
    recipe, rows = read(
        form(
            DECIDIM_NEW,
            PROPOSAL,
            PROPOSAL | {"id": "1204", "state": "rejected"},
            PROPOSAL | {"id": "1205", "withdrawn": "true"},
            PROPOSAL | {"id": "1206", "withdrawn_at": "2026-02-01 10:00:00 +0100"},
            PROPOSAL | {"id": "1207", "title/nl": "", "body/nl": "", "title/fr": "Plus d'arbres",
                        "body/fr": "Dans la rue."},
        )
    )  # fmt: skip
    assert recipe.name == "Decidim"
    first, last = rows[0], rows[4]
    assert (first.source_id, first.name, first.language) == ("1203", "Hilde Peeters", "nl")
    assert first.text == "Meer bomen\n\nIn de Noordstraat."
    assert (first.latitude, first.longitude) == (Decimal("50.946500"), Decimal("3.122700"))
    assert first.created_at.date() == date(2026, 1, 17)
    assert first.related == ("457", "1189")
    assert reasons(rows) == {3: "rejected_there", 4: "withdrawn_there", 5: "withdrawn_there"}
    assert (last.text, last.language) == ("Plus d'arbres\n\nDans la rue.", "fr")
    assert set(recipe.votes) == {"votes", "likes/total_count"}
    assert recipe.tags == ("taxonomies/name/nl",)


def test_decidim_of_before():
    recipe, rows = read(
        as_csv(
            DECIDIM_OLD,
            {"id": "31", "title": "Meer bomen", "body": "Overal.", "category/name/nl": "Groen",
             "scope/name/nl": "Rumbeke", "component/id": "7", "supports": "4"},
            {"id": "32", "title": "Weg", "body": "Ingetrokken.", "state": "withdrawn"},
            delimiter=";",
        )
    )  # fmt: skip
    assert recipe.name == "Decidim"
    assert (rows[0].text, rows[0].district) == ("Meer bomen\n\nOveral.", "Rumbeke")
    assert reasons(rows) == {3: "withdrawn_there"}
    assert "supports" in recipe.votes


def test_decidim_as_json():
    recipe, rows = read(
        json.dumps(
            [{"id": 1203, "author": {"id": [4, 5], "name": ["Hilde Peeters", "Jan Claes"]},
              "component": {"id": 7}, "title": {"nl": "Meer bomen"}, "body": {"nl": "Overal."},
              "coauthorships_count": 2, "latitude": 50.9, "longitude": 3.1, "withdrawn": False,
              "related_proposals": ["https://x.be/f/7/proposals/457",
                                    "https://x.be/f/7/proposals/1189"]},
             {"id": 1204, "title": {"nl": "Weg"}, "body": {"nl": "Weg."}, "withdrawn": True}]
        ).encode()
    )  # fmt: skip
    assert recipe.name == "Decidim"
    assert (rows[0].source_id, rows[0].name) == ("1203", "Hilde Peeters")
    assert rows[0].related == ("457", "1189")
    assert (str(rows[0].latitude), rows[0].language) == ("50.900000", "nl")
    assert reasons(rows) == {3: "withdrawn_there"}


def test_ids_are_read_whole():
    assert read_ids("https://x.be/f/1/results/9;https://x.be/proposals/1203") == ("9", "1203")
    assert read_ids("12, 345|6") == ("12", "345", "6")
    assert read_ids("https://x.be/proposals/88/?locale=nl") == ("88",)
    assert read_ids("geen") == ()


FORM_NL = [
    "Voornaam", "Achternaam", "E-mailadres", 'Toestemming ("X")',
    "Datum gepubliceerd (dd-mm-jjjj)", "Titel", "Beschrijving", "Tags", "Locatie",
    "Afbeelding URL", "Breedtegraad", "Lengtegraad",
]  # fmt: skip
FORM_EN = [
    "First name", "Last name", "Email address", 'Permission (put "X")',
    "Date Published (dd-mm-yyyy)", "Title", "Description", "Tags", "Location", "Image URL",
    "Latitude", "Longitude",
]  # fmt: skip


@pytest.mark.parametrize("header", [FORM_NL, FORM_EN], ids=["nl", "en"])
def test_go_vocal_template(header):
    cells = ["Hilde", "Peeters", "h@example.org", "X", "03-02-2026", "Meer bomen", "Overal.",
             "Groen; Verkeer", "Noordstraat 1", "", 50.9, 3.1]  # fmt: skip
    with_consent = dict(zip(header, cells, strict=True))
    without = with_consent | {header[3]: "", header[6]: "Ergens anders."}
    recipe, rows = read(as_xlsx(header, with_consent, without))
    assert (recipe.profile, recipe.name) == ("go_vocal_form", "Go Vocal")
    assert [row.name for row in rows] == ["Hilde", ""]
    assert "no_consent" in rows[1].notes
    assert rows[0].text == "Meer bomen\n\nOveral."
    assert rows[0].created_at.astimezone(LOCAL_TIME).date() == date(2026, 2, 3)
    assert (str(rows[0].latitude), str(rows[0].longitude)) == ("50.900000", "3.100000")
    everything = repr(rows)
    assert "h@example.org" not in everything
    assert "Peeters" not in everything


def test_go_vocal_template_by_place_where_a_label_is_unknown():
    header = [*FORM_NL]
    header[0] = "Roepnaam"
    header[4] = "Wanneer"
    cells = dict(
        zip(header, ["Hilde", "P", "", "x", "03-02-2026", "Bomen", "Overal."], strict=False)
    )
    _recipe, rows = read(as_xlsx(header, cells), profile="go_vocal_form")
    assert rows[0].name == "Hilde"
    assert rows[0].created_at.astimezone(LOCAL_TIME).date() == date(2026, 2, 3)


GO_VOCAL_NL = [
    "ID", "Titel", "Beschrijving", "Breedtegraad", "Lengtegraad", "Naam auteur", "Email auteur",
    "ID auteur", "Ingediend om", "Gepubliceerd om", "Reacties", "Likes", "Dislikes", "Keuzes",
    "Deelnemers", "Stemmen", "Begroting", "URL", "Project", "Status", "Toegewezen aan",
    "E-mailadres toegewezen persoon",
]  # fmt: skip
GO_VOCAL_KEYS = [
    "input_id", "title", "body", "latitude", "longitude", "author_fullname", "author_email",
    "author_id", "created_at", "published_at", "comments_count", "likes_count", "dislikes_count",
    "picks", "participants", "votes_count", "budget", "manual_votes", "input_url", "project",
    "status", "assignee_fullname", "assignee_email",
]  # fmt: skip


@pytest.mark.parametrize("header", [GO_VOCAL_NL, GO_VOCAL_KEYS], ids=["nl", "keys"])
def test_go_vocal_export(header):
    cells = ["8f-1", "Meer bomen", "<p>Overal.</p>", "50.9", "3.1", "Hilde Peeters", "h@example.org",
             "a-7", "02/03/2026", "02/04/2026", "2", "5"]  # fmt: skip
    recipe, rows = read(as_xlsx(header, dict(zip(header, cells, strict=False))))
    assert (recipe.profile, recipe.name) == ("go_vocal", "Go Vocal")
    assert (rows[0].source_id, rows[0].name) == ("8f-1", "Hilde Peeters")
    assert rows[0].text == "Meer bomen\n\nOveral."
    # Their Excel files write month/day/year.
    assert rows[0].created_at.astimezone(LOCAL_TIME).date() == date(2026, 2, 3)
    assert recipe.votes
    assert "h@example.org" not in repr(rows)


def test_consul_as_graphql():
    node = {
        "id": "12", "title": "Meer bomen", "summary": "Kort", "description": "<p>Overal.</p>",
        "publicCreatedAt": "2026-01-17 10:38:20 +0100", "cachedVotesUp": 9, "commentsCount": 1,
        "confidenceScore": 900, "hotScore": 12, "geozone": {"id": "1", "name": "Rumbeke"},
        "retiredAt": None, "retiredReason": None, "retiredExplanation": None,
        "tags": {"edges": [{"node": {"name": "groen"}}, {"node": {"name": "verkeer"}}]},
        "publicAuthor": {"id": "3", "username": "Hilde"}, "videoUrl": "",
    }  # fmt: skip
    gone = node | {"id": "13", "retiredAt": "2026-02-01 10:00:00 +0100"}
    data = {"data": {"proposals": {"edges": [{"node": node}, {"node": gone}]}}}
    recipe, rows = read(json.dumps(data).encode())
    assert recipe.name == "CONSUL"
    assert (rows[0].source_id, rows[0].name, rows[0].district) == ("12", "Hilde", "Rumbeke")
    assert rows[0].text == "Meer bomen\n\nOveral."
    assert reasons(rows) == {3: "withdrawn_there"}
    assert "cachedVotesUp" in recipe.votes
    assert recipe.tags == ("tags/name",)


def test_consul_of_madrid():
    recipe, rows = read((SAMPLES / "consul-madrid-es" / "proposals.csv").read_bytes())
    assert recipe.name == "CONSUL"
    assert any(isinstance(row, Parsed) for row in rows)


ADHOCRACY_KEYS = [
    "reference_number", "link", "image", "name", "description", "category", "labels",
    "location_lon", "location_lat", "location_label", "creator", "created", "ratings_positive",
    "ratings_negative", "comment_count", "moderator_status", "moderator_feedback_text",
    "moderator_remark", "creator_contact_consent", "creator_email", "creator_phone",
]  # fmt: skip
ADHOCRACY_EN = [
    "Reference No.", "Link", "Image", "Name", "Description", "Category", "Labels",
    "Location (Longitude)", "Location (Latitude)", "Location label", "Creator", "Created",
    "Positive ratings", "Negative ratings", "Comment count", "Status", "Feedback", "Remark",
    "Contact consent", "Creator email", "Creator phone",
]  # fmt: skip


@pytest.mark.parametrize("header", [ADHOCRACY_KEYS, ADHOCRACY_EN], ids=["keys", "en"])
def test_adhocracy(header):
    cells = ["2026-00123", "https://x.de/ideas/2026-00123/", "", "Meer bomen", "<p>Overal.</p>",
             "Groen", "a, b", "3.1", "50.9", "Plein", "hilde", "2026-02-03 10:00", "3", "1", "0",
             "", "", "", "ja", "h@example.org", "0470"]  # fmt: skip
    refused = [*cells]
    refused[0], refused[15] = "2026-00124", "Rejected"
    recipe, rows = read(
        as_xlsx(header, *(dict(zip(header, c, strict=True)) for c in (cells, refused)))
    )
    assert recipe.name == "adhocracy4"
    assert (rows[0].source_id, rows[0].name) == ("2026-00123", "hilde")
    assert rows[0].text == "Meer bomen\n\nOveral."
    assert (str(rows[0].latitude), str(rows[0].longitude)) == ("50.900000", "3.100000")
    assert reasons(rows) == {3: "rejected_there"}
    assert "h@example.org" not in repr(rows)


OPENSTAD = [
    "Inzending ID", "Project ID", "Widget ID", "Titel", "Samenvatting", "Beschrijving", "Budget",
    "Locatie (lat)", "Locatie (lng)", "Datum aangemaakt (leesbaar)", "Laatst bijgewerkt",
    "Verwijderd op", "Aantal likes", "Aantal dislikes", "Voortgang", "Waarschijnlijk spam",
    "Statussen", "Moderatie berichten", "Afbeeldingen", "Documenten", "Embedded URL",
    "Extra gegevens", "Gebruiker ID", "Gebruiker rol", "Gebruiker naam",
    "Gebruiker e-mailadres", "Gebruiker telefoonnummer", "Gebruiker adres",
    "Gebruiker woonplaats", "Gebruiker postcode", "tags.thema",
]  # fmt: skip


def test_openstad():
    row = {"Inzending ID": "88", "Titel": "Meer bomen", "Samenvatting": "Kort",
           "Beschrijving": "Overal.", "Locatie (lat)": "50.9", "Locatie (lng)": "3.1",
           "Datum aangemaakt (leesbaar)": "03-02-2026 10:00:00", "Gebruiker naam": "Hilde Peeters",
           "Gebruiker e-mailadres": "h@example.org", "Gebruiker woonplaats": "Rumbeke",
           "Aantal likes": 4, "tags.thema": "Groen", "Waarschijnlijk spam": "Nee"}  # fmt: skip
    recipe, rows = read(
        as_xlsx(
            OPENSTAD, row, row | {"Inzending ID": "89", "Verwijderd op": "2026-03-01"},
            row | {"Inzending ID": "90", "Waarschijnlijk spam": "Ja"},
            row | {"Inzending ID": "91", "Statussen": "Afgewezen"},
        )
    )  # fmt: skip
    assert recipe.name == "OpenStad"
    assert (rows[0].source_id, rows[0].name, rows[0].district) == ("88", "Hilde Peeters", "Rumbeke")
    assert rows[0].text == "Meer bomen\n\nOveral."
    assert str(rows[0].latitude) == "50.900000"
    assert rows[0].created_at.astimezone(LOCAL_TIME).date() == date(2026, 2, 3)
    assert reasons(rows) == {3: "deleted_there", 4: "spam_there", 5: "rejected_there"}
    assert recipe.tags == ("tags.thema",)


def test_your_priorities():
    header = [
        "Group Id", "Post Id", "Created", "Status", "User name", "Email", "Post name",
        "Description", "Locale", "Latitude", "Longitude", "URL", "Category", "Up Votes",
        "Down Votes", "Points Count", "Images", "Media URLs", "Post transcript",
    ]  # fmt: skip
    row = {"Group Id": 1, "Post Id": 77, "Created": "2026-02-03", "Status": "published",
           "User name": "Hilde", "Post name": "Meer bomen", "Description": "Overal.",
           "Locale": "fr", "Up Votes": 3}  # fmt: skip
    recipe, rows = read(as_xlsx(header, row, row | {"Post Id": 78, "Status": "deleted"}))
    assert recipe.name == "Your Priorities"
    assert (rows[0].source_id, rows[0].text, rows[0].language) == (
        "77", "Meer bomen\n\nOveral.", "fr",
    )  # fmt: skip
    assert reasons(rows) == {3: "rejected_there"}


def test_polis_comments():
    header = ["timestamp", "comment-id", "author-id", "agrees", "disagrees", "moderated", "is-meta",
              "is-seed", "group-informed-consensus", "comment-body"]  # fmt: skip
    row = {"timestamp": "1726860676783", "comment-id": "2", "author-id": "0", "agrees": "57",
           "moderated": "1", "is-seed": "true", "comment-body": "Meer bomen"}  # fmt: skip
    recipe, rows = read(
        as_csv(header, row, row | {"comment-id": "3", "moderated": "-1"},
               row | {"comment-id": "4", "moderated": "0", "is-seed": "false"})
    )  # fmt: skip
    assert recipe.name == "Polis"
    assert reasons(rows) == {3: "rejected_there"}
    assert rows[0].notes == ("seed",)
    assert (rows[2].notes, rows[2].name) == ((), "")
    assert rows[0].created_at.date() == date(2024, 9, 20)
    assert set(recipe.votes) == {"agrees", "disagrees", "group-informed-consensus"}


@pytest.mark.parametrize("header", [["id", "interview", "comment", "video", "timestamp"],
                                    ["comment-id", "interview", "comment"]])  # fmt: skip
def test_talk_to_the_city(header):
    row = dict(zip(header, ["9", "Alice", "I love cats"], strict=False))
    recipe, rows = read(as_csv(header, row))
    assert recipe.name == "Talk to the City"
    assert (rows[0].source_id, rows[0].name, rows[0].text) == ("9", "Alice", "I love cats")


@pytest.mark.parametrize("name", ["statement_text", "response", "answer", "text", "comment-body"])
def test_aliases_of_a_comment_are_read_without_a_profile(name):
    recipe, rows = read(as_csv(["row-id", name], {"row-id": "9", name: "Meer bomen in de straat"}))
    assert recipe.profile == ""
    assert (rows[0].source_id, rows[0].text) == ("9", "Meer bomen in de straat")


def test_any_other_table_has_no_profile():
    assert find_profile(["id", "tekst", "wijk"]) is None
    assert find_profile(["id", "title", "description"]) is None


def test_every_profile_has_a_key_of_its_own():
    assert len({profile.key for profile in PROFILES}) == len(PROFILES)


def test_profile_can_be_chosen_or_left_aside():
    data = as_csv(["comment-id", "comment-body", "moderated"],
                  {"comment-id": "1", "comment-body": "Meer bomen graag", "moderated": "-1"})  # fmt: skip
    assert reasons(read(data)[1]) == {2: "rejected_there"}
    assert reasons(read(data, ANY_TABLE)[1]) == {}
    with pytest.raises(MappingRefused) as raised:
        read(data, "openstad")
    assert (raised.value.code, raised.value.params) == ("not_of_profile", {"system": "OpenStad"})


@pytest.mark.parametrize(
    ("latitude", "longitude", "place"),
    [
        ("50,9465", "3,1227", ("50.946500", "3.122700")),
        ("-33.5", "-70.123456789", ("-33.500000", "-70.123457")),
        ("91", "3", None), ("50", "181", None), ("50.9", "", None), ("hier", "daar", None),
        ("NaN", "3", None), ("1e999", "3", None), ("0", "0", None), ("Infinity", "3", None),
    ],
)  # fmt: skip
def test_place_is_checked(latitude, longitude, place):
    data = as_csv(["id", "title/nl", "body/nl", "component/id", "latitude", "longitude"],
                  {"id": "1", "title/nl": "Bomen", "latitude": latitude, "longitude": longitude})  # fmt: skip
    row = read(data)[1][0]
    found = row.latitude and (str(row.latitude), str(row.longitude))
    assert found == place
    assert ("unreadable_place" in row.notes) == (place is None)


@pytest.mark.parametrize(
    "data",
    [b"[" * 100_000, b'{"a":' * 50_000 + b"1" + b"}" * 50_000, b'{"a": 1}', b"[]", b'[{"a": }]',
     b'{"": ""', b'[{"a": 1}, 2]', b'"tekst"'],
)  # fmt: skip
def test_json_that_is_no_table_is_refused(data):
    with pytest.raises(Exception) as raised:  # noqa: PT011 -- the kinds are listed below
        read(data)
    assert type(raised.value).__name__ in {"FileUnreadable", "MappingRefused", "FileRefused"}
