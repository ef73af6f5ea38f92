"""Where two people lay the keys fast, and where they thaw."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.permissions import Permission
from campaigns.phases import Door
from clustering.forms import ReasonForm
from clustering.models import CoreValue, Dna, Freeze, Key, Need, Quality
from clustering.services.freezing import (
    KeysChanged,
    NotReady,
    ReasonNeeded,
    SamePerson,
    confirm_freeze,
    end_freeze,
    keys_are_public,
    missing_for_freezing,
    propose_freeze,
    standing_of,
)
from clustering.views.kindly import kind_when_frozen


@require_safe
@campaign_view(Permission.CLUSTER)
def freezing(request: MemberRequest) -> HttpResponse:
    """Show what would become public, what is missing, and how far the two people are."""
    return _room(request)


def _room(request: MemberRequest, form: ReasonForm | None = None) -> HttpResponse:
    campaign = request.campaign
    needs: dict[int | None, list[Need]] = {}
    for need in Need.objects.with_counts(campaign).biggest_first():
        needs.setdefault(need.key_id, []).append(need)
    keys = Key.objects.with_counts(campaign).order_by("position")
    standing = standing_of(campaign)
    ours = {"campaign": campaign}
    context = {
        "standing": standing,
        "is_mine": standing.proposal is not None
        and standing.proposal.proposed_by_id == request.user.pk,
        "missing": [] if standing.fixed else missing_for_freezing(campaign),
        "keys": [(key, needs.get(key.pk, [])) for key in keys],
        "free": len(needs.get(None, [])),
        "dna": Dna.objects.filter(**ours).first(),
        "values": CoreValue.objects.filter(**ours).count() + Quality.objects.filter(**ours).count(),
        "is_public": keys_are_public(campaign),
        "may_fix": request.membership.may(Permission.STEER),
        "is_open": request.timeline.is_open(Door.KEYS),
        "ended": Freeze.objects.filter(**ours, ended_at__isnull=False).select_related(
            "proposed_by", "confirmed_by", "ended_by"
        )[:10],
        "form": form or ReasonForm(),
    }
    status = 422 if form else 200
    return render(request, "clustering/freezing.html", context, status=status)


@require_POST
@campaign_view(Permission.STEER, door=Door.KEYS)
@kind_when_frozen
def propose(request: MemberRequest) -> HttpResponse:
    """Propose to lay the keys fast."""
    try:
        propose_freeze(campaign=request.campaign, by=request.user)
    except NotReady as unready:
        messages.error(request, " ".join(unready.missing))
    else:
        messages.success(request, _("Your proposal is there. Now a colleague confirms it."))
    return redirect("clustering:freezing")


@require_POST
@campaign_view(Permission.STEER, door=Door.KEYS)
def confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """Confirm a colleague's proposal."""
    freeze = get_object_or_404(_freezes(request), pk=pk)
    try:
        done = confirm_freeze(freeze=freeze, by=request.user)
    except SamePerson:
        messages.error(request, _("Somebody else than the proposer confirms. Ask a colleague."))
    except KeysChanged:
        messages.error(request, _("Something changed since the proposal. Propose it again."))
    else:
        if done.confirmed_by_id == request.user.pk:
            messages.success(request, _("The keys lie fast. Everybody can read them now."))
        else:
            messages.info(request, _("The keys lay fast already. Nothing changed."))
    return redirect("clustering:freezing")


@require_POST
@campaign_view(Permission.STEER)
def end(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a proposal back, or thaw the keys with a reason."""
    freeze = get_object_or_404(_freezes(request), pk=pk)
    form = ReasonForm(request.POST)
    try:
        end_freeze(freeze=freeze, reason=request.POST.get("reason", ""), by=request.user)
    except ReasonNeeded:
        form.is_valid()
        return _room(request, form)
    messages.success(request, _("Done. The keys can change again."))
    return redirect("clustering:freezing")


def _freezes(request: MemberRequest) -> QuerySet[Freeze]:
    return Freeze.objects.filter(campaign=request.campaign).select_related("campaign")
