"""Addresses that are printed and therefore permanent."""

from django.conf import settings
from django.utils.translation import get_language


def language_prefix() -> str:
    """Return '' for the default language, '/fr' or '/en' for the others."""
    language = get_language() or settings.LANGUAGE_CODE
    return "" if language == settings.LANGUAGE_CODE else f"/{language}"


def dream_path(number: int) -> str:
    """Return the page of one dream. `publications` serves it; the number is permanent."""
    return f"{language_prefix()}/dromen/{number}/"
