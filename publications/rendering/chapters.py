"""The chapters of the note as the page wants them: every block with its template and its words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from campaigns.illustration.symbols import VIVID
from campaigns.numbers import count
from publications.rendering.charts import Look, bars
from publications.rendering.citations import Marks
from publications.rendering.content import (
    ActionLine,
    Block,
    Chapter,
    Cited,
    Count,
    KeyChapter,
    NeedLine,
    NoteContent,
    Picture,
    Quote,
)
from publications.rendering.markup import write

# Where blocks of the annex have always been found; the first of its kind gets the name.
_ANNEX = {
    "all_actions": "acties", "index": "bronnen", "figures": "cijfers", "method": "methode",
    "glossary": "woorden",
}  # fmt: skip


@dataclass(frozen=True)
class Voice:
    mark: str
    quote: Quote
    language: str  # empty when it is the note's own


@dataclass(frozen=True)
class Need:
    need: NeedLine
    numbers: SafeString


@dataclass(frozen=True)
class Action:
    action: ActionLine
    numbers: SafeString
    more: int  # dreams behind it that are not named here


@dataclass(frozen=True)
class Key:
    """A key with everything the note may show of it."""

    key: KeyChapter
    chart: SafeString
    needs: tuple[Need, ...]
    voices: tuple[Voice, ...]
    actions: tuple[Action, ...]
    has_chapter: bool

    @property
    def first_action(self) -> ActionLine | None:
        return self.key.actions[0] if self.key.actions else None


@dataclass(frozen=True)
class Work:
    mark: str
    picture: Picture


@dataclass(frozen=True)
class Row:
    name: str
    html: SafeString


@dataclass(frozen=True)
class Laid:
    """A block on its way to the page."""

    block: Block
    anchor: str
    body: SafeString
    rows: tuple[Row, ...]
    mark: str  # of its quote
    quote_language: str
    work: Work | None
    slot: str  # its chapter and its place in it
    fill: tuple[Voice, ...]  # told behind it, to fill a page
    in_annex: bool

    @property
    def first(self) -> bool:
        """Tell whether it opens its chapter."""
        return self.slot.endswith("-0")

    @property
    def template(self) -> str:
        return f"publications/pdf/blocks/{self.block.kind}.html"


@dataclass(frozen=True)
class LaidChapter:
    place: str
    anchor: str
    title: str
    blocks: tuple[Laid, ...]
    key: Key | None = None

    @property
    def texts(self) -> tuple[Laid, ...]:
        return tuple(b for b in self.blocks if b.block.kind == "text")

    @property
    def colophons(self) -> tuple[Laid, ...]:
        return tuple(b for b in self.blocks if b.block.kind == "colophon")


@dataclass(frozen=True)
class Line:
    """A line of the contents."""

    anchor: str
    title: str
    shape: str = ""


class Composer:
    """Turns the chapters of one note into what its template shows."""

    def __init__(
        self, content: NoteContent, marks: Marks, extra: Mapping[str, tuple[int, ...]]
    ) -> None:
        self.content = content
        self.marks = marks
        self.own = content.language[:2]
        self.cited = {(source.kind, source.ref): source for source in content.cited}
        chaptered = {chapter.key for chapter in content.chapters if chapter.key}
        self.extra = extra
        self.keys = {key.slug: self._key(key, key.slug in chaptered) for key in content.keys}

    def chapters(self) -> list[LaidChapter]:
        """Return the chapters that have something to show; the promise always stands."""
        laid = [self._chapter(chapter) for chapter in self.content.chapters]
        return [c for c in laid if c.blocks or c.place == "belofte" or c.key is not None]

    def _chapter(self, chapter: Chapter) -> LaidChapter:
        key = self.keys.get(chapter.key)
        taken: set[str] = set()
        blocks: list[Laid] = []
        section = f"s-{chapter.key}" if key else chapter.place
        for block in chapter.blocks:
            if self._has_content(block, key):
                anchor = self._anchor(block, chapter, taken)
                slot = f"{section}-{len(blocks)}"
                blocks.append(self._block(block, anchor, chapter, slot))
        return LaidChapter(chapter.place, section, chapter.title, tuple(blocks), key)

    def _anchor(self, block: Block, chapter: Chapter, taken: set[str]) -> str:
        name = _ANNEX.get(block.kind, "") if chapter.place == "bijlage" else ""
        if name and name not in taken:
            taken.add(name)
            return name
        return f"b-{block.id}" if block.id else ""

    def _block(self, block: Block, anchor: str, chapter: Chapter, slot: str) -> Laid:
        quote = block.quote
        return Laid(
            block=block,
            anchor=anchor,
            body=write(block.text, self._cite),
            rows=tuple(Row(row.name, self._inline(row.text)) for row in block.rows),
            mark=self.marks.quoted(quote.number) if quote else "",
            quote_language=self._other(quote.language) if quote else "",
            work=Work(self.marks.quoted(block.work.number), block.work) if block.work else None,
            slot=slot,
            fill=self._fill(chapter.key, self.extra.get(f"na-{slot}", ())),
            in_annex=chapter.place == "bijlage",
        )

    def _fill(self, slug: str, numbers: Iterable[int]) -> tuple[Voice, ...]:
        """Return the voices that stand where a page would stay white."""
        more = [q for key in self.content.keys if key.slug == slug for q in key.more_quotes]
        wanted = set(numbers)
        return tuple(self.voice(quote) for quote in more if quote.number in wanted)

    def _inline(self, text: str) -> SafeString:
        """Return one line of a list, without a paragraph around it."""
        html = write(" ".join(text.split()), self._cite)
        return SafeString(html.strip().removeprefix("<p>").removesuffix("</p>"))

    def _cite(self, kind: str, ref: str) -> str:
        """Return a footnote that says where a sentence comes from; nothing when that is gone."""
        source = self.cited.get((kind, ref))
        if source is None:
            return ""
        return format_html(
            '<span class="noot" id="{}"><a href="{}{}">{}</a> {}</span>',
            self.marks.quoted(int(ref)) if kind == "droom" else self.marks.note(),
            self.content.address,
            source.path,
            _name_of(source),
            self._said(source),
        )

    def _said(self, source: Cited) -> SafeString:
        if source.kind != "droom":
            return format_html("{}", source.text)
        other = self._other(source.language)
        words = format_html(
            "<i{}>“{}”</i>", format_html(' lang="{}"', other) if other else "", source.text
        )
        return format_html("{} {}", words, source.signature)

    def _other(self, language: str) -> str:
        return "" if language[:2] == self.own else language

    def voice(self, quote: Quote) -> Voice:
        return Voice(self.marks.quoted(quote.number), quote, self._other(quote.language))

    def _key(self, key: KeyChapter, has_chapter: bool) -> Key:
        needs = sorted(key.needs, key=lambda need: (-need.count, need.name))
        return Key(
            key=key,
            chart=bars(
                [Count(need.name, need.count) for need in needs],
                title=_("Dreams per need, key %(key)s") % {"key": key.name},
                look=Look(row=7, fill=VIVID[key.shape], shape=key.shape),
            ),
            needs=tuple(Need(need, self.marks.links(need.dream_numbers[:8])) for need in needs),
            voices=tuple(map(self.voice, key.quotes)),
            actions=tuple(
                Action(a, self.marks.links(a.dream_numbers[:4]), max(len(a.dream_numbers) - 4, 0))
                for a in key.actions
            ),
            has_chapter=has_chapter,
        )

    def _has_content(self, block: Block, key: Key | None) -> bool:
        """Tell whether a block shows anything: a heading over nothing is not printed."""
        note, shown = self.content, key.key if key else None
        of_key = shown is not None and {
            "story": bool(shown.story or shown.experience or shown.images or shown.unique),
            "needs": bool(shown.needs),
            "values": bool(shown.values or shown.qualities),
            "voices": bool(shown.quotes),
            "actions": bool(shown.actions),
            "open": bool(shown.open_questions),
        }.get(block.kind, False)
        return bool(of_key) or {
            "text": bool(block.text.strip()),
            "method": bool(block.text.strip()),
            "colophon": True,
            "not_taken": bool(block.rows),
            "glossary": bool(block.rows),
            "quote": block.quote is not None,
            "artwork": block.work is not None,
            "keys": bool(note.keys),
            "dna": bool(note.dna),
            "phases": bool(note.phases),
            "reach": bool(note.reach.channels or note.reach.districts or note.reach.gaps),
            "works": bool(note.children),
            "map": any(d.total for d in note.city_map.districts),
            "all_actions": any(k.actions for k in note.keys),
            "index": any(group.numbers for group in note.dream_index),
            "figures": any(k.needs for k in note.keys),
        }.get(block.kind, False)


def _name_of(source: Cited) -> str:
    if source.kind == "droom":
        return _("Dream %(n)s") % {"n": count(int(source.ref))}
    if source.kind == "actie":
        return _("Action %(n)s") % {"n": source.ref}
    return _("Need")


def contents_of(chapters: Iterable[LaidChapter]) -> list[Line]:
    """Return the lines of the contents; of the annex each part has its own."""
    lines = []
    for chapter in chapters:
        if chapter.place == "bijlage":
            lines += [Line(b.anchor, _title(b)) for b in chapter.blocks if b.anchor]
        elif chapter.place != "belofte" or chapter.texts:
            shape = chapter.key.key.shape if chapter.key else ""
            lines.append(Line(chapter.anchor, chapter.title, shape))
    return lines


def _title(laid: Laid) -> str:
    return laid.block.heading or {
        "all_actions": _("All actions"),
        "index": _("All dreams, by number"),
        "figures": _("The numbers behind the bars"),
        "method": _("Method"),
        "glossary": _("Words in this note"),
    }.get(laid.block.kind, _("Annex"))
