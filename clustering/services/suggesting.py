"""What the board suggests: from a corpus on the shelf, and from where the cards lie right now.

Reading and weighing thousands of texts takes seconds, so a worker does it (`shelve_cards`) and
puts the result on the shelf. A web process takes it down, lets the newest cards join, and learns
from the placements as they are at that moment, in a fraction of a second.
"""

import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile
from zlib import crc32

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import F, Max, QuerySet
from django.db.models.functions import Substr

from campaigns import clock
from campaigns.models import Campaign
from clustering import analysis
from clustering.models import Card, Move, Need

if TYPE_CHECKING:
    from clustering.analysis.corpus import Corpus
    from clustering.analysis.nearest import Nearest

_KEPT: Final = 8
# As many new cards join in a web process; more wait for the worker.
_JOIN_AT_MOST: Final = 200
_SMALL: Final = 500
# When more than a tenth is new the worker learns everything anew.
_ANEW: Final = 0.1
_corpora: OrderedDict[tuple[int, str, int, int], "Corpus"] = OrderedDict()


@dataclass(frozen=True)
class Advice:
    """A need that fits, for the panel on the right of the board."""

    need: Need
    strong: bool
    words: tuple[str, ...]


@dataclass(frozen=True)
class OfferedPile:
    """Cards on the pile that say something alike, with a name to start from."""

    label: str
    keywords: tuple[str, ...]
    cards: tuple[int, ...]


def model_path() -> Path | None:
    """Return the file of word vectors this machine has, if it has one."""
    return Path(settings.EMBEDDING_MODEL_PATH) if settings.EMBEDDING_MODEL_PATH else None


# The shelf ----------------------------------------------------------------------------------------
def shelve_cards(*, campaign: Campaign) -> bool:
    """Read the campaign's cards and put what was learned on the shelf; False when all is known.

    Seconds to minutes of work: only for a worker. New cards join what was learned; when texts
    changed or went, or many came, everything is learned anew, so nothing withdrawn stays.
    """
    texts = dict(_texts(campaign))
    marks = {str(card): crc32(text.encode()) for card, text in texts.items()}
    name = _name(campaign, marks)
    if not texts:
        _clear(campaign)
        return False
    if default_storage.exists(name):
        cache.set(_pointer(campaign), name, None)
        return False
    old = _take_down(_newest(campaign))
    corpus, learned = None, len(texts)
    if old is not None:
        known = old[1]["marks"]
        same = all(marks.get(card) == mark for card, mark in known.items())
        if same and len(texts) <= old[1]["learned"] * (1 + _ANEW):
            corpus, learned = old[0].joined(texts), old[1]["learned"]
    if corpus is None:
        corpus = analysis.corpus.Corpus.learn(texts, model=model_path())
    corpus.read([_words(need) for need in Need.objects.of(campaign)])
    packed = analysis.shelf.pack(corpus, {"marks": marks, "learned": learned})
    before = _newest(campaign)
    default_storage.save(name, ContentFile(packed))
    cache.set(_pointer(campaign), name, None)
    if before and before != name:
        default_storage.delete(before)
    return True


def _texts(campaign: Campaign) -> QuerySet[Card, tuple[int, str]]:
    said = Substr("contribution__text", F("start") + 1, F("end") - F("start"))
    rows: QuerySet[Card, tuple[int, str]] = (
        Card.objects.live(campaign).annotate(said=said).order_by("pk").values_list("pk", "said")
    )
    return rows


def _folder(campaign: Campaign) -> str:
    return f"analysis/{campaign.pk}"


def _name(campaign: Campaign, marks: dict[str, int]) -> str:
    said = f"{analysis.shelf.VERSION} {model_path()} {json.dumps(marks)}"
    return f"{_folder(campaign)}/{crc32(said.encode()):08x}-{len(marks)}.npz"


def _pointer(campaign: Campaign) -> str:
    return f"clustering:shelf:{campaign.pk}"


def _newest(campaign: Campaign) -> str:
    """Return the name of the file on the shelf, or nothing."""
    name: str = cache.get(_pointer(campaign)) or ""
    if name:
        return name
    try:
        _folders, files = default_storage.listdir(_folder(campaign))
    except FileNotFoundError:
        return ""
    found = sorted(file for file in files if file.endswith(".npz"))
    return f"{_folder(campaign)}/{found[-1]}" if found else ""


def _clear(campaign: Campaign) -> None:
    name = _newest(campaign)
    if name:
        default_storage.delete(name)
    cache.delete(_pointer(campaign))


def _take_down(name: str) -> "tuple[Corpus, dict[str, Any]] | None":
    """Return what lies on the shelf; a file that went or is of another version is nothing."""
    if not name:
        return None
    try:
        with default_storage.open(name) as packed:
            found: tuple[Corpus, dict[str, Any]] = analysis.shelf.unpack(packed.read())
    except (FileNotFoundError, ValueError, KeyError, EOFError, BadZipFile):
        return None
    return found


