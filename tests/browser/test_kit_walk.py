"""One evening with the field kit, from making ready to the windows, without a network."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.kit_tablet import PIN, Server, Tablet, hardware, server, tablets

pytestmark = pytest.mark.browser
__all__ = ["hardware", "server", "tablets"]  # fixtures

Give = Callable[..., Tablet]
NOW = "2027-03-09T12:00:00+01:00"


@pytest.mark.parametrize(
    ("width", "height", "place"), [(1180, 820, 0), (820, 1180, 1), (360, 740, 2)]
)
def test_an_evening_without_network(
    server: Server, tablets: Give, width: int, height: int, place: int
) -> None:
    session = server.session_ids()[place]
    tablet = tablets(clock=NOW, width=width, height=height).sign_in()
    page = tablet.page
    page.goto(f"{server.base}/ambassadeur/")
    door = page.locator(f"[data-door$='/{session}']").first
    expect(door).to_have_attribute("href", f"/ambassadeur/kit/#/sessie/{session}")
    door.click()
    tablet.check()
    page.fill("#pin-1", "123456")
    page.click("main form button")
    expect(page.locator("#pin-1[aria-invalid]")).to_be_focused()
    for field in ("#pin-1", "#pin-2"):
        page.fill(field, PIN)
    page.click("main form button")
    expect(page.locator(".klaarvink")).to_be_visible(timeout=30_000)
    tablet.check()

    # From here on there is no network; the address of the server page leads to the kit too.
    tablet.go_offline()
    page.goto(f"{server.base}/ambassadeur/sessies/{session}/")
    tablet.check()
    tablet.unlock()
    tablet.check()
    page.click("main form button")
    expect(page.locator("[role=alert]:visible")).to_have_count(1)
    page.check("#toestemming")
    page.click("main form button")
    tablet.check()
    tablet.sit(2)
    page.fill("#voornaam", "Ines")
    tablet.tell("Een lange tafel in de straat.", onward=False)
    page.click(".knoppen button")  # record
    expect(page.locator(".knop.loopt")).to_be_visible()
    page.wait_for_timeout(1_200)
    page.click(".knop.loopt")
    expect(page.locator(".bijlagen li")).to_have_count(1)
    page.set_input_files("#foto", "static/icons/kit-192.png")
    expect(page.locator(".bijlagen li")).to_have_count(2)
    page.locator(".knoppen > button").nth(1).click()
    sheet = page.locator("dialog canvas").bounding_box()
    assert sheet is not None
    page.mouse.move(sheet["x"] + 30, sheet["y"] + 30)
    page.mouse.down()
    page.mouse.move(sheet["x"] + 120, sheet["y"] + 90, steps=4)
    page.mouse.up()
    tablet.check()
    page.locator("dialog .knop").first.click()
    expect(page.locator(".bijlagen li")).to_have_count(3)
    tablet.check()
    page.click(".knoppenrij [type=submit]")  # only a photo, a voice and a sketch
    expect(page.locator(".blad b")).to_have_text("2")
    expect(page.locator("[data-chair='3']")).to_have_attribute("aria-current", "true")

    tablet.sit(2)
    page.click(".velden > details > summary")
    tablet.check()
    page.locator(".verteld button").first.click()
    page.fill("#droomtekst", "Een heel lange tafel in de straat.")
    tablet.check()
    page.click(".knoppenrij [type=submit]")
    expect(page.locator(".schrijf.verbetert")).to_have_count(0)
    page.click(".velden > details > summary")
    expect(page.locator(".verteld li").first).to_contain_text("heel lange")
    question = page.inner_text(".tip b")
    page.click(".tip button")
    assert page.inner_text(".tip b") != question
    page.click(".draaiboek summary")
    page.locator(".draaiboek__zeg button").nth(1).click()
    expect(page.locator(".draaiboek summary b")).to_contain_text("2")
    tablet.sit(5)
    page.fill("#droomtekst", "Dit was nog niet klaar")
    page.click(".afronden")
    expect(page.locator("#mensen")).to_have_value("1")
    tablet.check()
    # Somebody typed it and went on: it is not forgotten, and becomes a dream when asked.
    page.locator("main section .knop--rij").first.click()
    expect(page.locator(".verteld li[data-note]")).to_have_count(3)
    page.locator("li[data-note] .knop--rij").nth(5).click()  # take the last one back
    page.locator("li[data-note]").nth(2).locator(".knop:not(.knop--licht)").click()
    expect(page.locator(".verteld li[data-note]")).to_have_count(2)
    page.fill("#mensen", "7")
    page.click("main form > .knoppenrij button")
    expect(page.locator(".gevel i")).to_have_count(2)
    tablet.check()
    page.click(".ochtend a")
    tablet.check()

    page.click("[href='#/babbel']")
    tablet.check()
    page.fill("#plek", "Containerpark")
    page.fill("#droom", "Een zwemvijver.")
    page.fill("#behoefte", "Rust")
    page.click("main form > button")
    expect(page.locator(".bewaard")).not_to_be_empty()
    page.evaluate("() => { location.hash = '#/wacht' }")
    tablet.check()
    tablet.go_online()
    tablet.send_all()
    tablet.check()
    told = "SELECT c.text FROM campaigns_contribution c JOIN dreamsessions_note n ON n.contribution_id = c.id"
    rows = server.rows(f"{told} WHERE n.session_id = ? ORDER BY c.number", session)
    assert rows[0] == ("Een heel lange tafel in de straat.",)
    assert len(rows) == 2
    kinds = "SELECT kind FROM dreamsessions_media WHERE session_id = ? AND finished_at IS NOT NULL ORDER BY kind"
    assert server.rows(kinds, session) == [("photo",), ("sketch",), ("voice",)]
    state = "SELECT participants, closed_at IS NOT NULL FROM dreamsessions_session WHERE id = ?"
    assert server.rows(state, session) == [(7, 1)]


def test_the_keyboard_alone_is_enough(server: Server, tablets: Give) -> None:
    session = server.session_ids()[3]
    tablet = tablets(clock=NOW).sign_in().make_ready()
    page = tablet.page
    page.evaluate("(hash) => { location.hash = hash }", f"#/sessie/{session}")
    page.locator("#toestemming").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main:focus")).to_be_visible()
    for _ in range(12):  # past the script and "end", to the first chairs
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.dataset.chair === '2'"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#droomtekst")).to_be_focused()
    page.keyboard.type("Met twee handen op het klavier.")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate(
            "() => document.activeElement.type === 'submit' && document.activeElement.matches('.knop')"
        ):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".blad b")).to_have_text("1")
    expect(page.locator("#droomtekst")).to_be_focused()
    expect(page.locator("[data-chair='3']")).to_have_attribute("aria-current", "true")
    page.locator("[data-chair='2']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#droomtekst")).to_be_focused()
    page.locator(".velden > details > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # take back
    expect(page.locator(".verteld .knop:not(.knop--licht)")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # keep it after all
    expect(page.locator(".verteld .knop").last).to_be_focused()


def test_without_a_worker_the_page_on_the_server_is_the_way(server: Server, tablets: Give) -> None:
    tablet = tablets(clock=NOW).sign_in()
    tablet.context.add_init_script("delete Navigator.prototype.serviceWorker")
    tablet.page.goto(f"{server.base}/ambassadeur/")
    links = tablet.page.locator("[data-door]")
    assert links.count() > 0
    expect(links.first).to_have_attribute("href", re.compile(r"^/ambassadeur/sessies/\d+/$"))
