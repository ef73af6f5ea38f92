"""On which page each dream stands: marks put in while writing, read back from the result."""

import itertools
import re
from collections.abc import Iterable, Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from campaigns.numbers import count
from publications.rendering.content import Citation

_MARK = re.compile(r"^([qd])-(\d+)(?:-(\d+))?_\d+$")


class Marks:
    """Gives every mention of a dream an id of its own."""

    def __init__(self, address: str, first: int = 0) -> None:
        self.address = address
        self._serial = itertools.count(first)

    def quoted(self, number: int) -> str:
        """Return the id of a place where a dream stands in words."""
        return f"q-{number}_{next(self._serial)}"

    def note(self) -> str:
        """Return the id of a footnote that names no dream."""
        return f"noot-{next(self._serial)}"

    def listed(self, first: int, last: int | None = None) -> str:
        """Return the id of a place that names a dream, or all dreams of a range, by number."""
        span = f"{first}-{last}" if last and last != first else f"{first}"
        return f"d-{span}_{next(self._serial)}"

    def link(self, number: int) -> SafeString:
        """Return a dream's number, marked and linked to its page on the site."""
        return format_html(
            '<a class="dr" id="{}" href="{}/d/{}">{}</a>',
            self.listed(number), self.address, number, count(number),
        )  # fmt: skip

    def links(self, numbers: Iterable[int]) -> SafeString:
        """Return a row of linked numbers."""
        return format_html_join(" ", "{}", ((self.link(number),) for number in numbers))


def read_citations(anchors: Mapping[str, int]) -> tuple[Citation, ...]:
    """Return where each dream stands; in words counts before by number on the same page."""
    found: dict[tuple[int, int], bool] = {}
    for name, page in anchors.items():
        mark = _MARK.match(name)
        if mark is None:
            continue
        first = int(mark[2])
        for number in range(first, int(mark[3] or first) + 1):
            found[number, page] = found.get((number, page), False) or mark[1] == "q"
    return tuple(Citation(number, page, quoted) for (number, page), quoted in sorted(found.items()))
