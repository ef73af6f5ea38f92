"""The call for colleagues, who the ambassadors are, and what one of them says of themselves."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.downloads import certificate_response
from ambassadors.forms import AnswerForm, NamingForm
from ambassadors.models import Ambassador
from ambassadors.services import answer_call, answer_naming
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
    """Show the ambassadors as paper people, equal for top manager and cleaner. One query.

    Who did not say yes to that stands among them without name or department.
    """
    people = (
        Ambassador.objects.of(request.campaign)
        .select_related("candidate__department")
        .named_first()
    )
    return render(request, "ambassadors/public_list.html", {"people": people})


@require_safe
@campaign_view(Permission.NOTE)
def my_certificate(request: MemberRequest) -> HttpResponseBase:
    """Give ambassadors their own certificate, or say that it is being made."""
    ambassador = _me(request)
    if not ambassador.certificate:
        return render(request, "ambassadors/my_certificate.html", {"ambassador": ambassador})
    return certificate_response(ambassador)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.NOTE)
def about_me(request: MemberRequest) -> HttpResponse:
    """Show ambassadors what we keep about them; take in whether they may be named."""
    ambassador = _me(request)
    form = NamingForm(request.POST or None, instance=ambassador.candidate)
    if request.method == "POST":
        agreed = form.is_valid() and form.cleaned_data["may_be_named"]
        answer_naming(candidate=ambassador.candidate, may_be_named=agreed, by=request.user)
        if agreed:
            messages.success(request, _("Thank you. Your first name may be printed."))
        else:
            messages.success(request, _("Your name will not be printed. You still count."))
        return redirect("ambassadors:about_me")
    context = {"ambassador": ambassador, "candidate": ambassador.candidate, "form": form}
    return render(request, "ambassadors/about_me.html", context)


def _me(request: MemberRequest) -> Ambassador:
    ambassador: Ambassador = get_object_or_404(
        Ambassador.objects.of(request.campaign).select_related("candidate__department"),
        user=request.user,
    )
    return ambassador
