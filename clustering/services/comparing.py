"""Compare two moments of the board: what moved from where to where, by whom and when."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns import clock
from campaigns.models import Activity, Campaign
from clustering.models import Card, Move, Snapshot
from clustering.services.snapshots import (
    KEY_FIELDS,
    NEED_FIELDS,
    Contents,
    contents_of,
    read_board,
)
from clustering.services.wording import label_of

SAMPLES: Final = 3
SHOWN: Final = 200  # more ways between places than anybody reads
_WORDS: Final = {"key": ("name", "shape", *KEY_FIELDS[3:]), "need": NEED_FIELDS}


class Place(NamedTuple):
    """Where a card lay: in a need, on the pile, or set aside with a reason."""

    need: str = ""
    aside: str = ""
    discuss: bool = False
    gone: bool = False  # the card was not on the board


@dataclass
class Shift:
    """Cards that went the same way."""

    before: str
    after: str
    cards: list[int] = field(default_factory=list)
    who: list[str] = field(default_factory=list)
    first: datetime | None = None
    last: datetime | None = None
    quotes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """One change of a need, a key or a value."""

    what: str
    name: str
    before: str = ""
    after: str = ""
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Comparison:
    shifts: list[Shift]
    needs: list[Line]
    keys: list[Line]
    values: list[Line]
    stacks: list[Line]
    moved: int

    @property
    def is_empty(self) -> bool:
        return not (self.shifts or self.needs or self.keys or self.values or self.stacks)


def compare(*, campaign: Campaign, old: Snapshot, new: Snapshot | None = None) -> Comparison:
    """Compare two snapshots, or one with the board as it lies now.

    Three queries more than reading them, whatever moved.
    """
    was = contents_of(old)
    now = contents_of(new) if new else read_board(campaign)
    until = new.at if new else clock.now()
    acts = _acts(campaign, old.at, until)
    shifts = _shifts(campaign, was, now, old.at, until)
    return Comparison(
        shifts=shifts[:SHOWN],
        needs=list(_need_lines(was, now, acts)),
        keys=list(_key_lines(was, now, acts)),
        values=list(_value_lines(was, now, acts)),
        stacks=_stack_lines(campaign, was, now, acts),
        moved=sum(len(shift.cards) for shift in shifts),
    )


def _lying(contents: Contents) -> dict[int, Place]:
    return {
        card: place
        for row in contents["cards"]
        for place in [Place(row["need"], row["aside"], row["discuss"])]
        for card in row["cards"]
    }


def _shifts(
    campaign: Campaign, was: Contents, now: Contents, since: datetime, until: datetime
) -> list[Shift]:
    before, after = _lying(was), _lying(now)
    absent = Place(gone=True)
    ways: dict[tuple[Place, Place], Shift] = {}
    for card in sorted(before.keys() | after.keys()):
        way = before.get(card, absent), after.get(card, absent)
        if way[0] != way[1]:
            if way not in ways:
                ways[way] = Shift(_place_name(way[0], was), _place_name(way[1], now))
            ways[way].cards.append(card)
    shifts = sorted(ways.values(), key=lambda shift: -len(shift.cards))
    _name_movers(campaign, shifts, since, until)
    _quote(campaign, shifts[:SHOWN])
    return shifts


def _place_name(place: Place, contents: Contents) -> str:
    if place.gone:
        return _("Not on the board")
    if place.need:
        return str(contents["needs"].get(place.need, {}).get("name", place.need))
    if place.discuss:
        return _("To talk about: %(reason)s") % {"reason": place.aside}
    return _("Set aside: %(reason)s") % {"reason": place.aside} if place.aside else _("Pile")


def _name_movers(
    campaign: Campaign, shifts: Iterable[Shift], since: datetime, until: datetime
) -> None:
    """Say of each shift who moved its cards last, and between when and when. One query."""
    moves = Move.objects.filter(card__campaign=campaign, at__gt=since, at__lte=until)
    last: dict[int, tuple[str, datetime]] = {
        card: (name or "", at)
        for card, name, at in moves.order_by("pk").values_list("card", "by__first_name", "at")
    }
    for shift in shifts:
        known = [last[card] for card in shift.cards if card in last]
        shift.who = sorted({name for name, _at in known if name})
        if known:
            shift.first, shift.last = min(at for _n, at in known), max(at for _n, at in known)


def _quote(campaign: Campaign, shifts: Iterable[Shift]) -> None:
    """Show a few of the cards themselves. One query."""
    wanted = [card for shift in shifts for card in shift.cards[:SAMPLES]]
    cards: Any = Card.objects.live(campaign).filter(pk__in=wanted).select_related("contribution")
    texts = {card.pk: card.quote for card in cards}
    for shift in shifts:
        shift.quotes = [texts[card] for card in shift.cards[:SAMPLES] if texts.get(card)]


def _stack_lines(campaign: Campaign, was: Contents, now: Contents, acts: "Acts") -> list[Line]:
    """Say which cards were merged and which were taken apart. One query."""
    old = {tuple(sorted(stack)): stack for stack in was["stacks"]}
    new = {tuple(sorted(stack)): stack for stack in now["stacks"]}
    inside = [set(stack) for stack in new]
    merged = [new[stack] for stack in sorted(new.keys() - old.keys())]
    parted = [
        old[stack]
        for stack in sorted(old.keys() - new.keys())
        if not any(set(stack) <= one for one in inside)
    ]
    rows = [(_("Merged into one card"), stack) for stack in merged]
    rows += [(_("Taken apart"), stack) for stack in parted]
    rows = rows[:SHOWN]
    wanted = [card for _what, stack in rows for card in stack]
    cards: Any = Card.objects.live(campaign).filter(pk__in=wanted).select_related("contribution")
    quotes = {card.pk: card.quote for card in cards}
    return [
        Line(
            what, next((quotes[card] for card in stack if quotes.get(card)), _("A picture"))[:80], "",
            ngettext("%(n)s card", "%(n)s cards", len(stack)) % {"n": len(stack)},
            **acts.touched(stack),
        )
        for what, stack in rows
    ]  # fmt: skip


class Acts:
    """The lines of the logbook between two moments, to find who did something."""

    def __init__(self, rows: Iterable[Activity]) -> None:
        self._found: dict[tuple[str, str], Activity] = {}
        self._words: dict[tuple[str, str, str], Activity] = {}
        self.merges: dict[str, Activity] = {}
        self._cards: dict[int, Activity] = {}
        for row in rows:  # oldest first: the newest stays
            details = row.details
            ref = details.get("ref", "")
            self._found[row.verb, ref] = row
            for name in details.get("after", {}) if "thing" in details else ():
                self._words[details["thing"], ref, name] = row
            if row.verb in ("merge_cards", "part_cards"):
                self._cards.update(dict.fromkeys(details["cards"], row))
            if row.verb == "merge_needs":
                self.merges[details["need"]["slug"]] = row

    def did(self, verbs: Iterable[str], ref: str) -> dict[str, Any]:
        return self._signed(next((a for v in verbs if (a := self._found.get((v, ref)))), None))

    def wrote(self, thing: str, ref: str, name: str) -> dict[str, Any]:
        return self._signed(self._words.get((thing, ref, name)))

    def touched(self, cards: Iterable[int]) -> dict[str, Any]:
        """Say who merged or parted one of these cards last."""
        return self._signed(
            next((self._cards[card] for card in cards if card in self._cards), None)
        )

    def merged(self, slug: str) -> dict[str, Any]:
        return self._signed(self.merges.get(slug))

    @staticmethod
    def _signed(row: Activity | None) -> dict[str, Any]:
        if row is None:
            return {}
        return {"who": (row.by.first_name or str(row.by)) if row.by else "", "at": row.at}


def _acts(campaign: Campaign, since: datetime, until: datetime) -> Acts:
    rows = Activity.objects.filter(campaign=campaign, at__gt=since, at__lte=until)
    quiet = ("move_cards", "set_aside_cards", "undo_batch", "tag_card")
    return Acts(rows.exclude(verb__in=quiet).select_related("by").order_by("pk"))


def _need_lines(was: Contents, now: Contents, acts: Acts) -> Iterator[Line]:
    old, new = was["needs"], now["needs"]
    for slug in sorted(new.keys() - old.keys()):
        yield Line(
            _("New need"), new[slug]["name"], "", _key_name(new[slug]["key"], now),
            **acts.did(("make_need", "bring_need_back"), slug),
        )  # fmt: skip
    for slug in sorted(old.keys() - new.keys()):
        merge = acts.merges.get(slug)
        into = merge.subject.partition(" → ")[2] if merge else ""
        what = _("Merged") if merge else _("No longer there")
        yield Line(what, old[slug]["name"], old[slug]["name"], into, **acts.merged(slug))
    for slug in sorted(old.keys() & new.keys()):
        yield from _reworded("need", slug, old[slug], new[slug], acts)
        if old[slug]["key"] != new[slug]["key"]:
            yield Line(
                _("Other key"), new[slug]["name"], _key_name(old[slug]["key"], was),
                _key_name(new[slug]["key"], now), **acts.did(("move_need",), slug),
            )  # fmt: skip


def _key_lines(was: Contents, now: Contents, acts: Acts) -> Iterator[Line]:
    old, new = was["keys"], now["keys"]
    for slug in sorted(new.keys() - old.keys()):
        yield Line(
            _("New key"), new[slug]["name"], **acts.did(("make_key", "bring_key_back"), slug)
        )
    for slug in sorted(old.keys() - new.keys()):
        yield Line(_("Key removed"), old[slug]["name"], **acts.did(("delete_key",), slug))
    for slug in sorted(old.keys() & new.keys()):
        yield from _reworded("key", slug, old[slug], new[slug], acts)
    for name in ("statement", "story"):
        before, after = was["dna"].get(name, ""), now["dna"].get(name, "")
        if before != after:
            label = label_of("dna", name)
            yield Line(
                label, _("The DNA of the city"), before, after, **acts.wrote("dna", "", name)
            )


def _reworded(
    thing: str, slug: str, old: dict[str, str], new: dict[str, str], acts: Acts
) -> Iterator[Line]:
    for name in _WORDS[thing]:
        if old[name] != new[name]:
            label = label_of(thing, name)
            signed = acts.wrote(thing, slug, name)
            yield Line(label, new["name"], old[name], new[name], **signed)


def _key_name(slug: str, contents: Contents) -> str:
    return str(contents["keys"].get(slug, {}).get("name", slug)) if slug else _("No key yet")


def _value_lines(was: Contents, now: Contents, acts: Acts) -> Iterator[Line]:
    for layer, thing in (("core_values", "corevalue"), ("qualities", "quality")):
        old, new = was[layer], now[layer]
        label = _("Core value") if thing == "corevalue" else _("Quality")
        for pk in sorted(old.keys() | new.keys(), key=int):
            before, after = old.get(pk, defaultdict(str)), new.get(pk, defaultdict(str))
            signed = acts.did((f"write_{thing}",), pk)
            for name in ("name", "statement"):
                if before[name] != after[name]:
                    shown = after["name"] or before["name"]
                    yield Line(label, shown, before[name], after[name], **signed)
            for name, words in (("needs", _("Needs")), ("cards", _("Cards"))):
                lost, won = (
                    set(before[name]) - set(after[name]),
                    set(after[name]) - set(before[name]),
                )
                if lost or won:
                    shown = after["name"] or before["name"]
                    yield Line(words, shown, f"− {len(lost)}", f"+ {len(won)}")
