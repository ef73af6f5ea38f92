"""Confirm a mail address, so that scores weigh a little more. Never needed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.access import CampaignRequest, campaign_view, keep_secret
from campaigns.limits import rate_limited
from campaigns.phases import Door
from survey import tasks
from survey.forms.handing_in import MailForm
from survey.participants import find_participant
from survey.services.confirming import (
    LINK_HOURS,
    AddressTaken,
    confirm_participant,
    read_confirmation,
)


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("confirm", times=10, seconds=600)
@campaign_view(door=Door.SCORE)
def confirm(request: CampaignRequest) -> HttpResponse:
    """Ask for an address and mail it a link; the answer is the same for every address."""
    participant = find_participant(request, request.campaign)
    form = MailForm(request.POST or None)
    if request.method == "POST" and participant is not None and form.is_valid():
        tasks.mail_confirmation.delay_on_commit(  # type: ignore[attr-defined]
            str(participant.pk),
            form.cleaned_data["email"],
            f"{request.scheme}://{request.get_host()}",
            get_language(),
        )
        messages.success(request, _("A letter with a link is on its way to your mailbox."))
        return redirect("survey:confirm")
    context = {"form": form, "participant": participant, "hours": LINK_HOURS}
    status = 422 if form.is_bound and participant is not None else 200
    response = render(request, "survey/confirm.html", context, status=status)
    add_never_cache_headers(response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("confirm-link", times=30, seconds=600)
@campaign_view(door=Door.SCORE)
def confirm_link(request: CampaignRequest, token: str) -> HttpResponse:
    """Ask for one tap, then confirm: programs that open links in mails confirm nothing."""
    confirmation = read_confirmation(campaign=request.campaign, token=token)
    if confirmation is None:
        return keep_secret(render(request, "survey/confirm_expired.html", status=410))
    done = confirmation.participant.confirmed_at is not None
    taken = False
    if request.method == "POST":
        try:
            confirm_participant(confirmation=confirmation)
            done = True
        except AddressTaken:
            taken = True
    context = {"done": done, "taken": taken}
    page = render(request, "survey/confirm_link.html", context, status=409 if taken else 200)
    return keep_secret(page)
