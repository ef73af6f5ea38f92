"""Motifs of play and nature: wheels, water, animals and the night."""

from __future__ import annotations

import math

from roeselare2030.demo.drawings.geometry import arc, bezier, ribbon, star_points
from roeselare2030.demo.drawings.hand import BROWN, INK, WHITE
from roeselare2030.demo.drawings.medium import Medium
from roeselare2030.demo.drawings.motifs_city import boat
from roeselare2030.demo.drawings.things import (
    DARK_GREY,
    LIGHT_GREY,
    TOMATO,
    balloon,
    bird,
    bunting,
    butterfly,
    cat,
    cloud,
    face,
    fish,
    flower,
    flowers,
    ground,
    head,
    house,
    ladder,
    night,
    person,
    sky,
    tree,
    wheel,
    window,
)


def tree_house(m: Medium) -> None:
    """Draw a house high in a tree."""
    hand = m.hand
    sky(m)
    ground(m, 620)
    x = hand.spread(400, 500)
    m.area(
        [
            (x - 62, 680),
            (x - 45, 420),
            (x - 130, 300),
            (x - 90, 280),
            (x, 390),
            (x + 80, 270),
            (x + 120, 300),
            (x + 48, 420),
            (x + 70, 680),
        ],
        BROWN,
    )
    green = hand.pick(("#2FA84F", "#4FCB72", "#7CC63A"))
    for dx, dy, r in ((-210, 260, 120), (205, 250, 125), (-90, 150, 130), (100, 140, 130)):
        m.oval(x + dx, dy, hand.vary(r), hand.vary(r * 0.9), green)
    wall = hand.main(0)
    m.box(x - 125, 230, 250, 175, wall)
    if hand.skill > 0.4:
        for k in range(1, 5):
            m.stroke([(x - 125, 230 + k * 35), (x + 125, 230 + k * 35)])
    m.area([(x - 160, 232), (x, 120), (x + 160, 232)], hand.main(1))
    m.box(x - 165, 402, 330, 24, hand.main(2))
    m.box(x + 25, 300, 66, 102, BROWN)
    window(m, x - 95, 270, 85, 76)
    head(m, x - 52, 315, 30)
    ladder(m, (x + 100, 690), (x + 70, 425), 56)
    swing = x - 235
    m.stroke([(swing - 26, 310), (swing - 30, 545)], None, 5)
    m.stroke([(swing + 26, 310), (swing + 22, 545)], None, 5)
    m.box(swing - 44, 542, 84, 18, hand.main(3))
    person(m, swing - 2, 592, 185, "up")
    for _ in range(hand.some(4, 10)):
        a = hand.pick((-210, 205, -300, 290))
        m.dot(x + a * hand.spread(0.8, 1.1), hand.spread(180, 320), 10, TOMATO)
    person(m, x + 300, 710, hand.spread(150, 190), "up")
    if hand.chance(0.6):
        bunting(m, (x + 125, 240), (x + 400, 330), 50, 5)
        m.stroke([(x + 400, 320), (x + 400, 650)], BROWN, 9)
    if hand.chance(0.6):
        cat(m, x + 200, 735, 110)
    flowers(m, 690, 735, 1, 6)


