"""The board in the browser: who may, what each button does, with and without the script."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Channel
from clustering.models import Card, Move, Need
from clustering.services.cards import move_cards
from clustering.services.needs import make_need
from tests.clustering.builders import make_cards, make_zone, need_of

JSON = {"HTTP_ACCEPT": "application/json"}
POSTS = [
    ("clustering:move", []), ("clustering:set_aside", []), ("clustering:park", []), ("clustering:new_need", []),
    ("clustering:presence", []), ("clustering:rename_bin", ["groen"]),
    ("clustering:move_bin", ["groen"]), ("clustering:merge_bin", ["groen"]),
    ("clustering:undo", []), ("clustering:split", [1]),
    ("clustering:merge_cards", []), ("clustering:rename_zone", ["ademen"]),
    ("clustering:part_cards", []), ("clustering:add_need", []),
    ("clustering:add_key", []), ("clustering:save_dna", []), ("clustering:add_value", ["waarde"]),
    ("clustering:merge", ["groen"]),
]  # fmt: skip


@pytest.fixture
def need(campaign):
    make_zone(campaign, "Ademen", "Groen")
    return need_of(campaign, "groen")


def test_the_board_shows_the_pile_the_keys_and_the_progress(campaign, organiser, client_of, need):
    one, _two = make_cards(campaign, "Een boom voor de deur.", "Een bus.")
    move_cards(campaign=campaign, cards=[one.pk], to=need, by=organiser)
    page = client_of(organiser).get(reverse("clustering:board")).content.decode()
    assert "Een bus." in page
    assert "Ademen" in page
    assert '<b data-count="placed">1</b>' in page
    assert '<b data-count="all">2</b>' in page
    assert page.count("<h1") == 1


def test_opening_the_board_deals_new_dreams(campaign, organiser, client_of):
    make_cards(campaign, "Een boom.")
    Card.objects.all().delete()
    assert "Een boom." in client_of(organiser).get(reverse("clustering:board")).content.decode()


def test_ambassadors_work_along_and_others_do_not(
    ambassador, editor, board, stranger, campaign, client_of
):
    url = reverse("clustering:board")
    assert client_of(ambassador).get(url).status_code == 200
    assert client_of(editor).get(url).status_code == 403
    assert client_of(board).get(url).status_code == 403
    assert client_of(stranger).get(url).status_code == 404
    assert client_of(None).get(url).status_code == 302


@pytest.mark.parametrize(("name", "args"), POSTS)
def test_every_action_is_refused_to_an_editor_and_never_happens_by_looking(
    name, args, campaign, editor, organiser, client_of, need
):
    url = reverse(name, args=args)
    assert client_of(editor).post(url).status_code == 403
    assert client_of(organiser).get(url).status_code == 405
    assert not Move.objects.exists()


def test_the_number_of_queries_does_not_grow(campaign, organiser, client_of):
    client = client_of(organiser)
    url = reverse("clustering:board")

    def cost() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    make_cards(campaign, "Een boom.")
    make_zone(campaign, "Ademen", "Groen")
    few = cost()
    make_cards(campaign, *[f"Droom nummer {n}." for n in range(70)])
    make_zone(campaign, "Bewegen", *[f"Behoefte {n}" for n in range(12)], shape="bewegen")
    assert cost() == few
    assert few <= 10  # session and user among them


def test_a_click_on_a_need_lays_the_chosen_cards_there(campaign, organiser, client_of, need):
    one, two, three = make_cards(campaign, "Een boom.", "Een bank.", "Een bus.")
    client = client_of(organiser)
    answer = client.post(
        reverse("clustering:move"), {"cards": [one.pk, two.pk], "to": "groen", "gezien": 0}
    )
    assert answer.status_code == 302
    assert set(need.cards.all()) == {one, two}
    assert three.pk in Card.objects.pile().values_list("pk", flat=True)


def test_the_script_gets_the_new_table_and_a_way_back(campaign, organiser, client_of, need):
    (card,) = make_cards(campaign, "Een boom.")
    client = client_of(organiser)
    fields = {"cards": str(card.pk), "to": "groen", "gezien": 0}
    answer = client.post(reverse("clustering:move"), fields, **JSON).json()
    assert "Je legde 1 kaart bij" in answer["toast"]
    assert answer["tally"]["pile"] == 0
    assert answer["tally"]["bins"] == {"groen": 1}
    undone = client.post(reverse("clustering:undo"), **JSON).json()
    assert "1 kaart ligt terug." in undone["toast"]
    card.refresh_from_db()
    assert card.need is None
    nothing = client.post(reverse("clustering:undo"), **JSON).json()
    assert "niets meer" in nothing["toast"]


def test_a_conflict_is_told_in_words(campaign, organiser, ambassador, client_of, need):
    (card,) = make_cards(campaign, "Een boom.")
    move_cards(campaign=campaign, cards=[card.pk], to=need, by=ambassador)
    fields = {"cards": card.pk, "to": "stapel", "gezien": 0}
    client = client_of(organiser)
    answer = client.post(reverse("clustering:move"), fields, **JSON)
    assert answer.status_code == 409
    assert answer.json()["conflict"] == "Wim verplaatste deze kaart net. Wat wil je houden?"
    page = client.post(reverse("clustering:move"), fields, follow=True).content.decode()
    assert "Wim verplaatste deze kaarten net. Er veranderde niets." in page
    client.post(reverse("clustering:move"), fields | {"gezien": ""}, **JSON)
    card.refresh_from_db()
    assert card.need is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"to": "groen"}, "Kies eerst een kaart."), ({"cards": "1"}, "Kies een plek.")],
)
def test_a_move_without_card_or_place_says_what_is_missing(
    campaign, organiser, client_of, need, fields, sentence
):
    answer = client_of(organiser).post(reverse("clustering:move"), fields, **JSON)
    assert answer.status_code == 422
    assert sentence in answer.json()["error"]


def test_nonsense_instead_of_numbers_does_no_harm(campaign, organiser, client_of, need):
    client = client_of(organiser)
    fields = {"cards": "x,²,99999999999999999999", "to": "groen"}
    assert client.post(reverse("clustering:move"), fields, **JSON).status_code == 422
    assert client.post(reverse("clustering:undo"), {"batch": "x"}, **JSON).status_code == 200
    assert client.get(reverse("clustering:suggestion"), {"kaart": "²"}).status_code == 200
    assert client.get(reverse("clustering:board"), {"plek": "nergens"}).status_code == 404


def test_everything_in_a_filter_moves_at_once(campaign, organiser, client_of, need):
    make_cards(campaign, "Een boom.", "Een bomenrij.")
    make_cards(campaign, "Een draak.", channel=Channel.SCHOOL)
    fields = {"alles": "1", "plek": "stapel", "bron": "online", "zoek": "bom", "to": "groen"}
    client_of(organiser).post(reverse("clustering:move"), fields, **JSON)
    assert [card.quote for card in need.cards.select_related("contribution")] == ["Een bomenrij."]


def test_a_new_need_takes_the_chosen_cards_along(campaign, organiser, client_of, need):
    (card,) = make_cards(campaign, "Een plek om te rouwen.")
    fields = {"name": "Stilte en rust", "key": "ademen", "cards": card.pk}
    client_of(organiser).post(reverse("clustering:new_need"), fields)
    made = Need.objects.get(slug="stilte-en-rust")
    assert made.key.slug == "ademen"
    assert list(made.cards.all()) == [card]
    refused = client_of(organiser).post(reverse("clustering:new_need"), {"name": " "}, **JSON)
    assert refused.json()["error"] == "Geef het een naam."


def test_setting_aside_keeps_the_reason_and_asks_for_one(campaign, organiser, client_of):
    (card,) = make_cards(campaign, "Een boom.")
    client = client_of(organiser)
    refused = client.post(reverse("clustering:set_aside"), {"cards": card.pk}, **JSON)
    assert refused.status_code == 422
    client.post(reverse("clustering:set_aside"), {"cards": card.pk, "reason": "Twee wensen."})
    page = client.get(reverse("clustering:board"), {"plek": "apart"}).content.decode()
    assert "Twee wensen." in page


def test_a_card_is_split_by_keeping_words(campaign, organiser, client_of):
    (card,) = make_cards(campaign, "Een boom en een bus.")
    url = reverse("clustering:split", args=[card.pk])
    client = client_of(organiser)
    client.post(url, {"quote": "een bus"})
    assert {row.quote for row in Card.objects.select_related("contribution")} == {
        "Een boom en een bus.", "een bus",
    }  # fmt: skip
    refused = client.post(url, {"quote": "een trein"}, **JSON)
    assert refused.json()["error"] == "Deze woorden staan niet op de kaart. Neem ze precies over."


def test_the_panel_proposes_a_need_with_the_reason(campaign, organiser, client_of):
    make_zone(campaign, "Bewegen", "Veilig op weg naar school", shape="bewegen")
    placed = make_cards(campaign, *[f"Met de fiets naar school, {n} keer." for n in range(6)])
    make_need(campaign=campaign, name="Muziek")
    move_cards(
        campaign=campaign, cards=[card.pk for card in placed],
        to=need_of(campaign, "veilig-op-weg-naar-school"), by=organiser,
    )  # fmt: skip
    card, twin = make_cards(campaign, "Alleen op de fiets naar school.", "Op de fiets naar school!")
    page = client_of(organiser).get(reverse("clustering:suggestion"), {"kaart": card.pk})
    text = page.content.decode()
    assert "Veilig op weg naar school" in text
    assert "<mark>fiets</mark>" in text
    assert f'data-board-alike="{twin.pk}"' in text


def test_the_list_goes_on_after_sixty_cards(campaign, organiser, client_of):
    cards = make_cards(campaign, *[f"Droom nummer {n}." for n in range(61)])
    client = client_of(organiser)
    assert (
        f'data-board-more="{cards[59].pk}"'
        in client.get(reverse("clustering:board")).content.decode()
    )
    rest = client.get(reverse("clustering:more_cards"), {"na": cards[59].pk}).content.decode()
    assert "Droom nummer 60." in rest
    assert "Droom nummer 59." not in rest


@pytest.mark.phase(4)
def test_before_there_are_dreams_the_board_does_nothing(campaign, organiser, client_of):
    answer = client_of(organiser).post(reverse("clustering:new_need"), {"name": "Groen"})
    assert answer.status_code == 409
    assert not Need.objects.exists()
