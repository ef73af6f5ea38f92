"""Open data: files anybody may use again, without anything that points at a person."""

import csv
import hashlib
import io
import json
from datetime import timedelta
from unittest import mock

import openpyxl
import pytest
from django.core.files.storage import InMemoryStorage
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from campaigns import clock
from campaigns.models import Contribution, Decision, Status, Verdict
from campaigns.services.ledger import withdraw_contribution
from publications.models import DataFile, OpenData
from publications.models import Status as Stage
from publications.opendata.dictionary import DICTIONARY_HEADER, FILES, dictionary_rows
from publications.opendata.rows import OpenDream, comment_cells, dream_cells
from publications.opendata.writers import XlsxWriter
from publications.services import opendata as publishing
from publications.services.opendata import (
    make_open_data,
    read_open_dreams,
    request_open_data,
    sweep_open_data,
)
from survey.models import Burst, Participant, Score, Tally
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/open-data/"
PAYLOADS = [
    "=1+1", "+1", "-1+2", "@SUM(A1)", "=HYPERLINK(\"http://kwaad.example\";\"Klik\")",
    "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "＋1", "－1", "＠SUM(A1)", "=cmd|' /C calc'!A0",
    "-cmd|' /C calc'!A0", ";=1", '"=1"', '";=1;"', "ID", "=IMPORTXML(\"x\";\"y\")", "=DDE(\"a\";\"b\")",
    "'=1", "''=1", "=\n1", "\"=1,\"\"2", "+32 51 00", "-5 graden", "=", "+", "-", "@", "@hilde",
    "=WEBSERVICE(\"x\")", "＝HYPERLINK(1)", "\u00a0=1", "=A1&\"\"", "=2^10", "-2+3+cmd", "|=1", "%0A=1",
]  # fmt: skip


def release(campaign):
    data = request_open_data(campaign=campaign)
    make_open_data(data.pk)
    data.refresh_from_db()
    assert data.status == Stage.READY, data.error
    return data


def content(campaign, name):
    with DataFile.objects.get(campaign=campaign, name=name).file.open("rb") as file:
        return file.read()


def table(campaign, name):
    return list(csv.DictReader(io.StringIO(content(campaign, name).decode("utf-8-sig"))))


def score(dream, value, people, **fields):
    for _n in range(people):
        participant = Participant.objects.create(campaign=dream.campaign)
        Score.objects.create(participant=participant, contribution=dream, value=value, **fields)
    tally, _new = Tally.objects.get_or_create(
        contribution=dream, defaults={"campaign": dream.campaign, "channel": dream.channel}
    )
    tally.scores = Score.objects.counting().filter(contribution=dream).count()
    tally.save()


def test_every_file_is_made_with_the_columns_it_promises(campaign):
    factories.make_contribution(campaign)
    release(campaign)
    assert set(DataFile.objects.values_list("name", flat=True)) == {file.name for file in FILES}
    for file in FILES:
        stored = DataFile.objects.get(name=file.name)
        found = content(campaign, file.name)
        assert (stored.size, stored.sha256) == (len(found), hashlib.sha256(found).hexdigest())
        if file.form == "csv":
            header = next(csv.reader(io.StringIO(found.decode("utf-8-sig"))))
            assert tuple(header) == file.header
    assert (
        next(file.header for file in FILES if file.name == "woordenlijst.csv") == DICTIONARY_HEADER
    )


def test_exact_columns_of_other_tools(campaign):
    factories.make_contribution(campaign)
    release(campaign)
    first = {
        name: content(campaign, name).decode("utf-8-sig").splitlines()[0]
        for name in ("talk-to-the-city.csv", "polis-comments.csv", "polis-votes.csv")
    }
    assert first == {
        "talk-to-the-city.csv": "id,interview,comment",
        "polis-comments.csv": "timestamp,comment-id,author-id,agrees,disagrees,moderated,is-meta,"
        "is-seed,comment-body",
        "polis-votes.csv": "timestamp,datetime,comment-id,voter-id,vote",
    }


