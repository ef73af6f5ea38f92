"""The lit windows of a session, for any page."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from campaigns.numbers import count
from dreamsessions.rendering.windows import draw_street, light_windows

register = template.Library()


@register.inclusion_tag("dreamsessions/_windows.html")
def lit_windows(told: int) -> dict[str, object]:
    """Draw the street of a session with one lit window for each dream told in it."""
    windows = light_windows(told)
    label = ngettext(
        "One dream, and one lit window.", "%(n)s dreams. Each lit window is one of them.", told
    ) % {"n": count(told)}
    return {"street": _safe(draw_street(windows.panes)) if told else "", "label": label}


def _safe(drawing: str) -> SafeString:
    return mark_safe(drawing)  # noqa: S308 -- drawn by us, no outside text in it
