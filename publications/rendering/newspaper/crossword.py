"""A real crossword: words of the needs and keys that cross, with the needs' sentences as clues."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from campaigns.illustration.paper import NIGHT, num

# Words that say nothing alone.
_SMALL = frozenset("""
    aan achter alle als bij dan dat de den der die dit door een elke en er eens even geen haar het
    hier hun iedereen iets in is je jouw kan kennen maar mekaar met mij mijn naar niet niets nog
    nooit of om onder ons ook op over overal samen tot uit van veel voor vlot waar wat we wie wij
    ze zich zijn zonder
""".split())  # noqa: SIM905 -- as a list it would be a page long  # fmt: skip
_LONGEST, _SHORTEST = 11, 3


@dataclass(frozen=True)
class Entry:
    """A word in the grid; the clue is a need's own sentence."""

    word: str
    clue: str
    x: int
    y: int
    across: bool
    number: int = 0

    def cells(self) -> list[tuple[int, int]]:
        return [
            (self.x + (n if self.across else 0), self.y + (0 if self.across else n))
            for n in range(len(self.word))
        ]


@dataclass
class Crossword:
    width: int = 0
    height: int = 0
    across: list[Entry] = field(default_factory=list)
    down: list[Entry] = field(default_factory=list)

    @property
    def entries(self) -> list[Entry]:
        return [*self.across, *self.down]


def letters(word: str) -> str:
    """Return a word as it stands in the grid: capitals without accents."""
    plain = unicodedata.normalize("NFD", word)
    return "".join(c for c in plain if not unicodedata.combining(c)).upper()


