"""What a file on the screen must be for everybody who opens it; every fault found is a sentence.

The validator for PDF/UA-1 and PDF/A-3a looks at the same file; this is the second line of defence,
and it looks at things no profile asks for: the order of headings, letters under eight points.
"""

import io
from collections.abc import Iterable, Iterator
from typing import Any

import page
import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from campaigns.press.checks import LEAST_POINTS, look_at
from tests.publications.tagged import Tag, tree_of, unmarked_words

_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_INSIDE = {
    "L": {"LI", "L", "Caption"}, "LI": {"Lbl", "LBody"}, "TR": {"TH", "TD"},
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"}, "TBody": {"TR"}, "TFoot": {"TR"},
}  # fmt: skip
_BOXES = ("/MediaBox", "/BleedBox", "/TrimBox")
PROFILES = (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1)


def validated(pdf: bytes) -> list[str]:
    """Return what the validator refuses in a file for the screen."""
    reports = [page.validate_pdf_bytes(pdf, profile=profile) for profile in PROFILES]
    return [f"{fault.rule_id}: {fault.message}" for one in reports for fault in one.failures]


def faults_of(pdf: bytes, *, language: str, title: str) -> list[str]:
    """Return everything that is wrong with a file for the screen, in sentences."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        tree = tree_of(document)
        tags = list(tree.walk())
        return [
            *_names(document, language, title),
            *_bookmarks(document, tags),
            *_headings(tags),
            *_nesting(tags),
            *_figures(document, tags),
            *_tables(document, tags),
            *_links(document, tags),
            *_fonts(document),
            *_pages(document),
        ]


def _names(document: pikepdf.Pdf, language: str, title: str) -> Iterator[str]:
    root = document.Root
    if str(root.get("/Lang", "")) != language:
        yield f"the file says its language is {root.get('/Lang', 'nothing')}"
    if str(document.docinfo.get("/Title", "")) != title:
        yield f"the file says its title is {document.docinfo.get('/Title', 'nothing')}"
    if title not in _title_for_archives(document):
        yield "the title is not in the description for archives"
    if not root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle", False):
        yield "a window shows the name of the file instead of its title"
    if not root.get("/MarkInfo", Dictionary()).get("/Marked", False):
        yield "the file does not say that it is tagged"
    intents = [one for one in root.get("/OutputIntents", Array()) if "/DestOutputProfile" in one]
    if not intents:
        yield "no profile says what its colours mean"
    elif int(intents[0].DestOutputProfile.get("/N", 0)) != 3:
        yield "the profile is not one of a screen"


def _title_for_archives(document: pikepdf.Pdf) -> str:
    with document.open_metadata() as described:
        return str(described.get("dc:title", ""))


def _bookmarks(document: pikepdf.Pdf, tags: Iterable[Tag]) -> Iterator[str]:
    named = [item for item in _outline(document) if item]
    heads = [tag.text for tag in tags if tag.kind == "H1"]
    for head in heads:
        if _bare(head) not in {_bare(name) for name in named}:
            yield f"no bookmark leads to “{head}”"
    if heads and not named:
        yield "there are no bookmarks"


def _outline(document: pikepdf.Pdf) -> Iterator[str]:
    with document.open_outline() as outline:
        waiting = list(outline.root)
        while waiting:
            item = waiting.pop(0)
            waiting[:0] = item.children
            yield str(item.title)


def _bare(text: str) -> str:
    """Return a text without its spaces: a bookmark breaks its lines elsewhere."""
    return "".join(text.split())


def _headings(tags: Iterable[Tag]) -> Iterator[str]:
    before = 0
    for tag in tags:
        if len(tag.kind) == 2 and tag.kind[0] == "H" and tag.kind[1].isdigit():
            level = int(tag.kind[1])
            if level > before + 1:
                yield f"page {tag.page}: “{tag.text}” jumps from H{before} to H{level}"
            if not tag.text:
                yield f"page {tag.page}: a heading without words"
            before = level


def _nesting(tags: Iterable[Tag]) -> Iterator[str]:
    for tag in tags:
        if tag.kind == "L" and not any(inner.kind == "LI" for inner in tag.tags):
            yield f"page {tag.page}: a list without items"
        allowed = _INSIDE.get(tag.kind)
        for inner in tag.tags:
            if allowed and inner.kind not in allowed:
                yield f"page {inner.page}: {inner.kind} “{inner.text[:40]}” stands right in {tag.kind}"


def _figures(document: pikepdf.Pdf, tags: Iterable[Tag]) -> Iterator[str]:
    for tag in tags:
        if tag.kind == "Figure":
            if not tag.alt.strip():
                yield f"page {tag.page}: a figure without words"
            left, bottom, right, top = map(float, document.pages[tag.page - 1].mediabox)
            if len(tag.box) != 4 or not (
                left - 1 <= tag.box[0] < tag.box[2] <= right + 1
                and bottom - 1 <= tag.box[1] < tag.box[3] <= top + 1
            ):
                yield f"page {tag.page}: “{tag.alt[:40]}” does not lie on its page"


def _tables(document: pikepdf.Pdf, tags: Iterable[Tag]) -> Iterator[str]:
    names = _names_of_cells(document)
    for tag in tags:
        if tag.kind == "Table":
            cells = list(tag.walk())
            if not any(cell.kind == "TH" for cell in cells):
                yield f"page {tag.page}: a table without headers"
        if tag.kind == "TH" and tag.scope not in {"Column", "Row"}:
            yield f"page {tag.page}: the header “{tag.text}” does not say what it heads"
        for header in tag.headers:
            if header not in names:
                yield f"page {tag.page}: the cell “{tag.text}” names a header that is not there"


def _names_of_cells(document: pikepdf.Pdf) -> set[bytes]:
    """Return the names of headers that can be looked up."""
    tree = document.Root.StructTreeRoot.get("/IDTree", Dictionary())
    leaves = [tree, *tree.get("/Kids", Array())]
    return {bytes(name) for leaf in leaves for name in list(leaf.get("/Names", Array()))[::2]}


def _links(document: pikepdf.Pdf, tags: Iterable[Tag]) -> Iterator[str]:
    for tag in tags:
        if tag.kind == "Link" and not tag.has_annotation:
            yield f"page {tag.page}: “{tag.text}” is called a link and leads nowhere"
    for number, sheet in enumerate(document.pages, start=1):
        for note in sheet.obj.get("/Annots", Array()):
            if note.get("/Subtype") == Name.Link and "/StructParent" not in note:
                yield f"page {number}: a link that is not read aloud"
            if note.get("/Subtype") == Name.Link and not ("/A" in note or "/Dest" in note):
                yield f"page {number}: a link that leads nowhere"


def _fonts(document: pikepdf.Pdf) -> Iterator[str]:
    for item in document.objects:
        if not isinstance(item, Dictionary):
            continue
        if item.get("/Type") == Name.FontDescriptor and not any(n in item for n in _FONT_FILES):
            yield f"the font {item.get('/FontName')} is not in the file"
        if item.get("/Subtype") == Name.Type0 and not isinstance(item.get("/ToUnicode"), Stream):
            yield f"nobody can tell which letters {item.get('/BaseFont')} shows"


def _pages(document: pikepdf.Pdf) -> Iterator[str]:
    for number, sheet in enumerate(document.pages, start=1):
        missing = [name for name in _BOXES if name not in sheet.obj]
        if missing:
            yield f"page {number}: it has no {missing[0][1:]}"
        points = look_at(sheet).points
        if points < LEAST_POINTS - 0.05:
            yield f"page {number}: letters of {points:.1f} points"
        for words in unmarked_words(sheet):
            yield f"page {number}: “{words}” stands outside what is read"


def foreign(tree: Tag, words: str) -> str:
    """Return the language of some words of a file; empty: that of the whole file."""
    return next((said for said, text in _spoken(tree, "") if words in text), "not found")


def _spoken(tag: Tag, language: str) -> Iterator[tuple[str, str]]:
    """Yield what stands in each element with the language it is in, the innermost first."""
    here = tag.language or language
    for inner in tag.tags:
        yield from _spoken(inner, here)
    yield here, tag.text


def everything(pdf: bytes, *, language: str, title: str) -> list[Any]:
    """Return all faults: ours, and those of the validator."""
    return [*faults_of(pdf, language=language, title=title), *validated(pdf)]
