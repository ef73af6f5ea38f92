"""Public sessions for other programs: calendars that subscribe, and the UiTdatabank."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from campaigns.access import CampaignRequest, campaign_view
from campaigns.models import District
from dreamsessions.calendar import calendar_feed
from dreamsessions.models import Session
from dreamsessions.services.agenda import visible_sessions
from dreamsessions.uitdatabank import event_list

# Programs ask often, and a place on a chair changes by the minute.
_KEEP = "public, max-age=300"


@require_safe
@conditional_page
@campaign_view()
def feed(request: CampaignRequest, district: str = "") -> HttpResponse:
    """Give all public sessions, or those of one part of the city, to calendars that subscribe."""
    rows = visible_sessions(request.campaign)
    name = _("Dream sessions %(campaign)s") % {"campaign": request.campaign}
    if district:
        part = get_object_or_404(District, campaign=request.campaign, slug=district)
        rows, name = rows.filter(district=part), f"{name}, {part}"
    written = calendar_feed(_with_addresses(request, rows), name=name)
    response = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = _KEEP
    return response


@require_safe
@conditional_page
@campaign_view()
def uitdatabank(request: CampaignRequest) -> HttpResponse:
    """Give all public sessions in the shape of the UiTdatabank, in Dutch. One query of its own."""
    with translation.override(settings.LANGUAGE_CODE):
        rows = _with_addresses(request, visible_sessions(request.campaign))
        response = JsonResponse(event_list(rows), json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = _KEEP
    # Anybody may read it, also a page of another site.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _with_addresses(
    request: CampaignRequest, rows: "QuerySet[Session]"
) -> list[tuple[Session, str]]:
    found = []
    for row in rows:
        row.campaign = request.campaign
        found.append((row, request.build_absolute_uri(row.get_absolute_url())))
    return found
