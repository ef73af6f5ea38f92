"""Two pictures of the city: a window that lights up, and the morning after ten dreams."""

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from campaigns.illustration.paper import NIGHT, path, polygon, rays
from campaigns.illustration.scenery import city, sun

_WINDOW = (826, 350)  # the front of the stepped house between belfry and church


@lru_cache(maxsize=1)
def lit_window() -> SafeString:
    """Return the city at dawn with one window that shines: the dreamer's own."""
    x, y = _WINDOW
    pane = polygon([(x - 11, y - 15), (x + 11, y - 16), (x + 11, y + 15), (x - 11, y + 15)])
    frame = polygon([(x - 24, y - 32), (x + 24, y - 33), (x + 24, y + 32), (x - 24, y + 32)])
    shine = path(rays(x, y, 26, 66, 16, seed=4, width=0.34), "#FFF3C9")
    return mark_safe(  # noqa: S308 -- drawn by us, no outside text in it
        '<svg class="raamstad" viewBox="280 90 1140 330" preserveAspectRatio="xMidYMax slice" '
        f'aria-hidden="true">{city(0.55, "dawn")}<g class="raamstad__licht">{shine}'
        f"{path(frame, NIGHT)}{path(pane, '#FBE43A')}</g></svg>"
    )


@lru_cache(maxsize=1)
def morning() -> SafeString:
    """Return the sun high above the city."""
    return mark_safe(  # noqa: S308 -- drawn by us, no outside text in it
        '<svg class="ochtend" viewBox="280 -60 1140 480" preserveAspectRatio="xMidYMax slice" '
        f'aria-hidden="true"><g class="ochtend__zon">{sun(850, 190, 132)}</g>'
        f"{city(0.55, 'dawn')}</svg>"
    )
