"""What changed between two texts, in words, and between two versions of a note, in figures."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

# A word goes with the white behind it: so a changed sentence reads as one piece.
_WORDS = re.compile(r"^\s+|\S+\s*")


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


def compare_figures(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Changed]:
    """Return the figures of two editions of the note that are not the same."""
    old, new = dict(_figures(before)), dict(_figures(after))
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
    old, new = _texts(before), _texts(after)
    return [
        (new.get(pk, old.get(pk, ("", "")))[0], compare_words(old.get(pk, ("", ""))[1], said))
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
