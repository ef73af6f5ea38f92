"""Look a press edition through, as a prepress desk would before it takes the file."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pikepdf
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pikepdf import Dictionary, Name, Stream

LEAST_POINTS: Final = 8.0
LEAST_PPI: Final = 200.0
_COLOURS: Final = {"rg", "RG", "sc", "SC", "cs", "CS"}
_FONT_FILES: Final = ("/FontFile", "/FontFile2", "/FontFile3")
_SHOWS: Final = {"Tj", "TJ", "'", '"'}
Matrix = tuple[float, float, float, float, float, float]
_HERE: Final[Matrix] = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True)
class _State:
    matrix: Matrix = _HERE
    text: Matrix = _HERE
    size: float = 0.0
    fill: tuple[float, ...] = (0.0,)
    over: bool = False  # prints over what lies under it


@dataclass
class _Seen:
    """What stands on one page."""

    points: float = 1000.0  # of the smallest letters
    ppi: float = 100000.0  # of the coarsest picture
    ink: float = 0.0  # most ink of one plain colour, as a sum
    rgb: int = 0
    lost_white: int = 0  # white that would not be there, for it overprints
    fonts: set[str] = field(default_factory=set)


def check_press(pdf: bytes, *, ink_limit: float) -> list[str]:
    """Return what a printer would refuse, in sentences with the page; nothing: it may go."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found = [*_of_document(document)]
        for number, page in enumerate(document.pages, start=1):
            found += [
                _("Page %(page)s: %(what)s") % {"page": number, "what": what}
                for what in (*_boxes(page), *_of_page(look_at(page), ink_limit))
            ]
    return found


def look_at(page: pikepdf.Page) -> _Seen:
    """Return what stands on a page."""
    seen = _Seen()
    _read(page.obj, page.obj.get("/Resources", Dictionary()), _State(), seen)
    return seen


def _of_document(document: pikepdf.Pdf) -> Iterator[str]:
    intents = [
        intent for intent in document.Root.get("/OutputIntents", [])
        if intent.get("/S") == Name.GTS_PDFX
    ]  # fmt: skip
    if not intents or "/DestOutputProfile" not in intents[0]:
        yield _("The colour profile of the press is missing.")
    elif int(intents[0].DestOutputProfile.get("/N", 0)) != 4:
        yield _("The colour profile is not one of a press with four inks.")
    if b"PDF/X-4" not in document.Root.get("/Metadata", Stream(document, b"")).read_bytes():
        yield _("The file does not say that it is PDF/X-4.")
    if "/Trapped" not in document.docinfo:
        yield _("The file does not say whether it is trapped.")
    if document.is_encrypted:
        yield _("The file is locked.")
    for item in document.objects:
        if not isinstance(item, (Dictionary, Stream)):
            continue
        if item.get("/Type") == Name.FontDescriptor and not any(
            name in item for name in _FONT_FILES
        ):
            yield _("The font %(name)s is not in the file.") % {"name": item.get("/FontName")}
        if "/ShadingType" in item and item.get("/ColorSpace") == Name.DeviceRGB:
            yield _("A gradient is in colours of a screen.")


def _boxes(page: pikepdf.Page) -> Iterator[str]:
    if "/TrimBox" not in page.obj or "/BleedBox" not in page.obj:
        yield _("it is not said where it is cut.")
        return
    trim, bleed, media = (
        [float(side) for side in page.obj[name]] for name in ("/TrimBox", "/BleedBox", "/MediaBox")
    )
    inside = all(
        outer[n] <= inner[n] + 0.01 and outer[n + 2] >= inner[n + 2] - 0.01
        for inner, outer in ((trim, bleed), (bleed, media))
        for n in (0, 1)
    )
    if not inside:
        yield _("the boxes for cutting do not lie inside each other.")
    if "/Annots" in page.obj:
        yield _("there are links on it: a press takes none.")


