"""No source, no article."""

from typing import Any

import pytest

from campaigns.models import Campaign, User
from publications.models import Article
from publications.services.newspaper import NoSource, save_article
from tests.factories import make_campaign, make_contribution
from tests.publications.builders import make_action, make_article, make_key, make_need

NEW = "/team/krant/nieuw/"
STORED = "/team/krant/stuk/de-langste-tafel/"


def form(**changes: Any) -> dict[str, Any]:
    return {
        "frame": "4-report", "rubric": "", "headline": "Op pantoffels naar het park", "deck": "",
        "body": "Een ochtend.", "pull_quote": "", "pull_quote_by": "", "key": "", "dream_numbers": "",
    } | changes  # fmt: skip


def test_an_article_is_written_with_its_sources(
    client_of: type, editor: User, campaign: Campaign
) -> None:
    key = make_key(campaign)
    need, action = make_need(key), make_action(key, 5)
    dream = make_contribution(campaign)
    # Page 4 belongs to the first key.
    data = form(key=key.pk, needs=[need.pk], actions=[action.pk], dream_numbers=f"{dream.number}")
    assert client_of(editor).post(NEW, data).status_code == 302
    article = Article.objects.get()
    assert (article.slug, article.page, article.frame) == (
        "op-pantoffels-naar-het-park",
        4,
        "report",
    )
    assert list(article.needs.all()) == [need]
    assert list(article.actions.all()) == [action]
    assert list(article.dreams.all()) == [dream]


def test_without_source_it_is_refused_and_kept(
    client_of: type, editor: User, campaign: Campaign
) -> None:
    answer = client_of(editor).post(NEW, form())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Geen bron, geen artikel. Kies een behoefte, een actie of een droom." in page
    assert "Een ochtend." in page
    assert not Article.objects.exists()


def test_the_service_refuses_it_too(campaign: Campaign, editor: User) -> None:
    with pytest.raises(NoSource):
        save_article(
            campaign=campaign, article=None, needs=[], actions=[], dreams=[], by=editor,
            headline="X", body="Y", page=1, frame="lead",
        )  # fmt: skip
    assert not Article.objects.exists()


@pytest.mark.parametrize(("typed", "sentence"), [
    ("9999", "Dit zijn geen dromen die in druk mogen: 9999"),
    ("twaalf", "Dit zijn geen nummers: twaalf"),
    ("²", "Dit zijn geen nummers: ²"),
])  # fmt: skip
def test_a_wrong_number_is_named(
    client_of: type, editor: User, campaign: Campaign, typed: str, sentence: str
) -> None:
    answer = client_of(editor).post(NEW, form(dream_numbers=typed))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode()


def test_a_dream_that_may_not_be_printed_is_no_source(
    client_of: type, editor: User, campaign: Campaign
) -> None:
    hidden = make_contribution(campaign, consent_print=False)
    assert client_of(editor).post(NEW, form(dream_numbers=str(hidden.number))).status_code == 422


def test_sources_of_another_city_are_refused(
    client_of: type, editor: User, campaign: Campaign
) -> None:
    campaign.domain = "testserver"
    campaign.save()
    foreign = make_need(make_key(make_campaign()))
    assert client_of(editor).post(NEW, form(needs=[foreign.pk])).status_code == 422


def test_changing_keeps_the_address(client_of: type, editor: User, campaign: Campaign) -> None:
    need = make_need(make_key(campaign))
    make_article(campaign, need)
    browser = client_of(editor)
    assert "Eén lange tafel" in browser.get(STORED).content.decode()
    for version in (1, 2):
        data = form(headline="Nog langer", needs=[need.pk], version=version)
        assert browser.post(STORED, data).status_code == 302
    article = Article.objects.get()
    assert (article.slug, article.headline) == ("de-langste-tafel", "Nog langer")


def test_a_refused_change_changes_nothing(
    client_of: type, editor: User, campaign: Campaign
) -> None:
    make_article(campaign, make_need(make_key(campaign)))
    answer = client_of(editor).post(STORED, form(headline="", dream_numbers="1"))
    assert answer.status_code == 422
    assert "Geef het artikel een titel." in answer.content.decode()
    assert Article.objects.get().headline == "Eén lange tafel"


def test_two_articles_with_one_headline_get_two_addresses(
    client_of: type, editor: User, campaign: Campaign
) -> None:
    need = make_need(make_key(campaign))
    for _ in range(2):
        client_of(editor).post(NEW, form(frame="0-", needs=[need.pk]))
    assert Article.objects.values("slug").distinct().count() == 2


def test_numbers_may_be_written_as_people_write_them(
    client_of: type, editor: User, campaign: Campaign
) -> None:
    numbers = [make_contribution(campaign).number for _ in range(3)]
    typed = f"{numbers[0]}, {numbers[1]} {numbers[2]},"
    data = form(frame="0-", dream_numbers=typed)
    assert client_of(editor).post(NEW, data).status_code == 302
    assert Article.objects.get().dreams.count() == 3


def test_the_newsroom_asks_a_fixed_number_of_queries(
    client_of: type, editor: User, campaign: Campaign, django_assert_max_num_queries: Any
) -> None:
    need = make_need(make_key(campaign))
    for n in range(9):
        make_article(campaign, need, slug=f"stuk-{n}", page=1 + n % 3)
    browser = client_of(editor)
    with django_assert_max_num_queries(15):
        page = browser.get("/team/krant/").content.decode()
    assert page.count("/team/krant/stuk/stuk-") == 9


def test_an_article_somebody_else_saved_is_not_overwritten(
    client_of: type, editor: User, campaign: Campaign
) -> None:
    need = make_need(make_key(campaign))
    make_article(campaign, need)
    browser = client_of(editor)
    data = form(frame="1-lead", needs=[need.pk], version=1)
    assert browser.post(STORED, data | {"headline": "Eerst"}).status_code == 302
    answer = browser.post(STORED, data | {"headline": "Daarna"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Eerst" in page
    assert 'value="Daarna"' in page
    assert Article.objects.get().headline == "Eerst"
    # The page that shows both can be sent as it stands.
    assert browser.post(STORED, data | {"headline": "Daarna", "version": 2}).status_code == 302
    assert Article.objects.get().headline == "Daarna"
