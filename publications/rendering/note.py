"""The orientation note: A4, one chapter per key, every dream on a page."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.illustration import prints
from campaigns.illustration.symbols import VIVID
from campaigns.rendering import Layout, lay_out
from publications.rendering.chapters import Composer, Voice, Work, contents_of
from publications.rendering.charts import Look, bars
from publications.rendering.citations import Marks, read_citations
from publications.rendering.city import chart_of_city
from publications.rendering.content import (
    Count,
    KeyChapter,
    MapDistrict,
    NoteContent,
    Progress,
    Rendered,
    silent,
)
from publications.rendering.fitting import Fit, find_room, sections_of, shrink, spilling

_MOST_TRIES = 2


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


@dataclass(frozen=True)
class _District:
    place: MapDistrict
    mark: str
    language: str


def render_note(content: NoteContent, *, progress: Progress = silent) -> Rendered:
    """Lay out the note and read from the result on which page each dream stands."""
    with override(content.language):
        progress(5, _("The texts are put together."))
        laid_out = _fitted(content, progress)
        progress(80, _("The pages are laid out. Now they are written."))
        pdf = laid_out.write()
        progress(95, _("The page of every dream is noted down."))
    return Rendered(pdf, laid_out.pages, read_citations(laid_out.anchors), content.warnings)


def _fitted(content: NoteContent, progress: Progress) -> Layout:
    """Fit the chapters one by one, then lay out the whole once."""
    tight: set[str] = set()
    extra: dict[str, tuple[int, ...]] = {}
    sections = sections_of(content)
    for n, section in enumerate(sections):
        found = _fit(content, section)
        tight |= found.tight
        extra |= found.extra
        progress(5 + 25 * (n + 1) // len(sections), _("The chapters are fitted to their pages."))

    def later(percent: int, stage: str) -> None:
        progress(30 + percent * 48 // 78, stage)

    return _lay_out(content, Fit(frozenset(tight), extra), later)


def _fit(content: NoteContent, section: str) -> Fit:
    """Find out how one chapter fills its pages; four layouts of that chapter at most."""
    fit = Fit()
    best = _lay_out(content, fit, silent, only=section)
    if spilling(best):
        tighter = _lay_out(content, Fit(frozenset({section})), silent, only=section)
        if tighter.pages < best.pages:
            best, fit = tighter, Fit(frozenset({section}))
    fuller = Fit(fit.tight, find_room(content, best))
    for _try in range(_MOST_TRIES):
        if not fuller.extra:
            return fit
        if _lay_out(content, fuller, silent, only=section).pages <= best.pages:
            return fuller
        fuller = shrink(fuller)
    return fit


def _lay_out(content: NoteContent, fit: Fit, progress: Progress, only: str = "") -> Layout:
    return lay_out(
        write_note(content, fit, only=only),
        language=_tag(content.language),
        title=_("Orientation note %(city)s %(year)s")
        % {"city": content.city, "year": content.horizon_year},
        pictures=_pictures(content),
        progress=progress,
    )


def write_note(content: NoteContent, fit: Fit | None = None, *, only: str = "") -> str:
    """Return the note as HTML, in the active language; `only` one of its sections, to measure."""
    fit = fit or Fit()
    marks = Marks(content.address)
    composer = Composer(content, marks, fit.extra)
    everything = composer.chapters()
    chapters = [c for c in everything if c.anchor == only] if only else everything
    kinds = {laid.block.kind for chapter in everything for laid in chapter.blocks}
    reach = _reach(content)
    context = {
        "note": content,
        "language": _tag(content.language),
        "tight": fit.tight,
        "only": only,
        # What the campaign holds in Dutch only says so in a note of another language.
        "dutch": "" if content.language[:2] == "nl" else SafeString(' lang="nl-BE"'),
        "chapters": chapters,
        "contents": contents_of(chapters),
        "keys": list(composer.keys.values()),
        "long_promise": _is_long(content),
        "works": [Work(marks.quoted(work.number), work) for work in content.children],
        "reach_charts": [
            (title, bars(rows, title=title, look=Look(label=44, row=6.4))) for title, rows in reach
        ],
        "reach_tables": reach,
        "has_figures": "figures" in kinds and not only,
        "needs_table": _needs_table(content),
        # Thousands of links, which no section that is measured alone shows.
        "shelves": [] if only else _shelves(content, marks),
        "chart_of_city": chart_of_city(content.city_map, content.city),
        "places": _places(content, composer),
    }
    return render_to_string("publications/pdf/note.html", context)


def _is_long(content: NoteContent) -> bool:
    """Tell whether a promise pushes the colophon down instead of leaving it at the foot."""
    letters = sum(
        len(block.text)
        for chapter in content.chapters
        if chapter.place == "belofte"
        for block in chapter.blocks
    )
    return letters > 2200


def _reach(content: NoteContent) -> list[tuple[str, tuple[Count, ...]]]:
    reach = content.reach
    return [
        (title, rows)
        for title, rows in (
            (_("Dreams by channel"), reach.channels),
            (_("Dreams by part of the city"), reach.districts),
            (_("Dreams by age"), reach.ages),
        )
        if rows
    ]


def _tag(language: str) -> str:
    """Return the language as documents name it: nl-BE."""
    main, _dash, region = language.partition("-")
    return f"{main}-{region.upper()}" if region else main


def _pictures(content: NoteContent) -> dict[str, bytes]:
    drawn = {"cover": prints.cover(content.lit), "sun": prints.round_sun()}
    for key in content.keys:
        drawn[f"shape-{key.shape}"] = prints.emblem(key.shape)
        drawn[f"white-{key.shape}"] = prints.emblem(key.shape, "#fff", VIVID[key.shape])
    works = [*content.children]
    works += [b.work for chapter in content.chapters for b in chapter.blocks if b.work]
    return {name: svg.encode() for name, svg in drawn.items()} | {
        f"work-{work.number}": work.data for work in works
    }


def _places(content: NoteContent, composer: Composer) -> list[_District]:
    found = []
    for district in content.city_map.districts:
        voice: Voice | None = composer.voice(district.quote) if district.quote else None
        mark, language = (voice.mark, voice.language) if voice else ("", "")
        found.append(_District(district, mark, language))
    return found


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
