"""Paper when the tablet is empty: sheets and post-its of one session, and their photos back."""

import io
from typing import Any
from unittest.mock import patch

import pypdfium2
import pytest
from django.urls import reverse
from PIL import Image

from campaigns.models import Campaign, Channel, Scan, ScanStatus, SheetBatch, Status, User
from campaigns.permissions import Role
from campaigns.rendering import RenderingFailed
from campaigns.services.paper import choose_batch, make_batch, take_scan
from campaigns.sheets import SheetCode, read_codes
from dreamsessions import tasks
from dreamsessions.models import Note, Session
from dreamsessions.services.reporting import holds_post_its, store_post_its
from tests.conftest import ClientOf
from tests.dreamsessions.builders import make_ambassador, make_session, photo
from tests.factories import make_campaign, make_district, make_member


@pytest.fixture
def session(campaign: Campaign, ambassador: User) -> Session:
    return make_session(
        campaign, make_ambassador(campaign, ambassador), district=make_district(campaign)
    )


def room(session: Session) -> str:
    return reverse("dreamsessions:sheets", args=[session.pk])


def make_pile(session: Session, by: User, sheets: int = 2) -> SheetBatch:
    return make_batch(
        campaign=session.campaign, place=session.title, sheets=sheets, by=by,
        channel=Channel.SESSION, belongs_to=session.pk,
    )  # fmt: skip


def drawn(pdf: bytes, number: int = 0) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as opened:
        picture: Image.Image = opened[number].render(scale=2.5).to_pil()
    return picture


def jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


def make_scan(session: Session, by: User, sheet: int = 1, colour: str = "grey") -> Scan:
    scan, _new = take_scan(campaign=session.campaign, data=photo(colour), by=by)
    return choose_batch(scan=scan, batch=make_pile(session, by), sheet=sheet)


def type_over(user: User, scan: Scan, *texts: str, **more: str) -> Any:
    data = {f"text_{place}": text for place, text in enumerate(texts)}
    url = reverse("dreamsessions:enter_scan", args=[scan.pk])
    return ClientOf(user).post(url, data | {"texts": str(len(texts))} | more)


