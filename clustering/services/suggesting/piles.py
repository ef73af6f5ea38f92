"""Small piles of the cards that wait: asked for, made by a worker, shown, never applied."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import transaction

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from clustering import analysis
from clustering.models import Card, OfferedPile, OfferStatus, PileOffer
from clustering.services.concepts import named_concept
from clustering.services.suggesting.said import Reason, Said
from clustering.services.suggesting.shelf import whole_corpus

if TYPE_CHECKING:
    from clustering.analysis.corpus import Corpus


@dataclass(frozen=True)
class Pile:
    """Cards on the pile that say something alike, with a name to start from."""

    pk: int
    label: str
    keywords: tuple[str, ...]
    cards: tuple[int, ...]


@transaction.atomic
def ask_piles(*, campaign: Campaign, by: User | None) -> bool:
    """Ask for piles; False when a worker is at it already."""
    campaign.timeline(clock.today()).require(Door.READ)
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    offer, new = PileOffer.objects.get_or_create(campaign=campaign, defaults={"asked_by": by})
    if not new:
        if offer.is_busy(clock.now()):
            return False
        offer.status, offer.asked_by, offer.asked_at = OfferStatus.ASKED, by, clock.now()
        offer.save(update_fields=["status", "asked_by", "asked_at"])
    record_activity(campaign=campaign, by=by, verb="ask_piles", subject="")
    return True


def claim_piles(*, campaign: Campaign) -> bool:
    """Take the question in hand; False when nobody asked, or another worker has it."""
    asked = PileOffer.objects.filter(campaign=campaign, status=OfferStatus.ASKED)
    return bool(asked.update(status=OfferStatus.MAKING))


def fail_piles(*, campaign: Campaign) -> None:
    """Write down that it did not work, so that somebody can ask again."""
    PileOffer.objects.filter(campaign=campaign).update(status=OfferStatus.FAILED)


def offer_piles(*, campaign: Campaign, k: int | None = None) -> int:
    """Put the cards that wait on small piles and keep those; return how many. For a worker.

    Asked for by a person, never by the clock: what people arranged is not shuffled again.
    """
    corpus = whole_corpus(campaign)
    pile = list(Card.objects.live(campaign).pile().order_by("pk").values_list("pk", flat=True))
    districts = frozenset(campaign.districts.values_list("name", flat=True))
    made = analysis.piles.make_piles(corpus, k, among=pile, places=districts | {campaign.city})
    with transaction.atomic():
        offer, _new = PileOffer.objects.update_or_create(
            campaign=campaign,
            defaults={
                "status": OfferStatus.READY, "made_at": clock.now(), "seed": analysis.piles.SEED,
            },
        )  # fmt: skip
        offer.piles.all().delete()
        OfferedPile.objects.bulk_create(
            OfferedPile(
                offer=offer, position=at, label=one.label[:200], keywords=list(one.keywords),
                cards=list(one.cards),
            )
            for at, one in enumerate(made.piles)
        )  # fmt: skip
    return len(made.piles)


def forget_withdrawn(*, campaign: Campaign) -> int:
    """Take dreams that were withdrawn out of the piles, with words nobody else there says.

    Return how many piles changed. One query without piles; for a worker.
    """
    rows = list(OfferedPile.objects.filter(offer__campaign=campaign))
    if not rows:
        return 0
    live = frozenset(Card.objects.live(campaign).values_list("pk", flat=True))
    poorer = [row for row in rows if not live.issuperset(row.cards)]
    if poorer:
        corpus = whole_corpus(campaign)
        for row in poorer:
            pile = _still_there(row, live, corpus)
            row.label, row.keywords, row.cards = pile.label, list(pile.keywords), list(pile.cards)
        OfferedPile.objects.bulk_update(poorer, ["label", "keywords", "cards"])
    return len(poorer)


def find_offer(campaign: Campaign) -> PileOffer | None:
    """Return how far the piles are. One query."""
    return PileOffer.objects.filter(campaign=campaign).first()


def offered_piles(campaign: Campaign, corpus: "Corpus | None" = None) -> list[Pile]:
    """Return the piles that were made last, without the cards that went elsewhere. Two queries."""
    rows = list(OfferedPile.objects.filter(offer__campaign=campaign))
    waiting = _waiting(campaign) if rows else frozenset()
    piles = [_still_there(row, waiting, corpus) for row in rows]
    return [pile for pile in piles if pile.cards]


def find_pile(campaign: Campaign, pk: int, corpus: "Corpus | None" = None) -> Pile | None:
    """Return one pile, without the cards that went elsewhere; nothing when piles were made anew."""
    row = OfferedPile.objects.filter(offer__campaign=campaign, pk=pk).first()
    return _still_there(row, _waiting(campaign), corpus) if row else None


def _waiting(campaign: Campaign) -> frozenset[int]:
    return frozenset(Card.objects.live(campaign).pile().values_list("pk", flat=True))


def _still_there(row: OfferedPile, waiting: frozenset[int], corpus: "Corpus | None") -> Pile:
    cards = tuple(card for card in row.cards if card in waiting)
    pile = Pile(row.pk, row.label, tuple(row.keywords), cards)
    if corpus is None or len(cards) == len(row.cards):
        return pile
    # A word of a dream that was taken away does not live on in the name of a pile.
    spoken = {
        form
        for card in cards if card in corpus.at
        for word in corpus.reads[corpus.at[card]].words
        for form in (word.base, word.written.lower())
    }  # fmt: skip
    kept = tuple(word for word in pile.keywords if word in spoken)
    if kept == pile.keywords:
        return pile
    return Pile(row.pk, ", ".join(kept[:3]) or "…", kept, cards)


@lru_cache(maxsize=64)
def reasons_of(pile: Pile, corpus: "Corpus") -> tuple[Reason, ...]:
    """Return what tells a pile from the others, each with the cards that say it."""
    said = Said(corpus, pile.cards)
    reads = [corpus.reads[corpus.at[card]] for card in pile.cards if card in corpus.at]
    found = list(said.reasons(pile.keywords, reads))
    concept, named, _words = pile.label.partition(": ")
    if named:
        key = named_concept(concept)
        found.insert(0, Reason(concept, key, True, tuple(said.concepts.get(key, ()))))
    return tuple(reason for reason in found if reason.cards)
