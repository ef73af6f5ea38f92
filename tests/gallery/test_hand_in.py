"""A class hands in through its link, with the parents' answers."""

import io
import uuid

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from campaigns.models import Campaign, Contribution, Status, User
from campaigns.phases import PhaseClosed
from gallery.models import Artwork, SchoolClass
from gallery.services import hand_in_artwork, make_class


def photo(width: int = 1200, height: int = 900, kind: str = "JPEG") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#FFB52E").save(out, kind)
    return SimpleUploadedFile(f"werk.{kind.lower()}", out.getvalue())


@pytest.fixture
def school_class(campaign: Campaign) -> SchoolClass:
    return make_class(
        campaign=campaign, school="De Vlieger", name="3B", teacher="Els", email="els@school.example"
    )


def form(**changes: object) -> dict[str, object]:
    return {
        "submission_key": str(uuid.uuid4()), "photo": photo(), "kind": "drawing",
        "title": "De glijbaan", "text": "Van de toren naar het zwembad.", "display_name": "Noor",
        "age": "6", "consent_online": "yes", "consent_print": "yes", "recorded_by": "Juf Els",
    } | changes  # fmt: skip


def test_a_work_arrives_with_photo_consent_and_code(
    client: Client, school_class: SchoolClass
) -> None:
    answer = client.post(school_class.get_hand_in_url(), form())
    assert answer.status_code == 302
    work = Artwork.objects.get()
    assert (work.title, work.origin, work.display_name, work.age) == (
        "De glijbaan",
        "De Vlieger, 3B",
        "Noor",
        6,
    )
    assert work.status == Status.WAITING
    assert work.consent_online
    assert work.consent_print
    with Image.open(work.thumbnail.open()) as small:
        assert max(small.size) == 640
    page = client.get(school_class.get_hand_in_url())
    assert work.receipt in page.content.decode()


def test_sending_the_same_form_twice_makes_one_work(
    client: Client, school_class: SchoolClass
) -> None:
    key = str(uuid.uuid4())
    for _ in range(2):
        client.post(school_class.get_hand_in_url(), form(submission_key=key))
    assert Artwork.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"photo": SimpleUploadedFile("werk.jpg", b"geen foto")}, "Dit bestand is geen foto. Kies een JPG"),
        ({"photo": SimpleUploadedFile("werk.jpg", photo().read()[:400])}, "Deze foto is beschadigd."),
        ({"consent_online": ""}, "Duid aan of de ouders akkoord gaan."),
        ({"title": ""}, "Geef het werk een titel."),
        ({"display_name": "Noor Van Den Berghe"}, "Vul een voornaam in, zonder familienaam."),
    ],
)  # fmt: skip
def test_bad_input_gets_a_clear_sentence_and_keeps_what_was_typed(
    client: Client, school_class: SchoolClass, changes: dict[str, object], sentence: str
) -> None:
    answer = client.post(school_class.get_hand_in_url(), form(**changes))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert "Van de toren naar het zwembad." in page
    assert Artwork.objects.count() == 0


def test_a_photo_of_a_hundred_megapixels_is_refused_before_decoding(
    client: Client, school_class: SchoolClass
) -> None:
    out = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, "PNG")
    huge = SimpleUploadedFile("groot.png", out.getvalue())
    answer = client.post(school_class.get_hand_in_url(), form(photo=huge))
    assert "80 megapixels" in answer.content.decode()


def test_an_unknown_link_does_not_exist(client: Client, campaign: Campaign) -> None:
    assert client.get("/school/geen-link/").status_code == 404


def test_a_link_of_another_campaign_does_not_exist(
    client: Client, school_class: SchoolClass
) -> None:
    other = Campaign.objects.create(
        slug="gent", name="Droom", city="Gent", horizon_year=2050, domain="gent.example"
    )
    theirs = make_class(campaign=other, school="Zee", name="1A", teacher="", email="")
    Campaign.objects.filter(pk=school_class.school.campaign_id).update(domain="testserver")
    assert client.get(theirs.get_hand_in_url()).status_code == 404


@pytest.mark.phase(6)
def test_after_the_dreaming_phase_nothing_more_comes_in(
    client: Client, school_class: SchoolClass
) -> None:
    assert client.post(school_class.get_hand_in_url(), form()).status_code == 409
    assert Artwork.objects.count() == 0
    with pytest.raises(PhaseClosed):
        hand_in_artwork(
            school_class=school_class, title="T", text="T", kind="drawing", display_name="N", age=6,
            consent_online=True, consent_print=True, recorded_by="Els", picture=None,
            submission_key=uuid.uuid4(),
        )  # fmt: skip


