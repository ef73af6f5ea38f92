"""Motifs of the city: buildings, streets and meeting places."""

from __future__ import annotations

import math

from roeselare2030.demo.drawings.geometry import arc, bezier, ribbon, star_points
from roeselare2030.demo.drawings.hand import BROWN, WHITE
from roeselare2030.demo.drawings.medium import Medium
from roeselare2030.demo.drawings.things import (
    LIGHT_GREY,
    TOMATO,
    balloon,
    bunting,
    butterfly,
    cat,
    face,
    fish,
    flower,
    flowers,
    ground,
    head,
    heart,
    house,
    ladder,
    person,
    sky,
    tree,
    window,
)


def tower_slide(m: Medium) -> None:
    """Draw a tall tower with a slide from the top."""
    hand = m.hand
    sky(m)
    ground(m, 620)
    x, wide, top = hand.spread(270, 360), hand.spread(135, 175), hand.spread(165, 200)
    wall, slide = hand.main(0), hand.main(1)
    bands = hand.some(4, 8)
    step = (650 - top) / bands
    for i in range(bands):
        m.box(x, top + i * step, wide, step, wall if i % 2 else hand.main(2))
    roof = hand.main(3)
    if hand.chance(0.5):
        m.area([(x - 25, top), (x + wide / 2, top - 130), (x + wide + 25, top)], roof)
        peak = top - 130
    else:
        m.area([*arc(x + wide / 2, top, wide * 0.62, 110, 180, 360)], roof)
        peak = top - 110
    m.stroke([(x + wide / 2, peak), (x + wide / 2, peak - 48)], None, 6)
    m.area(
        [(x + wide / 2, peak - 50), (x + wide / 2 + 62, peak - 34), (x + wide / 2, peak - 16)],
        TOMATO,
    )
    m.oval(x + wide / 2, top + 48, 33, 33, WHITE)
    m.stroke([(x + wide / 2 + 16, top + 40), (x + wide / 2, top + 48), (x + wide / 2, top + 24)])
    start = (x + wide - 8, top + 100)
    if hand.chance(0.5):
        path = bezier(start, (x + wide + 260, top + 90), (640, 640), (925, 632), 24)
    else:
        path = [
            (
                start[0] + t * (880 - start[0]) / 24,
                start[1] + (634 - start[1]) * t / 24 + 34 * math.sin(t * 0.78),
            )
            for t in range(25)
        ]
    for i in (8, 13, 18):
        m.stroke([path[i], (path[i][0], 640)], None, 7)
    m.area(ribbon(path, 50), slide)
    m.stroke([(px + 4, py - 12) for px, py in path], WHITE, 5)
    for i in (7, 15) if hand.age > 6 else (10,):
        person(m, path[i][0], path[i][1] + 18, hand.spread(120, 140), "up", legs=False)
    for i in range(hand.some(1, 3)):
        window(m, x + wide * 0.3, top + 190 + i * 105, wide * 0.4, 56)
    ladder(m, (x - 90, 650), (x - 22, top + 120), 42)
    person(m, x - 150, 690, 160)
    if hand.chance(0.6):
        person(m, 800, 715, 130, "up")
    flowers(m, 690, 735, 1, 5)


def street_table(m: Medium) -> None:
    """Draw a long table where everybody eats."""
    hand = m.hand
    sky(m)
    if hand.chance(0.6):
        for i in range(4):
            house(m, 20 + i * 250 + hand.spread(-10, 10), 470, 200, hand.spread(210, 280))
    ground(m, 465, hand.pick((hand.grass, LIGHT_GREY, "#FFDDB0")))
    bunting(m, (-10, hand.spread(120, 190)), (1010, hand.spread(120, 190)), 90, hand.some(7, 13))
    seats = hand.some(4, 7)
    for i in range(seats):
        x = 130 + (740 * i) / (seats - 1)
        person(m, x, 530, hand.spread(185, 225), hand.pick(("side", "up", "wave")), legs=False)
    cloth = hand.main(0)
    m.area([(90, 490), (910, 490), (970, 585), (30, 585)], cloth)
    edge = [(30.0, 585.0)]
    scallops = hand.some(6, 11)
    for i in range(scallops):
        edge += arc(30 + 940 * (i + 0.5) / scallops, 588, 470 / scallops, 42, 180, 0)
    for x in (110, 870):
        m.box(x, 600, 26, 120, BROWN)
    m.area([*edge, (970, 585)], hand.main(1))
    for i in range(seats + 1):
        x = 120 + 760 * i / seats
        dish(m, x, hand.spread(520, 555))
    flower(m, 500, 520, 90)
    for i in range(hand.some(1, 3)):
        head(m, 240 + i * 240 + hand.spread(-40, 40), 735, hand.spread(44, 56))


