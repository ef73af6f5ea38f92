"""An editor makes a page, another one sees that; the press and the delivery are asked once."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Doors, Visitor

pytestmark = pytest.mark.browser
# Nothing lies on it in the demo: the table of actions fills itself.
PAGE = "/team/krant/14/"


def _editor(visitors: Doors, role: str, *, width: int = 1440, scripts: bool = True) -> Visitor:
    visitor = visitors.open(width=width, height=1000, scripts=scripts)
    visitor.travel(8)
    visitor.be(role)
    return visitor


class Taps:
    """Taps on the screen, counted."""

    def __init__(self) -> None:
        self.n = 0

    def __call__(self, what: Locator) -> None:
        self.n += 1
        what.click()


def _in(editor: Visitor, frame: str) -> Locator:
    return editor.page.locator(f"#kader-{frame} [data-piece]")


def _drag(editor: Visitor, start: Locator, end: Locator) -> None:
    one, two = start.bounding_box(), end.bounding_box()
    assert one is not None
    assert two is not None
    mouse = editor.page.mouse
    mouse.move(one["x"] + one["width"] / 2, one["y"] + one["height"] / 2)
    mouse.down()
    mouse.move(two["x"] + two["width"] / 2, two["y"] + two["height"] / 2, steps=8)
    mouse.up()


def test_a_page_is_made_in_few_taps_and_its_frames_are_dragged(visitors: Doors) -> None:
    lotte = _editor(visitors, "redactie")
    page, tap = lotte.page, Taps()
    lotte.go(PAGE)
    tap(page.locator(".sjabloonknop[value=reading]"))
    expect(page.locator(".sjabloonknop[value=reading]")).to_have_attribute("aria-pressed", "true")
    for frame in ("story", "side"):
        tap(page.locator(f"#kader-{frame} .kiezer > summary"))
        tap(page.locator(f"#kader-{frame} .kiezer__lijst button").last)
        expect(_in(lotte, frame)).to_have_count(1)
    # Template 1, two frames of two taps each.
    assert tap.n == 5
    lotte.check()

    # How it fits is said in words, by the print engine itself.
    meter = page.locator("[data-meter=story]")
    expect(meter).to_have_text(re.compile("ruimte voor|te lang|past"), timeout=40_000)

    # Dragged on the proof; what is typed goes along; one tap undoes it.
    page.locator("#kader-side [name$=-headline]").evaluate(
        "(field) => { field.closest('details').open = true; }"
    )
    page.fill("#kader-side [name$=-headline]", "Getypt voor de sleep")
    page.evaluate("() => scrollTo(0, 0)")
    _drag(
        lotte,
        page.locator(".kadervak[data-frame=story]"),
        page.locator(".kadervak[data-frame=side]"),
    )
    expect(_in(lotte, "side")).to_have_count(2)
    expect(_in(lotte, "story")).to_have_count(0)
    expect(page.locator("#kader-side summary", has_text="Getypt voor de sleep")).to_be_visible()
    page.locator("[data-undo]").click()
    expect(_in(lotte, "story")).to_have_count(1)

    # By keyboard: the handle lifts, Escape puts down, Enter on a frame lays it there.
    page.locator("#kader-side .greep").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".kadervak[data-frame=story] > a")).to_be_focused()
    lotte.check()
    page.keyboard.press("Escape")
    expect(page.locator("#kader-side .greep")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    # Both frames had one: they changed places.
    expect(page.locator("#kader-story summary", has_text="Getypt voor de sleep")).to_be_visible()
    expect(_in(lotte, "side")).to_have_count(1)

    # Somebody else sees who is on it, and finds nothing to press.
    an = _editor(visitors, "kernteam", width=360)
    an.go(PAGE)
    expect(an.page.locator("[data-held]")).to_contain_text("Lotte Maes")
    assert an.page.locator("#blad button:visible").count() == 0

    tap(page.locator(".krantbalk a[href$='/controle/']"))
    expect(page.locator("form[action$='/maak/'] button")).to_be_visible()
    lotte.check()

    _without_scripts(visitors)


def _without_scripts(visitors: Doors) -> None:
    """Buttons do what dragging does; then the page is as it was."""
    lotte = _editor(visitors, "redactie", scripts=False)
    page = lotte.page
    page.goto(lotte.base + PAGE)
    page.locator("#kader-story button[name=naar]", has_text="Getypt").first.click()
    assert page.url.endswith("#kader-side")
    expect(_in(lotte, "side")).to_have_count(2)
    page.locator("details.sjabloon summary").click()
    page.locator(".sjabloonknop[value=when]").click()
    expect(page.locator(".kader")).to_have_count(0)


ASK = """async (form) => {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    return (await answer.text()).includes("melding--info");
}"""


def test_a_press_edition_asked_twice_is_made_once(visitors: Doors) -> None:
    lotte, an = _editor(visitors, "redactie"), _editor(visitors, "kernteam", width=360)
    for editor in (lotte, an):
        editor.go("/team/krant/druk/")
    # Both press at the same moment: one is told that it is being made already.
    name = "form[action$='/maak/']"
    lotte.page.locator(name).last.evaluate(f"(form) => {{ window.told = ({ASK})(form); }}")
    told = [an.page.locator(name).last.evaluate(ASK), lotte.page.evaluate("() => window.told")]
    assert sorted(told) == [False, True]
    for editor in (lotte, an):
        editor.page.reload()
        editor.check()
    stop = an.page.locator("form[action$='/stop/'] button")
    # A newspaper that changed since its version was made is refused before anybody can stop it.
    if stop.count():
        stop.click()
    expect(an.page.locator("[data-progress]")).to_have_count(0, timeout=15_000)
    expect(an.page.locator(".pil--fout").first).to_be_visible()


def test_routes_are_pasted_and_ticked_off(visitors: Doors) -> None:
    lotte = _editor(visitors, "redactie", width=360)
    page = lotte.page
    lotte.go("/team/krant/bezorging/")
    rows = "; Kring noord; 420; 12; 30\n; Kring zuid; 380"
    page.locator("form[action$='/routes/'] textarea").fill("niets")
    page.locator("form[action$='/routes/'] button").click()
    expect(page.locator("form[action$='/routes/'] .fout")).to_be_visible()
    lotte.check()
    page.locator("form[action$='/routes/'] textarea").fill(rows)
    page.locator("form[action$='/routes/'] button").click()
    route = page.locator(".versies li", has_text="Kring noord")
    route.locator("summary").click()
    route.locator("[name$=delivered_by]").fill("Scouts Noord")
    route.locator("form .knop").first.click()
    expect(page.locator(".versies li", has_text="Kring noord")).to_contain_text("Scouts Noord")
    lotte.check()
    with page.expect_download() as pending:
        page.locator("a[href$='lijst.csv']").click()
    assert "Kring zuid" in pending.value.path().read_text(encoding="utf-8-sig")
    page.set_viewport_size({"width": 1440, "height": 900})
    lotte.check()
    # Ticked by mistake: one click takes it back.
    route.get_by_role("button").click()
    expect(page.locator(".versies li", has_text="Kring noord")).not_to_contain_text("Scouts Noord")
