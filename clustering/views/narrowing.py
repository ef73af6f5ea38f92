"""The list of the board narrowed by what the machine knows: which cards, and why these."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from campaigns.access import MemberRequest
from clustering.services.concepts import name_of
from clustering.services.suggesting import find_pile, load_corpus, newest_card
from clustering.services.suggesting.choosing import (
    LONELY,
    PILE,
    cards_chosen,
    is_narrowed,
)

if TYPE_CHECKING:
    from clustering.analysis.corpus import Corpus


def corpus_of(request: MemberRequest) -> "Corpus":
    """Return the cards of the campaign as read. One query, and more when cards were added."""
    cards, newest = newest_card(request.campaign)
    return load_corpus(request.campaign, cards=cards, newest=newest)


def narrowed(request: MemberRequest, asked: dict[str, Any]) -> frozenset[int] | None:
    """Return the cards a form that says "everything in this list" is about; reads only if asked."""
    if not is_narrowed(asked):
        return None
    return cards_chosen(request.campaign, asked, corpus=corpus_of(request))


def why_these(request: MemberRequest, asked: dict[str, str]) -> str:
    """Say in a few words which cards the list is narrowed to; one query for a pile."""
    choice = asked["keuze"]
    if asked["kaarten"]:
        return _("These cards teach us most")
    if choice == LONELY:
        return _("These cards fit nowhere yet")
    if choice.startswith(PILE):
        pile = find_pile(request.campaign, int(choice.removeprefix(PILE)))
        return pile.label if pile else _("These piles were made anew")
    if asked["woord"]:
        return _("Cards with the word “%(word)s”") % {"word": asked["woord"]}
    if asked["begrip"]:
        return _("Cards about “%(concept)s”") % {"concept": name_of(asked["begrip"])}
    return ""