def bike(m: Medium) -> None:
    """Draw a child on a big bike."""
    hand = m.hand
    sky(m)
    ground(m, 560)
    if hand.chance(0.6):
        tree(m, 880, 580, 300)
        house(m, 60, 575, 180, 220)
    else:
        for i in range(3):
            tree(m, 100 + i * 380 + hand.spread(-40, 40), 575, hand.spread(230, 320))
    m.area(
        [(m.left, 640), (m.right, 625), (m.right, 745), (m.left, 750)],
        hand.pick((TOMATO, LIGHT_GREY, "#FF9A76")),
        outline=False,
    )
    for i in range(6):
        m.stroke([(20 + i * 180, 715), (110 + i * 180, 713)], WHITE, 9)
    frame, r, x, y = hand.main(0), hand.spread(112, 128), hand.spread(330, 370), 560
    x2 = x + 320
    spokes = hand.some(6, 12)
    wheel(m, x, y, r, INK, spokes)
    wheel(m, x2, y, r, INK, spokes)
    m.stroke([(x, y), (x + 95, 400), (x + 255, 395), (x + 150, 565), (x, y)], frame, 17)
    m.stroke([(x + 95, 400), (x + 150, 565)], frame, 17)
    m.stroke([(x2, y), (x + 245, 340), (x + 205, 322)], frame, 17)
    m.area([(x + 50, 372), (x + 135, 366), (x + 125, 392), (x + 62, 394)], INK)
    m.oval(x + 150, 565, 24, 24, hand.main(1))
    m.stroke([(x + 100, 360), (x + 185, 470), (x + 165, 590), (x + 200, 592)], hand.main(2), 15)
    m.area([(x + 70, 370), (x + 85, 235), (x + 140, 235), (x + 145, 372)], hand.main(3))
    m.stroke([(x + 120, 265), (x + 215, 325)], None, 13)
    head(m, x + 112, 185, 58)
    m.area([*arc(x + 112, 162, 64, 58, 180, 360)], hand.main(4))
    if hand.chance(0.6):
        m.box(x + 260, 290, 80, 60, BROWN)
        flower(m, x + 285, 295, 60)
        flower(m, x + 320, 295, 70)
    else:
        m.stroke([(x - 60, 480), (x - 60, 260)], None, 5)
        m.area([(x - 60, 260), (x - 150, 285), (x - 60, 320)], hand.main(5))
    for i in range(3):
        m.stroke([(x - 300, 400 + i * 60), (x - 170 - i * 12, 400 + i * 60)], None, 4)


def river(m: Medium) -> None:
    """Draw a river winding from the hills, full of life."""
    hand = m.hand
    sky(m)
    ground(m, 330)
    far, near = hand.spread(420, 580), hand.spread(380, 560)
    middle = bezier((far, 335), (far + 330, 420), (near - 420, 520), (near, 790), 22)
    left = [(px - 14 - i * 11.5, py) for i, (px, py) in enumerate(middle)]
    right = [(px + 14 + i * 11.5, py) for i, (px, py) in enumerate(middle)]
    m.area(left + right[::-1], hand.water)
    for _ in range(hand.some(5, 12)):
        i = hand.rng.randrange(6, 22)
        cx, cy = middle[i][0] + hand.spread(-6, 6) * i, middle[i][1]
        m.stroke(
            [(cx - 34, cy), (cx - 17, cy - 9), (cx, cy), (cx + 17, cy - 9), (cx + 34, cy)],
            hand.pick((WHITE, "#CBE8FF", "#1F5FD6")),
            5,
        )
    tree(m, 120, 470, hand.spread(210, 270))
    tree(m, 890, 480, hand.spread(230, 300))
    if hand.chance(0.5):
        house(m, 700, 420, 140, 160)
    px, py = middle[9]
    if hand.chance(0.6):
        deck = arc(px, py + 50, 210, 110, 180, 360)
        m.area(ribbon(deck, 32), hand.main(0))
        for k in range(2, len(deck) - 2, 3):
            m.stroke([deck[k], (deck[k][0], deck[k][1] - 50)], None, 6)
        person(m, px, py - 60, 120, "up")
    bx, by = middle[15]
    boat(m, bx + 30, by, hand.spread(70, 90))
    for i in (17, 19, 21):
        fish(m, middle[i][0] + hand.spread(-120, 120), middle[i][1] + 10, hand.spread(26, 40))
    for _ in range(hand.some(1, 3)):
        duck(m, bx - hand.spread(70, 170), by + hand.spread(20, 70), hand.spread(26, 36))
    m.stroke([(150, 610), (290, 520)], BROWN, 8)
    person(m, 130, 720, 200, "side")
    person(m, 900, 715, 180, "up")
    flowers(m, 600, 735, 1, 5)


def duck(m: Medium, x: float, y: float, r: float) -> None:
    """Float a duck."""
    m.area([*arc(x, y, r, r * 0.6, 0, 180), (x - r * 1.3, y - r * 0.5)], "#FBE43A")
    m.oval(x + r * 0.7, y - r * 0.6, r * 0.45, r * 0.45, "#FBE43A")
    m.area(
        [(x + r * 1.05, y - r * 0.7), (x + r * 1.6, y - r * 0.5), (x + r * 1.05, y - r * 0.4)],
        "#FF8A1E",
    )
    m.dot(x + r * 0.75, y - r * 0.7, 3)


