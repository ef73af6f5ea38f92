"""Every test speaks the default language, whatever the one before asked for."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation


@pytest.fixture(autouse=True)
def _default_language() -> Iterator[None]:
    with translation.override(settings.LANGUAGE_CODE):
        yield
