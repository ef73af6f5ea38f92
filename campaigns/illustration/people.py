"""The long table: everyone of the city at one table, for the front page and the certificate."""

import random
from functools import lru_cache

from campaigns.illustration.paper import (
    LILAC,
    NIGHT,
    PEACH,
    disc,
    hill,
    line,
    num,
    path,
    polygon,
    star,
)
from campaigns.illustration.scenery import city, sun
from campaigns.illustration.symbols import VIVID

SKIN = ("#F2C9A5", "#C98B5E", "#8A5A3B", "#5E3D2B", "#E8B48E", "#FFD9BF", "#B5794E")
HAIR = (NIGHT, "#5A3320", "#E4DDF0", "#E2A23B", "#B2451F", NIGHT, "#3B2A1E")
WIDTH, HEIGHT = 1475, 560
_TABLE = 468
_KEYS = [VIVID[name] for name in list(VIVID)[:6]]


def person(x: float, foot: float, size: float, rnd: random.Random, clothes: str) -> str:
    """Draw somebody from the waist up, standing behind something at `foot`."""
    skin, hair = rnd.choice(SKIN), rnd.choice(HAIR)
    s, tall = size, 104 * size
    hx = x + rnd.uniform(-4, 4) * s
    hy = foot - tall - 20 * s
    out = ""
    if rnd.random() < 0.5:  # long hair, behind the shoulders
        out += path(
            polygon(
                [
                    (hx - 21 * s, hy - 4 * s),
                    (hx - 23 * s, hy + 40 * s),
                    (hx + 22 * s, hy + 42 * s),
                    (hx + 21 * s, hy - 4 * s),
                ]
            ),
            hair,
        )
    out += path(_coat(x, foot, s, tall), clothes)
    out += path(
        polygon(
            [
                (hx - 8 * s, hy + 8 * s),
                (hx - 8 * s, hy + 30 * s),
                (hx, hy + 38 * s),
                (hx + 8 * s, hy + 30 * s),
                (hx + 8 * s, hy + 8 * s),
            ]
        ),
        skin,
    )
    out += path(disc(hx, hy, 21 * s, seed=rnd.randint(1, 99), wobble=0.02, n=14), skin)
    out += _head(hx, hy, s, hair, rnd)
    out += line(
        f"M{num(hx - 7 * s)} {num(hy + s)}v.1M{num(hx + 8 * s)} {num(hy + s)}v.1"
        f"M{num(hx - 5 * s)} {num(hy + 8 * s)}q{num(5.5 * s)} {num(6 * s)} {num(11 * s)} 0",
        NIGHT,
        2.6 * s,
    )
    if rnd.random() < 0.38:  # waves at you
        side = rnd.choice((-1, 1))
        out += line(
            f"M{num(x + side * 28 * s)} {num(foot - tall * 0.62)}"
            f"L{num(x + side * 50 * s)} {num(foot - tall * 1.02)}",
            clothes,
            17 * s,
        )
        hand = disc(x + side * 52 * s, foot - tall * 1.1, 9.5 * s, seed=3, wobble=0.03, n=10)
        out += path(hand, skin)
    return out


def _coat(x: float, foot: float, s: float, tall: float) -> str:
    w = 40 * s
    return (
        f"M{num(x - w)} {num(foot + 30 * s)}"
        f"C{num(x - w - 2 * s)} {num(foot - tall * 0.55)} {num(x - 26 * s)} "
        f"{num(foot - tall + 2 * s)} {num(x)} {num(foot - tall)}"
        f"C{num(x + 27 * s)} {num(foot - tall + 3 * s)} {num(x + w + 2 * s)} "
        f"{num(foot - tall * 0.5)} {num(x + w)} {num(foot + 30 * s)}Z"
    )


def _head(x: float, y: float, s: float, hair: str, rnd: random.Random) -> str:
    """Draw hair, or now and then a cap."""
    if rnd.random() < 0.8:
        return path(
            f"M{num(x - 23 * s)} {num(y - s)}C{num(x - 24 * s)} {num(y - 31 * s)} "
            f"{num(x + 22 * s)} {num(y - 34 * s)} {num(x + 23 * s)} {num(y - 2 * s)}"
            f"C{num(x + 14 * s)} {num(y - 13 * s)} {num(x - 6 * s)} {num(y - 16 * s)} "
            f"{num(x - 23 * s)} {num(y - s)}Z",
            hair,
        )
    return path(
        f"M{num(x - 23 * s)} {num(y - 8 * s)}C{num(x - 20 * s)} {num(y - 38 * s)} "
        f"{num(x + 22 * s)} {num(y - 36 * s)} {num(x + 23 * s)} {num(y - 8 * s)}"
        f"L{num(x + 38 * s)} {num(y - 5 * s)}L{num(x - 23 * s)} {num(y - 6 * s)}Z",
        rnd.choice(_KEYS),
    )