def test_only_public_dreams_without_anything_personal(campaign):
    factories.make_contribution(
        campaign, "Een bank voor iedereen.", display_name="Naamvan", origin="Thuis bij Naamvan",
        age_group="65-79",
    )  # fmt: skip
    factories.make_contribution(campaign, "Niet online.", consent_online=False)
    factories.make_contribution(campaign, "Wacht nog.", status=Status.WAITING)
    factories.make_contribution(campaign, "Vast.", status=Status.HELD)
    factories.make_contribution(factories.make_campaign(), "Van elders.")
    release(campaign)
    assert [row["text"] for row in table(campaign, "dromen.csv")] == ["Een bank voor iedereen."]
    codes = set(Contribution.objects.values_list("code", flat=True))
    for file in FILES:
        raw = content(campaign, file.name)
        if file.form != "xlsx":
            for secret in (
                "Naamvan",
                "Niet online",
                "Wacht nog",
                "Vast.",
                "Van elders",
                "65-79",
                *codes,
            ):
                assert secret not in raw.decode(), (file.name, secret)


def test_small_part_of_the_city_is_not_named(campaign):
    few, many = factories.make_district(campaign), factories.make_district(campaign, "Beveren")
    for n in range(5):
        factories.make_contribution(campaign, f"Droom {n}", district=many)
    for n in range(4):
        factories.make_contribution(campaign, f"Wens {n}", district=few)
    release(campaign)
    found = [row["district"] for row in table(campaign, "dromen.csv")]
    assert (found.count("Beveren"), found.count("Rumbeke"), found.count("")) == (5, 0, 4)


def test_place_is_a_street_and_the_moment_a_day(campaign):
    factories.make_contribution(campaign, latitude="50.946512", longitude="-3.122288")
    release(campaign)
    row = table(campaign, "dromen.csv")[0]
    assert (row["latitude"], row["longitude"], row["day"]) == ("50.947", "-3.122", "2027-05-10")


def test_scores_show_from_thirty_on_and_without_bursts(campaign):
    shown, hidden = factories.make_contribution(campaign), factories.make_contribution(campaign)
    score(shown, 2, 20)
    score(shown, 1, 7)
    score(shown, 0, 3)
    burst = Burst.objects.create(
        campaign=campaign, kind="scores", contribution=shown, started_at=clock.now(), ended_at=clock.now()
    )  # fmt: skip
    score(shown, 2, 5, burst=burst)
    score(shown, None, 2)
    score(hidden, 2, 29)
    release(campaign)
    first, second = table(campaign, "scores.csv")
    assert list(first.values()) == [str(shown.number), "30", "20", "7", "3"]
    assert list(second.values()) == [str(hidden.number), "", "", "", ""]
    votes = table(campaign, "polis-votes.csv")
    assert {vote["comment-id"] for vote in votes} == {str(shown.number)}
    assert sorted(vote["vote"] for vote in votes) == ["-1"] * 3 + ["0"] * 7 + ["1"] * 20
    assert {vote["voter-id"] for vote in votes} == {str(n) for n in range(30)}
    assert {vote["datetime"] for vote in votes} == {"2027-05-10"}
    comments = table(campaign, "polis-comments.csv")
    assert [(row["agrees"], row["disagrees"]) for row in comments] == [("20", "3"), ("", "")]
    raw = content(campaign, "polis-votes.csv").decode()
    assert not any(str(pk) in raw for pk in Participant.objects.values_list("pk", flat=True))


