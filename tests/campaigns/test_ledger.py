"""Contributions enter the ledger once and leave it wholly."""

import threading
import uuid

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.models import Campaign, Contribution, Decision, Status, User, Withdrawal
from campaigns.services.ledger import enter_contribution, withdraw_contribution
from campaigns.services.moderation import place_contribution
from gallery.models import Artwork, School, SchoolClass
from survey.models import Dream
from tests import factories


def enter(campaign: Campaign, key: uuid.UUID | None = None, **fields: object) -> tuple[Dream, bool]:
    values = {"channel": "online", "text": "Een bank onder elke boom."} | fields
    return enter_contribution(model=Dream, campaign=campaign, submission_key=key, **values)


def test_numbers_follow_each_other(campaign: Campaign) -> None:
    assert [enter(campaign)[0].number for _ in range(3)] == [1, 2, 3]


def test_numbers_are_counted_per_campaign(campaign: Campaign) -> None:
    enter(campaign)
    assert enter(factories.make_campaign())[0].number == 1


def test_the_same_hand_in_twice_is_one_dream(campaign: Campaign) -> None:
    key = uuid.uuid4()
    first, new = enter(campaign, key)
    second, again = enter(campaign, key, text="Iets anders")
    assert (new, again) == (True, False)
    assert first.pk == second.pk
    assert Contribution.objects.get().text == "Een bank onder elke boom."
    campaign.refresh_from_db()
    assert campaign.last_number == 1


def test_a_taken_code_is_drawn_again(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = enter(campaign)[0].code
    draws = iter([taken, taken, "ZONKAM7"])
    monkeypatch.setattr("campaigns.services.ledger.new_code", lambda: next(draws))
    assert enter(campaign)[0].code == "ZONKAM7"
    assert Contribution.objects.count() == 2


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    text=st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
        min_size=1,
        max_size=280,
    )
)
def test_the_original_text_is_kept_to_the_letter(campaign: Campaign, text: str) -> None:
    dream, _new = enter(campaign, text=text)
    assert Contribution.objects.get(pk=dream.pk).text == text


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time")
@pytest.mark.django_db(transaction=True)
def test_parallel_hand_ins_make_one_dream_per_key() -> None:
    campaign = factories.make_campaign()
    keys = [uuid.uuid4() for _ in range(3)] * 4
    start, results = threading.Barrier(len(keys)), []

    def hand_in(key: uuid.UUID) -> None:
        try:
            start.wait(timeout=20)
            dream, new = enter(Campaign.objects.get(pk=campaign.pk), key)
            results.append((key, dream.pk, new))
        finally:
            connection.close()

    threads = [threading.Thread(target=hand_in, args=[key]) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == len(keys)
    assert len({pk for _key, pk, _new in results}) == 3
    assert sum(new for _key, _pk, new in results) == 3
    assert sorted(Contribution.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_withdrawing_leaves_only_the_empty_number(campaign: Campaign, moderator: User) -> None:
    dream, _new = enter(campaign, email="ines@voorbeeld.be")
    place_contribution(contribution=dream.contribution, by=moderator)
    withdraw_contribution(contribution=dream.contribution)
    assert not Contribution.objects.exists()
    assert not Dream.objects.exists()
    assert not Decision.objects.exists()
    assert Withdrawal.objects.get().number == 1
    assert enter(campaign)[0].number == 2


def test_withdrawing_twice_is_harmless(
    campaign: Campaign, django_capture_on_commit_callbacks: object
) -> None:
    dream, _new = enter(campaign)
    row = dream.contribution
    withdraw_contribution(contribution=row)
    withdraw_contribution(contribution=row)
    assert Withdrawal.objects.count() == 1


def test_withdrawing_takes_every_file_along(
    campaign: Campaign, django_capture_on_commit_callbacks: object
) -> None:
    school = School.objects.create(campaign=campaign, name="De Vlieger")
    school_class = SchoolClass.objects.create(
        school=school, name="3B", teacher="Els", email="e@x.be"
    )
    work, _new = enter_contribution(
        model=Artwork, campaign=campaign, channel="school", text="Een glijbaan", title="Toren",
        school_class=school_class, status=Status.PLACED,
    )  # fmt: skip
    work.image.save("large.jpg", ContentFile(b"large"), save=False)
    work.thumbnail.save("small.jpg", ContentFile(b"small"), save=True)
    files = [work.image.name, work.thumbnail.name]
    assert all(default_storage.exists(name) for name in files)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        withdraw_contribution(contribution=work.contribution)
    assert not Artwork.objects.exists()
    assert not any(default_storage.exists(name) for name in files)
