"""One session for everybody, and for who has its link."""

import uuid
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import CampaignRequest, campaign_view, keep_secret
from campaigns.languages import language_name
from campaigns.limits import rate_limited
from campaigns.phases import Door
from dreamsessions import tasks
from dreamsessions.calendar import calendar_file
from dreamsessions.forms.registering import RegisterForm
from dreamsessions.models import Place, Registration, Session, Visibility
from dreamsessions.services.registering import (
    NoMoreChairs,
    SessionFull,
    Stage,
    register,
    stage_of,
)


def find_session(request: CampaignRequest, slug: str) -> Session:
    """Return a session the visitor may see: a public one, or one they have the link of."""
    row: Session = get_object_or_404(
        Session.objects.of(request.campaign).select_related("district"), slug=slug
    )
    row.campaign = request.campaign
    if row.visibility == Visibility.PUBLIC:
        return row
    known = constant_time_compare(request.GET.get("sleutel", ""), row.token)
    if row.visibility == Visibility.INVITED and known:
        return row
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("chair", times=30, seconds=3600)
@campaign_view()
def session(request: CampaignRequest, slug: str) -> HttpResponse:
    """Show one session, and let people take a chair or wait for one."""
    row = find_session(request, slug)
    form = RegisterForm(request.POST or None, initial={"key": uuid.uuid4()})
    status = 200
    if request.method == "POST":
        status, chair = _take_chair(row, form)
        if chair is not None:
            return redirect("dreamsessions:chair", token=chair.token)
    context = _page(request, row, form)
    response = render(request, "dreamsessions/session.html", context, status=status)
    return response if row.visibility == Visibility.PUBLIC else keep_secret(response)


def _take_chair(row: Session, form: RegisterForm) -> tuple[int, Registration | None]:
    """Take a chair, or a place in line; return the status and what somebody has now."""
    if not form.is_valid():
        return 422, None
    try:
        chair, created = register(session=row, language=(get_language() or "nl")[:2], **form.chair)
    except SessionFull:
        form.add_error(None, _("Somebody just took the last chair. You can still wait."))
        return 422, None
    except NoMoreChairs:
        return 409, None
    if created:
        tasks.mail_registration.delay_on_commit(chair.pk)  # type: ignore[attr-defined]
    return 302, chair


def _page(request: CampaignRequest, row: Session, form: RegisterForm) -> dict[str, Any]:
    """Return what the page of a session shows. Three queries."""
    stage = stage_of(row, request.timeline)
    seats = row.registrations.aggregate(
        taken=Count("pk", filter=Q(place=Place.CHAIR)),
        waiting=Count("pk", filter=Q(place=Place.WAITING)),
    )
    left = max(0, row.capacity - seats["taken"])
    return {
        "session": row,
        "form": form,
        "stage": stage.value,
        "left": left,
        "waiting": seats["waiting"],
        # One window per chair, lit when somebody sits there; a hall has too many to draw.
        "windows": [n >= left for n in range(row.capacity)] if row.capacity <= 40 else [],
        "leaders": row.ambassadors.select_related("candidate__department"),
        "told": row.notes.placed().count() if stage == Stage.PAST else 0,
        "spoken": language_name(row.language).capitalize(),
        "address": request.build_absolute_uri(row.shared_path),
        "secret": "" if row.visibility == Visibility.PUBLIC else row.token,
        "feed": request.build_absolute_uri(reverse("dreamsessions:feed")).partition("://")[2],
        "may_dream": request.timeline.is_open(Door.DREAM),
    }


@require_safe
@campaign_view()
def calendar(request: CampaignRequest, slug: str) -> HttpResponse:
    """Give a session as a calendar file."""
    row = find_session(request, slug)
    url = request.build_absolute_uri(row.shared_path)
    response = ics(calendar_file(row, url=url), name=f"{row.slug}.ics")
    return response if row.visibility == Visibility.PUBLIC else keep_secret(response)


def ics(contents: bytes, *, name: str) -> HttpResponse:
    """Answer with a calendar file to save."""
    response = HttpResponse(contents, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
