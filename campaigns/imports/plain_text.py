"""Turn a cell, with or without HTML, into the plain text a person wrote."""

import html
import re
import unicodedata

_NAMES = (
    "a|abbr|article|aside|b|big|blockquote|body|br|caption|center|cite|code|col|colgroup|dd|del|div"
    "|dl|dt|em|embed|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img"
    "|input|ins|label|li|link|main|mark|meta|nav|noscript|o:p|object|ol|p|param|pre|q|s|script"
    "|section|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|textarea|tfoot|th|thead"
    "|title|tr|tt|u|ul|video"
)
# Only names of HTML: "<3" and "groen < grijs" are what somebody wrote.
_TAG = re.compile(rf"<(/?)({_NAMES})(?=[\s/>])[^<>]*>|<!--|-->", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_PARAGRAPH = frozenset([
    "article", "aside", "blockquote", "div", "dl", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "ol", "p", "pre", "section", "table", "ul",
])  # fmt: skip
_LINE = frozenset(["br", "dd", "dt", "figcaption", "li", "tr"])
_UNSEEN = frozenset(["script", "style"])
# Joiners and selectors that hold an emoji together; everything else invisible goes.
_KEPT_FORMATS = frozenset("\u200c\u200d\ufe0e\ufe0f")
_ODD = re.compile(r"[^\w\n !-/:-@\[-`{-~’‘“”…€–—]")
# Put by Decidim, ourselves and others before what a spreadsheet would take for a formula.
_GUARD = re.compile(r"^'(?=\s*[=+@＝＋－＠-])")


def plain_text(cell: str) -> tuple[str, bool]:
    """Return the text of a cell with its paragraphs, and whether it held HTML."""
    text, had_html = strip_html(_GUARD.sub("", cell))
    return tidy(text), had_html


def plain_line(cell: str) -> str:
    """Return the text of a cell on one line."""
    return " ".join(plain_text(cell)[0].split())


def strip_html(text: str) -> tuple[str, bool]:
    """Return text without tags and entities, and whether there were tags, in linear time."""
    text, found = _without_tags(text)
    text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    if not found and re.search(r"</p>|<br ?/?>", text):  # escaped twice by the source
        text, found = _without_tags(text)
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return text, found


def _without_tags(text: str) -> tuple[str, bool]:
    kept: list[str] = []
    hidden = ""  # the script, style or comment we are in
    at, found = 0, False
    for tag in _TAG.finditer(text):
        name = (tag[2] or tag[0]).lower()
        if hidden:
            if name == hidden and (tag[1] or name == "-->"):
                hidden, at = "", tag.end()
            continue
        if name == "-->":
            continue
        kept.append(text[at : tag.start()])
        at, found = tag.end(), True
        if name == "<!--":
            hidden = "-->"
        elif name in _UNSEEN and not tag[1]:
            hidden = name
        elif name in _PARAGRAPH:
            kept.append("\n\n")
        elif name in _LINE:
            kept.append("\n- " if name == "li" and not tag[1] else "\n")
        elif name in {"td", "th"}:
            kept.append(" ")
    if not hidden:
        kept.append(text[at:])
    return "".join(kept), found


def tidy(text: str) -> str:
    """Return text in NFC with plain spaces and lines, at most one empty line in a row."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _ODD.sub(lambda odd: _plain_sign(odd[0]), text)
    lines = [" ".join(line.split()) for line in text.split("\n")]
    joined = "\n".join("" if line == "-" else line for line in lines)
    return re.sub(r"\n{3,}", "\n\n", joined).strip()


def _plain_sign(sign: str) -> str:
    """Return what is left of a sign that is no letter, digit or common punctuation."""
    if sign in "\x85\u2028\u2029":
        return "\n"
    kind = unicodedata.category(sign)
    if sign == "\t" or kind == "Zs":
        return " "
    return "" if kind in {"Cc", "Cs", "Cf"} and sign not in _KEPT_FORMATS else sign
