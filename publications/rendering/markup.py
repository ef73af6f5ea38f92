"""The light markup of the writing room: bold, italic, lists, links, small headings and citations.

Read by markdown-it, with everything else off: no HTML, no pictures. A citation is written as
`[droom 2848]`, `[behoefte stilte-en-rust]` or `[actie 17]`; whoever asks says how it looks.
"""

import re
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

# Turns a citation into HTML: its kind and what it refers to.
Cite = Callable[[str, str], str]
CITATION = re.compile(r"\[(droom|behoefte|actie) ([\w.-]{1,80})\]")


def _read_citation(state: StateInline, silent: bool) -> bool:
    found = CITATION.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        # The mark of a footnote stands against the word before it.
        state.pending = state.pending.rstrip()
        token = state.push("citation", "", 0)
        token.meta = {"kind": found[1], "ref": plain_ref(found[2])}
    state.pos = found.end()
    return True


def plain_ref(ref: str) -> str:
    """Return a reference without the point people write in 2.848."""
    bare = ref.replace(".", "")
    return bare.lstrip("0") or "0" if bare.isdigit() else ref


def _write_citation(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any,
    env: MutableMapping[str, Any],
) -> str:  # fmt: skip
    cite: Cite = env["cite"]
    return cite(tokens[at].meta["kind"], tokens[at].meta["ref"])


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"html": False, "linkify": False})
    reader.enable(["emphasis", "list", "link", "heading", "newline", "escape"])
    reader.inline.ruler.before("link", "citation", _read_citation)
    reader.add_render_rule("citation", _write_citation)
    return reader


def write(text: str, cite: Cite, *, level: int = 3) -> SafeString:
    """Return a text as HTML; its headings all get one level."""
    reader = _reader()
    tokens = reader.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{level}"
    html: str = reader.renderer.render(tokens, reader.options, {"cite": cite})
    return mark_safe(html)  # noqa: S308 -- the library escapes, and HTML is off


def citations(text: str) -> Iterator[tuple[str, str]]:
    """Yield what a text cites, in its order."""
    for token in _reader().parse(text):
        for child in token.children or ():
            if child.type == "citation":
                yield child.meta["kind"], child.meta["ref"]
