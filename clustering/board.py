"""What the board shows at one moment: the list on the left and the table in the middle."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet

from campaigns.models import Campaign
from clustering.forms import PlaceForm
from clustering.models import Card, Key, Need
from clustering.suggestions import Corpus

PAGE = 60


@dataclass(frozen=True)
class Row:
    """One card in the list, and how many cards on the pile say nearly the same."""

    card: Card
    alike: int


@dataclass(frozen=True)
class Board:
    """The cards of one place: the pile, a need, or what was set aside."""

    plek: str
    bron: str
    zoek: str
    place: Need | None
    everything: QuerySet[Card]
    rows: list[Row] = field(default_factory=list)
    after: int | None = None  # the last card of this page, when more follow

    @property
    def is_pile(self) -> bool:
        return self.plek == "stapel"

    @property
    def is_aside(self) -> bool:
        return self.plek == "apart"


def board_of(
    campaign: Campaign,
    *,
    plek: str = "stapel",
    bron: str = "",
    zoek: str = "",
    na: int | None = None,
    corpus: Corpus | None = None,
) -> Board | None:
    """Return the list for one place, or nothing when there is no such need. One or two queries."""
    cards: QuerySet[Card] = Card.objects.live(campaign)
    place = None
    if plek == "stapel":
        cards = cards.pile()  # type: ignore[attr-defined]
    elif plek == "apart":
        cards = cards.aside()  # type: ignore[attr-defined]
    else:
        place = Need.objects.of(campaign).filter(slug=plek).first()
        if place is None:
            return None
        cards = cards.filter(need=place)
    if bron:
        cards = cards.filter(contribution__channel__in=PlaceForm.CHANNELS[bron])
    for word in zoek.split():
        cards = cards.filter(contribution__text__icontains=word)
    if corpus is None:
        return Board(plek, bron, zoek, place, cards)
    page = cards.select_related("contribution").order_by("pk")
    found = list(page.filter(pk__gt=na or 0)[: PAGE + 1])
    after = found[PAGE - 1].pk if len(found) > PAGE else None
    rows = [Row(card, len(corpus.look_alikes(card.pk))) for card in found[:PAGE]]
    return Board(plek, bron, zoek, place, cards, rows, after)


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
