"""Time travel for visitors of the demo; never installed outside demo mode."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse

from campaigns import clock

COOKIE = "demo-fase"
_BRUSSELS = ZoneInfo("Europe/Brussels")
# A telling moment in each phase of the demo campaign. Phase 5 is where a visitor starts.
MOMENTS = {
    1: datetime(2026, 9, 21, 10, tzinfo=_BRUSSELS),
    2: datetime(2026, 10, 20, 10, tzinfo=_BRUSSELS),
    3: datetime(2026, 11, 20, 10, tzinfo=_BRUSSELS),
    4: datetime(2027, 1, 8, 10, tzinfo=_BRUSSELS),
    5: datetime(2027, 3, 9, 10, tzinfo=_BRUSSELS),
    6: datetime(2027, 4, 20, 10, tzinfo=_BRUSSELS),
    7: datetime(2027, 6, 12, 16, 45, tzinfo=_BRUSSELS),
    8: datetime(2027, 10, 12, 10, tzinfo=_BRUSSELS),
}
START = 5


def travelled_phase(request: HttpRequest) -> int:
    """Return the phase the visitor travelled to."""
    chosen = request.COOKIES.get(COOKIE, "")
    return int(chosen) if chosen.isdigit() and int(chosen) in MOMENTS else START


def time_travel(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Look at the demo campaign from the moment the visitor chose."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with clock.travel(MOMENTS[travelled_phase(request)]):
            return get_response(request)

    return middleware