def rocket_bus(m: Medium) -> None:
    """Draw a bus that flies between the stars."""
    hand = m.hand
    night(m, hand.some(10, 26))
    planet = hand.main(3)
    px, py = hand.spread(760, 860), hand.spread(120, 170)
    m.oval(px, py, 78, 78, planet)
    m.stroke(arc(px, py, 128, 28, -20, 200), hand.sunny, 12)
    m.oval(hand.spread(80, 180), hand.spread(620, 680), 58, 58, hand.main(4))
    rise = hand.spread(60, 150)
    body = hand.pick(("#FBE43A", "#FFB52E", TOMATO, "#4FCB72", "#FF9FD0"))

    def at(u: float, v: float) -> tuple[float, float]:
        """Tilt a point of the bus."""
        return 240 + u - v * rise / 560 * 0.3, 395 + v - u * rise / 560 + rise * 0.5

    for k, colour in enumerate(("#E4262C", "#FF8A1E", "#FBE43A")):
        s = 1 - k * 0.28
        m.area(
            [
                at(0, 100 - 80 * s),
                at(-95 * s, 100 - 90 * s),
                at(-70 * s, 100 - 35 * s),
                at(-190 * s, 100),
                at(-70 * s, 100 + 35 * s),
                at(-100 * s, 100 + 85 * s),
                at(0, 100 + 80 * s),
            ],
            colour,
            outline=k == 0,
        )
    fin = hand.main(0)
    m.area([at(20, 10), at(-70, -110), at(40, -105), at(170, 5)], fin)
    m.area([at(20, 195), at(-70, 300), at(40, 300), at(170, 195)], fin)
    nose = bezier(at(500, 0), at(610, 10), at(700, 60), at(715, 110))
    under = bezier(at(715, 110), at(690, 170), at(610, 200), at(500, 205))
    m.area([at(0, 0), *nose, *under, at(0, 205)], body)
    m.area([*bezier(at(545, 5), at(640, 20), at(705, 70), at(715, 110)), at(560, 110)], "#CBE8FF")
    for i in range(4):
        u = 45 + i * 125
        m.area([at(u, 32), at(u + 98, 32), at(u + 98, 115), at(u, 115)], "#CBE8FF")
        head(m, *at(u + 49, 76), 34)
    m.area([at(5, 140), at(590, 140), at(575, 165), at(5, 165)], hand.main(1), outline=False)
    for u in (130, 430):
        m.oval(*at(u, 210), 52, 52, INK)
        m.oval(*at(u, 210), 24, 24, LIGHT_GREY)
    m.area(star_points(*at(290, 160), 38), hand.main(2))
    if hand.chance(0.6):
        alien(m, hand.spread(120, 260), hand.spread(150, 220))
    if hand.chance(0.5):
        m.area(arc(500, 850, 620, 190, 180, 360), hand.main(5))
        for i in range(3):
            m.oval(280 + i * 200, 720, 34, 14, DARK_GREY)


def alien(m: Medium, x: float, y: float) -> None:
    """Draw an alien in its saucer."""
    m.oval(x, y - 42, 40, 46, "#4FCB72")
    face(m, x, y - 50, 30)
    m.stroke([(x, y - 85), (x + 12, y - 118)], "#4FCB72", 6)
    m.dot(x + 12, y - 120, 8, TOMATO)
    m.oval(x, y, 92, 28, LIGHT_GREY)
    for k in (-55, 0, 55):
        m.dot(x + k, y, 9, m.hand.pick(m.hand.mains))


def garden(m: Medium) -> None:
    """Draw a vegetable garden, also under the ground."""
    hand = m.hand
    sky(m)
    soil, level = hand.pick(("#8A5426", "#A86B3A", "#6B3F26")), hand.spread(480, 515)
    m.area(
        [(m.left, level), (m.right, level), (m.right, m.bottom), (m.left, m.bottom)],
        soil,
        outline=False,
    )
    rows = hand.some(5, 8)
    for i in range(rows):
        vegetable(m, 60 + 880 * (i + 0.5) / rows, level, i)
    grass(m, level)
    count = hand.some(1, 3)
    for i in range(count):
        sunflower(
            m,
            200 + 520 * i / max(1, count - 1) + hand.spread(-50, 50),
            level,
            hand.spread(260, 370),
        )
    person(m, hand.spread(800, 880), level + 10, hand.spread(210, 240), "side")
    if hand.chance(0.7):
        x = 690.0
        m.area(
            [(x, level), (x - 8, level - 75), (x + 78, level - 75), (x + 70, level)], hand.main(0)
        )
        m.stroke([(x, level - 20), (x - 70, level - 85)], hand.main(0), 13)
        m.stroke(arc(x + 75, level - 40, 36, 30, -90, 90), hand.main(0), 9)
        for k in range(4):
            m.dot(x - 82 - k * 9, level - 66 + k * 17, 5, "#4F86FF")
    worm = bezier((120, 700), (170, 660), (190, 740), (250, 695))
    m.stroke(worm, "#FF9FD0", 15)
    m.dot(250, 690, 4)
    butterfly(m, hand.spread(350, 600), hand.spread(120, 230), hand.spread(26, 40))
    if hand.chance(0.6):
        person(m, 80, level + 6, 180, "up")


