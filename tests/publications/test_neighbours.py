"""Which frame lies beside which."""

import pytest

from publications.neighbours import neighbours_of
from publications.rendering.newspaper.frames import TEMPLATES


@pytest.mark.parametrize(("template", "frame", "beside"), [
    ("front", "lead", {"right": "brief"}),
    ("front", "brief", {"left": "lead"}),
    ("pastime", "ads", {"left": "weather", "below": "tv"}),
    ("pastime", "tv", {"above": "ads", "below": "shorts"}),
    ("pastime", "shorts", {"above": "tv"}),
    ("ambassadors", "story", {}),
])  # fmt: skip
def test_the_nearest_frame_on_each_side(template: str, frame: str, beside: dict[str, str]) -> None:
    one = TEMPLATES[template]
    found = neighbours_of(one.by_name[frame], one.for_articles)
    assert {side: other.name for side, other in found.items()} == beside
