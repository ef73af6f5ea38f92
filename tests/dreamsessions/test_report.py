"""The report of a session and its table cards: right figures, no faces, readable by ear."""

import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import page
import pypdfium2
import pytest
import zxingcpp
from django.urls import reverse

from campaigns import clock
from campaigns.models import Campaign, Status, User
from campaigns.permissions import Role
from campaigns.rendering import RenderingFailed
from dreamsessions.content import MOST_PICTURES, read_report
from dreamsessions.models import Session
from dreamsessions.rendering.report import (
    Dream,
    Picture,
    SessionReport,
    render_post_its,
    render_report,
)
from dreamsessions.rendering.windows import MOST_WINDOWS, draw_street, light_windows
from dreamsessions.services.reporting import make_card, make_report, told_path
from tests.conftest import ClientOf
from tests.dreamsessions.builders import make_ambassador, make_media, make_note, make_session, photo
from tests.factories import make_member


@pytest.fixture
def session(campaign: Campaign, ambassador: User) -> Session:
    return make_session(
        campaign, make_ambassador(campaign, ambassador), title="Droomsessie De Spil",
        address="Hippoliet Spilleboutdreef 1", closed_at=clock.now(), participants=11,
    )  # fmt: skip


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        pages = [one.get_textpage().get_text_range() for one in opened]
    return " ".join(" ".join(pages).split())


def report(amount: int = 3, **fields: Any) -> SessionReport:
    values: dict[str, Any] = {
        "title": "Droomsessie De Spil", "campaign": "Durf dromen.", "city": "Roeselare",
        "when": "maandag 10 mei 2027, 19.30 uur", "place": "De Spil", "kind": "Groep",
        "leaders": ["Wim"], "minutes": 120, "people": 11, "waiting": 0, "made_on": "11 mei 2027",
        "dreams": [Dream(n, f"Droom nummer {n}.", "Rita", "nl") for n in range(1, amount + 1)],
    }  # fmt: skip
    return SessionReport(**(values | fields))


# What is in it -----------------------------------------------------------------------------------


def test_it_counts_and_prints_placed_dreams_only(session: Session) -> None:
    make_note(session, "Een bank.", display_name="Rita")
    make_note(session, "Wacht nog.", status=Status.WAITING)
    make_note(session, "Tegengehouden.", status=Status.HELD)
    make_note(make_session(session.campaign), "Andere tafel.")
    found = read_report(session)
    assert [(dream.text, dream.name) for dream in found.dreams] == [("Een bank.", "Rita")]
    assert (found.waiting, found.people, found.minutes) == (1, 11, 120)
    assert found.leaders == ["Wim"]
    session.participants = 0
    assert read_report(session).people is None


def test_photos_go_in_only_when_they_are_chosen_and_sketches_always(session: Session) -> None:
    faces = make_media(session, "photo")
    make_media(session, "sketch")
    make_media(session, "voice")
    hidden = make_note(session, "Niet.", status=Status.HELD)
    held = make_media(session, "photo", note=hidden)
    elsewhere = make_media(make_session(session.campaign), "photo")
    assert [one.sketch for one in read_report(session).pictures] == [True]
    chosen = read_report(session, photos=[faces.pk, held.pk, elsewhere.pk]).pictures
    assert sorted(one.sketch for one in chosen) == [False, True]
    for _n in range(MOST_PICTURES):
        make_media(session, "sketch")
    assert len(read_report(session).pictures) == MOST_PICTURES


def test_gathering_costs_three_questions(session: Session, django_assert_num_queries: Any) -> None:
    for n in range(20):
        make_note(session, f"Droom {n}")
    session = Session.objects.select_related("campaign").get(pk=session.pk)
    with django_assert_num_queries(3):
        read_report(session)


# The door ----------------------------------------------------------------------------------------


@pytest.mark.pdf
def test_one_click_gives_the_report_and_changes_nothing(ambassador: User, session: Session) -> None:
    make_note(session, "Een bank onder elke boom.")
    url = reverse("dreamsessions:report", args=[session.pk])
    answer = ClientOf(ambassador).get(url, {"foto": ["geen sleutel", str(make_media(session).pk)]})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert 'filename="verslag-droomsessie-de-spil.pdf"' in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    text = text_of(answer.content)
    for part in ("Droomsessie De Spil", "Een bank onder elke boom.", "11", "120", "Wim"):
        assert part in text
    assert ClientOf(ambassador).post(url).status_code == 405


