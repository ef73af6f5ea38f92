"""A campaign's own words for concepts: what the product's thesaurus does not know of this city."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zlib import crc32

from django.core.cache import cache
from django.db import transaction

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.phases import Door
from campaigns.search import fold
from campaigns.services.activity import record_activity
from clustering import analysis
from clustering.models import ConceptForm, FormKind

if TYPE_CHECKING:
    from clustering.analysis.concepts import Form, Matcher
    from clustering.analysis.corpus import Corpus

MOST_FORMS: Final = 2_000
_MINUTE: Final = 60
_WORDS: Final = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


class BadForm(ValueError):
    """Raised for a form that cannot be found in any text; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class KnownForm(Exception):
    """Raised when the concept has this form already, by hand or by the product."""


class TooManyForms(Exception):
    """Raised when a campaign has more forms of its own than anybody oversees."""


def own_forms(campaign: Campaign) -> tuple["Form", ...]:
    """Return the campaign's own forms as the engine takes them. One query."""
    rows = ConceptForm.objects.filter(campaign=campaign).order_by("pk")
    return tuple(
        analysis.concepts.Form(row.concept, row.language, row.form, row.kind) for row in rows
    )


def forms_mark(campaign: Campaign) -> str:
    """Return a mark that changes with the forms; empty without any. One query a minute."""
    key = _key(campaign)
    mark: str | None = cache.get(key)
    if mark is None:
        mark = mark_of(own_forms(campaign))
        cache.set(key, mark, _MINUTE)
    return mark


def mark_of(forms: Sequence["Form"]) -> str:
    """Return the mark of these forms."""
    if not forms:
        return ""
    said = json.dumps([[one.concept, one.language, one.form, one.kind] for one in forms])
    return f"{crc32(said.encode()):08x}"


def _key(campaign: Campaign) -> str:
    return f"clustering:forms:{campaign.pk}"


def _forget_mark(campaign: Campaign) -> None:
    """Count the forms anew; once more at the commit, for who counted them in the meantime."""
    cache.delete(_key(campaign))
    transaction.on_commit(lambda: cache.delete(_key(campaign)))


@lru_cache(maxsize=8)
def matcher_with(forms: tuple["Form", ...]) -> "Matcher":
    """Return what finds the product's concepts and these. Making one takes a moment."""
    made: Matcher = analysis.concepts.Matcher(forms)
    return made


# Names --------------------------------------------------------------------------------------------
def concept_named(name: str) -> str:
    """Return the concept that has this name in any language; a new one is called as it is typed."""
    flat = fold(name)
    for concept, called in analysis.concepts.names().items():
        if flat in {fold(concept.replace("-", " ")), *map(fold, called.values())}:
            return str(concept)
    return "-".join(_WORDS.findall(name.lower()))[:60]


def name_of(concept: str, language: str = "nl") -> str:
    """Return what a concept is called; one the campaign made is called by its own name."""
    called = analysis.concepts.names().get(concept, {})
    return str(called.get(language) or called.get("nl") or concept.replace("-", " "))


def all_concepts() -> tuple[str, ...]:
    """Return the concepts the product knows."""
    return tuple(analysis.concepts.names())


def named_concept(text: str) -> str:
    """Return the concept an engine's reason speaks of, by its name in any language."""
    for concept, called in analysis.concepts.names().items():
        if text in called.values():
            return str(concept)
    return text.replace(" ", "-")


# Change -------------------------------------------------------------------------------------------
@transaction.atomic
def add_form(
    *, campaign: Campaign, concept: str, language: str, form: str, kind: str, by: User | None
) -> ConceptForm:
    """Teach the machine a word of this city. Raises `BadForm`, `KnownForm` or `TooManyForms`."""
    campaign.timeline(clock.today()).require(Door.READ)
    form, concept = " ".join(form.split()), concept_named(concept)
    _check_form(concept, form, kind)
    # Two people who add the same word wait for each other here.
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    rows = ConceptForm.objects.filter(campaign=campaign)
    if _is_known(concept, language, form):
        raise KnownForm
    if rows.filter(concept=concept, language=language, form__iexact=form, kind=kind).exists():
        raise KnownForm
    if rows.count() >= MOST_FORMS:
        raise TooManyForms
    made = ConceptForm.objects.create(
        campaign=campaign, concept=concept, language=language, form=form, kind=kind, added_by=by
    )
    record_activity(
        campaign=campaign, by=by, verb="add_concept_form", subject=f"{form} → {concept}",
        concept=concept, language=language, form=form, kind=kind,
    )  # fmt: skip
    _forget_mark(campaign)
    return made


def _check_form(concept: str, form: str, kind: str) -> None:
    words = _WORDS.findall(form)
    if not concept:
        raise BadForm("no_concept")
    if not words:
        raise BadForm("no_letters")
    if kind == FormKind.PHRASE and len(form.split()) < 2:
        raise BadForm("one_word")
    if kind != FormKind.PHRASE and len(form.split()) > 1:
        raise BadForm("many_words")
    if kind == FormKind.PART and len(fold(form)) < analysis.concepts.SHORTEST_PART:
        raise BadForm("short_part")


def _is_known(concept: str, language: str, form: str) -> bool:
    """Tell whether the product finds this concept in this form by itself."""
    words = tuple(analysis.texts.words_of(form, language))
    return any(hit.concept == concept for hit in matcher_with(()).hits(words, language))


@transaction.atomic
def remove_form(*, form: ConceptForm, by: User | None) -> bool:
    """Take a word away; False when somebody else did so a moment ago."""
    campaign = form.campaign
    campaign.timeline(clock.today()).require(Door.READ)
    gone, _each = ConceptForm.objects.filter(pk=form.pk).delete()
    if gone:
        record_activity(
            campaign=campaign, by=by, verb="remove_concept_form",
            subject=f"{form.form} → {form.concept}", concept=form.concept,
            language=form.language, form=form.form, kind=form.kind,
        )  # fmt: skip
        _forget_mark(campaign)
    return bool(gone)


# What they find -----------------------------------------------------------------------------------
@lru_cache(maxsize=4)
def cards_by_form(corpus: "Corpus", wanted: tuple["Form", ...]) -> "Mapping[Form, Sequence[int]]":
    """Return the cards in which each form is found, also forms that were added a moment ago.

    About a tenth of a second for three thousand cards, once.
    """
    found: dict[Form, list[int]] = {form: [] for form in wanted}
    if not wanted:
        return found
    # Each form plays a concept of its own, so that a hit tells which form it was.
    probes = {f"own:{at}": form for at, form in enumerate(wanted)}
    probe = matcher_with(
        tuple(
            analysis.concepts.Form(name, form.language, form.form, form.kind)
            for name, form in probes.items()
        )
    )
    for card, read in zip(corpus.ids, corpus.reads, strict=True):
        hits = {hit.concept for hit in probe.hits(read.words, read.language)}
        for name in hits & probes.keys():
            found[probes[name]].append(card)
    return found


@lru_cache(maxsize=4)
def cards_by_concept(corpus: "Corpus") -> "Mapping[str, Sequence[int]]":
    """Return the cards in which the engine found each concept."""
    found: dict[str, list[int]] = {}
    for card, read in zip(corpus.ids, corpus.reads, strict=True):
        for concept in {hit.concept for hit in read.hits}:
            found.setdefault(concept, []).append(card)
    return found
