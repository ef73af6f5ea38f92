"""Read the dreams of everybody."""

import hashlib
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import clock
from campaigns.access import CampaignRequest, campaign_view
from campaigns.limits import rate_limited
from campaigns.models import Contribution
from campaigns.phases import Door
from survey.forms import FilterForm, ReportForm
from survey.participants import find_participant
from survey.querysets import DailyShuffle, shuffled
from survey.services.handing_in import report_contribution

CARDS = 24
# Up to here the database sorts all rows for a page within a few milliseconds.
SORTED_UP_TO = 10_000
FEW = 10


@require_safe
@campaign_view(door=Door.READ)
def dreams(request: CampaignRequest) -> HttpResponse:
    """List public dreams of all channels: in the order of the day, or newest first."""
    filters = FilterForm(request.GET, list(request.campaign.districts.all()))
    found = Contribution.objects.of(request.campaign).public()
    if filters.district:
        found = found.filter(district=filters.district)
    if filters.channel:
        found = found.filter(channel=filters.channel)
    if filters.search:
        found = found.filter(text__icontains=filters.search)
    amount = _amount(request, filters, found)
    context = {
        "filters": filters,
        "amount": amount,
        "query": urlencode(filters.parameters) + "&" if filters.parameters else "",
        "page": _page(request, filters, found, amount),
        "few": amount < FEW and not filters.narrows,
    }
    return render(request, "survey/dreams.html", context)


def _amount(request: CampaignRequest, filters: FilterForm, found: Any) -> int:
    """Return how many dreams there are; large numbers are counted anew every minute only."""
    narrowed = urlencode({k: v for k, v in filters.parameters.items() if k != "orde"})
    fingerprint = hashlib.sha256(narrowed.encode()).hexdigest()[:24]
    key = f"dreams:{request.campaign.pk}:{fingerprint}"
    known: int | None = cache.get(key)
    if known is None:
        known = found.count()
        if known > 1000:
            cache.set(key, known, 60)
    return known


class _CountedPaginator(Paginator):  # type: ignore[type-arg]
    """A paginator that was told the count."""

    def __init__(self, rows: Any, per_page: int, count: int) -> None:
        super().__init__(rows, per_page)
        self.count = count


def _page(request: CampaignRequest, filters: FilterForm, found: Any, amount: int) -> "Page[Any]":
    number = request.GET.get("bladzijde", "1")
    today = clock.today()
    if filters.newest:
        return _CountedPaginator(found.newest(), CARDS, amount).get_page(number)
    if filters.narrows or amount <= SORTED_UP_TO:
        return _CountedPaginator(shuffled(found, today), CARDS, amount).get_page(number)
    shuffle = DailyShuffle(found, request.campaign.last_number, today)
    length = shuffle.page_length(CARDS, amount)
    return _CountedPaginator(shuffle, length, len(shuffle)).get_page(number)


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("report", times=20, seconds=600)
@campaign_view(door=Door.READ)
def report(request: CampaignRequest, number: int) -> HttpResponse:
    """Let a reader ask the team to look at a dream again."""
    readable = Contribution.objects.of(request.campaign).public()
    contribution = get_object_or_404(readable, number=number)
    contribution.campaign = request.campaign
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        report_contribution(
            contribution=contribution,
            participant=find_participant(request, request.campaign),
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("Thank you. A colleague looks at this dream again."))
        return redirect("survey:dreams")
    status = 422 if form.is_bound else 200
    return render(
        request, "survey/report.html", {"dream": contribution, "form": form}, status=status
    )
