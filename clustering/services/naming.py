"""Which words of a key the public reads: the name two people fixed, never a working name, and all
of it in the reader's language where somebody wrote it.

The freeze decides, not the phase. While the keys are thawed to change them, everybody outside keeps
reading the names that were fixed last, until two people fix the new ones.
"""

from collections.abc import Iterable

from django.core.cache import cache
from django.utils.translation import gettext as _

from campaigns import clock
from campaigns.models import Campaign
from clustering.models import Freeze, Key
from clustering.services.snapshots import contents_of
from clustering.services.translating import tell_keys


def final_names(campaign: Campaign) -> dict[str, str] | None:
    """Return the names fixed last by the slug of the key, empty when none ever were.

    Nothing while the keys lie fast: then they are called as they are. One query; a freeze never
    changes, so its names are read once.
    """
    fixed = Freeze.objects.filter(campaign=campaign, confirmed_at__lte=clock.now())
    newest = fixed.order_by("-confirmed_at", "-pk").values_list("pk", "ended_at").first()
    if newest is None:
        return {}
    pk, ended_at = newest
    if ended_at is None or ended_at > clock.now():
        return None
    mark = f"clustering:final:{pk}"
    names: dict[str, str] | None = cache.get(mark)
    if names is None:
        snapshot = Freeze.objects.select_related("snapshot").get(pk=pk).snapshot
        names = {slug: row["name"] for slug, row in contents_of(snapshot)["keys"].items()}
        cache.set(mark, names)
    return names


def name_publicly(campaign: Campaign, keys: Iterable[Key], *, draft: bool = False) -> list[Key]:
    """Give keys the names the public may read, for showing only: never save them afterwards.

    A key that was never fixed is called by its number; in a draft, before any key was, by its
    working name. One query, and one more for readers of another language.
    """
    names = final_names(campaign)
    return tell_keys(keys) if draft and not names else _named(names, keys)


def fixed_keys(names: dict[str, str] | None, keys: Iterable[Key]) -> list[Key]:
    """Return those keys that were fixed, by `final_names`; what is new since stays inside.

    No query for readers of Dutch, one for others.
    """
    return _named(names, (key for key in keys if names is None or key.slug in names))


def _named(names: dict[str, str] | None, keys: Iterable[Key]) -> list[Key]:
    named, numbered = list(keys), []
    if names is not None:
        for key in named:
            if not names.get(key.slug):
                numbered.append(key)
            key.name = names.get(key.slug) or _("Key %(n)s") % {"n": key.position}
    # A name that is not the fixed one has no translation either: it was made from other words.
    tell_keys(named)
    for key in numbered:
        key.in_dutch -= {"name"}
    return named
