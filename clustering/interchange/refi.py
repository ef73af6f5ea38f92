"""REFI-QDA codebooks (.qdc): written by their schema, read with care.

The schema is that of REFI-QDA 1.5: `CodeBook` holds `Codes`, then `Sets`; a `Code` has a guid, a
name and isCodable, may have a colour, and holds one `Description` and then its own codes.
"""

from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from campaigns.exports import NOT_IN_XML
from clustering.interchange.codebook import BadCodebook, Bundle, Code, Codebook, Entries, Entry

NAMESPACE: Final = "urn:QDA-XML:codebook:1.0"
MOST_BYTES: Final = 1_000_000
MOST_CODES: Final = 5_000
DEEPEST: Final = 40


def write_qdc(codebook: Codebook, *, origin: str) -> str:
    """Return a codebook as the text of a .qdc file."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<CodeBook xmlns="{NAMESPACE}" origin={_value(origin)}>',
        "<Codes>" if codebook.codes else "<Codes/>",
    ]
    for code in codebook.codes:
        _write_code(code, lines, 1)
    if codebook.codes:
        lines.append("</Codes>")
    if codebook.bundles:
        lines.append("<Sets>")
        for bundle in codebook.bundles:
            _write_bundle(bundle, lines)
        lines.append("</Sets>")
    lines.append("</CodeBook>")
    return "\n".join(lines) + "\n"


def _write_code(code: Code, lines: list[str], depth: int) -> None:
    indent = "  " * depth
    colour = f' color="{code.colour}"' if code.colour else ""
    codable = "true" if code.codable else "false"
    start = (
        f'{indent}<Code guid="{code.guid}" name={_value(code.name)} isCodable="{codable}"{colour}'
    )
    if not code.description and not code.codes:
        lines.append(f"{start}/>")
        return
    lines.append(f"{start}>")
    if code.description:
        lines.append(f"{indent}  <Description>{_text(code.description)}</Description>")
    for below in code.codes:
        _write_code(below, lines, depth + 1)
    lines.append(f"{indent}</Code>")


def _write_bundle(bundle: Bundle, lines: list[str]) -> None:
    lines.append(f'  <Set guid="{bundle.guid}" name={_value(bundle.name)}>')
    if bundle.description:
        lines.append(f"    <Description>{_text(bundle.description)}</Description>")
    lines += [f'    <MemberCode guid="{guid}"/>' for guid in bundle.members]
    lines.append("  </Set>")


def _value(text: str) -> str:
    return quoteattr(" ".join(NOT_IN_XML.sub("", text).split()))


def _text(text: str) -> str:
    return escape(NOT_IN_XML.sub("", text))


def read_qdc(data: bytes) -> Entries:
    """Return the codes of a .qdc file; a code that only groups others is named as their parent.

    Raises `BadCodebook`: too_large, not_xml, not_a_codebook, doctype, too_many, too_deep, no_codes.
    """
    if len(data) > MOST_BYTES:
        raise BadCodebook("too_large", megabytes=MOST_BYTES // 1_000_000)
    reader = _Reader()
    try:
        reader.parse(data)
    except (expat.ExpatError, LookupError, ValueError) as error:
        if isinstance(error, BadCodebook):
            raise
        raise BadCodebook("not_xml", line=getattr(error, "lineno", 1)) from error
    if not reader.entries:
        raise BadCodebook("no_codes")
    return Entries("qdc", reader.entries)


class _Reader:
    """Walks through the elements once; nothing but codes and their descriptions is kept."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._path: list[str] = []
        self._open: list[tuple[int, str, bool]] = []  # place of its entry or -1, name, codable
        self._words: list[str] | None = None

    def parse(self, data: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(data, True)

    def _refuse_doctype(self, *_parts: object) -> None:
        # No codebook needs one, and entities that grow live there.
        raise BadCodebook("doctype")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition("}")[2]
        known = name.startswith("urn:QDA-XML:codebook")  # whatever its version
        if not self._path and (tag != "CodeBook" or not known):
            raise BadCodebook("not_a_codebook")
        self._path.append(tag)
        if len(self._path) > DEEPEST:
            raise BadCodebook("too_deep")
        if tag == "Code":
            self._start_code(attributes)
        elif tag == "Description" and self._path[-2] == "Code":
            self._words = []

    def _start_code(self, attributes: dict[str, str]) -> None:
        name = attributes.get("name", "")
        codable = attributes.get("isCodable", "true").strip().lower() not in {"false", "0"}
        place = -1
        if codable:
            if len(self.entries) >= MOST_CODES:
                raise BadCodebook("too_many", limit=MOST_CODES)
            parent = self._open[-1][1] if self._open else ""
            place = len(self.entries)
            guid = attributes.get("guid", "").strip(" {}").lower()
            self.entries.append(Entry(place + 1, name, guid=guid, parent=parent))
        self._open.append((place, name, codable))

    def _end(self, name: str) -> None:
        tag = self._path.pop()
        if tag == "Code":
            self._open.pop()
        elif tag == "Description" and self._words is not None:
            place = self._open[-1][0]
            if place >= 0:
                old = self.entries[place]
                words = "".join(self._words)
                self.entries[place] = Entry(old.place, old.name, words, old.guid, old.parent)
            self._words = None

    def _characters(self, words: str) -> None:
        if self._words is not None:
            self._words.append(words)
