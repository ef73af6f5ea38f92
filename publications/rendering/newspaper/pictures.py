"""The pictures of the newspaper: drawn by us, or made by children."""

import random
from functools import lru_cache

from django.utils.translation import gettext as _

from campaigns.illustration import prints
from campaigns.illustration.paper import SUN, disc, path
from campaigns.illustration.people import long_table, person
from campaigns.illustration.symbols import VIVID
from publications.rendering.citations import Marks
from publications.rendering.masthead import first_letter, masthead
from publications.rendering.newspaper.content import NewspaperContent
from publications.rendering.newspaper.stories import qr_code, tell

_CLOTHES = list(VIVID.values())
_PAPER = ("#EFE8FB", "#FFF0D6", "#DAF8FB", "#FFE4F1", "#DDF5E4", "#FFF8CC")


def pictures_of(content: NewspaperContent) -> dict[str, bytes]:
    """Return all pictures of the newspaper by name."""
    drawn = {
        "masthead": masthead(_("future")),
        "plate": long_table(),
        "arc": prints.day_arc(2890, 940),
        "arrow": prints.arrow(),
        "poster": prints.horizon(),
        "sun": prints.round_sun(),
        "qr-home": qr_code(content.address + "/mijn-droom/"),
        "qr-actions": qr_code(content.address + "/acties/"),
    }
    shapes = {key.shape for key in content.keys} | {a.shape for a in content.articles}
    for shape in shapes - {""}:
        drawn[f"shape-{shape}"] = prints.emblem(shape)
        drawn[f"white-{shape}"] = prints.emblem(shape, "#fff")
    marks = Marks(content.address)
    for article in content.articles:
        if tell(article, marks).cap:
            ink = VIVID.get(article.shape, SUN)
            drawn[f"cap-{article.slug}"] = first_letter(article.body[0][0], ink)[0]
        if article.source:
            drawn[f"qr-{article.slug}"] = qr_code(content.address + article.source.path)
    for n, someone in enumerate(content.ambassadors):
        drawn[f"person-{n}"] = paper_person(someone.first_name, n)
    return {name: svg.encode() for name, svg in drawn.items()} | {
        f"work-{work.number}": work.data for work in content.children
    }


@lru_cache(maxsize=256)
def paper_person(name: str, place: int) -> str:
    """Return somebody cut out of paper; always the same for the same name and place."""
    rnd = random.Random(f"{name} {place}")  # noqa: S311 -- a drawing, not a secret
    drawn = path(disc(60, 62, 56, seed=place + 2), _PAPER[place % len(_PAPER)])
    drawn += person(60, 116, 0.74, rnd, rnd.choice(_CLOTHES))
    return prints.picture(120, 124, drawn, "xMidYMid meet")
