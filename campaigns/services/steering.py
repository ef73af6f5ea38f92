"""Steer a campaign: promise, gates and roles."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from campaigns import clock
from campaigns.models import Campaign, Commitment, Membership, Phase, User
from campaigns.permissions import Role
from campaigns.services.activity import record_activity


class AlreadySigned(Exception):
    """Raised when somebody signs or changes a commitment that was signed before."""


@transaction.atomic
def sign_commitment(*, commitment: Commitment, name: str, function: str, by: User) -> Commitment:
    """Sign the promise in public, with the words of `commitment`, saved before or not.

    A signed promise is never changed: words and signature are written in one conditional update.
    """
    words = {
        "horizon_year": commitment.horizon_year,
        "promise": commitment.promise,
        "what_happens": commitment.what_happens,
        "not_negotiable": commitment.not_negotiable,
    }
    stored, _created = Commitment.objects.get_or_create(
        campaign=commitment.campaign, defaults=words
    )
    # Seen from a moment before its signature, a promise is unsigned: only the demo travels there.
    unsigned = Q(signed_at=None) | Q(signed_at__gt=clock.now())
    changed = Commitment.objects.filter(unsigned, pk=stored.pk).update(
        **words, signed_name=name, signed_function=function, signed_by=by, signed_at=clock.now()
    )
    if not changed:
        raise AlreadySigned
    commitment = Commitment.objects.get(pk=stored.pk)
    record_activity(campaign=commitment.campaign, by=by, verb="sign", subject=str(commitment))
    return commitment


@transaction.atomic
def pass_gate(*, phase: Phase, by: User) -> Phase:
    """Declare a phase's deliverable ready, so that the next phase can start on its date."""
    changed = Phase.objects.filter(pk=phase.pk, gate_passed_on=None).update(
        gate_passed_on=clock.today(), gate_passed_by=by
    )
    phase.refresh_from_db()
    if changed:
        record_activity(campaign=phase.campaign, by=by, verb="pass_gate", subject=str(phase))
    return phase


@transaction.atomic
def move_phase(*, phase: Phase, starts_on: date, ends_on: date, by: User) -> Phase:
    """Give a phase other dates."""
    before = [phase.starts_on.isoformat(), phase.ends_on.isoformat()]
    phase.starts_on, phase.ends_on = starts_on, ends_on
    phase.full_clean(exclude=["campaign", "gate_passed_by"])
    phase.save(update_fields=["starts_on", "ends_on"])
    record_activity(
        campaign=phase.campaign, by=by, verb="move_phase", subject=str(phase), before=before
    )
    return phase


@transaction.atomic
def grant_role(*, campaign: Campaign, user: User, role: Role) -> Membership:
    """Give somebody a role in a campaign, besides the roles they have."""
    membership, _created = Membership.objects.select_for_update().get_or_create(
        campaign=campaign, user=user
    )
    if role.value not in membership.roles:
        membership.roles = [*membership.roles, role.value]
        membership.save(update_fields=["roles"])
    return membership
