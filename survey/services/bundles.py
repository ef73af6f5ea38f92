"""Lay dreams that say the same together, without losing one; every step can be undone."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery

from campaigns.models import Activity, Campaign, Contribution, Status, User
from campaigns.querysets import ContributionQuerySet
from campaigns.services.activity import record_activity
from survey.models import Bundle, BundleMember, Dream, NotAlike, Score
from survey.services.proposals import refresh_pairs

# Verbs of the logbook.
BUNDLED: Final = "bundle"
UNDONE: Final = "bundle_undo"
Snapshot = dict[str, Any]


class TooFew(Exception):
    """Raised when fewer than two dreams would be laid together."""


class NotJoinable(Exception):
    """Raised for a dream somebody cannot join: not online, their own, or laid by a colleague."""


class ChangedSince(Exception):
    """Raised when somebody changed after a step what undoing it would change."""


@dataclass(frozen=True)
class People:
    """Two numbers that are never added: who dreamed it, and whose score counts for it."""

    dreamers: int
    scorers: int


# Count ------------------------------------------------------------------------------------------


def people_of(bundle: Bundle) -> People:
    """Count the different people behind the placed dreams of a bundle. Three queries."""
    return people_of_each([bundle])[bundle.pk]


def people_of_each(bundles: Iterable[Bundle]) -> dict[int, People]:
    """Count the people of several bundles. Three queries, whatever their number."""
    keys = [bundle.pk for bundle in bundles]
    placed = BundleMember.objects.filter(bundle__in=keys, contribution__status=Status.PLACED)
    members = list(placed.values_list("bundle", "contribution"))
    browsers = dict(
        Dream.objects.filter(
            pk__in=[dream for _bundle, dream in members], participant__isnull=False
        ).values_list("pk", "participant")
    )
    dreamers: dict[int, set[Any]] = defaultdict(set)
    for bundle, dream in members:
        dreamers[bundle].add(browsers.get(dream, dream))
    place = "contribution__bundle_member__bundle"
    scorers = dict(
        Score.objects.counting()
        .filter(**{f"{place}__in": keys, "contribution__status": Status.PLACED})
        .values_list(place)
        .annotate(people=Count("participant", distinct=True))
        .order_by()
    )
    return {key: People(len(dreamers[key]), scorers.get(key, 0)) for key in keys}


def with_bundles(dreams: ContributionQuerySet) -> ContributionQuerySet:
    """Tell of each dream in which bundle it lies, and how many public dreams lie there."""
    public = BundleMember.objects.filter(
        bundle=OuterRef("bundle_member__bundle"),
        contribution__status=Status.PLACED,
        contribution__consent_online=True,
    ).order_by()
    size = public.values("bundle").annotate(n=Count("pk")).values("n")
    told: ContributionQuerySet = dreams.annotate(
        bundle_pk=F("bundle_member__bundle_id"), same=Subquery(size) - 1
    )
    return told


# Steps ------------------------------------------------------------------------------------------


@transaction.atomic
def make_bundle(
    *, campaign: Campaign, dreams: Collection[int], face: int | None = None, by: User
) -> Bundle:
    """Lay dreams together; the bundles some of them lie in already come along whole."""
    chosen = _lock(campaign, dreams)
    if len(chosen) < 2:
        raise TooFew
    old = list(Bundle.objects.filter(members__contribution__in=chosen).order_by("pk").distinct())
    bundle = old[0] if old else Bundle.objects.create(campaign=campaign, made_by=by)
    with _Step(campaign, {bundle.pk, *(b.pk for b in old)}, by, new=not old) as step:
        _gather(bundle, old[1:], chosen, by)
        wanted = face if face in chosen else bundle.face_id or min(chosen)
        Bundle.objects.filter(pk=bundle.pk).update(face=wanted)
        step.dreams |= set(chosen)
    bundle.refresh_from_db()
    return bundle


@transaction.atomic
def merge_bundles(*, bundle: Bundle, other: Bundle, by: User) -> Bundle:
    """Lay all dreams of another bundle in this one."""
    _lock(bundle.campaign, [])
    if other.campaign_id != bundle.campaign_id or other.pk == bundle.pk:
        raise TooFew
    with _Step(bundle.campaign, {bundle.pk, other.pk}, by):
        _gather(bundle, [other], [], by)
    return bundle


@transaction.atomic
def take_out(*, bundle: Bundle, dream: int, by: User) -> bool:
    """Take one dream out of a bundle; one dream alone is no bundle. Twice does nothing."""
    _lock(bundle.campaign, [])
    if not bundle.members.filter(contribution=dream).exists():
        return False
    with _Step(bundle.campaign, {bundle.pk}, by):
        bundle.members.filter(contribution=dream).delete()
        _tidy(bundle)
    return True


@transaction.atomic
def dissolve_bundle(*, bundle: Bundle, by: User) -> None:
    """Let every dream of a bundle stand alone again."""
    _lock(bundle.campaign, [])
    with _Step(bundle.campaign, {bundle.pk}, by):
        Bundle.objects.filter(pk=bundle.pk).delete()


@transaction.atomic
def leave_apart(*, campaign: Campaign, dreams: Collection[int], by: User) -> int:
    """Remember that dreams are not the same, each two of them, so that they are not proposed again.

    Returns how many pairs that were.
    """
    chosen = sorted(_lock(campaign, dreams))
    pairs = [(one, other) for i, one in enumerate(chosen) for other in chosen[i + 1 :]]
    NotAlike.objects.bulk_create(
        [NotAlike(first_id=one, second_id=other, by=by) for one, other in pairs],
        ignore_conflicts=True,
    )
    refresh_pairs(chosen)
    if pairs:
        record_activity(
            campaign=campaign, by=by, verb="leave_apart", subject=_names(chosen), dreams=chosen
        )
    return len(pairs)


@transaction.atomic
def undo_step(*, step: Activity, by: User) -> None:
    """Put every dream of a step back exactly where it lay before it."""
    campaign = step.campaign
    _lock(campaign, [])
    before, after = step.details["before"], step.details["after"]
    dreams = _there(campaign, step.details["dreams"])
    now = _snapshot(set(after), dreams)
    if step.verb != BUNDLED or _places(now, _dreams_in(now)) != _places(after, dreams):
        raise ChangedSince
    BundleMember.objects.filter(contribution__in=dreams).delete()
    for key, kept in before.items():
        if kept is None:
            Bundle.objects.filter(pk=int(key)).delete()
        else:
            _restore(campaign, int(key), kept, dreams)
    refresh_pairs(dreams)
    record_activity(campaign=campaign, by=by, verb=UNDONE, subject=step.subject, step=step.pk)


# The dreamer's own step -------------------------------------------------------------------------


@transaction.atomic
def join_dream(*, dream: Dream, number: int) -> Bundle:
    """Lay somebody's own dream beside another one that says the same, as they see it."""
    campaign = dream.campaign
    _lock(campaign, [])
    other = Contribution.objects.of(campaign).public().filter(number=number).first()
    if other is None or _is_of(other, dream):
        raise NotJoinable
    beside = Bundle.objects.filter(members__contribution=other.pk).first()
    place = BundleMember.objects.filter(contribution=dream.pk).first()
    if place is not None:
        if beside is not None and place.bundle_id == beside.pk:
            return beside
        if place.added_by_id is not None:
            raise NotJoinable
        _leave(place)
        # The bundle left behind may be gone, and may have been this one's.
        beside = Bundle.objects.filter(members__contribution=other.pk).first()
    if beside is None:
        beside = Bundle.objects.create(campaign=campaign, face=other)
        BundleMember.objects.create(bundle=beside, contribution=other)
    BundleMember.objects.create(bundle=beside, contribution_id=dream.pk)
    refresh_pairs([dream.pk, other.pk])
    record_activity(
        campaign=campaign, by=None, verb="join_dream",
        subject=f"droom {dream.number}", beside=other.number,
    )  # fmt: skip
    return beside


