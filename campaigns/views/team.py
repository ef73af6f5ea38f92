"""Rooms of the core team on the ground floor: reading queue, phases, the promise."""

from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.forms import CommitmentForm, HoldForm, PhaseForm
from campaigns.models import Commitment, Contribution, Decision, Phase, Status
from campaigns.permissions import Permission
from campaigns.personal import find_personal_data
from campaigns.services.moderation import AlreadyDecided, hold_contribution, place_contribution
from campaigns.services.steering import AlreadySigned, move_phase, pass_gate, sign_commitment


@require_safe
@campaign_view(Permission.MODERATE)
def reading_queue(request: MemberRequest) -> HttpResponse:
    """Show the oldest waiting contribution on one card, and how many wait behind it."""
    waiting = Contribution.objects.of(request.campaign).waiting().with_district()
    skipped = request.GET.get("na", "")
    after = waiting.filter(number__gt=int(skipped)) if _is_number(skipped) else waiting
    contribution = after.first() or waiting.first()
    return render(
        request, "campaigns/reading_queue.html", _queue(request, contribution, HoldForm())
    )


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 10


def _queue(
    request: MemberRequest, contribution: Contribution | None, form: HoldForm
) -> dict[str, Any]:
    mine = Contribution.objects.of(request.campaign)
    reason = Decision.objects.filter(contribution=OuterRef("pk")).order_by("-pk")
    return {
        "contribution": contribution,
        "personal": find_personal_data(contribution.text) if contribution else [],
        "waiting": mine.waiting().count(),
        "held": mine.filter(status=Status.HELD)
        .annotate(reason=Subquery(reason.values("reason")[:1]))
        .newest()[:20],
        "form": form,
    }


@require_POST
@campaign_view(Permission.MODERATE)
def place(request: MemberRequest, number: int) -> HttpResponse:
    """Place a waiting or held contribution."""
    contribution = get_object_or_404(Contribution.objects.of(request.campaign), number=number)
    try:
        place_contribution(
            contribution=contribution, by=request.user, seen=request.POST.get("seen")
        )
        messages.success(request, _("Dream %(number)s is placed.") % {"number": number})
    except AlreadyDecided as first:
        messages.info(request, _already(first))
    return redirect("campaigns:reading_queue")


@require_POST
@campaign_view(Permission.MODERATE)
def hold(request: MemberRequest, number: int) -> HttpResponse:
    """Hold a contribution back with a reason."""
    contribution = get_object_or_404(Contribution.objects.of(request.campaign), number=number)
    form = HoldForm(request.POST)
    if not form.is_valid():
        context = _queue(request, contribution, form)
        return render(request, "campaigns/reading_queue.html", context, status=422)
    try:
        hold_contribution(
            contribution=contribution,
            reason=form.cleaned_data["reason"],
            by=request.user,
            seen=request.POST.get("seen"),
        )
        messages.success(request, _("Dream %(number)s is held back.") % {"number": number})
    except AlreadyDecided as first:
        messages.info(request, _already(first))
    return redirect("campaigns:reading_queue")


def _already(first: AlreadyDecided) -> str:
    who = str(first.decision.by) if first.decision and first.decision.by else _("a colleague")
    return _("%(who)s was first with this dream. Nothing changed.") % {"who": who}


@require_safe
@campaign_view(Permission.STEER)
def phases(request: MemberRequest) -> HttpResponse:
    """Show all phases with their dates and gates."""
    return render(request, "campaigns/phases.html", {"rows": _phase_rows(request), "failed": False})


@require_POST
@campaign_view(Permission.STEER)
def change_phase(request: MemberRequest, number: int) -> HttpResponse:
    """Give one phase other dates."""
    phase = get_object_or_404(Phase, campaign=request.campaign, number=number)
    form = PhaseForm(request.POST, instance=phase, prefix=str(number))
    if not form.is_valid():
        rows = _phase_rows(request, changed=form)
        context = {"rows": rows, "failed": True}
        return render(request, "campaigns/phases.html", context, status=422)
    stored = Phase.objects.get(pk=phase.pk)
    move_phase(phase=stored, by=request.user, **form.cleaned_data)
    messages.success(request, _("The dates are saved."))
    return redirect("campaigns:phases")


@require_POST
@campaign_view(Permission.STEER)
def open_gate(request: MemberRequest, number: int) -> HttpResponse:
    """Declare the deliverable of a phase ready."""
    phase = get_object_or_404(Phase, campaign=request.campaign, number=number)
    pass_gate(phase=phase, by=request.user)
    messages.success(request, _("The gate behind “%(phase)s” is open.") % {"phase": phase})
    return redirect("campaigns:phases")


def _phase_rows(
    request: MemberRequest, changed: PhaseForm | None = None
) -> list[tuple[Phase, PhaseForm]]:
    rows = []
    for phase in Phase.objects.filter(campaign=request.campaign).select_related("gate_passed_by"):
        form = PhaseForm(instance=phase, prefix=str(phase.number))
        if changed is not None and changed.instance.pk == phase.pk:
            form = changed
        rows.append((phase, form))
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.SIGN)
def sign_promise(request: MemberRequest) -> HttpResponse:
    """Let the mayor write and sign the promise; once signed it stands."""
    commitment = Commitment.objects.filter(campaign=request.campaign).first() or Commitment(
        campaign=request.campaign, horizon_year=request.campaign.horizon_year
    )
    if commitment.is_signed:
        return render(request, "campaigns/promise_signed.html", {"commitment": commitment})
    form = CommitmentForm(
        request.POST or None,
        instance=commitment,
        initial={"signed_name": request.user.get_full_name()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            sign_commitment(
                commitment=form.save(commit=False),
                name=form.cleaned_data["signed_name"],
                function=form.cleaned_data["signed_function"],
                by=request.user,
            )
            messages.success(request, _("Signed. Everybody can read the promise now."))
        except AlreadySigned:
            messages.info(request, _("The promise was signed before. It stands."))
        return redirect("campaigns:sign_promise")
    status = 422 if form.is_bound else 200
    return render(request, "campaigns/sign_promise.html", {"form": form}, status=status)
