"""The children's pages: works in a mosaic of six columns and four rows, with the fold in between."""

from dataclasses import dataclass

_WIDE, _HIGH, _GUTTER = 40.0, 78.0, 5.0
CELLS_WIDE, CELLS_HIGH = 6, 4
MOST = 9  # pieces on a page, a poem among them

# For each number of pieces: column, row, columns, rows. The first is the largest.
_PATTERNS: dict[int, tuple[tuple[int, int, int, int], ...]] = {
    1: ((0, 0, 6, 4),),
    2: ((0, 0, 6, 2), (0, 2, 6, 2)),
    3: ((0, 0, 6, 2), (0, 2, 3, 2), (3, 2, 3, 2)),
    4: ((0, 0, 3, 2), (3, 0, 3, 2), (0, 2, 3, 2), (3, 2, 3, 2)),
    5: ((0, 0, 6, 2), (0, 2, 3, 1), (3, 2, 3, 1), (0, 3, 3, 1), (3, 3, 3, 1)),
    6: ((0, 0, 4, 2), (4, 0, 2, 1), (4, 1, 2, 1), (0, 2, 3, 2), (3, 2, 3, 1), (3, 3, 3, 1)),
    7: ((0, 0, 4, 2), (4, 0, 2, 1), (4, 1, 2, 1), (0, 2, 2, 1), (0, 3, 2, 1), (2, 2, 2, 2), (4, 2, 2, 2)),
    8: (
        (0, 0, 4, 2), (4, 0, 2, 1), (4, 1, 2, 1), (0, 2, 2, 1), (2, 2, 2, 1), (4, 2, 2, 2), (0, 3, 2, 1),
        (2, 3, 2, 1),
    ),
    9: (
        (0, 0, 4, 2), (4, 0, 2, 1), (4, 1, 2, 1), (0, 2, 2, 1), (2, 2, 2, 1), (4, 2, 2, 1), (0, 3, 2, 1),
        (2, 3, 2, 1), (4, 3, 2, 1),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Tile:
    """A place in the mosaic, in millimetres within its field."""

    x: float
    y: float
    w: float
    h: float


def tiles(pieces: int, *, mirrored: bool) -> list[Tile]:
    """Return the places of some pieces; the right page is the mirror of the left one."""
    found = []
    for column, row, across, down in _PATTERNS.get(min(pieces, MOST), ()):
        if mirrored:
            column, row = CELLS_WIDE - column - across, CELLS_HIGH - row - down
        found.append(
            Tile(
                column * (_WIDE + _GUTTER),
                row * (_HIGH + _GUTTER),
                across * _WIDE + (across - 1) * _GUTTER,
                down * _HIGH + (down - 1) * _GUTTER,
            )
        )
    return found
