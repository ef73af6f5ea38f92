"""The twenty motifs as models of cardboard, clay and bricks."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

from PIL import Image

from roeselare2030.demo.drawings.geometry import Point, arc, bezier, ribbon, star_points
from roeselare2030.demo.drawings.hand import INK, WHITE, Hand
from roeselare2030.demo.drawings.model import Kit, photograph

CARD = "#C99C66"
GREY = "#9C98AC"
TOMATO = "#FA5A36"
LEAF = "#4FCB72"
NIGHT = "#2B2F86"


def _base(k: Kit, colour: str, wide: float = 112, deep: float = 80) -> None:
    """Lay the board on which the model stands."""
    k.flat(
        [
            (-wide / 2 - 2, -deep / 2 - 2),
            (wide / 2 + 2, -deep / 2 - 2),
            (wide / 2 + 2, deep / 2 + 2),
            (-wide / 2 - 2, deep / 2 + 2),
        ],
        CARD,
    )
    k.flat(
        [
            (-wide / 2, -deep / 2),
            (wide / 2, -deep / 2),
            (wide / 2, deep / 2),
            (-wide / 2, deep / 2),
        ],
        colour,
    )


def _lawn(k: Kit) -> None:
    """Lay a green board with paper flowers."""
    _base(k, k.hand.pick(("#7CC63A", "#4FCB72", "#8FD694", "#A8DB7A")))
    for _ in range(k.hand.some(3, 9)):
        x, y = k.hand.spread(-52, 52), k.hand.spread(-37, -28)
        k.roll(x, y, 0, 0.4, 3, "#1E9E4A")
        k.ball(x, y, 3.6, 1.5, k.hand.pick(k.hand.mains))


def _ramp(k: Kit, path: list[Point], y: float, deep: float, thick: float, colour: str) -> None:
    """Bend a strip of card along a path of x and height."""
    for (x0, z0), (x1, z1) in pairwise(path):
        k.plate([(x0, z0 - thick), (x1, z1 - thick), (x1, z1), (x0, z0)], y, deep, colour)


def _crowd(k: Kit, fewest: int, most: int, y0: float = -36, y1: float = -26) -> None:
    """Put peg dolls in front."""
    count = k.hand.some(fewest, most)
    for i in range(count):
        x = -46 + 92 * (i + k.hand.spread(0.2, 0.8)) / count
        k.peg(x, k.hand.spread(y0, y1), 0, k.hand.spread(11, 14))


def _backing(k: Kit, colour: str, tall: float = 52) -> None:
    """Stand a sheet of card behind the model."""
    k.box(0, 39, 0, 112, 1, tall, colour)


def _stars(k: Kit, count: int) -> None:
    """Stick stars on the backing."""
    for _ in range(count):
        r = k.hand.spread(1.6, 3.4)
        spot = star_points(k.hand.spread(-50, 50), k.hand.spread(28, 54), r)
        k.plate(spot, 37.6, 0.5, k.hand.pick(("#FBE43A", "#FFB52E", WHITE)))


def _tower(k: Kit) -> None:
    """Build the tower and its slide."""
    _lawn(k)
    step = 10.0
    floors = k.hand.some(4, 5)
    for i in range(floors):
        k.box(-22, 6, i * step, 22, 22, step, k.hand.main(i % 3), studs=False)
    top = floors * step
    k.taper(-22, 6, top, 26, 26, 15, k.hand.main(3), 0.0)
    k.box(-22, -5.5, top - 8, 7, 0.6, 6, "#CBE8FF")
    k.box(-22, -5.5, 0, 8, 0.6, 9, "#8A5426")
    start = top - 10.0
    path = [(-11 + 4.7 * i, start * (1 - i / 12) ** 1.25 + 1.5) for i in range(13)]
    _ramp(k, path, 6, 10, 1.6, k.hand.main(4))
    for side in (0.4, 11.6):
        _ramp(k, [(x, z + 1.6) for x, z in path], side, 0.9, 3.2, k.hand.main(5))
    seat = path[4]
    k.peg(seat[0], 6, seat[1] + 2, 11)
    for x in (8, 26):
        k.box(x, 6, 0, 2.4, 2.4, 10 if x > 20 else top * 0.44, CARD)
    k.tree(-46, 20, 28)
    _crowd(k, 2, 4)


def _tree_house(k: Kit) -> None:
    """Build a hut on a thick trunk."""
    _lawn(k)
    k.roll(0, 4, 0, 8, 24, "#A86B3A", 0.85)
    k.box(0, 4, 24, 44, 30, 2, CARD)
    k.box(0, 6, 26, 28, 20, 15, k.hand.main(0))
    k.gable(0, 6, 41, 34, 25, 11, k.hand.main(1))
    k.box(-6, -4.4, 26, 7, 0.6, 11, "#8A5426")
    k.box(6, -4.4, 31, 7, 0.6, 6, "#CBE8FF")
    for x, y, z, r in (
        (-24, 14, 34, 11),
        (24, 14, 35, 12),
        (-16, 24, 46, 12),
        (14, 24, 48, 12),
        (0, 26, 52, 11),
    ):
        k.ball(x, y, z, k.hand.vary(r), k.hand.pick((LEAF, "#2FA84F", "#7CC63A")))
    for side in (-3, 3):
        k.box(14 + side, -13, 0, 1.2, 1.2, 24, CARD)
    for i in range(6):
        k.box(14, -13.6, 3 + i * 3.6, 7, 0.8, 1, CARD)
    k.peg(-13, -7, 26, 11)
    _crowd(k, 2, 4)
    k.tree(-46, 22, 22)


def _bike(k: Kit) -> None:
    """Build a bike with card wheels."""
    _base(k, GREY)
    for i in range(6):
        k.flat(
            [(-50 + i * 18, -18), (-40 + i * 18, -18), (-40 + i * 18, -15), (-50 + i * 18, -15)],
            WHITE,
        )
    frame = k.hand.main(0)
    for x in (-24, 24):
        k.plate(arc(x, 15, 15, 15) + arc(x, 15, 11.5, 11.5, 360, 0), 0, 2.4, INK)
        for i in range(4):
            a = i * math.pi / 4
            k.plate(
                ribbon(
                    [
                        (x - 12 * math.cos(a), 15 - 12 * math.sin(a)),
                        (x + 12 * math.cos(a), 15 + 12 * math.sin(a)),
                    ],
                    0.9,
                ),
                0.2,
                0.6,
                WHITE,
            )
        k.wheel(x, -0.4, 15, 2.4, 2.4, k.hand.main(2))
    for line in (
        [(-24, 15), (-11, 34)],
        [(-11, 34), (15, 36)],
        [(-11, 34), (-2, 14)],
        [(-2, 14), (15, 36)],
        [(-24, 15), (-2, 14)],
        [(24, 15), (14, 42)],
    ):
        points: list[Point] = [(float(x), float(z)) for x, z in line]
        k.plate(ribbon(points, 2.8), -2.2, 1.8, frame)
    k.box(-12, -2, 35, 10, 5, 2.4, INK)
    k.box(12, -2, 42, 4, 16, 1.8, INK)
    k.box(22, -2, 38, 10, 9, 8, CARD)
    k.ball(20, -3, 47, 2.6, TOMATO)
    k.ball(24, -1, 47, 2.6, "#FBE43A")
    k.peg(-11, -2, 37, 25)
    for x in (-46, 46):
        k.tree(x, 28, 26)
    k.house(0, 30, 20, 13)


def _river(k: Kit) -> None:
    """Lay a paper river with a bridge and a boat."""
    _lawn(k)
    bend = k.hand.pick((-1, 1))
    middle = bezier((12 * bend, 40), (48 * bend, 12), (-44 * bend, 4), (-4 * bend, -40))
    k.flat(ribbon(middle, 27), "#CBE8FF")
    k.flat(ribbon(middle, 22), k.hand.water)
    for i in (3, 8, 12, 15):
        x, y = middle[i]
        k.flat(ribbon([(x - 4, y), (x, y + 1), (x + 4, y)], 0.8), WHITE)
    deck = middle[7]
    bow = [(deck[0] + t * 4.4, 12 - 9 * (t / 5) ** 2) for t in range(-5, 6)]
    _ramp(k, bow, deck[1], 12, 1.6, k.hand.main(0))
    for side in (-6, 6):
        _ramp(k, [(px, pz + 2) for px, pz in bow], deck[1] + side, 0.9, 2.4, k.hand.main(2))
    k.peg(deck[0], deck[1], 13, 11)
    x, y = middle[14]
    k.taper(x, y, 0, 9, 6, 4, k.hand.main(1), 1.4)
    k.roll(x, y, 4, 0.5, 15, CARD)
    k.plate([(x + 1, 6), (x + 9, 8), (x + 1, 18)], y, 0.5, WHITE)
    for i in (11, 17):
        x, y = middle[i]
        k.ball(x + 4, y, 1.5, 2.2, "#FBE43A", 0.7)
        k.ball(x + 5.5, y, 3.6, 1.3, "#FBE43A")
    k.house(-38 * bend, 22, 18, 13)
    k.tree(40 * bend, -8, 24)
    k.tree(-42 * bend, -6, 26)
    _crowd(k, 2, 3)


def _table(k: Kit) -> None:
    """Lay a long table with everybody around it."""
    _base(k, k.hand.pick(("#FFDDB0", LEAF, "#CBE8FF", GREY)))
    for x in (-36.0, 36.0):
        k.box(x, 0, 0, 4, 12, 11, CARD)
    k.box(0, 0, 11, 86, 18, 1.6, k.hand.main(0))
    for i in range(8):
        x = -37 + i * 10.6
        k.roll(x, k.hand.spread(-4, 4), 12.6, 3, 0.8, WHITE)
        if i % 2:
            k.ball(x, 0, 14.4, 1.9, k.hand.pick((TOMATO, LEAF, "#FFB52E")))
        else:
            k.roll(x + 3, 3, 12.6, 1.2, 3.6, k.hand.pick(k.hand.mains))
    seats = k.hand.some(4, 6)
    for i in range(seats):
        x = -36 + 72 * i / (seats - 1)
        k.peg(x, 16, 3, 19)
        k.box(x, 16, 0, 7, 7, 3, CARD)
        if i % 2:
            k.peg(x, -17, 0, 16)
    for i in range(4):
        k.house(-40 + i * 27, 33, 20, k.hand.spread(14, 24))


def _stage(k: Kit) -> None:
    """Build a stage in a shoe box."""
    _lawn(k)
    k.box(0, 12, 0, 78, 36, 8, k.hand.main(0))
    k.box(0, 29, 8, 78, 2, 36, k.hand.pick((NIGHT, "#7B3FC4", "#4F86FF")))
    for side in (-1, 1):
        k.box(side * 38, 12, 8, 2, 32, 36, k.hand.main(1))
        for i in range(3):
            k.roll(side * (35 - i * 4), -2, 8, 2.2, 34, k.hand.main(2))
    k.box(0, 12, 44, 82, 38, 2, k.hand.main(1))
    k.plate(star_points(0, 51, 8, turn=90), -7, 1, "#FBE43A")
    k.peg(0, 8, 8, 20)
    k.peg(-17, 16, 8, 17)
    k.roll(17, 12, 8, 5, 6, k.hand.main(3))
    k.roll(17, 12, 14, 5.2, 0.6, WHITE)
    k.peg(17, 20, 8, 17)
    k.roll(7, 2, 8, 0.5, 11, INK)
    k.ball(7, 2, 20, 1.4, GREY)
    _crowd(k, 4, 7, -36, -18)


def _rocket_bus(k: Kit) -> None:
    """Build a bus with fins and a paper flame."""
    _base(k, NIGHT)
    _backing(k, NIGHT, 58)
    _stars(k, k.hand.some(8, 16))
    body, fin = k.hand.pick(("#FBE43A", "#FFB52E", TOMATO, LEAF)), k.hand.main(0)
    for x in (-18, 18):
        k.roll(x, 2, 0, 4, 12, CARD)
    k.box(-2, 2, 14, 56, 20, 20, body)
    k.taper(-2, 2, 34, 56, 20, 3, body, 0.9)
    for i in range(5):
        k.box(-22 + i * 10.5, -8.3, 23, 8, 0.6, 8, "#CBE8FF")
        k.ball(-22 + i * 10.5, -8.8, 26, 2.3, "#E9B184", 1.0)
    k.box(-2, -8.4, 18, 56, 0.6, 2.4, k.hand.main(1))
    nose = [(26, 14), (40, 18), (45, 24), (40, 30), (26, 34)]
    k.plate([(float(a), float(b)) for a, b in nose], 2, 18, k.hand.main(1))
    k.plate([(-30, 34), (-16, 34), (-34, 50), (-42, 50)], 2, 1.4, fin)
    k.plate([(-30, 14), (-16, 14), (-34, 2), (-42, 2)], -7, 1.4, fin)
    k.plate(star_points(-38, 24, 13, 9, 0.5), 2, 1, "#FF8A1E")
    k.plate(star_points(-37, 24, 8, 9, 0.5), 0.8, 1, "#FBE43A")
    for x in (-16, 16):
        k.wheel(x, -9, 14, 5.4, 2, INK)
        k.wheel(x, -10.4, 14, 2.4, 0.8, GREY)
    k.ball(38, 26, 46, 6, k.hand.main(3))
    k.ball(-46, -22, 5, 5, k.hand.main(4))
    k.ball(42, -26, 6, 6, k.hand.main(5))
    _crowd(k, 1, 3)


def _playground(k: Kit) -> None:
    """Build swings, a slide and a seesaw."""
    _lawn(k)
    y: float
    for x in (-46, -10):
        for y in (4, 20):
            k.box(x, y, 0, 2, 2, 32, k.hand.main(0))
        k.box(x, 12, 32, 2, 18, 2, k.hand.main(0))
    k.box(-28, 12, 34, 40, 2, 2, k.hand.main(0))
    for x in (-36, -20):
        y = 12 + k.hand.spread(-3, 3)
        for side in (-2.6, 2.6):
            k.box(x + side, y, 9, 0.6, 0.6, 25, INK)
        k.box(x, y, 8, 7, 4, 1, k.hand.main(1))
        k.peg(x, y, 9, 13)
    k.box(14, 16, 0, 11, 12, 26, k.hand.main(2))
    k.taper(14, 16, 26, 14, 15, 9, k.hand.main(3), 0.0)
    slope = [(19 + 3.2 * i, 25 * (1 - i / 10) ** 1.3 + 1.5) for i in range(11)]
    _ramp(k, slope, 16, 8, 1.5, k.hand.main(4))
    for side in (11.6, 20.4):
        _ramp(k, [(px, pz + 1.5) for px, pz in slope], side, 0.8, 2.8, k.hand.main(5))
    k.peg(slope[4][0], 16, slope[4][1] + 2, 11)
    k.taper(0, -17, 0, 7, 7, 6, k.hand.main(5), 0.3)
    tilt = k.hand.pick((-1, 1))
    plank = [(-21.0, 6.7 - tilt * 4.5), (0.0, 7.2), (21.0, 6.7 + tilt * 4.5)]
    _ramp(k, plank, -17, 4.5, 1.4, k.hand.main(1))
    k.peg(-17, -17, 7.5 - tilt * 4, 11)
    k.peg(17, -17, 7.5 + tilt * 4, 11)
    k.box(40, -20, 0, 22, 18, 3, CARD)
    k.box(40, -20, 3, 18, 14, 0.6, "#FFD98A")
    k.roll(38, -20, 3.6, 2.6, 4, TOMATO, 0.7)
    k.tree(46, 28, 24)


def _garden(k: Kit) -> None:
    """Plant rows of clay vegetables."""
    _lawn(k)
    for row in range(3):
        y = -24 + row * 17
        k.box(-10, y, 0, 76, 10, 3, "#8A5426")
        kind = (row + k.hand.rng.randrange(3)) % 3
        for i in range(7):
            x = -42 + i * 10.6
            if kind == 0:
                k.roll(x, y, 3, 1.8, 5, "#FF8A1E", 1.3)
                k.roll(x, y, 8, 1.8, 6, "#2FA84F", 0.1)
            elif kind == 1:
                k.ball(x, y, 5.6, 3.2, LEAF)
                k.ball(x, y - 0.6, 6.6, 2.2, "#A8DB7A")
            else:
                k.roll(x, y, 3, 0.6, 9, "#2FA84F")
                for dx, z in ((-1.4, 6), (1.4, 9)):
                    k.ball(x + dx, y - 0.6, z, 1.6, TOMATO)
    for i in range(k.hand.some(2, 4)):
        x = -38 + i * 20
        k.roll(x, 30, 0, 0.9, 34, "#2FA84F")
        k.plate(star_points(x, 36, 8.5, 11, 0.62), 28.5, 1, "#FFB52E")
        k.wheel(x, 27.6, 36, 4.4, 0.8, "#8A5426")
    k.box(40, 18, 0, 9, 7, 9, k.hand.main(0))
    k.plate(ribbon([(36, 4), (27, 11)], 2), 18, 2, k.hand.main(0))
    k.peg(40, -8, 0, 19)
    k.peg(44, -28, 0, 15)


def _star(k: Kit) -> None:
    """Stand one enormous star on a hill."""
    _base(k, k.hand.pick((NIGHT, "#7B3FC4", "#1D3F8C")))
    _backing(k, NIGHT, 66)
    _stars(k, k.hand.some(8, 16))
    gold = k.hand.pick(("#FBE43A", "#FFB52E"))
    k.ball(0, 16, 0, 30, LEAF, 0.26)
    k.roll(0, 12, 6, 1.4, 16, CARD)
    k.plate(star_points(0, 37, 25, 5, 0.54, 90), 8, 4, gold)
    for x in (-5, 5):
        k.ball(x, 5.5, 39, 1.7, INK)
    k.plate(ribbon(arc(0, 35, 7, 6, 200, 340), 1.4), 5.6, 0.6, "#E4262C")
    for i in range(3):
        k.house(-42 + i * 17 if k.hand.flip else 12 + i * 17, -10, 11, k.hand.spread(8, 13))
    _crowd(k, 3, 6)


def _school(k: Kit) -> None:
    """Build a school with a clock tower."""
    _lawn(k)
    wall = k.hand.pick(("#FF9A76", "#FFB52E", "#BBA7F2", "#FBE43A"))
    for side in (-1, 1):
        k.box(side * 28, 16, 0, 36, 24, 24, wall)
        if k.hand.flip:
            k.gable(side * 28, 16, 24, 39, 28, 11, k.hand.main(1))
        else:
            k.box(side * 28, 16, 24, 38, 26, 1.6, k.hand.main(1))
            k.tree(side * 60, 30, 24)
        for level in range(2):
            for i in range(3):
                k.box(side * 28 - 11 + i * 11, 3.6, 4 + level * 10.5, 7, 0.7, 6.5, "#CBE8FF")
    k.box(0, 14, 0, 20, 28, 38, k.hand.main(0))
    k.taper(0, 14, 38, 23, 31, 14, k.hand.main(1), 0.0)
    k.wheel(0, -0.8, 30, 5.5, 0.8, WHITE)
    k.plate(ribbon([(0, 33.6), (0, 30), (2.6, 29)], 0.8), -1.6, 0.4, INK)
    k.box(0, -0.6, 0, 9, 0.8, 13, "#8A5426")
    k.flat([(-5, -1), (5, -1), (9, -40), (-9, -40)], "#FFD98A")
    _crowd(k, 4, 7, -34, -12)


def _market(k: Kit) -> None:
    """Set up market stalls."""
    _base(k, k.hand.pick(("#FFDDB0", GREY, "#CBE8FF")))
    for i, x in enumerate((-36, 0, 36)):
        y = k.hand.spread(4, 14)
        k.box(x, y, 0, 26, 12, 9, k.hand.main(i))
        for side in (-12, 12):
            for back in (-5.5, 7):
                k.box(x + side, y + back, 9, 1.4, 1.4, 15, CARD)
        fruit = k.hand.pick((TOMATO, LEAF, "#FFB52E", "#7B3FC4"))
        for f in range(4):
            for g in range(2):
                k.ball(
                    x - 9 + f * 6, y - 3 + g * 5, 10.8, 2.2, fruit if f < 2 else k.hand.main(i + 3)
                )
        for s in range(6):
            colour = WHITE if s % 2 else k.hand.main(i)
            k.box(x - 12.5 + s * 5, y, 24, 5, 18, 1.4, colour)
            k.box(x - 12.5 + s * 5, y - 9.4, 20, 5, 0.7, 4.6, colour)
        k.peg(x, y + 11, 0, 20)
    for i in range(3):
        k.house(-36 + i * 36, 34, 24, k.hand.spread(22, 32))
    _crowd(k, 3, 6)


def _rainbow(k: Kit) -> None:
    """Bend a rainbow of card over water."""
    _base(k, k.hand.water)
    for side in (-1, 1):
        k.ball(side * 42, 6, 0, 18, k.hand.pick((LEAF, "#7CC63A")), 0.3)
        if side == (1 if k.hand.flip else -1):
            k.house(side * 46, 22, 14, 12)
        else:
            k.tree(side * 46, 22, 22)
    colours = ("#E4262C", "#FF8A1E", "#FBE43A", "#4FCB72", "#4F86FF", "#7B3FC4")
    for i, colour in enumerate(colours):
        r = 46 - i * 3.4
        ring = [(x, z * 1.0) for x, z in arc(0, 2, r, r, 0, 180)]
        ring += arc(0, 2, r - 3.4, r - 3.4, 180, 0)
        k.plate(ring, 6, 11, colour)
    for a in (62, 90, 118):
        r = math.radians(a + k.hand.spread(-6, 6))
        k.peg(46 * math.cos(r), 6, 1 + 46 * math.sin(r), 12)
    k.taper(2, -14, 0, 12, 7, 4, k.hand.main(0), 1.35)
    k.roll(2, -14, 4, 0.6, 17, CARD)
    k.plate([(3, 7), (12, 9), (3, 20)], -14, 0.5, WHITE)
    for x in (-28, 26):
        k.ball(x, -28, 1, 3, "#FFB52E", 0.6)


def _animals(k: Kit) -> None:
    """Model an elephant, a giraffe and a rabbit in clay."""
    _lawn(k)
    s = 1 if k.hand.flip else -1
    skin = k.hand.pick((GREY, "#BBA7F2", "#8FCBFA", "#FF9FD0"))
    ex = -24 * s
    for dx in (-10, 9):
        for y in (-3, 9):
            k.roll(ex + dx, y, 0, 3.6, 13, skin)
    k.ball(ex, 3, 19, 16, skin, 0.72)
    k.ball(ex - 16 * s, 0, 25, 9.5, skin)
    for y in (-10, 10):
        k.ball(ex - 12 * s, y, 26, 6.2, k.hand.pick(("#FF9FD0", skin)), 1.2)
    for i in range(6):
        k.ball(ex - (24 + i * 1.5) * s, -2, 22 - i * 3.2, 3.2 - i * 0.2, skin)
    k.ball(ex - 21 * s, -8, 28, 1.2, INK)
    gx = 22 * s
    gold = k.hand.pick(("#FFB52E", "#FBE43A"))
    for dx in (-7, 7):
        for y in (1, 9):
            k.roll(gx + dx, y, 0, 1.6, 19, gold)
    k.box(gx, 5, 19, 22, 12, 10, gold)
    k.box(gx + 8 * s, 5, 29, 6, 6, 26, gold)
    k.box(gx + 11 * s, 5, 55, 13, 7, 6, gold)
    for side in (2, 8):
        k.roll(gx + 8 * s, side, 61, 0.6, 5, "#8A5426")
        k.ball(gx + 8 * s, side, 66, 1.2, "#8A5426")
    k.ball(gx + 14 * s, 1.2, 59, 1, INK)
    for dx, z in ((-7, 24), (0, 26), (5, 22), (-2, 21)):
        k.wheel(gx + dx, -1.4, z, 1.9, 0.5, "#8A5426")
    for i in range(3):
        k.wheel(gx + (7 + i) * s, 1.6, 34 + i * 7, 1.6, 0.5, "#8A5426")
    k.ball(0, -22, 4.5, 4.6, WHITE)
    k.ball(0, -24, 10.5, 3.5, WHITE)
    for x in (-1.5, 1.5):
        k.roll(x, -23, 13, 1, 7, "#FF9FD0", 0.7)
        k.ball(x, -27.2, 11, 0.6, INK)
    k.tree(46, 26, 28)
    k.tree(-48, 28, 24)
    _crowd(k, 1, 3)


def _race(k: Kit) -> None:
    """Race soapbox cars over a card track."""
    _base(k, LEAF)
    k.flat([(-56, -30), (56, -30), (56, 16), (-56, 16)], GREY)
    for i in range(7):
        k.flat(
            [(-52 + i * 14, -8), (-44 + i * 14, -8), (-44 + i * 14, -6), (-52 + i * 14, -6)], WHITE
        )
    for i in range(2):
        for j in range(9):
            x, y = 34 + i * 5, -30 + j * 5.1
            k.flat(
                [(x, y), (x + 5, y), (x + 5, y + 5.1), (x, y + 5.1)], INK if (i + j) % 2 else WHITE
            )
    for y in (-32, 18):
        k.box(39, y, 0, 2, 2, 34, CARD)
    k.box(39, -7, 34, 3, 54, 8, k.hand.main(0))
    for i, (x, y) in enumerate(((-36, 6), (-4, -20), (14, 6), (-42, -22))[: k.hand.some(3, 4)]):
        colour = k.hand.main(1 + i)
        for wx in (-7, 7):
            k.wheel(x + wx, y + 6, 3.4, 3.4, 1.6, INK)
        k.taper(x, y, 2.4, 24, 10, 6, colour, 0.82)
        k.peg(x - 2, y, 7, 13)
        k.wheel(x + 4, y - 5.4, 5.6, 2.2, 0.6, WHITE)
        for wx in (-7, 7):
            k.wheel(x + wx, y - 6.4, 3.4, 3.4, 1.6, INK)
    k.box(-8, 22, 0, 84, 1.4, 7, k.hand.main(5))
    for i in range(k.hand.some(6, 9)):
        k.peg(-46 + i * 9.5, 28, 0, 15)


def _moon(k: Kit) -> None:
    """Hang a crescent moon above a sleeping street."""
    _base(k, "#1D3F8C")
    _backing(k, NIGHT, 70)
    _stars(k, k.hand.some(9, 18))
    gold = k.hand.pick(("#FBE43A", "#FFE58A", "#FFB52E"))
    s = 1 if k.hand.flip else -1
    outer = arc(0, 40, 24, 24, 48, 312)
    inner = arc(14, 40, 17, 18.5, 270, 90)
    k.plate([(x * s, z) for x, z in outer + inner], 22, 5, gold)
    k.roll(-3 * s, 24, 0, 1.4, 17, CARD)
    k.ball(-13 * s, 19, 45, 1.4, INK)
    k.plate(ribbon([(x * s, z) for x, z in arc(-12, 36, 5, 4, 190, 320)], 1.3), 19, 0.6, "#E4262C")
    k.plate(ribbon([(9 * s, 42), (9 * s, 30)], 0.6), 21, 0.6, WHITE)
    k.box(9 * s, 21, 29, 9, 4, 1, k.hand.main(0))
    k.peg(9 * s, 21, 30, 11)
    x = 36.0 * s
    k.roll(x, 8, 5, 5, 20, WHITE)
    k.roll(x, 8, 25, 5, 11, TOMATO, 0.0)
    for side in (-6, 6):
        k.plate([(x + side * 0.8, 14), (x + side * 1.6, 2), (x + side * 0.8, 5)], 8, 1, TOMATO)
    k.wheel(x, 2.6, 19, 2.4, 0.6, "#45E3F2")
    for i in range(4):
        k.house(-42 * s + i * 19 * s, -14, 13, k.hand.spread(8, 15))
    _crowd(k, 2, 4)


def _house(k: Kit) -> None:
    """Build one big house with a garden."""
    _lawn(k)
    s = 1 if k.hand.flip else -1
    x, wall = -10 * s, k.hand.main(0)
    k.box(x, 10, 0, 46, 32, 26, wall)
    k.gable(x, 10, 26, 54, 38, 20, k.hand.main(1))
    k.box(x + 13, 16, 34, 6, 6, 18, TOMATO)
    k.box(x, -6.6, 0, 9, 0.9, 15, k.hand.main(2))
    for side in (-14, 14):
        k.box(x + side, -6.6, 11, 10, 0.8, 9, "#CBE8FF")
        k.box(x + side, -7.2, 9, 11, 1.6, 2, k.hand.main(3))
    k.flat([(x - 5, -7), (x + 5, -7), (x + 9, -40), (x - 9, -40)], "#FFD98A")
    k.tree(34 * s, 18, 36)
    for i in range(8):
        k.box(16 * s + i * 5 * s, -4, 0, 2.4, 1, 7, WHITE)
    for i in range(k.hand.some(2, 4)):
        k.peg((20 + i * 8.5) * s, -20 + i % 2 * 5, 0, (19, 17, 13, 11)[i])
    k.ball(-40 * s, -22, 3.4, 3.4, k.hand.main(4))


def _robot(k: Kit) -> None:
    """Build a robot from boxes and rolls."""
    _base(k, k.hand.pick((k.hand.main(6), "#CBE8FF", "#FFDDB0")))
    steel = k.hand.pick((GREY, "#C9C6D6", "#BBA7F2", "#45E3F2", CARD))
    side: float
    for side in (-1, 1):
        k.box(side * 8, 2, 0, 12, 16, 5, k.hand.main(1))
        k.roll(side * 8, 4, 5, 3.8, 10, steel)
        k.roll(side * 18.5, 4, 14 if side < 0 else 30, 3, 18, steel)
        k.ball(side * 18.5, 4, 12 if side < 0 else 50, 4, k.hand.main(1))
        k.ball(side * 15.5, 4, 32, 3.6, k.hand.main(2))
    k.box(0, 4, 15, 26, 18, 21, steel)
    k.roll(0, 4, 36, 4, 2, INK)
    k.box(0, 4, 38, 21, 16, 16, k.hand.main(0) if k.hand.flip else steel)
    for side in (-4.8, 4.8):
        k.wheel(side, -4.4, 48, 3.4, 0.8, WHITE)
        k.wheel(side, -5.2, 48, 1.5, 0.6, INK)
    k.box(0, -4.5, 40.5, 12, 0.8, 3, TOMATO)
    k.roll(0, 4, 54, 0.6, 8, INK)
    k.ball(0, 4, 63, 2.4, TOMATO)
    k.box(0, -5.5, 24, 18, 0.8, 9, WHITE)
    for i in range(4):
        k.wheel(-6.3 + i * 4.2, -6.4, 30 - (i % 2) * 3, 1.5, 0.6, k.hand.main(2 + i))
    for i in range(3):
        k.wheel(-5 + i * 5, -5.6, 19, 1.4, 0.6, k.hand.main(5 + i))
    k.plate(star_points(18.5, 60, 6, 6, 0.6), 4, 1, "#FF9FD0")
    k.tree(-44, 24, 26)
    k.house(42, 24, 20, 14)
    _crowd(k, 3, 5, -32, -20)


def _football(k: Kit) -> None:
    """Lay a pitch with a goal and two teams."""
    _base(k, k.hand.pick((LEAF, "#2FA84F", "#7CC63A")))
    for line in (
        arc(0, 0, 13, 12),
        [(0, -38), (0, 38)],
        [(-54, -38), (54, -38), (54, 38), (-54, 38), (-54, -38)],
        [(-54, -18), (-36, -18), (-36, 18), (-54, 18)],
        [(54, -18), (36, -18), (36, 18), (54, 18)],
    ):
        k.flat(ribbon([(float(a), float(b)) for a, b in line], 1.1), WHITE)
    x: float
    y: float
    for side in (-1, 1):
        for y in (-12, 12):
            k.box(side * 51, y, 0, 1.8, 1.8, 18, WHITE)
        k.box(side * 51, 0, 18, 1.8, 25.8, 1.8, WHITE)
        for i in range(6):
            k.box(side * 54, -10 + i * 4, 0, 0.4, 0.4, 17, "#EAF6FF")
        for i in range(4):
            k.box(side * 54.6, 0, 3 + i * 4, 0.4, 24, 0.4, "#EAF6FF")
        k.peg(side * 44, k.hand.spread(-4, 4), 0, 15, k.hand.main(2))
    for i in range(k.hand.some(6, 8)):
        x, y = -30 + (i % 4) * 20 + k.hand.spread(-6, 6), -20 + (i // 4) * 38 + k.hand.spread(-8, 8)
        k.peg(x, y, 0, 15, k.hand.main(i % 2))
    k.ball(6, -8, 3.2, 3.2, WHITE)
    for dx, z in ((0, 3.4), (-2, 5), (1.8, 4.8)):
        k.ball(6 + dx * 0.8, -10.8, z - 0.3, 0.8, INK)
    k.box(0, 44, 0, 96, 5, 6, k.hand.main(4))
    for i in range(9):
        k.peg(-42 + i * 10.5, 44, 6, 13)


def _library(k: Kit) -> None:
    """Fill shoe-box shelves with books."""
    _base(k, k.hand.pick(("#FF9A76", "#BBA7F2", "#FFDDB0", "#8FD694")))
    s = 1 if k.hand.flip else -1
    cx = -14.0 * s
    k.box(cx, 33, 0, 74, 2, 58, CARD)
    for side in (-36, 36):
        k.box(cx + side, 26, 0, 2, 12, 58, CARD)
    for row in range(4):
        z = row * 14.5
        k.box(cx, 26, z, 70, 12, 1.4, CARD)
        x = cx - 34
        while x < cx + 30:
            thick = k.hand.spread(3, 6)
            k.box(
                x + thick / 2,
                26,
                z + 1.4,
                thick - 0.3,
                9,
                k.hand.spread(7.5, 11.5),
                k.hand.pick(k.hand.mains),
            )
            x += thick + (6 if k.hand.chance(0.08) else 0)
    k.box(cx, 26, 58, 74, 13, 1.6, CARD)
    for i in range(3):
        k.box(30 * s, -8, i * 4, 20 - i, 15, 4, k.hand.main(i))
    k.peg(30 * s, -6, 12, 21)
    for side in (-1, 1):
        k.plate(
            [(30 * s, 19), (30 * s + side * 7, 21), (30 * s + side * 7, 27), (30 * s, 25)],
            -13,
            0.8,
            WHITE,
        )
    k.roll(-30 * s, -16, 0, 9, 3, k.hand.main(3))
    k.peg(-30 * s, -16, 3, 15)
    k.ball(4, -26, 3, 4, "#FFB52E", 0.7)
    k.ball(7.5, -27, 5.6, 2.4, "#FFB52E")
    _crowd(k, 1, 3)


_SCENES: dict[str, Callable[[Kit], None]] = {
    "tower-slide": _tower,
    "tree-house": _tree_house,
    "bike": _bike,
    "river": _river,
    "table": _table,
    "stage": _stage,
    "rocket-bus": _rocket_bus,
    "playground": _playground,
    "garden": _garden,
    "star": _star,
    "school": _school,
    "market": _market,
    "rainbow-bridge": _rainbow,
    "animals": _animals,
    "race": _race,
    "moon": _moon,
    "house": _house,
    "robot": _robot,
    "football": _football,
    "library": _library,
}


def build(motif: str, hand: Hand, size: tuple[int, int]) -> Image.Image:
    """Build the model and photograph it."""
    kit = Kit(hand)
    _SCENES[motif](kit)
    return photograph(kit, hand, size)
