"""What a note is made of before anybody lays a block: its chapters, and what may stand in each."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from clustering.models import Key
from publications.models import BlockKind, Place

_B = BlockKind
# What every chapter takes, beside what is its own.
_EVERYWHERE = (_B.TEXT, _B.QUOTE, _B.ARTWORK, _B.MAP, _B.METHOD)
STANDARD: dict[Place, tuple[BlockKind, ...]] = {
    Place.PROMISE: (_B.TEXT, _B.COLOPHON),
    Place.SUMMARY: (_B.TEXT, _B.KEYS, _B.DNA),
    Place.LISTENED: (_B.TEXT, _B.PHASES, _B.REACH),
    Place.KEY: (_B.STORY, _B.NEEDS, _B.VALUES, _B.VOICES, _B.ACTIONS, _B.OPEN),
    Place.CHILDREN: (_B.WORKS,),
    Place.MAP: (_B.MAP,),
    Place.NOT_TAKEN: (_B.NOT_TAKEN,),
    Place.ANNEX: (_B.ALL_ACTIONS, _B.INDEX, _B.FIGURES, _B.METHOD, _B.GLOSSARY),
}
# What an editor writes words in; the others draw theirs from the campaign, under a heading.
WRITTEN = {_B.TEXT, _B.METHOD, _B.COLOPHON, _B.NOT_TAKEN, _B.GLOSSARY}
# One per line: what | why.
PAIRED = {_B.NOT_TAKEN, _B.GLOSSARY}


@dataclass(frozen=True)
class ChapterOf:
    """A chapter of a campaign's note: a fixed one, or that of a key."""

    place: Place
    title: str | Promise
    key: Key | None = None

    @property
    def slug(self) -> str:
        """Return how the writing room names it in its address."""
        return f"{self.place.value}-{self.key.slug}" if self.key else self.place.value

    @property
    def kinds(self) -> tuple[BlockKind, ...]:
        """Return the kinds of block it takes, its own first."""
        if self.place == Place.PROMISE:
            return (_B.TEXT, _B.COLOPHON)
        return tuple(dict.fromkeys((*STANDARD[self.place], *_EVERYWHERE)))


def chapters_of(keys: Iterable[Key]) -> list[ChapterOf]:
    """Return the chapters in the order they are printed."""
    chapters: list[ChapterOf] = []
    for place in Place:
        if place == Place.KEY:
            chapters += [ChapterOf(place, key.name, key) for key in keys]
        else:
            chapters.append(ChapterOf(place, place.label))
    return chapters
