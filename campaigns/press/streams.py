"""Rewrite what is drawn: every colour of a page in inks, nothing else changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import pikepdf
from pikepdf import Operator

from campaigns.press.separation import BLACK, Colour, Inks, Separation

# The operators of a screen's colours: those that fill are small letters, those that draw lines large.
_COLOURS: Final = {"rg", "RG", "g", "G", "sc", "SC", "scn", "SCN"}
_SPACES: Final = {"cs", "CS"}
_SCREEN_SPACES: Final = {"/DeviceRGB", "/DeviceGray"}
# The name of the graphics state that lets black letters print over what lies under them. Anything
# else knocks out: white that overprints would not be there.
OVER, KNOCK_OUT = "/PressOver", "/PressKnockOut"
Instruction = tuple[Iterable[Any], Operator]


@dataclass(frozen=True)
class _Pen:
    """The colour that fills at one moment."""

    fill: Colour = (0.0, 0.0, 0.0)
    inks: Inks | None = None  # where the page speaks of inks already


def to_inks(stream: pikepdf.Object, separation: Separation) -> bytes:
    """Return the instructions of a page or a drawing with its colours in inks."""
    return pikepdf.unparse_content_stream(list(_Rewriter(separation).run(stream)))  # type: ignore[arg-type]


def to_grey(stream: pikepdf.Object) -> bytes:
    """Return the instructions of a mask: it tells how much shows through, in grey."""
    return pikepdf.unparse_content_stream(list(_in_grey(stream)))  # type: ignore[arg-type]


def _in_grey(stream: pikepdf.Object) -> Iterator[Instruction]:
    for instruction in pikepdf.parse_content_stream(stream):
        operands, operator = instruction.operands, instruction.operator
        name = str(operator)
        if name in {"rg", "RG"}:
            red, green, blue = (float(part) for part in operands)
            light = round(0.2126 * red + 0.7152 * green + 0.0722 * blue, 4)
            yield [light], Operator("g" if name == "rg" else "G")
        else:
            yield operands, operator


class _Rewriter:
    """Goes through the instructions with the pen in hand."""

    def __init__(self, separation: Separation) -> None:
        self.separation = separation
        self.pen = _Pen()
        self.kept: list[_Pen] = []
        self.in_text = False

    def run(self, stream: pikepdf.Object) -> Iterator[Instruction]:
        for instruction in pikepdf.parse_content_stream(stream):
            operands, operator = instruction.operands, instruction.operator
            name = str(operator)
            colour = _colour(name, operands)
            if colour is not None:
                yield from self._take(name, colour)
            elif name in _SPACES and str(operands[0]) in _SCREEN_SPACES:
                continue  # the colour itself follows
            else:
                yield operands, operator
                yield from self._follow(name, operands)

    def _take(self, name: str, colour: Colour) -> Iterator[Instruction]:
        if name.isupper():
            yield _ink(self.separation.ink(colour), "K")
            return
        self.pen = _Pen(colour)
        if self.in_text:
            yield from self._letters()
        else:
            yield _ink(self.separation.ink(colour), "k")

    def _follow(self, name: str, operands: Any) -> Iterator[Instruction]:
        if name == "q":
            self.kept.append(self.pen)
        elif name == "Q" and self.kept:
            self.pen = self.kept.pop()
        elif name == "k":
            cyan, magenta, yellow, black = (float(part) for part in operands)
            self.pen = replace(self.pen, inks=(cyan, magenta, yellow, black))
        elif name == "BT":
            self.in_text = True
            yield from self._letters()
        elif name == "ET":
            self.in_text = False
            yield _ink(self.pen.inks or self.separation.ink(self.pen.fill), "k")
            yield [pikepdf.Name(KNOCK_OUT)], Operator("gs")

    def _letters(self) -> Iterator[Instruction]:
        inks = self.pen.inks or self.separation.letters(self.pen.fill)
        yield _ink(inks, "k")
        yield [pikepdf.Name(OVER if inks == BLACK else KNOCK_OUT)], Operator("gs")


def _colour(name: str, operands: Any) -> Colour | None:
    """Return the colour an instruction takes; None when it takes none, or a pattern."""
    if name not in _COLOURS or len(operands) not in {1, 3}:
        return None
    if isinstance(operands[0], pikepdf.Name):
        return None
    parts = [float(part) for part in operands]
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else (parts[0],) * 3


def _ink(inks: Inks, operator: str) -> Instruction:
    return inks, Operator(operator)
