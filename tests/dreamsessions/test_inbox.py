"""What could not come in lies in an inbox: a colleague enters it, or says why not."""

import ast
import json
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from campaigns import clock
from campaigns.models import Activity, Campaign, Membership, Status, User
from campaigns.services.ledger import withdraw_contribution
from dreamsessions import tasks
from dreamsessions.models import Device, Note, Receipt, Rejected, Session
from dreamsessions.services.syncing import Answer, sync_records
from dreamsessions.wording import BAD_FILES, REASONS
from tests.conftest import ClientOf
from tests.dreamsessions.builders import make_ambassador, make_device, make_session, record
from tests.factories import make_campaign

INBOX = reverse("dreamsessions:inbox")


@pytest.fixture
def session(campaign: Campaign, ambassador: User) -> Session:
    return make_session(campaign, make_ambassador(campaign, ambassador))


@pytest.fixture
def tablet(campaign: Campaign, ambassador: User) -> Device:
    return make_device(campaign, ambassador)


def sync(tablet: Device, *raw: str) -> list[Answer]:
    membership = Membership.objects.get(campaign=tablet.campaign, user=tablet.user)
    return sync_records(campaign=tablet.campaign, device=tablet, membership=membership, raw=raw)


@pytest.fixture
def refused(tablet: Device, session: Session) -> Rejected:
    sync(tablet, record("write", session=session.pk, text="x" * 5001, speaker="Rita"))
    return Rejected.objects.get()


def page(row: Rejected) -> str:
    return reverse("dreamsessions:rejected", args=[row.pk])


def enter(user: User, row: Rejected, text: str = "Een zwemvijver.", **more: Any) -> Any:
    return ClientOf(user).post(page(row), {"text": text} | more)


