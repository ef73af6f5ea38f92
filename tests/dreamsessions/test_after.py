"""What came with the kit is written down by who led the session, and told to them by mail."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.urls import reverse

from campaigns import clock
from campaigns.models import Activity, Campaign, Status, User
from campaigns.permissions import Role
from campaigns.services.reading import text_mark
from dreamsessions import tasks
from dreamsessions.models import Edit, Media, Note, Session
from dreamsessions.services.after import write_words
from dreamsessions.services.reporting import MOST_TRIES
from tests.conftest import ClientOf
from tests.dreamsessions.builders import (
    make_ambassador,
    make_device,
    make_media,
    make_note,
    make_session,
)
from tests.factories import make_campaign, make_member


@pytest.fixture
def session(campaign: Campaign, ambassador: User) -> Session:
    return make_session(campaign, make_ambassador(campaign, ambassador))


def room(session: Session) -> str:
    return reverse("dreamsessions:media_room", args=[session.pk])


def write(user: User, media: Media, text: str, *, seen: str = "", **more: str) -> Any:
    data = {f"{media.pk.hex}-text": text, f"{media.pk.hex}-mark": text_mark(seen)} | more
    return ClientOf(user).post(reverse("dreamsessions:write_media", args=[media.pk]), data)


# Writing down ------------------------------------------------------------------------------------


def test_a_photo_without_words_becomes_a_dream_once(ambassador: User, session: Session) -> None:
    media = make_media(session)
    for _twice in range(2):
        write(ambassador, media, "Een zwemvijver.", **{f"{media.pk.hex}-speaker": "Rita"})
    note = Note.objects.get()
    assert (note.text, note.display_name, note.status) == ("Een zwemvijver.", "Rita", Status.PLACED)
    assert (note.session, note.origin) == (session, session.title)
    media.refresh_from_db()
    assert media.note == note


def test_a_photo_that_came_with_a_note_gives_it_words_and_keeps_the_first_ones(
    ambassador: User, session: Session
) -> None:
    note = make_note(session, "Zie de foto.")
    media = make_media(session, note=note)
    write(ambassador, media, "Een zwemvijver.", seen="Zie de foto.")
    note.refresh_from_db()
    assert note.text == "Een zwemvijver."
    assert list(Edit.objects.values_list("text", flat=True)) == ["Zie de foto.", "Een zwemvijver."]


def test_a_second_dream_on_a_photo_becomes_a_dream_of_its_own(
    ambassador: User, session: Session
) -> None:
    media = make_media(session, note=make_note(session, "Eerste."))
    write(ambassador, media, "Tweede.", seen="Eerste.", another="1")
    assert set(Note.objects.values_list("text", flat=True)) == {"Eerste.", "Tweede."}


def test_sound_is_deleted_after_writing_down(
    ambassador: User, session: Session, django_capture_on_commit_callbacks: Any
) -> None:
    media = make_media(session, "voice", note=make_note(session, "Hoor de opname."))
    name, storage = media.file.name, media.file.storage
    with django_capture_on_commit_callbacks(execute=True):
        write(ambassador, media, "Een zwemvijver.", seen="Hoor de opname.")
    media.refresh_from_db()
    assert media.deleted_at is not None
    assert not storage.exists(name)
    again = ClientOf(ambassador).get(reverse("dreamsessions:media_file", args=[media.pk]))
    assert again.status_code == 404
    write(ambassador, media, "Iets anders.", seen="Een zwemvijver.")
    assert Note.objects.get().text == "Een zwemvijver."


def test_only_sound_can_be_deleted_without_words(ambassador: User, session: Session) -> None:
    voice, photo = make_media(session, "voice"), make_media(session, "photo")
    for media in (voice, photo):
        write(ambassador, media, "", drop="1")
        media.refresh_from_db()
    assert (bool(voice.file), bool(photo.file)) == (False, True)
    assert not Note.objects.exists()


def test_words_a_colleague_changed_are_not_written_over(
    ambassador: User, organiser: User, session: Session
) -> None:
    note = make_note(session, "Zie de foto.")
    media = make_media(session, note=note)
    write_words(note=note, text="Van de collega.", by=organiser)
    write(ambassador, media, "Van mij.", seen="Zie de foto.")
    note.refresh_from_db()
    assert note.text == "Van de collega."


def test_personal_data_sends_a_dream_back_to_the_reading_queue(
    ambassador: User, session: Session
) -> None:
    note = make_note(session, "Zie de foto.")
    media = make_media(session, note=note)
    write(ambassador, media, "Bel mij op 0470 12 34 56.", seen="Zie de foto.")
    note.refresh_from_db()
    assert (note.status, note.placed_at) == (Status.WAITING, None)


@pytest.mark.parametrize(("text", "message"), [("", "error"), ("x" * 20_001, "error")])
def test_what_was_typed_stays_on_the_page_with_what_is_wrong(
    ambassador: User, session: Session, text: str, message: str
) -> None:
    media = make_media(session)
    answer = write(ambassador, media, text)
    assert answer.status_code == 422
    assert f'id="id_{media.pk.hex}-text-{message}"' in answer.content.decode()
    assert not Note.objects.exists()


def test_looking_changes_nothing(ambassador: User, session: Session) -> None:
    media = make_media(session)
    url = reverse("dreamsessions:write_media", args=[media.pk])
    assert ClientOf(ambassador).get(url).status_code == 405
    assert ClientOf(ambassador).get(room(session)).status_code == 200
    assert not Note.objects.exists()


# Who may -----------------------------------------------------------------------------------------


def test_an_ambassador_sees_own_sessions_and_own_chats_only(
    campaign: Campaign, ambassador: User, organiser: User, session: Session
) -> None:
    colleague = make_member(campaign, Role.AMBASSADOR)
    media = make_media(session)
    chat = make_media(None, campaign=campaign, by=ambassador)
    chats = reverse("dreamsessions:chat_media")
    for user, sees in ((ambassador, True), (organiser, True), (colleague, False)):
        browser = ClientOf(user)
        assert (browser.get(room(session)).status_code == 200) == sees
        for one in (media, chat):
            url = reverse("dreamsessions:media_file", args=[one.pk])
            answer = browser.get(url)
            assert (answer.status_code == 200) == sees
            if sees:
                b"".join(answer.streaming_content)
        assert (str(chat.pk) in browser.get(chats).content.decode()) == sees
    assert write(colleague, media, "Gluren.").status_code == 404


def test_another_campaign_is_404(organiser: User, campaign: Campaign) -> None:
    other = make_session(make_campaign())
    media = make_media(other)
    browser = ClientOf(organiser)
    Campaign.objects.filter(pk=campaign.pk).update(domain="testserver")
    for name in ("media_room", "remarks", "sheets", "report", "table_card"):
        assert browser.get(reverse(f"dreamsessions:{name}", args=[other.pk])).status_code == 404
    assert write(organiser, media, "Gluren.").status_code == 404
    url = reverse("dreamsessions:media_file", args=[media.pk])
    assert browser.get(url).status_code == 404


def test_the_room_asks_the_same_number_of_questions_for_1_and_12(
    ambassador: User, session: Session, django_assert_max_num_queries: Any
) -> None:
    browser, counts = ClientOf(ambassador), []
    for amount in (1, 11):
        for n in range(amount):
            make_media(session, note=make_note(session, f"Droom {amount}-{n}"))
        with django_assert_max_num_queries(10) as asked:
            browser.get(room(session))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_my_sessions_lead_to_everything_around_them(
    ambassador: User, session: Session, django_assert_max_num_queries: Any
) -> None:
    Session.objects.update(closed_at=clock.now())
    browser = ClientOf(ambassador)
    with django_assert_max_num_queries(12) as first:
        page = browser.get(reverse("dreamsessions:mine")).content.decode()
    for name in ("media_room", "remarks", "sheets", "report", "table_card"):
        assert reverse(f"dreamsessions:{name}", args=[session.pk]) in page
    for _n in range(5):
        make_session(session.campaign, *session.ambassadors.all(), closed_at=clock.now())
    with django_assert_max_num_queries(12) as second:
        browser.get(reverse("dreamsessions:mine"))
    assert len(first) == len(second)


# The windows and the letter ----------------------------------------------------------------------


def test_a_window_lights_up_for_each_dream(ambassador: User, session: Session) -> None:
    for n in range(5):
        make_note(session, f"Droom {n}")
    make_note(session, "Niet.", status=Status.HELD)
    page = ClientOf(ambassador).get(room(session)).content.decode()
    assert page.count('class="raam"') == 5
    Session.objects.update(started_at=clock.now(), closed_at=clock.now())
    told = ClientOf().get(reverse("dreamsessions:told", args=[session.slug, session.token]))
    assert told.content.decode().count('class="raam"') == 5


def close(session: Session, ago: timedelta = timedelta(minutes=11)) -> None:
    Session.objects.filter(pk=session.pk).update(closed_at=clock.now() - ago)


def test_who_led_a_session_hears_once_that_it_is_in(session: Session, ambassador: User) -> None:
    make_note(session)
    tasks.tell_leaders()
    assert mail.outbox == []  # not closed yet
    close(session)
    tasks.tell_leaders()
    tasks.tell_leaders()
    [letter] = mail.outbox
    assert letter.to == [ambassador.email]
    assert room(session) in letter.body
    assert "1" in letter.body


def test_a_tablet_that_keeps_something_back_holds_the_letter_up_for_a_day(
    session: Session, ambassador: User
) -> None:
    make_note(session)
    close(session)
    make_device(session.campaign, ambassador, waiting=3)
    tasks.tell_leaders()
    assert mail.outbox == []
    close(session, timedelta(days=1, minutes=1))
    tasks.tell_leaders()
    assert len(mail.outbox) == 1


def test_one_address_that_does_not_work_keeps_nobody_else_from_a_letter(
    campaign: Campaign, session: Session
) -> None:
    second = make_ambassador(campaign, make_member(campaign, Role.AMBASSADOR))
    session.ambassadors.add(second)
    make_note(session)
    close(session)
    sent: list[str] = []

    def post(*, to: str, **_rest: object) -> None:
        if to == second.candidate.email:
            raise OSError("weg")
        sent.append(to)

    with patch("dreamsessions.services.reporting.send_letter", side_effect=post):
        for _n in range(MOST_TRIES + 5):
            tasks.tell_leaders()
    assert len(sent) == 1
    failures = Activity.objects.filter(verb="tell_leader_failed", details__leader=second.pk)
    assert failures.count() == MOST_TRIES
    tasks.tell_leaders()
    assert mail.outbox == []


def test_an_old_session_is_not_told_any_more(session: Session) -> None:
    make_note(session)
    close(session, timedelta(days=8))
    tasks.tell_leaders()
    assert mail.outbox == []
