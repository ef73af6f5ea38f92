"""The things children draw everywhere: suns, grass, people, trees, houses."""

from __future__ import annotations

import math

from roeselare2030.demo.drawings.geometry import Point, arc, bezier, star_points
from roeselare2030.demo.drawings.hand import BROWN, HAIRS, SKINS, WHITE
from roeselare2030.demo.drawings.medium import Medium

TOMATO = "#FA5A36"
DARK_GREY = "#6E6A80"
LIGHT_GREY = "#C9C6D6"


def sky(m: Medium, low: float = 560) -> None:
    """Scribble a daytime sky."""
    hand = m.hand
    if m.bare:
        return
    if hand.sky_style == "full":
        m.wash([(m.left, m.top), (m.right, m.top), (m.right, low), (m.left, low)], hand.sky)
    elif hand.sky_style == "strip":
        edge = m.top + 30 + hand.spread(60, 120)
        m.wash([(m.left, m.top), (m.right, m.top), (m.right, edge), (m.left, edge + 20)], hand.sky)
    sun(m)
    count = hand.some(1, 3) if hand.sky_style != "clouds" else hand.some(2, 5)
    for i in range(count):
        x = 250 + 640 * (i + hand.spread(0.1, 0.9)) / max(1, count)
        cloud(m, x, max(m.top + 40, 0) + hand.spread(60, 130), hand.spread(34, 58))
    for _ in range(hand.some(0, 4)):
        bird(m, hand.spread(260, 900), hand.spread(70, 230), hand.spread(14, 24))


def night(m: Medium, stars: int = 12) -> None:
    """Fill a night sky with small stars."""
    hand = m.hand
    if not m.bare:
        corners = [(m.left, m.top), (m.right, m.top), (m.right, m.bottom), (m.left, m.bottom)]
        m.area(corners, hand.night, outline=False)
    for _ in range(stars):
        x, y = hand.spread(30, 970), hand.spread(max(m.top, -200) + 50, 560)
        shade = hand.pick((hand.sunny, "#FBE43A", "#FFB52E", "#CBE8FF"))
        if hand.chance(0.55):
            m.dot(x, y, hand.spread(3, 7), shade)
        else:
            r = hand.spread(11, 24)
            m.area(star_points(x, y, r, turn=hand.spread(-110, -70)), shade, outline=False)


def sun(m: Medium) -> None:
    """Put a sun in the corner."""
    hand = m.hand
    top = m.top + 30
    if hand.sun_style == "corner":
        x, y, r = m.left + 34, top + 4, 125.0
    else:
        x, y, r = m.left + 170, top + 125, 68.0
    rays = hand.some(7, 15)
    for i in range(rays):
        angle = 2 * math.pi * (i + hand.spread(-0.15, 0.15)) / rays
        near, far = r * 1.15, r * hand.spread(1.5, 1.85)
        m.stroke(
            [
                (x + near * math.cos(angle), y + near * math.sin(angle)),
                (x + far * math.cos(angle), y + far * math.sin(angle)),
            ],
            hand.sunny,
            8,
        )
    m.oval(x, y, r, r, hand.sunny)
    if hand.sun_style == "face":
        face(m, x, y, r)
    elif hand.sun_style == "spiral":
        turns = [
            (x + r * t / 26 * math.cos(t * 0.7), y + r * t / 26 * math.sin(t * 0.7))
            for t in range(24)
        ]
        m.stroke(turns, "#FF8A1E")


def face(m: Medium, x: float, y: float, r: float) -> None:
    """Draw two eyes, a smile and maybe cheeks."""
    hand = m.hand
    eye = max(2.4, r * 0.1)
    m.dot(x - r * 0.36, y - r * 0.16, eye)
    m.dot(x + r * 0.36, y - r * 0.16, eye)
    m.stroke(arc(x, y + r * 0.08, r * 0.48, r * 0.44, 15, 165), hand.pick((None, "#E4262C")))
    if r > 24 and hand.chance(0.6):
        m.dot(x - r * 0.6, y + r * 0.2, r * 0.13, "#FF9FD0")
        m.dot(x + r * 0.6, y + r * 0.2, r * 0.13, "#FF9FD0")


def cloud(m: Medium, x: float, y: float, r: float) -> None:
    """Draw a cloud of bumps."""
    colour = m.hand.pick((WHITE, "#CBE8FF", WHITE))
    points: list[Point] = []
    points += arc(x - r, y, r * 0.7, r * 0.6, 100, 270)
    points += arc(x, y - r * 0.4, r * 0.8, r * 0.7, 200, 340)
    points += arc(x + r * 1.1, y, r * 0.7, r * 0.6, -90, 80)
    points += arc(x, y + r * 0.35, r * 0.8, r * 0.5, 10, 170)
    m.area(points, colour)


