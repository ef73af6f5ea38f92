"""Crossword, mosaic, columns and headlines: small machines behind the pages."""

import pytest

from publications.rendering.newspaper.checking import resolution
from publications.rendering.newspaper.columns import in_columns
from publications.rendering.newspaper.crossword import letters, make_crossword, words_of
from publications.rendering.newspaper.headlines import set_headline
from publications.rendering.newspaper.mosaic import tiles
from tests.publications.rendering_builders import PNG

NEEDS = [
    ("Groen om de hoek", "Mensen willen groen dicht bij hun deur."),
    ("Samen aan tafel", "Mensen willen samen eten."),
    ("Stilte en rust", "Een plek waar het even zwijgt."),
    ("Muziek en podium", "Spelen, zingen en luisteren in elke wijk."),
    ("Blijven leren", "Op elke leeftijd nog iets kunnen leren."),
    ("Kunst op straat", "Kunst op een dag dat ze er niet om vroegen."),
    ("Verhalen van hier", "De verhalen van hun straat bewaren."),
    ("Zuivere lucht", "Buiten even gezond ademen als binnen."),
]


def test_every_word_of_the_crossword_crosses_another_and_makes_no_chance_words() -> None:
    puzzle = make_crossword(words_of(NEEDS))
    assert len(puzzle.entries) >= 6
    grid: dict[tuple[int, int], str] = {}
    for entry in puzzle.entries:
        for cell, letter in zip(entry.cells(), entry.word, strict=True):
            assert grid.setdefault(cell, letter) == letter
            assert 0 <= cell[0] < puzzle.width
            assert 0 <= cell[1] < puzzle.height
    across = {run for run in runs(grid, 1, 0) if len(run) > 1}
    down = {run for run in runs(grid, 0, 1) if len(run) > 1}
    assert across == {entry.word for entry in puzzle.across}
    assert down == {entry.word for entry in puzzle.down}
    cells = [set(entry.cells()) for entry in puzzle.entries]
    for n, mine in enumerate(cells):
        assert any(mine & other for m, other in enumerate(cells) if m != n)


def runs(grid: dict[tuple[int, int], str], dx: int, dy: int) -> list[str]:
    """Return every row of letters in a direction."""
    found = []
    for x, y in grid:
        if (x - dx, y - dy) not in grid:
            word = ""
            while (x, y) in grid:
                word += grid[x, y]
                x, y = x + dx, y + dy
            found.append(word)
    return found


def test_the_clue_is_the_sentence_of_the_need_without_its_word() -> None:
    words = dict(words_of([("Groen", "Mensen willen groen dichtbij."), ("Om de", "Niets.")]))
    assert words == {"GROEN": "Mensen willen … dichtbij."}


def test_the_same_needs_give_the_same_crossword() -> None:
    assert make_crossword(words_of(NEEDS)) == make_crossword(words_of(NEEDS))


def test_too_few_words_make_no_crossword() -> None:
    assert make_crossword(words_of(NEEDS[:2])).entries == []
    assert letters("Café") == "CAFE"


@pytest.mark.parametrize("pieces", range(1, 10))
@pytest.mark.parametrize("mirrored", [False, True])
def test_the_mosaic_fills_the_page_without_overlap(pieces: int, mirrored: bool) -> None:
    places = tiles(pieces, mirrored=mirrored)
    assert len(places) == pieces
    for n, a in enumerate(places):
        assert a.x >= -0.01
        assert a.x + a.w <= 265.01
        assert a.y + a.h <= 327.01
        for b in places[n + 1 :]:
            assert a.x + a.w < b.x or b.x + b.w < a.x or a.y + a.h < b.y or b.y + b.h < a.y
    assert sum(p.w * p.h for p in places) > 0.85 * 265 * 327


def test_short_pieces_lie_in_columns_of_about_the_same_height() -> None:
    columns = in_columns([3, 1, 1, 1, 2, 2, 2], 3, float)
    assert [piece for column in columns for piece in column] == [3, 1, 1, 1, 2, 2, 2]
    assert max(sum(column) for column in columns) <= 5
    assert in_columns([], 3, float) == [[], [], []]


def test_a_headline_takes_two_lines_of_about_the_same_length() -> None:
    headline = set_headline("Tweeduizend stoelen en één lange tafel", 172)
    assert (headline.points, headline.lines) == (43, 2)
    assert headline.width < 172
    assert not headline.is_lonely


def test_a_headline_that_is_long_is_set_smaller_and_never_runs_out() -> None:
    assert set_headline("Kort", 172).points == 52
    assert set_headline("woord " * 20, 172).points < 36
    assert set_headline("", 172).lines == 0


def test_a_picture_is_as_fine_as_its_size_on_paper_allows() -> None:
    # One pixel on a quarter of an inch: four pixels per inch.
    assert resolution(PNG, 6.35, 6.35) == 4
    assert resolution(b"no picture", 6.35, 6.35) == 0
