"""What the print engine sees on a page and an editor must know: pictures too coarse, lonely words."""

import io
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from campaigns.rendering import Layout
from publications.rendering.newspaper.content import NewspaperContent, PlannedPage
from publications.rendering.newspaper.frames import TEMPLATES
from publications.rendering.newspaper.headlines import set_headline

FINE_ENOUGH = 200  # pixels per inch, at the size it is printed
_INCH = 25.4


@dataclass(frozen=True)
class PictureFit:
    """A work as it is printed on a page."""

    number: int
    title: str
    ppi: int
    has_alt: bool


def pictures_on(
    content: NewspaperContent, page: PlannedPage, layout: Layout
) -> tuple[PictureFit, ...]:
    """Return the works on a page with how fine they come out: measured in the laid out page."""
    found = []
    for work in content.children:
        place = layout.places.get(f"img-{page.number}-{work.number}")
        if place is not None:
            wide, high = place.right - place.left, place.bottom - place.top
            found.append(
                PictureFit(
                    work.number, work.title, resolution(work.data, wide, high), bool(work.alt)
                )
            )
    return tuple(found)


def resolution(data: bytes, width: float, height: float) -> int:
    """Return the pixels per inch of a picture that fits into a box of millimetres; 0: no picture."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            across, down = picture.size
    except UnidentifiedImageError:
        return 0
    if not (across and down and width > 0 and height > 0):
        return 0
    return int(max(across / (width / _INCH), down / (height / _INCH)))


def lonely_headlines(content: NewspaperContent, page: PlannedPage) -> tuple[str, ...]:
    """Return the headlines whose last line is a single short word."""
    return tuple(
        article.headline
        for frame in TEMPLATES[page.template].frames
        if frame.is_main and frame.takes == 1
        for article in content.on(page, frame.name)
        if set_headline(article.headline, frame.w - 3).is_lonely
    )


def coarse(pictures: Iterable[PictureFit]) -> list[PictureFit]:
    return [picture for picture in pictures if picture.ppi < FINE_ENOUGH]
