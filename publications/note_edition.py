"""The note on the web: the chapters of a printed version, without what may not be read any more."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from campaigns.numbers import count
from clustering.models import DnaTranslation, KeyTranslation
from publications.rendering.markup import write

Edition = dict[str, Any]
_ANNEX = {
    "all_actions": "acties", "index": "bronnen", "figures": "cijfers", "method": "methode",
    "glossary": "woorden",
}  # fmt: skip
_EMPTY = {
    "id": 0,
    "heading": "",
    "text": "",
    "language": "",
    "rows": [],
    "quote": None,
    "work": None,
}


def with_chapters(edition: Edition) -> Edition:
    """Return an edition with chapters, also one that was printed before there were any."""
    if "chapters" in edition:
        return edition

    def block(kind: str, **fields: Any) -> Edition:
        return {**_EMPTY, "kind": kind, **fields}

    def chapter(place: str, title: str, *blocks: Edition, key: str = "") -> Edition:
        return {"place": place, "title": title, "key": key, "blocks": list(blocks)}

    def text(name: str) -> str:
        return "\n\n".join(_escaped(part) for part in edition.get(name, ()))

    of_key = [block(k) for k in ("story", "needs", "values", "voices", "actions", "open")]
    chapters = [
        chapter(
            "belofte", _("What we promised"), block("text", text=text("promise")),
            block("colophon", text=text("colofon")),
        ),
        chapter(
            "kort", _("In two pages"), block("text", text=text("summary_intro")), block("keys"),
            block("dna"),
        ),
        chapter(
            "geluisterd", _("How we listened"), block("text", text=text("how_we_listened")),
            block("phases"), block("reach"),
        ),
        *(chapter("sleutel", key["name"], *of_key, key=key["slug"]) for key in edition["keys"]),
        chapter("kinderen", _("What children drew"), block("works")),
        chapter(
            "niet", _("What we did not take along, and why"),
            block("not_taken", rows=edition.get("not_taken", [])),
        ),
        chapter(
            "bijlage", _("Annex"), block("all_actions"), block("index"), block("figures"),
            block("method", text=text("method")), block("glossary", rows=edition.get("glossary", [])),
        ),
    ]  # fmt: skip
    return {**edition, "chapters": chapters, "cited": [], "city_map": {"districts": [], "pins": []}}


def _escaped(text: str) -> str:
    """Return words of before the markup, so that no sign of theirs is read as one."""
    return re.sub(r"([\\`*_\[\]#+.!|<>-])", r"\\\1", text)


def _blocks(edition: Edition) -> Iterator[Edition]:
    for chapter in edition["chapters"]:
        yield from chapter["blocks"]


def told_in(edition: Edition) -> set[int]:
    """Return the dreams an edition tells in words or pictures, or cites."""
    numbers = {q["number"] for key in edition["keys"] for q in key["quotes"]}
    numbers |= {work["number"] for work in edition["children"]}
    numbers |= {
        b[part]["number"] for b in _blocks(edition) for part in ("quote", "work") if b[part]
    }
    numbers |= {d["quote"]["number"] for d in edition["city_map"]["districts"] if d["quote"]}
    return numbers | {int(c["ref"]) for c in edition["cited"] if c["kind"] == "droom"}


def only_readable(edition: Edition, readable: set[int]) -> tuple[Edition, set[int]]:
    """Return an edition ready to show, and the dreams that are told in it."""
    # Before keys had other languages their texts were Dutch in every note.
    before = [] if str(edition.get("language", "nl"))[:2] == "nl" else list(KeyTranslation.TEXTS)
    keys = {
        key["slug"]: {
            "in_dutch": before,
            **key,
            "quotes": [q for q in key["quotes"] if q["number"] in readable],
        }
        for key in edition["keys"]
    }
    works = [work for work in edition["children"] if work["number"] in readable]
    districts = [
        {**d, "quote": d["quote"] if d["quote"] and d["quote"]["number"] in readable else None}
        for d in edition["city_map"]["districts"]
    ]
    cited = {(c["kind"], c["ref"]): c for c in edition["cited"]}
    told: set[int] = set()
    chapters = [_chapter(c, keys, cited, readable, told) for c in edition["chapters"]]
    told |= {q["number"] for key in keys.values() for q in key["quotes"]}
    told |= {work["number"] for work in works}
    shown = {
        "dna_in_dutch": before and list(DnaTranslation.TEXTS), **edition,
        "keys": list(keys.values()), "children": works, "chapters": chapters,
        "districts": districts,
    }  # fmt: skip
    return shown, told


def _chapter(
    chapter: Edition, keys: Mapping[str, Edition], cited: Mapping[tuple[str, str], Edition],
    readable: set[int], told: set[int],
) -> Edition:  # fmt: skip
    def cite(kind: str, ref: str) -> str:
        source = cited.get((kind, ref))
        if source is None or (kind == "droom" and int(ref) not in readable):
            return ""
        return format_html(
            '<sup class="verwijzing"><a href="{}">{}</a></sup>', *_link(kind, ref, source)
        )

    blocks, taken = [], set()
    for block in chapter["blocks"]:
        sources = [block[part]["number"] for part in ("quote", "work") if block[part]]
        if any(number not in readable for number in sources):
            continue
        anchor = _ANNEX.get(block["kind"], "") if chapter["place"] == "bijlage" else ""
        if not anchor or anchor in taken:
            anchor = f"b-{block['id']}" if block["id"] else ""
        taken.add(anchor)
        # The first place a dream is told has its address.
        first = bool(block["quote"]) and block["quote"]["number"] not in told
        told.update(sources)
        blocks.append(
            {
                **block, "anchor": anchor, "first": first, "html": write(block["text"], cite),
                "rows": [{**row, "html": _inline(row["text"], cite)} for row in block["rows"]],
            }
        )  # fmt: skip
    key = keys.get(chapter["key"])
    anchor = f"s-{chapter['key']}" if key else chapter["place"]
    return {**chapter, "key": key, "anchor": anchor, "blocks": blocks}


def _inline(text: str, cite: Any) -> SafeString:
    html = write(" ".join(text.split()), cite).strip()
    return SafeString(html.removeprefix("<p>").removesuffix("</p>"))


def _link(kind: str, ref: str, source: Edition) -> tuple[str, str]:
    if kind == "droom":
        words = _("dream %(n)s") % {"n": count(int(ref))}
        return reverse("publications:dream", args=[int(ref)]), words
    if kind == "actie":
        return reverse("debate:action", args=[int(ref)]), _("action %(n)s") % {"n": ref}
    return reverse("clustering:keys"), str(source["text"])