@transaction.atomic
def leave_bundle(*, dream: Dream) -> bool:
    """Take somebody's own dream away from where they laid it themselves. Twice does nothing."""
    _lock(dream.campaign, [])
    place = BundleMember.objects.filter(contribution=dream.pk, added_by=None).first()
    if place is None:
        return False
    _leave(place)
    record_activity(
        campaign=dream.campaign, by=None, verb="leave_bundle", subject=f"droom {dream.number}"
    )
    return True


def _leave(place: BundleMember) -> None:
    place.delete()
    _tidy(place.bundle)
    refresh_pairs([place.contribution_id])


def _is_of(other: Contribution, dream: Dream) -> bool:
    """Tell whether another contribution is of the same dreamer."""
    if other.pk == dream.pk:
        return True
    return (
        dream.participant_id is not None
        and Dream.objects.filter(pk=other.pk, participant=dream.participant_id).exists()
    )


# Inside -----------------------------------------------------------------------------------------


class _Step:
    """Write in the logbook what a step changes: where every dream lay before and after it."""

    def __init__(
        self, campaign: Campaign, bundles: set[int], by: User, *, new: bool = False
    ) -> None:
        self.campaign, self.bundles, self.by, self.new = campaign, bundles, by, new
        self.before = _snapshot(bundles)
        self.dreams = _dreams_in(self.before)

    def __enter__(self) -> "_Step":
        if self.new:
            self.before = dict.fromkeys(self.before)
        return self

    def __exit__(self, failed: Any, *_rest: object) -> None:
        if failed:
            return
        dreams = sorted(self.dreams)
        refresh_pairs(dreams)
        record_activity(
            campaign=self.campaign, by=self.by, verb=BUNDLED, subject=_names(dreams),
            dreams=dreams, before=self.before, after=_snapshot(self.bundles),
        )  # fmt: skip