def test_every_reason_to_refuse_has_words() -> None:
    """Read the reasons from the code, so that a new one cannot be forgotten."""
    known = set()
    for name in ("kit.py", "services/syncing.py", "services/inbox.py"):
        tree = ast.parse((Path(settings.BASE_DIR) / "dreamsessions" / name).read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                texts = [
                    a.value for a in node.args
                    if isinstance(a, ast.Constant) and isinstance(a.value, str)
                ]  # fmt: skip
                if node.func.id in {"BadRecord", "BadFile", "_reject"}:
                    known.update(texts)
                if node.func.id == "_text":
                    known.add(texts[-1])
    assert {"unreadable", "too_long", "withdrawn", "changed", "unknown_person"} <= known
    assert known <= set(REASONS) | set(BAD_FILES)


def test_a_refused_record_lies_in_the_inbox_with_why(
    organiser: User, ambassador: User, refused: Rejected
) -> None:
    shown = ClientOf(organiser).get(INBOX).content.decode()
    assert page(refused) in shown
    assert str(REASONS["too_long"]) in shown
    assert ClientOf(ambassador).get(INBOX).status_code == 403
    assert ClientOf(ambassador).get(page(refused)).status_code == 403


def test_a_colleague_enters_it_after_all_and_the_tablet_hears_that_it_is_known(
    organiser: User, tablet: Device, session: Session, refused: Rejected
) -> None:
    ClientOf(organiser).get(page(refused))
    assert not Note.objects.exists()
    for _twice in range(2):
        enter(organiser, refused, session=session.pk, speaker="Rita")
    note = Note.objects.get()
    assert (note.text, note.session, note.display_name) == ("Een zwemvijver.", session, "Rita")
    assert note.status == Status.PLACED
    assert str(note.submission_key) == json.loads(refused.record)["note"]
    refused.refresh_from_db()
    assert (refused.note, refused.settled_by) == (note, organiser)
    assert [answer.state for answer in sync(tablet, refused.record)] == ["known"]
    assert Note.objects.count() == 1
    assert note.text in ClientOf(organiser).get(page(refused)).content.decode()
    assert page(refused) not in ClientOf(organiser).get(INBOX).content.decode()


def test_a_chat_without_a_session_needs_a_place(organiser: User, refused: Rejected) -> None:
    assert enter(organiser, refused).status_code == 422
    assert not Note.objects.exists()
    enter(organiser, refused, place="Containerpark")
    assert (Note.objects.get().session, Note.objects.get().origin) == (None, "Containerpark")


def test_the_session_of_another_campaign_cannot_be_chosen(
    organiser: User, campaign: Campaign, refused: Rejected
) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(domain="testserver")
    other = make_session(make_campaign())
    assert enter(organiser, refused, session=other.pk).status_code == 422
    assert not Note.objects.exists()


def test_it_is_put_aside_with_a_reason_and_taken_back(organiser: User, refused: Rejected) -> None:
    browser = ClientOf(organiser)
    assert browser.post(page(refused), {"dismiss": "1", "reason": ""}).status_code == 422
    for _twice in range(2):
        browser.post(page(refused), {"dismiss": "1", "reason": "Was een test."})
    assert Activity.objects.get(verb="dismiss_rejected").details["why"] == "Was een test."
    refused.refresh_from_db()
    assert refused.settled_by == organiser
    back = reverse("dreamsessions:take_back", args=[refused.pk])
    assert browser.get(back).status_code == 405
    for _twice in range(2):
        browser.post(back)
    refused.refresh_from_db()
    assert refused.settled_at is None
    assert page(refused) in browser.get(INBOX).content.decode()


@pytest.mark.parametrize("raw", ["geen json \x00", "[1, 2]", '{"kind": "dans"}', "{" * 5000])
def test_a_broken_record_can_be_looked_at(organiser: User, tablet: Device, raw: str) -> None:
    sync(tablet, raw)
    row = Rejected.objects.get()
    assert ClientOf(organiser).get(page(row)).status_code == 200
    assert ClientOf(organiser).get(INBOX).status_code == 200


def test_words_of_a_record_are_shown_as_words(organiser: User, tablet: Device) -> None:
    sync(tablet, record("write", session=10**9, text="<script>alert(1)</script>"))
    row = Rejected.objects.get()
    for url in (INBOX, page(row)):
        assert "<script>alert" not in ClientOf(organiser).get(url).content.decode()


def test_a_record_that_came_in_since_leaves_the_inbox(
    campaign: Campaign, organiser: User, ambassador: User, tablet: Device
) -> None:
    session = make_session(campaign)
    raw = record("write", session=session.pk, text="Een bank.")
    assert [answer.reason for answer in sync(tablet, raw)] == ["not_your_session"]
    session.ambassadors.add(make_ambassador(campaign, ambassador))
    assert [answer.state for answer in sync(tablet, raw)] == ["stored"]
    assert page(Rejected.objects.get()) not in ClientOf(organiser).get(INBOX).content.decode()
    tasks.forget_rejected()
    assert not Rejected.objects.exists()
    assert Note.objects.get().text == "Een bank."


def test_what_somebody_takes_away_is_not_kept_here(
    organiser: User, session: Session, refused: Rejected
) -> None:
    enter(organiser, refused, session=session.pk)
    withdraw_contribution(contribution=Note.objects.get())
    tasks.forget_rejected()
    assert not Rejected.objects.exists()
    assert Receipt.objects.filter(pk=refused.pk).exists()


def test_settled_records_are_forgotten_after_90_days_and_open_ones_never(
    organiser: User, tablet: Device, refused: Rejected
) -> None:
    sync(tablet, "nog een kapot")
    ClientOf(organiser).post(page(refused), {"dismiss": "1", "reason": "Test."})
    with clock.travel(clock.now() + timedelta(days=89)):
        tasks.forget_rejected()
    assert Rejected.objects.count() == 2
    with clock.travel(clock.now() + timedelta(days=400)):
        tasks.forget_rejected()
        tasks.forget_rejected()
    assert Rejected.objects.get().record == "nog een kapot"


def test_a_record_of_another_campaign_is_404(
    campaign: Campaign, organiser: User, ambassador: User
) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(domain="testserver")
    row = Rejected.objects.create(
        id=uuid.uuid4(), campaign=make_campaign(), reason="empty", record="{}", digest="x"
    )
    browser = ClientOf(organiser)
    assert browser.get(page(row)).status_code == 404
    assert enter(organiser, row, place="Elders").status_code == 404
    assert browser.post(reverse("dreamsessions:take_back", args=[row.pk])).status_code == 404


def test_the_inbox_asks_the_same_number_of_questions_for_1_and_20(
    organiser: User, tablet: Device, django_assert_max_num_queries: Any
) -> None:
    browser, counts = ClientOf(organiser), []
    for amount in (1, 19):
        for n in range(amount):
            sync(tablet, f"kapot {amount}-{n}")
            put_aside = f"weg {amount}-{n}"
            sync(tablet, put_aside)
            Rejected.objects.filter(record=put_aside).update(
                settled_at=clock.now(), settled_by=organiser
            )
        with django_assert_max_num_queries(12) as asked:
            browser.get(INBOX)
        counts.append(len(asked))
    assert counts[0] == counts[1]
