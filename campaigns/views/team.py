"""Rooms of the core team on the ground floor: phases, how we read, the promise."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.access import MemberRequest, campaign_view
from campaigns.forms.campaign import CommitmentForm, ModerationForm, PhaseForm
from campaigns.models import Commitment, Phase
from campaigns.permissions import Permission
from campaigns.services.moderation import set_moderation
from campaigns.services.steering import AlreadySigned, move_phase, pass_gate, sign_commitment


@require_safe
@campaign_view(Permission.STEER)
def phases(request: MemberRequest) -> HttpResponse:
    """Show all phases with their dates and gates."""
    return _phases_page(request)


@require_POST
@campaign_view(Permission.STEER)
def change_phase(request: MemberRequest, number: int) -> HttpResponse:
    """Give one phase other dates."""
    phase = get_object_or_404(Phase, campaign=request.campaign, number=number)
    form = PhaseForm(request.POST, instance=phase, prefix=str(number))
    if not form.is_valid():
        return _phases_page(request, changed=form)
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


@require_POST
@campaign_view(Permission.STEER)
def change_reading(request: MemberRequest) -> HttpResponse:
    """Choose whether colleagues read before or after a dream is shown."""
    form = ModerationForm(request.POST, instance=request.campaign)
    if not form.is_valid():
        return _phases_page(request, reading=form)
    set_moderation(
        campaign=request.campaign, moderation=form.cleaned_data["moderation"], by=request.user
    )
    messages.success(request, _("Saved. It holds from the next dream on."))
    return redirect("campaigns:phases")


def _phases_page(
    request: MemberRequest,
    changed: PhaseForm | None = None,
    reading: ModerationForm | None = None,
) -> HttpResponse:
    failed = changed is not None or reading is not None
    context = {
        "rows": _phase_rows(request, changed),
        "reading_form": reading or ModerationForm(instance=request.campaign),
        "failed": failed,
    }
    return render(request, "campaigns/phases.html", context, status=422 if failed else 200)


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
