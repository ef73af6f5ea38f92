"""Lay the keys fast: one person proposes, another confirms, and from then on they are public.

While they lie fast, no key is made, renamed, reshaped or removed, and no need gets another name or
key. Cards still move: a dream that comes late finds its place in what there is. To change a key the
core team thaws the set: one person with a reason, for everybody to read. What the city has seen
stays visible meanwhile (its addresses are printed), and fixing it again takes two people once more.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns import clock
from campaigns.models import Campaign, User
from campaigns.phases import Door
from campaigns.services.activity import record_activity
from clustering.models import Freeze, Key, Need
from clustering.services.snapshots import contents_of, meaning_of, read_board, take_snapshot

FEWEST_KEYS, MOST_KEYS = 4, 8


class KeysFrozen(Exception):
    """Raised when somebody changes a key, or a need's name or key, while they lie fast."""

    def __init__(self, freeze: Freeze) -> None:
        super().__init__(str(freeze))
        self.freeze = freeze


class NotReady(Exception):
    """Raised when keys are not complete enough to lie fast; says what is missing."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__("; ".join(missing))
        self.missing = missing


class SamePerson(Exception):
    """Raised when the one who proposed also confirms."""


class KeysChanged(Exception):
    """Raised when keys or needs changed between the proposal and its confirmation."""


class ReasonNeeded(Exception):
    """Raised when somebody thaws, or turns a colleague's proposal down, without saying why."""


@dataclass(frozen=True)
class Standing:
    """How it stands: nothing, a proposal that waits, or keys that lie fast."""

    proposal: Freeze | None = None
    fixed: Freeze | None = None


def standing_of(campaign: Campaign) -> Standing:
    """Return the proposal or freeze of today. One query."""
    freeze = (
        Freeze.objects.filter(campaign=campaign, ended_at=None, proposed_at__lte=clock.now())
        .select_related("proposed_by", "confirmed_by")
        .first()
    )
    if freeze is None:
        return Standing()
    confirmed = freeze.confirmed_at is not None and freeze.confirmed_at <= clock.now()
    return Standing(fixed=freeze) if confirmed else Standing(proposal=freeze)


def refuse_frozen(campaign: Campaign) -> None:
    """Raise `KeysFrozen` while the keys lie fast. One query."""
    fixed = standing_of(campaign).fixed
    if fixed is not None:
        raise KeysFrozen(fixed)


def keys_are_public(campaign: Campaign) -> bool:
    """Tell whether everybody may see the keys: the phase is there and two people fixed them once.

    Thawing hides nothing. One query at most.
    """
    return campaign.timeline(clock.today()).is_open(Door.KEYS) and were_fixed(campaign.pk)


def were_fixed(campaign_id: int) -> bool:
    """Tell whether two people fixed the keys, now or before. One query."""
    return Freeze.objects.filter(campaign=campaign_id, confirmed_at__lte=clock.now()).exists()


def missing_for_freezing(campaign: Campaign) -> list[str]:
    """Return, in words, what the keys still lack. Two queries."""
    keys = list(Key.objects.of(campaign).order_by("position"))
    filled = set(Need.objects.of(campaign).values_list("key", flat=True))
    missing = []
    if len(keys) < FEWEST_KEYS:
        text = ngettext(
            "There is %(n)s key. At least four are needed.",
            "There are %(n)s keys. At least four are needed.", len(keys),
        )  # fmt: skip
        missing.append(text % {"n": len(keys)})
    if len(keys) > MOST_KEYS:
        missing.append(_("There are %(n)s keys. Eight is the most.") % {"n": len(keys)})
    names = [key.name.casefold() for key in keys]
    for key in keys:
        if not key.name.strip():
            missing.append(_("Key %(n)s has no name yet.") % {"n": key.position})
        if names.count(key.name.casefold()) > 1:
            missing.append(_("Two keys are called “%(key)s”.") % {"key": key})
        if not key.shape:
            missing.append(_("“%(key)s” has no shape and colour yet.") % {"key": key})
        if not key.vision.strip():
            missing.append(_("“%(key)s” has no vision sentence yet.") % {"key": key})
        if key.pk not in filled:
            missing.append(_("“%(key)s” holds no need yet.") % {"key": key})
    return missing


