"""Which cards a list of the board shows when it is narrowed by what the machine knows of them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from campaigns.models import Campaign
from clustering.services.suggesting.advice import ask_next, find_lonely
from clustering.services.suggesting.piles import find_pile
from clustering.services.suggesting.said import said_on_the_board

if TYPE_CHECKING:
    from clustering.analysis.corpus import Corpus

# What narrows a list: these cards, a choice of the machine, a word or a concept on the card.
CHOICES: Final = ("kaarten", "keuze", "woord", "begrip")
TEACHING: Final = "leerzaam"
LONELY: Final = "nergens"
PILE: Final = "stapel-"
ASK: Final = 10


def settle_choice(
    campaign: Campaign, asked: Mapping[str, Any], *, corpus: "Corpus"
) -> dict[str, Any]:
    """Return what was asked, with the cards that teach most named one by one.

    Which those are changes with every placement; who works through ten of them keeps the same ten.
    """
    if asked.get("keuze") != TEACHING:
        return dict(asked)
    cards = ask_next(campaign, corpus=corpus, most=ASK)
    named = ",".join(str(card) for card in sorted(cards))
    return {**asked, "keuze": "", "kaarten": named or "0"}


def is_narrowed(asked: Mapping[str, Any]) -> bool:
    return any(asked.get(name) for name in CHOICES)


def cards_chosen(
    campaign: Campaign, asked: Mapping[str, Any], *, corpus: "Corpus"
) -> frozenset[int] | None:
    """Return the cards that fit what was asked, or nothing when nothing narrows the list."""
    if not is_narrowed(asked):
        return None
    kept: list[frozenset[int]] = []
    if asked.get("kaarten"):
        kept.append(frozenset(int(number) for number in str(asked["kaarten"]).split(",")))
    choice = str(asked.get("keuze") or "")
    if choice == LONELY:
        lonely = find_lonely(campaign, corpus=corpus)
        kept.append(frozenset(one.card for one in lonely or ()))
    elif choice.startswith(PILE):
        pile = find_pile(campaign, int(choice.removeprefix(PILE)))
        kept.append(frozenset(pile.cards) if pile else frozenset())
    everything = said_on_the_board(corpus)
    if asked.get("woord"):
        kept.append(frozenset(everything.words.get(str(asked["woord"]), ())))
    if asked.get("begrip"):
        kept.append(frozenset(everything.concepts.get(str(asked["begrip"]), ())))
    return frozenset.intersection(*kept) if kept else None
