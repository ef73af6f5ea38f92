import io
import time
import uuid

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image

from campaigns.models import Activity, Campaign, Contribution, Moderation, Status, Withdrawal
from campaigns.phases import PhaseClosed
from survey.models import Dream, Participant
from survey.participants import COOKIE
from survey.pictures import TILES, chosen_tiles, compose_dream
from survey.services import letters
from survey.services.correcting import change_dream
from survey.services.handing_in import submit_dream
from survey.services.letters import own_dream_path
from survey.trap import stamp
from tests.factories import make_campaign, make_district
from tests.survey.builders import client_as, make_dream, make_participant, typed

SUBMIT, RECEIPT = reverse("survey:submit"), reverse("survey:receipt")
pytestmark = pytest.mark.django_db


def test_a_dream_goes_in_and_the_receipt_shows_its_code(campaign, client):
    response = client.post(SUBMIT, typed("Ramen die openstaan."), follow=True)
    dream = Dream.objects.get()
    assert response.redirect_chain[-1][0] == RECEIPT
    assert (dream.text, dream.status) == ("Ramen die openstaan.", "waiting")
    page = response.content.decode()
    assert dream.receipt in page
    assert "Dank je." in page
    assert client.get(RECEIPT).content.decode().count(dream.receipt) == 1


def test_the_cookie_is_signed_httponly_and_set_only_after_handing_in(campaign, client):
    client.get(SUBMIT)
    assert COOKIE not in client.cookies
    client.post(SUBMIT, typed())
    assert client.cookies[COOKIE]["httponly"]
    client.cookies[COOKIE] = str(Participant.objects.get().pk)
    assert client.get(RECEIPT).status_code == 302


def test_opening_the_form_creates_nothing(campaign, client):
    assert client.get(SUBMIT).status_code == 200
    assert not Contribution.objects.exists()
    assert not Participant.objects.exists()


def test_a_double_click_gives_one_dream(campaign, client):
    once = typed()
    client.post(SUBMIT, once)
    other_tab = client.__class__()
    response = other_tab.post(SUBMIT, once, follow=True)
    assert Dream.objects.count() == Participant.objects.count() == 1
    assert Dream.objects.get().receipt in response.content.decode()


def test_going_back_and_sending_another_text_gives_a_second_dream(campaign, client):
    once = typed("Een eerste droom.")
    client.post(SUBMIT, once)
    client.post(SUBMIT, once | {"text": "Een tweede droom."})
    assert Dream.objects.count() == 2
    assert Participant.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Schrijf eerst je droom. Eén zin is genoeg."),
        ("  \n ", "Schrijf eerst je droom. Eén zin is genoeg."),
        ("a" * 281, "Je droom is 1 teken te lang. Maak hem korter."),
        ("a" * 314, "Je droom is 34 tekens te lang. Maak hem korter."),
        ("a" * 10_000, "Je droom is 9.720 tekens te lang. Maak hem korter."),
    ],
)
def test_empty_and_too_long_dreams_get_a_sentence_and_keep_the_text(
    campaign, client, text, sentence
):
    response = client.post(SUBMIT, typed(text))
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count(sentence) == 2  # in the summary and at the field
    assert text.strip() in page
    assert "<title>Fout:" in page
    assert not Dream.objects.exists()


def test_a_line_break_counts_as_one_character(campaign, client):
    client.post(SUBMIT, typed("a" * 139 + "\r\n" + "b" * 140))
    assert len(Dream.objects.get().text) == 280


def test_the_form_asks_nothing_about_who_dreams(campaign, client):
    page = client.get(SUBMIT).content.decode()
    for name in ("display_name", "email", "district", "age_group"):
        assert f'name="{name}"' not in page
    client.post(SUBMIT, typed(display_name="Ines"))
    assert Dream.objects.get().display_name == ""