def words_of(lines: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the telling word of each name with its clue: the sentence, the word itself left out.

    Every word is used once; names without a word that fits the grid are left out.
    """
    found: dict[str, str] = {}
    for name, sentence in lines:
        parts = [w for w in re.findall(r"[^\W\d_]+", name) if w.lower() not in _SMALL]
        fitting = [w for w in parts if _SHORTEST <= len(letters(w)) <= _LONGEST]
        # A word the sentence does not give away makes the better riddle.
        fitting.sort(key=lambda w: (w.lower() in sentence.lower(), -len(w)))
        for word in fitting:
            if sentence and letters(word) not in found and letters(word).isascii():
                hidden = re.sub(re.escape(word), "…", sentence, flags=re.IGNORECASE)
                found[letters(word)] = hidden
                break
    return list(found.items())


def make_crossword(
    words: Sequence[tuple[str, str]], *, most: int = 9, width: int = 15, height: int = 10
) -> Crossword:
    """Lay words so that each crosses one that lies already; always the same for the same words.

    The best of several beginnings is kept: the most words, then the smallest grid.
    """
    ordered = sorted(words, key=lambda row: (-len(row[0]), row[0]))
    best: list[Entry] = []
    for first in range(min(len(ordered), 8)):
        tried = _lay([ordered[first], *ordered[:first], *ordered[first + 1 :]], most, width, height)
        if _worth(tried) > _worth(best):
            best = tried
    return _numbered(best)


def _worth(entries: list[Entry]) -> tuple[int, int]:
    cells = [cell for entry in entries for cell in entry.cells()]
    wide = max((x for x, _y in cells), default=0) - min((x for x, _y in cells), default=0)
    high = max((y for _x, y in cells), default=0) - min((y for _x, y in cells), default=0)
    return len(entries), -(wide + 1) * (high + 1)


def _lay(words: Sequence[tuple[str, str]], most: int, width: int, height: int) -> list[Entry]:
    laid: list[Entry] = []
    grid: dict[tuple[int, int], str] = {}
    waiting = list(words)
    while waiting and len(laid) < most:
        for row in waiting:
            entry = _place(row, laid, grid, width, height)
            if entry is not None:
                laid.append(entry)
                grid.update(zip(entry.cells(), entry.word, strict=True))
                waiting.remove(row)
                break
        else:
            break
    return laid


def _place(
    row: tuple[str, str],
    laid: list[Entry],
    grid: dict[tuple[int, int], str],
    width: int,
    height: int,
) -> Entry | None:
    word, clue = row
    if not laid:
        return Entry(word, clue, 0, 0, across=True)
    best: tuple[tuple[int, int], Entry] | None = None
    for (x, y), letter in grid.items():
        for n, mine in enumerate(word):
            if mine != letter:
                continue
            for across in (False, True):
                entry = Entry(
                    word, clue, x - (n if across else 0), y - (0 if across else n), across
                )
                crossings = _crossings(entry, grid)
                if crossings == 0 or not _holds([*laid, entry], width, height):
                    continue
                worth = (crossings, _worth([*laid, entry])[1])
                if best is None or worth > best[0]:
                    best = worth, entry
    return best[1] if best else None


def _crossings(entry: Entry, grid: dict[tuple[int, int], str]) -> int:
    """Count the crossings of a word that may lie here; 0 when it may not."""
    cells = entry.cells()
    dx, dy = (1, 0) if entry.across else (0, 1)
    (x0, y0), (x1, y1) = cells[0], cells[-1]
    if (x0 - dx, y0 - dy) in grid or (x1 + dx, y1 + dy) in grid:
        return 0
    crossed = 0
    for (x, y), letter in zip(cells, entry.word, strict=True):
        there = grid.get((x, y))
        if there is None:
            # Beside an empty cell nothing may lie: it would make a word nobody meant.
            if (x + dy, y + dx) in grid or (x - dy, y - dx) in grid:
                return 0
        elif there != letter:
            return 0
        else:
            crossed += 1
    return crossed if crossed < len(cells) else 0


def _holds(entries: list[Entry], width: int, height: int) -> bool:
    cells = [cell for entry in entries for cell in entry.cells()]
    xs, ys = [x for x, _y in cells], [y for _x, y in cells]
    return max(xs) - min(xs) < width and max(ys) - min(ys) < height


def _numbered(entries: list[Entry]) -> Crossword:
    if len(entries) < 3:
        return Crossword()
    cells = [cell for entry in entries for cell in entry.cells()]
    left, top = min(x for x, _y in cells), min(y for _x, y in cells)
    moved = [Entry(e.word, e.clue, e.x - left, e.y - top, e.across) for e in entries]
    starts = sorted({(e.y, e.x) for e in moved})
    numbers = {start: n for n, start in enumerate(starts, start=1)}
    named = [Entry(e.word, e.clue, e.x, e.y, e.across, numbers[e.y, e.x]) for e in moved]
    named.sort(key=lambda entry: entry.number)
    return Crossword(
        max(x for x, _y in cells) - left + 1,
        max(y for _x, y in cells) - top + 1,
        [e for e in named if e.across],
        [e for e in named if not e.across],
    )


def draw_crossword(puzzle: Crossword, *, title: str, width: float) -> SafeString:
    """Draw the empty grid with its numbers, `width` millimetres wide."""
    cell = min(width / max(puzzle.width, 1), 7)
    starts = {(e.x, e.y): e.number for e in puzzle.entries}
    drawn = ""
    for x, y in sorted({cell for entry in puzzle.entries for cell in entry.cells()}):
        drawn += (
            f'<path fill="#fff" stroke="{NIGHT}" stroke-width=".35" d="M{num(x * cell)} '
            f'{num(y * cell)}h{cell:.2f}v{cell:.2f}h-{cell:.2f}Z"/>'
        )
        if (x, y) in starts:
            drawn += (
                f'<text x="{x * cell + 0.5:.2f}" y="{y * cell + 2.7:.2f}" font-size="2.83" '
                f'font-family="Schibsted Grotesk" font-weight="600" fill="{NIGHT}">'
                f"{starts[x, y]}</text>"
            )
    wide, high = puzzle.width * cell + 0.4, puzzle.height * cell + 0.4
    return mark_safe(  # noqa: S308 -- drawn by us, the title is escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-.2 -.2 {wide:.2f} {high:.2f}" '
        f'width="{wide:.2f}mm" height="{high:.2f}mm"><title>{escape(title)}</title>{drawn}</svg>'
    )
