"""What a tablet sends comes in once, byte for byte, whatever happens on the way."""

import json
import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from campaigns import clock
from campaigns.models import Campaign, Contribution, Membership, Status, User
from campaigns.permissions import Role
from campaigns.services.ledger import withdraw_contribution
from dreamsessions.kit import digest_of
from dreamsessions.models import Device, Edit, Note, Receipt, Rejected, Session
from dreamsessions.services.devices import revoke_device
from dreamsessions.services.inbox import dismiss_rejected, restore_rejected
from tests.conftest import MOMENTS
from tests.dreamsessions.builders import make_ambassador, make_session, record
from tests.factories import make_campaign, make_member

SYNC = "/ambassadeur/kit/sync/"


@pytest.fixture
def tablet(campaign: Campaign, ambassador: User) -> "Tablet":
    session = make_session(campaign, make_ambassador(campaign, ambassador))
    return Tablet(ambassador, session)


class Tablet:
    """A tablet of one person, as the server sees it."""

    def __init__(self, user: User, session: Session) -> None:
        self.user, self.session, self.key = user, session, str(uuid.uuid4())
        self.client = Client()
        self.client.force_login(user)

    def write(self, text: str, **fields: Any) -> str:
        return record("write", session=self.session.pk, text=text, **fields)

    def send(self, *records: str, **fields: Any) -> Any:
        body = {
            "version": 1, "device": self.key, "app": "test", "user": self.user.pk,
            "records": list(records),
        } | fields  # fmt: skip
        return self.client.post(SYNC, json.dumps(body), content_type="application/json")

    def results(self, *records: str) -> list[dict[str, Any]]:
        answer = self.send(*records)
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = answer.json()["results"]
        return found


def states(results: list[dict[str, Any]]) -> list[str]:
    return [row["state"] for row in results]


def test_a_batch_comes_in_and_every_record_hears_its_id_and_digest(tablet: Tablet) -> None:
    records = [tablet.write(f"Droom {n} — “é€😀”\n", chair=n, speaker="Rita") for n in range(1, 6)]
    results = tablet.results(*records)
    assert [(r["id"], r["digest"]) for r in results] == [
        (json.loads(raw)["id"], digest_of(raw)) for raw in records
    ]
    notes = list(Note.objects.order_by("number"))
    assert [note.text for note in notes] == [f"Droom {n} — “é€😀”\n" for n in range(1, 6)]
    assert {note.status for note in notes} == {Status.PLACED}
    assert [row["number"] for row in results] == [note.number for note in notes]
    assert len({note.code for note in notes}) == 5


def test_the_same_batch_again_adds_nothing(tablet: Tablet) -> None:
    records = [tablet.write(f"Droom {n}") for n in range(20)]
    first = tablet.results(*records)
    again = tablet.results(*records)
    assert states(first) == ["stored"] * 20
    assert states(again) == ["known"] * 20
    assert [r["number"] for r in first] == [r["number"] for r in again]
    assert Note.objects.count() == Receipt.objects.count() == Edit.objects.count() == 20


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_the_same_batch_ten_times_at_once_comes_in_once() -> None:
    with clock.travel(MOMENTS[5]):
        campaign = make_campaign()
        user = make_member(campaign, Role.AMBASSADOR)
        tablet = Tablet(user, make_session(campaign, make_ambassador(campaign, user)))
    records = [tablet.write(f"Droom {n}") for n in range(30)]
    answers: list[list[str]] = []

    def send() -> None:
        with clock.travel(MOMENTS[5]):
            other = Tablet(tablet.user, tablet.session)
            other.key = tablet.key
            answers.append(states(other.results(*records)))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 10
    assert sum(row.count("stored") for row in answers) == 30
    assert Note.objects.count() == 30


