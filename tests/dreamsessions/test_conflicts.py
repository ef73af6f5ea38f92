"""Two tablets wrote one note: a colleague chooses, and can take the choice back."""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from campaigns.models import Activity, Campaign, Membership, User
from campaigns.services.reading import text_mark
from dreamsessions.models import Device, Edit, Note, Session
from dreamsessions.services.after import write_words
from dreamsessions.services.syncing import sync_records
from tests.conftest import ClientOf
from tests.dreamsessions.builders import make_ambassador, make_device, make_session, record
from tests.factories import make_campaign

INBOX = reverse("dreamsessions:inbox")
LEFT, RIGHT = "Een rode bank.", "Een blauwe bank."


@pytest.fixture
def session(campaign: Campaign, ambassador: User) -> Session:
    return make_session(campaign, make_ambassador(campaign, ambassador))


def sync(tablet: Device, *raw: str) -> None:
    membership = Membership.objects.get(campaign=tablet.campaign, user=tablet.user)
    sync_records(campaign=tablet.campaign, device=tablet, membership=membership, raw=raw)


def quarrel(session: Session, ambassador: User, kind: str = "write") -> None:
    """Let two tablets change one note, both on top of the same words."""
    one, other = (make_device(session.campaign, ambassador, name=f"T{n}") for n in (1, 2))
    note, first = str(uuid.uuid4()), str(uuid.uuid4())
    about = {"session": session.pk, "note": note}
    sync(one, record("write", id=first, text="Een bank.", **about))
    sync(one, record("write", base=first, text=LEFT, speaker="Rita", **about))
    words = {"text": RIGHT, "speaker": "Jan"} if kind == "write" else {}
    sync(other, record(kind, base=first, **about, **words))


@pytest.fixture
def edit(session: Session, ambassador: User) -> Edit:
    quarrel(session, ambassador)
    return Edit.objects.get(conflicts=True)


def page(edit: Edit) -> str:
    return reverse("dreamsessions:conflict", args=[edit.pk])


def choose(user: User, edit: Edit, choice: str, seen: str = LEFT) -> Any:
    return ClientOf(user).post(page(edit), {"choice": choice, "mark": text_mark(seen)})


def undo(user: User, edit: Edit) -> Any:
    return ClientOf(user).post(reverse("dreamsessions:undo_choice", args=[edit.pk]))


def texts() -> list[str]:
    return sorted(Note.objects.values_list("text", flat=True))


def test_both_texts_lie_side_by_side_and_looking_changes_nothing(
    organiser: User, ambassador: User, edit: Edit
) -> None:
    browser = ClientOf(organiser)
    assert page(edit) in browser.get(INBOX).content.decode()
    shown = browser.get(page(edit)).content.decode()
    assert LEFT in shown
    assert RIGHT in shown
    assert texts() == [LEFT]
    assert ClientOf(ambassador).get(page(edit)).status_code == 403


@pytest.mark.parametrize(
    ("choice", "left_over"), [("left", [LEFT]), ("right", [RIGHT]), ("both", [RIGHT, LEFT])]
)
def test_a_choice_stands_is_made_once_and_can_be_taken_back(
    organiser: User, edit: Edit, choice: str, left_over: list[str]
) -> None:
    for _twice in range(2):
        choose(organiser, edit, choice)
    assert texts() == left_over
    assert Activity.objects.filter(verb="settle_conflict").count() == 1
    assert f'href="{page(edit)}"' not in ClientOf(organiser).get(INBOX).content.decode()
    # No word is lost, whatever is chosen.
    assert {"Een bank.", LEFT, RIGHT} <= set(Edit.objects.values_list("text", flat=True))
    undo(organiser, edit)
    assert texts() == [LEFT]
    assert Edit.objects.get(conflicts=True) == edit
    undo(organiser, edit)
    assert Activity.objects.filter(verb="undo_conflict").count() == 1


@pytest.mark.parametrize("choice", ["left", "right", "both"])
def test_after_taking_back_another_choice_can_be_made(
    organiser: User, edit: Edit, choice: str
) -> None:
    for _round in range(3):
        choose(organiser, edit, choice)
        undo(organiser, edit)
    choose(organiser, edit, "both")
    assert texts() == [RIGHT, LEFT]


def test_a_dream_that_was_taken_back_on_the_other_tablet_can_be_taken_away(
    organiser: User, session: Session, ambassador: User
) -> None:
    quarrel(session, ambassador, "retract")
    edit = Edit.objects.get(conflicts=True)
    assert 'value="both"' not in ClientOf(organiser).get(page(edit)).content.decode()
    choose(organiser, edit, "right")
    assert not Note.objects.exists()
    assert not Edit.objects.exists()
    assert undo(organiser, edit).status_code == 404
    assert ClientOf(organiser).get(INBOX).status_code == 200


def test_both_makes_no_sense_of_a_dream_that_was_taken_back(
    organiser: User, session: Session, ambassador: User
) -> None:
    quarrel(session, ambassador, "retract")
    edit = Edit.objects.get(conflicts=True)
    assert choose(organiser, edit, "both").status_code == 422
    assert texts() == [LEFT]


@pytest.mark.parametrize("choice", ["", "allebei"])
def test_without_a_choice_nothing_changes(organiser: User, edit: Edit, choice: str) -> None:
    assert choose(organiser, edit, choice).status_code == 422
    assert Edit.objects.filter(conflicts=True).count() == 1


def test_words_that_changed_meanwhile_are_shown_again(organiser: User, edit: Edit) -> None:
    write_words(note=edit.note, text="Een gele bank.", by=organiser)
    choose(organiser, edit, "right")
    assert texts() == ["Een gele bank."]
    assert Edit.objects.get(conflicts=True) == edit


def test_a_choice_is_not_taken_back_over_newer_words(organiser: User, edit: Edit) -> None:
    choose(organiser, edit, "right")
    edit.note.refresh_from_db()
    write_words(note=edit.note, text="Een gele bank.", by=organiser)
    undo(organiser, edit)
    assert texts() == ["Een gele bank."]
    assert not Edit.objects.filter(conflicts=True).exists()


def test_another_campaign_is_404(organiser: User, edit: Edit) -> None:
    Campaign.objects.filter(pk=make_campaign().pk).update(domain="testserver")
    assert ClientOf(organiser).get(page(edit)).status_code == 404
    assert choose(organiser, edit, "right").status_code == 404
    assert texts() == [LEFT]


def test_ten_conflicts_ask_no_more_questions_than_one(
    organiser: User, session: Session, ambassador: User, django_assert_max_num_queries: Any
) -> None:
    browser, counts = ClientOf(organiser), []
    for amount in (1, 9):
        for _n in range(amount):
            quarrel(session, ambassador)
        with django_assert_max_num_queries(12) as asked:
            browser.get(INBOX)
        counts.append(len(asked))
    assert counts[0] == counts[1]
