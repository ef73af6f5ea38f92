"""Somebody's own chair, behind a secret link: the code for the door, and giving it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import CampaignRequest, campaign_view, keep_secret
from campaigns.services.paper import draw_address
from dreamsessions import tasks
from dreamsessions.calendar import calendar_file
from dreamsessions.models import Place, Registration
from dreamsessions.services.registering import NoMoreChairs, Stage, give_back, stage_of
from dreamsessions.services.waiting import place_in_line
from dreamsessions.views.public import ics


def _own_chair(request: CampaignRequest, token: str) -> Registration:
    row = get_object_or_404(
        Registration.objects.select_related("session__district"),
        session__campaign=request.campaign, token=token,
    )  # fmt: skip
    row.session.campaign = request.campaign
    return row


@require_safe
@campaign_view()
def chair(request: CampaignRequest, token: str) -> HttpResponse:
    """Confirm a chair or a place in line, with the code for the door. The address is the secret."""
    row = _own_chair(request, token)
    code = request.build_absolute_uri(reverse("dreamsessions:check_in", args=[token]))
    context = {
        "registration": row,
        "session": row.session,
        "stage": stage_of(row.session, request.timeline).value,
        "line": place_in_line(row) if row.place == Place.WAITING else 0,
        "code": mark_safe(draw_address(code)),  # noqa: S308 -- drawn from our own address
        "leaders": row.session.ambassadors.select_related("candidate__department"),
    }
    return keep_secret(render(request, "dreamsessions/session_chair.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_view()
def cancel_chair(request: CampaignRequest, token: str) -> HttpResponse:
    """Ask whether somebody gives their chair back, and let it go on a click."""
    row = _own_chair(request, token)
    stage = stage_of(row.session, request.timeline)
    if request.method == "POST":
        try:
            if give_back(registration=row):
                tasks.tell_session.delay_on_commit(row.session_id)  # type: ignore[attr-defined]
            messages.success(request, _("Your chair is free again. Thank you for telling us."))
            return keep_secret(redirect("dreamsessions:chair", token=token))
        except NoMoreChairs:
            stage = stage if stage != Stage.OPEN else Stage.BUSY
    context = {"registration": row, "session": row.session, "stage": stage.value}
    status = 409 if request.method == "POST" else 200
    return keep_secret(
        render(request, "dreamsessions/session_give_back.html", context, status=status)
    )


@require_safe
@campaign_view()
def chair_calendar(request: CampaignRequest, token: str) -> HttpResponse:
    """Give the session of somebody's chair as a calendar file."""
    session = _own_chair(request, token).session
    url = request.build_absolute_uri(session.shared_path) if session.shared_path else ""
    return keep_secret(ics(calendar_file(session, url=url), name=f"{session.slug}.ics"))
