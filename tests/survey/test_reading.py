from datetime import date

import pytest
from django.urls import reverse

from campaigns import clock
from campaigns.models import Channel, Contribution, Status, Translation
from survey import querysets
from survey.models import Reason, Report
from survey.querysets import DailyShuffle, NewestFirst, count_blocks, shuffled
from survey.views import dreams as views
from tests.factories import make_campaign, make_contribution, make_district
from tests.survey.builders import client_as, make_deck, make_dream, make_participant

DREAMS = reverse("survey:dreams")
DAY, NEXT_DAY = date(2027, 5, 10), date(2027, 5, 11)
pytestmark = pytest.mark.django_db


def numbers(response):
    return [dream.number for dream in response.context["page"]]


def test_all_channels_are_listed_and_only_what_is_public(campaign, client):
    make_deck(campaign, online=10, session=5, school=3)
    make_dream(campaign, text="Nog niet gelezen.", status=Status.WAITING)
    make_dream(campaign, text="Alleen op papier.", consent_online=False)
    response = client.get(DREAMS)
    assert len(numbers(response)) == 18
    page = response.content.decode()
    assert "18 dromen, online, uit sessies en uit scholen." in page
    assert "Nog niet gelezen." not in page
    assert "Alleen op papier." not in page


def test_the_order_of_the_day_pages_without_doubles_or_gaps(campaign, client):
    make_deck(campaign, online=60)
    first, second, third = (numbers(client.get(DREAMS, {"bladzijde": n})) for n in (1, 2, 3))
    assert sorted(first + second + third) == list(range(1, 61))
    assert first == numbers(client.get(DREAMS))
    assert first != sorted(first)


def test_the_next_day_has_another_order(campaign):
    make_deck(campaign, online=30)
    found = Contribution.objects.of(campaign).public()
    today, again = (list(shuffled(found, DAY).values_list("number", flat=True)) for _ in range(2))
    tomorrow = list(shuffled(found, NEXT_DAY).values_list("number", flat=True))
    assert today == again
    assert today != tomorrow
    assert sorted(today) == sorted(tomorrow)


def test_a_large_set_is_shuffled_without_sorting(campaign, client, monkeypatch):
    make_deck(campaign, online=100)
    make_dream(campaign, status=Status.WAITING)
    monkeypatch.setattr(views, "SORTED_UP_TO", 50)
    first = client.get(DREAMS)
    pages = first.context["page"].paginator.num_pages
    seen = [n for i in range(1, pages + 1) for n in numbers(client.get(DREAMS, {"bladzijde": i}))]
    assert sorted(seen) == list(range(1, 101))
    assert seen[:24] != sorted(seen)[:24]
    assert 8 <= len(numbers(first)) <= 40


def test_the_large_shuffle_changes_by_day(campaign):
    make_deck(campaign, online=40)
    found = Contribution.objects.of(campaign).public()
    orders = [
        [dream.number for dream in DailyShuffle(found, 40, day)[0:200]]
        for day in (DAY, DAY, NEXT_DAY)
    ]
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == sorted(orders[2]) == list(range(1, 41))


def test_newest_first(campaign, client):
    make_deck(campaign, online=12)
    assert numbers(client.get(DREAMS, {"orde": "nieuw"})) == list(range(12, 0, -1))


def test_filters_narrow_and_unknown_values_are_ignored(campaign, client):
    district = make_district(campaign)
    make_deck(campaign, online=12, session=3)
    make_contribution(campaign, "Zwemmen in de Mandel.", district=district, channel=Channel.SCHOOL)
    assert len(numbers(client.get(DREAMS, {"bron": "session"}))) == 3
    assert len(numbers(client.get(DREAMS, {"wijk": district.slug}))) == 1
    assert len(numbers(client.get(DREAMS, {"zoek": "zwemmen"}))) == 1
    assert len(numbers(client.get(DREAMS, {"bron": "session", "zoek": "zwemmen"}))) == 0
    odd = {"bron": "' or 1=1", "wijk": "nergens", "orde": "x", "bladzijde": "x"}
    assert len(numbers(client.get(DREAMS, odd))) == 16


