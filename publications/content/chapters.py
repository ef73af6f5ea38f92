"""Bring the blocks editors laid into plain data, with the sources their sentences cite."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from campaigns.models import Contribution
from gallery.models import Artwork
from publications.content.material import Material, pairs, picture_of
from publications.models import Block, BlockKind, Place
from publications.plan import PAIRED, STANDARD, ChapterOf, chapters_of
from publications.quoting import cut, problem_of
from publications.rendering import content
from publications.rendering.content import Cited, Picture, Quote
from publications.rendering.markup import citations


@dataclass(frozen=True)
class Written:
    """The chapters with what they cite, and what had to be left out."""

    chapters: tuple[content.Chapter, ...]
    cited: tuple[Cited, ...]
    warnings: tuple[str, ...]


def write_chapters(material: Material, language: str, promise: str) -> Written:
    """Return all chapters in their order. Three queries, and the files of single works."""
    laid: defaultdict[tuple[str, int | None], list[Block]] = defaultdict(list)
    everything = Block.objects.of(material.campaign).with_sources().order_by("position", "pk")
    for block in everything:
        laid[block.place, block.key_id].append(block)
    works = _works(block for blocks in laid.values() for block in blocks)
    chapters, warnings = [], []
    for chapter in chapters_of(material.keys):
        rows = laid[chapter.place.value, chapter.key.pk if chapter.key else None]
        standing = [block for block in rows if block.removed_at is None]
        blocks = []
        for block in standing:
            problem = problem_of(block)
            if problem:
                warnings.append(_where(chapter, block, problem))
            else:
                blocks.append(_plain(block, language, works))
        if not rows:
            blocks = _standard(chapter, promise)
        chapters.append(
            content.Chapter(
                chapter.place.value, str(chapter.title), chapter.key.slug if chapter.key else "",
                tuple(block for block in blocks if block is not None),
            )
        )  # fmt: skip
    cited, missing = _cited(material, chapters)
    return Written(tuple(chapters), cited, (*warnings, *missing))


def _where(chapter: ChapterOf, block: Block, problem: str) -> str:
    return _("Left out of “%(chapter)s”, %(kind)s: %(problem)s") % {
        "chapter": chapter.title, "kind": block.get_kind_display().lower(), "problem": problem,
    }  # fmt: skip


def _standard(chapter: ChapterOf, promise: str) -> list[content.Block | None]:
    """Return what stands in a chapter nobody wrote in yet."""
    words = {BlockKind.TEXT: promise} if chapter.place == Place.PROMISE else {}
    return [
        content.Block(0, kind.value, text=words.get(kind, "")) for kind in STANDARD[chapter.place]
    ]


def _plain(block: Block, language: str, works: dict[int, Picture]) -> content.Block | None:
    heading, text, own = block.written_in(language)
    quote = work = None
    if block.kind == BlockKind.QUOTE and block.card:
        source = block.card.contribution
        quote = Quote(
            source.number, cut(block.card, block.spans), source.signature, source.language
        )
    if block.kind == BlockKind.ARTWORK:
        work = works.get(block.work_id or 0)
        if work is None:
            return None
    return content.Block(
        id=block.pk,
        kind=block.kind,
        heading=heading,
        text="" if block.kind in PAIRED else text,
        language="" if own or not (heading or text) else "nl",
        rows=pairs(text) if block.kind in PAIRED else (),
        quote=quote,
        work=work,
    )


def _works(blocks: Iterable[Block]) -> dict[int, Picture]:
    wanted = [block.work_id for block in blocks if block.work_id and block.removed_at is None]
    rows = Artwork.objects.filter(pk__in=wanted).printable().exclude(image="") if wanted else []
    found = {row.pk: picture_of(row) for row in rows}
    return {pk: picture for pk, picture in found.items() if picture is not None}


def _cited(
    material: Material, chapters: Iterable[content.Chapter]
) -> tuple[tuple[Cited, ...], list[str]]:
    """Return what the texts cite, each once, and what cannot be cited (any more)."""
    wanted: dict[tuple[str, str], str] = {}
    for chapter in chapters:
        for block in chapter.blocks:
            for text in (block.text, *(row.text for row in block.rows)):
                for source in citations(text):
                    wanted.setdefault(source, chapter.title)
    numbers = [int(ref) for kind, ref in wanted if kind == "droom" and ref.isdigit()]
    found = {("droom", str(row.number)): _dream(row) for row in _dreams(material, numbers)}
    found |= {
        ("behoefte", need.slug): Cited("behoefte", need.slug, need.name, _need_path(need))
        for need in material.needs
    }
    found |= {
        ("actie", str(action.number)): Cited(
            "actie", str(action.number), action.title, f"/a/{action.number}"
        )
        for action in material.actions
    }
    missing = [
        _("Left out of “%(chapter)s”: [%(kind)s %(ref)s] cannot be cited (any more).")
        % {"chapter": title, "kind": kind, "ref": ref}
        for (kind, ref), title in wanted.items()
        if (kind, ref) not in found
    ]
    return tuple(found[source] for source in wanted if source in found), missing


def _dreams(material: Material, numbers: list[int]) -> Iterable[Contribution]:
    if not numbers:
        return ()
    return Contribution.objects.of(material.campaign).printable().filter(Q(number__in=numbers))


def _dream(row: Contribution) -> Cited:
    words = " ".join(row.text.split())
    if len(words) > 160:
        words = f"{words[:160].rsplit(' ', 1)[0]} […]"
    return Cited("droom", str(row.number), words, f"/d/{row.number}", row.signature, row.language)


def _need_path(need: object) -> str:
    key, slug = getattr(need, "key", None), getattr(need, "slug", "")
    return f"/sleutels/{key.slug}/{slug}/" if key else "/sleutels/"