@pytest.mark.parametrize(
    "trap", [{"website": "http://spam"}, {"shown": stamp()}, {"shown": "x"}, {"shown": ""}]
)
def test_the_traps_show_the_form_again_without_losing_text(campaign, client, trap):
    # A stamp that is a parameter gets old while other tests run.
    fresh = {"shown": stamp()} if trap.get("shown", "")[:1].isdigit() else trap
    response = client.post(SUBMIT, typed("Mijn lange droom.", **fresh))
    assert response.status_code == 422
    assert "Mijn lange droom." in response.content.decode()
    assert "http://spam" not in response.content.decode()
    assert not Dream.objects.exists()


def test_somebody_caught_in_the_trap_gets_through_the_second_time(campaign, client, monkeypatch):
    caught = client.post(SUBMIT, typed("Mijn droom.", shown=stamp()))
    form = caught.context["form"]
    later = time.time() + 3
    monkeypatch.setattr("survey.trap.time.time", lambda: later)
    client.post(SUBMIT, typed("Mijn droom.", shown=form["shown"].value()))
    assert Dream.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bel mij op 0470 12 34 56.", "telefoonnummer"),
        ("Of +32 51 26 21 11 overdag", "telefoonnummer"),
        ("Schrijf naar ines@voorbeeld.be", "mailadres"),
        ("Ik ben 85.07.30-033.28", "rijksregisternummer"),
    ],
)
def test_personal_data_warns_once_and_never_blocks(campaign, client, text, kind):
    first = typed(text)
    response = client.post(SUBMIT, first)
    assert response.status_code == 422
    assert f"Er staat een {kind} in je droom. Iedereen kan dit lezen. Haal je het weg?" in (
        response.content.decode()
    )
    assert response.context["form"]["warned"].value() == "1"
    client.post(SUBMIT, first | {"warned": "1"})
    assert Dream.objects.get().text == text


@pytest.mark.parametrize(
    "text",
    ["In 2030 wonen hier 65.000 mensen.", "Van 8 tot 18 uur, 365 dagen", "Bus 8800 om 7.30 uur"],
)
def test_ordinary_numbers_do_not_warn(campaign, client, text):
    client.post(SUBMIT, typed(text))
    assert Dream.objects.count() == 1


@pytest.mark.phase(6)
def test_a_closed_phase_takes_no_dreams(campaign, client):
    assert client.post(SUBMIT, typed()).status_code == 409
    with pytest.raises(PhaseClosed):
        submit_dream(campaign=campaign, text="x", submission_key=uuid.uuid4())
    assert not Dream.objects.exists()


def test_one_browser_is_slowed_down_before_its_network(campaign, client, limits_on):
    statuses = [client.post(SUBMIT, typed(f"Droom {n}.")).status_code for n in range(22)]
    # The first one brings the cookie by which the other twenty are counted.
    assert statuses == [302] * 21 + [429]
    assert Client().post(SUBMIT, typed("Van de buren.")).status_code == 302


def test_the_dream_form_is_rate_limited(campaign, client, limits_on):
    statuses = [client.post(SUBMIT, typed("")).status_code for _ in range(301)]
    assert statuses == [422] * 300 + [429]


def test_a_cookie_of_another_campaign_means_nothing_here(client):
    here, there = make_campaign(domain="testserver"), make_campaign(domain="elders.be")
    dream = make_dream(there, participant=make_participant(there))
    response = client_as(dream.participant).get(RECEIPT)
    assert response.status_code == 302
    assert here.pk != there.pk


RTL = "أحلم بمدينة فيها أشجار كثيرة " * 10


@pytest.mark.parametrize("text", ["🌳🚲🏡", RTL[:280].strip(), "<script>alert(1)</script><b>x</b>"])
def test_dreams_of_every_kind_go_in_as_they_are(campaign, client, text):
    response = client.post(SUBMIT, typed(text), follow=True)
    assert Dream.objects.get().text == text
    assert "<script>alert" not in response.content.decode()
    # Shown again, a text stands inert in its field, in its own direction.
    page = client.post(SUBMIT, typed(text[:200] + " 0470 12 34 56")).content.decode()
    assert "<script>alert" not in page
    assert 'dir="auto"' in page


