import io
from datetime import timedelta
from unittest.mock import patch

import pikepdf
import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from PIL import Image, ImageFilter

from campaigns import clock, tasks
from campaigns.images import BadImage
from campaigns.models import Channel, Contribution, Scan, ScanStatus, SheetBatch, Status
from campaigns.phases import PhaseClosed
from campaigns.rendering import RenderingFailed
from campaigns.services.ledger import withdraw_contribution
from campaigns.services.paper import (
    ScanSettled,
    SheetText,
    choose_batch,
    discard_scan,
    dreams_of_sheet,
    enter_from_scan,
    forget_scans,
    make_batch,
    render_sheets,
    restore_scan,
    store_sheets,
    take_scan,
)
from campaigns.sheets import SheetCode, new_token, parse_code, read_codes
from tests.factories import make_campaign, make_contribution, make_district

SHEETS, SCANS = reverse("campaigns:sheets"), reverse("campaigns:scans")
pytestmark = pytest.mark.django_db


def photo_of(batch, page=0, *, turn=0, both=False):
    """Photograph the upper sheet of a printed page (or the page), on a grey table."""
    with pypdfium2.PdfDocument(render_sheets(batch)) as pdf:
        sheet = pdf[page].render(scale=2).to_pil()
    if not both:
        sheet = sheet.crop((0, 0, sheet.width, sheet.height // 2))
    table = Image.new("RGB", (sheet.width + 300, sheet.height + 300), "#8a8178")
    table.paste(sheet, (150, 150))
    table = table.rotate(turn, expand=True, fillcolor="#8a8178").filter(ImageFilter.GaussianBlur(1))
    return jpeg(table)


def jpeg(image):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70)
    return out.getvalue()


def blank(colour="#eee"):
    out = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(out, "PNG")
    return out.getvalue()


def make_pile(campaign, organiser, **fields):
    values = {"place": "Bibliotheek", "sheets": 4} | fields
    return make_batch(campaign=campaign, by=organiser, **values)


def make_scan(campaign, organiser, batch=None, sheet=1, colour="#eee"):
    scan, _new = take_scan(campaign=campaign, data=blank(colour), by=organiser)
    if batch is not None:
        choose_batch(scan=scan, batch=batch, sheet=sheet)
    return scan


# Codes -------------------------------------------------------------------------------------------


def test_a_code_reads_back_and_a_slip_finds_no_other_sheet():
    code = SheetCode(new_token(), 12)
    assert parse_code(f" {str(code).upper()} ") == code
    token, number, check = str(code).split("-")
    assert parse_code(f"{token}-13-{check}") is None
    assert parse_code(f"{token}-{number}") is None
    assert parse_code("iets") is None


@pytest.mark.parametrize("turn", [0, 90, 180, 12, -35])
def test_the_code_is_read_from_a_photo_however_it_lies(campaign, organiser, turn):
    batch = make_pile(campaign, organiser)
    picture = Image.open(io.BytesIO(photo_of(batch, turn=turn)))
    assert read_codes(picture) == [SheetCode(batch.token, 1)]


def test_of_two_sheets_in_one_photo_the_upper_comes_first(campaign, organiser):
    batch = make_pile(campaign, organiser)
    picture = Image.open(io.BytesIO(photo_of(batch, both=True)))
    assert [code.sheet for code in read_codes(picture)] == [1, 2]


# Printing ----------------------------------------------------------------------------------------


def test_the_pdf_holds_two_sheets_a_page_and_is_tagged(campaign, organiser):
    campaign.domain = "droom.roeselare.be"
    campaign.save()
    batch = make_pile(campaign, organiser, sheets=5)
    pdf = render_sheets(batch)
    with pypdfium2.PdfDocument(pdf) as opened:
        assert len(opened) == 3
        assert opened[0].get_size() == pytest.approx((595.3, 841.9), abs=1)
        text = opened[0].get_textpage().get_text_range()
        drawn = opened[2].render(scale=2).to_pil()
    assert "Ik droom van een Roeselare" in text
    assert "Bibliotheek" in text
    assert [code.sheet for code in read_codes(drawn)] == [5]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "nl-BE"
        assert b"pdfuaid" in opened.Root.Metadata.read_bytes()


def test_the_worker_makes_the_pdf_once(campaign, organiser, client_of):
    batch = make_pile(campaign, organiser, sheets=1)
    tasks.print_sheets(batch.pk, "nl-be")
    batch.refresh_from_db()
    name = batch.file.name
    tasks.print_sheets(batch.pk, "nl-be")
    batch.refresh_from_db()
    assert batch.file.name == name
    answer = client_of(organiser).get(reverse("campaigns:sheets_file", args=[batch.pk]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert "droombladen-bibliotheek.pdf" in answer.headers["Content-Disposition"]


def test_a_failed_pdf_says_why_and_can_be_tried_again(campaign, organiser, client_of):
    batch = make_pile(campaign, organiser, sheets=1)
    with patch("campaigns.services.paper.render_pdf", side_effect=RenderingFailed("Pango mist")):
        assert not store_sheets(batch=batch)
    client = client_of(organiser)
    assert "Pango mist" in client.get(SHEETS).content.decode()
    with patch("campaigns.views.paper.tasks.print_sheets.delay_on_commit") as sent:
        client.post(reverse("campaigns:print_again", args=[batch.pk]))
    sent.assert_called_once()
    batch.refresh_from_db()
    assert batch.error == ""


def test_a_colleague_makes_a_pile(campaign, ambassador, client_of):
    client = client_of(ambassador)
    client.get(SHEETS)
    assert not SheetBatch.objects.exists()
    client.post(SHEETS, {"place": "De Spil", "sheets": "20"})
    batch = SheetBatch.objects.get()
    assert (batch.place, batch.sheets, batch.channel, batch.made_by) == (
        "De Spil", 20, Channel.ONLINE, ambassador,
    )  # fmt: skip


@pytest.mark.parametrize("sheets", ["", "0", "201", "-3", "veel"])
def test_a_pile_has_1_to_200_sheets(campaign, organiser, client_of, sheets):
    answer = client_of(organiser).post(SHEETS, {"place": "De Spil", "sheets": sheets})
    assert answer.status_code == 422
    assert 'value="De Spil"' in answer.content.decode()
    assert not SheetBatch.objects.exists()


def test_the_list_of_piles_asks_the_same_number_of_questions_for_1_and_30(
    campaign, organiser, client_of, django_assert_max_num_queries
):
    client = client_of(organiser)
    counts = []
    for amount in (1, 29):
        for _n in range(amount):
            batch = make_pile(campaign, organiser)
            make_scan(campaign, organiser, batch, colour=f"#{batch.pk % 200 + 16:02x}aacc")
        with django_assert_max_num_queries(8) as asked:
            client.get(SHEETS)
        counts.append(len(asked))
    assert counts[0] == counts[1]


# What a citizen finds behind the code ------------------------------------------------------------


def test_who_scans_a_fresh_sheet_can_type_the_dream(campaign, organiser, client):
    batch = make_pile(campaign, organiser)
    page = client.get(reverse("campaigns:sheet", args=[str(SheetCode(batch.token, 2))]))
    assert page.status_code == 200
    assert f'href="{reverse("survey:submit")}"' in page.content.decode()


def test_who_scans_an_entered_sheet_finds_the_dream(campaign, organiser, client):
    batch = make_pile(campaign, organiser)
    scan = make_scan(campaign, organiser, batch, sheet=2)
    [dream] = enter_from_scan(
        scan=scan, model=Contribution, rows=[SheetText("Een bos.")], by=organiser
    )
    url = reverse("campaigns:sheet", args=[str(SheetCode(batch.token, 2))])
    assert dream.get_absolute_url() in client.get(url).content.decode()
    Contribution.objects.filter(pk=dream.pk).update(status=Status.HELD)
    assert "Een bos." not in client.get(url).content.decode()


def test_codes_that_are_not_ours_find_nothing(campaign, organiser, client):
    batch = make_pile(campaign, organiser)
    campaign.domain = "testserver"
    campaign.save()
    elsewhere = make_batch(campaign=make_campaign(), place="x", sheets=5, by=None)
    for code in (SheetCode(batch.token, 5), SheetCode("mk7rwd", 1), SheetCode(elsewhere.token, 1)):
        assert client.get(reverse("campaigns:sheet", args=[str(code)])).status_code == 404
    assert client.get(f"/blad/{batch.token}-1-zz/").status_code == 404


# Photos ------------------------------------------------------------------------------------------


def test_a_photo_becomes_a_draft_beside_its_sheet_and_twice_is_one(campaign, organiser, client_of):
    batch = make_pile(campaign, organiser)
    data = photo_of(batch, page=1)
    photos = [SimpleUploadedFile("a.jpg", data), SimpleUploadedFile("b.jpg", data)]
    client_of(organiser).post(SCANS, {"photos": photos})
    scan = Scan.objects.get()
    assert (scan.batch, scan.sheet, scan.status) == (batch, 3, ScanStatus.DRAFT)
    assert default_storage.exists(scan.image.name)


def test_one_bad_file_holds_no_good_one_up(campaign, organiser, client_of):
    photos = [SimpleUploadedFile("brief.pdf", b"%PDF"), SimpleUploadedFile("a.jpg", blank())]
    page = client_of(organiser).post(SCANS, {"photos": photos}, follow=True)
    assert "brief.pdf" in page.content.decode()
    assert Scan.objects.count() == 1


def test_no_photo_and_too_many_photos_get_a_sentence(campaign, organiser, client_of):
    client = client_of(organiser)
    assert client.post(SCANS, {}).status_code == 422
    many = [SimpleUploadedFile(f"{n}.jpg", b"x") for n in range(21)]
    assert client.post(SCANS, {"photos": many}).status_code == 422
    assert not Scan.objects.exists()


def test_what_is_no_picture_is_refused(campaign, organiser):
    with pytest.raises(BadImage):
        take_scan(campaign=campaign, data=b"<svg/>", by=organiser)
    assert not Scan.objects.exists()


@pytest.mark.phase(4)
def test_photos_come_in_only_once_dreams_can_be_read(campaign, organiser):
    with pytest.raises(PhaseClosed):
        take_scan(campaign=campaign, data=blank(), by=organiser)


def test_without_a_readable_code_the_pile_is_chosen_by_hand(campaign, organiser, client_of):
    batch = make_pile(campaign, organiser)
    scan = make_scan(campaign, organiser)
    client = client_of(organiser)
    page = reverse("campaigns:scan", args=[scan.pk])
    assert client.get(page).status_code == 200
    choose = reverse("campaigns:choose_pile", args=[scan.pk])
    assert client.post(choose, {"batch": batch.pk, "sheet": 9}).status_code == 422
    client.post(choose, {"batch": batch.pk, "sheet": 2})
    scan.refresh_from_db()
    assert (scan.batch, scan.sheet) == (batch, 2)
    assert client.get(page).headers["Location"] == reverse("survey:enter_scan", args=[scan.pk])


def test_the_pile_of_another_campaign_cannot_be_chosen(campaign, organiser, client_of):
    campaign.domain = "testserver"
    campaign.save()
    foreign = make_batch(campaign=make_campaign(), place="x", sheets=5, by=None)
    scan = make_scan(campaign, organiser)
    choose = reverse("campaigns:choose_pile", args=[scan.pk])
    assert client_of(organiser).post(choose, {"batch": foreign.pk}).status_code == 422


def test_several_texts_on_a_sheet_become_several_contributions(campaign, organiser):
    batch = make_pile(campaign, organiser, place="Droomsessie De Spil", channel=Channel.SESSION)
    scan = make_scan(campaign, organiser, batch)
    rows = [
        SheetText("Een bos.", display_name="Rita", district=make_district(campaign)),
        SheetText("Un étang.", language="fr"),
    ]
    first, second = enter_from_scan(scan=scan, model=Contribution, rows=rows, by=organiser)
    assert (first.text, first.display_name, first.origin, first.channel, first.status) == (
        "Een bos.", "Rita", "Droomsessie De Spil", Channel.SESSION, Status.PLACED,
    )  # fmt: skip
    assert first.district is not None
    assert second.language == "fr"
    assert dreams_of_sheet(batch=batch, sheet=1) == [first, second]
    assert Scan.objects.get().settled_by == organiser


def test_entering_twice_enters_once(campaign, organiser):
    scan = make_scan(campaign, organiser, make_pile(campaign, organiser))
    again = Scan.objects.get(pk=scan.pk)
    rows = [SheetText("Een bos.")]
    enter_from_scan(scan=scan, model=Contribution, rows=rows, by=organiser)
    with pytest.raises(ScanSettled):
        enter_from_scan(scan=again, model=Contribution, rows=rows, by=organiser)
    assert Contribution.objects.count() == 1


def test_a_photo_put_aside_can_be_taken_back(campaign, organiser, client_of):
    scan = make_scan(campaign, organiser, make_pile(campaign, organiser))
    client = client_of(organiser)
    away, back = (reverse(f"campaigns:{n}", args=[scan.pk]) for n in ("discard", "restore"))
    assert client.get(away).status_code == 405
    client.post(away)
    client.post(away)
    scan.refresh_from_db()
    assert scan.status == ScanStatus.DISCARDED
    assert back in client.get(SCANS).content.decode()
    client.post(back)
    client.post(back)
    scan.refresh_from_db()
    assert (scan.status, scan.settled_at) == (ScanStatus.DRAFT, None)


def test_an_entered_photo_cannot_be_put_aside_or_moved(campaign, organiser):
    batch = make_pile(campaign, organiser)
    scan = make_scan(campaign, organiser, batch)
    enter_from_scan(scan=scan, model=Contribution, rows=[SheetText("Een bos.")], by=organiser)
    with pytest.raises(ScanSettled):
        discard_scan(scan=scan, by=organiser)
    with pytest.raises(ScanSettled):
        restore_scan(scan=scan, by=organiser)
    with pytest.raises(ScanSettled):
        choose_batch(scan=scan, batch=batch, sheet=3)


def test_only_colleagues_see_a_photo(campaign, organiser, board, client, client_of):
    scan = make_scan(campaign, organiser)
    url = reverse("campaigns:scan_image", args=[scan.pk])
    assert client.get(url).status_code == 302
    assert client_of(board).get(url).status_code == 403
    answer = client_of(organiser).get(url)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"
    small = client_of(organiser).get(url + "?klein")
    assert small.content[:2] == b"\xff\xd8"


def test_the_list_of_photos_asks_the_same_number_of_questions_for_3_and_30(
    campaign, organiser, client_of, django_assert_max_num_queries
):
    client, batch, counts = client_of(organiser), make_pile(campaign, organiser), []
    for amount in (3, 27):
        for n in range(amount):
            make_scan(campaign, organiser, batch, colour=f"#{amount:02x}{n:02x}cc")
        with django_assert_max_num_queries(8) as asked:
            client.get(SCANS)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert Scan.objects.count() == 30


# Forgetting --------------------------------------------------------------------------------------


def forget_after(campaign, days, capture):
    with clock.travel(clock.now() + timedelta(days=days)), capture(execute=True):
        return forget_scans(campaign=campaign)


def test_photos_go_90_days_after_typing_over_and_the_dream_stays(
    campaign, organiser, django_capture_on_commit_callbacks
):
    batch = make_pile(campaign, organiser)
    scan, draft = (
        make_scan(campaign, organiser, batch),
        make_scan(campaign, organiser, colour="#abc"),
    )
    enter_from_scan(scan=scan, model=Contribution, rows=[SheetText("Een bos.")], by=organiser)
    name = Scan.objects.get(pk=scan.pk).image.name
    assert forget_after(campaign, 89, django_capture_on_commit_callbacks) == 0
    assert forget_after(campaign, 91, django_capture_on_commit_callbacks) == 1
    assert forget_after(campaign, 92, django_capture_on_commit_callbacks) == 0
    assert not default_storage.exists(name)
    assert default_storage.exists(draft.image.name)
    assert [dream.text for dream in dreams_of_sheet(batch=batch, sheet=1)] == ["Een bos."]


def test_the_photo_of_a_withdrawn_dream_goes_at_once(
    campaign, organiser, django_capture_on_commit_callbacks
):
    scan = make_scan(campaign, organiser, make_pile(campaign, organiser))
    [dream] = enter_from_scan(
        scan=scan, model=Contribution, rows=[SheetText("Een bos.")], by=organiser
    )
    withdraw_contribution(contribution=dream)
    assert forget_after(campaign, 0, django_capture_on_commit_callbacks) == 1
    assert not Scan.objects.exists()
    assert not default_storage.exists(scan.image.name)


def test_a_photo_put_aside_goes_after_30_days(
    campaign, organiser, django_capture_on_commit_callbacks
):
    discard_scan(scan=make_scan(campaign, organiser), by=organiser)
    assert forget_after(campaign, 29, django_capture_on_commit_callbacks) == 0
    tasks_now = clock.now() + timedelta(days=31)
    with clock.travel(tasks_now), django_capture_on_commit_callbacks(execute=True):
        tasks.forget_scans()
    assert not Scan.objects.exists()


def test_sheets_speak_the_language_they_were_made_in(campaign, organiser):
    batch = make_pile(campaign, organiser, sheets=1)
    with translation.override("en"), pypdfium2.PdfDocument(render_sheets(batch)) as pdf:
        assert "I dream of a Roeselare" in pdf[0].get_textpage().get_text_range()


def test_a_contribution_of_another_channel_has_no_sheet(campaign, organiser):
    batch = make_pile(campaign, organiser)
    make_contribution(campaign)
    assert dreams_of_sheet(batch=batch, sheet=1) == []
