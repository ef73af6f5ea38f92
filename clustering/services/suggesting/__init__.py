"""What the board suggests: from a corpus on the shelf, and from where the cards lie right now.

`shelf` keeps what a worker read, `said` knows the words behind every reason, `advice` finds the need
of a card and the cards to ask about, `piles` and `overlaps` propose what people then decide.
"""

from clustering.services.suggesting.advice import (
    Advice,
    Lonely,
    advise,
    advise_pile,
    ask_next,
    find_lonely,
)
from clustering.services.suggesting.overlaps import (
    Overlap,
    find_overlaps,
    keep_apart,
    propose_again,
)
from clustering.services.suggesting.piles import (
    Pile,
    ask_piles,
    claim_piles,
    fail_piles,
    find_offer,
    find_pile,
    forget_withdrawn,
    offer_piles,
    offered_piles,
    reasons_of,
)
from clustering.services.suggesting.said import Reason, Said
from clustering.services.suggesting.shelf import (
    is_learning,
    load_corpus,
    model_path,
    newest_card,
    shelve_cards,
)
from clustering.services.suggesting.sources import Sourced, with_sources

__all__ = [
    "Advice",
    "Lonely",
    "Overlap",
    "Pile",
    "Reason",
    "Said",
    "Sourced",
    "advise",
    "advise_pile",
    "ask_next",
    "ask_piles",
    "claim_piles",
    "fail_piles",
    "find_lonely",
    "find_offer",
    "find_overlaps",
    "find_pile",
    "forget_withdrawn",
    "is_learning",
    "keep_apart",
    "load_corpus",
    "model_path",
    "newest_card",
    "offer_piles",
    "offered_piles",
    "propose_again",
    "reasons_of",
    "shelve_cards",
    "with_sources",
]
