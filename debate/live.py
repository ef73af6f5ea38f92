"""What the hall's screen and the phones show while the tables work."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from campaigns.models import Campaign
from clustering.services.naming import name_publicly
from debate.models import Action, Table


@dataclass(frozen=True)
class Live:
    """The newest actions, and which tables made how many."""

    newest: Sequence[Action]
    tables: Sequence[Any]
    total: int

    @property
    def lead(self) -> Action | None:
        return self.newest[0] if self.newest else None

    @property
    def mark(self) -> str:
        """Return a mark that changes when anything shown changes."""
        shown = [(a.number, a.title, a.what, getattr(a, "answered", 0)) for a in self.newest]
        return hashlib.sha256(repr((shown, self.total)).encode()).hexdigest()[:20]


def look(campaign: Campaign, *, how_many: int = 3) -> Live:
    """Return what is happening now. Three queries."""
    actions = list(Action.objects.of(campaign).with_places().newest())
    name_publicly(campaign, [action.key for action in actions])
    counts: dict[int, int] = {}
    for action in actions:
        if action.table_id:
            counts[action.table_id] = counts.get(action.table_id, 0) + 1
    tables = list(Table.objects.filter(campaign=campaign))
    return Live(actions[:how_many], [(t, counts.get(t.pk, 0)) for t in tables], len(actions))


def etag_of(request: HttpRequest, live: Live) -> tuple[str, bool]:
    """Return the answer's ETag and whether the browser has it already."""
    etag = f'"{live.mark}"'
    return etag, request.headers.get("If-None-Match") == etag