@transaction.atomic
def propose_freeze(*, campaign: Campaign, by: User) -> Freeze:
    """Propose to lay the keys fast as they are now. A proposal that waits already is given back."""
    campaign.timeline(clock.today()).require(Door.KEYS)
    _lock(campaign)
    standing = standing_of(campaign)
    if standing.fixed is not None:
        raise KeysFrozen(standing.fixed)
    if standing.proposal is not None:
        return standing.proposal
    missing = missing_for_freezing(campaign)
    if missing:
        raise NotReady(missing)
    # Only a travelled clock leaves freezes ahead of now; what is done before them undoes them.
    Freeze.objects.filter(campaign=campaign, ended_at=None, proposed_at__gt=clock.now()).delete()
    snapshot = take_snapshot(campaign=campaign, name=_("Proposed keys"), by=by)
    freeze = Freeze.objects.create(campaign=campaign, snapshot=snapshot, proposed_by=by)
    record_activity(
        campaign=campaign, by=by, verb="propose_freeze", subject=_key_names(campaign),
        freeze=freeze.pk,
    )  # fmt: skip
    return freeze


@transaction.atomic
def confirm_freeze(*, freeze: Freeze, by: User) -> Freeze:
    """Confirm a colleague's proposal: from now on the keys lie fast. Twice is once."""
    campaign = freeze.campaign
    campaign.timeline(clock.today()).require(Door.KEYS)
    _lock(campaign)
    freeze = Freeze.objects.select_related("snapshot").get(pk=freeze.pk)
    if freeze.ended_at is not None:
        raise KeysChanged
    if freeze.confirmed_at is not None:
        return freeze
    if freeze.proposed_by_id in {None, by.pk}:
        raise SamePerson
    # Whoever changes a key or a need holds its row until done: what is compared cannot change.
    lock_keys(campaign.pk)
    list(Need.objects.of(campaign).select_for_update(no_key=True).order_by("pk"))
    if meaning_of(read_board(campaign)) != meaning_of(contents_of(freeze.snapshot)):
        raise KeysChanged
    freeze.confirmed_by, freeze.confirmed_at = by, clock.now()
    freeze.save(update_fields=["confirmed_by", "confirmed_at"])
    record_activity(
        campaign=campaign, by=by, verb="confirm_freeze", subject=_key_names(campaign),
        freeze=freeze.pk,
    )  # fmt: skip
    return freeze


@transaction.atomic
def end_freeze(*, freeze: Freeze, reason: str, by: User) -> Freeze:
    """Take a proposal back, turn a colleague's down, or thaw the keys. Twice is once.

    Only one's own proposal goes without a reason.
    """
    _lock(freeze.campaign)
    freeze = Freeze.objects.select_related("campaign").get(pk=freeze.pk)
    if freeze.ended_at is not None:
        return freeze
    reason = " ".join(reason.split())[:300]
    fixed = freeze.confirmed_at is not None
    if not reason and (fixed or freeze.proposed_by_id != by.pk):
        raise ReasonNeeded
    freeze.ended_by, freeze.ended_at, freeze.reason = by, clock.now(), reason
    freeze.save(update_fields=["ended_by", "ended_at", "reason"])
    record_activity(
        campaign=freeze.campaign, by=by, verb="thaw_keys" if fixed else "take_freeze_back",
        subject=reason or _key_names(freeze.campaign), freeze=freeze.pk,
    )  # fmt: skip
    return freeze


def lock_keys(campaign_id: int, keys: Collection[int] | None = None) -> list[Key]:
    """Take keys in hand, some or all, in one order for everybody."""
    rows = Key.objects.filter(campaign=campaign_id).select_for_update(no_key=True)
    return list((rows if keys is None else rows.filter(pk__in=keys)).order_by("pk"))


def _lock(campaign: Campaign) -> None:
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)


def _key_names(campaign: Campaign) -> str:
    return ", ".join(Key.objects.of(campaign).order_by("position").values_list("name", flat=True))