@pytest.mark.parametrize("name", ["report", "table_card"])
def test_only_who_led_it_or_plans_gets_paper(
    campaign: Campaign, session: Session, board: User, name: str
) -> None:
    url = reverse(f"dreamsessions:{name}", args=[session.pk])
    colleague = make_member(campaign, Role.AMBASSADOR)
    assert ClientOf(colleague).get(url).status_code == 404
    assert ClientOf(board).get(url).status_code == 403


@pytest.mark.parametrize("name", ["report", "table_card"])
def test_when_no_pdf_can_be_made_the_room_says_why(
    ambassador: User, session: Session, name: str
) -> None:
    failing = RenderingFailed("Pango mist")
    url = reverse(f"dreamsessions:{name}", args=[session.pk])
    with patch("dreamsessions.rendering.report.render_pdf", side_effect=failing):
        answer = ClientOf(ambassador).get(url, follow=True)
    assert "Pango mist" in answer.content.decode()


# Paper -------------------------------------------------------------------------------------------


@pytest.mark.pdf
def test_the_card_leads_to_the_notes_of_the_table(session: Session) -> None:
    session.campaign.domain = "droom.roeselare.be"
    pdf = make_card(session=session)
    with pypdfium2.PdfDocument(pdf) as opened:
        assert len(opened) == 1
        drawn = opened[0].render(scale=3).to_pil()
    codes = {mark.text for mark in zxingcpp.read_barcodes(drawn)}
    assert codes == {f"https://droom.roeselare.be{told_path(session)}"}
    assert len(zxingcpp.read_barcodes(drawn)) == 4
    assert ClientOf().get(told_path(session)).status_code == 200
    until = (clock.now() + timedelta(days=30)).strftime("%Y")
    assert until in text_of(pdf)


@pytest.mark.pdf
@pytest.mark.parametrize("dreams", [0, 1, 12, 150])
def test_every_dream_is_printed_whole(dreams: int) -> None:
    text = text_of(render_report(report(dreams)))
    assert all(f"Droom nummer {n}." in text for n in range(1, dreams + 1))


@pytest.mark.pdf
def test_a_dream_of_5000_characters_does_not_break_the_page() -> None:
    long = Dream(1, "Nog een woord " * 350, "Rita", "nl")
    text = text_of(render_report(report(0, dreams=[long, Dream(2, "x" * 400, "", "nl")])))
    assert text.count("Nog een woord") == 350


@pytest.mark.pdf
def test_all_paper_of_a_session_is_archivable_and_accessible(session: Session) -> None:
    pictures = [Picture(photo(), 2, sketch=False), Picture(photo("blue"), None, sketch=True)]
    papers = [
        render_report(report(30, waiting=2, pictures=pictures)),
        render_report(report(0, people=None, leaders=[])),
        make_card(session=session),
        render_post_its(
            title="De Spil", campaign="Durf dromen.", codes=[(1, "https://example.org/blad/x/")]
        ),
    ]
    for pdf in papers:
        for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
            found = page.validate_pdf_bytes(pdf, profile=profile)
            assert found.is_compliant, [(f.rule_id, f.message) for f in found.failures]


@pytest.mark.pdf
def test_the_same_session_gives_the_same_report(session: Session) -> None:
    make_note(session, "Een bank.")
    assert make_report(session=session) == make_report(session=session)


# Windows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "lit", "dark"), [(0, 0, 0), (1, 1, 11), (12, 12, 0), (13, 13, 11), (5000, 120, 0)]
)
def test_a_window_for_each_dream_in_whole_floors(told: int, lit: int, dark: int) -> None:
    windows = light_windows(told)
    assert (windows.panes.count(True), windows.panes.count(False)) == (lit, dark)
    assert draw_street(windows.panes).count('class="raam"') == lit <= MOST_WINDOWS


def test_the_street_is_a_picture_that_can_be_drawn_and_grows_upwards() -> None:
    heights = []
    for told in (1, 13, 120):
        found = re.search(r'viewBox="0 0 720 (\d+)"', draw_street(light_windows(told).panes))
        assert found is not None
        heights.append(int(found[1]))
    assert heights == sorted(set(heights))
