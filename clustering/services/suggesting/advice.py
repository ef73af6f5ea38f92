"""The need that fits a card, which cards to ask about next, and which fit nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from campaigns.models import Campaign
from clustering.models import Card, Move, Need
from clustering.services.suggesting.learning import Learning
from clustering.services.suggesting.said import Reason, Said
from clustering.services.suggesting.shelf import words_of

if TYPE_CHECKING:
    from clustering.analysis.corpus import Corpus
    from clustering.analysis.nearest import Nearest

# With fewer cards placed nearly everything would seem to fit nowhere.
ENOUGH: Final = 20
# The least certain ones of a very full pile.
_LOOKED_AT: Final = 3_000


@dataclass(frozen=True)
class Advice:
    """A need that fits, and why, for the panel on the right of the board."""

    need: Need
    strong: bool
    reasons: tuple[Reason, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(reason.text for reason in self.reasons)


@dataclass(frozen=True)
class Lonely:
    """A card on the pile that shares nothing with the needs nearest to it, or a word on one card."""

    card: int
    has_words: bool
    once: Reason | None = None
    need: Need | None = None  # where that one card lies


@dataclass(frozen=True)
class Placed:
    """Where the cards lie at one moment, and what that teaches."""

    # Equal moments are equal: what was found in one of them is not sought again.
    needs: dict[int, Need] = field(hash=False)
    places: tuple[tuple[int, int], ...]  # card, need
    nearest: "Nearest"

    @cached_property
    def lying(self) -> dict[int, list[int]]:
        """Return the cards of each need."""
        found: dict[int, list[int]] = {need: [] for need in self.needs}
        for card, need in self.places:
            found.setdefault(need, []).append(card)
        return found


_learning = Learning()


def placed_now(campaign: Campaign, *, corpus: "Corpus", needs: Sequence[Need]) -> Placed:
    """Return what the placements teach, now or in a crowd a moment ago. Two queries."""
    names = tuple((need.pk, words_of(need)) for need in needs)
    places = tuple(Card.objects.live(campaign).placed().order_by("pk").values_list("pk", "need_id"))
    moves = Move.objects.last_seen()
    nearest = _learning.nearest(corpus, moves=moves, places=places, names=names)
    return Placed({need.pk: need for need in needs}, places, nearest)


def said_in(corpus: "Corpus", placed: Placed, need: int) -> Said:
    """Return what lies on a need says, and what its name says."""
    return _said(corpus, tuple(placed.lying[need]), words_of(placed.needs[need]))


@lru_cache(maxsize=128)
def _said(corpus: "Corpus", cards: tuple[int, ...], name: str) -> Said:
    (read,) = corpus.read([name])
    return Said(corpus, cards, read)


class SaidInNeeds(dict[int, Said]):
    """What each need says, read when it is asked for."""

    def __init__(self, corpus: "Corpus", placed: Placed) -> None:
        super().__init__()
        self._corpus, self._placed = corpus, placed

    def __missing__(self, need: int) -> Said:
        self[need] = said_in(self._corpus, self._placed, need)
        return self[need]


def _needs(campaign: Campaign) -> list[Need]:
    rows = Need.objects.with_cards(campaign).select_related("key").order_by("pk")
    return list(rows)


def advise(
    campaign: Campaign, *, corpus: "Corpus", cards: list[Card], most: int = 3
) -> list[Advice]:
    """Return the needs nearest to these cards together, best first. Three queries."""
    needs = _needs(campaign)
    if not cards or not needs:
        return []
    placed = placed_now(campaign, corpus=corpus, needs=needs)
    if all(card.pk in corpus.at for card in cards):
        found = placed.nearest.suggest_cards([card.pk for card in cards], most)
        reads = [corpus.reads[corpus.at[card.pk]] for card in cards]
    else:
        texts = [card.quote for card in cards]
        found, reads = placed.nearest.suggest(texts, most), corpus.read(texts)
    return [
        Advice(
            placed.needs[one.need], one.strong,
            tuple(said_in(corpus, placed, one.need).reasons(one.reasons, reads)),
        )
        for one in found
    ]  # fmt: skip


def advise_pile(
    campaign: Campaign, *, corpus: "Corpus", cards: Sequence[int], most: int = 1
) -> list[Advice]:
    """Return the needs nearest to a whole pile, by the cards that are most typical of it."""
    typical = list(Card.objects.live(campaign).filter(pk__in=cards[:40]).with_contribution())
    return advise(campaign, corpus=corpus, cards=typical, most=most)


def ask_next(campaign: Campaign, *, corpus: "Corpus", most: int = 10) -> list[int]:
    """Return the cards on the pile whose placing teaches most. Four queries."""
    needs = list(Need.objects.of(campaign).order_by("pk"))
    placed = placed_now(campaign, corpus=corpus, needs=needs)
    pile = Card.objects.live(campaign).pile().order_by("pk").values_list("pk", flat=True)
    return placed.nearest.which_next(list(pile), most)


def find_lonely(campaign: Campaign, *, corpus: "Corpus") -> list[Lonely] | None:
    """Return the cards on the pile that fit nowhere; nothing while too few cards are placed.

    A card fits nowhere when of the three needs nearest to it none has two cards, or a name, with a
    word or a concept of it. The loneliest first. Four queries.
    """
    needs = list(Need.objects.of(campaign).order_by("pk"))
    placed = placed_now(campaign, corpus=corpus, needs=needs)
    if len(placed.places) < ENOUGH or not needs:
        return None
    pile = Card.objects.live(campaign).pile().order_by("pk").values_list("pk", flat=True)
    return list(_lonely(corpus, placed, tuple(pile)))


@lru_cache(maxsize=4)
def _lonely(corpus: "Corpus", placed: Placed, pile: tuple[int, ...]) -> tuple[Lonely, ...]:
    likely = placed.nearest.likely
    sure = {card: float(likely[corpus.at[card]].max()) for card in pile if card in corpus.at}
    said = SaidInNeeds(corpus, placed)
    found = (
        _alone(card, corpus, placed, said)
        for card in sorted(sure, key=lambda card: (sure[card], card))[:_LOOKED_AT]
    )
    return tuple(one for one in found if one is not None)


def _alone(card: int, corpus: "Corpus", placed: Placed, said: SaidInNeeds) -> Lonely | None:
    read = corpus.reads[corpus.at[card]]
    once: tuple[Reason, Need] | None = None
    for near in placed.nearest.suggest_card(card):
        there = said[near.need]
        for reason in there.reasons(near.reasons, [read]):
            if len(reason.cards) > 1 or reason.key in there.named:
                return None
            if reason.cards and once is None:
                once = reason, placed.needs[near.need]
    has_words = any(word.is_telling for word in read.words)
    return Lonely(card, has_words, *once) if once else Lonely(card, has_words)
