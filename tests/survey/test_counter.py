import io
import uuid
from unittest.mock import patch

import pytest
from django.core import mail
from django.urls import reverse
from PIL import Image

from campaigns.models import Campaign, Channel, Contribution, Decision, Scan, ScanStatus, Status
from campaigns.phases import PhaseClosed
from campaigns.services.paper import make_batch, take_scan
from survey import tasks
from survey.models import Dream
from survey.services.counter import detect_language, enter_sheet, write_down_dream
from tests.factories import make_campaign, make_district
from tests.survey.builders import make_dream

COUNTER = reverse("survey:counter")
pytestmark = pytest.mark.django_db


def told(text="Een bank onder elke boom.", **values):
    """Return what a colleague fills in for somebody."""
    return {
        "text": text, "place": "Balie stadhuis", "display_name": "Rita", "consent": "on",
        "age_group": "80+", "submission_key": str(uuid.uuid4()),
    } | values  # fmt: skip


def make_scan(campaign: Campaign, user, channel=Channel.ONLINE):
    batch = make_batch(campaign=campaign, place="Bibliotheek", sheets=4, by=user, channel=channel)
    out = io.BytesIO()
    Image.new("RGB", (200, 200), f"#{batch.pk % 200 + 16:02x}ccdd").save(out, "PNG")
    scan, _new = take_scan(campaign=campaign, data=out.getvalue(), by=user)
    Scan.objects.filter(pk=scan.pk).update(batch=batch, sheet=1)
    scan.refresh_from_db()
    return scan


# The counter -------------------------------------------------------------------------------------


def test_a_dream_told_at_the_counter_is_placed_and_its_code_shown(campaign, ambassador, client_of):
    district = make_district(campaign)
    client = client_of(ambassador)
    page = client.post(COUNTER, told(district=district.pk), follow=True)
    dream = Dream.objects.get()
    assert (dream.status, dream.origin, dream.display_name, dream.age_group, dream.district) == (
        Status.PLACED, "Balie stadhuis", "Rita", "80+", district,
    )  # fmt: skip
    assert (dream.entered_by, dream.channel, dream.participant) == (
        ambassador, Channel.ONLINE, None,
    )  # fmt: skip
    assert Decision.objects.get().by == ambassador
    assert dream.receipt in page.content.decode()
    assert "<svg" in page.content.decode()


def test_the_place_is_remembered(campaign, ambassador, client_of):
    client = client_of(ambassador)
    client.post(COUNTER, told())
    assert 'value="Balie stadhuis"' in client.get(COUNTER).content.decode()


def test_opening_the_page_enters_nothing(campaign, ambassador, client_of):
    assert client_of(ambassador).get(COUNTER).status_code == 200
    assert not Contribution.objects.exists()


def test_a_double_click_gives_one_dream_and_another_text_another(campaign, ambassador, client_of):
    client, once = client_of(ambassador), told()
    first = client.post(COUNTER, once)
    assert client.post(COUNTER, once).headers["Location"] == first.headers["Location"]
    client.post(COUNTER, once | {"text": "Nog een droom."})
    assert Dream.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [{"consent": ""}, {"text": " "}, {"text": "a" * 281}, {"place": ""}, {"email": "ines@"}],
)
def test_what_misses_is_asked_and_nothing_is_lost(campaign, ambassador, client_of, wrong):
    answer = client_of(ambassador).post(COUNTER, told(**wrong))
    assert answer.status_code == 422
    assert 'value="Rita"' in answer.content.decode()
    assert "foutlijst" in answer.content.decode()
    assert not Dream.objects.exists()


def test_personal_data_is_shown_once_and_then_goes(campaign, ambassador, client_of):
    client, form = client_of(ambassador), told("Bel mij op 0470 12 34 56.")
    answer = client.post(COUNTER, form)
    assert answer.status_code == 422
    assert 'id="letop"' in answer.content.decode()
    assert 'name="warned" value="1"' in answer.content.decode()
    assert not Dream.objects.exists()
    client.post(COUNTER, form | {"warned": "1"})
    assert Dream.objects.count() == 1


def test_the_language_is_recognised_or_chosen(campaign, ambassador, client_of):
    client = client_of(ambassador)
    client.post(COUNTER, told("Daha fazla ağaç ve park istiyorum"))
    client.post(COUNTER, told("Meer bomen", language="fr"))
    assert list(Dream.objects.order_by("number").values_list("language", flat=True)) == ["tr", "fr"]


def test_the_code_is_mailed_once_to_who_asks(
    campaign, ambassador, client_of, django_capture_on_commit_callbacks
):
    client, form = client_of(ambassador), told(email="Rita@Voorbeeld.be")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(COUNTER, form)
        client.post(COUNTER, form)
    assert [letter.to for letter in mail.outbox] == [["rita@voorbeeld.be"]]


@pytest.mark.phase(6)
def test_the_counter_closes_with_dreaming(campaign, ambassador, client_of):
    assert client_of(ambassador).get(COUNTER).status_code == 409
    assert client_of(ambassador).post(COUNTER, told()).status_code == 409
    with pytest.raises(PhaseClosed):
        write_down_dream(
            campaign=campaign, by=ambassador, text="x", place="y", submission_key=uuid.uuid4()
        )


def test_a_slip_is_for_dreams_written_down_here_only(campaign, ambassador, client_of):
    online, elsewhere = make_dream(campaign), make_dream(make_campaign(), entered_by=ambassador)
    client = client_of(ambassador)
    for dream in (online, elsewhere):
        url = reverse("survey:counter_slip", args=[dream.number + 100 * (dream is elsewhere)])
        assert client.get(url).status_code == 404


