"""The file of last resort: what a tablet saved comes in by hand, and never double."""

import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from campaigns.models import Activity, Campaign, User
from campaigns.permissions import Role
from dreamsessions.models import Device, Note, Receipt, Rejected, Session
from dreamsessions.services.devices import revoke_device
from dreamsessions.wording import BAD_FILES
from tests.conftest import ClientOf
from tests.dreamsessions.builders import make_ambassador, make_device, make_session, record
from tests.factories import make_campaign, make_member, make_user

PAGE = reverse("dreamsessions:kit_import")


@pytest.fixture
def session(campaign: Campaign, ambassador: User) -> Session:
    return make_session(campaign, make_ambassador(campaign, ambassador))


def saved(whose: User, *records: Any, **fields: Any) -> bytes:
    body = {"version": 1, "device": str(uuid.uuid4()), "user": whose.pk, "records": list(records)}
    return json.dumps(body | fields, ensure_ascii=False).encode()


def bring(user: User, data: bytes) -> Any:
    file = SimpleUploadedFile("dromen-2027-05-10.json", data, "application/json")
    return ClientOf(user).post(PAGE, {"file": file})


def write(session: Session, text: str, **more: Any) -> str:
    return record("write", session=session.pk, text=text, **more)


def test_a_file_comes_in_once_byte_for_byte(
    organiser: User, ambassador: User, session: Session
) -> None:
    words = [f"Droom {n} — “é€😀”\n" for n in range(5)]
    data = saved(ambassador, *(write(session, text) for text in words))
    assert ClientOf(organiser).get(PAGE).status_code == 200
    assert not Note.objects.exists()
    first, again = bring(organiser, data), bring(organiser, data)
    assert (first.status_code, again.status_code) == (200, 200)
    assert [note.text for note in Note.objects.order_by("number")] == words
    assert Receipt.objects.count() == 5
    assert first.context["amount"] == {"stored": 5, "known": 0, "rejected": 0}
    assert again.context["amount"] == {"stored": 0, "known": 5, "rejected": 0}
    assert Activity.objects.filter(verb="import_tablet").count() == 2


def test_what_the_tablet_sends_itself_afterwards_is_known(
    organiser: User, ambassador: User, session: Session
) -> None:
    tablet, raw = make_device(session.campaign, ambassador), write(session, "Een bank.")
    bring(organiser, saved(ambassador, raw, device=str(tablet.pk)))
    body = {
        "version": 1, "device": str(tablet.pk), "app": "x", "user": ambassador.pk, "records": [raw]
    }  # fmt: skip
    answer = ClientOf(ambassador).post(
        reverse("dreamsessions:sync"), json.dumps(body), content_type="application/json"
    )
    assert answer.json()["results"][0]["state"] == "known"
    assert Note.objects.count() == 1


def test_more_than_a_batch_comes_in_whole(
    organiser: User, ambassador: User, session: Session
) -> None:
    bring(organiser, saved(ambassador, *(write(session, f"Droom {n}") for n in range(450))))
    assert Note.objects.count() == 450


def test_a_file_of_a_revoked_tablet_comes_in(
    organiser: User, ambassador: User, session: Session
) -> None:
    tablet = make_device(session.campaign, ambassador)
    revoke_device(device=tablet, by=organiser)
    bring(organiser, saved(ambassador, write(session, "Teruggevonden."), device=str(tablet.pk)))
    assert Note.objects.get().text == "Teruggevonden."
    tablet.refresh_from_db()
    assert tablet.revoked_at is not None


def test_a_broken_record_lies_in_the_inbox_and_holds_nothing_up(
    organiser: User, ambassador: User, session: Session
) -> None:
    answer = bring(organiser, saved(ambassador, "kapot", write(session, "Een bank."), {"los": 1}))
    assert answer.context["amount"] == {"stored": 1, "known": 0, "rejected": 2}
    assert Rejected.objects.count() == 2
    assert reverse("dreamsessions:inbox") in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", None), (b"geen json", "unreadable"), (b"[]", "unreadable"), (b"\xff\xfe", "unreadable"),
        (b"[" * 50_000, "unreadable"),
        (b'{"version": 1, "device": "x", "user": 1, "records": []}', "unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_saved_file_is_refused_with_words(
    organiser: User, data: bytes, reason: str | None
) -> None:
    answer = bring(organiser, data)
    assert answer.status_code == 422
    if reason:
        assert str(BAD_FILES[reason]) in answer.content.decode()
    assert not Device.objects.exists()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"version": 2}, "other_version"), ({"records": []}, "nothing"),
        ({"records": "x"}, "unreadable"), ({"user": "1"}, "unreadable"),
        ({"user": True}, "unreadable"), ({"user": 10**9}, "unknown_person"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_fit_says_why(
    organiser: User, ambassador: User, session: Session, fields: dict[str, Any], reason: str
) -> None:
    answer = bring(organiser, saved(ambassador, write(session, "Een bank."), **fields))
    assert answer.status_code == 422
    assert str(BAD_FILES[reason]) in answer.content.decode()
    assert not Note.objects.exists()


def test_a_tablet_of_somebody_else_or_another_campaign_is_refused(
    campaign: Campaign, organiser: User, ambassador: User, session: Session
) -> None:
    colleague = make_member(campaign, Role.AMBASSADOR)
    for owner, home in ((colleague, campaign), (ambassador, make_campaign())):
        Campaign.objects.filter(pk=campaign.pk).update(domain="testserver")
        tablet = make_device(home, owner)
        data = saved(ambassador, write(session, "Van mij."), device=str(tablet.pk))
        answer = bring(organiser, data)
        assert str(BAD_FILES["other_person"]) in answer.content.decode()
    stranger = make_user()
    answer = bring(organiser, saved(stranger, write(session, "Vreemd.")))
    assert str(BAD_FILES["unknown_person"]) in answer.content.decode()
    assert not Note.objects.exists()


def test_a_note_for_a_session_that_is_not_theirs_lies_in_the_inbox(
    campaign: Campaign, organiser: User, ambassador: User
) -> None:
    other = make_session(campaign)
    bring(organiser, saved(ambassador, write(other, "Gluren.")))
    assert Rejected.objects.get().reason == "not_your_session"
    assert not Note.objects.exists()


def test_an_ambassador_takes_no_file_in(ambassador: User, session: Session) -> None:
    assert bring(ambassador, saved(ambassador, write(session, "Zelf."))).status_code == 403
    assert not Note.objects.exists()
