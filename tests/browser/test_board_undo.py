"""Taking back before the server answered, and a long list of which most is not drawn."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Doors, Visitor

pytestmark = pytest.mark.browser
SENT = re.compile("Alles is verstuurd|Everything was sent")
PLACED = ("placed", "aside", "talk", "pile")
# The order in which the cards of the list lie, those on their way left out.
ORDER = (
    "() => [...document.querySelectorAll('[data-board-list] [data-card]:not(.weg, [hidden])')]"
    ".map((row) => Number(row.dataset.card))"
)
# Press a key and say what the very next frame shows: neither a server nor a timer can help in that.
NEXT_FRAME = """([key, card]) => new Promise((done) => {
  const shift = key === key.toUpperCase();
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey: shift, bubbles: true }));
  requestAnimationFrame(() => {
    const row = document.querySelector(`[data-board-list] [data-card="${card}"]`);
    done(Boolean(row) && !row.classList.contains("weg"));
  });
})"""


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    """What the server says may take its time on a busy machine; what a frame shows may not."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def an(visitors: Doors) -> Visitor:
    """An of the core team at the board."""
    return enter(visitors, "kernteam")


def enter(visitors: Doors, role: str) -> Visitor:
    visitor = visitors.open()
    if len(visitors.visitors) == 1:
        visitor.travel(5)
    visitor.be(role)
    open_board(visitor.page, visitor.base)
    return visitor


def open_board(page: Page, base: str, place: str = "") -> None:
    page.goto(f"{base}/team/bord/{place}")
    page.wait_for_selector("[data-board-people] li")


def row(page: Page, card: int) -> Locator:
    return page.locator(f'[data-board-list] [data-card="{card}"]:not(.weg)')


def order(page: Page) -> list[int]:
    found: list[int] = page.evaluate(ORDER)
    return found


def count(page: Page, name: str) -> int:
    return int(re.sub(r"\D", "", page.inner_text(f'[data-count="{name}"]')))


def counts(page: Page) -> list[int]:
    return [count(page, name) for name in PLACED]


def start(page: Page, at: int = 0) -> None:
    """Put the keyboard at a card of the list."""
    page.locator("[data-board-list] [data-card]:not(.weg) input").nth(at).focus()


def lay(page: Page, card: int, *, bin_at: int = 0) -> None:
    row(page, card).locator("input").check()
    page.locator("[data-bin]").nth(bin_at).click()


def forgive_the_network(visitor: Visitor) -> None:
    """The browser itself complains about a network that was away."""
    visitor.faults[:] = [fault for fault in visitor.faults if "ERR_INTERNET" not in fault]


def test_without_a_network_acts_are_taken_back_and_done_again_at_once(
    an: Visitor, visitors: Doors
) -> None:
    page = an.page
    before, numbers = order(page), counts(page)
    page.context.set_offline(True)
    start(page)
    for _card in range(12):
        page.keyboard.press("p")
    assert order(page) == before[12:]
    assert count(page, "talk") == numbers[2] + 12
    # Nine of them come back, the last one first; one goes again.
    assert page.evaluate(NEXT_FRAME, ["z", before[11]])
    for _card in range(8):
        page.keyboard.press("z")
    assert order(page) == before[3:]
    assert not page.evaluate(NEXT_FRAME, ["Z", before[3]])
    assert order(page) == before[4:]
    assert count(page, "talk") == numbers[2] + 4
    assert sum(counts(page)) == sum(numbers)
    # A new act leaves nothing to do again: then the server is asked, and does nothing.
    page.keyboard.press("z")
    start(page, 1)
    page.keyboard.press("p")
    page.keyboard.press("Shift+Z")
    left = [card for card in before[3:] if card != before[4]]
    assert order(page) == left
    page.context.set_offline(False)
    expect(page.locator("[data-board-toast]")).to_have_text(SENT)
    assert order(page) == left
    # What a colleague and a page opened anew see is the same.
    rita = enter(visitors, "ambassadeur").page
    assert order(rita)[:40] == left[:40]
    assert counts(rita) == counts(page) == [*numbers[:2], numbers[2] + 4, numbers[3] - 4]
    an.page.reload()
    page.wait_for_selector("[data-board-people] li")
    start(page)
    for _card in range(4):
        page.keyboard.press("z")
    for card in (*before[:3], before[4]):
        expect(row(page, card)).to_have_count(1)
    assert order(page)[:60] == before
    forgive_the_network(an)
    an.check()


