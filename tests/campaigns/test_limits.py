"""Who asks too much is slowed down, and nobody is written down."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from campaigns import clock
from campaigns.limits import client_network, network_key, rate_limited
from tests.conftest import MOMENTS


@rate_limited("test", times=3, seconds=60)
def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


@pytest.fixture(autouse=True)
def _limits_on(settings: Any, db: None) -> None:
    settings.RATE_LIMITS_ENABLED = True


def codes(rf: RequestFactory, times: int, **meta: str) -> list[int]:
    return [view(rf.post("/", **meta)).status_code for _ in range(times)]


def test_the_fourth_time_is_too_much(rf: RequestFactory) -> None:
    assert codes(rf, 4) == [200, 200, 200, 429]
    response = view(rf.post("/"))
    assert 0 < int(response["Retry-After"]) <= 60
    assert "Even wat trager." in response.content.decode()


def test_others_may_be_counted_than_networks(rf: RequestFactory) -> None:
    @rate_limited("named", times=2, seconds=60, who=lambda request: request.POST.get("name", ""))
    def named(request: HttpRequest) -> HttpResponse:
        return HttpResponse("ok")

    def ask(name: str) -> list[int]:
        return [named(rf.post("/", {"name": name})).status_code for _ in range(3)]

    assert ask("An") == [200, 200, 429]
    assert ask("Wim") == [200, 200, 429]
    assert ask("") == [200, 200, 200]  # nobody to count


def test_reading_is_not_counted(rf: RequestFactory) -> None:
    assert {view(rf.get("/")).status_code for _ in range(9)} == {200}


def test_another_network_is_not_slowed_down(rf: RequestFactory) -> None:
    codes(rf, 4)
    assert codes(rf, 1, REMOTE_ADDR="198.51.100.7") == [200]


def test_the_limit_passes_with_its_window(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaigns.limits.time.time", lambda: 6000.0)
    assert codes(rf, 4)[-1] == 429
    monkeypatch.setattr("campaigns.limits.time.time", lambda: 6060.0)
    assert codes(rf, 1) == [200]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "network"),
    [
        (0, "1.2.3.4", "127.0.0.0/24"),
        (1, "1.2.3.4", "1.2.3.0/24"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.0/24"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.0/24"),
        (2, "1.2.3.4", "127.0.0.0/24"),
        (1, "2001:db8:1:2::5", "2001:db8:1::/48"),
        (1, "rubbish", "unknown"),
    ],
)
def test_only_our_own_proxies_are_believed(
    proxies: int, forwarded: str, network: str, rf: RequestFactory, settings: Any
) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    assert client_network(rf.get("/", HTTP_X_FORWARDED_FOR=forwarded)) == network


def test_a_spoofed_header_does_not_lift_the_limit(rf: RequestFactory) -> None:
    found = [view(rf.post("/", HTTP_X_FORWARDED_FOR=f"9.9.{n}.1")).status_code for n in range(4)]
    assert found[-1] == 429


def test_the_key_hides_the_network_and_changes_daily(rf: RequestFactory) -> None:
    request = rf.get("/")
    today = network_key(request)
    assert len(today) == 24
    assert today == network_key(request)
    with clock.travel(MOMENTS[6]):
        assert network_key(request) != today
