"""At the board: names that go back, what others drag, how fast it goes, and coming back to it."""

import uuid
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.urls import reverse

from campaigns import clock
from clustering.following import follow
from clustering.models import BoardLog, Card, Key, Shape
from clustering.pace import pace_line, ready_at
from clustering.services.cards import Conflict, move_cards, set_aside_cards
from clustering.services.checking import find_faults
from clustering.services.events import FAR_BEHIND, last_number
from clustering.services.keys import NameTaken, TooManyKeys, make_key, rename_key
from clustering.services.presence import people_at, show_presence
from clustering.services.stacking import merge_cards
from clustering.services.undoing import (
    NothingToUndo,
    last_batch,
    last_undone,
    undo_batch,
)
from tests import factories
from tests.clustering.builders import fix_keys, make_cards, make_zone, need_of
from tests.conftest import MOMENTS

JSON = {"HTTP_ACCEPT": "application/json"}
NOON = (
    MOMENTS[5]
    .astimezone(ZoneInfo("Europe/Brussels"))
    .replace(hour=12, minute=0, second=0, microsecond=0)
)


@pytest.fixture
def key(campaign):
    return make_zone(campaign, "Ademen", "Groen")


@pytest.fixture
def need(campaign, key):
    return need_of(campaign, "groen")


def called(key):
    return Key.objects.get(pk=key.pk).name


# Names of keys ------------------------------------------------------------------------------------
def test_a_key_renamed_on_the_board_goes_back_and_forth(campaign, organiser, client_of, key):
    client, undo = client_of(organiser), reverse("clustering:undo")
    url = reverse("clustering:rename_zone", args=[key.slug])
    act = str(uuid.uuid4())
    for _twice in range(2):
        answer = client.post(url, {"name": "Zuurstof", "act": act}, **JSON)
        assert answer.json()["table"] is True
    assert called(key) == "Zuurstof"
    assert client.post(undo, **JSON).status_code == 200
    assert called(key) == "Ademen"
    assert client.post(undo, {"opnieuw": "1"}, **JSON).status_code == 200
    assert called(key) == "Zuurstof"
    undo_batch(campaign=campaign, batch=last_batch(campaign=campaign, by=organiser), by=organiser)
    assert called(key) == "Ademen"
    assert last_undone(campaign=campaign, by=organiser)
    with pytest.raises(NothingToUndo):
        last_batch(campaign=campaign, by=organiser)


def test_undo_of_a_key_asks_when_somebody_renamed_it_since(
    campaign, organiser, ambassador, client_of, key
):
    rename_key(key=key, name="Zuurstof", by=organiser)
    batch = last_batch(campaign=campaign, by=organiser)
    rename_key(key=key, name="Lucht", by=ambassador)
    with pytest.raises(Conflict) as told:
        undo_batch(campaign=campaign, batch=batch, by=organiser)
    assert told.value.by == ambassador
    client = client_of(organiser)
    answer = client.post(reverse("clustering:undo"), **JSON)
    assert answer.status_code == 409
    assert ambassador.first_name in answer.json()["conflict"]
    client.post(reverse("clustering:undo"), {"toch": "1"}, **JSON)
    assert called(key) == "Ademen"


def test_a_name_that_another_key_has_is_refused_in_words(campaign, organiser, client_of, key):
    other = make_zone(campaign, "Bewegen", shape="bewegen")
    rename_key(key=key, name="Zuurstof", by=organiser)
    rename_key(key=other, name="Ademen", by=organiser)
    batch = last_batch(campaign=campaign, by=organiser)
    first = Key.objects.get(pk=key.pk)
    with pytest.raises(NameTaken):
        rename_key(key=first, name="ademen", by=organiser)
    client = client_of(organiser)
    url = reverse("clustering:rename_zone", args=[key.slug])
    answer = client.post(url, {"name": "Ademen"}, **JSON)
    assert answer.status_code == 422
    assert "Ademen" in answer.json()["error"]
    assert client.post(url, {"name": " "}, **JSON).status_code == 422
    undo_batch(campaign=campaign, batch=batch, by=organiser)
    assert called(other) == "Bewegen"


def test_a_fixed_key_keeps_its_name_on_the_board(campaign, organiser, client_of, key):
    rename_key(key=key, name="Zuurstof", by=organiser)
    fix_keys(campaign)
    client = client_of(organiser)
    url = reverse("clustering:rename_zone", args=[key.slug])
    assert client.post(url, {"name": "Lucht"}, **JSON).status_code == 422
    assert client.post(reverse("clustering:undo"), **JSON).status_code == 422
    assert called(key) == "Zuurstof"


# What lies on the table ---------------------------------------------------------------------------
def test_cards_in_five_languages_and_one_without_words_lie_and_move_together(
    campaign, organiser, client_of, need
):
    said = {
        "nl": "Meer bomen.", "fr": "Plus d’arbres.", "en": "More trees.", "ar": "المزيد من الأشجار",
        "uk": "Більше дерев.",
    }  # fmt: skip
    cards = [make_cards(campaign, text, language=code)[0] for code, text in said.items()]
    factories.make_contribution(campaign, "", thumbnail="art/1.jpg", thumbnail_alt="Een boom")
    page = client_of(organiser).get(reverse("clustering:board")).content.decode()
    for code, text in said.items():
        assert f'lang="{code}" dir="auto">{text}' in page
    assert 'alt="Een boom"' in page
    drawing = Card.objects.get(contribution__text="")
    everything = [drawing.pk, *(card.pk for card in cards)]
    merge_cards(campaign=campaign, cards=everything, top=drawing.pk, by=organiser)
    move_cards(campaign=campaign, cards=[cards[3].pk], to=need, by=organiser)
    assert need.cards.count() == 6
    assert find_faults(campaign) == []
    panel = client_of(organiser).get(reverse("clustering:suggestion"), {"kaart": drawing.pk})
    assert "المزيد من الأشجار" in panel.content.decode()