def bird(m: Medium, x: float, y: float, r: float) -> None:
    """Draw a bird like a v."""
    m.stroke([*arc(x - r, y, r, r * 0.7, 200, 350), *arc(x + r, y, r, r * 0.7, 190, 340)])


def ground(m: Medium, y: float = 600, colour: str | None = None) -> None:
    """Lay grass along the bottom."""
    hand = m.hand
    green = colour or hand.grass
    if m.bare:
        grass(m, 60, 940, y + 6, green)
        return
    if hand.ground_style == "hill":
        bump = hand.spread(18, 42)
        edge = [
            (m.left + (m.right - m.left) * i / 12, y + 8 - bump * math.sin(i / 12 * math.pi * 1.0))
            for i in range(13)
        ]
    else:
        edge = [(m.left, y), (m.right, y)]
    m.area([*edge, (m.right, m.bottom), (m.left, m.bottom)], green, outline=False)
    if hand.ground_style == "zigzag":
        grass(m, m.left, m.right, y + 4, green)
    for _ in range(hand.some(3, 12)):
        x, low = hand.spread(20, 980), hand.spread(y + 30, 735)
        if hand.chance(0.5):
            blade = hand.pick(("#1E9E4A", "#2FA84F", "#7CC63A"))
            m.stroke(
                [(x - 12, low), (x - 8, low - 18), (x, low), (x + 7, low - 20), (x + 13, low)],
                blade,
            )


def grass(m: Medium, left: float, right: float, y: float, colour: str) -> None:
    """Draw zigzag grass."""
    points, x, up = [], left, False
    while x < right:
        points.append((x, y - (m.hand.spread(16, 34) if up else 0)))
        x += m.hand.spread(7, 15) * (1.5 - 0.5 * m.hand.skill)
        up = not up
    m.stroke(points, colour, 5)


def flower(m: Medium, x: float, y: float, high: float) -> None:
    """Plant a flower with its foot at a point."""
    hand = m.hand
    colour = hand.pick((*hand.mains[:5], "#FF9FD0", TOMATO))
    r = high * 0.2
    m.stroke([(x, y), (x + hand.spread(-5, 5), y - high)], "#1E9E4A", 5)
    m.stroke([(x, y - high * 0.3), (x + r * 1.2, y - high * 0.52)], "#1E9E4A", 5)
    if hand.chance(0.35):
        m.area(
            [
                (x - r, y - high * 1.2),
                (x - r * 0.4, y - high),
                (x, y - high * 1.25),
                (x + r * 0.4, y - high),
                (x + r, y - high * 1.2),
                (x + r * 0.7, y - high * 0.75),
                (x - r * 0.7, y - high * 0.75),
            ],
            colour,
        )
        return
    count = hand.pick((5, 6))
    for i in range(count):
        a = i * 2 * math.pi / count
        m.oval(
            x + r * 1.05 * math.cos(a),
            y - high + r * 1.05 * math.sin(a),
            r * 0.7,
            r * 0.7,
            colour,
            outline=high > 80,
        )
    m.dot(x, y - high, r * 0.65, hand.sunny if colour != hand.sunny else TOMATO)


def flowers(m: Medium, y0: float, y1: float, fewest: int = 1, most: int = 7) -> None:
    """Sow flowers over a strip."""
    for _ in range(m.hand.some(fewest, most)):
        flower(m, m.hand.spread(30, 970), m.hand.spread(y0, y1), m.hand.spread(50, 85))


