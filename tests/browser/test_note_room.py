"""Two editors in the writing room: nothing typed is lost, nobody overwrites anybody."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Doors, Visitor

pytestmark = pytest.mark.browser
CHAPTER = "/team/nota/hoofdstuk/kaart/"


def _editor(visitors: Doors, role: str, *, width: int = 1440) -> Visitor:
    visitor = visitors.open(width=width)
    visitor.travel(8)
    visitor.be(role)
    return visitor


def _new_text(editor: Visitor) -> str:
    editor.go(CHAPTER)
    editor.page.select_option("[name=kind]", "text")
    editor.page.locator("form[action$='/nieuw/'] button").click()
    expect(editor.page.locator("[data-editor]")).to_be_visible()
    return editor.page.url.removeprefix(editor.base)


def test_what_is_typed_is_saved_kept_and_never_overwritten(visitors: Doors) -> None:
    lotte, an = _editor(visitors, "redactie"), _editor(visitors, "kernteam", width=360)
    path, page = _new_text(lotte), lotte.page
    page.locator("[name=text]").focus()
    page.keyboard.type("Wij ")
    page.keyboard.press("Control+b")
    page.keyboard.type("luisteren")
    expect(page.locator("[data-preview] strong")).to_have_text("luisteren")
    expect(page.locator("[name=revision]")).to_have_value("2")
    lotte.check()

    # Without a network the text waits on the device, and comes back.
    page.context.set_offline(True)
    page.fill("[name=text]", "Zonder net getypt.")
    expect(page.locator("[data-said]")).to_have_text(
        page.locator("[data-said]").get_attribute("data-offline") or ""
    )
    page.context.set_offline(False)
    lotte.faults = [fault for fault in lotte.faults if "ERR_INTERNET_DISCONNECTED" not in fault]
    page.reload()
    expect(page.locator("[name=text]")).to_have_value("Zonder net getypt.")
    expect(page.locator("[name=revision]")).to_have_value("3")

    # Somebody else saves in between: both texts are shown.
    an.go(path)
    an.page.fill("[name=text]", "De tekst van An.")
    an.page.locator("form[data-editor] > .rij .knop").click()
    expect(an.page.locator(".blok-kaart", has_text="De tekst van An.")).to_be_visible()
    an.check()
    page.fill("[name=text]", "De tekst van Lotte.")
    expect(page.locator("[data-said]")).to_contain_text("An Verhelst")
    page.locator("form[data-editor] > .rij .knop").click()
    expect(page.locator(".letterlijk")).to_have_text("De tekst van An.")
    expect(page.locator("[name=text]")).to_have_value("De tekst van Lotte.")
    lotte.check()
    page.fill("[name=text]", "Samen geschreven.")
    page.locator("form[data-drop-draft] > .rij .knop").click()
    block = page.locator(".blok-kaart", has_text="Samen geschreven.")
    expect(block).to_be_visible()
    block.locator(".wegknop").focus()
    page.keyboard.press("Enter")
    expect(block).to_have_count(0)


def test_the_room_works_without_scripts(visitors: Doors) -> None:
    lotte = visitors.open(scripts=False)
    lotte.page.goto(lotte.base + "/")
    lotte.travel(8)
    lotte.be("redactie")
    page = lotte.page
    page.goto(lotte.base + CHAPTER)
    page.select_option("[name=kind]", "text")
    page.locator("form[action$='/nieuw/'] button").click()
    page.fill("[name=text]", "Zonder scripts.")
    page.locator("form[data-editor] > .rij .knop").click()
    block = page.locator(".blok-kaart", has_text="Zonder scripts.")
    expect(block).to_be_visible()
    block.locator(".wegknop").click()
    expect(page.locator(".blok-kaart", has_text="Zonder scripts.")).to_have_count(0)
