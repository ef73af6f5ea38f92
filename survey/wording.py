"""Say what the core team wrote in the reader's language, or in Dutch where that is missing."""

from django.utils.translation import get_language

from survey.models import Option, Question


def in_language(row: Question | Option, name: str = "text") -> str:
    """Return a text of a question or an answer in the language of this page."""
    language = (get_language() or "nl")[:2]
    translated: str = getattr(row, f"{name}_{language}", "") if language != "nl" else ""
    return translated or getattr(row, name)
