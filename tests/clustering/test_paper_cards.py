"""Cards on paper: printed with a code, photographed, proposed, and laid by a human."""

import io
import random
from datetime import timedelta
from unittest.mock import patch

import pikepdf
import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image, ImageFilter

from campaigns import clock
from campaigns.models import Channel
from campaigns.phases import PhaseClosed
from campaigns.rendering import RenderingFailed
from campaigns.services.ledger import withdraw_contribution
from campaigns.sheets import SheetCode, parse_code
from clustering import tasks
from clustering.models import Card, CardPrint, Need, PhotoStatus, PilePhoto, PrintKind
from clustering.services.cards import move_cards
from clustering.services.photos import (
    PhotoSettled,
    add_code,
    discard_photo,
    lay_photo,
    proposal_of,
    take_photo,
)
from clustering.services.printing import (
    CARDS_PER_PDF,
    NothingToPrint,
    print_cards,
    print_needs,
    render_print,
    store_print,
)
from tests import factories
from tests.clustering.builders import make_cards, make_zone, need_of

PAPER = reverse("clustering:paper")


@pytest.fixture
def pile(campaign):
    make_zone(campaign, "Ademen", "Groen", "Stilte")
    return make_cards(
        campaign, "Meer bomen langs elke straat.", "Een park met water", "Rust " * 90, "Korte droom",
    )  # fmt: skip


@pytest.fixture
def made(campaign, organiser, pile):
    [found] = print_cards(
        campaign=campaign, cards=Card.objects.of(campaign), name="De stapel", by=organiser
    )
    return found


@pytest.fixture
def needs(campaign, organiser, pile):
    return print_needs(campaign=campaign, by=organiser)


def pages(made):
    with pypdfium2.PdfDocument(render_print(made)) as pdf:
        return [page.render(scale=2).to_pil().convert("RGB") for page in pdf]


def cut(page, places):
    """Cut cards out of a printed page, by their place from 0 to 7."""
    wide, high = page.width // 2, page.height // 4
    for place in places:
        left, top = place % 2 * wide, place // 2 * high
        yield page.crop((left, top, left + wide, top + high))