def grass(m: Medium, level: float) -> None:
    """Edge the soil with grass."""
    points = []
    for i in range(m.hand.some(40, 70)):
        points.append((-20 + i * 26.0, level + (4 if i % 2 else -m.hand.spread(8, 26))))
    m.stroke([p for p in points if p[0] < 1030], m.hand.grass, 6)


def sunflower(m: Medium, x: float, y: float, high: float) -> None:
    """Grow a tall sunflower with a face."""
    m.stroke(
        bezier((x, y), (x + 25, y - high * 0.4), (x - 20, y - high * 0.7), (x, y - high)),
        "#1E9E4A",
        14,
    )
    for side in (-1, 1):
        m.area(
            [
                (x, y - high * 0.35),
                (x + side * 45, y - high * 0.55),
                (x + side * 75, y - high * 0.42),
                (x + side * 30, y - high * 0.3),
            ],
            "#4FCB72",
        )
    m.area(star_points(x, y - high, 96, 12, 0.66), m.hand.sunny)
    m.oval(x, y - high, 50, 50, m.hand.pick(("#C98A4B", "#FF9A76", BROWN)))
    face(m, x, y - high, 46)


def vegetable(m: Medium, x: float, y: float, index: int) -> None:
    """Plant a carrot, beetroot, onion or potato."""
    hand = m.hand
    deep = hand.spread(110, 165)
    kind = (index + hand.rng.randrange(2)) % 4
    for lean in (-24, 0, 24):
        m.stroke([(x, y + 14), (x + lean, y - hand.spread(50, 85))], "#2FA84F", 9)
    if kind in (0, 2):
        half = 36 if kind == 0 else 28
        m.area(
            [(x - half, y + 14), (x + half, y + 14), (x + 6, y + deep), (x - 4, y + deep)],
            "#FF8A1E",
        )
        for k in (0.35, 0.6):
            m.stroke([(x - half * 0.5, y + deep * k), (x, y + deep * k + 4)])
    elif kind == 1:
        m.area(
            [
                *arc(x, y + 62, 48, 48, -90, 90),
                (x, y + deep + 20),
                *arc(x, y + 62, 48, 48, 90, 270),
            ],
            "#C2388A",
        )
    else:
        m.oval(x, y + 66, 48, 40, "#E9C08A")
        face(m, x, y + 66, 36)


def star(m: Medium) -> None:
    """Draw one enormous smiling star."""
    hand = m.hand
    night(m, hand.some(9, 24))
    x, y, r = hand.spread(430, 570), hand.spread(300, 340), hand.spread(245, 280)
    rays = hand.pick((5, 5, 6))
    m.area(star_points(x, y, r, rays, 0.52, hand.spread(-102, -78)), hand.sunny)
    face(m, x, y + 8, r * 0.44)
    for i, k in enumerate((0.0, 0.5, 1.0)):
        colour = hand.main(i)
        if hand.skill > 0.3:
            m.stroke(
                bezier(
                    (x - 200, y + 150 + k * 30),
                    (x - 260, y + 210),
                    (x - 330, y + 190),
                    (x - 460, y + 280 + k * 44),
                ),
                colour,
                13,
            )
    m.area([*arc(500, 840, 640, 190, 180, 360)], hand.grass)
    if hand.chance(0.5):
        ladder(m, (x + 150, 690), (x + 90, y + 170), 54, "#FF9A76")
        person(m, x + 150, 560, 150, "up")
    else:
        for i in range(3):
            house(m, 620 + i * 125, 705, 95, hand.spread(120, 170))
    for i in range(hand.some(2, 4)):
        person(m, 160 + i * 115, 715, hand.spread(140, 180), "up")
    for _ in range(3):
        m.area(
            star_points(hand.spread(60, 940), hand.spread(60, 200), hand.spread(28, 46)),
            hand.main(5),
        )