def test_a_text_with_an_impossible_character_is_refused_and_nothing_breaks(campaign, client):
    response = client.post(SUBMIT, typed("Een\x00 droom."))
    assert response.status_code == 422
    assert not Dream.objects.exists()


def test_the_same_text_of_many_browsers_is_taken(campaign):
    for _browser in range(5):
        assert Client().post(SUBMIT, typed("Een zwembad.")).status_code == 302
    assert Dream.objects.count() == Participant.objects.count() == 5


def test_the_network_is_kept_scrambled(campaign, client):
    for address in ("192.0.2.7", "192.0.2.8", "198.51.100.1"):
        client.post(SUBMIT, typed(), REMOTE_ADDR=address)
    first, second, other = Dream.objects.order_by("pk").values_list("network", flat=True)
    assert first == second != other
    assert "192.0.2" not in first


def test_a_campaign_that_reads_afterwards_shows_a_dream_at_once(campaign, client):
    campaign.moderation = Moderation.AFTER
    campaign.save()
    client.post(SUBMIT, typed("Een bank in de zon."))
    client.post(SUBMIT, typed("Bel 0470 12 34 56.", warned="1"))
    shown, held = Dream.objects.order_by("pk")
    assert (shown.status, shown.unread) == (Status.PLACED, True)
    assert held.status == Status.WAITING


def test_a_kept_dream_is_told_that_it_arrived_and_which(campaign, client):
    once = typed()
    for _attempt in range(2):
        answer = client.post(SUBMIT, once, headers={"X-Kept-Dream": "1"})
        assert answer.status_code == 201
        assert answer.json() == {"received": once["submission_key"], "receipt": RECEIPT}
    assert Dream.objects.count() == 1
    assert COOKIE in client.cookies
    refused = client.post(SUBMIT, typed(""), headers={"X-Kept-Dream": "1"})
    assert refused.status_code == 422
    assert '"received"' not in refused.content.decode()


# With a photo ------------------------------------------------------------------------------------


def photo(kind: str = "JPEG", size: tuple[int, int] = (900, 600), **more: object) -> object:
    out = io.BytesIO()
    Image.new("RGB", size, "#45E3F2").save(out, kind, **more)
    return SimpleUploadedFile("foto.jpg", out.getvalue(), content_type="image/jpeg")


def test_a_photo_goes_along_small_and_without_where_it_was_made(campaign, client):
    exif = Image.Exif()
    exif[0x010F] = "Camera van Ines"
    client.post(SUBMIT, typed(picture=photo(exif=exif), picture_alt="Een plein"))
    dream = Dream.objects.get()
    with Image.open(dream.thumbnail) as kept:
        assert max(kept.size) <= 640
        assert not kept.getexif()
    assert dream.thumbnail_alt == "Een plein"
    dream.thumbnail.close()


def test_a_photo_always_waits_for_a_reader_and_has_words(campaign, client):
    campaign.moderation = Moderation.AFTER
    campaign.save()
    client.post(f"/en{SUBMIT}", typed(picture=photo("PNG")))
    dream = Dream.objects.get()
    assert dream.status == Status.WAITING
    assert dream.thumbnail_alt == "A picture with this dream."


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"<svg onload=alert(1)>", b"\xff\xd8\xff\xe0half"]
)
def test_a_file_that_is_no_photo_is_named(campaign, client, data):
    picture = SimpleUploadedFile("foto.jpg", data, content_type="image/jpeg")
    response = client.post(f"/en{SUBMIT}", typed("Mijn tekst.", picture=picture))
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("This file is not a photo. Choose a JPG, PNG or HEIC.") >= 2
    assert "Mijn tekst." in page
    assert not Dream.objects.exists()


