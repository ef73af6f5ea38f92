"""What changed between two texts, in words, and between two versions of a note, in figures."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.translation import gettext as _

# A word goes with the white behind it: so a changed sentence reads as one piece.
_WORDS = re.compile(r"^\s+|\S+\s*")
_AROUND = 12  # words shown before and after a change
Name = TypeVar(
    "Name", int, str
)  # what a text is known by: number of a block, address of an article


@dataclass(frozen=True)
class Piece:
    """Words that stayed, came or went."""

    change: str  # "", "new", "gone"
    text: str


@dataclass(frozen=True)
class Changed:
    """A figure that is another one now; None where it was not there."""

    name: str
    before: int | None
    after: int | None


def compare_words(before: str, after: str) -> list[Piece]:
    """Return the pieces of two texts in reading order."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    pieces = []
    for change, a, b, c, d in matcher.get_opcodes():
        if change == "equal":
            pieces.append(Piece("", "".join(old[a:b])))
            continue
        if a < b:
            pieces.append(Piece("gone", "".join(old[a:b])))
        if c < d:
            pieces.append(Piece("new", "".join(new[c:d])))
    return pieces


def _abridge(pieces: list[Piece]) -> list[Piece]:
    """Return what changed with some words around it; who compares need not read it all again."""
    found = []
    for n, piece in enumerate(pieces):
        words = _WORDS.findall(piece.text)
        if piece.change or len(words) <= 3 * _AROUND:
            found.append(piece)
            continue
        head = words[:_AROUND] if n else []
        tail = words[-_AROUND:] if n + 1 < len(pieces) else []
        found.append(Piece("", "".join([*head, "[…] ", *tail])))
    return found


def compare_editions(
    kind: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[list[Changed], list[tuple[str, list[Piece]]]]:
    """Return the figures and the texts of two editions that are not the same."""
    if kind == "note":
        return compare_figures(before, after), compare_texts(before, after)
    return _changed(_counted(before), _counted(after)), _differ(_told(before), _told(after))


def compare_figures(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Changed]:
    """Return the figures of two editions of the note that are not the same."""
    return _changed(dict(_figures(before)), dict(_figures(after)))


def _changed(old: Mapping[str, int], new: Mapping[str, int]) -> list[Changed]:
    return [
        Changed(name, old.get(name), new.get(name))
        for name in {**old, **new}
        if old.get(name) != new.get(name)
    ]


def _figures(edition: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    yield _("Dreams in all"), edition["total"]
    for title, rows in edition["reach"].items():
        if title != "gaps":
            for row in rows:
                yield row["label"], row["count"]
    for key in edition["keys"]:
        yield _("%(key)s: dreams") % {"key": key["name"]}, key["total"]
        yield _("%(key)s: actions") % {"key": key["name"]}, len(key["actions"])
        for need in key["needs"]:
            yield f"{key['name']}, {need['name']}", need["count"]


def compare_texts(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[tuple[str, list[Piece]]]:
    """Return the written blocks of two editions that differ, with their pieces."""
    return _differ(_texts(before), _texts(after))


def _differ(
    old: Mapping[Name, tuple[str, str]], new: Mapping[Name, tuple[str, str]]
) -> list[tuple[str, list[Piece]]]:
    return [
        (
            new.get(pk, old.get(pk, ("", "")))[0],
            _abridge(compare_words(old.get(pk, ("", ""))[1], said)),
        )
        for pk, said in ((pk, new.get(pk, ("", ""))[1]) for pk in {**old, **new})
        if old.get(pk, ("", ""))[1] != said
    ]


def _texts(edition: Mapping[str, Any]) -> dict[int, tuple[str, str]]:
    """Return chapter and words of every written block, by its number."""
    found = {}
    for chapter in edition.get("chapters", ()):
        for block in chapter["blocks"]:
            rows = "\n".join(f"{row['name']} | {row['text']}" for row in block["rows"])
            words = "\n\n".join(part for part in (block["heading"], block["text"], rows) if part)
            if block["id"] and words:
                found[block["id"]] = (chapter["title"], words)
    return found


def _counted(edition: Mapping[str, Any]) -> dict[str, int]:
    """Return what can be counted in a newspaper."""
    return {
        _("Dreams in all"): edition["total"],
        _("Articles"): len(edition["articles"]),
        _("Works by children"): len(edition["children"]),
        _("Dream numbers listed"): len(edition["dreams"]),
    }


def _told(edition: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return headline and words of every article, by its address."""
    found = {}
    for article in edition["articles"]:
        parts = (article["headline"], article["deck"], *article["body"], article["pull_quote"])
        words = "\n\n".join(part for part in parts if part)
        title = _("Page %(page)s, %(headline)s") % {
            "page": article["page"], "headline": article["headline"]
        }  # fmt: skip
        found[article["slug"]] = (title, words)
    return found
