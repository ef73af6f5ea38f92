"""Read the dreams of everybody."""

import hashlib
from typing import Any, TypeAlias
from urllib.parse import urlencode

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import clock
from campaigns.access import CampaignRequest, campaign_view
from campaigns.limits import rate_limited
from campaigns.models import Contribution
from campaigns.phases import Door
from campaigns.querysets import ContributionQuerySet
from campaigns.services.searching import AT_MOST, guess_words, search
from survey.forms.reading import FilterForm, ReportForm
from survey.participants import find_participant
from survey.querysets import DailyShuffle, NewestFirst, count_blocks, shuffled
from survey.services.bundles import with_bundles
from survey.services.handing_in import report_contribution

Rows: TypeAlias = ContributionQuerySet

CARDS = 24
# Up to here the database sorts all rows for a page within a few milliseconds.
SORTED_UP_TO = 10_000
FEW = 10
# A count of more than this is kept for a minute.
COUNTED_UP_TO = 1_000


@require_safe
@campaign_view(door=Door.READ)
def dreams(request: CampaignRequest) -> HttpResponse:
    """List public dreams of all channels: what was searched, the order of the day, or newest first.

    Six queries, three more for a search that finds nothing.
    """
    filters = FilterForm(request.GET, list(request.campaign.districts.all()))
    found = Contribution.objects.of(request.campaign).public()
    if filters.district:
        found = found.filter(district=filters.district)
    if filters.channel:
        found = found.filter(channel=filters.channel)
    shown = _searched(filters, found) if filters.search else _listed(request, filters, found)
    context = {
        "filters": filters,
        "query": urlencode(filters.parameters) + "&" if filters.parameters else "",
        "few": shown["amount"] < FEW and not filters.narrows,
        "guess": "",
        "capped": False,
        **shown,
    }
    return render(request, "survey/dreams.html", context)


def _searched(filters: FilterForm, found: Rows) -> dict[str, Any]:
    """Return the page of a search; when nothing is found, of the nearest words people used."""
    language, guess = get_language() or "nl", ""
    rows = search(found, filters.search, language)
    amount = rows[: AT_MOST + 1].count()
    if not amount and (guess := guess_words(found, filters.search)):
        rows = search(found, guess, language)
        amount = rows[: AT_MOST + 1].count()
    if filters.newest:
        rows = rows.newest()
    capped = amount >= AT_MOST
    page = CountedPaginator(_told(rows), CARDS, min(amount, AT_MOST)).get_page(filters.page)
    return {"page": page, "amount": amount, "guess": guess if amount else "", "capped": capped}


def _listed(request: CampaignRequest, filters: FilterForm, found: Rows) -> dict[str, Any]:
    """Return a page of everything, without sorting or skipping through a large set."""
    if filters.newest:
        blocks = _counted(request, filters, lambda: count_blocks(found), "blocks")
        rows: Any = NewestFirst(_told(found), blocks)
        return _page(filters, rows, len(rows))
    amount = _counted(request, filters, found.count, "amount")
    if amount <= SORTED_UP_TO:
        return _page(filters, shuffled(_told(found), clock.today()), amount)
    shuffle = DailyShuffle(_told(found), request.campaign.last_number, clock.today())
    length = shuffle.page_length(CARDS, amount)
    # A rest of a few positions may hold no dream at all: it goes with the page before it.
    pages = CountedPaginator(shuffle, length, len(shuffle), orphans=length // 2)
    return {"page": pages.get_page(filters.page), "amount": amount}


def _page(filters: FilterForm, rows: Any, amount: int) -> dict[str, Any]:
    return {
        "page": CountedPaginator(rows, CARDS, amount).get_page(filters.page),
        "amount": amount,
    }


def _told(rows: Any) -> Any:
    """Return rows with what a card tells besides the dream itself."""
    return with_bundles(rows).with_translations(get_language() or "nl")


def _counted(request: CampaignRequest, filters: FilterForm, count: Any, name: str) -> Any:
    """Return how many dreams there are; large numbers are counted anew every minute only."""
    narrowed = urlencode({k: v for k, v in filters.parameters.items() if k != "orde"})
    fingerprint = hashlib.sha256(narrowed.encode()).hexdigest()[:24]
    key = f"dreams:{name}:{request.campaign.pk}:{fingerprint}"
    known = cache.get(key)
    if known is None:
        known = count()
        total = known if isinstance(known, int) else sum(amount for _block, amount in known)
        if total > COUNTED_UP_TO:
            cache.set(key, known, 60)
    return known


class CountedPaginator(Paginator):  # type: ignore[type-arg]
    """A paginator that was told the count; a page beyond the end is the last page."""

    def __init__(self, rows: Any, per_page: int, count: int, orphans: int = 0) -> None:
        super().__init__(rows, per_page, orphans=orphans)
        self.count = count


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
