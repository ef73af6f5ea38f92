"""Template tags that every page can use without loading them."""

from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info

from campaigns.illustration import scenery
from campaigns.models.campaign import PhaseNumber
from campaigns.numbers import count

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw one of the cut-paper icons; with a label it speaks, without it is decoration."""
    href = static("img/sprite.svg")
    if label:
        return format_html(
            '<svg class="ico" role="img" aria-label="{}"><use href="{}#i-{}"/></svg>',
            label, href, name,
        )  # fmt: skip
    return format_html(
        '<svg class="ico" aria-hidden="true"><use href="{}#i-{}"/></svg>', href, name
    )


@register.simple_tag
def shape(name: str, css: str = "", variant: str = "k") -> SafeString:
    """Draw a key's shape (variant k, white w), its whole key (s), the key before it is known (o),
    or a sun of the score scale (sun).
    """
    return format_html(
        '<svg class="vorm {}" viewBox="0 0 100 {}" aria-hidden="true"><use href="{}#{}-{}"/></svg>',
        css, 240 if variant in {"s", "o"} else 100, static("img/sprite.svg"), variant, name,
    )  # fmt: skip


register.filter("count", count)


@register.simple_tag
def skyline(share: float = 0.62, palette: str = "dawn") -> SafeString:
    """Draw the city with a share (0 to 1) of its windows lit."""
    return scenery.skyline(round(min(max(share, 0.0), 1.0) * 20) / 20, palette)


@register.simple_tag
def sky(height: int = 900) -> SafeString:
    """Draw the four paper bands of the sky."""
    return scenery.sky(height)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """Render one form field with its label, help and error, tied together for screen readers.

    Options: `kind` ("text", "area", "choice", "check"), `optional` (show "not required"),
    `counter` (characters left), `wide`.
    """
    described = []
    if bound.help_text:
        described.append(f"{bound.id_for_label}-help")
    if bound.errors:
        described.append(f"{bound.id_for_label}-error")
    if described:
        bound.field.widget.attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        bound.field.widget.attrs["aria-invalid"] = "true"
    widget = getattr(bound.field.widget, "input_type", "area")
    return {"bound": bound, "widget": widget, **options}


@register.filter
def initials(name: str) -> str:
    """Return the initials of a name, for a paper avatar."""
    return "".join(word[0] for word in str(name).split()[:2]).upper()


@register.simple_tag(takes_context=True)
def language_links(context: dict[str, Any]) -> SafeString:
    """List this page in the other languages; the slugs stay the same."""
    path = context["request"].path
    current = get_language()
    for code, _name in settings.LANGUAGES:
        if code != settings.LANGUAGE_CODE and path.startswith(f"/{code}/"):
            path = path.removeprefix(f"/{code}")
    rows = []
    for code, _name in settings.LANGUAGES:
        short = code.partition("-")[0]
        name = get_language_info(short)["name_local"].capitalize()
        prefix = "" if code == settings.LANGUAGE_CODE else f"/{code}"
        here = mark_safe(' aria-current="true"') if code == current else ""
        rows.append((prefix + path, short, here, name))
    return format_html_join(
        "", '<li><a href="{}" lang="{}" hreflang="{}"{}>{}</a></li>',
        ((url, short, short, here, name) for url, short, here, name in rows),
    )  # fmt: skip


@register.simple_tag
def demo_choices() -> dict[str, Any]:
    """Return what the demo bar offers; the demo puts it in the settings, nobody else does."""
    return {
        "phases": PhaseNumber.choices,
        "people": getattr(settings, "DEMO_PEOPLE", ()),
    }


@register.filter
def format_year(text: str, year: int) -> str:
    """Fill the horizon year into a text that may name it."""
    return str(text) % {"year": year} if "%(year)s" in str(text) else str(text)
