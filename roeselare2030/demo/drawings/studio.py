"""Turn a motif, a kind, an age and a seed into a JPEG."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image

from roeselare2030.demo.drawings import motifs_city as city
from roeselare2030.demo.drawings import motifs_play as play
from roeselare2030.demo.drawings.collage import Collage, glue_dots, sheet
from roeselare2030.demo.drawings.crayon import Crayon, paper
from roeselare2030.demo.drawings.hand import Hand
from roeselare2030.demo.drawings.medium import Medium
from roeselare2030.demo.drawings.model_scenes import build
from roeselare2030.demo.drawings.poem import poem_page

Motif = Callable[[Medium], None]
Size = tuple[int, int]

_MOTIFS: dict[str, Motif] = {
    "tower-slide": city.tower_slide,
    "tree-house": play.tree_house,
    "bike": play.bike,
    "river": play.river,
    "table": city.street_table,
    "stage": city.stage,
    "rocket-bus": play.rocket_bus,
    "playground": city.playground,
    "garden": play.garden,
    "star": play.star,
    "school": city.school,
    "market": city.market,
    "rainbow-bridge": city.rainbow_bridge,
    "animals": play.animals,
    "race": play.race,
    "moon": play.moon,
    "house": city.home,
    "robot": city.robot,
    "football": play.football,
    "library": city.library,
}
MOTIFS = tuple(_MOTIFS)
LARGEST = 350_000


def _drawing(motif: str, hand: Hand, size: Size) -> Image.Image:
    """Draw on paper."""
    canvas = paper(hand, size)
    _MOTIFS[motif](Crayon(canvas, hand))
    return canvas


def _collage(motif: str, hand: Hand, size: Size) -> Image.Image:
    """Cut and glue."""
    canvas = sheet(hand, size)
    medium = Collage(canvas, hand)
    _MOTIFS[motif](medium)
    glue_dots(medium, hand.some(3, 8))
    return canvas


def _poem(motif: str, hand: Hand, size: Size) -> Image.Image:
    """Write a poem and draw beside it."""
    canvas, corner = poem_page(hand, size)
    _MOTIFS[motif](corner)
    return canvas


_KINDS: dict[str, Callable[[str, Hand, Size], Image.Image]] = {
    "drawing": _drawing,
    "collage": _collage,
    "poem": _poem,
    "model": build,
}
KINDS = tuple(_KINDS)


def _jpeg(image: Image.Image) -> bytes:
    """Encode within the size that a demo picture may have."""
    for quality in (86, 78, 70, 60, 50, 38):
        stream = io.BytesIO()
        image.save(stream, "JPEG", quality=quality)
        if stream.tell() <= LARGEST:
            break
    return stream.getvalue()


def draw(
    motif: str, *, kind: str, age: int, seed: int, size: tuple[int, int] = (1600, 1200)
) -> bytes:
    """Return a JPEG of a child's artwork of the motif, always the same for the same seed."""
    if motif not in _MOTIFS:
        raise ValueError(f"Unknown motif {motif!r}; choose one of: {', '.join(MOTIFS)}")
    if kind not in _KINDS:
        raise ValueError(f"Unknown kind {kind!r}; choose one of: {', '.join(KINDS)}")
    return _jpeg(_KINDS[kind](motif, Hand(age, seed, f"{motif}/{kind}"), size))
