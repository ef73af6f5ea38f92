"""The room with suggestions: piles, needs that overlap, cards that fit nowhere, what teaches most."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns import clock
from campaigns.models import Activity, Contribution
from campaigns.services.ledger import withdraw_contribution
from clustering import tasks
from clustering.models import Card, KeptApart, Move, Need, OfferedPile, OfferStatus, PileOffer
from clustering.services.cards import counts, move_cards, set_aside_cards
from clustering.services.needs import make_need
from clustering.services.suggesting import (
    ask_piles,
    find_lonely,
    find_overlaps,
    load_corpus,
    newest_card,
    offer_piles,
    offered_piles,
    reasons_of,
)
from clustering.services.undoing import last_batch, undo_batch
from tests.clustering.builders import fix_keys, make_cards, make_zone, need_of

ROOM = reverse("clustering:suggestions")
OVERLAPS = reverse("clustering:overlaps")
LONELY = reverse("clustering:lonely")
BOARD = reverse("clustering:board")
BIKE = [
    "Met de fiets naar school.", "Een breed fietspad naar school.", "Mijn fiets veilig stallen.",
    "Kinderen op de fiets naar school.", "Een fietsstraat langs de school.", "De fiets voor alles.",
    "Fietsen zonder auto's.", "Een fietspad in het bos.", "Veilig fietsen in het donker.",
    "Een fiets lenen aan de school.",
]  # fmt: skip
TREE = [
    "Een boom in elke straat.", "Schaduw van bomen.", "Meer bomen, minder stenen.",
    "Een boom per kind.", "Onder de bomen lezen.", "Een bos achter het plein.",
    "Bomen planten op het plein.", "De oudste boom blijft.", "Een boomgaard voor de buurt.",
    "Struiken en bomen langs het water.",
]  # fmt: skip


@pytest.fixture
def cards(campaign):
    return make_cards(campaign, *BIKE, *TREE)


@pytest.fixture
def piles(campaign, cards):
    offer_piles(campaign=campaign, k=2)
    return offered_piles(campaign)


@pytest.fixture
def placed(campaign, organiser, cards):
    """Bikes and trees, each on a need."""
    bikes, trees = (make_need(campaign=campaign, name=name) for name in ("Fietsen", "Bomen"))
    move_cards(campaign=campaign, cards=[c.pk for c in cards[:10]], to=bikes, by=organiser)
    move_cards(campaign=campaign, cards=[c.pk for c in cards[10:]], to=trees, by=organiser)
    return bikes, trees


def corpus_of(campaign):
    number, newest = newest_card(campaign)
    return load_corpus(campaign, cards=number, newest=newest)


def pile_with(piles, card):
    return next(pile for pile in piles if card.pk in pile.cards)


# Asking for piles ---------------------------------------------------------------------------------
def test_one_click_makes_piles_and_nothing_moves(
    campaign, organiser, client_of, cards, django_capture_on_commit_callbacks
):
    client = client_of(organiser)
    assert f'action="{reverse("clustering:make_piles")}"' in client.get(ROOM).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("clustering:make_piles")).status_code == 302
    assert PileOffer.objects.get().status == OfferStatus.READY
    assert sum(len(pile.cards) for pile in offered_piles(campaign)) == 20
    assert counts(campaign).pile == 20
    assert not Move.objects.exists()
    assert not Need.objects.exists()
    assert client.get(ROOM).content.decode().count('class="aanbod__vel"') == len(
        offered_piles(campaign)
    )


def test_a_second_click_finds_the_first_at_work(campaign, organiser, client_of, cards):
    client = client_of(organiser)
    for _click in range(2):
        client.post(reverse("clustering:make_piles"))
    assert Activity.objects.filter(verb="ask_piles").count() == 1
    page = client.get(ROOM).content.decode()
    assert f'data-progress="{ROOM}"' in page
    assert 'class="vel bezig"' in page
    assert "aanbod__vel" not in page


def test_the_worker_makes_them_once_and_only_when_asked(campaign, organiser, cards):
    tasks.offer_piles(campaign.pk, 2)
    assert not PileOffer.objects.exists()
    assert ask_piles(campaign=campaign, by=organiser)
    tasks.offer_piles(campaign.pk, 2)
    first = list(OfferedPile.objects.values_list("pk", flat=True))
    assert len(first) == 2
    tasks.offer_piles(campaign.pk, 2)
    assert list(OfferedPile.objects.values_list("pk", flat=True)) == first


def test_a_failure_is_told_and_can_be_asked_again(
    campaign, organiser, client_of, cards, monkeypatch
):
    ask_piles(campaign=campaign, by=organiser)
    monkeypatch.setattr(
        "clustering.services.suggesting.offer_piles", lambda **_asked: 1 / 0, raising=True
    )
    with pytest.raises(ZeroDivisionError):
        tasks.offer_piles(campaign.pk)
    assert PileOffer.objects.get().status == OfferStatus.FAILED
    assert client_of(organiser).get(ROOM).status_code == 200
    assert ask_piles(campaign=campaign, by=organiser)


def test_a_worker_that_never_came_back_is_not_waited_for(campaign, organiser, cards):
    assert ask_piles(campaign=campaign, by=organiser)
    PileOffer.objects.update(
        status=OfferStatus.MAKING, asked_at=clock.now() - timedelta(minutes=16)
    )
    assert ask_piles(campaign=campaign, by=organiser)


@pytest.mark.parametrize("empty", ["no cards", "all laid", "big board, no worker yet"])
def test_the_room_says_what_is_missing(campaign, organiser, client_of, empty, monkeypatch):
    if empty == "all laid":
        (card,) = make_cards(campaign, "Een boom.")
        set_aside_cards(campaign=campaign, cards=[card.pk], reason="Dubbel.", by=organiser)
    if empty.startswith("big"):
        make_cards(campaign, "Een boom.")
        monkeypatch.setattr("clustering.services.suggesting.shelf._SMALL", 0)
    for url in (ROOM, OVERLAPS, LONELY, reverse("clustering:concepts")):
        page = client_of(organiser).get(url).content.decode()
        assert 'class="leeg' in page, url
    client_of(organiser).post(reverse("clustering:make_piles"))
    assert PileOffer.objects.exists() == empty.startswith("big")


# What people do with a pile -----------------------------------------------------------------------
def test_a_whole_pile_becomes_a_need_with_the_name_that_was_typed(
    campaign, organiser, client_of, cards, piles
):
    pile = pile_with(piles, cards[0])
    fields = {
        "alles": "1", "plek": "stapel", "keuze": f"stapel-{pile.pk}", "gezien": 99,
        "name": "Veilig\n op de fiets", "next": ROOM,
    }  # fmt: skip
    answer = client_of(organiser).post(reverse("clustering:new_need"), fields)
    assert answer.url == ROOM
    need = Need.objects.get()
    assert need.name == "Veilig op de fiets"
    assert set(need.cards.values_list("pk", flat=True)) == set(pile.cards)
    assert [one.pk for one in offered_piles(campaign)] == [
        one.pk for one in piles if one.pk != pile.pk
    ]
    batch = last_batch(campaign=campaign, by=organiser)
    undo_batch(campaign=campaign, batch=batch, by=organiser)
    assert [one.cards for one in offered_piles(campaign)] == [one.cards for one in piles]


def test_what_is_unticked_stays_on_the_pile(campaign, organiser, client_of, cards, piles):
    pile = pile_with(piles, cards[0])
    shown, left = pile.cards[:4], pile.cards[1]
    fields = {
        "alles": "1", "plek": "stapel", "keuze": f"stapel-{pile.pk}", "getoond": shown,
        "cards": [card for card in shown if card != left], "name": "Fietsen",
    }  # fmt: skip
    client_of(organiser).post(reverse("clustering:new_need"), fields)
    laid = set(Need.objects.get().cards.values_list("pk", flat=True))
    assert laid == set(pile.cards) - {left}


def test_no_empty_need_comes_of_a_pile_that_is_gone_or_of_no_ticks(
    campaign, organiser, client_of, cards, piles
):
    client = client_of(organiser)
    gone = {"alles": "1", "plek": "stapel", "keuze": "stapel-0", "name": "X", "met_kaarten": "1"}
    none = {"plek": "stapel", "keuze": f"stapel-{piles[0].pk}", "name": "X", "met_kaarten": "1"}
    for fields, said in ((gone, "Hier is geen kaart meer over."), (none, "Kies eerst een kaart.")):
        answer = client.post(reverse("clustering:new_need"), fields | {"next": ROOM}, follow=True)
        assert said in answer.content.decode()
    assert not Need.objects.exists()


def test_some_cards_are_split_off_to_a_need_there_is(campaign, organiser, client_of, cards, piles):
    make_need(campaign=campaign, name="Groen")
    pile = pile_with(piles, cards[-1])
    fields = {
        "alles": "", "plek": "stapel", "keuze": f"stapel-{pile.pk}", "cards": pile.cards[:2],
        "place": "groen",
    }  # fmt: skip
    client_of(organiser).post(reverse("clustering:move"), fields)
    assert set(need_of(campaign, "groen").cards.values_list("pk", flat=True)) == set(pile.cards[:2])
    assert pile_with(offered_piles(campaign), cards[-1]).cards == pile.cards[2:]


def test_a_pile_shows_its_cards_and_the_need_it_may_fit(
    campaign, organiser, client_of, cards, piles
):
    make_zone(campaign, "Bewegen", "Fietsen naar school", shape="bewegen")
    pile = pile_with(piles, cards[0])
    page = client_of(organiser).get(reverse("clustering:pile", args=[pile.pk]))
    text = page.content.decode()
    for number in pile.cards:
        assert f'name="cards" value="{number}" checked' in text
    assert page.context["advice"].need.name == "Fietsen naar school"
    assert '<option value="fietsen-naar-school" selected>' in text
    none = client_of(organiser).get(reverse("clustering:pile", args=[pile.pk]) + "?leeg=1")
    assert 'name="cards" value="' in none.content.decode()
    assert " checked" not in none.content.decode().split('class="raad__zij"')[0]


def test_a_word_of_a_pile_opens_the_cards_that_say_it(campaign, organiser, client_of, cards, piles):
    pile = pile_with(piles, cards[0])
    reason = next(
        one for one in reasons_of(pile, corpus_of(campaign)) if not one.is_concept and one.cards
    )
    url = reverse("clustering:pile", args=[pile.pk])
    page = client_of(organiser).get(url, {"woord": reason.key})
    assert {card.pk for card in page.context["cards"]} == set(reason.cards)
    assert len(reason.cards) < len(pile.cards)


def test_a_pile_of_before_leads_to_the_new_ones(campaign, organiser, client_of, piles):
    old = reverse("clustering:pile", args=[piles[0].pk])
    offer_piles(campaign=campaign, k=2)
    assert client_of(organiser).get(old).url == ROOM
    listed = client_of(organiser).get(BOARD, {"plek": "stapel", "keuze": f"stapel-{piles[0].pk}"})
    assert listed.context["board"].rows == []


def test_a_large_pile_is_shown_in_parts_and_laid_whole(campaign, organiser, client_of, cards):
    texts = [f"Met de fiets, keer {n}." for n in range(110)]
    make_cards(campaign, *texts)
    offer_piles(campaign=campaign, k=1)
    (pile,) = offered_piles(campaign)
    page = client_of(organiser).get(reverse("clustering:pile", args=[pile.pk]))
    assert len(page.context["cards"]) == 60
    assert page.context["page"].paginator.num_pages == 3
    fields = {
        "alles": "1", "plek": "stapel", "keuze": f"stapel-{pile.pk}", "getoond": pile.cards[:60],
        "cards": pile.cards[:60], "name": "Alles",
    }  # fmt: skip
    client_of(organiser).post(reverse("clustering:new_need"), fields)
    assert Need.objects.get().cards.count() == 130


def test_a_word_of_a_dream_that_went_does_not_live_on_in_a_name(campaign, organiser, client_of):
    rare = make_cards(campaign, "Xylofoon op de fiets, xylofoon!", "Een fiets.", "Nog een fiets.")
    offer_piles(campaign=campaign, k=1)
    OfferedPile.objects.update(label="muziek: xylofoon, fiets", keywords=["xylofoon", "fiets"])
    withdraw_contribution(contribution=Contribution.objects.get(pk=rare[0].contribution_id))
    page = client_of(organiser).get(ROOM).content.decode()
    assert "xylofoon" not in page.lower()
    assert "Fiets" in page
    tasks.shelve_cards()
    row = OfferedPile.objects.get()
    assert (row.label, row.keywords) == ("fiets", ["fiets"])
    assert rare[0].pk not in row.cards
    Contribution.objects.all().delete()
    tasks.shelve_cards()
    assert (OfferedPile.objects.get().keywords, OfferedPile.objects.get().cards) == ([], [])


# Needs that overlap -------------------------------------------------------------------------------
def halves(campaign, organiser, cards):
    """Lay the bikes on two needs that nobody can tell apart, and the trees on one."""
    one, two, trees = (
        make_need(campaign=campaign, name=name) for name in ("Alfa", "Beta", "Bomen")
    )
    for need, part in ((one, cards[0:10:2]), (two, cards[1:10:2]), (trees, cards[10:])):
        move_cards(campaign=campaign, cards=[card.pk for card in part], to=need, by=organiser)
    return one, two, trees


def test_two_halves_of_one_need_are_found_with_the_words_they_share(
    campaign, organiser, client_of, cards
):
    one, two, _trees = halves(campaign, organiser, cards)
    (pair,) = find_overlaps(campaign, corpus=corpus_of(campaign))
    assert {pair.one, pair.other} == {one, two}
    assert "fiets" in {reason.key for reason in pair.reasons} or any(
        reason.is_concept for reason in pair.reasons
    )
    for reason in pair.reasons:
        assert {Card.objects.get(pk=card).need for card in reason.cards} == {one, two}
    page = client_of(organiser).get(OVERLAPS).content.decode()
    assert "Alfa" in page
    assert "Bomen" not in page.split('class="paren')[1]


def test_a_pair_is_merged_and_can_be_taken_back(campaign, organiser, client_of, cards):
    halves(campaign, organiser, cards)
    fields = {"one": "alfa", "other": "beta", "into": "beta", "next": OVERLAPS}
    assert client_of(organiser).post(reverse("clustering:merge_pair"), fields).url == OVERLAPS
    assert set(Need.objects.values_list("slug", flat=True)) == {"beta", "bomen"}
    assert need_of(campaign, "beta").cards.count() == 10
    client_of(organiser).post(reverse("clustering:undo"), {"next": OVERLAPS})
    assert need_of(campaign, "alfa").cards.count() == 5


def test_a_pair_that_stays_apart_is_not_proposed_again(campaign, organiser, client_of, cards):
    halves(campaign, organiser, cards)
    client = client_of(organiser)
    for _twice in range(2):
        client.post(reverse("clustering:part_pair"), {"one": "beta", "other": "alfa"})
    kept = KeptApart.objects.get()
    assert (kept.one, kept.other, kept.by) == ("alfa", "beta", organiser)
    assert find_overlaps(campaign, corpus=corpus_of(campaign)) == []
    assert Activity.objects.filter(verb="keep_needs_apart").count() == 1
    client.post(reverse("clustering:show_pair", args=[kept.pk]))
    assert len(find_overlaps(campaign, corpus=corpus_of(campaign))) == 1


def test_a_pair_is_two_needs_of_this_campaign(campaign, organiser, client_of, cards):
    halves(campaign, organiser, cards)
    for fields in ({"one": "alfa", "other": "alfa"}, {"one": "alfa", "other": "weg"}, {}):
        client_of(organiser).post(reverse("clustering:part_pair"), fields)
        client_of(organiser).post(reverse("clustering:merge_pair"), fields)
    assert not KeptApart.objects.exists()
    assert Need.objects.count() == 3


def test_fixed_keys_are_not_merged_away(campaign, organiser, client_of, cards):
    make_zone(campaign, "Bewegen", "Alfa", "Beta", shape="bewegen")
    fix_keys(campaign)
    client_of(organiser).post(reverse("clustering:merge_pair"), {"one": "alfa", "other": "beta"})
    assert Need.objects.count() == 2


# Cards that fit nowhere ---------------------------------------------------------------------------
def test_what_shares_nothing_is_shown_with_why(campaign, organiser, client_of, placed):
    alone, once, fits = make_cards(
        campaign, "Xylofoonles voor kwallen.", "Struiken xylofoon.", "Nog een fietspad naar school."
    )
    found = {one.card: one for one in find_lonely(campaign, corpus=corpus_of(campaign))}
    assert fits.pk not in found
    assert found[alone.pk].once is None
    assert found[once.pk].once.text == "struiken"
    assert found[once.pk].need == placed[1]
    page = client_of(organiser).get(LONELY).content.decode()
    assert "Xylofoonles voor kwallen." in page
    assert "Nog een fietspad" not in page


def test_lonely_cards_are_laid_like_any_other(campaign, organiser, client_of, placed):
    (card,) = make_cards(campaign, "Xylofoonles voor kwallen.")
    fields = {"cards": card.pk, "reason": "Geen wens.", "next": LONELY}
    assert client_of(organiser).post(reverse("clustering:set_aside"), fields).url == LONELY
    card.refresh_from_db()
    assert card.set_aside == "Geen wens."
    assert find_lonely(campaign, corpus=corpus_of(campaign)) == []


def test_with_few_cards_placed_nothing_is_said(campaign, organiser, client_of, cards):
    need = make_need(campaign=campaign, name="Bomen")
    move_cards(campaign=campaign, cards=[cards[10].pk], to=need, by=organiser)
    assert find_lonely(campaign, corpus=corpus_of(campaign)) is None
    assert client_of(organiser).get(LONELY).context["early"]


# On the board -------------------------------------------------------------------------------------
def test_the_cards_that_teach_most_are_named_so_that_they_stay_the_same(
    campaign, organiser, client_of, cards, placed
):
    make_cards(campaign, *[f"{BIKE[n % 10]} {TREE[n % 7]}" for n in range(14)])
    page = client_of(organiser).get(BOARD, {"keuze": "leerzaam"})
    board = page.context["board"]
    named = [int(number) for number in board.asked["kaarten"].split(",")]
    assert 1 <= len(named) <= 10
    assert [row.card.pk for row in board.rows] == named == sorted(named)
    assert board.asked["keuze"] == ""
    again = client_of(organiser).get(BOARD, {"kaarten": board.asked["kaarten"]})
    assert [row.card.pk for row in again.context["board"].rows] == named
    make_need(campaign=campaign, name="Rest")
    fields = {"alles": "1", "plek": "stapel", "kaarten": board.asked["kaarten"], "to": "rest"}
    client_of(organiser).post(reverse("clustering:move"), fields)
    assert set(need_of(campaign, "rest").cards.values_list("pk", flat=True)) == set(named)


def test_everything_in_a_narrowed_list_is_only_that(campaign, organiser, client_of, cards):
    need = make_need(campaign=campaign, name="Groen")
    fields = {"alles": "1", "plek": "stapel", "woord": "boom", "to": "groen"}
    client_of(organiser).post(reverse("clustering:move"), fields)
    laid = {card.quote for card in need.cards.select_related("contribution")}
    assert laid
    assert laid <= set(TREE)


@pytest.mark.parametrize(
    "asked", [{"keuze": "stapel-x"}, {"kaarten": "1,a"}, {"woord": "x" * 61}, {"keuze": "nergens"}]
)
def test_an_odd_address_is_no_trouble(campaign, organiser, client_of, cards, asked):
    assert client_of(organiser).get(BOARD, asked).status_code == 200


def test_the_board_leads_to_its_neighbours(campaign, organiser, client_of):
    page = client_of(organiser).get(BOARD).content.decode()
    for name in ("suggestions", "groups", "paper"):
        assert f'href="{reverse(f"clustering:{name}")}"' in page


def test_every_reason_in_the_panel_opens_its_cards(campaign, organiser, client_of, placed):
    (card,) = make_cards(campaign, "Dat mijn dochter alleen met de fiets naar school kan.")
    page = client_of(organiser).get(reverse("clustering:suggestion"), {"kaart": card.pk})
    sources = page.context["sources"]
    assert "fiets" in {source.reason.key for source in sources}
    for source in sources:
        for shown in source.cards:
            assert shown.need_id == placed[0].pk
        query = {"plek": "fietsen", source.reason.query[0]: source.reason.query[1]}
        listed = client_of(organiser).get(BOARD, query).context["board"]
        assert {row.card.pk for row in listed.rows} == set(source.reason.cards)
    assert "concept" in page.content.decode() or "begrip" in page.content.decode()


# What it costs ------------------------------------------------------------------------------------
def test_no_page_asks_more_when_there_is_more(campaign, organiser, client_of, cards):
    client = client_of(organiser)
    halves(campaign, organiser, cards)
    make_cards(campaign, *[f"{BIKE[n % 10]} Nog eens {n}." for n in range(20)], "Xylofoon kwal.")
    offer_piles(campaign=campaign, k=3)

    def cost(url):
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    def all_costs():
        pile = reverse("clustering:pile", args=[offered_piles(campaign)[0].pk])
        panel = reverse("clustering:suggestion") + f"?kaart={cards[0].pk}"
        return {
            name: cost(url)
            for name, url in (
                ("room", ROOM), ("pile", pile), ("overlaps", OVERLAPS), ("lonely", LONELY),
                ("panel", panel), ("chosen", f"{BOARD}?keuze=nergens"),
            )
        }  # fmt: skip

    few = all_costs()
    make_cards(campaign, *[f"{TREE[n % 10]} Nog eens {n}." for n in range(150)])
    for n in range(6):
        need = make_need(campaign=campaign, name=f"Gamma {n}")
        move_cards(
            campaign=campaign, cards=[c.pk for c in Card.objects.pile()[n * 5 : n * 5 + 5]],
            to=need, by=organiser,
        )  # fmt: skip
    offer_piles(campaign=campaign, k=12)
    assert all_costs() == few
    assert max(few.values()) <= 16


def test_strangers_see_nothing_and_looking_changes_nothing(
    campaign, editor, stranger, ambassador, client_of, cards
):
    for url in (ROOM, OVERLAPS, LONELY):
        assert client_of(stranger).get(url).status_code == 404
        assert client_of(editor).get(url).status_code == 403
        assert client_of(ambassador).get(url).status_code == 200
    for name in ("make_piles", "merge_pair", "part_pair"):
        assert client_of(ambassador).get(reverse(f"clustering:{name}")).status_code == 405
    assert not PileOffer.objects.exists()