def table(*slips, seed=3):
    """Lay pieces of paper on a grey table, a little turned, and photograph it."""
    rng = random.Random(seed)
    wide, high = max(s.width for s in slips) + 90, max(s.height for s in slips) + 90
    columns = 2
    rows = (len(slips) + columns - 1) // columns
    photo = Image.new("RGB", (columns * wide, rows * high), "#8a8178")
    for place, slip in enumerate(slips):
        turned = slip.rotate(rng.uniform(-7, 7), expand=True, fillcolor="#8a8178")
        photo.paste(turned, (place % columns * wide + 20, place // columns * high + 20))
    return jpeg(
        photo.rotate(3, expand=True, fillcolor="#8a8178").filter(ImageFilter.GaussianBlur(1))
    )


def jpeg(image):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=75)
    return out.getvalue()


def code_of(made, number):
    return str(SheetCode(made.token, number))


def make_photo(campaign, organiser, *codes, colour="#eee"):
    photo, _new = take_photo(
        campaign=campaign, data=jpeg(Image.new("RGB", (300, 200), colour)), by=organiser
    )
    PilePhoto.objects.filter(pk=photo.pk).update(codes=list(codes))
    photo.refresh_from_db()
    return photo


# Printing ----------------------------------------------------------------------------------------


@pytest.mark.pdf
def test_cards_are_printed_eight_on_a_page_with_their_number_and_code(campaign, organiser, pile):
    make_cards(campaign, *(f"Droom nummer {n}" for n in range(6)))
    cards = Card.objects.of(campaign)
    [made] = print_cards(campaign=campaign, cards=cards, name="De stapel", by=organiser)
    with pypdfium2.PdfDocument(render_print(made)) as pdf:
        assert len(pdf) == 2
        text = pdf[0].get_textpage().get_text_range()
    assert "Meer bomen langs elke straat." in " ".join(text.split())
    assert str(pile[0].contribution.number) in text
    assert code_of(made, 1) in text
    assert "…" in text, "a text that is too long is cut, not shrunk beyond reading"


@pytest.mark.pdf
def test_the_sheets_of_needs_have_a_page_each(made, needs):
    with pypdfium2.PdfDocument(render_print(needs)) as pdf:
        texts = [page.get_textpage().get_text_range() for page in pdf]
    assert ["Groen" in texts[0], "Stilte" in texts[1], len(texts)] == [True, True, 2]
    assert code_of(needs, 2) in texts[1]
    assert "Ademen" in texts[0]


@pytest.mark.pdf
@pytest.mark.parametrize("which", ["made", "needs"])
def test_the_pdf_is_tagged_and_says_its_language(which, request):
    document = render_print(request.getfixturevalue(which))
    with pikepdf.open(io.BytesIO(document)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "nl-BE"
        assert "pdfuaid:part" in pdf.Root.Metadata.read_bytes().decode()


def test_many_cards_become_several_files(campaign, organiser, pile):
    with patch("clustering.services.printing.CARDS_PER_PDF", 3):
        parts = print_cards(
            campaign=campaign, cards=Card.objects.of(campaign), name="Alles", by=organiser
        )
    assert CARDS_PER_PDF == 800
    assert [len(part.contents) for part in parts] == [3, 1]
    assert len({part.token for part in parts}) == 2
    assert all("Alles" in part.name for part in parts)


def test_nothing_is_not_printed(campaign, organiser):
    with pytest.raises(NothingToPrint):
        print_cards(campaign=campaign, cards=Card.objects.none(), name="x", by=organiser)
    with pytest.raises(NothingToPrint):
        print_needs(campaign=campaign, by=organiser)


def test_a_print_is_asked_for_made_and_downloaded(
    campaign, organiser, client_of, pile, django_capture_on_commit_callbacks
):
    client = client_of(organiser)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(PAPER, {"plek": "stapel", "bron": "", "maak": "1"})
    made = CardPrint.objects.get()
    assert made.kind == PrintKind.CARDS
    assert made.contents == [[card.pk, card.contribution.number] for card in pile]
    assert made.file
    answer = client.get(reverse("clustering:print_file", args=[made.pk]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert not store_print(made=made), "twice is once"
    tasks.print_cards(made.pk, "nl")
    tasks.print_cards(0, "nl")


def test_a_filter_prints_a_part(campaign, organiser, client_of, pile):
    make_cards(campaign, "Van een kind", channel=Channel.SCHOOL)
    move_cards(campaign=campaign, cards=[pile[0].pk], to=need_of(campaign, "groen"), by=organiser)
    client = client_of(organiser)
    for asked, size in (
        ({"plek": "stapel"}, 4), ({"plek": "alles"}, 5), ({"plek": "groen"}, 1),
        ({"plek": "stapel", "bron": "kinderen"}, 1), ({"plek": "behoeften"}, 2),
    ):  # fmt: skip
        client.post(PAPER, asked | {"maak": "1"})
        assert len(CardPrint.objects.first().contents) == size, asked
    refused = client.post(PAPER, {"plek": "stilte", "maak": "1"})
    assert refused.status_code == 422
    assert client.post(PAPER, {"plek": "nergens", "maak": "1"}).status_code == 422


def test_a_part_is_chosen_by_district_age_and_language(campaign, organiser, client_of, pile):
    beveren = factories.make_district(campaign, "Beveren")
    make_cards(campaign, "Un banc.", language="fr", district=beveren, age_group="12-17")
    make_cards(campaign, "Een bank.", district=beveren)
    client = client_of(organiser)
    for asked, size, name in (
        ({"wijk": beveren.slug}, 2, "De stapel · Beveren"),
        ({"wijk": beveren.slug, "taal": "fr"}, 1, "De stapel · Beveren · Frans"),
        ({"leeftijd": "12-17", "bron": "online"}, 1, "De stapel · Online · 12-17"),
    ):
        client.post(PAPER, asked | {"plek": "stapel", "maak": "1"})
        made = CardPrint.objects.first()
        assert (len(made.contents), made.name) == (size, name)
    for wrong in ({"wijk": "nergens"}, {"taal": "xx"}, {"leeftijd": "7"}):
        answer = client.post(PAPER, wrong | {"plek": "stapel", "maak": "1"})
        assert answer.status_code == 422
        assert '<details class="zeefje" open>' in answer.content.decode()
    nobody = client.post(PAPER, {"plek": "stapel", "leeftijd": "80+", "maak": "1"})
    assert nobody.status_code == 422


def test_a_failure_is_written_down_and_can_be_tried_again(
    organiser, client_of, made, django_capture_on_commit_callbacks
):
    with patch("clustering.services.printing.render_pdf", side_effect=RenderingFailed("Stuk")):
        assert not store_print(made=made)
    client = client_of(organiser)
    assert "Stuk" in client.get(PAPER).content.decode()
    assert client.get(reverse("clustering:print_file", args=[made.pk])).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("clustering:print_again", args=[made.pk]))
    made.refresh_from_db()
    assert (bool(made.file), made.error) == (True, "")


# Photos ------------------------------------------------------------------------------------------


@pytest.mark.pdf
def test_a_photo_of_a_pile_proposes_what_lies_there(campaign, organiser, made, needs, pile):
    green = pages(needs)[0]
    green = green.crop((0, 0, green.width, green.height // 3))
    slips = list(cut(pages(made)[0], [0, 1, 3]))
    photo, new = take_photo(campaign=campaign, data=table(green, *slips), by=organiser)
    proposal = proposal_of(photo)
    assert new
    assert proposal.needs == [need_of(campaign, "groen")]
    assert {card.pk for card in proposal.cards} == {pile[0].pk, pile[1].pk, pile[3].pk}
    assert Card.objects.filter(need__isnull=False).count() == 0, "nothing is laid by itself"


def test_the_same_photo_twice_is_one_proposal(campaign, organiser, client_of, pile):
    data = jpeg(Image.new("RGB", (300, 200)))
    client = client_of(organiser)
    for _time in range(2):
        client.post(PAPER, {"photos": SimpleUploadedFile("a.jpg", data, "image/jpeg")})
    assert PilePhoto.objects.count() == 1


def test_a_human_confirms_and_the_photo_goes(
    campaign, organiser, client_of, made, needs, pile, django_capture_on_commit_callbacks
):
    photo = make_photo(
        campaign, organiser, code_of(needs, 1), code_of(made, 1), code_of(made, 2), code_of(made, 4)
    )
    stored = photo.image.name
    client, url = client_of(organiser), reverse("clustering:photo", args=[photo.pk])
    page = client.get(url).content.decode()
    assert "Een park met water" in page
    assert '<option value="groen" selected>' in page
    cards = [pile[0].pk, pile[1].pk, pile[2].pk]  # the third is not in the photo
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"need": "groen", "cards": cards})
    assert set(Card.objects.filter(need__slug="groen")) == {pile[0], pile[1]}
    photo.refresh_from_db()
    assert (photo.status, photo.laid, photo.image.name) == (PhotoStatus.LAID, 2, "")
    assert not default_storage.exists(stored)
    move_cards(campaign=campaign, cards=[pile[0].pk], to=None, by=organiser)
    client.post(url, {"need": "stilte", "cards": cards})
    assert Card.objects.filter(need__slug="stilte").count() == 0, "a second time does nothing"
    assert client.get(url).status_code == 200
    assert client.get(reverse("clustering:photo_image", args=[photo.pk])).status_code == 404


def test_what_is_missing_is_said_before_anything_happens(
    campaign, organiser, client_of, made, needs, pile
):
    photo = make_photo(campaign, organiser, code_of(made, 1))
    client, url = client_of(organiser), reverse("clustering:photo", args=[photo.pk])
    for data in ({"need": "", "cards": [pile[0].pk]}, {"need": "groen"}, {"need": "nergens"}):
        assert client.post(url, data).status_code == 422
    assert Card.objects.filter(need__isnull=False).count() == 0


def test_a_withdrawn_card_is_named(campaign, organiser, client_of, made, needs, pile):
    number = pile[0].contribution.number
    photo = make_photo(campaign, organiser, code_of(needs, 1), code_of(made, 1), code_of(made, 2))
    withdraw_contribution(contribution=pile[0].contribution)
    proposal = proposal_of(photo)
    assert [slip.dream for slip in proposal.withdrawn] == [number]
    assert [card.pk for card in proposal.cards] == [pile[1].pk]
    page = client_of(organiser).get(reverse("clustering:photo", args=[photo.pk])).content.decode()
    assert f"({code_of(made, 1)})" in page
    batch = lay_photo(
        photo=photo, need=need_of(campaign, "groen"), cards=[pile[0].pk, pile[1].pk], by=organiser
    )
    assert batch.cards == 1


def test_a_code_that_was_not_read_can_be_typed(campaign, organiser, client_of, made, needs, pile):
    photo = make_photo(campaign, organiser)
    client = client_of(organiser)
    url = reverse("clustering:type_code", args=[photo.pk])
    for code in (code_of(needs, 2), f" {code_of(made, 3).upper()} ", code_of(made, 3)):
        client.post(url, {"code": code})
    for wrong in ("", "onzin", code_of(made, 99), str(SheetCode("mk7rwd", 1))):
        client.post(url, {"code": wrong})
    photo.refresh_from_db()
    assert photo.typed == [code_of(needs, 2), code_of(made, 3)]
    proposal = proposal_of(photo)
    assert (proposal.needs, proposal.cards) == ([need_of(campaign, "stilte")], [pile[2]])


def test_two_needs_in_one_photo_choose_nothing(campaign, organiser, client_of, made, needs, pile):
    photo = make_photo(campaign, organiser, code_of(needs, 1), code_of(needs, 2), code_of(made, 1))
    page = client_of(organiser).get(reverse("clustering:photo", args=[photo.pk])).content.decode()
    assert "selected>" not in page.partition("<select")[2].partition("</select>")[0].replace(
        '<option value="" selected>', ""
    )
    assert len(proposal_of(photo).needs) == 2


def test_a_need_that_went_and_a_strange_code_are_named(campaign, organiser, made, needs, pile):
    other = factories.make_campaign()
    make_cards(other, "Van elders")
    [theirs] = print_cards(
        campaign=other, cards=Card.objects.of(other), name="Elders", by=organiser
    )
    photo = make_photo(campaign, organiser, code_of(needs, 1), code_of(theirs, 1), "onzin")
    Need.objects.filter(slug="groen").delete()
    proposal = proposal_of(photo)
    assert (proposal.needs, proposal.gone_needs) == ([], ["Groen"])
    assert (proposal.slips, proposal.unknown) == ([], [code_of(theirs, 1)])


def test_a_photo_is_put_aside(campaign, organiser, client_of, made, pile):
    photo = make_photo(campaign, organiser, code_of(made, 1))
    client = client_of(organiser)
    for _time in range(2):
        client.post(reverse("clustering:drop_photo", args=[photo.pk]))
    photo.refresh_from_db()
    assert photo.status == PhotoStatus.DISCARDED
    with pytest.raises(PhotoSettled):
        discard_photo(photo=photo, by=organiser)
    with pytest.raises(PhotoSettled):
        lay_photo(photo=photo, need=need_of(campaign, "groen"), cards=[pile[0].pk], by=organiser)
    with pytest.raises(PhotoSettled):
        add_code(photo=photo, text=code_of(made, 2))


def test_one_bad_file_holds_no_photo_up(campaign, organiser, client_of, pile):
    good = jpeg(Image.new("RGB", (300, 200)))
    answer = client_of(organiser).post(
        PAPER,
        {"photos": [
            SimpleUploadedFile("tekst.jpg", b"geen foto", "image/jpeg"),
            SimpleUploadedFile("goed.jpg", good, "image/jpeg"),
        ]},
        follow=True,
    )  # fmt: skip
    assert "tekst.jpg" in answer.content.decode()
    assert PilePhoto.objects.count() == 1
    assert client_of(organiser).post(PAPER, {"photos": []}).status_code == 422


def test_a_photo_is_shown_to_the_team_only(campaign, organiser, client_of, stranger, pile):
    photo = make_photo(campaign, organiser)
    url = reverse("clustering:photo_image", args=[photo.pk])
    answer = client_of(organiser).get(url)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"
    assert client_of(organiser).get(url, {"klein": ""}).content[:3] == b"\xff\xd8\xff"
    assert client_of(stranger).get(url).status_code == 404


def test_the_rooms_take_the_same_queries_whatever_lies_there(
    campaign, organiser, client_of, made, needs, pile, django_assert_num_queries
):
    photo = make_photo(campaign, organiser, code_of(needs, 1), code_of(made, 1))
    client = client_of(organiser)
    urls = (PAPER, reverse("clustering:photo", args=[photo.pk]))
    counted = []
    for url in urls:
        client.get(url)  # the choices of the filters are remembered for a minute
        with CaptureQueriesContext(connection) as found:
            client.get(url)
        counted.append(len(found))
    for number in range(8):
        make_photo(campaign, organiser, colour=f"#0000{number}{number}")
        print_needs(campaign=campaign, by=organiser)
    PilePhoto.objects.filter(pk=photo.pk).update(
        codes=[code_of(needs, 1), *(code_of(made, n) for n in (1, 2, 3, 4))]
    )
    for url, queries in zip(urls, counted, strict=True):
        with django_assert_num_queries(queries):
            client.get(url)


@pytest.mark.phase(2)
def test_before_the_dreams_nothing_is_printed(campaign, organiser):
    with pytest.raises(PhaseClosed):
        print_needs(campaign=campaign, by=organiser)


def test_a_bare_code_reads_back():
    code = SheetCode("mk7rwd", 12)
    assert parse_code(str(code).upper()) == code


# What does not stay ------------------------------------------------------------------------------


def test_a_pdf_with_a_withdrawn_dream_goes_and_is_made_again_without_it(
    campaign, organiser, client_of, made, needs, pile, django_capture_on_commit_callbacks
):
    store_print(made=made)
    made.refresh_from_db()
    stored, number = made.file.name, pile[0].contribution.number
    tasks.forget_paper()
    assert default_storage.exists(stored), "nothing was taken away yet"
    withdraw_contribution(contribution=pile[0].contribution)
    photo = make_photo(campaign, organiser, code_of(made, 1), code_of(made, 2))
    for _time in range(2):
        tasks.forget_paper()
    made.refresh_from_db()
    assert not default_storage.exists(stored)
    assert made.file.name == ""
    assert made.error
    with django_capture_on_commit_callbacks(execute=True):
        client_of(organiser).post(reverse("clustering:print_again", args=[made.pk]))
    tasks.forget_paper()
    made.refresh_from_db()
    assert made.file, "without the dream it may stay"
    photo.refresh_from_db()
    assert (photo.image.name, photo.status) == ("", PhotoStatus.DRAFT)
    proposal = proposal_of(photo)
    assert [slip.dream for slip in proposal.withdrawn] == [number]
    assert proposal.cards == [pile[1]]
    page = client_of(organiser).get(reverse("clustering:photo", args=[photo.pk]))
    assert page.status_code == 200


def test_old_pdfs_and_photos_go(campaign, organiser, made, needs, pile):
    store_print(made=made)
    photo = make_photo(campaign, organiser, code_of(made, 1))
    long_ago = clock.now() - timedelta(days=31)
    CardPrint.objects.update(made_at=long_ago)
    PilePhoto.objects.update(uploaded_at=long_ago)
    tasks.forget_paper()
    made.refresh_from_db()
    photo.refresh_from_db()
    assert (made.file.name, photo.image.name) == ("", "")
    assert made.error
