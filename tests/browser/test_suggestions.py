"""Suggestions in a browser: asked for, looked at, taken up by keyboard, and taken back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Doors, Visitor

pytestmark = pytest.mark.browser
ROOM = "/team/behoeften/voorstellen/"
ROOMS = (ROOM, f"{ROOM}overlap/", f"{ROOM}nergens/", "/team/behoeften/begrippen/")


def colleague(visitors: Doors, **how: object) -> Visitor:
    visitor = visitors.open(**how)  # type: ignore[arg-type]
    visitor.travel(5)
    visitor.be("kernteam")
    return visitor


def press_until(page: Page, selector: str, *, most: int = 120) -> None:
    """Walk with Tab until the focus is where somebody wants to be."""
    for _step in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"Tab never came to {selector}.")


def make_piles(page: Page) -> None:
    page.locator("form[action$='/voorstellen/maak/'] button").click()
    page.wait_for_selector(".aanbod", timeout=120_000)


def test_a_pile_is_asked_for_named_laid_and_taken_back_by_keyboard(visitors: Doors) -> None:
    visitor = colleague(visitors)
    page = visitor.page
    visitor.go(ROOM)
    press_until(page, "form[action$='/voorstellen/maak/'] button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".aanbod", timeout=120_000)
    visitor.check()
    piles = page.locator(".aanbod__vel")
    before = piles.count()
    assert 15 <= before <= 25
    press_until(page, ".aanbod textarea")
    page.keyboard.press("Control+A")
    page.keyboard.type("Een naam van ons")
    press_until(page, ".aanbod .knop")
    page.keyboard.press("Enter")
    page.wait_for_selector(".melding--success")
    expect(piles).to_have_count(before - 1)
    page.goto(f"{visitor.base}/team/bord/?plek=een-naam-van-ons")
    assert page.locator("[data-board-list] [data-card]").count() > 0
    visitor.go(ROOM)
    page.locator("form[action$='/bord/ongedaan/'] button").click()
    expect(piles).to_have_count(before)


def test_a_card_is_left_out_and_the_others_are_laid(visitors: Doors) -> None:
    visitor = colleague(visitors, scripts=False)
    page = visitor.page
    page.goto(f"{visitor.base}{ROOM}")
    if not page.locator(".aanbod").count():
        page.locator("form[action$='/voorstellen/maak/'] button").click()
        for _look in range(60):
            page.wait_for_timeout(1_000)
            page.goto(f"{visitor.base}{ROOM}")
            if page.locator(".aanbod").count():
                break
    # The smallest pile: all of it on one page.
    page.locator(".aanbod__meer a[href*='/voorstellen/stapel/']").last.click()
    page.wait_for_selector("input[name=cards]")
    address, boxes = page.url, page.locator("input[name=cards]")
    total = boxes.count()
    assert total > 1
    left = boxes.first.get_attribute("value")
    boxes.first.uncheck()
    page.fill("#leg-naam", "Zonder die ene")
    page.locator("button[formaction$='/bord/behoefte/']").click()
    page.wait_for_selector(".melding--success")
    page.goto(f"{visitor.base}/team/bord/?plek=zonder-die-ene")
    assert page.locator("[data-board-list] [data-card]").count() == total - 1
    page.goto(address)
    assert [box.get_attribute("value") for box in page.locator("input[name=cards]").all()] == [left]
    page.goto(f"{visitor.base}{ROOM}")
    page.locator("form[action$='/bord/ongedaan/'] button").click()
    page.wait_for_selector(".melding--success")
    page.goto(address)
    assert page.locator("input[name=cards]").count() == total


def test_a_reason_on_the_board_opens_its_cards_by_keyboard(visitors: Doors) -> None:
    visitor = colleague(visitors)
    page = visitor.page
    visitor.go("/team/bord/")
    page.wait_for_selector("details.reden summary")
    page.locator("details.reden summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.reden[open] .bronnen li").first).to_be_visible()
    visitor.check()
    page.locator("details.reden[open] p a").click()
    page.wait_for_selector("[data-board-list]")
    assert page.locator("[data-board-list] [data-card]").count() > 0
    expect(page.locator(".deze")).to_be_visible()
    visitor.check()


def test_ten_cards_that_teach_most_stay_the_same_while_they_are_laid(visitors: Doors) -> None:
    visitor = colleague(visitors)
    page = visitor.page
    visitor.go("/team/bord/?keuze=leerzaam")
    rows = page.locator("[data-board-list] [data-card]:not(.weg)")
    shown = [row.get_attribute("data-card") for row in rows.all()]
    assert 1 <= len(shown) <= 10
    page.wait_for_selector("[data-board-accept]")
    rows.first.locator("input").focus()
    page.wait_for_timeout(600)
    page.keyboard.press("Enter")
    expect(rows).to_have_count(len(shown) - 1)
    page.wait_for_timeout(1_500)
    assert [row.get_attribute("data-card") for row in rows.all()] == shown[1:]
    page.locator("[data-board-undo]").last.click()
    expect(rows).to_have_count(len(shown))


@pytest.mark.parametrize("width", [360, 820, 1440])
def test_every_part_of_the_room_fits_and_is_clean(visitors: Doors, width: int) -> None:
    visitor = colleague(visitors, width=width)
    for path in ROOMS:
        visitor.go(path)
    visitor.go(ROOM)
    if not visitor.page.locator(".aanbod").count():
        make_piles(visitor.page)
    visitor.check()
    visitor.page.locator(".aanbod__meer a").first.click()
    visitor.page.wait_for_selector("input[name=cards]")
    visitor.check()
