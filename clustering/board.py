"""What the board shows at one moment: the list on the left and the table in the middle."""

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Q, QuerySet

from campaigns.languages import LANGUAGE_NAMES
from campaigns.models import Campaign, Channel, Contribution
from clustering.forms import PlaceForm
from clustering.models import Card, Key, Need

if TYPE_CHECKING:
    from clustering.analysis.corpus import Corpus

PAGE = 60
FILTERS: Final = (
    "bron", "wijk", "leeftijd", "taal", "sessie", "zoek", "keuze", "kaarten", "woord", "begrip",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One card in the list, how many others say nearly the same, and how many lie under it.

    Cards that were merged are one row: `stack` counts them all.
    """

    card: Card
    alike: int
    stack: int = 1


@dataclass(frozen=True)
class Board:
    """The cards of one place: the pile, a need, or what was set aside."""

    asked: dict[str, str]
    place: Need | None
    everything: QuerySet[Card]
    rows: list[Row] = field(default_factory=list)
    after: int | None = None  # the last card of this page, when more follow

    @property
    def plek(self) -> str:
        return self.asked["plek"]

    @property
    def is_pile(self) -> bool:
        return self.plek == "stapel"

    @property
    def is_aside(self) -> bool:
        return self.plek == "apart"

    @property
    def is_talk(self) -> bool:
        return self.plek == "bespreken"

    @property
    def is_filtered(self) -> bool:
        return any(self.asked[name] for name in FILTERS)

    @property
    def narrow(self) -> bool:
        """Tell whether one of the filters that hide behind a button is on."""
        return any(self.asked[name] for name in ("wijk", "leeftijd", "taal", "sessie"))

    @property
    def query(self) -> str:
        """Return this place with its filters, as an address has it."""
        return urlencode({name: value for name, value in self.asked.items() if value})

    @property
    def plain(self) -> str:
        """Return the same without the source, for the links that choose one."""
        kept = {name: value for name, value in self.asked.items() if value and name != "bron"}
        return urlencode(kept)


def board_of(
    campaign: Campaign,
    *,
    asked: dict[str, Any],
    corpus: "Corpus | None" = None,
    only: Collection[int] | None = None,
    chosen: Collection[int] | None = None,
) -> Board | None:
    """Return the list for one place, or nothing when there is no such need. One or two queries.

    `asked` is what `PlaceForm` read; `only` narrows it to some cards, and so does `chosen`, what
    the machine knows of them. A card under another one is
    found by its own words too, and shown by the one on top.
    """
    words = {name: str(asked.get(name) or "") for name in ("plek", *FILTERS)}
    cards: Any = Card.objects.live(campaign)
    place = None
    if words["plek"] == "stapel":
        cards = cards.pile()
    elif words["plek"] == "apart":
        cards = cards.aside()
    elif words["plek"] == "bespreken":
        cards = cards.talk()
    else:
        place = Need.objects.of(campaign).filter(slug=words["plek"]).first()
        if place is None:
            return None
        cards = cards.filter(need=place)
    found = _filtered(cards, words)
    if chosen is not None:
        found = found.filter(pk__in=list(chosen))
    if found is not cards:
        marks = found.filter(stack__isnull=False).values("stack")
        cards = cards.filter(Q(pk__in=found.values("pk")) | Q(stack__in=marks))
    cards = cards.on_top()
    if only is not None:
        cards = cards.filter(pk__in=list(only))
    if corpus is None:
        return Board(words, place, cards)
    page = cards.select_related("contribution").order_by("pk")
    shown = list(page.filter(pk__gt=asked.get("na") or 0)[: PAGE + 1])
    after = shown[PAGE - 1].pk if len(shown) > PAGE else None
    under = members_of(campaign, shown)
    rows = []
    for card in shown[:PAGE]:
        lying = under.get(card.stack, [card.pk]) if card.stack else [card.pk]
        alike = len(set(corpus.look_alikes(card.pk)).difference(lying))
        rows.append(Row(card, alike, len(lying)))
    return Board(words, place, cards, rows, after)


def members_of(campaign: Campaign, cards: Iterable[Card]) -> dict[uuid.UUID, list[int]]:
    """Return what lies in the stacks of these cards. One query, when there are stacks."""
    marks = {card.stack for card in cards if card.stack}
    found: dict[uuid.UUID, list[int]] = {}
    if marks:
        rows = Card.objects.live(campaign).filter(stack__in=marks).order_by("pk")
        for mark, pk in rows.values_list("stack", "pk"):
            found.setdefault(mark, []).append(pk)
    return found


def _filtered(cards: "QuerySet[Card]", words: dict[str, str]) -> "QuerySet[Card]":
    for name, path in PlaceForm.PATHS.items():
        if words[name]:
            cards = cards.filter(**{path: words[name]})
    if words["bron"]:
        cards = cards.filter(contribution__channel__in=PlaceForm.CHANNELS[words["bron"]])
    for word in words["zoek"].split():
        cards = cards.filter(contribution__text__icontains=word)
    return cards


@dataclass(frozen=True)
class Choices:
    """What one can filter by: only what lies on the table."""

    districts: list[tuple[str, str]]
    languages: list[tuple[str, str]]
    sessions: list[str]


def choices_of(campaign: Campaign) -> Choices:
    """Return the filters. Three queries, once a minute."""
    key = f"clustering:choices:{campaign.pk}"
    found: Choices | None = cache.get(key)
    if found is None:
        dreams = Contribution.objects.of(campaign).placed()
        spoken = dreams.values_list("language", flat=True).order_by().distinct()
        places = dreams.filter(channel=Channel.SESSION).exclude(origin="")
        found = Choices(
            list(campaign.districts.order_by("name").values_list("slug", "name")),
            sorted((code, str(LANGUAGE_NAMES.get(code, code))) for code in spoken),
            list(places.values_list("origin", flat=True).order_by("origin").distinct()),
        )
        cache.set(key, found, 60)
    return found


@dataclass(frozen=True)
class Bin:
    """A need on the table; `width` is its share of the fullest one, in hundredths."""

    need: Need
    cards: int
    width: int


@dataclass(frozen=True)
class Zone:
    key: Key | None
    bins: list[Bin]

    @property
    def slug(self) -> str:
        return self.key.slug if self.key else ""

    @property
    def cards(self) -> int:
        return sum(one.cards for one in self.bins)


@dataclass(frozen=True)
class Table:
    """All needs, per key; needs without a key lie in the free zone."""

    zones: list[Zone]
    free: Zone

    def __iter__(self) -> Iterator[Zone]:
        return iter((*self.zones, self.free))


def table_of(campaign: Campaign) -> Table:
    """Return the keys with their needs and counts. Two queries."""
    keys = list(
        Key.objects.of(campaign)
        .with_voice(Card.objects.live(campaign).public())
        .order_by("position")
    )
    needs = list(Need.objects.with_cards(campaign).order_by("-laid", "name"))
    most = max((need.laid for need in needs), default=0) or 1
    lying: dict[int | None, list[Bin]] = {}
    for need in needs:
        one = Bin(need, need.laid, 100 * need.laid // most)
        lying.setdefault(need.key_id, []).append(one)
    return Table(
        [Zone(key, lying.get(key.pk, [])) for key in keys], Zone(None, lying.get(None, []))
    )