def tree(m: Medium, x: float, y: float, high: float) -> None:
    """Plant a tree with its foot at a point."""
    hand = m.hand
    trunk = high * 0.09
    green = hand.pick(("#2FA84F", "#4FCB72", "#1E9E4A", "#7CC63A"))
    m.box(x - trunk, y - high * 0.5, trunk * 2, high * 0.5, BROWN)
    if hand.tree_style == "fir":
        for i in range(3):
            top, half = y - high + i * high * 0.22, high * (0.2 + 0.07 * i)
            m.area([(x, top), (x + half, top + high * 0.34), (x - half, top + high * 0.34)], green)
        return
    if hand.tree_style == "cloud":
        crown: list[Point] = []
        for i in range(7):
            a = i * 360 / 7
            cx = x + high * 0.19 * math.cos(math.radians(a))
            cy = y - high * 0.7 + high * 0.19 * math.sin(math.radians(a))
            crown += arc(cx, cy, high * 0.13, high * 0.13, a - 75, a + 75)
        m.area(crown, green)
    else:
        m.oval(x, y - high * 0.7, high * 0.29, high * 0.3, green)
    if hand.tree_style in ("apples", "cloud"):
        for _ in range(hand.some(3, 7)):
            a, r = hand.spread(0, 6.28), hand.spread(0, high * 0.2)
            m.dot(
                x + r * math.cos(a),
                y - high * 0.7 + r * math.sin(a),
                max(7, high * 0.03),
                "#E4262C",
            )


def hair(m: Medium, x: float, y: float, r: float) -> None:
    """Give a head some hair."""
    hand = m.hand
    colour = hand.pick(HAIRS)
    style = hand.rng.randrange(5)
    if style == 0:
        for i in range(hand.some(5, 9)):
            a = math.radians(200 + i * 140 / 8)
            m.stroke(
                [
                    (x + r * math.cos(a), y + r * math.sin(a)),
                    (x + r * 1.4 * math.cos(a), y + r * 1.4 * math.sin(a)),
                ],
                colour,
                4,
            )
    elif style == 1:
        m.area([*arc(x, y - r * 0.1, r * 1.08, r * 1.0, 185, 355), (x, y - r * 0.45)], colour)
    elif style == 2:
        for side in (-1, 1):
            m.oval(x + side * r * 1.2, y - r * 0.1, r * 0.32, r * 0.6, colour)
        m.area([*arc(x, y - r * 0.15, r * 1.05, r * 0.95, 190, 350), (x, y - r * 0.5)], colour)
    elif style == 3:
        curls = []
        for i in range(60):
            a = math.radians(185 + i * 170 / 59)
            curls.append(
                (
                    x + r * 1.1 * math.cos(a) + r * 0.17 * math.cos(i * 0.9),
                    y + r * 1.05 * math.sin(a) + r * 0.17 * math.sin(i * 0.9),
                )
            )
        m.stroke(curls, colour, 5)
    else:
        for side in (-1, 1):
            m.stroke(
                [
                    (x + side * r * 0.2, y - r),
                    (x + side * r * 1.05, y - r * 0.5),
                    (x + side * r * 1.15, y + r * 0.9),
                ],
                colour,
                max(6.0, r * 0.24),
            )


def head(m: Medium, x: float, y: float, r: float) -> None:
    """Draw a big round head."""
    m.oval(x, y, r, m.hand.vary(r, 0.08), m.hand.pick(SKINS))
    hair(m, x, y, r)
    face(m, x, y, r)


def fingers(m: Medium, x: float, y: float, size: float, skin: str) -> None:
    """Draw a hand of three fingers."""
    for turn in (-0.7, 0.0, 0.7):
        angle = turn - math.pi / 2 + (0.3 if turn else 0)
        m.stroke([(x, y), (x + size * math.cos(angle), y + size * math.sin(angle))], skin)


def person(
    m: Medium,
    x: float,
    y: float,
    high: float,
    arms: str = "",
    colour: str = "",
    *,
    legs: bool = True,
) -> None:
    """Draw a child with its feet at a point; arms are up, wave, side or reach."""
    hand = m.hand
    arms = arms or hand.pick(("up", "side", "wave", "up"))
    colour = colour or hand.pick(hand.mains)
    r = high * (0.25 - 0.07 * hand.skill)
    limb = max(5.0, high * 0.035)
    if hand.figure == "tadpole":
        r = high * 0.31
        top = y - high + r
        if legs:
            for side in (-0.45, 0.45):
                foot = x + side * r * 1.1
                m.stroke(
                    [(x + side * r, top + r * 0.8), (foot, y), (foot + side * r * 0.6, y)],
                    None,
                    limb,
                )
        _arms(m, x, top + r * 0.3, r * 0.9, high, arms, limb)
        m.oval(x, top, r, r, hand.pick((*SKINS[:3], colour)))
        hair(m, x, top, r)
        face(m, x, top, r)
        return
    top = y - high + r
    neck, hip = top + r * 0.85, y - high * (0.3 if legs else 0.0)
    half = high * 0.12
    if legs:
        for side in (-1, 1):
            foot = x + side * half * 0.8
            m.stroke(
                [(x + side * half * 0.5, hip), (foot, y), (foot + side * half * 0.7, y)],
                hand.pick((None, hand.main(4))) if hand.figure == "clothes" else None,
                limb,
            )
    _arms(m, x, neck + (hip - neck) * 0.25, half * 0.4, high, arms, limb)
    if hand.figure == "stick":
        m.stroke([(x, neck), (x, hip)], None, limb)
        m.area(
            [
                (x - half * 0.7, neck + 4),
                (x + half * 0.7, neck + 4),
                (x + half, hip),
                (x - half, hip),
            ],
            colour,
        )
    elif hand.chance(0.5):
        m.area(
            [
                (x, neck - 4),
                (x + half * 1.5, hip + high * 0.06),
                (x - half * 1.5, hip + high * 0.06),
            ],
            colour,
        )
    else:
        m.box(x - half * 0.85, neck, half * 1.7, hip - neck, colour)
        if hand.skill > 0.4:
            m.stroke(
                [
                    (x - half * 0.8, neck + (hip - neck) * 0.5),
                    (x + half * 0.8, neck + (hip - neck) * 0.5),
                ],
                hand.main(6),
                5,
            )
    head(m, x, top, r)


