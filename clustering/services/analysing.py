"""The engine's questions over a table of cards: groups, needs and cards that say the same.

The board and the commands ask them here, so both always give the same answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clustering import analysis
from clustering.analysis.concepts import Form, Matcher
from clustering.services.suggesting import model_path
from clustering.sheets import CardRow

NO_REASON = "nothing in common; the fullest needs first"


@dataclass(frozen=True)
class Grouped:
    """A card and its pile; pile 0 holds what is openly unplaced."""

    id: str
    group: int
    label: str = ""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ranked:
    """One of three needs for a card; strength is strong, maybe or none."""

    id: str
    rank: int
    need: str
    strength: str
    reason: str


@dataclass(frozen=True)
class Alike:
    """Two cards that say nearly the same."""

    one: str
    other: str
    score: float
    strong: bool


def group_cards(
    *, cards: Sequence[CardRow], groups: int | None = None, forms: Iterable[Form] = ()
) -> list[Grouped]:
    """Put every card in exactly one group, in the order of the table."""
    corpus = analysis.corpus.Corpus.learn(
        {at: card.text for at, card in enumerate(cards)}, Matcher(forms), model_path()
    )
    made = analysis.piles.make_piles(corpus, groups)
    found: dict[int, Grouped] = {}
    for number, pile in enumerate(made.piles, start=1):
        for at in pile.cards:
            found[at] = Grouped(cards[at].id, number, pile.label, pile.keywords)
    return [found.get(at) or Grouped(card.id, 0) for at, card in enumerate(cards)]


def rank_needs(
    *, cards: Sequence[CardRow], forms: Iterable[Form] = (), most: int = 3
) -> list[Ranked]:
    """Rank the nearest needs for each card without one, in the order of the table."""
    names = list(dict.fromkeys(card.need for card in cards if card.need))
    number = {name: at for at, name in enumerate(names)}
    corpus = analysis.corpus.Corpus.learn(
        {at: card.text for at, card in enumerate(cards)}, Matcher(forms), model_path()
    )
    places = {at: number[card.need] for at, card in enumerate(cards) if card.need}
    nearest = analysis.nearest.Nearest(corpus, places, dict(enumerate(names)))
    found = []
    for at, card in enumerate(cards):
        if card.need:
            continue
        for rank, one in enumerate(nearest.suggest_card(at, most), start=1):
            strength = "strong" if one.strong else "maybe" if one.reasons else "none"
            reason = "; ".join(one.reasons) or NO_REASON
            found.append(Ranked(card.id, rank, names[one.need], strength, reason))
    return found


def pair_alike(*, cards: Sequence[CardRow]) -> list[Alike]:
    """Return the pairs of cards that say nearly the same, the surest first."""
    pairs = analysis.duplicates.find_duplicates({at: card.text for at, card in enumerate(cards)})
    return [
        Alike(cards[pair.one].id, cards[pair.other].id, pair.score, pair.strong) for pair in pairs
    ]