def test_the_wrong_role_is_refused(campaign, board, client_of):
    assert client_of(board).post(COUNTER, told()).status_code == 403
    assert not Dream.objects.exists()


# From paper --------------------------------------------------------------------------------------


def test_a_photo_is_typed_over_and_the_next_one_follows(campaign, ambassador, client_of):
    scan, following = make_scan(campaign, ambassador), make_scan(campaign, ambassador)
    url = reverse("survey:enter_scan", args=[scan.pk])
    client = client_of(ambassador)
    assert reverse("campaigns:scan_image", args=[scan.pk]) in client.get(url).content.decode()
    assert not Dream.objects.exists()
    answer = client.post(url, {"texts": "1", "text_0": "Een bos.\r\nEn een vijver."})
    dream = Dream.objects.get()
    assert (dream.text, dream.origin, dream.status, dream.entered_by) == (
        "Een bos.\nEn een vijver.", "Bibliotheek", Status.PLACED, ambassador,
    )  # fmt: skip
    assert answer.headers["Location"] == reverse("campaigns:scan", args=[following.pk])
    client.post(url, {"texts": "1", "text_0": "Nog eens."})
    assert Dream.objects.count() == 1


def test_another_text_gets_its_own_field_and_its_own_dream(campaign, ambassador, client_of):
    url = reverse("survey:enter_scan", args=[make_scan(campaign, ambassador).pk])
    client = client_of(ambassador)
    more = client.post(url, {"texts": "1", "text_0": "Een bos.", "more": "1"})
    page = more.content.decode()
    assert more.status_code == 200
    assert "foutlijst" not in page
    assert 'name="text_1"' in page
    assert "Een bos." in page
    assert not Dream.objects.exists()
    client.post(
        url, {"texts": "2", "text_0": "Een bos.", "text_1": "Une piscine en plein air pour tous"}
    )
    assert set(Dream.objects.values_list("text", "language")) == {
        ("Een bos.", "nl"), ("Une piscine en plein air pour tous", "fr"),
    }  # fmt: skip


@pytest.mark.parametrize("form", [{}, {"text_0": " "}, {"text_0": "a" * 1001}, {"texts": "x"}])
def test_an_empty_sheet_is_asked_for_its_text(campaign, ambassador, client_of, form):
    scan = make_scan(campaign, ambassador)
    answer = client_of(ambassador).post(
        reverse("survey:enter_scan", args=[scan.pk]), {"x": 1} | form
    )
    assert answer.status_code == 422
    scan.refresh_from_db()
    assert scan.status == ScanStatus.DRAFT


def test_personal_data_on_a_sheet_is_shown_first(campaign, ambassador, client_of):
    url = reverse("survey:enter_scan", args=[make_scan(campaign, ambassador).pk])
    client, form = client_of(ambassador), {"texts": "1", "text_0": "Mail ines@voorbeeld.be"}
    assert 'id="letop"' in client.post(url, form).content.decode()
    assert not Dream.objects.exists()
    client.post(url, form | {"warned": "1"})
    assert Dream.objects.count() == 1


def test_a_sheet_that_was_typed_over_before_says_so(campaign, ambassador, client_of):
    first, second = make_scan(campaign, ambassador), make_scan(campaign, ambassador)
    Scan.objects.filter(pk=second.pk).update(batch=first.batch)
    client = client_of(ambassador)
    client.post(reverse("survey:enter_scan", args=[first.pk]), {"texts": "1", "text_0": "Bos."})
    page = client.get(reverse("survey:enter_scan", args=[second.pk])).content.decode()
    assert Dream.objects.get().get_absolute_url() in page


def test_a_sheet_of_a_session_is_not_entered_as_a_dream(campaign, ambassador, client_of):
    scan = make_scan(campaign, ambassador, channel=Channel.SESSION)
    url = reverse("survey:enter_scan", args=[scan.pk])
    assert client_of(ambassador).post(url, {"text_0": "Bos."}).status_code == 404


def test_two_colleagues_at_once_enter_it_once(campaign, ambassador, client_of):
    scan = make_scan(campaign, ambassador)
    with patch("survey.views.counter.enter_sheet", side_effect=_first(ambassador)):
        answer = client_of(ambassador).post(
            reverse("survey:enter_scan", args=[scan.pk]), {"texts": "1", "text_0": "Bos."}
        )
    assert answer.headers["Location"] == reverse("campaigns:scan", args=[scan.pk])
    assert Dream.objects.count() == 1


def _first(by):
    def enter(*, scan, rows, by):
        enter_sheet(scan=Scan.objects.get(pk=scan.pk), rows=rows, by=by)
        return enter_sheet(scan=scan, rows=rows, by=by)

    return enter


# Languages ---------------------------------------------------------------------------------------


def test_the_language_is_detected_in_the_background(campaign):
    dream = make_dream(campaign, text="Je rêve d'une ville avec plus d'arbres", language="nl")
    tasks.detect_language(dream.pk)
    tasks.detect_language(dream.pk)
    tasks.detect_language(0)
    dream.refresh_from_db()
    assert dream.language == "fr"


def test_a_text_that_changed_meanwhile_keeps_its_language(campaign):
    dream = make_dream(campaign, text="Je rêve d'une ville avec plus d'arbres", language="nl")
    Dream.objects.filter(pk=dream.pk).update(text="Ik droom van een stad met meer bomen")
    detect_language(contribution=dream)
    dream.refresh_from_db()
    assert dream.language == "nl"