def test_the_pager_keeps_the_filters(campaign, client):
    make_deck(campaign, online=30)
    page = client.get(DREAMS, {"bron": "online", "zoek": "online & zo"[:6]}).content.decode()
    assert "?bron=online&amp;zoek=online&amp;bladzijde=2" in page


def test_nothing_found_offers_the_way_back(campaign, client):
    make_deck(campaign, online=12)
    page = client.get(DREAMS, {"zoek": "zeppelin"}).content.decode()
    assert "Geen dromen gevonden. Zoek iets anders." in page


def test_before_ten_dreams_there_are_six_questions_and_no_invented_dreams(campaign, client):
    make_deck(campaign, online=9)
    response = client.get(DREAMS)
    assert "Hoe klinkt jouw straat in 2030?" in response.content.decode()
    assert response.content.decode().count("vraagkaarten") == 1
    assert len(numbers(response)) == 9
    make_deck(campaign, online=1)
    assert "Hoe klinkt jouw straat in 2030?" not in client.get(DREAMS).content.decode()


def test_another_campaigns_dreams_stay_there(client):
    make_campaign(domain="testserver")
    make_deck(make_campaign(domain="elders.be"), online=12)
    assert numbers(client.get(DREAMS)) == []


@pytest.mark.phase(4)
def test_dreams_are_not_listed_before_the_dreaming_phase(campaign, client):
    assert client.get(DREAMS).status_code == 409


@pytest.mark.parametrize("amount", [12, 60])
@pytest.mark.parametrize(
    "query", [{}, {"orde": "nieuw"}, {"zoek": "online", "bron": "online"}, {"bron": "session"}]
)
def test_the_list_asks_a_fixed_number_of_queries(
    campaign, client, query, amount, django_assert_max_num_queries
):
    make_district(campaign)
    make_deck(campaign, online=amount, session=10)
    with django_assert_max_num_queries(6):
        assert client.get(DREAMS, query).status_code == 200


# Search ------------------------------------------------------------------------------------------


def test_search_knows_word_forms_accents_and_compounds(campaign, client):
    make_deck(campaign, online=12)
    paths = make_contribution(campaign, "Brede fietspaden naar het crèmekleurige station.")
    for question in ("fietspad", "fiets", "CREMEKLEURIG", "stations", "pad fietspaden"[4:]):
        assert numbers(client.get(DREAMS, {"zoek": question})) == [paths.number]


def test_search_goes_with_the_filters_and_the_newest_order(campaign, client):
    rows = [make_contribution(campaign, f"Bomen en nog eens bomen {n}") for n in range(3)]
    make_contribution(campaign, "Een boom van een klas", channel=Channel.SCHOOL)
    make_deck(campaign, online=12)
    found = numbers(client.get(DREAMS, {"zoek": "boom", "orde": "nieuw", "bron": "online"}))
    assert found == [row.number for row in reversed(rows)]


def test_a_typo_shows_the_nearest_words_and_says_so(
    campaign, client, django_assert_max_num_queries
):
    make_deck(campaign, online=12)
    dream = make_contribution(campaign, "Een fietspad langs het kanaal.")
    with django_assert_max_num_queries(12):
        response = client.get(DREAMS, {"zoek": "fitespad"})
    assert numbers(response) == [dream.number]
    assert response.context["guess"] == "fietspad"
    assert "<b>fietspad</b>" in response.content.decode()


