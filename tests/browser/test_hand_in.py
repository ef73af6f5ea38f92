"""Hand in by voice, with a photo, on the map, without internet and on a shared tablet."""

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import CHROMIUM

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def talker(chromium: Browser) -> Iterator[Browser]:
    """A browser with a microphone that hums, and somebody who allows it."""
    flags = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", *flags]
    )
    yield browser
    browser.close()


@pytest.fixture
def page(talker: Browser, demo: str) -> Iterator[Page]:
    context = talker.new_context(
        viewport={"width": 390, "height": 844}, base_url=demo, locale="nl-BE"
    )
    page = context.new_page()
    page.goto("/droom/")
    page.wait_for_timeout(1700)  # nobody dreams faster
    yield page
    context.close()


def code(page: Page) -> str:
    found = re.search(r"[A-Z]{3}-[A-Z]{3}\d", page.inner_text("main"))
    assert found is not None
    return found[0]


def test_a_dream_is_spoken_heard_again_and_sent(page: Page) -> None:
    page.click("[data-voice] summary")
    page.click("[data-voice-start]")
    page.wait_for_timeout(1500)
    page.click("[data-voice-stop]")
    expect(page.locator("[data-voice-sound]")).to_be_visible()
    assert page.eval_on_selector("[name=recording]", "field => field.files[0].size") > 500
    page.click("[data-voice-drop]")
    assert page.eval_on_selector("[name=recording]", "field => field.files.length") == 0
    page.click("[data-voice-start]")
    page.wait_for_timeout(1200)
    page.click("[data-send]")  # sending ends the recording
    page.wait_for_url("**/droom/dank/")
    assert code(page)


def test_a_photo_is_shrunk_on_the_phone(page: Page) -> None:
    photo = io.BytesIO()
    Image.effect_noise((4000, 3000), 80).save(photo, "JPEG")
    page.click("[data-picture] summary")
    page.set_input_files(
        "[name=picture]", {"name": "f.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
    )
    expect(page.locator("[data-picture-shown] img")).to_be_visible()
    assert page.eval_on_selector("[name=picture]", "field => field.files[0].size") < len(
        photo.getvalue()
    )
    page.set_input_files(
        "[name=picture]", {"name": "f.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    expect(page.locator("#id_picture-error")).to_be_visible()


def test_the_pin_moves_by_keyboard_and_by_tap(page: Page) -> None:
    page.locator("[data-place] summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    pin = page.locator("[data-place-pin]")
    expect(pin).to_be_focused()
    page.keyboard.press("ArrowUp")
    assert pin.get_attribute("aria-valuetext") in {page.locator("[data-place-where]").inner_text()}
    before = page.input_value("[name=latitude]")
    page.keyboard.press("Shift+ArrowDown")
    assert float(page.input_value("[name=latitude]")) < float(before)
    page.locator("[data-place-map] svg").first.click(position={"x": 60, "y": 60})
    page.fill("[name=text]", "Een bos aan de rand van de stad.")
    page.click("[data-send]")
    page.wait_for_url("**/droom/dank/")


def test_without_internet_a_dream_is_kept_and_sent_once(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    page.fill("[name=text]", "Een droom uit de kelder.")
    page.context.set_offline(True)
    page.click("[data-send]")
    expect(page.locator("[data-net]")).not_to_be_empty()
    assert sent == []
    page.context.set_offline(False)
    page.wait_for_url("**/droom/dank/")
    assert len(sent) == 1
    page.goto("/droom/")
    expect(page.locator("[name=text]")).to_have_value("")


def test_the_answer_of_a_hotspot_is_no_receipt(page: Page) -> None:
    page.route("**/droom/", lambda route: route.fulfill(status=200, body="<h1>Hotel wifi</h1>"))
    page.fill("[name=text]", "Een droom in de trein.")
    page.click("[data-send]")
    expect(page.locator("[data-net]")).not_to_be_empty()
    page.unroute("**/droom/")
    # Closing the page loses nothing: the next visit sends it, with the same key.
    page.goto("/droom/")
    page.wait_for_url("**/droom/dank/")
    assert code(page)


def test_a_photo_survives_a_mistake_in_the_text(page: Page) -> None:
    photo = io.BytesIO()
    Image.new("RGB", (300, 200), "#45E3F2").save(photo, "JPEG")
    page.click("[data-picture] summary")
    page.set_input_files(
        "[name=picture]", {"name": "f.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
    )
    expect(page.locator("[data-picture-shown] img")).to_be_visible()
    page.fill("[name=text]", "Bel mij op 0470 12 34 56.")
    page.click("[data-send]")
    expect(page.locator("#letop")).to_be_visible()
    expect(page.locator("[data-picture-shown] img")).to_be_visible()
    assert page.eval_on_selector("[name=picture]", "field => field.files.length") == 1


def test_the_tablet_starts_anew_and_shows_nothing_of_the_person_before(page: Page) -> None:
    page.clock.install()
    page.goto("/droom/kiosk/?plek=bibliotheek")
    page.clock.run_for(1700)
    page.wait_for_timeout(1700)
    page.fill("[name=text]", "Een geheim aan de balie.")
    page.click("[data-send]")
    page.wait_for_url("**/droom/kiosk/dank/**")
    mine = code(page)
    page.clock.run_for(46_000)
    expect(page.locator("dialog[data-kiosk]")).to_be_visible()
    page.click("[data-kiosk-stay]")
    assert mine in page.inner_text("main")
    page.clock.run_for(46_000)
    page.clock.run_for(21_000)
    page.wait_for_url("**/droom/kiosk/?plek=bibliotheek")
    expect(page.locator("[name=text]")).to_have_value("")
    page.go_back()
    page.wait_for_timeout(500)
    assert "geheim" not in page.content()
    assert mine not in page.content()
