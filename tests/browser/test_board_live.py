"""Two people at one board: each sees the other's move within a second, and no network is no loss."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Doors, Visitor

pytestmark = pytest.mark.browser
AWAY = re.compile("Geen verbinding|No connection")
SENT = re.compile("Alles is verstuurd|Everything was sent")
KEEP = re.compile("Mijn keuze|My choice")
# A move is seen within a second; a machine that runs other tests beside it gets a little more.
SEEN_MS = 1_000
SLACK_MS = 1_500


@pytest.fixture
def two(visitors: Doors) -> tuple[Visitor, Visitor]:
    """An of the core team and Rita, an ambassador, at the same board."""
    people = (visitors.open(), visitors.open())
    people[0].travel(5)
    for visitor, role in zip(people, ("kernteam", "ambassadeur"), strict=True):
        visitor.be(role)
        visitor.page.goto(f"{visitor.base}/team/bord/")
        visitor.page.wait_for_selector("[data-board-people] li")
    return people


def top(page: Page, place: int = 0) -> str:
    """Return a card of the list, counted from the top."""
    row = page.locator("[data-board-list] [data-card]:not(.weg)").nth(place)
    return row.get_attribute("data-card") or ""


def row(page: Page, card: str) -> object:
    return page.locator(f'[data-board-list] [data-card="{card}"]:not(.weg)')


def tick(page: Page, card: str) -> None:
    page.locator(f'[data-card="{card}"] input').check()


def count(page: Page, name: str) -> int:
    return int(re.sub(r"\D", "", page.inner_text(f'[data-count="{name}"]')))


def lay(page: Page) -> str:
    """Lay the chosen cards on the first need of the table."""
    page.locator("[data-bin]").first.click()
    return page.locator("[data-bin]").first.get_attribute("data-bin") or ""


def test_two_people_see_each_others_moves_within_a_second(two: tuple[Visitor, Visitor]) -> None:
    an, rita = (visitor.page for visitor in two)
    expect(an.locator("[data-board-people] li")).to_have_count(2)
    mine, card = top(an), top(an, 3)
    # Rita has chosen a card and typed nothing yet: her focus and choice stay.
    tick(rita, mine)
    expect(an.locator(f'[data-card="{mine}"] .bezet')).to_be_visible()
    before = count(rita, "placed")
    seen = rita.evaluate(
        """(card) => { window.seen = new Promise((done) => {
            const gone = () => !document.querySelector(`[data-card="${card}"]`);
            new MutationObserver(() => gone() && done(Date.now()))
              .observe(document.querySelector("[data-board-list]"), { childList: true, subtree: true });
        }); }""",
        card,
    )
    assert seen is None
    tick(an, card)
    began = time.time() * 1000
    lay(an)
    took = rita.evaluate("window.seen") - began
    expect(rita.locator(f'[data-card="{card}"]')).to_have_count(0)
    assert took < SEEN_MS + SLACK_MS, f"{took:.0f} ms"
    expect(rita.locator('[data-count="placed"]')).to_have_text(
        re.compile(rf"^{before + 1:,}$".replace(",", r"\D?"))
    )
    assert rita.locator(f'[data-card="{mine}"] input').is_checked()
    assert rita.evaluate("document.activeElement.value") == mine
    # An takes the very card Rita has in hand: Rita is asked in words, and may keep her choice.
    an.keyboard.press("Escape")
    tick(an, mine)
    lay(an)
    expect(rita.locator(".toast--botsing")).to_contain_text("An")
    rita.get_by_role("button", name=KEEP).click()
    lay(rita)
    expect(row(rita, mine)).to_have_count(0)  # type: ignore[arg-type]
    for visitor in two:
        visitor.check()


def test_the_network_goes_and_comes_back_and_nothing_is_lost(two: tuple[Visitor, Visitor]) -> None:
    an, rita = (visitor.page for visitor in two)
    start = count(an, "placed")
    cards = [top(an, place) for place in range(3)]
    an.context.set_offline(True)
    for card in cards:
        tick(an, card)
        lay(an)
        expect(row(an, card)).to_have_count(0)  # type: ignore[arg-type]
    expect(an.locator("[data-board-toast]")).to_have_text(AWAY)
    assert count(an, "placed") == start + 3
    assert count(rita, "placed") == start
    # Even the page may close: what waits is kept on the device.
    waiting = an.evaluate(
        "Object.keys(localStorage).filter((k) => k.startsWith('bord-wacht-'))"
        ".flatMap((k) => JSON.parse(localStorage[k])).length"
    )
    assert waiting == 3
    an.context.set_offline(False)
    expect(an.locator("[data-board-toast]")).to_have_text(SENT)
    for card in cards:
        expect(rita.locator(f'[data-card="{card}"]')).to_have_count(0)
    expect(rita.locator('[data-count="placed"]')).to_have_text(
        re.compile(rf"^{start + 3:,}$".replace(",", r"\D?"))
    )
    # Three times Z takes them back, in order; Rita sees them come.
    for _card in cards:
        an.locator("[data-board-list] input").first.focus()
        an.keyboard.press("z")
    for card in cards:
        expect(rita.locator(f'[data-card="{card}"]')).to_have_count(1)
    # The browser itself complains about the network that was away; nothing else may complain.
    two[0].faults[:] = [fault for fault in two[0].faults if "ERR_INTERNET" not in fault]
    assert count(an, "all") == sum(count(an, name) for name in ("placed", "aside", "talk", "pile"))


def test_park_redo_and_the_keys_of_a_need(two: tuple[Visitor, Visitor]) -> None:
    an, _rita = (visitor.page for visitor in two)
    talk = count(an, "talk")
    card = top(an)
    an.locator(f'[data-card="{card}"] input').focus()
    an.keyboard.press("p")
    expect(row(an, card)).to_have_count(0)  # type: ignore[arg-type]
    expect(an.locator('[data-count="talk"]')).to_have_text(str(talk + 1))
    an.keyboard.press("z")
    expect(row(an, card)).to_have_count(1)  # type: ignore[arg-type]
    an.keyboard.press("Shift+Z")
    expect(row(an, card)).to_have_count(0)  # type: ignore[arg-type]
    an.goto(f"{two[0].base}/team/bord/?plek=bespreken")
    expect(row(an, card)).to_have_count(1)  # type: ignore[arg-type]
    two[0].check()
    need = an.locator("[data-bin]").first
    need.focus()
    an.keyboard.press("r")
    name = an.locator("#bak-naam")
    expect(name).to_be_focused()
    before = name.input_value()
    name.fill(f"{before} en meer")
    an.keyboard.press("Enter")
    expect(an.locator("[data-bin] b", has_text=f"{before} en meer")).to_have_count(1)
    an.locator("[data-board-list] input").first.focus()
    an.keyboard.press("z")
    expect(an.locator("[data-bin] b", has_text=f"{before} en meer")).to_have_count(0)
    an.locator("[data-bin]").first.focus()
    an.keyboard.press("m")
    expect(an.locator("[data-board-combobox]")).to_be_focused()
    an.keyboard.press("Escape")
