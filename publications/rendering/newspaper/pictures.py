"""The pictures of the newspaper: drawn by us, or made by children."""

import random
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial

from django.utils.translation import gettext as _

from campaigns.illustration import prints
from campaigns.illustration.paper import SUN, disc, path
from campaigns.illustration.people import long_table, person
from campaigns.illustration.symbols import VIVID
from publications.rendering.citations import Marks
from publications.rendering.masthead import first_letter, masthead
from publications.rendering.newspaper.content import NewsArticle, NewspaperContent
from publications.rendering.newspaper.stories import qr_code, tell

_CLOTHES = list(VIVID.values())
_PAPER = ("#EFE8FB", "#FFF0D6", "#DAF8FB", "#FFE4F1", "#DDF5E4", "#FFF8CC")


class Pictures(Mapping[str, bytes]):
    """All pictures of a newspaper by name, each drawn when a page first asks for it.

    A page shows a tenth of them, and the codes for telephones alone take longer than its layout.
    """

    def __init__(
        self, drawings: Mapping[str, Callable[[], str]], works: Mapping[str, bytes]
    ) -> None:
        self._drawings = drawings
        self._drawn = dict(works)
        self._names = (*drawings, *works)

    def __getitem__(self, name: str) -> bytes:
        if name not in self._drawn:
            self._drawn[name] = self._drawings[name]().encode()
        return self._drawn[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names  # asking must not draw

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def pictures_of(content: NewspaperContent) -> Pictures:
    """Return all pictures of the newspaper by name."""
    drawings: dict[str, Callable[[], str]] = {
        "masthead": partial(masthead, _("future")),
        "plate": long_table,
        "arc": partial(prints.day_arc, 2890, 940),
        "arrow": prints.arrow,
        "poster": prints.horizon,
        "sun": prints.round_sun,
        "qr-home": partial(qr_code, content.address + "/mijn-droom/"),
        "qr-actions": partial(qr_code, content.address + "/acties/"),
    }
    shapes = {key.shape for key in content.keys} | {a.shape for a in content.articles}
    for shape in shapes - {""}:
        drawings[f"shape-{shape}"] = partial(prints.emblem, shape)
        drawings[f"white-{shape}"] = partial(prints.emblem, shape, "#fff")
    marks = Marks(content.address)
    for article in content.articles:
        if tell(article, marks).cap:
            drawings[f"cap-{article.slug}"] = partial(_cap, article)
        if article.source:
            drawings[f"qr-{article.slug}"] = partial(qr_code, content.address + article.source.path)
    for n, someone in enumerate(content.ambassadors):
        drawings[f"person-{n}"] = partial(paper_person, someone.first_name, n)
    return Pictures(drawings, {f"work-{work.number}": work.data for work in content.children})


def _cap(article: NewsArticle) -> str:
    """Return the large first letter of an article, in the ink of its key."""
    return first_letter(article.body[0][0], VIVID.get(article.shape, SUN))[0]


@lru_cache(maxsize=256)
def paper_person(name: str, place: int) -> str:
    """Return somebody cut out of paper; always the same for the same name and place."""
    rnd = random.Random(f"{name} {place}")  # noqa: S311 -- a drawing, not a secret
    drawn = path(disc(60, 62, 56, seed=place + 2), _PAPER[place % len(_PAPER)])
    drawn += person(60, 116, 0.74, rnd, rnd.choice(_CLOTHES))
    return prints.picture(120, 124, drawn, "xMidYMid meet")
