"""What the tests of the survey share."""

from types import SimpleNamespace
from typing import Any

import pytest


@pytest.fixture
def limits_on(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Count requests, at a moment that stands still: no new window opens half way a test."""
    settings.RATE_LIMITS_ENABLED = True
    monkeypatch.setattr("campaigns.limits.time", SimpleNamespace(time=lambda: 6000.0))