def test_the_same_photo_twice_is_one_dream(campaign, client):
    once = typed()
    for _attempt in range(2):
        client.post(SUBMIT, once | {"picture": photo()})
    assert Dream.objects.count() == 1


# With pictures to point at -----------------------------------------------------------------------


def test_pictures_make_a_plain_sentence_to_send(campaign, client):
    page = client.get(f"/en{SUBMIT}?makkelijk=1").content.decode()
    assert page.count('name="wat"') == 12
    query = "makkelijk=1&wat=groen&wat=fiets&hoe=meer&hoe=veilig&verder=1"
    answer = client.get(f"/en{SUBMIT}?{query}")
    form = answer.context["form"]
    assert form["text"].value() == "More trees and more bike paths, safe."
    assert not Dream.objects.exists()
    client.post(SUBMIT, typed(form["text"].value()))
    assert Dream.objects.get().text == "More trees and more bike paths, safe."


def test_without_a_picture_nothing_is_made_up(campaign, client):
    for query in ("verder=1", "verder=1&hoe=meer", "verder=1&wat=bestaat-niet"):
        page = client.get(f"/en{SUBMIT}?makkelijk=1&{query}").content.decode()
        assert "Choose a picture first." in page


def test_at_most_three_pictures_count():
    tiles = chosen_tiles([tile.name for tile in TILES])
    assert len(tiles) == 3
    with translation.override("en"):
        assert compose_dream(tiles, []) == "Trees, bike paths and houses."
        assert compose_dream(tiles[:1], ["meer"]) == "More trees."
        assert compose_dream([], ["meer"]) == ""


# After sending -----------------------------------------------------------------------------------


@pytest.fixture
def mine(campaign: Campaign) -> Dream:
    return make_dream(
        campaign, text="Een tafel & stoelen.", participant=make_participant(campaign),
        status=Status.WAITING, display_name="Ines",
    )  # fmt: skip


