"""Cardboard and building bricks on a table, photographed from above and in front."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from roeselare2030.demo.drawings.geometry import Colour, Point, rgb, toned
from roeselare2030.demo.drawings.hand import HAIRS, SKINS, Hand
from roeselare2030.demo.drawings.medium import noise

Vec = tuple[float, float, float]
LIGHT: Vec = (-0.45, -0.5, 0.74)
SCALE = 2


def _minus(a: Vec, b: Vec) -> Vec:
    """Subtract two vectors."""
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def _cross(a: Vec, b: Vec) -> Vec:
    """Return the cross product."""
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def _dot(a: Vec, b: Vec) -> float:
    """Return the dot product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _unit(a: Vec) -> Vec:
    """Return the vector at length one."""
    length = math.sqrt(_dot(a, a)) or 1.0
    return a[0] / length, a[1] / length, a[2] / length


@dataclass
class Solid:
    """A glued piece: its faces, counted from outside, and its paint."""

    faces: list[list[Vec]]
    colour: Colour
    edges: bool = True
    front: bool = False

    def low(self) -> Vec:
        """Return the least corner."""
        points = [p for face in self.faces for p in face]
        return min(p[0] for p in points), min(p[1] for p in points), min(p[2] for p in points)

    def high(self) -> Vec:
        """Return the greatest corner."""
        points = [p for face in self.faces for p in face]
        return max(p[0] for p in points), max(p[1] for p in points), max(p[2] for p in points)


class Camera:
    """Where the photo is taken from."""

    def __init__(self, hand: Hand, size: tuple[int, int]) -> None:
        """Stand in front of the table, a little to one side."""
        turn = hand.spread(0.1, 0.5) * (1 if hand.flip else -1)
        lift, far = hand.spread(0.46, 0.7), hand.spread(205, 225)
        self.eye: Vec = (
            far * math.cos(lift) * math.sin(turn),
            -far * math.cos(lift) * math.cos(turn),
            far * math.sin(lift),
        )
        target: Vec = (0.0, 0.0, 17.0)
        self.forward = _unit(_minus(target, self.eye))
        self.right = _unit(_cross(self.forward, (0.0, 0.0, 1.0)))
        self.up = _cross(self.right, self.forward)
        self.middle = size[0] / 2, size[1] / 2
        self.focal = min(size[0], size[1] * 4 / 3) * 1.62

    def scaled(self, share: float) -> Camera:
        """Return the same view for a smaller photo."""
        small = copy.copy(self)
        small.middle = self.middle[0] * share, self.middle[1] * share
        small.focal = self.focal * share
        return small

    def frame(self, points: Sequence[Vec], size: tuple[int, int]) -> None:
        """Step back or turn until all the points are in the photo."""
        seen = [self.see(p) for p in points]
        left, right = min(p[0] for p in seen), max(p[0] for p in seen)
        top, low = min(p[1] for p in seen), max(p[1] for p in seen)
        zoom = min(1.25, size[0] * 0.96 / (right - left), size[1] * 0.92 / (low - top))
        mx, my = self.middle
        self.focal *= zoom
        self.middle = (
            size[0] / 2 + (mx - (left + right) / 2) * zoom,
            size[1] / 2 + (my - (top + low) / 2) * zoom,
        )

    def see(self, point: Vec) -> Point:
        """Return where a point lands on the photo."""
        ray = _minus(point, self.eye)
        depth = max(8.0, _dot(ray, self.forward))
        return (
            self.middle[0] + self.focal * _dot(ray, self.right) / depth,
            self.middle[1] - self.focal * _dot(ray, self.up) / depth,
        )