def test_the_screen_is_put_right_where_the_server_asks_first(an: Visitor, visitors: Doors) -> None:
    page, rita = an.page, enter(visitors, "ambassadeur").page
    card, other = order(page)[:2]
    numbers = counts(page)
    lay(page, card)
    expect(row(rita, card)).to_have_count(0)
    page.context.set_offline(True)
    need = page.locator("[data-bin]").first.get_attribute("data-bin")
    open_board(rita, an.base, f"?plek={need}")
    lay(rita, card, bin_at=1)
    expect(rita.locator(".toast [data-board-undo]")).to_be_visible()
    # An takes back what Rita moved meanwhile: it shows at once, and goes again with the question.
    start(page)
    assert page.evaluate(NEXT_FRAME, ["z", card])
    assert counts(page) == numbers
    page.context.set_offline(False)
    question = page.locator("[data-board-dialog=botsing]")
    expect(question).to_be_visible()
    expect(question).to_contain_text("Rita")
    expect(row(page, card)).to_have_count(0)
    assert count(page, "placed") == numbers[0] + 1
    # Who keeps the own choice gets the card back, for everybody.
    question.locator("[value=mijn]").click()
    expect(row(page, card)).to_have_count(1)
    open_board(rita, an.base)
    expect(row(rita, card)).to_have_count(1)
    # What An did last, she did in another window: that is what comes back, not what this one knows.
    lay(page, card)
    window = page.context.new_page()
    open_board(window, an.base)
    lay(window, other)
    expect(row(page, other)).to_have_count(0)
    window.close()
    start(page)
    page.keyboard.press("z")
    expect(row(page, other)).to_have_count(1)
    assert card not in order(page)
    page.keyboard.press("z")
    expect(row(page, card)).to_have_count(1)
    assert counts(page) == numbers
    forgive_the_network(an)


def test_a_long_list_is_one_list_of_which_only_what_is_near_is_drawn(an: Visitor) -> None:
    page = an.page
    page.wait_for_function(
        """() => {
          const list = document.querySelector("[data-board-list]");
          list.scrollTop = list.scrollHeight;
          return !list.querySelector("[data-board-more]");
        }"""
    )
    cards = order(page)
    assert (
        len(cards)
        == len(set(cards))
        == page.get_by_role("listitem").and_(page.locator("[data-card]")).count()
    )
    assert cards == sorted(cards)
    page.evaluate("() => { document.querySelector('[data-board-list]').scrollTop = 0; }")
    page.wait_for_function(
        """() => ![...document.querySelectorAll("[data-card] label")].at(60)
          .checkVisibility({ contentVisibilityAuto: true })"""
    )
    # The keyboard crosses from one part to the next, and back.
    row(page, cards[59]).locator("input").focus()
    page.keyboard.press("Shift+J")
    assert page.evaluate("document.activeElement.value") == str(cards[60])
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.value") == str(cards[59])
    expect(row(page, cards[59])).to_be_in_viewport()
    # What is chosen far away stays chosen, goes along, and comes back in its place.
    row(page, cards[-1]).locator("input").check()
    start(page)
    page.keyboard.press("p")
    chosen = {cards[59], cards[60], cards[-1]}
    assert order(page) == [card for card in cards if card not in chosen]
    expect(page.locator(".toast [data-board-undo]")).to_be_visible()
    assert page.evaluate(NEXT_FRAME, ["z", cards[60]])
    assert order(page) == cards
    page.keyboard.press("Control+a")
    assert page.locator("[data-board-list] input:checked").count() == len(cards)
    an.check()
    expect(page.locator(".toast")).to_have_count(1)
    open_board(page, an.base)
    assert order(page)[:60] == cards[:60]