def _of_page(seen: _Seen, ink_limit: float) -> Iterator[str]:
    if seen.rgb:
        yield ngettext(
            "%(n)s colour is one of a screen.", "%(n)s colours are those of a screen.", seen.rgb
        ) % {"n": seen.rgb}
    if seen.points < LEAST_POINTS - 0.05:
        yield _("letters of %(points).1f points; 8 is the least.") % {"points": seen.points}
    if seen.ppi < LEAST_PPI:
        yield _("a picture of %(ppi)d dots per inch; 200 is the least.") % {"ppi": seen.ppi}
    if seen.ink > ink_limit + 0.02:
        yield _("%(ink)d%% ink in one place; the paper bears %(most)d%%.") % {
            "ink": round(100 * seen.ink), "most": round(100 * ink_limit),
        }  # fmt: skip
    if seen.lost_white:
        yield _("white letters that print over what lies under them would be lost.")


def _read(source: pikepdf.Object, resources: pikepdf.Object, state: _State, seen: _Seen) -> None:
    kept: list[_State] = []
    for instruction in pikepdf.parse_content_stream(source):
        operands, name = instruction.operands, str(instruction.operator)
        if name == "q":
            kept.append(state)
        elif name == "Q":
            state = kept.pop() if kept else state
        elif name == "Do":
            _draw(resources, str(operands[0]), state, seen)
        elif name in _SHOWS:
            _letters(state, seen)
        elif name in _COLOURS and not (name in {"cs", "CS"} and str(operands[0]) == "/Pattern"):
            seen.rgb += 1
        elif name == "k" or name == "K":
            inks = tuple(float(part) for part in operands)
            # All inks together are the colour of the marks, outside the page.
            seen.ink = max(seen.ink, sum(inks) if inks != (1, 1, 1, 1) else 0)
            state = replace(state, fill=inks) if name == "k" else state
        elif name in _CHANGES:
            state = _CHANGES[name](state, operands, resources)


def _draw(resources: pikepdf.Object, name: str, state: _State, seen: _Seen) -> None:
    thing = resources.get("/XObject", Dictionary()).get(name)
    if thing is None:
        return
    if thing.get("/Subtype") == Name.Image:
        if thing.get("/ColorSpace") not in {Name.DeviceCMYK, Name.DeviceGray, None}:
            seen.rgb += 1
        a, b, c, d, _x, _y = state.matrix
        wide, high = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
        if wide > 1 and high > 1:
            seen.ppi = min(seen.ppi, int(thing.Width) / wide * 72, int(thing.Height) / high * 72)
        return
    matrix = _six(thing.get("/Matrix", _HERE))
    inner = replace(state, matrix=_times(matrix, state.matrix))
    _read(thing, thing.get("/Resources", resources), inner, seen)


def _letters(state: _State, seen: _Seen) -> None:
    _a, _b, c, d, _x, _y = _times(state.text, state.matrix)
    seen.points = min(seen.points, state.size * (c * c + d * d) ** 0.5)
    if state.over and not any(state.fill):
        seen.lost_white += 1


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k,
        e * h + f * j + m,
    )  # fmt: skip


def _six(operands: Any) -> Matrix:
    a, b, c, d, e, f = (float(part) for part in operands)
    return a, b, c, d, e, f


def _with_state(state: _State, operands: Any, resources: pikepdf.Object) -> _State:
    known = resources.get("/ExtGState", Dictionary()).get(str(operands[0]), Dictionary())
    return replace(state, over=bool(known.op)) if "/op" in known else state


_CHANGES: Final[dict[str, Callable[[_State, Any, pikepdf.Object], _State]]] = {
    "cm": lambda state, ops, _r: replace(state, matrix=_times(_six(ops), state.matrix)),
    "BT": lambda state, _ops, _r: replace(state, text=_HERE),
    "Tm": lambda state, ops, _r: replace(state, text=_six(ops)),
    "Tf": lambda state, ops, _r: replace(state, size=abs(float(ops[1]))),
    "gs": _with_state,
    "g": lambda state, ops, _r: replace(state, fill=(0.0, 0.0, 0.0, 1 - float(ops[0]))),
}