def _lock(campaign: Campaign, dreams: Collection[int]) -> list[int]:
    """Let steps wait for each other; returns the dreams that are placed in this campaign."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    rows = Contribution.objects.of(campaign).placed().filter(pk__in=dreams)
    return list(rows.values_list("pk", flat=True))


def _gather(bundle: Bundle, others: list[Bundle], dreams: list[int], by: User) -> None:
    BundleMember.objects.filter(bundle__in=others).update(bundle=bundle)
    Bundle.objects.filter(pk__in=[other.pk for other in others]).delete()
    there = set(bundle.members.values_list("contribution", flat=True))
    BundleMember.objects.bulk_create(
        BundleMember(bundle=bundle, contribution_id=dream, added_by=by)
        for dream in dreams
        if dream not in there
    )


def _tidy(bundle: Bundle) -> None:
    """Delete a bundle of one, and give another a face when its own was taken out."""
    left = list(bundle.members.values_list("contribution", flat=True)[:2])
    if len(left) < 2:
        Bundle.objects.filter(pk=bundle.pk).delete()
    else:
        Bundle.objects.filter(pk=bundle.pk).exclude(
            face__in=bundle.members.values("contribution")
        ).update(face=left[0])


def _snapshot(bundles: set[Any], dreams: Collection[int] = ()) -> Snapshot:
    """Return what lies in bundles, and where dreams lie; None for a bundle that is gone."""
    found: Snapshot = {str(key): None for key in bundles}
    places = Q(pk__in=[int(key) for key in bundles]) | Q(members__contribution__in=dreams)
    for bundle in Bundle.objects.filter(places).distinct().prefetch_related("members"):
        found[str(bundle.pk)] = {
            "face": bundle.face_id,
            "made_by": bundle.made_by_id,
            "made_at": bundle.made_at.isoformat(),
            "members": sorted(
                [row.contribution_id, row.added_by_id, row.added_at.isoformat()]
                for row in bundle.members.all()
            ),
        }
    return found


def _dreams_in(snapshot: Snapshot) -> set[int]:
    return {row[0] for kept in snapshot.values() if kept for row in kept["members"]}


def _places(snapshot: Snapshot, dreams: Collection[int]) -> dict[str, list[int]]:
    """Return where dreams lie in a snapshot; those that were withdrawn since do not matter."""
    places = {
        key: [row[0] for row in kept["members"] if row[0] in dreams]
        for key, kept in snapshot.items()
        if kept
    }
    return {key: rows for key, rows in places.items() if rows}


def _there(campaign: Campaign, dreams: list[int]) -> set[int]:
    rows = Contribution.objects.of(campaign).filter(pk__in=dreams)
    return set(rows.values_list("pk", flat=True))


def _restore(campaign: Campaign, key: int, kept: Snapshot, dreams: set[int]) -> None:
    users = set(
        User.objects.filter(
            pk__in=[kept["made_by"], *(row[1] for row in kept["members"])]
        ).values_list("pk", flat=True)
    )
    Bundle.objects.update_or_create(
        pk=key,
        defaults={
            "campaign": campaign,
            "face_id": kept["face"] if kept["face"] in dreams else None,
            "made_by_id": kept["made_by"] if kept["made_by"] in users else None,
            "made_at": datetime.fromisoformat(kept["made_at"]),
        },
    )
    BundleMember.objects.bulk_create(
        BundleMember(
            bundle_id=key, contribution_id=dream, added_by_id=by if by in users else None,
            added_at=datetime.fromisoformat(at),
        )
        for dream, by, at in kept["members"]
        if dream in dreams
    )  # fmt: skip


def _names(dreams: Iterable[int]) -> str:
    numbers = Contribution.objects.filter(pk__in=list(dreams)).order_by("number")
    return ", ".join(str(number) for number in numbers.values_list("number", flat=True)[:12])
