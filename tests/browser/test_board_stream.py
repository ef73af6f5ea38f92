"""The board over a stream: nobody asks while it is open, and asking takes over when it breaks."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from campaigns import clock
from campaigns.permissions import Role
from tests import factories
from tests.clustering.builders import make_cards, make_zone
from tests.clustering.servers import Server, move_to_today, served
from tests.conftest import MOMENTS, ClientOf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ASKED = re.compile("/team/bord/volg/")
# A drag is seen within a second; a machine that does other things beside it gets a little more.
SEEN, SLACK = 1.0, 1.5


@pytest.fixture(autouse=True, scope="module")
def _beside_playwright() -> Iterator[None]:
    """Playwright runs a loop in this thread, which Django takes for code that must not wait."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def keys(transactional_db: None) -> list[str]:
    """Lay a small board for An and Rita, and return the keys of their sessions."""
    with clock.travel(MOMENTS[5]):
        campaign = factories.make_campaign()
        make_zone(campaign, "Ademen", "Groen")
        make_cards(campaign, *[f"Een boom in straat {n}." for n in range(12)])
        move_to_today(campaign)
    people = (
        factories.make_member(campaign, Role.CORE_TEAM, first_name="An"),
        factories.make_member(campaign, Role.AMBASSADOR, first_name="Rita"),
    )
    return [ClientOf(user).session.session_key for user in people]


@pytest.fixture
def servers(keys: list[str], tmp_path: Path) -> Iterator[tuple[Server, Server]]:
    with served(tmp_path) as both:
        yield both


@pytest.fixture
def two(servers: tuple[Server, Server], keys: list[str], chromium: Browser) -> Iterator[list[Page]]:
    web, live = servers
    contexts: list[BrowserContext] = []
    for key in keys:
        context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="nl-BE")
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": web.base}])
        # As the proxy does: one address goes to another process.
        context.route(
            f"**{reverse('clustering:stream')}*",
            lambda route: route.continue_(url=route.request.url.replace(web.base, live.base)),
        )
        contexts.append(context)
    pages = [context.new_page() for context in contexts]
    for page in pages:
        page.set_default_timeout(20_000)
        page.goto(web.base + reverse("clustering:board"))
        page.wait_for_selector("[data-board-people] li")
    yield pages
    for context in contexts:
        context.close()


def row(page: Page, card: str) -> object:
    return page.locator(f'[data-board-list] [data-card="{card}"]:not(.weg)')


def numbers(page: Page) -> list[str]:
    rows = page.locator("[data-board-list] [data-card]:not(.weg)").all()
    return [found.get_attribute("data-card") or "" for found in rows]


def lay(page: Page, card: str) -> None:
    page.locator(f'[data-card="{card}"] input').check()
    page.locator("[data-bin]").first.click()


def test_a_board_listens_and_asks_when_it_cannot(
    two: list[Page], servers: tuple[Server, Server]
) -> None:
    an, rita = two
    live = servers[1]
    expect.set_options(timeout=20_000)
    expect(rita.locator("[data-board-people] li")).to_have_count(2)
    rita.wait_for_timeout(2_000)
    asked: list[str] = []
    rita.on("request", lambda request: ASKED.search(request.url) and asked.append(request.url))
    first, dragged, second, *_others = numbers(rita)

    lay(an, first)
    expect(row(rita, first)).to_have_count(0)
    expect(rita.locator('[data-count="placed"]')).to_have_text("1")
    box = row(an, dragged).bounding_box()
    an.mouse.move(box["x"] + 120, box["y"] + 20)
    an.mouse.down()
    an.mouse.move(500, 300, steps=4)
    began = time.monotonic()
    rita.wait_for_selector(f'[data-card="{dragged}"] .sleepster')
    took = time.monotonic() - began
    assert took < SEEN + SLACK, f"{took:.2f} s"
    an.keyboard.press("Escape")
    an.mouse.up()
    expect(rita.locator(".sleepster")).to_have_count(0)
    rita.wait_for_timeout(2_000)
    assert asked == []

    # The process goes: the very same page asks, and misses nothing.
    live.stop()
    lay(an, second)
    expect(row(rita, second)).to_have_count(0)
    expect(rita.locator('[data-count="placed"]')).to_have_text("2")
    assert asked
