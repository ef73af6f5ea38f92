"""The mayor's office downloads; everybody reads what was published, and nothing else."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from campaigns.exports import safe_cell
from campaigns.models import Activity, Campaign, Channel, Contribution, Status, User
from campaigns.services.ledger import withdraw_contribution
from publications.editions import keep_edition
from publications.models import Issue, Kind, PressFile
from publications.rendering.content import NoteContent, Rendered
from publications.services import issues as services
from publications.services.issues import publish_issue, render_issue, request_issue
from tests.factories import make_contribution, make_district
from tests.publications.builders import (
    cite,
    make_article,
    make_issue,
    make_key,
    make_laid,
    make_need,
    rendered,
)
from tests.publications.newspaper_builders import newspaper

pytestmark = pytest.mark.phase(8)


def rows_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_the_newest_note_has_the_one_big_button(
    client_of: type, board: User, campaign: Campaign
) -> None:
    make_issue(campaign, version=1)
    make_issue(campaign, version=2, pages=52, changes="De acties zijn erbij.")
    page = client_of(board).get("/kabinet/").content.decode()
    assert page.count("knop--groot") == 1
    assert "Download de nota (PDF)" in page
    assert "/kabinet/nota/2/pdf/" in page
    assert "/kabinet/nota/1/pdf/" in page
    assert "52 bladzijden" in page
    assert "De acties zijn erbij." in page


def test_without_a_note_the_page_says_so(client_of: type, board: User, campaign: Campaign) -> None:
    make_issue(campaign, status="failed")
    page = client_of(board).get("/kabinet/").content.decode()
    assert "Er is nog geen nota." in page


def test_a_download_has_a_readable_name_and_is_not_kept(
    client_of: type, board: User, campaign: Campaign
) -> None:
    make_issue(campaign)
    answer = client_of(board).get("/kabinet/nota/1/pdf/")
    assert answer.getvalue().startswith(b"%PDF")
    assert (
        'filename="orientatienota-roeselare-2030-v1.pdf"' in answer.headers["Content-Disposition"]
    )
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.phase(7)
def test_a_draft_says_so_in_its_name(client_of: type, board: User, campaign: Campaign) -> None:
    make_issue(campaign)
    answer = client_of(board).get("/kabinet/nota/1/pdf/")
    assert "roeselare-2030-werkversie-0.1.pdf" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "url", ["/kabinet/", "/kabinet/nota/1/pdf/", "/kabinet/nota/1/bronnen.csv"]
)
def test_downloads_check_the_person_every_time(
    client_of: type,
    client: Client,
    scribe: User,
    moderator: User,
    stranger: User,
    campaign: Campaign,
    url: str,
) -> None:
    make_issue(campaign)
    assert client.get(url).status_code == 302
    assert client_of(scribe).get(url).status_code == 403
    assert client_of(moderator).get(url).status_code == 403
    assert client_of(stranger).get(url).status_code == 404


def test_what_is_not_ready_cannot_be_downloaded(
    client_of: type, board: User, campaign: Campaign
) -> None:
    make_issue(campaign, status="failed")
    assert client_of(board).get("/kabinet/nota/1/pdf/").status_code == 404
    assert client_of(board).get("/kabinet/krant/1/pdf/").status_code == 404


def test_the_cabinet_asks_a_fixed_number_of_queries(
    client_of: type, board: User, campaign: Campaign, django_assert_max_num_queries: Any
) -> None:
    for version in range(1, 9):
        make_issue(campaign, version=version)
    browser = client_of(board)
    with django_assert_max_num_queries(8):
        browser.get("/kabinet/")


def test_the_sources_name_need_key_and_page(
    client_of: type, board: User, campaign: Campaign
) -> None:
    need = make_need(make_key(campaign))
    dream = make_laid(campaign, need, "=1+1")
    issue = make_issue(campaign)
    cite(issue, dream, 23, quoted=True)
    row = rows_of(client_of(board).get("/kabinet/nota/1/bronnen.csv"))[1]
    assert row[:2] == [str(dream.number), "'=1+1"]
    assert row[3:] == ["Ontmoeten", "Samen aan tafel", "23", "ja"]


@pytest.mark.parametrize("text", ["=1+1", "+32", "-2", "@SUM(A1)", "\t=1", "  =1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Een bank", 12, -3, None, ""])
def test_other_cells_stay_as_they_are(value: Any) -> None:
    assert safe_cell(value) == value


@pytest.mark.phase(7)
@pytest.mark.parametrize("url", ["/nota/", "/krant/", "/nota/pdf/", "/krant/pdf/"])
def test_before_the_last_phase_nothing_is_public(
    client: Client, campaign: Campaign, url: str
) -> None:
    make_issue(campaign, status="published")
    make_issue(campaign, Kind.NEWSPAPER, status="published")
    assert client.get(url).status_code == 409


def test_what_is_ready_but_not_published_stays_inside(client: Client, campaign: Campaign) -> None:
    make_issue(campaign)
    assert "nog niet gepubliceerd" in client.get("/nota/").content.decode()
    assert client.get("/nota/pdf/").status_code == 404


@pytest.fixture
def published(campaign: Campaign, editor: User, monkeypatch: pytest.MonkeyPatch) -> Issue:
    """A note and a newspaper as the services make them, without their layout."""
    need = make_need(make_key(campaign))
    make_laid(campaign, need, "Een lange tafel op zondag voor heel de straat.", display_name="Ines")
    make_laid(
        campaign,
        need,
        "Niet online, wel op papier, zei mijn mama.",
        channel=Channel.SCHOOL,
        consent_online=False,
    )
    make_article(campaign, need)

    def layout(content: NoteContent, *, progress: object) -> Rendered:
        return rendered()

    monkeypatch.setattr(services, "render_note", layout)
    monkeypatch.setattr(services, "render_newspaper", layout)
    for kind in (Kind.NEWSPAPER, Kind.NOTE):
        issue, _new = request_issue(campaign=campaign, kind=kind, by=editor)
        render_issue(issue.pk)
        issue.refresh_from_db()
        publish_issue(issue=issue, by=editor)
    return issue


def test_the_note_can_be_read_on_the_web(client: Client, published: Issue) -> None:
    page = client.get("/nota/").content.decode()
    assert 'id="s-ontmoeten"' in page
    assert 'id="droom-1"' in page
    assert "Een lange tafel op zondag voor heel de straat." in page
    assert client.get("/nota/pdf/").getvalue() == b"%PDF-1.7 made"


def test_the_newspaper_can_be_read_on_the_web(client: Client, published: Issue) -> None:
    page = client.get("/krant/").content.decode()
    assert "Eén lange tafel" in page
    assert page.count('id="droom-1"') == 1
    assert "Ines" in page


@pytest.mark.parametrize("url", ["/nota/", "/krant/"])
def test_what_may_not_be_online_is_not_in_the_web_edition(
    client: Client, published: Issue, url: str
) -> None:
    page = client.get(url).content.decode()
    assert "zei mijn mama" not in page
    assert "/dromen/2/" not in page


@pytest.mark.parametrize("url", ["/nota/", "/krant/"])
def test_a_withdrawn_dream_leaves_the_web_edition(
    client: Client, campaign: Campaign, published: Issue, url: str
) -> None:
    assert "/dromen/1/" in client.get(url).content.decode()
    withdraw_contribution(contribution=Contribution.objects.get(number=1))
    page = client.get(url).content.decode()
    assert "Een lange tafel op zondag" not in page
    assert "/dromen/1/" not in page


def test_later_writing_does_not_change_what_was_published(
    client: Client, campaign: Campaign, published: Issue
) -> None:
    campaign.articles.update(headline="Iets heel anders")
    assert "Iets heel anders" not in client.get("/krant/").content.decode()


@pytest.mark.parametrize("url", ["/nota/", "/krant/"])
def test_the_web_edition_asks_four_queries(
    client: Client, published: Issue, django_assert_max_num_queries: Any, url: str
) -> None:
    with django_assert_max_num_queries(4):
        client.get(url)


@pytest.mark.phase(5)
def test_figures_count_what_they_say(
    client: Client, campaign: Campaign, django_assert_max_num_queries: Any
) -> None:
    rumbeke = make_district(campaign, "Rumbeke")
    for _ in range(3):
        make_contribution(campaign, district=rumbeke)
    make_contribution(campaign, channel=Channel.SESSION)
    make_contribution(campaign, status=Status.WAITING)
    with django_assert_max_num_queries(8):
        answer = client.get("/cijfers/")
    assert answer.context["figures"][0][0] == 4
    assert dict(answer.context["channels"]) == {"Online": 3, "Droomsessie": 1}
    assert answer.context["untold"] == 1
    assert "Wat telt mee?" in answer.content.decode()


@pytest.mark.phase(5)
def test_open_data_holds_public_dreams_without_names(client: Client, campaign: Campaign) -> None:
    make_contribution(campaign, "=HYPERLINK(1)", display_name="Ines")
    make_contribution(campaign, "Wacht nog", status=Status.WAITING)
    make_contribution(campaign, "Thuis", consent_online=False)
    answer = client.get("/cijfers/dromen.csv")
    rows = rows_of(answer)
    assert answer.streaming
    assert [row[1] for row in rows[1:]] == ["'=HYPERLINK(1)"]
    assert "Ines" not in str(rows)


def test_a_version_says_what_changed_since_the_one_before_in_figures_and_words(
    client_of: type, board: User, campaign: Campaign
) -> None:
    before = make_issue(campaign, kind=Kind.NEWSPAPER, version=1)
    after = make_issue(campaign, kind=Kind.NEWSPAPER, version=2)
    made_in_french = make_issue(campaign, kind=Kind.NEWSPAPER, version=3, language="fr")
    content, long = newspaper(), " ".join(f"woord{n}" for n in range(200))
    lead = replace(content.articles[0], body=(long,))
    content = replace(content, articles=(lead, *content.articles[1:]))
    keep_edition(before.file.storage, str(before.file.name), content)
    lead = replace(content.articles[0], body=(f"{long} Iedereen schuift bij.",))
    grown = replace(content, total=content.total + 12, articles=(lead, *content.articles[1:]))
    keep_edition(after.file.storage, str(after.file.name), grown)
    browser = client_of(board)
    page = browser.get("/kabinet/krant/2/verschil/").content.decode()
    assert str(content.total + 12) in page.replace(".", "")
    assert "<ins>" in page
    assert "Iedereen schuift bij." in page
    assert "woord199" in page
    assert "woord100" not in page  # what stayed is not to be read again
    for version in (1, made_in_french.version, 9):
        assert browser.get(f"/kabinet/krant/{version}/verschil/").status_code == 404
    front = browser.get("/kabinet/").content.decode()
    assert front.count("/verschil/") == 1


def test_downloads_are_counted_and_nobody_is_written_down(
    client_of: type, board: User, campaign: Campaign
) -> None:
    issue = make_issue(campaign, status="published")
    for browser, where in ((client_of(board), "/kabinet/nota/1/pdf/"), (client_of(), "/nota/pdf/")):
        browser.get(where).getvalue()
        browser.head(where)
    issue.refresh_from_db()
    assert issue.downloads == 2
    assert not Activity.objects.filter(campaign=campaign).exists()
    assert "2" in client_of(board).get("/kabinet/").content.decode()


def test_the_office_reads_about_the_press_edition_and_only_editors_get_it(
    client_of: type, board: User, editor: User, campaign: Campaign
) -> None:
    issue = make_issue(campaign, kind=Kind.NEWSPAPER)
    PressFile.objects.create(issue=issue, status="ready")
    office, team = client_of(board), client_of(editor)
    assert "/team/krant/druk/" not in office.get("/kabinet/").content.decode()
    assert "/team/krant/druk/" in team.get("/kabinet/").content.decode()
    assert office.get("/team/krant/druk/1/pdf/").status_code == 403


def test_old_versions_keep_their_files_and_their_rights(
    client_of: type, board: User, campaign: Campaign
) -> None:
    for version, status in ((1, "published"), (2, "ready"), (3, "published")):
        make_issue(campaign, version=version, status=status)
    office, anybody = client_of(board), client_of()
    page = office.get("/kabinet/").content.decode()
    assert page.count('href="/nota/"') == 1  # what everybody reads is the newest published one
    for version in (1, 2, 3):
        assert f"/kabinet/nota/{version}/pdf/" in page
        assert f"/kabinet/nota/{version}/bronnen.csv" in page
        assert office.get(f"/kabinet/nota/{version}/pdf/").status_code == 200
        assert anybody.get(f"/kabinet/nota/{version}/pdf/").status_code == 302
    for method in (office.post, office.put, office.delete):
        assert method("/kabinet/").status_code == 405