class Kit:
    """Everything a child can glue together."""

    def __init__(self, hand: Hand) -> None:
        """Start with an empty table."""
        self.hand = hand
        self.solids: list[Solid] = []
        self.flats: list[tuple[list[Vec], Colour]] = []

    def _add(
        self, faces: list[list[Vec]], colour: str, *, edges: bool = True, front: bool = False
    ) -> None:
        """Keep a piece, a little crooked."""
        hand = self.hand
        wonk = 0.5 * (1.2 - hand.skill)
        moved: dict[Vec, Vec] = {}
        for face in faces:
            for p in face:
                if p not in moved and edges:
                    lift = 0.0 if p[2] < 0.5 else hand.spread(-wonk, wonk)
                    moved[p] = (p[0] + hand.spread(-wonk, wonk), p[1], p[2] + lift)
        kept = [[moved.get(p, p) for p in face] for face in faces]
        self.solids.append(Solid(kept, rgb(colour), edges, front))

    def flat(self, points: Sequence[Point], colour: str) -> None:
        """Glue a sheet of paper on the table."""
        self.flats.append(([(x, y, 0.0) for x, y in points], rgb(colour)))

    def box(
        self,
        x: float,
        y: float,
        z: float,
        wide: float,
        deep: float,
        tall: float,
        colour: str,
        *,
        studs: bool = False,
    ) -> None:
        """Place a box; x and y are its middle, z its bottom."""
        self.taper(x, y, z, wide, deep, tall, colour, 1.0)
        if studs:
            across, along = max(1, round(wide / 5)), max(1, round(deep / 5))
            for i in range(across):
                for k in range(along):
                    self.roll(
                        x - wide / 2 + (i + 0.5) * wide / across,
                        y - deep / 2 + (k + 0.5) * deep / along,
                        z + tall,
                        1.5,
                        1.1,
                        colour,
                    )

    def taper(
        self,
        x: float,
        y: float,
        z: float,
        wide: float,
        deep: float,
        tall: float,
        colour: str,
        top: float,
    ) -> None:
        """Place a box or pyramid whose top is a share of its foot."""
        a, b = wide / 2, deep / 2
        low: list[Vec] = [
            (x - a, y - b, z),
            (x + a, y - b, z),
            (x + a, y + b, z),
            (x - a, y + b, z),
        ]
        a, b = a * top, b * top
        up = z + tall
        cap: list[Vec] = [
            (x - a, y - b, up),
            (x + a, y - b, up),
            (x + a, y + b, up),
            (x - a, y + b, up),
        ]
        sides = [[low[i], low[(i + 1) % 4], cap[(i + 1) % 4], cap[i]] for i in range(4)]
        self._add([*sides, cap] if top > 0.05 else sides, colour)

    def gable(
        self, x: float, y: float, z: float, wide: float, deep: float, tall: float, colour: str
    ) -> None:
        """Fold a roof."""
        a, b = wide / 2, deep / 2
        low: list[Vec] = [
            (x - a, y - b, z),
            (x + a, y - b, z),
            (x + a, y + b, z),
            (x - a, y + b, z),
        ]
        ridge: list[Vec] = [(x - a * 0.96, y, z + tall), (x + a * 0.96, y, z + tall)]
        self._add(
            [
                [low[0], low[1], ridge[1], ridge[0]],
                [low[2], low[3], ridge[0], ridge[1]],
                [low[1], low[2], ridge[1]],
                [low[3], low[0], ridge[0]],
            ],
            colour,
        )

    def roll(
        self,
        x: float,
        y: float,
        z: float,
        radius: float,
        tall: float,
        colour: str,
        top: float = 1.0,
    ) -> None:
        """Stand a cardboard roll or a cone."""
        count = 18
        turns = [2 * math.pi * i / count for i in range(count)]
        low: list[Vec] = [(x + radius * math.cos(t), y + radius * math.sin(t), z) for t in turns]
        cap: list[Vec] = [
            (x + radius * top * math.cos(t), y + radius * top * math.sin(t), z + tall)
            for t in turns
        ]
        sides = [[low[i], low[(i + 1) % count], cap[(i + 1) % count], cap[i]] for i in range(count)]
        self._add([*sides, cap] if top > 0.05 else sides, colour, edges=False)

    def ball(
        self, x: float, y: float, z: float, radius: float, colour: str, squash: float = 1.0
    ) -> None:
        """Roll a ball of clay; z is its middle."""
        rings, count = 9, 16
        rows: list[list[Vec]] = []
        for r in range(rings + 1):
            a = math.pi * (r / rings - 0.5)
            rows.append(
                [
                    (
                        x + radius * math.cos(a) * math.cos(2 * math.pi * i / count),
                        y + radius * math.cos(a) * math.sin(2 * math.pi * i / count),
                        z + radius * squash * math.sin(a),
                    )
                    for i in range(count)
                ]
            )
        faces = [
            [rows[r][i], rows[r][(i + 1) % count], rows[r + 1][(i + 1) % count], rows[r + 1][i]]
            for r in range(rings)
            for i in range(count)
        ]
        self._add(faces, colour, edges=False)

    def plate(self, points: Sequence[Point], y: float, thick: float, colour: str) -> None:
        """Stand up a cut-out; its points are x and height."""
        area = sum(
            a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True)
        )
        shape = list(points) if area > 0 else list(points)[::-1]
        near: list[Vec] = [(px, y - thick / 2, pz) for px, pz in shape]
        far: list[Vec] = [(px, y + thick / 2, pz) for px, pz in shape]
        count = len(shape)
        sides = [
            [near[i], far[i], far[(i + 1) % count], near[(i + 1) % count]] for i in range(count)
        ]
        self._add([*sides, near], colour, edges=False, front=True)

    def wheel(self, x: float, y: float, z: float, radius: float, thick: float, colour: str) -> None:
        """Fix a bottle-cap wheel that faces the front."""
        turns = [2 * math.pi * i / 18 for i in range(18)]
        disc = [(x + radius * math.cos(t), z + radius * math.sin(t)) for t in turns]
        self.plate(disc, y, thick, colour)

    def peg(self, x: float, y: float, z: float = 0.0, tall: float = 13.0, colour: str = "") -> None:
        """Stand a peg doll."""
        self.roll(x, y, z, tall * 0.22, tall * 0.66, colour or self.hand.pick(self.hand.mains), 0.6)
        r = tall * 0.21
        self.ball(x, y, z + tall * 0.66 + r * 0.8, r, self.hand.pick(SKINS))
        self.ball(
            x, y + r * 0.25, z + tall * 0.66 + r * 1.25, r * 0.95, self.hand.pick(HAIRS), 0.75
        )
        for side in (-0.4, 0.4):
            self.ball(x + side * r, y - r * 0.95, z + tall * 0.66 + r * 0.75, r * 0.14, "#22123F")

    def tree(self, x: float, y: float, tall: float = 26.0) -> None:
        """Plant a cardboard-roll tree."""
        self.roll(x, y, 0, tall * 0.09, tall * 0.5, "#A86B3A")
        green = self.hand.pick(("#4FCB72", "#2FA84F", "#7CC63A"))
        if self.hand.tree_style == "fir":
            for i in range(3):
                self.roll(
                    x, y, tall * (0.3 + i * 0.22), tall * (0.32 - i * 0.07), tall * 0.3, green, 0.0
                )
            return
        self.ball(x, y, tall * 0.72, tall * 0.28, green, 1.05)
        for k in range(3):
            a = k * 2.1 + self.hand.spread(0, 1)
            self.ball(
                x + tall * 0.16 * math.cos(a),
                y + tall * 0.16 * math.sin(a),
                tall * 0.66,
                tall * 0.2,
                green,
            )

    def house(self, x: float, y: float, wide: float, tall: float, colour: str = "") -> None:
        """Fold a little house."""
        hand = self.hand
        deep = wide * 0.75
        self.box(x, y, 0, wide, deep, tall, colour or hand.pick(hand.mains))
        self.gable(x, y, tall, wide * 1.15, deep * 1.2, wide * 0.45, hand.pick(hand.mains))
        self.box(x, y - deep / 2 - 0.3, 0, wide * 0.24, 0.5, tall * 0.55, "#8A5426")
        for side in (-0.3, 0.3):
            self.box(
                x + side * wide,
                y - deep / 2 - 0.3,
                tall * 0.5,
                wide * 0.2,
                0.5,
                tall * 0.28,
                "#CBE8FF",
            )