def _arms(m: Medium, x: float, y: float, half: float, high: float, arms: str, limb: float) -> None:
    """Draw two arms from the shoulders."""
    reach = high * 0.3
    ends = {
        "up": (-0.85, -0.85),
        "side": (0.15, 0.15),
        "wave": (-0.95, 0.5),
        "reach": (-0.15, -0.15),
        "down": (0.8, 0.8),
    }[arms]
    for side, lift in zip((-1, 1), ends, strict=True):
        hand_x, hand_y = x + side * (half + reach * 0.8), y + lift * reach
        m.stroke([(x + side * half, y), (hand_x, hand_y)], None, limb)
        if high > 90:
            fingers(m, hand_x, hand_y, high * 0.06, m.hand.ink)


def house(m: Medium, x: float, y: float, wide: float, high: float, wall: str = "") -> None:
    """Build a house with its lower left corner at a point."""
    hand = m.hand
    wall = wall or hand.pick(hand.mains)
    roof = hand.pick([c for c in (TOMATO, "#7B3FC4", "#E4262C", "#FF8A1E", BROWN) if c != wall])
    top = y - high * 0.62
    if hand.chance(0.7):
        cx = x + wide * 0.72
        m.box(cx, y - high * 0.97, wide * 0.12, high * 0.3, roof)
        smoke = [
            (
                cx + wide * 0.06 + t * wide * 0.025 + wide * 0.05 * math.cos(t * 0.9),
                y - high - t * 3.4 + wide * 0.05 * math.sin(t * 0.9),
            )
            for t in range(18)
        ]
        m.stroke(smoke, DARK_GREY)
    m.box(x, top, wide, high * 0.62, wall)
    m.area([(x - wide * 0.08, top), (x + wide / 2, y - high), (x + wide * 1.08, top)], roof)
    door = wide * 0.2
    m.box(x + wide * 0.4, y - high * 0.32, door, high * 0.32, hand.pick((BROWN, hand.main(2))))
    m.dot(x + wide * 0.4 + door * 0.8, y - high * 0.15, 3, hand.sunny)
    for cx in (0.1, 0.7):
        window(m, x + wide * cx, y - high * 0.52, wide * 0.2, high * 0.2)
    if wide > 180:
        m.oval(x + wide / 2, top - high * 0.15, wide * 0.07, wide * 0.07, "#CBE8FF")


def window(m: Medium, x: float, y: float, wide: float, high: float) -> None:
    """Cut a window with a cross."""
    m.box(x, y, wide, high, m.hand.pick(("#CBE8FF", "#FBE43A", "#CBE8FF")))
    m.stroke([(x + wide / 2, y), (x + wide / 2, y + high)])
    if m.hand.skill > 0.2:
        m.stroke([(x, y + high / 2), (x + wide, y + high / 2)])


def heart(m: Medium, x: float, y: float, r: float, colour: str) -> None:
    """Draw a heart."""
    m.area(
        [
            (x, y + r),
            *arc(x - r * 0.5, y - r * 0.2, r * 0.55, r * 0.5, 160, 350),
            *arc(x + r * 0.5, y - r * 0.2, r * 0.55, r * 0.5, 190, 380),
        ],
        colour,
    )