# The board ----------------------------------------------------------------------------------------
def load_corpus(campaign: Campaign, *, cards: int, newest: int) -> "Corpus":
    """Return the cards of a campaign as read. One query, and only when cards were added."""
    name = _newest(campaign)
    key = (campaign.pk, name, cards, newest)
    corpus = _corpora.get(key)
    if corpus is None:
        corpus = _with_the_newest(campaign, _take_down(name), cards)
        for stale in [stale for stale in _corpora if stale[0] == campaign.pk]:
            _corpora.pop(stale, None)
        _corpora[key] = corpus
        while len(_corpora) > _KEPT:
            _corpora.popitem(last=False)
    return corpus


def _with_the_newest(
    campaign: Campaign, shelved: "tuple[Corpus, dict[str, Any]] | None", cards: int
) -> "Corpus":
    if shelved is None:
        # Before the worker came by: a small board is read at once, a big one waits a minute.
        texts = dict(_texts(campaign)) if cards <= _SMALL else {}
        learned: Corpus = analysis.corpus.Corpus.learn(texts)
        return learned
    corpus = shelved[0]
    new = dict(_texts(campaign).filter(pk__gt=max(corpus.ids))[:_JOIN_AT_MOST])
    return corpus.joined(new)


@lru_cache(maxsize=_KEPT)
def _nearest(
    corpus: "Corpus",
    _moves: int,
    places: tuple[tuple[int, int], ...],
    names: tuple[tuple[int, str], ...],
) -> "Nearest":
    made: Nearest = analysis.nearest.Nearest(corpus, dict(places), dict(names))
    return made


def _words(need: Need) -> str:
    return f"{need.name}. {need.statement}"


def nearest_of(campaign: Campaign, *, corpus: "Corpus", needs: Sequence[Need]) -> "Nearest":
    """Return what the placements teach at this moment. Two queries."""
    names = tuple((need.pk, _words(need)) for need in needs)
    places = tuple(Card.objects.live(campaign).placed().order_by("pk").values_list("pk", "need_id"))
    return _nearest(corpus, Move.objects.last_seen(), places, names)


def advise(
    campaign: Campaign, *, corpus: "Corpus", cards: list[Card], most: int = 3
) -> list[Advice]:
    """Return the needs nearest to these cards together, best first. Three queries."""
    needs = {
        need.pk: need
        for need in Need.objects.with_cards(campaign).select_related("key").order_by("pk")
    }
    if not cards or not needs:
        return []
    nearest = nearest_of(campaign, corpus=corpus, needs=list(needs.values()))
    if all(card.pk in corpus.at for card in cards):
        found = nearest.suggest_cards([card.pk for card in cards], most)
    else:
        found = nearest.suggest([card.quote for card in cards], most)
    return [Advice(needs[one.need], one.strong, one.reasons) for one in found]


def ask_next(campaign: Campaign, *, corpus: "Corpus", most: int = 10) -> list[int]:
    """Return the cards on the pile whose placing teaches most. Four queries."""
    needs = list(Need.objects.of(campaign).order_by("pk"))
    nearest = nearest_of(campaign, corpus=corpus, needs=needs)
    pile = Card.objects.live(campaign).pile().order_by("pk").values_list("pk", flat=True)
    return nearest.which_next(list(pile), most)


def newest_card(campaign: Campaign) -> tuple[int, int]:
    """Return how many cards there are and the highest, for `load_corpus`. One query."""
    numbers = Card.objects.live(campaign).aggregate(newest=Max("pk"))
    return Card.objects.live(campaign).count(), numbers["newest"] or 0


# Piles --------------------------------------------------------------------------------------------
def offer_piles(*, campaign: Campaign, k: int | None = None) -> int:
    """Put the cards that wait on small piles and keep those; return how many. For a worker.

    Asked for by a person, never by the clock: what people arranged is not shuffled again.
    """
    shelved = _take_down(_newest(campaign))
    corpus = shelved[0] if shelved else analysis.corpus.Corpus.learn(dict(_texts(campaign)))
    pile = list(Card.objects.live(campaign).pile().order_by("pk").values_list("pk", flat=True))
    districts = frozenset(campaign.districts.values_list("name", flat=True))
    made = analysis.piles.make_piles(corpus, k, among=pile, places=districts | {campaign.city})
    said = {
        "at": clock.now().isoformat(),
        "k": k,
        "seed": analysis.piles.SEED,
        "piles": [[pile.label, pile.keywords, pile.cards] for pile in made.piles],
    }
    name = f"{_folder(campaign)}/piles.json"
    default_storage.delete(name)
    default_storage.save(name, ContentFile(json.dumps(said, ensure_ascii=False).encode()))
    return len(made.piles)


def offered_piles(campaign: Campaign) -> list[OfferedPile]:
    """Return the piles that were made last, without the cards that went elsewhere. One query."""
    try:
        with default_storage.open(f"{_folder(campaign)}/piles.json") as lines:
            said = json.loads(lines.read())
    except FileNotFoundError:
        return []
    waiting = frozenset(Card.objects.live(campaign).pile().values_list("pk", flat=True))
    found = [
        OfferedPile(label, tuple(keywords), tuple(card for card in cards if card in waiting))
        for label, keywords, cards in said["piles"]
    ]
    return [pile for pile in found if pile.cards]
