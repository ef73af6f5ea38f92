"""A moderator reads, covers, holds back and takes back without ever touching the mouse."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Doors, Visitor

pytestmark = pytest.mark.browser

CARD = "#lees-droom"


def hand_in(citizen: Visitor, text: str) -> None:
    """Hand in a dream; a warning for personal data is sent a second time."""
    citizen.page.goto(citizen.base + "/droom/")
    citizen.page.wait_for_timeout(3_500)
    citizen.page.fill("[name=text]", text)
    for _ in range(2):
        if citizen.page.url.endswith("/droom/"):
            with citizen.page.expect_navigation():
                citizen.page.locator("form.indienen button[type=submit]").click()
    expect(citizen.page).to_have_url(re.compile("/droom/dank/"))


def on_screen(page: Page) -> str:
    return page.inner_text(CARD)


def press(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def open_card_with(page: Page, words: str) -> None:
    """Leave cards for later until these words are on screen."""
    for _ in range(60):
        if words in page.inner_text("[data-read-text]"):
            return
        press(page, "s")
    pytest.fail(f"no card with {words}")


def test_the_whole_queue_works_with_the_keyboard_alone(visitors: Doors) -> None:
    citizen, team = visitors.open(width=390, height=844), visitors.open()
    team.travel(5)
    citizen.travel(5)
    words = "Een bank in mijn straat, bel gerust"
    hand_in(citizen, f"{words} 0471 23 45 67 😀 op zondag.")
    hand_in(citizen, "Nog een bank, in de zon.")
    team.be("lezer")
    team.go("/team/lezen/")
    page = team.page
    open_card_with(page, words)
    number = on_screen(page)
    expect(page.locator("mark")).to_have_text("0471 23 45 67")
    # E covers what was found; the card stays.
    press(page, "e")
    expect(page.locator("[data-read-text]")).to_contain_text("████ ██ ██ ██ 😀 op zondag.")
    assert on_screen(page) == number
    # Words selected with the keyboard's own means are covered too, behind an emoji as well.
    page.evaluate(
        """() => {
            const text = document.querySelector("[data-read-text] [data-start]").firstChild;
            const start = text.data.indexOf("zondag");
            document.getSelection().setBaseAndExtent(text, start, text, start + 6);
        }"""
    )
    expect(page.locator("[data-picked]")).to_contain_text("zondag")
    press(page, "e")
    expect(page.locator("[data-read-text]")).to_contain_text("😀 op ██████.")
    # Z gives all words back, A places.
    press(page, "z")
    expect(page.locator("[data-read-text]")).to_contain_text("0471 23 45 67 😀 op zondag.")
    press(page, "e")
    press(page, "a")
    assert page.locator(CARD).count() == 0 or on_screen(page) != number
    # Z takes the placing back: the card is on screen again. X holds it, with a reason.
    press(page, "z")
    assert on_screen(page) == number
    page.keyboard.press("x")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Zet er geen nummer in.")
    press(page, "Enter")
    held = page.locator(".gehouden li").first
    expect(held).to_contain_text("Zet er geen nummer in.")
    team.check()
    # ? shows the keys; switched off they rest, and the choice stays.
    page.keyboard.press("?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    before = on_screen(page)
    page.reload()
    page.keyboard.press("a")
    page.wait_for_timeout(500)
    assert on_screen(page) == before
    page.keyboard.press("?")
    expect(page.locator("[data-keys-hint]")).not_to_have_attribute("open", "")


def test_two_moderators_have_different_cards(visitors: Doors) -> None:
    citizen, first, second = visitors.open(), visitors.open(), visitors.open(width=360, height=800)
    first.travel(5)
    citizen.travel(5)
    second.travel(5)
    for text in ("Een eerste nieuwe droom.", "Een tweede nieuwe droom."):
        hand_in(citizen, text)
    first.be("lezer")
    second.be("kernteam")
    first.go("/team/lezen/")
    second.go("/team/lezen/")
    assert on_screen(first.page) != on_screen(second.page)
    first.go("/team/lezen/geschiedenis/")
    second.go("/team/lezen/geschiedenis/")
    first.go("/team/meldingen/")
    second.go("/team/meldingen/")


def test_without_scripts_the_queue_still_covers_and_places(visitors: Doors) -> None:
    citizen, team = visitors.open(), visitors.open(scripts=False)
    citizen.travel(5)
    hand_in(citizen, "Een bank voor Kamiel in het park.")
    page = team.page
    for box, value in (("#demo-fase", "5"), ("#demo-rol", "kernteam")):
        page.goto(team.base + "/")
        page.select_option(box, value)
        page.locator(f"form:has({box}) button").click()
    page.goto(team.base + "/team/lezen/")
    for _ in range(60):
        if "Kamiel" in page.inner_text("[data-read-text]"):
            break
        page.locator("form[action$='/later/'] button").click()
    number = on_screen(page)
    page.locator("details[data-key-open=e] summary").click()
    page.fill("[name=words]", "Kamiel")
    page.locator("form[action$='/maskeer/'] button").click()
    expect(page.locator("[data-read-text]")).to_contain_text("Een bank voor ██████ in het park.")
    page.locator("form[action$='/plaats/'] button").first.click()
    assert page.locator(CARD).count() == 0 or on_screen(page) != number