def test_one_broken_record_does_not_hold_up_the_others(tablet: Tablet) -> None:
    broken = [
        "geen json", tablet.write("   "), tablet.write("x" * 5001), record("write", text="Zomaar."),
        json.dumps({"id": str(uuid.uuid4()), "kind": "dans"}), tablet.write("a\x00b"),
        record("write", session=10**9, text="Van een andere sessie."), "[" * 100_000,
    ]  # fmt: skip
    good = [tablet.write(f"Droom {n}") for n in range(5)]
    results = tablet.results(*broken, *good)
    assert states(results) == ["rejected"] * 8 + ["stored"] * 5
    assert [r["reason"] for r in results[:8]] == [
        "unreadable", "empty", "too_long", "no_place", "unknown_kind", "unreadable",
        "not_your_session", "unreadable",
    ]  # fmt: skip
    assert Note.objects.count() == 5
    assert Rejected.objects.count() == 8
    tablet.results(*broken)
    assert Rejected.objects.count() == 8


def test_an_id_with_other_words_is_shown_and_changes_nothing(tablet: Tablet) -> None:
    key, note = str(uuid.uuid4()), str(uuid.uuid4())
    tablet.results(tablet.write("Eerst dit.", id=key, note=note))
    other = tablet.results(tablet.write("Dan iets anders.", id=key, note=note))
    assert states(other) == ["rejected"]
    assert other[0]["reason"] == "changed"
    assert Note.objects.get().text == "Eerst dit."
    assert "Dan iets anders." in Rejected.objects.get().record


def test_an_edit_changes_the_words_and_keeps_the_first_ones(tablet: Tablet) -> None:
    note, first = str(uuid.uuid4()), str(uuid.uuid4())
    tablet.results(tablet.write("Een bnak.", id=first, note=note, seq=1))
    results = tablet.results(tablet.write("Een bank.", note=note, base=first, seq=2))
    assert states(results) == ["stored"]
    assert Note.objects.get().text == "Een bank."
    assert set(Edit.objects.values_list("text", flat=True)) == {"Een bnak.", "Een bank."}


def test_edits_that_arrive_in_the_wrong_order_end_with_the_last_words(tablet: Tablet) -> None:
    note, first, second = (str(uuid.uuid4()) for _ in range(3))
    tablet.results(tablet.write("Drie.", note=note, base=second, seq=3))
    tablet.results(tablet.write("Een.", id=first, note=note, seq=1))
    tablet.results(tablet.write("Twee.", id=second, note=note, base=first, seq=2))
    assert Note.objects.get().text == "Drie."
    assert not Edit.objects.filter(conflicts=True).exists()
    assert Edit.objects.count() == 3


def test_two_tablets_that_write_the_same_note_leave_both_texts(tablet: Tablet) -> None:
    note, first = str(uuid.uuid4()), str(uuid.uuid4())
    tablet.results(tablet.write("Een bank.", id=first, note=note))
    second = Tablet(tablet.user, tablet.session)
    tablet.results(tablet.write("Een rode bank.", note=note, base=first))
    results = second.results(second.write("Een blauwe bank.", note=note, base=first))
    assert results[0]["conflict"] is True
    assert Note.objects.get().text == "Een rode bank."
    assert Edit.objects.get(conflicts=True).text == "Een blauwe bank."


def test_what_was_taken_back_never_comes_in(tablet: Tablet) -> None:
    note = str(uuid.uuid4())
    written = tablet.write("Toch liever niet.", note=note, seq=1)
    taken_back = record("retract", note=note, session=tablet.session.pk, seq=2)
    assert states(tablet.results(written, taken_back)) == ["stored", "stored"]
    assert states(tablet.results(written)) == ["known"]
    assert not Note.objects.exists()


def test_taking_back_a_note_that_was_sent_removes_every_word(tablet: Tablet) -> None:
    note, first = str(uuid.uuid4()), str(uuid.uuid4())
    tablet.results(tablet.write("Dit is van Rita.", id=first, note=note))
    tablet.results(record("retract", note=note, session=tablet.session.pk, base=first))
    assert not Contribution.objects.exists()
    assert not Edit.objects.exists()
    late = tablet.results(tablet.write("Dit is van Rita, echt.", note=note, base=first))
    assert late[0]["reason"] == "withdrawn"
    assert not Note.objects.exists()


def test_a_note_the_team_removed_is_not_made_again(tablet: Tablet) -> None:
    raw = tablet.write("Weg ermee.")
    tablet.results(raw)
    withdraw_contribution(contribution=Note.objects.get())
    assert states(tablet.results(raw)) == ["known"]
    assert not Note.objects.exists()