def _before(a: tuple[Vec, Vec], b: tuple[Vec, Vec], eye: Vec) -> bool:
    """Tell whether the first piece must be painted before the second."""
    for axis, slack in ((2, 0.9), (1, 0.12), (0, 0.12)):
        if a[1][axis] <= b[0][axis] + slack and eye[axis] > a[1][axis]:
            return True
        if b[1][axis] <= a[0][axis] + slack and eye[axis] < a[0][axis]:
            return True
    return False


def _ordered(solids: list[Solid], eye: Vec) -> list[Solid]:
    """Return the pieces from back to front."""
    spans = [(s.low(), s.high()) for s in solids]

    def distance(i: int) -> float:
        """Return how far a piece is from the camera."""
        low, high = spans[i]
        gap = _minus(((low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2), eye)
        return _dot(gap, gap)

    left = sorted(range(len(solids)), key=distance, reverse=True)
    behind: dict[int, set[int]] = {i: set() for i in left}
    for i in left:
        for k in left:
            if i != k and _before(spans[k], spans[i], eye) and not _before(spans[i], spans[k], eye):
                behind[i].add(k)
    found: list[int] = []
    waiting = set(left)
    while left:
        ready = next((i for i in left if not behind[i] & waiting), left[0])
        left.remove(ready)
        waiting.discard(ready)
        found.append(ready)
    return [solids[i] for i in found]


def _hull(points: list[Point]) -> list[Point]:
    """Return the convex hull."""
    ranked = sorted(set(points))
    halves: list[list[Point]] = []
    for run in (ranked, ranked[::-1]):
        half: list[Point] = []
        for p in run:
            while (
                len(half) > 1
                and (
                    (half[-1][0] - half[-2][0]) * (p[1] - half[-2][1])
                    - (half[-1][1] - half[-2][1]) * (p[0] - half[-2][0])
                )
                <= 0
            ):
                half.pop()
            half.append(p)
        halves.append(half[:-1])
    return halves[0] + halves[1]


def _table(hand: Hand, camera: Camera, image: Image.Image) -> None:
    """Paint the table top under the model."""
    pen = ImageDraw.Draw(image)
    base = rgb(hand.pick(("#D9AE7C", "#C9966A", "#EBDCC6", "#B9D3CF", "#E7C9A0")))
    image.paste(base, (0, 0, *image.size))
    plank = hand.spread(22, 34)
    for i in range(-14, 15):
        tone = toned(base, hand.spread(0.93, 1.04))
        quad: list[Vec] = [
            (i * plank, -150, -2),
            ((i + 1) * plank, -150, -2),
            ((i + 1) * plank, 400, -2),
            (i * plank, 400, -2),
        ]
        path = [camera.see(p) for p in quad]
        pen.polygon(path, fill=tone)
        pen.line([path[0], path[3]], fill=toned(base, 0.8), width=3)
        for _ in range(5):
            x = (i + hand.spread(0, 1)) * plank
            pen.line(
                [camera.see((x, -150, -2)), camera.see((x + 2, 400, -2))],
                fill=toned(tone, 0.96),
                width=3,
            )


def _paint(solid: Solid, camera: Camera, pen: ImageDraw.ImageDraw) -> None:
    """Paint the faces of one piece that the camera sees."""
    for face in solid.faces:
        if len(face) < 3:
            continue
        normal = _unit(_cross(_minus(face[1], face[0]), _minus(face[2], face[1])))
        if solid.front and face is solid.faces[-1]:
            normal = (0.0, -1.0, 0.0)
        if _dot(normal, _minus(camera.eye, face[0])) <= 0:
            continue
        shade = 0.7 + 0.36 * max(-0.3, _dot(normal, _unit(LIGHT)))
        fill = toned(solid.colour, shade)
        path = [camera.see(p) for p in face]
        pen.polygon(path, fill=fill)
        if solid.edges:
            if len(path) == 4:
                _brush(path, fill, pen)
            pen.line([*path, path[0]], fill=toned(fill, 0.8), width=2 * SCALE)


def _brush(path: Sequence[Point], fill: Colour, pen: ImageDraw.ImageDraw) -> None:
    """Show the paint strokes on the cardboard."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = path
    rows = min(60, int(math.hypot(dx - ax, dy - ay) / (9 * SCALE)))
    for i in range(1, rows):
        t = i / rows
        wave = ((i * 37) % 11 - 5) / 100
        start, end = 0.03 + abs(wave), 0.97 - abs(wave) * 1.5
        x0, y0, x1, y1 = (
            ax + (dx - ax) * t,
            ay + (dy - ay) * t,
            bx + (cx - bx) * t,
            by + (cy - by) * t,
        )
        line = [
            (x0 + (x1 - x0) * start, y0 + (y1 - y0) * start),
            (x0 + (x1 - x0) * end, y0 + (y1 - y0) * end),
        ]
        pen.line(line, fill=toned(fill, 0.95 if i % 2 else 1.05), width=2 * SCALE)


def photograph(kit: Kit, hand: Hand, size: tuple[int, int]) -> Image.Image:
    """Return a photo of the model on its table."""
    large = size[0] * SCALE, size[1] * SCALE
    camera = Camera(hand, large)
    corners: list[Vec] = [(x, y, 0.0) for x in (-48.0, 48.0) for y in (-38.0, 38.0)]
    pieces = [p for solid in kit.solids for face in solid.faces for p in face]
    camera.frame([*corners, *pieces], large)
    image = Image.new("RGB", large)
    _table(hand, camera, image)
    pen = ImageDraw.Draw(image)
    for flat, colour in kit.flats:
        pen.polygon([camera.see(p) for p in flat], fill=colour)
    image = image.reduce(SCALE)
    _shadows(kit, camera.scaled(1 / SCALE), image)
    image = image.resize(large, Image.Resampling.BILINEAR)
    pen = ImageDraw.Draw(image)
    for solid in _ordered(kit.solids, camera.eye):
        _paint(solid, camera, pen)
    return _developed(image.reduce(SCALE), hand)


def _shadows(kit: Kit, camera: Camera, image: Image.Image) -> None:
    """Let every piece cast a soft shadow on the table."""
    wide = Image.new("L", image.size, 0)
    tight = Image.new("L", image.size, 0)
    for mask, reach in ((wide, 0.75), (tight, 0.16)):
        pen = ImageDraw.Draw(mask)
        for solid in kit.solids:
            points = {p for face in solid.faces for p in face}
            cast = [
                camera.see((x + z * reach * 0.6, y + z * reach * 0.67, 0.0)) for x, y, z in points
            ]
            hull = _hull(cast)
            if len(hull) > 2:
                pen.polygon(hull, fill=255)
    for mask, blur, dark in ((wide, image.width / 130, 78), (tight, image.width / 400, 60)):
        soft = mask.filter(ImageFilter.BoxBlur(blur)).point([i * dark // 255 for i in range(256)])
        image.paste((40, 22, 40), (0, 0, *image.size), soft)


def _developed(image: Image.Image, hand: Hand) -> Image.Image:
    """Add the grain, the vignette and the soft far end of a photo."""
    wide, high = image.size
    far = Image.linear_gradient("L").resize((wide, high))
    veil = far.point([max(0, 255 - i * 4) for i in range(256)])
    image.paste(image.filter(ImageFilter.GaussianBlur(wide / 420)), (0, 0), veil)
    edge = Image.radial_gradient("L").resize((wide, high))
    dark = edge.point([255 - max(0, i - 130) // 4 for i in range(256)])
    card = noise(hand, image.size, 1.4, 243, 255)
    light = noise(hand, image.size, wide / 2.5, 236, 255)
    shade = ImageChops.multiply(ImageChops.multiply(dark, card), light)
    image = ImageChops.multiply(image, Image.merge("RGB", (shade, shade, shade)))
    warm = [min(255, round(i * 1.07 + 4)) for i in range(256)]
    cool = [min(255, round(i * 1.02 + 3)) for i in range(256)]
    return image.point(warm + [min(255, round(i * 1.05 + 3)) for i in range(256)] + cool)