def dish(m: Medium, x: float, y: float) -> None:
    """Serve something on the table."""
    what = m.hand.rng.randrange(4)
    if what == 0:
        m.oval(x, y, 40, 17, WHITE)
        m.oval(x, y - 6, 24, 12, m.hand.pick(("#4FCB72", TOMATO, "#FFB52E")))
    elif what == 1:
        m.box(x - 32, y - 34, 64, 40, "#FF9FD0")
        m.stroke(
            [(x - 32, y - 18), (x - 16, y - 10), (x, y - 18), (x + 16, y - 10), (x + 32, y - 18)],
            WHITE,
            6,
        )
        m.stroke([(x, y - 36), (x, y - 60)], "#4F86FF", 6)
        m.dot(x, y - 66, 6, "#FFB52E")
    elif what == 2:
        m.area(
            [(x - 16, y - 36), (x + 16, y - 36), (x + 11, y + 8), (x - 11, y + 8)],
            m.hand.pick(("#45E3F2", "#FBE43A")),
        )
        m.stroke([(x + 2, y - 30), (x + 16, y - 62)], TOMATO, 5)
    else:
        m.area([(x - 46, y - 14), (x + 46, y - 14), (x + 28, y + 12), (x - 28, y + 12)], WHITE)
        for k, colour in ((-22, TOMATO), (0, "#4FCB72"), (22, "#FFB52E")):
            m.oval(x + k, y - 24, 15, 15, colour)


def stage(m: Medium) -> None:
    """Draw a stage with curtains and a band."""
    hand = m.hand
    sky(m)
    ground(m, 610)
    back, curtain = hand.pick(("#3B2A78", "#22123F", "#4F86FF", "#BBA7F2")), hand.main(0)
    m.box(130, 130, 740, 400, back)
    for i in range(hand.some(2, 4)):
        x = 260 + i * 160 + hand.spread(-20, 20)
        m.area(
            [(x - 14, 150), (x + 14, 150), (x + 90, 520), (x - 90, 520)],
            hand.pick(("#FBE43A", "#FFD98A", "#FFF3A8")),
            outline=False,
        )
    m.box(90, 520, 820, 95, BROWN if hand.chance(0.5) else hand.main(2))
    for side in (0, 1):
        x = 130 if side == 0 else 870
        turn = 1 if side == 0 else -1
        m.area(
            [
                (x, 120),
                (x + turn * 170, 120),
                *bezier(
                    (x + turn * 170, 120),
                    (x + turn * 150, 300),
                    (x + turn * 80, 340),
                    (x + turn * 95, 525),
                ),
                (x, 525),
            ],
            curtain,
        )
        for k in (45, 85):
            m.stroke([(x + turn * k, 150), (x + turn * k * 0.7, 510)])
    scallops = hand.some(5, 8)
    for i in range(scallops):
        wide = 780 / scallops
        m.area(arc(110 + wide * (i + 0.5), 112, wide / 2, 66, 0, 180), hand.main(1 + i % 2))
    m.area(star_points(500, 96, 66), hand.sunny)
    person(m, 500, 528, 250, "up")
    m.stroke([(560, 528), (560, 370)], None, 7)
    m.oval(560, 358, 18, 22, LIGHT_GREY)
    for x in (350, 660) if hand.age > 6 else (340,):
        person(m, x, 528, hand.spread(180, 215))
    drum(m, 690 if hand.age <= 6 else 745, 515)
    for _ in range(hand.some(3, 8)):
        note(m, hand.spread(290, 720), hand.spread(180, 300))
    crowd = hand.some(4, 8)
    for i in range(crowd):
        head(
            m,
            70 + 860 * (i + hand.spread(0.2, 0.6)) / crowd,
            hand.spread(690, 735),
            hand.spread(40, 54),
        )