def test_the_code_is_mailed_with_both_links(mine, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client_as(mine.participant).post(
            reverse("survey:mail_code"), {"email": "Ines@Voorbeeld.be"}
        )
    (letter,) = mailoutbox
    assert letter.subject == f"Je droomcode is {mine.receipt}"
    assert letter.to == ["ines@voorbeeld.be"]
    for part in (
        "Dag Ines,",
        "Een tafel & stoelen.",
        mine.receipt,
        mine.get_absolute_url(),
        "90 dagen",
    ):
        assert part in letter.body
    link = next(line for line in letter.body.splitlines() if "/mijn-droom/" in line)
    assert (
        client_as(mine.participant).get(link.removeprefix("http://testserver")).status_code == 200
    )


def test_one_browser_mails_few_addresses(mine, mailoutbox, limits_on):
    browser = client_as(mine.participant)
    sent = [
        browser.post(reverse("survey:mail_code"), {"email": f"n{n}@voorbeeld.be"}).status_code
        for n in range(6)
    ]
    assert sent == [302] * 5 + [429]


def test_a_wrong_mail_address_is_named(mine, mailoutbox):
    response = client_as(mine.participant).post(reverse("survey:mail_code"), {"email": "ines@"})
    assert response.status_code == 422
    assert "Dit mailadres klopt niet. Bijvoorbeeld: ines@voorbeeld.be" in response.content.decode()
    assert not mailoutbox


def test_where_and_how_old_are_kept_after_sending(campaign, mine):
    district = make_district(campaign)
    client_as(mine.participant).post(
        reverse("survey:about_you"), {"district": district.pk, "age_group": "30-44"}
    )
    mine.refresh_from_db()
    assert (mine.district, mine.age_group) == (district, "30-44")


ABOUT = reverse("survey:about_you")


@pytest.mark.parametrize(
    "name", ["Ines Peeters", "Jan van Hove", "0470", "ines@voorbeeld.be", "x" * 31, "Klootzak"]
)
def test_a_family_name_is_not_taken(mine, name):
    response = client_as(mine.participant).post(ABOUT, {"display_name": name, "age_group": "30-44"})
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("Vul een voornaam in, zonder familienaam.") == 2
    assert f'value="{name}"' in page
    mine.refresh_from_db()
    assert (mine.display_name, mine.age_group) == ("Ines", "")


@pytest.mark.parametrize(
    "name", ["Ines", "Anne-Marie", "Noël", "D’Artagnan", "Jan en Mia", "J.P.", "محمد", ""]
)
def test_first_names_of_all_kinds_are_taken(mine, name):
    response = client_as(mine.participant).post(ABOUT, {"display_name": name}, follow=True)
    mine.refresh_from_db()
    assert mine.display_name == name
    assert ("Dank je, " in response.content.decode()) is bool(name)


def test_once_a_colleague_read_it_no_name_is_added_any_more(mine):
    Contribution.objects.filter(pk=mine.pk).update(status=Status.PLACED)
    browser = client_as(mine.participant)
    assert 'name="display_name"' not in browser.get(RECEIPT).content.decode()
    browser.post(ABOUT, {"display_name": "Iemand", "age_group": "30-44"})
    mine.refresh_from_db()
    assert (mine.display_name, mine.age_group) == ("Ines", "30-44")


def test_what_is_shown_and_not_read_yet_may_still_be_named(mine):
    Contribution.objects.filter(pk=mine.pk).update(status=Status.PLACED, unread=True)
    client_as(mine.participant).post(ABOUT, {"display_name": "Lotte"})
    mine.refresh_from_db()
    assert mine.display_name == "Lotte"


def test_a_district_of_another_campaign_is_refused(mine):
    strange = make_district(make_campaign(domain="elders.be"))
    mine.campaign.__class__.objects.filter(pk=mine.campaign_id).update(domain="testserver")
    response = client_as(mine.participant).post(
        reverse("survey:about_you"), {"district": strange.pk, "age_group": ""}
    )
    assert response.status_code == 422
    mine.refresh_from_db()
    assert mine.district is None


@pytest.mark.parametrize("name", ["mail_code", "about_you"])
def test_only_the_dreamer_adds_to_the_receipt(campaign, client, name):
    url = reverse(f"survey:{name}")
    assert client.get(url).status_code == 405
    assert client.post(url, {"email": "x@voorbeeld.be"}).url == SUBMIT


def test_the_receipt_asks_a_fixed_number_of_queries(mine, django_assert_max_num_queries):
    client = client_as(mine.participant)
    with django_assert_max_num_queries(9):
        assert client.get(RECEIPT).status_code == 200


# By secret link ----------------------------------------------------------------------------------


def test_changing_a_dream_sends_it_back_to_the_readers(campaign, client):
    dream = make_dream(campaign)
    client.post(own_dream_path(dream), {"text": "Iets anders."})
    dream.refresh_from_db()
    assert (dream.text, dream.status, dream.placed_at) == ("Iets anders.", Status.WAITING, None)
    assert Activity.objects.filter(verb="change_dream").count() == 1
    client.post(own_dream_path(dream), {"text": "Iets anders."})
    assert Activity.objects.filter(verb="change_dream").count() == 1


def test_saving_the_same_text_keeps_a_dream_placed(campaign, client):
    dream = make_dream(campaign)
    client.post(own_dream_path(dream), {"text": dream.text})
    dream.refresh_from_db()
    assert dream.status == Status.PLACED


def test_reading_the_secret_page_changes_nothing_and_stays_secret(campaign, client):
    dream = make_dream(campaign)
    response = client.get(own_dream_path(dream))
    assert response.status_code == 200
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]
    dream.refresh_from_db()
    assert dream.status == Status.PLACED


def test_a_change_that_is_too_long_keeps_both_texts(campaign, client):
    dream = make_dream(campaign)
    response = client.post(own_dream_path(dream), {"text": "b" * 300})
    assert response.status_code == 422
    assert "Je droom is 20 tekens te lang" in response.content.decode()
    assert "b" * 300 in response.content.decode()
    assert Dream.objects.get().text == dream.text


