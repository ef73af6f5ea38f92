"""Load what the suggestions need, and keep the weighed texts for as long as they are true.

The texts change when cards are added, the places with every move: both are recognised by numbers
the board counts anyway, so nothing has to be told to forget.
"""

from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import F, Max
from django.db.models.functions import Substr

from campaigns.models import Campaign
from clustering.models import Card, Move, Need
from clustering.suggestions import Corpus, Suggester

_CORPORA = 8
_corpora: OrderedDict[tuple[int, int, int], Corpus] = OrderedDict()


@dataclass(frozen=True)
class Advice:
    """A need that fits, for the panel on the right of the board."""

    need: Need
    strong: bool
    words: tuple[str, ...]


def load_corpus(campaign: Campaign, *, cards: int, newest: int) -> Corpus:
    """Return the weighed texts of a campaign. One query, and only when cards were added."""
    key = (campaign.pk, cards, newest)
    corpus = _corpora.get(key)
    if corpus is None:
        rows = (
            Card.objects.live(campaign)
            .annotate(said=Substr("contribution__text", F("start") + 1, F("end") - F("start")))
            .order_by("pk")
            .values_list("pk", "said")
        )
        corpus = Corpus(dict(rows))
        for stale in [stale for stale in _corpora if stale[0] == campaign.pk]:
            _corpora.pop(stale, None)
        _corpora[key] = corpus
        while len(_corpora) > _CORPORA:
            _corpora.popitem(last=False)
    return corpus


@lru_cache(maxsize=_CORPORA)
def _suggester(
    corpus: Corpus,
    _moves: int,
    places: tuple[tuple[int, int], ...],
    names: tuple[tuple[int, str], ...],
) -> Suggester:
    return Suggester(corpus, dict(places), dict(names))


def advise(campaign: Campaign, *, corpus: Corpus, cards: list[Card], most: int = 3) -> list[Advice]:
    """Return the needs nearest to these cards together, best first. Three queries."""
    needs = {
        need.pk: need
        for need in Need.objects.with_cards(campaign).select_related("key").order_by("pk")
    }
    if not cards or not needs:
        return []
    names = tuple((pk, f"{need.name}. {need.statement}") for pk, need in needs.items())
    places = tuple(Card.objects.live(campaign).placed().order_by("pk").values_list("pk", "need_id"))
    suggester = _suggester(corpus, Move.objects.last_seen(), places, names)
    found = suggester.suggest([card.quote for card in cards], most)
    return [Advice(needs[one.need], one.strong, one.words) for one in found]


def newest_card(campaign: Campaign) -> tuple[int, int]:
    """Return how many cards there are and the highest, for `load_corpus`. One query."""
    numbers = Card.objects.live(campaign).aggregate(newest=Max("pk"))
    return Card.objects.live(campaign).count(), numbers["newest"] or 0