def drum(m: Medium, x: float, y: float) -> None:
    """Put a drum on the stage."""
    m.box(x - 42, y - 70, 84, 66, m.hand.main(4))
    m.oval(x, y - 70, 43, 15, WHITE)


def note(m: Medium, x: float, y: float) -> None:
    """Let a note float."""
    colour = m.hand.pick((WHITE, "#FF9FD0", "#FBE43A", "#45E3F2"))
    m.dot(x, y, 11, colour)
    m.stroke([(x + 9, y), (x + 11, y - 46), (x + 32, y - 36)], colour, 6)


def playground(m: Medium) -> None:
    """Draw swings, a slide and a seesaw."""
    hand = m.hand
    sky(m)
    ground(m, 570)
    frame = hand.main(0)
    x: float
    for x in (90, 430):
        m.stroke([(x - 50, 640), (x, 300), (x + 50, 640)], frame, 13)
    m.stroke([(80, 302), (440, 302)], frame, 14)
    for i, x in enumerate((185, 330)):
        sway = hand.spread(-60, 60)
        m.stroke([(x - 24, 302), (x - 24 + sway, 540)], None, 4)
        m.stroke([(x + 24, 302), (x + 24 + sway, 540)], None, 4)
        m.box(x - 38 + sway, 536, 76, 17, hand.main(1))
        if i == 0 or hand.age > 6:
            person(m, x + sway, 585, 178, "up")
    x, top = hand.spread(570, 610), hand.spread(300, 340)
    ladder(m, (x - 20, 650), (x, top), 48, hand.main(2))
    path = bezier((x + 40, top), (x + 140, top + 20), (x + 150, 640), (x + 330, 640))
    m.area(ribbon(path, 46), hand.main(3))
    person(m, path[9][0], path[9][1] + 20, 125, "up", legs=False)
    m.area([(x - 30, top + 6), (x + 32, top - 90), (x + 95, top + 6)], hand.main(4))
    m.area([(380, 725), (440, 640), (500, 725)], hand.main(5))
    tilt = hand.pick((-34, 34))
    m.stroke([(250, 655 + tilt), (630, 655 - tilt)], hand.main(1), 17)
    person(m, 285, 652 + tilt, 130, "reach", legs=False)
    person(m, 598, 652 - tilt, 130, "reach", legs=False)
    m.area([(700, 735), (740, 668), (930, 668), (970, 735)], "#FFD98A")
    for px, colour in ((790, TOMATO), (870, "#4F86FF")):
        m.area([(px - 22, 668), (px + 22, 668), (px + 15, 715), (px - 15, 715)], colour)
    if hand.chance(0.6):
        tree(m, 925, 600, 290)
    if hand.chance(0.6):
        butterfly(m, hand.spread(450, 540), 200, 30)


def school(m: Medium) -> None:
    """Draw a school with a bell tower and a playing yard."""
    hand = m.hand
    sky(m)
    ground(m, 590)
    wall, roof = hand.pick(("#FF9A76", "#FFB52E", "#FA5A36", "#FBE43A", "#BBA7F2")), hand.main(1)
    storeys = 2 if hand.age > 6 else 1
    top = 600 - 150 * storeys - 20
    m.box(130, top, 740, 600 - top, wall)
    if hand.chance(0.5):
        for i in range(4):
            left = 130 + i * 185
            m.area([(left, top), (left + 92, top - 80), (left + 185, top)], hand.main(1 + i % 2))
    else:
        m.area([(100, top), (190, top - 95), (810, top - 95), (900, top)], roof)
        for i in range(hand.some(1, 3)):
            tree(m, 240 + i * 70, top - 80, 130)
    m.box(420, top - 130, 160, 730 - top, hand.main(2))
    m.area([(400, top - 130), (500, top - 225), (600, top - 130)], roof)
    m.oval(500, top - 60, 46, 46, WHITE)
    m.stroke([(526, top - 52), (500, top - 60), (500, top - 94)])
    m.stroke([(500, top - 225), (500, top - 300)], None, 6)
    m.area([(502, top - 300), (580, top - 284), (502, top - 258)], TOMATO)
    for level in range(storeys):
        for x in (165, 285, 620, 740):
            window(m, x, top + 40 + level * 140, 84, 78)
    m.area([(440, 602), (440, 490), *arc(500, 490, 60, 55, 180, 360), (560, 602)], BROWN)
    m.stroke([(500, 440), (500, 600)])
    m.area([(450, 604), (550, 604), (640, 760), (360, 760)], "#FFD98A")
    for i in range(hand.some(2, 6)):
        x = (90, 860, 230, 730, 330, 660)[i]
        person(m, x + hand.spread(-20, 20), hand.spread(690, 735), hand.spread(130, 165))
    if hand.chance(0.5):
        squares(m, 770, 700)
    if hand.chance(0.6):
        heart(m, 640, top - 180, 26, TOMATO)


