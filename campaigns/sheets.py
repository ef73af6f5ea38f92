"""Codes on sheets of paper: written as an address in a QR code, read back from a photo.

A code looks like `mk7rwd-12-q4`: the pile's token, the number of the sheet, and two letters that
change with both, so that a slip of a typing hand finds no other sheet.
"""

import io
import re
import secrets
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import segno
import zxingcpp
from PIL import Image, ImageOps

# Without what looks alike on paper: 0 o, 1 l i, 2 z, 5 s, 8 b, and without vowels, so no words.
_LETTERS: Final = "34679cdfghjkmnpqrtvwxy"
_TOKEN_LENGTH: Final = 6
MOST_SHEETS: Final = 200
_SHAPE = re.compile(rf"([{_LETTERS}]{{{_TOKEN_LENGTH}}})-([1-9]\d{{0,3}})-([{_LETTERS}]{{2}})")
_QR: Final = zxingcpp.barcode_formats_from_str("QRCode")
_ADDRESS = re.compile(r"^https?://\S+/blad/([^/\s]+)/?$")


@dataclass(frozen=True)
class SheetCode:
    """One sheet of one pile."""

    token: str
    sheet: int

    def __str__(self) -> str:
        return f"{self.token}-{self.sheet}-{_check(self.token, self.sheet)}"


def new_token() -> str:
    """Return a random token for a pile: 113 million of them."""
    return "".join(secrets.choice(_LETTERS) for _place in range(_TOKEN_LENGTH))


def _check(token: str, sheet: int) -> str:
    rest = zlib.crc32(f"{token}-{sheet}".encode()) % len(_LETTERS) ** 2
    first, second = divmod(rest, len(_LETTERS))
    return _LETTERS[first] + _LETTERS[second]


def parse_code(text: str) -> SheetCode | None:
    """Return the sheet a code names, or None when it cannot be a code of ours."""
    found = _SHAPE.fullmatch(text.strip().lower())
    if found is None or found[3] != _check(found[1], int(found[2])):
        return None
    return SheetCode(found[1], int(found[2]))


def draw_code(address: str) -> str:
    """Return an address as a QR code: an SVG without a size, with the white edge readers need."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(
        out, kind="svg", xmldecl=False, omitsize=True, border=2, light="#fff"
    )
    return out.getvalue().decode().strip()


def read_codes(picture: Image.Image) -> list[SheetCode]:
    """Return the sheets in a photo, turned or creased, from top to bottom; often one, or none."""
    for attempt in _attempts(picture):
        found: dict[SheetCode, tuple[int, int]] = {}
        for mark in zxingcpp.read_barcodes(attempt, formats=_QR):
            address = _ADDRESS.match(mark.text)
            code = parse_code(address[1]) if address else None
            if code is not None:
                corner = mark.position.top_left
                found.setdefault(code, (corner.y, corner.x))
        if found:
            return sorted(found, key=lambda code: found[code])
    return []


def _attempts(picture: Image.Image) -> Iterator[Image.Image]:
    """Yield the photo as it is, then with its shadows lifted, then larger or smaller."""
    grey = picture.convert("L")
    yield grey
    yield ImageOps.autocontrast(grey, cutoff=2)
    for scale in (2.0, 0.5):
        size = (round(grey.width * scale), round(grey.height * scale))
        if 200 <= max(size) <= 5000:
            yield ImageOps.equalize(grey.resize(size, Image.Resampling.BICUBIC))


def draw_mark(code: SheetCode) -> str:
    """Return a bare code as the smallest QR code, for slips that are photographed by the pile."""
    out = io.BytesIO()
    segno.make(str(code).upper(), error="q", micro=False).save(
        out, kind="svg", xmldecl=False, omitsize=True, border=2, light="#fff"
    )
    return out.getvalue().decode().strip()


def read_marks(picture: Image.Image) -> list[SheetCode]:
    """Return every bare code in a photo of many slips, from top to bottom.

    All attempts count together: a shadow hides some slips from one and others from the next.
    """
    found: dict[SheetCode, tuple[float, float]] = {}
    for attempt in _attempts(picture):
        for mark in zxingcpp.read_barcodes(attempt, formats=_QR):
            code = parse_code(mark.text)
            if code is not None:
                corner = mark.position.top_left
                found.setdefault(code, (corner.y / attempt.height, corner.x / attempt.width))
    return sorted(found, key=lambda code: found[code])
