"""The report of one session, the card for its table, and sheets of post-its."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.translation import get_language
from PIL import Image

from campaigns.illustration.prints import round_sun
from campaigns.rendering import render_pdf
from campaigns.sheets import draw_code
from dreamsessions.rendering.windows import draw_street, light_windows

# A sixth of a page: more dots than a printer shows.
PICTURE_PIXELS: Final = 900
POST_ITS: Final = 6
_LINES: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 890 480" preserveAspectRatio="none">'
    b'<path d="M0 118h890M0 238h890M0 358h890M0 478h890" stroke="#766A8E" stroke-width="3"/></svg>'
)


@dataclass(frozen=True)
class Dream:
    """One dream as the report prints it."""

    number: int
    text: str
    name: str
    language: str


@dataclass(frozen=True)
class Picture:
    """One photo or sketch: its bytes, and the dream it belongs to."""

    data: bytes
    number: int | None
    sketch: bool


@dataclass(frozen=True)
class SessionReport:
    """Everything the report says; figures that nobody counted are None."""

    title: str
    campaign: str
    city: str
    when: str
    place: str
    kind: str
    leaders: Sequence[str]
    minutes: int
    people: int | None
    dreams: Sequence[Dream]
    waiting: int
    made_on: str
    pictures: Sequence[Picture] = field(default_factory=tuple)


@dataclass(frozen=True)
class TableCard:
    """The card that tells a table where its notes can be read."""

    title: str
    campaign: str
    address: str
    shown: str
    until: str


def render_report(report: SessionReport) -> bytes:
    """Return the report as a tagged PDF: some 0.6 s for 60 dreams and six pictures."""
    shown = [(f"beeld-{place}", picture) for place, picture in enumerate(report.pictures)]
    windows = light_windows(len(report.dreams))
    files = {name: _smaller(picture.data) for name, picture in shown}
    if windows.told:
        files["street"] = draw_street(windows.panes).encode()
    context = {"report": report, "pictures": shown, "told": windows.told}
    return _render("report", report.title, context, files)


def render_card(card: TableCard) -> bytes:
    """Return four equal cards on an A4, to cut and lay on the table."""
    return _render(
        "table_card", card.title, {"card": card, "places": range(4)},
        {"qr": draw_code(card.address).encode(), "sun": round_sun().encode()},
    )  # fmt: skip


def render_post_its(*, title: str, campaign: str, codes: Sequence[tuple[int, str]]) -> bytes:
    """Return pages of six post-its; each carries its page's code, whole or torn apart.

    `codes` holds the number of each page and the address in its code.
    """
    return _render(
        "post_its", title,
        {"campaign": campaign, "pages": [number for number, _url in codes], "places": range(POST_ITS)},
        {"lines": _LINES, **{f"qr-{n}": draw_code(address).encode() for n, address in codes}},
    )  # fmt: skip


def _render(
    template: str, title: str, context: dict[str, Any], pictures: Mapping[str, bytes]
) -> bytes:
    language = get_language() or "nl-be"
    tag = language[:2] + language[2:].upper()
    html = render_to_string(
        f"dreamsessions/pdf/{template}.html", {"title": title, "language": tag, **context}
    )
    return render_pdf(html, language=tag, title=title, pictures=pictures).pdf


def _smaller(jpeg: bytes) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as opened:
        opened.draft("RGB", (PICTURE_PIXELS, PICTURE_PIXELS))
        opened.thumbnail((PICTURE_PIXELS, PICTURE_PIXELS))
        opened.convert("RGB").save(out, "JPEG", quality=84)
    return out.getvalue()
