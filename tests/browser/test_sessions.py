"""A chair in a dream session, from a phone to the door; with and without a script."""

import re
import uuid

import pytest

from tests.browser.conftest import Doors, Visitor

pytestmark = pytest.mark.browser

SESSION = "/sessies/buurthuis-de-ruiter/"


def take_chair(visitor: Visitor, name: str) -> str:
    """Take a chair, and return the address of its page."""
    visitor.go(SESSION)
    visitor.page.fill("main [name=first_name]", name)
    visitor.page.locator("form.sessie__kaart button").click()
    assert re.search(r"/stoel/[\w-]+/$", visitor.page.url), visitor.page.url
    visitor.check()
    return visitor.page.url.removeprefix(visitor.base)


def test_a_chair_from_a_phone_to_the_door(visitors: Doors) -> None:
    name = f"Ines {uuid.uuid4().hex[:4].translate(str.maketrans('0123456789', 'ghijklmnop'))}"
    citizen = visitors.open(width=390, height=844)
    citizen.travel(5)
    citizen.go(SESSION)
    # Nothing filled in: the words stand at the field, and the focus goes to the summary.
    citizen.page.locator("form.sessie__kaart button").click()
    citizen.check()
    assert citizen.page.locator("[name=first_name][aria-invalid=true]").count() == 1
    chair = take_chair(citizen, name)
    assert name in citizen.text()
    citizen.page.set_viewport_size({"width": 320, "height": 640})
    citizen.check()
    citizen.go(f"{chair}afzeggen/")
    with citizen.page.expect_download() as pending:
        citizen.page.evaluate(f"() => {{ window.location.href = '{chair}agenda.ics'; }}")
    assert pending.value.suggested_filename == "buurthuis-de-ruiter.ics"

    # The tablet at the door: find the list, let somebody in, take it back, scan the code.
    tablet = visitors.open(width=820, height=1180)
    tablet.be("ambassadeur")
    tablet.go("/ambassadeur/")
    with tablet.page.expect_navigation():
        tablet.page.locator("a[href$='/deur/']").first.click()
    tablet.check()
    row = tablet.page.locator(".deurrij", has_text=name)
    small = tablet.page.evaluate(
        "() => [...document.querySelectorAll('.deurrij button')]"
        ".filter((b) => b.getBoundingClientRect().height < 60).length"
    )
    assert small == 0, "every button at the door is 60 px high"
    row.locator("button[value=er]").click()
    tablet.check()
    assert tablet.page.locator(".deurrij--er", has_text=name).count() == 1
    tablet.page.locator(".deurrij", has_text=name).locator("button[value=terug]").click()
    assert tablet.page.locator(".deurrij--er", has_text=name).count() == 0
    tablet.page.fill("[name=first_name]", f"Omar bij {name}")
    tablet.page.locator(".deur__erbij button").click()
    assert tablet.page.locator(".deurrij", has_text=f"Omar bij {name}").count() == 1
    tablet.go(f"/ambassadeur{chair}")
    tablet.page.locator("button[value=er]").click()
    tablet.check()
    assert tablet.page.locator("button[value=terug]").count() == 1
    tablet.page.set_viewport_size({"width": 390, "height": 844})
    tablet.page.locator("a[href$='/deur/']").click()
    tablet.check()


def test_a_chair_without_a_script(visitors: Doors) -> None:
    # axe needs a script; this walk only looks whether everything answers.
    page = visitors.open(width=390, height=844, scripts=False).page
    page.goto(visitors.base + SESSION)
    assert page.locator("[data-share-do], [data-share-copy]").locator("visible=true").count() == 0
    assert page.locator("a[href^='mailto:']").count() == 1
    page.fill("main [name=first_name]", "Ayoub")
    page.locator("form.sessie__kaart button").click()
    assert "/stoel/" in page.url
    chair = page.url
    page.locator("a[href$='/afzeggen/']").click()
    page.locator("main form button").click()
    assert page.url == chair
    assert page.locator("a[href$='/afzeggen/']").count() == 0


def test_the_keyboard_takes_a_chair(visitors: Doors) -> None:
    citizen = visitors.open(width=1440)
    citizen.go(SESSION)
    citizen.page.focus("main [name=first_name]")
    citizen.page.keyboard.type("Rita")
    for _n in range(2):
        citizen.page.keyboard.press("Tab")
    with citizen.page.expect_navigation():
        citizen.page.keyboard.press("Enter")
    assert "/stoel/" in citizen.page.url
    citizen.check()
