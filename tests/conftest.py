"""The shared cast, and the campaign they live in."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.permissions import Role
from tests import factories

BRUSSELS = ZoneInfo("Europe/Brussels")
# A moment in the middle of each phase of the test campaign (see factories.PHASE_DATES).
MOMENTS = {
    number: datetime(2027, month, 10, 12, tzinfo=BRUSSELS)
    for number, month in enumerate((1, 2, 3, 4, 5, 6, 7, 8), start=1)
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, by the fixtures it stands on; `.ci/test` asks for it."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db"}:
            item.add_marker("database")


@pytest.fixture(autouse=True)
def _fresh_start() -> None:
    """Let no test inherit another one's cache or language."""
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def phase(request: pytest.FixtureRequest) -> Iterator[int]:
    """The phase a test happens in: 5 (dreaming), or what `@pytest.mark.phase(7)` says."""
    marker = request.node.get_closest_marker("phase")
    number = marker.args[0] if marker else 5
    with clock.travel(MOMENTS[number]):
        yield number


@pytest.fixture
def campaign(db: None) -> Campaign:
    return factories.make_campaign()


@pytest.fixture
def organiser(campaign: Campaign) -> User:
    return factories.make_member(campaign, Role.CORE_TEAM, first_name="An")


@pytest.fixture
def moderator(campaign: Campaign) -> User:
    return factories.make_member(campaign, Role.MODERATOR, first_name="Fatima")


@pytest.fixture
def editor(campaign: Campaign) -> User:
    return factories.make_member(campaign, Role.EDITOR, first_name="Lotte")


@pytest.fixture
def ambassador(campaign: Campaign) -> User:
    return factories.make_member(campaign, Role.AMBASSADOR, first_name="Wim")


@pytest.fixture
def board(campaign: Campaign) -> User:
    """The mayor's office."""
    return factories.make_member(campaign, Role.CABINET, first_name="Kris")


@pytest.fixture
def scribe(campaign: Campaign) -> User:
    return factories.make_member(campaign, Role.SCRIBE, first_name="Rik")


@pytest.fixture
def stranger(db: None) -> User:
    """Somebody with an account and no place in this campaign."""
    return factories.make_user(first_name="Stef")


@pytest.fixture
def client_of() -> "type[ClientOf]":
    return ClientOf


class ClientOf(Client):
    """A browser with somebody signed in: `client_of(organiser).get(...)`."""

    def __init__(self, user: User | None = None) -> None:
        super().__init__()
        if user is not None:
            self.force_login(user)