def test_late_notes_and_personal_data_wait_for_a_reader(tablet: Tablet) -> None:
    tablet.results(
        record("close", session=tablet.session.pk, participants=9), tablet.write("Nog eentje.")
    )
    other = make_session(tablet.session.campaign, *tablet.session.ambassadors.all())
    tablet.results(record("write", session=other.pk, text="Bel me op 0470 12 34 56."))
    assert set(Note.objects.values_list("status", flat=True)) == {Status.WAITING}
    tablet.session.refresh_from_db()
    assert tablet.session.participants == 9


@pytest.mark.phase(6)
def test_notes_from_before_the_phase_ended_are_not_lost(tablet: Tablet) -> None:
    assert states(tablet.results(tablet.write("Van vorige week."))) == ["stored"]
    assert Note.objects.get().status == Status.WAITING


@pytest.mark.parametrize("off", [timedelta(days=730), -timedelta(days=730)])
def test_a_wrong_clock_loses_and_reorders_nothing(tablet: Tablet, off: timedelta) -> None:
    at = (clock.now() + off).isoformat()
    tablet.results(*(tablet.write(f"Droom {n}", at=at, seq=n) for n in range(5)))
    assert [n.text for n in Note.objects.order_by("number")] == [f"Droom {n}" for n in range(5)]
    assert not Note.objects.filter(created_at__gt=clock.now()).exists()
    tablet.send(sent_at=at)
    assert abs(Device.objects.get().clock_skew - off.total_seconds()) < 60


@pytest.mark.parametrize("off", [timedelta(days=730), -timedelta(days=730), timedelta(0)])
def test_a_note_is_dated_by_how_far_the_clock_is_off(tablet: Tablet, off: timedelta) -> None:
    told = clock.now() - timedelta(days=3)
    raw = tablet.write("Van drie dagen geleden.", at=(told + off).isoformat())
    tablet.send(raw, sent_at=(clock.now() + off).isoformat())
    assert abs(Note.objects.get().created_at - told) < timedelta(minutes=1)
    # What the tablet said itself is kept beside it.
    assert Edit.objects.get().claimed_at == told + off


def test_notes_around_midnight_and_a_time_zone_keep_their_order(tablet: Tablet) -> None:
    moments = ["23:59:59+01:00", "00:00:01+02:00", "22:59:59+00:00", "23:30:00-05:00"]
    raw = [
        tablet.write(f"Droom {n}", at=f"2027-03-0{8 + (n == 1)}T{at}", seq=n)
        for n, at in enumerate(moments)
    ]
    tablet.results(*raw)
    assert [n.text for n in Note.objects.order_by("number")] == [f"Droom {n}" for n in range(4)]


def test_an_old_app_still_syncs_with_this_server(tablet: Tablet) -> None:
    """The recorded batch of the first version; only session and person are of this test."""
    path = settings.BASE_DIR / "tests" / "samples" / "kit" / "version-1.json"
    text = path.read_text().replace('\\"session\\":7', f'\\"session\\":{tablet.session.pk}')
    body = json.loads(text) | {"user": tablet.user.pk}
    answer = tablet.client.post(SYNC, json.dumps(body), content_type="application/json")
    results = answer.json()["results"]
    assert states(results) == ["stored"] * 8
    assert [r["digest"] for r in results] == [digest_of(raw) for raw in body["records"]]
    assert list(Note.objects.order_by("number").values_list("text", "display_name")) == [
        ("Een lange tafel in de straat 🏘️", "Rita"),
        ('Minder auto’s.\nEn "meer" bomen.', "Jan"),
        ("Een zwemvijver.", ""),
    ]
    tablet.session.refresh_from_db()
    assert (tablet.session.participants, tablet.session.closed_at is None) == (2, False)


def test_a_newer_app_may_say_more_than_this_server_knows(tablet: Tablet) -> None:
    raw = tablet.write("Een bank.", mood="blij", weather={"sun": True})
    assert states(tablet.results(raw)) == ["stored"]
    assert tablet.results(raw)[0]["digest"] == digest_of(raw)