def test_one_voter_keeps_one_number(campaign):
    dreams = [factories.make_contribution(campaign, f"Droom {n}") for n in range(2)]
    for dream in dreams:
        score(dream, 2, 29)
    both = Participant.objects.create(campaign=campaign)
    for dream in dreams:
        Score.objects.create(participant=both, contribution=dream, value=0)
        Tally.objects.filter(contribution=dream).update(scores=30)
    release(campaign)
    against = [v["voter-id"] for v in table(campaign, "polis-votes.csv") if v["vote"] == "-1"]
    assert len(against) == 2
    assert len(set(against)) == 1


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_is_a_formula(payload, tmp_path):
    dream = OpenDream(1, payload, "nl", "online", payload, timezone.localdate(), None, None, "c")
    path = tmp_path / "x.xlsx"
    writer = XlsxWriter(path, ("ID", "b", "c", "d", "e", "f", "g", "h", "i"), "dromen")
    writer.add(dream_cells(dream))
    writer.close()
    for row in openpyxl.load_workbook(path).active.iter_rows():
        assert all(cell.data_type != "f" and not cell.hyperlink for cell in row)
    file = io.StringIO()
    lines = publishing.CsvWriter.__new__(publishing.CsvWriter)
    lines.rows, lines._file, lines._writer = 0, file, csv.writer(file)
    for cells in (dream_cells(dream), comment_cells(dream)):
        lines.add(cells)
    for row in csv.reader(io.StringIO(file.getvalue(), newline="")):
        texts = [cell for cell in row if not cell.lstrip("-").replace(".", "").isdigit()]
        assert not any(cell.lstrip().startswith(tuple("=+-@＝＋－＠")) for cell in texts), row


def test_numbers_stay_numbers(campaign):
    factories.make_contribution(campaign, latitude="50.9", longitude="-3.1")
    release(campaign)
    sheet = openpyxl.load_workbook(io.BytesIO(content(campaign, "dromen.xlsx"))).active
    assert isinstance(sheet[2][0].value, int)
    assert sheet[2][7].value == -3.1


def test_workbook_turns_the_page_before_excel_stops(tmp_path, monkeypatch):
    monkeypatch.setattr("publications.opendata.writers.ROWS_PER_SHEET", 2)
    writer = XlsxWriter(tmp_path / "x.xlsx", ("n",), "dromen")
    for n in range(5):
        writer.add((n,))
    writer.close()
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert [(s.title, s.max_row) for s in book.worksheets] == [
        ("dromen 1", 3), ("dromen 2", 3), ("dromen 3", 2),
    ]  # fmt: skip


def test_control_characters_and_emoji_do_not_break_a_file(campaign):
    factories.make_contribution(campaign, "Bomen \x0b 🌳 شجرة")
    release(campaign)
    sheet = openpyxl.load_workbook(io.BytesIO(content(campaign, "dromen.xlsx"))).active
    assert sheet[2][1].value == "Bomen  🌳 شجرة"


def test_json_and_package_are_valid(campaign):
    factories.make_contribution(campaign, 'Een "bank" – voor é')
    release(campaign)
    found = json.loads(content(campaign, "dromen.json"))
    assert found["licence"] == "CC-BY-4.0"
    assert found["dreams"][0]["text"] == 'Een "bank" – voor é'
    package = json.loads(content(campaign, "datapackage.json"))
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    for resource in package["resources"]:
        stored = DataFile.objects.get(name=resource["path"])
        assert resource["hash"] == f"sha256:{stored.sha256}"
        assert (resource["bytes"], resource["rowCount"]) == (stored.size, stored.rows)
        assert resource["schema"]["fields"]


def test_files_of_an_empty_campaign_are_valid(campaign):
    release(campaign)
    assert json.loads(content(campaign, "dromen.json"))["dreams"] == []
    assert openpyxl.load_workbook(io.BytesIO(content(campaign, "dromen.xlsx"))).active.max_row == 1
    assert table(campaign, "dromen.csv") == []


def test_every_column_has_a_meaning_in_every_file():
    rows = dictionary_rows()
    assert len(rows) == len({row[:2] for row in rows})
    assert all(meaning for _file, _column, _type, meaning in rows)


# Making ------------------------------------------------------------------------------------------


def test_asking_twice_and_running_twice_is_harmless(campaign):
    first = request_open_data(campaign=campaign)
    assert request_open_data(campaign=campaign).pk == first.pk
    make_open_data(first.pk)
    files = list(DataFile.objects.values_list("file", flat=True))
    make_open_data(first.pk)
    assert list(DataFile.objects.values_list("file", flat=True)) == files


def test_new_files_take_the_place_of_the_old_in_one_moment(
    campaign, django_capture_on_commit_callbacks
):
    factories.make_contribution(campaign)
    release(campaign)
    old = DataFile.objects.get(name="dromen.csv").file
    factories.make_contribution(campaign, "Nog een.")
    with django_capture_on_commit_callbacks(execute=True):
        release(campaign)
    new = DataFile.objects.get(name="dromen.csv")
    assert new.rows == 2
    assert new.file.name != old.name
    assert not old.storage.exists(old.name)


