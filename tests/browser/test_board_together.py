"""Merging cards, signing in again, coming back after an hour, and seeing what a colleague drags."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Doors, Visitor

pytestmark = pytest.mark.browser
PLACED = ("placed", "aside", "talk", "pile")


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    """What is told here is what happens, not how soon: a busy machine may take its time."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def two(visitors: Doors) -> tuple[Visitor, Visitor]:
    """An of the core team and Rita, an ambassador, at the same board."""
    people = (visitors.open(), visitors.open())
    people[0].travel(5)
    for visitor, role in zip(people, ("kernteam", "ambassadeur"), strict=True):
        visitor.be(role)
        open_board(visitor)
    return people


def open_board(visitor: Visitor) -> None:
    visitor.page.goto(f"{visitor.base}/team/bord/")
    visitor.page.wait_for_selector("[data-board-people] li")


def rows(page: Page) -> Locator:
    return page.locator("[data-board-list] [data-card]:not(.weg)")


def numbers(page: Page, n: int) -> list[str]:
    return [rows(page).nth(at).get_attribute("data-card") or "" for at in range(n)]


def row(page: Page, card: str) -> Locator:
    return page.locator(f'[data-board-list] [data-card="{card}"]:not(.weg)')


def tick(page: Page, card: str) -> None:
    row(page, card).locator("input").check()


def count(page: Page, name: str) -> int:
    return int(re.sub(r"\D", "", page.inner_text(f'[data-count="{name}"]')))


def lay(page: Page, card: str) -> None:
    tick(page, card)
    page.locator("[data-bin]").first.click()


def adds_up(page: Page) -> None:
    assert count(page, "all") == sum(count(page, name) for name in PLACED)


def test_cards_are_merged_read_moved_and_taken_apart_by_keyboard(
    two: tuple[Visitor, Visitor],
) -> None:
    an, rita = (visitor.page for visitor in two)
    pile, placed = count(an, "pile"), count(an, "placed")
    top, second, third, other = numbers(an, 4)
    for card in (top, second, third):
        tick(an, card)
    row(an, second).locator("input").focus()
    an.keyboard.press("m")
    expect(row(an, second).locator(".samen")).to_contain_text("3")
    expect(row(an, top)).to_have_count(0)
    # Rita sees one row of three as well, and the numbers did not move.
    expect(row(rita, second).locator(".samen")).to_contain_text("3")
    expect(row(rita, third)).to_have_count(0)
    assert count(an, "pile") == pile
    # O reads what lies under it; each has its own ladder.
    expect(an.locator(".onder li")).to_have_count(3)
    row(an, second).locator("input").focus()
    an.keyboard.press("o")
    expect(an.locator("[data-board-under]")).to_be_focused()
    two[0].check()
    # One card moves all three, and Z brings them back as one.
    row(an, second).locator("input").focus()
    lay(an, second)
    expect(an.locator('[data-count="placed"]')).to_have_text(re.compile(rf"^{placed + 3}$"))
    expect(row(rita, second)).to_have_count(0)
    row(an, other).locator("input").focus()
    an.keyboard.press("z")
    expect(row(an, second).locator(".samen")).to_contain_text("3")
    # U takes them apart; Z merges them again, and once more Z undoes the merge itself.
    row(an, second).locator("input").focus()
    expect(an.locator(".onder li")).to_have_count(3)
    an.keyboard.press("u")
    for card in (top, second, third):
        expect(row(rita, card)).to_have_count(1)
    expect(row(an, second).locator(".samen")).to_have_count(0)
    row(an, other).locator("input").focus()
    an.keyboard.press("z")
    expect(row(an, second).locator(".samen")).to_contain_text("3")
    an.keyboard.press("z")
    expect(row(an, top)).to_have_count(1)
    expect(row(an, second).locator(".samen")).to_have_count(0)
    adds_up(an)


def test_one_card_is_not_merged_and_that_is_said(two: tuple[Visitor, Visitor]) -> None:
    an = two[0].page
    rows(an).first.locator("input").focus()
    an.keyboard.press("m")
    expect(an.locator("[data-board-toast] .toast--fout")).to_be_visible()


def test_a_session_that_ends_keeps_what_was_done_until_somebody_signs_in(
    two: tuple[Visitor, Visitor],
) -> None:
    an, rita = (visitor.page for visitor in two)
    placed = count(rita, "placed")
    cards = numbers(an, 3)
    an.context.clear_cookies(name="sessionid")
    for card in cards:
        lay(an, card)
        expect(row(an, card)).to_have_count(0)
    line = an.locator("[data-board-signin]")
    expect(line).to_contain_text("3")
    two[0].check()
    assert count(rita, "placed") == placed
    # The panel and the list never show the page to sign in.
    expect(an.locator("[data-board-panel] form")).to_have_count(0)
    # An signs in again in another window of the same browser, and gets another token with it.
    other = Visitor(an.context.new_page(), two[0].base)
    other.be("kernteam")
    other.page.close()
    expect(line).to_be_hidden(timeout=15_000)
    expect(rita.locator('[data-count="placed"]')).to_have_text(re.compile(rf"^{placed + 3}$"))
    for card in cards:
        expect(row(rita, card)).to_have_count(0)
    rows(an).first.locator("input").focus()
    for _card in cards:
        an.keyboard.press("z")
    for card in cards:
        expect(row(rita, card)).to_have_count(1)
    adds_up(an)


