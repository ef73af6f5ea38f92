"""Read a PDF the way a screen reader does: its tags in order, with the words under each."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

_PAIR = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_RANGE = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_INLINE = {"Span", "Link", "NonStruct"}


@dataclass
class Tag:
    """One element of the structure tree."""

    kind: str
    page: int
    language: str = ""  # only where the element itself says one
    alt: str = ""
    scope: str = ""
    box: tuple[float, ...] = ()
    headers: tuple[bytes, ...] = ()  # the names of the headers of a cell
    has_annotation: bool = False
    # In order: words of the page, and the elements below.
    inside: list["str | Tag"] = field(default_factory=list)

    @property
    def tags(self) -> list["Tag"]:
        return [part for part in self.inside if isinstance(part, Tag)]

    @property
    def text(self) -> str:
        """Return the words in it, on one line."""
        return " ".join("".join(self._words()).split())

    def _words(self) -> Iterator[str]:
        for part in self.inside:
            if isinstance(part, str):
                yield part
            else:
                yield from part._words()
                yield "" if part.kind in _INLINE else " "

    def walk(self) -> Iterator["Tag"]:
        yield self
        for tag in self.tags:
            yield from tag.walk()

    def spoken(self, page: int) -> Iterator[tuple[str, str]]:
        """Yield what is read aloud of a page: the nearest meaningful tag, and its words."""
        if self.kind == "Figure":
            if self.page == page:
                yield "Figure", self.alt
        elif any(t._has_blocks() and not self._is_split(t) for t in self.tags):
            for part in self.inside:
                if isinstance(part, Tag):
                    yield from part.spoken(page)
        elif self.page == page and self.text:
            yield self.kind, self.text

    def _is_split(self, tag: "Tag") -> bool:
        """Tell whether a part only carries on what it stands in, as the engine lays some out."""
        return tag.kind == self.kind and self.kind in {"P", "Caption"}

    def _has_blocks(self) -> bool:
        return self.kind not in _INLINE or any(tag._has_blocks() for tag in self.tags)


def read_tags(pdf: bytes) -> Tag:
    """Return the structure tree of a tagged PDF, with the words each element holds."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return tree_of(document)


def tree_of(document: pikepdf.Pdf) -> Tag:
    pages = {page.obj.objgen: n for n, page in enumerate(document.pages, start=1)}
    words = {n: _marked(page) for n, page in enumerate(document.pages, start=1)}
    top = document.Root.StructTreeRoot.K
    return _tag(top[0] if isinstance(top, Array) else top, pages, words, 0)


def _tag(
    element: Any, pages: dict[tuple[int, int], int], words: dict[int, dict[int, str]], page: int
) -> Tag:
    if "/Pg" in element:
        page = pages[element.Pg.objgen]
    about = element.get("/A", Dictionary())
    tag = Tag(
        str(element.S)[1:], page, str(element.get("/Lang", "")), str(element.get("/Alt", "")),
        str(about.get("/Scope", ""))[1:], tuple(float(side) for side in about.get("/BBox", ())),
        tuple(bytes(name) for name in about.get("/Headers", ())),
    )  # fmt: skip
    kids, instead = element.get("/K", Array()), str(element.get("/ActualText", ""))
    if instead:
        tag.inside.append(instead)
    for kid in kids if isinstance(kids, Array) else [kids]:
        if instead and (isinstance(kid, int) or kid.get("/Type") != Name.OBJR):
            continue  # said otherwise than it is drawn
        if isinstance(kid, int):
            tag.inside.append(words[page].get(kid, ""))
        elif kid.get("/Type") == Name.OBJR:
            tag.has_annotation |= "/Obj" in kid
        elif kid.get("/Type") == Name.MCR:
            tag.inside.append(words[pages[kid.Pg.objgen]].get(int(kid.MCID), ""))
        else:
            tag.inside.append(_tag(kid, pages, words, page))
    return tag


def unmarked_words(page: pikepdf.Page) -> list[str]:
    """Return the words of a page that are neither read nor called decoration."""
    return [words for mark, words in _pieces(page) if mark is None and words.strip()]


def _marked(page: pikepdf.Page) -> dict[int, str]:
    """Return the words of each marked piece of a page; what is an artifact has no number."""
    found: dict[int, str] = {}
    for mark, words in _pieces(page):
        if isinstance(mark, int):
            found[mark] = found.get(mark, "") + words
    return found


def _pieces(page: pikepdf.Page) -> Iterator[tuple[int | str | None, str]]:
    """Yield the words drawn on a page, each with its mark: a number, a name, or nothing."""
    letters: dict[int, str] = {}
    marks: list[int | str] = []
    known: dict[str, dict[int, str]] = {}
    fonts = page.obj.get("/Resources", Dictionary()).get("/Font", Dictionary())
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in {"BDC", "BMC"}:
            about = operands[1] if name == "BDC" else None
            numbered = isinstance(about, Dictionary) and "/MCID" in about
            marks.append(int(about.MCID) if numbered else str(operands[0]))
        elif name == "EMC":
            marks.pop()
        elif name == "Tf":
            font = str(operands[0])
            if font not in known:
                known[font] = letters_of(fonts[font])
            letters = known[font]
        elif name in {"Tj", "TJ"}:
            shown = operands[0] if name == "TJ" else [operands[0]]
            codes = b"".join(bytes(part) for part in shown if isinstance(part, pikepdf.String))
            pairs = (int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2))
            words = "".join(letters.get(code, "\ufffd") for code in pairs)
            yield marks[-1] if marks else None, words


def letters_of(font: Any) -> dict[int, str]:
    """Return which letter each code of a font stands for."""
    found: dict[int, str] = {}
    if "/ToUnicode" not in font:
        return found
    table = font.ToUnicode.read_bytes().decode("latin-1")
    for part in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, letter in _PAIR.findall(part):
            found[int(code, 16)] = bytes.fromhex(letter).decode("utf-16-be")
    for part in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, letter in _RANGE.findall(part):
            start = int.from_bytes(bytes.fromhex(letter), "big")
            for n, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = chr(start + n)
    return found