def squares(m: Medium, x: float, y: float) -> None:
    """Chalk a hopscotch."""
    for i in range(4):
        m.box(x + i * 40, y, 40, 34, m.hand.main(i))


def market(m: Medium) -> None:
    """Draw stalls with striped awnings."""
    hand = m.hand
    sky(m)
    if hand.chance(0.5):
        for i in range(5):
            house(m, -20 + i * 210, 500, 180, hand.spread(220, 320))
    ground(m, 500, hand.pick((LIGHT_GREY, "#FFDDB0", hand.grass)))
    bunting(m, (0, 120), (1000, 150), 70, hand.some(6, 12))
    stalls = 2 if hand.age <= 7 else 3
    wide = 920 / stalls - 40
    for i in range(stalls):
        stall(m, 50 + i * (wide + 40), 610 + hand.spread(-18, 18), wide, i)
    for _ in range(hand.some(2, 5)):
        person(m, hand.spread(80, 920), hand.spread(720, 742), hand.spread(140, 175))
    if hand.chance(0.7):
        balloon(m, 500, 230, 40, (505, 560))
    if hand.chance(0.5):
        cat(m, hand.spread(420, 560), 735, 100)


def stall(m: Medium, x: float, y: float, wide: float, index: int) -> None:
    """Set up one stall full of fruit."""
    hand = m.hand
    for side in (8.0, wide - 18):
        m.box(x + side, y - 300, 12, 300, BROWN)
    person(m, x + wide / 2, y - 60, 190, "wave", legs=False)
    colours = (hand.main(index * 2), WHITE)
    stripes = 6 if hand.skill > 0.3 else 4
    each = (wide + 40) / stripes
    for i in range(stripes):
        left = x - 20 + i * each
        m.area(
            [
                (left + 12, y - 350),
                (left + each + 4, y - 350),
                (left + each, y - 262),
                *arc(left + each / 2, y - 262, each / 2, 26, 0, 180),
            ],
            colours[i % 2],
        )
    m.box(x - 10, y - 100, wide + 20, 100, hand.main(index + 3))
    crates = 2 if wide < 300 else 3
    for i in range(crates):
        left = x + i * wide / crates
        fruit = hand.pick((TOMATO, "#4FCB72", "#FFB52E", "#FBE43A", "#7B3FC4", "#FF9FD0"))
        per = wide / crates / 3.3
        for k in range(3):
            m.oval(left + per * (k + 0.7), y - 112, per * 0.5, per * 0.5, fruit)
        m.box(left + 4, y - 100, wide / crates - 10, 40, "#C98A4B")


