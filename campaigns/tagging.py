"""What the layout engine leaves out of the tags of a PDF, and who reads by ear needs.

Which words are in another language; which way a header of a table points; where on the page a
figure lies (the engine measures from the top, in its own pixels; a PDF from the bottom, in points);
that a space stands between two links; and that a word broken over two lines is one word.
"""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

_POINTS = 0.75  # in a pixel of the engine
# Their children stand in the tree, they themselves do not.
_UNSEEN = {"html", "body"}


class Tagger:
    """Stands around the engine's builder of the structure tree, and completes what comes out.

    Every element of the tree comes out of that one function, which calls itself by its name.
    """

    def __init__(self, engine: Any, string: Any) -> None:
        self._build, self._kind = engine._build_box_tree, engine._get_pdf_tag
        self._boxes, self._string = engine.boxes, string
        engine._build_box_tree = self.build

    def build(
        self, box: Any, parent: Any, pdf: Any, page: int, numbers: Any, notes: Any, tags: Any
    ) -> Iterator[Any]:
        inner = getattr(box, "_box", box)  # what lies apart is wrapped
        if isinstance(inner, self._boxes.PageBox):
            # A page comes before all that is on it.
            pdf.height, pdf.said = inner.margin_height(), {}
        said = self._said_in(inner, pdf.said, tags)
        for element in self._build(box, parent, pdf, page, numbers, notes, tags):
            if inner.element is not None and inner.element_tag not in _UNSEEN:
                self._complete(element, inner.element, pdf.height)
            yield element
        for mark, words in said.items():
            held = pdf.objects[int(numbers[mark].split()[0])] if mark in numbers else {}
            # A link holds its words itself; of one with several pieces none can be told apart.
            if held.get("S") == "/Span" or sum(isinstance(kid, int) for kid in held["K"]) == 1:
                held["ActualText"] = self._string(words)

    def _complete(self, element: Any, html: Any, height: float) -> None:
        language = html.attrib.get("lang")
        if language:
            element["Lang"] = self._string(language)
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Row" if html.attrib.get("scope") == "row" else "/Column"
        if element["S"] == "/Figure":
            left, top, right, bottom = element["A"]["BBox"]
            sides = (left, height - bottom, right, height - top)
            element["A"]["BBox"][:] = [round(side * _POINTS, 3) for side in sides]

    def _said_in(self, box: Any, ends: dict[int, str], tags: Any) -> dict[int, str]:
        """Return what is said of pieces of text right in a box, where that is not what is drawn."""
        if not isinstance(box, self._boxes.ParentBox):
            return {}
        lines = [child for child in box.children if isinstance(child, self._boxes.LineBox)]
        for line, following in zip_longest(lines, lines[1:]):
            last = self._text_at(line, -1)
            first = self._text_at(following, 0) if following else None
            if last is not None and (first is not None or self._runs_on(box)):
                ends[id(last)] = _joined(last.text, first.text if first else "", box.element)
        said = {}
        pieces = [text for line in lines for text in line.children] or box.children
        for text in pieces:
            if isinstance(text, self._boxes.TextBox) and text in tags:
                words = ends.get(id(text), text.text)
                # The engine draws no space that stands alone.
                if words != text.text or not words.strip():
                    said[tags[text]["mcid"]] = words
        return said

    def _runs_on(self, box: Any) -> bool:
        """Tell whether a block has a tag that does not end what is said, as a block does."""
        return self._kind(box.element_tag) in {"Span", "NonStruct"}

    def _text_at(self, box: Any, place: int) -> Any:
        """Return the first (0) or last (-1) piece of text in a line, however deep it stands."""
        if isinstance(box, self._boxes.TextBox):
            return box
        children = list(getattr(box, "children", ()))
        for child in reversed(children) if place else children:
            found = self._text_at(child, place)
            if found is not None:
                return found
        return None


def _joined(line: str, following: str, html: Any) -> str:
    """Return the end of a line as it is said: a broken word without its hyphen, else with a space."""
    if not line.endswith("-"):
        return line if line.endswith(" ") else f"{line} "
    whole = line.rpartition(" ")[2] + following.partition(" ")[0]
    # A hyphen the writer put there is kept.
    written = html is not None and whole in "".join(html.itertext())
    return line if written else line[:-1]


def list_names(document: pikepdf.Pdf) -> None:
    """Write the list that finds the headers cells name: without it the names lead nowhere."""
    named = {
        bytes(item.ID): item
        for item in document.objects
        if isinstance(item, Dictionary) and item.get("/S") == Name.TH and "/ID" in item
    }
    if named:
        ordered = sorted(named.items())
        pairs = [part for name, item in ordered for part in (pikepdf.String(name), item)]
        limits = Array([pikepdf.String(ordered[0][0]), pikepdf.String(ordered[-1][0])])
        leaf = document.make_indirect(Dictionary(Limits=limits, Names=Array(pairs)))
        document.Root.StructTreeRoot.IDTree = document.make_indirect(Dictionary(Kids=Array([leaf])))
