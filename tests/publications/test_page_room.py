"""Two editors on one page never overwrite each other, and a page can go back."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from campaigns.models import Campaign, User
from publications.models import Article, Page, PageVersion
from publications.services import pages as desk
from publications.services.pages import FrameFull, PageChanged, PageHeld, Written
from tests.factories import make_campaign
from tests.publications.builders import make_article, make_key, make_need

ROOM = "/team/krant/1/"


def words(article: Article, **changes: str) -> dict[str, str]:
    return {name: getattr(article, name) for name in desk.WRITTEN} | changes


def sent(article: Article, page_version: int = 1, **changes: Any) -> dict[str, Any]:
    """Return what the browser sends for one article on its page."""
    fields = words(article, **changes) | {"version": article.version}
    return {f"{article.slug}-{name}": value for name, value in fields.items()} | {
        "version": page_version
    }


@pytest.fixture
def lead(campaign: Campaign) -> Article:
    return make_article(campaign, make_need(make_key(campaign)))


@pytest.fixture
def page(campaign: Campaign) -> Page:
    return desk.page_of(campaign, 1)


def test_a_page_shows_its_frames_and_what_lies_in_them(
    client_of: type, editor: User, lead: Article
) -> None:
    text = client_of(editor).get(ROOM).content.decode()
    assert "Eén lange tafel" in text
    assert "Eerste alinea." in text
    assert not Page.objects.exists()  # looking makes nothing


def test_a_page_that_does_not_exist_is_not_found(client_of: type, editor: User) -> None:
    assert client_of(editor).get("/team/krant/17/").status_code == 404
    assert client_of(editor).get("/team/krant/0/").status_code == 404


def test_writing_in_place_is_kept_as_a_version(
    client_of: type, editor: User, lead: Article
) -> None:
    browser = client_of(editor)
    answer = browser.post(ROOM, sent(lead, headline="Nog een stoel"))
    assert answer.status_code == 302
    lead.refresh_from_db()
    assert (lead.headline, lead.version) == ("Nog een stoel", 2)
    # What lay there before anybody wrote is a version too: the page can go back to it.
    version, first = PageVersion.objects.all()
    assert first.frames["lead"][0]["headline"] == "Eén lange tafel"
    assert version.by == editor
    assert version.frames["lead"][0]["headline"] == "Nog een stoel"
    assert Page.objects.get().preview_asked_at is not None


def test_line_ends_of_a_browser_are_no_change(
    client_of: type, editor: User, campaign: Campaign, lead: Article
) -> None:
    brief = make_article(campaign, slug="kort", frame="brief")
    data = sent(lead, headline="Nieuw") | sent(brief)
    data = {k: v.replace("\n", "\r\n") if isinstance(v, str) else v for k, v in data.items()}
    assert client_of(editor).post(ROOM, data).status_code == 302
    brief.refresh_from_db()
    lead.refresh_from_db()
    assert (lead.version, brief.version) == (2, 1)
    assert "\r" not in lead.body


def test_a_mistake_is_said_beside_the_field_and_nothing_is_lost(
    client_of: type, editor: User, lead: Article
) -> None:
    answer = client_of(editor).post(
        ROOM, sent(lead, headline="", body="Met veel moeite geschreven.")
    )
    assert answer.status_code == 422
    assert "Met veel moeite geschreven." in answer.content.decode()
    lead.refresh_from_db()
    assert lead.headline == "Eén lange tafel"


def test_two_editors_see_both_texts_and_choose(
    client_of: type, editor: User, organiser: User, lead: Article
) -> None:
    first, second = client_of(editor), client_of(organiser)
    assert first.post(ROOM, sent(lead, headline="De tekst van An")).status_code == 302
    desk.leave_page(page=Page.objects.get(), by=editor)
    answer = second.post(ROOM, sent(lead, headline="De tekst van Wim"))
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "De tekst van An" in text
    assert "De tekst van Wim" in text
    assert Article.objects.get().headline == "De tekst van An"
    lead.refresh_from_db()
    kept = sent(lead, page_version=Page.objects.get().version, headline="De tekst van Wim")
    assert second.post(ROOM, kept).status_code == 302
    assert Article.objects.get().headline == "De tekst van Wim"


def test_who_comes_second_is_told_who_is_on_the_page(
    client_of: type, editor: User, organiser: User, lead: Article
) -> None:
    editor.first_name, editor.last_name = "An", "Pieters"
    editor.save()
    assert client_of(editor).post(f"{ROOM}vast/").status_code == 204
    browser = client_of(organiser)
    answer = browser.post(f"{ROOM}vast/")
    assert answer.status_code == 409
    assert "An Pieters" in answer.content.decode()
    assert "An Pieters" in browser.get(ROOM).content.decode()
    refused = browser.post(ROOM, sent(lead, headline="Toch"))
    assert refused.status_code == 409
    assert "Toch" in refused.content.decode()
    assert Article.objects.get().headline == "Eén lange tafel"


def test_a_lock_ends_after_five_minutes_without_a_letter(
    campaign: Campaign, page: Page, editor: User, organiser: User
) -> None:
    desk.hold_page(page=page, by=editor)
    with pytest.raises(PageHeld):
        desk.hold_page(page=page, by=organiser)
    Page.objects.update(locked_at=timezone.now() - timedelta(minutes=5, seconds=1))
    desk.hold_page(page=page, by=organiser)
    assert Page.objects.get().locked_by == organiser


def test_nothing_of_a_refused_save_is_kept(page: Page, editor: User, lead: Article) -> None:
    brief = make_article(lead.campaign, slug="kort", frame="brief")
    written = [
        Written(lead.slug, 1, words(lead, headline="Nieuw")),
        Written(brief.slug, 7, words(brief, headline="Nieuw")),
    ]
    with pytest.raises(PageChanged):
        desk.save_page(page=page, version=1, written=written, by=editor)
    assert set(Article.objects.values_list("headline", flat=True)) == {"Eén lange tafel"}
    assert not PageVersion.objects.exists()


def test_an_article_is_laid_and_taken_out(
    client_of: type, editor: User, campaign: Campaign, lead: Article
) -> None:
    other = make_article(campaign, slug="ander", page=0, frame="")
    browser = client_of(editor)
    data = {"leg": "lead:ander", "version": 1}
    assert browser.post(f"{ROOM}leg/", data).status_code == 302
    lead.refresh_from_db()
    other.refresh_from_db()
    assert (other.page, other.frame) == (1, "lead")
    assert (lead.page, lead.frame) == (0, "")  # the frame takes one: the first is on the shelf
    # The same click again does no harm: the page is a version further.
    assert browser.post(f"{ROOM}leg/", data).status_code == 302
    assert browser.post(f"{ROOM}weg/", {"article": "ander", "version": 2}).status_code == 302
    other.refresh_from_db()
    assert other.page == 0


def test_a_full_frame_takes_no_more(page: Page, editor: User, campaign: Campaign) -> None:
    for n in range(4):
        make_article(campaign, slug=f"kort-{n}", frame="brief", position=n)
    extra = make_article(campaign, slug="te-veel", page=0, frame="")
    with pytest.raises(FrameFull):
        desk.lay_article(page=page, version=1, frame="brief", article=extra, by=editor)


def test_another_template_puts_what_has_no_place_on_the_shelf(
    client_of: type, editor: User, lead: Article
) -> None:
    browser = client_of(editor)
    data = {"template": "reading", "version": 1}
    assert browser.post(f"{ROOM}sjabloon/", data).status_code == 302
    lead.refresh_from_db()
    assert lead.page == 0
    assert Page.objects.get().template == "reading"
    assert browser.post(f"{ROOM}sjabloon/", {"template": "x", "version": 2}).status_code == 404


def test_a_version_can_be_compared_and_put_back(
    client_of: type, editor: User, lead: Article
) -> None:
    browser = client_of(editor)
    browser.post(ROOM, sent(lead, body="De oude tekst."))
    lead.refresh_from_db()
    browser.post(ROOM, sent(lead, page_version=2, body="De nieuwe tekst."))
    text = browser.get(f"{ROOM}versies/?versie=2").content.decode()
    assert "De oude tekst." in text
    assert "De nieuwe tekst." in text
    assert browser.post(f"{ROOM}versies/2/terug/", {"version": 3}).status_code == 302
    lead.refresh_from_db()
    assert lead.body == "De oude tekst."
    assert PageVersion.objects.count() == 4  # going back is a version too


def test_the_page_of_another_city_is_not_touched(
    client_of: type, editor: User, campaign: Campaign
) -> None:
    campaign.domain = "testserver"
    campaign.save()
    foreign = make_article(make_campaign(), slug="vreemd")
    assert (
        client_of(editor).post(f"{ROOM}leg/", {"leg": "lead:vreemd", "version": 1}).status_code
        == 404
    )
    foreign.refresh_from_db()
    assert foreign.campaign != campaign


def test_the_room_asks_a_fixed_number_of_queries(
    client_of: type, editor: User, campaign: Campaign, django_assert_max_num_queries: Any
) -> None:
    need = make_need(make_key(campaign))
    for n in range(4):
        make_article(campaign, need, slug=f"kort-{n}", frame="brief", position=n)
    for n in range(30):
        make_article(campaign, need, slug=f"plank-{n}", page=0, frame="")
    browser = client_of(editor)
    with django_assert_max_num_queries(14):
        assert browser.get(ROOM).status_code == 200


def place_of(slug: str) -> tuple[int, str, int]:
    article = Article.objects.get(slug=slug)
    return article.page, article.frame, article.position


def move(browser: Any, value: str, version: int = 1) -> Any:
    return browser.post(f"{ROOM}verplaats/", {"naar": value, "version": version})


def test_two_frames_change_places_and_one_click_undoes_it(
    client_of: type, editor: User, campaign: Campaign
) -> None:
    make_article(campaign, slug="interview", page=3, frame="interview")
    make_article(campaign, slug="brief", page=3, frame="letter")
    browser, room = client_of(editor), "/team/krant/3/"
    data = {"naar": "interview:letter", "version": 1}
    assert browser.post(f"{room}verplaats/", data).headers["Location"] == f"{room}#kader-letter"
    assert (place_of("interview")[1], place_of("brief")[1]) == ("letter", "interview")
    assert f"{room}versies/1/terug/" in browser.get(room).content.decode()
    assert browser.post(f"{room}versies/1/terug/", {"version": 2}).status_code == 302
    assert (place_of("interview")[1], place_of("brief")[1]) == ("interview", "letter")


def test_only_who_made_the_last_change_is_offered_to_undo_it(
    client_of: type, editor: User, organiser: User, campaign: Campaign, lead: Article
) -> None:
    assert "/terug/" not in client_of(editor).get(ROOM).content.decode()
    move(client_of(editor), f"{lead.slug}:brief")
    desk.leave_page(page=Page.objects.get(), by=editor)
    assert "/terug/" in client_of(editor).get(ROOM).content.decode()
    assert "/terug/" not in client_of(organiser).get(ROOM).content.decode()


def test_an_article_gets_its_place_among_others(
    client_of: type, editor: User, campaign: Campaign, lead: Article
) -> None:
    for n in range(3):
        make_article(campaign, slug=f"kort-{n}", frame="brief", position=n)
    browser = client_of(editor)
    move(browser, "kort-2:brief:kort-0")
    assert [place_of(f"kort-{n}")[2] for n in (2, 0, 1)] == [0, 1, 2]
    move(browser, f"{lead.slug}:brief:kort-1", 2)
    assert place_of(lead.slug) == (1, "brief", 2)
    assert place_of("kort-1") == (1, "brief", 3)
    # Full now: nobody is pushed out.
    make_article(campaign, slug="nieuw", frame="lead")
    answer = browser.post(f"{ROOM}verplaats/", {"naar": "nieuw:brief", "version": 3}, follow=True)
    assert "Dit kader is vol." in answer.content.decode()
    assert place_of("nieuw") == (1, "lead", 0)
    # A frame for one gives its article back to the place the other came from.
    move(browser, "kort-0:lead", 3)
    assert place_of("kort-0")[1] == "lead"
    assert place_of("nieuw") == (1, "brief", 1)


def test_what_is_typed_is_kept_when_something_else_is_pressed(
    client_of: type, editor: User, lead: Article
) -> None:
    data = sent(lead, headline="Getypt en niet bewaard") | {"naar": f"{lead.slug}:brief"}
    assert client_of(editor).post(f"{ROOM}verplaats/", data).status_code == 302
    lead.refresh_from_db()
    assert (lead.headline, lead.frame) == ("Getypt en niet bewaard", "brief")
    refused = sent(lead, page_version=3, headline="") | {"template": "reading"}
    assert client_of(editor).post(f"{ROOM}sjabloon/", refused).status_code == 422
    assert Article.objects.get().page == 1


@pytest.mark.parametrize("value", ["", "x", "de-langste-tafel", "de-langste-tafel:x", "x:brief"])
def test_a_move_that_says_nothing_is_not_found(
    client_of: type, editor: User, lead: Article, value: str
) -> None:
    assert move(client_of(editor), value).status_code == 404


def test_a_move_of_an_old_page_and_of_a_held_one_is_refused(
    client_of: type, editor: User, organiser: User, campaign: Campaign, lead: Article
) -> None:
    browser = client_of(editor)
    old = {"naar": f"{lead.slug}:brief", "version": 7}
    answer = browser.post(f"{ROOM}verplaats/", old, follow=True)
    assert "melding--error" in answer.content.decode()
    assert place_of(lead.slug) == (1, "lead", 0)
    desk.leave_page(page=Page.objects.get(), by=editor)
    desk.hold_page(page=Page.objects.get(), by=organiser)
    move(browser, f"{lead.slug}:brief")
    assert place_of(lead.slug)[1] == "lead"


def test_an_article_of_another_page_leaves_it_unless_somebody_works_there(
    client_of: type, editor: User, organiser: User, campaign: Campaign
) -> None:
    make_article(campaign, slug="elders", page=3, frame="interview")
    other = desk.page_of(campaign, 3)
    desk.hold_page(page=other, by=organiser)
    data = {"leg": "brief:elders", "version": 1}
    browser = client_of(editor)
    browser.post(f"{ROOM}leg/", data)
    assert place_of("elders") == (3, "interview", 0)
    desk.leave_page(page=other, by=organiser)
    browser.post(f"{ROOM}leg/", data)
    assert place_of("elders") == (1, "brief", 0)
    other.refresh_from_db()
    # What lay there can be put back, and whoever read that page before is told it changed.
    now, before = other.versions.all()
    assert (now.frames, before.frames["interview"][0]["slug"]) == ({}, "elders")
    assert other.version == 2
    assert other.preview_asked_at is not None