def test_somebody_else_who_signs_in_does_not_send_what_waits(two: tuple[Visitor, Visitor]) -> None:
    an, rita = (visitor.page for visitor in two)
    placed = count(rita, "placed")
    (card,) = numbers(an, 1)
    an.context.clear_cookies(name="sessionid")
    lay(an, card)
    line = an.locator("[data-board-signin]")
    expect(line).to_be_visible()
    other = Visitor(an.context.new_page(), two[0].base)
    other.be("ambassadeur")
    open_board(other)
    an.wait_for_timeout(5_000)
    expect(line).to_be_visible()
    assert count(rita, "placed") == placed
    # A page opened anew by the right person sends it.
    other.be("kernteam")
    open_board(other)
    expect(rita.locator("[data-count=placed]")).to_have_text(
        re.compile(rf"^{placed + 1}$"), timeout=15_000
    )
    expect(row(rita, card)).to_have_count(0)
    rows(other.page).first.locator("input").focus()
    other.page.keyboard.press("z")
    expect(row(rita, card)).to_have_count(1)
    other.page.close()


def test_a_browser_that_slept_an_hour_hears_what_happened_and_sends_what_waited(
    visitors: Doors,
) -> None:
    an, rita = visitors.open(), visitors.open()
    an.travel(5)
    an.be("kernteam")
    rita.be("ambassadeur")
    an.page.clock.install()
    for visitor in (an, rita):
        open_board(visitor)
    mine, *theirs = numbers(an.page, 4)
    placed = count(rita.page, "placed")
    an.page.context.set_offline(True)
    lay(an.page, mine)
    for card in theirs:
        lay(rita.page, card)
    expect(rita.page.locator('[data-count="placed"]')).to_have_text(re.compile(rf"^{placed + 3}$"))
    an.page.clock.fast_forward("01:00:00")
    an.page.context.set_offline(False)
    an.page.clock.run_for(9_000)
    expect(an.page.locator("[data-board-toast]")).to_contain_text("Rita")
    for card in (mine, *theirs):
        expect(row(an.page, card)).to_have_count(0)
    expect(rita.page.locator('[data-count="placed"]')).to_have_text(re.compile(rf"^{placed + 4}$"))
    an.page.clock.run_for(2_000)
    expect(an.page.locator('[data-count="placed"]')).to_have_text(re.compile(rf"^{placed + 4}$"))
    an.faults[:] = [fault for fault in an.faults if "ERR_INTERNET" not in fault]
    # Back as it was for the next test.
    for visitor, times in ((an, 1), (rita, 3)):
        rows(visitor.page).first.locator("input").focus()
        for _time in range(times):
            visitor.page.keyboard.press("z")
    for card in (mine, *theirs):
        expect(row(rita.page, card)).to_have_count(1)


def test_a_colleague_sees_what_is_being_dragged(two: tuple[Visitor, Visitor]) -> None:
    an, rita = (visitor.page for visitor in two)
    (card,) = numbers(an, 1)
    box = row(an, card).bounding_box()
    assert box
    an.mouse.move(box["x"] + 120, box["y"] + 20)
    an.mouse.down()
    an.mouse.move(500, 300, steps=6)
    expect(row(rita, card).locator(".sleepster")).to_contain_text("An")
    expect(rita.locator("[data-board-dragging] li")).to_contain_text("An, 1")
    two[1].check()
    an.keyboard.press("Escape")
    an.mouse.up()
    expect(rita.locator(".sleepster")).to_have_count(0)


def test_a_key_is_renamed_on_the_board_and_undone(two: tuple[Visitor, Visitor]) -> None:
    an, rita = (visitor.page for visitor in two)
    name = an.locator("[data-board-zone]").first
    before = name.inner_text()
    name.focus()
    an.keyboard.press("r")
    field = an.locator("#zone-naam")
    expect(field).to_have_value(before)
    field.fill("Zuurstof")
    an.keyboard.press("Enter")
    for page in (an, rita):
        expect(page.locator("[data-board-zone]").first).to_have_text("Zuurstof")
    rows(an).first.locator("input").focus()
    an.keyboard.press("z")
    for page in (an, rita):
        expect(page.locator("[data-board-zone]").first).to_have_text(before)
