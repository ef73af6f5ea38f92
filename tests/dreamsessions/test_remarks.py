"""Who sat at the table reads its notes behind a secret link, and says what they meant."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from campaigns import clock
from campaigns.models import Activity, Campaign, Status, User
from campaigns.permissions import Role
from campaigns.services.ledger import withdraw_contribution
from campaigns.services.reading import text_mark
from dreamsessions.models import Edit, Note, Remark, Session
from dreamsessions.services.after import remark_on, write_words
from tests.conftest import ClientOf
from tests.dreamsessions.builders import make_ambassador, make_note, make_session
from tests.factories import make_campaign, make_member


@pytest.fixture
def session(campaign: Campaign, ambassador: User) -> Session:
    return make_session(campaign, make_ambassador(campaign, ambassador), closed_at=clock.now())


@pytest.fixture
def note(session: Session) -> Note:
    return make_note(session, "Een bank.", display_name="Rita")


def told(session: Session, token: str = "") -> str:
    return reverse("dreamsessions:told", args=[session.slug, token or session.token])


def say(session: Session, note: Note, text: str, **more: str) -> Any:
    url = reverse("dreamsessions:remark", args=[session.slug, session.token, note.number])
    return ClientOf().post(url, {"text": text} | more)


def settle(user: User, remark: Remark, text: str = "", *, seen: str = "", **more: str) -> Any:
    assert remark.note.session_id is not None
    url = reverse("dreamsessions:settle", args=[remark.note.session_id, remark.pk])
    data = {f"r{remark.pk}-text": text, f"r{remark.pk}-mark": text_mark(seen)} | more
    return ClientOf(user).post(url, data)


# What the table sees -----------------------------------------------------------------------------


def test_the_table_reads_its_placed_notes_and_nothing_else(session: Session, note: Note) -> None:
    make_note(session, "Wacht nog.", status=Status.WAITING)
    make_note(session, "Tegengehouden.", status=Status.HELD)
    make_note(session, "Niet online.", consent_online=False)
    make_note(make_session(session.campaign), "Andere tafel.")
    answer = ClientOf().get(told(session))
    page = answer.content.decode()
    assert "Een bank." in page
    for text in ("Wacht nog.", "Tegengehouden.", "Niet online.", "Andere tafel."):
        assert text not in page
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_without_the_secret_there_is_no_page(session: Session, note: Note) -> None:
    assert ClientOf().get(told(session, "geraden")).status_code == 404
    other = make_session(session.campaign)
    assert ClientOf().get(told(session, other.token)).status_code == 404
    url = reverse("dreamsessions:remark", args=[session.slug, "geraden", note.number])
    assert ClientOf().post(url, {"text": "Gluren"}).status_code == 404
    assert not Remark.objects.exists()


def test_a_hidden_session_opens_with_its_secret(session: Session, note: Note) -> None:
    Session.objects.update(visibility="hidden")
    assert "Een bank." in ClientOf().get(told(session)).content.decode()


def test_somebody_says_what_they_meant_once(session: Session, note: Note) -> None:
    url = reverse("dreamsessions:remark", args=[session.slug, session.token, note.number])
    assert ClientOf().get(url).status_code == 405
    assert not Remark.objects.exists()
    for _twice in range(2):
        say(session, note, "Een rode bank.")
    assert Remark.objects.get().text == "Een rode bank."
    note.refresh_from_db()
    assert note.text == "Een bank."


@pytest.mark.parametrize("text", ["", "  ", "x" * 1001])
def test_what_was_typed_stays_with_what_is_wrong(session: Session, note: Note, text: str) -> None:
    other = make_note(session, "Een boom.")
    answer = say(session, note, text)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{note.number}_text-error"' in page
    assert f'id="id_{other.number}_text-error"' not in page
    assert page.count("<details open>") == 1


def test_a_program_that_fills_in_everything_leaves_no_remark(session: Session, note: Note) -> None:
    assert say(session, note, "Koop pillen", website="https://example.org").status_code == 302
    assert not Remark.objects.exists()


def test_after_30_days_the_page_is_closed_and_says_so(session: Session, note: Note) -> None:
    with clock.travel(clock.now() + timedelta(days=29)):
        assert ClientOf().get(told(session)).status_code == 200
    with clock.travel(clock.now() + timedelta(days=31)):
        answer = ClientOf().get(told(session))
        assert answer.status_code == 410
        assert "Een bank." not in answer.content.decode()
        assert say(session, note, "Te laat.").status_code == 410
    assert not Remark.objects.exists()


def test_a_note_that_is_gone_answers_kindly(session: Session, note: Note) -> None:
    number = note.number
    withdraw_contribution(contribution=note)
    url = reverse("dreamsessions:remark", args=[session.slug, session.token, number])
    answer = ClientOf().post(url, {"text": "Maar ik bedoelde"}, follow=True)
    assert answer.status_code == 200
    assert not Remark.objects.exists()


def test_the_tables_page_asks_the_same_number_of_questions_for_1_and_30(
    session: Session, note: Note, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(6) as first:
        ClientOf().get(told(session))
    for n in range(29):
        make_note(session, f"Droom {n}")
    with django_assert_max_num_queries(6) as second:
        ClientOf().get(told(session))
    assert len(first) == len(second)


# What who led it does with it --------------------------------------------------------------------


def test_words_are_taken_over_and_the_first_ones_stay_as_an_edit(
    ambassador: User, session: Session, note: Note
) -> None:
    remark, _new = remark_on(note=note, text="Een rode.")
    settle(ambassador, remark, "Een rode bank.", seen="Een bank.")
    note.refresh_from_db()
    remark.refresh_from_db()
    assert note.text == "Een rode bank."
    assert (remark.taken_over, remark.settled_by) == (True, ambassador)
    assert list(Edit.objects.values_list("text", flat=True)) == ["Een bank.", "Een rode bank."]


def test_a_remark_can_be_left_without_changing_a_word(
    ambassador: User, session: Session, note: Note
) -> None:
    remark, _new = remark_on(note=note, text="Een rode.")
    settle(ambassador, remark, keep="1")
    settle(ambassador, remark, "Toch een rode bank.", seen="Een bank.")
    note.refresh_from_db()
    remark.refresh_from_db()
    assert (note.text, remark.taken_over) == ("Een bank.", False)
    assert Activity.objects.filter(verb="settle_remark").count() == 1


def test_words_that_changed_meanwhile_are_not_written_over(
    ambassador: User, organiser: User, note: Note
) -> None:
    remark, _new = remark_on(note=note, text="Een rode.")
    write_words(note=note, text="Een blauwe bank.", by=organiser)
    settle(ambassador, remark, "Een rode bank.", seen="Een bank.")
    note.refresh_from_db()
    remark.refresh_from_db()
    assert (note.text, remark.settled_at) == ("Een blauwe bank.", None)


def test_a_note_withdrawn_while_a_remark_is_open_takes_the_remark_along(
    ambassador: User, session: Session, note: Note
) -> None:
    remark, _new = remark_on(note=note, text="Een rode.")
    url = reverse("dreamsessions:settle", args=[session.pk, remark.pk])
    withdraw_contribution(contribution=note)
    assert not Remark.objects.exists()
    answer = ClientOf(ambassador).post(url, {f"r{remark.pk}-text": "Een rode bank."}, follow=True)
    assert answer.status_code == 200
    assert not Note.objects.exists()
    assert not Edit.objects.exists()


def test_empty_words_are_refused_beside_the_remark(ambassador: User, note: Note) -> None:
    remark, _new = remark_on(note=note, text="Een rode.")
    answer = settle(ambassador, remark, "", seen="Een bank.")
    assert answer.status_code == 422
    assert f'id="id_r{remark.pk}-text-error"' in answer.content.decode()


def test_a_colleague_of_another_table_and_another_campaign_find_nothing(
    campaign: Campaign, session: Session, note: Note, organiser: User
) -> None:
    remark, _new = remark_on(note=note, text="Een rode.")
    colleague = make_member(campaign, Role.AMBASSADOR)
    room = reverse("dreamsessions:remarks", args=[session.pk])
    assert ClientOf(colleague).get(room).status_code == 404
    assert settle(colleague, remark, "Gekaapt.", seen="Een bank.").status_code == 404
    assert ClientOf(organiser).get(room).status_code == 200
    Campaign.objects.filter(pk=make_campaign().pk).update(domain="testserver")
    assert ClientOf(organiser).get(room).status_code == 404
    note.refresh_from_db()
    assert note.text == "Een bank."


def test_a_remark_of_another_session_is_not_settled_through_mine(
    campaign: Campaign, ambassador: User, session: Session
) -> None:
    other = make_note(make_session(campaign), "Niet van mij.")
    remark, _new = remark_on(note=other, text="Gluren.")
    url = reverse("dreamsessions:settle", args=[session.pk, remark.pk])
    ClientOf(ambassador).post(url, {"keep": "1"})
    remark.refresh_from_db()
    assert remark.settled_at is None


def test_the_room_asks_the_same_number_of_questions_for_1_and_20(
    ambassador: User, session: Session, note: Note, django_assert_max_num_queries: Any
) -> None:
    browser, counts = ClientOf(ambassador), []
    room = reverse("dreamsessions:remarks", args=[session.pk])
    for amount in (1, 19):
        for n in range(amount):
            remark_on(note=make_note(session, f"{amount}-{n}"), text="Anders.")
            done, _new = remark_on(note=note, text=f"Klaar {amount}-{n}")
            Remark.objects.filter(pk=done.pk).update(settled_at=clock.now(), settled_by=ambassador)
        with django_assert_max_num_queries(9) as asked:
            page = browser.get(room).content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    # What is settled is shown however much waits.
    assert "Klaar 19-" in page