@pytest.mark.phase(7)
def test_after_the_dreaming_phase_a_text_stands_but_may_go(campaign, client):
    dream = make_dream(campaign)
    with pytest.raises(PhaseClosed):
        change_dream(dream=dream, text="Te laat.")
    assert client.post(own_dream_path(dream), {"text": "Te laat."}).status_code == 409
    assert Dream.objects.get().text == dream.text
    client.post(own_dream_path(dream) + "weghalen/")
    assert not Contribution.objects.exists()


def test_withdrawing_asks_once_and_leaves_an_empty_number(campaign, client):
    dream = make_dream(campaign)
    url = own_dream_path(dream) + "weghalen/"
    assert client.get(url).status_code == 200
    assert Dream.objects.exists()
    response = client.post(url, follow=True)
    assert "Je droom is weg." in response.content.decode()
    assert not Contribution.objects.exists()
    assert Withdrawal.objects.get().number == dream.number
    again = client.post(url)
    assert again.status_code == 410
    assert Withdrawal.objects.count() == 1


@pytest.mark.parametrize("way", ["", "weghalen/"])
def test_an_expired_or_broken_link_is_refused_in_words(campaign, client, monkeypatch, way):
    dream = make_dream(campaign)
    now = time.time()
    with monkeypatch.context() as past:
        past.setattr("django.core.signing.time.time", lambda: now - 91 * 24 * 3600)
        old = own_dream_path(dream)
    broken = own_dream_path(dream)[:-3] + "xx/"
    for link in (old, broken):
        response = client.post(link + way, {"text": "Gekaapt."})
        assert response.status_code == 410
        assert "Deze link werkt niet meer. Vraag een nieuwe." in response.content.decode()
    assert Dream.objects.get().text == dream.text


def test_a_link_of_another_campaign_does_not_work_here(client):
    make_campaign(domain="testserver")
    dream = make_dream(make_campaign(domain="elders.be"))
    assert client.get(own_dream_path(dream)).status_code == 410


# Lost code ---------------------------------------------------------------------------------------


def test_the_answer_to_a_lost_code_never_tells_who_is_known(
    campaign, client, mailoutbox, django_capture_on_commit_callbacks
):
    dreams = [make_dream(campaign, email="ines@voorbeeld.be") for _ in range(2)]
    pages = []
    for email in ("Ines@voorbeeld.be", "niemand@voorbeeld.be", "Ines@voorbeeld.be"):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("survey:lost_code"), {"email": email})
        pages.append(client.get(reverse("survey:lost_code")).content.decode())
    assert "Kennen we dit adres?" in pages[0]
    assert "Kennen we dit adres?" in pages[1]
    (letter,) = mailoutbox  # one for the known address; the second in ten minutes is not sent
    assert all(dream.receipt in letter.body for dream in dreams)
    cache.clear()


def test_a_letter_that_fails_is_tried_again(campaign, mailoutbox, monkeypatch):
    make_dream(campaign, email="ines@voorbeeld.be")
    asked = {"campaign": campaign, "email": "ines@voorbeeld.be", "base": "http://testserver"}
    with monkeypatch.context() as broken:
        broken.setattr(letters, "send_letter", _fail)
        with pytest.raises(OSError, match="no mail server"):
            letters.mail_codes(**asked)
    assert letters.mail_codes(**asked) == 1
    assert len(mailoutbox) == 1


def _fail(**kwargs: object) -> None:
    raise OSError("no mail server")


def test_looking_for_a_lost_code_is_rate_limited(campaign, client, limits_on):
    url = reverse("survey:lost_code")
    statuses = [client.post(url, {"email": "a@voorbeeld.be"}).status_code for _ in range(11)]
    assert statuses[0] == 302
    assert statuses[-1] == 429