def animals(m: Medium) -> None:
    """Draw an elephant, a giraffe and a rabbit together."""
    hand = m.hand
    sky(m)
    ground(m, 600)
    if hand.chance(0.5):
        giraffe(m, 690, 665)
        elephant(m, 310, 665)
    else:
        elephant(m, 640, 665)
        giraffe(m, 180, 665)
    rabbit(m, hand.spread(470, 520), 725, 120)
    if hand.chance(0.6):
        tree(m, 930, 640, 320)
    cat(m, hand.spread(80, 140), 730, 120)
    person(m, hand.spread(840, 900), 730, 165)
    for _ in range(hand.some(1, 3)):
        butterfly(m, hand.spread(380, 900), hand.spread(150, 330), hand.spread(18, 30))
    flowers(m, 690, 738, 1, 5)


def elephant(m: Medium, x: float, y: float) -> None:
    """Draw an elephant."""
    skin = m.hand.pick((LIGHT_GREY, "#BBA7F2", "#8FCBFA", "#FF9FD0"))
    for dx in (-110, -45, 45, 105):
        m.box(x + dx - 27, y - 120, 54, 120, skin)
    m.oval(x, y - 185, 175, 115, skin)
    m.stroke(
        bezier((x + 170, y - 200), (x + 205, y - 190), (x + 195, y - 140), (x + 205, y - 110)),
        skin,
        11,
    )
    trunk = bezier((x - 200, y - 220), (x - 280, y - 120), (x - 250, y - 40), (x - 310, y - 110))
    m.area(ribbon(trunk, 42), skin)
    m.oval(x - 165, y - 245, 92, 88, skin)
    m.oval(x - 95, y - 250, 62, 82, m.hand.pick(("#FF9FD0", "#FF9A76", skin)))
    m.dot(x - 195, y - 262, 8)
    m.stroke(arc(x - 190, y - 225, 36, 26, 20, 130))


def giraffe(m: Medium, x: float, y: float) -> None:
    """Draw a giraffe."""
    hand = m.hand
    skin, spots = hand.pick(("#FFB52E", "#FBE43A", "#FF9A76")), hand.pick((BROWN, TOMATO))
    for dx in (-80, -40, 40, 80):
        m.box(x + dx - 12, y - 170, 24, 170, skin)
    m.area([(x + 40, y - 230), (x + 95, y - 520), (x + 150, y - 515), (x + 112, y - 190)], skin)
    m.oval(x, y - 205, 125, 70, skin)
    for dx in (95, 135):
        m.stroke([(x + dx, y - 535), (x + dx, y - 590)], spots, 8)
        m.dot(x + dx, y - 592, 10, spots)
    m.oval(x + 140, y - 525, 66, 38, skin)
    m.dot(x + 135, y - 538, 6)
    m.stroke(arc(x + 165, y - 520, 26, 14, 20, 150))
    for dx, dy in (
        (-70, -215),
        (-25, -235),
        (-15, -180),
        (40, -210),
        (75, -290),
        (85, -350),
        (100, -420),
        (112, -470),
    ):
        m.dot(x + dx, y + dy, hand.spread(12, 17), spots)
    m.stroke([(x - 120, y - 215), (x - 150, y - 130)], skin, 8)


def rabbit(m: Medium, x: float, y: float, high: float) -> None:
    """Draw a rabbit."""
    fur = m.hand.pick((WHITE, "#FFD3E6", "#C98A4B"))
    m.oval(x, y - high * 0.3, high * 0.3, high * 0.33, fur)
    for side in (-1, 1):
        m.oval(x + side * high * 0.13, y - high * 1.12, high * 0.08, high * 0.28, fur)
    m.oval(x, y - high * 0.75, high * 0.25, high * 0.23, fur)
    face(m, x, y - high * 0.75, high * 0.22)


