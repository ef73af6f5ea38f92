"""The public agenda: a list first, a map second, and a calendar by month."""

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns import clock
from campaigns.access import CampaignRequest, campaign_view
from campaigns.models import District
from campaigns.phases import Door
from dreamsessions.models import Session, TargetGroup
from dreamsessions.months import lay_month, month_bounds, read_month
from dreamsessions.rendering.reach import number_places, sessions_map
from dreamsessions.services.agenda import (
    Wishes,
    languages_spoken,
    read_wishes,
    visible_sessions,
    with_places_left,
)

_Line = tuple[Session, int | None]  # a session and its number on the map, if it has one


@require_safe
@campaign_view()
def sessions(request: CampaignRequest) -> HttpResponse:
    """List the public sessions: first what comes, then what was told. Seven queries."""
    districts = list(District.objects.filter(campaign=request.campaign))
    wishes = read_wishes(request.GET, districts)
    as_month = request.GET.get("toon") == "maand"
    shown = _month(request, wishes) if as_month else _list(request, wishes, districts)
    context = {
        "wishes": wishes,
        "districts": districts,
        "groups": [c for c in TargetGroup.choices if c[0] != TargetGroup.EVERYBODY],
        "languages": languages_spoken(request.campaign),
        "may_ask": request.timeline.is_open(Door.ASK),
    }
    return render(request, "dreamsessions/sessions.html", context | shown)


def _list(request: CampaignRequest, wishes: Wishes, districts: list[District]) -> dict[str, Any]:
    at = clock.now()
    public = wishes.narrow(visible_sessions(request.campaign))
    coming = public.upcoming(at)
    rows = list(with_places_left(coming) if wishes.free else coming)
    past = (
        public.filter(starts_at__lt=at, cancelled_at=None)
        .annotate(told=Count("notes", filter=Q(notes__status="placed")))
        .order_by("-starts_at", "-pk")
    )
    numbers = number_places(row for row in rows if row.cancelled_at is None)
    return {
        "weeks": _by_week(rows, numbers),
        "now": at,
        "map": sessions_map(
            districts, rows, numbers, title=_("Where the sessions are. The list says the same.")
        ),
        # Whoever looks for a free chair does not look for what is over.
        "past": None if wishes.free else Paginator(past, 20).get_page(request.GET.get("bladzijde")),
    }


def _month(request: CampaignRequest, wishes: Wishes) -> dict[str, Any]:
    first = read_month(request.GET.get("maand", ""), fallback=clock.today())
    starts, ends = month_bounds(first)
    rows = wishes.narrow(visible_sessions(request.campaign)).filter(
        starts_at__gte=starts, starts_at__lt=ends
    )
    if wishes.free:
        rows = with_places_left(rows.filter(starts_at__gte=clock.now()))
    laid = lay_month(first, ((row.starts_at, row) for row in rows), today=clock.today())
    return {"month": laid}


def _by_week(rows: list[Session], numbers: dict[int, int]) -> list[tuple[Session, list[_Line]]]:
    """Group sessions by week, each with its number on the map; a group starts with its first."""
    weeks = groupby(rows, key=lambda s: timezone.localtime(s.starts_at).isocalendar()[:2])
    grouped = [list(members) for _week, members in weeks]
    return [(group[0], [(row, numbers.get(row.pk)) for row in group]) for group in grouped]