def test_a_search_is_shown_as_text(campaign, client):
    make_deck(campaign, online=12)
    page = client.get(DREAMS, {"zoek": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_dream_is_found_by_its_number(campaign, client):
    make_deck(campaign, online=12)
    assert numbers(client.get(DREAMS, {"zoek": "7"}))[0] == 7


def test_a_search_that_finds_very_much_says_so(campaign, client, monkeypatch):
    monkeypatch.setattr(views, "AT_MOST", 20)
    make_deck(campaign, online=30)
    response = client.get(DREAMS, {"zoek": "online"})
    assert response.context["capped"]
    assert response.context["page"].paginator.count == 20


# Large sets --------------------------------------------------------------------------------------


def test_a_page_beyond_the_end_is_the_last_page(campaign, client, monkeypatch):
    make_deck(campaign, online=30)
    queries = ({}, {"orde": "nieuw"}, {"zoek": "online"})
    for query in queries:
        assert client.get(DREAMS, query | {"bladzijde": 999}).context["page"].number == 2
    monkeypatch.setattr(views, "SORTED_UP_TO", 5)
    last = client.get(DREAMS, {"bladzijde": 9**40}).context["page"]
    assert last.number == last.paginator.num_pages
    assert last.object_list


def test_newest_pages_by_counted_blocks_without_doubles_or_gaps(campaign, monkeypatch):
    monkeypatch.setattr(querysets, "BLOCK", 7)
    make_deck(campaign, online=60)
    Contribution.objects.filter(number__in=[3, 20, 21, 22, 23, 24, 25, 26, 27, 28, 60]).update(
        status=Status.HELD
    )
    found = Contribution.objects.of(campaign).public()
    expected = list(found.newest().values_list("number", flat=True))
    rows = NewestFirst(found, count_blocks(found))
    assert len(rows) == len(expected) == 49
    paged = [dream.number for start in range(0, 49, 8) for dream in rows[start : start + 8]]
    assert paged == expected


def test_a_new_dream_stands_on_the_first_page_at_once(campaign, client, monkeypatch):
    monkeypatch.setattr(views, "COUNTED_UP_TO", 5)
    make_deck(campaign, online=30)
    client.get(DREAMS, {"orde": "nieuw"})
    new = make_dream(campaign)
    assert numbers(client.get(DREAMS, {"orde": "nieuw"}))[0] == new.number


def test_a_filtered_large_set_is_shuffled_without_sorting(campaign, client, monkeypatch):
    make_deck(campaign, online=90, session=60)
    monkeypatch.setattr(views, "SORTED_UP_TO", 50)
    first = client.get(DREAMS, {"bron": "session"})
    pages = first.context["page"].paginator.num_pages
    seen = [
        n for i in range(1, pages + 1)
        for n in numbers(client.get(DREAMS, {"bron": "session", "bladzijde": i}))
    ]  # fmt: skip
    assert sorted(seen) == list(range(91, 151))
    assert seen != sorted(seen)


def test_a_translation_is_shown_under_the_original(campaign, client, moderator):
    make_deck(campaign, online=12)
    dream = make_contribution(campaign, "Un jardin pour tous.", language="fr")
    Translation.objects.create(
        contribution=dream, language="nl", text="Een tuin voor iedereen.", by=moderator,
        approved_at=clock.now(),
    )  # fmt: skip
    page = client.get(DREAMS, {"zoek": "jardin"}).content.decode()
    assert "Een tuin voor iedereen." in page
    assert "Un jardin pour tous." in page


# Reports -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [True, False])
def test_a_report_reaches_the_team_once(campaign, client, known):
    dream = make_dream(campaign)
    browser = client_as(make_participant(campaign)) if known else client
    for _ in range(2):
        response = browser.post(
            reverse("survey:report", args=[dream.number]), {"reason": "hurtful"}
        )
        assert response.url == DREAMS
    assert Report.objects.get().reason == Reason.HURTFUL
    assert (Report.objects.get().participant is not None) == known
    assert campaign.activities.filter(verb="report").count() == 1


def test_a_report_needs_a_reason_and_looking_reports_nothing(campaign, client):
    url = reverse("survey:report", args=[make_dream(campaign).number])
    assert client.get(url).status_code == 200
    for data in ({}, {"reason": "zomaar"}):
        response = client.post(url, data)
        assert response.status_code == 422
    assert not Report.objects.exists()


def test_what_is_not_public_cannot_be_reported(campaign, client):
    hidden = make_dream(campaign, status=Status.WAITING)
    response = client.post(reverse("survey:report", args=[hidden.number]), {"reason": "hurtful"})
    assert response.status_code == 404
