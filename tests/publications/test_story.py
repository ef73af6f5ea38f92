"""A single article of the published newspaper, to read and to share."""

from typing import Any

import pytest

from campaigns.models import Campaign
from publications.editions import keep_edition
from publications.models import Issue, Kind, Status
from publications.rendering.front_page import SIZE, draw_front_page
from publications.views import front_page
from tests.publications.builders import make_issue
from tests.publications.newspaper_builders import newspaper

pytestmark = [pytest.mark.django_db, pytest.mark.phase(8)]


@pytest.fixture
def published(campaign: Campaign) -> Issue:
    issue = make_issue(campaign, kind=Kind.NEWSPAPER, status=Status.PUBLISHED)
    keep_edition(issue.file.storage, str(issue.file.name), newspaper())
    return issue


def test_an_article_has_an_address_and_a_picture(client_of: Any, published: Issue) -> None:
    client = client_of()
    assert 'href="/krant/lead/"' in client.get("/krant/").content.decode()
    page = client.get("/krant/lead/").content.decode()
    assert "<h1>Tweeduizend stoelen en één lange tafel</h1>" in page
    assert "Iedereen schuift aan." in page
    assert f'/krant/lead/beeld.png"><meta property="og:image:width" content="{SIZE[0]}"' in page
    assert client.get("/krant/lead/beeld.png").headers["Content-Type"] == "image/png"


@pytest.mark.parametrize("address", ["/krant/iets-anders/", "/krant/iets-anders/beeld.png"])
def test_what_was_not_printed_does_not_exist(
    client_of: Any, published: Issue, address: str
) -> None:
    assert client_of().get(address).status_code == 404


def test_before_a_newspaper_is_published_there_is_nothing(
    client_of: Any, campaign: Campaign
) -> None:
    make_issue(campaign, kind=Kind.NEWSPAPER, status=Status.READY)
    assert client_of().get("/krant/lead/").status_code == 404


def test_the_pdf_keeps_its_address(client_of: Any, published: Issue) -> None:
    answer = client_of().get("/krant/pdf/")
    assert answer.headers["Content-Type"] == "application/pdf"


def test_the_picture_is_drawn_with_the_rubric_and_the_shape_of_its_key(
    client_of: Any, published: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[dict[str, str]] = []

    def draw(**words: str) -> bytes:
        drawn.append(words)
        return draw_front_page(**words)

    monkeypatch.setattr(front_page, "draw_front_page", draw)
    for _ in range(2):
        assert client_of().get("/krant/lead/beeld.png").status_code == 200
    (words,) = drawn
    assert words["headline"] == "Tweeduizend stoelen en één lange tafel"
    assert (words["rubric"], words["shape"]) == ("Ontmoeten", "ontmoeten")
