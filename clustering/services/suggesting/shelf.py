"""The shelf: what a worker read of all cards, and how a web process takes it down.

Reading and weighing thousands of texts takes seconds, so a worker does it (`shelve_cards`) and
puts the result on the shelf. A web process takes it down and lets the newest cards join.
"""

import json
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile
from zlib import crc32

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Count, F, Max, QuerySet
from django.db.models.functions import Substr

from campaigns.models import Campaign
from clustering import analysis
from clustering.models import Card, Need
from clustering.services.concepts import forms_mark, mark_of, matcher_with, own_forms

if TYPE_CHECKING:
    from clustering.analysis.concepts import Form
    from clustering.analysis.corpus import Corpus

KEPT: Final = 8
# As many new cards join in a web process; more wait for the worker.
_JOIN_AT_MOST: Final = 200
_SMALL: Final = 500
# When more than a tenth is new the worker learns everything anew.
_ANEW: Final = 0.1
_corpora: OrderedDict[tuple[int, str, int, int, str], "Corpus"] = OrderedDict()


def model_path() -> Path | None:
    """Return the file of word vectors this machine has, if it has one."""
    return Path(settings.EMBEDDING_MODEL_PATH) if settings.EMBEDDING_MODEL_PATH else None


def shelve_cards(*, campaign: Campaign) -> bool:
    """Read the campaign's cards and put what was learned on the shelf; False when all is known.

    Seconds to minutes of work: only for a worker. New cards join what was learned; when texts
    changed or went, words for concepts changed, or many cards came, everything is learned anew, so
    nothing withdrawn stays.
    """
    texts, forms = dict(_texts(campaign)), own_forms(campaign)
    marks = {str(card): crc32(text.encode()) for card, text in texts.items()}
    name = _name(campaign, marks, mark_of(forms))
    if not texts:
        _clear(campaign)
        return False
    if default_storage.exists(name):
        cache.set(_pointer(campaign), name, None)
        return False
    before = _newest(campaign)
    old = take_down(before, forms) if _forms_in(before) == mark_of(forms) else None
    corpus, learned = None, len(texts)
    if old is not None:
        known = old[1]["marks"]
        same = all(marks.get(card) == mark for card, mark in known.items())
        if same and len(texts) <= old[1]["learned"] * (1 + _ANEW):
            corpus, learned = old[0].joined(texts), old[1]["learned"]
    if corpus is None:
        corpus = learn(texts, forms, model_path())
    corpus.read([words_of(need) for need in Need.objects.of(campaign)])
    packed = analysis.shelf.pack(corpus, {"marks": marks, "learned": learned})
    default_storage.save(name, ContentFile(packed))
    cache.set(_pointer(campaign), name, None)
    if before and before != name:
        default_storage.delete(before)
    return True


def learn(texts: dict[int, str], forms: tuple["Form", ...], model: Path | None = None) -> "Corpus":
    """Read all these texts, with the campaign's own words for concepts."""
    learned: Corpus = analysis.corpus.Corpus.learn(texts, matcher_with(forms), model)
    return learned


def words_of(need: Need) -> str:
    """Return what a need says itself."""
    return f"{need.name}. {need.statement}"


def texts_of(campaign: Campaign) -> dict[int, str]:
    """Return what every card says. One query."""
    return dict(_texts(campaign))


def _texts(campaign: Campaign) -> QuerySet[Card, tuple[int, str]]:
    said = Substr("contribution__text", F("start") + 1, F("end") - F("start"))
    rows: QuerySet[Card, tuple[int, str]] = (
        Card.objects.live(campaign).annotate(said=said).order_by("pk").values_list("pk", "said")
    )
    return rows


def _folder(campaign: Campaign) -> str:
    return f"analysis/{campaign.pk}"


def _name(campaign: Campaign, marks: dict[str, int], forms: str) -> str:
    said = f"{analysis.shelf.VERSION} {model_path()} {json.dumps(marks)}"
    parts = [f"{crc32(said.encode()):08x}", str(len(marks)), *([forms] if forms else [])]
    return f"{_folder(campaign)}/{'-'.join(parts)}.npz"


def _forms_in(name: str) -> str:
    """Return the mark of the forms a file was learned with."""
    parts = Path(name).stem.split("-")
    return parts[2] if len(parts) > 2 else ""


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


def take_down(name: str, forms: tuple["Form", ...]) -> "tuple[Corpus, dict[str, Any]] | None":
    """Return what lies on the shelf; a file that went or is of another version is nothing."""
    if not name:
        return None
    try:
        with default_storage.open(name) as packed:
            found: tuple[Corpus, dict[str, Any]] = analysis.shelf.unpack(packed.read())
    except (FileNotFoundError, ValueError, KeyError, EOFError, BadZipFile):
        return None
    return (_taught(found[0], forms), found[1]) if forms else found


def _taught(corpus: "Corpus", forms: tuple["Form", ...]) -> "Corpus":
    """Return the corpus with what finds the campaign's own words: a file holds no matcher."""
    taught: Corpus = analysis.corpus.Corpus(
        ids=corpus.ids, reads=corpus.reads, space=corpus.space,
        rows=(corpus.spelled, corpus.civic),
        near=(corpus.near_spelled, corpus.near_both, corpus.twins),
        scales=(corpus.scale_spelled, corpus.scale_both), dense=corpus.dense,
        matcher=matcher_with(forms), meaning=corpus.meaning,
    )  # fmt: skip
    taught.said = corpus.said
    taught.known.update(corpus.known)
    return taught


# The board ----------------------------------------------------------------------------------------
def load_corpus(campaign: Campaign, *, cards: int, newest: int) -> "Corpus":
    """Return the cards of a campaign as read. Queries only when cards or words were added."""
    name, mark = _newest(campaign), forms_mark(campaign)
    key = (campaign.pk, name, cards, newest, mark)
    corpus = _corpora.get(key)
    if corpus is None:
        corpus = _with_the_newest(campaign, name, cards)
        for stale in [stale for stale in _corpora if stale[0] == campaign.pk]:
            _corpora.pop(stale, None)
        _corpora[key] = corpus
        while len(_corpora) > KEPT:
            _corpora.popitem(last=False)
    return corpus


def _with_the_newest(campaign: Campaign, name: str, cards: int) -> "Corpus":
    forms = own_forms(campaign)
    shelved = take_down(name, forms)
    if shelved is None:
        # Before the worker came by: a small board is read at once, a big one waits a minute.
        return learn(texts_of(campaign) if cards <= _SMALL else {}, forms)
    corpus = shelved[0]
    new = dict(_texts(campaign).filter(pk__gt=max(corpus.ids))[:_JOIN_AT_MOST])
    return corpus.joined(new)


def whole_corpus(campaign: Campaign) -> "Corpus":
    """Return all cards as read, however long that takes: only for a worker."""
    forms = own_forms(campaign)
    shelved = take_down(_newest(campaign), forms)
    texts = texts_of(campaign)
    return shelved[0].joined(texts) if shelved else learn(texts, forms, model_path())


def is_learning(campaign: Campaign, *, cards: int) -> bool:
    """Tell whether the worker still has to read the cards, or to read them with new words."""
    name = _newest(campaign)
    if not name:
        return cards > _SMALL
    return _forms_in(name) != forms_mark(campaign)


def newest_card(campaign: Campaign) -> tuple[int, int]:
    """Return how many cards there are and the highest, for `load_corpus`. One query."""
    numbers = Card.objects.live(campaign).aggregate(cards=Count("pk"), newest=Max("pk"))
    return numbers["cards"], numbers["newest"] or 0
