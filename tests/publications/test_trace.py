"""Everyone can follow their dream, and nobody somebody else's hidden one."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from campaigns import clock
from campaigns.models import Campaign, Channel, Decision, Status, User, Verdict
from campaigns.services.ledger import withdraw_contribution
from publications.models import Issue, Kind
from tests.clustering.builders import fix_keys
from tests.factories import make_campaign, make_contribution
from tests.publications.builders import (
    cite,
    make_action,
    make_card,
    make_issue,
    make_key,
    make_laid,
    make_need,
    make_table,
)

TEXT = "Een lange tafel op zondag."


def page_of(client: Client, number: int) -> str:
    answer = client.get(f"/dromen/{number}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_code_leads_to_the_dream_however_it_is_typed(client: Client, campaign: Campaign) -> None:
    dream = make_contribution(campaign, TEXT)
    for typed in (dream.receipt, dream.code.lower(), f" {dream.code[:3]} {dream.code[3:]} "):
        answer = client.get("/mijn-droom/", {"code": typed})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/dromen/{dream.number}/")


@pytest.mark.parametrize("typed", ["ZIN-7", "ZON-KAM7", "' OR 1=1 --"])
def test_an_unknown_code_is_kept_and_explained(
    client: Client, campaign: Campaign, typed: str
) -> None:
    answer = client.get("/mijn-droom/", {"code": typed})
    assert answer.status_code == 404
    assert answer.context["typed"] == typed
    assert "Kijk de code nog eens na." in answer.content.decode()
    assert "/mijn-droom/kwijt/" in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "head"])
def test_guessing_codes_is_slowed_down(
    client: Client, campaign: Campaign, settings: Any, method: str
) -> None:
    settings.RATE_LIMITS_ENABLED = True
    ask = getattr(client, method)
    codes = [ask("/mijn-droom/", {"code": "ZON-KAM7"}).status_code for _ in range(31)]
    assert (codes[29], codes[30]) == (404, 429)
    assert ask("/mijn-droom/").status_code == 200


def test_a_dream_that_waits_is_shown_only_with_its_code(client: Client, campaign: Campaign) -> None:
    dream = make_contribution(campaign, TEXT, status=Status.WAITING, placed_at=None)
    assert client.get(f"/dromen/{dream.number}/").status_code == 404
    proof = client.get("/mijn-droom/", {"code": dream.receipt}).headers["Location"]
    answer = client.get(proof)
    assert TEXT in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_a_proof_opens_no_other_dream_and_no_other_city(client: Client, campaign: Campaign) -> None:
    mine = make_contribution(campaign, TEXT, status=Status.WAITING)
    other = make_contribution(campaign, "Geheim", status=Status.WAITING)
    proof = client.get("/mijn-droom/", {"code": mine.receipt}).headers["Location"]
    query = proof.partition("?")[2]
    assert client.get(f"/dromen/{other.number}/?{query}").status_code == 302
    campaign.domain = "een.example"
    campaign.save()
    elsewhere = make_campaign(domain="twee.example")
    make_contribution(elsewhere, "Geheim", status=Status.WAITING)
    answer = client.get(f"/dromen/1/?{query}", headers={"host": "twee.example"})
    assert "Geheim" not in answer.content.decode()


def test_a_proof_ends(client: Client, campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    dream = make_contribution(campaign, TEXT, status=Status.WAITING)
    proof = client.get("/mijn-droom/", {"code": dream.receipt}).headers["Location"]
    monkeypatch.setattr("publications.views.trace.PROOF_SECONDS", -1)
    assert client.get(proof).headers["Location"] == "/mijn-droom/"


def test_a_held_dream_says_why_to_its_dreamer(
    client: Client, campaign: Campaign, moderator: User
) -> None:
    dream = make_contribution(campaign, TEXT, status=Status.HELD)
    Decision.objects.create(
        contribution=dream, verdict=Verdict.HOLD, reason="Er staat een naam in.", by=moderator
    )
    proof = client.get("/mijn-droom/", {"code": dream.receipt}).headers["Location"]
    assert "Er staat een naam in." in client.get(proof).content.decode()


def test_a_work_without_consent_stays_out_of_sight(client: Client, campaign: Campaign) -> None:
    work = make_contribution(campaign, TEXT, channel=Channel.SCHOOL, consent_online=False)
    assert client.get(f"/dromen/{work.number}/").status_code == 404


def test_a_childs_dream_is_not_for_search_engines(client: Client, campaign: Campaign) -> None:
    work = make_contribution(campaign, TEXT, channel=Channel.SCHOOL)
    assert client.get(f"/dromen/{work.number}/").headers["X-Robots-Tag"] == "noindex"


def test_a_withdrawn_dream_leaves_an_empty_place(client: Client, campaign: Campaign) -> None:
    dream = make_contribution(campaign, TEXT)
    number = dream.number
    withdraw_contribution(contribution=dream)
    answer = client.get(f"/dromen/{number}/")
    assert answer.status_code == 410
    assert "De dromer haalde deze droom weg." in answer.content.decode()
    assert TEXT not in answer.content.decode()


@pytest.mark.parametrize("number", [77, 10**30])
def test_a_number_that_never_was_is_not_found(
    client: Client, campaign: Campaign, number: int
) -> None:
    assert client.get(f"/dromen/{number}/").status_code == 404


def test_a_printed_address_leads_to_the_page(client: Client, campaign: Campaign) -> None:
    for url in ("/d/12", "/d/12/"):
        answer = client.get(url)
        assert (answer.status_code, answer.headers["Location"]) == (301, "/dromen/12/")


@pytest.mark.phase(4)
def test_before_the_dreaming_there_is_nothing_to_read(client: Client, campaign: Campaign) -> None:
    assert client.get(f"/dromen/{make_contribution(campaign).number}/").status_code == 409


@pytest.fixture
def issue(campaign: Campaign) -> Issue:
    return make_issue(campaign, status="published")


def whole_way(campaign: Campaign) -> int:
    key = make_key(campaign)
    need = make_need(key)
    dream = make_laid(campaign, need, TEXT)
    make_laid(campaign, need, "Soep voor iedereen.")
    make_action(key, 17, dream, table=make_table(key), need=need)
    for kind, page in ((Kind.NOTE, 23), (Kind.NEWSPAPER, 1)):
        cite(make_issue(campaign, kind, status="published"), dream, page, quoted=True)
    return dream.number


@pytest.mark.parametrize(("number", "seen"), [
    pytest.param(5, set(), marks=pytest.mark.phase(5)),
    pytest.param(6, {"Ontmoeten"}, marks=pytest.mark.phase(6)),
    pytest.param(7, {"Ontmoeten", "De langste tafel"}, marks=pytest.mark.phase(7)),
    pytest.param(8, {"Ontmoeten", "De langste tafel", "Bladzijde 23", "Bladzijde 1."}, marks=pytest.mark.phase(8)),
])  # fmt: skip
def test_each_phase_shows_its_stations_and_no_more(
    client: Client, campaign: Campaign, number: int, seen: set[str]
) -> None:
    page = page_of(client, whole_way(campaign))
    done = page.count('class="station klaar') + page.count('class="station ster')
    every = {"Ontmoeten", "De langste tafel", "Bladzijde 23", "Bladzijde 1."}
    assert {word for word in every if word in page} == seen
    assert done == {5: 1, 6: 2, 7: 3, 8: 5}[number]


@pytest.mark.phase(8)
def test_the_whole_way_is_linked(client: Client, campaign: Campaign) -> None:
    number = whole_way(campaign)
    page = page_of(client, number)
    for link in (
        "/sleutels/ontmoeten/samen-aan-tafel/", "/acties/17/", f"/nota/#droom-{number}",
        f"/krant/#droom-{number}", "/nota/pdf/#page=23",
    ):  # fmt: skip
        assert f'href="{link}"' in page
    assert "Samen met 1 andere droom" in page
    assert "Tafel 4 maakte er een actie van" in page


@pytest.mark.phase(8)
def test_an_unpublished_version_shows_no_page(client: Client, campaign: Campaign) -> None:
    dream = make_contribution(campaign, TEXT)
    cite(make_issue(campaign), dream, 23)
    assert "Bladzijde 23" not in page_of(client, dream.number)


@pytest.mark.phase(8)
def test_the_newest_published_version_counts_and_words_before_numbers(
    client: Client, campaign: Campaign
) -> None:
    dream = make_contribution(campaign, TEXT)
    cite(make_issue(campaign, version=1, status="published"), dream, 99, quoted=True)
    newest = make_issue(campaign, version=2, status="published")
    cite(newest, dream, 40)
    cite(newest, dream, 41, quoted=True)
    page = page_of(client, dream.number)
    assert "Bladzijde 41" in page
    assert "Bladzijde 99" not in page


@pytest.mark.phase(8)
def test_a_dream_without_action_gets_an_honest_sentence(client: Client, campaign: Campaign) -> None:
    key = make_key(campaign)
    need = make_need(key)
    dream = make_laid(campaign, need, TEXT)
    make_action(key, 5, need=need, title="De bakfiets vol buren")
    page = page_of(client, dream.number)
    assert "Deze droom kreeg geen eigen actie. Hij telde wel mee in" in page
    assert "De bakfiets vol buren" in page


@pytest.mark.phase(6)
def test_a_dream_set_aside_says_why(client: Client, campaign: Campaign) -> None:
    dream = make_contribution(campaign, "Gratis bus.")
    fix_keys(campaign)
    make_card(dream, set_aside="De stad beslist daar niet over")
    assert "De stad beslist daar niet over" in page_of(client, dream.number)


@pytest.mark.phase(8)
def test_the_way_asks_at_most_thirteen_queries(
    client: Client, campaign: Campaign, django_assert_max_num_queries: Any
) -> None:
    number = whole_way(campaign)
    dream = campaign.contributions.get(number=number)
    for n in range(3):
        need = make_need(
            make_key(campaign, n + 2, ("ademen", "genieten", "groeien")[n]), f"Nog {n}"
        )
        make_card(dream, need, start=n, end=n + 5)
        make_action(need.key, 20 + n, dream, need=need)
    with django_assert_max_num_queries(13):
        page_of(client, number)


def test_the_page_is_dated(client: Client, campaign: Campaign) -> None:
    placed = clock.now() - timedelta(days=2)
    dream = make_contribution(campaign, TEXT, placed_at=placed)
    assert "8 mei" in page_of(client, dream.number)