def test_fault_leaves_the_old_files(campaign):
    factories.make_contribution(campaign)
    release(campaign)
    before = dict(DataFile.objects.values_list("name", "file"))
    request_open_data(campaign=campaign)
    with mock.patch.object(publishing, "read_votes", side_effect=RuntimeError):
        make_open_data(campaign.pk)
    assert OpenData.objects.get().status == Stage.FAILED
    assert dict(DataFile.objects.values_list("name", "file")) == before
    assert content(campaign, "dromen.csv")


def test_fault_while_storing_leaves_nothing_behind(campaign):
    request_open_data(campaign=campaign)
    saved = []

    def save(name, file):
        if len(saved) == 3:
            raise OSError
        saved.append(name)
        return f"{name}-{len(saved)}"

    with (
        mock.patch.object(InMemoryStorage, "save", side_effect=save),
        mock.patch.object(InMemoryStorage, "delete") as delete,
    ):
        make_open_data(campaign.pk)
    assert delete.call_count == 3
    assert DataFile.objects.count() == 0


@pytest.mark.parametrize("how", ["withdraw", "hold", "mask"])
def test_what_is_taken_back_asks_for_new_files_within_a_minute(how, campaign, organiser):
    dream = factories.make_contribution(campaign, "Neem mij terug.")
    release(campaign)
    assert sweep_open_data(now=clock.now()) == []
    if how == "withdraw":
        withdraw_contribution(contribution=dream)
    else:
        Contribution.objects.filter(pk=dream.pk).update(status=Status.HELD)
        verdict = Verdict.HOLD if how == "hold" else Verdict.MASK
        Decision.objects.create(contribution=dream, verdict=verdict, by=organiser)
    assert sweep_open_data(now=clock.now()) == [campaign.pk]
    make_open_data(campaign.pk)
    for name in ("dromen.csv", "talk-to-the-city.csv", "polis-comments.csv", "dromen.json"):
        assert b"Neem mij terug" not in content(campaign, name)
    assert sweep_open_data(now=clock.now()) == []


def test_another_campaigns_withdrawal_changes_nothing(campaign):
    other = factories.make_contribution(factories.make_campaign())
    release(campaign)
    release(other.campaign)
    withdraw_contribution(contribution=other)
    assert sweep_open_data(now=clock.now()) == [other.campaign_id]


def test_files_are_made_every_night(campaign):
    release(campaign)
    now = clock.now()
    assert sweep_open_data(now=now + timedelta(hours=6)) == []
    assert sweep_open_data(now=now + timedelta(hours=16)) == [campaign.pk]


@pytest.mark.phase(4)
def test_nothing_is_made_before_there_is_something_to_read(campaign):
    assert sweep_open_data(now=clock.now()) == []
    assert not OpenData.objects.exists()


def test_first_files_come_by_themselves(campaign):
    assert sweep_open_data(now=clock.now()) == [campaign.pk]


def test_dead_worker_is_taken_over_and_given_up_after_three(campaign):
    data = request_open_data(campaign=campaign)
    long_ago = clock.now() - timedelta(hours=1)
    rows = OpenData.objects.filter(pk=data.pk)
    rows.update(status=Stage.RENDERING, attempts=1, claimed_at=long_ago)
    assert sweep_open_data(now=clock.now()) == [campaign.pk]
    rows.update(status=Stage.RENDERING, attempts=3, claimed_at=long_ago)
    assert sweep_open_data(now=clock.now()) == []
    assert rows.get().status == Stage.FAILED


def test_reading_asks_few_queries_whatever_the_number(campaign, django_assert_num_queries):
    for n in range(3):
        factories.make_contribution(campaign, f"Droom {n}")
    with django_assert_num_queries(3):
        assert len(list(read_open_dreams(campaign, scores=True))) == 3
    for n in range(27):
        factories.make_contribution(campaign, f"Wens {n}")
    with django_assert_num_queries(3):
        assert len(list(read_open_dreams(campaign, scores=True))) == 30