def race(m: Medium) -> None:
    """Draw soapbox cars racing to a chequered line."""
    hand = m.hand
    sky(m)
    ground(m, 330)
    crowd = hand.some(5, 10)
    for i in range(crowd):
        head(
            m, 40 + 920 * i / crowd + hand.spread(0, 40), hand.spread(345, 365), hand.spread(26, 34)
        )
    m.box(m.left, 372, m.right - m.left, 40, hand.main(0))
    m.area(
        [(m.left, 425), (m.right, 425), (m.right, 742), (m.left, 742)],
        hand.pick((DARK_GREY, LIGHT_GREY, "#FFDDB0")),
        outline=False,
    )
    for i in range(7):
        m.stroke([(20 + i * 150, 580), (95 + i * 150, 580)], WHITE, 9)
    squares = hand.some(5, 8)
    side = 316 / squares
    for i in range(squares):
        for k in range(2):
            m.box(
                850 + k * side,
                425 + i * side,
                side,
                side,
                INK if (i + k) % 2 else WHITE,
                outline=False,
            )
    m.stroke([(845, 440), (845, 130)], None, 9)
    m.stroke([(845 + 2 * side, 440), (845 + 2 * side, 130)], None, 9)
    m.box(790, 110, 190, 70, hand.main(1))
    for k in range(5):
        m.box(800 + k * 34, 120, 30, 25, INK if k % 2 else WHITE, outline=False)
    spots = [
        (hand.spread(560, 620), 540),
        (hand.spread(200, 300), 560),
        (hand.spread(400, 470), 700),
    ]
    if hand.age > 7:
        spots.append((hand.spread(90, 140), 705))
    for i, (x, y) in enumerate(spots):
        racer(m, x, y, hand.main(2 + i), i)
    bunting(m, (m.left, 210), (845, 150), 60, hand.some(5, 10))


def racer(m: Medium, x: float, y: float, colour: str, index: int) -> None:
    """Draw one soapbox car and its driver."""
    hand = m.hand
    person(m, x - 10, y - 30, 120, "up", legs=False)
    if hand.chance(0.5):
        m.area(
            [(x - 110, y - 65), (x + 20, y - 60), (x + 125, y - 30), (x + 125, y), (x - 110, y)],
            colour,
        )
    else:
        m.area(
            [
                *bezier((x - 110, y), (x - 110, y - 90), (x - 30, y - 60), (x, y - 55)),
                *bezier((x, y - 55), (x + 80, y - 60), (x + 130, y - 30), (x + 130, y)),
            ],
            colour,
        )
    m.oval(x - 15, y - 32, 26, 24, WHITE)
    if index % 2:
        m.stroke([(x - 22, y - 42), (x - 14, y - 46), (x - 14, y - 20)])
    else:
        m.stroke(
            [(x - 24, y - 42), (x - 8, y - 44), (x - 20, y - 32), (x - 6, y - 26), (x - 22, y - 20)]
        )
    for dx in (-70, 78):
        m.oval(x + dx, y + 4, 31, 31, INK)
        m.oval(x + dx, y + 4, 13, 13, hand.main(6))
    for k in range(3):
        m.stroke([(x - 190, y - 50 + k * 22), (x - 130, y - 50 + k * 22)], None, 4)


def moon(m: Medium) -> None:
    """Draw a big moon with a sleepy face and a visitor."""
    hand = m.hand
    night(m, hand.some(12, 28))
    x, y, r = hand.spread(420, 520), 345.0, hand.spread(250, 285)
    gold = hand.pick(("#FBE43A", "#FFE58A", "#FFB52E", "#FFF3C4"))
    if hand.chance(0.6):
        m.area(arc(x, y, r, r, 50, 310) + arc(x + r * 0.62, y, r * 0.72, r * 0.78, 270, 92), gold)
        m.stroke(arc(x - r * 0.45, y - 30, 32, 22, 20, 160), None, 7)
        m.stroke(arc(x - r * 0.36, y + 60, 46, 34, -10, 110), "#E4262C", 7)
        m.dot(x - r * 0.66, y + 40, 20, "#FF9FD0")
        end = (x + r * 0.58, y + r * 0.62)
        m.stroke([end, (end[0], end[1] + 60)], None, 5)
        m.stroke([(x + r * 0.45, y - r * 0.76), (x + r * 0.45, y)], WHITE, 5)
        m.box(x + r * 0.45 - 60, y, 120, 18, hand.main(0))
        person(m, x + r * 0.45, y + 44, 170, "up")
    else:
        m.oval(x, y, r, r, gold)
        for _ in range(hand.some(3, 7)):
            a, d = hand.spread(0, 6.28), hand.spread(r * 0.55, r * 0.8)
            m.oval(
                x + d * math.cos(a),
                y + d * math.sin(a),
                hand.spread(18, 36),
                hand.spread(16, 28),
                hand.pick(("#FFD98A", LIGHT_GREY)),
            )
        face(m, x, y + 20, r * 0.5)
        house(m, x - 60, y - r + 22, 110, 130)
        person(m, x + 110, y - r + 52, 120, "up")
    rocket(m, hand.spread(830, 890), hand.spread(280, 380), hand.spread(80, 100))
    for i in range(5):
        house(
            m,
            -20 + i * 215 + hand.spread(-10, 10),
            760,
            hand.spread(120, 150),
            hand.spread(110, 190),
        )
    if hand.chance(0.6):
        cloud(m, 170, hand.spread(140, 300), 56)
        head(m, 170, 100, 34)


