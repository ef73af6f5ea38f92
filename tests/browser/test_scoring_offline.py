"""Scoring on a phone whose network comes and goes: no answer is lost, none is counted twice."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
WAITING = re.compile("wachten hier|wait here")
PORTAL = "<!doctype html><title>Hotel wifi</title><h1>Welcome</h1>"
Posts = list[tuple[str, str]]


@pytest.fixture
def phone(demo: str, chromium: Browser) -> Page:
    page = chromium.new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    Visitor(page, demo).travel(5)
    page.goto(f"{demo}/scoren/")
    page.wait_for_load_state("networkidle")
    return page


def posts_of(page: Page) -> Posts:
    """Collect which card got which answer, as it goes over the line."""
    sent: Posts = []

    def note(request: object) -> None:
        if request.method == "POST" and request.url.endswith("/scoren/geef/"):  # type: ignore[attr-defined]
            body = request.post_data or ""  # type: ignore[attr-defined]
            field = re.compile(r'name="(\w+)"\r\n\r\n(.*?)\r\n')
            values = dict(field.findall(body))
            sent.append((values["card"], values["value"]))

    page.on("request", note)
    return sent


def place(page: Page, number: int) -> None:
    expect(page.locator("p[data-place]")).to_have_text(re.compile(rf"\b{number}\b.*\b10$"))


def card(page: Page) -> str:
    return page.locator("[data-round] [data-card]").get_attribute("data-card") or ""


def kept(page: Page) -> int:
    return int(
        page.evaluate(
            "Object.keys(localStorage).filter((k) => k.startsWith('scores-'))"
            ".flatMap((k) => JSON.parse(localStorage[k])).length"
        )
    )


def nothing_waits(page: Page) -> None:
    for _ in range(100):
        if not kept(page):
            return
        page.wait_for_timeout(200)
    pytest.fail("Answers still wait.")


def test_answers_wait_without_network_and_are_sent_once_in_order(phone: Page) -> None:
    phone.keyboard.press("3")
    place(phone, 2)
    phone.wait_for_load_state("networkidle")
    phone.context.set_offline(True)
    given = []
    for key in "12":
        given.append((card(phone), str(int(key) - 1)))
        phone.keyboard.press(key)
        place(phone, 2 + len(given))
        expect(phone.locator("[data-text]:focus")).to_be_visible()
    expect(phone.locator("[data-score-note]")).to_have_text(WAITING)
    assert kept(phone) == 2
    sent = posts_of(phone)
    phone.context.set_offline(False)
    expect.set_options(timeout=20_000)
    expect(phone.locator("[data-score-note]")).not_to_have_text(WAITING)
    nothing_waits(phone)
    assert sent == given
    phone.reload()
    place(phone, 4)


def _down(route: Route) -> None:
    route.fulfill(status=503, body="down")


def _portal(route: Route) -> None:
    route.fulfill(status=200, content_type="text/html", body=PORTAL)


@pytest.mark.parametrize("fault", [_down, _portal])
def test_what_only_looks_saved_is_kept(phone: Page, fault: Callable[[Route], None]) -> None:
    phone.route("**/scoren/geef/", fault)
    phone.keyboard.press("2")
    place(phone, 2)
    expect(phone.locator("[data-score-note]")).to_have_text(WAITING)
    assert kept(phone) == 1
    phone.unroute("**/scoren/geef/")
    phone.reload()
    nothing_waits(phone)
    phone.reload()
    place(phone, 2)


def test_an_answer_the_server_refuses_is_dropped_with_a_word(phone: Page) -> None:
    def gone(route: Route) -> None:
        told = {"card": here, "saved": False, "message": "De dromer haalde deze droom weg."}
        route.fulfill(status=410, json=told)

    here = card(phone)
    phone.route("**/scoren/geef/", gone)
    phone.keyboard.press("2")
    expect(phone.locator("[data-score-note]")).to_have_text("De dromer haalde deze droom weg.")
    assert kept(phone) == 0


def test_undo_of_an_answer_that_waits_is_never_sent(phone: Page) -> None:
    phone.context.set_offline(True)
    first = card(phone)
    phone.keyboard.press("1")
    place(phone, 2)
    # Until the network refused it, it is on its way and cannot be called back.
    expect(phone.locator("[data-score-note]")).to_have_text(WAITING)
    phone.keyboard.press("z")
    place(phone, 1)
    assert card(phone) == first
    assert kept(phone) == 0
    sent = posts_of(phone)
    phone.context.set_offline(False)
    phone.keyboard.press("3")
    place(phone, 2)
    nothing_waits(phone)
    assert sent == [(first, "2")]


def test_a_view_counts_after_a_second_and_not_before(phone: Page) -> None:
    phone.keyboard.press("2")  # the first answer brings the cookie
    place(phone, 2)
    phone.wait_for_load_state("networkidle")
    with phone.expect_request("**/scoren/gezien/", timeout=5_000) as looked:
        pass
    assert card(phone) in (looked.value.post_data or "")
    phone.wait_for_load_state("networkidle")
    expect(phone.locator("[data-round] [data-card][data-counted]")).to_be_visible()


def test_a_browser_that_drops_its_cookies_is_told_why_scoring_stops(phone: Page) -> None:
    phone.keyboard.press("2")
    place(phone, 2)
    phone.wait_for_load_state("networkidle")
    phone.context.clear_cookies(name="deelnemer")
    phone.keyboard.press("2")
    phone.wait_for_url(re.compile(r"/scoren/\?eerder=1$"))
    expect(phone.locator("h1")).to_be_visible()
    expect(phone.locator("[data-answer]")).to_have_count(0)


def test_a_round_ends_with_a_good_morning(phone: Page) -> None:
    for number in range(1, 11):
        place(phone, number)
        phone.keyboard.press("2")
    phone.wait_for_url("**/scoren/klaar/")
    expect(phone.locator("h2").first).to_contain_text("10")