def test_the_word_about_two_tablets_survives_a_lost_answer(tablet: Tablet) -> None:
    note, first = str(uuid.uuid4()), str(uuid.uuid4())
    tablet.results(tablet.write("Een bank.", id=first, note=note))
    tablet.results(tablet.write("Een rode bank.", note=note, base=first))
    second = Tablet(tablet.user, tablet.session)
    raw = second.write("Een blauwe bank.", note=note, base=first)
    assert second.results(raw)[0]["conflict"] is True
    assert second.results(raw)[0] | {"state": ""} == {
        "id": json.loads(raw)["id"], "digest": digest_of(raw), "state": "", "conflict": True,
        "number": Note.objects.get().number,
    }  # fmt: skip


def test_what_the_team_settled_is_known_and_the_tablet_may_forget_it(
    tablet: Tablet, organiser: User
) -> None:
    raw = tablet.write("x" * 5001)
    assert states(tablet.results(raw)) == ["rejected"]
    dismissed = dismiss_rejected(rejected=Rejected.objects.get(), reason="dubbel", by=organiser)
    assert states(tablet.results(raw)) == ["known"]
    restore_rejected(rejected=dismissed, by=organiser)
    assert states(tablet.results(raw)) == ["rejected"]


def test_taken_back_is_taken_back_in_the_inbox_too(tablet: Tablet) -> None:
    note = str(uuid.uuid4())
    tablet.results(tablet.write("x" * 5001, note=note), tablet.write("y" * 5001))
    assert Rejected.objects.count() == 2
    tablet.results(record("retract", note=note, session=tablet.session.pk))
    assert not Rejected.objects.get().record.count("x" * 100)


def test_what_is_behind_a_chat_comes_along(tablet: Tablet) -> None:
    tablet.results(record("write", text="Een vijver.", place="Bus 4", need="Rust"))
    assert Note.objects.get().need == "Rust"


def test_a_chat_has_a_place_and_no_session(tablet: Tablet) -> None:
    tablet.results(record("write", text="Een zwemvijver.", place="Containerpark", age="45-64"))
    note = Note.objects.get()
    assert (note.session, note.origin, note.age_group) == (None, "Containerpark", "45-64")
    assert note.status == Status.PLACED


def test_nobody_sends_what_another_person_wrote(tablet: Tablet, campaign: Campaign) -> None:
    tablet.results(tablet.write("Van mij."))
    colleague = make_member(campaign, Role.AMBASSADOR)
    other = Tablet(colleague, tablet.session)
    assert other.send(other.write("Van jou."), user=tablet.user.pk).status_code == 409
    other.key = tablet.key
    assert other.send(other.write("Van jou.")).json()["refused"] == "other_person"
    assert Note.objects.count() == 1


def test_a_lost_tablet_is_refused_and_says_so(tablet: Tablet, organiser: User) -> None:
    tablet.results(tablet.write("Voor het verlies."))
    revoke_device(device=Device.objects.get(), by=organiser)
    answer = tablet.send(tablet.write("Erna."))
    assert (answer.status_code, answer.json()["refused"]) == (403, "revoked")
    assert Note.objects.count() == 1


def test_without_a_role_any_more_everything_stays_on_the_tablet(tablet: Tablet) -> None:
    Membership.objects.update(roles=[])
    assert tablet.send(tablet.write("Wacht.")).status_code == 403
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "", "geen json", "[]", '{"version": 1}', '{"version": 2, "records": []}',
        '{"version": 1, "records": "x", "device": "y"}',
        '{"version": 1, "records": [1], "device": "y"}', "[" * 100_000,
    ],
)  # fmt: skip
def test_a_request_nobody_can_read_is_refused_whole(tablet: Tablet, body: str) -> None:
    answer = tablet.client.post(SYNC, body, content_type="application/json")
    assert 400 <= answer.status_code < 500
    assert not Receipt.objects.exists()


def test_a_thousand_notes_cost_few_queries(
    tablet: Tablet, django_assert_max_num_queries: Any
) -> None:
    records = [tablet.write(f"Droom {n}") for n in range(200)]
    with django_assert_max_num_queries(40):
        tablet.results(*records)
    assert Note.objects.count() == 200
