"""Write keys and DNA in French and English, and tell them to readers of those languages.

Translations are beside the keys, not in them: no snapshot or freeze holds them. So they may still
be written while the keys lie fast, and going back to an earlier board leaves them as they are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import get_language

from campaigns import clock
from campaigns.models import Activity, Campaign, User
from campaigns.phases import Door
from clustering.models import Dna, DnaTranslation, Key, KeyTranslation, Tongue
from clustering.models.translations import Translation
from clustering.services.wording import record_wording

_ONE_LINE: Final = ("name", "question", "vision")


@transaction.atomic
def translate_key(*, key: Key, language: str, by: User | None, **texts: str) -> KeyTranslation:
    """Write a key, or some of its texts, in another language. Also while the keys lie fast."""
    key.campaign.timeline(clock.today()).require(Door.READ)
    stored = Key.objects.select_for_update(no_key=True).get(pk=key.pk)
    row, _new = KeyTranslation.objects.get_or_create(key=stored, language=language)
    _write(row, stored, key.campaign, by, subject=stored.name, ref=stored.slug, texts=texts)
    return row


@transaction.atomic
def translate_dna(*, dna: Dna, language: str, by: User | None, **texts: str) -> DnaTranslation:
    """Write what the city is in another language."""
    dna.campaign.timeline(clock.today()).require(Door.READ)
    stored = Dna.objects.select_for_update(no_key=True).get(pk=dna.pk)
    row, _new = DnaTranslation.objects.get_or_create(dna=stored, language=language)
    _write(row, stored, dna.campaign, by, subject=stored.statement[:80], ref="", texts=texts)
    return row


def _write(
    row: Translation, source: Key | Dna, campaign: Campaign, by: User | None, *, subject: str,
    ref: str, texts: Mapping[str, str],
) -> None:  # fmt: skip
    unknown = set(texts) - set(row.TEXTS)
    if unknown:
        raise TypeError(f"There is no text {', '.join(sorted(unknown))} to translate.")
    before = row.texts()
    after = {
        name: " ".join(text.split()) if name in _ONE_LINE else text.replace("\r\n", "\n").strip()
        for name, text in texts.items()
    }
    row.write(source, **after)
    row.written_by, row.written_at = by, clock.now()
    row.save()
    thing = f"{source._meta.model_name}_{row.language}"
    record_wording(
        campaign=campaign, by=by, verb=f"translate_{source._meta.model_name}", subject=subject,
        thing=thing, ref=ref, before=before, after=after,
    )  # fmt: skip


def spoken(language: str | None = None) -> str:
    """Return the other language readers read in now; empty for Dutch and what we have no words in."""
    code = (language or get_language() or "")[:2]
    return code if code in Tongue.values else ""


def tell_keys(keys: Iterable[Key], language: str | None = None) -> list[Key]:
    """Give keys their words in the readers' language: for showing only, never save them afterwards.

    What has no words, or words of an earlier Dutch, stays Dutch; `in_dutch` names those texts. One
    query; none for readers of Dutch.
    """
    found, code = list(keys), spoken(language)
    waiting = [key for key in found if code and key.told_in != code]
    if not waiting:
        return found
    rows = KeyTranslation.objects.filter(language=code, key__in={key.pk for key in waiting})
    words = {row.key_id: row for row in rows}
    for key in waiting:
        _tell(key, words.get(key.pk) or KeyTranslation(), code)
    return found


def tell_dna(campaign: Campaign, language: str | None = None) -> Dna | None:
    """Return the DNA in the readers' language, for showing only. One query, two when not Dutch."""
    dna, code = Dna.objects.filter(campaign=campaign).first(), spoken(language)
    if dna is not None and code:
        row = DnaTranslation.objects.filter(dna=dna, language=code).first()
        _tell(dna, row or DnaTranslation(), code)
    return dna


def _tell(source: Key | Dna, row: Translation, code: str) -> None:
    told = {name: getattr(row, name) for name in row.TEXTS if row.tells(source, name)}
    source.in_dutch = frozenset(row.TEXTS) - told.keys()
    source.told_in = code
    for name, text in told.items():
        setattr(source, name, text)


def keep_translations(key: Key) -> list[dict[str, Any]]:
    """Return the translations of a key that is removed, as plain data. One query."""
    return [
        {"language": row.language, "sources": row.sources, **row.texts()}
        for row in key.translations.order_by("language")
    ]


def bring_translations_back(key: Key) -> None:
    """Give a key that came back the translations it had when it was removed last. Two queries."""
    removed = Activity.objects.filter(
        campaign=key.campaign_id, verb="delete_key", details__ref=key.slug
    ).order_by("-pk")
    line = removed.first()
    kept = line.details.get("translations", ()) if line else ()
    KeyTranslation.objects.bulk_create(
        (KeyTranslation(key=key, **row) for row in kept), ignore_conflicts=True
    )


@dataclass(frozen=True)
class Progress:
    """How far a translation is: texts there are in Dutch, told, and told of an earlier Dutch."""

    language: str
    label: str
    all: int
    told: int
    old: int


def how_far(source: Key | Dna) -> list[Progress]:
    """Return how far each language is. One query."""
    rows = {row.language: row for row in source.translations.all()} if source.pk else {}
    found = []
    for tongue in Tongue:
        row = rows.get(tongue.value) or _blank(source)
        wanted = to_translate(source)
        told = [name for name in wanted if row.tells(source, name)]
        written = [name for name in wanted if getattr(row, name)]
        found.append(
            Progress(
                tongue.value, str(tongue.label), len(wanted), len(told), len(written) - len(told)
            )
        )
    return found


def to_translate(source: Key | Dna) -> list[str]:
    """Return the texts that have words in Dutch."""
    return [name for name in _blank(source).TEXTS if getattr(source, name).strip()]


def translation_of(source: Key | Dna, language: str) -> Translation:
    """Return what is written in a language; an empty one where nothing is. One query."""
    found: Translation | None = source.translations.filter(language=language).first()
    return found or _blank(source, language)


def _blank(source: Key | Dna, language: str = "") -> Translation:
    if isinstance(source, Key):
        return KeyTranslation(key=source, language=language)
    return DnaTranslation(dna=source, language=language)