def test_a_school_asks_for_a_link_and_gets_it_by_mail_only(
    client: Client, campaign: Campaign
) -> None:
    data = {"school": "De Brug", "name": "4A", "teacher": "Tom", "email": "tom@school.example"}
    answer = client.post("/scholen/", data, follow=True)
    link = SchoolClass.objects.get().get_hand_in_url()
    assert link in mail.outbox[0].body
    assert link not in answer.content.decode()


def test_asking_again_for_an_existing_class_mails_its_own_teacher(
    client: Client, school_class: SchoolClass
) -> None:
    data = {
        "school": "De Vlieger",
        "name": "3B",
        "teacher": "Iemand",
        "email": "iemand@elders.example",
    }
    client.post("/scholen/", data)
    assert SchoolClass.objects.count() == 1
    assert mail.outbox[0].to == ["els@school.example"]


def test_the_team_hangs_a_work_and_it_is_in_the_gallery(
    client: Client, client_of: type, school_class: SchoolClass, moderator: User
) -> None:
    client.post(school_class.get_hand_in_url(), form())
    work = Artwork.objects.get()
    client = Client()  # somebody else
    assert work.title not in client.get("/kinderen/").content.decode()
    assert client.get(f"/kinderen/{work.number}/beeld/").status_code == 404
    client_of(moderator).post(f"/team/kunst/{work.number}/", {"hang": ""})
    assert work.title in client.get("/kinderen/").content.decode()
    page = client.get(f"/kinderen/{work.number}/")
    assert page.headers["X-Robots-Tag"].startswith("noindex")
    picture = client.get(f"/kinderen/{work.number}/beeld/")
    assert picture.headers["Content-Type"] == "image/jpeg"
    assert "sandbox" in picture.headers["Content-Security-Policy"]


def test_a_work_without_consent_is_never_online(
    client: Client, client_of: type, school_class: SchoolClass, moderator: User
) -> None:
    client.post(school_class.get_hand_in_url(), form(consent_online="no"))
    work = Artwork.objects.get()
    client_of(moderator).post(f"/team/kunst/{work.number}/", {"hang": ""})
    assert client.get(f"/kinderen/{work.number}/").status_code == 404
    assert client.get(f"/kinderen/{work.number}/beeld/").status_code == 404
    assert client.get(f"/beeld/{work.number}/").status_code == 404
    assert client_of(moderator).get(f"/beeld/{work.number}/").status_code == 200


def test_holding_back_needs_a_reason(
    client_of: type, client: Client, school_class: SchoolClass, moderator: User
) -> None:
    client.post(school_class.get_hand_in_url(), form())
    work = Artwork.objects.get()
    team = client_of(moderator)
    team.post(f"/team/kunst/{work.number}/", {"hold": "", "reason": ""})
    assert Contribution.objects.get(pk=work.pk).status == Status.WAITING
    team.post(f"/team/kunst/{work.number}/", {"hold": "", "reason": "Er staat een familienaam op."})
    held = Contribution.objects.get(pk=work.pk)
    assert held.status == Status.HELD
    assert held.decisions.get().reason == "Er staat een familienaam op."


def test_the_exhibition_asks_the_same_number_of_queries_for_many_works(
    client: Client, school_class: SchoolClass, django_assert_max_num_queries: object
) -> None:
    for n in range(26):  # more than a page
        hand_in_artwork(
            school_class=school_class, title=f"Werk {n}", text="T", kind="drawing", display_name="N",
            age=7, consent_online=True, consent_print=True, recorded_by="Els", picture=None,
            submission_key=uuid.uuid4(),
        )  # fmt: skip
    Contribution.objects.update(status=Status.PLACED)
    with django_assert_max_num_queries(5):
        assert client.get("/kinderen/").status_code == 200


def test_the_art_queue_is_for_curators_only(
    client_of: type, ambassador: User, stranger: User, client: Client
) -> None:
    assert client_of(ambassador).get("/team/kunst/").status_code == 403
    assert client_of(stranger).get("/team/kunst/").status_code == 404
    assert client.get("/team/kunst/").status_code == 302
