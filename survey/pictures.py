"""Dream by pointing: pictures people choose, and the plain sentence they make together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.illustration.pictograms import PICTOGRAMS

MOST: Final = 3


@dataclass(frozen=True)
class Tile:
    """One picture: what it is called alone, and with "more" before it."""

    name: str
    word: Any
    more: Any

    @property
    def drawing(self) -> SafeString:
        return mark_safe(  # noqa: S308 -- drawn by us
            f'<svg viewBox="0 0 100 100" aria-hidden="true">{PICTOGRAMS[self.name]}</svg>'
        )


TILES: Final = (
    Tile("groen", _("trees"), _("more trees")),
    Tile("fiets", _("bike paths"), _("more bike paths")),
    Tile("huis", _("houses"), _("more houses")),
    Tile("spelen", _("places to play"), _("more places to play")),
    Tile("mensen", _("people together"), _("more people together")),
    Tile("muziek", _("music"), _("more music")),
    Tile("winkel", _("shops"), _("more shops")),
    Tile("school", _("schools"), _("more schools")),
    Tile("stil", _("quiet places"), _("more quiet places")),
    Tile("bus", _("buses"), _("more buses")),
    Tile("water", _("water"), _("more water")),
    Tile("licht", _("light in the street"), _("more light in the street")),
)
MORE: Final = "meer"
# How it should be; the first one goes before the things, the others come after them.
WISHES: Final = (
    (MORE, _("more")),
    ("mooier", _("nicer")),
    ("veilig", _("safe")),
    ("dichtbij", _("close to me")),
)


def chosen_tiles(names: Iterable[str]) -> list[Tile]:
    """Return the tiles of these names, in the order of the page; at most three."""
    wanted = set(names)
    return [tile for tile in TILES if tile.name in wanted][:MOST]


def compose_dream(tiles: Sequence[Tile], wishes: Iterable[str]) -> str:
    """Make one plain sentence of what was chosen: Meer bomen en meer fietspaden, veilig."""
    wanted = set(wishes)
    things = _together([str(tile.more if MORE in wanted else tile.word) for tile in tiles])
    how = [str(word) for name, word in WISHES if name in wanted and name != MORE]
    if not things:
        return ""
    sentence = ", ".join([things, *([_together(how)] if how else [])])
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _together(words: Sequence[str]) -> str:
    """Join words as people say them: a, b en c."""
    if len(words) < 2:
        return "".join(words)
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