def rainbow_bridge(m: Medium) -> None:
    """Draw a rainbow that people walk over."""
    hand = m.hand
    sky(m)
    foot = hand.spread(590, 620)
    m.area(
        [(m.left, foot + 30), (m.right, foot + 30), (m.right, m.bottom), (m.left, m.bottom)],
        hand.water,
        outline=False,
    )
    colours = ["#E4262C", "#FF8A1E", "#FBE43A", "#4FCB72", "#4F86FF", "#7B3FC4", "#FF9FD0"]
    if hand.age < 6:
        colours = hand.rng.sample(colours, 5)
    band, rx, ry = 200 / len(colours), 400.0, hand.spread(360, 410)
    for i, colour in enumerate(colours):
        outer = arc(500, foot + 40, rx - i * band, ry - i * band, 180, 360)
        inner = arc(500, foot + 40, rx - (i + 1) * band, ry - (i + 1) * band, 360, 180)
        m.area(outer + inner, colour, outline=hand.own_outline)
    for angle in (232, 262, 295) if hand.age > 6 else (240, 290):
        a = math.radians(angle + hand.spread(-5, 5))
        person(m, 500 + rx * math.cos(a), foot + 44 + ry * math.sin(a), hand.spread(105, 135))
    for side in (0, 1):
        x = 130 if side == 0 else 870
        m.area([*arc(x, foot + 70, 220, 120, 180, 360)], hand.grass)
        if hand.chance(0.6):
            house(m, x - 95, foot + 10, 110, 140)
        else:
            tree(m, x - 60, foot + 10, 200)
        heart(m, x + 50, foot + 20, 22, TOMATO)
    for _ in range(hand.some(1, 4)):
        fish(m, hand.spread(250, 750), hand.spread(675, 735), hand.spread(24, 36))
    boat(m, 500 + hand.spread(-60, 60), foot + 70, 60)


def boat(m: Medium, x: float, y: float, r: float) -> None:
    """Float a little sailing boat."""
    m.stroke([(x, y), (x, y - r * 1.9)], None, 6)
    m.area([(x + 5, y - r * 1.85), (x + r, y - r * 0.45), (x + 5, y - r * 0.45)], WHITE)
    m.area(
        [(x - 5, y - r * 1.6), (x - r * 0.8, y - r * 0.45), (x - 5, y - r * 0.45)], m.hand.main(5)
    )
    m.area(
        [
            (x - r * 1.2, y - r * 0.3),
            (x + r * 1.2, y - r * 0.3),
            (x + r * 0.8, y + r * 0.35),
            (x - r * 0.8, y + r * 0.35),
        ],
        m.hand.main(2),
    )


