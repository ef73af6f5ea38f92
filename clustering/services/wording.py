"""Who changed which sentence when. The logbook holds every wording; an old one can come back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from campaigns.models import Activity, Campaign, User
from campaigns.services.activity import record_activity
from clustering.models import (
    CoreValue,
    Dna,
    DnaTranslation,
    Key,
    KeyTranslation,
    Need,
    Quality,
    Tongue,
)

# A key or the DNA in another language is a thing of its own: `key_fr`.
THINGS: Final[dict[str, Any]] = {
    "key": Key,
    "need": Need,
    "corevalue": CoreValue,
    "quality": Quality,
    "dna": Dna,
    **{f"key_{tongue.value}": KeyTranslation for tongue in Tongue},
    **{f"dna_{tongue.value}": DnaTranslation for tongue in Tongue},
}
_VERBS: Final = (
    "rename_key", "write_key", "rename_need", "describe_need", "write_corevalue", "write_quality",
    "write_dna", "translate_key", "translate_dna",
)  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """One sentence that changed once."""

    activity: Activity
    thing: str
    ref: str
    field: str
    label: str
    before: str
    after: str

    @property
    def at(self) -> datetime:
        return self.activity.at

    @property
    def by(self) -> User | None:
        return self.activity.by

    @property
    def subject(self) -> str:
        return self.activity.subject


def record_wording(
    *,
    campaign: Campaign,
    by: User | None,
    verb: str,
    subject: str,
    thing: str,
    ref: str,
    before: Mapping[str, str],
    after: Mapping[str, str],
    **details: Any,
) -> bool:
    """Write down which texts changed; tell whether any did."""
    changed = [name for name in after if before.get(name, "") != after[name]]
    if changed:
        record_activity(
            campaign=campaign, by=by, verb=verb, subject=subject, thing=thing, ref=ref,
            before={name: before.get(name, "") for name in changed},
            after={name: after[name] for name in changed}, **details,
        )  # fmt: skip
    return bool(changed)


def wordings(campaign: Campaign, *, thing: str = "", ref: str = "") -> "QuerySet[Activity]":
    """Return the logbook lines that changed a text, newest first; of one thing on request."""
    rows = Activity.objects.filter(
        campaign=campaign, verb__in=_VERBS, details__has_key="after"
    ).select_related("by")
    if thing:
        rows = rows.filter(details__thing=thing, details__ref=ref)
    return rows.order_by("-pk")


def label_of(thing: str, name: str) -> str:
    """Return how people call a text, with its language where that is not Dutch."""
    called = str(THINGS[thing]._meta.get_field(name).verbose_name)
    language = thing.partition("_")[2]
    return f"{called} ({Tongue(language).label})" if language else called


def sentences(activity: Activity) -> Iterator[Wording]:
    """Take one logbook line apart into the texts it changed."""
    details = activity.details
    for name, after in details["after"].items():
        label = label_of(details["thing"], name)
        before = details["before"].get(name, "")
        yield Wording(activity, details["thing"], details["ref"], name, label, before, after)
