"""The call for colleagues, and who the ambassadors are."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.downloads import certificate_response
from ambassadors.forms import AnswerForm
from ambassadors.models import Ambassador
from ambassadors.services import answer_call
from campaigns.access import CampaignRequest, MemberRequest, campaign_view
from campaigns.limits import rate_limited
from campaigns.permissions import Permission
from campaigns.phases import Door


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("apply", times=120, seconds=3600)  # a whole town hall shares one network
@campaign_view(door=Door.APPLY)
def apply(request: CampaignRequest) -> HttpResponse:
    """Show the call, and take in a colleague's answer."""
    form = AnswerForm(request.POST or None, campaign=request.campaign)
    if request.method == "POST" and form.is_valid():
        answer_call(campaign=request.campaign, **form.cleaned_data)
        return redirect("ambassadors:applied")
    last = next(phase for phase in request.timeline.phases if phase.number == Door.APPLY.last)
    context = {"form": form, "deadline": last.ends_on}
    return render(request, "ambassadors/apply.html", context, status=422 if form.errors else 200)


@require_safe
@campaign_view(door=Door.APPLY)
def applied(request: CampaignRequest) -> HttpResponse:
    """Thank a colleague, and say what happens next."""
    training = next((phase for phase in request.timeline.phases if phase.number == 4), None)
    return render(request, "ambassadors/applied.html", {"training": training})


@require_safe
@campaign_view(door=Door.MEET)
def public_list(request: CampaignRequest) -> HttpResponse:
    """Show the ambassadors as paper people, equal for top manager and cleaner."""
    people = (
        Ambassador.objects.filter(candidate__campaign=request.campaign)
        .select_related("candidate__department")
        .order_by("candidate__first_name", "pk")
    )
    return render(request, "ambassadors/public_list.html", {"people": people})


@require_safe
@campaign_view(Permission.NOTE)
def my_certificate(request: MemberRequest) -> HttpResponseBase:
    """Give ambassadors their own certificate, or say that it is being made."""
    ambassador = get_object_or_404(
        Ambassador, user=request.user, candidate__campaign=request.campaign
    )
    if not ambassador.certificate:
        return render(request, "ambassadors/my_certificate.html", {"ambassador": ambassador})
    return certificate_response(ambassador)
