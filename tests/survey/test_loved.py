"""The most loved dreams: only from thirty scores, with their uncertainty, never mixed up."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import AgeGroup, Campaign, Channel, Contribution, Status
from survey.models import Bundle, BundleMember, Burst, Tally
from survey.services.ranking import rank_dreams
from tests import factories
from tests.survey.builders import give_scores, make_scored

LOVED = "/dromen/veel-gedroomd/"
pytestmark = pytest.mark.django_db


def page(client: Client, **query: str) -> str:
    answer = client.get(LOVED, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_lives_at_the_agreed_address() -> None:
    assert reverse("survey:loved") == LOVED


@pytest.mark.phase(4)
def test_it_opens_with_reading(campaign: Campaign, client: Client) -> None:
    assert client.get(LOVED).status_code == 409


@pytest.mark.phase(7)
def test_it_stays_open_after_dreaming(campaign: Campaign, client: Client) -> None:
    content = page(client)
    assert reverse("survey:confirm") not in content
    assert reverse("survey:score") not in content


def test_a_young_campaign_says_kindly_that_there_is_nothing_yet(
    campaign: Campaign, client: Client
) -> None:
    make_scored(campaign, 0, 0, 29)
    rank_dreams(campaign=campaign)
    content = page(client)
    assert "geliefd__leeg" in content
    assert "appelbomen" not in content
    assert reverse("survey:score") in content
    assert content.count("<h1") == 1


def test_the_best_loved_come_first_with_a_bar_from_low_to_high(
    campaign: Campaign, client: Client
) -> None:
    fair = make_scored(campaign, 20, 30, 14)
    loved = make_scored(campaign, 2, 10, 52)
    rank_dreams(campaign=campaign)
    content = page(client)
    assert content.index(loved.text) < content.index(fair.text)
    tally = Tally.objects.get(pk=loved.pk)
    assert tally.low is not None
    assert tally.high is not None
    assert f'x="{tally.low / 2 * 100:.2f}%"' in content
    assert f'width="{(tally.high - tally.low) / 2 * 100:.2f}%"' in content
    assert "64" in content


def test_the_words_never_sound_surer_than_the_bar(campaign: Campaign, client: Client) -> None:
    make_scored(campaign, 2, 10, 52)
    rank_dreams(campaign=campaign)
    tally = Tally.objects.get()
    (group,) = client.get(LOVED).context["groups"]
    (row,) = group["rows"]
    assert row.from_words <= tally.low
    assert tally.high <= row.to_words
    assert row.people == 64


def test_dreams_that_differ_by_chance_share_their_places(
    campaign: Campaign, client: Client
) -> None:
    for answers in ((2, 10, 50), (3, 10, 49), (4, 10, 48), (40, 18, 4)):
        make_scored(campaign, *answers)
    rank_dreams(campaign=campaign)
    groups = client.get(LOVED).context["groups"]
    assert [(group["first"], group["last"]) for group in groups] == [(1, 3), (4, 4)]


def test_at_most_fifty_are_listed(campaign: Campaign, client: Client) -> None:
    for _ in range(55):
        make_scored(campaign, 10, 10, 10)
    rank_dreams(campaign=campaign)
    assert page(client).count('class="geliefde"') == 50


def test_filters_narrow_and_unknown_values_are_ignored(campaign: Campaign, client: Client) -> None:
    beveren = factories.make_district(campaign, "Beveren")
    wanted = make_scored(
        campaign, 5, 10, 20, district=beveren, age_group=AgeGroup.TEEN, channel=Channel.SCHOOL
    )
    other = make_scored(campaign, 5, 10, 20)
    rank_dreams(campaign=campaign)
    for query in ({"wijk": "beveren"}, {"leeftijd": "12-17"}, {"bron": "school"}):
        content = page(client, **query)
        assert wanted.text in content
        assert other.text not in content
    for query in ({"wijk": "'--"}, {"leeftijd": "7"}, {"bron": "\x00"}, {"als": "iets"}):
        content = page(client, **query)
        assert wanted.text in content
        assert other.text in content
    empty = page(client, wijk="beveren", bron="session")
    assert "geliefd__leeg" in empty
    assert LOVED in empty


def test_the_table_shows_the_same_and_keeps_the_filters(campaign: Campaign, client: Client) -> None:
    make_scored(campaign, 5, 10, 20)
    rank_dreams(campaign=campaign)
    assert "bron=online&amp;als=tabel" in page(client, bron="online")
    content = page(client, bron="online", als="tabel")
    assert "<table" in content
    assert 'class="geliefde"' not in content
    tally = Tally.objects.get()
    assert f"{tally.low:.2f}".replace(".", ",") in content
    assert 'name="als" value="tabel"' in content


def test_what_is_hidden_is_not_listed(campaign: Campaign, client: Client) -> None:
    held, offline = make_scored(campaign, 0, 0, 40), make_scored(campaign, 0, 0, 40)
    rank_dreams(campaign=campaign)
    Contribution.objects.filter(pk=held.pk).update(status=Status.HELD)
    Contribution.objects.filter(pk=offline.pk).update(consent_online=False)
    content = page(client)
    assert held.text not in content
    assert offline.text not in content


def test_a_dream_tells_how_many_others_say_the_same(campaign: Campaign, client: Client) -> None:
    face = make_scored(campaign, 5, 10, 20)
    others = [make_scored(campaign, 1, 1, 1) for _ in range(3)]
    hidden = make_scored(campaign, 1, 1, 1, status=Status.WAITING)
    bundle = Bundle.objects.create(campaign=campaign, face=face)
    for dream in (face, *others, hidden):
        BundleMember.objects.create(bundle=bundle, contribution=dream)
    rank_dreams(campaign=campaign)
    (group,) = client.get(LOVED).context["groups"]
    assert group["rows"][0].alike == 3


def test_it_tells_how_many_scores_were_set_apart(campaign: Campaign, client: Client) -> None:
    dream = make_scored(campaign, 5, 10, 20)
    for status, amount in (("set_apart", 212), ("excluded", 31), ("restored", 17)):
        burst = Burst.objects.create(
            campaign=campaign, kind="scores", contribution=dream, status=status,
            started_at=dream.created_at, ended_at=dream.created_at,
        )  # fmt: skip
        burst.scores.set(give_scores(dream, [2] * amount))
    apart = client.get(LOVED).context["apart"]
    found = {status: (row.bursts, row.scores) for status, row in apart.items()}
    assert found == {"set_apart": (1, 212), "excluded": (1, 31), "restored": (1, 17)}
    assert "212" in page(client)


def test_script_in_a_dream_is_only_text(campaign: Campaign, client: Client) -> None:
    make_scored(campaign, 5, 10, 20, text="<script>alert(1)</script>")
    rank_dreams(campaign=campaign)
    for query in ({}, {"als": "tabel"}):
        assert "<script>alert" not in page(client, **query)


def test_the_page_costs_the_same_for_three_and_thirty_dreams(
    campaign: Campaign, client: Client, django_assert_max_num_queries
) -> None:
    def count() -> int:
        rank_dreams(campaign=campaign)
        with django_assert_max_num_queries(8) as captured:
            page(client)
        return len(captured)

    district = factories.make_district(campaign)
    for _ in range(3):
        make_scored(campaign, 5, 10, 20, district=district)
    few = count()
    for _ in range(27):
        make_scored(campaign, 5, 10, 20, district=district)
    assert count() == few
