import stat
import sys
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from campaigns import clock, tasks
from campaigns.models import Contribution, Status, Translation
from campaigns.services.translations import (
    draft_translations,
    list_untranslated,
    write_translation,
)
from tests.factories import make_contribution

ROOM = reverse("campaigns:translations")
pytestmark = pytest.mark.django_db


def make_french(campaign, text="Je rêve d'un parc.", **fields):
    return make_contribution(campaign, text, language="fr", **fields)


def engine(tmp_path, settings, body):
    script = tmp_path / "vertaler"
    script.write_text(f"#!{sys.executable}\nimport sys\n{body}\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    settings.TRANSLATE_COMMAND = f"{script} {{source}} {{target}}"


def test_only_placed_dreams_in_other_languages_wait_oldest_first(campaign):
    first, second = make_french(campaign), make_french(campaign)
    make_contribution(campaign)
    make_french(campaign, status=Status.WAITING, placed_at=None)
    assert list(list_untranslated(campaign)) == [first, second]


def test_a_translation_is_shown_under_the_original(campaign, moderator, client_of):
    dream = make_french(campaign)
    client = client_of(moderator)
    where = reverse("campaigns:translate", args=[dream.number])
    assert client.get(where).status_code == 405
    client.post(where, {f"d{dream.number}-text": "Ik droom van een park."})
    client.post(where, {f"d{dream.number}-text": "Ik droom van een park."})
    row = Translation.objects.get()
    assert (row.text, row.engine, row.by) == ("Ik droom van een park.", "", moderator)
    assert not list_untranslated(campaign).exists()
    shown = {"dream": _public(campaign, "nl-be"), "tint": ""}
    card = render_to_string("components/dream_card.html", shown)
    assert '<blockquote lang="fr" dir="auto">Je rêve d&#x27;un parc.</blockquote>' in card
    assert '<p lang="nl">Ik droom van een park.</p>' in card
    assert _public(campaign, "en").translation is None


def _public(campaign, language):
    return Contribution.objects.of(campaign).public().with_translations(language).get()


def test_translations_cost_one_question_for_any_number_of_dreams(
    campaign, moderator, django_assert_num_queries
):
    for _n in range(5):
        write_translation(contribution=make_french(campaign), text="Een park.", by=moderator)
    with django_assert_num_queries(2):
        rows = Contribution.objects.of(campaign).with_translations("nl")
        assert [row.translation.text for row in rows] == ["Een park."] * 5
    with django_assert_num_queries(1):
        assert [row.translation for row in Contribution.objects.of(campaign)] == [None] * 5


def test_a_dream_that_was_changed_and_placed_again_is_translated_again(campaign, moderator):
    dream = make_french(campaign)
    write_translation(contribution=dream, text="Een park.", by=moderator)
    later = clock.now() + timedelta(minutes=5)
    Contribution.objects.update(text="Je rêve d'un lac.", placed_at=later)
    assert _public(campaign, "nl").translation is None
    assert [row.drafts[0].text for row in list_untranslated(campaign)] == ["Een park."]


def test_an_empty_translation_is_asked_again(campaign, moderator, client_of):
    dream = make_french(campaign)
    where = reverse("campaigns:translate", args=[dream.number])
    answer = client_of(moderator).post(where, {f"d{dream.number}-text": " "})
    assert answer.status_code == 422
    assert "foutlijst" in answer.content.decode()
    assert f'href="#id_d{dream.number}-text"' in answer.content.decode()
    assert not Translation.objects.exists()


def test_a_wrong_language_is_corrected(campaign, moderator, client_of):
    dream = make_french(campaign, "Meer bomen")
    where = reverse("campaigns:change_language", args=[dream.number])
    client = client_of(moderator)
    client.post(where, {f"t{dream.number}-language": "klingon"})
    dream.refresh_from_db()
    assert dream.language == "fr"
    client.post(where, {f"t{dream.number}-language": "nl"})
    dream.refresh_from_db()
    assert dream.language == "nl"
    assert not list_untranslated(campaign).exists()


def test_who_may_not_moderate_is_refused(campaign, ambassador, client_of):
    dream = make_french(campaign)
    where = reverse("campaigns:translate", args=[dream.number])
    answer = client_of(ambassador).post(where, {f"d{dream.number}-text": "Een park."})
    assert answer.status_code == 403
    assert not Translation.objects.exists()


def test_a_dream_that_is_not_placed_cannot_be_translated(campaign, moderator, client_of):
    dream = make_french(campaign, status=Status.WAITING, placed_at=None)
    where = reverse("campaigns:translate", args=[dream.number])
    assert client_of(moderator).post(where, {}).status_code == 404


def test_the_room_asks_the_same_number_of_questions_for_3_and_30(
    campaign, moderator, client_of, django_assert_max_num_queries
):
    client, counts = client_of(moderator), []
    for amount in (3, 27):
        for _n in range(amount):
            make_french(campaign)
        with django_assert_max_num_queries(8) as asked:
            client.get(ROOM)
        counts.append(len(asked))
    assert counts[0] == counts[1]


# A local engine ----------------------------------------------------------------------------------


def test_without_an_engine_nothing_is_drafted(campaign):
    make_french(campaign)
    tasks.draft_translations()
    assert not Translation.objects.exists()


def test_a_draft_is_shown_to_nobody_until_a_colleague_approves(
    campaign, moderator, client_of, tmp_path, settings
):
    engine(tmp_path, settings, "print(' '.join(sys.argv[1:]), sys.stdin.read())")
    dream = make_french(campaign)
    tasks.draft_translations()
    tasks.draft_translations()
    draft = Translation.objects.get()
    assert (draft.text, draft.engine, draft.approved_at) == (
        "fr nl Je rêve d'un parc.", "vertaler", None,
    )  # fmt: skip
    assert _public(campaign, "nl").translation is None
    client = client_of(moderator)
    assert "fr nl Je rêve" in client.get(ROOM).content.decode()
    where = reverse("campaigns:translate", args=[dream.number])
    client.post(where, {f"d{dream.number}-text": draft.text})
    draft.refresh_from_db()
    assert (draft.engine, draft.by) == ("vertaler", moderator)
    assert _public(campaign, "nl").translation == draft


def test_a_corrected_draft_is_the_colleagues_own(campaign, moderator):
    dream = make_french(campaign)
    Translation.objects.create(contribution=dream, language="nl", text="Een pak.", engine="x")
    assert write_translation(contribution=dream, text="Een park.", by=moderator).engine == ""


def test_an_engine_that_fails_leaves_no_draft_and_is_left_alone_for_a_while(
    campaign, tmp_path, settings, caplog
):
    log = tmp_path / "asked"
    engine(tmp_path, settings, f"open({str(log)!r}, 'a').write('x')\nsys.exit(1)")
    make_french(campaign)
    assert draft_translations(campaign=campaign) == 0
    assert draft_translations(campaign=campaign) == 0
    assert log.read_text() == "x"
    assert "No draft" in caplog.text
    assert not Translation.objects.exists()


def test_a_missing_engine_is_told_in_the_log(campaign, settings, caplog):
    settings.TRANSLATE_COMMAND = "/bestaat/niet {source}"
    make_french(campaign)
    assert draft_translations(campaign=campaign) == 0
    assert "FileNotFoundError" in caplog.text