# Printing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["sheets", "post_its"])
def test_an_ambassador_makes_a_pile_for_an_own_session(
    ambassador: User, session: Session, kind: str, django_capture_on_commit_callbacks: Any
) -> None:
    browser = ClientOf(ambassador)
    browser.get(room(session))
    assert not SheetBatch.objects.exists()
    with (
        patch("dreamsessions.views.paper.tasks.print_pile.delay_on_commit") as sent,
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert browser.post(room(session), {"kind": kind, "sheets": "3"}).status_code == 302
    pile = SheetBatch.objects.get()
    assert (pile.channel, pile.belongs_to, pile.sheets) == (Channel.SESSION, session.pk, 3)
    assert sent.call_args.args[:2] == (pile.pk, kind)


@pytest.mark.parametrize(
    "data",
    [{"kind": "sheets", "sheets": n} for n in ("", "0", "61", "veel")]
    + [{"kind": "boeken", "sheets": "3"}],
)
def test_a_pile_has_1_to_60_pages(ambassador: User, session: Session, data: Any) -> None:
    assert ClientOf(ambassador).post(room(session), data).status_code == 422
    assert not SheetBatch.objects.exists()


@pytest.mark.pdf
def test_the_worker_makes_each_kind_once(ambassador: User, session: Session) -> None:
    for kind, pages, post_its in (("sheets", 1, False), ("post_its", 2, True)):
        pile = make_pile(session, ambassador)
        tasks.print_pile(pile.pk, kind, "nl-be")
        pile.refresh_from_db()
        name = pile.file.name
        tasks.print_pile(pile.pk, kind, "nl-be")
        pile.refresh_from_db()
        assert pile.file.name == name
        assert holds_post_its(pile) is post_its
        with pypdfium2.PdfDocument(pile.file.read()) as opened:
            assert len(opened) == pages
    tasks.print_pile(10**9, "sheets", "nl-be")  # gone meanwhile: nothing happens


@pytest.mark.pdf
def test_every_post_it_is_known_by_its_page_also_when_torn_off(
    ambassador: User, session: Session
) -> None:
    pile = make_pile(session, ambassador)
    store_post_its(batch=pile)
    page = drawn(pile.file.read(), 1)
    assert read_codes(page) == [SheetCode(pile.token, 2)]
    wide, high = page.width // 2, page.height // 3
    for place in range(6):
        left, top = place % 2 * wide, place // 2 * high
        torn = page.crop((left, top, left + wide, top + high)).rotate(11, expand=True)
        assert read_codes(torn) == [SheetCode(pile.token, 2)]


@pytest.mark.pdf
def test_a_photo_of_a_post_it_leads_to_its_session(ambassador: User, session: Session) -> None:
    pile = make_pile(session, ambassador)
    store_post_its(batch=pile)
    scan, _new = take_scan(
        campaign=session.campaign, data=jpeg(drawn(pile.file.read())), by=ambassador
    )
    assert (scan.batch, scan.sheet, scan.status) == (pile, 1, ScanStatus.DRAFT)
    answer = ClientOf(ambassador).get(reverse("campaigns:scan", args=[scan.pk]))
    assert answer.headers["Location"] == reverse("dreamsessions:enter_scan", args=[scan.pk])


def test_a_pile_that_failed_says_why_and_is_asked_for_again(
    ambassador: User, session: Session, django_capture_on_commit_callbacks: Any
) -> None:
    pile = make_pile(session, ambassador)
    failing = RenderingFailed("Pango mist")
    with patch("dreamsessions.services.reporting.render_post_its", side_effect=failing):
        assert not store_post_its(batch=pile)
    browser = ClientOf(ambassador)
    assert "Pango mist" in browser.get(room(session)).content.decode()
    again = reverse("dreamsessions:print_again", args=[session.pk, pile.pk])
    assert browser.get(again).status_code == 405
    with patch("dreamsessions.views.paper.tasks.print_pile.delay_on_commit") as sent:
        browser.post(again, {"kind": "boeken"})
        assert not sent.called
        browser.post(again, {"kind": "post_its"})
    assert sent.call_args.args[:2] == (pile.pk, "post_its")
    pile.refresh_from_db()
    assert pile.error == ""


def test_the_room_asks_the_same_number_of_questions_for_1_and_20(
    ambassador: User, session: Session, django_assert_max_num_queries: Any
) -> None:
    browser, counts = ClientOf(ambassador), []
    for amount in (1, 19):
        for _n in range(amount):
            make_pile(session, ambassador)
        with django_assert_max_num_queries(9) as asked:
            browser.get(room(session))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_another_ambassador_and_another_pile_find_nothing(
    campaign: Campaign, ambassador: User, session: Session
) -> None:
    colleague = make_member(campaign, Role.AMBASSADOR)
    assert ClientOf(colleague).get(room(session)).status_code == 404
    other = make_pile(make_session(campaign), ambassador)
    again = reverse("dreamsessions:print_again", args=[session.pk, other.pk])
    assert ClientOf(ambassador).post(again, {"kind": "sheets"}).status_code == 404


# Typing over -------------------------------------------------------------------------------------


def test_what_is_typed_over_becomes_notes_of_the_session(
    ambassador: User, session: Session
) -> None:
    scan = make_scan(session, ambassador)
    page = ClientOf(ambassador).get(reverse("dreamsessions:enter_scan", args=[scan.pk]))
    assert page.status_code == 200
    assert not Note.objects.exists()
    for _twice in range(2):
        type_over(ambassador, scan, "Een bank.", "Een boom.", display_name="Rita", chair="4")
    notes = list(Note.objects.order_by("number"))
    assert [note.text for note in notes] == ["Een bank.", "Een boom."]
    for note in notes:
        assert (note.session, note.chair, note.display_name) == (session, 4, "Rita")
        assert (note.status, note.channel) == (Status.PLACED, Channel.SESSION)
        assert (note.origin, note.district) == (session.title, session.district)
    scan.refresh_from_db()
    assert scan.status == ScanStatus.ENTERED


def test_another_text_is_asked_for_without_sending_anything(
    ambassador: User, session: Session
) -> None:
    scan = make_scan(session, ambassador)
    answer = type_over(ambassador, scan, "Een bank.", more="1")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "text_1" in page
    assert "Een bank." in page
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("texts", "more"),
    [([""], {}), (["Een bank."], {"chair": "99"}), (["Een bank."], {"chair": "x"})],
)
def test_what_is_wrong_stands_beside_the_photo(
    ambassador: User, session: Session, texts: list[str], more: dict[str, str]
) -> None:
    scan = make_scan(session, ambassador)
    assert type_over(ambassador, scan, *texts, **more).status_code == 422
    assert not Note.objects.exists()


def test_personal_data_is_asked_about_once(ambassador: User, session: Session) -> None:
    scan = make_scan(session, ambassador)
    text = "Bel mij op 0470 12 34 56."
    assert type_over(ambassador, scan, text).status_code == 422
    assert type_over(ambassador, scan, text, warned="1").status_code == 302
    assert Note.objects.get().text == text


def test_a_second_post_it_of_one_page_is_announced_and_comes_in(
    ambassador: User, session: Session
) -> None:
    first = make_scan(session, ambassador)
    type_over(ambassador, first, "Een bank.")
    second, _new = take_scan(campaign=session.campaign, data=photo("blue"), by=ambassador)
    assert first.batch is not None
    choose_batch(scan=second, batch=first.batch, sheet=1)
    page = ClientOf(ambassador).get(reverse("dreamsessions:enter_scan", args=[second.pk]))
    assert Note.objects.get().get_absolute_url() in page.content.decode()
    type_over(ambassador, second, "Een boom.")
    assert Note.objects.count() == 2


def test_the_wrong_role_another_channel_and_another_campaign_type_nothing_over(
    campaign: Campaign, ambassador: User, board: User, session: Session
) -> None:
    scan = make_scan(session, ambassador)
    assert type_over(board, scan, "Gluren.").status_code == 403
    SheetBatch.objects.update(channel=Channel.ONLINE)
    assert type_over(ambassador, scan, "Gluren.").status_code == 404
    SheetBatch.objects.update(channel=Channel.SESSION)
    Campaign.objects.filter(pk=make_campaign().pk).update(domain="testserver")
    assert type_over(ambassador, scan, "Gluren.").status_code == 404
    assert not Note.objects.exists()


@pytest.mark.phase(6)
def test_paper_that_was_filled_in_in_time_may_come_in_later(
    ambassador: User, session: Session
) -> None:
    type_over(ambassador, make_scan(session, ambassador), "Een bank.")
    assert Note.objects.get().status == Status.PLACED