def home(m: Medium) -> None:
    """Draw a big house with its family."""
    hand = m.hand
    sky(m)
    ground(m, 610)
    x = hand.spread(250, 330)
    tree(m, x - 120, 630, hand.spread(280, 360))
    house(m, x, 640, hand.spread(370, 430), hand.spread(450, 500), hand.main(0))
    m.area([(x + 165, 642), (x + 235, 642), (x + 330, 760), (x + 180, 760)], "#FFD98A")
    for i in range(hand.some(2, 4)):
        person(
            m,
            745 + (i % 2) * 130 + hand.spread(-12, 12),
            700 - (i // 2) * 22 + i * 8,
            (200, 165, 130, 120)[i],
        )
    if hand.chance(0.6):
        cat(m, x - 60, 725, 105)
    if hand.chance(0.6):
        heart(m, x + 520, 300, 38, TOMATO)
    flowers(m, 680, 735, 2, 7)


def library(m: Medium) -> None:
    """Draw shelves full of books and a reader on a pile."""
    hand = m.hand
    wall = hand.pick(("#CBE8FF", "#FFE7B8", "#FFD3E6", "#DDD0FA", "#D6F5DD"))
    if not m.bare:
        m.wash([(m.left, m.top), (m.right, m.top), (m.right, 640), (m.left, 640)], wall)
        m.area(
            [(m.left, 640), (m.right, 640), (m.right, m.bottom), (m.left, m.bottom)],
            hand.pick(("#FF9A76", "#C98A4B", "#BBA7F2", "#4FCB72")),
            outline=False,
        )
    shelves = hand.some(3, 4)
    left, wide, top = 60.0, hand.spread(500, 560), 70.0
    m.box(left - 16, top - 16, wide + 32, 610, BROWN)
    step = 575 / shelves
    for row in range(shelves):
        y = top + row * step
        m.box(left, y, wide, step - 18, "#F7E3C4")
        x = left + 8
        while x < left + wide - 50:
            thick = hand.spread(24, 44) * (1.45 - 0.45 * hand.skill)
            tall = (step - 24) * hand.spread(0.62, 0.96)
            tilt = hand.pick((0, 0, 0, 12))
            low = y + step - 18
            m.area(
                [
                    (x + tilt, low - tall),
                    (x + thick + tilt, low - tall),
                    (x + thick, low),
                    (x, low),
                ],
                hand.pick(hand.mains),
            )
            if hand.skill > 0.35:
                m.stroke(
                    [(x + tilt + 6, low - tall * 0.75), (x + thick + tilt - 6, low - tall * 0.75)],
                    WHITE,
                    4,
                )
            x += thick + tilt + 4
    ladder(m, (left + wide - 110, 690), (left + wide - 150, 90), 60, hand.main(3))
    for i in range(3):
        m.box(690 + hand.spread(-14, 14), 690 - i * 36, 210, 36, hand.main(i))
    person(m, 795, 640, 250, "reach")
    openbook(m, 795, 540, 78)
    for _ in range(hand.some(2, 4)):
        openbook(m, hand.spread(680, 930), hand.spread(90, 300), hand.spread(34, 48))
    cat(m, hand.spread(560, 630), 735, 120)
    if hand.chance(0.5):
        m.area(star_points(920, 380, 34), hand.sunny)


def openbook(m: Medium, x: float, y: float, r: float) -> None:
    """Open a book like a bird."""
    m.area(
        [
            (x - r * 1.05, y - r * 0.25),
            (x, y + r * 0.1),
            (x + r * 1.05, y - r * 0.25),
            (x + r * 1.05, y + r * 0.5),
            (x, y + r * 0.75),
            (x - r * 1.05, y + r * 0.5),
        ],
        m.hand.pick(m.hand.mains),
    )
    for side in (-1, 1):
        m.area(
            [
                (x, y),
                (x + side * r * 0.95, y - r * 0.4),
                (x + side * r * 0.95, y + r * 0.35),
                (x, y + r * 0.62),
            ],
            WHITE,
        )


def robot(m: Medium) -> None:
    """Draw a friendly robot."""
    hand = m.hand
    sky(m)
    ground(m, 620)
    steel, x = hand.pick((LIGHT_GREY, "#BBA7F2", "#45E3F2", hand.main(0))), hand.spread(430, 540)
    for side in (-1, 1):
        m.box(x + side * 62 - 30, 520, 60, 130, hand.main(1))
        m.box(x + side * 72 - 52, 640, 104, 40, hand.main(2))
    lift = hand.pick((-150, 60))
    m.area(
        ribbon(bezier((x - 125, 330), (x - 230, 330), (x - 220, 430), (x - 270, 480)), 42), steel
    )
    m.area(
        ribbon(bezier((x + 125, 330), (x + 230, 330), (x + 230, 330), (x + 265, 330 + lift)), 42),
        steel,
    )
    flower(m, x + 272, 350 + lift, 150)
    m.oval(x - 272, 490, 34, 34, hand.main(2))
    m.box(x - 135, 290, 270, 250, steel)
    m.stroke([(x, 130), (x, 60)], None, 8)
    m.oval(x, 52, 22, 22, TOMATO)
    m.box(x - 110, 118, 220, 165, steel if hand.chance(0.5) else hand.main(3))
    for side in (-1, 1):
        m.oval(x + side * 50, 178, 32, 32, WHITE)
        m.dot(x + side * 50, 180, 13)
        m.box(x + side * 122 - 14, 180, 28, 50, hand.main(1))
    m.box(x - 60, 228, 120, 32, WHITE)
    for k in range(1, 5):
        m.stroke([(x - 60 + k * 24, 228), (x - 60 + k * 24, 260)])
    if hand.chance(0.5):
        heart(m, x, 385, 48, TOMATO)
    else:
        m.oval(x, 385, 54, 54, "#FBE43A")
        face(m, x, 385, 54)
    for k in range(hand.some(3, 5)):
        m.dot(x - 88 + k * 44, 490, 14, hand.main(3 + k))
    person(m, x - 330, 700, 190, "up")
    if hand.chance(0.7):
        person(m, x + 300, 715, 165, "wave")
    if hand.chance(0.6):
        cat(m, x + 180, 725, 95)
    flowers(m, 680, 738, 1, 6)