def rocket(m: Medium, x: float, y: float, r: float) -> None:
    """Launch a rocket."""
    m.area(
        [
            (x - r * 0.3, y + r),
            (x - r * 0.4, y + r * 1.7),
            (x, y + r * 1.4),
            (x + r * 0.4, y + r * 1.7),
            (x + r * 0.3, y + r),
        ],
        "#FF8A1E",
    )
    for side in (-1, 1):
        m.area(
            [
                (x + side * r * 0.4, y + r * 0.3),
                (x + side * r * 0.9, y + r * 1.1),
                (x + side * r * 0.35, y + r),
            ],
            m.hand.main(1),
        )
    m.area(
        [
            *bezier(
                (x - r * 0.45, y + r),
                (x - r * 0.6, y - r * 0.2),
                (x - r * 0.3, y - r * 0.9),
                (x, y - r * 1.3),
            ),
            *bezier(
                (x, y - r * 1.3),
                (x + r * 0.3, y - r * 0.9),
                (x + r * 0.6, y - r * 0.2),
                (x + r * 0.45, y + r),
            ),
        ],
        m.hand.pick((WHITE, m.hand.main(2))),
    )
    m.oval(x, y - r * 0.2, r * 0.24, r * 0.24, "#45E3F2")


def football(m: Medium) -> None:
    """Draw a match with a goal, two teams and a flying ball."""
    hand = m.hand
    sky(m)
    x: float
    y: float
    ground(m, 400)
    crowd = hand.some(4, 9)
    for i in range(crowd):
        head(m, 330 + 640 * i / crowd + hand.spread(-8, 8), 385, hand.spread(24, 32))
    m.box(290, 400, m.right - 290, 34, hand.main(4))
    m.stroke([(m.left, 470), (m.right, 470)], WHITE, 8)
    m.stroke(arc(560, 620, 190, 90), WHITE, 8)
    m.area([(60, 610), (60, 300), (270, 270), (270, 560)], "#EAF6FF", outline=False)
    lines = hand.some(4, 8)
    for i in range(1, lines):
        t = i / lines
        m.stroke([(60 + 210 * t, 300 - 30 * t), (60 + 210 * t, 610 - 50 * t)], DARK_GREY)
        m.stroke([(60, 300 + 310 * t), (270, 270 + 290 * t)], DARK_GREY)
    m.stroke(
        [(60, 615), (60, 300), (270, 270), (270, 565)], WHITE if hand.chance(0.4) else TOMATO, 17
    )
    keeper, ours, theirs = hand.main(2), hand.main(0), hand.main(1)
    person(m, 190, 640, 220, "up", keeper)
    spots = [
        (470, 690, 230, ours),
        (720, 640, 200, theirs),
        (880, 720, 225, ours),
        (610, 560, 160, theirs),
    ]
    for x, y, high, shirt in spots[: hand.some(2, 4)]:
        person(m, x + hand.spread(-25, 25), y, high, hand.pick(("up", "wave", "side")), shirt)
    x, y = hand.spread(310, 370), hand.spread(480, 640)
    if hand.chance(0.5):
        for k in range(3):
            m.stroke([(x + 50, y - 12 + k * 14), (x + 110 + k * 8, y - 4 + k * 20)], None, 4)
    m.oval(x, y, 44, 44, WHITE)
    m.area(star_points(x, y, 18, 5, 0.8), INK)
    for k in range(5):
        a = math.radians(k * 72 - 90)
        m.stroke(
            [
                (x + 17 * math.cos(a), y + 17 * math.sin(a)),
                (x + 42 * math.cos(a), y + 42 * math.sin(a)),
            ]
        )
    if hand.chance(0.6):
        balloon(m, 900, 180, 36, (905, 370))
    else:
        bird(m, 700, 200, 26)
