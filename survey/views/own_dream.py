"""Look after a dream that was handed in: change it, take it away, find its code again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import CampaignRequest, campaign_view, keep_secret
from campaigns.limits import rate_limited
from campaigns.models import Status
from campaigns.services.ledger import withdraw_contribution
from survey import tasks
from survey.forms.handing_in import ChangeForm, MailForm
from survey.models import Dream
from survey.services.correcting import change_dream, may_change
from survey.services.letters import last_word, read_own_dream_token


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("change-dream", times=30, seconds=600)
@campaign_view()
def manage(request: CampaignRequest, token: str) -> HttpResponse:
    """Let a dreamer read and change the dream their secret link belongs to."""
    dream = _dream_of(request, token)
    if dream is None:
        return _link_expired(request)
    form = ChangeForm(request.POST or None, initial={"text": dream.text})
    if request.method == "POST" and form.is_valid():
        changed = change_dream(dream=dream, text=form.cleaned_data["text"])
        if changed.status == Status.PLACED:
            messages.success(request, _("Your dream is saved and online."))
        else:
            messages.success(request, _("Your dream is saved. A colleague reads it first."))
        return keep_secret(redirect("survey:manage", token=token))
    context: dict[str, Any] = {
        "dream": dream,
        "form": form,
        "token": token,
        "longest": 280,
        "decision": last_word(dream),
        "open": may_change(request.timeline),
    }
    status = 422 if form.is_bound else 200
    return keep_secret(render(request, "survey/manage.html", context, status=status))


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("withdraw-dream", times=30, seconds=600)
@campaign_view()
def withdraw(request: CampaignRequest, token: str) -> HttpResponse:
    """Ask once, then take a dream away everywhere."""
    dream = _dream_of(request, token)
    if dream is None:
        return _link_expired(request)
    if request.method == "POST":
        withdraw_contribution(contribution=dream)
        return keep_secret(redirect("survey:withdrawn"))
    return keep_secret(render(request, "survey/withdraw.html", {"dream": dream, "token": token}))


@require_safe
@campaign_view()
def withdrawn(request: CampaignRequest) -> HttpResponse:
    return render(request, "survey/withdrawn.html")


def _dream_of(request: CampaignRequest, token: str) -> Dream | None:
    key = read_own_dream_token(token)
    dream = Dream.objects.filter(pk=key, campaign=request.campaign).first() if key else None
    if dream is not None:
        dream.campaign = request.campaign
    return dream


def _link_expired(request: CampaignRequest) -> HttpResponse:
    return keep_secret(render(request, "survey/link_expired.html", status=410))


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("lost-code", times=10, seconds=600)
@campaign_view()
def lost_code(request: CampaignRequest) -> HttpResponse:
    """Mail all codes of an address; the answer is the same whether we know it or not."""
    form = MailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tasks.mail_codes.delay_on_commit(  # type: ignore[attr-defined]
            request.campaign.pk,
            form.cleaned_data["email"],
            f"{request.scheme}://{request.get_host()}",
            get_language(),
        )
        messages.success(
            request, _("If we know this address, a letter with your codes is on its way.")
        )
        return redirect("survey:lost_code")
    status = 422 if form.is_bound else 200
    return render(request, "survey/lost_code.html", {"form": form}, status=status)