def test_a_seventh_and_an_eighth_key_fit_and_a_ninth_is_refused(campaign, organiser):
    for number, shape in enumerate(Shape.values[:8], start=1):
        make_key(campaign=campaign, name=f"Sleutel {number}", shape=shape, by=organiser)
    assert Key.objects.of(campaign).count() == 8
    with pytest.raises(TooManyKeys):
        make_key(campaign=campaign, name="Negen", shape=Shape.ADEMEN, by=organiser)


# Others -------------------------------------------------------------------------------------------
def test_others_hear_who_drags_what(campaign, organiser, ambassador, client_of):
    one, two = make_cards(campaign, "Een boom.", "Een bank.")
    url = reverse("clustering:presence")
    fields = {"venster": str(uuid.uuid4()), "houdt": str(one.pk), "sleept": "on"}
    client_of(ambassador).post(url, fields)
    show_presence(campaign=campaign, by=ambassador, window=uuid.uuid4(), holds=[two.pk])
    (person,) = people_at(campaign)
    assert (person["drags"], person["holds"]) == (True, [one.pk])
    client_of(ambassador).post(url, fields | {"sleept": ""})
    (person,) = people_at(campaign)
    assert (person["drags"], person["holds"]) == (False, [one.pk, two.pk])


def test_nobody_drags_a_card_that_went(campaign, ambassador):
    show_presence(campaign=campaign, by=ambassador, window=uuid.uuid4(), holds=[99], drags=True)
    assert [person["drags"] for person in people_at(campaign)] == [False]


def test_who_comes_back_after_a_long_time_hears_how_much_and_who(
    campaign, organiser, ambassador, need
):
    cards = make_cards(campaign, "Een boom.", "Een bank.")
    number = last_number(campaign)
    for card in cards:
        move_cards(campaign=campaign, cards=[card.pk], to=need, by=ambassador)
    assert follow(campaign, number=number)["missed"] is None
    BoardLog.objects.filter(campaign=campaign).update(last=number + FAR_BEHIND + 5)
    told = follow(campaign, number=number)
    assert (told["far"], told["missed"]) == (True, {"events": 2, "who": [ambassador.first_name]})


def test_the_token_says_who_is_signed_in(organiser, client_of):
    url = reverse("clustering:board_token")
    told = client_of(organiser).get(url).json()
    assert told["me"] == organiser.pk
    assert len(told["token"]) > 30
    assert client_of(None).get(url).status_code == 302


# The pace -----------------------------------------------------------------------------------------
def moved(campaign, cards, need, by, minutes, end=NOON):
    """Lay cards one by one, evenly over some minutes."""
    start = end - timedelta(minutes=minutes)
    for n, card in enumerate(cards):
        with clock.travel(start + timedelta(minutes=minutes * n / len(cards))):
            move_cards(campaign=campaign, cards=[card.pk], to=need, by=by)


def test_the_pace_of_a_quarter_says_when_the_pile_is_empty(campaign, organiser, need):
    cards = make_cards(campaign, *[f"Droom {n}." for n in range(60)])
    moved(campaign, cards[:20], need, organiser, 10)
    with clock.travel(NOON):
        # Twenty in ten minutes: the forty that wait take twenty minutes more.
        assert ready_at(campaign) == NOON + timedelta(minutes=20)
        assert "12.20" in pace_line(campaign)


def test_what_came_back_to_the_pile_slows_it_down(campaign, organiser, need):
    cards = make_cards(campaign, *[f"Droom {n}." for n in range(60)])
    moved(campaign, cards[:30], need, organiser, 10)
    with clock.travel(NOON):
        move_cards(campaign=campaign, cards=[c.pk for c in cards[:10]], to=None, by=organiser)
        assert ready_at(campaign) == NOON + timedelta(minutes=20)


@pytest.mark.parametrize(("laid", "minutes", "waiting"), [(9, 10, 40), (20, 3, 40), (20, 10, 0)])
def test_too_little_says_nothing(campaign, organiser, need, laid, minutes, waiting):
    cards = make_cards(campaign, *[f"Droom {n}." for n in range(laid + waiting)])
    moved(campaign, cards[:laid], need, organiser, minutes)
    with clock.travel(NOON):
        assert pace_line(campaign) == ""


def test_a_pile_for_tomorrow_has_no_hour(campaign, organiser, need):
    cards = make_cards(campaign, *[f"Droom {n}." for n in range(60)])
    late = NOON + timedelta(hours=11, minutes=50)
    moved(campaign, cards[:20], need, organiser, 10, end=late)
    with clock.travel(late):
        assert ready_at(campaign) is None


def test_the_board_and_its_followers_read_the_pace(campaign, organiser, client_of, need):
    cards = make_cards(campaign, *[f"Droom {n}." for n in range(40)])
    moved(campaign, cards[:20], need, organiser, 10)
    set_aside_cards(campaign=campaign, cards=[cards[39].pk], reason="Dubbel.", by=organiser)
    cache.clear()
    with clock.travel(NOON):
        line = pace_line(campaign)
        assert line
        assert follow(campaign, number=0)["pace"] == line
        assert line in client_of(organiser).get(reverse("clustering:board")).content.decode()
