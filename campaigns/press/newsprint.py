"""A colour profile of newspaper printing, for where the printer's own is not there yet.

It is computed from the aims that ISO 12647-3 publishes for newspaper printing: the colour of the
paper, of the inks and of the inks over each other. Colours in between follow the Neugebauer
equations with the Yule-Nielsen factor (1951) and the dot gain of the same standard. A printer's
own profile was measured on their press and is better: upload it.
"""

import struct
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Array = NDArray[np.float64]
NAME: Final = "Newsprint, computed from ISO 12647-3"
# L*, a*, b* of every way the inks lie on each other. Keys say which of C, M, Y lie there; with
# black on top all are nearly black.
_AIMS: Final = {
    (0, 0, 0): (82, 0, 3), (1, 0, 0): (57, -23, -27), (0, 1, 0): (54, 44, -2),
    (0, 0, 1): (78, -3, 58), (0, 1, 1): (52, 41, 25), (1, 0, 1): (53, -34, 17),
    (1, 1, 0): (41, 7, -22), (1, 1, 1): (40, 0, 1),
}  # fmt: skip
_BLACK: Final = (36, 1, 4)
_OVER_BLACK: Final = 0.82  # what inks under black leave of its light
_GAIN: Final = 0.26  # how much wider a half tone of 50 % prints
_YULE_NIELSEN: Final = 1.7
_WHITE: Final = np.array([0.9642, 1.0, 0.8249])  # D50, the light of all profiles
INK_LIMIT: Final = 2.4
_STEPS: Final = 17  # of the table from colour to ink, each way


@cache
def newsprint() -> bytes:
    """Return the profile as an ICC file of version 2. The same bytes every time."""
    grid = np.linspace(0, 1, 9)
    inks = np.stack(np.meshgrid(grid, grid, grid, grid, indexing="ij"), -1).reshape(-1, 4)
    to_lab = _lut(4, 3, 9, _encode_lab(_relative_lab(inks)))
    return _profile(
        {b"A2B0": to_lab, b"A2B1": to_lab, b"B2A0": (ink := _ink_table()), b"B2A1": ink}
    )


def _ink_table() -> bytes:
    """Return the table from L*, a*, b* to inks: the nearest colour a press can print."""
    recipes = _recipes()
    lab = _relative_lab(recipes)
    lightness = np.linspace(0, 100, _STEPS)
    sides = np.linspace(-128, 127, _STEPS)
    wanted = np.stack(np.meshgrid(lightness, sides, sides, indexing="ij"), -1).reshape(-1, 3)
    # A colour outside what paper can show keeps its hue and lightness before its strength.
    strongest = np.hypot(lab[:, 1], lab[:, 2]).max()
    strength = np.hypot(wanted[:, 1], wanted[:, 2])
    wanted[:, 1:] *= np.minimum(1, strongest / np.maximum(strength, 1e-9))[:, None]
    away, nearest = cKDTree(lab).query(wanted, k=8)
    nearness = 1 / (away + 0.05) ** 3
    mixed = (recipes[nearest] * nearness[..., None]).sum(1) / nearness.sum(1)[:, None]
    # Paper white stays without a dot of ink.
    mixed[(wanted[:, 0] >= 99.9) & (strength < 9)] = 0
    return _lut(3, 4, _STEPS, np.round(mixed * 65535))


def _recipes() -> Array:
    """Return inks that may be printed: grey made of black, never more than the limit."""
    steps = np.linspace(0, 1, 21)
    colours = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(-1, 3)
    grey = colours.min(1)
    black = np.clip((grey - 0.2) / 0.8, 0, 1)
    kept = colours - 0.85 * black[:, None]
    over = np.maximum(kept.sum(1) + black - INK_LIMIT, 0)
    kept *= np.maximum(1 - over / np.maximum(kept.sum(1), 1e-9), 0)[:, None]
    return np.concatenate([np.clip(kept, 0, 1), black[:, None]], axis=1)


def _relative_lab(inks: Array) -> Array:
    """Return how inks look beside their own paper, as L*, a*, b*."""
    seen = _light(inks) / _light(np.zeros((1, 4)))  # the paper counts as white
    root = np.where(seen > 0.008856, np.cbrt(seen), 7.787 * seen + 16 / 116)
    return np.stack(
        [116 * root[:, 1] - 16, 500 * (root[:, 0] - root[:, 1]), 200 * (root[:, 1] - root[:, 2])], 1
    )


def _light(inks: Array) -> Array:
    """Return the light (X, Y, Z) that comes back from dots of these sizes."""
    wide = inks + 4 * _GAIN * inks * (1 - inks) * 0.5
    light = np.zeros((len(inks), 3))
    for (c, m, y), aim in _AIMS.items():
        for k in (0, 1):
            share = np.prod(np.where(np.array([c, m, y, k]) == 1, wide, 1 - wide), axis=1)
            back = _xyz(aim)
            if k:
                back = _xyz(_BLACK) * (_OVER_BLACK if (c or m or y) else 1)
            light += share[:, None] * back ** (1 / _YULE_NIELSEN)
    summed: Array = np.power(light, _YULE_NIELSEN)
    return summed


def _xyz(lab: tuple[float, float, float]) -> Array:
    y = (lab[0] + 16) / 116
    root = np.array([y + lab[1] / 500, y, y - lab[2] / 200])
    return _WHITE * np.where(root > 6 / 29, root**3, (root - 16 / 116) / 7.787)


# The file (ICC.1:2001-04) ---------------------------------------------------------------------------
def _encode_lab(lab: Array) -> Array:
    """Return L*, a*, b* as the 16-bit numbers of version 2."""
    scaled = (lab + np.array([0, 128, 128])) * [65280 / 100, 65280 / 255, 65280 / 255]
    whole: Array = np.round(np.clip(scaled, 0, 65535))
    return whole


def _lut(ins: int, outs: int, steps: int, values: Array) -> bytes:
    """Return a table with straight curves before and behind it (type `mft2`)."""
    one = [v for row in ((1, 0, 0), (0, 1, 0), (0, 0, 1)) for v in (x * 65536 for x in row)]
    head = struct.pack(">4s4xBBBx9i2H", b"mft2", ins, outs, steps, *one, 2, 2)
    straight = struct.pack(">2H", 0, 65535)
    return head + straight * ins + values.astype(">u2").tobytes() + straight * outs


def _profile(tables: dict[bytes, bytes]) -> bytes:
    paper = struct.pack(">4s4x3i", b"XYZ ", *np.round(_WHITE * 65536).astype(int))
    name = NAME.encode("ascii") + b"\0"
    called = struct.pack(">4s4xI", b"desc", len(name)) + name + struct.pack(">IIHB67x", 0, 0, 0, 0)
    tags = {
        b"desc": called, b"cprt": b"text\0\0\0\0No copyright, use freely\0", b"wtpt": paper, **tables,
    }  # fmt: skip
    start = 128 + 4 + 12 * len(tags)
    places: dict[bytes, int] = {}
    index, body = struct.pack(">I", len(tags)), b""
    for tag, data in tags.items():
        if data not in places:  # two intents share one table
            places[data] = start + len(body)
            body += data + b"\0" * (-len(data) % 4)
        index += struct.pack(">4sII", tag, places[data], len(data))
    head = struct.pack(
        ">I4sI4s4s4s6H4s4xI16xI3i48x",
        start + len(body), b"\0\0\0\0", 0x02400000, b"prtr", b"CMYK", b"Lab ",
        2026, 1, 1, 0, 0, 0, b"acsp", 0, 1, *np.round(_WHITE * 65536).astype(int),
    )  # fmt: skip
    return head + index + body
