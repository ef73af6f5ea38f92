"""Key pages look as they did when somebody last looked at them.

After a change that is meant: `LOOKS=keep python -m pytest tests/publications/test_looks.py`, then look
at the pictures in `looks/` before they are committed.
"""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from publications.rendering.newspaper import render_newspaper
from tests.publications.newspaper_builders import newspaper, printed_newspaper
from tests.publications.rendering_builders import printed_note

pytestmark = pytest.mark.pdf
LOOKS = Path(__file__).parent / "looks"
WIDE = 260  # pixels
# Of 255, on average over the page: a line of text that moves gives more, another renderer less.
MOST = 2.0


@pytest.fixture(scope="module")
def printed() -> dict[str, bytes]:
    return {"krant": printed_newspaper().pdf, "nota": printed_note().pdf}


def page_of(pdf: bytes, number: int) -> Image.Image:
    page = pypdfium2.PdfDocument(pdf)[number - 1]
    seen = page.render(scale=2 * WIDE / page.get_width()).to_pil().convert("L")
    return seen.resize((WIDE, round(WIDE * seen.height / seen.width)), Image.Resampling.BOX)


def distance(one: Image.Image, other: Image.Image) -> float:
    if one.size != other.size:
        return 255.0
    return float(np.abs(np.asarray(one, dtype=float) - np.asarray(other, dtype=float)).mean())


@pytest.mark.parametrize(
    ("which", "number"),
    [
        ("krant", 1),
        ("krant", 2),
        ("krant", 4),
        ("krant", 8),
        ("krant", 16),
        ("nota", 1),
        ("nota", 3),
    ],
)
def test_a_key_page_looks_as_it_did(printed: dict[str, bytes], which: str, number: int) -> None:
    seen, kept = page_of(printed[which], number), LOOKS / f"{which}-{number}.png"
    if os.environ.get("LOOKS") == "keep":
        LOOKS.mkdir(exist_ok=True)
        seen.save(kept, optimize=True)
    assert distance(seen, Image.open(kept)) < MOST


def test_another_page_is_seen_as_another(printed: dict[str, bytes]) -> None:
    """The bar is low enough: a headline that changed does not pass."""
    changed = newspaper(city="Oostende", name="Iets anders.", total=99999)
    first = changed.articles[0]
    articles = (replace(first, headline="Kort"), *changed.articles[1:])
    other = render_newspaper(replace(changed, articles=articles)).pdf
    assert distance(page_of(other, 1), Image.open(LOOKS / "krant-1.png")) > MOST