def _bunting(rnd: random.Random) -> str:
    out = ""
    ropes = ((-20, 40, 520, 86, 80), (520, 86, 1010, 34, 86), (1010, 34, 1500, 96, 70))
    for turn, (x0, y0, x1, y1, sag) in enumerate(ropes):
        mx, my = (x0 + x1) / 2, (y0 + y1) / 2 + sag * 2
        out += line(f"M{x0} {y0}Q{num(mx)} {num(my)} {x1} {y1}", NIGHT, 3)
        for i in range(11):
            t = (i + 0.5) / 11
            x = (1 - t) ** 2 * x0 + 2 * t * (1 - t) * mx + t * t * x1
            y = (1 - t) ** 2 * y0 + 2 * t * (1 - t) * my + t * t * y1
            flag = [(x - 17, y - 2), (x + 17, y), (x + rnd.uniform(-4, 4), y + 40)]
            out += path(polygon(flag), _KEYS[(i + turn * 2) % 6])
    return out


def _guests(rnd: random.Random) -> str:
    clothes, last, out, x = [*_KEYS, "#fff", LILAC], "", "", 30.0
    while x < WIDTH + 10:
        last = rnd.choice([colour for colour in clothes if colour != last])
        out += person(x, _TABLE + 18, rnd.choice((0.86, 1, 1, 1.08, 0.7)), rnd, last)
        x += rnd.uniform(72, 96)
    return out


def _dish(x: float, y: float, rnd: random.Random) -> str:
    """Put one thing on the table: a plate, a bottle, bread, flowers or glasses."""
    luck = rnd.random()
    if luck < 0.38:
        food = rnd.choice([PEACH, "#4FCB72", "#FBE43A", "#FA5A36"])
        return (
            f'<ellipse cx="{num(x)}" cy="{num(y + 6)}" rx="27" ry="8" fill="#CBE8FF"/>'
            f'<ellipse cx="{num(x)}" cy="{num(y + 4)}" rx="16" ry="5" fill="{food}"/>'
        )
    if luck < 0.55:
        bottle = [
            (x - 8, y + 12), (x - 8, y - 22), (x - 3, y - 32), (x - 3, y - 48),
            (x + 3, y - 48), (x + 3, y - 32), (x + 8, y - 22), (x + 8, y + 12),
        ]  # fmt: skip
        return path(polygon(bottle), rnd.choice(["#11622F", "#9E2A10", NIGHT]))
    if luck < 0.72:
        loaf = (
            f"M{num(x - 34)} {num(y + 10)}C{num(x - 34)} {num(y - 14)} {num(x + 34)} "
            f"{num(y - 16)} {num(x + 34)} {num(y + 10)}Z"
        )
        cuts = f"M{num(x - 14)} {num(y + 2)}l8 -10M{num(x + 2)} {num(y + 1)}l8 -10"
        return path(loaf, "#D98A3D") + line(cuts, NIGHT, 2.5)
    if luck < 0.86:
        vase = [(x - 13, y - 14), (x + 13, y - 15), (x + 9, y + 12), (x - 9, y + 12)]
        stems = (
            f"M{num(x - 5)} {num(y - 22)}V{num(y - 13)}M{num(x + 7)} {num(y - 18)}V{num(y - 13)}"
        )
        return (
            line(stems, "#11622F", 3)
            + path(polygon(vase), LILAC)
            + path(star(x - 6, y - 34, 13, 7, 6, seed=3), "#FA5A36")
            + path(star(x + 9, y - 28, 12, 6, 6, seed=4), "#FF9FD0")
        )
    glass = [(x - 10, y - 12), (x + 10, y - 12), (x + 7, y + 12), (x - 7, y + 12)]
    cup = [(x + 16, y - 10), (x + 34, y - 10), (x + 31, y + 12), (x + 19, y + 12)]
    return path(polygon(glass), _KEYS[0]) + path(polygon(cup), _KEYS[1])


def _laid_table(rnd: random.Random) -> str:
    far, top = WIDTH + 10, _TABLE
    board = [(-10, top), (far, top - 6), (far, top + 38), (-10, top + 42)]
    out = path(polygon(board), "#fff")
    out += path(f"M-10 {top + 40}L{far} {top + 36}V{HEIGHT + 44}H-10Z", "#E7DEF6")
    for i in range(25):
        left = -10 + i * 62
        flag = f"M{left} {top + 38}L{left + 62} {top + 37}L{left + 31} {top + 84}Z"
        out += path(flag, _KEYS[i % 6])
    x = 16.0
    while x < WIDTH:
        out += _dish(x, top + 10 + rnd.uniform(-3, 8), rnd)
        x += rnd.uniform(52, 74)
    return out


@lru_cache(maxsize=4)
def long_table(seed: int = 21) -> str:
    """Return the long table under the towers as a whole SVG, 1475 x 560."""
    rnd = random.Random(seed)
    bands = (("#BFE3FF", 150, 20, 3), ("#E3F3FF", 260, 18, 5), ("#FFE2A6", 352, 12, 9))
    out = path(f"M0 0H{WIDTH}V{HEIGHT + 40}H0Z", "#9FD4FF")
    for colour, y, swing, wave in bands:
        out += path(hill(y, swing, width=WIDTH, height=HEIGHT + 40, seed=wave, n=6), colour)
    out += sun(1096, 196, 116)
    out += f'<g transform="translate(-6 40) scale(1.035)">{city(0.5, "day")}</g>'
    out += _bunting(rnd) + _guests(rnd) + _laid_table(rnd)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" preserveAspectRatio="xMidYMax slice">{out}</svg>'
    )
