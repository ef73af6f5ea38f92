"""Two pictures of the city: a window that lights up, and the morning after ten dreams."""

from functools import lru_cache
from typing import Any

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


def timeline_bars(evidence: dict[str, Any]) -> SafeString:
    """Draw how many came in each step of a burst, as bars on one line."""
    counts = [int(count) for count in evidence.get("counts", [])]
    most = max(counts, default=0) or 1
    slot = 600 / max(len(counts), 12)
    bars = "".join(
        f'<rect x="{slot * n + slot * 0.08:.1f}" y="{80 - 76 * count / most:.1f}" '
        f'width="{slot * 0.84:.1f}" height="{76 * count / most:.1f}"/>'
        for n, count in enumerate(counts)
        if count
    )
    return mark_safe(  # noqa: S308 -- numbers only
        '<svg class="golf__lijn" viewBox="0 0 600 84" preserveAspectRatio="none" '
        f'aria-hidden="true"><path d="M0 81H600V84H0Z"/>{bars}</svg>'
    )