def bunting(m: Medium, a: Point, b: Point, sag: float, flags: int) -> None:
    """Hang a string of flags."""
    line = bezier(
        a,
        (a[0] * 0.67 + b[0] * 0.33, a[1] + sag),
        (a[0] * 0.33 + b[0] * 0.67, b[1] + sag),
        b,
        flags * 2,
    )
    m.stroke(line)
    for i in range(flags):
        (x, y), (x1, y1) = line[i * 2], line[i * 2 + 1]
        m.area([(x, y), (x1 + 6, y1), ((x + x1) / 2, (y + y1) / 2 + 34)], m.hand.main(i))


def balloon(m: Medium, x: float, y: float, r: float, foot: Point) -> None:
    """Float a balloon on a string."""
    m.stroke(bezier((x, y + r), (x + 20, y + r * 2), (x - 20, y + r * 2), foot))
    m.oval(x, y, r * 0.85, r, m.hand.pick(m.hand.mains))


def fish(m: Medium, x: float, y: float, r: float) -> None:
    """Draw a fish."""
    colour = m.hand.pick((TOMATO, "#FFB52E", "#FF9FD0", m.hand.main(0)))
    m.area([(x - r * 0.8, y), (x - r * 1.7, y - r * 0.6), (x - r * 1.7, y + r * 0.6)], colour)
    m.oval(x, y, r, r * 0.6, colour)
    m.dot(x + r * 0.5, y - r * 0.12, max(3, r * 0.1))


def cat(m: Medium, x: float, y: float, high: float) -> None:
    """Seat a cat with its foot at a point."""
    colour = m.hand.pick(("#FFB52E", DARK_GREY, "#FF9A76", INK_CAT))
    r = high * 0.26
    m.stroke(
        bezier(
            (x + r, y - r * 0.4), (x + r * 3, y), (x + r * 2, y - r * 3), (x + r * 2.6, y - r * 3)
        ),
        colour,
        9,
    )
    m.oval(x, y - high * 0.3, r * 1.1, high * 0.32, colour)
    top = y - high * 0.72
    m.area(
        [
            (x - r, top - r * 0.2),
            (x - r * 0.9, top - r * 1.5),
            (x - r * 0.2, top - r * 0.8),
            (x + r * 0.2, top - r * 0.8),
            (x + r * 0.9, top - r * 1.5),
            (x + r, top - r * 0.2),
            (x + r * 0.7, top + r * 0.7),
            (x - r * 0.7, top + r * 0.7),
        ],
        colour,
    )
    pale = WHITE if colour == INK_CAT else None
    m.dot(x - r * 0.4, top - r * 0.1, 4, pale)
    m.dot(x + r * 0.4, top - r * 0.1, 4, pale)
    for side in (-1, 1):
        for k in (-0.15, 0.2):
            m.stroke(
                [(x + side * r * 0.5, top + r * 0.3), (x + side * r * 1.5, top + r * (0.3 + k))]
            )


INK_CAT = "#3D3A4A"


def ladder(m: Medium, foot: Point, top: Point, wide: float, colour: str = BROWN) -> None:
    """Lean a ladder."""
    for side in (0.0, wide):
        m.stroke([(foot[0] + side, foot[1]), (top[0] + side, top[1])], colour, 7)
    rungs = m.hand.some(4, 8)
    for i in range(1, rungs + 1):
        t = i / (rungs + 1)
        x, y = foot[0] + (top[0] - foot[0]) * t, foot[1] + (top[1] - foot[1]) * t
        m.stroke([(x, y), (x + wide, y)], colour, 6)


def wheel(m: Medium, x: float, y: float, r: float, rim: str, spokes: int = 8) -> None:
    """Draw a spoked wheel."""
    m.oval(x, y, r, r, WHITE)
    m.stroke(arc(x, y, r, r), rim, max(9.0, r * 0.1))
    for i in range(spokes):
        a = math.pi * 2 * i / spokes
        m.stroke([(x, y), (x + r * 0.92 * math.cos(a), y + r * 0.92 * math.sin(a))])
    m.dot(x, y, r * 0.12, m.hand.main(3))


def butterfly(m: Medium, x: float, y: float, r: float) -> None:
    """Draw a butterfly."""
    colour = m.hand.pick(m.hand.mains)
    for side in (-1, 1):
        m.oval(x + side * r * 0.7, y - r * 0.4, r * 0.6, r * 0.55, colour)
        m.oval(x + side * r * 0.55, y + r * 0.5, r * 0.42, r * 0.4, m.hand.main(1))
    m.stroke([(x, y - r * 0.8), (x, y + r * 0.8)], None, 6)
