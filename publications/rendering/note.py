"""The orientation note: A4, one chapter per key, every dream on a page."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.illustration import prints
from campaigns.illustration.symbols import VIVID
from campaigns.rendering import Layout, lay_out
from publications.rendering.charts import Look, bars
from publications.rendering.citations import Marks, read_citations
from publications.rendering.content import (
    ActionLine,
    Count,
    KeyChapter,
    NeedLine,
    NoteContent,
    Picture,
    Progress,
    Quote,
    Rendered,
    silent,
)

_NEARLY_EMPTY = 24 + 88  # millimetres: the top margin and a third of the page


@dataclass(frozen=True)
class _Voice:
    mark: str
    quote: Quote
    language: str  # empty when it is the note's own


@dataclass(frozen=True)
class _Need:
    need: NeedLine
    numbers: SafeString


@dataclass(frozen=True)
class _Action:
    action: ActionLine
    numbers: SafeString
    more: int  # dreams behind it that are not named here


@dataclass(frozen=True)
class _Chapter:
    key: KeyChapter
    chart: SafeString
    needs: tuple[_Need, ...]
    voices: tuple[_Voice, ...]
    actions: tuple[_Action, ...]
    first_action: ActionLine | None


@dataclass(frozen=True)
class _Work:
    mark: str
    picture: Picture


@dataclass(frozen=True)
class _Group:
    name: str
    total: int
    numbers: SafeString


@dataclass(frozen=True)
class _Shelf:
    """All groups of one key in the index; without a key: what lies outside the keys."""

    key: KeyChapter | None
    groups: tuple[_Group, ...]


def render_note(content: NoteContent, *, progress: Progress = silent) -> Rendered:
    """Lay out the note and read from the result on which page each dream stands."""
    with override(content.language):
        progress(5, _("The texts are put together."))
        laid_out = _lay_out(content, frozenset(), progress)
        tight = _spilling(laid_out)
        if tight:
            # A little less air where a section would end with a nearly empty page.
            tighter = _lay_out(content, tight, progress)
            laid_out = tighter if tighter.pages <= laid_out.pages else laid_out
        progress(80, _("The pages are laid out. Now they are written."))
        pdf = laid_out.write()
        progress(95, _("The page of every dream is noted down."))
    return Rendered(pdf, laid_out.pages, read_citations(laid_out.anchors))


def _lay_out(content: NoteContent, tight: frozenset[str], progress: Progress) -> Layout:
    return lay_out(
        write_note(content, tight),
        language=_tag(content.language),
        title=_("Orientation note %(city)s %(year)s")
        % {"city": content.city, "year": content.horizon_year},
        pictures=_pictures(content),
        progress=progress,
    )


def _spilling(laid_out: Layout) -> frozenset[str]:
    """Return the sections whose last page is nearly empty."""
    return frozenset(
        name.removeprefix("einde-")
        for name, place in laid_out.places.items()
        if name.startswith("einde-")
        and place.bottom < _NEARLY_EMPTY
        and place.page > laid_out.places[f"begin-{name.removeprefix('einde-')}"].page
    )


def write_note(content: NoteContent, tight: frozenset[str] = frozenset()) -> str:
    """Return the whole note as HTML, in the active language; `tight` sections get less air."""
    marks = Marks(content.address)
    chapters = [_chapter(key, content, marks) for key in content.keys]
    reach = content.reach
    context = {
        "note": content,
        "language": _tag(content.language),
        "tight": tight,
        "chapters": chapters,
        # A long promise pushes the colophon down instead of running into it.
        "long_promise": sum(map(len, content.promise)) + sum(map(len, content.colofon)) > 2200,
        "works": [_Work(marks.quoted(work.number), work) for work in content.children],
        "reach_charts": [
            (title, bars(rows, title=title, look=Look(label=44, row=6.4)))
            for title, rows in (
                (_("Dreams by channel"), reach.channels),
                (_("Dreams by part of the city"), reach.districts),
                (_("Dreams by age"), reach.ages),
            )
            if rows
        ],
        "actions": [line for chapter in chapters for line in chapter.actions],
        "needs_table": _needs_table(content),
        "shelves": _shelves(content, marks),
    }
    return render_to_string("publications/pdf/note.html", context)


def _tag(language: str) -> str:
    """Return the language as documents name it: nl-BE."""
    main, _dash, region = language.partition("-")
    return f"{main}-{region.upper()}" if region else main


def _pictures(content: NoteContent) -> dict[str, bytes]:
    drawn = {"cover": prints.cover(content.lit), "sun": prints.round_sun()}
    for key in content.keys:
        drawn[f"shape-{key.shape}"] = prints.emblem(key.shape)
        drawn[f"white-{key.shape}"] = prints.emblem(key.shape, "#fff", VIVID[key.shape])
    return {name: svg.encode() for name, svg in drawn.items()} | {
        f"work-{work.number}": work.data for work in content.children
    }


def _chapter(key: KeyChapter, content: NoteContent, marks: Marks) -> _Chapter:
    needs = sorted(key.needs, key=lambda need: (-need.count, need.name))
    chart = bars(
        [Count(need.name, need.count) for need in needs],
        title=_("Dreams per need, key %(key)s") % {"key": key.name},
        look=Look(row=7, fill=VIVID[key.shape], shape=key.shape),
    )
    own = content.language[:2]
    return _Chapter(
        key=key,
        chart=chart,
        needs=tuple(_Need(need, marks.links(need.dream_numbers[:8])) for need in needs),
        voices=tuple(
            _Voice(marks.quoted(q.number), q, "" if q.language[:2] == own else q.language)
            for q in key.quotes
        ),
        actions=tuple(
            _Action(a, marks.links(a.dream_numbers[:4]), max(len(a.dream_numbers) - 4, 0))
            for a in key.actions
        ),
        first_action=key.actions[0] if key.actions else None,
    )


def _needs_table(content: NoteContent) -> dict[str, object]:
    """Return needs against channels: the numbers behind every bar."""
    names: list[str] = []
    for key in content.keys:
        for need in key.needs:
            names += [row.label for row in need.channels if row.label not in names]
    rows = []
    for key in content.keys:
        for need in key.needs:
            by_name = {row.label: row.count for row in need.channels}
            rows.append((key, need, [by_name.get(name, 0) for name in names]))
    return {"channels": names, "rows": rows}


def _shelves(content: NoteContent, marks: Marks) -> list[_Shelf]:
    keys = {key.slug: key for key in content.keys}
    shelves = []
    for slug in [*keys, ""]:
        groups = tuple(
            _Group(group.name, len(group.numbers), marks.links(sorted(group.numbers)))
            for group in content.dream_index
            if (group.key if group.key in keys else "") == slug and group.numbers
        )
        if groups:
            shelves.append(_Shelf(keys.get(slug), groups))
    return shelves
