"""Ask for a session in one's street or club, and answer who asks."""

import hashlib
import uuid

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import CampaignRequest, MemberRequest, campaign_view
from campaigns.limits import rate_limited
from campaigns.permissions import Permission
from campaigns.phases import Door
from campaigns.rendering import RenderingFailed
from dreamsessions.forms.requests import AskForm, DeclineForm
from dreamsessions.models import SessionRequest
from dreamsessions.rendering.club_kit import render_club_kit
from dreamsessions.services.requests import (
    AlreadyAnswered,
    answered_requests,
    ask_session,
    decline_request,
    describe_kit,
    open_requests,
)
from dreamsessions.tasks import mail_request_answer


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("ask-session", times=10, seconds=3600)
@campaign_view(door=Door.ASK)
def ask(request: CampaignRequest) -> HttpResponse:
    """Ask for a session, without an account."""
    start = {"key": uuid.uuid4(), "by_themselves": "1" if "zelf" in request.GET else ""}
    form = AskForm(request.POST or None, campaign=request.campaign, initial=start)
    if request.method == "POST" and form.is_valid():
        asked, _created = ask_session(
            campaign=request.campaign, language=(get_language() or "nl")[:2], **form.asked
        )
        return redirect("dreamsessions:asked", key=asked.key)
    status = 422 if form.is_bound else 200
    return render(request, "dreamsessions/ask.html", {"form": form}, status=status)


@require_safe
@never_cache
@campaign_view()
def asked(request: CampaignRequest, key: uuid.UUID) -> HttpResponse:
    """Tell who asked that it arrived, and later what was answered. The address is the secret."""
    row = get_object_or_404(
        SessionRequest.objects.select_related("session", "district"),
        campaign=request.campaign, key=key,
    )  # fmt: skip
    return render(request, "dreamsessions/asked.html", {"asked": row})


@require_safe
@campaign_view()
def by_ourselves(request: CampaignRequest) -> HttpResponse:
    """Show the kit for people who lead their own session: to read, and to print."""
    context = {"kit": describe_kit(request.campaign), "may_ask": request.timeline.is_open(Door.ASK)}
    return render(request, "dreamsessions/by_ourselves.html", context)


@require_safe
@rate_limited("club-kit", times=60, seconds=3600, methods=("GET",))
@campaign_view()
def club_kit(request: CampaignRequest) -> HttpResponse:
    """Give the kit as a PDF; the same words are laid out once a day."""
    language = get_language() or "nl-be"
    kit = describe_kit(request.campaign)
    mark = hashlib.sha256(f"{language} {kit!r}".encode()).hexdigest()
    try:
        pdf = cache.get_or_set(
            f"club-kit:{mark}", lambda: render_club_kit(kit, language=language), 86_400
        )
    except RenderingFailed as error:
        messages.error(request, str(error))
        return redirect("dreamsessions:by_ourselves")
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="zelf-een-droomsessie.pdf"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@campaign_view(Permission.PLAN)
def requests(request: MemberRequest) -> HttpResponse:
    """Show who asks for a session, the oldest first, or what was answered before."""
    answered = request.GET.get("staat") == "beantwoord"
    waiting, settled = open_requests(request.campaign), answered_requests(request.campaign)
    page = Paginator(settled if answered else waiting, 20)
    context = {
        "answered": answered, "page": page.get_page(request.GET.get("bladzijde")),
        "amounts": {"waiting": waiting.count(), "answered": settled.count()},
    }  # fmt: skip
    return render(request, "dreamsessions/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view(Permission.PLAN)
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one request; decline it with a reason. A yes is planning a session."""
    row = get_object_or_404(
        SessionRequest.objects.select_related("district", "session", "settled_by", "campaign"),
        campaign=request.campaign, pk=pk,
    )  # fmt: skip
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decline_request(asked=row, by=request.user, **form.cleaned_data)
            mail_request_answer.delay_on_commit(row.pk)  # type: ignore[attr-defined]
            messages.success(request, _("Your answer is saved, and who asked hears it."))
        except AlreadyAnswered:
            messages.error(request, _("A colleague answered this just before you."))
        return redirect("dreamsessions:requests")
    context = {"asked": row, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "dreamsessions/request.html", context, status=status)
