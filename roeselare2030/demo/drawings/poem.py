"""A poem on lined school paper, with a border and a small drawing."""

from __future__ import annotations

import math

from PIL import Image, ImageDraw

from roeselare2030.demo.drawings.crayon import Crayon, paper
from roeselare2030.demo.drawings.geometry import Point, rgb, star_points
from roeselare2030.demo.drawings.hand import INK, Hand
from roeselare2030.demo.drawings.medium import Box
from roeselare2030.demo.drawings.things import flower, heart


def lined(hand: Hand, size: tuple[int, int]) -> tuple[Image.Image, float]:
    """Return a lined or squared sheet and the height of its lines."""
    wide, high = size
    sheet = paper(hand, size, hand.pick(("#FFFEFA", "#FFFDF2", "#FBFCFF")))
    pen = ImageDraw.Draw(sheet)
    step = high / hand.pick((15, 17, 19))
    rule = hand.pick(("#BBD6F2", "#C9D4EE", "#C6E3EA"))
    line = max(1, wide // 800)
    y = step * 1.5
    while y < high:
        pen.line([(0, y), (wide, y)], fill=rgb(rule), width=line)
        y += step
    if hand.chance(0.45):
        x = 0.0
        while x < wide:
            pen.line([(x, 0), (x, high)], fill=rgb(rule), width=line)
            x += step
    else:
        x = wide * 0.12
        pen.line([(x, 0), (x, high)], fill=rgb("#F3A6AE"), width=line * 2)
    return sheet, step


def write(page: Crayon, start: Point, length: float, tall: float, colour: str) -> None:
    """Write one line that looks like handwriting but says nothing."""
    hand = page.hand
    pen = ImageDraw.Draw(page.canvas)
    x, base = start
    end = x + length
    thick = max(2, round(page.canvas.width / 420 * (1.25 - 0.35 * hand.skill)))
    drift, joined = 0.0, hand.age >= 7
    while x < end:
        letters = hand.rng.randint(2, 7)
        word: list[Point] = []
        for _ in range(letters):
            wide = tall * hand.spread(0.34, 0.55) * (1.3 - 0.3 * hand.skill)
            top = tall * hand.pick((0.5, 0.5, 0.55, 1.0, -0.45)) * hand.spread(0.9, 1.1)
            for k in range(7):
                t = k / 6
                wave = math.sin(t * math.pi)
                word.append(
                    (x + wide * (t + 0.34 * math.sin(t * 2 * math.pi)), base + drift - top * wave)
                )
            x += wide * (1.0 if joined else 1.25)
            drift += hand.spread(-0.9, 0.9) * (1.4 - hand.skill)
            drift *= 0.9
            if not joined:
                pen.line(word, fill=rgb(colour), width=thick, joint="curve")
                word = []
        if word:
            pen.line(word, fill=rgb(colour), width=thick, joint="curve")
        if hand.chance(0.3):
            dot = x - tall * 0.4, base - tall * 0.85
            pen.ellipse(
                [dot[0], dot[1], dot[0] + thick * 1.5, dot[1] + thick * 1.5], fill=rgb(colour)
            )
        x += tall * hand.spread(0.4, 0.65)


def border(page: Crayon) -> None:
    """Decorate the edge of the sheet."""
    hand = page.hand
    left, right, top, low = page.left + 62, page.right - 62, page.top + 62, 718.0
    style = hand.rng.randrange(4)
    sides = [
        ((left, top), (right, top)),
        ((right, top), (right, low)),
        ((right, low), (left, low)),
        ((left, low), (left, top)),
    ]
    gap = 30 + 22 * (1 - hand.skill)
    if style == 2:
        gap *= 1.6
    for s, ((x0, y0), (x1, y1)) in enumerate(sides):
        count = max(4, round(math.hypot(x1 - x0, y1 - y0) / gap))
        spots = [(x0 + (x1 - x0) * i / count, y0 + (y1 - y0) * i / count) for i in range(count + 1)]
        if style == 0:
            zigzag = [
                (x + (12 if i % 2 else -12) * (s % 2), y + (12 if i % 2 else -12) * (1 - s % 2))
                for i, (x, y) in enumerate(spots)
            ]
            page.stroke(zigzag, hand.main(s), 7)
        for i, (x, y) in enumerate(spots[:-1]):
            if style == 1:
                page.dot(x, y, hand.spread(9, 13), hand.main(i))
            elif style == 2 and i % 2:
                page.area(star_points(x, y, 19), hand.main(i), outline=False)
            elif style == 2:
                heart(page, x, y, 16, hand.main(i))
            elif style == 3:
                page.stroke(
                    [
                        (x, y),
                        (
                            (x + spots[i + 1][0]) / 2 + 12 * (s % 2),
                            (y + spots[i + 1][1]) / 2 + 12 * (1 - s % 2),
                        ),
                        spots[i + 1],
                    ],
                    hand.main(i),
                    9,
                )


def layout(hand: Hand, size: tuple[int, int]) -> tuple[Box, list[Box]]:
    """Choose where the drawing goes and where the text goes."""
    wide, high = size
    plan = hand.rng.randrange(3)
    if plan == 0:
        small = (wide * 0.5, high * 0.4, wide * 0.43, high * 0.5)
        return small, [(0.15, 0.15, 0.72, 0.25), (0.15, 0.4, 0.33, 0.48)]
    if plan == 1:
        small = (wide * 0.15, high * 0.44, wide * 0.7, high * 0.49)
        return small, [(0.16, 0.15, 0.68, 0.31)]
    small = (wide * 0.08, high * 0.3, wide * 0.46, high * 0.52)
    return small, [(0.16, 0.13, 0.7, 0.17), (0.57, 0.32, 0.34, 0.55)]


def poem_page(hand: Hand, size: tuple[int, int]) -> tuple[Image.Image, Crayon]:
    """Return the written and decorated sheet, and the corner left for the drawing."""
    sheet, step = lined(hand, size)
    flip, hand.flip = hand.flip, False
    lean, hand.lean = hand.lean, hand.lean * 0.35
    zoom, pan, hand.zoom, hand.pan = hand.zoom, hand.pan, 1.0, 0.0
    page = Crayon(sheet, hand)
    border(page)
    small, blocks = layout(hand, size)
    ink = hand.pick((INK, "#1F3FA8", "#1F3FA8", "#5B3216"))
    title = hand.pick(("#E4262C", "#7B3FC4", "#1E9E4A", "#1F5FD6", "#F25CA2", "#FA5A36"))
    wide, high = size
    first = True
    for x, y, share, deep in blocks:
        row = math.ceil((y * high - step / 2) / step) * step + step / 2
        while row < (y + deep) * high:
            if first:
                write(page, (x * wide, row), share * wide * 0.42, step * 0.85, title)
                row += step
                first = False
            else:
                length = share * wide * hand.spread(0.55, 0.96)
                write(page, (x * wide, row - step * 0.08), length, step * 0.58, ink)
            row += step * (2 if hand.age < 7 or hand.chance(0.12) else 1)
    for _ in range(hand.some(0, 2)):
        flower(page, hand.spread(100, 900), 700, 60)
    hand.flip, hand.lean, hand.zoom, hand.pan = flip, lean, min(zoom, 1.0), pan * 0.3
    corner = Crayon(sheet, hand, small, bare=True)
    return sheet, corner