# The page ----------------------------------------------------------------------------------------


def test_page_lists_every_file_with_its_licence(campaign, client, django_assert_max_num_queries):
    factories.make_contribution(campaign)
    release(campaign)
    with django_assert_max_num_queries(8):
        page = client.get(PAGE).content.decode()
    for file in FILES:
        assert f'href="{PAGE}{file.name}"' in page
    assert "https://creativecommons.org/licenses/by/4.0/" in page
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]


def test_page_without_files_says_so(client, campaign):
    answer = client.get(PAGE)
    assert answer.status_code == 200
    assert answer.context["files"] == []


def test_file_is_served_as_it_is(client, campaign):
    factories.make_contribution(campaign)
    release(campaign)
    for file in FILES:
        answer = client.get(reverse("publications:open_data_file", args=[file.name]))
        assert answer["Content-Type"] == file.media_type
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert b"".join(answer.streaming_content) == content(campaign, file.name)
    answer = client.get("/cijfers/dromen.csv")
    assert (answer.status_code, answer["Location"]) == (302, "/open-data/dromen.csv")


@pytest.mark.parametrize("name", ["iets.csv", "..", "%2e%2e%2fsettings.py", "dromen.CSV"])
def test_other_names_do_not_exist(name, client, campaign):
    release(campaign)
    assert client.get(f"{PAGE}{name}").status_code == 404


@pytest.mark.phase(4)
def test_page_is_closed_before_there_is_something_to_read(client, campaign):
    assert client.get(PAGE).status_code != 200


def test_team_has_the_files_made_again(
    campaign, organiser, ambassador, client_of, client, django_capture_on_commit_callbacks
):
    url = reverse("publications:make_open_data")
    assert client_of(organiser).get(url).status_code == 405
    assert not OpenData.objects.exists()
    assert client_of(ambassador).post(url).status_code == 403
    assert client.post(url).status_code == 302
    assert not OpenData.objects.exists()
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert client_of(organiser).post(url).status_code == 302
    assert OpenData.objects.get().status == Stage.READY
    assert "<form" in client_of(organiser).get(PAGE).content.decode()


# There and back ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["dromen.csv", "dromen.json", "dromen.xlsx"])
def test_own_export_comes_back_the_same(name, campaign, tmp_path):
    texts = [*(p for p in PAYLOADS if p.strip() == p and "\n" not in p and "\r" not in p
               and "\u00a0" not in p and not p.startswith("'") and p != "-"),
             "Een bank.\n\nEn een boom, voor 'iedereen' 🌳"]  # fmt: skip
    for text in texts:
        factories.make_contribution(
            campaign, text, language="fr", latitude="50.9", longitude="-3.1"
        )
    release(campaign)
    path = tmp_path / name
    path.write_bytes(content(campaign, name))

    def bring(to):
        told = io.StringIO()
        call_command("import_contributions", str(path), campaign=to.slug, stdout=told)
        return told.getvalue()

    withdraw_contribution(contribution=Contribution.objects.of(campaign).first())
    before = Contribution.objects.of(campaign).count()
    assert f"Entered 0 of {len(texts)} rows" in bring(campaign)
    assert Contribution.objects.of(campaign).count() == before

    other = factories.make_campaign()
    assert "This looks like an export of Roeselare 2030." in bring(other)
    back = Contribution.objects.of(other).order_by("number")
    assert list(back.values_list("text", flat=True)) == texts
    assert {(str(b.latitude), str(b.longitude), b.language) for b in back} == {
        ("50.900000", "-3.100000", "fr")
    }


def test_polis_and_talk_files_come_back_the_same(campaign, tmp_path):
    factories.make_contribution(campaign, "Een bank onder elke boom.")
    release(campaign)
    for name in ("polis-comments.csv", "talk-to-the-city.csv"):
        other = factories.make_campaign()
        path = tmp_path / name
        path.write_bytes(content(campaign, name))
        call_command("import_contributions", str(path), campaign=other.slug, stdout=io.StringIO())
        assert Contribution.objects.of(other).get().text == "Een bank onder elke boom."
