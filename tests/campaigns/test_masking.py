"""Words are covered one for one, everywhere; a slip is undone for thirty days."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import clock
from campaigns.models import (
    Activity,
    Campaign,
    Contribution,
    Decision,
    Masking,
    SearchEntry,
    Status,
    Translation,
    User,
    Verdict,
)
from campaigns.services.ledger import withdraw_contribution
from campaigns.services.masking import (
    NothingToMask,
    TextChanged,
    cover,
    forget_originals,
    mask_words,
    places_of,
)
from campaigns.services.moderation import CannotTakeBack, take_back_decision
from campaigns.services.reading import text_mark
from campaigns.tasks import forget_originals as forget_originals_task
from tests import factories

TEXT = "Bel 😀 Jan op 0471 23 45 67."
PLACE = TEXT.index("0471")
STRETCH = (PLACE, PLACE + len("0471 23 45 67"))


@pytest.fixture
def dream(campaign: Campaign) -> Contribution:
    return factories.make_contribution(campaign, TEXT, status=Status.WAITING, placed_at=None)


def test_covering_keeps_every_other_letter_in_its_place(
    dream: Contribution, moderator: User
) -> None:
    mask_words(contribution=dream, stretches=[STRETCH], by=moderator)
    assert dream.text == "Bel 😀 Jan op ████ ██ ██ ██."
    assert len(dream.text) == len(TEXT)
    assert dream.masking.original == TEXT
    assert Decision.objects.get().verdict == Verdict.MASK
    assert dream.status == Status.WAITING


@given(
    st.text(max_size=80),
    st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), max_size=5),
)
def test_a_covered_text_is_as_long_and_differs_only_there(
    text: str, stretches: list[tuple[int, int]]
) -> None:
    covered = cover(text, stretches)
    assert len(covered) == len(text)
    for place, (before, after) in enumerate(zip(text, covered, strict=True)):
        inside = any(start <= place < end for start, end in stretches)
        assert after == ("█" if inside and not before.isspace() else before)


@given(st.text(min_size=1, max_size=40), st.text(alphabet="abİß é", min_size=1, max_size=6))
def test_every_place_of_a_word_is_the_word(text: str, word: str) -> None:
    for start, end in places_of(text, word):
        assert text[start:end].lower() == word.strip().lower()


def test_typed_words_are_covered_everywhere(dream: Contribution) -> None:
    assert places_of("Jan en jan, Piet", "jan, , piet, Kees") == [(0, 3), (7, 10), (12, 16)]


def test_search_and_translations_know_the_covered_text_only(
    dream: Contribution, moderator: User
) -> None:
    Translation.objects.create(contribution=dream, language="fr", text="Appelle le 0471 23 45 67.")
    mask_words(contribution=dream, stretches=[STRETCH], by=moderator)
    entry = SearchEntry.objects.get(contribution=dream)
    assert "0471" not in entry.folded + entry.words
    assert not Translation.objects.exists()


def test_the_page_covers_what_was_ticked_and_typed(
    campaign: Campaign, dream: Contribution, moderator: User, client_of: Any
) -> None:
    sent = {"stretch": [f"{STRETCH[0]}-{STRETCH[1]}", "x-y", "9" * 9], "words": "jan"}
    client_of(moderator).post(f"/team/lezen/{dream.number}/maskeer/", sent)
    dream.refresh_from_db()
    assert dream.text == "Bel 😀 ███ op ████ ██ ██ ██."
    # The card stays on screen, to be placed.
    assert "████" in client_of(moderator).get("/team/lezen/").content.decode()


def test_covering_nothing_is_told_next_to_the_field(
    campaign: Campaign, dream: Contribution, moderator: User, client_of: Any
) -> None:
    for sent in ({}, {"words": "Kees"}, {"stretch": "400-500"}, {"words": "x" * 400}):
        answer = client_of(moderator).post(f"/team/lezen/{dream.number}/maskeer/", sent)
        assert answer.status_code == 422
        assert 'id="id_words-error"' in answer.content.decode()
    assert not Decision.objects.exists()


def test_words_on_an_old_page_are_not_covered_elsewhere(
    campaign: Campaign, dream: Contribution, moderator: User, client_of: Any
) -> None:
    seen = Contribution.objects.get(pk=dream.pk)
    Contribution.objects.filter(pk=dream.pk).update(text="Heel andere woorden, en veel langer.")
    with pytest.raises(TextChanged):
        mask_words(contribution=seen, stretches=[STRETCH], by=moderator)
    sent = {"stretch": "0-4", "mark": text_mark(TEXT)}
    client_of(moderator).post(f"/team/lezen/{dream.number}/maskeer/", sent)
    assert "█" not in Contribution.objects.get().text
    assert not Masking.objects.exists()


def test_covering_twice_does_no_harm_and_one_undo_gives_all_words_back(
    dream: Contribution, moderator: User
) -> None:
    mask_words(contribution=dream, stretches=[STRETCH], by=moderator)
    with pytest.raises(NothingToMask):
        mask_words(contribution=dream, stretches=[STRETCH], by=moderator)
    jan = TEXT.index("Jan")
    mask_words(contribution=dream, stretches=[(jan, jan + 3)], by=moderator)
    assert dream.text == "Bel 😀 ███ op ████ ██ ██ ██."
    restored = take_back_decision(decision=Decision.objects.last(), by=moderator)
    assert restored.text == TEXT
    assert not Masking.objects.exists()
    assert "0471" in SearchEntry.objects.get(contribution=dream).folded


def test_after_thirty_days_the_words_are_gone_for_good(
    dream: Contribution, moderator: User
) -> None:
    mask_words(contribution=dream, stretches=[STRETCH], by=moderator)
    masked = Decision.objects.get()
    with clock.travel(clock.now() + timedelta(days=30)):
        assert forget_originals() == 0
    with clock.travel(clock.now() + timedelta(days=30, seconds=1)):
        forget_originals_task()
        assert not Masking.objects.exists()
        assert forget_originals() == 0
        with pytest.raises(CannotTakeBack):
            take_back_decision(decision=masked, by=moderator)
    assert Activity.objects.filter(verb="forget_masked_words").count() == 1
    dream.refresh_from_db()
    assert "0471" not in dream.text


def test_withdrawing_takes_the_kept_words_along(dream: Contribution, moderator: User) -> None:
    mask_words(contribution=dream, stretches=[STRETCH], by=moderator)
    withdraw_contribution(contribution=dream)
    assert not Masking.objects.exists()


def test_the_logbook_never_holds_the_covered_words(dream: Contribution, moderator: User) -> None:
    mask_words(contribution=dream, stretches=[STRETCH], by=moderator)
    take_back_decision(decision=Decision.objects.last(), by=moderator)
    for line in Activity.objects.all():
        assert "0471" not in f"{line.subject}{line.details}"
    assert not Decision.objects.exclude(reason="").exists()
